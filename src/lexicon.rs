//! The lexicon, compiled: finds every mention of every concept, and of the coachee, in one text.
//!
//! Knows nothing of rules. Invariant: the mentions of a concept are sorted, without doubles, and
//! are what its terms match one by one.

use std::collections::BTreeMap;

use crate::codebook::{Codebook, ConceptId, PersonWords};
use crate::expression::Expression;
use crate::gate::{Awake, Gate, Usage};
use crate::observation::Speaker;
use crate::pattern::{Item, Pattern, Person, each_item};
use crate::program::{Mentions, Search, Stands};
use crate::rows::place;
use crate::stored::stored;
use crate::text::{LONGEST_NAME, Text};
use crate::trie::{Sequences, Trie, sequences};
use crate::vocabulary::{Vocabulary, WordId};

/// The compiled lexicon.
#[derive(Clone, Debug)]
pub(crate) struct Lexicon {
    /// Terms that are words in a row.
    words: Trie,
    /// Terms that are more than words in a row, inner concepts before outer ones.
    composed: Vec<Layer>,
    /// Concepts given by a regular expression over words with a digit.
    shapes: Vec<(ConceptId, Expression)>,
    concepts: usize,
    persons: Vec<(Person, bool, bool)>,
}

/// Terms whose inner concepts are all found in earlier layers.
#[derive(Clone, Debug)]
struct Layer {
    terms: Gate,
    /// The concept of each term.
    concepts: Vec<ConceptId>,
}

stored!(struct Lexicon { words, composed, shapes, concepts, persons });
stored!(struct Layer { terms, concepts });

/// The mentions found in a text; reused from one text to the next.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mentioned {
    /// By concept, and after those by person: as the coachee says it, as others say it, and as it
    /// counts for the speaker at hand.
    lists: Vec<Vec<(u32, u32)>>,
    /// For each list where its mentions begin, and before what they end.
    stands: Vec<(Stands, Stands)>,
    /// Lists that are not empty.
    touched: Vec<u32>,
    /// Mentions of what is none of the lexicon's: number and tokens, in the order of the text.
    others: Vec<(u32, (u32, u32))>,
    /// For each token, and for the end of the text, its place among the words that are not
    /// transparent.
    places: Vec<u32>,
    concepts: usize,
    seen: Vec<Seen>,
    /// For each token, the place of the same word before it, or its own.
    before: Vec<u32>,
    /// The words of the text, each once.
    words: Vec<WordId>,
    text: u32,
    found: Vec<(u32, (u32, u32))>,
    unsorted: Vec<u32>,
    awake: Awake,
    /// Words looked up, counted for the tests of worst cases.
    steps: u64,
}

/// Where a word was seen last.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    /// The number of the text.
    text: u32,
    /// The last token there that is the word.
    last: u32,
    stands: Stands,
}

const PERSON_LISTS: usize = 3;

impl Lexicon {
    /// Compiles the concepts of a codebook; their words are added to the vocabulary.
    ///
    /// The walk over the words finds `others` too, sequences of somebody else, each with a number.
    pub(crate) fn new(
        codebook: &Codebook,
        usage: &Usage,
        others: &[(Vec<WordId>, u32)],
        vocabulary: &mut Vocabulary,
    ) -> Self {
        let mut words = Sequences::new();
        let mut composed = Vec::new();
        for (at, concept) in codebook.concepts.iter().enumerate() {
            let list = place(at);
            for term in &concept.terms {
                match sequences(&term.items, vocabulary) {
                    Some(all) if words.has_room() => {
                        for sequence in &all {
                            words.add(sequence, list);
                        }
                    }
                    _ => composed.push((ConceptId(list), term)),
                }
            }
        }
        let concepts = codebook.concepts.len();
        let mut persons = Vec::new();
        for PersonWords { person, coachee, others, names, elided } in &codebook.words.persons {
            let first = concepts + *person as usize * PERSON_LISTS;
            for (phrases, list) in [(coachee, first), (others, first + 1)] {
                for phrase in phrases {
                    let phrase: Vec<WordId> =
                        phrase.iter().map(|word| vocabulary.add(word)).collect();
                    words.add(&phrase, place(list));
                }
            }
            persons.push((*person, *names, *elided));
        }
        let own = concepts + Person::ALL.len() * PERSON_LISTS;
        for (sequence, number) in others {
            words.add(sequence, place(own) + number);
        }
        let composed = layers(codebook, composed, usage, vocabulary);
        let shapes = codebook.concepts.iter().enumerate().filter_map(|(at, concept)| {
            let shape = format!("^(?i:{})$", concept.regex.as_ref()?);
            Some((ConceptId(u32::try_from(at).ok()?), Expression::new(shape)))
        });
        let words = words.finish(vocabulary.len());
        Self { words, composed, shapes: shapes.collect(), concepts, persons }
    }

    /// How many bytes of memory it takes, about.
    pub(crate) fn bytes(&self) -> usize {
        self.words.bytes() + self.composed.iter().map(|layer| layer.terms.bytes()).sum::<usize>()
    }

    /// Finds every mention in a text, which has been read with a vocabulary of so many words.
    pub(crate) fn find(
        &self,
        (text, source): (&Text, &str),
        speaker: Option<Speaker>,
        words: usize,
        mentioned: &mut Mentioned,
        search: &mut Search,
    ) {
        mentioned.begin(self.concepts, words, text);
        let own = place(mentioned.lists.len());
        for at in 0..text.tokens.len() {
            self.words.walk(at, text, &mut |list, span| match list.checked_sub(own) {
                None => mentioned.push(list, span),
                Some(number) => mentioned.others.push((number, span)),
            });
        }
        self.find_shapes(text, source, mentioned);
        mentioned.settle();
        self.settle_persons(text, speaker, mentioned);
        let mut found = std::mem::take(&mut mentioned.found);
        let mut awake = std::mem::take(&mut mentioned.awake);
        for layer in &self.composed {
            for number in layer.terms.open(mentioned, &mut awake) {
                let concept = layer.concepts.get(*number as usize);
                let program = layer.terms.stretches(*number);
                if let (Some(concept), Some(program)) = (concept, program) {
                    let found = &mut found;
                    program.find(text, mentioned, search, &mut |hit| {
                        found.push((concept.0, (hit.start, hit.end)));
                    });
                }
            }
            for (concept, span) in found.drain(..) {
                mentioned.push(concept, span);
                if mentioned.unsorted.last() != Some(&concept) {
                    mentioned.unsorted.push(concept);
                }
            }
            mentioned.unsorted.sort_unstable();
            mentioned.unsorted.dedup();
            while let Some(concept) = mentioned.unsorted.pop() {
                mentioned.sort(concept);
            }
        }
        mentioned.found = found;
        mentioned.awake = awake;
    }

    fn find_shapes(&self, text: &Text, source: &str, mentioned: &mut Mentioned) {
        if self.shapes.is_empty() {
            return;
        }
        for (at, token) in text.tokens.iter().enumerate().filter(|(_, token)| token.digit) {
            let word = source.get(token.start as usize..token.end as usize).unwrap_or_default();
            let at = place(at);
            for (concept, _) in self.shapes.iter().filter(|(_, shape)| shape.is_match(word)) {
                mentioned.push(concept.0, (at, at + 1));
            }
        }
    }

    /// Fills the list of each person that counts for the speaker at hand.
    fn settle_persons(&self, text: &Text, speaker: Option<Speaker>, mentioned: &mut Mentioned) {
        for (person, names, elided) in &self.persons {
            let first = self.concepts + *person as usize * PERSON_LISTS;
            let list = place(first + 2);
            let reported = matches!(speaker, Some(Speaker::Coach | Speaker::Observer));
            let own = mentioned.take(first);
            for span in &own {
                let quoted = text.tokens.get(span.0 as usize).is_some_and(|token| token.quoted);
                if !reported || quoted {
                    mentioned.push(list, *span);
                }
            }
            mentioned.restore(first, own);
            if speaker != Some(Speaker::Coachee) {
                let others = mentioned.take(first + 1);
                for span in &others {
                    mentioned.push(list, *span);
                }
                mentioned.restore(first + 1, others);
            }
            if reported {
                push_unnamed(text, *names, *elided, list, mentioned);
            }
            mentioned.sort(list);
        }
    }
}

/// Names, and in a note the nothing that stands for the coachee at the start of a clause.
fn push_unnamed(text: &Text, names: bool, elided: bool, list: u32, mentioned: &mut Mentioned) {
    for (at, token) in text.tokens.iter().enumerate() {
        let start = place(at);
        if names && token.name {
            let clause = token.clause;
            let run = text.tokens.iter().skip(at);
            let run = run.take_while(|token| token.name && token.clause == clause);
            for length in (1..).take(run.take(LONGEST_NAME).count()) {
                mentioned.push(list, (start, start + length));
            }
        }
        if elided && !token.quoted && text.begins_clause(at) {
            mentioned.push(list, (start, start));
        }
    }
}

impl Mentioned {
    fn begin(&mut self, concepts: usize, words: usize, text: &Text) {
        for list in self.touched.drain(..) {
            if let Some(mentions) = self.lists.get_mut(list as usize) {
                mentions.clear();
            }
            if let Some(stands) = self.stands.get_mut(list as usize) {
                *stands = (0, 0);
            }
        }
        self.others.clear();
        self.concepts = concepts;
        let lists = concepts + Person::ALL.len() * PERSON_LISTS;
        self.lists.resize(lists, Vec::new());
        self.stands.resize(lists, (0, 0));
        self.seen.resize(words, Seen::default());
        self.text = self.text.wrapping_add(1);
        if self.text == 0 {
            self.seen.fill(Seen::default());
            self.text = 1;
        }
        self.steps += text.tokens.len() as u64;
        self.before.clear();
        self.words.clear();
        self.places.clear();
        self.places.extend(text.tokens.iter().map(|token| token.solid));
        self.places.extend(text.tokens.last().map(|l| l.solid + u32::from(!l.transparent)));
        for (token, at) in text.tokens.iter().zip(0..) {
            let Some(seen) = self.seen.get_mut(token.word as usize) else {
                self.before.push(at);
                continue;
            };
            if seen.text == self.text {
                self.before.push(seen.last);
            } else {
                self.before.push(at);
                self.words.push(token.word);
                seen.stands = 0;
            }
            *seen = Seen { text: self.text, last: at, stands: seen.stands | bit(token.solid) };
        }
    }

    /// The words looked up, and the steps taken to tell which terms can be there.
    pub(crate) fn steps(&self) -> u64 {
        self.steps + self.awake.steps
    }

    /// Mentions of what is none of the lexicon's.
    pub(crate) fn others(&self) -> &[(u32, (u32, u32))] {
        &self.others
    }

    fn push(&mut self, list: u32, span: (u32, u32)) {
        if let Some(mentions) = self.lists.get_mut(list as usize) {
            if mentions.is_empty() {
                self.touched.push(list);
            }
            mentions.push(span);
            let at = |token: u32| self.places.get(token as usize).map_or(0, |place| bit(*place));
            if let Some(stands) = self.stands.get_mut(list as usize) {
                stands.0 |= at(span.0);
                stands.1 |= at(span.1);
            }
        }
    }

    fn settle(&mut self) {
        for list in &self.touched {
            if let Some(list) = self.lists.get_mut(*list as usize) {
                list.sort_unstable();
                list.dedup();
            }
        }
    }

    fn sort(&mut self, list: u32) {
        if let Some(list) = self.lists.get_mut(list as usize) {
            list.sort_unstable();
            list.dedup();
        }
    }

    fn take(&mut self, list: usize) -> Vec<(u32, u32)> {
        self.lists.get_mut(list).map(std::mem::take).unwrap_or_default()
    }

    fn restore(&mut self, list: usize, mentions: Vec<(u32, u32)>) {
        if let Some(list) = self.lists.get_mut(list) {
            *list = mentions;
        }
    }

    fn list(&self, list: usize) -> &[(u32, u32)] {
        self.lists.get(list).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The place of a word, as a set of one.
fn bit(place: u32) -> Stands {
    1 << (place % Stands::BITS)
}

impl Mentions for Mentioned {
    fn concept(&self, concept: ConceptId) -> &[(u32, u32)] {
        self.list(concept.index())
    }

    fn person(&self, person: Person) -> &[(u32, u32)] {
        self.list(self.concepts + person as usize * PERSON_LISTS + 2)
    }

    fn has_word(&self, word: WordId) -> bool {
        self.seen.get(word as usize).is_some_and(|seen| seen.text == self.text)
    }

    fn words(&self) -> &[WordId] {
        &self.words
    }

    fn concepts(&self) -> impl Iterator<Item = ConceptId> {
        let concepts = self.touched.iter().filter(|list| (**list as usize) < self.concepts);
        concepts.map(|list| ConceptId(*list))
    }

    fn word_stands(&self, word: WordId) -> Stands {
        let seen = self.seen.get(word as usize).filter(|seen| seen.text == self.text);
        seen.map_or(0, |seen| seen.stands)
    }

    fn concept_stands(&self, concept: ConceptId) -> (Stands, Stands) {
        self.stands.get(concept.index()).copied().unwrap_or_default()
    }

    fn each_word(&self, word: WordId, f: &mut dyn FnMut(usize)) {
        let seen = self.seen.get(word as usize).filter(|seen| seen.text == self.text);
        let Some(seen) = seen else { return };
        let mut at = seen.last;
        loop {
            f(at as usize);
            match self.before.get(at as usize) {
                Some(before) if *before != at => at = *before,
                _ => return,
            }
        }
    }
}

/// The terms that are more than words in a row, by how deep their concepts stand.
fn layers(
    codebook: &Codebook,
    terms: Vec<(ConceptId, &Pattern)>,
    usage: &Usage,
    vocabulary: &mut Vocabulary,
) -> Vec<Layer> {
    let depths = depths(codebook);
    let mut by_depth: BTreeMap<usize, Vec<(ConceptId, &Pattern)>> = BTreeMap::new();
    for (concept, term) in terms {
        let depth = depths.get(concept.index()).copied().unwrap_or_default();
        by_depth.entry(depth).or_default().push((concept, term));
    }
    by_depth
        .into_values()
        .map(|terms| {
            let concepts = terms.iter().map(|(concept, _)| *concept).collect();
            let terms = terms.into_iter().map(|(_, term)| term);
            Layer { terms: Gate::of_stretches(terms, usage, vocabulary), concepts }
        })
        .collect()
}

/// How deep each concept stands above those that its terms name.
fn depths(codebook: &Codebook) -> Vec<usize> {
    fn depth(at: usize, codebook: &Codebook, known: &mut BTreeMap<usize, usize>) -> usize {
        if let Some(depth) = known.get(&at) {
            return *depth;
        }
        // The codebook has no circles; a concept under way counts for nothing.
        known.insert(at, 0);
        let mut deepest = 0;
        for term in codebook.concepts.get(at).map(|c| c.terms.as_slice()).unwrap_or_default() {
            let mut inner = Vec::new();
            each_item(&term.items, &mut |item| {
                if let Item::Concept(concept) = item {
                    inner.push(concept.index());
                }
            });
            for concept in inner {
                deepest = deepest.max(1 + depth(concept, codebook, known));
            }
        }
        known.insert(at, deepest);
        deepest
    }
    let mut known = BTreeMap::new();
    (0..codebook.concepts.len()).map(|at| depth(at, codebook, &mut known)).collect()
}
