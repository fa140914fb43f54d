//! Patterns, compiled: which words may stand at each of their places, and what may follow what.
//!
//! Knows nothing of rules. Invariant: what a program finds is what the naive reader finds, the steps
//! it takes are bounded by the length of the text times the size of the pattern, and a program that
//! cannot match by [`Program::may_match`] finds nothing.

use crate::codebook::ConceptId;
use crate::pattern::{Item, Pattern, Person};
use crate::rows::{Rows, place};
use crate::text::Text;
use crate::vocabulary::{Vocabulary, WordId};

/// How many transparent words may be passed over in one step.
pub(crate) const LONGEST_ASIDE: usize = 8;
/// How many words a match may have, from its first to its last.
pub(crate) const LONGEST_MATCH: usize = 120;

/// What may stand at one place of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Atom {
    /// One of the words of the place's row.
    Words,
    /// A mention of this concept.
    Concept(ConceptId),
    /// The coachee.
    Person(Person),
}

/// A step from one place to another of the same pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Step {
    to: u16,
    /// How many words may stand between.
    most: u8,
    /// Whether a gap was written, even if nothing stands in it.
    gap: bool,
}

/// Compiled patterns, by number. The places of all of them stand in one list, those of each in the
/// order in which a match goes through them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Programs {
    /// For each program, what may stand at its places.
    atoms: Rows<Atom>,
    /// For each program, the places at which it may begin.
    first: Rows<u16>,
    /// For each program, whether its gaps run on across clauses.
    gaps_cross_clauses: Vec<bool>,
    /// For each place, its words by ascending number.
    words: Rows<WordId>,
    /// For each place, the steps from it.
    steps: Rows<Step>,
    /// For each place, whether a match may end there.
    last: Vec<bool>,
}

/// One of the compiled patterns.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Program<'p> {
    all: &'p Programs,
    number: usize,
    /// Where its places begin among those of all.
    places: usize,
}

/// Where in a text something stands, as a set of places: a word's place is the number of words
/// before it that are not transparent, and places that lie [`u128::BITS`] apart are not told apart.
pub(crate) type Stands = u128;

/// Where mentions of concepts and of the coachee stand in the text at hand.
pub(crate) trait Mentions {
    /// The mentions of a concept as `(start, end)` in tokens, ascending.
    fn concept(&self, concept: ConceptId) -> &[(u32, u32)];
    /// The same of the coachee.
    fn person(&self, person: Person) -> &[(u32, u32)];
    /// Calls `f` with every token that is this word, in no order.
    fn each_word(&self, word: WordId, f: &mut dyn FnMut(usize));
    /// Whether the word stands in the text.
    fn has_word(&self, word: WordId) -> bool;
    /// The words of the text, each once.
    fn words(&self) -> &[WordId];
    /// The concepts that are mentioned.
    fn concepts(&self) -> impl Iterator<Item = ConceptId>;
    /// Where the word stands.
    fn word_stands(&self, word: WordId) -> Stands;
    /// Where mentions of a concept begin, and before what they end.
    fn concept_stands(&self, concept: ConceptId) -> (Stands, Stands);
    /// The same of the coachee.
    fn person_stands(&self, person: Person) -> (Stands, Stands);
}

/// A stretch of tokens that a pattern matches.
#[derive(Clone, Copy)]
pub(crate) struct Match<'s> {
    pub(crate) start: u32,
    pub(crate) end: u32,
    search: &'s Search,
    state: u32,
}

impl Match<'_> {
    /// Adds to `parts` the tokens that words and concepts took, ascending; the rest of the match
    /// fell into gaps.
    pub(crate) fn parts(&self, parts: &mut Vec<(u32, u32)>) {
        let first = parts.len();
        let mut at = self.state;
        while let Some(state) = self.search.states.get(at as usize) {
            parts.push((state.from, state.to));
            at = state.parent;
        }
        parts.get_mut(first..).unwrap_or_default().reverse();
    }
}

/// Memory that a search needs; reused from one to the next.
#[derive(Clone, Debug, Default)]
pub(crate) struct Search {
    starts: Vec<(u32, u32, u16)>,
    states: Vec<State>,
    /// By place and by distance from the start: the search that has been there.
    been: Vec<u32>,
    current: u32,
    /// Steps taken, counted for the tests of worst cases.
    pub(crate) steps: u64,
}

#[derive(Clone, Copy, Debug)]
struct State {
    place: u16,
    from: u32,
    to: u32,
    parent: u32,
}

const NO_PARENT: u32 = u32::MAX;

impl Programs {
    /// Compiles a pattern; its words are added to the vocabulary. Its number is returned.
    pub(crate) fn add(
        &mut self,
        pattern: &Pattern,
        gaps_cross_clauses: bool,
        vocabulary: &mut Vocabulary,
    ) -> u32 {
        self.take(Draft::default(), (pattern, gaps_cross_clauses), vocabulary)
    }

    /// Compiles a pattern with as few places as it can have: words that may stand for one another
    /// share one. It matches on the same stretches; which way through them is found first differs,
    /// and with it the parts of a match.
    pub(crate) fn add_sketch(&mut self, pattern: &Pattern, vocabulary: &mut Vocabulary) -> u32 {
        self.take(Draft { sketch: true, ..Draft::default() }, (pattern, false), vocabulary)
    }

    fn take(
        &mut self,
        mut draft: Draft,
        (pattern, gaps_cross_clauses): (&Pattern, bool),
        vocabulary: &mut Vocabulary,
    ) -> u32 {
        let ends = draft.sequence(&pattern.items, Edge::START.to_vec(), vocabulary);
        let mut last = vec![false; draft.places.len()];
        for edge in ends {
            if let Some(last) = edge.from.and_then(|from| last.get_mut(from as usize)) {
                *last = true;
            }
        }
        let number = place(self.atoms.len());
        self.last.extend(last);
        self.atoms.push(draft.places.iter().map(|place| place.atom));
        for place in draft.places {
            self.words.push(place.words);
            self.steps.push(place.steps);
        }
        self.first.push(draft.first);
        self.gaps_cross_clauses.push(gaps_cross_clauses);
        number
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.atoms.len()
    }

    /// The program of this number.
    pub(crate) fn get(&self, number: u32) -> Option<Program<'_>> {
        let number = number as usize;
        let places = self.atoms.start(number);
        (number < self.len()).then_some(Program { all: self, number, places })
    }

    /// All of them, by ascending number.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Program<'_>> {
        (0..place(self.len())).filter_map(|number| self.get(number))
    }

    /// How many bytes of memory they take, about.
    pub(crate) fn bytes(&self) -> usize {
        let rows =
            self.atoms.bytes() + self.first.bytes() + self.words.bytes() + self.steps.bytes();
        rows + self.gaps_cross_clauses.len() + self.last.len()
    }
}

/// A pattern that is being compiled.
#[derive(Default)]
struct Draft {
    places: Vec<DraftPlace>,
    first: Vec<u16>,
    sketch: bool,
}

struct DraftPlace {
    atom: Atom,
    words: Vec<WordId>,
    steps: Vec<Step>,
}

impl Draft {
    /// Adds items after the given open edges, and gives the edges that are open after them.
    fn sequence(
        &mut self,
        items: &[Item],
        mut open: Vec<Edge>,
        vocabulary: &mut Vocabulary,
    ) -> Vec<Edge> {
        for item in items {
            open = match item {
                Item::Word(word) => self.place(Atom::Words, vocabulary.add_word(word), &open),
                Item::Inflected(lemma) => {
                    self.place(Atom::Words, vocabulary.add_forms(lemma), &open)
                }
                Item::Concept(concept) => self.place(Atom::Concept(*concept), Vec::new(), &open),
                Item::Person(person) => self.place(Atom::Person(*person), Vec::new(), &open),
                Item::Gap(words) => open.iter().map(|edge| edge.widened(*words)).collect(),
                Item::Choice(branches) | Item::Optional(branches) => {
                    let mut after = Vec::new();
                    let mut words = Vec::new();
                    for branch in branches {
                        match branch.as_slice() {
                            [Item::Word(word)] if self.sketch => {
                                words.extend(vocabulary.add_word(word));
                            }
                            [Item::Inflected(lemma)] if self.sketch => {
                                words.extend(vocabulary.add_forms(lemma));
                            }
                            _ => after.extend(self.sequence(branch, open.clone(), vocabulary)),
                        }
                    }
                    after.extend(self.words(words, &open));
                    if matches!(item, Item::Optional(_)) {
                        after.extend(open);
                    }
                    after
                }
            };
        }
        open
    }

    /// A place for the words that have been collected, if there are any.
    fn words(&mut self, mut words: Vec<WordId>, open: &[Edge]) -> Vec<Edge> {
        if words.is_empty() {
            return Vec::new();
        }
        words.sort_unstable();
        words.dedup();
        self.place(Atom::Words, words, open)
    }

    fn place(&mut self, atom: Atom, words: Vec<WordId>, open: &[Edge]) -> Vec<Edge> {
        let place = u16::try_from(self.places.len()).unwrap_or(u16::MAX);
        self.places.push(DraftPlace { atom, words, steps: Vec::new() });
        for edge in open {
            let step = Step { to: place, most: edge.most, gap: edge.gap };
            match edge.from {
                None => self.first.push(place),
                Some(from) => {
                    if let Some(from) = self.places.get_mut(from as usize) {
                        from.steps.push(step);
                    }
                }
            }
        }
        vec![Edge { from: Some(place), most: 0, gap: false }]
    }
}

impl<'p> Program<'p> {
    fn first(self) -> &'p [u16] {
        self.all.first.row(self.number)
    }

    fn atoms(self) -> &'p [Atom] {
        self.all.atoms.row(self.number)
    }

    fn words(self, place: u16) -> &'p [WordId] {
        self.all.words.row(self.places + place as usize)
    }

    fn steps(self, place: u16) -> &'p [Step] {
        self.all.steps.row(self.places + place as usize)
    }

    fn is_last(self, place: u16) -> bool {
        self.all.last.get(self.places + place as usize).copied().unwrap_or_default()
    }

    /// Whether the pattern may match: whether there is a way through its places along which each
    /// word stands near enough to the one before it. Of clauses and sentences it knows nothing.
    pub(crate) fn may_match(self, mentions: &impl Mentions, arrivals: &mut Vec<Stands>) -> bool {
        let atoms = self.atoms();
        arrivals.clear();
        arrivals.resize(atoms.len(), 0);
        for place in self.first() {
            if let Some(arrival) = arrivals.get_mut(*place as usize) {
                *arrival = Stands::MAX;
            }
        }
        for (atom, place) in atoms.iter().zip(0..) {
            let arrived = arrivals.get(place as usize).copied().unwrap_or_default();
            if arrived == 0 {
                continue;
            }
            let (begins, ends) = match atom {
                Atom::Words => {
                    // A word that is transparent ends where it begins.
                    let here = stand(self.words(place), mentions) & arrived;
                    (here, here | here.rotate_left(1))
                }
                Atom::Concept(concept) => mentions.concept_stands(*concept),
                Atom::Person(person) => mentions.person_stands(*person),
            };
            if begins & arrived == 0 {
                continue;
            }
            if self.is_last(place) {
                return true;
            }
            for step in self.steps(place) {
                if let Some(arrival) = arrivals.get_mut(step.to as usize) {
                    *arrival |= (0..step.most).fold(ends, |near, _| near | near.rotate_left(1));
                }
            }
        }
        false
    }

    /// Finds every stretch that the pattern matches, by ascending start, and gives each to `found`.
    pub(crate) fn find(
        self,
        text: &Text,
        mentions: &impl Mentions,
        search: &mut Search,
        found: &mut dyn FnMut(Match<'_>),
    ) {
        let mut starts = std::mem::take(&mut search.starts);
        starts.clear();
        for place in self.first() {
            let Some(atom) = self.atoms().get(*place as usize) else { continue };
            match atom {
                Atom::Words => {
                    let mut begin = |word: WordId| {
                        mentions.each_word(word, &mut |at| {
                            let at = u32::try_from(at).unwrap_or(u32::MAX);
                            starts.push((at, at + 1, *place));
                        });
                    };
                    let (words, of_text) = (self.words(*place), mentions.words());
                    if words.len() <= of_text.len() * LOOKING_UP {
                        for word in words {
                            begin(*word);
                        }
                    } else {
                        for word in of_text.iter().filter(|word| words.binary_search(word).is_ok())
                        {
                            begin(*word);
                        }
                    }
                }
                Atom::Concept(concept) => {
                    starts.extend(mentions.concept(*concept).iter().map(|m| (m.0, m.1, *place)));
                }
                Atom::Person(person) => {
                    starts.extend(mentions.person(*person).iter().map(|m| (m.0, m.1, *place)));
                }
            }
        }
        starts.sort_unstable();
        let mut rest = starts.as_slice();
        while let Some((start, ..)) = rest.first().copied() {
            let same = rest.partition_point(|(other, ..)| *other == start);
            let (here, later) = rest.split_at(same);
            rest = later;
            self.follow(here, text, mentions, search, found);
        }
        search.starts = starts;
    }

    /// Follows every way from one start.
    fn follow(
        self,
        here: &[(u32, u32, u16)],
        text: &Text,
        mentions: &impl Mentions,
        search: &mut Search,
        found: &mut dyn FnMut(Match<'_>),
    ) {
        search.begin(self.atoms().len());
        let mut next = 0;
        for (start, end, place) in here {
            search
                .visit(*start, State { place: *place, from: *start, to: *end, parent: NO_PARENT });
        }
        let start = here.first().map_or(0, |(start, ..)| *start);
        let cross = self.all.gaps_cross_clauses.get(self.number).copied().unwrap_or_default();
        while let Some(state) = search.states.get(next).copied() {
            let parent = u32::try_from(next).unwrap_or(NO_PARENT);
            next += 1;
            if self.is_last(state.place) && state.to > start {
                found(Match { start, end: state.to, search, state: parent });
            }
            for step in self.steps(state.place) {
                take(*step, state, cross, text, &mut |at| {
                    search.steps += 1;
                    let mut reach = |end: u32| {
                        search.visit(start, State { place: step.to, from: at, to: end, parent });
                    };
                    match self.atoms().get(step.to as usize) {
                        Some(Atom::Words) => {
                            let word = text.tokens.get(at as usize).map(|token| token.word);
                            let words = self.words(step.to);
                            if word.is_some_and(|word| words.binary_search(&word).is_ok()) {
                                reach(at + 1);
                            }
                        }
                        Some(Atom::Concept(concept)) => {
                            starting_at(mentions.concept(*concept), at).for_each(reach);
                        }
                        Some(Atom::Person(person)) => {
                            starting_at(mentions.person(*person), at).for_each(reach);
                        }
                        None => {}
                    }
                });
            }
        }
    }
}

/// Where any of these words stands, which are sorted.
fn stand(words: &[WordId], mentions: &impl Mentions) -> Stands {
    let of_text = mentions.words();
    if words.len() <= of_text.len() * LOOKING_UP {
        return words.iter().fold(0, |stands, word| stands | mentions.word_stands(*word));
    }
    let there = of_text.iter().filter(|word| words.binary_search(word).is_ok());
    there.fold(0, |stands, word| stands | mentions.word_stands(*word))
}

/// How many words of a pattern are asked after in the time in which one of the text is looked for
/// among them.
const LOOKING_UP: usize = 4;

/// Calls `f` with every token at which a step from this state may arrive.
fn take(step: Step, state: State, cross: bool, text: &Text, f: &mut dyn FnMut(u32)) {
    let end = state.to as usize;
    let Some(from) = text.tokens.get(end) else { return };
    // What stands for nothing has no word of its own on the left.
    let left = end.checked_sub(1).filter(|_| state.from < state.to);
    let left = left.and_then(|left| text.tokens.get(left)).unwrap_or(from);
    let furthest = step.most as usize + LONGEST_ASIDE;
    for (token, at) in text.tokens.iter().skip(end).zip(state.to..).take(furthest + 1) {
        let apart =
            left.sentence != token.sentence || (step.gap && !cross && left.clause != token.clause);
        if apart || token.solid - from.solid > u32::from(step.most) {
            break;
        }
        f(at);
    }
}

/// The ends of the mentions that start at `at`.
fn starting_at(mentions: &[(u32, u32)], at: u32) -> impl Iterator<Item = u32> {
    let from = mentions.partition_point(|(start, _)| *start < at);
    let rest = mentions.get(from..).unwrap_or_default();
    rest.iter().take_while(move |(start, _)| *start == at).map(|(_, end)| *end)
}

/// An end of the pattern so far that something may follow.
#[derive(Clone, Copy)]
struct Edge {
    /// The place, or the start of the pattern.
    from: Option<u16>,
    most: u8,
    gap: bool,
}

impl Edge {
    const START: [Self; 1] = [Self { from: None, most: 0, gap: false }];

    fn widened(self, words: u8) -> Self {
        Self { most: self.most.saturating_add(words), gap: true, ..self }
    }
}

impl Search {
    fn begin(&mut self, places: usize) {
        self.states.clear();
        let size = places * 2 * (LONGEST_MATCH + 1);
        if self.been.len() < size {
            self.been.resize(size, 0);
        }
        self.current = self.current.wrapping_add(1);
        if self.current == 0 {
            self.been.fill(0);
            self.current = 1;
        }
    }

    /// Adds a state, unless the search has been there or the match would be too long.
    fn visit(&mut self, start: u32, state: State) {
        let length = (state.to - start) as usize;
        if length > LONGEST_MATCH {
            return;
        }
        // What took no word goes on otherwise than what took one.
        let place = state.place as usize * 2 + usize::from(state.from == state.to);
        let at = place * (LONGEST_MATCH + 1) + length;
        if let Some(been) = self.been.get_mut(at).filter(|been| **been != self.current) {
            *been = self.current;
            self.states.push(state);
        }
    }
}
