//! Warnings about examples that show nothing of their own rule.
//!
//! Knows nothing of patterns. Invariant: only rules whose every firing example is also caught by
//! another rule of their behaviour are told of.

use crate::Classifier;
use crate::codebook::Expect;
use crate::matcher::Reading;
use crate::observation::Observation;
use crate::warning::{Warning, listed};

/// All warnings of this sort.
pub(super) fn warnings(classifier: &Classifier) -> Vec<Warning> {
    let mut reading = Reading::default();
    let mut warnings = Vec::new();
    for behaviour in &classifier.codebook().behaviours {
        for rule in &behaviour.rules {
            let fires = rule.examples.iter().filter(|one| one.expect == Expect::Fires);
            let mut by = Vec::new();
            let all_elsewhere = fires.clone().count() > 0
                && fires.clone().all(|example| {
                    let said = Observation {
                        speaker: Some(example.speaker),
                        text: example.text.clone(),
                        ..Observation::default()
                    };
                    classifier.matcher().read(&said, None, &mut reading);
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
