//! What was found in the texts of a corpus, to be kept and compared with later.
//!
//! Knows nothing of what changed. Invariant: no words of a text are kept, only a number that tells
//! whether they are the same.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use pushback::{Assessment, Span};
use serde::{Deserialize, Serialize};

use super::Text;
use crate::failure::Failure;

/// What was found in each text, by its place.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Baseline {
    pub(crate) texts: BTreeMap<String, Found>,
}

/// What was found in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Found {
    /// Tells whether the words are the same.
    pub(crate) words: String,
    /// The codes that stand: strength, and kind where they have one.
    pub(crate) codes: BTreeMap<String, String>,
    /// Where each rule gave evidence; in a case, by observation.
    pub(crate) rules: BTreeMap<String, Vec<(usize, Span)>>,
}

impl Found {
    pub(crate) fn of(text: &Text, assessment: &Assessment) -> Self {
        let codes = assessment.codes.iter().map(|code| {
            let kind = code.kind.as_ref().map(|kind| format!(", {kind}"));
            let strength = code.strength.name();
            (code.code.clone(), format!("{strength}{}", kind.unwrap_or_default()))
        });
        let mut rules: BTreeMap<String, Vec<(usize, Span)>> = BTreeMap::new();
        for shown in &assessment.behaviours {
            if let Some(span) = shown.span {
                let place = (shown.observation.unwrap_or_default(), span);
                rules.entry(shown.rule.clone()).or_default().push(place);
            }
        }
        if let Some(outside) = &assessment.outside_scope {
            let place = (outside.observation.unwrap_or_default(), outside.span);
            rules.entry(outside.rule.clone()).or_default().push(place);
        }
        for places in rules.values_mut() {
            places.sort();
        }
        Self { words: fingerprint(&text.words.join("\n")), codes: codes.collect(), rules }
    }
}

/// The FNV-1a hash in hexadecimal digits.
fn fingerprint(words: &str) -> String {
    let hash = words.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

/// Keeps what was found in a file.
pub(crate) fn save(path: &Path, baseline: &Baseline) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(baseline).map_err(std::io::Error::from)?;
    fs::write(path, text + "\n").map_err(|error| {
        Failure::Unwritten(format!("cannot write the baseline `{}`: {error}", path.display()))
    })
}

/// Reads what was kept.
pub(crate) fn load(path: &Path) -> Result<Baseline, Failure> {
    let text =
        fs::read_to_string(path).map_err(|error| Failure::reading("the baseline", path, &error))?;
    serde_json::from_str(&text).map_err(|error| {
        let path = path.display();
        Failure::Unread(format!(
            "`{path}` is no baseline: {error}; make one with `pushback diff --save {path} CORPUS`"
        ))
    })
}
