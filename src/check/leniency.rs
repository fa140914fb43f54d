//! What is left out of rules that are loaded leniently.
//!
//! Knows nothing of what is wrong. Invariant: only whole entries are left out, each with a warning
//! where the mistake stands; a rule never loses a condition or an exception and stays.

use std::collections::{BTreeSet, HashMap};

use crate::diagnostic::{Found, Place, Report};
use crate::schema::entry::{Entry, entries, innermost};

/// Whether mistakes are borne with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rigour {
    /// None is.
    Strict,
    /// What has one is left out, as long as the rest can stand without it.
    Lenient,
}

/// What becomes of rules in which mistakes were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// They can be used.
    Usable,
    /// They are to be read again, without what is left out.
    Again,
    /// They cannot be used.
    Unusable,
}

/// What is left out, and what is said of it.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    places: BTreeSet<Place>,
    /// The mistakes, as they were found.
    found: BTreeSet<Found>,
    warnings: BTreeSet<Found>,
    rounds: usize,
}

impl LeftOut {
    /// The entries that are left out.
    pub(super) fn places(&self) -> BTreeSet<Place> {
        self.places.clone()
    }

    /// Takes the mistakes of a report and leaves out what has them. Where that cannot be done, the
    /// report gets all of them back.
    pub(super) fn judge(&mut self, report: &mut Report<'_>) -> Verdict {
        let Some(mistakes) = report.take_mistakes() else {
            return Verdict::Unusable;
        };
        self.rounds += 1;
        let mut entries_of: HashMap<usize, Vec<Entry>> = HashMap::new();
        let (mut again, mut usable) = (false, self.rounds <= MOST_ROUNDS);
        for mistake in mistakes {
            let file = mistake.place.file;
            let entries = entries_of.entry(file).or_insert_with(|| entries(report.content(file)));
            let around = innermost(entries, mistake.place.span.start);
            let fitting = around.filter(|_| mistake.place.span.end > 0);
            if let Some(entry) = fitting {
                again |= self.places.insert(Place { file, span: entry.span });
                let help = format!("{}; until then the {} is left out", mistake.help, entry.what);
                self.warnings.insert(Found { help, ..mistake.clone() });
            } else if READ_OVER.contains(&mistake.slug) {
                let help = format!("{}; until then it is read over", mistake.help);
                self.warnings.insert(Found { help, ..mistake.clone() });
            } else {
                usable = false;
            }
            self.found.insert(mistake);
        }
        match (usable, again) {
            (true, true) => Verdict::Again,
            (true, false) => {
                for warning in std::mem::take(&mut self.warnings) {
                    report.warn(warning);
                }
                Verdict::Usable
            }
            (false, _) => {
                for found in std::mem::take(&mut self.found) {
                    report.add(found.place, found.slug, found.message, found.help);
                }
                Verdict::Unusable
            }
        }
    }
}

/// Mistakes that can be read over where they stand in no entry that could be left out: what a later
/// version of the format may bring.
const READ_OVER: [&str; 4] = ["unknown-key", "unknown-file", "unknown-schema", "engine-too-old"];
/// How often rules are read again: leaving out an entry may leave others without what they name.
const MOST_ROUNDS: usize = 8;
