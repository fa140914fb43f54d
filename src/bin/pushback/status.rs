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
    /// Somebody stopped it before its end.
    Interrupted,
}

/// What the shell is told where a command was stopped, as by a shell itself.
pub(crate) const INTERRUPTED: u8 = 130;

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        match status {
            Status::Fine => Self::SUCCESS,
            Status::Faults => Self::from(1),
            Status::Failed => Self::from(2),
            Status::Interrupted => Self::from(INTERRUPTED),
        }
    }
}
