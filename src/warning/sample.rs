//! Texts made after a pattern, to see what the rules make of them.
//!
//! Knows nothing of rules. Invariant: a text made after a pattern has what the pattern asks for, in
//! its order, and nothing else.

use regex::Regex;

use crate::codebook::{Codebook, Concept};
use crate::observation::Speaker;
use crate::pattern::{Item, Pattern, Person};

/// Words with a digit, of which one may be what a regular expression asks for.
const NUMBERS: [&str; 10] = ["30", "3rd", "10:30", "2025", "50%", "3h", "8am", "1.5", "q3", "24/7"];

/// A word with a digit that a concept has.
fn number(concept: &Concept) -> Option<String> {
    let shape = Regex::new(&format!("^(?i:{})$", concept.regex.as_ref()?)).ok()?;
    let found = NUMBERS.into_iter().find(|number| shape.is_match(number));
    found.map(str::to_owned)
}

/// How deep concepts are spelt out.
const DEEPEST: usize = 6;

/// A text after a pattern, as it would be said by this speaker; `turn` says which alternatives it
/// takes. Nothing where a word is asked for by a regular expression and none is at hand.
pub(super) fn text(
    codebook: &Codebook,
    pattern: &Pattern,
    speaker: Speaker,
    turn: usize,
) -> Option<String> {
    let mut words = Vec::new();
    Speech { codebook, speaker, turn }.spell(&pattern.items, 0, &mut words)?;
    let mut text = String::new();
    for word in words {
        // A clitic stands at the end of the word before it.
        let clitic = codebook.words.clitics.iter().any(|(clitic, _)| *clitic == word);
        if !text.is_empty() && !clitic {
            text.push(' ');
        }
        text.push_str(&word);
    }
    Some(text)
}

struct Speech<'s> {
    codebook: &'s Codebook,
    speaker: Speaker,
    turn: usize,
}

impl Speech<'_> {
    fn spell(&self, items: &[Item], depth: usize, into: &mut Vec<String>) -> Option<()> {
        for item in items {
            match item {
                Item::Word(word) | Item::Inflected(word) => into.push(word.clone()),
                Item::Person(person) => into.push(self.coachee(*person)),
                Item::Concept(concept) => {
                    let concept = self.codebook.concepts.get(concept.index())?;
                    match self.in_turn(&concept.terms) {
                        Some(term) if depth < DEEPEST => {
                            self.spell(&term.items, depth + 1, into)?;
                        }
                        _ => into.push(number(concept)?),
                    }
                }
                Item::Choice(branches) => self.spell(self.in_turn(branches)?, depth, into)?,
                Item::Optional(branches) if self.turn % 2 == 1 => {
                    self.spell(self.in_turn(branches)?, depth, into)?;
                }
                Item::Optional(_) | Item::Gap(_) => {}
            }
        }
        Some(())
    }

    fn in_turn<'a, T>(&self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.turn.checked_rem(all.len())?)
    }

    /// The coachee, as the speaker would put it.
    fn coachee(&self, person: Person) -> String {
        let words = self.codebook.words.persons.iter().find(|words| words.person == person);
        let phrases = words.map(|words| match self.speaker {
            Speaker::Coachee => words.coachee.as_slice(),
            Speaker::Coach | Speaker::Observer => words.others.as_slice(),
        });
        let phrase = phrases.and_then(<[Vec<String>]>::first);
        phrase.map(|phrase| phrase.join(" ")).unwrap_or_default()
    }
}
