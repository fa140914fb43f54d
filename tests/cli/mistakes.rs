//! Are all mistakes of a pack told in one run, those of its examples and of the pack below included?

use std::fs;
use std::path::Path;

use crate::common::copy;
use crate::{directory, run};

/// What is wrong with the packs, by the names of the mistakes.
const WRONG: [&str; 19] = [
    "unknown-code",
    "unknown-key",
    "unknown-concept",
    "unclosed-bracket",
    "duplicate-id",
    "impossible-gap",
    "unknown-modifier",
    "empty-pattern",
    "bad-marks",
    "missing-example",
    "unknown-value",
    "concept-cycle",
    "gap-in-term",
    "missing-key",
    "unknown-rule",
    "out-of-range",
    "scope-stays",
    "unknown-schema",
    "example-fails",
];

#[test]
fn twenty_mistakes_of_two_packs_are_told_in_one_run_each_where_it_stands() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes");
    let packs = directory("twenty-mistakes");
    copy(&tests.join("minimal"), &packs.join("base"));
    copy(&tests.join("twenty/base"), &packs.join("base"));
    copy(&tests.join("twenty/ours"), &packs.join("ours"));
    let done = run(&["check", packs.join("ours").to_str().unwrap()], "");
    assert_eq!(done.status, 1, "{}", done.err);
    let golden = tests.join("twenty/told.golden");
    if std::env::var("PUSHBACK_ACCEPT").is_ok_and(|accept| accept == "1") {
        fs::write(&golden, &done.out).unwrap();
    }
    assert_eq!(done.out, fs::read_to_string(golden).unwrap().replace("\r\n", "\n"));
    let told = done.out.matches("\nerror[").count() + usize::from(done.out.starts_with("error["));
    assert!(told >= 20, "{told}");
    assert_eq!(done.out.matches("^\n").count(), told, "each has its carets");
    assert_eq!(done.out.matches(" = help: ").count(), told, "each has its help");
    for slug in WRONG {
        assert!(done.out.contains(&format!("error[{slug}]: ")), "{slug}");
    }
}

#[test]
fn what_layers_set_is_listed_with_the_layer_that_set_it() {
    let pack = concat!(env!("CARGO_MANIFEST_DIR"), "/packs/sales-team");
    let of = |what: &str, like: &str| {
        let done = run(&["list", what, like, "--effective", "--rules", pack, "-f", "json"], "");
        assert_eq!(done.status, 0, "{}", done.err);
        done.answers()
    };
    let rows = of("rules", "dismissal.there_is_a_type");
    let row = rows.iter().find(|row| row["rule"] == "dismissal.there_is_a_type").unwrap();
    assert_eq!(row["points"]["dismissal"], 9);
    assert_eq!((&row["layer"], &row["set_by"]), (&"core-en".into(), &"harbour-sales".into()));
    let changes = row["changes"][0].as_str().unwrap();
    assert!(changes.starts_with("points 18 to 9 by harbour-sales: "), "{changes}");
    let rows = of("rules", "session_cancelled.harbour_released");
    assert_eq!(rows[0]["layer"], "harbour");
    let rows = of("rules", "not_a_case_for_help");
    let inherited = rows.iter().find(|row| row["rule"] == "dismissal.nothing_to_fix").unwrap();
    assert_eq!(inherited["points"]["dismissal"], 20);
    assert!(inherited["set_by"].is_null());
    let pack = concat!(env!("CARGO_MANIFEST_DIR"), "/packs/organisation");
    let args = ["list", "responses", "use_readiness", "--effective", "--rules", pack, "-f", "json"];
    let rows = run(&args, "").answers();
    assert_eq!((&rows[0]["enabled"], &rows[0]["set_by"]), (&false.into(), &"harbour".into()));
}

#[test]
fn a_report_says_on_what_its_rules_lie() {
    let pack = concat!(env!("CARGO_MANIFEST_DIR"), "/packs/sales-team");
    let said = "Coachee: The Compass programme is for people who can't cope.\n";
    let done = run(&["assess", "--rules", pack, "--format", "text", "--width", "200"], said);
    let expected = "Rules harbour-sales 1.0.0 on harbour 1.0.0 on core-en ";
    assert!(done.out.contains(expected), "{}", done.out);
}

#[test]
fn the_schema_of_a_file_is_printed_or_written() {
    let done = run(&["schema", "code"], "");
    let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/code.json");
    assert_eq!(done.out, fs::read_to_string(kept).unwrap().replace("\r\n", "\n"));
    let into = directory("schemas");
    assert_eq!(run(&["schema", "--write", into.to_str().unwrap()], "").status, 0);
    assert_eq!(fs::read_to_string(into.join("code.json")).unwrap(), done.out);
    let all: serde_json::Value = serde_json::from_str(&run(&["schema"], "").out).unwrap();
    assert_eq!(all["codes/*.toml"], serde_json::from_str::<serde_json::Value>(&done.out).unwrap());
    let none = run(&["schema", "coed"], "");
    assert_eq!((none.status, none.out.as_str()), (2, ""));
    assert!(none.err.contains("`coed`"), "{}", none.err);
}
