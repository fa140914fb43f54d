//! How much is recognised in texts that no author of a rule has seen?
//!
//! Run with `-- --nocapture` to see the figures. The floors stand a little under what was measured;
//! they are raised when the figures rise, and a change of the rules that lowers them is seen.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by failing"
)]

use std::collections::BTreeSet;

use pushback::{Classifier, Observation, Scratch, Speaker};
use serde_json::Value;

/// Code, texts recognised at least, share of right ones among those flagged at least (per cent).
const FLOORS: [(&str, usize, usize); 6] = [
    ("autonomy", 41, 74),
    ("dismissal", 33, 84),
    ("prior_experience", 34, 77),
    ("reactance", 36, 81),
    ("scepticism", 39, 68),
    ("time", 30, 77),
];

/// Of texts without any code, the share that may be flagged with one of the six (per cent).
const MOST_FALSE_ALARMS: usize = 13;

struct Text {
    gold: BTreeSet<String>,
    found: BTreeSet<String>,
}

fn texts() -> Vec<Text> {
    let classifier = Classifier::builtin();
    let mut scratch = Scratch::default();
    include_str!("corpus/unseen.jsonl")
        .lines()
        .map(|line| {
            let record: Value = serde_json::from_str(line).expect("a line is an object");
            let speaker: Speaker =
                serde_json::from_value(record["speaker"].clone()).expect("a speaker");
            let observation = Observation {
                speaker: Some(speaker),
                text: record["text"].as_str().expect("a text").to_owned(),
                ..Observation::default()
            };
            let assessment = classifier.assess_with(&observation, &mut scratch);
            let codes = record["codes"].as_array().expect("codes");
            Text {
                gold: codes.iter().map(|code| code.as_str().expect("a code").to_owned()).collect(),
                found: assessment.codes.into_iter().map(|finding| finding.code).collect(),
            }
        })
        .collect()
}

#[test]
fn each_core_code_is_recognised_in_wordings_that_nobody_wrote_rules_for() {
    let texts = texts();
    for (code, least, right) in FLOORS {
        let with = |of: fn(&Text) -> &BTreeSet<String>| {
            texts.iter().filter(move |text| of(text).contains(code))
        };
        let gold = with(|text| &text.gold).count();
        let flagged = with(|text| &text.found).count();
        let hits = with(|text| &text.found).filter(|text| text.gold.contains(code)).count();
        println!("{code}: {hits} of {gold} recognised, {flagged} flagged");
        assert!(hits >= least, "{code}: {hits} of {gold} recognised, at least {least} expected");
        assert!(
            hits * 100 >= flagged * right,
            "{code}: {hits} of {flagged} flagged are right, at least {right} per cent expected"
        );
    }
}

#[test]
fn texts_without_a_code_are_seldom_flagged() {
    let texts = texts();
    let plain: Vec<&Text> = texts.iter().filter(|text| text.gold.is_empty()).collect();
    let flagged =
        plain.iter().filter(|text| FLOORS.iter().any(|(code, ..)| text.found.contains(*code)));
    let flagged = flagged.count();
    println!("{flagged} of {} texts without a code are flagged", plain.len());
    assert!(flagged * 100 <= plain.len() * MOST_FALSE_ALARMS);
}
