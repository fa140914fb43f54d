//! Word sequences, all found in one walk from each word of a text.
//!
//! Knows nothing of what a sequence stands for: each is known by the numbers of the lists that its
//! mentions go into. Invariant: words that are skipped may stand inside a mention, never at its
//! end, and no mention crosses the end of a sentence.

use std::collections::HashMap;

use crate::pattern::Item;
use crate::program::LONGEST_ASIDE;
use crate::rows::{Rows, place};
use crate::stored::stored;
use crate::text::Text;
use crate::vocabulary::{Vocabulary, WordId};

/// Into how many word sequences a pattern may unfold before it is kept as a pattern.
const MOST_SEQUENCES: usize = 400;

/// How many words the sequences of a pack may take up together before terms are kept as patterns.
const MOST_NODES: usize = 1_000_000;

/// Word sequences under construction.
#[derive(Debug)]
pub(crate) struct Sequences {
    nodes: Vec<Node>,
}

/// Word sequences, ready to be found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trie {
    /// For each word, the node that it leads to from the root; 0 for none.
    roots: Vec<u32>,
    /// For each node the words that lead on, ascending, and where to.
    next: Rows<Way>,
    /// For each node the lists that a mention ending there goes into.
    lists: Rows<u32>,
}

/// A word, in the upper half of eight bytes, and the node to which it leads.
#[derive(Clone, Copy, Debug)]
struct Way(u64);

impl Way {
    fn new(word: WordId, to: u32) -> Self {
        Self(u64::from(word) << 32 | u64::from(to))
    }

    fn word(self) -> u64 {
        self.0 >> 32
    }

    #[expect(clippy::cast_possible_truncation, reason = "the lower half of 64 bits")]
    fn to(self) -> u32 {
        self.0 as u32
    }
}

stored!(struct Way(u64));
stored!(struct Trie { roots, next, lists });

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Node {
    /// The words that lead on, ascending, and where to.
    next: Vec<(WordId, u32)>,
    /// The lists that a mention ending here goes into.
    lists: Vec<u32>,
}

impl Sequences {
    /// None yet.
    pub(crate) fn new() -> Self {
        Self { nodes: vec![Node::default()] }
    }

    /// Whether it is not so large yet that terms had better be kept as patterns.
    pub(crate) fn has_room(&self) -> bool {
        self.nodes.len() < MOST_NODES
    }

    /// Adds a sequence whose mentions go into this list.
    pub(crate) fn add(&mut self, words: &[WordId], list: u32) {
        let mut at = 0_usize;
        for word in words {
            let count = self.nodes.len();
            let Some(node) = self.nodes.get_mut(at) else { return };
            match node.next.binary_search_by_key(word, |(word, _)| *word) {
                Ok(found) => at = node.next.get(found).map_or(0, |(_, to)| *to as usize),
                Err(slot) => {
                    node.next.insert(slot, (*word, place(count)));
                    self.nodes.push(Node::default());
                    at = count;
                }
            }
        }
        if let Some(node) = self.nodes.get_mut(at).filter(|node| !node.lists.contains(&list)) {
            node.lists.push(list);
        }
    }

    /// The sequences, for texts read with a vocabulary of so many words.
    ///
    /// What goes on in the same way is kept once: most terms are families of sequences that begin
    /// otherwise and end alike.
    pub(crate) fn finish(self, words: usize) -> Trie {
        let mut trie = Trie { roots: vec![0; words], ..Trie::default() };
        // Nothing leads on to the first node.
        trie.next.push([]);
        trie.lists.push([]);
        let mut kept: HashMap<Node, u32> = HashMap::new();
        let mut kept_as = vec![0_u32; self.nodes.len()];
        // A node stands behind those that lead to it.
        for (at, node) in self.nodes.into_iter().enumerate().rev() {
            let next = node
                .next
                .into_iter()
                .map(|(word, to)| (word, kept_as.get(to as usize).copied().unwrap_or_default()));
            let node = Node { next: next.collect(), lists: node.lists };
            if at == 0 {
                for (word, to) in node.next {
                    trie.roots.iter_mut().skip(word as usize).take(1).for_each(|root| *root = to);
                }
                break;
            }
            let number = place(trie.next.len());
            let number = *kept.entry(node).or_insert_with_key(|node| {
                trie.next.push(node.next.iter().map(|(word, to)| Way::new(*word, *to)));
                trie.lists.push(node.lists.iter().copied());
                number
            });
            kept_as.iter_mut().skip(at).take(1).for_each(|kept| *kept = number);
        }
        trie
    }
}

impl Trie {
    /// Calls `found` with every list that a sequence beginning at this token goes into, and with
    /// the tokens of the mention.
    pub(crate) fn walk(&self, start: usize, text: &Text, found: &mut impl FnMut(u32, (u32, u32))) {
        let Some(first) = text.tokens.get(start) else { return };
        let root = self.roots.get(first.word as usize).copied().unwrap_or_default();
        if root != 0 {
            self.walk_on(root, start, start + 1, text, found);
        }
    }

    /// How many bytes of memory they take, about.
    pub(crate) fn bytes(&self) -> usize {
        self.roots.len() * size_of::<u32>() + self.next.bytes() + self.lists.bytes()
    }

    fn walk_on(
        &self,
        node: u32,
        start: usize,
        end: usize,
        text: &Text,
        found: &mut impl FnMut(u32, (u32, u32)),
    ) {
        for list in self.lists.row(node as usize) {
            found(*list, (place(start), place(end)));
        }
        let next = self.next.row(node as usize);
        if next.is_empty() {
            return;
        }
        let left = end.checked_sub(1).and_then(|left| text.tokens.get(left));
        let from = text.tokens.get(end);
        let (Some(left), Some(from)) = (left, from) else { return };
        for (at, token) in text.tokens.iter().enumerate().skip(end).take(LONGEST_ASIDE + 1) {
            if token.solid != from.solid || token.sentence != left.sentence {
                break;
            }
            let found_at = next.binary_search_by_key(&u64::from(token.word), |way| way.word());
            if let Some(way) = found_at.ok().and_then(|at| next.get(at)) {
                self.walk_on(way.to(), start, at + 1, text, found);
            }
        }
    }
}

/// The word sequences that items stand for, if they are words alone and not too many; the words
/// are added to the vocabulary.
pub(crate) fn sequences(items: &[Item], vocabulary: &mut Vocabulary) -> Option<Vec<Vec<WordId>>> {
    let mut all: Vec<Vec<WordId>> = vec![Vec::new()];
    for item in items {
        let tails: Vec<Vec<WordId>> = match item {
            Item::Word(word) => {
                vocabulary.add_word(word).into_iter().map(|word| vec![word]).collect()
            }
            Item::Inflected(lemma) => {
                vocabulary.add_forms(lemma).into_iter().map(|word| vec![word]).collect()
            }
            Item::Choice(branches) | Item::Optional(branches) => {
                let mut tails = Vec::new();
                for branch in branches {
                    tails.extend(sequences(branch, vocabulary)?);
                }
                if matches!(item, Item::Optional(_)) {
                    tails.push(Vec::new());
                }
                tails
            }
            Item::Concept(_) | Item::Person(_) | Item::Gap(_) => return None,
        };
        if all.len() * tails.len() > MOST_SEQUENCES {
            return None;
        }
        all = all
            .iter()
            .flat_map(|head| tails.iter().map(|tail| [head.as_slice(), tail].concat()))
            .collect();
    }
    Some(all)
}
