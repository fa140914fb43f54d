//! How words are read: `words.toml` as meant, and the words that a written word stands for.
//!
//! Knows nothing of patterns. Invariant: every word is folded the way the words of a text are.

use std::collections::HashSet;

use crate::codebook::{PersonWords, Words};
use crate::diagnostic::{Report, quoted};
use crate::pattern::Person;
use crate::schema;
use crate::schema::fields::Text;
use crate::token::folded_words;

type Table = Vec<(String, Vec<String>)>;

/// The words as meant.
pub(super) fn check(written: &schema::lexicon::Words, report: &mut Report<'_>) -> Words {
    let mut words = Words {
        contractions: table(&written.contractions, report, phrase),
        clitics: table(&written.clitics, report, alternatives),
        irregular: table(&written.irregular, report, alternatives),
        abbreviations: singles(&written.abbreviations, report),
        names: singles(&written.names, report),
        not_names: singles(&written.not_names, report),
        ..Words::default()
    };
    words.transparent = phrases(&written.transparent, &words, report);
    words.clause_openers = phrases(&written.clause_openers, &words, report);
    let persons = &written.persons;
    let persons = [(Person::I, &persons.i), (Person::My, &persons.my), (Person::Me, &persons.me)];
    for (person, written) in persons {
        let Some(written) = written else { continue };
        let person = PersonWords {
            person,
            coachee: phrases(&written.coachee, &words, report),
            others: phrases(&written.others, &words, report),
            names: written.names,
            elided: written.elided,
        };
        words.persons.push(person);
    }
    words
}

impl Words {
    /// The words that a written word stands for, folded: contractions spelt out, clitics split off.
    pub(crate) fn expand(&self, written: &str) -> Vec<String> {
        folded_words(written).into_iter().flat_map(|word| self.expand_folded(word)).collect()
    }

    fn expand_folded(&self, word: String) -> Vec<String> {
        if let Ok(at) = self.contractions.binary_search_by(|(known, _)| known.cmp(&word)) {
            return self.contractions.get(at).map(|(_, words)| words.clone()).unwrap_or_default();
        }
        let longest = self
            .clitics
            .iter()
            .map(|(clitic, _)| clitic)
            .filter(|clitic| word.len() > clitic.len() && word.ends_with(clitic.as_str()))
            .max_by_key(|clitic| clitic.len());
        let Some(clitic) = longest else {
            return vec![word];
        };
        let host = word.strip_suffix(clitic.as_str()).unwrap_or_default().to_owned();
        let mut words = self.expand_folded(host);
        words.push(clitic.clone());
        words
    }
}

/// Words and short phrases, each with its contractions spelt out.
fn phrases(texts: &[Text], words: &Words, report: &mut Report<'_>) -> Vec<Vec<String>> {
    let mut phrases = Vec::new();
    for text in texts {
        let phrase: Vec<String> =
            text.value.split_whitespace().flat_map(|word| words.expand(word)).collect();
        if phrase.is_empty() {
            no_word(text, report);
        } else {
            phrases.push(phrase);
        }
    }
    phrases.sort_unstable();
    phrases.dedup();
    phrases
}

fn singles(texts: &[Text], report: &mut Report<'_>) -> Vec<String> {
    let mut words: Vec<String> = texts.iter().filter_map(|text| single(text, report)).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// The one word of a text.
fn single(text: &Text, report: &mut Report<'_>) -> Option<String> {
    let mut words = folded_words(&text.value);
    if words.len() > 1 {
        let message =
            format!("{} is {} words, where one was expected", quoted(&text.value), words.len());
        report.add(text.place, "not-one-word", message, "write a single word");
        return None;
    }
    if words.is_empty() {
        no_word(text, report);
    }
    words.pop()
}

fn no_word(text: &Text, report: &mut Report<'_>) {
    let message = format!("{} is no word", quoted(&text.value));
    report.add(text.place, "not-a-word", message, "write a word, or take it out");
}

/// A table from words to words, sorted; a key that is there twice once folded is reported.
fn table(
    entries: &[(Text, Vec<Text>)],
    report: &mut Report<'_>,
    value: fn(&[Text], &mut Report<'_>) -> Vec<String>,
) -> Table {
    let mut table: Table = Vec::new();
    let mut seen = HashSet::new();
    for (key, words) in entries {
        let Some(word) = single(key, report) else {
            continue;
        };
        if !seen.insert(word.clone()) {
            let message =
                format!("{} is there twice: the other is spelt like it", quoted(&key.value));
            report.add(key.place, "duplicate-id", message, "take one of them out");
        }
        table.push((word, value(words, report)));
    }
    table.sort_unstable();
    table
}

/// The words of all texts, in a row.
fn phrase(texts: &[Text], report: &mut Report<'_>) -> Vec<String> {
    let mut words = Vec::new();
    for text in texts {
        let folded: Vec<String> = text.value.split_whitespace().flat_map(folded_words).collect();
        if folded.is_empty() {
            no_word(text, report);
        }
        words.extend(folded);
    }
    words
}

/// One word a text.
fn alternatives(texts: &[Text], report: &mut Report<'_>) -> Vec<String> {
    texts.iter().filter_map(|text| single(text, report)).collect()
}

#[cfg(test)]
mod tests {
    use crate::codebook::Words;

    fn words() -> Words {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Words {
            contractions: vec![
                ("don't".to_owned(), list(&["do", "not"])),
                ("dont".to_owned(), list(&["do", "not"])),
            ],
            clitics: vec![("'s".to_owned(), list(&["is", "has"]))],
            ..Words::default()
        }
    }

    #[test]
    fn contractions_are_one_however_they_are_written() {
        for written in ["don't", "Don’t", "dont", "DONT"] {
            assert_eq!(words().expand(written), ["do", "not"], "{written}");
        }
    }

    #[test]
    fn a_clitic_is_split_off_its_host() {
        assert_eq!(words().expand("coach's"), ["coach", "'s"]);
        assert_eq!(words().expand("'s"), ["'s"]);
        assert_eq!(words().expand("one-to-one"), ["one", "to", "one"]);
    }
}
