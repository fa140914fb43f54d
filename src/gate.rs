//! Many patterns at once: which of them can match a text at all, told from the words and concepts
//! that are in it.
//!
//! Knows nothing of what the patterns are for. Invariant: a pattern that is held back cannot match.

mod landmark;

use std::collections::HashMap;

pub(crate) use crate::gate::landmark::Usage;
use crate::gate::landmark::{Landmark, Wanted};
use crate::pattern::Pattern;
use crate::program::{Assembly, Mentions, Program, Programs, Stands, ends_of, spread};
use crate::rows::{Rows, place};
use crate::stored::{Later, stored};
use crate::vocabulary::Vocabulary;

/// A pattern that something in a text wakes, if its companion stands near: of the other things that
/// it cannot match without, that which turns up least often so near.
///
/// In eight bytes, from the highest bit on the number of the pattern, that of the companion, up to
/// how many words may stand between the two, and whether the companion is the first of them.
#[derive(Clone, Copy, Debug)]
struct Woken(u64);

impl Woken {
    const FURTHEST: u32 = 127;

    fn new(pattern: u32, companion: u32, distance: u32, before: bool) -> Self {
        let distance = u64::from(distance.min(Self::FURTHEST));
        let numbers = u64::from(pattern) << 36 | u64::from(companion & 0xFFF_FFFF) << 8;
        Self(numbers | distance << 1 | u64::from(before))
    }

    fn pattern(self) -> u32 {
        (self.0 >> 36) as u32
    }

    fn companion(self) -> usize {
        (self.0 >> 8 & 0xFFF_FFFF) as usize
    }

    fn distance(self) -> u32 {
        (self.0 >> 1 & 0x7F) as u32
    }

    fn is_before(self) -> bool {
        self.0 & 1 == 1
    }
}

/// Patterns, indexed by what wakes them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gate {
    /// The patterns in full, which only those that are found to match are asked for; none where it
    /// is only asked on which stretches they match.
    programs: Later<Programs>,
    /// The patterns, each with as few places as it can have.
    sketches: Programs,
    /// What wakes patterns: each by the rarest of its landmarks.
    waking: Signs<Woken>,
    /// Companions by number; that of number 0 is always there.
    companions: Signs<u32>,
    /// How many companions there are.
    count: u32,
    /// Patterns that nothing in particular wakes.
    always: Vec<u32>,
}

/// What hangs on the words and concepts that are in a text.
#[derive(Clone, Debug)]
struct Signs<T> {
    by_word: Rows<T>,
    by_concept: Rows<T>,
}

stored!(struct Woken(u64));
stored!(struct Gate { programs, sketches, waking, companions, count, always });
stored!(struct Signs<T> { by_word, by_concept });

/// The patterns awake for the text at hand; reused from one to the next.
#[derive(Clone, Debug, Default)]
pub(crate) struct Awake {
    /// By companion.
    companions: Vec<Met>,
    text: u32,
    list: Vec<u32>,
    /// Companions and patterns looked at, counted for the tests of worst cases.
    pub(crate) steps: u64,
}

/// Where a companion was met last.
#[derive(Clone, Copy, Debug, Default)]
struct Met {
    /// The number of the text.
    text: u32,
    begins: Stands,
    ends: Stands,
}

impl Gate {
    /// Compiles patterns, each with whether its gaps run on across clauses, and indexes them.
    pub(crate) fn new<'p>(
        patterns: impl IntoIterator<Item = (&'p Pattern, bool)> + Clone,
        usage: &Usage,
        vocabulary: &mut Vocabulary,
    ) -> Self {
        let mut in_full = Assembly::default();
        for (pattern, cross) in patterns.clone() {
            in_full.add(pattern, cross, vocabulary);
        }
        let gate = Self::of_sketches(patterns, usage, vocabulary);
        Self { programs: in_full.finish().into(), ..gate }
    }

    /// The same for patterns of which it is only asked where they match, and not by which words;
    /// their gaps end with the clause.
    pub(crate) fn of_stretches<'p>(
        patterns: impl IntoIterator<Item = &'p Pattern>,
        usage: &Usage,
        vocabulary: &mut Vocabulary,
    ) -> Self {
        let patterns = patterns.into_iter().map(|pattern| (pattern, false));
        Self::of_sketches(patterns, usage, vocabulary)
    }

    fn of_sketches<'p>(
        patterns: impl IntoIterator<Item = (&'p Pattern, bool)>,
        usage: &Usage,
        vocabulary: &mut Vocabulary,
    ) -> Self {
        let mut gate = Self::default();
        let (mut draft, mut sketches) = (Draft::default(), Assembly::default());
        for (pattern, cross) in patterns {
            let number = sketches.add_sketch(pattern, cross, vocabulary);
            let landmarks = usage.landmarks(&pattern.items, vocabulary);
            let rarest = landmarks.iter().enumerate().min_by_key(|(_, landmark)| landmark.weight);
            match rarest {
                Some((at, rarest)) => {
                    let woken = match companion(at, &landmarks) {
                        Some((companion, distance, before)) => {
                            let companion = draft.companion(&companion.wanted);
                            Woken::new(number, companion, distance, before)
                        }
                        None => Woken::new(number, 0, Woken::FURTHEST, false),
                    };
                    draft.waking.add(&rarest.wanted, woken);
                }
                None => gate.always.push(number),
            }
        }
        gate.sketches = sketches.finish();
        gate.waking = draft.waking.into();
        gate.companions = draft.companions.into();
        gate.count = place(draft.numbers.len() + 1);
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

    /// The patterns that may match, by ascending number: of clauses and sentences it knows nothing.
    pub(crate) fn open<'a>(&self, mentions: &impl Mentions, awake: &'a mut Awake) -> &'a [u32] {
        awake.begin(self.count as usize, &self.always);
        self.companions.each(mentions, |companions, stands| awake.meet(companions, stands));
        self.waking.each(mentions, |woken, stands| awake.wake(woken, stands));
        awake.list.sort_unstable();
        awake.list.dedup();
        &awake.list
    }

    /// How many bytes of memory it takes, about.
    pub(crate) fn bytes(&self) -> usize {
        self.programs.bytes()
            + self.sketches.bytes()
            + self.waking.bytes()
            + self.companions.bytes()
    }
}

/// Of the landmarks besides the one at this place that which turns up near it least often, with how
/// many words may stand between them and whether it is the first of the two.
fn companion(of: usize, landmarks: &[Landmark]) -> Option<(&Landmark, u32, bool)> {
    let rarest = landmarks.get(of)?;
    let others = landmarks.iter().enumerate().filter(|(at, _)| *at != of);
    let others = others.map(|(at, other)| {
        if at < of {
            (other, other.distance(rarest), true)
        } else {
            (other, rarest.distance(other), false)
        }
    });
    others.min_by_key(|(other, distance, _)| {
        u64::from(other.weight) * u64::from((*distance).min(Stands::BITS) + 1)
    })
}

impl<T> Signs<T> {
    /// Calls `f` with what hangs on each word and concept of a text, and with where that stands.
    fn each(&self, mentions: &impl Mentions, mut f: impl FnMut(&[T], (Stands, Stands))) {
        for word in mentions.words() {
            let row = self.by_word.row(*word as usize);
            if !row.is_empty() {
                f(row, ends_of(mentions.word_stands(*word)));
            }
        }
        if self.by_concept.len() > 0 {
            for concept in mentions.concepts() {
                let row = self.by_concept.row(concept.index());
                if !row.is_empty() {
                    f(row, mentions.concept_stands(concept));
                }
            }
        }
    }

    fn bytes(&self) -> usize {
        self.by_word.bytes() + self.by_concept.bytes()
    }
}

impl<T> Default for Signs<T> {
    fn default() -> Self {
        Self { by_word: Rows::default(), by_concept: Rows::default() }
    }
}

/// A gate that is being built.
#[derive(Default)]
struct Draft {
    waking: DraftSigns<Woken>,
    companions: DraftSigns<u32>,
    numbers: HashMap<Wanted, u32>,
}

impl Draft {
    /// The number of a companion, the same for the same.
    fn companion(&mut self, wanted: &Wanted) -> u32 {
        if let Some(number) = self.numbers.get(wanted) {
            return *number;
        }
        let number = place(self.numbers.len() + 1);
        self.numbers.insert(wanted.clone(), number);
        self.companions.add(wanted, number);
        number
    }
}

struct DraftSigns<T> {
    by_word: Vec<Vec<T>>,
    by_concept: Vec<Vec<T>>,
}

impl<T: Clone> DraftSigns<T> {
    fn add(&mut self, (words, concepts): &Wanted, what: T) {
        fn add<T: Clone>(lists: &mut Vec<Vec<T>>, at: usize, what: &T) {
            if lists.len() <= at {
                lists.resize(at + 1, Vec::new());
            }
            lists.iter_mut().skip(at).take(1).for_each(|list| list.push(what.clone()));
        }
        for word in words {
            add(&mut self.by_word, *word as usize, &what);
        }
        for concept in concepts {
            add(&mut self.by_concept, concept.index(), &what);
        }
    }
}

impl<T> Default for DraftSigns<T> {
    fn default() -> Self {
        Self { by_word: Vec::new(), by_concept: Vec::new() }
    }
}

impl<T> From<DraftSigns<T>> for Signs<T> {
    fn from(draft: DraftSigns<T>) -> Self {
        Self {
            by_word: draft.by_word.into_iter().collect(),
            by_concept: draft.by_concept.into_iter().collect(),
        }
    }
}

impl Awake {
    fn begin(&mut self, companions: usize, always: &[u32]) {
        if self.companions.len() < companions {
            self.companions.resize(companions, Met::default());
        }
        self.text = self.text.wrapping_add(1);
        if self.text == 0 {
            self.companions.fill(Met::default());
            self.text = 1;
        }
        self.list.clear();
        self.list.extend_from_slice(always);
        self.meet(&[0], (Stands::MAX, Stands::MAX));
    }

    /// Notes that companions stand there.
    fn meet(&mut self, companions: &[u32], (begins, ends): (Stands, Stands)) {
        self.steps += companions.len() as u64;
        for number in companions {
            if let Some(met) = self.companions.get_mut(*number as usize) {
                // What another text has left behind counts for nothing.
                let here = if met.text == self.text { Stands::MAX } else { 0 };
                *met = Met {
                    text: self.text,
                    begins: met.begins & here | begins,
                    ends: met.ends & here | ends,
                };
            }
        }
    }

    /// Adds those of the patterns, which something wakes that stands there, whose companion is near.
    fn wake(&mut self, woken: &[Woken], (begins, ends): (Stands, Stands)) {
        self.steps += woken.len() as u64;
        for woken in woken {
            let met = self.companions.get(woken.companion());
            let Some(companion) = met.filter(|met| met.text == self.text) else { continue };
            let near = if woken.is_before() {
                spread(companion.ends, woken.distance()) & begins
            } else {
                spread(ends, woken.distance()) & companion.begins
            };
            if near != 0 {
                self.list.push(woken.pattern());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Woken;

    #[test]
    fn what_was_packed_is_what_is_told() {
        let largest = (1 << 28) - 1;
        for (pattern, companion, distance, before) in
            [(0, 0, 0, false), (largest, 7, 12, true), (12_997, largest, Woken::FURTHEST, false)]
        {
            let woken = Woken::new(pattern, companion, distance, before);
            assert_eq!((woken.pattern(), woken.companion()), (pattern, companion as usize));
            assert_eq!((woken.distance(), woken.is_before()), (distance, before));
        }
        assert_eq!(Woken::new(1, 1, 1_000, false).distance(), Woken::FURTHEST);
    }
}
