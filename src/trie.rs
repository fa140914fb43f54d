//! Word sequences, all found in one walk from each word of a text.
//!
//! Knows nothing of what a sequence stands for: each is known by the numbers of the lists that its
//! mentions go into. Invariant: words that are skipped may stand inside a mention, never at its
//! end, and no mention crosses the end of a sentence.

use crate::pattern::Item;
use crate::program::LONGEST_ASIDE;
use crate::rows::{Rows, place};
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
    next: Rows<(WordId, u32)>,
    /// For each node the lists that a mention ending there goes into.
    lists: Rows<u32>,
}

#[derive(Clone, Debug, Default)]
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
    pub(crate) fn finish(self, words: usize) -> Trie {
        let mut roots = vec![0; words];
        for (word, to) in self.nodes.first().map(|root| root.next.as_slice()).unwrap_or_default() {
            if let Some(root) = roots.get_mut(*word as usize) {
                *root = *to;
            }
        }
        let mut trie = Trie { roots, ..Trie::default() };
        for node in self.nodes {
            trie.next.push(node.next);
            trie.lists.push(node.lists);
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
            let found_at = next.binary_search_by_key(&token.word, |(word, _)| *word);
            if let Some((_, to)) = found_at.ok().and_then(|at| next.get(at)) {
                self.walk_on(*to, start, at + 1, text, found);
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
