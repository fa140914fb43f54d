//! All figures of a run, in the form in which they are written as JSON.
//!
//! Knows nothing of pages. Invariant: equal input gives equal bytes.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use pushback::{Classifier, Receipt};
use serde::{Serialize, Serializer};

use super::cases::{self, OfCases};
use super::figures::{self, OfCode, OfKind, Summary};
use super::pairs::{self, OfPairs};
use super::reading::{Case, Text};
use super::rules::{self, OfRules};
use super::slips::{self, FalseAlarms, Misses};
use crate::args::By;
use crate::fault::Fault;

/// The version of the form.
const SCHEMA: u32 = 1;

/// What was asked for.
#[derive(Debug)]
pub(crate) struct Choice<'a> {
    /// The codes to sum up over.
    pub(crate) codes: Vec<String>,
    pub(crate) by: &'a [By],
    pub(crate) misses: usize,
    pub(crate) per_rule: bool,
    pub(crate) floor: Option<f64>,
}

/// All figures.
#[derive(Debug, Serialize)]
pub(crate) struct Measured {
    pub(crate) schema: u32,
    /// The rules that were measured.
    pub(crate) receipt: Arc<Receipt>,
    /// The codes that `chosen` sums up over.
    pub(crate) chosen_codes: Vec<String>,
    pub(crate) texts: Texts,
    /// By code, those that were chosen first.
    pub(crate) codes: Vec<OfCode>,
    /// Over the chosen codes.
    pub(crate) chosen: Summary,
    /// Over every code of the rules.
    pub(crate) all: Summary,
    /// Of each code that has kinds.
    pub(crate) kinds: Vec<OfKind>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) groups: Vec<Group>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pairs: Option<OfPairs>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cases: Option<OfCases>,
    /// Of the chosen codes.
    pub(crate) misses: Misses,
    /// Of the chosen codes.
    pub(crate) false_alarms: FalseAlarms,
    #[serde(flatten)]
    pub(crate) per_rule: Option<OfRules>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) floor: Option<Floor>,
    /// The lines that could not be read.
    pub(crate) errors: Vec<Unread>,
}

/// How many texts were read.
#[derive(Debug, Serialize)]
pub(crate) struct Texts {
    pub(crate) read: usize,
    /// Labelled with no code.
    pub(crate) uncoded: usize,
    /// Of these, those whose line does not say.
    pub(crate) unlabelled: usize,
    /// In which nothing was classified, since the words speak of distress.
    pub(crate) outside_scope: usize,
}

/// The figures of some of the texts.
#[derive(Debug, Serialize)]
pub(crate) struct Group {
    #[serde(serialize_with = "name_of")]
    pub(crate) by: By,
    pub(crate) value: String,
    pub(crate) texts: usize,
    pub(crate) codes: Vec<OfCode>,
    pub(crate) chosen: Summary,
    pub(crate) all: Summary,
    pub(crate) kinds: Vec<OfKind>,
}

/// What was to be reached, and what was.
#[derive(Debug, Serialize)]
pub(crate) struct Floor {
    pub(crate) least: f64,
    #[serde(serialize_with = "figures::figure")]
    pub(crate) found: Option<f64>,
    pub(crate) reached: bool,
}

/// A line that could not be read.
#[derive(Debug, Serialize)]
pub(crate) struct Unread {
    pub(crate) file: Rc<str>,
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) slug: &'static str,
    pub(crate) message: String,
    pub(crate) help: String,
}

impl Unread {
    pub(crate) fn new(file: Rc<str>, line: usize, column: usize, fault: Fault) -> Self {
        let Fault { slug, message, help, .. } = fault;
        Self { file, line, column, slug, message, help }
    }
}

impl Measured {
    /// Whether there was nothing to measure on.
    pub(crate) fn is_of_nothing(&self) -> bool {
        self.texts.read == 0 && self.cases.as_ref().is_none_or(|cases| cases.read == 0)
    }

    pub(crate) fn of(
        classifier: &Classifier,
        choice: &Choice<'_>,
        texts: &[Text],
        cases: &[Case],
        errors: Vec<Unread>,
    ) -> Self {
        let all: Vec<&Text> = texts.iter().collect();
        let codes = Codes::of(classifier, &choice.codes);
        let Group { codes: of_codes, chosen, all: of_all, kinds, .. } =
            codes.group(By::File, "", &all);
        let codebook = classifier.codebook();
        let floor = choice.floor.map(|least| {
            let found = chosen.mean.f1;
            Floor { least, found, reached: found.is_some_and(|found| found >= least) }
        });
        Self {
            schema: SCHEMA,
            receipt: classifier.assess(&pushback::Observation::default()).receipt,
            chosen_codes: choice.codes.clone(),
            texts: Texts {
                read: texts.len(),
                uncoded: texts.iter().filter(|text| text.is_uncoded()).count(),
                unlabelled: texts.iter().filter(|text| text.labels.codes.is_none()).count(),
                outside_scope: texts.iter().filter(|text| text.outside.is_some()).count(),
            },
            codes: of_codes,
            chosen,
            all: of_all,
            kinds,
            groups: choice.by.iter().flat_map(|by| codes.groups(*by, &all)).collect(),
            pairs: pairs::of(&all),
            cases: (!cases.is_empty()).then(|| cases::of(cases, &codes.with_kinds, choice.misses)),
            misses: slips::misses(codebook, &choice.codes, &all, choice.misses),
            false_alarms: slips::false_alarms(&choice.codes, &all, choice.misses),
            per_rule: choice.per_rule.then(|| rules::of(codebook, &all)),
            floor,
            errors,
        }
    }
}

/// The codes of the rules, those that were chosen first.
struct Codes<'a> {
    codes: Vec<(&'a str, bool)>,
    with_kinds: Vec<&'a str>,
}

impl<'a> Codes<'a> {
    fn of(classifier: &'a Classifier, chosen: &[String]) -> Self {
        let codebook = classifier.codebook().codes();
        let all = codebook.iter().map(|code| (code.id.as_str(), chosen.contains(&code.id)));
        let mut codes: Vec<_> = all.collect();
        codes.sort_by_key(|(_, chosen)| !chosen);
        let with_kinds = codebook.iter().filter(|code| !code.kinds.is_empty());
        Self { codes, with_kinds: with_kinds.map(|code| code.id.as_str()).collect() }
    }

    /// The figures of each group of texts.
    fn groups(&self, by: By, texts: &[&Text]) -> Vec<Group> {
        let values: BTreeSet<&str> = texts.iter().flat_map(|text| values(by, text)).collect();
        let of_value = |value: &str| {
            let of: Vec<&Text> =
                texts.iter().copied().filter(|text| values_have(by, text, value)).collect();
            self.group(by, value, &of)
        };
        values.into_iter().map(of_value).collect()
    }

    fn group(&self, by: By, value: &str, texts: &[&Text]) -> Group {
        let codes = self.codes.iter().map(|(code, chosen)| figures::of_code(code, *chosen, texts));
        let codes: Vec<OfCode> = codes.collect();
        let kinds = self.with_kinds.iter();
        Group {
            by,
            value: value.to_owned(),
            texts: texts.len(),
            chosen: figures::summary(codes.iter().filter(|code| code.chosen), texts),
            all: figures::summary(&codes, texts),
            kinds: kinds
                .map(|code| figures::of_kind(code, figures::kinds_of(code, texts)))
                .collect(),
            codes,
        }
    }
}

fn values_have(by: By, text: &Text, value: &str) -> bool {
    values(by, text).contains(&value)
}

/// The groups that a text belongs to.
fn values(by: By, text: &Text) -> Vec<&str> {
    match by {
        By::Speaker => vec![text.speaker.unwrap_or(NOT_SAID)],
        By::Register => vec![text.labels.register.as_deref().unwrap_or(NOT_SAID)],
        By::File => vec![&text.place.file],
        By::Hard if text.labels.hard.is_empty() => vec![NONE],
        By::Hard => text.labels.hard.iter().map(String::as_str).collect(),
    }
}

/// The group of those whose line does not say.
const NOT_SAID: &str = "unknown";
/// The group of those that nothing makes hard.
const NONE: &str = "none";

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn name_of<S: Serializer>(by: &By, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(by.name())
}
