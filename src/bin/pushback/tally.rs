//! How much was read, and what came of it.
//!
//! Knows nothing of files. Invariant: tallies of parts add up to that of the whole, in any order.

use std::fmt::Write;
use std::ops::AddAssign;
use std::time::Duration;

use indicatif::HumanCount;

use crate::answer::{Answer, Outcome, Subject};

/// How much was read, and what came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Answers, errors among them.
    pub(crate) answers: u64,
    /// Observations, those of cases and transcripts included.
    pub(crate) observations: u64,
    /// Cases and transcripts.
    pub(crate) cases: u64,
    /// Codes that stand.
    pub(crate) codes: u64,
    /// Answers in which any code stands.
    pub(crate) coded: u64,
    /// Answers in which nothing was classified, because the words were outside the scope.
    pub(crate) outside: u64,
    /// Records that could not be read.
    pub(crate) faults: u64,
}

impl Tally {
    /// That of one answer.
    pub(crate) fn of(answer: &Answer<'_>) -> Self {
        let (subject, assessment) = match answer.outcome {
            Outcome::Fault(..) => return Self { answers: 1, faults: 1, ..Self::default() },
            Outcome::Read(subject, assessment) => (subject, assessment),
        };
        let (observations, cases) = match subject {
            Subject::Observation(_) => (1, 0),
            Subject::Case(case) => (count(case.observations.len()), 1),
            Subject::Transcript(transcript) => (count(transcript.case.observations.len()), 1),
        };
        Self {
            answers: 1,
            observations,
            cases,
            codes: count(assessment.codes.len()),
            coded: u64::from(!assessment.codes.is_empty()),
            outside: u64::from(assessment.outside_scope.is_some()),
            faults: 0,
        }
    }

    /// Whether anything was classified.
    pub(crate) fn is_classified(&self) -> bool {
        self.answers > self.faults + self.outside
    }

    /// What was done, in a sentence.
    pub(crate) fn sentence(&self, took: Duration) -> String {
        let read = match self.cases {
            0 => counted(self.observations, "observation"),
            cases => format!(
                "{} in {}",
                counted(self.observations, "observation"),
                counted(cases + self.single(), "answer")
            ),
        };
        let codes = counted(self.codes, "code");
        let mut sentence = format!(
            "{read} read in {:.1} s ({} a second), {codes} in {}",
            took.as_secs_f64(),
            HumanCount(self.rate(took)),
            counted(self.coded, "answer"),
        );
        if self.outside > 0 {
            let _ = write!(sentence, ", {} outside the scope", HumanCount(self.outside));
        }
        if self.faults > 0 {
            let _ = write!(sentence, "; {}", self.not_read());
        }
        sentence
    }

    /// How many records could not be read.
    pub(crate) fn not_read(&self) -> String {
        format!("{} could not be read", counted(self.faults, "line"))
    }

    /// Observations a second.
    pub(crate) fn rate(&self, took: Duration) -> u64 {
        let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX).max(1);
        self.observations.saturating_mul(1000) / millis
    }

    /// Answers on single observations.
    fn single(&self) -> u64 {
        self.answers.saturating_sub(self.cases + self.faults)
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.answers += other.answers;
        self.observations += other.observations;
        self.cases += other.cases;
        self.codes += other.codes;
        self.coded += other.coded;
        self.outside += other.outside;
        self.faults += other.faults;
    }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn counted(number: u64, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {what}{plural}", HumanCount(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_a_sentence() {
        let tally = Tally { answers: 1301, observations: 1300, faults: 1, ..Tally::default() };
        let tally = Tally { codes: 1, coded: 1, ..tally };
        assert_eq!(
            tally.sentence(Duration::from_secs(1)),
            "1,300 observations read in 1.0 s (1,300 a second), 1 code in 1 answer; \
             1 line could not be read"
        );
        let tally = Tally { answers: 1, observations: 5, cases: 1, ..Tally::default() };
        assert_eq!(
            tally.sentence(Duration::ZERO),
            "5 observations in 1 answer read in 0.0 s (5,000 a second), 0 codes in 0 answers"
        );
    }
}
