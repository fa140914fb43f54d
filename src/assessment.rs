//! What comes out: codes with their evidence, stance, responses and questions.
//!
//! Knows nothing of how any of it was found. Invariant: the points of a code are the sum of the
//! points of its evidence, and every span lies inside the text that it speaks of.

use std::sync::Arc;

use serde::Serialize;

use crate::Span;
use crate::codebook::Layer;
use crate::observation::Context;

/// The version of the form in which results are written.
pub const SCHEMA: u32 = 1;

/// What was read in an observation, or in a case.
///
/// It owns everything in it and can outlive the texts, the classifier and the thread. Lists are in
/// a fixed order, so that equal input gives equal bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Assessment {
    /// The version of this form: [`SCHEMA`].
    pub schema: u32,
    /// The caller's name for what was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Set where the words speak of distress or self-harm; then nothing is classified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outside_scope: Option<OutsideScope>,
    /// The codes that stand, strongest first.
    pub codes: Vec<CodeFinding>,
    /// Codes that have something for them and do not stand.
    pub hints: Vec<CodeFinding>,
    /// Autonomy against reactance.
    pub stance: Stance,
    /// What was shown, in the order of the text.
    pub behaviours: Vec<BehaviourFinding>,
    /// What would have been evidence and was not taken for it, and why.
    pub suppressed: Vec<Suppressed>,
    /// What suits, best first.
    pub responses: Vec<Advice>,
    /// What would not suit here, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub avoid: Vec<Avoided>,
    /// What would tell open readings apart; at most three questions. Where none would, that is
    /// said in their place.
    pub ask: Vec<Question>,
    /// Patterns over the sessions of a case; empty for an observation.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// Acts that a harmless reason explains: they are evidence for nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub explained: Vec<Explained>,
    /// Codes that stood in a session of a case and have given way since.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faded: Vec<FadedCode>,
    /// What spoke for each of the two readings of the stance over a case.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stance_evidence: Vec<StanceEvidence>,
    /// What stood in each session of a case, in order; empty for an observation.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub timeline: Vec<Session>,
    /// Behaviours that the caller named and the rules do not know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown_behaviours: Vec<String>,
    /// What made this result; one and the same for all that a classifier answers without a setting.
    pub receipt: Arc<Receipt>,
}

impl Assessment {
    /// The code of this name, if it stands.
    pub fn code(&self, code: &str) -> Option<&CodeFinding> {
        self.codes.iter().find(|finding| finding.code == code)
    }
}

/// Words on which nothing is classified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OutsideScope {
    /// The rule that saw them.
    pub rule: String,
    /// The observation of a case, counted from 0; nothing for a single one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observation: Option<usize>,
    /// Where they stand.
    pub span: Span,
    /// What to do instead.
    pub say: String,
    /// Where that comes from.
    pub source: String,
}

/// How well a code is borne out: a margin of points, not a probability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Strength {
    /// Some way to the threshold (in the built-in rules, half of it or more).
    Hint,
    /// At the threshold or above.
    Moderate,
    /// Well above it (in the built-in rules, half as much again).
    Strong,
}

impl Strength {
    /// The name used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Moderate => "moderate",
            Self::Strong => "strong",
        }
    }
}

/// A code, and all that speaks for and against it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CodeFinding {
    /// The code.
    pub code: String,
    /// The kind of it, where it has kinds; `undetermined` where none is decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The sum of the points of the evidence.
    pub points: i32,
    /// The points at which it stands.
    pub threshold: i32,
    /// The margin.
    pub strength: Strength,
    /// What speaks for it and against it.
    pub evidence: Vec<EvidenceFinding>,
    /// What speaks for its kinds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kind_evidence: Vec<KindEvidence>,
    /// The codes that it may stand for, where its kind says that it stands for another; likeliest
    /// first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stands_for: Vec<String>,
    /// Why it is no more than a hint although it has its points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_back: Option<String>,
    /// Another way to read the same.
    pub alternative: String,
}

/// Something that spoke for a code, or against it where its points are negative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct EvidenceFinding {
    /// The behaviour that was shown; nothing where the sign is of another sort.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub behaviour: Option<String>,
    /// The rule that saw it, or the evidence that was met; `coded` for a behaviour that the caller
    /// sent, `repeated` for what one adds that came back in another session.
    pub rule: String,
    /// The observation of a case, counted from 0; nothing for a single one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observation: Option<usize>,
    /// Where it stands; nothing where it stands nowhere in the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// The points, modifiers included.
    pub points: i32,
    /// What it is, where the rules say so: above all what a setting did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The modifiers that changed its points.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<String>,
    /// Other codes that take evidence from the same words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shared_with: Vec<String>,
    /// The indicators that were added up, those that tell most first; empty for other evidence.
    /// With the scale's base, and within its bounds, they give the points.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub indicators: Vec<IndicatorFinding>,
    /// The passage that it rests on.
    pub source: String,
}

/// A small sign, too weak to stand alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct IndicatorFinding {
    /// The concept, or the words as the rules have them.
    pub indicator: String,
    /// Where it stands first.
    pub span: Span,
    /// The points.
    pub points: i32,
}

/// Something that spoke for a kind of a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct KindEvidence {
    /// The kind.
    pub kind: String,
    /// The behaviour, code or evidence that spoke for it.
    pub because: String,
    /// The observation of a case, counted from 0; nothing for a single one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observation: Option<usize>,
    /// The points.
    pub points: i32,
}

/// How the claim to freedom is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reading {
    /// A claim to ownership.
    Autonomy,
    /// Pushback against being controlled.
    Reactance,
    /// Both, each on its own evidence.
    Mixed,
    /// Nothing, or too little, either way.
    Undetermined,
}

impl Reading {
    /// The name used in JSON and in rules.
    pub fn name(self) -> &'static str {
        match self {
            Self::Autonomy => "autonomy",
            Self::Reactance => "reactance",
            Self::Mixed => "mixed",
            Self::Undetermined => "undetermined",
        }
    }
}

/// Autonomy against reactance, with both sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Stance {
    /// The reading.
    pub reading: Reading,
    /// The points for autonomy.
    pub autonomy: i32,
    /// The points for reactance.
    pub reactance: i32,
}

/// A behaviour that was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BehaviourFinding {
    /// The behaviour.
    pub behaviour: String,
    /// What it is, completing "The text …".
    pub title: String,
    /// The rule that saw it; `coded` where the caller sent it.
    pub rule: String,
    /// The observation of a case, counted from 0; nothing for a single one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observation: Option<usize>,
    /// Where it stands; nothing where the caller sent it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

/// A mention that a modifier, or a named exception of its rule, took the force from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Suppressed {
    /// The rule.
    pub rule: String,
    /// The behaviour that it would have shown.
    pub behaviour: String,
    /// The observation of a case, counted from 0; nothing for a single one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observation: Option<usize>,
    /// The mention.
    pub span: Span,
    /// The modifier, the exception, or `topic` where no sign of coaching was found.
    pub by: String,
    /// The words that did it; nothing where it was the lack of words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cue: Option<Span>,
}

/// A response that suits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Advice {
    /// The response.
    pub response: String,
    /// What it is called.
    pub title: String,
    /// The codes, and the like, that it answers.
    pub because: Vec<String>,
    /// What to do.
    pub r#do: String,
    /// How it could be said.
    pub say: String,
    /// What to avoid.
    pub avoid: String,
    /// What would show that it helped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub watch_for: Option<String>,
    /// The passage that it rests on.
    pub source: String,
}

/// A response that would be wrong here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Avoided {
    /// The response.
    pub response: String,
    /// What it is called.
    pub title: String,
    /// The codes, and the like, that speak against it.
    pub because: Vec<String>,
}

/// A question that would tell readings apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Question {
    /// The question.
    pub question: String,
    /// The readings that it tells apart; where nothing would, those that stay open.
    pub separates: Vec<String>,
}

/// A pattern over the sessions of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The finding.
    pub finding: String,
    /// What it is called.
    pub title: String,
    /// The sessions that show it.
    pub sessions: Vec<u32>,
    /// What shows it.
    pub evidence: Vec<BehaviourFinding>,
    /// What it may mean.
    pub meaning: String,
    /// Another way to read the same.
    pub alternative: String,
    /// What may come of mishandling it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub risk: Vec<String>,
    /// The passage that it rests on.
    pub source: String,
}

/// An act that a harmless reason explains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Explained {
    /// The act.
    pub behaviour: String,
    /// The observation of a case that shows it, counted from 0; nothing for a single one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observation: Option<usize>,
    /// What gives the reason.
    pub by: String,
    /// The observation of a case that gives it, counted from 0; nothing for a single one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_observation: Option<usize>,
    /// Why it explains the act.
    pub reason: String,
}

/// A code that stood in a session of a case and has given way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FadedCode {
    /// The code.
    pub code: String,
    /// The last session that showed it.
    pub last: u32,
    /// The session that made it fade.
    pub session: u32,
    /// What made it fade.
    pub by: Vec<BehaviourFinding>,
    /// Why.
    pub reason: String,
}

/// Something that spoke for one of the two readings of the stance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct StanceEvidence {
    /// The reading: autonomy or reactance.
    #[serde(rename = "for")]
    pub reading: Reading,
    /// The behaviour.
    pub behaviour: String,
    /// The observation, counted from 0.
    pub observation: usize,
    /// The points.
    pub points: i32,
    /// Whether the same behaviour speaks for the other reading too, so that it decides nothing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub two_sided: bool,
}

/// What stood in one session of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Session {
    /// The number of the session; 0 for observations without one.
    pub session: u32,
    /// The codes that stood, by name, each with its strength.
    pub codes: Vec<SessionCode>,
    /// The stance read in it.
    pub stance: Reading,
}

/// A code in a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SessionCode {
    /// The code.
    pub code: String,
    /// Its strength in that session.
    pub strength: Strength,
}

/// What made a result: enough to make it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Receipt {
    /// The pack of rules.
    pub pack: Arc<str>,
    /// Its version.
    pub version: Arc<str>,
    /// The fingerprint of its files.
    pub hash: Arc<str>,
    /// The packs that it lies on and itself, the lowest first; empty where it lies on none.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub layers: Arc<[Layer]>,
    /// The version of this library.
    pub engine: Arc<str>,
    /// The setting that was taken into account.
    #[serde(skip_serializing_if = "is_default")]
    pub context: Context,
}

fn is_default(context: &Context) -> bool {
    *context == Context::default()
}
