//! Who a pack is, its bibliography and its scope, as meant.
//!
//! Knows nothing of codes. Invariant: every passage belongs to a document that is listed.

use crate::check::Checker;
use crate::check::code::FAMILIES;
use crate::check::names::sort_by_id;
use crate::codebook::{Citation, Pack, Scope, Silence, Source, Support, WARNINGS};
use crate::diagnostic::{Report, quoted};
use crate::schema;
use crate::schema::fields::{Number, Text};

impl Checker<'_> {
    /// Who the pack is.
    pub(super) fn pack(&mut self, written: Option<&schema::pack::Pack>, hash: String) -> Pack {
        let own = |text: Option<&Text>| text.map(|text| text.value.clone()).unwrap_or_default();
        let strength = written.and_then(|pack| pack.strength.as_ref());
        let hint = strength.and_then(|strength| strength.hint.as_ref());
        let strong = strength.and_then(|strength| strength.strong.as_ref());
        let case = written.and_then(|pack| pack.case.as_ref());
        let ask = written.and_then(|pack| pack.ask.as_ref());
        let topic = written.map(|pack| pack.topic.as_slice()).unwrap_or_default();
        let not_for = written.map(|pack| pack.not_for.as_slice()).unwrap_or_default();
        Pack {
            id: own(written.and_then(|pack| pack.id.as_ref())),
            version: own(written.and_then(|pack| pack.version.as_ref())),
            locale: own(written.and_then(|pack| pack.locale.as_ref())),
            licence: own(written.and_then(|pack| pack.licence.as_ref())),
            title: own(written.and_then(|pack| pack.title.as_ref())),
            intended_use: own(written.and_then(|pack| pack.intended_use.as_ref())),
            not_for: not_for.iter().map(|text| text.value.clone()).collect(),
            topic: topic.iter().filter_map(|name| self.concept_id(name)).collect(),
            hint: match hint {
                Some(_) => self.number("per cent for a hint", hint, 1..=99),
                None => USUAL_HINT,
            },
            strong: match strong {
                Some(_) => self.number("per cent for strong", strong, 101..=1000),
                None => USUAL_STRONG,
            },
            again: self.usual("per cent", case.and_then(|case| case.again.as_ref()), USUAL_AGAIN),
            most_again: self.usual(
                "the number of sessions",
                case.and_then(|case| case.most_again.as_ref()),
                USUAL_MOST_AGAIN,
            ),
            mixed: self.usual("per cent", case.and_then(|case| case.mixed.as_ref()), USUAL_MIXED),
            lone: self.usual("per cent", case.and_then(|case| case.lone.as_ref()), USUAL_LONE),
            recurring: self.families(case.map(|case| case.recurring.as_slice())),
            beside: self.usual("per cent", case.and_then(|case| case.beside.as_ref()), 0),
            indicators: self.usual(
                "per cent",
                case.and_then(|case| case.indicators.as_ref()),
                USUAL_INDICATORS,
            ),
            lone_among: match case.and_then(|case| case.lone_among.as_ref()) {
                Some(number) => self.number("the number of sessions", Some(number), 2..=1000),
                None => USUAL_LONE_AMONG,
            },
            lone_reason: self.said(case.and_then(|case| case.lone_reason.as_ref())),
            nothing_settles: self.said(ask.and_then(|ask| ask.nothing_settles.as_ref())),
            silences: self.silences(written),
            hash,
        }
    }

    /// The warnings that are answered.
    fn silences(&mut self, written: Option<&schema::pack::Pack>) -> Vec<Silence> {
        let written = written.map(|pack| pack.silences.as_slice()).unwrap_or_default();
        let kinds = WARNINGS.map(|kind| (kind, kind));
        let mut silences = Vec::new();
        for silence in written {
            let kind = silence.warning.as_ref();
            let kind = kind.and_then(|kind| self.one_of("warning", kind, &kinds));
            silences.push(Silence {
                warning: kind.unwrap_or_default().to_owned(),
                of: silence.of.iter().map(|text| text.value.clone()).collect(),
                reason: self.said(silence.reason.as_ref()),
            });
        }
        silences
    }

    /// The families of these names.
    fn families(&mut self, named: Option<&[Text]>) -> Vec<String> {
        let families = FAMILIES.map(|family| (family, family));
        let named = named.unwrap_or_default().iter();
        named.filter_map(|name| self.one_of("family", name, &families)).map(str::to_owned).collect()
    }

    /// A number up to a thousand, or the usual one where none is written.
    fn usual(&mut self, what: &str, number: Option<&Number>, usual: u16) -> u16 {
        match number {
            Some(_) => self.number(what, number, 0..=1000),
            None => usual,
        }
    }

    /// The passages, by their names.
    pub(super) fn sources(&mut self, written: Option<&schema::pack::Sources>) -> Vec<Source> {
        let Some(written) = written else {
            return Vec::new();
        };
        let mut sources = Vec::new();
        for passage in sort_by_id(&written.passages, |passage| passage.id.as_ref()) {
            if let Some(document) = &passage.document {
                let (name, place) = (&document.value, document.place);
                self.names.documents.resolve(&mut self.report, name, place);
            }
            self.check_passage_id(passage);
            let own = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone());
            let id = own(&passage.document).unwrap_or_default();
            let document =
                |document: &&schema::pack::Document| own(&document.id).as_ref() == Some(&id);
            sources.push(Source {
                id: own(&passage.id).unwrap_or_default(),
                document: written
                    .documents
                    .iter()
                    .find(document)
                    .map(described)
                    .unwrap_or_default(),
                says: self.said(passage.says.as_ref()),
                inventory: passage.inventory.iter().map(|text| text.value.clone()).collect(),
                not_encoded: own(&passage.not_encoded),
            });
        }
        sources
    }

    fn check_passage_id(&mut self, passage: &schema::pack::Passage) {
        let (Some(id), Some(document)) = (&passage.id, &passage.document) else {
            return;
        };
        let belongs =
            id.value.strip_prefix(&document.value).and_then(|rest| rest.strip_prefix('#'));
        if belongs.is_none_or(str::is_empty) {
            let message = format!(
                "{} does not name a place in {}",
                quoted(&id.value),
                quoted(&document.value)
            );
            let help = format!("write it as `{}#place`", document.value);
            self.report.add(id.place, "bad-id", message, help);
        }
    }

    /// The words on which nothing is classified.
    pub(super) fn scope(&mut self, written: Option<&schema::pack::Scope>) -> Scope {
        let outside = written.and_then(|scope| scope.outside.as_ref());
        let rules = written.map(|scope| scope.rules.as_slice()).unwrap_or_default();
        Scope {
            say: self.said(outside.and_then(|outside| outside.say.as_ref())),
            citation: match outside {
                Some(outside) => self.citation(&outside.citation),
                None => Citation { source: String::new(), support: Support::Practice },
            },
            rules: rules.iter().map(|rule| self.rule(rule)).collect(),
        }
    }
}

/// Reports a pack that is written for another format or a later library.
pub(super) fn check_versions(written: Option<&schema::pack::Pack>, report: &mut Report<'_>) {
    let schema = written.and_then(|pack| pack.schema.as_ref());
    if let Some(schema) = schema.filter(|schema| schema.value != SCHEMA) {
        let message = format!("rules of format {}, where format {SCHEMA} is read", schema.value);
        let help = format!("write `schema = {SCHEMA}`, or use a library that reads the other");
        report.add(schema.place, "unknown-schema", message, help);
    }
    let Some(least) = written.and_then(|pack| pack.min_engine.as_ref()) else { return };
    let own = env!("CARGO_PKG_VERSION");
    match (version(&least.value), version(own)) {
        (None, _) => {
            let message = format!("{} is no version", quoted(&least.value));
            let help = "write it as `0.3` or `0.3.1`";
            report.add(least.place, "unknown-value", message, help);
        }
        (least_of, own_of) if least_of > own_of => {
            let message =
                format!("rules for version {} or later, where this is {own}", least.value);
            let help = "use a later version of the library";
            report.add(least.place, "engine-too-old", message, help);
        }
        _ => {}
    }
}

/// The numbers of a version, such as `0.3`; nothing where it is none.
fn version(written: &str) -> Option<[u32; 3]> {
    let mut numbers = [0; 3];
    let mut parts = written.split('.');
    for (number, part) in numbers.iter_mut().zip(parts.by_ref()) {
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

/// Author, title and year.
fn described(document: &schema::pack::Document) -> String {
    let own =
        |text: &Option<Text>| text.as_ref().map(|text| text.value.clone()).unwrap_or_default();
    let year = document.year.as_ref().map(|year| format!(" ({})", year.value)).unwrap_or_default();
    format!("{}: {}{year}", own(&document.author), own(&document.title))
}

/// The format of rules that this library reads.
const SCHEMA: i64 = 1;
/// From how many per cent of its threshold on a code is a hint, where a pack does not say.
const USUAL_HINT: u16 = 50;
/// From how many per cent of its threshold on a code is strong, where a pack does not say.
const USUAL_STRONG: u16 = 150;
/// How many per cent of its points a behaviour adds when it comes back, where a pack does not say.
const USUAL_AGAIN: u16 = 50;
/// How often a behaviour adds to its points at the most, where a pack does not say.
const USUAL_MOST_AGAIN: u16 = 2;
/// From how many per cent of the stronger side on a stance is mixed, where a pack does not say.
const USUAL_MIXED: u16 = 0;
/// From how many per cent of its threshold on a lone code counts, where a pack does not say.
const USUAL_LONE: u16 = 0;
/// How many per cent of what indicators give make a passage clear, where a pack does not say.
const USUAL_INDICATORS: u16 = 100;
/// In cases of how many sessions it counts only so, where a pack does not say.
const USUAL_LONE_AMONG: u16 = 3;
