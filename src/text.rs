//! A text as the rules see it: words in clauses in sentences.
//!
//! Knows nothing of patterns. Invariant: tokens stand in the order of the text, and their spans lie
//! on character boundaries of the caller's bytes; two tokens share a span only where one written
//! word stands for several.

use crate::Span;
pub(crate) use crate::rows::place;
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
    /// What is known of the word.
    traits: Traits,
    /// What stands before it.
    before: Break,
}

/// A text that has been read. Reading another one into it reuses its memory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Text {
    pub(crate) tokens: Vec<Token>,
    /// Of each sentence, whether it ends in a question mark.
    questions: Vec<bool>,
    /// Tokens that may open a phrase which is skipped, or which opens a clause.
    openers: Vec<u32>,
    folded: String,
}

/// The longest stretch, in words, that single quotation marks are believed to enclose; beyond it
/// they were apostrophes.
const LONGEST_QUOTATION: usize = 200;

/// How many capitalised words in a row may be one name.
pub(crate) const LONGEST_NAME: usize = 3;

impl Text {
    /// Reads `text`. One of more than 4 GiB is not read at all.
    pub(crate) fn read(&mut self, text: &str, vocabulary: &Vocabulary) {
        self.tokens.clear();
        self.questions.clear();
        self.openers.clear();
        let text = if u32::try_from(text.len()).is_ok() { text } else { "" };
        let mut folded = std::mem::take(&mut self.folded);
        let mut reading = Reading {
            text: self,
            vocabulary,
            pending: Break::None,
            commas: false,
            double: None,
            single: None,
            initial: false,
            abbreviated: false,
        };
        token::cut(text, &mut folded, &mut reading);
        let (last, commas) = (reading.pending, reading.commas);
        self.folded = folded;
        self.open(vocabulary);
        if commas {
            self.close_up_asides();
        }
        self.number(last);
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

    /// Marks the phrases that are skipped, and then those that open a clause.
    fn open(&mut self, vocabulary: &Vocabulary) {
        let openers = std::mem::take(&mut self.openers);
        let traits = |token: Option<&Token>| token.map(|token| (token.word, token.traits));
        for at in openers.iter().map(|at| *at as usize) {
            let Some((word, traits)) = traits(self.tokens.get(at)) else { continue };
            if traits.has(Traits::OPENS_TRANSPARENT) {
                let phrases = vocabulary.transparent_from(word).iter();
                let longest = phrases.filter(|phrase| self.stands(phrase, at)).map(Vec::len).max();
                for token in self.tokens.iter_mut().skip(at).take(longest.unwrap_or_default()) {
                    token.transparent = true;
                }
            }
        }
        for at in openers.iter().map(|at| *at as usize) {
            let Some((word, traits)) = traits(self.tokens.get(at)) else { continue };
            if traits.has(Traits::OPENS_CLAUSE) {
                let phrases = vocabulary.openers_from(word);
                let opens = phrases.iter().any(|phrase| self.stands(phrase, at));
                if let Some(token) = self.tokens.get_mut(at).filter(|_| opens) {
                    token.before = token.before.max(Break::Clause);
                }
            }
        }
        self.openers = openers;
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

    /// Numbers clauses, sentences and words, and settles which words are names.
    ///
    /// A capital makes a name where no sentence begins; where one does, only if the rules do not
    /// know the word, or know it for a name as well.
    fn number(&mut self, last: Break) {
        let (mut clause, mut sentence, mut solid) = (0, 0, 0);
        // The sentence of the word before.
        let mut begun = None;
        for token in &mut self.tokens {
            if begun.is_some() && token.before > Break::None {
                clause += 1;
                if token.before >= Break::LowStop {
                    sentence += 1;
                    self.questions.push(token.before == Break::Question);
                }
            }
            token.clause = clause;
            token.sentence = sentence;
            token.solid = solid;
            solid += u32::from(!token.transparent);
            let begins = begun.replace(sentence) != Some(sentence);
            if token.name {
                let given = token.traits.has(Traits::NAME);
                let excluded = token.traits.has(Traits::NOT_A_NAME) && !given;
                token.name = !excluded && (!begins || given || token.word == UNKNOWN);
            }
        }
        self.questions.push(last == Break::Question);
    }
}

struct Reading<'r> {
    text: &'r mut Text,
    vocabulary: &'r Vocabulary,
    pending: Break,
    /// Whether there are commas.
    commas: bool,
    /// Where an open double or single quotation began.
    double: Option<usize>,
    single: Option<usize>,
    /// Whether the last word was a capital letter on its own, as in "J. said".
    initial: bool,
    /// Whether a full stop after the last word belongs to it, as in "e.g.".
    abbreviated: bool,
}

impl Reading<'_> {
    /// Adds a word, of which only the first in a surface may have a capital.
    fn push(&mut self, word: WordId, traits: Traits, surface: &Surface<'_>, capital: bool) {
        if traits.has(Traits::OPENS) {
            self.text.openers.push(place(self.text.tokens.len()));
        }
        self.text.tokens.push(Token {
            word,
            start: place(surface.start),
            end: place(surface.end),
            clause: 0,
            sentence: 0,
            solid: 0,
            transparent: traits.has(Traits::TRANSPARENT),
            name: capital,
            quoted: false,
            digit: surface.digit,
            traits,
            before: std::mem::replace(&mut self.pending, Break::None),
        });
    }

    fn push_known(&mut self, word: WordId, surface: &Surface<'_>, capital: bool) {
        self.push(word, self.vocabulary.traits(word), surface, capital);
    }

    /// Adds what a surface is read as.
    fn push_entry(&mut self, entry: Option<Entry<'_>>, surface: &Surface<'_>, capital: bool) {
        match entry {
            Some(Entry::Word(word)) => self.push_known(word, surface, capital),
            Some(Entry::Contraction(words, _)) => {
                for word in words {
                    self.push_known(*word, surface, capital);
                }
            }
            None => self.push(UNKNOWN, Traits::default(), surface, capital),
        }
    }

    /// What comes before the clitic on a word that has no entry of its own with it, and the clitic:
    /// "Priya's", "mustn't".
    fn host<'w>(&self, word: &'w str) -> Option<(&'w str, WordId)> {
        let cut = word.len().checked_sub(3).filter(|_| word.ends_with("n't"));
        let (base, clitic) = word.split_at_checked(cut.or_else(|| word.rfind('\''))?)?;
        let clitic = self.vocabulary.id(clitic)?;
        (!base.is_empty()).then_some((base, clitic))
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
        let of_word = self.pending == Break::None
            && match gap {
                Break::LowStop => self.initial || self.abbreviated,
                Break::Stop => self.abbreviated,
                _ => false,
            };
        self.commas |= gap == Break::Comma;
        if !of_word {
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
        let vocabulary = self.vocabulary;
        self.initial = surface.capital && surface.folded.len() == 1;
        if self.single == Some(self.text.tokens.len()) && vocabulary.is_clipped(surface.folded) {
            self.single = None;
        }
        let entry = vocabulary.entry_by(surface.head, surface.folded);
        if let Some(Entry::Word(word)) = entry {
            let traits = vocabulary.traits(word);
            self.abbreviated = traits.has(Traits::ABBREVIATION);
            return self.push(word, traits, &surface, surface.capital);
        }
        self.abbreviated = matches!(entry, Some(Entry::Contraction(_, true)));
        if entry.is_some() {
            return self.push_entry(entry, &surface, false);
        }
        if !surface.plain
            && let Some((base, clitic)) = self.host(surface.folded)
        {
            self.push_entry(vocabulary.entry(base), &surface, surface.capital);
            return self.push_known(clitic, &surface, false);
        }
        self.push(UNKNOWN, Traits::default(), &surface, surface.capital);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codebook::Words;

    const KNOWN: &[&str] = &["coaching", "cafe", "i", "it", "time", "so", "e.g", "mr", "1:1"];

    fn vocabulary() -> Vocabulary {
        let phrases = |list: &[&str]| -> Vec<Vec<String>> {
            list.iter().map(|text| token::folded_words(text)).collect()
        };
        let pairs = |list: &[(&str, &str)]| -> Vec<(String, Vec<String>)> {
            list.iter().map(|(a, b)| ((*a).to_owned(), token::folded_words(b))).collect()
        };
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
        let mut vocabulary = Vocabulary::new(&Words {
            transparent: phrases(&["honestly", "you know"]),
            clause_openers: phrases(&["but", "because", "so i"]),
            abbreviations: words(&["e.g", "mr"]),
            not_names: words(&["monday", "i"]),
            contractions: pairs(&[
                ("don't", "do not"),
                ("dont", "do not"),
                ("cannot", "can not"),
                ("i'm", "i am"),
            ]),
            clitics: vec![
                ("'s".to_owned(), words(&["is", "has"])),
                ("n't".to_owned(), words(&["not"])),
            ],
            ..Words::default()
        });
        for word in KNOWN {
            vocabulary.add(word);
        }
        vocabulary
    }

    fn read(source: &str) -> Text {
        let mut text = Text::default();
        text.read(source, &vocabulary());
        text
    }

    fn words<'s>(source: &'s str, token: &Token) -> &'s str {
        source.get(token.start as usize..token.end as usize).unwrap_or_default()
    }

    /// How a text is laid out: words that are known by what they are read as and others as they
    /// stand, `|` between clauses, `||` between sentences, `(…)` around what is skipped, `“…”`
    /// around what is quoted.
    fn laid_out(source: &str) -> String {
        let (text, vocabulary) = (read(source), vocabulary());
        let extra = ["do", "not", "can", "am", "'s", "n't", "but", "because", "honestly", "you"];
        let known = KNOWN.iter().chain(&extra).chain(&["know", "monday"]);
        let names: Vec<(WordId, &str)> =
            known.filter_map(|word| Some((vocabulary.id(word)?, *word))).collect();
        let mut out = String::new();
        let mut last: Option<Token> = None;
        for token in &text.tokens {
            match last.replace(*token) {
                None => {}
                Some(last) if last.sentence != token.sentence => out.push_str(" || "),
                Some(last) if last.clause != token.clause => out.push_str(" | "),
                Some(_) => out.push(' '),
            }
            let name = names.iter().find(|(id, _)| *id == token.word).map(|(_, name)| *name);
            let written = words(source, token);
            let word = name.unwrap_or(written);
            let word = if token.transparent { format!("({word})") } else { word.to_owned() };
            let word = if token.quoted { format!("“{word}”") } else { word };
            out.push_str(&word);
        }
        out
    }

    #[track_caller]
    fn check(source: &str, expected: &str) {
        assert_eq!(laid_out(source), expected, "{source}");
    }

    #[test]
    fn contractions_are_read_as_the_words_they_stand_for() {
        for written in ["don't", "don’t", "donʼt", "DON'T", "dont", "do not"] {
            check(&format!("I {written} mind"), "i do not mind");
        }
        check("I cannot. I can not.", "i can not || i can not");
        check("I’m fine", "i am fine");
        check("she mustn't", "she mustn't n't");
    }

    #[test]
    fn the_words_of_a_contraction_share_its_place() {
        let text = read("I don’t");
        let spans: Vec<_> = (1..3).map(|at| text.span(at, at + 1)).collect();
        assert_eq!(spans, [Span::new(2, 9), Span::new(2, 9)]);
    }

    #[test]
    fn a_possessive_is_a_name_and_a_clitic_that_is_skipped() {
        check("Priya's coaching", "Priya's ('s) coaching");
        check("Priya’s coaching's fine", "Priya’s ('s) coaching ('s) fine");
        assert_eq!(
            read("with Priya's").tokens.iter().map(|t| t.name).collect::<Vec<_>>(),
            [false, true, false]
        );
    }

    #[test]
    fn spaces_of_any_kind_part_words_and_nothing_more() {
        for space in [" ", "  ", "\u{A0}", "\u{2009}", "\u{202F}", "\u{3000}", "\u{2003}"] {
            check(&format!("no{space}time"), "no time");
        }
    }

    #[test]
    fn a_dash_opens_a_clause_and_a_hyphen_does_not() {
        check("no time – so it is", "no time | so it is");
        check("no time—so it is", "no time | so it is");
        check("no time - so it is", "no time | so it is");
        check("no time -- so it is", "no time | so it is");
        check("one-to-one", "one to one");
        check("- no time\n- no help", "no time || no help");
    }

    #[test]
    fn an_ellipsis_opens_a_clause() {
        check("well... it is", "well | it is");
        check("well… it is", "well | it is");
    }

    #[test]
    fn a_stop_after_an_abbreviation_or_an_initial_ends_nothing() {
        check("a day, e.g. Monday", "a day | e.g monday");
        check("Ask Mr. Smith.", "Ask mr Smith");
        check("Then J. said it. I left", "Then J said it || i left");
        check("It is I. So what", "it is i || so what");
        check("at 9 a.m. sharp", "at 9 a.m || sharp");
    }

    #[test]
    fn a_number_is_one_word() {
        for number in ["1,000", "3.5", "1:1", "10:30", "2026-05-09"] {
            let digits = read(&format!("took {number} then")).tokens.len();
            let parts = number.split('-').count();
            assert_eq!(digits, 2 + parts, "{number}");
        }
        check("in 3.5 weeks, 10.", "in 3.5 weeks | 10");
        check("our 1:1 coaching", "our 1:1 coaching");
        assert!(read("by Q3").tokens.iter().any(|token| token.digit));
    }

    #[test]
    fn quotation_marks_of_any_kind_quote() {
        for quoted in
            ["\"no time\"", "“no time”", "«no time»", "„no time”", "‘no time’", "'no time'"]
        {
            check(&format!("said {quoted} once"), "said “no” “time” once");
        }
    }

    #[test]
    fn an_apostrophe_quotes_nothing() {
        check("the teams’ time, rock 'n' roll", "the teams time | rock “n” roll");
        check("it's ‘fine’", "it ('s) “fine”");
        check("the bosses' time and dogs' food", "the bosses time and dogs food");
    }

    #[test]
    fn a_mark_that_is_never_closed_quotes_nothing() {
        check("said \"no time", "said no time");
        check("said ‘no time. It is", "said no time || it is");
    }

    #[test]
    fn an_emoji_opens_a_clause_and_is_no_word() {
        check("no time 😀 so it is", "no time | so it is");
        check("no time 👩‍👩‍👧 so it is", "no time | so it is");
        check("❤️", "");
    }

    #[test]
    fn accents_are_folded_however_they_are_written() {
        for written in ["café", "cafe\u{301}", "CAFÉ", "ｃａｆｅ"] {
            check(written, "cafe");
            assert_eq!(read(written).span(0, 1), Span::new(0, written.len()));
        }
    }

    #[test]
    fn a_soft_hyphen_and_what_has_no_width_change_nothing() {
        for written in
            ["coach\u{AD}ing", "coach\u{200B}ing", "coaching\u{FEFF}", "co\u{2060}aching"]
        {
            check(written, "coaching");
        }
    }

    #[test]
    fn a_transcript_without_marks_gets_its_clauses_from_words() {
        check(
            "it is fine but i stay because it rains",
            "it is fine | but i stay | because it rains",
        );
        check("it rains so i stay so it is", "it rains | so i stay so it is");
    }

    #[test]
    fn an_aside_that_is_skipped_takes_its_commas_with_it() {
        check("coaching, honestly, is fine", "coaching (honestly) is fine");
        check("coaching, you know, is fine", "coaching (you) (know) is fine");
        check("coaching, honestly fine, is it", "coaching | (honestly) fine | is it");
        check("Honestly, it is", "(honestly) it is");
        check("you know it, you, know", "(you) (know) it | you | know");
    }

    #[test]
    fn every_mark_that_ends_a_sentence_ends_one() {
        check("it is. So? It is! it\n\nit 。it", "it is || so || it is || it || it || it");
        let text = read("So? It is.");
        assert!(text.is_question(0) && !text.is_question(1));
    }

    #[test]
    fn a_capital_is_a_name_only_where_the_rules_do_not_know_better() {
        let names = |source: &str| -> Vec<String> {
            let text = read(source);
            let named = text.tokens.iter().filter(|token| token.name);
            named.map(|token| words(source, token).to_owned()).collect()
        };
        assert_eq!(names("On Monday I met Priya at the Café"), ["On", "Priya", "Café"]);
        assert_eq!(names("It is. Coaching helps Tom."), ["Tom"]);
    }
}
