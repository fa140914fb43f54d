//! Single values: names from a fixed list, numbers within bounds, settings and citations.
//!
//! Knows nothing of what they belong to. Invariant: a value out of bounds is reported, and one
//! within them stands in for it.

use std::ops::RangeInclusive;

use crate::check::Checker;
use crate::check::code::{FAMILIES, MEANS};
use crate::check::finding::WHENEVER;
use crate::check::modifier::{DIRECTIONS, EFFECTS};
use crate::check::response::STANCES;
use crate::codebook::{Citation, Setting, Support, Within};
use crate::diagnostic::{listed, quoted};
use crate::observation::{CoachRole, Culture, Peers, Speaker, Stage, Subject};
use crate::schema;
use crate::schema::fields::{Number, Text};

impl Checker<'_> {
    /// The one of `all` that a text names; where it names none, that is reported.
    pub(super) fn one_of<T: Copy>(
        &mut self,
        what: &str,
        text: &Text,
        all: &[(&str, T)],
    ) -> Option<T> {
        let found = all.iter().find(|(name, _)| *name == text.value).map(|(_, value)| *value);
        if found.is_none() {
            self.report.add_unknown(
                (text.place, &text.value),
                "unknown-value",
                format!("{} is no {what}", quoted(&text.value)),
                all.iter().map(|(name, _)| *name),
                &format!("write {}", listed(all.iter().map(|(name, _)| *name))),
            );
        }
        found
    }

    fn some_of<T: Copy>(
        &mut self,
        what: &str,
        texts: &[Text],
        all: &[T],
        name: impl Fn(T) -> &'static str,
    ) -> Vec<T> {
        let all: Vec<(&str, T)> = all.iter().map(|value| (name(*value), *value)).collect();
        texts.iter().filter_map(|text| self.one_of(what, text, &all)).collect()
    }

    /// Who speaks.
    pub(super) fn speakers(&mut self, texts: &[Text]) -> Vec<Speaker> {
        self.some_of("speaker", texts, &Speaker::ALL, Speaker::name)
    }

    /// How far apart parts may stand.
    pub(super) fn within(&mut self, text: Option<&Text>, otherwise: Within) -> Within {
        text.and_then(|text| self.one_of("distance", text, &WITHIN)).unwrap_or(otherwise)
    }

    /// A condition on the setting.
    pub(super) fn setting(&mut self, setting: Option<&schema::code::Setting>) -> Setting {
        let Some(setting) = setting else {
            return Setting::default();
        };
        Setting {
            stage: self.some_of("stage", &setting.stage, Stage::ALL, Stage::name),
            coach: self.some_of("role of a coach", &setting.coach, CoachRole::ALL, CoachRole::name),
            culture: self.some_of("culture", &setting.culture, Culture::ALL, Culture::name),
            peers: self.some_of("climate among peers", &setting.peers, Peers::ALL, Peers::name),
            subject: self.some_of("subject", &setting.subject, Subject::ALL, Subject::name),
            speaker: self.speakers(&setting.speaker),
        }
    }

    /// Where something comes from.
    pub(super) fn citation(&mut self, citation: &schema::rule::Citation) -> Citation {
        if let Some(source) = &citation.source {
            self.names.sources.resolve(&mut self.report, &source.value, source.place);
        }
        let support = citation.support.as_ref();
        Citation {
            source: citation.source.as_ref().map(|text| text.value.clone()).unwrap_or_default(),
            support: support
                .and_then(|text| self.one_of("kind of support", text, &SUPPORT))
                .unwrap_or(Support::Inference),
        }
    }

    /// A number within bounds.
    pub(super) fn number<N: TryFrom<i64> + Default>(
        &mut self,
        what: &str,
        number: Option<&Number>,
        bounds: RangeInclusive<i64>,
    ) -> N {
        let Some(number) = number else {
            return N::default();
        };
        if !bounds.contains(&number.value) {
            let (least, most) = (bounds.start(), bounds.end());
            let message =
                format!("{} as {what}, where {least} to {most} is possible", number.value);
            let help = format!("write a whole number from {least} to {most}");
            self.report.add(number.place, "out-of-range", message, help);
        }
        N::try_from(number.value).unwrap_or_default()
    }

    /// Points for or against.
    pub(super) fn points(&mut self, number: Option<&Number>) -> i16 {
        self.number("points", number, POINTS)
    }

    /// The points at which something stands.
    pub(super) fn threshold(&mut self, number: Option<&Number>) -> i16 {
        self.number("threshold", number, THRESHOLD)
    }
}

/// The names from which the value of a key of this name is taken, in whatever table; nothing where
/// it may be any text.
pub(crate) fn values(key: &str) -> Option<Vec<&'static str>> {
    fn names<T: Copy>(all: &[(&'static str, T)]) -> Vec<&'static str> {
        all.iter().map(|(name, _)| *name).collect()
    }
    Some(match key {
        "within" => names(&WITHIN),
        "support" => names(&SUPPORT),
        "by" => names(&MEANS),
        "when" => names(&WHENEVER),
        "effect" => names(&EFFECTS),
        "direction" => names(&DIRECTIONS),
        "family" | "recurring" => FAMILIES.to_vec(),
        "stance" => STANCES.to_vec(),
        "speaker" => Speaker::ALL.iter().map(|one| one.name()).collect(),
        "stage" => Stage::ALL.iter().map(|one| one.name()).collect(),
        "coach" => CoachRole::ALL.iter().map(|one| one.name()).collect(),
        "culture" => Culture::ALL.iter().map(|one| one.name()).collect(),
        "peers" => Peers::ALL.iter().map(|one| one.name()).collect(),
        "subject" => Subject::ALL.iter().map(|one| one.name()).collect(),
        _ => return None,
    })
}

/// The bounds of a number under a key of this name, in whatever table; nothing where they differ.
pub(crate) fn bounds(key: &str) -> Option<RangeInclusive<i64>> {
    match key {
        "points" => Some(POINTS),
        "threshold" => Some(THRESHOLD),
        "rank" => Some(RANK),
        _ => None,
    }
}

/// Points for or against.
const POINTS: RangeInclusive<i64> = -20..=20;
/// The points at which something stands.
const THRESHOLD: RangeInclusive<i64> = 1..=100;
/// How well a response suits.
pub(super) const RANK: RangeInclusive<i64> = 1..=100;
const WITHIN: [(&str, Within); 3] = [
    ("clause", Within::Clause),
    ("sentence", Within::Sentence),
    ("observation", Within::Observation),
];
const SUPPORT: [(&str, Support); 3] = [
    ("direct", Support::Direct),
    ("inference", Support::Inference),
    ("practice", Support::Practice),
];
