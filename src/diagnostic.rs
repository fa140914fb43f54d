//! What is wrong with rules, told where it stands and with what to do about it.
//!
//! Knows nothing of what rules are. Invariant: the mistakes of a [`LoadError`] are sorted by file,
//! line and column, and none is told twice.

mod report;

use std::fmt;
use std::path::PathBuf;

pub(crate) use crate::diagnostic::report::{Found, Place, Report};
use crate::span::Span;

/// One mistake in a rule file.
///
/// [`Display`](fmt::Display) draws it the way a compiler does:
///
/// ```text
/// error[unknown-concept]: no concept is called `coachng`
///   --> codes/time.toml:12:21
///    |
/// 12 | any = ["no time for {coachng}"]
///    |                     ^^^^^^^^^
///    = help: did you mean `coaching`?
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mistake {
    /// How much it matters.
    pub severity: Severity,
    /// The stable name of this kind of mistake.
    pub slug: &'static str,
    /// What was found, and what was expected.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The file, by its path inside the rule directory, with `/`.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column, in characters counted from 1.
    pub column: usize,
    /// The stretch, in bytes of the file.
    pub span: Span,
    /// The line, or the part of a long one that surrounds the stretch; empty where the mistake
    /// stands nowhere in the file.
    pub line_text: String,
    /// The part of `line_text` that is meant, in characters counted from 0.
    pub marked: Span,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.line.to_string();
        let margin = " ".repeat(number.len());
        writeln!(f, "{}[{}]: {}", self.severity.name(), self.slug, self.message)?;
        if self.line_text.is_empty() {
            writeln!(f, "{margin}--> {}", self.file)?;
        } else {
            writeln!(f, "{margin}--> {}:{}:{}", self.file, self.line, self.column)?;
            let before = " ".repeat(self.marked.start);
            let carets = "^".repeat(self.marked.range().len().max(1));
            writeln!(f, "{margin} |\n{number} | {}", self.line_text.trim_end())?;
            writeln!(f, "{margin} | {before}{carets}")?;
        }
        write!(f, "{margin} = help: {}", self.help)
    }
}

/// How much something matters that was found in the rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// The rules cannot be used as they are.
    #[default]
    Error,
    /// They can, and somebody should look at it.
    Warning,
}

impl Severity {
    /// The word that a message begins with.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// Why rules could not be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// A file or directory could not be read at all.
    #[error("cannot read `{}`: {source}", path.display())]
    Unreadable {
        /// What could not be read.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The rules were read and have mistakes.
    #[error("{}", told(mistakes, *untold))]
    Mistakes {
        /// The mistakes, by file, line and column.
        mistakes: Vec<Mistake>,
        /// How many more there are than are listed; 0 for all but hopeless files.
        untold: usize,
    },
}

impl LoadError {
    /// The mistakes, by file, line and column; none where nothing could be read.
    ///
    /// ```
    /// use pushback::Codebook;
    ///
    /// let pack = "schema = 1\nid = \"ours\"\nversion = \"1\"\ntitle = \"Ours\"\nextends = \"core\"";
    /// let error = Codebook::from_files([("pack.toml", pack)]).unwrap_err();
    /// assert_eq!(error.mistakes()[0].line, 5);
    /// ```
    pub fn mistakes(&self) -> &[Mistake] {
        match self {
            Self::Unreadable { .. } => &[],
            Self::Mistakes { mistakes, .. } => mistakes,
        }
    }
}

fn told(mistakes: &[Mistake], untold: usize) -> String {
    let mut blocks: Vec<String> = mistakes.iter().map(Mistake::to_string).collect();
    blocks.push(match (mistakes.len(), untold) {
        (1, 0) => "1 mistake in the rules".to_owned(),
        (count, 0) => format!("{count} mistakes in the rules"),
        (listed, more) => {
            format!("{} mistakes in the rules, of which {listed} are listed", listed + more)
        }
    });
    blocks.join("\n\n")
}

/// User input for a message: in backticks, shortened, and with nothing that moves a cursor.
pub(crate) fn quoted(input: &str) -> String {
    let shown: String = input.chars().take(LONGEST_QUOTE).map(printable).collect();
    let dots = if input.chars().nth(LONGEST_QUOTE).is_some() { "…" } else { "" };
    format!("`{shown}{dots}`")
}

fn printable(c: char) -> char {
    if c.is_control() { ' ' } else { c }
}

/// Names for a message: `a`, `b` or `c`.
pub(crate) fn listed<'k>(names: impl IntoIterator<Item = &'k str>) -> String {
    let names: Vec<String> = names.into_iter().map(quoted).collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => "nothing".to_owned(),
    }
}

/// The known name that was probably meant: the one with the fewest slips of the pen, if they are
/// few enough for the length of the word; or else one that goes on as this does behind its dot.
pub(crate) fn nearest<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let length = name.chars().count();
    let most = (length / 3).max(1);
    if length > LONGEST_QUOTE {
        return None;
    }
    let mut whole = None;
    let mut best: Option<(usize, &str)> = None;
    for other in known {
        if !name.is_empty() && other.split_once('.').is_some_and(|(_, rest)| rest == name) {
            whole = Some(whole.map_or(other, |known: &str| known.min(other)));
        }
        if other.chars().count().abs_diff(length) > most {
            continue;
        }
        let slips = distance(name, other);
        if slips <= most && best.is_none_or(|known| (slips, other) < known) {
            best = Some((slips, other));
        }
    }
    best.map(|(_, other)| other).or(whole)
}

/// How many letters must be changed, added, left out or swapped with their neighbour to turn one
/// word into the other.
fn distance(one: &str, other: &str) -> usize {
    let across: Vec<char> = other.chars().collect();
    let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX / 2);
    let mut above: Vec<usize> = (0..=across.len()).collect();
    let mut higher = Vec::new();
    let mut last = None;
    for (line, c) in one.chars().enumerate() {
        let mut row = vec![line + 1];
        let mut previous = None;
        for (column, d) in across.iter().copied().enumerate() {
            let changed = at(&above, column) + usize::from(c != d);
            let mut slips = changed.min(at(&above, column + 1) + 1).min(at(&row, column) + 1);
            if last == Some(d) && previous == Some(c) {
                slips = slips.min(at(&higher, column - 1) + 1);
            }
            row.push(slips);
            previous = Some(d);
        }
        higher = std::mem::replace(&mut above, row);
        last = Some(c);
    }
    at(&above, across.len())
}

/// How many characters of the user's input stand in a message.
const LONGEST_QUOTE: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;

    fn suggestion(name: &str) -> Option<&'static str> {
        nearest(name, ["coaching", "coach", "session", "time_word", "it"].into_iter())
    }

    #[test]
    fn a_slip_of_the_pen_is_recognised() {
        assert_eq!(suggestion("coachng"), Some("coaching"));
        assert_eq!(suggestion("caoching"), Some("coaching"));
        assert_eq!(suggestion("sesion"), Some("session"));
        assert_eq!(suggestion("time_wrod"), Some("time_word"));
        assert_eq!(suggestion("ti"), Some("it"));
    }

    #[test]
    fn what_stands_before_the_dot_may_be_left_out() {
        let known = ["dismissal.for_losers", "time.for_losers", "time.busy"];
        assert_eq!(nearest("for_losers", known.into_iter()), Some("dismissal.for_losers"));
        assert_eq!(nearest("for", known.into_iter()), None);
    }

    #[test]
    fn another_word_is_no_slip_of_the_pen() {
        assert_eq!(suggestion("reactance"), None);
        assert_eq!(suggestion("to"), None);
        assert_eq!(suggestion(""), None);
        assert_eq!(suggestion(&"coach".repeat(100)), None);
    }

    #[test]
    fn the_nearest_wins() {
        assert_eq!(suggestion("coachi"), Some("coach"));
    }

    #[test]
    fn distance_counts_a_swap_once() {
        assert_eq!(distance("abcd", "abdc"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("über", "uber"), 1);
    }
}
