//! Collecting mistakes while files are read, and drawing them where they stand.
//!
//! Knows nothing of what rules are. Invariant: a mistake is told once, and a file that is too
//! broken to be read says nothing but that.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::diagnostic::{LoadError, Mistake, Severity, nearest, printable};
use crate::span::Span;

/// A place in one of the files that are being read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place {
    /// The file's place in the list of files.
    pub(crate) file: usize,
    /// The stretch, in bytes of the file.
    pub(crate) span: Span,
}

/// Collects mistakes while files are read, whatever their order.
#[derive(Debug)]
pub(crate) struct Report<'f> {
    files: Vec<File<'f>>,
    found: Vec<Found>,
    warnings: Vec<Found>,
    /// Entries of lists that are read as if they were not there.
    left_out: BTreeSet<Place>,
    muted: Vec<usize>,
    untold: usize,
    /// How many names may still be looked at to guess what was meant.
    looks: std::ops::Range<usize>,
}

#[derive(Clone, Debug, Default)]
struct File<'f> {
    path: Cow<'f, str>,
    content: &'f str,
    /// The bytes at which lines start.
    lines: Vec<usize>,
}

/// What was found somewhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Found {
    pub(crate) place: Place,
    pub(crate) slug: &'static str,
    pub(crate) message: String,
    pub(crate) help: String,
}

impl<'f> Report<'f> {
    /// An empty report on these files: path and content.
    pub(crate) fn new(files: Vec<(Cow<'f, str>, &'f str)>) -> Self {
        let files = files.into_iter().map(|(path, content)| File::new(path, content)).collect();
        Self {
            files,
            found: Vec::new(),
            warnings: Vec::new(),
            left_out: BTreeSet::new(),
            muted: Vec::new(),
            untold: 0,
            looks: 0..MOST_LOOKS,
        }
    }

    /// The same, reading these entries of lists as if they were not there.
    pub(crate) fn leaving_out(self, left_out: BTreeSet<Place>) -> Self {
        Self { left_out, ..self }
    }

    /// Whether any entry of a list is read as if it were not there.
    pub(crate) fn is_partial(&self) -> bool {
        !self.left_out.is_empty()
    }

    /// Whether the entry of a list at this place is read as if it were not there.
    pub(crate) fn leaves_out(&self, place: Place) -> bool {
        !self.left_out.is_empty() && self.left_out.contains(&place)
    }

    /// Adds a mistake.
    pub(crate) fn add(
        &mut self,
        place: Place,
        slug: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        if self.muted.contains(&place.file) {
            return;
        }
        if self.is_full() {
            self.untold += 1;
        } else {
            self.found.push(Found { place, slug, message: message.into(), help: help.into() });
        }
    }

    /// Adds something that is no mistake and should be looked at.
    pub(crate) fn warn(&mut self, warning: Found) {
        if self.warnings.len() < MOST_MISTAKES {
            self.warnings.push(warning);
        }
    }

    /// The mistakes so far, which are forgotten, unless there are more than are listed.
    pub(crate) fn take_mistakes(&mut self) -> Option<Vec<Found>> {
        (self.untold == 0).then(|| std::mem::take(&mut self.found))
    }

    /// The content of a file.
    pub(crate) fn content(&self, file: usize) -> &'f str {
        self.files.get(file).map(|file| file.content).unwrap_or_default()
    }

    /// Adds a mistake about a file that is not there.
    pub(crate) fn add_for_file(
        &mut self,
        path: String,
        slug: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.files.push(File::new(Cow::Owned(path), ""));
        let place = Place { file: self.files.len() - 1, span: Span::new(0, 0) };
        self.add(place, slug, message, help);
    }

    /// Adds that a name is not known. `message` says so; the help is the likeliest of `known`, or
    /// `otherwise`.
    pub(crate) fn add_unknown<'k>(
        &mut self,
        (place, name): (Place, &str),
        slug: &'static str,
        message: String,
        known: impl Iterator<Item = &'k str>,
        otherwise: &str,
    ) {
        let looks = &mut self.looks;
        let near = nearest(name, known.take_while(|_| looks.next().is_some()));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => otherwise.to_owned(),
        };
        self.add(place, slug, message, help);
    }

    /// Says nothing more of this file: it is so broken that what follows would mislead.
    pub(crate) fn mute(&mut self, file: usize) {
        self.muted.push(file);
    }

    /// The path of a place's file, and its line and column, counted from 1.
    pub(crate) fn locate(&self, place: Place) -> (String, usize, usize) {
        let Some(file) = self.files.get(place.file) else {
            return Default::default();
        };
        let (line, column, _) = file.position(place.span.start);
        (file.path.to_string(), line, column)
    }

    /// The place of a stretch of the text that is written at `place`, or all of `place` where the
    /// text is written with escapes and its bytes are not those of the file.
    pub(crate) fn inside(&self, place: Place, text: &str, at: std::ops::Range<usize>) -> Place {
        let content = self.files.get(place.file).map(|file| file.content).unwrap_or_default();
        let written = content.get(place.span.range()).unwrap_or_default();
        match written.find(text) {
            Some(offset) if text.get(at.clone()).is_some() => {
                let start = place.span.start + offset;
                Place { span: Span::new(start + at.start, start + at.end), ..place }
            }
            _ => place,
        }
    }

    /// The warnings, if no mistake was found, or all mistakes.
    pub(crate) fn finish(mut self) -> Result<Vec<Mistake>, LoadError> {
        let found = std::mem::take(&mut self.found);
        if found.is_empty() {
            let warnings = std::mem::take(&mut self.warnings);
            return Ok(self.drawn(warnings, Severity::Warning));
        }
        let mistakes = self.drawn(found, Severity::Error);
        Err(LoadError::Mistakes { mistakes, untold: self.untold })
    }

    /// What was found, sorted and drawn where it stands.
    fn drawn(&self, mut found: Vec<Found>, severity: Severity) -> Vec<Mistake> {
        let path = |found: &Found| self.files.get(found.place.file).map(|file| &file.path);
        found.sort_by(|a, b| (path(a), a).cmp(&(path(b), b)));
        found.dedup();
        found.into_iter().map(|found| self.mistake(found, severity)).collect()
    }

    fn mistake(&self, found: Found, severity: Severity) -> Mistake {
        let Found { place: Place { file, span }, slug, message, help } = found;
        let file = self.files.get(file).cloned().unwrap_or_default();
        let (line, column, whole) = file.position(span.start);
        // What is wrong with a file as a whole stands on no line of it.
        let whole = if span == Span::default() { "" } else { whole };
        let meant = file.content.get(span.range()).and_then(|text| text.lines().next());
        let length = meant.map_or(1, |text| text.chars().count());
        let (line_text, marked) = excerpt(whole, column - 1, length);
        let file = file.path.into_owned();
        Mistake { severity, slug, message, help, file, line, column, span, line_text, marked }
    }

    fn is_full(&self) -> bool {
        self.found.len() >= MOST_MISTAKES
    }
}

impl<'f> File<'f> {
    fn new(path: Cow<'f, str>, content: &'f str) -> Self {
        let starts = content.match_indices('\n').map(|(at, _)| at + 1);
        Self { path, content, lines: std::iter::once(0).chain(starts).collect() }
    }

    /// The line and column of a byte, counted from 1, and the text of the line.
    fn position(&self, at: usize) -> (usize, usize, &'f str) {
        let line = self.lines.partition_point(|start| *start <= at).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or(0);
        let text = self.content.get(start..).and_then(|text| text.lines().next());
        let text = text.unwrap_or_default();
        let before = text.char_indices().take_while(|(offset, _)| start + offset < at).count();
        (line, before + 1, text)
    }
}

/// What to show of a line, and which characters of that are the `length` from `start` on.
fn excerpt(line: &str, start: usize, length: usize) -> (String, Span) {
    let long = line.chars().count() > SHOWN;
    let skipped = if long { start.saturating_sub(SHOWN / 4) } else { 0 };
    let mut text: String = line.chars().skip(skipped).take(SHOWN).map(printable).collect();
    let marked = start - skipped;
    let end = (marked + length.max(1)).min(text.chars().count().max(marked + 1));
    if line.chars().nth(skipped + SHOWN).is_some() {
        text.push('…');
    }
    if skipped == 0 {
        return (text, Span::new(marked, end));
    }
    text.insert(0, '…');
    (text, Span::new(marked + 1, end + 1))
}

/// How many mistakes are listed; what is beyond is counted.
const MOST_MISTAKES: usize = 1000;
/// How many names are looked at in all to guess what unknown ones were meant to be.
const MOST_LOOKS: usize = 40_000;
/// How many characters of a line are shown.
const SHOWN: usize = 120;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_around_what_is_meant() {
        let line = format!("{}wrong{}", "a".repeat(500), "b".repeat(500));
        let (text, marked) = excerpt(&line, 500, 5);
        let meant: String = text.chars().skip(marked.start).take(5).collect();
        assert_eq!(meant, "wrong");
        assert!(text.starts_with('…') && text.ends_with('…') && text.chars().count() < 130);
    }

    #[test]
    fn columns_count_characters() {
        let position = |content, at| File::new("".into(), content).position(at);
        assert_eq!(position("é = 1\nüüx = 2", 11), (2, 3, "üüx = 2"));
        assert_eq!(position("", 0), (1, 1, ""));
        assert_eq!(position("a\r\nb", 1), (1, 2, "a"));
        assert_eq!(position("a\n", 9), (2, 1, ""));
    }
}
