//! How far the cues in a text reach, told for every word.
//!
//! Knows nothing of mentions but single words. Invariant: a word lies in the reach of a cue exactly
//! where a mention of that one word would be held by it, before anything is lifted.

use crate::codebook::ModifierId;
use crate::modifier::{Cue, Cues, Group, Mention, Modifiers};
use crate::observation::Speaker;
use crate::program::{Mentions, Search};
use crate::text::{Text, place};

/// A cue, and the words that it has a hold on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reach {
    pub(crate) modifier: ModifierId,
    /// The tokens of the cue; nothing where a punctuation mark is the cue.
    pub(crate) cue: Option<(u32, u32)>,
    /// Runs of tokens, ascending.
    pub(crate) over: Vec<(u32, u32)>,
}

impl Modifiers {
    /// The cues of a text, and how far each reaches.
    pub(crate) fn reaches(
        &self,
        (text, speaker): (&Text, Option<Speaker>),
        (mentions, search): (&impl Mentions, &mut Search),
        cues: &mut Cues,
    ) -> Vec<Reach> {
        self.look(text, speaker, mentions, search, cues);
        let mut reaches: Vec<Reach> = Vec::new();
        for group in self.groups.iter().filter(|group| !group.has_patterns) {
            let marked = super::speaks(&group.speaker, speaker);
            let over = runs(text, |word| marked && group.is_marked(word, text));
            add(&mut reaches, Reach { modifier: group.modifier, cue: None, over });
        }
        for cue in &cues.hits {
            let Some(group) = self.groups.get(cue.group as usize) else { continue };
            let stops = cues.stops.get(cue.group as usize).map(Vec::as_slice).unwrap_or_default();
            let over = runs(text, |word| group.holds(*cue, word, stops, text));
            let cue = Some((cue.start, cue.end));
            add(&mut reaches, Reach { modifier: group.modifier, cue, over });
        }
        reaches.sort_by_key(|reach| (reach.cue, reach.modifier));
        reaches
    }
}

impl Group {
    fn holds(&self, cue: Cue, word: Mention<'_>, stops: &[u32], text: &Text) -> bool {
        let inside = cue.start <= word.start && word.end <= cue.end;
        let marked = (!self.quoted && !self.question) || self.is_marked(word, text);
        !inside && marked && self.distance(cue, word, stops, text).is_some()
    }
}

/// Adds a reach that has any words, to that of the same cue where another group has it too.
fn add(reaches: &mut Vec<Reach>, reach: Reach) {
    if reach.over.is_empty() {
        return;
    }
    let same = |other: &&mut Reach| (other.modifier, other.cue) == (reach.modifier, reach.cue);
    match reaches.iter_mut().find(same) {
        Some(other) => {
            other.over.extend(reach.over);
            other.over.sort_unstable();
            other.over.dedup_by(|next, before| {
                let joined = next.0 <= before.1;
                if joined {
                    before.1 = before.1.max(next.1);
                }
                joined
            });
        }
        None => reaches.push(reach),
    }
}

/// The runs of words of which something is so.
fn runs(text: &Text, is_so: impl Fn(Mention<'_>) -> bool) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for start in 0..place(text.tokens.len()) {
        let end = start + 1;
        if !is_so(Mention { start, end, parts: &[] }) {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.1 == start => run.1 = end,
            _ => runs.push((start, end)),
        }
    }
    runs
}
