//! Does every form of output say what was found?

use serde_json::Value;

use crate::{DISMISSAL, NEUTRAL, codes, command, finish, run, said, sample};

#[test]
fn json_is_one_array() {
    let input = format!("{}\nx\n{}", said(DISMISSAL), said(NEUTRAL));
    let done = run(&["assess", "--format", "json"], input);
    let array: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(codes(&array[0]), ["dismissal"]);
    assert_eq!(array[1]["error"]["line"], 2);
    assert_eq!(array.as_array().unwrap().len(), 3);
}

#[test]
fn csv_has_a_row_a_code_and_one_where_there_is_none() {
    let first = said(DISMISSAL).replacen('{', r#"{"id":"a,b","session":4,"#, 1);
    let done = run(&["assess", "--format", "csv"], format!("{first}\n\n{}\nx", said(NEUTRAL)));
    let rows: Vec<&str> = done.out.lines().collect();
    assert_eq!(rows[0], "id,line,session,code,kind,points,threshold,strength,evidence,note");
    assert!(rows[1].starts_with("\"a,b\",1,4,dismissal,,"), "{}", rows[1]);
    assert!(rows.contains(&",3,,,,,,,,nothing"), "{rows:?}");
    let last = rows.last().unwrap();
    assert!(last.starts_with(",4,,,,,,,,error malformed-json: "), "{last}");
    assert_eq!(done.status, 1);
}

#[test]
fn text_marks_the_evidence_and_says_what_to_do() {
    let done = run(&["assess", "--format", "text"], said(DISMISSAL));
    let joined = done.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "‹coaching is for people who can’t cope›",
        "What it may show",
        "Dismissal, ",
        "Another reading: ",
        "What to do",
        "Say: “",
        "Avoid: ",
        "Not for ",
    ] {
        assert!(joined.contains(part), "{part} in {}", done.out);
    }
    assert!(!done.out.contains('\u{1b}'));
}

#[test]
fn text_says_plainly_when_there_is_nothing() {
    let done = run(&["assess", "--format", "text"], said(NEUTRAL));
    assert!(done.out.contains("Nothing here speaks for"), "{}", done.out);
    assert!(!done.out.contains("What to do"));
}

#[test]
fn text_says_only_what_matters_on_words_of_distress() {
    let done = run(&["assess", "--format", "text"], said("I want to kill myself."));
    assert!(!done.out.trim().is_empty());
    for part in ["What it may show", "Nothing here", "Not for", "kill"] {
        assert!(!done.out.contains(part), "{}", done.out);
    }
}

#[test]
fn text_shows_sessions_context_and_a_timeline() {
    let done = run(&["assess", "--format", "text", &sample("session.txt")], "");
    for part in ["Session 1, 2026-03-04", "Over the sessions", "Coach: ", "⋯", "(line "] {
        assert!(done.out.contains(part), "{part} in {}", done.out);
    }
    let all = run(&["assess", "--format", "text", "--all", &sample("session.txt")], "");
    assert!(all.out.contains("You hear it in the canteen."));
    assert!(!all.out.contains("⋯"));
}

#[test]
fn text_keeps_to_the_width() {
    let done = run(&["assess", "--format", "text", "--width", "48", &sample("session.txt")], "");
    // The head line is the path of the file and cannot be broken.
    for line in done.out.lines().skip(2) {
        assert!(line.chars().count() <= 48, "{line}");
    }
}

#[test]
fn colour_is_there_when_asked_for_and_only_then() {
    let ask = |args: &[&str], variable: Option<(&str, &str)>| {
        let mut command = command(args);
        command.envs(variable);
        finish(command.spawn().unwrap(), said(DISMISSAL).into_bytes()).out
    };
    let text = ["assess", "--format", "text"];
    let always = ["assess", "--format", "text", "--color", "always"];
    assert!(ask(&always, None).contains("\u{1b}["));
    assert!(!ask(&always, None).contains('‹'));
    assert!(ask(&text, Some(("CLICOLOR_FORCE", "1"))).contains("\u{1b}["));
    assert!(!ask(&text, Some(("NO_COLOR", "1"))).contains('\u{1b}'));
    assert!(!ask(&text, None).contains('\u{1b}'));
}

#[test]
fn words_cannot_act_on_the_terminal() {
    let text = format!("\u{1b}]0;owned\u{7}\u{1}{DISMISSAL}");
    let done = run(&["assess", "--format", "text"], said(&text));
    assert!(done.out.chars().all(|c| c == '\n' || !c.is_control()), "{}", done.out);
}

#[test]
fn a_timeline_of_many_sessions_goes_on_below() {
    let observations: Vec<Value> = (1..=40)
        .map(|session| serde_json::json!({ "session": session, "text": DISMISSAL }))
        .collect();
    let case = serde_json::json!({ "observations": observations }).to_string();
    let done = run(&["assess", "--format", "text", "--width", "40"], case);
    let timeline = done.out.split("Over the sessions").nth(1).unwrap();
    let rows: Vec<&str> = timeline.lines().filter(|row| row.starts_with("  Session")).collect();
    assert!(rows.len() > 1);
    assert!(rows.iter().all(|row| row.chars().count() <= 40), "{rows:?}");
    assert!(rows.last().unwrap().ends_with("  40"), "{rows:?}");
}
