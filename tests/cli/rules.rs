//! Are rules checked, and used only where they hold?

use std::fs;
use std::path::Path;

use crate::common::copy;
use crate::{DISMISSAL, directory, run, said};

#[test]
fn the_built_in_rules_hold_and_are_those_of_the_directory() {
    let done = run(&["check"], "");
    assert_eq!(done.status, 0, "{}", done.out);
    let last = done.out.lines().last().unwrap_or_default();
    assert!(last.starts_with("checked ") && last.contains(": no mistakes"), "{}", done.out);
    let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/rules");
    assert_eq!(run(&["check", rules], "").out, done.out);
    let own = run(&["assess", "--rules", rules], said(DISMISSAL));
    assert_eq!(own.out, run(&["assess"], said(DISMISSAL)).out);
}

#[test]
fn rules_with_mistakes_are_told_and_not_used() {
    let rules = directory("broken-rules");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules"), &rules);
    fs::write(rules.join("broken.toml"), "x = 1\n").unwrap();
    let rules = rules.to_str().unwrap();
    let done = run(&["check", rules], "");
    assert_eq!(done.status, 1);
    assert!(done.out.contains("broken.toml"), "{}", done.out);
    let done = run(&["assess", "--rules", rules], said(DISMISSAL));
    assert_eq!((done.status, done.out.as_str()), (2, ""));
    assert!(done.err.contains("pushback check"), "{}", done.err);
    assert_eq!(done.err.lines().count(), 1);
}

#[test]
fn two_readings_are_set_side_by_side() {
    let done = run(&["contrast", "autonomy", "reactance"], "");
    assert_eq!(done.status, 0, "{}", done.err);
    for part in ["For both", "(pushback_in_meeting)", "What to ask or watch for"] {
        assert!(done.out.contains(part), "{part} in {}", done.out);
    }
    let done = run(&["contrast", "autonomy", "anatomy"], "");
    assert_eq!((done.status, done.out.as_str()), (2, ""));
    assert!(done.err.contains("`anatomy`"), "{}", done.err);
}

#[test]
fn a_list_shows_where_an_item_of_the_sources_is_encoded_and_nothing_else() {
    let done = run(&["list", "sources", "S144", "-f", "json"], "");
    assert_eq!(done.status, 0, "{}", done.err);
    let rows = done.answers();
    assert!(!rows.is_empty());
    for row in &rows {
        let items: Vec<&str> =
            row["inventory"].as_array().unwrap().iter().filter_map(|item| item.as_str()).collect();
        assert!(items.contains(&"S144"), "{row}");
    }
    let cited = rows.iter().flat_map(|row| row["cited_by"].as_array().unwrap().clone());
    assert!(cited.into_iter().any(|by| by == "code dismissal"));
    let page = run(&["list", "sources", "S144", "--width", "80"], "");
    assert!(page.out.starts_with("resistance#form-1\n"), "{}", page.out);
}

#[test]
fn every_list_has_rows_with_the_same_columns() {
    for what in [
        "codes",
        "behaviours",
        "rules",
        "responses",
        "findings",
        "concepts",
        "indicators",
        "modifiers",
        "sources",
    ] {
        let done = run(&["list", what, "-f", "json"], "");
        assert_eq!(done.status, 0, "{what}: {}", done.err);
        let rows = done.answers();
        assert!(!rows.is_empty(), "{what} is empty");
        let columns = |row: &serde_json::Value| -> Vec<String> {
            row.as_object().unwrap().keys().cloned().collect()
        };
        assert!(rows.iter().all(|row| columns(row) == columns(&rows[0])), "{what}");
    }
    let none = run(&["list", "codes", "no such code"], "");
    assert_eq!((none.status, none.out.as_str()), (0, ""));
    assert_eq!(run(&["list", "cods"], "").status, 2);
}

#[cfg(feature = "calibrate")]
#[test]
fn indicators_are_written_only_where_that_is_asked_for_and_are_read_back() {
    let root = env!("CARGO_MANIFEST_DIR");
    let (gold, trial) =
        (format!("{root}/tests/samples/labelled.jsonl"), format!("{root}/tests/trial"));
    let rules = directory("calibrated-rules");
    copy(Path::new(&trial), &rules);
    let (dir, file) = (rules.to_str().unwrap(), rules.join("indicators.toml"));
    let args = ["calibrate", "--unread", &gold, "--rules", dir, "--codes", "dismissal,time"];
    let told = run(&args, "");
    assert_eq!(told.status, 0, "{}", told.err);
    assert!(told.out.contains("indicators: ") && !file.exists(), "{}", told.out);
    let written = run(&[&args[..], &["--write", dir]].concat(), "");
    assert_eq!(written.out, told.out);
    assert!(fs::read_to_string(&file).unwrap().contains("[[scale]]\ncode = \"dismissal\""));
    let checked = run(&["check", dir], "");
    assert_eq!(checked.status, 0, "{}", checked.out);
    assert_eq!(run(&["calibrate", "--unread", "no-such-file.jsonl"], "").status, 2);
}
