//! Who a pack is, its bibliography and its scope, as written.
//!
//! Knows nothing of what the names in them stand for. Invariant: every name keeps its place.

use crate::schema::fields::{Fields, Number, Text, Written};
use crate::schema::rule::{Citation, Rule};

/// `pack.toml`.
#[derive(Debug)]
pub(crate) struct Pack {
    pub(crate) schema: Option<Number>,
    pub(crate) min_engine: Option<Text>,
    /// What it lies on.
    pub(crate) extends: Option<Text>,
    pub(crate) id: Option<Text>,
    pub(crate) version: Option<Text>,
    pub(crate) locale: Option<Text>,
    pub(crate) licence: Option<Text>,
    pub(crate) title: Option<Text>,
    pub(crate) intended_use: Option<Text>,
    pub(crate) not_for: Vec<Text>,
    pub(crate) topic: Vec<Text>,
    pub(crate) forbidden_words: Vec<Text>,
    pub(crate) strength: Option<Strength>,
    pub(crate) case: Option<OverSessions>,
    pub(crate) ask: Option<Asking>,
    pub(crate) silences: Vec<Silence>,
}

impl Written for Pack {
    const WHAT: &'static str = "`pack.toml`";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            schema: fields.need_number("schema"),
            min_engine: fields.text("min_engine"),
            extends: None,
            id: fields.need_text("id"),
            version: fields.need_text("version"),
            locale: fields.need_text("locale"),
            licence: fields.need_text("licence"),
            title: fields.need_text("title"),
            intended_use: fields.need_text("intended_use"),
            not_for: fields.need_texts("not_for"),
            topic: fields.texts("topic"),
            forbidden_words: fields.texts("forbidden_words"),
            strength: fields.one("strength"),
            case: fields.one("case"),
            ask: fields.one("ask"),
            silences: fields.each("silence"),
        }
    }
}

/// `[[silence]]`.
#[derive(Debug)]
pub(crate) struct Silence {
    pub(crate) warning: Option<Text>,
    pub(crate) of: Vec<Text>,
    pub(crate) reason: Option<Text>,
}

impl Written for Silence {
    const WHAT: &'static str = "a silence";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            warning: fields.need_text("warning"),
            of: fields.texts("of"),
            reason: fields.need_text("reason"),
        }
    }
}

/// `pack.toml` of a pack that lies on another: what it does not say, the other one says.
#[derive(Debug)]
pub(crate) struct UpperPack(pub(crate) Pack);

impl Written for UpperPack {
    const WHAT: &'static str = "`pack.toml` of a layer";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self(Pack {
            schema: fields.need_number("schema"),
            min_engine: fields.text("min_engine"),
            extends: fields.need_text("extends"),
            id: fields.need_text("id"),
            version: fields.need_text("version"),
            locale: fields.text("locale"),
            licence: fields.text("licence"),
            title: fields.need_text("title"),
            intended_use: fields.text("intended_use"),
            not_for: fields.texts("not_for"),
            topic: fields.texts("topic"),
            forbidden_words: fields.texts("forbidden_words"),
            strength: None,
            case: None,
            ask: None,
            silences: fields.each("silence"),
        })
    }
}

/// `[strength]`.
#[derive(Debug)]
pub(crate) struct Strength {
    pub(crate) hint: Option<Number>,
    pub(crate) strong: Option<Number>,
}

impl Written for Strength {
    const WHAT: &'static str = "`strength`";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self { hint: fields.need_number("hint"), strong: fields.need_number("strong") }
    }
}

/// `[case]`.
#[derive(Debug, Default)]
pub(crate) struct OverSessions {
    pub(crate) again: Option<Number>,
    pub(crate) most_again: Option<Number>,
    pub(crate) mixed: Option<Number>,
    pub(crate) lone: Option<Number>,
    pub(crate) beside: Option<Number>,
    pub(crate) recurring: Vec<Text>,
    pub(crate) indicators: Option<Number>,
    pub(crate) lone_among: Option<Number>,
    pub(crate) lone_reason: Option<Text>,
}

impl Written for OverSessions {
    const WHAT: &'static str = "`case`";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            again: fields.need_number("again"),
            most_again: fields.need_number("most_again"),
            mixed: fields.need_number("mixed"),
            lone: fields.need_number("lone"),
            beside: fields.number("beside"),
            recurring: fields.texts("recurring"),
            indicators: fields.number("indicators"),
            lone_among: fields.need_number("lone_among"),
            lone_reason: fields.need_text("lone_reason"),
        }
    }
}

/// `[ask]`.
#[derive(Debug)]
pub(crate) struct Asking {
    pub(crate) nothing_settles: Option<Text>,
}

impl Written for Asking {
    const WHAT: &'static str = "`ask`";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self { nothing_settles: fields.need_text("nothing_settles") }
    }
}

/// `sources.toml`.
#[derive(Debug)]
pub(crate) struct Sources {
    pub(crate) documents: Vec<Document>,
    pub(crate) passages: Vec<Passage>,
}

impl Written for Sources {
    const WHAT: &'static str = "`sources.toml`";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self { documents: fields.each("document"), passages: fields.each("passage") }
    }
}

/// `[[document]]`.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) id: Option<Text>,
    pub(crate) author: Option<Text>,
    pub(crate) title: Option<Text>,
    pub(crate) year: Option<Number>,
}

impl Written for Document {
    const WHAT: &'static str = "a document";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            id: fields.need_text("id"),
            author: fields.need_text("author"),
            title: fields.need_text("title"),
            year: fields.number("year"),
        }
    }
}

/// `[[passage]]`.
#[derive(Debug)]
pub(crate) struct Passage {
    pub(crate) id: Option<Text>,
    pub(crate) document: Option<Text>,
    pub(crate) says: Option<Text>,
    pub(crate) inventory: Vec<Text>,
    pub(crate) not_encoded: Option<Text>,
}

impl Written for Passage {
    const WHAT: &'static str = "a passage";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            id: fields.need_text("id"),
            document: fields.need_text("document"),
            says: fields.need_text("says"),
            inventory: fields.texts("inventory"),
            not_encoded: fields.text("not_encoded"),
        }
    }
}

/// `scope.toml`.
#[derive(Debug)]
pub(crate) struct Scope {
    pub(crate) outside: Option<OutsideScope>,
    pub(crate) rules: Vec<Rule>,
}

impl Written for Scope {
    const WHAT: &'static str = "`scope.toml`";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self { outside: fields.need_one("outside_scope"), rules: fields.each("rule") }
    }
}

/// `scope.toml` of a pack that lies on another: more of the words on which nothing is classified.
#[derive(Debug)]
pub(crate) struct UpperScope(pub(crate) Scope);

impl Written for UpperScope {
    const WHAT: &'static str = "`scope.toml` of a layer";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self(Scope { outside: None, rules: fields.each("rule") })
    }
}

/// `[outside_scope]`.
#[derive(Debug)]
pub(crate) struct OutsideScope {
    pub(crate) say: Option<Text>,
    pub(crate) citation: Citation,
}

impl Written for OutsideScope {
    const WHAT: &'static str = "`outside_scope`";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self { say: fields.need_text("say"), citation: Citation::read(fields) }
    }
}
