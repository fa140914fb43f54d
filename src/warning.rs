//! What is sound in a pack of rules and still worth a look.
//!
//! Knows nothing of files. Invariant: a warning never keeps rules from being used, and one that is
//! silenced is counted with its reason.

mod examples;
mod judgement;
mod lexicon;
mod patterns;
mod sample;

use serde::Serialize;

use crate::Classifier;
use crate::codebook::{Codebook, Part};

/// Something in the rules that is worth a look.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Warning {
    /// The stable name of this kind of warning, one of [`KINDS`].
    pub slug: &'static str,
    /// The rule, concept, behaviour or code that it is about; of several, one of the uppermost
    /// layer.
    pub of: String,
    /// The layer that wrote or changed last what it is about, by its place in
    /// [`Codebook::layers`](crate::Codebook::layers).
    pub layer: usize,
    /// What was found.
    pub message: String,
    /// What to do.
    pub help: &'static str,
}

/// The warnings of a pack.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Warnings {
    /// Those that nobody has silenced, by kind and by what they are about.
    pub told: Vec<Warning>,
    /// Those that `[[silence]]` in `pack.toml` answers, each with the reason.
    pub silenced: Vec<(Warning, String)>,
}

/// Every kind of warning: its name, and what it says.
pub const KINDS: [(&str, &str); 14] = [
    ("unused-concept", "no rule, modifier, evidence or indicator names the concept"),
    ("shared-terms", "the concept has terms that stand in another as well"),
    ("lone-words", "a word stands in one pattern and in one example: made for one sentence"),
    ("cannot-match", "a pattern matches none of the texts that are made after it"),
    ("duplicate-pattern", "two rules, or one rule twice, have the same pattern"),
    ("shadowed-rule", "wherever the rule fires, another shows the same behaviour"),
    ("example-of-another", "whatever the rule should fire on, another rule catches as well"),
    ("pulled-under", "the rule is worth its threshold, and the code stands for no example of it"),
    ("hint-at-most", "the rule is worth less than the threshold: no code stands for its examples"),
    ("evidence-for-nothing", "the behaviour speaks for no code, and nothing else asks for it"),
    ("unsaid-behaviour", "the behaviour has no rule, so that only a caller can send it"),
    ("code-without-contrast", "the code says of no other how it differs"),
    ("code-without-question", "no question would tell the code from another"),
    ("idle-silence", "a `[[silence]]` of `pack.toml` silences nothing"),
];

impl Classifier {
    /// What is sound in the rules and still worth a look. Texts are made after every pattern and
    /// every example is read, which takes as long as assessing some tens of thousands of texts.
    ///
    /// ```
    /// use pushback::Classifier;
    ///
    /// use pushback::warning::KINDS;
    ///
    /// let warnings = Classifier::builtin().warnings();
    /// let known = |slug| KINDS.iter().any(|(known, _)| *known == slug);
    /// assert!(warnings.told.iter().all(|warning| known(warning.slug)));
    /// ```
    pub fn warnings(&self) -> Warnings {
        let codebook = self.codebook();
        let mut found = lexicon::warnings(codebook);
        found.extend(judgement::warnings(codebook));
        found.extend(patterns::warnings(self));
        found.extend(examples::warnings(self));
        for warning in &mut found {
            warning.layer = warning.layer.max(codebook.set_by(&warning.of));
        }
        found.sort();
        found.dedup();
        let mut warnings = Warnings::default();
        let silences = &codebook.pack.silences;
        let mut idle = vec![true; silences.len()];
        for warning in found {
            let answers = |silence: &crate::codebook::Silence| silence.answers(&warning);
            match silences.iter().position(answers) {
                None => warnings.told.push(warning),
                Some(at) => {
                    idle.iter_mut().skip(at).take(1).for_each(|idle| *idle = false);
                    let reason = silences.get(at).map(|silence| silence.reason.clone());
                    warnings.silenced.push((warning, reason.unwrap_or_default()));
                }
            }
        }
        let idle = silences.iter().zip(idle).filter(|(_, idle)| *idle);
        warnings.told.extend(idle.map(|(silence, _)| Warning {
            slug: "idle-silence",
            of: silence.warning.clone(),
            layer: codebook.layers().len().saturating_sub(1),
            message: format!("nothing is left of `{}` to silence here", silence.warning),
            help: "take it away",
        }));
        warnings
    }
}

impl crate::codebook::Silence {
    fn answers(&self, warning: &Warning) -> bool {
        self.warning == warning.slug && (self.of.is_empty() || self.of.contains(&warning.of))
    }
}

impl Codebook {
    /// The layer that wrote or changed last what has this name.
    fn set_by(&self, id: &str) -> usize {
        let wrote = [Part::Concept, Part::Behaviour, Part::Rule, Part::Code];
        let wrote = wrote.into_iter().map(|part| self.layer_of(part, id));
        let changed = self.changes().iter().filter(|change| change.id == id);
        wrote.chain(changed.map(|change| change.layer)).max().unwrap_or_default()
    }

    /// Of these names, the first that the uppermost layer wrote or changed.
    fn uppermost<'n>(&self, ids: impl IntoIterator<Item = &'n str>) -> &'n str {
        let ids = ids.into_iter().map(|id| (std::cmp::Reverse(self.set_by(id)), id));
        ids.min().map(|(_, id)| id).unwrap_or_default()
    }
}

/// Some names, for a message.
fn listed(names: &[String]) -> String {
    let shown = names.iter().take(MOST_NAMED).map(|name| format!("`{name}`"));
    let shown: Vec<String> = shown.collect();
    let more = match names.len().saturating_sub(MOST_NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more}", shown.join(", "))
}

/// How many names a message lists.
const MOST_NAMED: usize = 8;
