//! Runs the examples that stand with the rules.
//!
//! Knows nothing of files. Invariant: an example is judged by the very code that assesses.

use crate::classifier::{Classifier, Scratch};
use crate::codebook::{Example, Expect, Rule};
use crate::diagnostic::Mistake;
use crate::observation::Observation;
use crate::{Assessment, Span};

impl Classifier {
    /// Runs every example of every rule and modifier, and gives one mistake for each that fails:
    /// a rule that does not mark what its example marks, one that is not silent where it should
    /// be, a known gap that has been closed.
    pub fn failing_examples(&self) -> Vec<Mistake> {
        let mut scratch = Scratch::default();
        let mut mistakes = Vec::new();
        let codebook = self.codebook();
        let of_behaviours = codebook.behaviours.iter().flat_map(|behaviour| &behaviour.rules);
        for rule in of_behaviours.chain(&codebook.scope.rules) {
            for example in &rule.examples {
                mistakes.extend(self.try_example(rule, example, &mut scratch));
            }
        }
        for modifier in &codebook.modifiers {
            for example in &modifier.examples {
                mistakes.extend(self.try_modifier(&modifier.id, example, &mut scratch));
            }
        }
        mistakes
    }

    /// How many examples there are.
    pub fn count_examples(&self) -> usize {
        let codebook = self.codebook();
        let of_behaviours = codebook.behaviours.iter().flat_map(|behaviour| &behaviour.rules);
        let of_rules = of_behaviours.chain(&codebook.scope.rules).map(|rule| rule.examples.len());
        of_rules.chain(codebook.modifiers.iter().map(|modifier| modifier.examples.len())).sum()
    }

    fn try_example(
        &self,
        rule: &Rule,
        example: &Example,
        scratch: &mut Scratch,
    ) -> Option<Mistake> {
        let observation = Observation {
            speaker: Some(example.speaker),
            text: example.text.clone(),
            ..Observation::default()
        };
        let marked = self.marked_by(&rule.id, &observation, scratch);
        let (slug, message, help) = match &example.expect {
            Expect::Fires if marked != example.marks => {
                let found = if marked.is_empty() {
                    let assessment = self.assess_with(&observation, scratch);
                    why_silent(&rule.id, &assessment, &example.text)
                } else {
                    format!("it marks {}", quoted(&marked, &example.text))
                };
                (
                    "example-fails",
                    format!(
                        "rule `{}` does not mark {} here: {found}",
                        rule.id,
                        quoted(&example.marks, &example.text)
                    ),
                    "mend the rule, or mark with `<` and `>` what it is meant to mark",
                )
            }
            Expect::Silent if !marked.is_empty() => (
                "example-fires",
                format!(
                    "rule `{}` should be silent here and marks {}",
                    rule.id,
                    quoted(&marked, &example.text)
                ),
                "narrow the rule, or give it an `unless`",
            ),
            Expect::KnownGap(_) if !marked.is_empty() => (
                "known-gap-closed",
                format!("rule `{}` now catches this known gap", rule.id),
                "move the text to `fires` and mark the evidence",
            ),
            _ => return None,
        };
        Some(mistake(slug, message, help, example))
    }

    /// What a rule marks in a text.
    fn marked_by(&self, rule: &str, observation: &Observation, scratch: &mut Scratch) -> Vec<Span> {
        let assessment = self.assess_with(observation, scratch);
        if let Some(outside) = assessment.outside_scope.filter(|outside| outside.rule == rule) {
            return vec![outside.span];
        }
        let shown = assessment.behaviours.iter().filter(|shown| shown.rule == rule);
        shown.filter_map(|shown| shown.span).collect()
    }

    fn try_modifier(
        &self,
        modifier: &str,
        example: &Example,
        scratch: &mut Scratch,
    ) -> Option<Mistake> {
        let mut held = Vec::new();
        for mark in &example.marks {
            held.push(self.is_held(modifier, example, *mark, scratch));
        }
        let (slug, message) = match example.expect {
            Expect::Fires if held.contains(&false) => (
                "example-fails",
                format!(
                    "`{modifier}` has no hold on {} here",
                    quoted(&example.marks, &example.text)
                ),
            ),
            Expect::Silent if held.contains(&true) => (
                "example-fires",
                format!(
                    "`{modifier}` should have no hold on {} here",
                    quoted(&example.marks, &example.text)
                ),
            ),
            _ => return None,
        };
        let to_do = "mend the cue, its reach, its terminators or its pseudo-cues";
        Some(mistake(slug, message, to_do, example))
    }
}

/// Why a rule gives no evidence in a text on which it should.
fn why_silent(rule: &str, assessment: &Assessment, text: &str) -> String {
    let withheld = assessment.suppressed.iter().find(|withheld| withheld.rule == rule);
    match (withheld, &assessment.outside_scope) {
        (Some(withheld), _) => {
            let cue = withheld.cue.map(|cue| format!(" by {}", quoted(&[cue], text)));
            format!("it is held back as `{}`{}", withheld.by, cue.unwrap_or_default())
        }
        (None, Some(outside)) => format!("`{}` puts the text outside the scope", outside.rule),
        (None, None) => "it finds nothing".to_owned(),
    }
}

fn quoted(spans: &[Span], text: &str) -> String {
    let words = spans.iter().map(|span| text.get(span.range()).unwrap_or_default());
    let words: Vec<String> = words.map(|words| format!("`{words}`")).collect();
    if words.is_empty() { "anything".to_owned() } else { words.join(", ") }
}

fn mistake(slug: &'static str, message: String, help: &str, example: &Example) -> Mistake {
    let (file, line, column) = example.place.clone();
    Mistake {
        slug,
        message,
        help: help.to_owned(),
        file,
        line,
        column,
        span: Span::default(),
        line_text: example.text.replace(['\n', '\r', '\t'], " "),
        marked: Span::new(0, example.text.chars().count()),
    }
}
