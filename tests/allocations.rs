//! Does reading a text in which nothing is found ask for memory?
#![allow(clippy::panic, reason = "tests may fail")]

use pushback::{Classifier, Observation, Scratch};

#[test]
fn a_text_without_a_finding_asks_for_no_memory() {
    let classifier = Classifier::builtin();
    let texts: Vec<Observation> =
        include_str!("../benches/plain.txt").lines().map(Observation::coachee).collect();
    let mut scratch = Scratch::default();
    let mut assess = || {
        for text in &texts {
            let assessment = classifier.assess_with(text, &mut scratch);
            assert!(assessment.behaviours.is_empty(), "fires on {}", text.text);
        }
    };
    assess();
    assess();
    let counted = allocation_counter::measure(assess);
    assert_eq!(counted.count_total, 0, "allocations in {} texts", texts.len());
}
