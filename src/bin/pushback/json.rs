//! Answers as JSON: an object a line, or one array.
//!
//! Knows nothing of how an assessment is made. Invariant: in lines, no answer takes more than one.

use std::io;

use pushback::Assessment;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::answer::{Answer, Form, Outcome};
use crate::fault::Fault;
use crate::tally::Tally;

/// An object a line.
pub(crate) struct JsonLines;

impl Form for JsonLines {
    fn answer(&self, answer: &Answer<'_>, into: &mut Vec<u8>) -> io::Result<()> {
        serde_json::to_writer(&mut *into, &Object::of(answer))?;
        into.push(b'\n');
        Ok(())
    }
}

/// One array, laid out for people.
pub(crate) struct JsonArray;

impl Form for JsonArray {
    fn opening(&self) -> String {
        "[\n  ".to_owned()
    }

    fn between(&self) -> &'static str {
        ",\n  "
    }

    fn answer(&self, answer: &Answer<'_>, into: &mut Vec<u8>) -> io::Result<()> {
        let object = serde_json::to_string_pretty(&Object::of(answer))?;
        // Strings in JSON hold no line ends, so that every one of them may be indented.
        into.extend(object.replace('\n', "\n  ").bytes());
        Ok(())
    }

    fn closing(&self, _: &Tally) -> String {
        "\n]\n".to_owned()
    }

    fn empty(&self) -> String {
        "[]\n".to_owned()
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
