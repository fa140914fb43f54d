//! What a column may be read as.
//!
//! Knows nothing of where a column stands. Invariant: the names are those of the keys of an
//! observation in JSON, and of its context.

use arrow_schema::DataType;

use crate::error::{Error, listed};

/// What a column may be read as. The names are those of the keys of a record in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Field {
    /// The caller's name for the row, of any type; given back unchanged.
    Id,
    /// Who speaks: `coachee`, `coach` or `observer`; unknown where there is nothing.
    Speaker,
    /// What the row is known to be about: `coaching`, or nothing.
    About,
    /// The words.
    Text,
    /// Behaviours that have been coded already, by the identifiers of the rules.
    Behaviours,
    /// What the coach did, by the identifiers of responses in the rules.
    Responses,
    /// The number of the session, counted from 1.
    Session,
    /// A struct with any of the six that follow; one that has a column of its own is taken there.
    Context,
    /// Where the coach stands: `internal` or `external`.
    Coach,
    /// The organisation's culture.
    Culture,
    /// How far the engagement has come.
    Stage,
    /// How the peers take coaching.
    Peers,
    /// Who is coached: `individual` or `team`.
    Subject,
    /// The coachee's level, in the caller's words.
    Seniority,
    /// A list of structs with these same fields: the row is a case.
    Observations,
}

impl Field {
    /// Every field, in the order of the documentation.
    pub const ALL: [Self; 15] = [
        Self::Id,
        Self::Speaker,
        Self::About,
        Self::Text,
        Self::Behaviours,
        Self::Responses,
        Self::Session,
        Self::Context,
        Self::Coach,
        Self::Culture,
        Self::Stage,
        Self::Peers,
        Self::Subject,
        Self::Seniority,
        Self::Observations,
    ];
    /// What stands in a struct under [`Field::Context`].
    pub(crate) const SETTING: [Self; 6] =
        [Self::Coach, Self::Culture, Self::Stage, Self::Peers, Self::Subject, Self::Seniority];
    /// What there must be one of, for there to be anything to read.
    pub(crate) const READ: [Self; 4] =
        [Self::Text, Self::Behaviours, Self::Responses, Self::Observations];

    /// The name of the column that is read as it, unless another is said to be.
    pub fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Speaker => "speaker",
            Self::About => "about",
            Self::Text => "text",
            Self::Behaviours => "behaviours",
            Self::Responses => "responses",
            Self::Session => "session",
            Self::Context => "context",
            Self::Coach => "coach",
            Self::Culture => "culture",
            Self::Stage => "stage",
            Self::Peers => "peers",
            Self::Subject => "subject",
            Self::Seniority => "seniority",
            Self::Observations => "observations",
        }
    }

    /// The field of this name.
    ///
    /// # Errors
    ///
    /// [`Error::NoField`] where there is none; it lists those that there are.
    ///
    /// ```
    /// use pushback_arrow::Field;
    ///
    /// assert_eq!(Field::of("text")?, Field::Text);
    /// assert!(Field::of("words").unwrap_err().to_string().contains("`text`"));
    /// # Ok::<(), pushback_arrow::Error>(())
    /// ```
    pub fn of(name: &str) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|field| field.name() == name).ok_or_else(|| Error::NoField {
            found: name.to_owned(),
            known: listed(Self::ALL.map(Self::name)),
        })
    }

    /// What type a column must have to be read as it; nothing where this one will do.
    pub(crate) fn refuses(self, found: &DataType) -> Option<&'static str> {
        let (fits, expected) = match self {
            Self::Id => (true, "anything"),
            Self::Session => (found.is_numeric() && is_plain(found), "a whole number"),
            Self::Behaviours | Self::Responses => {
                (is_text(found) || item(found).is_some_and(is_text), "a list of texts, or a text")
            }
            Self::Context => (matches!(found, DataType::Struct(_)), "a struct"),
            Self::Observations => (
                item(found).is_some_and(|item| matches!(item, DataType::Struct(_))),
                "a list of structs",
            ),
            _ => (is_text(found), "a text"),
        };
        (!fits && !matches!(found, DataType::Null)).then_some(expected)
    }
}

/// The type of the items of a list.
pub(crate) fn item(list: &DataType) -> Option<&DataType> {
    match list {
        DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
            Some(item.data_type())
        }
        _ => None,
    }
}

fn is_text(found: &DataType) -> bool {
    match found {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => true,
        DataType::Dictionary(_, values) => is_text(values),
        _ => false,
    }
}

/// Whether it is a number that a whole one can be read from without a scale. Tables that know no
/// missing whole numbers keep them as fractions.
fn is_plain(found: &DataType) -> bool {
    found.is_integer() || matches!(found, DataType::Float32 | DataType::Float64)
}
