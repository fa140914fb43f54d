//! A text as the rules see it: words in clauses in sentences.
//!
//! Knows nothing of patterns. Invariant: tokens stand in the order of the text, and their spans lie
//! on character boundaries of the caller's bytes; two tokens share a span only where one written
//! word stands for several.

use crate::Span;
use crate::token::{self, Break, Quote, Sink, Surface};
use crate::vocabulary::{Entry, Traits, UNKNOWN, Vocabulary, WordId};

/// One word of a text.
#[expect(clippy::struct_excessive_bools, reason = "four things that are so or not, each by itself")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// The number of the word.
    pub(crate) word: WordId,
    /// Its place in the caller's bytes.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The clause it stands in, counted through the text.
    pub(crate) clause: u32,
    /// The sentence it stands in.
    pub(crate) sentence: u32,
    /// How many words that are not transparent stand before it in the text.
    pub(crate) solid: u32,
    /// Whether it is skipped between the words of a pattern.
    pub(crate) transparent: bool,
    /// Whether it begins with a capital letter and may be a person's name.
    pub(crate) name: bool,
    /// Whether it stands in quotation marks.
    pub(crate) quoted: bool,
    /// Whether it has a digit.
    pub(crate) digit: bool,
    /// What stands before it.
    before: Break,
}

/// A text that has been read. Reading another one into it reuses its memory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Text {
    pub(crate) tokens: Vec<Token>,
    /// Of each sentence, whether it ends in a question mark.
    questions: Vec<bool>,
    folded: String,
}

/// The longest stretch, in words, that single quotation marks are believed to enclose; beyond it
/// they were apostrophes.
const LONGEST_QUOTATION: usize = 200;

impl Text {
    /// Reads `text`. What lies beyond 4 GiB is not read.
    pub(crate) fn read(&mut self, text: &str, vocabulary: &Vocabulary) {
        self.tokens.clear();
        self.questions.clear();
        let text = if u32::try_from(text.len()).is_ok() { text } else { "" };
        let mut folded = std::mem::take(&mut self.folded);
        let mut reading = Reading {
            text: self,
            vocabulary,
            pending: Break::None,
            double: None,
            single: None,
            initial: false,
        };
        token::cut(text, &mut folded, &mut reading);
        let last = reading.pending;
        self.folded = folded;
        self.mark_transparent(vocabulary);
        self.open_clauses(vocabulary);
        self.close_up_asides();
        self.number(last);
        self.settle_names(vocabulary);
    }

    /// The bytes of the tokens from `start` up to `end`.
    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        let first = self.tokens.get(start);
        let last = end.checked_sub(1).and_then(|last| self.tokens.get(last));
        match (first, last) {
            (Some(first), Some(last)) => Span::new(first.start as usize, last.end as usize),
            (Some(first), None) => Span::new(first.start as usize, first.start as usize),
            _ => Span::default(),
        }
    }

    /// Whether this sentence ends in a question mark.
    pub(crate) fn is_question(&self, sentence: u32) -> bool {
        self.questions.get(sentence as usize).copied().unwrap_or_default()
    }

    /// Whether a clause begins at this token.
    pub(crate) fn begins_clause(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.tokens.get(before));
        match (before, self.tokens.get(at)) {
            (Some(before), Some(token)) => before.clause != token.clause,
            (None, Some(_)) => true,
            _ => false,
        }
    }

    fn mark_transparent(&mut self, vocabulary: &Vocabulary) {
        for at in 0..self.tokens.len() {
            let Some(token) = self.tokens.get_mut(at) else { return };
            let traits = vocabulary.traits(token.word);
            token.transparent |= traits.has(Traits::TRANSPARENT);
            if !traits.has(Traits::OPENS_TRANSPARENT) {
                continue;
            }
            let word = token.word;
            let phrases = vocabulary.transparent_from(word).iter();
            let longest = phrases.filter(|phrase| self.stands(phrase, at)).map(Vec::len).max();
            for token in self.tokens.iter_mut().skip(at).take(longest.unwrap_or_default()) {
                token.transparent = true;
            }
        }
    }

    fn open_clauses(&mut self, vocabulary: &Vocabulary) {
        for at in 0..self.tokens.len() {
            let Some(word) = self.tokens.get(at).map(|token| token.word) else { return };
            if !vocabulary.traits(word).has(Traits::OPENS_CLAUSE) {
                continue;
            }
            let opens = vocabulary.openers_from(word).iter().any(|phrase| self.stands(phrase, at));
            if let Some(token) = self.tokens.get_mut(at).filter(|_| opens) {
                token.before = token.before.max(Break::Clause);
            }
        }
    }

    /// Whether the phrase stands at `at`, with nothing but spaces between its words.
    fn stands(&self, phrase: &[WordId], at: usize) -> bool {
        let mut tokens = self.tokens.iter().skip(at);
        phrase.iter().enumerate().all(|(nth, word)| {
            tokens.next().is_some_and(|token| {
                token.word == *word && (nth == 0 || token.before == Break::None)
            })
        })
    }

    /// Takes away the commas around words that are skipped: "coaching, honestly, is …".
    fn close_up_asides(&mut self) {
        let mut start = 0;
        while start < self.tokens.len() {
            let rest = self.tokens.iter().skip(start + 1);
            let length = 1 + rest.take_while(|token| token.before == Break::None).count();
            let end = start + length;
            let aside = self.tokens.iter().skip(start).take(length).all(|token| token.transparent);
            if aside {
                for at in [start, end] {
                    if let Some(token) =
                        self.tokens.get_mut(at).filter(|token| token.before == Break::Comma)
                    {
                        token.before = Break::None;
                    }
                }
            }
            start = end;
        }
    }

    fn number(&mut self, last: Break) {
        let (mut clause, mut sentence, mut solid) = (0, 0, 0);
        for (at, token) in self.tokens.iter_mut().enumerate() {
            if at > 0 && token.before > Break::None {
                clause += 1;
            }
            if at > 0 && token.before >= Break::Stop {
                sentence += 1;
                self.questions.push(token.before == Break::Question);
            }
            token.clause = clause;
            token.sentence = sentence;
            token.solid = solid;
            solid += u32::from(!token.transparent);
        }
        self.questions.push(last == Break::Question);
    }

    /// A capital makes a name where no sentence begins; where one does, only if the rules do not
    /// know the word.
    fn settle_names(&mut self, vocabulary: &Vocabulary) {
        let mut sentence = None;
        for token in &mut self.tokens {
            let first = sentence.replace(token.sentence) != Some(token.sentence);
            let excluded = vocabulary.traits(token.word).has(Traits::NOT_A_NAME);
            token.name &= !excluded && (!first || token.word == UNKNOWN);
        }
    }
}

struct Reading<'r> {
    text: &'r mut Text,
    vocabulary: &'r Vocabulary,
    pending: Break,
    /// Where an open double or single quotation began.
    double: Option<usize>,
    single: Option<usize>,
    /// Whether the last word was a capital letter on its own, as in "J. said".
    initial: bool,
}

impl Reading<'_> {
    fn push(&mut self, words: &[WordId], surface: &Surface<'_>, span: (usize, usize)) {
        let place = |at| u32::try_from(at).unwrap_or(u32::MAX);
        for word in words {
            self.text.tokens.push(Token {
                word: *word,
                start: place(span.0),
                end: place(span.1),
                clause: 0,
                sentence: 0,
                solid: 0,
                transparent: false,
                name: surface.capital,
                quoted: false,
                digit: surface.digit,
                before: std::mem::replace(&mut self.pending, Break::None),
            });
        }
    }

    fn close(&mut self, opened: Option<usize>, longest: usize) {
        let Some(opened) = opened else { return };
        if self.text.tokens.len() - opened <= longest {
            for token in self.text.tokens.iter_mut().skip(opened) {
                token.quoted = true;
            }
        }
    }
}

impl Sink for Reading<'_> {
    fn gap(&mut self, gap: Break) {
        let abbreviated = gap == Break::Stop
            && self.pending == Break::None
            && (self.initial
                || self.text.tokens.last().is_some_and(|token| {
                    self.vocabulary.traits(token.word).has(Traits::ABBREVIATION)
                }));
        if !abbreviated {
            self.pending = self.pending.max(gap);
        }
        if gap == Break::Sentence {
            self.single = None;
        }
    }

    fn quote(&mut self, quote: Quote) {
        let here = Some(self.text.tokens.len());
        match quote {
            Quote::Open('‘') => self.single = here,
            Quote::Open(_) => self.double = here,
            Quote::Close('’') => {
                let opened = self.single.take();
                self.close(opened, LONGEST_QUOTATION);
            }
            Quote::Close(_) => {
                let opened = self.double.take();
                self.close(opened, usize::MAX);
            }
            Quote::Either => match self.double.take() {
                None => self.double = here,
                opened => self.close(opened, usize::MAX),
            },
        }
    }

    fn word(&mut self, surface: Surface<'_>) {
        self.initial = surface.capital && surface.folded.len() == 1 && surface.folded != "i";
        let whole = (surface.start, surface.end);
        let vocabulary = self.vocabulary;
        match vocabulary.entry(surface.folded) {
            Some(Entry::Word(id)) => return self.push(&[*id], &surface, whole),
            Some(Entry::Contraction(ids)) => {
                return self.push(ids, &Surface { capital: false, ..surface }, whole);
            }
            None => {}
        }
        // A clitic on a word that has no entry of its own with it: "Priya's", "mustn't".
        let cut = surface.folded.len().checked_sub(3).filter(|_| surface.folded.ends_with("n't"));
        let cut = cut.or_else(|| surface.folded.rfind('\''));
        let parts = cut.and_then(|cut| surface.folded.split_at_checked(cut));
        let clitic = parts.and_then(|(base, clitic)| Some((base, vocabulary.id(clitic)?)));
        let Some((base, clitic)) = clitic.filter(|(base, _)| !base.is_empty()) else {
            return self.push(&[UNKNOWN], &surface, whole);
        };
        match vocabulary.entry(base) {
            Some(Entry::Word(id)) => self.push(&[*id], &surface, whole),
            Some(Entry::Contraction(ids)) => self.push(ids, &surface, whole),
            None => self.push(&[UNKNOWN], &surface, whole),
        }
        self.push(&[clitic], &Surface { capital: false, ..surface }, whole);
    }
}
