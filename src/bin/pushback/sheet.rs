//! What the answers are written on.
//!
//! Knows nothing of how answers come about. Invariant: answers are written whole or not at all, so
//! that what has been written can be used whenever the work is broken off.

use std::io::{self, Write};

use crate::answer::Form;
use crate::tally::Tally;

/// What the answers are written on.
pub(crate) struct Sheet<'f> {
    out: Box<dyn Write>,
    form: &'f dyn Form,
    open: bool,
}

impl<'f> Sheet<'f> {
    pub(crate) fn new(out: Box<dyn Write>, form: &'f dyn Form) -> Self {
        Self { out, form, open: false }
    }

    /// Writes answers, each of which has before it what stands between two.
    pub(crate) fn write(&mut self, mut answers: &[u8]) -> io::Result<()> {
        if answers.is_empty() {
            return Ok(());
        }
        if !self.open {
            self.open = true;
            self.out.write_all(self.form.opening().as_bytes())?;
            answers = answers.get(self.form.between().len()..).unwrap_or_default();
        }
        self.out.write_all(answers)?;
        self.out.flush()
    }

    /// Writes what stands at the end, when this has been read.
    pub(crate) fn finish(&mut self, tally: &Tally) -> io::Result<()> {
        let end = if self.open { self.form.closing(tally) } else { self.form.empty() };
        self.out.write_all(end.as_bytes())?;
        self.out.flush()
    }
}
