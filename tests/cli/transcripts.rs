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
    let done = run(&["assess", "-q"], "# speakers: Anna=coach\nCoachee: hello\nAnna: I disagree\n");
    assert_eq!(done.err, "");
}

#[test]
fn the_samples_can_be_read() {
    let done = run(&["assess", "-q", &sample("observations.jsonl")], "");
    assert_eq!((done.status, done.err.as_str()), (0, ""));
    assert_eq!(done.answers().len(), 12);
    let done = run(&["assess", "-q", &sample("session.txt")], "");
    assert_eq!((done.status, done.err.as_str()), (0, ""));
    assert_eq!(done.answers()[0]["timeline"].as_array().unwrap().len(), 3);
}

const WHO: [&str; 4] = ["--speaker", "Jane Doe=coachee", "--speaker", "Jo Marsh=coach"];

/// The answer on a file that is read with these speakers.
fn read(args: &[&str], path: &str) -> serde_json::Value {
    let done = run(&[&["assess", "--quiet", path][..], args].concat(), "");
    assert_eq!((done.status, done.err.as_str()), (0, ""), "{path}");
    done.answers().remove(0)
}

#[test]
fn what_meeting_tools_export_is_read_with_the_names_in_it() {
    let srt = "1\n00:00:02,000 --> 00:00:05,400\nJo Marsh: What did you think?\n\n\
               2\n00:00:05,900 --> 00:00:09,100\nJane Doe: Honestly, coaching is for people\n\
               who can't cope. I'm doing fine.\n";
    let named = "Jo Marsh: What did you think?\nJane Doe: Honestly, coaching is for people who \
                 can't cope. I'm doing fine.\nJane Doe: That is all.\n";
    let timed = "[00:00:02] Jo Marsh: What did you think?\n[00:00:05] Jane Doe: Honestly, coaching \
                 is for people who can't cope. I'm doing fine.\n";
    for path in [
        sample("call.vtt"),
        file("call.srt", srt),
        file("named.txt", named),
        file("timed.txt", timed),
    ] {
        let answer = read(&WHO, &path);
        assert_eq!(codes(&answer), ["dismissal"], "{path}");
        let evidence = &answer["codes"][0]["evidence"][0];
        assert_eq!(evidence["observation"], 0, "{path}");
        let swapped = ["--speaker", "Jane Doe=other", "--speaker", "Jo Marsh=coachee"];
        assert_eq!(codes(&read(&swapped, &path)), [""; 0], "{path}");
    }
}

#[test]
fn captions_that_break_off_are_one_turn() {
    let done = run(&[&["assess", "-f", "text", &sample("call.vtt")], &WHO[..]].concat(), "");
    assert!(done.out.contains("Coachee: Honestly, ‹coaching is for people who can't cope›"));
    assert!(!done.out.contains("Jane"), "{}", done.out);
}

#[test]
fn names_that_stand_for_nobody_are_asked_for_and_nothing_is_guessed() {
    let done = run(&["assess", &sample("call.vtt")], "");
    assert_eq!((done.status, done.out.as_str()), (2, ""));
    assert!(
        done.err.contains("call.vtt: who are `Jo Marsh` (1 turn), `Jane Doe (Guest)` (2 turns)?"),
        "{}",
        done.err
    );
    assert!(done.err.contains("`--speaker \"Jo Marsh=coachee\"`"), "{}", done.err);
    let one = run(&["assess", "--speaker", "jane doe=coachee", &sample("call.vtt")], "");
    assert!(one.err.contains("who is `Jo Marsh` (1 turn)?"), "{}", one.err);
    let plain = run(&["assess"], "Coachee: Yes.\nAnna: No.\nCoachee: Yes.\nAnna: No.\n");
    assert_eq!(plain.status, 2);
    assert!(plain.err.contains("standard input: who is `Anna` (2 turns)?"), "{}", plain.err);
    assert_eq!(run(&["assess", "--speaker", "Anna=hr"], "Anna: a").status, 2);
}

#[test]
fn notes_are_the_coachs_and_a_paragraph_is_an_observation() {
    let notes = format!(
        "# Mentoring notes\n\n## Session 2, 2026-05-09\n\nGoal: feedback.\n\n\
         - Says coaching is for people who can't cope.\n- [ ] Send the dates.\n\n\
         Coachee: {NEUTRAL}\n"
    );
    let answer = read(&[], &file("notes.md", &notes));
    assert_eq!(codes(&answer), ["dismissal"]);
    assert_eq!(answer["codes"][0]["evidence"][0]["observation"], 1);
    assert_eq!(answer["timeline"][0]["session"], 2);
    let plain = file("notes.txt", "Late again, no word why.\n\nWe spoke of the plan.\n");
    assert_eq!(run(&["assess", &plain], "").status, 2);
    assert_eq!(codes(&read(&["--input", "notes"], &plain)), ["withdrawal"]);
    let own = file("diary.txt", DISMISSAL);
    assert_eq!(codes(&read(&["--speaker", "coachee"], &own)), ["dismissal"]);
    let talk = file("talk.md", format!("**Jane Doe:** {DISMISSAL}\n\n**Jo Marsh:** Go on.\n"));
    assert_eq!(run(&["assess", &talk], "").status, 2);
    assert_eq!(codes(&read(&WHO, &talk)), ["dismissal"]);
    let named = file("named.md", format!("Jane: {DISMISSAL}\n\nJo: Why?\n\nJane: So.\n"));
    let asked = run(&["assess", &named], "");
    assert!(asked.err.contains("who is `Jane` (2 turns)?"), "{}", asked.err);
}

#[test]
fn a_conversation_in_another_encoding_is_recognised_or_refused() {
    let text = format!("Coachee: Ça va. {DISMISSAL}");
    let wide: Vec<u8> =
        [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(codes(&read(&[], &file("wide.txt", wide))), ["dismissal"]);
    let latin = file("latin.txt", b"Coachee: D\xE9j\xE0 vu, I\x92m fine.");
    let refused = run(&["assess", &latin], "");
    assert_eq!(refused.status, 2);
    assert!(refused.err.contains("latin.txt:1: the line is not UTF-8"), "{}", refused.err);
    assert!(refused.err.contains("`--encoding`"), "{}", refused.err);
    let shown = run(&["assess", "-f", "text", "--encoding", "windows-1252", &latin], "");
    assert!(shown.out.contains("Déjà vu, I’m fine."), "{}", shown.out);
}
