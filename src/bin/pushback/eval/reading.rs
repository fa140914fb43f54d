//! Labelled texts and cases beside what was found in them.
//!
//! Knows nothing of figures. Invariant: what was found was found without sight of the labels.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use pushback::{Assessment, BehaviourFinding, CodeFinding, OutsideScope, Reading, Suppressed};
use serde::Serialize;

use crate::gold::{CaseLabels, TextLabels};

/// Where a line stands.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Place {
    pub(crate) file: Rc<str>,
    pub(crate) line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
}

impl Place {
    /// The place as people are shown it.
    pub(crate) fn shown(&self) -> String {
        let id = self.id.as_ref().map(|id| format!(" ({id})")).unwrap_or_default();
        format!("{}:{}{id}", self.file, self.line)
    }
}

/// A labelled text that was read.
#[derive(Debug)]
pub(crate) struct Text {
    pub(crate) place: Place,
    pub(crate) words: String,
    pub(crate) speaker: Option<&'static str>,
    pub(crate) labels: TextLabels,
    pub(crate) codes: Vec<CodeFinding>,
    /// Where a code was missed, every code that did not stand and that anything speaks for.
    pub(crate) near: Vec<CodeFinding>,
    pub(crate) behaviours: Vec<BehaviourFinding>,
    pub(crate) suppressed: Vec<Suppressed>,
    pub(crate) outside: Option<OutsideScope>,
}

impl Text {
    /// A text, still without its words; of what was found, what no figure needs is let go.
    pub(crate) fn new(place: Place, labels: TextLabels, found: Assessment) -> Self {
        let Assessment { codes, behaviours, suppressed, outside_scope: outside, .. } = found;
        let (words, speaker, near) = (String::new(), None, Vec::new());
        Self { place, words, speaker, labels, codes, near, behaviours, suppressed, outside }
    }

    /// Whether a code that it is labelled with was not found.
    pub(crate) fn misses_any(&self) -> bool {
        self.labels.codes.iter().flatten().any(|code| self.found(code).is_none())
    }

    /// Whether it is labelled with the code.
    pub(crate) fn has(&self, code: &str) -> bool {
        self.labels.codes.as_ref().is_some_and(|codes| codes.contains(code))
    }

    /// Whether it is labelled with none.
    pub(crate) fn is_uncoded(&self) -> bool {
        self.labels.codes.as_ref().is_none_or(BTreeSet::is_empty)
    }

    /// The code, where it was found.
    pub(crate) fn found(&self, code: &str) -> Option<&CodeFinding> {
        self.codes.iter().find(|finding| finding.code == code)
    }
}

/// A labelled case that was read.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) place: Place,
    pub(crate) labels: CaseLabels,
    /// The codes, each with its kind where it has one.
    pub(crate) codes: BTreeMap<String, Option<String>>,
    pub(crate) stance: Reading,
    pub(crate) findings: BTreeSet<String>,
    /// Best first.
    pub(crate) responses: Vec<String>,
}

impl Case {
    pub(crate) fn new(place: Place, labels: CaseLabels, found: Assessment) -> Self {
        Self {
            place,
            labels,
            codes: found.codes.into_iter().map(|found| (found.code, found.kind)).collect(),
            stance: found.stance.reading,
            findings: found.findings.into_iter().map(|found| found.finding).collect(),
            responses: found.responses.into_iter().map(|advice| advice.response).collect(),
        }
    }
}
