//! Codes that were labelled and not found, and the reverse, each with its reason in the rules.
//!
//! Knows nothing of figures. Invariant: what is said to have come near came from the same rules as
//! what was found.

use std::collections::BTreeMap;

use pushback::codebook::Code;
use pushback::{CodeFinding, Codebook, Span, Strength, Suppressed};
use serde::Serialize;

use super::figures::count;
use super::reading::{Place, Text};
use super::weight::Weights;

/// What was missed.
#[derive(Debug, Serialize)]
pub(crate) struct Misses {
    pub(crate) count: u32,
    /// How many there are of each sort.
    pub(crate) nearest: BTreeMap<Near, u32>,
    /// How many were set aside by each modifier or exception.
    pub(crate) set_aside_by: BTreeMap<String, u32>,
    /// The worst of them.
    pub(crate) worst: Vec<Miss>,
}

/// What was found and is not labelled.
#[derive(Debug, Serialize)]
pub(crate) struct FalseAlarms {
    pub(crate) count: u32,
    /// In texts that are labelled with no code.
    pub(crate) in_uncoded: u32,
    /// The worst of them.
    pub(crate) worst: Vec<FalseAlarm>,
}

/// A code that was missed in a text.
#[derive(Debug, Serialize)]
pub(crate) struct Miss {
    pub(crate) code: String,
    #[serde(flatten)]
    pub(crate) shown: Shown,
    /// What came nearest.
    pub(crate) near: Near,
    /// The points for the code, where there are any.
    pub(crate) points: i32,
    pub(crate) threshold: i32,
    pub(crate) evidence: Vec<Piece>,
    /// What would have been evidence for the code and was set aside, the weightiest first.
    pub(crate) suppressed: Vec<Aside>,
}

/// What comes nearest to a code that was missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Near {
    /// Points under the threshold.
    Points,
    /// A mention that was set aside.
    Suppressed,
    /// The words speak of distress, and nothing was classified.
    OutsideScope,
    /// Nothing.
    Nothing,
}

/// A code that was found in a text and is not labelled.
#[derive(Debug, Serialize)]
pub(crate) struct FalseAlarm {
    pub(crate) code: String,
    #[serde(flatten)]
    pub(crate) shown: Shown,
    pub(crate) points: i32,
    pub(crate) threshold: i32,
    pub(crate) strength: Strength,
    pub(crate) evidence: Vec<Piece>,
}

/// A text, and its codes.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    #[serde(flatten)]
    pub(crate) place: Place,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) speaker: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) hard: Vec<String>,
    pub(crate) text: String,
    pub(crate) expected: Vec<String>,
    pub(crate) found: Vec<String>,
}

/// Something that speaks for a code, or against it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Piece {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) behaviour: Option<String>,
    pub(crate) rule: String,
    pub(crate) points: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) span: Option<Span>,
    /// The words at the span.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) words: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) modifiers: Vec<String>,
}

/// What was set aside.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Aside {
    pub(crate) behaviour: String,
    pub(crate) rule: String,
    /// What it would have given.
    pub(crate) points: i32,
    pub(crate) span: Span,
    pub(crate) words: String,
    /// The modifier or the exception, or `topic`.
    pub(crate) by: String,
    /// The words that did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cue: Option<String>,
}

/// What was missed of these codes: all in figures, and `most` with their texts.
pub(crate) fn misses(
    codebook: &Codebook,
    codes: &[String],
    texts: &[&Text],
    most: usize,
) -> Misses {
    let weights = Weights::of(codebook);
    let mut by_code = Vec::new();
    let mut nearest = BTreeMap::new();
    let mut set_aside_by = BTreeMap::new();
    for code in codes.iter().filter_map(|code| codebook.code(code)) {
        let missed =
            texts.iter().filter(|text| text.has(&code.id) && text.found(&code.id).is_none());
        let mut of_code: Vec<Miss> = missed.map(|text| Miss::of(code, text, &weights)).collect();
        for miss in &of_code {
            *nearest.entry(miss.near).or_default() += 1;
            if let (Near::Suppressed, Some(aside)) = (miss.near, miss.suppressed.first()) {
                *set_aside_by.entry(aside.by.clone()).or_default() += 1;
            }
        }
        of_code.sort_by_key(Miss::rank);
        by_code.push(of_code);
    }
    let count = count(by_code.iter().map(Vec::len).sum());
    Misses { count, nearest, set_aside_by, worst: in_turn(by_code, most) }
}

/// What was found of these codes and is not labelled: all in figures, and `most` with their texts.
pub(crate) fn false_alarms(codes: &[String], texts: &[&Text], most: usize) -> FalseAlarms {
    let mut by_code = Vec::new();
    let (mut all, mut in_uncoded) = (0, 0);
    for code in codes {
        let wrong = texts.iter().filter(|text| !text.has(code));
        let mut wrong: Vec<(&Text, &CodeFinding)> =
            wrong.filter_map(|text| Some((*text, text.found(code)?))).collect();
        all += wrong.len();
        in_uncoded += wrong.iter().filter(|(text, _)| text.is_uncoded()).count();
        wrong.sort_by_key(|(text, found)| {
            (!text.is_uncoded(), -share(found.points, found.threshold))
        });
        by_code.push(wrong);
    }
    let worst = in_turn(by_code, most);
    FalseAlarms {
        count: count(all),
        in_uncoded: count(in_uncoded),
        worst: worst.into_iter().map(|(text, found)| FalseAlarm::of(text, found)).collect(),
    }
}

/// The first of each list, then the second of each, and so on; of the longest list first.
fn in_turn<T>(mut lists: Vec<Vec<T>>, most: usize) -> Vec<T> {
    lists.sort_by_key(|list| std::cmp::Reverse(list.len()));
    let mut lists: Vec<_> = lists.into_iter().map(Vec::into_iter).collect();
    let mut taken = Vec::new();
    while taken.len() < most {
        let before = taken.len();
        taken.extend(lists.iter_mut().filter_map(Iterator::next).take(most - before));
        if taken.len() == before {
            break;
        }
    }
    taken
}

/// Points in per cent of the threshold.
fn share(points: i32, threshold: i32) -> i32 {
    points * 100 / threshold.max(1)
}

impl Miss {
    fn of(code: &Code, text: &Text, weights: &Weights<'_>) -> Self {
        let threshold = i32::from(code.threshold);
        let found = text.near.iter().find(|near| near.code == code.id);
        let evidence = found.map(|found| pieces(text, found)).unwrap_or_default();
        let points = found.map_or(0, |found| found.points);
        let suppressed = asides(code, text, weights);
        let raised = suppressed.first().map(|aside| aside.points + points);
        let near = if text.outside.is_some() {
            Near::OutsideScope
        } else if raised.is_some_and(|raised| raised >= threshold) {
            Near::Suppressed
        } else if points > 0 {
            Near::Points
        } else if raised.is_some() {
            Near::Suppressed
        } else {
            Near::Nothing
        };
        let (code, shown) = (code.id.clone(), Shown::of(text));
        Self { code, shown, near, points, threshold, evidence, suppressed }
    }

    /// A miss is worse where nothing makes the text hard, and where less came near.
    fn rank(&self) -> (bool, i32) {
        let aside = self.suppressed.first().map_or(0, |aside| aside.points);
        let is_hard = self.shown.hard.iter().any(|hard| hard != "none");
        (is_hard, share(self.points.max(aside), self.threshold))
    }
}

impl FalseAlarm {
    fn of(text: &Text, found: &CodeFinding) -> Self {
        Self {
            code: found.code.clone(),
            shown: Shown::of(text),
            points: found.points,
            threshold: found.threshold,
            strength: found.strength,
            evidence: pieces(text, found),
        }
    }
}

impl Shown {
    fn of(text: &Text) -> Self {
        Self {
            place: text.place.clone(),
            speaker: text.speaker,
            hard: text.labels.hard.clone(),
            text: text.words.clone(),
            expected: text.labels.codes.iter().flatten().cloned().collect(),
            found: text.codes.iter().map(|found| found.code.clone()).collect(),
        }
    }
}

fn words(text: &Text, span: Span) -> String {
    text.words.get(span.range()).unwrap_or_default().to_owned()
}

fn pieces(text: &Text, found: &CodeFinding) -> Vec<Piece> {
    let piece = |evidence: &pushback::EvidenceFinding| Piece {
        behaviour: evidence.behaviour.clone(),
        rule: evidence.rule.clone(),
        points: evidence.points,
        span: evidence.span,
        words: evidence.span.map(|span| words(text, span)),
        modifiers: evidence.modifiers.clone(),
    };
    found.evidence.iter().map(piece).collect()
}

fn asides(code: &Code, text: &Text, weights: &Weights<'_>) -> Vec<Aside> {
    let aside = |set: &Suppressed| {
        let points = weights.points(&set.behaviour, &set.rule, &code.id)?;
        (points > 0).then(|| Aside {
            behaviour: set.behaviour.clone(),
            rule: set.rule.clone(),
            points,
            span: set.span,
            words: words(text, set.span),
            by: set.by.clone(),
            cue: set.cue.map(|cue| words(text, cue)),
        })
    };
    let mut asides: Vec<Aside> = text.suppressed.iter().filter_map(aside).collect();
    asides.sort_by_key(|aside| std::cmp::Reverse(aside.points));
    asides
}
