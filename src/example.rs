//! Runs the examples that stand with the rules.
//!
//! Knows nothing of files. Invariant: an example is judged by the very code that assesses.

use crate::classifier::{Classifier, Scratch};
use crate::codebook::{CaseExample, Example, Expect, Rule};
use crate::diagnostic::{Mistake, Severity};
use crate::observation::{Case, Observation};
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
        for finding in &codebook.findings {
            let tried = finding.examples.iter();
            mistakes.extend(tried.filter_map(|example| self.try_case(&finding.id, example)));
        }
        mistakes
    }

    /// How many examples there are.
    pub fn count_examples(&self) -> usize {
        let codebook = self.codebook();
        let of_behaviours = codebook.behaviours.iter().flat_map(|behaviour| &behaviour.rules);
        let of_rules = of_behaviours.chain(&codebook.scope.rules).map(|rule| rule.examples.len());
        let of_modifiers = codebook.modifiers.iter().map(|modifier| modifier.examples.len());
        let of_findings = codebook.findings.iter().map(|finding| finding.examples.len());
        of_rules.chain(of_modifiers).chain(of_findings).sum()
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

impl Classifier {
    /// Tries a small case of a finding.
    fn try_case(&self, finding: &str, example: &CaseExample) -> Option<Mistake> {
        let case = Case::new(example.observations.iter().cloned());
        let assessment = self.assess_case(&case.in_context(example.context.clone()));
        let found = assessment.findings.iter().find(|found| found.finding == finding);
        let found = found.map(|found| &found.sessions);
        if found == example.sessions.as_ref() {
            return None;
        }
        let told = |sessions: Option<&Vec<u32>>| match sessions {
            Some(sessions) => {
                let numbers: Vec<String> = sessions.iter().map(u32::to_string).collect();
                format!("in sessions {}", numbers.join(", "))
            }
            None => "nowhere".to_owned(),
        };
        let message = format!(
            "`{finding}` is found {} and not {}",
            told(found),
            told(example.sessions.as_ref())
        );
        let (slug, help) = match example.sessions {
            Some(_) => ("example-fails", "mend the finding, or the sessions that should show it"),
            None => ("example-fires", "narrow the finding, or give it an `unless`"),
        };
        let (file, line, column) = example.place.clone();
        let marked = Span::new(0, example.why.chars().count());
        let line_text = example.why.replace(['\n', '\r', '\t'], " ");
        let (help, span) = (help.to_owned(), Span::default());
        let severity = Severity::Error;
        Some(Mistake { severity, slug, message, help, file, line, column, span, line_text, marked })
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
        severity: Severity::Error,
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
