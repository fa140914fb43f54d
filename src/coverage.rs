//! Which parts of the rules the rules' own examples exercise.
//!
//! Knows nothing of whether an example passes. Invariant: a part counts as exercised only by an
//! example of its own rule or modifier.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::Classifier;
use crate::codebook::{Expect, Modifier, Rule};
use crate::matcher::{Reading, Trace, Withholder};
use crate::observation::Observation;
use crate::rule::RuleId;

/// Which parts of the rules their own examples exercise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Coverage {
    /// Rules that fire in one of their examples and are silent in another.
    pub rules: Covered,
    /// Patterns of `any` by which an example fires, of rules that have several or one.
    pub alternatives: Covered,
    /// Exceptions that silence an example, of rules that fire in another.
    pub exceptions: Covered,
    /// Modifiers that have a hold in one of their examples and none in another.
    pub modifiers: Covered,
    /// What is not exercised, in the order of the rules.
    pub open: Vec<Unexercised>,
}

/// How many there are, and how many of them are exercised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Covered {
    /// How many are exercised.
    pub exercised: usize,
    /// How many there are.
    pub all: usize,
}

/// A part that no example exercises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Unexercised {
    /// The rule or modifier.
    pub of: String,
    /// `rule`, `alternative`, `exception` or `modifier`.
    pub part: &'static str,
    /// The pattern, or the name of the exception; nothing for a rule or modifier as a whole.
    pub what: String,
}

impl Covered {
    /// What is exercised, in whole per cent of all, rounded down; 100 where there is nothing.
    pub fn per_cent(self) -> usize {
        (self.exercised * 100).checked_div(self.all).unwrap_or(100)
    }
}

impl Coverage {
    /// All parts together.
    pub fn total(&self) -> Covered {
        let parts = [self.rules, self.alternatives, self.exceptions, self.modifiers];
        parts.into_iter().fold(Covered::default(), |sum, part| Covered {
            exercised: sum.exercised + part.exercised,
            all: sum.all + part.all,
        })
    }
}

impl Classifier {
    /// Which parts of the rules their own examples exercise: every rule and every modifier both
    /// ways, every alternative, every exception.
    ///
    /// ```
    /// use pushback::Classifier;
    ///
    /// let coverage = Classifier::builtin().coverage();
    /// assert_eq!(coverage.rules.exercised, coverage.rules.all);
    /// ```
    pub fn coverage(&self) -> Coverage {
        let mut survey = Survey { classifier: self, reading: Reading::default() };
        let mut coverage = Coverage::default();
        let codebook = self.codebook();
        let of_behaviours = codebook.behaviours.iter().flat_map(|behaviour| &behaviour.rules);
        for (rule, number) in of_behaviours.chain(&codebook.scope.rules).zip(0..) {
            survey.rule(rule, number, &mut coverage);
        }
        for modifier in &codebook.modifiers {
            coverage.modifier(modifier);
        }
        coverage
    }
}

struct Survey<'s> {
    classifier: &'s Classifier,
    reading: Reading,
}

impl Survey<'_> {
    fn rule(&mut self, rule: &Rule, number: RuleId, coverage: &mut Coverage) {
        let (mut caught, mut silent) = (false, false);
        let (mut by_pattern, mut excepted) = (BTreeSet::new(), BTreeSet::new());
        for example in &rule.examples {
            let said = Observation {
                speaker: Some(example.speaker),
                text: example.text.clone(),
                ..Observation::default()
            };
            let matcher = self.classifier.matcher();
            matcher.read(&said, None, &mut self.reading);
            let topic = !matcher.topics(&self.reading).is_empty();
            let trace = matcher.trace(number, (&said.text, topic), &mut self.reading);
            let fires = !trace.shown.is_empty() || trace.outside.is_some();
            if fires && example.expect == Expect::Fires {
                caught = true;
                by_pattern.extend(alternatives(&trace));
            }
            silent |= !fires && example.expect == Expect::Silent;
            excepted.extend(trace.withheld.iter().filter_map(|withheld| match withheld.by {
                Withholder::Exception(at) => Some(at),
                _ => None,
            }));
        }
        let whole = String::new;
        coverage.add(&rule.id, "rule", (whole(), caught && silent));
        for (at, pattern) in rule.any.iter().enumerate() {
            let written = self.classifier.codebook().written(pattern);
            coverage.add(&rule.id, "alternative", (written, by_pattern.contains(&at)));
        }
        for (at, exception) in rule.unless.iter().enumerate() {
            let both = caught && excepted.contains(&at);
            coverage.add(&rule.id, "exception", (exception.id.clone(), both));
        }
    }
}

/// The patterns by which a rule fires.
fn alternatives(trace: &Trace) -> impl Iterator<Item = usize> {
    trace.best.iter().filter(|hit| hit.killer.is_none()).filter_map(|hit| hit.part)
}

impl Coverage {
    fn modifier(&mut self, modifier: &Modifier) {
        let any = |expect: &Expect| modifier.examples.iter().any(|one| one.expect == *expect);
        let both = any(&Expect::Fires) && any(&Expect::Silent);
        self.add(&modifier.id, "modifier", (String::new(), both));
    }

    fn add(&mut self, of: &str, part: &'static str, (what, exercised): (String, bool)) {
        let covered = match part {
            "rule" => &mut self.rules,
            "alternative" => &mut self.alternatives,
            "exception" => &mut self.exceptions,
            _ => &mut self.modifiers,
        };
        covered.all += 1;
        covered.exercised += usize::from(exercised);
        if !exercised {
            self.open.push(Unexercised { of: of.to_owned(), part, what });
        }
    }
}
