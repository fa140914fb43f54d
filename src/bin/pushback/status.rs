//! How a command ended, as told to the shell.
//!
//! Knows nothing of what was done. Invariant: a worse status is greater.

use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    /// All was read, or no mistake was found.
    Fine,
    /// Some lines could not be read, or there were mistakes.
    Faults,
    /// A file, a directory or the command could not be used.
    Failed,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        match status {
            Status::Fine => Self::SUCCESS,
            Status::Faults => Self::from(1),
            Status::Failed => Self::from(2),
        }
    }
}
