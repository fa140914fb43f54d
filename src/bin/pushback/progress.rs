//! How far the work has come, for somebody who watches.
//!
//! Knows nothing of the work. Invariant: nothing is drawn where standard error is no terminal, or
//! where results appear on the same one.

use std::fmt::Write;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressStyle};

use crate::tally::Tally;

/// A line that tells how far the work has come.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Of reading these files; nothing is drawn where that is not wanted.
    pub(crate) fn of(files: &[PathBuf], wanted: bool) -> Self {
        if !wanted || io::stdout().is_terminal() || !io::stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let (bar, template) = match size(files) {
            Some(bytes) => (ProgressBar::new(bytes), BAR),
            None => (ProgressBar::new_spinner(), SPINNER),
        };
        bar.enable_steady_tick(Duration::from_millis(200));
        let style = ProgressStyle::with_template(template);
        Self(style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style)))
    }

    /// So many bytes of the files have been read, and this has come of them.
    pub(crate) fn show(&self, bytes: u64, tally: &Tally) {
        if self.0.is_hidden() {
            return;
        }
        self.0.set_position(bytes);
        let rate = tally.rate(self.0.elapsed());
        let mut words =
            format!("{} read, {} a second", HumanCount(tally.observations), HumanCount(rate));
        if tally.faults > 0 {
            let _ = write!(words, ", {}", tally.not_read());
        }
        self.0.set_message(words);
    }

    /// Makes way for something to be said.
    pub(crate) fn aside(&self, say: impl FnOnce()) {
        self.0.suspend(say);
    }

    /// Takes the line away.
    pub(crate) fn end(&self) {
        self.0.finish_and_clear();
    }
}

/// How many bytes all files have together; nothing where that cannot be known.
fn size(files: &[PathBuf]) -> Option<u64> {
    let sizes = files.iter().map(|path| {
        let about = path.metadata().ok()?;
        about.is_file().then_some(about.len())
    });
    sizes.sum()
}

const BAR: &str = "{bar:24} {percent:>3} %  {msg}, {eta} left";
const SPINNER: &str = "{spinner} {msg}";
