//! Does a summary say much of many people, and nothing of few?

use std::fmt::Write;

use serde_json::{Value, json};

use crate::{DISMISSAL, Done, NEUTRAL, run};

/// What `assess` makes of people in a team and a quarter, some of whom show a code.
fn assessed(parts: &[(&str, &str, std::ops::Range<u32>, bool)]) -> String {
    let mut lines = String::new();
    for (team, quarter, people, shows) in parts {
        for person in people.clone() {
            let text = if *shows { DISMISSAL } else { NEUTRAL };
            let id = json!({ "person": person, "team": team, "quarter": quarter });
            let line = json!({ "id": id, "speaker": "coachee", "about": "coaching", "text": text });
            let _ = writeln!(lines, "{line}");
        }
    }
    run(&["assess", "-q"], lines).out
}

fn summary(args: &[&str], assessed: &str) -> Done {
    run(&[&["summarise", "-"][..], args].concat(), assessed)
}

fn read(args: &[&str], assessed: &str) -> Value {
    let done = summary(&[&["-f", "json"], args].concat(), assessed);
    assert_eq!(done.status, 0, "{}", done.err);
    serde_json::from_str(&done.out).unwrap()
}

#[test]
fn counts_and_rates_are_those_of_the_batch() {
    let answers =
        assessed(&[("n", "Q1", 0..12, true), ("s", "Q1", 12..40, false)]) + "{\"error\":{}}\n";
    let found = read(&[], &answers);
    let all = &found["groups"][0];
    assert_eq!((&all["answers"], &all["people"]), (&json!(40), &json!(40)));
    assert_eq!(all["codes"]["dismissal"]["answers"], 12);
    assert_eq!(all["codes"]["dismissal"]["rate"], 0.3);
    assert_eq!(all["codes"]["(nothing)"]["answers"], 28);
    assert_eq!(found["unread"], 1);
    let often: Vec<&str> = found["rules"]["often"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|rule| rule["rule"].as_str())
        .collect();
    assert!(often.iter().any(|rule| rule.starts_with("dismissal.")), "{often:?}");
    let seldom = found["rules"]["seldom_or_never"].as_array().unwrap();
    assert!(seldom.iter().any(|rule| rule.as_str().is_some_and(|rule| rule.starts_with("time."))));
    let shown = summary(&[], &answers);
    assert!(shown.out.contains("all: 40 answers, 40 people"), "{}", shown.out);
    assert!(shown.out.contains("12 answers  30.0 % (18."), "{}", shown.out);
}

#[test]
fn a_group_of_few_is_withheld_and_so_is_what_would_reveal_it() {
    let answers = assessed(&[
        ("north", "Q1", 0..20, false),
        ("south", "Q1", 20..30, false),
        ("board", "Q1", 30..33, true),
    ]);
    let done = summary(&["--by", "id.team"], &answers);
    assert!(done.out.contains("north: 20 answers"), "{}", done.out);
    assert!(!done.out.contains("board") && !done.out.contains("south:"), "{}", done.out);
    assert!(done.out.contains("2 groups are withheld"), "{}", done.out);
    let found = read(&["--by", "id.team"], &answers);
    assert_eq!(found["groups"][0]["codes"]["dismissal"], Value::Null);
    assert_eq!(found["groups"][0]["codes"]["(nothing)"], Value::Null);
    assert!(done.err.contains("most figures are withheld"), "{}", done.err);
}

#[test]
fn a_batch_of_few_people_has_no_summary() {
    let answers = assessed(&[("n", "Q1", 0..4, true), ("n", "Q2", 0..4, true)]);
    let done = summary(&[], &answers);
    assert!(done.out.contains("too few people"), "{}", done.out);
    assert!(!done.out.contains("dismissal"), "{}", done.out);
    assert_eq!(read(&[], &answers)["groups"], json!([]));
}

#[test]
fn a_change_has_an_interval_and_too_few_are_too_few() {
    let answers = assessed(&[
        ("n", "Q1", 0..30, true),
        ("n", "Q1", 30..40, false),
        ("n", "Q2", 0..8, true),
        ("n", "Q2", 8..40, false),
    ]);
    let done = summary(&["--change", "id.quarter=Q1,Q2"], &answers);
    let row = change_of("dismissal", &done.out);
    assert!(row.contains("75.0 % to  20.0 %, -55.0 points (-"), "{row}");
    assert!(!row.contains("too few to say"), "{row}");
    let alike = assessed(&[
        ("n", "Q1", 0..8, true),
        ("n", "Q1", 8..20, false),
        ("n", "Q2", 20..29, true),
        ("n", "Q2", 29..40, false),
    ]);
    let done = summary(&["--change", "id.quarter=Q1,Q2"], &alike);
    assert!(change_of("dismissal", &done.out).ends_with(": too few to say"), "{}", done.out);
}

/// The row that tells how a code changed.
fn change_of<'o>(code: &str, out: &'o str) -> &'o str {
    let is_change = |row: &&str| row.trim_start().starts_with(code) && row.contains(" points (");
    out.lines().find(is_change).expect("there is a row on it")
}

#[test]
fn there_is_no_summary_by_person_nor_without_knowing_how_many_they_are() {
    let answers = assessed(&[("n", "Q1", 0..12, true)]);
    let done = summary(&["--by", "id.person"], &answers);
    assert_eq!((done.status, done.out.as_str()), (2, ""));
    assert_eq!(summary(&["--least", "4"], &answers).status, 2);
    let done = summary(&["--person", "id.name"], &answers);
    assert_eq!(done.status, 2);
    assert!(done.err.contains("`id.name`, and it cannot be told how many people"), "{}", done.err);
    assert_eq!(summary(&[], "hello\n").status, 2);
}
