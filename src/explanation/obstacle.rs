//! What stands in the way of a rule: the conditions that would have to be otherwise.
//!
//! Knows nothing of how it was found. Invariant: an obstacle tells of conditions of the rules and
//! of places in the text; it never says how a person should have spoken.

use serde::Serialize;

use crate::observation::Speaker;
use crate::span::Span;

/// Something that would have to be otherwise for a rule to give evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "obstacle")]
#[non_exhaustive]
pub enum Obstacle {
    /// A word, a concept or a choice of a pattern is not there.
    Missing {
        /// As the pattern has it.
        wanted: String,
        /// The words that stand in its place.
        #[serde(skip_serializing_if = "Option::is_none")]
        instead: Option<Span>,
        /// Where it stands in the text all the same.
        #[serde(skip_serializing_if = "Option::is_none")]
        elsewhere: Option<Span>,
    },
    /// More words stand between two parts than may.
    Gap {
        /// How many there are, transparent ones not counted.
        words: u32,
        /// How many there may be.
        allowed: u32,
        /// The words.
        between: Span,
    },
    /// A gap would have to cross the end of a clause; `within = "sentence"` lets it.
    Clause {
        /// From the last word before the end to the first after it.
        between: Span,
    },
    /// Two parts of a pattern stand in different sentences.
    Sentence {
        /// From the last word before the end to the first after it.
        between: Span,
    },
    /// Nothing of a pattern is there, or less than a third.
    Nothing {
        /// The pattern that asks for least.
        wanted: String,
    },
    /// The parts are there and stand too far apart, or in another order.
    Apart {
        /// How near they must stand: `clause`, `sentence` or `observation`.
        within: &'static str,
        /// Where they stand.
        parts: Vec<Span>,
    },
    /// The rule is for others than whoever speaks.
    Speaker {
        /// For whom it is.
        wanted: Vec<Speaker>,
    },
    /// Nothing says that coaching is the matter.
    Topic,
    /// A modifier took the force from it.
    Modifier {
        /// The modifier.
        modifier: String,
        /// What it took the force from.
        span: Span,
        /// The words that did.
        #[serde(skip_serializing_if = "Option::is_none")]
        cue: Option<Span>,
    },
    /// A named exception of the rule is there.
    Exception {
        /// The exception.
        exception: String,
        /// What it speaks against.
        span: Span,
        /// The words that did.
        #[serde(skip_serializing_if = "Option::is_none")]
        cue: Option<Span>,
    },
}
