//! How well are whole cases read, and do the figures hold?
//!
//! The cases were written by an author of the rules: they keep the figures from falling and measure
//! nothing. `tests/corpus/README.md` says more.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by failing"
)]

use std::collections::BTreeSet;

use pushback::{Assessment, Case, Classifier};
use serde_json::Value;

/// Hits, false alarms and misses.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    hits: usize,
    alarms: usize,
    misses: usize,
}

impl Count {
    fn add(&mut self, found: &BTreeSet<String>, wanted: &BTreeSet<String>) {
        self.hits += found.intersection(wanted).count();
        self.alarms += found.difference(wanted).count();
        self.misses += wanted.difference(found).count();
    }

    /// F1, in per cent.
    fn f1(self) -> usize {
        200 * self.hits / (2 * self.hits + self.alarms + self.misses).max(1)
    }
}

/// How many of how many.
#[derive(Clone, Copy, Debug, Default)]
struct Share {
    right: usize,
    of: usize,
}

impl Share {
    fn add(&mut self, right: bool) {
        self.right += usize::from(right);
        self.of += 1;
    }

    fn per_cent(self) -> usize {
        100 * self.right / self.of.max(1)
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Figures {
    stance: Share,
    kind: Share,
    codes: Count,
    findings: Count,
    two_fit: Share,
    none_wrong: Share,
    none_where_nothing: Share,
}

impl Figures {
    fn add(&mut self, assessment: &Assessment, gold: &Value) {
        self.stance.add(assessment.stance.reading.name() == gold["stance"]);
        if let Some(kind) = gold["time_kind"].as_str() {
            let found = assessment.code("time").and_then(|time| time.kind.as_deref());
            self.kind.add(found == Some(kind));
        }
        let codes = names(assessment.codes.iter().map(|found| found.code.as_str()));
        self.codes.add(&codes, &list(&gold["codes"]));
        let of_codebook = assessment.findings.iter().map(|found| found.finding.as_str());
        let of_codebook = of_codebook.filter(|finding| LABELLED.contains(finding));
        self.findings.add(&names(of_codebook), &list(&gold["findings"]));
        let responses: Vec<&str> =
            assessment.responses.iter().map(|advice| advice.response.as_str()).collect();
        let fitting = list(&gold["responses_any"]);
        if !fitting.is_empty() {
            let first = responses.iter().take(5).filter(|id| fitting.contains(**id)).count();
            self.two_fit.add(first >= fitting.len().min(2));
        }
        let wrong = list(&gold["responses_not"]);
        self.none_wrong.add(!responses.iter().any(|id| wrong.contains(*id)));
        if gold["codes"].as_array().is_some_and(Vec::is_empty) {
            self.none_where_nothing.add(codes.is_empty());
        }
    }
}

fn names<'n>(names: impl Iterator<Item = &'n str>) -> BTreeSet<String> {
    names.map(str::to_owned).collect()
}

fn list(value: &Value) -> BTreeSet<String> {
    names(value.as_array().into_iter().flatten().filter_map(Value::as_str))
}

/// The findings that the cases are labelled with; the rules have more.
const LABELLED: [&str; 4] =
    ["bond_then_cool", "feedback_turn", "growing_openness", "falling_attendance"];

#[test]
fn the_cases_are_read_as_well_as_they_were() {
    let mut figures = Figures::default();
    for line in include_str!("corpus/cases.jsonl").lines() {
        let mut value: Value = serde_json::from_str(line).expect("a line is a JSON object");
        let gold = value.as_object_mut().and_then(|case| case.remove("gold"));
        let case: Case = serde_json::from_value(value).expect("a line is a case");
        let assessment = Classifier::builtin().assess_case(&case);
        figures.add(&assessment, &gold.expect("a case is labelled"));
    }
    assert!(figures.stance.per_cent() >= 90, "{figures:?}");
    assert!(figures.kind.per_cent() >= 80, "{figures:?}");
    assert!(figures.codes.f1() >= 85, "{figures:?}");
    assert!(figures.findings.f1() >= 85, "{figures:?}");
    assert!(figures.two_fit.per_cent() >= 85, "{figures:?}");
    assert!(figures.none_wrong.per_cent() >= 95, "{figures:?}");
    assert!(figures.none_where_nothing.per_cent() >= 80, "{figures:?}");
}
