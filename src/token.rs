//! Cutting a text into surface tokens: the only pass over its bytes.
//!
//! Knows nothing of what any word means. Invariant: tokens come in order, do not overlap, lie on
//! character boundaries of the caller's text, and their folded form is never empty.

mod run;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::token::run::Run;
pub(crate) use crate::token::run::{HEAD, head};

/// What stands before a token, strongest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Break {
    /// Nothing, or a space.
    None,
    /// A comma.
    Comma,
    /// A semicolon, colon, dash, bracket, line end, ellipsis or emoji.
    Clause,
    /// A full stop before a small letter, which may belong to an initial or an abbreviation.
    LowStop,
    /// A full stop, which may belong to an abbreviation.
    Stop,
    /// An exclamation mark or an empty line.
    Sentence,
    /// A question mark.
    Question,
}

/// A quotation mark before a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quote {
    /// One that opens.
    Open(char),
    /// One that closes.
    Close(char),
    /// A straight double one, which does either.
    Either,
}

/// A word as it stands in the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Surface<'f> {
    /// Where it starts, in bytes.
    pub(crate) start: usize,
    /// Where it ends.
    pub(crate) end: usize,
    /// Its folded form: lower case, without accents, with straight apostrophes.
    pub(crate) folded: &'f str,
    /// The [`head`] of its folded form.
    pub(crate) head: u64,
    /// Whether it begins with a capital letter.
    pub(crate) capital: bool,
    /// Whether it has a digit.
    pub(crate) digit: bool,
    /// Whether it is told at first sight that no mark stands in it, and no letter beyond ASCII.
    pub(crate) plain: bool,
}

/// Receives what [`cut`] finds, in the order of the text.
pub(crate) trait Sink {
    /// Something stands between words.
    fn gap(&mut self, gap: Break);
    /// A quotation mark.
    fn quote(&mut self, quote: Quote);
    /// A word.
    fn word(&mut self, word: Surface<'_>);
}

/// Cuts `text` into words and what stands between them. `folded` is scratch space.
pub(crate) fn cut(text: &str, folded: &mut String, sink: &mut impl Sink) {
    let mut cursor = Cursor { text, at: 0 };
    let mut before = ' ';
    while let Some(byte) = text.as_bytes().get(cursor.at) {
        if *byte == b' ' {
            cursor.at += 1;
            before = ' ';
            continue;
        }
        let start = cursor.at;
        if byte.is_ascii_alphanumeric() {
            let run = cursor.run();
            if cursor.ends_word(start + run.length) {
                sink.word(cursor.take_run(run, folded));
                before = if run.figures { cursor.last() } else { 'a' };
                continue;
            }
        }
        let Some(c) = cursor.peek() else { return };
        if starts_word(c) {
            if let Some(word) = cursor.take_word(folded) {
                sink.word(word);
            }
            before = cursor.last();
            continue;
        }
        cursor.bump(c);
        match c {
            '&' | '+' => {
                let folded = text.get(start..cursor.at).unwrap_or_default();
                sink.word(Surface {
                    start,
                    end: cursor.at,
                    folded,
                    head: head(folded.as_bytes()),
                    capital: false,
                    digit: false,
                    plain: true,
                });
            }
            ',' | '、' => sink.gap(Break::Comma),
            ';' | ':' | '(' | ')' | '[' | ']' | '{' | '}' | '—' | '―' | '…' | '|' | '\t' => {
                sink.gap(Break::Clause);
            }
            '–' => sink.gap(Break::Clause),
            '-' | '‐' | '‑' | '‒' => {
                let spaced = before.is_whitespace()
                    && cursor.peek().is_none_or(|c| c.is_whitespace() || c == '-');
                if spaced || before == '-' {
                    sink.gap(Break::Clause);
                }
            }
            '.' | '。' => {
                if cursor.peek() == Some('.') {
                    while cursor.peek() == Some('.') {
                        cursor.bump('.');
                    }
                    sink.gap(Break::Clause);
                } else {
                    let low = cursor.next_letter().is_some_and(char::is_lowercase);
                    sink.gap(match c {
                        '.' if low => Break::LowStop,
                        '.' => Break::Stop,
                        _ => Break::Sentence,
                    });
                }
            }
            '!' | '！' => sink.gap(Break::Sentence),
            '?' | '？' | '؟' => sink.gap(Break::Question),
            '\n' => {
                let mut lines = 1;
                while let Some(next) = cursor.peek().filter(|c| c.is_whitespace()) {
                    lines += usize::from(next == '\n');
                    cursor.bump(next);
                }
                let bullet = matches!(cursor.peek(), Some('-' | '*' | '•' | '–' | '·'));
                sink.gap(if lines > 1 || bullet { Break::Sentence } else { Break::Clause });
            }
            // After a figure it is a mark for inches, unless a quotation is open.
            '"' if before == '0' => sink.quote(Quote::Close('”')),
            '"' => sink.quote(Quote::Either),
            '“' | '«' | '„' => sink.quote(Quote::Open(c)),
            '”' | '»' => sink.quote(Quote::Close('”')),
            '‘' | '\'' | '’' | '‛' | '`' => {
                let inside = !before.is_whitespace() && before != '(';
                if inside {
                    sink.quote(Quote::Close('’'));
                } else if c != '’' {
                    sink.quote(Quote::Open('‘'));
                }
            }
            c if c.is_whitespace() || c.is_ascii() || is_ignored(c) => {}
            _ => sink.gap(Break::Clause),
        }
        before = c;
    }
}

/// The folded words of a short text, without what stands between them.
pub(crate) fn folded_words(text: &str) -> Vec<String> {
    struct Collect(Vec<String>);
    impl Sink for Collect {
        fn gap(&mut self, _: Break) {}
        fn quote(&mut self, _: Quote) {}
        fn word(&mut self, word: Surface<'_>) {
            self.0.push(word.folded.to_owned());
        }
    }
    let mut words = Collect(Vec::new());
    // A clitic on its own ("'s", "n't") is a word of the rules, not the opening of a quotation.
    if text.starts_with(['\'', '’']) {
        let mut folded = String::from("'");
        fold(text.trim_start_matches(['\'', '’']), &mut folded);
        return vec![folded];
    }
    cut(text, &mut String::new(), &mut words);
    words.0
}

fn fold(text: &str, into: &mut String) {
    text.chars().for_each(|c| fold_char(c, into));
}

fn fold_char(c: char, into: &mut String) {
    if c.is_ascii() {
        into.push(c.to_ascii_lowercase());
    } else if is_apostrophe(c) {
        into.push('\'');
    } else {
        let plain = std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c) && !is_ignored(*c));
        into.extend(plain.flat_map(char::to_lowercase));
    }
}

/// The small letters of a run, left in `folded`.
fn lower<'f>(written: &str, folded: &'f mut String) -> &'f str {
    folded.clear();
    folded.push_str(written);
    folded.make_ascii_lowercase();
    folded
}

fn starts_word(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() }
}

/// Apostrophes that may stand inside a word.
fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '‛' | '´' | '`' | '＇')
}

/// Characters that have no width or only change how others look.
fn is_ignored(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
    ) || (!c.is_ascii() && is_combining_mark(c))
}

struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    fn peek(&self) -> Option<char> {
        match *self.text.as_bytes().get(self.at)? {
            byte if byte.is_ascii() => Some(char::from(byte)),
            _ => self.text.get(self.at..)?.chars().next(),
        }
    }

    /// The letters and figures of ASCII that stand here.
    #[inline]
    fn run(&self) -> Run {
        Run::of(self.text.as_bytes().get(self.at..).unwrap_or_default())
    }

    /// Whether a word ends before this byte, told from it and the next alone; where neither tells
    /// for certain, it is said not to.
    fn ends_word(&self, at: usize) -> bool {
        let bytes = self.text.as_bytes();
        match bytes.get(at) {
            None | Some(b' ') => true,
            Some(b'/' | 0x80..) => false,
            Some(mark) if may_join(char::from(*mark)) => bytes
                .get(at + 1)
                .is_none_or(|next| next.is_ascii() && !next.is_ascii_alphanumeric()),
            Some(_) => true,
        }
    }

    /// Takes a word that is a run.
    #[inline]
    fn take_run<'f>(&mut self, run: Run, folded: &'f mut String) -> Surface<'f>
    where
        't: 'f,
    {
        let start = self.at;
        self.at += run.length;
        let written = self.text.get(start..self.at).unwrap_or_default();
        Surface {
            start,
            end: self.at,
            folded: if run.capitals { lower(written, folded) } else { written },
            head: run.head,
            capital: run.capitals
                && written.bytes().next().is_some_and(|first| first.is_ascii_uppercase()),
            digit: run.figures,
            plain: true,
        }
    }

    /// Takes a word of any letters, with the marks that join its parts, unless nothing is left of
    /// it when it is folded.
    fn take_word<'f>(&mut self, folded: &'f mut String) -> Option<Surface<'f>> {
        folded.clear();
        let (start, mut digit) = (self.at, false);
        while let Some(c) = self.peek() {
            if c.is_ascii_alphanumeric() {
                let run = self.run();
                let (before, end) = (folded.len(), self.at + run.length);
                folded.push_str(self.text.get(self.at..end).unwrap_or_default());
                folded.get_mut(before..).into_iter().for_each(str::make_ascii_lowercase);
                digit |= run.figures;
                self.at = end;
            } else if !c.is_ascii() && (c.is_alphanumeric() || is_ignored(c)) {
                fold_char(c, folded);
                digit |= c.is_numeric();
                self.bump(c);
            } else if may_join(c) && joins(c, self.after(c), folded) {
                folded.push(if is_apostrophe(c) { '\'' } else { c });
                self.bump(c);
            } else {
                break;
            }
        }
        let word = Surface {
            start,
            end: self.at,
            folded,
            head: head(folded.as_bytes()),
            capital: self.text.get(start..)?.starts_with(char::is_uppercase),
            digit,
            plain: false,
        };
        (!folded.is_empty()).then_some(word)
    }

    /// What the word that ends here is to a mark after it: a figure, or a letter.
    fn last(&self) -> char {
        match self.text.as_bytes().get(self.at.saturating_sub(1)) {
            Some(digit) if digit.is_ascii_digit() => '0',
            _ => 'a',
        }
    }

    fn after(&self, c: char) -> Option<char> {
        self.text.get(self.at + c.len_utf8()..)?.chars().next()
    }

    /// The first letter or figure after spaces, if nothing else stands before it.
    fn next_letter(&self) -> Option<char> {
        let rest = self.text.get(self.at..)?;
        rest.chars().find(|c| !c.is_whitespace()).filter(|c| c.is_alphanumeric())
    }

    fn bump(&mut self, c: char) {
        self.at += c.len_utf8();
    }
}

/// Whether `c` may stand between parts of a word.
fn may_join(c: char) -> bool {
    matches!(c, '.' | ':' | ',' | '/') || is_apostrophe(c)
}

/// Whether `c` between the word so far and `next` belongs to the word: an apostrophe, the point of
/// a number or of initials, the colon of "1:1", the slash of "b/c".
fn joins(c: char, next: Option<char>, word: &str) -> bool {
    let Some(last) = word.bytes().last() else { return false };
    let next_is_word = next.is_some_and(starts_word);
    match c {
        c if is_apostrophe(c) => next_is_word && last != b'\'',
        '.' => {
            let digits = last.is_ascii_digit() && next.is_some_and(|c| c.is_ascii_digit());
            let initials = word.len() == 1 || word.bytes().rev().nth(1) == Some(b'.');
            next_is_word && (digits || (initials && last.is_ascii_alphabetic()))
        }
        ':' | ',' => last.is_ascii_digit() && next.is_some_and(|c| c.is_ascii_digit()),
        '/' => word.len() == 1 && last.is_ascii_alphabetic(),
        _ => false,
    }
}
