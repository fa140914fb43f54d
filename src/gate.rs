//! Many patterns at once: which of them can match a text at all, told from the words and concepts
//! that are in it.
//!
//! Knows nothing of what the patterns are for. Invariant: a pattern that is held back cannot match.

use std::collections::HashMap;

use crate::codebook::{Codebook, ConceptId};
use crate::pattern::{Item, Pattern};
use crate::program::{Assembly, Mentions, Program, Programs, Stands};
use crate::rows::{Rows, place};
use crate::stored::{Later, stored};
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

/// The words and concepts of which one must be there, sorted and each once.
type Wanted = (Vec<WordId>, Vec<ConceptId>);

/// Patterns, indexed by what wakes them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gate {
    /// The patterns in full, which only those that are found to match are asked for; none where it
    /// is only asked on which stretches they match.
    programs: Later<Programs>,
    /// The patterns, each with as few places as it can have.
    sketches: Programs,
    /// For each pattern what it cannot do without, besides what wakes it, as places in the two
    /// lists below; the rarest first.
    needs: Rows<u32>,
    /// Of each thing that may be needed, the words and the concepts of which one must be there.
    needed_words: Rows<WordId>,
    needed_concepts: Rows<ConceptId>,
    by_word: Rows<u32>,
    by_concept: Rows<u32>,
    /// Patterns that nothing in particular wakes.
    always: Vec<u32>,
}

stored!(struct Gate {
    programs, sketches, needs, needed_words, needed_concepts, by_word, by_concept, always,
});

/// The patterns awake for the text at hand; reused from one to the next.
#[derive(Clone, Debug, Default)]
pub(crate) struct Awake {
    /// For each thing that may be needed, twice the text for which it was looked for last, and one
    /// more where it is there.
    known: Vec<u32>,
    text: u32,
    list: Vec<u32>,
    arrivals: Vec<Stands>,
    /// Patterns woken and places of theirs tried, counted for the tests of worst cases.
    pub(crate) steps: u64,
}

impl Gate {
    /// Compiles patterns, each with whether its gaps run on across clauses, and indexes them.
    pub(crate) fn new<'p>(
        patterns: impl IntoIterator<Item = (&'p Pattern, bool)> + Clone,
        rarity: &Rarity,
        vocabulary: &mut Vocabulary,
    ) -> Self {
        let mut in_full = Assembly::default();
        for (pattern, cross) in patterns.clone() {
            in_full.add(pattern, cross, vocabulary);
        }
        let gate = Self::of_stretches(patterns.into_iter().map(|(p, _)| p), rarity, vocabulary);
        Self { programs: in_full.finish().into(), ..gate }
    }

    /// The same for patterns of which it is only asked where they match, and not by which words;
    /// their gaps end with the clause.
    pub(crate) fn of_stretches<'p>(
        patterns: impl IntoIterator<Item = &'p Pattern>,
        rarity: &Rarity,
        vocabulary: &mut Vocabulary,
    ) -> Self {
        let mut gate = Self::default();
        let (mut draft, mut sketches) = (Draft::default(), Assembly::default());
        for pattern in patterns {
            let number = sketches.add_sketch(pattern, vocabulary);
            let mut signs = Guide { rarity, vocabulary }.signs(&pattern.items).into_iter();
            match signs.next() {
                Some(rarest) => draft.wake(&rarest.wanted(), number),
                None => gate.always.push(number),
            }
            gate.needs.push(signs.map(|sign| draft.need(sign.wanted())).collect::<Vec<_>>());
        }
        gate.sketches = sketches.finish();
        draft.needed.into_iter().for_each(|(words, concepts)| {
            gate.needed_words.push(words);
            gate.needed_concepts.push(concepts);
        });
        gate.by_word = draft.by_word.into_iter().collect();
        gate.by_concept = draft.by_concept.into_iter().collect();
        gate
    }

    /// The compiled pattern of this number, in full.
    pub(crate) fn program(&self, number: u32) -> Option<Program<'_>> {
        self.programs.get(number)
    }

    /// The compiled pattern of this number, for the stretches on which it matches.
    pub(crate) fn stretches(&self, number: u32) -> Option<Program<'_>> {
        self.sketches.get(number)
    }

    /// The patterns that can match, by ascending number.
    pub(crate) fn open<'a>(&self, mentions: &impl Mentions, awake: &'a mut Awake) -> &'a [u32] {
        awake.begin(self.needed_words.len());
        self.admit(&self.always, mentions, awake);
        for word in mentions.words() {
            self.admit(self.by_word.row(*word as usize), mentions, awake);
        }
        if self.by_concept.len() > 0 {
            for concept in mentions.concepts() {
                self.admit(self.by_concept.row(concept.index()), mentions, awake);
            }
        }
        awake.list.sort_unstable();
        awake.list.dedup();
        let Awake { list, arrivals, steps, .. } = awake;
        list.retain(|number| {
            let sketch = self.sketches.get(*number);
            let may_match = sketch.is_some_and(|sketch| sketch.may_match(mentions, arrivals));
            *steps += arrivals.len() as u64;
            may_match
        });
        &awake.list
    }

    /// Adds those of the patterns for which all is there that they need.
    fn admit(&self, woken: &[u32], mentions: &impl Mentions, awake: &mut Awake) {
        awake.steps += woken.len() as u64;
        for number in woken {
            let mut needs = self.needs.row(*number as usize).iter();
            if needs.all(|need| self.is_there(*need as usize, mentions, awake)) {
                awake.list.push(*number);
            }
        }
    }

    fn is_there(&self, need: usize, mentions: &impl Mentions, awake: &mut Awake) -> bool {
        let Some(known) = awake.known.get_mut(need) else { return true };
        if *known >> 1 != awake.text {
            let there = self.needed_words.row(need).iter().any(|word| mentions.has_word(*word))
                || self
                    .needed_concepts
                    .row(need)
                    .iter()
                    .any(|concept| !mentions.concept(*concept).is_empty());
            *known = awake.text << 1 | u32::from(there);
        }
        *known & 1 == 1
    }

    /// How many bytes of memory it takes, about.
    pub(crate) fn bytes(&self) -> usize {
        let needed = self.needs.bytes() + self.needed_words.bytes() + self.needed_concepts.bytes();
        self.programs.bytes()
            + self.sketches.bytes()
            + needed
            + self.by_word.bytes()
            + self.by_concept.bytes()
    }
}

/// A gate that is being built.
#[derive(Default)]
struct Draft {
    by_word: Vec<Vec<u32>>,
    by_concept: Vec<Vec<u32>>,
    needed: Vec<Wanted>,
    numbers: HashMap<Wanted, u32>,
}

impl Draft {
    fn wake(&mut self, (words, concepts): &Wanted, program: u32) {
        fn add(lists: &mut Vec<Vec<u32>>, at: usize, program: u32) {
            if lists.len() <= at {
                lists.resize(at + 1, Vec::new());
            }
            lists.iter_mut().skip(at).take(1).for_each(|list| list.push(program));
        }
        for word in words {
            add(&mut self.by_word, *word as usize, program);
        }
        for concept in concepts {
            add(&mut self.by_concept, concept.index(), program);
        }
    }

    /// The number of something that is needed, the same for the same.
    fn need(&mut self, wanted: Wanted) -> u32 {
        let next = place(self.needed.len());
        *self.numbers.entry(wanted).or_insert_with_key(|wanted| {
            self.needed.push(wanted.clone());
            next
        })
    }
}

impl Awake {
    fn begin(&mut self, needs: usize) {
        self.list.clear();
        self.known.resize(needs.max(self.known.len()), 0);
        self.text += 1;
        if self.text > u32::MAX >> 1 {
            self.known.fill(0);
            self.text = 1;
        }
    }
}

impl Sign {
    fn wanted(&self) -> Wanted {
        fn collect(sign: &Sign, wanted: &mut Wanted) {
            match sign {
                Sign::Words(words) => wanted.0.extend(words),
                Sign::Concept(concept) => wanted.1.push(*concept),
                Sign::Any(signs) => signs.iter().for_each(|sign| collect(sign, wanted)),
            }
        }
        let mut wanted = Wanted::default();
        collect(self, &mut wanted);
        wanted.0.sort_unstable();
        wanted.0.dedup();
        wanted.1.sort_unstable();
        wanted.1.dedup();
        wanted
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
