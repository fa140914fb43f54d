//! Patterns, compiled: which words may stand at each of their places, and what may follow what.
//!
//! Knows nothing of rules. Invariant: what a program finds is what the naive reader finds, the steps
//! it takes are bounded by the length of the text times the size of the pattern.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

use crate::codebook::ConceptId;
use crate::pattern::{Item, Pattern, Person};
use crate::rows::{Rows, place};
use crate::stored::stored;
use crate::text::Text;
use crate::vocabulary::{Vocabulary, WordId};

/// How many transparent words may be passed over in one step.
pub(crate) const LONGEST_ASIDE: usize = 8;
/// How many words a match may have, from its first to its last.
pub(crate) const LONGEST_MATCH: usize = 120;

/// What may stand at one place of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Atom {
    /// This word.
    Word(WordId),
    /// One of the words of this set.
    Words(u32),
    /// A mention of this concept.
    Concept(ConceptId),
    /// The coachee.
    Person(Person),
}

/// A place of a pattern, in eight bytes, since there are hundreds of thousands: from the highest bit
/// on the number of what may stand there, what kind of thing it is, the row of the steps that lead
/// on, and whether a match may end there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place(u64);

impl Place {
    fn new(atom: Atom, steps: u32, last: bool) -> Self {
        let (kind, of) = match atom {
            Atom::Words(set) => (0, set),
            Atom::Concept(concept) => (1, concept.0),
            Atom::Person(person) => (2, person as u32),
            Atom::Word(word) => (3, word),
        };
        Self(u64::from(of) << 34 | kind << 32 | u64::from(steps) << 1 | u64::from(last))
    }

    fn atom(self) -> Atom {
        let of = (self.0 >> 34) as u32;
        match self.0 >> 32 & 3 {
            0 => Atom::Words(of),
            1 => Atom::Concept(ConceptId(of)),
            3 => Atom::Word(of),
            _ => Atom::Person(Person::ALL.get(of as usize).copied().unwrap_or(Person::Me)),
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "the lower half of 64 bits")]
    fn steps(self) -> usize {
        (self.0 as u32 >> 1) as usize
    }

    fn is_last(self) -> bool {
        self.0 & 1 == 1
    }
}

/// A step from one place to another of the same pattern, in four bytes: the place, how many words may
/// stand between, and whether a gap was written, even if nothing stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Step(u32);

impl Step {
    fn new(to: u16, most: u8, gap: bool) -> Self {
        Self(u32::from(to) << 16 | u32::from(most) << 8 | u32::from(gap))
    }

    fn to(self) -> u16 {
        (self.0 >> 16) as u16
    }

    fn most(self) -> u32 {
        self.0 >> 8 & 0xFF
    }

    fn gap(self) -> bool {
        self.0 & 1 == 1
    }

    /// Whether the same may stand between its places as between those of another.
    fn spans_like(self, other: Self) -> bool {
        self.0 << 16 == other.0 << 16
    }
}

/// Compiled patterns, by number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Programs {
    /// For each program its places, in the order in which a match goes through them.
    places: Rows<Place>,
    /// For each program, the places at which it may begin.
    first: Rows<u16>,
    /// For each program, whether its gaps run on across clauses.
    gaps_cross_clauses: Vec<bool>,
    /// Sets of several words by ascending number, each kept once.
    words: Rows<WordId>,
    /// Steps that lead on from places, each row kept once.
    steps: Rows<Step>,
}

stored!(struct Place(u64));
stored!(struct Step(u32));
stored!(struct Programs { places, first, gaps_cross_clauses, words, steps });

/// One of the compiled patterns.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Program<'p> {
    all: &'p Programs,
    places: &'p [Place],
    number: usize,
}

/// Where in a text something stands, as a set of places: a word's place is the number of words
/// before it that are not transparent, and places that lie [`u64::BITS`] apart are not told apart.
pub(crate) type Stands = u64;

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
    /// The sketches of patterns whose gaps end with the clause.
    pub(crate) fn sketches<'p>(
        patterns: impl IntoIterator<Item = &'p Pattern>,
        vocabulary: &mut Vocabulary,
    ) -> Self {
        let mut assembly = Assembly::default();
        for pattern in patterns {
            assembly.add_sketch(pattern, false, vocabulary);
        }
        assembly.finish()
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// The program of this number.
    pub(crate) fn get(&self, number: u32) -> Option<Program<'_>> {
        let number = number as usize;
        let places = self.places.row(number);
        (number < self.len()).then_some(Program { all: self, places, number })
    }

    /// All of them, by ascending number.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Program<'_>> {
        (0..place(self.len())).filter_map(|number| self.get(number))
    }

    /// How many bytes of memory they take, about.
    pub(crate) fn bytes(&self) -> usize {
        let rows =
            self.places.bytes() + self.first.bytes() + self.words.bytes() + self.steps.bytes();
        rows + self.gaps_cross_clauses.len()
    }
}

/// Programs that are being put together.
#[derive(Default)]
pub(crate) struct Assembly {
    programs: Programs,
    /// Where among the rows of the programs a set of words stands, or the steps from a place.
    sets: HashMap<Vec<WordId>, u32>,
    rows: HashMap<Vec<Step>, u32>,
}

impl Assembly {
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
    pub(crate) fn add_sketch(
        &mut self,
        pattern: &Pattern,
        gaps_cross_clauses: bool,
        vocabulary: &mut Vocabulary,
    ) -> u32 {
        let draft = Draft { sketch: true, ..Draft::default() };
        self.take(draft, (pattern, gaps_cross_clauses), vocabulary)
    }

    fn take(
        &mut self,
        mut draft: Draft,
        (pattern, gaps_cross_clauses): (&Pattern, bool),
        vocabulary: &mut Vocabulary,
    ) -> u32 {
        let ends = draft.sequence(&pattern.items, Edge::START.to_vec(), vocabulary);
        for edge in ends {
            if let Some(place) = edge.from.and_then(|from| draft.places.get_mut(from as usize)) {
                place.last = true;
            }
        }
        let number = place(self.programs.len());
        let places: Vec<Place> = draft.places.into_iter().map(|place| self.place(place)).collect();
        self.programs.places.push(places);
        self.programs.first.push(draft.first);
        self.programs.gaps_cross_clauses.push(gaps_cross_clauses);
        number
    }

    fn place(&mut self, draft: DraftPlace) -> Place {
        let atom = match draft.what {
            What::Words(words) => match words.as_slice() {
                [word] => Atom::Word(*word),
                _ => Atom::Words(row(words, &mut self.sets, &mut self.programs.words)),
            },
            What::Concept(concept) => Atom::Concept(concept),
            What::Person(person) => Atom::Person(person),
        };
        let steps = row(draft.steps, &mut self.rows, &mut self.programs.steps);
        Place::new(atom, steps, draft.last)
    }

    /// The programs.
    pub(crate) fn finish(self) -> Programs {
        self.programs
    }
}

/// The number of a row, the same for the same.
fn row<T: Clone + Eq + Hash>(
    items: Vec<T>,
    numbers: &mut HashMap<Vec<T>, u32>,
    rows: &mut Rows<T>,
) -> u32 {
    let next = place(rows.len());
    *numbers.entry(items).or_insert_with_key(|items| {
        rows.push(items.iter().cloned());
        next
    })
}

/// A pattern that is being compiled.
#[derive(Default)]
struct Draft {
    places: Vec<DraftPlace>,
    first: Vec<u16>,
    sketch: bool,
}

struct DraftPlace {
    what: What,
    steps: Vec<Step>,
    last: bool,
}

/// What may stand at a place of a pattern that is being compiled.
enum What {
    Words(Vec<WordId>),
    Concept(ConceptId),
    Person(Person),
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
                Item::Word(word) => self.place(What::Words(vocabulary.add_word(word)), &open),
                Item::Inflected(lemma) => {
                    self.place(What::Words(vocabulary.add_forms(lemma)), &open)
                }
                Item::Concept(concept) => self.place(What::Concept(*concept), &open),
                Item::Person(person) => self.place(What::Person(*person), &open),
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
        self.place(What::Words(words), open)
    }

    fn place(&mut self, what: What, open: &[Edge]) -> Vec<Edge> {
        let place = u16::try_from(self.places.len()).unwrap_or(u16::MAX);
        self.places.push(DraftPlace { what, steps: Vec::new(), last: false });
        for edge in open {
            let step = Step::new(place, edge.most, edge.gap);
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

    fn words(self, set: u32) -> &'p [WordId] {
        self.all.words.row(set as usize)
    }

    fn steps(self, place: Place) -> &'p [Step] {
        self.all.steps.row(place.steps())
    }

    /// Whether the pattern matches anywhere.
    pub(crate) fn matches(
        self,
        text: &Text,
        mentions: &impl Mentions,
        search: &mut Search,
    ) -> bool {
        let mut matches = false;
        self.find(text, mentions, search, &mut |_| matches = true);
        matches
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
            let Some(of) = self.places.get(*place as usize) else { continue };
            let mut begin = |word: WordId| {
                mentions.each_word(word, &mut |at| {
                    let at = u32::try_from(at).unwrap_or(u32::MAX);
                    starts.push((at, at + 1, *place));
                });
            };
            match of.atom() {
                Atom::Word(word) => begin(word),
                Atom::Words(set) => {
                    let (words, of_text) = (self.words(set), mentions.words());
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
                    starts.extend(mentions.concept(concept).iter().map(|m| (m.0, m.1, *place)));
                }
                Atom::Person(person) => {
                    starts.extend(mentions.person(person).iter().map(|m| (m.0, m.1, *place)));
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
        search.begin(self.places.len());
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
            let Some(place) = self.places.get(state.place as usize) else { continue };
            if place.is_last() && state.to > start {
                found(Match { start, end: state.to, search, state: parent });
            }
            let mut known: Option<(Step, u32)> = None;
            for step in self.steps(*place) {
                let end = match known.filter(|(known, _)| step.spans_like(*known)) {
                    Some((_, end)) => end,
                    None => furthest(*step, state, cross, text),
                };
                known = Some((*step, end));
                search.steps += u64::from(end - state.to);
                let Some(to) = self.places.get(step.to() as usize) else { continue };
                let reach = |from, to| State { place: step.to(), from, to, parent };
                let in_window = || {
                    let tokens = text.tokens.get(state.to as usize..end as usize);
                    tokens.unwrap_or_default().iter().map(|token| token.word).zip(state.to..)
                };
                match to.atom() {
                    Atom::Word(word) => {
                        for (_, at) in in_window().filter(|(other, _)| *other == word) {
                            search.visit(start, reach(at, at + 1));
                        }
                    }
                    Atom::Words(set) => {
                        let words = self.words(set);
                        let one_of = |word: &WordId| words.binary_search(word).is_ok();
                        for (_, at) in in_window().filter(|(word, _)| one_of(word)) {
                            search.visit(start, reach(at, at + 1));
                        }
                    }
                    Atom::Concept(concept) => {
                        for (from, to) in starting_in(mentions.concept(concept), state.to..end) {
                            search.visit(start, reach(*from, *to));
                        }
                    }
                    Atom::Person(person) => {
                        for (from, to) in starting_in(mentions.person(person), state.to..end) {
                            search.visit(start, reach(*from, *to));
                        }
                    }
                }
            }
        }
    }
}

/// The places themselves, and all that lie up to so many words after one of them.
pub(crate) fn spread(stands: Stands, words: u32) -> Stands {
    let (mut all, mut by, mut rest) = (stands, 1, words.min(Stands::BITS));
    while rest > 0 {
        by = rest.min(by);
        all |= all.rotate_left(by);
        rest -= by;
        by *= 2;
    }
    all
}

/// Where words begin that stand there, and before what they end: one that is transparent ends
/// where it begins.
pub(crate) fn ends_of(stands: Stands) -> (Stands, Stands) {
    (stands, stands | stands.rotate_left(1))
}

/// How many words of a pattern are asked after in the time in which one of the text is looked for
/// among them.
const LOOKING_UP: usize = 4;

/// The token before which a step from this state must arrive.
fn furthest(step: Step, state: State, cross: bool, text: &Text) -> u32 {
    let end = state.to as usize;
    let Some(from) = text.tokens.get(end) else { return state.to };
    // What stands for nothing has no word of its own on the left.
    let left = end.checked_sub(1).filter(|_| state.from < state.to);
    let left = left.and_then(|left| text.tokens.get(left)).unwrap_or(from);
    let within_clause = step.gap() && !cross;
    let near = text.tokens.iter().skip(end).take(step.most() as usize + LONGEST_ASIDE + 1);
    let near = near.take_while(|token| {
        let apart =
            left.sentence != token.sentence || (within_clause && left.clause != token.clause);
        !apart && token.solid - from.solid <= step.most()
    });
    state.to + place(near.count())
}

/// The mentions that start in this range.
fn starting_in(mentions: &[(u32, u32)], range: Range<u32>) -> &[(u32, u32)] {
    let from = mentions.partition_point(|(start, _)| *start < range.start);
    let rest = mentions.get(from..).unwrap_or_default();
    let count = rest.partition_point(|(start, _)| *start < range.end);
    rest.get(..count).unwrap_or_default()
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

#[cfg(test)]
mod tests {
    use super::{Stands, spread};

    #[test]
    fn all_places_up_to_so_many_words_later_are_near_and_no_others() {
        for words in 0..130 {
            for stands in [1, 1 << 63 | 1 << 20] {
                let one_by_one =
                    (0..words).fold(stands, |near: Stands, _| near | near.rotate_left(1));
                assert_eq!(spread(stands, words), one_by_one, "{words} words");
            }
        }
    }
}
