//! Answers as JSON: an object a line, or one array.
//!
//! Knows nothing of how an assessment is made. Invariant: in lines, no answer takes more than one.

use std::io::{self, Write};

use pushback::Assessment;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::answer::{self, Answer, Outcome};
use crate::fault::Fault;

/// Writes an object a line.
pub(crate) struct JsonLines<W>(pub(crate) W);

impl<W: Write> answer::Write for JsonLines<W> {
    fn answer(&mut self, answer: &Answer<'_>) -> io::Result<()> {
        serde_json::to_writer(&mut self.0, &Object::of(answer))?;
        self.0.write_all(b"\n")
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Writes one array, laid out for people.
pub(crate) struct JsonArray<W> {
    out: W,
    any: bool,
}

impl<W: Write> JsonArray<W> {
    pub(crate) fn new(out: W) -> Self {
        Self { out, any: false }
    }
}

impl<W: Write> answer::Write for JsonArray<W> {
    fn answer(&mut self, answer: &Answer<'_>) -> io::Result<()> {
        let object = serde_json::to_string_pretty(&Object::of(answer))?;
        let before = if self.any { ",\n  " } else { "[\n  " };
        self.any = true;
        self.out.write_all(before.as_bytes())?;
        // Strings in JSON hold no line ends, so that every one of them may be indented.
        self.out.write_all(object.replace('\n', "\n  ").as_bytes())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.write_all(if self.any { b"\n]\n" } else { b"[]\n" })?;
        self.out.flush()
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum Object<'a> {
    Read {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a RawValue>,
        #[serde(flatten)]
        assessment: &'a Assessment,
    },
    Fault {
        error: Error<'a>,
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a RawValue>,
    },
}

#[derive(Serialize)]
struct Error<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    line: usize,
    column: usize,
    slug: &'a str,
    message: &'a str,
    help: &'a str,
}

impl<'a> Object<'a> {
    fn of(answer: &Answer<'a>) -> Self {
        match answer.outcome {
            Outcome::Read(_, assessment) => Self::Read { id: answer.id, assessment },
            Outcome::Fault(fault, column) => {
                let Fault { slug, message, help, .. } = fault;
                let (file, line) = (answer.file, answer.line);
                let error = Error { file, line, column, slug, message, help };
                Self::Fault { error, id: answer.id }
            }
        }
    }
}
