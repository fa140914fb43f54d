//! The layers that rules are made of, and what each changed in those below it.
//!
//! Knows nothing of how a change is made. Invariant: the lowest layer stands first, and every
//! change names a layer of the list.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::codebook::Codebook;
use crate::diagnostic::Mistake;

/// The name of the built-in pack.
pub(crate) const BUILTIN: &str = "core-en";

/// A pack among those that lie on one another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Layer {
    /// The stable name of the pack.
    pub pack: String,
    /// Its version.
    pub version: String,
    /// The fingerprint of its own files, in hexadecimal digits.
    pub hash: String,
}

/// A sort of thing that has a name of its own in the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Part {
    /// A concept.
    Concept,
    /// A behaviour.
    Behaviour,
    /// A rule.
    Rule,
    /// A code.
    Code,
    /// A piece of evidence.
    Evidence,
    /// A response.
    Response,
    /// A finding.
    Finding,
    /// A modifier.
    Modifier,
    /// A number of `pack.toml`.
    Setting,
    /// The indicators, as a whole.
    Indicators,
}

impl Part {
    /// What it is called in a message.
    pub fn name(self) -> &'static str {
        match self {
            Self::Concept => "concept",
            Self::Behaviour => "behaviour",
            Self::Rule => "rule",
            Self::Code => "code",
            Self::Evidence => "piece of evidence",
            Self::Response => "response",
            Self::Finding => "finding",
            Self::Modifier => "modifier",
            Self::Setting => "setting",
            Self::Indicators => "table of indicators",
        }
    }
}

/// Something that a layer changed in the rules below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// What sort of thing it is.
    pub part: Part,
    /// Its name.
    pub id: String,
    /// What of it: the key in the file; `enabled` where it was switched off or on.
    pub key: &'static str,
    /// What stood there before, as written; nothing where there was nothing.
    pub from: Option<String>,
    /// What stands there now, as written; nothing where it was taken away.
    pub to: Option<String>,
    /// The layer that changed it, by its place in [`Codebook::layers`].
    pub layer: usize,
    /// Why; nothing where a layer only added.
    pub reason: Option<String>,
}

/// What is known of how rules came about.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    pub(crate) layers: Arc<[Layer]>,
    pub(crate) changes: Vec<Change>,
    /// The layer in which a thing was written, where it is not the lowest.
    pub(crate) made: BTreeMap<(Part, String), usize>,
    /// Names that things once had, and their names now.
    pub(crate) former: BTreeMap<(Part, String), String>,
    /// What was found and is no mistake.
    pub(crate) warnings: Vec<Mistake>,
}

impl Codebook {
    /// The packs that these rules are made of, the lowest first; one, where none lies on another.
    pub fn layers(&self) -> &[Layer] {
        &self.history.layers
    }

    /// What layers changed in those below them, in the order in which it was done.
    ///
    /// ```
    /// use pushback::Codebook;
    ///
    /// let pack = "schema = 1\nid = \"ours\"\nversion = \"1\"\ntitle = \"Ours\"\nextends = \"core-en\"";
    /// let layer = "[[override.code]]\nid = \"time\"\nthreshold = 24\nreason = \"We are all busy.\"";
    /// let codebook = Codebook::from_files([("pack.toml", pack), ("layer.toml", layer)])?;
    /// let change = &codebook.changes()[0];
    /// assert_eq!((change.key, change.to.as_deref()), ("threshold", Some("24")));
    /// assert_eq!(codebook.layers()[change.layer].pack, "ours");
    /// # Ok::<(), pushback::LoadError>(())
    /// ```
    pub fn changes(&self) -> &[Change] {
        &self.history.changes
    }

    /// The layer in which a thing was first written, by its place in [`Codebook::layers`].
    pub fn layer_of(&self, part: Part, id: &str) -> usize {
        self.history.made.get(&(part, id.to_owned())).copied().unwrap_or_default()
    }

    /// What a thing is called now that once had this name; nothing where none had it.
    pub fn renamed(&self, part: Part, id: &str) -> Option<&str> {
        self.history.former.get(&(part, id.to_owned())).map(String::as_str)
    }

    /// What was found in the rules and is no mistake: names that have changed and, in rules that
    /// were loaded leniently, what had to be left out.
    pub fn warnings(&self) -> &[Mistake] {
        &self.history.warnings
    }
}
