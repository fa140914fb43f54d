//! Warnings about patterns: those that cannot match, that stand there twice, and rules behind which
//! another shows the same.
//!
//! Knows nothing of examples but as texts. Invariant: a rule is called shadowed only where it was
//! seen to fire, and never without another that fired on the same words each time.

use std::collections::{BTreeMap, BTreeSet};

use crate::codebook::{Behaviour, Codebook, Expect, Rule};
use crate::matcher::{Reading, Shown};
use crate::observation::{Observation, Speaker};
use crate::rule::RuleId;
use crate::warning::lexicon::rules;
use crate::warning::{Warning, sample};
use crate::{Classifier, Span};

/// How many texts are made after a pattern before it is said that it cannot match.
const MOST_TRIED: usize = 24;
/// How many are made to see what else shows the same.
const TRIED: usize = 2;

/// All warnings of this sort.
pub(super) fn warnings(classifier: &Classifier) -> Vec<Warning> {
    let codebook = classifier.codebook();
    let mut warnings = duplicates(codebook);
    let mut trial = Trial { classifier, reading: Reading::default() };
    let behaviours = codebook.behaviours.iter();
    let all = behaviours.flat_map(|of| of.rules.iter().map(move |rule| (rule, Some(of))));
    let all = all.chain(codebook.scope.rules.iter().map(|rule| (rule, None)));
    for ((rule, behaviour), number) in all.zip(0..) {
        let unmatched = trial.unmatched(rule, number);
        warnings.extend(unmatched.into_iter().map(|pattern| Warning {
            slug: "cannot-match",
            of: rule.id.clone(),
            layer: 0,
            message: format!("`{}` of `{}` matches no text made after it", pattern, rule.id),
            help: "see with `pushback explain --rule` how a text that it should match is read",
        }));
        if let Some(other) = behaviour.and_then(|of| trial.shadow(rule, of, number)) {
            warnings.push(Warning {
                slug: "shadowed-rule",
                of: rule.id.clone(),
                layer: 0,
                message: format!("wherever `{}` fires, `{other}` shows the same", rule.id),
                help: "take it away, or say in an example what it adds",
            });
        }
    }
    warnings
}

fn duplicates(codebook: &Codebook) -> Vec<Warning> {
    let mut by_pattern: BTreeMap<(String, Terms<'_>), Vec<&str>> = BTreeMap::new();
    for rule in rules(codebook).filter(|rule| rule.is_plain()) {
        for pattern in &rule.any {
            let written = (codebook.written(pattern), rule.terms());
            by_pattern.entry(written).or_default().push(&rule.id);
        }
    }
    let twice = by_pattern.into_iter().filter(|(_, of)| of.len() > 1);
    twice
        .map(|((pattern, _), of)| {
            let others: BTreeSet<&str> = of.iter().copied().collect();
            let first = codebook.uppermost(others.iter().copied());
            let of = first.to_owned();
            let message = match others.iter().find(|other| **other != first) {
                Some(other) => format!("`{pattern}` stands in `{first}` and in `{other}`"),
                None => format!("`{pattern}` stands twice in `{first}`"),
            };
            let help = "leave it where it belongs, or make what differs a condition";
            Warning { slug: "duplicate-pattern", of, layer: 0, message, help }
        })
        .collect()
}

/// On what terms the patterns of a rule count: whether gaps cross clauses, whether coaching must be
/// the matter, and who must be speaking.
type Terms<'r> = (bool, bool, &'r [Speaker]);

impl Rule {
    fn terms(&self) -> Terms<'_> {
        (self.gaps_cross_clauses, self.topic, &self.speaker)
    }

    /// Whether it counts in every text in which this other rule counts, as far as speakers and
    /// topic go.
    fn counts_wherever(&self, other: &Self) -> bool {
        let speaks = |speaker| self.speaker.is_empty() || self.speaker.contains(speaker);
        let all = if other.speaker.is_empty() {
            self.speaker.is_empty()
        } else {
            other.speaker.iter().all(speaks)
        };
        all && (other.topic || !self.topic)
    }

    /// Whether each pattern of it shows the behaviour by itself.
    fn is_plain(&self) -> bool {
        self.all.is_empty() && self.then.is_empty() && self.regex.is_none()
    }
}

/// Who speaks in a text that is made after a rule.
fn said_by(rule: &Rule) -> Speaker {
    rule.speaker.first().copied().unwrap_or(Speaker::Coachee)
}

/// Reads texts that are made after patterns.
struct Trial<'t> {
    classifier: &'t Classifier,
    reading: Reading,
}

impl Trial<'_> {
    fn read(&mut self, rule: &Rule, text: String) -> String {
        let said = Observation { speaker: Some(said_by(rule)), text, ..Observation::default() };
        let said = said.about_coaching();
        self.classifier.matcher().read(&said, said.about, &mut self.reading);
        said.text
    }

    /// The patterns of a rule that match no text made after them.
    fn unmatched(&mut self, rule: &Rule, number: RuleId) -> Vec<String> {
        let codebook = self.classifier.codebook();
        let parts = rule.any.iter().chain(&rule.all).chain(&rule.then);
        let mut unmatched = Vec::new();
        for (part, pattern) in parts.enumerate() {
            let speaker = said_by(rule);
            let made = (0..MOST_TRIED)
                .filter_map(|turn| sample::text(codebook, pattern, speaker, turn))
                .collect::<Vec<_>>();
            let matched = made.is_empty()
                || made.into_iter().any(|text| {
                    let text = self.read(rule, text);
                    let trace =
                        self.classifier.matcher().trace(number, (&text, true), &mut self.reading);
                    trace.matches.iter().any(|hit| hit.part == Some(part))
                });
            if !matched {
                unmatched.push(codebook.written(pattern));
            }
        }
        unmatched
    }

    /// Another rule of the behaviour that shows it wherever this one does.
    fn shadow(&mut self, rule: &Rule, of: &Behaviour, number: RuleId) -> Option<String> {
        if !rule.is_plain() || of.rules.len() < 2 {
            return None;
        }
        let fires = rule.examples.iter().filter(|example| example.expect == Expect::Fires);
        let mut texts: Vec<String> = fires.map(|example| example.text.clone()).collect();
        let codebook = self.classifier.codebook();
        for pattern in &rule.any {
            let made =
                (0..TRIED).filter_map(|turn| sample::text(codebook, pattern, said_by(rule), turn));
            texts.extend(made);
        }
        let mut others: Option<BTreeSet<RuleId>> = None;
        for text in texts {
            self.read(rule, text);
            let own = |shown: &&Shown| shown.rule == number;
            let spans: Vec<Span> =
                self.reading.shown.iter().filter(own).map(|shown| shown.span).collect();
            if spans.is_empty() {
                continue;
            }
            let behaviour = self.reading.shown.iter().find(own).map(|shown| shown.behaviour);
            let same = self.reading.shown.iter().filter(|shown| {
                shown.rule != number
                    && Some(shown.behaviour) == behaviour
                    && spans.iter().any(|span| span.overlaps(shown.span))
            });
            let here: BTreeSet<RuleId> = same.map(|shown| shown.rule).collect();
            let left = others.map_or(here.clone(), |before| &before & &here);
            if left.is_empty() {
                return None;
            }
            others = Some(left);
        }
        let others = others?;
        let others = others.into_iter().filter(|other| self.is_worth_as_much(rule, *other));
        let mut others = others.map(|other| self.classifier.rule_id(other));
        let other = others.find(|other| {
            let known = of.rules.iter().find(|known| known.id == *other);
            known.is_some_and(|other| other.counts_wherever(rule))
        })?;
        Some(other.to_owned())
    }

    fn is_worth_as_much(&self, rule: &Rule, other: RuleId) -> bool {
        let codebook = self.classifier.codebook();
        let other = self.classifier.scales().rule(other, codebook);
        other.is_some_and(|other| other.points == rule.points)
    }
}
