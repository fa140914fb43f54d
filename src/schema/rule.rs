//! Behaviours, their rules and examples, as written.
//!
//! Knows nothing of what the names in them stand for. Invariant: every name keeps its place.

use crate::diagnostic::Place;
use crate::schema::fields::{Fields, Number, Text, Written};

/// A file of `behaviours/`.
#[derive(Debug)]
pub(crate) struct Behaviours(pub(crate) Vec<Behaviour>);

impl Written for Behaviours {
    const WHAT: &'static str = "a file of behaviours";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self(fields.each("behaviour"))
    }
}

/// `[[behaviour]]`.
#[derive(Debug)]
pub(crate) struct Behaviour {
    pub(crate) id: Option<Text>,
    pub(crate) renamed_from: Vec<Text>,
    pub(crate) title: Option<Text>,
    pub(crate) citation: Citation,
    pub(crate) points: Option<Number>,
    pub(crate) evidence: Vec<Share>,
    pub(crate) rules: Vec<Rule>,
}

impl Written for Behaviour {
    const WHAT: &'static str = "a behaviour";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            id: fields.need_text("id"),
            renamed_from: fields.texts("renamed_from"),
            title: fields.need_text("title"),
            citation: Citation::read(fields),
            points: fields.number("points"),
            evidence: fields.each("evidence"),
            rules: fields.each("rule"),
        }
    }
}

/// `source` and `support`, which stand among the keys of what they belong to.
#[derive(Debug)]
pub(crate) struct Citation {
    pub(crate) source: Option<Text>,
    pub(crate) support: Option<Text>,
}

impl Citation {
    /// Takes the two keys.
    pub(crate) fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self { source: fields.need_text("source"), support: fields.need_text("support") }
    }
}

/// `{ code = "…", kind = "…", points = … }`: what a behaviour is evidence for.
#[derive(Debug)]
pub(crate) struct Share {
    pub(crate) code: Option<Text>,
    pub(crate) kind: Option<Text>,
    pub(crate) points: Option<Number>,
}

impl Written for Share {
    const WHAT: &'static str = "an entry of `evidence`";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            code: fields.need_text("code"),
            kind: fields.text("kind"),
            points: fields.need_number("points"),
        }
    }
}

/// `[[behaviour.rule]]`.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) place: Place,
    pub(crate) id: Option<Text>,
    pub(crate) renamed_from: Vec<Text>,
    pub(crate) any: Vec<Text>,
    pub(crate) all: Vec<Text>,
    pub(crate) then: Vec<Text>,
    pub(crate) regex: Option<Text>,
    pub(crate) within: Option<Text>,
    pub(crate) unless: Vec<Exception>,
    pub(crate) speaker: Vec<Text>,
    pub(crate) topic: bool,
    pub(crate) carries: Vec<Text>,
    pub(crate) points: Option<Number>,
    pub(crate) fires: Vec<Example>,
    pub(crate) silent: Vec<Example>,
    pub(crate) known_gap: Vec<Example>,
}

impl Written for Rule {
    const WHAT: &'static str = "a rule";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            place: fields.place(),
            id: fields.need_text("id"),
            renamed_from: fields.texts("renamed_from"),
            any: fields.texts("any"),
            all: fields.texts("all"),
            then: fields.texts("then"),
            regex: fields.text("regex"),
            within: fields.text("within"),
            unless: fields.each("unless"),
            speaker: fields.texts("speaker"),
            topic: fields.flag("topic"),
            carries: fields.texts("carries"),
            points: fields.number("points"),
            fires: fields.texts_or_tables("fires"),
            silent: fields.texts_or_tables("silent"),
            known_gap: fields.each("known_gap"),
        }
    }
}

/// `[[behaviour.rule.unless]]`.
#[derive(Debug)]
pub(crate) struct Exception {
    pub(crate) id: Option<Text>,
    pub(crate) any: Vec<Text>,
    pub(crate) within: Option<Text>,
    pub(crate) reason: Option<Text>,
}

impl Written for Exception {
    const WHAT: &'static str = "an exception";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            id: fields.need_text("id"),
            any: fields.need_texts("any"),
            within: fields.text("within"),
            reason: fields.need_text("reason"),
        }
    }
}

/// A text, or `{ text = "…", … }`.
#[derive(Debug)]
pub(crate) struct Example {
    pub(crate) text: Option<Text>,
    pub(crate) speaker: Option<Text>,
    pub(crate) reason: Option<Text>,
    pub(crate) kills: Option<Text>,
}

impl Written for Example {
    const WHAT: &'static str = "an example";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            text: fields.need_text("text"),
            speaker: fields.text("speaker"),
            reason: fields.text("reason"),
            kills: fields.text("kills"),
        }
    }
}

impl From<Text> for Example {
    fn from(text: Text) -> Self {
        Self { text: Some(text), speaker: None, reason: None, kills: None }
    }
}
