//! Texts made after a pattern, to see what the rules make of them.
//!
//! Knows nothing of rules. Invariant: a text made after a pattern has what the pattern asks for, in
//! its order, and nothing else.

use crate::codebook::Codebook;
use crate::pattern::{Item, Pattern, Person};

/// How deep concepts are spelt out.
const DEEPEST: usize = 6;

/// A text after a pattern; `turn` says which alternatives it takes.
pub(super) fn text(codebook: &Codebook, pattern: &Pattern, turn: usize) -> String {
    let mut words = Vec::new();
    spell(codebook, &pattern.items, (turn, 0), &mut words);
    words.join(" ")
}

fn spell(codebook: &Codebook, items: &[Item], (turn, depth): (usize, usize), into: &mut Vec<String>) {
    for item in items {
        match item {
            Item::Word(word) | Item::Inflected(word) => into.push(word.clone()),
            Item::Person(person) => into.push(coachee(codebook, *person)),
            Item::Concept(concept) if depth < DEEPEST => {
                let concept = codebook.concepts.get(concept.index());
                let terms = concept.map(|concept| concept.terms.as_slice()).unwrap_or_default();
                match in_turn(terms, turn) {
                    Some(term) => spell(codebook, &term.items, (turn, depth + 1), into),
                    // A concept of a regular expression is one of words with a digit.
                    None => into.push("30".to_owned()),
                }
            }
            Item::Choice(branches) => {
                if let Some(branch) = in_turn(branches, turn) {
                    spell(codebook, branch, (turn, depth), into);
                }
            }
            Item::Optional(branches) if turn % 2 == 1 => {
                if let Some(branch) = in_turn(branches, turn / 2) {
                    spell(codebook, branch, (turn, depth), into);
                }
            }
            Item::Concept(_) | Item::Optional(_) | Item::Gap(_) => {}
        }
    }
}

fn in_turn<T>(all: &[T], turn: usize) -> Option<&T> {
    all.get(turn.checked_rem(all.len())?)
}

/// The coachee in their own talk.
fn coachee(codebook: &Codebook, person: Person) -> String {
    let words = codebook.words.persons.iter().find(|words| words.person == person);
    let phrase = words.and_then(|words| words.coachee.first());
    phrase.map(|phrase| phrase.join(" ")).unwrap_or_default()
}
