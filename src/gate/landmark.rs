//! What a pattern cannot match without, and how far from one another these things may stand.
//!
//! Knows nothing of texts. Invariant: wherever a pattern matches, each of its landmarks stands, and
//! between two of them stand no more words that count than is told.

use crate::codebook::{Codebook, ConceptId};
use crate::pattern::{Item, Pattern};
use crate::program::Stands;
use crate::text::{LONGEST_NAME, Text};
use crate::vocabulary::{Vocabulary, WordId};

/// How words and concepts turn up in text: how often in ordinary talk, and in how many words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Usage {
    /// How often, by word.
    words: Vec<u32>,
    /// How often, by concept.
    concepts: Vec<u32>,
    /// In how many words at the most, by concept.
    lengths: Vec<u32>,
    /// In how many words at the most the coachee is named.
    person: u32,
}

/// The words and concepts of which one must be there, sorted and each once.
pub(crate) type Wanted = (Vec<WordId>, Vec<ConceptId>);

/// One of the things that a pattern cannot match without.
#[derive(Clone, Debug)]
pub(crate) struct Landmark {
    pub(crate) wanted: Wanted,
    /// How often it may turn up.
    pub(crate) weight: u32,
    /// How many words of the pattern may stand before it, up to the item that it belongs to.
    before: u32,
    /// The same with that item, up to its end.
    after: u32,
    /// How many words of that item may stand before it, and after it.
    lead: u32,
    trail: u32,
}

impl Landmark {
    /// How many words may stand between this one and one that comes later in the pattern.
    pub(crate) fn distance(&self, later: &Self) -> u32 {
        let between = later.before.saturating_sub(self.after);
        between.saturating_add(self.trail).saturating_add(later.lead)
    }
}

impl Usage {
    /// What the rules' own examples, which are ordinary talk, and the terms of the concepts tell.
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
        let persons = codebook.words.persons.iter();
        let phrases = persons.flat_map(|person| person.coachee.iter().chain(&person.others));
        let longest = phrases.map(Vec::len).chain([LONGEST_NAME]).max().unwrap_or_default();
        let mut usage = Self {
            words,
            concepts: vec![0; codebook.concepts.len()],
            lengths: vec![1; codebook.concepts.len()],
            person: u32::try_from(longest).unwrap_or(Stands::BITS),
        };
        // Inner concepts stand anywhere in the list; three rounds are as deep as lexicons go.
        for _ in 0..3 {
            for (at, concept) in codebook.concepts.iter().enumerate() {
                let weight = usage.weigh(&concept.terms, vocabulary);
                usage.concepts.iter_mut().skip(at).take(1).for_each(|of| *of = weight);
            }
        }
        usage.measure(codebook);
        usage
    }

    /// Finds how long concepts may be, those with inner ones after these: no concept is its own.
    fn measure(&mut self, codebook: &Codebook) {
        loop {
            let mut settled = true;
            for (at, concept) in codebook.concepts.iter().enumerate() {
                let terms = concept.terms.iter().map(|term| self.longest(&term.items));
                let longest = terms.max().unwrap_or_default().clamp(1, Stands::BITS);
                if let Some(length) = self.lengths.get_mut(at).filter(|of| **of < longest) {
                    *length = longest;
                    settled = false;
                }
            }
            if settled {
                return;
            }
        }
    }

    /// How many words that count items may take at the most, gaps and all.
    fn longest(&self, items: &[Item]) -> u32 {
        items.iter().fold(0, |length: u32, item| length.saturating_add(self.length(item)))
    }

    fn length(&self, item: &Item) -> u32 {
        match item {
            Item::Word(_) | Item::Inflected(_) => 1,
            Item::Concept(concept) => {
                self.lengths.get(concept.index()).copied().unwrap_or(Stands::BITS)
            }
            Item::Person(_) => self.person,
            Item::Choice(branches) | Item::Optional(branches) => {
                branches.iter().map(|branch| self.longest(branch)).max().unwrap_or_default()
            }
            Item::Gap(words) => u32::from(*words),
        }
    }

    /// How often any of these patterns may turn up.
    fn weigh(&self, patterns: &[Pattern], vocabulary: &mut Vocabulary) -> u32 {
        let rarest = |pattern: &Pattern| {
            let landmarks = self.landmarks(&pattern.items, vocabulary).into_iter();
            landmarks.map(|landmark| landmark.weight).min().unwrap_or(u32::MAX)
        };
        patterns.iter().map(rarest).fold(0, u32::saturating_add)
    }

    /// The landmarks of a pattern with these items, in their order.
    pub(crate) fn landmarks(&self, items: &[Item], vocabulary: &mut Vocabulary) -> Vec<Landmark> {
        let mut before = 0_u32;
        let mut landmarks = Vec::new();
        for item in items {
            let after = before.saturating_add(self.length(item));
            let landmark = self.landmark(item, vocabulary);
            landmarks.extend(landmark.map(|landmark| Landmark { before, after, ..landmark }));
            before = after;
        }
        landmarks
    }

    /// The landmark of one item, if it has one.
    fn landmark(&self, item: &Item, vocabulary: &mut Vocabulary) -> Option<Landmark> {
        let of = |weights: &[u32], at: usize| weights.get(at).copied().unwrap_or_default();
        let whole = |wanted: Wanted, weight| {
            Some(Landmark { wanted, weight, before: 0, after: 0, lead: 0, trail: 0 })
        };
        let of_words = |mut words: Vec<WordId>| {
            words.sort_unstable();
            words.dedup();
            let each = words.iter().map(|word| of(&self.words, *word as usize) + 1);
            let weight = each.fold(0, u32::saturating_add);
            whole((words, Vec::new()), weight)
        };
        match item {
            Item::Word(word) => of_words(vocabulary.add_word(word)),
            Item::Inflected(lemma) => of_words(vocabulary.add_forms(lemma)),
            Item::Concept(concept) => {
                let weight = of(&self.concepts, concept.index()).saturating_add(1);
                whole((Vec::new(), vec![*concept]), weight)
            }
            Item::Choice(branches) => {
                let mut any: Option<Landmark> = None;
                for branch in branches {
                    let rarest = self.landmarks(branch, vocabulary).into_iter();
                    let rarest = rarest.min_by_key(|landmark| landmark.weight)?;
                    let rest = self.longest(branch).saturating_sub(rarest.after);
                    let rarest = Landmark {
                        lead: rarest.before.saturating_add(rarest.lead),
                        trail: rest.saturating_add(rarest.trail),
                        ..rarest
                    };
                    any = Some(match any {
                        Some(any) => any.or(rarest),
                        None => rarest,
                    });
                }
                any
            }
            Item::Person(_) | Item::Optional(_) | Item::Gap(_) => None,
        }
    }
}

impl Landmark {
    /// One of the two.
    fn or(mut self, other: Self) -> Self {
        self.wanted.0.extend(other.wanted.0);
        self.wanted.0.sort_unstable();
        self.wanted.0.dedup();
        self.wanted.1.extend(other.wanted.1);
        self.wanted.1.sort_unstable();
        self.wanted.1.dedup();
        Self {
            weight: self.weight.saturating_add(other.weight),
            lead: self.lead.max(other.lead),
            trail: self.trail.max(other.trail),
            ..self
        }
    }
}
