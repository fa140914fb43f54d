//! Indicators: concepts and words that tell a little of a code, each too weak to stand alone.
//!
//! Knows nothing of how they are found or added up. Invariant: an indicator tells of at least one
//! code, of none twice, and never nothing.

use crate::codebook::{CodeId, ConceptId};
use crate::pattern::Pattern;
use crate::stored::Later;

/// All indicators, and how what they tell is weighed for each code.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Indicators {
    /// One entry a code that indicators tell of, by code.
    pub scales: Vec<IndicatorScale>,
    /// In how many words at the most they are added up: a longer text has some of everything.
    pub longest: usize,
    /// Words that no indicator may have, folded: they would tell who is spoken of, or where from,
    /// and not what was said.
    pub never: Vec<String>,
    /// The indicators: concepts first, then words, by their written form.
    pub all: Later<Vec<Indicator>>,
}

/// How the indicators of one code are weighed together.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IndicatorScale {
    /// The code.
    pub code: CodeId,
    /// Where a text begins: points, mostly below zero, that indicators have to make up for.
    pub base: i16,
    /// Points added where a modifier took the force from a behaviour of the code and none is left.
    pub withheld: i16,
    /// What indicators give together at the most.
    pub most: i16,
    /// What they take away together at the most, as a number below zero.
    pub least: i16,
}

/// A concept, or words in a row, and the points that it adds for each code it tells of.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Indicator {
    /// The name of the concept, or the words as they are written.
    pub name: String,
    /// What is looked for.
    pub what: Indication,
    /// Code and points, by code.
    pub tells: Vec<(CodeId, i16)>,
}

/// What an indicator looks for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Indication {
    /// A concept of the lexicon is mentioned.
    Concept(ConceptId),
    /// These words stand in a row.
    Words(Pattern),
}
