//! Assertions for unit tests of prompts, bots and curricula (feature `testing`), which say why when
//! they fail.
//!
//! Knows nothing of how anything is judged. Invariant: an assertion changes nothing and asks the
//! classifier alone. What it prints when it fails shows the words that the test itself has given.
//!
//! ```
//! use pushback::{Observation, testing};
//!
//! let reply = Observation::coachee("Honestly, coaching is for people who can’t cope.");
//! testing::assert_codes(&reply, &["dismissal"]);
//! testing::assert_without(&reply, &["reactance"]);
//! ```

use std::fmt::{self, Write as _};

use crate::Span;
use crate::assessment::{Assessment, CodeFinding, EvidenceFinding, Reading, Suppressed};
use crate::classifier::Classifier;
use crate::observation::{Case, Observation};

/// What can be asserted about: an [`Observation`] or a [`Case`].
///
/// It is implemented for these two and may be for no other, so that it can grow.
pub trait Subject: sealed::Sealed {
    /// What the classifier reads in it.
    ///
    /// ```
    /// use pushback::testing::Subject;
    /// use pushback::{Case, Classifier, Observation};
    ///
    /// let said = Observation::coachee("Stop telling me how to do my job.");
    /// let case = Case::new([said.clone()]);
    /// assert_eq!(said.assessed(Classifier::builtin()).codes[0].code, "reactance");
    /// assert!(case.assessed(Classifier::builtin()).findings.is_empty());
    /// ```
    fn assessed(&self, classifier: &Classifier) -> Assessment;

    /// The words of a span; nothing where there are none.
    ///
    /// ```
    /// use pushback::testing::Subject;
    /// use pushback::{Observation, Span};
    ///
    /// let said = Observation::coachee("Stop it.");
    /// assert_eq!(said.words(None, Span::new(0, 4)), Some("Stop"));
    /// ```
    fn words(&self, observation: Option<usize>, span: Span) -> Option<&str>;
}

impl Subject for Observation {
    fn assessed(&self, classifier: &Classifier) -> Assessment {
        classifier.assess(self)
    }

    fn words(&self, _: Option<usize>, span: Span) -> Option<&str> {
        self.text.get(span.range())
    }
}

impl Subject for Case {
    fn assessed(&self, classifier: &Classifier) -> Assessment {
        classifier.assess_case(self)
    }

    fn words(&self, observation: Option<usize>, span: Span) -> Option<&str> {
        self.observations.get(observation?)?.text.get(span.range())
    }
}

mod sealed {
    use crate::observation::{Case, Observation};

    pub trait Sealed {}

    impl Sealed for Observation {}
    impl Sealed for Case {}
}

/// Asserts that by the built-in rules exactly these codes stand, in any order.
///
/// # Panics
///
/// Where others do; then it says of every code that is missing what spoke for it and what was set
/// aside, and of every one that should not be there what it rests on.
///
/// ```
/// use pushback::{Observation, testing};
///
/// testing::assert_codes(&Observation::coachee("The racking arrives on Friday."), &[]);
/// testing::assert_codes(&Observation::coachee("Stop telling me how to do my job."), &["reactance"]);
/// ```
#[track_caller]
pub fn assert_codes(subject: &impl Subject, codes: &[&str]) {
    fail_on(difference(Classifier::builtin(), subject, codes));
}

/// Asserts that by the built-in rules none of these codes stands; others may.
///
/// # Panics
///
/// Where one does; then it says what that rests on.
///
/// ```
/// use pushback::{Observation, testing};
///
/// let reply = Observation::coachee("I had not seen it that way. Could we start with the budget?");
/// testing::assert_without(&reply, &["reactance", "dismissal"]);
/// ```
#[track_caller]
pub fn assert_without(subject: &impl Subject, codes: &[&str]) {
    let assessment = subject.assessed(Classifier::builtin());
    let mut wanted: Vec<&str> = assessment.codes.iter().map(|found| found.code.as_str()).collect();
    wanted.retain(|found| !codes.contains(found));
    fail_on(difference(Classifier::builtin(), subject, &wanted));
}

/// Asserts that by the built-in rules the stance is read like this.
///
/// # Panics
///
/// Where it is read otherwise; then it says with how many points on either side, and what the codes
/// of the stance rest on.
///
/// ```
/// use pushback::{Observation, Reading, testing};
///
/// let reply = Observation::coachee("Stop telling me how to do my job.");
/// testing::assert_stance(&reply, Reading::Reactance);
/// ```
#[track_caller]
pub fn assert_stance(subject: &impl Subject, reading: Reading) {
    let assessment = subject.assessed(Classifier::builtin());
    let found = assessment.stance;
    if found.reading == reading {
        return;
    }
    let mut told = format!(
        "the stance is {}, expected {} (autonomy {}, reactance {})",
        found.reading.name(),
        reading.name(),
        found.autonomy,
        found.reactance
    );
    for code in assessment.codes.iter().chain(&assessment.hints) {
        if matches!(code.code.as_str(), "autonomy" | "reactance") {
            tell_code(&mut told, subject, code);
        }
    }
    fail_on(Some(Difference(told)));
}

/// How the codes that stand differ from those that were expected; nothing where they do not. It is
/// what [`assert_codes`] goes by, for other rules and for test frameworks of one's own.
///
/// ```
/// use pushback::{Classifier, Observation, testing};
///
/// let said = Observation::coachee("He said coaching is for people who can’t cope.");
/// let difference = testing::difference(Classifier::builtin(), &said, &["dismissal"]);
/// let told = difference.expect("it is his view").to_string();
/// assert!(told.contains("missing `dismissal`"));
/// ```
pub fn difference(
    classifier: &Classifier,
    subject: &impl Subject,
    codes: &[&str],
) -> Option<Difference> {
    let assessment = subject.assessed(classifier);
    let found = |code: &str| assessment.codes.iter().any(|found| found.code == code);
    let missing: Vec<&str> = codes.iter().copied().filter(|code| !found(code)).collect();
    let others = assessment.codes.iter().filter(|found| !codes.contains(&found.code.as_str()));
    let others: Vec<&CodeFinding> = others.collect();
    if missing.is_empty() && others.is_empty() {
        return None;
    }
    let names = assessment.codes.iter().map(|found| found.code.as_str());
    let mut told = format!(
        "other codes stand than expected\n  expected: {}\n  found:    {}",
        listed(codes.iter().copied()),
        listed(names)
    );
    if let Some(outside) = &assessment.outside_scope {
        let _ = write!(told, "\nnothing is classified: outside the scope, by {}", outside.rule);
    }
    let near = subject.assessed(&classifier.clone().with_hints_from(0));
    for code in missing {
        tell_missing(&mut told, (classifier, subject), &near, code);
    }
    for code in others {
        let _ = write!(told, "\nnot expected: `{}`", code.code);
        tell_code(&mut told, subject, code);
    }
    Some(Difference(told))
}

/// How codes differ from those that were expected: to be shown. It holds words of the texts that
/// were tested.
#[derive(Clone, PartialEq, Eq)]
pub struct Difference(String);

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Difference").finish_non_exhaustive()
    }
}

#[track_caller]
#[expect(clippy::panic, reason = "an assertion that does not hold says so")]
fn fail_on(difference: Option<Difference>) {
    if let Some(difference) = difference {
        panic!("{difference}");
    }
}

fn tell_missing(
    told: &mut String,
    (classifier, subject): (&Classifier, &impl Subject),
    near: &Assessment,
    code: &str,
) {
    let Some(known) = classifier.codebook().code(code) else {
        let _ = write!(told, "\nmissing `{code}`, which the rules do not know");
        return;
    };
    let _ = write!(told, "\nmissing `{code}`");
    match near.hints.iter().find(|hint| hint.code == code) {
        Some(hint) => tell_code(told, subject, hint),
        None => told.push_str(": nothing speaks for it"),
    }
    // A behaviour is named after the code that it is evidence for, or is shared.
    let prefix = format!("{}.", known.id);
    for withheld in near.suppressed.iter().filter(|held| held.rule.starts_with(&prefix)) {
        tell_suppressed(told, subject, withheld);
    }
}

/// The points of a code and what they come from.
fn tell_code(told: &mut String, subject: &impl Subject, code: &CodeFinding) {
    let _ = write!(told, ": {} points, {} needed", code.points, code.threshold);
    if let Some(why) = &code.held_back {
        let _ = write!(told, "; held back: {why}");
    }
    for EvidenceFinding { rule, points, span, observation, .. } in &code.evidence {
        let _ = write!(told, "\n  {points:>+4}  {rule}");
        if let Some(words) = span.and_then(|span| subject.words(*observation, span)) {
            let _ = write!(told, ", by “{words}”");
        }
    }
}

fn tell_suppressed(told: &mut String, subject: &impl Subject, held: &Suppressed) {
    let words = |span| subject.words(held.observation, span).unwrap_or_default();
    let _ = write!(told, "\n  set aside: {}, by “{}”: {}", held.rule, words(held.span), held.by);
    if let Some(cue) = held.cue {
        let _ = write!(told, " “{}”", words(cue));
    }
}

fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<&str> = names.collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_says_what_is_missing_and_why() {
        let said = Observation::coachee("He said coaching is for people who can’t cope.");
        let told = difference(Classifier::builtin(), &said, &["dismissal", "dismisal"]);
        let told = told.expect("neither stands").to_string();
        assert!(told.contains("missing `dismissal`"), "{told}");
        assert!(told.contains("set aside: dismissal."), "{told}");
        assert!(told.contains("missing `dismisal`, which the rules do not know"), "{told}");
    }

    #[test]
    fn a_difference_says_what_an_unexpected_code_rests_on() {
        let said = Observation::coachee("Honestly, coaching is for people who can’t cope.");
        let told = difference(Classifier::builtin(), &said, &[]).expect("one stands").to_string();
        assert!(told.contains("not expected: `dismissal`: "), "{told}");
        assert!(told.contains("by “coaching is for people who can’t cope”"), "{told}");
        let difference = difference(Classifier::builtin(), &said, &[]);
        assert!(!format!("{difference:?}").contains("cope"));
    }

    #[test]
    #[should_panic(expected = "not expected: `dismissal`")]
    fn an_assertion_that_does_not_hold_fails() {
        let said = Observation::coachee("Honestly, coaching is for people who can’t cope.");
        assert_without(&said, &["reactance", "dismissal"]);
    }

    #[test]
    #[should_panic(expected = "the stance is undetermined, expected autonomy (autonomy 0")]
    fn a_stance_that_is_read_otherwise_fails() {
        assert_stance(&Observation::coachee("The racking came."), Reading::Autonomy);
    }
}
