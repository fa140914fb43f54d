//! Warnings about examples: those that show nothing of their own rule, and those that come to
//! nothing.
//!
//! Knows nothing of patterns. Invariant: a rule is told of only for what holds of its every firing
//! example.

use crate::codebook::{Behaviour, Change, Codebook, Example, Expect, Part, Rule, Sign};
use crate::matcher::Reading;
use crate::observation::{Context, Observation};
use crate::warning::{Warning, listed};
use crate::{Classifier, Scratch};

/// All warnings of this sort.
pub(super) fn warnings(classifier: &Classifier) -> Vec<Warning> {
    let mut warnings = caught_elsewhere(classifier);
    warnings.extend(without_a_code(classifier));
    warnings
}

/// Rules that fire on their examples, of which none makes a code stand.
fn without_a_code(classifier: &Classifier) -> Vec<Warning> {
    let codebook = classifier.codebook();
    let mut scratch = Scratch::default();
    let mut warnings = Vec::new();
    for behaviour in &codebook.behaviours {
        for rule in &behaviour.rules {
            let codes = spoken_for(codebook, behaviour, rule);
            // What counts for a kind alone, or beside other evidence, is meant to.
            let Some((code, worth, threshold)) = codes.first().copied() else { continue };
            let mut firing = fires(rule).peekable();
            if firing.peek().is_none() {
                continue;
            }
            let stands = firing.any(|example| {
                let found = classifier.assess_with(&said(example), &mut scratch);
                codes.iter().any(|(code, ..)| found.code(code).is_some())
            });
            if stands {
                continue;
            }
            let (slug, why, help) = if worth < threshold {
                (
                    "hint-at-most",
                    format!("it is worth {worth} of {threshold} points"),
                    "give it more `points` if it decides alone; if it is a sign among others, leave it",
                )
            } else {
                (
                    "pulled-under",
                    format!(
                        "it is worth {worth} of {threshold} points, and small signs take from them"
                    ),
                    "see with `pushback explain EXAMPLE --rule` what takes how much",
                )
            };
            let message = format!("`{code}` stands for no example of `{}`: {why}", rule.id);
            let layer = weighed_by(codebook, code);
            warnings.push(Warning { slug, of: rule.id.clone(), layer, message, help });
        }
    }
    warnings
}

/// The last layer that changed what is asked of a code, or the small signs.
fn weighed_by(codebook: &Codebook, code: &str) -> usize {
    let weighs = |change: &&Change| {
        change.part == Part::Indicators || change.id == code && change.key == "threshold"
    };
    let layers = codebook.changes().iter().filter(weighs).map(|change| change.layer);
    layers.max().unwrap_or_default()
}

/// The codes for which a rule speaks, with what it is worth for each and the threshold; those first
/// for which it comes nearest to that.
fn spoken_for<'c>(
    codebook: &'c Codebook,
    behaviour: &Behaviour,
    rule: &Rule,
) -> Vec<(&'c str, i16, i16)> {
    let id = codebook.behaviour(&behaviour.id).map(|(id, _)| id);
    let mut codes = Vec::new();
    for (code, at) in codebook.codes.iter().zip(0..) {
        let own = code.evidence.iter().filter(|piece| piece.kind.is_none() && piece.points > 0);
        let own = own
            .filter(|piece| matches!(&piece.sign, Sign::Behaviour(of) if Some(*of) == id))
            .filter(|piece| piece.when.is_met(&Context::default(), None));
        let at_home = behaviour.home.is_some_and(|home| home.index() == at);
        let worth = |piece: i16| rule.points.filter(|_| at_home).unwrap_or(piece);
        if let Some(most) = own.map(|piece| worth(piece.points)).max() {
            codes.push((code.id.as_str(), most, code.threshold));
        }
    }
    codes.sort_by_key(|(_, worth, threshold)| threshold - worth);
    codes
}

fn fires(rule: &Rule) -> impl Iterator<Item = &Example> {
    rule.examples.iter().filter(|one| one.expect == Expect::Fires)
}

fn said(example: &Example) -> Observation {
    Observation {
        speaker: Some(example.speaker),
        text: example.text.clone(),
        ..Observation::default()
    }
}

/// Rules whose examples another rule of the behaviour catches as well.
fn caught_elsewhere(classifier: &Classifier) -> Vec<Warning> {
    let mut reading = Reading::default();
    let mut warnings = Vec::new();
    for behaviour in &classifier.codebook().behaviours {
        for rule in &behaviour.rules {
            let mut by = Vec::new();
            let all_elsewhere = fires(rule).next().is_some()
                && fires(rule).all(|example| {
                    classifier.matcher().read(&said(example), None, &mut reading);
                    let other = reading.shown.iter().find(|shown| {
                        let id = classifier.rule_id(shown.rule);
                        id != rule.id
                            && behaviour.rules.iter().any(|other| other.id == id)
                            && example.marks.iter().any(|mark| mark.overlaps(shown.span))
                    });
                    by.extend(other.map(|shown| classifier.rule_id(shown.rule).to_owned()));
                    other.is_some()
                });
            by.sort();
            by.dedup();
            if all_elsewhere {
                warnings.push(Warning {
                    slug: "example-of-another",
                    of: rule.id.clone(),
                    layer: 0,
                    message: format!(
                        "whatever `{}` should fire on is caught by {} as well",
                        rule.id,
                        listed(&by)
                    ),
                    help: "add a text to `fires` that only this rule catches",
                });
            }
        }
    }
    warnings
}
