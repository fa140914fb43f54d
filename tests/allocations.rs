//! Does reading a text that comes near no rule ask for memory?

use pushback::{Classifier, Observation, Scratch};

const TEXTS: [&str; 10] = [
    "The minutes went out on Tuesday and nobody has come back with changes.",
    "We moved the printer next to the window, which pleased exactly one person.",
    "The new shift pattern begins on the first and the rota is on the wall.",
    "How was the conference, did you get to see the harbour?",
    "Could you send the link again, the old one asks for a password.",
    "We interviewed four people for the post and two of them were good.",
    "The customer wants delivery in two lots, one before the summer and one after.",
    "There were eleven of us round the table and only one pot of coffee.",
    "The auditors found two invoices in the wrong year and were kind about it.",
    "I slept on a bench in Frankfurt and woke with a sore neck.",
];

#[test]
fn a_text_that_comes_near_no_rule_asks_for_no_memory() {
    let classifier = Classifier::builtin();
    let texts = TEXTS.map(Observation::coachee);
    let mut scratch = Scratch::default();
    let mut assess = || {
        for text in &texts {
            let assessment = classifier.assess_with(text, &mut scratch);
            assert_eq!(assessment.behaviours, [], "in {}", text.text);
        }
    };
    assess();
    assess();
    let counted = allocation_counter::measure(assess);
    assert_eq!(counted.count_total, 0, "allocations in {} texts", texts.len());
}
