//! Modifiers in the manner of `ConText`: cues that take the force from a mention, or change it.
//!
//! Knows nothing of rules or codes. Invariant: a cue that a mention's own words contain has no hold
//! on it, and no cue reaches past its terminators or out of its scope.

mod reach;

use crate::codebook::{Codebook, Direction, Effect, ModifierId, Within};
use crate::gate::{Awake, Gate, Usage};
pub(crate) use crate::modifier::reach::Reach;
use crate::observation::Speaker;
use crate::program::{LONGEST_MATCH, Mentions, Programs, Search};
use crate::rows::place;
use crate::stored::stored;
use crate::text::Text;
use crate::vocabulary::Vocabulary;

/// A stretch of tokens, and which of them words and concepts took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mention<'m> {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Ranges of tokens; what is between them fell into gaps.
    pub(crate) parts: &'m [(u32, u32)],
}

/// A modifier that has a hold on a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hold {
    /// How many words stand between cue and mention.
    distance: u32,
    pub(crate) modifier: ModifierId,
    /// The tokens of the cue; nothing where a punctuation mark is the cue.
    pub(crate) cue: Option<(u32, u32)>,
}

/// The compiled modifiers.
#[derive(Clone, Debug)]
pub(crate) struct Modifiers {
    effects: Vec<Effect>,
    groups: Vec<Group>,
    cues: Gate,
    /// The group of each cue.
    owners: Vec<u32>,
    /// The longest reach of any group.
    furthest: u32,
}

#[derive(Clone, Debug)]
struct Group {
    modifier: ModifierId,
    direction: Direction,
    reach: u32,
    within: Within,
    terminators: Programs,
    pseudo: Programs,
    speaker: Vec<Speaker>,
    quoted: bool,
    question: bool,
    has_patterns: bool,
}

stored!(struct Modifiers { effects, groups, cues, owners, furthest });
stored!(struct Group {
    modifier, direction, reach, within, terminators, pseudo, speaker, quoted, question, has_patterns,
});

/// The cues found in a text; reused from one text to the next.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cues {
    hits: Vec<Cue>,
    /// For each group, the tokens at which a reach ends, ascending.
    stops: Vec<Vec<u32>>,
    looked: bool,
    pseudo: Vec<Cue>,
    awake: Awake,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cue {
    group: u32,
    start: u32,
    end: u32,
}

impl Modifiers {
    /// Compiles the modifiers of a codebook; their words are added to the vocabulary.
    pub(crate) fn new(codebook: &Codebook, usage: &Usage, vocabulary: &mut Vocabulary) -> Self {
        let (mut groups, mut owners, mut cues) = (Vec::new(), Vec::new(), Vec::new());
        for (modifier, at) in codebook.modifiers.iter().zip(0..) {
            for cue in &modifier.cues {
                let number = place(groups.len());
                for pattern in &cue.any {
                    cues.push(pattern);
                    owners.push(number);
                }
                groups.push(Group {
                    modifier: ModifierId(at),
                    direction: cue.direction,
                    reach: u32::from(cue.reach),
                    within: cue.within,
                    terminators: Programs::sketches(&cue.terminators, vocabulary),
                    pseudo: Programs::sketches(&cue.pseudo, vocabulary),
                    speaker: cue.speaker.clone(),
                    quoted: cue.quoted,
                    question: cue.question,
                    has_patterns: !cue.any.is_empty(),
                });
            }
        }
        let effects = codebook.modifiers.iter().map(|modifier| modifier.effect.clone()).collect();
        let furthest = groups.iter().map(|group| group.reach).max().unwrap_or_default();
        Self {
            effects,
            groups,
            cues: Gate::of_stretches(cues, usage, vocabulary),
            owners,
            furthest,
        }
    }

    /// How many bytes of memory they take, about.
    pub(crate) fn bytes(&self) -> usize {
        let groups = self.groups.iter();
        let of_groups = groups.map(|group| group.terminators.bytes() + group.pseudo.bytes());
        self.cues.bytes() + of_groups.sum::<usize>()
    }

    /// What a modifier does.
    pub(crate) fn effect(&self, modifier: ModifierId) -> Option<&Effect> {
        self.effects.get(modifier.index())
    }

    /// Finds the cues of a text, once; [`Cues::clear`] makes ready for the next text.
    fn look(
        &self,
        text: &Text,
        speaker: Option<Speaker>,
        mentions: &impl Mentions,
        search: &mut Search,
        cues: &mut Cues,
    ) {
        if std::mem::replace(&mut cues.looked, true) {
            return;
        }
        cues.stops.resize(self.groups.len(), Vec::new());
        let mut awake = std::mem::take(&mut cues.awake);
        for number in self.cues.open(mentions, &mut awake) {
            let group = self.owners.get(*number as usize).copied().unwrap_or_default();
            let Some(about) = self.groups.get(group as usize) else { continue };
            if !speaks(&about.speaker, speaker) {
                continue;
            }
            let hits = &mut cues.hits;
            if let Some(program) = self.cues.stretches(*number) {
                program.find(text, mentions, search, &mut |hit| {
                    hits.push(Cue { group, start: hit.start, end: hit.end });
                });
            }
        }
        cues.awake = awake;
        cues.hits.sort_unstable_by_key(|cue| (cue.group, cue.start, cue.end));
        cues.hits.dedup();
        self.drop_pseudo(text, mentions, search, cues);
        let mut last = None;
        for cue in &cues.hits {
            if last.replace(cue.group) == Some(cue.group) {
                continue;
            }
            let group = self.groups.get(cue.group as usize);
            let stops = cues.stops.get_mut(cue.group as usize);
            if let (Some(group), Some(stops)) = (group, stops) {
                for program in group.terminators.iter() {
                    program.find(text, mentions, search, &mut |hit| {
                        stops.push(hit.start);
                    });
                }
                stops.sort_unstable();
            }
        }
        cues.hits.sort_unstable_by_key(|cue| (cue.start, cue.end, cue.group));
    }

    fn drop_pseudo(
        &self,
        text: &Text,
        mentions: &impl Mentions,
        search: &mut Search,
        cues: &mut Cues,
    ) {
        let mut pseudo = std::mem::take(&mut cues.pseudo);
        pseudo.clear();
        let mut last = None;
        for cue in &cues.hits {
            if last.replace(cue.group) == Some(cue.group) {
                continue;
            }
            let group = self.groups.get(cue.group as usize);
            for program in group.into_iter().flat_map(|group| group.pseudo.iter()) {
                program.find(text, mentions, search, &mut |hit| {
                    pseudo.push(Cue { group: cue.group, start: hit.start, end: hit.end });
                });
            }
        }
        pseudo.sort_unstable_by_key(|other| (other.group, other.start));
        cues.hits.retain(|cue| {
            let before = |other: &Cue| (other.group, other.start) < (cue.group, cue.end);
            let near = pseudo.get(..pseudo.partition_point(before)).unwrap_or_default();
            let longest = place(LONGEST_MATCH);
            !near
                .iter()
                .rev()
                .take_while(|other| other.group == cue.group && other.start + longest >= cue.start)
                .any(|other| cue.start < other.end)
        });
        cues.pseudo = pseudo;
    }

    /// Finds what has a hold on a mention, the nearest first.
    pub(crate) fn attach(
        &self,
        mention: Mention<'_>,
        (text, speaker): (&Text, Option<Speaker>),
        (mentions, search): (&impl Mentions, &mut Search),
        cues: &mut Cues,
        holds: &mut Vec<Hold>,
    ) {
        self.look(text, speaker, mentions, search, cues);
        holds.clear();
        for group in self.groups.iter().filter(|group| !group.has_patterns) {
            if speaks(&group.speaker, speaker) && group.is_marked(mention, text) {
                holds.push(Hold { distance: 0, modifier: group.modifier, cue: None });
            }
        }
        for cue in self.near(mention, text, &cues.hits) {
            let Some(group) = self.groups.get(cue.group as usize) else { continue };
            let stops = cues.stops.get(cue.group as usize).map(Vec::as_slice).unwrap_or_default();
            let marked = (!group.quoted && !group.question) || group.is_marked(mention, text);
            if let Some(distance) = group.distance(*cue, mention, stops, text).filter(|_| marked) {
                let cue = Some((cue.start, cue.end));
                holds.push(Hold { distance, modifier: group.modifier, cue });
            }
        }
        holds.sort_unstable();
        self.lift(holds);
    }

    /// The cues, of those in the order of the text, that are near enough to reach a mention.
    fn near<'h>(&self, mention: Mention<'_>, text: &Text, hits: &'h [Cue]) -> &'h [Cue] {
        let solid = |at: u32| text.tokens.get(at as usize).map_or(u32::MAX, |token| token.solid);
        let longest = place(LONGEST_MATCH);
        let earliest = solid(mention.start).saturating_sub(self.furthest + longest);
        let latest = solid(mention.end).saturating_add(self.furthest);
        let from = hits.partition_point(|cue| solid(cue.start) < earliest);
        let to = hits.partition_point(|cue| solid(cue.start) <= latest);
        hits.get(from..to).unwrap_or_default()
    }

    /// Takes away the holds that another hold lifts.
    fn lift(&self, holds: &mut Vec<Hold>) {
        let lifted: Vec<ModifierId> = holds
            .iter()
            .filter_map(|hold| match self.effect(hold.modifier) {
                Some(Effect::Lift(lifts)) => Some(lifts.iter().copied()),
                _ => None,
            })
            .flatten()
            .collect();
        holds.retain(|hold| !lifted.contains(&hold.modifier));
    }
}

impl Group {
    /// Whether the mention stands in quotation marks, or in a question, as the cue asks.
    fn is_marked(&self, mention: Mention<'_>, text: &Text) -> bool {
        let tokens = || {
            let length = (mention.end - mention.start) as usize;
            text.tokens.iter().skip(mention.start as usize).take(length)
        };
        (!self.quoted || tokens().all(|token| token.quoted))
            && (!self.question || tokens().any(|token| text.is_question(token.sentence)))
    }

    /// How many words stand between a cue and a mention that it has a hold on.
    fn distance(&self, cue: Cue, mention: Mention<'_>, stops: &[u32], text: &Text) -> Option<u32> {
        let token = |at: u32| text.tokens.get(at as usize);
        if cue.start < mention.end && mention.start < cue.end {
            // A cue that the mention's own words spell out is part of what it says. One that falls
            // into a gap is not, nor is one that begins before it or ends after it.
            let inside = mention.start <= cue.start && cue.end <= mention.end;
            let spelt = mention.parts.iter().any(|part| part.0 < cue.end && cue.start < part.1);
            return (!inside || !spelt).then_some(0);
        }
        let (from, to) = if cue.end <= mention.start && self.direction != Direction::Backward {
            (cue.end, mention.start)
        } else if mention.end <= cue.start && self.direction != Direction::Forward {
            (mention.end, cue.start)
        } else {
            return None;
        };
        let (left, right) = (token(from.checked_sub(1)?)?, token(to)?);
        let together = match self.within {
            Within::Clause => left.clause == right.clause,
            Within::Sentence => left.sentence == right.sentence,
            Within::Observation => true,
        };
        let distance = right.solid - token(from)?.solid;
        let stopped =
            stops.get(stops.partition_point(|stop| *stop < from)).is_some_and(|stop| *stop < to);
        (together && distance <= self.reach && !stopped).then_some(distance)
    }
}

impl Cues {
    /// The steps taken to tell which cues can be there.
    pub(crate) fn steps(&self) -> u64 {
        self.awake.steps
    }

    /// Makes ready for the next text.
    pub(crate) fn clear(&mut self) {
        self.hits.clear();
        self.stops.iter_mut().for_each(Vec::clear);
        self.looked = false;
    }
}

/// Whether a condition on the speaker is met; who is not known meets every one.
pub(crate) fn speaks(wanted: &[Speaker], speaker: Option<Speaker>) -> bool {
    wanted.is_empty() || speaker.is_none_or(|speaker| wanted.contains(&speaker))
}
