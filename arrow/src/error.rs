//! Why a table cannot be assessed at all.
//!
//! Knows nothing of rows; a row that cannot be read is no error here. Invariant: an error names
//! columns and types, and never shows what stands in a cell.

use arrow_schema::{ArrowError, DataType};

/// Why a table cannot be assessed.
///
/// A row that cannot be read is none of these: it has its reason in the column `error` of the
/// answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No column holds anything to read.
    #[error(
        "no column is called `text`, `behaviours`, `responses` or `observations`, found {found}; \
         name one of them so, or say which it is (`Columns::named`, `--column text=NAME`)"
    )]
    NothingToRead {
        /// The columns that are there.
        found: String,
    },
    /// A column that was asked for is not there.
    #[error("there is no column `{column}` to {purpose}, found {found}")]
    NoColumn {
        /// The column.
        column: String,
        /// What for.
        purpose: String,
        /// The columns that are there.
        found: String,
    },
    /// There is no such field.
    #[error("columns are not read as `{found}`, expected one of {known}")]
    NoField {
        /// The field that was asked for.
        found: String,
        /// The fields that there are.
        known: String,
    },
    /// A column has a type that cannot be read as what it is.
    #[error("the column `{column}` is {found}, expected {expected}; cast it, or leave it out")]
    WrongType {
        /// The column; behind a point, the field of a struct.
        column: String,
        /// Its type.
        found: DataType,
        /// What it may be.
        expected: &'static str,
    },
    /// A column of the answer would be there twice.
    #[error("a column to be kept is called `{column}`, as is one of the answer; rename it")]
    Taken {
        /// The column.
        column: String,
    },
    /// A batch has other columns than those that were looked at first.
    #[error("the batch has other columns than `Columns` was made for; make it anew")]
    OtherColumns,
    /// Arrow could not put a table together.
    #[error("the table cannot be put together: {0}")]
    Arrow(#[from] ArrowError),
    /// A file could not be read or written as Parquet.
    #[cfg(feature = "parquet")]
    #[error("the file cannot be read or written as Parquet: {0}")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// The file to be written is the one that is read.
    #[cfg(feature = "parquet")]
    #[error("`{path}` is the file that is read; name another to be written", path = path.display())]
    SameFile {
        /// The file.
        path: std::path::PathBuf,
    },
    /// A file could not be opened, made or moved to its place.
    #[cfg(feature = "parquet")]
    #[error("cannot {what} the file `{path}`: {reason}", path = path.display())]
    File {
        /// What was to be done with it.
        what: &'static str,
        /// The file.
        path: std::path::PathBuf,
        /// Why it could not be.
        reason: std::io::Error,
    },
}

/// Names between backticks, for people.
pub(crate) fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
