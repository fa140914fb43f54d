//! Does any JSON at all get one answer a line?

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Number, Value};

use crate::run;

/// How many lines are tried.
const LINES: usize = 3000;

/// Any value, four levels deep.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|number| Value::Number(number.into())),
        any::<f64>().prop_map(|number| Number::from_f64(number).map_or(Value::Null, Value::Number)),
        text().prop_map(Value::String),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::vec((key(), inner), 0..5)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// Words that mean something to the command, and any others.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        prop::sample::select(&["coachee", "coaching", "early", "time", "session_cancelled"][..])
            .prop_map(str::to_owned),
        prop::sample::select(
            &["Coaching is for losers.", "I have no time for this until June."][..]
        )
        .prop_map(str::to_owned),
    ]
}

fn key() -> impl Strategy<Value = String> {
    let known =
        ["id", "text", "speaker", "about", "behaviours", "session", "context", "observations"];
    prop_oneof![8 => prop::sample::select(known.to_vec()).prop_map(str::to_owned), 1 => any::<String>()]
}

/// An object with the keys of a record, most of which hold what they should.
fn record() -> impl Strategy<Value = Value> {
    prop::collection::vec((key(), value()), 0..4).prop_flat_map(|pairs| {
        text().prop_map(move |text| {
            let mut object: Map<String, Value> = pairs.clone().into_iter().collect();
            object.insert("text".to_owned(), Value::String(text));
            Value::Object(object)
        })
    })
}

#[test]
fn every_line_of_any_json_gets_one_answer_of_its_own() {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let line = prop_oneof![value(), record()];
    let lines: Vec<String> =
        (0..LINES).map(|_| line.new_tree(&mut runner).unwrap().current().to_string()).collect();
    let done = run(&["assess", "--quiet", "--input", "jsonl"], lines.join("\n"));
    let answers = done.answers();
    assert_eq!(answers.len(), LINES, "{}", done.err);
    let mut read = 0;
    for (number, answer) in (1..).zip(&answers) {
        match answer.get("error") {
            Some(error) => assert_eq!(error["line"], number),
            None => read += 1,
        }
    }
    assert!(read > LINES / 20 && read < LINES, "{read} were read");
    assert!(!done.err.contains("panicked"), "{}", done.err);
}
