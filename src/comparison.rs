//! Two readings side by side: what speaks for each, for both and against each, and what would
//! tell them apart.
//!
//! Knows the rules alone and nothing of any text or case. Invariant: which of the two comes first
//! changes nothing but the sides.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::codebook::{Code, CodeId, Codebook, Setting, Sign};

/// Two readings side by side. Made by [`Codebook::compare`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Comparison {
    /// The one.
    pub one: String,
    /// The other.
    pub other: String,
    /// What speaks for the one and not for the other, with most points first.
    pub for_one: Vec<Weight>,
    /// What speaks for the other and not for the one.
    pub for_other: Vec<Weight>,
    /// What speaks for both, and so decides nothing between them.
    pub for_both: Vec<Weight>,
    /// What speaks against the one.
    pub against_one: Vec<Weight>,
    /// What speaks against the other.
    pub against_other: Vec<Weight>,
    /// How the rules say that they differ.
    pub difference: Vec<String>,
    /// The questions that tell them apart; where there is none, nothing in the rules does.
    pub ask: Vec<String>,
}

/// A behaviour, and its points for the two readings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Weight {
    /// The behaviour.
    pub behaviour: String,
    /// Its points for the one; negative where it speaks against it.
    pub one: i16,
    /// Its points for the other.
    pub other: i16,
}

impl Codebook {
    /// Sets two readings side by side: codes, or kinds of a code such as `genuine` and `proxy`.
    /// Nothing where one of them is not known. Evidence that hangs on the setting is left out.
    ///
    /// ```
    /// use pushback::Classifier;
    ///
    /// let codebook = Classifier::builtin().codebook();
    /// let compared = codebook.compare("autonomy", "reactance").expect("both are known");
    /// let both = compared.for_both.iter().map(|weight| weight.behaviour.as_str());
    /// assert!(both.collect::<Vec<_>>().contains(&"pushback_in_meeting"));
    /// assert!(compared.for_one.iter().any(|weight| weight.behaviour == "result_delivered_alone"));
    /// assert!(!compared.ask.is_empty());
    /// ```
    pub fn compare(&self, one: &str, other: &str) -> Option<Comparison> {
        let mut weights: BTreeMap<&str, (i16, i16)> = BTreeMap::new();
        for (behaviour, points) in self.points_for(one)? {
            weights.entry(behaviour).or_default().0 = points;
        }
        for (behaviour, points) in self.points_for(other)? {
            weights.entry(behaviour).or_default().1 = points;
        }
        let of = |wanted: &dyn Fn(i16, i16) -> bool| {
            let mut of: Vec<Weight> = weights
                .iter()
                .filter(|(_, (one, other))| wanted(*one, *other))
                .map(|(behaviour, (one, other))| Weight {
                    behaviour: (*behaviour).to_owned(),
                    one: *one,
                    other: *other,
                })
                .collect();
            of.sort_by_key(|weight| -(i32::from(weight.one).abs() + i32::from(weight.other).abs()));
            of
        };
        Some(Comparison {
            one: one.to_owned(),
            other: other.to_owned(),
            for_one: of(&|one, other| one > 0 && other <= 0),
            for_other: of(&|one, other| one <= 0 && other > 0),
            for_both: of(&|one, other| one > 0 && other > 0),
            against_one: of(&|one, _| one < 0),
            against_other: of(&|_, other| other < 0),
            difference: self.differences(one, other),
            ask: self.questions(one, other),
        })
    }

    /// The points of each behaviour for a reading; nothing where it is not known.
    fn points_for(&self, reading: &str) -> Option<Vec<(&str, i16)>> {
        let kind_of = |code: &Code| code.kinds.iter().position(|kind| kind.id == reading);
        let (code, kind) = match self.code(reading) {
            Some(code) => (code, None),
            None => self.codes.iter().find_map(|code| Some((code, Some(kind_of(code)?))))?,
        };
        let evidence = code.evidence.iter();
        let evidence = evidence.filter(|e| e.kind == kind && e.when == Setting::default());
        let points = evidence.filter_map(|evidence| match &evidence.sign {
            Sign::Behaviour(id) => {
                let behaviour = self.behaviours.get(id.index())?;
                Some((behaviour.id.as_str(), evidence.points))
            }
            _ => None,
        });
        Some(points.collect())
    }

    fn differences(&self, one: &str, other: &str) -> Vec<String> {
        let name = |id: &CodeId| self.codes.get(id.index()).map(|code| code.id.as_str());
        let between = |from: &str, to: &str| {
            let contrasts = self.code(from).map(|code| code.contrast.as_slice());
            let of: Vec<String> = contrasts
                .unwrap_or_default()
                .iter()
                .filter(|contrast| name(&contrast.with) == Some(to))
                .map(|contrast| contrast.difference.clone())
                .collect();
            of
        };
        let mut both = [between(one, other), between(other, one)].concat();
        both.sort();
        both.dedup();
        both
    }

    /// The questions that tell the two apart, the most pointed and then the easiest first.
    fn questions(&self, one: &str, other: &str) -> Vec<String> {
        let of_codes = self.codes.iter().flat_map(|code| &code.ask);
        let all = of_codes.chain(self.findings.iter().flat_map(|finding| &finding.ask));
        let tells = |name: &str, separates: &[String]| separates.iter().any(|r| r == name);
        let mut asks: Vec<_> = all
            .filter(|ask| tells(one, &ask.separates) && tells(other, &ask.separates))
            .map(|ask| (ask.separates.len(), ask.by, &ask.question))
            .collect();
        asks.sort();
        asks.dedup();
        asks.into_iter().map(|(.., question)| question.clone()).collect()
    }
}
