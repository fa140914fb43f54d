//! Text laid out for reading: wrapped to a width, with or without colour.
//!
//! Knows nothing of what the text says. Invariant: what is laid out holds no control characters
//! but line ends and the page's own colours, whatever stood in a person's words.

use anstyle::{AnsiColor, Style};
use pushback::Span;

/// A page that is being filled.
#[derive(Debug)]
pub(crate) struct Page {
    width: usize,
    color: bool,
    text: String,
}

/// How a stretch of text is set off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    /// Words that are evidence; between ‹ and › where there is no colour.
    Evidence,
    /// Words that could have been evidence.
    SetAside,
    /// A heading, or the name of something.
    Bold,
    /// What matters less.
    Faint,
    /// What went wrong.
    Warning,
}

impl Ink {
    const ALL: [Self; 5] = [Self::Evidence, Self::SetAside, Self::Bold, Self::Faint, Self::Warning];

    fn style(self) -> Style {
        match self {
            Self::Evidence => Style::new().bold().underline(),
            Self::SetAside => Style::new().dimmed().underline(),
            Self::Bold => Style::new().bold(),
            Self::Faint => Style::new().dimmed(),
            Self::Warning => AnsiColor::Red.on_default().bold(),
        }
    }

    /// What stands in the text for the start of it until lines are broken. It has no width, and
    /// cannot come from a person's words, which are cleaned.
    fn sign(self) -> char {
        match self {
            Self::Evidence => '\u{1}',
            Self::SetAside => '\u{2}',
            Self::Bold => '\u{3}',
            Self::Faint => '\u{4}',
            Self::Warning => '\u{5}',
        }
    }

    fn of(sign: char) -> Option<Self> {
        Self::ALL.into_iter().find(|ink| ink.sign() == sign)
    }
}

impl Page {
    pub(crate) fn new(width: usize, color: bool) -> Self {
        Self { width, color, text: String::new() }
    }

    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// These words, set off.
    pub(crate) fn ink(&self, ink: Ink, words: &str) -> String {
        match (self.color, ink) {
            (true, _) => format!("{}{words}{END}", ink.sign()),
            (false, Ink::Evidence) => format!("‹{words}›"),
            (false, _) => words.to_owned(),
        }
    }

    /// A person's words, with these stretches set off. Of stretches that overlap, the first counts
    /// and grows.
    pub(crate) fn marked(&self, text: &str, marks: &[(Span, Ink)]) -> String {
        let mut marked = String::with_capacity(text.len());
        let mut at = 0;
        for (span, ink) in joined(marks) {
            let (Some(before), Some(words)) = (text.get(at..span.start), text.get(span.range()))
            else {
                continue;
            };
            marked.push_str(&clean(before));
            marked.push_str(&self.ink(ink, &clean(words)));
            at = span.end;
        }
        marked.push_str(&clean(text.get(at..).unwrap_or_default()));
        marked
    }

    /// An empty line, where there is not one already.
    pub(crate) fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    pub(crate) fn heading(&mut self, words: &str) {
        self.space();
        let words = self.ink(Ink::Bold, words);
        self.paragraph("", "", &words);
    }

    /// A paragraph; its first line begins with `first`, the others with `rest`.
    pub(crate) fn paragraph(&mut self, first: &str, rest: &str, words: &str) {
        let options = textwrap::Options::new(self.width)
            .initial_indent(first)
            .subsequent_indent(rest)
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        let mut open = None;
        for line in textwrap::wrap(words, options) {
            open = self.line(&line, open);
        }
    }

    /// A paragraph of one line, cut where it is too long.
    pub(crate) fn cut(&mut self, first: &str, words: &str) {
        let words = words.lines().next().unwrap_or_default();
        let room = self.width.saturating_sub(first.chars().count());
        let mut short: String = words.chars().take(room.saturating_sub(1)).collect();
        if short.len() < words.len() {
            short.push('…');
        }
        let line = format!("{first}{}", self.ink(Ink::Faint, &short));
        self.line(&line, None);
    }

    /// A line that is not broken.
    pub(crate) fn row(&mut self, line: &str) {
        self.line(line, None);
    }

    /// Takes everything off the page.
    pub(crate) fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    /// Writes a line, with colours in place of signs; the one that is open at its end is returned.
    fn line(&mut self, line: &str, open: Option<Ink>) -> Option<Ink> {
        let words = line.trim_start_matches(' ');
        self.text.extend(line.chars().take(line.len() - words.len()));
        let mut open = open;
        if let Some(ink) = open {
            self.text.push_str(&ink.style().render().to_string());
        }
        for c in words.trim_end_matches(' ').chars() {
            match (Ink::of(c), open) {
                (Some(ink), _) => {
                    self.text.push_str(&ink.style().render().to_string());
                    open = Some(ink);
                }
                (None, Some(ink)) if c == END => {
                    self.text.push_str(&ink.style().render_reset().to_string());
                    open = None;
                }
                (None, _) if c == END => {}
                (None, _) => self.text.push(c),
            }
        }
        if let Some(ink) = open {
            self.text.push_str(&ink.style().render_reset().to_string());
        }
        self.text.push('\n');
        open
    }
}

/// What ends any ink until lines are broken.
const END: char = '\u{6}';

/// The marks in order, those that overlap joined.
fn joined(marks: &[(Span, Ink)]) -> Vec<(Span, Ink)> {
    let mut marks = marks.to_vec();
    // Evidence first, so that what is evidence and was set aside elsewhere shows as evidence.
    marks.sort_by_key(|(span, ink)| (*ink != Ink::Evidence, span.start, span.end));
    let mut joined: Vec<(Span, Ink)> = Vec::new();
    for (span, ink) in marks.into_iter().filter(|(span, _)| span.start < span.end) {
        match joined.iter_mut().find(|(other, _)| other.overlaps(span)) {
            Some((other, of)) if *of == ink => *other = other.join(span),
            Some(_) => {}
            None => joined.push((span, ink)),
        }
    }
    joined.sort_by_key(|(span, _)| *span);
    joined
}

/// A person's words without what could act on a terminal.
pub(crate) fn clean(words: &str) -> String {
    words
        .chars()
        .map(|c| match c {
            '\n' => '\n',
            '\t' => ' ',
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => '\u{FFFD}',
            c if c.is_control() => '\u{FFFD}',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_seen_without_colour_and_overlaps_are_one() {
        let page = Page::new(40, false);
        let marks = [
            (Span::new(2, 7), Ink::Evidence),
            (Span::new(0, 4), Ink::Evidence),
            (Span::new(4, 6), Ink::SetAside),
        ];
        assert_eq!(page.marked("one two three", &marks), "‹one two› three");
    }

    #[test]
    fn colour_stops_at_line_ends_and_goes_on_behind_the_indent() {
        let mut page = Page::new(12, true);
        let words = page.marked("and one two three", &[(Span::new(4, 17), Ink::Evidence)]);
        page.paragraph("> ", "  ", &words);
        let on = Ink::Evidence.style().render().to_string();
        let off = Ink::Evidence.style().render_reset().to_string();
        let wanted = format!("> and {on}one{off}\n  {on}two three{off}\n");
        assert_eq!(page.take(), wanted);
    }

    #[test]
    fn words_cannot_act_on_the_terminal() {
        assert_eq!(clean("a\u{1b}[31mb\u{1}\tc"), "a\u{FFFD}[31mb\u{FFFD} c");
    }
}
