//! Is every line of JSON answered in its place, and every slip in it told?

use std::io::{BufRead, BufReader, Read, Write};

use crate::{DISMISSAL, NEUTRAL, codes, command, run, said};

#[test]
fn every_line_gets_one_answer_in_its_order() {
    let done = run(&["assess", "-q"], format!("{}\n{}\n", said(DISMISSAL), said(NEUTRAL)));
    let answers = done.answers();
    assert_eq!(answers.len(), 2);
    assert_eq!(codes(&answers[0]), ["dismissal"]);
    assert_eq!(codes(&answers[1]), [""; 0]);
    assert_eq!((done.status, done.err.as_str()), (0, ""));
}

#[test]
fn ids_come_back_as_they_came() {
    let ids = [
        r#""o1""#,
        r#""é 😀 \" \\""#,
        "7",
        "1.0",
        "123456789012345678901234567890",
        "null",
        "true",
        r#"{"b":1,"a":[2]}"#,
    ];
    let lines = ids.map(|id| format!("{{\"text\":\"a\",\"id\":{id}}}\n"));
    let input = lines.concat();
    let done = run(&["assess"], input);
    for (id, line) in ids.iter().zip(done.out.lines()) {
        assert!(line.starts_with(&format!("{{\"id\":{id},\"schema\":1,")), "{id} in {line}");
    }
    assert_eq!(run(&["assess"], r#"{"text":"a"}"#).answers()[0].get("id"), None);
}

#[test]
fn a_line_with_observations_is_a_case() {
    let case = serde_json::json!({ "id": "c", "observations": [
        { "id": 1, "session": 2, "text": NEUTRAL },
        { "session": 1, "speaker": "coachee", "about": "coaching", "text": DISMISSAL },
    ]});
    let answer = &run(&["assess"], case.to_string()).answers()[0];
    assert_eq!(answer["id"], "c");
    assert_eq!(answer["codes"][0]["evidence"][0]["observation"], 1);
    assert_eq!(answer["timeline"][0]["session"], 1);
}

#[test]
fn what_the_coach_did_is_read_and_a_response_that_is_not_known_is_an_error() {
    let case = serde_json::json!({ "observations": [
        { "session": 3, "responses": ["name_the_resistance"] },
        { "session": 4, "behaviours": ["openness.names_own_topic"] },
    ]});
    let answer = &run(&["assess"], case.to_string()).answers()[0];
    assert_eq!(answer["findings"][0]["finding"], "opened_after_it_was_named");
    let done = run(&["assess"], r#"{"responses":["name_the_resistence"]}"#);
    assert_eq!(done.status, 1);
    assert!(done.out.contains("unknown-response"), "{}", done.out);
    assert!(done.out.contains("did you mean `name_the_resistance`"), "{}", done.out);
}

#[test]
fn coded_behaviours_need_no_text() {
    let done = run(&["assess"], r#"{"behaviours":["session_cancelled"],"text":null}"#);
    assert_eq!(done.answers()[0]["behaviours"][0]["behaviour"], "session_cancelled");
    assert_eq!(done.status, 0);
}

#[test]
fn a_line_that_cannot_be_read_is_an_error_in_its_place() {
    let mut input = Vec::new();
    for (line, ..) in SLIPS {
        input.extend(*line);
        input.push(b'\n');
    }
    input.extend(said(DISMISSAL).bytes());
    let done = run(&["assess", "--input", "jsonl"], input);
    let answers = done.answers();
    for ((number, (line, slug, column, part)), answer) in (1..).zip(SLIPS).zip(&answers) {
        let error = &answer["error"];
        let line = String::from_utf8_lossy(line);
        assert_eq!(error["line"], number, "{line}");
        assert_eq!(error["slug"], *slug, "{line}");
        assert!(*column == 0 || error["column"] == *column, "{line}: {error}");
        let told = format!("{} {}", error["message"], error["help"]);
        assert!(told.contains(part), "{line}: {told}");
        assert_eq!(error.get("file"), None);
    }
    assert_eq!(answers.len(), SLIPS.len() + 1);
    assert_eq!(codes(&answers[SLIPS.len()]), ["dismissal"]);
    assert_eq!(done.status, 1);
    assert!(done.err.contains("26 lines could not be read"), "{}", done.err);
}

#[test]
fn an_error_gives_the_id_back_where_it_can() {
    let done = run(&["assess"], r#"{"speaker":"hr","text":"a","id":[1, 2]}"#);
    assert_eq!(done.answers()[0]["id"], serde_json::json!([1, 2]));
}

#[test]
fn errors_show_no_words_of_a_person() {
    let words = "I cried all night";
    let lines = [
        format!(r#"{{"speaker":"{words}","text":"{words}"}}"#),
        format!(r#"{{"{words}":"{words}"}}"#),
        format!(r#"{{"text":"{words}","about":"{words}"}}"#),
        format!(r#"{{"text":"{words}","behaviours":["{words}"]}}"#),
        format!(r#"{{"text":"{words}","context":{{"stage":"{words}"}}}}"#),
        format!(r#"{{"text":["{words}"]}}"#),
        format!(r#"{{"text":"{words}"#),
        words.to_owned(),
    ];
    for format in ["jsonl", "json", "csv", "text"] {
        let done = run(&["assess", "--input", "jsonl", "--format", format], lines.join("\n"));
        assert_eq!(done.status, 1);
        assert!(!done.out.contains("cried") && !done.err.contains("cried"), "{}", done.out);
    }
    let done = run(&["assess"], words);
    assert!(!done.err.contains("cried"), "{}", done.err);
}

#[test]
fn blank_lines_marks_and_carriage_returns_are_no_matter() {
    let input = format!("\u{FEFF}\r\n\r\n{}\r\n  \r\n{}", said(DISMISSAL), said(NEUTRAL));
    let done = run(&["assess"], input);
    assert_eq!(done.answers().len(), 2);
    assert_eq!(done.status, 0);
    let done = run(&["assess", "--input", "jsonl"], "\u{FEFF}x\n");
    assert_eq!(done.answers()[0]["error"]["column"], 1);
}

#[test]
fn spans_are_bytes_of_the_text_as_it_came() {
    let text = format!("🙂🙂 Naïve, né? {DISMISSAL}");
    let answer = &run(&["assess"], said(&text)).answers()[0];
    let span = &answer["codes"][0]["evidence"][0]["span"];
    let at = |side: usize| usize::try_from(span[side].as_u64().unwrap()).unwrap();
    assert_eq!(&text[at(0)..at(1)], "coaching is for people who can’t cope");
}

#[test]
fn a_line_over_the_limit_is_skipped_and_the_rest_goes_on() {
    let mut input = format!("{{\"text\":\"{}\"}}\n", "x".repeat(17 << 20)).into_bytes();
    input.extend(said(DISMISSAL).bytes());
    let done = run(&["assess"], input);
    let answers = done.answers();
    assert_eq!(answers[0]["error"]["slug"], "line-too-long");
    assert_eq!(codes(&answers[1]), ["dismissal"]);
    assert_eq!(done.status, 1);
}

#[test]
fn json_that_is_deep_or_wide_does_no_harm() {
    let deep = format!("{{\"id\":{}{},\"text\":\"a\"}}", "[".repeat(50_000), "]".repeat(50_000));
    let keys: Vec<String> = (0..50_000).map(|key| format!("\"k{key}\":1,")).collect();
    let keys = keys.concat();
    let done = run(&["assess"], format!("{deep}\n{{{keys}\"text\":\"a\"}}\n{}", said(NEUTRAL)));
    assert_eq!(done.out.lines().count(), 3);
    assert_eq!(done.status, 1);
}

#[test]
fn an_answer_does_not_wait_for_the_next_line() {
    let mut child = command(&["assess", "--input", "jsonl"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap());
    for _ in 0..3 {
        writeln!(stdin, "{}", said(DISMISSAL)).unwrap();
        let mut answer = String::new();
        answers.read_line(&mut answer).unwrap();
        assert!(answer.contains("dismissal"));
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    for format in ["jsonl", "json", "csv", "text"] {
        let mut child = command(&["assess", "--quiet", "--format", format]).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        let line = format!("{}\n", said(DISMISSAL)).repeat(2000);
        let writer = std::thread::spawn(move || drop(stdin.write_all(line.as_bytes())));
        stdout.read_exact(&mut [0; 10]).unwrap();
        drop(stdout);
        let done = child.wait_with_output().unwrap();
        writer.join().unwrap();
        assert_eq!(done.status.code(), Some(0), "{format}");
        assert_eq!(String::from_utf8_lossy(&done.stderr), "", "{format}");
    }
}

/// A line, the slug and the column of what is wrong with it (0 where any will do), and a part of
/// what is told.
type Slip = (&'static [u8], &'static str, u64, &'static str);

const SLIPS: &[Slip] = &[
    (b"hello", "malformed-json", 1, "one JSON object"),
    (br#"{"text":"a""#, "malformed-json", 11, "the line ends"),
    (br#"{"text":"a"} {"text":"b"}"#, "malformed-json", 14, "more characters"),
    (br#"{"text":"a\ud800"}"#, "malformed-json", 0, "escape"),
    (b"{\"text\":\"\xC3\xA9\xFF\"}", "invalid-utf8", 11, "UTF-8"),
    (br#"[{"text":"a"}]"#, "wrong-type", 1, "one object a line"),
    (br#"{"txt":"a"}"#, "unknown-key", 3, "did you mean `text`?"),
    (br#"{"text":"a","behaviors":[]}"#, "unknown-key", 14, "did you mean `behaviours`?"),
    (br#"{"text":"a","text":"b"}"#, "duplicate-key", 14, "leave one"),
    (br#"{"text":3}"#, "wrong-type", 9, "quotation marks"),
    (br#"{"text":"a","session":"3"}"#, "wrong-type", 23, "leave out the quotation marks"),
    (br#"{"text":"a","session":1.5}"#, "wrong-number", 23, "whole number"),
    (br#"{"text":"a","session":0}"#, "wrong-number", 23, "from 1"),
    (br#"{"text":"a","behaviours":"b"}"#, "wrong-type", 26, "square brackets"),
    (br#"{"text":"a","speaker":"coache"}"#, "unknown-speaker", 23, "did you mean `coach`?"),
    (br#"{"text":"a","speaker":"hr"}"#, "unknown-speaker", 23, "one of `coachee`, `coach`"),
    (br#"{"text":"a","about":"couching"}"#, "unknown-about", 21, "did you mean `coaching`?"),
    (br#"{"text":"a","context":{"stge":"late"}}"#, "unknown-key", 25, "did you mean `stage`?"),
    (br#"{"text":"a","context":{"stage":"lat"}}"#, "unknown-context", 32, "mean `late`?"),
    (br#"{"text":"a","context":3}"#, "wrong-type", 23, "expected an object"),
    (
        br#"{"behaviours":["session_canceled"]}"#,
        "unknown-behaviour",
        16,
        "did you mean `session_cancelled`?",
    ),
    (br#"{"behaviours":["xyzzy"]}"#, "unknown-behaviour", 16, "use an `id`"),
    (br#"{"speaker":"coach"}"#, "nothing-to-read", 1, "under `text`"),
    (br#"{"observations":[{"text":"a"},{"session":2}]}"#, "nothing-to-read", 31, "neither"),
    (br#"{"observations":[],"text":"a"}"#, "unknown-key", 21, "belongs into the list"),
    (br#"{"observations":{}}"#, "wrong-type", 17, "expected a list"),
];
