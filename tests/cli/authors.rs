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
    // But for the name of the side, a baseline of rules is as good as the rules.
    let changed = |out: &str| out.split_once("\nCodes").map(|(_, changes)| changes.to_owned());
    assert_eq!(changed(&against.out), changed(&told.out));
    assert!(against.out.contains("before: what was kept in "), "{}", against.out);
    let same = run(&["diff", "--new", &old, "--baseline", base, &corpus], "");
    assert_eq!(same.status, 0, "{}", same.out);
    assert!(same.out.contains("Nothing changed in these texts"), "{}", same.out);
    let itself = run(&["diff", "--old", &old, "--new", &old, &corpus], "");
    assert!(itself.out.contains("both sides are the same rules"), "{}", itself.out);
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
    let again = run(&["new", "rule", "dismissal.new", "--into", into.to_str().unwrap()], "");
    assert_eq!((again.status, again.out.as_str()), (2, ""));
    assert!(again.err.contains("`dismissal.new` stands in"), "{}", again.err);
    assert_eq!(run(&["check", &rules], "").status, 0, "nothing was written");
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

#[test]
fn a_skeleton_goes_only_where_it_can_stand() {
    let rules = pack("misplaced-skeletons");
    let into = |what: &str, id: &str, file: &str, more: &[&str]| {
        let path = Path::new(&rules).join(file);
        let args = ["new", what, id, "--into", path.to_str().unwrap()];
        let done = run(&[&args[..], more].concat(), "");
        (done.status, done.err, path.exists())
    };
    for (what, file, why) in [
        ("code", "codes/dismissal.toml", "a code has a file of its own"),
        ("response", "codes/new.toml", "a response stands in `responses.toml`"),
        ("behaviour", "layer.toml", "a behaviour stands in a file in `codes/`"),
        ("rule", "lexicon/words.toml", "a rule stands in"),
        ("rule", "codes/new.toml", "there is no behaviour in it"),
    ] {
        let (status, told, _) = into(what, "a_thing", file, &[]);
        assert_eq!(status, 2, "{what} {file}: {told}");
        assert!(told.contains(why), "{what} {file}: {told}");
    }
    assert!(!Path::new(&rules).join("codes/new.toml").exists(), "what is refused makes no file");
    let other = ["--behaviour", "coaching_is_for_losers"];
    let (status, told, _) = into("rule", "dismissal.new", "codes/dismissal.toml", &other);
    assert_eq!(status, 2, "{told}");
    assert!(told.contains("would belong to its last behaviour"), "{told}");
    let (status, told, there) = into("code", "boredom", "codes/boredom.toml", &[]);
    assert_eq!((status, there), (0, true));
    assert!(told.starts_with("pushback: made `") && told.contains("boredom.toml"), "{told}");
    let (_, told, _) = into("behaviour", "boredom_later", "codes/boredom.toml", &[]);
    assert!(told.starts_with("pushback: appended the behaviour"), "{told}");
}

/// A layer on a copy of the trial pack, with this `layer.toml`.
fn layer(name: &str, changes: &str) -> String {
    let dir = directory(name);
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/trial"), &dir.join("below"));
    let ours = dir.join("ours");
    fs::create_dir_all(&ours).unwrap();
    let pack =
        "schema = 1\nid = \"ours\"\nversion = \"1\"\ntitle = \"Ours\"\nextends = \"../below\"\n";
    fs::write(ours.join("pack.toml"), pack).unwrap();
    fs::write(ours.join("layer.toml"), changes).unwrap();
    ours.to_str().unwrap().to_owned()
}

#[test]
fn a_rule_for_a_layer_says_to_which_behaviour_below_it_is_added() {
    let ours = layer("new-in-layer", "");
    let file = Path::new(&ours).join("layer.toml");
    let args = ["new", "rule", "dismissal.ours", "--into", file.to_str().unwrap()];
    let with = [&args[..], &["--behaviour", "coaching_is_for_losers"]].concat();
    let done = run(&with, "");
    assert_eq!(done.status, 0, "{}", done.err);
    let checked = run(&["check", &ours], "");
    assert_eq!(checked.status, 0, "{}", checked.out);
    let shown = run(&["list", "rules", "--rules", &ours, "dismissal.ours"], "").out;
    assert!(shown.contains("coaching_is_for_losers"), "{shown}");
}

#[test]
fn a_check_of_a_layer_tells_of_the_layer_and_counts_the_rest() {
    let ours = layer("layer-checked", "[[add.concept]]\nid = \"shame\"\nterms = [\"a coach\"]\n");
    let told = run(&["check", &ours, "--warnings"], "").out;
    let of_layer = "warning[shared-terms]: `shame` has `a coach` with `coaching`";
    assert!(told.contains(of_layer), "{told}");
    assert!(!told.contains("warning[unsaid-behaviour]"), "that is the pack's below: {told}");
    assert!(told.contains("of the packs below left out (`--below` has them in)"), "{told}");
    let all = run(&["check", &ours, "--warnings", "--below"], "").out;
    assert!(all.contains(of_layer) && all.contains("warning[unsaid-behaviour]"), "{all}");
    assert!(!all.contains("left out"), "{all}");
}

#[test]
fn what_a_layer_misspells_is_guessed() {
    let changes = "[[override.rule]]\nid = \"for_losers\"\npoints = 8\nreason = \"So said.\"\n";
    let told = run(&["check", &layer("layer-misspelt", changes)], "").out;
    assert!(told.contains("did you mean `dismissal.for_losers`?"), "{told}");
    let ours = layer("layer-on-nothing", "");
    edit(&ours, "pack.toml", "../below", "core-em");
    let told = run(&["check", &ours], "").out;
    assert!(told.contains("no pack is called `core-em`"), "{told}");
    assert!(told.contains("did you mean `core-en`?"), "{told}");
    edit(&ours, "pack.toml", "core-em", "../elsewhere");
    let told = run(&["check", &ours], "").out;
    assert!(told.contains("there is no directory of that name"), "{told}");
    assert!(told.contains("`core-en` for the built-in rules"), "{told}");
}

#[test]
fn a_rule_that_fires_and_gives_no_code_is_told() {
    let rules = pack("falls-short");
    edit(
        &rules,
        "codes/dismissal.toml",
        "id = \"dismissal.for_losers\"\n",
        "id = \"dismissal.for_losers\"\npoints = 4\n",
    );
    let checked = run(&["check", &rules, "--warnings"], "").out;
    let told = "warning[hint-at-most]: `dismissal` stands for no example of `dismissal.for_losers`: \
                it is worth 4 of 12 points";
    assert!(checked.contains(told), "{checked}");
    let args = ["explain", "Coaching is for losers.", "--rules", &rules, "--width", "100"];
    let explained = run(&args, "").out;
    assert!(explained.contains("(`coaching_is_for_losers`)"), "{explained}");
    let short = "In short: it needs 12 points, and what was found is worth 4. It lacks 8";
    assert!(explained.contains(short), "{explained}");
}

#[test]
fn what_the_small_signs_take_is_told() {
    let text = "What is it I'm supposed to be cured of?";
    let explained = run(&["explain", text, "--width", "200"], "").out;
    assert!(explained.contains("what was found is worth 20, from which "), "{explained}");
    assert!(explained.contains("small signs, added up)"), "{explained}");
    let asked = run(&["explain", text, "--code", "dismissal", "--width", "200"], "").out;
    let signs = asked.lines().find(|line| line.contains("Small signs come to"));
    let signs = signs.expect("they are told");
    assert!(signs.contains("› as {"), "a concept is named beside its words: {signs}");
}

#[test]
fn rules_are_explained_in_the_order_in_which_they_are_asked_for() {
    let rules = ["dismissal.for_weak_group", "compliance.to_please", "dismissal.cured_of_what"];
    let mut args = vec!["explain", "Fine."];
    for rule in rules {
        args.extend(["--rule", rule]);
    }
    let told = run(&args, "").out;
    let heads = told.lines().filter_map(|line| line.strip_prefix("Rule "));
    let heads: Vec<&str> = heads.filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(heads, rules);
}

#[test]
fn a_mistyped_file_and_an_empty_one_are_told() {
    let missing = run(&["explain", "nope.txt"], "");
    assert_eq!((missing.status, missing.out.as_str()), (2, ""));
    assert!(missing.err.contains("`nope.txt` looks like a file"), "{}", missing.err);
    let missing = run(&["assess", "nope.txt"], "");
    assert_eq!(missing.status, 2);
    assert_eq!(missing.err.lines().count(), 1, "{}", missing.err);
    let empty = file("empty.jsonl", "\n");
    for (command, status, told) in [
        ("explain", 2, "there is nothing to explain"),
        ("assess", 0, "nothing was read"),
        ("diff", 0, "nothing was compared"),
        ("eval", 0, "nothing was measured"),
    ] {
        let done = run(&[command, &empty], "");
        assert_eq!(done.status, status, "{command}: {}", done.err);
        assert!(done.err.contains(told), "{command}: {}", done.err);
    }
}
