//! How each behaviour and each rule does on labelled texts.
//!
//! Knows nothing of cases. Invariant: a text counts once for a rule, however often it fires in it.

use std::collections::{BTreeSet, HashMap};

use pushback::Codebook;
use pushback::codebook::{Behaviour, Rule};
use serde::Serialize;

use super::figures::{count, figure};
use super::reading::Text;
use super::weight::Weights;
use crate::metrics::{Share, Tally};

/// A behaviour or rule that stands alone should be right so often, or else lose points.
const RIGHT_ALONE: f64 = 0.8;
/// What is right less often is wrong more often than right.
const RIGHT_AT_ALL: f64 = 0.5;
/// A weak sign tells something from this lift on, however seldom it is right.
const TELLING: f64 = 2.0;
/// From so many firings on, to be needless is no accident.
const LEAST_FIRED: u32 = 3;

/// How behaviours and rules do.
#[derive(Debug, Serialize)]
pub(crate) struct OfRules {
    pub(crate) behaviours: Vec<Record>,
    pub(crate) rules: Vec<Record>,
}

/// How one behaviour or one rule does.
#[derive(Debug, Serialize)]
pub(crate) struct Record {
    pub(crate) behaviour: String,
    /// Nothing where this is the whole behaviour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rule: Option<String>,
    /// The code that it is measured by; nothing where it speaks for none.
    pub(crate) code: Option<String>,
    /// What it gives for that code.
    pub(crate) points: Option<i32>,
    pub(crate) threshold: Option<i32>,
    /// The texts in which it fired.
    pub(crate) fired: u32,
    /// Of these, those that are labelled with the code.
    pub(crate) precision: Share,
    /// How much more often texts in which it fired are labelled with the code than all texts are.
    #[serde(serialize_with = "figure")]
    pub(crate) lift: Option<f64>,
    /// The texts in which it was set aside, and which of them are labelled with the code.
    pub(crate) set_aside: Share,
    /// Against labels of the behaviour itself, over the texts that have any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) labelled: Option<Tally>,
    pub(crate) flags: Vec<Flag>,
}

/// What is to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Flag {
    /// It has words to go by and fired in no text.
    NeverFired,
    /// Surely wrong more often than right, and either it stands alone or tells little.
    TooImprecise,
    /// It stands alone and is surely right too seldom to, but tells something.
    Demotable,
    /// Wherever it fired, another stands alone for the same code.
    Redundant,
}

impl Flag {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::NeverFired => "never fired",
            Self::TooImprecise => "too imprecise",
            Self::Demotable => "demotable",
            Self::Redundant => "redundant",
        }
    }
}

/// How all behaviours and rules do on these texts.
pub(crate) fn of(codebook: &Codebook, texts: &[&Text]) -> OfRules {
    let bench = Bench { codebook, weights: Weights::of(codebook), texts, firings: firings(texts) };
    let all = codebook.behaviours().iter();
    let with_words = all.filter(|behaviour| !behaviour.rules.is_empty());
    let (mut behaviours, mut rules) = (Vec::new(), Vec::new());
    for behaviour in with_words {
        behaviours.push(bench.record(behaviour, None));
        rules.extend(behaviour.rules.iter().map(|rule| bench.record(behaviour, Some(rule))));
    }
    OfRules { behaviours, rules }
}

/// Which texts each behaviour and each rule fired in, and was set aside in. Rules and behaviours
/// have names of their own each.
#[derive(Debug, Default)]
struct Firings<'t> {
    behaviours: HashMap<&'t str, BTreeSet<usize>>,
    rules: HashMap<&'t str, BTreeSet<usize>>,
    behaviours_aside: HashMap<&'t str, BTreeSet<usize>>,
    rules_aside: HashMap<&'t str, BTreeSet<usize>>,
}

fn firings<'t>(texts: &[&'t Text]) -> Firings<'t> {
    let mut firings = Firings::default();
    for (at, text) in texts.iter().enumerate() {
        // What the caller sent stands nowhere in the text, and no rule saw it.
        for shown in text.behaviours.iter().filter(|shown| shown.span.is_some()) {
            firings.behaviours.entry(&shown.behaviour).or_default().insert(at);
            firings.rules.entry(&shown.rule).or_default().insert(at);
        }
        for set in &text.suppressed {
            firings.behaviours_aside.entry(&set.behaviour).or_default().insert(at);
            firings.rules_aside.entry(&set.rule).or_default().insert(at);
        }
    }
    firings
}

struct Bench<'a> {
    codebook: &'a Codebook,
    weights: Weights<'a>,
    texts: &'a [&'a Text],
    firings: Firings<'a>,
}

impl Bench<'_> {
    fn record(&self, behaviour: &Behaviour, rule: Option<&Rule>) -> Record {
        let none = BTreeSet::new();
        let Firings { behaviours, rules, behaviours_aside, rules_aside } = &self.firings;
        let (fired, aside) = match rule {
            None => (behaviours.get(&*behaviour.id), behaviours_aside.get(&*behaviour.id)),
            Some(rule) => (rules.get(&*rule.id), rules_aside.get(&*rule.id)),
        };
        let (fired, aside) = (fired.unwrap_or(&none), aside.unwrap_or(&none));
        let code = self.weights.code(self.codebook, behaviour);
        let code = code.and_then(|(code, points)| Some((self.codebook.code(code)?, points)));
        let own =
            |code: &str| rule.and_then(|rule| self.weights.points(&behaviour.id, &rule.id, code));
        let points = code.map(|(code, usual)| own(&code.id).unwrap_or(usual));
        let threshold = code.map(|(code, _)| i32::from(code.threshold));
        let code = code.map(|(code, _)| code.id.as_str());
        let precision = code.map(|code| self.labelled_with(code, fired)).unwrap_or_default();
        let mut record = Record {
            behaviour: behaviour.id.clone(),
            rule: rule.map(|rule| rule.id.clone()),
            code: code.map(str::to_owned),
            points,
            threshold,
            fired: count(fired.len()),
            precision,
            lift: code.and_then(|code| self.lift(code, precision)),
            set_aside: code.map(|code| self.labelled_with(code, aside)).unwrap_or_default(),
            labelled: if rule.is_none() { self.labelled(behaviour, fired) } else { None },
            flags: Vec::new(),
        };
        record.flags = record.flags(self, fired);
        record
    }

    fn labelled_with(&self, code: &str, texts: &BTreeSet<usize>) -> Share {
        let mut share = Share::default();
        for text in texts.iter().filter_map(|at| self.texts.get(*at)) {
            share.count(text.has(code));
        }
        share
    }

    fn lift(&self, code: &str, precision: Share) -> Option<f64> {
        let with = self.texts.iter().filter(|text| text.has(code)).count();
        let usual = Share { hits: count(with), of: count(self.texts.len()) };
        let usual = usual.value().filter(|usual| *usual > 0.0)?;
        Some(precision.value()? / usual)
    }

    /// Against the labels of a behaviour, where any text has it.
    fn labelled(&self, behaviour: &Behaviour, fired: &BTreeSet<usize>) -> Option<Tally> {
        let mut tally = Tally::default();
        for (at, text) in self.texts.iter().enumerate() {
            let Some(labels) = &text.labels.behaviours else { continue };
            tally.count(labels.contains(&behaviour.id), fired.contains(&at));
        }
        (tally.gold > 0).then_some(tally)
    }

    /// Whether in every one of these texts another behaviour, or another rule, than this stands
    /// alone for the code.
    fn is_needless(&self, record: &Record, code: &str, fired: &BTreeSet<usize>) -> bool {
        let threshold = record.threshold.unwrap_or(i32::MAX);
        let of = |at: &usize| self.texts.get(*at);
        fired.iter().filter_map(of).all(|text| {
            text.behaviours.iter().any(|shown| {
                let is_other = match &record.rule {
                    None => shown.behaviour != record.behaviour,
                    Some(rule) => shown.rule != *rule,
                };
                let points = self.weights.points(&shown.behaviour, &shown.rule, code);
                is_other && points.is_some_and(|points| points >= threshold)
            })
        })
    }
}

impl Record {
    fn flags(&self, bench: &Bench<'_>, fired: &BTreeSet<usize>) -> Vec<Flag> {
        if self.fired == 0 {
            return vec![Flag::NeverFired];
        }
        let Some(code) = &self.code else { return Vec::new() };
        let mut flags = Vec::new();
        // The upper end of the interval, so that what has fired seldom is not judged in haste.
        let at_best = self.precision.interval().map_or(1.0, |interval| interval.high);
        let stands_alone = self.points >= self.threshold;
        let is_telling = self.lift.is_some_and(|lift| lift >= TELLING);
        if at_best < RIGHT_AT_ALL && (stands_alone || !is_telling) {
            flags.push(Flag::TooImprecise);
        }
        if at_best < RIGHT_ALONE && stands_alone && is_telling {
            flags.push(Flag::Demotable);
        }
        if self.fired >= LEAST_FIRED && bench.is_needless(self, code, fired) {
            flags.push(Flag::Redundant);
        }
        flags
    }
}
