//! Why a command, or its work on one file, had to stop.
//!
//! Knows nothing of lines that cannot be read; those are faults. Invariant: a failure never holds
//! words of a person.

use std::io::{self, Write};
use std::path::Path;

/// Why it had to stop.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A file or directory could not be used, for this reason; other files may go on.
    Unread(String),
    /// The output could not be written, for this reason.
    Unwritten(String),
    /// Whoever read the output has closed it.
    Closed,
}

impl Failure {
    /// What could not be read, and why.
    pub(crate) fn reading(what: &str, path: &Path, error: &io::Error) -> Self {
        Self::Unread(format!("cannot read {what} `{}`: {}", path.display(), reason(error)))
    }
}

impl From<io::Error> for Failure {
    /// An error of writing the output.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Closed,
            _ => Self::Unwritten(format!("cannot write the output: {}", reason(&error))),
        }
    }
}

/// Says it on standard error; nothing can be done where even that is closed.
pub(crate) fn tell(what: &str) {
    let _ = writeln!(io::stderr(), "pushback: {what}");
}

/// The reason in plain words.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is nothing of that name".to_owned(),
        io::ErrorKind::PermissionDenied => "permission is denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a directory, expected a file".to_owned(),
        io::ErrorKind::NotADirectory => "it is a file, expected a directory".to_owned(),
        _ => error.to_string(),
    }
}
