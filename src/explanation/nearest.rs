//! How much of a pattern is there where it does not match, and what stands in the way.
//!
//! Knows nothing of rules. Invariant: it finds nothing in the way of a pattern exactly where the
//! pattern matches.

use std::collections::HashMap;

use crate::codebook::Codebook;
use crate::explanation::Nearest;
use crate::explanation::ground::Ground;
use crate::explanation::obstacle::Obstacle;
use crate::pattern::{Item, Pattern};
use crate::program::{LONGEST_ASIDE, LONGEST_MATCH, Mentions};
use crate::span::Span;
use crate::text::{Text, place};

/// A text, ready to be searched for what is nearly there.
pub(super) struct Seeker<'s, M> {
    codebook: &'s Codebook,
    ground: &'s Ground,
    text: &'s Text,
    mentions: &'s M,
}

/// What comes nearest to a match of a pattern.
#[derive(Clone, Debug)]
pub(super) struct Close {
    /// The tokens from its first part to its last.
    pub(super) tokens: (u32, u32),
    pub(super) span: Span,
    /// What is there, in weights of its words.
    pub(super) there: u32,
    /// What is not, or in the way.
    pub(super) cost: u32,
    pub(super) told: Nearest,
}

/// A way through a pattern, as far as it has been followed.
#[derive(Clone, Debug)]
struct Way<'p> {
    /// The first token that was taken; nothing as long as none was.
    start: Option<u32>,
    /// The token after the last that was taken.
    next: u32,
    /// Whether what was taken last has no words: a coachee who is left out.
    empty: bool,
    /// How many words may stand before the next part, and whether a gap is written there.
    most: u32,
    gap: bool,
    there: u32,
    cost: u32,
    steps: Vec<Step<'p>>,
}

/// The parts that were taken before and after something, where there are any.
type Sides = (Option<(u32, u32)>, Option<(u32, u32)>);

#[derive(Clone, Debug)]
enum Step<'p> {
    /// An item of the pattern stands at these tokens.
    Took(&'p Item, u32, u32),
    /// An item of the pattern is not there.
    Lacks(&'p Item),
    /// A gap is written here.
    Gap(&'p Item),
    /// So many words stand before the next part, where so many may.
    Far(u32, u32),
    /// A clause ends before the next part.
    Clause,
    /// A sentence ends before the next part.
    Sentence,
}

/// Of a pattern of which not even a third can be there, nothing is near.
const LEAST_SHARE: u32 = 3;
/// What one thing in the way costs, in weights of words: the end of a clause, a gap that is too
/// long (and one more for every three words), the end of a sentence.
const CLAUSE: u32 = 2;
const FAR: u32 = 2;
const SENTENCE: u32 = 4;
/// How many words more than may stand in a gap are looked through.
const FURTHEST: u32 = 14;
/// How many words are shown that stand in the place of a missing one at an end of a match.
const BESIDE: usize = 3;

impl<'s, M: Mentions> Seeker<'s, M> {
    pub(super) fn new(
        codebook: &'s Codebook,
        ground: &'s Ground,
        (text, mentions): (&'s Text, &'s M),
    ) -> Self {
        Self { codebook, ground, text, mentions }
    }

    /// What comes nearest to a match; nothing where next to no part of the pattern is there. With
    /// `cross`, gaps run on across clauses.
    pub(super) fn nearest(&self, pattern: &Pattern, cross: bool) -> Option<Close> {
        let (whole, most) = (self.ground.sum(&pattern.items), self.at_most(&pattern.items));
        if most * LEAST_SHARE < whole {
            return None;
        }
        let begin = Way {
            start: None,
            next: 0,
            empty: false,
            most: 0,
            gap: false,
            there: 0,
            cost: 0,
            steps: Vec::new(),
        };
        // What costs more than is left of the pattern is nearer to nothing than to a match.
        let bound = whole.saturating_mul(3) / 4 + CLAUSE;
        let ways = self.follow(&pattern.items, vec![begin], (cross, bound));
        let some = ways.into_iter().filter(|way| way.start.is_some_and(|start| start < way.next));
        let best = some.min_by_key(|way| (way.cost, std::cmp::Reverse(way.there), way.start))?;
        Some(self.close(pattern, &best))
    }

    fn follow<'p>(
        &self,
        items: &'p [Item],
        mut ways: Vec<Way<'p>>,
        with: (bool, u32),
    ) -> Vec<Way<'p>> {
        for item in items {
            ways = match item {
                Item::Gap(words) => {
                    let widen = |mut way: Way<'p>| {
                        way.steps.push(Step::Gap(item));
                        Way { most: way.most + u32::from(*words), gap: true, ..way }
                    };
                    ways.into_iter().map(widen).collect()
                }
                Item::Optional(branches) => {
                    let mut after = self.branches(branches, &ways, with);
                    after.extend(ways);
                    after
                }
                Item::Choice(branches) => {
                    let mut after = self.branches(branches, &ways, with);
                    after.extend(ways.into_iter().map(|way| self.without(item, way)));
                    after
                }
                atom => {
                    let mut after = Vec::new();
                    let places = self.places(atom);
                    let weight = self.ground.weight(atom);
                    for way in &ways {
                        self.take((atom, &places, weight), way, with.0, &mut after);
                    }
                    after.extend(ways.into_iter().map(|way| self.without(atom, way)));
                    after
                }
            };
            ways.retain(|way| way.cost <= with.1);
            thin_out(&mut ways);
        }
        ways
    }

    /// The ways through alternatives of which at least a part is there.
    fn branches<'p>(
        &self,
        branches: &'p [Vec<Item>],
        ways: &[Way<'p>],
        with: (bool, u32),
    ) -> Vec<Way<'p>> {
        let mut after = Vec::new();
        for branch in branches {
            if !self.has_any(branch) {
                continue;
            }
            for way in ways {
                let through = self.follow(branch, vec![way.clone()], with);
                after.extend(through.into_iter().filter(|other| other.there > way.there));
            }
        }
        after
    }

    /// What can be there of the items at the most, in weights of words.
    fn at_most(&self, items: &[Item]) -> u32 {
        let of = |item: &Item| match item {
            Item::Gap(_) | Item::Optional(_) => 0,
            Item::Choice(branches) => {
                branches.iter().map(|branch| self.at_most(branch)).max().unwrap_or_default()
            }
            atom if self.has_any(std::slice::from_ref(atom)) => self.ground.weight(atom),
            _ => 0,
        };
        items.iter().map(of).sum()
    }

    /// Whether any part of the items stands in the text.
    fn has_any(&self, items: &[Item]) -> bool {
        items.iter().any(|item| match item {
            Item::Gap(_) => false,
            Item::Choice(branches) | Item::Optional(branches) => {
                branches.iter().any(|branch| self.has_any(branch))
            }
            Item::Concept(concept) => !self.mentions.concept(*concept).is_empty(),
            Item::Person(person) => !self.mentions.person(*person).is_empty(),
            word => self.ground.numbers(word).iter().any(|word| self.mentions.has_word(*word)),
        })
    }

    /// Where a word, a concept or the coachee stands.
    fn places(&self, atom: &Item) -> Vec<(u32, u32)> {
        let mut places = Vec::new();
        match atom {
            Item::Concept(concept) => places.extend_from_slice(self.mentions.concept(*concept)),
            Item::Person(person) => places.extend_from_slice(self.mentions.person(*person)),
            word => {
                for number in self.ground.numbers(word) {
                    self.mentions.each_word(*number, &mut |at| {
                        places.push((place(at), place(at) + 1));
                    });
                }
                places.sort_unstable();
            }
        }
        places
    }

    /// The way without an item that is not there; another word may stand in its place.
    fn without<'p>(&self, item: &'p Item, mut way: Way<'p>) -> Way<'p> {
        way.cost += self.ground.weight(item).max(1);
        way.most += 1;
        way.steps.push(Step::Lacks(item));
        way
    }

    /// Goes on from a way to every place that is near enough, whatever stands in between.
    fn take<'p>(
        &self,
        (atom, places, weight): (&'p Item, &[(u32, u32)], u32),
        way: &Way<'p>,
        cross: bool,
        after: &mut Vec<Way<'p>>,
    ) {
        let taken = |(start, end): (u32, u32), way: &Way<'p>| {
            let mut way = Way {
                start: way.start.or(Some(start)),
                next: end,
                empty: start == end,
                most: 0,
                gap: false,
                there: way.there + weight,
                ..way.clone()
            };
            way.steps.push(Step::Took(atom, start, end));
            way
        };
        let Some(begun) = way.start else {
            after.extend(places.iter().map(|at| taken(*at, way)));
            return;
        };
        let from = places.partition_point(|(start, _)| *start < way.next);
        for at in places.get(from..).unwrap_or_default() {
            let Some(mut next) = self.reach(way, at.0, cross) else { break };
            if (at.1 - begun) as usize > LONGEST_MATCH {
                break;
            }
            next = taken(*at, &next);
            after.push(next);
        }
    }

    /// The way up to a token, with what stands in between; nothing where that is too far off.
    fn reach<'p>(&self, way: &Way<'p>, at: u32, cross: bool) -> Option<Way<'p>> {
        let tokens = &self.text.tokens;
        let (from, here) = (tokens.get(way.next as usize)?, tokens.get(at as usize)?);
        let left = way.next.checked_sub(1).filter(|_| !way.empty);
        let left = left.and_then(|left| tokens.get(left as usize)).unwrap_or(from);
        let words = here.solid - from.solid;
        let asides = at - way.next > way.most + place(LONGEST_ASIDE);
        if words > way.most + FURTHEST || here.sentence - left.sentence > 1 || asides {
            return None;
        }
        let mut way = way.clone();
        if here.sentence != left.sentence {
            way.steps.push(Step::Sentence);
            way.cost += SENTENCE;
        } else if way.gap && !cross && here.clause != left.clause {
            way.steps.push(Step::Clause);
            way.cost += CLAUSE;
        }
        if words > way.most {
            way.steps.push(Step::Far(words, way.most));
            way.cost += FAR + (words - way.most) / 3;
        }
        Some(way)
    }

    /// The way as it is told.
    fn close(&self, pattern: &Pattern, way: &Way<'_>) -> Close {
        let tokens = (way.start.unwrap_or_default(), way.next);
        let took: Vec<(u32, u32)> = way
            .steps
            .iter()
            .filter_map(|step| match step {
                Step::Took(_, start, end) => Some((*start, *end)),
                _ => None,
            })
            .collect();
        let span = |(start, end): (u32, u32)| self.text.span(start as usize, end as usize);
        let mut nth: usize = 0;
        let mut obstacles = Vec::new();
        for step in &way.steps {
            let before = nth.checked_sub(1).and_then(|before| took.get(before)).copied();
            let between = (before, took.get(nth).copied());
            match step {
                Step::Took(..) => nth += 1,
                Step::Gap(_) => {}
                Step::Lacks(item) => obstacles.push(Obstacle::Missing {
                    wanted: self.codebook.written_item(item),
                    instead: self.instead(between),
                    elsewhere: self.elsewhere(item, tokens),
                }),
                Step::Far(words, allowed) => obstacles.push(Obstacle::Gap {
                    words: *words,
                    allowed: *allowed,
                    between: self.between(between),
                }),
                Step::Clause => {
                    obstacles.push(Obstacle::Clause { between: self.across(between) });
                }
                Step::Sentence => {
                    obstacles.push(Obstacle::Sentence { between: self.across(between) });
                }
            }
        }
        let said = took.iter().filter(|part| part.0 < part.1).map(|part| span(*part));
        let mut there: Vec<Span> = said.collect();
        // The words that a contraction stands for share its place.
        there.dedup();
        let closeness = way.there * 100 / (way.there + way.cost).max(1);
        let told = Nearest {
            pattern: self.codebook.written(pattern),
            way: self.written(way),
            there,
            obstacles,
            closeness: u8::try_from(closeness).unwrap_or(100),
        };
        Close { tokens, span: span(tokens), there: way.there, cost: way.cost, told }
    }

    /// The way through the alternatives of a pattern, as it would be written.
    fn written(&self, way: &Way<'_>) -> String {
        let items = way.steps.iter().filter_map(|step| match step {
            Step::Took(item, ..) | Step::Lacks(item) | Step::Gap(item) => Some(*item),
            Step::Far(..) | Step::Clause | Step::Sentence => None,
        });
        items.map(|item| self.codebook.written_item(item)).collect::<Vec<_>>().join(" ")
    }

    fn between(&self, (before, after): Sides) -> Span {
        let start = before.map_or(0, |before| before.1);
        let end = after.map_or(start, |after| after.0);
        self.text.span(start as usize, end as usize)
    }

    fn across(&self, (before, after): Sides) -> Span {
        let start = before.map_or(0, |before| before.1.saturating_sub(1));
        let end = after.map_or(start + 1, |after| after.0 + 1);
        self.text.span(start as usize, end as usize)
    }

    /// The words that stand where something is missing: between two parts, or beside the only one.
    fn instead(&self, (before, after): Sides) -> Option<Span> {
        let tokens = &self.text.tokens;
        let solid = |at: &u32| tokens.get(*at as usize).is_some_and(|token| !token.transparent);
        let together = |one: u32, other: u32| {
            let sentence = |at: u32| tokens.get(at as usize).map(|token| token.sentence);
            sentence(one) == sentence(other)
        };
        let at: Vec<u32> = match (before, after) {
            (Some((_, from)), Some((to, _))) => (from..to).filter(solid).collect(),
            (Some((_, from)), None) => {
                let last = from.saturating_sub(1);
                let beyond = (from..place(tokens.len())).take_while(|at| together(last, *at));
                beyond.filter(solid).take(BESIDE).collect()
            }
            (None, Some((to, _))) => {
                let ahead = (0..to).rev().take_while(|at| together(to, *at));
                let mut ahead: Vec<u32> = ahead.filter(solid).take(BESIDE).collect();
                ahead.reverse();
                ahead
            }
            (None, None) => Vec::new(),
        };
        let (first, last) = (at.first()?, at.last()?);
        Some(self.text.span(*first as usize, *last as usize + 1))
    }

    /// Where a missing item stands outside of what was found.
    fn elsewhere(&self, item: &Item, tokens: (u32, u32)) -> Option<Span> {
        let found = match item {
            Item::Choice(branches) => {
                let atoms = branches.iter().filter_map(|branch| match branch.as_slice() {
                    [Item::Choice(_) | Item::Optional(_) | Item::Gap(_)] => None,
                    [atom] => Some(self.places(atom)),
                    _ => None,
                });
                let mut all: Vec<(u32, u32)> = atoms.flatten().collect();
                all.sort_unstable();
                all
            }
            atom => self.places(atom),
        };
        let apart = |at: &&(u32, u32)| at.0 < at.1 && (at.1 <= tokens.0 || tokens.1 <= at.0);
        let (start, end) = found.iter().find(apart)?;
        Some(self.text.span(*start as usize, *end as usize))
    }
}

/// Of ways that go on alike, keeps the one with the least in its way; then the one with most that
/// is there, then the shortest.
fn thin_out(ways: &mut Vec<Way<'_>>) {
    let mut best: HashMap<(bool, u32, bool, u32, bool), Way<'_>> = HashMap::new();
    let better =
        |way: &Way<'_>| (way.cost, std::cmp::Reverse(way.there), std::cmp::Reverse(way.start));
    for way in ways.drain(..) {
        let alike = (way.start.is_some(), way.next, way.empty, way.most, way.gap);
        match best.get_mut(&alike) {
            Some(other) if better(&way) < better(other) => *other = way,
            Some(_) => {}
            None => {
                best.insert(alike, way);
            }
        }
    }
    ways.extend(best.into_values());
    ways.sort_by_key(|way| (way.cost, std::cmp::Reverse(way.there), way.start, way.next));
}
