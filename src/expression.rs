//! A regular expression that is compiled when it is first used.
//!
//! Knows nothing of what it is for. Invariant: it is the expression that it was made from; one that
//! cannot be compiled, which the check of the rules reports, matches nothing.

use std::sync::OnceLock;

use regex::Regex;

use crate::stored::stored;

/// A regular expression.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    written: String,
    compiled: Compiled,
}

/// The same, compiled; it is not stored.
#[derive(Clone, Debug, Default)]
struct Compiled(OnceLock<Option<Regex>>);

stored!(struct Expression { written, compiled });
stored!(nothing of Compiled);

impl Expression {
    pub(crate) fn new(written: String) -> Self {
        Self { written, compiled: Compiled::default() }
    }

    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.compiled().is_some_and(|regex| regex.is_match(text))
    }

    /// Where it matches, in bytes.
    pub(crate) fn find_iter<'t>(
        &'t self,
        text: &'t str,
    ) -> impl Iterator<Item = std::ops::Range<usize>> + 't {
        self.compiled().into_iter().flat_map(|regex| regex.find_iter(text)).map(|at| at.range())
    }

    fn compiled(&self) -> Option<&Regex> {
        self.compiled.0.get_or_init(|| Regex::new(&self.written).ok()).as_ref()
    }
}
