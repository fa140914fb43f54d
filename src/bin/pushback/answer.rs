//! What is said about one record of the input, and whoever writes it down.
//!
//! Knows nothing of the forms of output. Invariant: there is one answer for every record, in the
//! order of the input.

use std::io;

use pushback::{Assessment, Case, Observation};
use serde_json::value::RawValue;

use crate::fault::Fault;
use crate::tally::Tally;
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

/// A form of output. Answers are written down one by one, on any thread, and put together in order.
pub(crate) trait Form: Send + Sync {
    /// What stands before the first answer.
    fn opening(&self) -> String {
        String::new()
    }

    /// What stands between two answers.
    fn between(&self) -> &str {
        Default::default()
    }

    /// Writes down one answer.
    fn answer(&self, answer: &Answer<'_>, into: &mut Vec<u8>) -> io::Result<()>;

    /// What stands after the last answer, when this has been read.
    fn closing(&self, _: &Tally) -> String {
        String::new()
    }

    /// What stands there when there is no answer.
    fn empty(&self) -> String {
        String::new()
    }
}
