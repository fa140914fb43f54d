//! Concepts, words and modifiers, as written.
//!
//! Knows nothing of what the names in them stand for. Invariant: every name keeps its place.

use crate::diagnostic::Place;
use crate::schema::fields::{Fields, Number, Text, Written};
use crate::schema::rule::Example;

/// A file of `lexicon/`.
#[derive(Debug)]
pub(crate) struct Lexicon {
    pub(crate) field: Option<Text>,
    pub(crate) concepts: Vec<Concept>,
}

impl Written for Lexicon {
    const WHAT: &'static str = "a file of the lexicon";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        fields.need_text("about");
        Self { field: fields.need_text("field"), concepts: fields.each("concept") }
    }
}

/// `[[concept]]`.
#[derive(Debug)]
pub(crate) struct Concept {
    pub(crate) place: Place,
    pub(crate) id: Option<Text>,
    pub(crate) renamed_from: Vec<Text>,
    pub(crate) means: Option<Text>,
    pub(crate) terms: Vec<Text>,
    pub(crate) regex: Option<Text>,
}

impl Written for Concept {
    const WHAT: &'static str = "a concept";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            place: fields.place(),
            id: fields.need_text("id"),
            renamed_from: fields.texts("renamed_from"),
            means: fields.need_text("means"),
            terms: fields.texts("terms"),
            regex: fields.text("regex"),
        }
    }
}

/// `words.toml`.
#[derive(Debug, Default)]
pub(crate) struct Words {
    pub(crate) transparent: Vec<Text>,
    pub(crate) clause_openers: Vec<Text>,
    pub(crate) abbreviations: Vec<Text>,
    pub(crate) names: Vec<Text>,
    pub(crate) not_names: Vec<Text>,
    pub(crate) contractions: Vec<(Text, Vec<Text>)>,
    pub(crate) clitics: Vec<(Text, Vec<Text>)>,
    pub(crate) irregular: Vec<(Text, Vec<Text>)>,
    pub(crate) persons: Persons,
}

impl Written for Words {
    const WHAT: &'static str = "`words.toml`";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            transparent: fields.texts("transparent"),
            clause_openers: fields.texts("clause_openers"),
            abbreviations: fields.texts("abbreviations"),
            names: fields.texts("names"),
            not_names: fields.texts("not_names"),
            contractions: fields.one::<WordTable>("contractions").unwrap_or_default().0,
            clitics: fields.one::<WordTable>("clitics").unwrap_or_default().0,
            irregular: fields.one::<WordTable>("irregular").unwrap_or_default().0,
            persons: fields.one("persons").unwrap_or_default(),
        }
    }
}

/// A table from words to words.
#[derive(Debug, Default)]
struct WordTable(Vec<(Text, Vec<Text>)>);

impl Written for WordTable {
    const WHAT: &'static str = "a table of words";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self(fields.rest())
    }
}

/// `[persons]`: how the coachee is spoken of, by grammatical role.
#[derive(Debug, Default)]
pub(crate) struct Persons {
    pub(crate) i: Option<PersonWords>,
    pub(crate) my: Option<PersonWords>,
    pub(crate) me: Option<PersonWords>,
}

impl Written for Persons {
    const WHAT: &'static str = "`persons`";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self { i: fields.one("i"), my: fields.one("my"), me: fields.one("me") }
    }
}

/// `[persons.i]`, `[persons.my]` or `[persons.me]`.
#[derive(Debug)]
pub(crate) struct PersonWords {
    pub(crate) coachee: Vec<Text>,
    pub(crate) others: Vec<Text>,
    pub(crate) names: bool,
    pub(crate) elided: bool,
}

impl Written for PersonWords {
    const WHAT: &'static str = "a person";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            coachee: fields.need_texts("coachee"),
            others: fields.need_texts("others"),
            names: fields.flag("names"),
            elided: fields.flag("elided"),
        }
    }
}

/// `modifiers.toml`.
#[derive(Debug)]
pub(crate) struct Modifiers(pub(crate) Vec<Modifier>);

impl Written for Modifiers {
    const WHAT: &'static str = "`modifiers.toml`";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self(fields.each("modifier"))
    }
}

/// `[[modifier]]`.
#[derive(Debug)]
pub(crate) struct Modifier {
    pub(crate) place: Place,
    pub(crate) id: Option<Text>,
    pub(crate) renamed_from: Vec<Text>,
    pub(crate) title: Option<Text>,
    pub(crate) effect: Option<Text>,
    pub(crate) points: Option<Number>,
    pub(crate) lifts: Vec<Text>,
    pub(crate) cues: Vec<Cue>,
    pub(crate) fires: Vec<Example>,
    pub(crate) silent: Vec<Example>,
}

impl Written for Modifier {
    const WHAT: &'static str = "a modifier";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            place: fields.place(),
            id: fields.need_text("id"),
            renamed_from: fields.texts("renamed_from"),
            title: fields.need_text("title"),
            effect: fields.need_text("effect"),
            points: fields.number("points"),
            lifts: fields.texts("lifts"),
            cues: fields.each("cue"),
            fires: fields.texts_or_tables("fires"),
            silent: fields.texts_or_tables("silent"),
        }
    }
}

/// `[[modifier.cue]]`.
#[derive(Debug)]
pub(crate) struct Cue {
    pub(crate) place: Place,
    pub(crate) any: Vec<Text>,
    pub(crate) direction: Option<Text>,
    pub(crate) reach: Option<Number>,
    pub(crate) within: Option<Text>,
    pub(crate) terminators: Vec<Text>,
    pub(crate) pseudo: Vec<Text>,
    pub(crate) speaker: Vec<Text>,
    pub(crate) quoted: bool,
    pub(crate) question: bool,
    pub(crate) fires: Vec<Example>,
    pub(crate) silent: Vec<Example>,
}

impl Written for Cue {
    const WHAT: &'static str = "a cue";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            place: fields.place(),
            any: fields.texts("any"),
            direction: fields.text("direction"),
            reach: fields.number("reach"),
            within: fields.text("within"),
            terminators: fields.texts("terminators"),
            pseudo: fields.texts("pseudo"),
            speaker: fields.texts("speaker"),
            quoted: fields.flag("quoted"),
            question: fields.flag("question"),
            fires: fields.texts_or_tables("fires"),
            silent: fields.texts_or_tables("silent"),
        }
    }
}
