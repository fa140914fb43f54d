//! Words and a number for each, laid flat: no word has memory of its own.
//!
//! Knows nothing of what the numbers stand for. Invariant: a word that was added is found, with the
//! number that it was given last.

use std::ops::Range;

use crate::rows::place;
use crate::stored::stored;
use crate::token::{HEAD, head};

/// A table from words to numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct WordTable {
    /// Places of words, each one more than in the lists below; 0 where a slot is free. There are
    /// twice as many slots as words at the least.
    slots: Vec<u32>,
    /// For each word its head.
    heads: Vec<u64>,
    /// For each word, where it ends among the letters of all.
    ends: Vec<u32>,
    letters: String,
    numbers: Vec<u32>,
}

stored!(struct WordTable { slots, heads, ends, letters, numbers });

impl WordTable {
    /// The number of a word.
    pub(crate) fn get(&self, word: &str) -> Option<u32> {
        self.get_by(head(word.as_bytes()), word)
    }

    /// The same for a word whose head is known.
    pub(crate) fn get_by(&self, head: u64, word: &str) -> Option<u32> {
        let place = self.find(head, word).ok()?;
        self.numbers.get(place).copied()
    }

    /// Gives a word a number, in place of the one that it had.
    pub(crate) fn set(&mut self, word: &str, number: u32) {
        if self.slots.len() <= self.numbers.len() * 2 {
            self.grow();
        }
        let head = head(word.as_bytes());
        match self.find(head, word) {
            Ok(place) => self.numbers.iter_mut().skip(place).take(1).for_each(|n| *n = number),
            Err(slot) => {
                self.letters.push_str(word);
                self.heads.push(head);
                self.ends.push(place(self.letters.len()));
                self.numbers.push(number);
                let one_more = place(self.numbers.len());
                self.slots.iter_mut().skip(slot).take(1).for_each(|slot| *slot = one_more);
            }
        }
    }

    /// Every word with its number, in the order in which they were added.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, u32)> {
        self.numbers.iter().enumerate().map(|(place, number)| (self.word(place), *number))
    }

    /// How many bytes of memory it takes, about.
    pub(crate) fn bytes(&self) -> usize {
        let numbers = self.slots.len() + self.ends.len() + self.numbers.len();
        self.letters.len() + numbers * size_of::<u32>() + self.heads.len() * size_of::<u64>()
    }

    /// The place of a word with this head, or the free slot for it.
    fn find(&self, head: u64, word: &str) -> Result<usize, usize> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut slot = hash(head, word) as usize & mask;
        while let Some(place) = self.slots.get(slot).and_then(|place| place.checked_sub(1)) {
            let place = place as usize;
            // The head of a word that is shorter is the whole of it.
            if self.heads.get(place) == Some(&head)
                && (word.len() < HEAD || self.bytes_of(place) == word.as_bytes())
            {
                return Ok(place);
            }
            slot = (slot + 1) & mask;
        }
        Err(slot)
    }

    fn word(&self, place: usize) -> &str {
        self.letters.get(self.range(place)).unwrap_or_default()
    }

    /// The bytes of a word: nothing is asked about the bounds of its letters.
    fn bytes_of(&self, place: usize) -> &[u8] {
        self.letters.as_bytes().get(self.range(place)).unwrap_or_default()
    }

    fn range(&self, place: usize) -> Range<usize> {
        let end_of = |place: usize| self.ends.get(place).copied().unwrap_or_default() as usize;
        place.checked_sub(1).map_or(0, end_of)..end_of(place)
    }

    fn grow(&mut self) {
        let slots = (self.numbers.len() * 4).next_power_of_two().max(16);
        self.slots.clear();
        self.slots.resize(slots, 0);
        for at in 0..self.numbers.len() {
            let head = self.heads.get(at).copied().unwrap_or_default();
            let free = self.find(head, self.word(at)).unwrap_or_else(|slot| slot);
            self.slots.iter_mut().skip(free).take(1).for_each(|slot| *slot = place(at + 1));
        }
    }
}

/// Hashes a short word; the words of the table come from the rules, so that no one can choose them
/// to collide. It is the same on every machine, since a table may be stored on one and used on
/// another.
#[expect(clippy::cast_possible_truncation, reason = "half of the bits are enough")]
fn hash(head: u64, word: &str) -> u32 {
    let mix =
        |hash: u64, part: u64| (hash.rotate_left(23) ^ part).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut hash = mix(0, head);
    // What comes after the head in pieces, the last of which may overlap the one before it.
    if let Some((_, rest)) = word.as_bytes().split_first_chunk::<HEAD>() {
        let (parts, _) = rest.as_chunks();
        hash = parts.iter().fold(hash, |hash, part| mix(hash, u64::from_le_bytes(*part)));
        let last = word.as_bytes().last_chunk().copied().unwrap_or_default();
        hash = mix(hash, u64::from_le_bytes(last));
    }
    (hash ^ (hash >> 29)) as u32
}

#[cfg(test)]
mod tests {
    use super::WordTable;

    #[test]
    fn every_word_that_was_added_is_found_with_its_last_number() {
        let mut table = WordTable::default();
        assert_eq!(table.get("time"), None);
        let words: Vec<String> =
            (0..4_000).map(|at| format!("{}{at}", "word-".repeat(at % 5))).collect();
        for (word, number) in words.iter().zip(0..) {
            table.set(word, number);
        }
        table.set("word-word-word-8", 9_999);
        table.set("12345678a", 1);
        for (word, number) in words.iter().zip(0..) {
            let expected = if number == 8 { 9_999 } else { number };
            assert_eq!(table.get(word), Some(expected), "{word}");
        }
        for other in ["word", "", "word-word-word-8\0", "word-word-word-", "12345678"] {
            assert_eq!(table.get(other), None, "{other:?}");
        }
    }
}
