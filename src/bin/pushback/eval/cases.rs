//! What was found in cases against what was labelled, in figures.
//!
//! Knows nothing of how they are shown. Invariant: what a case is not labelled with counts in no
//! figure.

use std::collections::{BTreeMap, BTreeSet};

use pushback::Reading;
use serde::Serialize;

use super::figures::{self, Cell, OfKind};
use super::reading::{Case, Place};
use crate::metrics::{Share, Tally};

/// How many of the responses count as the first ones.
const FIRST: usize = 5;
/// How many fitting responses are wanted among them.
const WANTED: usize = 2;

/// The figures of cases.
#[derive(Debug, Serialize)]
pub(crate) struct OfCases {
    pub(crate) read: usize,
    /// Stances read as they are labelled.
    pub(crate) stance: Share,
    /// How often one stance was labelled and another, or the same, read.
    pub(crate) stances: Vec<Cell>,
    /// Of each code that has kinds.
    pub(crate) kinds: Vec<OfKind>,
    /// Over all codes.
    pub(crate) codes: Tally,
    /// Over all findings.
    pub(crate) findings: Tally,
    pub(crate) by_finding: Vec<OfFinding>,
    /// Cases with at least two fitting responses among the first five, or with all where fewer fit.
    pub(crate) fitting_responses: Share,
    /// Cases in which a response was offered that must not be.
    pub(crate) wrong_responses: Share,
    /// Of the cases without a code, those in which none was found.
    pub(crate) clean: Share,
    /// Cases in which something was not as labelled.
    pub(crate) wrong: Vec<Wrong>,
}

/// The figures of one finding.
#[derive(Debug, Serialize)]
pub(crate) struct OfFinding {
    pub(crate) finding: String,
    #[serde(flatten)]
    pub(crate) tally: Tally,
}

/// A case in which something was not as labelled.
#[derive(Debug, Serialize)]
pub(crate) struct Wrong {
    #[serde(flatten)]
    pub(crate) place: Place,
    /// How much was not as labelled.
    pub(crate) slips: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stance: Option<Turned>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) kinds: Vec<Turned>,
    pub(crate) codes: Apart,
    pub(crate) findings: Apart,
    /// Where too few of them were offered, the responses that would have fitted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) fitting_missed: Vec<String>,
    /// The responses that must not be offered and were.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) offered_amiss: Vec<String>,
}

/// What was expected, and what was found in its place.
#[derive(Debug, Serialize)]
pub(crate) struct Turned {
    pub(crate) expected: String,
    pub(crate) found: Option<String>,
}

/// What was labelled and not found, and the reverse.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Apart {
    pub(crate) missed: Vec<String>,
    pub(crate) extra: Vec<String>,
}

impl Apart {
    fn of<'n>(
        gold: Option<&BTreeSet<String>>,
        found: impl IntoIterator<Item = &'n String>,
    ) -> Self {
        let Some(gold) = gold else { return Self::default() };
        let found: BTreeSet<&String> = found.into_iter().collect();
        Self {
            missed: gold.iter().filter(|name| !found.contains(name)).cloned().collect(),
            extra: found.into_iter().filter(|name| !gold.contains(*name)).cloned().collect(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.missed.len() + self.extra.len()
    }
}

/// The figures of these cases, with `most` of those that went wrong, worst first.
pub(crate) fn of(cases: &[Case], with_kinds: &[&str], most: usize) -> OfCases {
    let mut wrong: Vec<Wrong> = cases.iter().map(Wrong::of).filter(|case| case.slips > 0).collect();
    wrong.sort_by_key(|case| std::cmp::Reverse(case.slips));
    wrong.truncate(most);
    let by_finding = by_finding(cases);
    let (stance, stances) = stances(cases);
    OfCases {
        read: cases.len(),
        stance,
        stances,
        kinds: with_kinds.iter().map(|code| figures::of_kind(code, kinds(code, cases))).collect(),
        codes: total(cases.iter().map(|case| tally(case.labels.codes.as_ref(), case.codes.keys()))),
        findings: total(by_finding.iter().map(|of| of.tally)),
        by_finding,
        fitting_responses: share(cases, |case| case.wanted().map(|wanted| case.fits() >= wanted)),
        wrong_responses: share(cases, |case| {
            (!case.labels.responses_not.is_empty()).then(|| !case.wrong_offered().is_empty())
        }),
        clean: share(cases, |case| {
            let clean = case.labels.codes.as_ref()?.is_empty();
            clean.then_some(case.codes.is_empty())
        }),
        wrong,
    }
}

/// Of the cases in which something can be told, those in which it is so.
fn share(cases: &[Case], is_so: impl Fn(&Case) -> Option<bool>) -> Share {
    let mut share = Share::default();
    cases.iter().filter_map(is_so).for_each(|is_so| share.count(is_so));
    share
}

fn total(tallies: impl Iterator<Item = Tally>) -> Tally {
    tallies.fold(Tally::default(), |mut total, tally| {
        total.add(tally);
        total
    })
}

fn tally<'n>(
    gold: Option<&BTreeSet<String>>,
    found: impl IntoIterator<Item = &'n String>,
) -> Tally {
    let mut tally = Tally::default();
    let Some(gold) = gold else { return tally };
    let found: BTreeSet<&String> = found.into_iter().collect();
    let names: BTreeSet<&String> = gold.iter().chain(found.iter().copied()).collect();
    for name in names {
        tally.count(gold.contains(name), found.contains(name));
    }
    tally
}

fn by_finding(cases: &[Case]) -> Vec<OfFinding> {
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for case in cases {
        let Some(gold) = &case.labels.findings else { continue };
        let names: BTreeSet<&String> = gold.iter().chain(&case.findings).collect();
        for name in names {
            let tally = tallies.entry(name).or_default();
            tally.count(gold.contains(name), case.findings.contains(name));
        }
    }
    let of = |(finding, tally): (&str, Tally)| OfFinding { finding: finding.to_owned(), tally };
    tallies.into_iter().map(of).collect()
}

fn stances(cases: &[Case]) -> (Share, Vec<Cell>) {
    let mut share = Share::default();
    let mut cells: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for case in cases {
        let Some(gold) = case.labels.stance.map(Reading::name) else { continue };
        let found = case.stance.name();
        share.count(gold == found);
        *cells.entry((gold, found)).or_default() += 1;
    }
    let cell = |((gold, found), count): ((&str, &str), u32)| Cell {
        gold: gold.to_owned(),
        found: Some(found.to_owned()),
        count,
    };
    (share, cells.into_iter().map(cell).collect())
}

fn kinds<'c>(code: &'c str, cases: &'c [Case]) -> impl Iterator<Item = (&'c str, Option<&'c str>)> {
    cases.iter().filter_map(move |case| {
        let gold = case.labels.kinds.get(code)?;
        Some((gold.as_str(), case.codes.get(code).and_then(Option::as_deref)))
    })
}

impl Case {
    /// How many fitting responses are wanted, where any are labelled.
    fn wanted(&self) -> Option<usize> {
        let fitting = self.labels.responses_any.len();
        (fitting > 0).then_some(fitting.min(WANTED))
    }

    /// How many of the first responses fit.
    fn fits(&self) -> usize {
        let first = self.responses.iter().take(FIRST);
        first.filter(|response| self.labels.responses_any.contains(*response)).count()
    }

    fn wrong_offered(&self) -> Vec<String> {
        let wrong = |response: &&String| self.labels.responses_not.contains(*response);
        self.responses.iter().filter(wrong).cloned().collect()
    }
}

impl Wrong {
    fn of(case: &Case) -> Self {
        let stance = case.labels.stance.filter(|gold| *gold != case.stance).map(|gold| Turned {
            expected: gold.name().to_owned(),
            found: Some(case.stance.name().to_owned()),
        });
        let kinds = case.labels.kinds.iter().filter_map(|(code, gold)| {
            let found = case.codes.get(code)?.clone();
            (found.as_ref() != Some(gold)).then(|| Turned { expected: gold.clone(), found })
        });
        let kinds: Vec<Turned> = kinds.collect();
        let codes = Apart::of(case.labels.codes.as_ref(), case.codes.keys());
        let findings = Apart::of(case.labels.findings.as_ref(), &case.findings);
        let too_few = case.wanted().is_some_and(|wanted| case.fits() < wanted);
        let first: Vec<&String> = case.responses.iter().take(FIRST).collect();
        let missed = case.labels.responses_any.iter().filter(|response| !first.contains(response));
        let fitting_missed = if too_few { missed.cloned().collect() } else { Vec::new() };
        let offered_amiss = case.wrong_offered();
        let slips = usize::from(stance.is_some())
            + kinds.len()
            + codes.len()
            + findings.len()
            + usize::from(too_few)
            + offered_amiss.len();
        let place = case.place.clone();
        Self { place, slips, stance, kinds, codes, findings, fitting_missed, offered_amiss }
    }
}
