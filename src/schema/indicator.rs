//! Indicators, as written.
//!
//! Knows nothing of what the names in them stand for. Invariant: every name keeps its place.

use crate::schema::fields::{Fields, Number, Text, Written};

/// `indicators.toml`.
#[derive(Debug, Default)]
pub(crate) struct Indicators {
    pub(crate) scales: Vec<Scale>,
    pub(crate) longest: Option<Number>,
    pub(crate) never: Vec<Text>,
    /// Concepts, and the points that each gives by code.
    pub(crate) concepts: Vec<(Text, Tells)>,
    /// Words, and the points that they give by code.
    pub(crate) words: Vec<(Text, Tells)>,
}

impl Written for Indicators {
    const WHAT: &'static str = "`indicators.toml`";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            scales: fields.each("scale"),
            longest: fields.number("longest"),
            never: fields.texts("never"),
            concepts: fields.one::<ByName>("concepts").unwrap_or_default().0,
            words: fields.one::<ByName>("words").unwrap_or_default().0,
        }
    }
}

/// `[[scale]]`.
#[derive(Debug)]
pub(crate) struct Scale {
    pub(crate) code: Option<Text>,
    pub(crate) base: Option<Number>,
    pub(crate) withheld: Option<Number>,
    pub(crate) most: Option<Number>,
    pub(crate) least: Option<Number>,
}

impl Written for Scale {
    const WHAT: &'static str = "a scale of indicators";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            code: fields.need_text("code"),
            base: fields.need_number("base"),
            withheld: fields.number("withheld"),
            most: fields.need_number("most"),
            least: fields.need_number("least"),
        }
    }
}

/// A table whose keys are the indicators.
#[derive(Debug, Default)]
struct ByName(Vec<(Text, Tells)>);

impl Written for ByName {
    const WHAT: &'static str = "a table of indicators";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self(fields.rest_of_tables())
    }
}

/// `{ dismissal = 3, time = -1 }`.
#[derive(Debug, Default)]
pub(crate) struct Tells(pub(crate) Vec<(Text, Number)>);

impl Written for Tells {
    const WHAT: &'static str = "an indicator";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self(fields.rest_of_numbers())
    }
}
