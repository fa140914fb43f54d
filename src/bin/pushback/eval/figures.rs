//! What was found in texts against what was labelled, in figures.
//!
//! Knows nothing of how they are shown. Invariant: every figure says what it was counted over.

use std::collections::BTreeMap;

use pushback::Strength;
use serde::{Serialize, Serializer};

use super::reading::Text;
use crate::gold::UNDETERMINED;
use crate::metrics::{Share, Tally, mean, rounded};

/// The figures of one code.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct OfCode {
    pub(crate) code: String,
    /// Whether it is one of those that were chosen.
    pub(crate) chosen: bool,
    #[serde(flatten)]
    pub(crate) tally: Tally,
    #[serde(serialize_with = "figure")]
    pub(crate) kappa: Option<f64>,
    #[serde(flatten)]
    pub(crate) strengths: Strengths,
}

/// Of what was found with each strength, what is right.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct Strengths {
    pub(crate) moderate: Share,
    pub(crate) strong: Share,
}

/// The figures of several codes together.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Summary {
    /// How many codes any text is labelled with: those that the means are taken over.
    pub(crate) codes: usize,
    #[serde(rename = "macro")]
    pub(crate) mean: Mean,
    #[serde(rename = "micro")]
    pub(crate) tally: Tally,
    #[serde(serialize_with = "figure")]
    pub(crate) kappa: Option<f64>,
    #[serde(flatten)]
    pub(crate) strengths: Strengths,
    /// Of the texts that are labelled with no code whatever, those in which one of these codes was
    /// found.
    pub(crate) false_alarms: Share,
}

/// Means over codes.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Mean {
    #[serde(serialize_with = "figure")]
    pub(crate) precision: Option<f64>,
    #[serde(serialize_with = "figure")]
    pub(crate) recall: Option<f64>,
    #[serde(serialize_with = "figure")]
    pub(crate) f1: Option<f64>,
}

/// How well the kind of a code is told, in texts that are labelled with one and in which the code
/// was found.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct OfKind {
    pub(crate) code: String,
    /// Labelled with a kind, whether the code was found or not.
    pub(crate) labelled: u32,
    /// In which a kind was decided, and which of them are labelled so.
    pub(crate) decided: Share,
    /// The same over those that are labelled with a decided kind.
    pub(crate) decided_of_decided: Share,
    /// In which the code was found and no kind decided, and which of them are labelled so.
    pub(crate) undetermined: Share,
    pub(crate) table: Vec<Cell>,
}

/// How often one kind was labelled and another, or the same, found.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Cell {
    pub(crate) gold: String,
    /// Nothing where the code was not found.
    pub(crate) found: Option<String>,
    pub(crate) count: u32,
}

/// The figures of one code in these texts.
pub(crate) fn of_code(code: &str, chosen: bool, texts: &[&Text]) -> OfCode {
    let mut tally = Tally::default();
    let mut strengths = Strengths::default();
    for text in texts {
        let (gold, found) = (text.has(code), text.found(code));
        tally.count(gold, found.is_some());
        match found.map(|found| found.strength) {
            Some(Strength::Strong) => strengths.strong.count(gold),
            Some(_) => strengths.moderate.count(gold),
            None => {}
        }
    }
    let kappa = tally.kappa(count(texts.len()));
    OfCode { code: code.to_owned(), chosen, tally, kappa, strengths }
}

/// The figures of these codes together.
pub(crate) fn summary<'f>(codes: impl IntoIterator<Item = &'f OfCode>, texts: &[&Text]) -> Summary {
    let codes: Vec<&OfCode> = codes.into_iter().collect();
    let mut tally = Tally::default();
    let mut strengths = Strengths::default();
    for code in &codes {
        tally.add(code.tally);
        strengths.moderate.add(code.strengths.moderate);
        strengths.strong.add(code.strengths.strong);
    }
    let mut false_alarms = Share::default();
    for text in texts.iter().filter(|text| text.is_uncoded()) {
        false_alarms.count(codes.iter().any(|code| text.found(&code.code).is_some()));
    }
    let labelled = || codes.iter().filter(|code| code.tally.gold > 0);
    let over = |figure: fn(Tally) -> Option<f64>| mean(labelled().map(|of| figure(of.tally)));
    Summary {
        codes: labelled().count(),
        mean: Mean {
            precision: over(|tally| tally.precision().value()),
            recall: over(|tally| tally.recall().value()),
            f1: over(Tally::f1),
        },
        tally,
        kappa: tally.kappa(count(texts.len() * codes.len())),
        strengths,
        false_alarms,
    }
}

/// How well the kinds of a code are told.
pub(crate) fn of_kind<'k>(
    code: &str,
    pairs: impl Iterator<Item = (&'k str, Option<&'k str>)>,
) -> OfKind {
    let mut of_kind = OfKind { code: code.to_owned(), ..OfKind::default() };
    let mut cells: BTreeMap<(&str, Option<&str>), u32> = BTreeMap::new();
    for (gold, found) in pairs {
        of_kind.labelled += 1;
        *cells.entry((gold, found)).or_default() += 1;
        match found {
            None => {}
            Some(UNDETERMINED) => of_kind.undetermined.count(gold == UNDETERMINED),
            Some(found) => {
                of_kind.decided.count(gold == found);
                if gold != UNDETERMINED {
                    of_kind.decided_of_decided.count(gold == found);
                }
            }
        }
    }
    let cell = |((gold, found), count): ((&str, Option<&str>), u32)| Cell {
        gold: gold.to_owned(),
        found: found.map(str::to_owned),
        count,
    };
    of_kind.table = cells.into_iter().map(cell).collect();
    of_kind
}

/// The labelled kind and the one found, of the texts that are labelled with a kind of the code.
pub(crate) fn kinds_of<'t>(
    code: &'t str,
    texts: &'t [&Text],
) -> impl Iterator<Item = (&'t str, Option<&'t str>)> {
    texts.iter().filter_map(move |text| {
        let gold = text.labels.kinds.get(code)?;
        let found = text.found(code).and_then(|found| found.kind.as_deref());
        Some((gold.as_str(), found))
    })
}

/// A count as figures are made from it.
pub(crate) fn count(things: usize) -> u32 {
    u32::try_from(things).unwrap_or(u32::MAX)
}

/// Writes a figure down with four digits.
#[expect(clippy::ref_option, reason = "serde hands it over so")]
pub(crate) fn figure<S: Serializer>(figure: &Option<f64>, to: S) -> Result<S::Ok, S::Error> {
    figure.map(rounded).serialize(to)
}
