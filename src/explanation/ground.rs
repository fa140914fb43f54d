//! What a diagnosis stands on: the numbers of the rules' words, and how common they are.
//!
//! Knows nothing of any one text. Invariant: a word of a pattern has the numbers here under which
//! the compiled pattern looks for it.

use std::collections::{BTreeMap, HashMap};

use crate::codebook::{Codebook, Exception, Rule};
use crate::matcher::{Matcher, Reading};
use crate::observation::Observation;
use crate::pattern::{Item, Pattern, each_item};
use crate::program::Mentions;
use crate::vocabulary::{UNKNOWN, Vocabulary, WordId};

/// The words of the rules, and what each is worth as a sign that a pattern was meant.
#[derive(Clone, Debug)]
pub(super) struct Ground {
    /// The numbers of a word, and those of all its forms, with what they are worth.
    words: HashMap<String, (Vec<WordId>, u32)>,
    forms: HashMap<String, (Vec<WordId>, u32)>,
    /// The word of each number.
    spelling: BTreeMap<WordId, String>,
    /// In how many of the texts looked at each word and each concept stands.
    by_word: HashMap<WordId, u32>,
    by_concept: Vec<u32>,
    looked_at: u32,
}

impl Ground {
    pub(super) fn new(codebook: &Codebook, matcher: &Matcher) -> Self {
        let mut vocabulary = matcher.vocabulary().clone();
        let mut ground = Self {
            words: HashMap::new(),
            forms: HashMap::new(),
            spelling: vocabulary.words().map(|(word, id)| (id, word.to_owned())).collect(),
            by_word: HashMap::new(),
            by_concept: vec![0; codebook.concepts.len()],
            looked_at: 0,
        };
        for concept in &codebook.concepts {
            ground.learn(&concept.terms, &mut vocabulary);
        }
        for rule in rules(codebook) {
            let exceptions = rule.unless.iter().map(|exception: &Exception| &exception.any);
            for patterns in [&*rule.any, &rule.all, &rule.then].into_iter().chain(exceptions) {
                ground.learn(patterns, &mut vocabulary);
            }
        }
        ground.count(codebook, matcher);
        ground.settle();
        ground
    }

    fn learn(&mut self, patterns: &[Pattern], vocabulary: &mut Vocabulary) {
        for pattern in patterns {
            each_item(&pattern.items, &mut |item| match item {
                Item::Word(word) if !self.words.contains_key(word) => {
                    self.words.insert(word.clone(), (vocabulary.add_word(word), 1));
                }
                Item::Inflected(word) if !self.forms.contains_key(word) => {
                    self.forms.insert(word.clone(), (vocabulary.add_forms(word), 1));
                }
                _ => {}
            });
        }
    }

    /// Settles what each word is worth, once it is known how common they are.
    fn settle(&mut self) {
        let worth = |numbers: &[WordId], ground: &Self| {
            let each = numbers.iter().filter_map(|word| ground.by_word.get(word));
            ground.rarity(each.sum())
        };
        for list in [true, false] {
            let mut words = std::mem::take(if list { &mut self.words } else { &mut self.forms });
            for (numbers, weight) in words.values_mut() {
                *weight = worth(numbers, self);
            }
            *(if list { &mut self.words } else { &mut self.forms }) = words;
        }
    }

    /// Counts words and concepts in examples of the rules, which are ordinary talk.
    fn count(&mut self, codebook: &Codebook, matcher: &Matcher) {
        let examples: Vec<_> = rules(codebook).flat_map(|rule| &rule.examples).collect();
        let step = (examples.len() / MOST_EXAMPLES).max(1);
        let mut reading = Reading::default();
        for example in examples.into_iter().step_by(step) {
            let observation = Observation {
                speaker: Some(example.speaker),
                text: example.text.clone(),
                ..Observation::default()
            };
            matcher.read(&observation, None, &mut reading);
            self.looked_at += 1;
            let mentions = reading.mentions();
            for word in mentions.words() {
                *self.by_word.entry(*word).or_default() += 1;
            }
            for concept in mentions.concepts() {
                self.by_concept.iter_mut().skip(concept.index()).take(1).for_each(|n| *n += 1);
            }
        }
    }

    /// The numbers under which a word, or a form of it, stands in a text; none for other items.
    pub(super) fn numbers(&self, item: &Item) -> &[WordId] {
        let found = match item {
            Item::Word(word) => self.words.get(word),
            Item::Inflected(word) => self.forms.get(word),
            _ => None,
        };
        found.map(|(numbers, _)| numbers.as_slice()).unwrap_or_default()
    }

    /// The word of a number.
    pub(super) fn spelling(&self, word: WordId) -> Option<&str> {
        self.spelling.get(&word).map(String::as_str)
    }

    /// What an item tells where it is there, from 1 for what stands everywhere to 12.
    pub(super) fn weight(&self, item: &Item) -> u32 {
        let texts = match item {
            Item::Word(word) => return self.words.get(word).map_or(1, |(_, weight)| *weight),
            Item::Inflected(word) => return self.forms.get(word).map_or(1, |(_, weight)| *weight),
            Item::Concept(concept) => {
                self.by_concept.get(concept.index()).copied().unwrap_or_default()
            }
            Item::Person(_) => return 1,
            Item::Gap(_) | Item::Optional(_) => return 0,
            Item::Choice(branches) => {
                return branches.iter().map(|branch| self.sum(branch)).min().unwrap_or_default();
            }
        };
        self.rarity(texts)
    }

    /// What a word of a text tells, from 1 for one that stands everywhere to 12; most where the
    /// rules do not know it.
    pub(super) fn weight_of(&self, word: WordId) -> u32 {
        if word == UNKNOWN {
            return MOST_TELLING;
        }
        self.rarity(self.by_word.get(&word).copied().unwrap_or_default())
    }

    fn rarity(&self, texts: u32) -> u32 {
        (self.looked_at / (texts + 1)).max(1).ilog2().clamp(1, MOST_TELLING)
    }

    /// What items tell together.
    pub(super) fn sum(&self, items: &[Item]) -> u32 {
        items.iter().map(|item| self.weight(item)).sum()
    }
}

/// All rules, those of the scope last.
pub(super) fn rules(codebook: &Codebook) -> impl Iterator<Item = &Rule> {
    let of_behaviours = codebook.behaviours.iter().flat_map(|behaviour| &behaviour.rules);
    of_behaviours.chain(&codebook.scope.rules)
}

/// What a word tells that stands nowhere else.
const MOST_TELLING: u32 = 12;
/// How many texts are looked at, about.
const MOST_EXAMPLES: usize = 2000;
