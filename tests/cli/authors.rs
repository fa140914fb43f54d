//! Can those who write rules see what a text lacks, what is worth a look and what a change changes?

use std::fs;
use std::path::Path;

use crate::common::copy;
use crate::{directory, file, run};

/// A copy of the trial pack for one test.
fn pack(name: &str) -> String {
    let to = directory(name);
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/trial"), &to);
    to.to_str().unwrap().to_owned()
}

fn edit(pack: &str, name: &str, from: &str, to: &str) {
    let path = Path::new(pack).join(name);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from} is not in {name}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn an_explanation_names_the_word_the_gap_the_clause_the_speaker_and_the_topic() {
    let rules = pack("explained");
    let explained = |text: &str, more: &[&str]| {
        let args = ["explain", text, "--rules", &rules, "--width", "100"];
        let done = run(&[&args[..], more].concat(), "");
        assert_eq!(done.status, 0, "{}", done.err);
        done.out
    };
    let losers = ["--rule", "dismissal.for_losers"];
    let word = explained("Coaching is for beginners.", &losers);
    assert!(word.contains("`losers` is missing, where there is ‹beginners›"), "{word}");
    let gap = explained("Coaching is for all of these poor old losers.", &losers);
    assert!(gap.contains("where 3 may"), "{gap}");
    let clause = explained("Coaching is for them, the losers.", &losers);
    assert!(clause.contains("a clause ends in a gap"), "{clause}");
    let topic = explained("That was a joke.", &["--code", "dismissal"]);
    assert!(topic.contains("nothing says that coaching is the matter"), "{topic}");
    let denied = explained("I don't think coaching is for losers.", &["--code", "dismissal"]);
    assert!(denied.contains("set aside"), "{denied}");
    assert!(denied.contains("it would stand"), "{denied}");
}

#[test]
fn an_explanation_in_json_is_one_object_a_text() {
    let rules = pack("explained-json");
    let file = file("said.jsonl", "{\"text\":\"Coaching is for losers.\"}\n{\"text\":\"No.\"}\n");
    let args = ["explain", &file, "--rules", &rules, "--code", "dismissal", "-f", "json"];
    let answers = run(&args, "").answers();
    assert_eq!(answers.len(), 2);
    assert_eq!(answers[0]["codes"][0]["short"], 0);
    assert_eq!(answers[0]["rules"][0]["verdict"], "fires");
    assert!(answers[1]["codes"][0]["short"].as_i64() > Some(0));
    let second = run(&[&args[..], &["--line", "2"]].concat(), "").answers();
    assert_eq!(second, answers[1..]);
}

#[test]
fn a_name_that_the_rules_do_not_know_cannot_be_explained() {
    let done = run(&["explain", "Yes.", "--code", "dismisal"], "");
    assert_eq!((done.status, done.out.as_str()), (2, ""));
    assert!(done.err.contains("did you mean `dismissal`?"), "{}", done.err);
}

#[test]
fn warnings_fail_a_check_only_where_that_is_asked_for_and_can_be_answered() {
    let rules = pack("warned");
    edit(
        &rules,
        "lexicon/words.toml",
        "[[concept]]\nid = \"shame\"",
        "[[concept]]\nid = \"idle\"\nmeans = \"nothing\"\nterms = [\"a coach\"]\n\n\
         [[concept]]\nid = \"shame\"",
    );
    edit(
        &rules,
        "codes/dismissal.toml",
        "\"losers go to {coaching}\"",
        "\"losers go to {coaching}\", \"losers go to {coaching}\"",
    );
    let counted = run(&["check", &rules], "");
    assert_eq!(counted.status, 0, "{}", counted.out);
    let every = run(&["check", &rules, "--warnings"], "");
    for told in [
        "warning[unused-concept]: nothing names the concept `idle` (lexicon/words.toml:",
        "warning[shared-terms]: `coaching` has `a coach` with `idle`",
        "warning[duplicate-pattern]: `losers go to {coaching}` stands twice in",
        "warning[code-without-contrast]: the code `dismissal`",
    ] {
        assert!(every.out.contains(told), "{told} in {}", every.out);
    }
    assert_eq!(run(&["check", &rules, "--deny-warnings"], "").status, 1);
    edit(
        &rules,
        "pack.toml",
        "[strength]",
        "[[silence]]\nwarning = \"unused-concept\"\nof = [\"idle\"]\n\
         reason = \"kept for a layer\"\n\n[strength]",
    );
    let silenced = run(&["check", &rules, "--warnings"], "").out;
    assert!(!silenced.contains("warning[unused-concept]"), "{silenced}");
    assert!(silenced.contains("  = reason: kept for a layer"), "{silenced}");
    edit(&rules, "pack.toml", "unused-concept", "unused-concpt");
    let unknown = run(&["check", &rules], "");
    assert_eq!(unknown.status, 1, "{}", unknown.out);
    assert!(unknown.out.contains("did you mean `unused-concept`?"), "{}", unknown.out);
}

#[test]
fn a_silence_that_answers_nothing_is_told() {
    let rules = pack("idle-silence");
    let silence = "[[silence]]\nwarning = \"cannot-match\"\nreason = \"none does\"\n\n[strength]";
    edit(&rules, "pack.toml", "[strength]", silence);
    let told = run(&["check", &rules, "--warnings"], "").out;
    assert!(told.contains("warning[idle-silence]"), "{told}");
}

#[test]
fn coverage_says_what_no_example_exercises_and_holds_a_floor() {
    let rules = pack("covered");
    let told = run(&["check", &rules, "--coverage"], "");
    assert_eq!(told.status, 0, "{}", told.out);
    let open = "not exercised: alternative `losers go to {coaching}` of `dismissal.for_losers`";
    assert!(told.out.contains(open), "{}", told.out);
    assert!(told.out.contains("\nalternatives: "), "{}", told.out);
    let floor = run(&["check", &rules, "--coverage=100"], "");
    assert_eq!(floor.status, 1, "{}", floor.out);
    assert!(floor.out.contains("expected 100 or more"), "{}", floor.out);
}

#[test]
fn a_comparison_tells_what_was_gained_and_lost_and_with_which_texts() {
    let (old, new) = (pack("diff-old"), pack("diff-new"));
    edit(&new, "codes/dismissal.toml", "losers go to {coaching}", "losers (get|have) {coaching}");
    let texts = concat!(
        "{\"speaker\":\"coachee\",\"text\":\"Losers go to coaching.\",\"codes\":[\"dismissal\"]}\n",
        "{\"speaker\":\"coachee\",\"text\":\"Losers get coaching.\",\"codes\":[\"dismissal\"]}\n",
        "{\"speaker\":\"coachee\",\"text\":\"No.\",\"codes\":[]}\n",
    );
    let corpus = file("corpus.jsonl", texts);
    let args = ["diff", "--old", &old, "--new", &new, &corpus];
    let told = run(&args, "");
    assert_eq!(told.status, 1, "{}", told.err);
    assert!(told.out.starts_with("3 texts compared, 2 changed\n"), "{}", told.out);
    assert!(told.out.contains("+1 (1 labelled so)  -1 (1 labelled so)  ~0"), "{}", told.out);
    let json = run(&[&args[..], &["-f", "json"]].concat(), "").out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let rule = &json["rules"]["dismissal.for_losers"];
    assert_eq!(rule["gained"][0]["text"], "Losers get coaching.");
    assert_eq!(rule["lost"][0]["before"], "Losers go to coaching");
    assert_eq!(run(&[&args[..], &["--fail-on", "never"]].concat(), "").status, 0);

    let base = directory("diff-base").join("base.json");
    let base = base.to_str().unwrap();
    let saved = run(&["diff", "--new", &old, "--save", base, &corpus], "");
    assert_eq!((saved.status, saved.out.as_str()), (0, ""), "{}", saved.err);
    assert!(!fs::read_to_string(base).unwrap().contains("Losers"), "a baseline holds no words");
    let against = run(&["diff", "--new", &new, "--baseline", base, &corpus], "");
    assert_eq!(against.out, told.out);
    let same = run(&["diff", "--new", &old, "--baseline", base, &corpus], "");
    assert_eq!(same.status, 0, "{}", same.out);
}

#[test]
fn a_skeleton_passes_the_check_as_it_stands() {
    let rules = pack("skeletons");
    let codes = Path::new(&rules).join("codes");
    let into = codes.join("dismissal.toml");
    let new = |what: &str, id: &str, into: &Path| {
        let done = run(&["new", what, id, "--into", into.to_str().unwrap()], "");
        assert_eq!((done.status, done.out.as_str()), (0, ""), "{}", done.err);
    };
    new("rule", "dismissal.new", &into);
    new("behaviour", "new_thing", &into);
    new("code", "boredom", &codes.join("boredom.toml"));
    new("response", "wait", &Path::new(&rules).join("responses.toml"));
    // The names that only a pack can give.
    edit(&rules, "codes/dismissal.toml", "document#passage", "book#page");
    for _ in 0..2 {
        edit(&rules, "codes/boredom.toml", "document#passage", "book#page");
        edit(&rules, "codes/boredom.toml", "openness", "dismissal");
    }
    edit(&rules, "responses.toml", "document#passage", "book#page");
    edit(&rules, "responses.toml", "code = \"code\"", "code = \"dismissal\"");
    let checked = run(&["check", &rules], "");
    assert_eq!(checked.status, 0, "{}", checked.out);
    let printed = run(&["new", "rule", "a.rule"], "");
    assert!(printed.out.starts_with("[[behaviour.rule]]\nid = \"a.rule\"\n"), "{}", printed.out);
    let ill = run(&["new", "rule", "A Rule"], "");
    assert_eq!((ill.status, ill.out.as_str()), (2, ""));
    assert!(ill.err.contains("`a` to `z`"), "{}", ill.err);
}

#[test]
fn a_list_is_kept_to_a_code_and_laid_out_as_a_table() {
    let rules = pack("listed");
    let list = |more: &[&str]| run(&[&["list", "--rules", &rules], more].concat(), "");
    let of_code = list(&["rules", "--code", "dismissal", "-f", "json"]).answers();
    assert!(!of_code.is_empty());
    assert!(of_code.iter().all(|row| row["points"]["dismissal"].is_i64()), "{of_code:?}");
    let table = list(&["rules", "--code", "dismissal", "-f", "table", "--width", "120"]).out;
    assert_eq!(table.lines().count(), of_code.len() + 1, "{table}");
    assert!(table.starts_with("rule "), "{table}");
    assert!(table.lines().all(|line| line.chars().count() <= 120), "{table}");
    let unknown = list(&["rules", "--code", "dismisal"]);
    assert_eq!(unknown.status, 2);
    assert!(unknown.err.contains("did you mean `dismissal`?"), "{}", unknown.err);
}
