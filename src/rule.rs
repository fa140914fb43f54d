//! One rule, compiled: from the matches of its patterns to the places where it holds.
//!
//! Knows nothing of modifiers beyond that a match may have lost its force. Invariant: the places
//! where a rule holds do not overlap.

use std::collections::BTreeMap;

use crate::codebook::{BehaviourId, ModifierId, Rule, Within};
use crate::expression::Expression;
use crate::modifier::Hold;
use crate::observation::Speaker;
use crate::program::{LONGEST_MATCH, Mentions, Programs, Search};
use crate::rows::place;
use crate::stored::stored;
use crate::text::Text;
use crate::vocabulary::Vocabulary;

/// The number of a rule: those of the behaviours in order, then those of the scope.
pub(crate) type RuleId = u32;

/// A compiled rule.
#[derive(Clone, Debug)]
pub(crate) struct Compiled {
    pub(crate) behaviour: Option<BehaviourId>,
    /// The numbers of its patterns: first those of `any`, then of `all`, then of `then`.
    pub(crate) first: u32,
    pub(crate) any: u32,
    pub(crate) all: u32,
    pub(crate) then: u32,
    pub(crate) regex: Option<Expression>,
    pub(crate) within: Within,
    pub(crate) unless: Vec<(Programs, Within)>,
    pub(crate) speaker: Vec<Speaker>,
    pub(crate) topic: bool,
    pub(crate) carries: Vec<ModifierId>,
}

stored!(struct Compiled {
    behaviour, first, any, all, then, regex, within, unless, speaker, topic, carries,
});

/// A match of one pattern of a rule.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    pub(crate) rule: RuleId,
    pub(crate) pattern: u32,
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Its parts, as a range of the reading's list.
    pub(crate) parts: (u32, u32),
    /// What took its force.
    pub(crate) killer: Option<Hold>,
}

/// A place where a rule holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Firing {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// What took the force from a mention that it rests on.
    pub(crate) killer: Option<Hold>,
    /// The first mention that it rests on.
    pub(crate) first: Hit,
}

impl Firing {
    fn of(hit: &Hit) -> Self {
        Self { start: hit.start, end: hit.end, killer: hit.killer, first: *hit }
    }

    fn join(self, hit: &Hit) -> Self {
        Self {
            start: self.start.min(hit.start),
            end: self.end.max(hit.end),
            killer: self.killer.or(hit.killer),
            first: self.first,
        }
    }
}

impl Compiled {
    pub(crate) fn new(
        rule: &Rule,
        behaviour: Option<BehaviourId>,
        first: u32,
        vocabulary: &mut Vocabulary,
    ) -> Self {
        let unless = rule
            .unless
            .iter()
            .map(|exception| (Programs::sketches(&exception.any, vocabulary), exception.within));
        let unless = unless.collect();
        Self {
            behaviour,
            first,
            any: place(rule.any.len()),
            all: place(rule.all.len()),
            then: place(rule.then.len()),
            regex: rule.regex.clone().map(Expression::new),
            within: rule.within,
            unless,
            speaker: rule.speaker.clone(),
            topic: rule.topic,
            carries: rule.carries.clone(),
        }
    }

    pub(crate) fn starts_by_regex(&self) -> bool {
        self.regex.is_some() && self.any + self.all + self.then == 0
    }

    /// Whether it can have hits of all its parts where only these of its patterns can match, given by
    /// ascending number.
    pub(crate) fn may_be_whole(&self, open: &[u32]) -> bool {
        let of_any = open.partition_point(|number| *number < self.first + self.any);
        open.len() - of_any == (self.all + self.then) as usize && (self.any == 0 || of_any > 0)
    }

    /// Whether its parts have hits that stand near enough to one another for it to hold.
    pub(crate) fn is_whole(&self, hits: &[Hit], text: &Text) -> bool {
        self.is_simple() || self.may_hold(hits, text)
    }

    /// Whether every hit is a firing by itself.
    fn is_simple(&self) -> bool {
        self.all + self.then == 0 && (self.any == 0 || self.regex.is_none())
    }

    /// Where the rule holds, with or without the hits that have lost their force.
    pub(crate) fn firings(&self, hits: &[Hit], with_dead: bool, text: &Text) -> Vec<Firing> {
        let alive = |hit: &&Hit| with_dead || hit.killer.is_none();
        let mut firings: Vec<Firing> = Vec::new();
        if self.is_simple() {
            firings.extend(hits.iter().filter(alive).map(Firing::of));
        } else {
            let mut by_scope: Vec<(u32, &Hit)> = hits
                .iter()
                .filter(alive)
                .map(|hit| (scope(text, hit.start, self.within), hit))
                .collect();
            by_scope.sort_by_key(|(scope, _)| *scope);
            for in_scope in by_scope.chunk_by(|(one, _), (other, _)| one == other) {
                firings.extend(self.whole(in_scope));
            }
        }
        // Living ones first, so that a dead one never hides them.
        firings.sort_by_key(|f| (f.killer.is_some(), f.start, std::cmp::Reverse(f.end)));
        let mut kept = Apart::default();
        firings.retain(|firing| kept.add(firing.start, firing.end));
        firings.sort_by_key(|firing| firing.start);
        firings
    }

    /// Whether there is a scope in which every part of the rule has a hit; asks for no memory.
    fn may_hold(&self, hits: &[Hit], text: &Text) -> bool {
        let of = |pattern: u32| {
            let start = hits.partition_point(|hit| hit.pattern < pattern);
            let end = hits.partition_point(|hit| hit.pattern <= pattern);
            hits.get(start..end).unwrap_or_default()
        };
        let scope_of = |hit: &Hit| scope(text, hit.start, self.within);
        let stands =
            |pattern: u32, wanted: u32| of(pattern).binary_search_by_key(&wanted, scope_of).is_ok();
        let alls = self.first + self.any;
        let (ordered, end) = (alls + self.all, alls + self.all + self.then);
        let regex = self.regex.is_some().then_some(u32::MAX);
        let parts = || (alls..end).chain(regex);
        let in_order = (ordered + 1..end).all(|pattern| {
            let before = of(pattern - 1).iter().map(|hit| hit.end).min();
            before.is_some_and(|end| of(pattern).iter().any(|hit| hit.start >= end))
        });
        in_order
            && parts().next().is_some_and(|first| {
                of(first).iter().map(scope_of).any(|here| {
                    parts().all(|part| stands(part, here))
                        && (self.any == 0
                            || (self.first..alls).any(|pattern| stands(pattern, here)))
                })
            })
    }

    /// The whole of a rule with several parts, from the hits of one scope.
    fn whole(&self, hits: &[(u32, &Hit)]) -> Option<Firing> {
        let mut found: Option<Firing> = None;
        let mut take = |hit: &Hit| {
            found = Some(found.map_or_else(|| Firing::of(hit), |firing| firing.join(hit)));
        };
        let hits = || hits.iter().map(|(_, hit)| *hit);
        let of = |pattern: u32| hits().filter(move |hit| hit.pattern == pattern);
        let alls = self.first + self.any;
        if self.any > 0 {
            take(hits().find(|hit| (self.first..alls).contains(&hit.pattern))?);
        }
        for pattern in alls..alls + self.all {
            take(of(pattern).next()?);
        }
        let mut after = 0;
        for pattern in alls + self.all..alls + self.all + self.then {
            let hit = of(pattern).find(|hit| hit.start >= after)?;
            after = hit.end;
            take(hit);
        }
        if self.regex.is_some() {
            take(of(u32::MAX).next()?);
        }
        // Parts that stand further apart than a match may be long have nothing to do with one another.
        found.filter(|firing| firing.end - firing.start <= place(LONGEST_MATCH))
    }

    /// Finds the rule's exceptions in a text.
    pub(crate) fn exceptions(
        &self,
        text: &Text,
        (mentions, search): (&impl Mentions, &mut Search),
    ) -> Exceptions {
        let mut found = Vec::new();
        for (at, (programs, within)) in self.unless.iter().enumerate() {
            for program in programs.iter() {
                program.find(text, mentions, search, &mut |hit| {
                    found.push((at, scope(text, hit.start, *within), (hit.start, hit.end)));
                });
            }
        }
        found.sort_unstable();
        Exceptions(found)
    }

    /// The first exception that speaks against a firing, and its tokens.
    pub(crate) fn exception(
        &self,
        firing: Firing,
        exceptions: &Exceptions,
        text: &Text,
    ) -> Option<(usize, (u32, u32))> {
        self.unless.iter().enumerate().find_map(|(at, (_, within))| {
            let here = (at, scope(text, firing.start, *within));
            let first = exceptions.0.partition_point(|(at, scope, _)| (*at, *scope) < here);
            let (found, scope, tokens) = exceptions.0.get(first)?;
            ((*found, *scope) == here).then_some((at, *tokens))
        })
    }
}

/// The exceptions of a rule found in a text: number, scope and tokens, ascending.
#[derive(Clone, Debug, Default)]
pub(crate) struct Exceptions(Vec<(usize, u32, (u32, u32))>);

/// Stretches of tokens that do not overlap.
#[derive(Clone, Debug, Default)]
pub(crate) struct Apart(BTreeMap<u32, u32>);

impl Apart {
    /// Adds a stretch, unless it overlaps one that is there.
    pub(crate) fn add(&mut self, start: u32, end: u32) -> bool {
        let apart = self.is_apart(start, end);
        if apart {
            self.0.insert(start, end);
        }
        apart
    }

    /// Whether a stretch overlaps none that is there.
    pub(crate) fn is_apart(&self, start: u32, end: u32) -> bool {
        self.0.range(..end).next_back().is_none_or(|(_, last)| *last <= start)
    }
}

/// Keeps of the hits of one pattern, from `first` on, those that stand best for what it says: with
/// the fewest words in gaps, then the longest, then the first; none that overlaps a better one.
pub(crate) fn tighten(hits: &mut Vec<Hit>, first: usize, parts: &[(u32, u32)]) {
    let found = hits.get_mut(first..).unwrap_or_default();
    if found.len() < 2 {
        return;
    }
    found.sort_unstable_by_key(|hit| {
        let of_hit = parts.get(hit.parts.0 as usize..hit.parts.1 as usize);
        let taken: u32 = of_hit.unwrap_or_default().iter().map(|part| part.1 - part.0).sum();
        let length = hit.end - hit.start;
        (length - taken, std::cmp::Reverse(length), hit.start)
    });
    if found.len() <= FEW_HITS {
        // Each is held against those that were kept before it: for a few that asks for no memory.
        let mut kept = 0;
        for at in 0..found.len() {
            let before = found.get(..kept).unwrap_or_default();
            let hit = found.get(at);
            let overlaps =
                |hit: &Hit| before.iter().any(|b| b.start < hit.end && hit.start < b.end);
            if hit.is_some_and(|hit| !overlaps(hit)) {
                found.swap(kept, at);
                kept += 1;
            }
        }
        hits.truncate(first + kept);
    } else {
        let mut kept = Apart::default();
        let mut at = 0;
        hits.retain(|hit| {
            at += 1;
            at <= first || kept.add(hit.start, hit.end)
        });
    }
    hits.get_mut(first..).unwrap_or_default().sort_unstable_by_key(|hit| hit.start);
}

/// Up to how many hits of one pattern are held against one another directly.
const FEW_HITS: usize = 16;

/// The clause or sentence that a token stands in; one number for the whole observation.
pub(crate) fn scope(text: &Text, at: u32, within: Within) -> u32 {
    let token = text.tokens.get(at as usize);
    token.map_or(0, |token| match within {
        Within::Clause => token.clause,
        Within::Sentence => token.sentence,
        Within::Observation => 0,
    })
}
