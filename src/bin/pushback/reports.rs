//! Reports for people, one an answer, with a line between them and the limits of use at the end.
//!
//! Knows nothing of what stands in a report. Invariant: what the rules are for, and not for, is said
//! wherever anything was classified.

use std::io;

use pushback::Classifier;
use pushback::codebook::Pack;

use crate::answer::{Answer, Form};
use crate::page::{Ink, Page};
use crate::report::Report;
use crate::tally::Tally;
use crate::wording::Wording;

/// A report, answer by answer.
pub(crate) struct Reports {
    /// The rules, for their wordings.
    classifier: Classifier,
    width: usize,
    color: bool,
    /// Whether every turn is shown.
    all: bool,
    /// The line between two answers.
    between: String,
}

impl Reports {
    /// Reports in so many columns, with or without colour.
    pub(crate) fn new(classifier: &Classifier, (width, color): (usize, bool), all: bool) -> Self {
        let mut page = Page::new(width, color);
        let rule = page.ink(Ink::Faint, &"─".repeat(width));
        page.row(&rule);
        page.row("");
        let between = format!("\n{}", page.take());
        Self { classifier: classifier.clone(), width, color, all, between }
    }

    fn page(&self) -> Page {
        Page::new(self.width, self.color)
    }
}

impl Form for Reports {
    fn between(&self) -> &str {
        &self.between
    }

    fn answer(&self, answer: &Answer<'_>, into: &mut Vec<u8>) -> io::Result<()> {
        let words = Wording(self.classifier.codebook());
        into.extend(Report::on(self.page(), words, self.all, answer).bytes());
        Ok(())
    }

    fn closing(&self, tally: &Tally) -> String {
        if !tally.is_classified() {
            return String::new();
        }
        let codebook = self.classifier.codebook();
        let Pack { id, version, hash, .. } = codebook.pack();
        let engine = env!("CARGO_PKG_VERSION");
        let below = codebook.layers().iter().rev().skip(1);
        let below: Vec<String> =
            below.map(|layer| format!(" on {} {}", layer.pack, layer.version)).collect();
        let below = below.concat();
        let made_by = format!("Rules {id} {version}{below} ({hash}), pushback {engine}. ");
        let words = made_by + &Wording(codebook).use_and_limits();
        let mut page = self.page();
        let words = page.ink(Ink::Faint, &words);
        page.paragraph("", "", &words);
        format!("\n{}", page.take())
    }
}
