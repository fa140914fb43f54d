//! What is read in whole conversations, line by line?
//!
//! Each `transcripts/*.txt` has one observation a line, `speaker: text`, and a golden file beside
//! it that shows the words taken for evidence. `PUSHBACK_ACCEPT=1` writes what is read now; read
//! it before you commit.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by failing"
)]

mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use common::tests;
use pushback::{
    Assessment, Classifier, CodeFinding, EvidenceFinding, Observation, Span, Speaker, Suppressed,
};

#[test]
fn every_transcript_is_read_as_agreed() {
    let mut otherwise = Vec::new();
    for transcript in with_extension("txt") {
        let source = fs::read_to_string(&transcript).expect("it can be read");
        let read: String = source.replace("\r\n", "\n").lines().map(shown).collect();
        let golden = transcript.with_extension("golden");
        if std::env::var("PUSHBACK_ACCEPT").is_ok_and(|accept| accept == "1") {
            fs::write(&golden, &read).expect("golden files can be written");
            continue;
        }
        let agreed = fs::read_to_string(&golden).unwrap_or_default().replace("\r\n", "\n");
        if agreed != read {
            otherwise.push(format!("{}\n{}", golden.display(), difference(&agreed, &read)));
        }
    }
    assert!(otherwise.is_empty(), "read otherwise than in {}", otherwise.join("\n"));
}

#[test]
fn every_golden_file_has_a_transcript() {
    let stems = |extension| -> BTreeSet<_> {
        with_extension(extension).iter().map(|path| path.with_extension("")).collect()
    };
    assert_eq!(stems("golden"), stems("txt"));
}

fn with_extension(extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(tests().join("transcripts")).expect("the transcripts are there");
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut paths: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|found| found == extension)).collect();
    paths.sort();
    paths
}

/// The lines that are only in one of the two.
fn difference(agreed: &str, read: &str) -> String {
    let mut out = String::new();
    for (mark, these, others) in [('-', agreed, read), ('+', read, agreed)] {
        let others: BTreeSet<&str> = others.lines().collect();
        for line in these.lines().filter(|line| !others.contains(line)) {
            let _ = writeln!(out, "{mark} {line}");
        }
    }
    out
}

/// A line, with carets under the evidence, and what was made of it.
fn shown(line: &str) -> String {
    if line.is_empty() {
        return String::new();
    }
    let (name, text) = line.split_once(": ").expect("a line is `speaker: text`");
    let speaker = Speaker::ALL.into_iter().find(|speaker| speaker.name() == name);
    assert!(speaker.is_some(), "nobody is called `{name}`");
    let observation = Observation { speaker, ..Observation::coachee(text) };
    let assessment = Classifier::builtin().assess(&observation.about_coaching());
    let (margin, mut out) = (name.len() + 2, format!("{line}\n"));
    for (span, rules) in evidence_by_place(&assessment) {
        let _ = writeln!(out, "{}  {rules}", underline(text, margin, &[(span, '^')]));
    }
    for found in &assessment.suppressed {
        let _ = writeln!(out, "{}", withheld(found, text, margin));
    }
    for finding in assessment.codes.iter().chain(&assessment.hints) {
        let _ = writeln!(out, "= {}", told(finding));
    }
    if let Some(outside) = &assessment.outside_scope {
        let line = underline(text, margin, &[(outside.span, '^')]);
        let _ = writeln!(out, "{line}  {}\n= outside the scope", outside.rule);
    }
    out.push('\n');
    out
}

/// The places of evidence in the order of the text, each with the rules that marked it.
fn evidence_by_place(assessment: &Assessment) -> Vec<(Span, String)> {
    let shown = assessment.behaviours.iter().filter_map(|found| Some((found.span?, &found.rule)));
    let shown: BTreeSet<(Span, &String)> = shown.collect();
    let mut places: Vec<(Span, String)> = Vec::new();
    for (span, rule) in shown {
        match places.last_mut().filter(|(last, _)| *last == span) {
            Some((_, rules)) => *rules = format!("{rules}, {rule}"),
            None => places.push((span, rule.clone())),
        }
    }
    places
}

/// A mention that lost its force, under `~`, and the words that took it, under `!`.
fn withheld(found: &Suppressed, text: &str, margin: usize) -> String {
    let mut marks = vec![(found.span, '~')];
    marks.extend(found.cue.map(|cue| (cue, '!')));
    format!("{}  {} is {}", underline(text, margin, &marks), found.rule, found.by)
}

/// Marks under the characters of some spans; a later one covers an earlier.
fn underline(text: &str, margin: usize, marks: &[(Span, char)]) -> String {
    let mut line = " ".repeat(margin);
    for (at, _) in text.char_indices() {
        let here = Span::new(at, at + 1);
        let mark = marks.iter().rev().find(|(span, _)| span.overlaps(here));
        line.push(mark.map_or(' ', |(_, mark)| *mark));
    }
    line.trim_end().to_owned()
}

/// A code with its strength, its points and what they are made of.
fn told(finding: &CodeFinding) -> String {
    let kind = finding.kind.as_ref().map(|kind| format!(" ({kind})")).unwrap_or_default();
    let evidence: Vec<String> = finding.evidence.iter().map(piece).collect();
    format!(
        "{} {}{kind} {}/{}: {}",
        finding.strength.name(),
        finding.code,
        finding.points,
        finding.threshold,
        evidence.join(", ")
    )
}

fn piece(evidence: &EvidenceFinding) -> String {
    let modifiers = evidence.modifiers.join(" ");
    format!("{:+} {} {modifiers}", evidence.points, evidence.rule).trim_end().to_owned()
}
