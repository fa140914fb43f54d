//! Rows of CSV as observations.
//!
//! Knows nothing of files. Invariant: a cell that is not understood is a fault of its row, and a
//! column that is not read is told of.

mod joined;

use std::collections::BTreeMap;

use csv::ByteRecord;
use pushback::{Codebook, Observation};

use crate::fault::{Fault, nearest};
use crate::record::{self, Content};
use crate::setting;

pub(crate) use self::joined::Joined;

/// Which cell of a row is what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Columns {
    /// The field that each column is read as.
    fields: Vec<Option<&'static str>>,
    delimiter: u8,
}

/// A column for a field, as it is asked for: `text=Utterance`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// The field.
    pub(crate) field: &'static str,
    /// The name of the column, or its number, counted from 1.
    pub(crate) column: String,
}

impl Wanted {
    /// As it is written on the command line.
    pub(crate) fn of(given: &str) -> Result<Self, String> {
        let (field, column) = given
            .split_once('=')
            .filter(|(_, column)| !column.is_empty())
            .ok_or("expected a field and the name of a column, such as text=Utterance")?;
        match FIELDS.iter().find(|known| **known == field) {
            Some(field) => Ok(Self { field, column: column.to_owned() }),
            None => Err(match nearest(field, FIELDS) {
                Some(near) => format!("there is no such field; did you mean `{near}`?"),
                None => format!("there is no such field, expected one of {}", FIELDS.join(", ")),
            }),
        }
    }
}

impl Columns {
    /// The columns of a file with this first row, which may hold their names. A column is taken for
    /// the field of the same name, unless another one is wanted for that.
    pub(crate) fn new(
        first: &[String],
        named: bool,
        wanted: &[Wanted],
        delimiter: u8,
    ) -> Result<Self, Fault> {
        let header = if named { first } else { &[] };
        let mut fields: BTreeMap<usize, &'static str> = BTreeMap::new();
        for Wanted { field, column } in wanted {
            let by_name = header.iter().position(|name| name == column);
            let by_number = || column.parse().ok().and_then(|number: usize| number.checked_sub(1));
            let at = by_name.or_else(by_number).filter(|at| *at < first.len());
            fields.insert(at.ok_or_else(|| no_column(named))?, field);
        }
        for (at, name) in header.iter().enumerate() {
            let field = FIELDS.iter().find(|field| **field == name.trim().to_lowercase());
            if let Some(field) = field.filter(|field| !fields.values().any(|read| read == *field)) {
                fields.entry(at).or_insert(field);
            }
        }
        if !fields.values().any(|field| matches!(*field, "text" | "behaviours")) {
            return Err(no_column(named));
        }
        let fields = (0..first.len()).map(|at| fields.get(&at).copied()).collect();
        Ok(Self { fields, delimiter })
    }

    /// The names in this header of columns that are not read.
    pub(crate) fn unread<'h>(&self, header: &'h [String]) -> Vec<&'h str> {
        let names = header.iter().zip(&self.fields);
        names.filter(|(_, field)| field.is_none()).map(|(name, _)| name.as_str()).collect()
    }

    /// The identifier in a row, and what the row says.
    pub(crate) fn read(
        &self,
        row: &str,
        codebook: &Codebook,
    ) -> (Option<String>, Result<Content, Fault>) {
        let cells = match cells(row.as_bytes(), self.delimiter) {
            Some(cells) if cells.len() == self.fields.len() => cells,
            Some(cells) => return (None, Err(self.ragged(cells.len()))),
            None => return (None, Err(self.ragged(0))),
        };
        let mut given: BTreeMap<&str, &str> = BTreeMap::new();
        for (field, cell) in self.fields.iter().zip(&cells) {
            // The row is text, and cells end where characters do.
            let cell = str::from_utf8(cell).unwrap_or_default();
            if let Some(field) = field.filter(|_| !cell.trim().is_empty()) {
                given.insert(field, cell);
            }
        }
        let id = given.get("id").map(|id| (*id).to_owned());
        (id, observation(&given, codebook).map(Content::Observation))
    }

    fn ragged(&self, found: usize) -> Fault {
        let wanted = self.fields.len();
        Fault::new(
            "ragged-row",
            format!("the row has {found} cells, expected {wanted}"),
            "put cells with separators, quotation marks or line ends in them between quotation \
             marks, and double those within",
        )
    }
}

/// The cells of a first row, as text.
pub(crate) fn names(row: Option<&[u8]>, delimiter: u8) -> Result<Vec<String>, Fault> {
    let row = row.ok_or_else(Fault::too_long)?;
    let text = str::from_utf8(row).map_err(|error| Fault::not_utf8(error.valid_up_to()))?;
    let cells = cells(text.as_bytes(), delimiter).unwrap_or_default();
    Ok(cells.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect())
}

/// The cells of a row.
fn cells(row: &[u8], delimiter: u8) -> Option<ByteRecord> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(row.len().clamp(64, 1 << 16))
        .from_reader(row);
    let mut cells = ByteRecord::new();
    reader.read_byte_record(&mut cells).ok().filter(|found| *found).map(|_| cells)
}

fn observation(given: &BTreeMap<&str, &str>, codebook: &Codebook) -> Result<Observation, Fault> {
    let mut read = Observation::default();
    for (field, cell) in given {
        let name = cell.trim();
        match *field {
            "id" => {}
            "text" => (*cell).clone_into(&mut read.text),
            "date" => read.date = Some(name.to_owned()),
            "speaker" => read.speaker = Some(record::speaker_of(&name.to_lowercase())?),
            "about" => read.about = Some(record::about_of(&name.to_lowercase())?),
            "session" => read.session = Some(session(name)?),
            "behaviours" => read.behaviours = known(name, codebook, record::know_behaviour)?,
            "responses" => read.responses = known(name, codebook, record::know_response)?,
            "seniority" => setting::set(&mut read.context, field, name)?,
            _ => setting::set(&mut read.context, field, &name.to_lowercase())?,
        }
    }
    if !["text", "behaviours", "responses"].iter().any(|field| given.contains_key(field)) {
        return Err(record::nothing_to_read());
    }
    Ok(read)
}

fn session(cell: &str) -> Result<u32, Fault> {
    cell.parse().ok().filter(|session| *session > 0).ok_or_else(|| {
        Fault::new(
            "wrong-number",
            format!("`session` is no whole number from 1 to {}", u32::MAX),
            "count sessions 1, 2, 3 …, or leave the cell empty",
        )
    })
}

/// The names in a cell, with spaces, semicolons or bars between them, all of which must be known.
fn known(
    cell: &str,
    codebook: &Codebook,
    know: fn(&str, &Codebook) -> Result<(), Fault>,
) -> Result<Vec<String>, Fault> {
    let names = cell.split([' ', ';', '|', ',']).filter(|name| !name.is_empty());
    names.map(|name| know(name, codebook).map(|()| name.to_owned())).collect()
}

fn no_column(named: bool) -> Fault {
    let help = if named {
        "name the columns in the first row, or say `--column text=NAME`"
    } else {
        "say which column is which, such as `--column text=2`"
    };
    Fault::new(
        "no-column",
        "a column that was asked for, or one with the words, is not there",
        help,
    )
}

/// What can be read from a column.
pub(crate) const FIELDS: &[&str] = &[
    "id",
    "speaker",
    "about",
    "text",
    "behaviours",
    "responses",
    "session",
    "date",
    "coach",
    "culture",
    "stage",
    "peers",
    "subject",
    "seniority",
];

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop")]
mod tests {
    use super::*;

    fn columns(header: &str, wanted: &[&str]) -> Result<Columns, Fault> {
        let header: Vec<String> = header.split(',').map(str::to_owned).collect();
        let wanted: Vec<Wanted> = wanted.iter().map(|given| Wanted::of(given).unwrap()).collect();
        Columns::new(&header, true, &wanted, b',')
    }

    #[test]
    fn a_column_is_what_its_name_says_unless_another_is_wanted_for_it() {
        let usual = columns("id,Text,other", &[]).unwrap();
        assert_eq!(usual.fields, [Some("id"), Some("text"), None]);
        let asked = columns("id,text,other", &["text=other", "id=2"]).unwrap();
        assert_eq!(asked.fields, [None, Some("id"), Some("text")]);
        assert_eq!(columns("id,other", &[]).unwrap_err().slug, "no-column");
        assert_eq!(columns("id,text", &["text=words"]).unwrap_err().slug, "no-column");
        assert_eq!(columns("id,text", &["text=3"]).unwrap_err().slug, "no-column");
    }

    #[test]
    fn columns_without_names_go_by_number() {
        let wanted = [Wanted::of("text=3").unwrap(), Wanted::of("id=1").unwrap()];
        let first = ["a", "b", "c", "d"].map(str::to_owned);
        let columns = Columns::new(&first, false, &wanted, b';').unwrap();
        assert_eq!(columns.fields, [Some("id"), None, Some("text"), None]);
        assert!(Wanted::of("txt=3").unwrap_err().contains("`text`"));
    }
}
