//! Do files, options and exit statuses behave as the help says?

use crate::{DISMISSAL, file, run, said};

#[test]
fn an_empty_file_gives_no_answer_and_is_no_failure() {
    let empty = file("empty", "");
    for (format, out) in [("text", ""), ("jsonl", ""), ("json", "[]\n")] {
        let done = run(&["assess", "-q", &empty, "--format", format], "");
        assert_eq!((done.status, done.out.as_str(), done.err.as_str()), (0, out, ""));
    }
    let done = run(&["assess", &empty, "--format", "csv"], "");
    assert_eq!((done.status, done.out.lines().count()), (0, 1));
}

#[test]
fn a_file_that_is_not_there_is_told_in_a_sentence_and_the_others_are_read() {
    let there = file("there.jsonl", said(DISMISSAL));
    let done = run(&["assess", "-q", "no/such/file", &there], "");
    assert_eq!(done.status, 2);
    assert_eq!(
        done.err,
        "pushback: cannot read the file `no/such/file`: there is nothing of that name\n"
    );
    assert_eq!(done.answers().len(), 1);
}

#[test]
fn what_cannot_be_used_ends_with_two() {
    let text = file("not-a-directory", "x");
    for args in [
        &["assess", "--frobnicate"][..],
        &["assess", "--format", "xml"],
        &["assess", "--rules", "no/such/directory"],
        &["assess", "--rules", &text],
        &["assess", env!("CARGO_MANIFEST_DIR")],
        &["check", "no/such/directory"],
        &["check", &text],
        &["frobnicate"],
        &[],
    ] {
        let done = run(args, "");
        assert_eq!(done.status, 2, "{args:?}");
        assert!(done.out.is_empty() && !done.err.is_empty(), "{args:?}");
    }
}

#[test]
fn errors_name_their_file_where_there_are_several() {
    let (one, two) = (file("one.jsonl", "x"), file("two.jsonl", "\ny"));
    let done = run(&["assess", &one, &two], "");
    let answers = done.answers();
    assert_eq!(answers[0]["error"]["file"], one);
    assert_eq!(answers[1]["error"]["file"], two);
    assert_eq!(answers[1]["error"]["line"], 2);
}

#[test]
fn the_form_of_the_input_is_found_out() {
    let named = file("named.ndjson", "Coachee: hello");
    assert_eq!(run(&["assess", &named], "").answers()[0]["error"]["slug"], "malformed-json");
    assert_eq!(run(&["assess"], "\n\n  {\"text\":\"a\"}").answers()[0]["schema"], 1);
    assert_eq!(run(&["assess"], "[{\"text\":\"a\"}]").answers()[0]["error"]["slug"], "wrong-type");
    assert_eq!(run(&["assess", "-"], "[00:01] Coachee: hello").answers()[0]["schema"], 1);
    assert_eq!(run(&["assess", "--input", "transcript"], "{\"text\":\"a\"}").status, 2);
}

#[test]
fn help_tells_the_exit_statuses_and_shows_examples() {
    for args in [&["--help"][..], &["assess", "--help"], &["check", "--help"]] {
        let done = run(args, "");
        assert_eq!(done.status, 0);
        assert!(done.out.contains("Exit status:"), "{args:?}");
    }
    assert!(run(&["--help"], "").out.contains("pushback assess session.txt"));
    let version = format!("pushback {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(run(&["--version"], "").out, version);
}
