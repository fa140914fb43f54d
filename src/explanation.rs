//! Why a text was judged as it was, and why not otherwise.
//!
//! Knows nothing of how texts are read or weighed; it asks the code that does. Invariant: what an
//! explanation says of a rule or a code is what an assessment of the same observation shows.

mod codes;
mod conditions;
mod counterfactual;
mod explainer;
mod ground;
mod nearest;
mod obstacle;
mod reading;

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use crate::assessment::{IndicatorFinding, OutsideScope, Receipt, Strength, Suppressed};
use crate::observation::Speaker;
use crate::span::Span;

pub use crate::explanation::explainer::Explainer;
pub use crate::explanation::obstacle::Obstacle;

/// The version of the form in which explanations are written.
pub const SCHEMA: u32 = 1;

/// What an explanation is wanted of, besides how the text was read and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Asked {
    /// Rules, by their identifiers: why they gave evidence or gave none.
    pub rules: Vec<String>,
    /// Codes, by their identifiers: how far from standing they were, and what came nearest.
    pub codes: Vec<String>,
    /// Every rule there is; slow.
    pub every_rule: bool,
}

impl Asked {
    /// One rule.
    pub fn rule(id: impl Into<String>) -> Self {
        Self { rules: vec![id.into()], ..Self::default() }
    }

    /// One code.
    pub fn code(id: impl Into<String>) -> Self {
        Self { codes: vec![id.into()], ..Self::default() }
    }

    /// Every rule.
    pub fn every_rule() -> Self {
        Self { every_rule: true, ..Self::default() }
    }
}

/// Why one observation was judged as it was. Made by [`Explainer::explain`].
///
/// It holds places in the text and no words of it, but for the words of the rules as which they
/// were read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// The version of this form: [`SCHEMA`].
    pub schema: u32,
    /// How the text was read.
    pub reading: HowRead,
    /// Set where nothing is classified, because the words speak of distress.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outside_scope: Option<OutsideScope>,
    /// The rules that gave evidence or would have, and those that were asked for; by identifier.
    pub rules: Vec<RuleExplanation>,
    /// The codes for which there is anything, strongest first: those that stand, those that are
    /// hinted at, and those for which a rule gave evidence that is too little; then those that were
    /// asked for.
    pub codes: Vec<CodeExplanation>,
    /// What made this.
    pub receipt: Arc<Receipt>,
}

/// How a text was read before any rule was held against it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct HowRead {
    /// Who speaks, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker: Option<Speaker>,
    /// Whether coaching is the matter.
    pub topic: Topic,
    /// The sentences.
    pub sentences: Vec<Sentence>,
    /// The concepts, by place. `{i}`, `{my}` and `{me}`, the coachee, are among them.
    pub concepts: Vec<Mentioned>,
    /// What may take force from a mention or change it, and how far it reaches.
    pub modifiers: Vec<ModifierReach>,
}

/// Whether coaching, help, feedback or direction is the matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Topic {
    /// Whether it is: rules with `topic = true` count only then.
    pub open: bool,
    /// Whether the caller said so.
    pub said: bool,
    /// The concepts that say so.
    pub by: Vec<String>,
}

/// A sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Sentence {
    /// From its first to its last word.
    pub span: Span,
    /// Whether it ends in a question mark.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub question: bool,
    /// Its clauses; a gap in a pattern ends where one ends.
    pub clauses: Vec<Clause>,
}

/// A clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Clause {
    /// From its first to its last word.
    pub span: Span,
    /// Its words.
    pub words: Vec<Word>,
}

/// A word as it was read. `Debug` leaves out what it was read as.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Word {
    /// Where it stands. The words that a contraction stands for share its place.
    pub span: Span,
    /// The word of the rules that it was read as; nothing for one that they do not know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_as: Option<String>,
    /// Whether it is passed over between the words of a pattern.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub transparent: bool,
    /// Whether it may be somebody's name.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub name: bool,
    /// Whether it stands in quotation marks.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub quoted: bool,
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Word").field("span", &self.span).finish_non_exhaustive()
    }
}

/// A concept that is mentioned.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Mentioned {
    /// Where; empty where a coachee is meant who is left out.
    pub span: Span,
    /// The concept, or `i`, `my` or `me`.
    pub concept: String,
}

/// The cue of a modifier, and the words on which it has a hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ModifierReach {
    /// The modifier.
    pub modifier: String,
    /// The cue; nothing where quotation marks or a question mark is the cue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cue: Option<Span>,
    /// How far it reaches, unless another modifier lifts it.
    pub over: Vec<Span>,
}

/// What became of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Verdict {
    /// It gave evidence.
    Fires,
    /// It would have given evidence, and everything that it found was set aside.
    Suppressed,
    /// It found nothing.
    Silent,
    /// It may have found something, and nothing was classified, because the words speak of
    /// distress.
    OutsideScope,
}

/// Why a rule gave evidence, or gave none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RuleExplanation {
    /// The rule.
    pub rule: String,
    /// The behaviour that it shows; nothing for a rule of the scope.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub behaviour: Option<String>,
    /// What became of it.
    pub verdict: Verdict,
    /// Where it gave evidence.
    pub fires: Vec<Span>,
    /// Where it would have, and what withheld that.
    pub suppressed: Vec<Suppressed>,
    /// All that it asks for, and whether that is there.
    pub conditions: Vec<Condition>,
    /// What each filter left of its candidates, in order.
    pub filters: Vec<Filter>,
    /// How much of it is there, in per cent; 100 where all of it is.
    pub closeness: u8,
    /// The fewest things that would have to be otherwise for it to give evidence; nothing where it
    /// does.
    pub obstacles: Vec<Obstacle>,
}

/// Something that a rule asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Condition {
    /// The key of the rule: `any`, `all`, `then`, `regex`, `speaker`, `topic` or `unless`.
    pub key: &'static str,
    /// What was asked for: patterns, one of which must be there (or, for `unless`, none); or
    /// speakers.
    pub wanted: Vec<String>,
    /// The name of an exception.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exception: Option<String>,
    /// Whether it holds. An exception holds where it is not found.
    pub met: bool,
    /// Where it was found.
    pub found: Vec<Span>,
    /// What came nearest where it was not found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<Nearest>,
}

/// The nearest to a match of a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Nearest {
    /// The pattern.
    pub pattern: String,
    /// The way through its alternatives that came nearest, as it would be written.
    pub way: String,
    /// The parts of it that are there.
    pub there: Vec<Span>,
    /// What stands in the way.
    pub obstacles: Vec<Obstacle>,
    /// How much of it is there, in per cent; rare words count for more than common ones.
    pub closeness: u8,
}

/// What one filter left of the candidates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Filter {
    /// `overlapping`, `speaker`, `modifiers`, `together`, `topic` or `unless`.
    pub filter: &'static str,
    /// How many candidates came to it.
    pub before: usize,
    /// How many it left.
    pub after: usize,
    /// Those that it took out.
    pub killed: Vec<Killed>,
}

/// A candidate that a filter took out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Killed {
    /// The candidate.
    pub span: Span,
    /// The modifier or the exception that did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The words that did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cue: Option<Span>,
}

/// Why a code stands, or does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CodeExplanation {
    /// The code.
    pub code: String,
    /// Its points.
    pub points: i32,
    /// The points at which it stands.
    pub threshold: i32,
    /// The points that it lacks; 0 where it stands.
    pub short: i32,
    /// Its margin, where it stands or is hinted at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strength: Option<Strength>,
    /// Every piece of evidence that it could have had, in the order of the rules.
    pub evidence: Vec<Piece>,
    /// What indicators tell of it, where they do at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub indicators: Option<IndicatorSum>,
    /// For a code that was asked for and does not stand: the rules that came nearest, and what
    /// would come of it if they gave evidence. Those first that take the least to change.
    pub nearest: Vec<Near>,
    /// For a code that was asked for and does not stand: the telling words of the text of which the
    /// nearest rule makes no use. A pattern of its own would rest on some of them.
    pub unused: Vec<Span>,
}

/// A piece of evidence that a code could have, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Piece {
    /// The evidence: a behaviour, or a name of its own.
    pub evidence: String,
    /// The kind of the code for which it speaks, and not for the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// What it gives by itself; for indicators nothing, since that varies.
    pub worth: i32,
    /// What it gave; 0 where it gave nothing.
    pub points: i32,
    /// The words that it rests on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Span>,
    /// Why it gave nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_not: Option<WhyNot>,
}

/// Why a piece of evidence gave nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "why")]
#[non_exhaustive]
pub enum WhyNot {
    /// No rule of the behaviour found anything, and the caller did not send it.
    NotShown,
    /// What showed it was set aside.
    Suppressed,
    /// The behaviour was shown, and a harmless reason explains it.
    Explained,
    /// It counts only in a setting that is not given here.
    Setting,
    /// The same words count for another behaviour, which tells more.
    SameWords,
    /// Too few different behaviours speak for the code.
    Family {
        /// How many there are.
        found: usize,
        /// How many there must be.
        wanted: usize,
    },
    /// Too few of these concepts are mentioned, or they stand too far apart, or a modifier took
    /// the force from one.
    Field {
        /// The concepts that are mentioned.
        there: Vec<String>,
        /// The concepts that are not.
        missing: Vec<String>,
        /// How many must stand together.
        at_least: usize,
    },
    /// One of the concepts that must be absent is mentioned, or the caller said that it is about
    /// coaching.
    Present {
        /// The concepts.
        there: Vec<String>,
    },
    /// Nothing else speaks for the code.
    Alone,
    /// None of these codes stands.
    Standing {
        /// The codes.
        wanted: Vec<String>,
    },
    /// Only several sessions can show it.
    OverSessions,
    /// Indicators came to too little to count without a behaviour beside them, or to nothing.
    TooLittle,
}

/// What indicators tell of a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct IndicatorSum {
    /// Where a text begins.
    pub base: i32,
    /// Those that stand in the text, with most points first.
    pub found: Vec<IndicatorFinding>,
    /// What is added because what spoke for the code was set aside.
    pub withheld: i32,
    /// What comes of it, within the bounds of the scale.
    pub sum: i32,
    /// Why it is not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_counted: Option<NotCounted>,
}

/// Why indicators are not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NotCounted {
    /// The text has no words, or more than they are added up over.
    Length,
    /// No behaviour stands beside them, and without one they count only where they hint at the
    /// code by themselves.
    TooLittle,
}

/// A rule that came near, and what would come of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Near {
    /// The rule.
    pub rule: String,
    /// The behaviour that it would show.
    pub behaviour: String,
    /// How much of it is there, in per cent.
    pub closeness: u8,
    /// The parts of it that are there.
    pub there: Vec<Span>,
    /// The pattern of it that came nearest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The way through its alternatives that came nearest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub way: Option<String>,
    /// What would have to be otherwise.
    pub obstacles: Vec<Obstacle>,
    /// The points that the code would have.
    pub points: i32,
    /// Whether it would stand.
    pub stands: bool,
}
