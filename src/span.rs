//! A stretch of a text, counted in bytes of the caller's own string.
//!
//! Knows nothing of what the text is. Invariant: `start <= end`.

use serde::{Deserialize, Serialize};

/// A half-open range of bytes, `start..end`, in a text as the caller gave it.
///
/// Written as `[start, end]` in JSON. Spans that the library returns lie inside the text and on
/// character boundaries, so that `text.get(span.range())` is always there.
///
/// ```
/// use pushback::Span;
///
/// let text = "I’m doing fine";
/// assert_eq!(text.get(Span::new(6, 11).range()), Some("doing"));
/// ```
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(into = "[usize; 2]", from = "[usize; 2]")]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// The stretch from `start` up to, and not including, `end`; empty where `end` lies before.
    ///
    /// ```
    /// use pushback::Span;
    ///
    /// assert_eq!(Span::new(3, 1), Span::new(3, 3));
    /// ```
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }

    /// The same as a range, to slice with.
    ///
    /// ```
    /// assert_eq!(pushback::Span::new(6, 11).range(), 6..11);
    /// ```
    pub fn range(self) -> std::ops::Range<usize> {
        self.start..self.end
    }

    /// Whether the two share at least one byte.
    ///
    /// ```
    /// use pushback::Span;
    ///
    /// assert!(Span::new(0, 3).overlaps(Span::new(2, 5)));
    /// assert!(!Span::new(0, 3).overlaps(Span::new(3, 5)));
    /// ```
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest stretch that holds both.
    ///
    /// ```
    /// use pushback::Span;
    ///
    /// assert_eq!(Span::new(0, 3).join(Span::new(5, 7)), Span::new(0, 7));
    /// ```
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

impl From<Span> for [usize; 2] {
    fn from(span: Span) -> Self {
        [span.start, span.end]
    }
}

impl From<[usize; 2]> for Span {
    fn from([start, end]: [usize; 2]) -> Self {
        Self::new(start, end)
    }
}
