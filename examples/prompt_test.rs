//! A unit test of a prompt: the replies to it must not be met with reactance.
//!
//! A team that writes prompts for a coaching bot keeps, for each version of a prompt, the replies
//! that test persons or simulated coachees gave to it, and checks them whenever the prompt changes.
//! `cargo run --example prompt_test --features testing` runs the check; in a project it would stand
//! under `#[test]`.

use pushback::{Classifier, Observation, testing};

/// Replies to "Which of the two would you like to start with, if either?".
const REPLIES: &[&str] = &[
    "The budget talk, I think. I have been putting it off.",
    "Neither today. Could I come back to it next week when the audit is over?",
    "Hm. What would you want to know about the first one?",
];

/// Replies to the version before it, "You need to start with the budget talk.".
const EARLIER: &[&str] = &["Stop telling me how to do my job.", "Fine. The budget talk, then."];

fn main() {
    for reply in REPLIES {
        let reply = Observation::coachee(*reply).about_coaching();
        testing::assert_without(&reply, &["reactance", "compliance"]);
    }
    println!("{} replies, none of them met with reactance or mere compliance", REPLIES.len());

    // What a failure looks like: not only that it failed, but by which words and which rule.
    for reply in EARLIER {
        let reply = Observation::coachee(*reply).about_coaching();
        if let Some(difference) = testing::difference(Classifier::builtin(), &reply, &[]) {
            println!("\nthe version before would have failed:\n{difference}");
        }
    }
}
