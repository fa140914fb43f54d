//! Minimal pairs: two texts of which one difference turns the label.
//!
//! Knows nothing of what the differences are. Invariant: a pair counts as right only where both of
//! its sides are.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::reading::Text;
use crate::metrics::Share;

/// The figures of pairs.
#[derive(Debug, Serialize)]
pub(crate) struct OfPairs {
    #[serde(flatten)]
    pub(crate) scores: Scores,
    /// By what makes the difference, where the lines say so.
    pub(crate) differences: Vec<OfDifference>,
    /// The pairs of which a side is wrong, by the first of their ids.
    pub(crate) wrong: Vec<String>,
}

/// How many pairs are right.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct Scores {
    /// On both sides exactly the labelled codes were found; where the two are labelled with the
    /// same codes, the kinds as well.
    pub(crate) right: Share,
    /// On both sides the codes, or kinds, in which the labels differ are as labelled.
    pub(crate) told_apart: Share,
}

/// How many pairs with this difference are right.
#[derive(Debug, Serialize)]
pub(crate) struct OfDifference {
    pub(crate) difference: String,
    #[serde(flatten)]
    pub(crate) scores: Scores,
}

/// The figures of the pairs among these texts; nothing where there are none.
pub(crate) fn of(texts: &[&Text]) -> Option<OfPairs> {
    let mut scores = Scores::default();
    let mut differences: BTreeMap<&str, Scores> = BTreeMap::new();
    let mut wrong = Vec::new();
    for [one, other] in pairs(texts) {
        let right = is_right(one, other);
        let told_apart = is_told_apart(one, other);
        scores.count(right, told_apart);
        if let Some(difference) = &one.labels.difference {
            differences.entry(difference).or_default().count(right, told_apart);
        }
        if !right {
            wrong.extend(one.place.id.clone().or_else(|| one.labels.pair.clone()));
        }
    }
    let of = |(difference, scores): (&str, Scores)| OfDifference {
        difference: difference.to_owned(),
        scores,
    };
    let differences = differences.into_iter().map(of).collect();
    (scores.right.of > 0).then_some(OfPairs { scores, differences, wrong })
}

impl Scores {
    fn count(&mut self, right: bool, told_apart: bool) {
        self.right.count(right);
        self.told_apart.count(told_apart);
    }
}

/// The place of a text among all, and the letter that tells it from the other of its pair.
type Side = (usize, Option<char>);

/// The pairs, in the order of the input.
fn pairs<'t>(texts: &[&'t Text]) -> Vec<[&'t Text; 2]> {
    let mut groups: BTreeMap<(&str, &str), Vec<Side>> = BTreeMap::new();
    for (at, text) in texts.iter().enumerate() {
        let Some((stem, side)) = side(text) else { continue };
        groups.entry((&text.place.file, stem)).or_default().push((at, side));
    }
    let mut pairs: Vec<(usize, usize)> = groups
        .values()
        .filter_map(|group| match group.as_slice() {
            // Where there is a third one, the letters count something else.
            [(one, Some('a')), (other, Some('b'))] | [(one, Some('b')), (other, Some('a'))] => {
                Some((*one, *other))
            }
            // Both go by the name of the whole pair, or of the first of them.
            [(one, name), (other, same)] if name == same => Some((*one, *other)),
            _ => None,
        })
        .collect();
    pairs.sort_unstable();
    let text = |at: usize| texts.get(at).copied();
    pairs.into_iter().filter_map(|(one, other)| Some([text(one)?, text(other)?])).collect()
}

/// What a text shares with the other of its pair, and the letter that tells them apart.
fn side(text: &Text) -> Option<(&str, Option<char>)> {
    let cut = |name: &'_ str| -> Option<(usize, char)> {
        let letter = name.chars().next_back().filter(char::is_ascii_lowercase)?;
        let stem = name.len() - letter.len_utf8();
        name.get(..stem)?.ends_with(|c: char| c.is_ascii_digit()).then_some((stem, letter))
    };
    let name = text.labels.pair.as_ref().or(text.place.id.as_ref())?;
    match cut(name) {
        Some((stem, letter)) => Some((name.get(..stem)?, Some(letter))),
        None => text.labels.pair.as_deref().map(|pair| (pair, None)),
    }
}

fn is_right(one: &Text, other: &Text) -> bool {
    let exact = |text: &Text| {
        let found: BTreeSet<&str> = text.codes.iter().map(|found| found.code.as_str()).collect();
        found == gold(text)
    };
    let by_kind = gold(one) == gold(other);
    [one, other].into_iter().all(|text| exact(text) && (!by_kind || has_its_kinds(text)))
}

fn is_told_apart(one: &Text, other: &Text) -> bool {
    let (gold_one, gold_other) = (gold(one), gold(other));
    let mut turned = gold_one.symmetric_difference(&gold_other).peekable();
    if turned.peek().is_none() {
        return [one, other].into_iter().all(has_its_kinds);
    }
    turned.all(|code| {
        [one, other].into_iter().all(|text| text.has(code) == text.found(code).is_some())
    })
}

fn gold(text: &Text) -> BTreeSet<&str> {
    text.labels.codes.iter().flatten().map(String::as_str).collect()
}

/// Whether every labelled kind was found.
fn has_its_kinds(text: &Text) -> bool {
    let kinds = &text.labels.kinds;
    kinds
        .iter()
        .all(|(code, kind)| text.found(code).is_some_and(|found| found.kind.as_ref() == Some(kind)))
}
