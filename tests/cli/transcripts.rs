//! Is a transcript read as a case, and nobody’s words as somebody else’s?

use crate::{DISMISSAL, NEUTRAL, codes, file, run, sample};

#[test]
fn a_transcript_is_a_case_and_the_coachs_turns_are_not_read() {
    let text =
        format!("# session 2\nCoach: {DISMISSAL}\nCoachee: {NEUTRAL}\nClient: {DISMISSAL}\n");
    let path = file("case.txt", text);
    let answers = run(&["assess", &path], "").answers();
    assert_eq!(answers.len(), 1);
    assert_eq!(answers[0]["id"], path);
    assert_eq!(codes(&answers[0]), ["dismissal"]);
    let evidence = answers[0]["codes"][0]["evidence"].as_array().unwrap();
    assert!(evidence.iter().all(|found| found["observation"].as_u64().is_none_or(|at| at == 1)));
    assert_eq!(answers[0]["timeline"][0]["session"], 2);
    let aside = run(&["assess"], format!("Coach: {DISMISSAL}")).answers();
    assert_eq!(codes(&aside[0]), [""; 0]);
    let note = run(&["assess"], format!("Coach note: Says {DISMISSAL}")).answers();
    assert_eq!(note[0]["codes"][0]["evidence"][0]["observation"], 0);
}

#[test]
fn a_transcript_without_speakers_says_how_to_label_it() {
    let path = file("plain.txt", "\nI have no time.\n");
    let done = run(&["assess", &path], "");
    assert_eq!((done.status, done.out.as_str()), (2, ""));
    assert!(done.err.contains("plain.txt:2: no speaker before this line"), "{}", done.err);
    assert!(done.err.contains("`Coachee:`"), "{}", done.err);
    let done = run(&["assess", "--input", "transcript"], b"Coachee: \xFF".to_vec());
    assert_eq!(done.status, 2);
    assert!(done.err.contains("standard input:1: the line is not UTF-8"), "{}", done.err);
}

#[test]
fn a_turn_that_may_be_somebody_elses_is_remarked_on() {
    let done = run(&["assess"], "Coachee: hello\nAnna: I disagree\n");
    assert_eq!(done.status, 0);
    assert!(done.err.contains("standard input:2: this may be the turn of somebody else"));
    let done = run(&["assess"], "# speakers: Anna=coach\nCoachee: hello\nAnna: I disagree\n");
    assert_eq!(done.err, "");
}

#[test]
fn the_samples_can_be_read() {
    let done = run(&["assess", &sample("observations.jsonl")], "");
    assert_eq!((done.status, done.err.as_str()), (0, ""));
    assert_eq!(done.answers().len(), 12);
    let done = run(&["assess", &sample("session.txt")], "");
    assert_eq!((done.status, done.err.as_str()), (0, ""));
    assert_eq!(done.answers()[0]["timeline"].as_array().unwrap().len(), 3);
}
