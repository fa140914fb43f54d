//! What changed between two readings of the same texts, by code and by rule.
//!
//! Knows nothing of how it is shown. Invariant: a text is compared only with itself.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use pushback::{Classifier, Observation};
use serde::Serialize;

use super::Text;
use super::baseline::{Baseline, Found};

/// The two readings.
pub(crate) struct Compared<'c> {
    pub(crate) texts: &'c [Text],
    pub(crate) before: &'c Baseline,
    pub(crate) now: &'c Baseline,
}

/// What one of the readings was made with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Side {
    /// The directory of the rules or the file of a baseline; nothing for the built-in rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) path: Option<String>,
    /// The pack, its version and its fingerprint; nothing where a baseline was kept of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rules: Option<String>,
}

impl Side {
    /// These rules.
    pub(crate) fn of(classifier: &Classifier, dir: Option<&Path>) -> Self {
        let receipt = classifier.assess(&Observation::default()).receipt;
        let rules = format!("{} {} ({})", receipt.pack, receipt.version, receipt.hash);
        Self { path: dir.map(|dir| dir.display().to_string()), rules: Some(rules) }
    }

    /// What was kept in a file.
    pub(crate) fn kept(path: &Path) -> Self {
        Self { path: Some(path.display().to_string()), rules: None }
    }

    /// What it is called.
    pub(crate) fn name(&self) -> String {
        match (&self.path, &self.rules) {
            (Some(path), Some(rules)) => format!("{path}, {rules}"),
            (None, Some(rules)) => format!("the built-in rules, {rules}"),
            (Some(path), None) => format!("what was kept in {path}"),
            (None, None) => String::new(),
        }
    }
}

/// What changed.
#[derive(Debug, Serialize)]
pub(crate) struct Changes {
    /// The rules as they were.
    pub(crate) before: Side,
    /// The rules as they are.
    pub(crate) now: Side,
    /// How many texts were compared.
    pub(crate) compared: usize,
    /// In how many of them something changed.
    pub(crate) changed: usize,
    /// Texts that the other side did not read, or read with other words.
    pub(crate) not_compared: Vec<String>,
    pub(crate) codes: BTreeMap<String, Change>,
    pub(crate) rules: BTreeMap<String, Change>,
}

/// What changed for a code or a rule.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Change {
    pub(crate) gained: Vec<At>,
    pub(crate) lost: Vec<At>,
    pub(crate) changed: Vec<At>,
}

/// A text in which it changed.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct At {
    pub(crate) place: String,
    pub(crate) text: String,
    /// What was found before: a strength, or the words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) before: Option<String>,
    /// What is found now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) now: Option<String>,
    /// Whether the text is labelled with the code, where it is labelled at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) labelled: Option<bool>,
}

impl Changes {
    pub(crate) fn of(compared: &Compared<'_>, (before, now): (Side, Side)) -> Self {
        let mut changes = Self {
            before,
            now,
            compared: 0,
            changed: 0,
            not_compared: Vec::new(),
            codes: BTreeMap::new(),
            rules: BTreeMap::new(),
        };
        for text in compared.texts {
            let now = compared.now.texts.get(&text.place);
            let before = compared.before.texts.get(&text.place);
            match (before, now) {
                (Some(before), Some(now)) if before.words == now.words => {
                    changes.compared += 1;
                    changes.changed += usize::from(before != now);
                    changes.compare(text, before, now);
                }
                _ => changes.not_compared.push(text.place.clone()),
            }
        }
        changes
    }

    fn compare(&mut self, text: &Text, before: &Found, now: &Found) {
        let at = |before: Option<String>, now: Option<String>, labelled: Option<bool>| At {
            place: text.place.clone(),
            text: text.words.join("\n"),
            before,
            now,
            labelled,
        };
        let names: BTreeSet<&String> = before.codes.keys().chain(now.codes.keys()).collect();
        for code in names {
            let (old, new) = (before.codes.get(code).cloned(), now.codes.get(code).cloned());
            let labelled = text.labels.as_ref().map(|labels| labels.contains(code));
            if old != new {
                enter(&mut self.codes, code, at(old, new, labelled));
            }
        }
        let names: BTreeSet<&String> = before.rules.keys().chain(now.rules.keys()).collect();
        for rule in names {
            let words = |found: &Found| {
                let places = found.rules.get(rule)?;
                let words = places.iter().filter_map(|(at, span)| {
                    text.words.get(*at).and_then(|words| words.get(span.range()))
                });
                let words: Vec<&str> = words.collect();
                Some(words.join(" / "))
            };
            if before.rules.get(rule) != now.rules.get(rule) {
                enter(&mut self.rules, rule, at(words(before), words(now), None));
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.codes.is_empty() && self.rules.is_empty()
    }

    /// Whether a code or a rule lost a text.
    pub(crate) fn has_lost(&self) -> bool {
        self.codes.values().chain(self.rules.values()).any(|change| !change.lost.is_empty())
    }
}

fn enter(into: &mut BTreeMap<String, Change>, name: &str, at: At) {
    let change = into.entry(name.to_owned()).or_default();
    let list = match (&at.before, &at.now) {
        (None, _) => &mut change.gained,
        (_, None) => &mut change.lost,
        _ => &mut change.changed,
    };
    list.push(at);
}
