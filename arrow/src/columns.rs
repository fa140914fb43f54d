//! Which column of a table is read as what.
//!
//! Knows nothing of rows. Invariant: every column in it is there, and has a type that can be read as
//! what it is.

use std::collections::BTreeMap;

use arrow_schema::{DataType, Fields, Schema};

use crate::error::{Error, listed};
use crate::field::{Field, item};

/// Which column of a table is read as what.
///
/// A column is read as the [`Field`] of its name, unless another is named for that; a column of any
/// other name is not read.
///
/// ```
/// use arrow_schema::{DataType, Field as Column, Schema};
/// use pushback_arrow::{Columns, Field};
///
/// let survey = Schema::new(vec![
///     Column::new("Answer", DataType::LargeUtf8, true),
///     Column::new("team", DataType::Utf8, true),
/// ]);
/// let columns = Columns::named(&survey, &[(Field::Text, "Answer")])?.keeping(&["team"])?;
/// assert_eq!(columns.unread().count(), 0);
/// // Without a name, nothing can be read:
/// assert!(Columns::of(&survey).is_err());
/// # Ok::<(), pushback_arrow::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    names: Vec<String>,
    read: BTreeMap<Field, usize>,
    kept: Vec<usize>,
    /// The fields of the structs under [`Field::Context`] and [`Field::Observations`].
    pub(crate) context: BTreeMap<Field, usize>,
    pub(crate) observations: Option<Box<Columns>>,
}

impl Columns {
    /// The columns of a table, by their names alone.
    ///
    /// # Errors
    ///
    /// [`Error::NothingToRead`] where no column is there that something could be read from;
    /// [`Error::WrongType`] where one is that has another type than it must have.
    pub fn of(schema: &Schema) -> Result<Self, Error> {
        Self::named(schema, &[])
    }

    /// The columns of a table, some of which have other names.
    ///
    /// # Errors
    ///
    /// As [`Columns::of`], and [`Error::NoColumn`] where one of the names is not there.
    pub fn named(schema: &Schema, named: &[(Field, &str)]) -> Result<Self, Error> {
        Self::within(schema.fields(), named, "")
    }

    /// These, and further columns that are to stand in the answer, unchanged.
    ///
    /// # Errors
    ///
    /// [`Error::NoColumn`] where one of the names is not there.
    pub fn keeping(mut self, names: &[&str]) -> Result<Self, Error> {
        for name in names {
            let at = self.names.iter().position(|known| known == name);
            let at = at.ok_or_else(|| no_column("keep", name, &self.names))?;
            if !self.kept.contains(&at) {
                self.kept.push(at);
            }
        }
        Ok(self)
    }

    /// The names of the columns that are neither read nor kept.
    pub fn unread(&self) -> impl Iterator<Item = &str> {
        let used = |at: &usize| self.kept.contains(at) || self.read.values().any(|read| read == at);
        let names = self.names.iter().enumerate().filter(move |(at, _)| !used(at));
        names.map(|(_, name)| name.as_str())
    }

    /// Where the column for a field stands.
    pub(crate) fn place(&self, field: Field) -> Option<usize> {
        self.read.get(&field).copied()
    }

    /// The columns that stand in the answer unchanged.
    pub(crate) fn carried(&self) -> Vec<usize> {
        let id = self.place(Field::Id).filter(|id| !self.kept.contains(id));
        id.into_iter().chain(self.kept.iter().copied()).collect()
    }

    /// Whether they are the columns of this table.
    pub(crate) fn are_of(&self, schema: &Schema) -> bool {
        schema.fields().len() == self.names.len()
            && schema.fields().iter().zip(&self.names).all(|(field, name)| field.name() == name)
    }

    fn within(fields: &Fields, wanted: &[(Field, &str)], path: &str) -> Result<Self, Error> {
        let names: Vec<String> = fields.iter().map(|field| field.name().clone()).collect();
        let mut read = BTreeMap::new();
        for (field, name) in wanted {
            let at = names.iter().position(|known| known == name);
            let purpose = || format!("read as `{}`", field.name());
            read.insert(*field, at.ok_or_else(|| no_column(&purpose(), name, &names))?);
        }
        let usual = |field: &Field| names.iter().position(|name| name == field.name());
        for field in Field::ALL.into_iter().filter(|field| usable(*field, path)) {
            if let Some(at) = usual(&field).filter(|at| !read.values().any(|read| read == at)) {
                read.entry(field).or_insert(at);
            }
        }
        check(fields, &read, path)?;
        if !Field::READ.iter().any(|field| read.contains_key(field)) {
            let found = listed(names.iter().map(String::as_str));
            return Err(Error::NothingToRead { found });
        }
        let of = |field: Field| read.get(&field).and_then(|at| fields.get(*at));
        let context = match of(Field::Context).map(|field| field.data_type()) {
            Some(DataType::Struct(inner)) => setting(inner, &format!("{path}context."))?,
            _ => BTreeMap::new(),
        };
        let observations = match of(Field::Observations).and_then(|list| item(list.data_type())) {
            Some(DataType::Struct(inner)) => {
                Some(Box::new(Self::within(inner, &[], "observations.")?))
            }
            _ => None,
        };
        Ok(Self { names, read, kept: Vec::new(), context, observations })
    }
}

/// Whether a field means something here: an observation of a case holds no observations.
fn usable(field: Field, path: &str) -> bool {
    path.is_empty() || !matches!(field, Field::Observations | Field::Id)
}

fn setting(inner: &Fields, path: &str) -> Result<BTreeMap<Field, usize>, Error> {
    let place = |field: Field| {
        let at = inner.iter().position(|found| found.name() == field.name())?;
        Some((field, at))
    };
    let read = Field::SETTING.into_iter().filter_map(place).collect();
    check(inner, &read, path)?;
    Ok(read)
}

fn check(fields: &Fields, read: &BTreeMap<Field, usize>, path: &str) -> Result<(), Error> {
    for (field, at) in read {
        let Some(column) = fields.get(*at) else { continue };
        if let Some(expected) = field.refuses(column.data_type()) {
            let (column, found) = (format!("{path}{}", column.name()), column.data_type().clone());
            return Err(Error::WrongType { column, found, expected });
        }
    }
    Ok(())
}

fn no_column(purpose: &str, name: &str, names: &[String]) -> Error {
    let found = listed(names.iter().map(String::as_str));
    Error::NoColumn { column: name.to_owned(), purpose: purpose.to_owned(), found }
}
