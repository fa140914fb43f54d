//! The course of a case: acts that a harmless reason explains away, and codes that fade.
//!
//! Knows nothing of words or points. Invariant: a reason explains nothing that was done after it
//! was given, and what happened before a code was last seen makes it fade in no case.

use std::collections::{BTreeMap, BTreeSet};

use crate::assessment::Strength;
use crate::codebook::{BehaviourId, Clue, CodeId, Codebook};
use crate::evidence::{Ledger, Seen};

/// One session of a case, as it is followed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sitting<'s> {
    pub(crate) number: u32,
    pub(crate) ledger: &'s Ledger,
    /// The codes that stand in it or are hinted at.
    pub(crate) standing: &'s [Standing],
    /// The responses that the coach made in it, each with its observation.
    pub(crate) responses: &'s [(String, usize)],
}

/// A code in one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) code: CodeId,
    pub(crate) kind: Option<String>,
    pub(crate) strength: Strength,
    /// What speaks for it, by its place in the ledger of the session.
    pub(crate) seen: Vec<usize>,
}

/// What meets a clue in one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sight {
    /// The session, by its place in the list.
    pub(crate) at: usize,
    pub(crate) number: u32,
    /// What was seen, by its place in the ledger of the session.
    pub(crate) seen: BTreeSet<usize>,
    /// Responses, by their place in the list of the session.
    pub(crate) responses: BTreeSet<usize>,
    /// The codes that meet it.
    pub(crate) codes: Vec<CodeId>,
}

/// The sessions that meet a clue, in order.
pub(crate) fn sights(clue: &Clue, sittings: &[Sitting<'_>]) -> Vec<Sight> {
    sittings.iter().enumerate().filter_map(|(at, sitting)| sitting.meets(clue, at)).collect()
}

impl Sitting<'_> {
    fn meets(&self, clue: &Clue, at: usize) -> Option<Sight> {
        let missing = |id: &BehaviourId| !self.ledger.seen.iter().any(|s| s.behaviour == *id);
        let stands = |id: &CodeId| self.standing.iter().any(|s| s.code == *id && s.stands());
        if !clue.without.iter().all(missing) || clue.without_codes.iter().any(stands) {
            return None;
        }
        let mut sight = Sight {
            at,
            number: self.number,
            seen: BTreeSet::new(),
            responses: BTreeSet::new(),
            codes: Vec::new(),
        };
        let speaks = |seen: &Seen| {
            let by = seen.place.speaker;
            clue.speaker.is_empty() || by.is_some_and(|by| clue.speaker.contains(&by))
        };
        for (at, seen) in self.ledger.telling() {
            if clue.behaviours.contains(&seen.behaviour) && speaks(seen) {
                sight.seen.insert(at);
            }
        }
        for standing in self.standing.iter().filter(|standing| standing.is_wanted(clue)) {
            let told: Vec<usize> = standing
                .seen
                .iter()
                .copied()
                .filter(|at| self.ledger.seen.get(*at).is_some_and(speaks))
                .collect();
            if clue.speaker.is_empty() || !told.is_empty() {
                sight.codes.push(standing.code);
                sight.seen.extend(told);
            }
        }
        for (at, (response, _)) in self.responses.iter().enumerate() {
            if clue.responses.contains(response) {
                sight.responses.insert(at);
            }
        }
        let found =
            !(sight.seen.is_empty() && sight.responses.is_empty() && sight.codes.is_empty());
        (found || clue.observed).then_some(sight)
    }
}

impl Standing {
    fn stands(&self) -> bool {
        self.strength > Strength::Hint
    }

    fn is_wanted(&self, clue: &Clue) -> bool {
        let kind = match &self.kind {
            Some(kind) => clue.kinds.is_empty() || clue.kinds.contains(kind),
            None => true,
        };
        clue.codes.contains(&self.code) && (clue.hinted || self.stands()) && kind
    }
}

/// An act that a reason explains away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Excuse {
    /// The session of the act, and its place in that session's ledger.
    pub(crate) act: (u32, usize),
    /// The session of the reason, and its place in that session's ledger.
    pub(crate) by: (u32, usize),
    /// The rule, by its place in the codebook.
    pub(crate) harmless: usize,
}

/// The acts of all sessions that a reason explains away, each once.
pub(crate) fn excuses(codebook: &Codebook, sessions: &BTreeMap<u32, &Ledger>) -> Vec<Excuse> {
    let mut excuses: BTreeMap<(u32, usize), Excuse> = BTreeMap::new();
    for (at, rule) in codebook.harmless.iter().enumerate() {
        let given: Vec<(u32, usize)> = sessions
            .iter()
            .flat_map(|(number, ledger)| {
                let reasons = ledger.seen.iter().enumerate();
                let reasons = reasons.filter(|(_, seen)| rule.by.contains(&seen.behaviour));
                reasons.take(1).map(|(place, _)| (*number, place))
            })
            .collect();
        for by in given {
            // A reason explains the acts of its own session, and else those of the nearest before.
            let first = by.0.saturating_sub(rule.later);
            let nearest = sessions.range(first..=by.0).rev().find_map(|(number, ledger)| {
                let acts: Vec<usize> = acts(rule, ledger).collect();
                (!acts.is_empty()).then_some((*number, acts))
            });
            let Some((number, acts)) = nearest else { continue };
            for act in acts {
                let excuse = Excuse { act: (number, act), by, harmless: at };
                excuses.entry((number, act)).or_insert(excuse);
            }
        }
    }
    excuses.into_values().collect()
}

fn acts<'l>(
    rule: &'l crate::codebook::Harmless,
    ledger: &'l Ledger,
) -> impl Iterator<Item = usize> + 'l {
    let seen = ledger.seen.iter().enumerate();
    seen.filter(|(_, seen)| rule.explains.contains(&seen.behaviour)).map(|(at, _)| at)
}

/// A code that stood in a session and does not any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Faded {
    pub(crate) code: CodeId,
    /// The last session that showed it.
    pub(crate) last: u32,
    /// What made it fade.
    pub(crate) by: Sight,
    /// The rule, by its place in the codebook.
    pub(crate) fading: usize,
}

/// The codes that have faded from a case.
pub(crate) fn faded(codebook: &Codebook, sittings: &[Sitting<'_>]) -> Vec<Faded> {
    let mut faded: Vec<Faded> = Vec::new();
    for (at, rule) in codebook.fades.iter().enumerate() {
        let later = sights(&rule.by, sittings);
        for code in &rule.codes {
            let Some(last) = last_seen(*code, sittings) else { continue };
            let mut after = later.iter().filter(|sight| sight.number > last);
            let needed = usize::from(rule.by.times).saturating_sub(1);
            let Some(by) = after.nth(needed) else { continue };
            if !faded.iter().any(|other| other.code == *code) {
                faded.push(Faded { code: *code, last, by: by.clone(), fading: at });
            }
        }
    }
    faded.sort_by_key(|faded| faded.code);
    faded
}

/// The last session in which a code stands, if there is one, or is hinted at.
fn last_seen(code: CodeId, sittings: &[Sitting<'_>]) -> Option<u32> {
    let of_code = |stands: bool| {
        let shows = move |sitting: &&Sitting<'_>| {
            let found = sitting.standing.iter().find(|standing| standing.code == code);
            found.is_some_and(|standing| !stands || standing.stands())
        };
        sittings.iter().rev().find(shows).map(|sitting| sitting.number)
    };
    of_code(true).or_else(|| of_code(false))
}
