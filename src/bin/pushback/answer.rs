//! What is said about one record of the input, and whoever writes it down.
//!
//! Knows nothing of the forms of output. Invariant: there is one answer for every record, in the
//! order of the input.

use std::io;

use pushback::{Assessment, Case, Observation};
use serde_json::value::RawValue;

use crate::fault::Fault;
use crate::transcript::Transcript;

/// What is said about one record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answer<'a> {
    /// The file, where there are several.
    pub(crate) file: Option<&'a str>,
    /// The line on which the record starts.
    pub(crate) line: usize,
    /// The caller's name for the record, as it is written.
    pub(crate) id: Option<&'a RawValue>,
    /// What came of it.
    pub(crate) outcome: Outcome<'a>,
}

/// What came of a record.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Outcome<'a> {
    /// It was read, as this.
    Read(Subject<'a>, &'a Assessment),
    /// It could not be read, for this reason, at this column.
    Fault(&'a Fault, usize),
}

/// What was read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Subject<'a> {
    Observation(&'a Observation),
    Case(&'a Case),
    Transcript(&'a Transcript),
}

/// A form of output.
pub(crate) trait Write {
    /// Writes down one answer.
    fn answer(&mut self, answer: &Answer<'_>) -> io::Result<()>;

    /// Lets go of what is held back, so that a reader who waits for it has it.
    fn flush(&mut self) -> io::Result<()>;

    /// Writes what belongs at the end.
    fn finish(&mut self) -> io::Result<()>;
}
