//! Codes and the evidence for them, as written.
//!
//! Knows nothing of what the names in them stand for. Invariant: every name keeps its place.

use crate::diagnostic::Place;
use crate::schema::fields::{Fields, Number, Text, Written};
use crate::schema::rule::{Behaviour, Citation};

/// A file of `codes/`.
#[derive(Debug)]
pub(crate) struct Code {
    pub(crate) id: Option<Text>,
    pub(crate) renamed_from: Vec<Text>,
    pub(crate) family: Option<Text>,
    pub(crate) title: Option<Text>,
    pub(crate) definition: Option<Text>,
    pub(crate) include: Vec<Text>,
    pub(crate) exclude: Vec<Text>,
    pub(crate) alternative: Option<Text>,
    pub(crate) threshold: Option<Number>,
    pub(crate) citation: Citation,
    pub(crate) risk: Vec<Text>,
    pub(crate) ask: Vec<Ask>,
    pub(crate) contrast: Vec<Contrast>,
    pub(crate) kinds: Vec<Kind>,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) behaviours: Vec<Behaviour>,
}

impl Written for Code {
    const WHAT: &'static str = "a code";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            id: fields.need_text("id"),
            renamed_from: fields.texts("renamed_from"),
            family: fields.need_text("family"),
            title: fields.need_text("title"),
            definition: fields.need_text("definition"),
            include: fields.texts("include"),
            exclude: fields.texts("exclude"),
            alternative: fields.need_text("alternative"),
            threshold: fields.need_number("threshold"),
            citation: Citation::read(fields),
            risk: fields.texts("risk"),
            ask: fields.each("ask"),
            contrast: fields.each("contrast"),
            kinds: fields.each("kind"),
            evidence: fields.each("evidence"),
            behaviours: fields.each("behaviour"),
        }
    }
}

/// `[[ask]]`.
#[derive(Debug)]
pub(crate) struct Ask {
    pub(crate) question: Option<Text>,
    pub(crate) separates: Vec<Text>,
    pub(crate) by: Option<Text>,
}

impl Written for Ask {
    const WHAT: &'static str = "a question";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            question: fields.need_text("question"),
            separates: fields.need_texts("separates"),
            by: fields.text("by"),
        }
    }
}

/// `[[contrast]]`.
#[derive(Debug)]
pub(crate) struct Contrast {
    pub(crate) with: Option<Text>,
    pub(crate) difference: Option<Text>,
}

impl Written for Contrast {
    const WHAT: &'static str = "a contrast";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self { with: fields.need_text("with"), difference: fields.need_text("difference") }
    }
}

/// `[[kind]]`.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) id: Option<Text>,
    pub(crate) title: Option<Text>,
    pub(crate) threshold: Option<Number>,
}

impl Written for Kind {
    const WHAT: &'static str = "a kind";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            id: fields.need_text("id"),
            title: fields.need_text("title"),
            threshold: fields.need_number("threshold"),
        }
    }
}

/// `[[evidence]]`.
#[derive(Debug)]
pub(crate) struct Evidence {
    pub(crate) place: Place,
    pub(crate) id: Option<Text>,
    pub(crate) renamed_from: Vec<Text>,
    pub(crate) behaviour: Option<Text>,
    pub(crate) family: Option<Number>,
    pub(crate) field: Vec<Text>,
    pub(crate) at_least: Option<Number>,
    pub(crate) within: Option<Text>,
    pub(crate) absent: Vec<Text>,
    pub(crate) context: Option<Setting>,
    pub(crate) standing: Vec<Text>,
    pub(crate) finding: Option<Text>,
    pub(crate) kind: Option<Text>,
    pub(crate) when: Option<Setting>,
    pub(crate) points: Option<Number>,
    pub(crate) reason: Option<Text>,
}

impl Written for Evidence {
    const WHAT: &'static str = "a piece of evidence";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            place: fields.place(),
            id: fields.need_text("id"),
            renamed_from: fields.texts("renamed_from"),
            behaviour: fields.text("behaviour"),
            family: fields.number("family"),
            field: fields.texts("field"),
            at_least: fields.number("at_least"),
            within: fields.text("within"),
            absent: fields.texts("absent"),
            context: fields.one("context"),
            standing: fields.texts("standing"),
            finding: fields.text("finding"),
            kind: fields.text("kind"),
            when: fields.one("when"),
            points: fields.need_number("points"),
            reason: fields.text("reason"),
        }
    }
}

/// `{ stage = ["…"], … }`.
#[derive(Debug, Default)]
pub(crate) struct Setting {
    pub(crate) stage: Vec<Text>,
    pub(crate) coach: Vec<Text>,
    pub(crate) culture: Vec<Text>,
    pub(crate) peers: Vec<Text>,
    pub(crate) subject: Vec<Text>,
    pub(crate) speaker: Vec<Text>,
}

impl Written for Setting {
    const WHAT: &'static str = "a setting";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            stage: fields.texts("stage"),
            coach: fields.texts("coach"),
            culture: fields.texts("culture"),
            peers: fields.texts("peers"),
            subject: fields.texts("subject"),
            speaker: fields.texts("speaker"),
        }
    }
}
