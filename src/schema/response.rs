//! Responses and their occasions, as written.
//!
//! Knows nothing of what the names in them stand for. Invariant: every name keeps its place.

use crate::diagnostic::Place;
use crate::schema::code::Setting;
use crate::schema::fields::{Fields, Number, Text, Written};
use crate::schema::rule::Citation;

/// `responses.toml`.
#[derive(Debug)]
pub(crate) struct Responses(pub(crate) Vec<Response>);

impl Written for Responses {
    const WHAT: &'static str = "`responses.toml`";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self(fields.each("response"))
    }
}

/// `[[response]]`.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) id: Option<Text>,
    pub(crate) renamed_from: Vec<Text>,
    pub(crate) title: Option<Text>,
    pub(crate) r#do: Option<Text>,
    pub(crate) say: Option<Text>,
    pub(crate) avoid: Option<Text>,
    pub(crate) watch_for: Option<Text>,
    pub(crate) citation: Citation,
    pub(crate) when: Vec<Occasion>,
    pub(crate) never: Vec<Occasion>,
}

impl Written for Response {
    const WHAT: &'static str = "a response";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            id: fields.need_text("id"),
            renamed_from: fields.texts("renamed_from"),
            title: fields.need_text("title"),
            r#do: fields.need_text("do"),
            say: fields.need_text("say"),
            avoid: fields.need_text("avoid"),
            watch_for: fields.text("watch_for"),
            citation: Citation::read(fields),
            when: fields.each("when"),
            never: fields.each("never"),
        }
    }
}

/// `[[response.when]]` or `[[response.never]]`.
#[derive(Debug)]
pub(crate) struct Occasion {
    pub(crate) place: Place,
    pub(crate) code: Option<Text>,
    pub(crate) kind: Option<Text>,
    pub(crate) family: Option<Text>,
    pub(crate) at_least: Option<Number>,
    pub(crate) finding: Option<Text>,
    pub(crate) behaviour: Vec<Text>,
    pub(crate) without_behaviour: Vec<Text>,
    pub(crate) with: Vec<Text>,
    pub(crate) without: Vec<Text>,
    pub(crate) stance: Vec<Text>,
    pub(crate) setting: Setting,
    pub(crate) rank: Option<Number>,
}

impl Written for Occasion {
    const WHAT: &'static str = "an occasion";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            place: fields.place(),
            code: fields.text("code"),
            kind: fields.text("kind"),
            family: fields.text("family"),
            at_least: fields.number("at_least"),
            finding: fields.text("finding"),
            behaviour: fields.texts("behaviour"),
            without_behaviour: fields.texts("without_behaviour"),
            with: fields.texts("with"),
            without: fields.texts("without"),
            stance: fields.texts("stance"),
            setting: Setting::read(fields),
            rank: fields.number("rank"),
        }
    }
}
