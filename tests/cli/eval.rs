//! Do the figures say how well the rules do, and is every slip in a labelled file told?

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::{Done, file, run, sample};

const TRIAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/trial");

fn eval(args: &[&str], input: &str) -> Done {
    run(&[&["eval", "--rules", TRIAL], args].concat(), input)
}

fn figures(args: &[&str], input: &str) -> Value {
    let done = eval(&[&["--format", "json"], args].concat(), input);
    assert_eq!(done.err, "");
    serde_json::from_str(&done.out).expect("one JSON object")
}

/// The entry of a list that has this value under this key.
fn entry<'v>(list: &'v Value, key: &str, value: &str) -> &'v Value {
    let list = list.as_array().expect("a list");
    list.iter().find(|entry| entry[key] == value).expect("an entry of this name")
}

#[test]
fn people_are_shown_every_figure() {
    let args = ["--by", "register,hard", "--per-rule", "--misses", "10", "--width", "90"];
    let done = eval(&[&args[..], &[&sample("labelled.jsonl")]].concat(), "");
    assert_eq!((done.status, done.err.as_str()), (0, ""));
    let printed = done.out.replace(&sample("labelled.jsonl"), "labelled.jsonl");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/labelled.golden");
    if std::env::var("PUSHBACK_ACCEPT").is_ok_and(|accept| accept == "1") {
        fs::write(&path, &printed).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    assert_eq!(golden, printed, "run with PUSHBACK_ACCEPT=1 to take over what is printed now");
}

#[test]
fn codes_are_counted_against_their_labels() {
    let figures = figures(&[&sample("labelled.jsonl")], "");
    let dismissal = entry(&figures["codes"], "code", "dismissal");
    let counted = ["right", "gold", "flagged"].map(|key| dismissal[key].as_u64().unwrap());
    assert_eq!(counted, [3, 5, 3]);
    assert_eq!(dismissal["precision"], 1.0);
    assert_eq!(dismissal["recall"], 0.6);
    assert_eq!(dismissal["f1"], 0.75);
    // 12 texts: agreed 10/12, chance (5·3 + 7·9)/144.
    assert_eq!(dismissal["kappa"], 0.6364);
    let reactance = entry(&figures["codes"], "code", "reactance");
    assert_eq!((&reactance["precision"], &reactance["f1"]), (&json!(0.0), &json!(0.0)));
    let autonomy = entry(&figures["codes"], "code", "autonomy");
    assert_eq!((&autonomy["precision"], &autonomy["recall"]), (&Value::Null, &json!(0.0)));
    assert_eq!(autonomy["precision_interval"], Value::Null);
    let chosen = &figures["chosen"];
    // (0 + 0.75 + 0 + 1) / 4.
    assert_eq!(chosen["macro"]["f1"], 0.4375);
    assert_eq!((&chosen["micro"]["right"], &chosen["micro"]["flagged"]), (&json!(5), &json!(6)));
    assert_eq!(chosen["false_alarms"]["hits"], 1);
    assert_eq!(chosen["false_alarms"]["of"], 4);
    assert_eq!(figures["texts"]["unlabelled"], 1);
}

#[test]
fn kinds_are_right_where_they_are_decided() {
    let figures = figures(&[&sample("labelled.jsonl")], "");
    let time = entry(&figures["kinds"], "code", "time");
    assert_eq!((&time["decided"]["hits"], &time["decided"]["of"]), (&json!(1), &json!(1)));
    assert_eq!(
        (&time["undetermined"]["hits"], &time["undetermined"]["of"]),
        (&json!(0), &json!(1))
    );
}

#[test]
fn what_was_chosen_is_summed_up_and_the_rest_stays() {
    let figures = figures(&["--codes", "time", &sample("labelled.jsonl")], "");
    assert_eq!(figures["chosen_codes"], json!(["time"]));
    assert_eq!(figures["chosen"]["macro"]["f1"], 1.0);
    assert_eq!(figures["chosen"]["false_alarms"]["hits"], 0);
    assert_eq!(figures["all"]["false_alarms"]["hits"], 1);
    assert_eq!(figures["codes"][0]["code"], "time");
    let done = eval(&["--codes", "tiem", &sample("labelled.jsonl")], "");
    assert_eq!((done.status, done.out.as_str()), (2, ""));
    assert!(done.err.contains("did you mean `time`?"), "{}", done.err);
}

#[test]
fn a_pair_is_right_where_both_sides_are() {
    let figures = figures(&[&sample("labelled.jsonl")], "");
    let pairs = &figures["pairs"];
    assert_eq!((&pairs["right"]["hits"], &pairs["right"]["of"]), (&json!(2), &json!(2)));
    let text = |id: &str, codes: &[&str], text: &str| {
        json!({ "id": id, "codes": codes, "text": text }).to_string()
    };
    let lines = [
        text("p1a", &["time"], "I have no time."),
        text("p1b", &[], "I have no time, he said."),
        // Three of a name are no pair, and neither is a letter behind a letter.
        text("p2a", &[], "a"),
        text("p2b", &[], "b"),
        text("p2c", &[], "c"),
        text("xa", &[], "a"),
        text("xb", &[], "b"),
    ];
    let figures = self::figures(&["-"], &lines.join("\n"));
    assert_eq!(figures["pairs"]["right"]["of"], 1);
    assert_eq!(figures["pairs"]["right"]["hits"], 0);
    assert_eq!(figures["pairs"]["wrong"], json!(["p1a"]));
}

#[test]
fn a_pair_that_turns_on_a_kind_needs_the_kind() {
    let line = |pair: &str, kind: &str, text: &str| {
        json!({ "pair": pair, "codes": ["time"], "time_kind": kind, "text": text }).to_string()
    };
    let one = "I have no time.";
    let other = "I have no time. I missed coaching.";
    let lines = [line("p", "undetermined", one), line("p", "genuine", other)].join("\n");
    assert_eq!(figures(&["-"], &lines)["pairs"]["right"]["hits"], 1);
    let lines = [line("p", "genuine", one), line("p", "proxy", other)].join("\n");
    assert_eq!(figures(&["-"], &lines)["pairs"]["right"]["hits"], 0);
}

#[test]
fn cases_are_counted_by_all_that_they_are_labelled_with() {
    let figures = figures(&[&sample("labelled.jsonl")], "");
    let cases = &figures["cases"];
    let share = |key: &str| [&cases[key]["hits"], &cases[key]["of"]].map(|n| n.as_u64().unwrap());
    assert_eq!(cases["read"], 3);
    assert_eq!(share("stance"), [2, 3]);
    assert_eq!(share("fitting_responses"), [1, 1]);
    assert_eq!(share("wrong_responses"), [0, 1]);
    assert_eq!(share("clean"), [1, 2]);
    assert_eq!(cases["codes"]["flagged"], 3);
    assert_eq!(cases["findings"]["gold"], 1);
    assert_eq!(cases["wrong"][0]["id"], "c2");
    assert_eq!(cases["wrong"][0]["findings"]["missed"], json!(["turned_away"]));
}

#[test]
fn a_miss_says_what_came_nearest() {
    let figures = figures(&["--misses", "10", &sample("labelled.jsonl")], "");
    let misses = &figures["misses"];
    assert_eq!(misses["count"], 4);
    let worst = &misses["worst"];
    let hedged = entry(worst, "id", "e04");
    assert_eq!((&hedged["near"], &hedged["points"]), (&json!("points"), &json!(4)));
    assert_eq!(hedged["evidence"][0]["rule"], "dismissal.beneath");
    let asked = entry(worst, "id", "e05");
    assert_eq!(asked["near"], "suppressed");
    assert_eq!(
        (&asked["suppressed"][0]["by"], &asked["suppressed"][0]["words"]),
        (&json!("question"), &json!("too dear"))
    );
    assert_eq!(entry(worst, "id", "e07")["near"], "nothing");
    assert_eq!(misses["nearest"], json!({ "points": 2, "suppressed": 1, "nothing": 1 }));
    let alarm = &figures["false_alarms"]["worst"][0];
    assert_eq!((&alarm["id"], &alarm["code"]), (&json!("e03"), &json!("reactance")));
    assert_eq!(alarm["evidence"][0]["words"], "Stop telling me");
    let none = self::figures(&["--misses", "0", &sample("labelled.jsonl")], "");
    assert_eq!(none["misses"]["worst"], json!([]));
    assert_eq!(none["misses"]["count"], 4);
}

#[test]
fn groups_hold_the_texts_that_belong_to_them() {
    let path = sample("labelled.jsonl");
    let figures = figures(&["--by", "speaker,register,hard,file", &path], "");
    let group = |by: &str, value: &str| {
        let groups = figures["groups"].as_array().unwrap().iter();
        let of = |group: &&Value| group["by"] == by && group["value"] == value;
        groups.clone().find(of).unwrap_or_else(|| panic!("{value}"))["texts"].as_u64().unwrap()
    };
    assert_eq!(group("speaker", "coachee"), 9);
    assert_eq!(group("speaker", "unknown"), 1);
    assert_eq!(group("register", "email"), 2);
    assert_eq!(group("hard", "none"), 9);
    assert_eq!(group("file", &path), 12);
}

#[test]
fn rules_that_want_a_look_are_flagged() {
    let said = |codes: &[&str], text: &str| json!({ "codes": codes, "text": text }).to_string();
    let mut lines = vec![said(&["dismissal"], "Nothing for me."); 20];
    lines.extend(vec![said(&["time"], "Losers go to coaching, and it is too dear."); 12]);
    lines.extend(vec![said(&["dismissal"], "It is too dear."); 9]);
    lines.extend(vec![said(&[], "Stop telling me."); 6]);
    let figures = figures(&["--per-rule", "-"], &lines.join("\n"));
    let rule = |id: &str| entry(&figures["rules"], "rule", id);
    assert_eq!(rule("dismissal.money")["flags"], json!(["never_fired"]));
    assert_eq!(rule("dismissal.for_losers")["flags"], json!(["too_imprecise", "redundant"]));
    assert_eq!(rule("reactance.stop")["flags"], json!(["too_imprecise"]));
    let price = rule("dismissal.price");
    assert_eq!((&price["fired"], &price["precision"]["hits"]), (&json!(21), &json!(9)));
    assert_eq!(price["flags"], json!([]));
    assert_eq!(figures["behaviours"].as_array().unwrap().len(), 9);
}

#[test]
fn every_field_is_documented() {
    fn keys<'v>(value: &'v Value, into: &mut BTreeSet<&'v str>) {
        match value {
            Value::Array(list) => list.iter().for_each(|value| keys(value, into)),
            Value::Object(object) => {
                // What stands under these keys is named by the input.
                for (key, value) in object {
                    into.insert(key);
                    if key != "set_aside_by" {
                        keys(value, into);
                    }
                }
            }
            _ => {}
        }
    }
    let path = file("bad-line.jsonl", "x");
    let args = ["--by", "hard", "--per-rule", "--floor", "0", "--misses", "99", "--format", "json"];
    let done = eval(&[&args[..], &[&sample("labelled.jsonl"), &path]].concat(), "");
    let figures: Value = serde_json::from_str(&done.out).unwrap();
    let mut found = BTreeSet::new();
    keys(&figures, &mut found);
    assert!(found.len() > 60, "{found:?}");
    let documented = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/measuring.md"));
    let documented = documented.unwrap();
    let missing: Vec<&str> =
        found.into_iter().filter(|key| !documented.contains(&format!("`{key}`"))).collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn slips_in_labels_are_told_and_the_rest_goes_on() {
    let lines: Vec<&str> = SLIPS.iter().map(|(line, ..)| *line).collect();
    let good = r#"{"text":"I have no time.","codes":["time"]}"#;
    let path = file("slips.jsonl", format!("{}\n{good}\n", lines.join("\n")));
    let done = eval(&["--format", "json", &path], "");
    assert_eq!(done.status, 1);
    assert!(done.err.contains(&format!("{} lines could not be read", SLIPS.len())), "{}", done.err);
    let figures: Value = serde_json::from_str(&done.out).unwrap();
    let errors = figures["errors"].as_array().unwrap();
    for ((number, (line, slug, part)), error) in (1..).zip(SLIPS).zip(errors) {
        assert_eq!((&error["line"], &error["slug"]), (&json!(number), &json!(slug)), "{line}");
        let told = format!("{} {}", error["message"], error["help"]);
        assert!(told.contains(part), "{line}: {told}");
        assert_eq!(error["file"], path.as_str());
    }
    assert_eq!(errors.len(), SLIPS.len());
    assert_eq!(figures["texts"]["read"], 1);
    assert_eq!(figures["chosen"]["micro"]["f1"], 1.0);
    let done = eval(&[&path], "");
    assert!(done.out.starts_with("Not read: "), "{}", done.out);
}

#[test]
fn errors_show_no_words_of_a_person() {
    let words = "I cried all night";
    let lines = [
        format!(r#"{{"text":"{words}","codes":["{words}"]}}"#),
        format!(r#"{{"text":"{words}","codes":["time"],"time_kind":"{words}"}}"#),
        format!(r#"{{"text":"{words}","hard":{{"{words}":1}}}}"#),
        format!(r#"{{"observations":[],"gold":{{"{words}":1}}}}"#),
        format!(r#"{{"observations":[],"gold":{{"stance":"{words}"}}}}"#),
        words.to_owned(),
    ];
    for format in ["json", "text"] {
        let done = eval(&["--format", format, "-"], &lines.join("\n"));
        assert_eq!(done.status, 1);
        assert!(done.err.contains("6 lines could not be read"), "{}", done.err);
        assert!(!done.out.contains("cried") && !done.err.contains("cried"), "{}", done.out);
    }
}

#[test]
fn a_floor_that_is_not_reached_fails() {
    let path = sample("labelled.jsonl");
    assert_eq!(eval(&["--floor", "0.43", &path], "").status, 0);
    let done = eval(&["--floor", "0.44", &path], "");
    assert_eq!(done.status, 1);
    assert!(done.err.contains("macro F1 is 0.4375, expected 0.44 or more"), "{}", done.err);
    let done = eval(&["--floor", "0.1", "-"], r#"{"text":"a"}"#);
    assert_eq!(done.status, 1);
    assert!(done.err.contains("no figure"), "{}", done.err);
    assert_eq!(eval(&["--floor", "2", &path], "").status, 2);
}

#[test]
fn what_cannot_be_read_at_all_is_told() {
    let done = eval(&["nowhere.jsonl", &sample("labelled.jsonl")], "");
    assert_eq!(done.status, 2);
    assert!(done.err.contains("cannot read the file `nowhere.jsonl`"), "{}", done.err);
    assert!(done.out.contains("12 texts"), "{}", done.out);
    assert_eq!(run(&["eval"], "").status, 2);
}

#[test]
fn where_nothing_was_measured_there_is_a_dash_and_no_number() {
    let done = eval(&["--by", "hard", "-"], r#"{"text":"The lift works again."}"#);
    assert!(!done.out.contains("NaN") && done.out.contains('–'), "{}", done.out);
    assert_eq!(done.status, 0);
    let figures = figures(&["-"], "");
    assert_eq!(figures["chosen"]["macro"]["f1"], Value::Null);
    assert_eq!(figures["chosen"]["false_alarms"]["value"], Value::Null);
}

#[test]
fn words_cannot_act_on_the_terminal() {
    let line = json!({ "id": "\u{1b}]0;x\u{7}", "text": "\u{1b}[31mred\u{1}", "codes": ["time"],
        "hard": ["\u{1b}[0m"], "register": "\u{9b}1m" });
    let done = eval(&["--by", "hard,register", "-"], &line.to_string());
    assert!(done.out.chars().all(|c| c == '\n' || !c.is_control()), "{}", done.out);
}

/// A line, the slug of what is wrong with it, and a part of what is told.
const SLIPS: &[(&str, &str, &str)] = &[
    ("hello", "malformed-json", "JSON"),
    (r#"{"text":"a","codes":["tim"]}"#, "unknown-code", "did you mean `time`?"),
    (r#"{"text":"a","codes":"time"}"#, "wrong-type", "square brackets"),
    (r#"{"text":"a","codes":[3]}"#, "wrong-type", "quotation marks"),
    (r#"{"text":"a","code":["time"]}"#, "unknown-key", "did you mean `codes`?"),
    (r#"{"text":"a","codes":["time"],"time_kind":"prox"}"#, "unknown-kind", "`proxy`"),
    (r#"{"text":"a","codes":[],"time_kind":"proxy"}"#, "kind-without-code", "`time`"),
    (r#"{"text":"a","behaviours":["came_gladli"]}"#, "unknown-behaviour", "`came_gladly`"),
    (r#"{"text":"a","hard":3}"#, "wrong-type", "a list"),
    (r#"{"text":"a","gold":{"codes":[]}}"#, "unknown-key", "beside its text"),
    (r#"{"codes":["time"]}"#, "nothing-to-read", "neither"),
    (r#"{"observations":[{"text":"a"}]}"#, "no-labels", "under `gold`"),
    (r#"{"observations":[],"codes":[],"gold":{}}"#, "unknown-key", "belong under `gold`"),
    (r#"{"observations":[],"gold":{"stanc":"mixed"}}"#, "unknown-key", "did you mean `stance`?"),
    (r#"{"observations":[],"gold":{"stance":"mixd"}}"#, "unknown-stance", "`mixed`"),
    (
        r#"{"observations":[],"gold":{"responses_any":["weigh_cots"]}}"#,
        "unknown-response",
        "did you mean `weigh_cost`?",
    ),
];
