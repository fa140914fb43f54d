//! Many patterns at once: which of them can match a text at all, told from the words and concepts
//! that are in it.
//!
//! Knows nothing of what the patterns are for. Invariant: a pattern that is held back cannot match.

use crate::codebook::{Codebook, ConceptId};
use crate::pattern::{Item, Pattern};
use crate::program::{Mentions, Program};
use crate::text::Text;
use crate::vocabulary::{Vocabulary, WordId};

/// How often words and concepts turn up in ordinary text, to wake patterns by the rarest.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rarity {
    /// By word.
    pub(crate) words: Vec<u32>,
    /// By concept.
    pub(crate) concepts: Vec<u32>,
}

impl Rarity {
    /// How often words and concepts turn up in the rules' own examples, which are ordinary talk.
    pub(crate) fn of(codebook: &Codebook, vocabulary: &mut Vocabulary) -> Self {
        let mut words = vec![0_u32; vocabulary.len()];
        let mut text = Text::default();
        let rules = codebook.behaviours.iter().flat_map(|behaviour| &behaviour.rules);
        for example in rules.flat_map(|rule| &rule.examples) {
            text.read(&example.text, vocabulary);
            for token in &text.tokens {
                if let Some(count) = words.get_mut(token.word as usize) {
                    *count += 1;
                }
            }
        }
        let mut rarity = Self { words, concepts: vec![0; codebook.concepts.len()] };
        // Inner concepts stand anywhere in the list; three rounds are as deep as lexicons go.
        for _ in 0..3 {
            for at in 0..codebook.concepts.len() {
                let Some(concept) = codebook.concepts.get(at) else { break };
                let weight = weigh(&concept.terms, &rarity, vocabulary);
                if let Some(of) = rarity.concepts.get_mut(at) {
                    *of = weight;
                }
            }
        }
        rarity
    }
}

/// Something in a text that wakes a pattern, or without which it cannot match.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Sign {
    Words(Vec<WordId>),
    Concept(ConceptId),
    /// One of these.
    Any(Vec<Sign>),
}

/// Patterns, indexed by what wakes them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gate {
    programs: Vec<Program>,
    /// What each pattern cannot do without, besides what wakes it; the rarest first.
    needs: Vec<Vec<Sign>>,
    by_word: Vec<Vec<u32>>,
    by_concept: Vec<Vec<u32>>,
    /// Patterns that nothing in particular wakes.
    always: Vec<u32>,
}

/// The patterns awake for the text at hand; reused from one to the next.
#[derive(Clone, Debug, Default)]
pub(crate) struct Awake {
    seen: Vec<u32>,
    text: u32,
    list: Vec<u32>,
}

impl Gate {
    /// Indexes patterns that have been compiled.
    pub(crate) fn new(
        patterns: Vec<(&Pattern, Program)>,
        rarity: &Rarity,
        vocabulary: &mut Vocabulary,
    ) -> Self {
        let mut gate = Self::default();
        for ((pattern, program), at) in patterns.into_iter().zip(0..) {
            let mut guide = Guide { rarity, vocabulary };
            let mut needs = guide.signs(&pattern.items);
            if needs.is_empty() {
                gate.always.push(at);
            } else {
                gate.wake(&[needs.remove(0)], at);
            }
            gate.needs.push(needs);
            gate.programs.push(program);
        }
        gate
    }

    fn wake(&mut self, signs: &[Sign], program: u32) {
        fn add(lists: &mut Vec<Vec<u32>>, at: usize, program: u32) {
            if lists.len() <= at {
                lists.resize(at + 1, Vec::new());
            }
            if let Some(list) = lists.get_mut(at).filter(|list| list.last() != Some(&program)) {
                list.push(program);
            }
        }
        for sign in signs {
            match sign {
                Sign::Words(words) => {
                    for word in words {
                        add(&mut self.by_word, *word as usize, program);
                    }
                }
                Sign::Concept(concept) => add(&mut self.by_concept, concept.index(), program),
                Sign::Any(signs) => self.wake(signs, program),
            }
        }
    }

    /// The compiled pattern of this number.
    pub(crate) fn program(&self, number: u32) -> Option<&Program> {
        self.programs.get(number as usize)
    }

    /// The patterns that can match, by ascending number.
    pub(crate) fn open<'a>(&self, mentions: &impl Mentions, awake: &'a mut Awake) -> &'a [u32] {
        awake.begin(self.programs.len());
        awake.add(&self.always);
        for word in mentions.words() {
            awake.add(self.by_word.get(*word as usize).map(Vec::as_slice).unwrap_or_default());
        }
        if !self.by_concept.is_empty() {
            for concept in mentions.concepts() {
                let woken = self.by_concept.get(concept.index());
                awake.add(woken.map(Vec::as_slice).unwrap_or_default());
            }
        }
        awake.list.retain(|program| {
            let needs = self.needs.get(*program as usize).map(Vec::as_slice).unwrap_or_default();
            needs.iter().all(|sign| sign.is_there(mentions))
        });
        awake.list.sort_unstable();
        &awake.list
    }
}

impl Awake {
    fn begin(&mut self, programs: usize) {
        self.list.clear();
        self.seen.resize(programs, 0);
        self.text = self.text.wrapping_add(1);
        if self.text == 0 {
            self.seen.fill(0);
            self.text = 1;
        }
    }

    fn add(&mut self, programs: &[u32]) {
        for program in programs {
            if let Some(seen) =
                self.seen.get_mut(*program as usize).filter(|seen| **seen != self.text)
            {
                *seen = self.text;
                self.list.push(*program);
            }
        }
    }
}

impl Sign {
    fn is_there(&self, mentions: &impl Mentions) -> bool {
        match self {
            Self::Words(words) => words.iter().any(|word| mentions.has_word(*word)),
            Self::Concept(concept) => !mentions.concept(*concept).is_empty(),
            Self::Any(signs) => signs.iter().any(|sign| sign.is_there(mentions)),
        }
    }
}

struct Guide<'g> {
    rarity: &'g Rarity,
    vocabulary: &'g mut Vocabulary,
}

impl Guide<'_> {
    /// The signs without which the items cannot match, the rarest first.
    fn signs(&mut self, items: &[Item]) -> Vec<Sign> {
        let mut signs: Vec<Sign> = items.iter().filter_map(|item| self.sign(item)).collect();
        signs.sort_by_cached_key(|sign| self.weight(sign));
        signs
    }

    fn sign(&mut self, item: &Item) -> Option<Sign> {
        match item {
            Item::Word(word) => Some(Sign::Words(self.vocabulary.add_word(word))),
            Item::Inflected(lemma) => Some(Sign::Words(self.vocabulary.add_forms(lemma))),
            Item::Concept(concept) => Some(Sign::Concept(*concept)),
            Item::Choice(branches) => {
                let rarest = branches.iter().map(|branch| self.signs(branch).into_iter().next());
                Some(Sign::Any(rarest.collect::<Option<_>>()?))
            }
            Item::Person(_) | Item::Optional(_) | Item::Gap(_) => None,
        }
    }

    fn weight(&self, sign: &Sign) -> u32 {
        let of = |weights: &[u32], at: usize| weights.get(at).copied().unwrap_or_default();
        match sign {
            Sign::Words(words) => words
                .iter()
                .map(|word| of(&self.rarity.words, *word as usize) + 1)
                .fold(0, u32::saturating_add),
            Sign::Concept(concept) => of(&self.rarity.concepts, concept.index()).saturating_add(1),
            Sign::Any(signs) => {
                signs.iter().map(|sign| self.weight(sign)).fold(0, u32::saturating_add)
            }
        }
    }
}

/// How often any of these patterns may turn up.
fn weigh(patterns: &[Pattern], rarity: &Rarity, vocabulary: &mut Vocabulary) -> u32 {
    let mut guide = Guide { rarity, vocabulary };
    patterns
        .iter()
        .map(|pattern| guide.signs(&pattern.items).first().map_or(u32::MAX, |s| guide.weight(s)))
        .fold(0, u32::saturating_add)
}
