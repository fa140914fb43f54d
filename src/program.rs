//! One pattern, compiled: which words may stand at each of its places, and what may follow what.
//!
//! Knows nothing of rules. Invariant: what it finds is what the naive reader finds, and the steps
//! it takes are bounded by the length of the text times the size of the pattern.

use crate::codebook::ConceptId;
use crate::pattern::{Item, Pattern, Person};
use crate::text::Text;
use crate::vocabulary::{Vocabulary, WordId};

/// How many transparent words may be passed over in one step.
pub(crate) const LONGEST_ASIDE: usize = 8;
/// How many words a match may have, from its first to its last.
pub(crate) const LONGEST_MATCH: usize = 120;

/// What may stand at one place of a pattern.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Atom {
    /// One of these words, by ascending number.
    Words(Box<[WordId]>),
    /// A mention of this concept.
    Concept(ConceptId),
    /// The coachee.
    Person(Person),
}

/// A step from one place to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Step {
    to: u16,
    /// How many words may stand between.
    most: u8,
    /// Whether a gap was written, even if nothing stands in it.
    gap: bool,
}

/// A compiled pattern.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    atoms: Vec<Atom>,
    first: Vec<u16>,
    last: Vec<bool>,
    steps: Vec<Vec<Step>>,
    gaps_cross_clauses: bool,
}

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

impl Program {
    /// Compiles a pattern; its words are added to the vocabulary.
    pub(crate) fn new(
        pattern: &Pattern,
        gaps_cross_clauses: bool,
        vocabulary: &mut Vocabulary,
    ) -> Self {
        let mut program = Self {
            atoms: Vec::new(),
            first: Vec::new(),
            last: Vec::new(),
            steps: Vec::new(),
            gaps_cross_clauses,
        };
        let ends = program.sequence(&pattern.items, Edge::START.to_vec(), vocabulary);
        program.last = vec![false; program.atoms.len()];
        for edge in ends {
            if let Some(last) = edge.from.and_then(|from| program.last.get_mut(from as usize)) {
                *last = true;
            }
        }
        program
    }

    /// Adds items after the given open edges, and gives the edges that are open after them.
    fn sequence(
        &mut self,
        items: &[Item],
        mut open: Vec<Edge>,
        vocabulary: &mut Vocabulary,
    ) -> Vec<Edge> {
        for item in items {
            open = match item {
                Item::Word(word) => {
                    self.place(Atom::Words(vocabulary.add_word(word).into()), &open)
                }
                Item::Inflected(lemma) => {
                    self.place(Atom::Words(vocabulary.add_forms(lemma).into()), &open)
                }
                Item::Concept(concept) => self.place(Atom::Concept(*concept), &open),
                Item::Person(person) => self.place(Atom::Person(*person), &open),
                Item::Gap(words) => open.iter().map(|edge| edge.widened(*words)).collect(),
                Item::Choice(branches) | Item::Optional(branches) => {
                    let mut after = Vec::new();
                    for branch in branches {
                        after.extend(self.sequence(branch, open.clone(), vocabulary));
                    }
                    if matches!(item, Item::Optional(_)) {
                        after.extend(open);
                    }
                    after
                }
            };
        }
        open
    }

    fn place(&mut self, atom: Atom, open: &[Edge]) -> Vec<Edge> {
        let place = u16::try_from(self.atoms.len()).unwrap_or(u16::MAX);
        self.atoms.push(atom);
        self.steps.push(Vec::new());
        for edge in open {
            let step = Step { to: place, most: edge.most, gap: edge.gap };
            match edge.from {
                None => self.first.push(place),
                Some(from) => {
                    if let Some(steps) = self.steps.get_mut(from as usize) {
                        steps.push(step);
                    }
                }
            }
        }
        vec![Edge { from: Some(place), most: 0, gap: false }]
    }

    /// Finds every stretch that the pattern matches, by ascending start, and gives each to `found`.
    pub(crate) fn find(
        &self,
        text: &Text,
        mentions: &impl Mentions,
        search: &mut Search,
        found: &mut dyn FnMut(Match<'_>),
    ) {
        let mut starts = std::mem::take(&mut search.starts);
        starts.clear();
        for place in &self.first {
            let Some(atom) = self.atoms.get(*place as usize) else { continue };
            match atom {
                Atom::Words(words) => words.iter().for_each(|word| {
                    mentions.each_word(*word, &mut |at| {
                        let at = u32::try_from(at).unwrap_or(u32::MAX);
                        starts.push((at, at + 1, *place));
                    });
                }),
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
        &self,
        here: &[(u32, u32, u16)],
        text: &Text,
        mentions: &impl Mentions,
        search: &mut Search,
        found: &mut dyn FnMut(Match<'_>),
    ) {
        search.begin(self.atoms.len());
        let mut next = 0;
        for (start, end, place) in here {
            search
                .visit(*start, State { place: *place, from: *start, to: *end, parent: NO_PARENT });
        }
        let start = here.first().map_or(0, |(start, ..)| *start);
        while let Some(state) = search.states.get(next).copied() {
            let parent = u32::try_from(next).unwrap_or(NO_PARENT);
            next += 1;
            if self.last.get(state.place as usize).copied().unwrap_or_default() && state.to > start
            {
                found(Match { start, end: state.to, search, state: parent });
            }
            for step in self.steps.get(state.place as usize).map(Vec::as_slice).unwrap_or_default()
            {
                take(*step, state, self.gaps_cross_clauses, text, &mut |at| {
                    search.steps += 1;
                    let mut reach = |end: u32| {
                        search.visit(start, State { place: step.to, from: at, to: end, parent });
                    };
                    match self.atoms.get(step.to as usize) {
                        Some(Atom::Words(words)) => {
                            let word = text.tokens.get(at as usize).map(|token| token.word);
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
