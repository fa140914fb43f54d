//! From sessions to findings: what several of them show together.
//!
//! Knows nothing of words or points. Invariant: only the numbers of the sessions give an order,
//! never the order in which observations arrived, and every session that a finding names shows a
//! part of it.

use std::collections::BTreeSet;

use crate::codebook::{Clue, CodeId, Codebook, Course, Exemption, Finding, Whenever};
use crate::course::{Sight, Sitting, sights};
use crate::observation::Context;

/// A finding that was made, with what shows it, session by session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Its place in the codebook.
    pub(crate) finding: usize,
    pub(crate) sights: Vec<Sight>,
}

/// The findings over the sessions of a case, which come in order.
pub(crate) fn find(codebook: &Codebook, sittings: &[Sitting<'_>], context: &Context) -> Vec<Found> {
    let mut found = Vec::new();
    for (at, finding) in codebook.findings.iter().enumerate() {
        if !finding.when.is_met(context, None) {
            continue;
        }
        if let Some(sights) = follow(finding, sittings) {
            found.push(Found { finding: at, sights });
        }
    }
    found
}

fn follow(finding: &Finding, sittings: &[Sitting<'_>]) -> Option<Vec<Sight>> {
    // The last thing of a course is what it counts: an exception of the same session takes it out.
    let seen = |clue: &Clue| sights(clue, sittings);
    let counted = |clue: &Clue| without_excepted(finding, seen(clue), sittings);
    let shown = match &finding.course {
        Course::Repeats { of, within, same } => repeated(of, &counted(of), *within, *same),
        Course::Then { steps, within } => {
            let (last, first) = steps.split_last()?;
            let mut each: Vec<(&Clue, Vec<Sight>)> =
                first.iter().map(|clue| (clue, seen(clue))).collect();
            each.push((last, counted(last)));
            in_turn(&each, *within)
        }
        Course::Shift { from, to, within } => {
            shifted((from, seen(from)), (to, counted(to)), *within)
        }
        Course::After { r#move, follows, within, new } => {
            after(&seen(r#move), (follows, counted(follows)), *within, *new)
        }
    }?;
    let excepted = finding.unless.iter().any(|unless| kills(unless, &shown, sittings));
    (!excepted).then(|| merged(shown))
}

/// Takes out the sessions in which an exception is there.
fn without_excepted(
    finding: &Finding,
    sights_of: Vec<Sight>,
    sittings: &[Sitting<'_>],
) -> Vec<Sight> {
    let of_session = finding.unless.iter().filter(|unless| unless.when == Whenever::Session);
    let excepted: BTreeSet<u32> = of_session
        .flat_map(|unless| sights(&unless.shown, sittings))
        .map(|sight| sight.number)
        .collect();
    sights_of.into_iter().filter(|sight| !excepted.contains(&sight.number)).collect()
}

fn kills(unless: &Exemption, shown: &[Sight], sittings: &[Sitting<'_>]) -> bool {
    let numbers = || shown.iter().map(|sight| sight.number);
    let (Some(first), Some(last)) = (numbers().min(), numbers().max()) else { return false };
    let there = sights(&unless.shown, sittings);
    let there = there.iter().filter(|sight| match unless.when {
        Whenever::Session => false,
        Whenever::Meanwhile => (first..=last).contains(&sight.number),
        Whenever::Later => sight.number > last,
        Whenever::Ever => true,
    });
    there.count() >= usize::from(unless.shown.times).max(1)
}

/// How many sessions lie between two, both included.
fn width(first: u32, last: u32) -> u32 {
    last.saturating_sub(first).saturating_add(1)
}

fn fits(first: u32, last: u32, within: u32) -> bool {
    within == 0 || width(first, last) <= within
}

fn repeated(clue: &Clue, sights: &[Sight], within: u32, same: bool) -> Option<Vec<Sight>> {
    if !same {
        return often(sights, usize::from(clue.times), within);
    }
    let mut best: Option<Vec<Sight>> = None;
    for code in &clue.codes {
        let of_code: Vec<Sight> = sights
            .iter()
            .filter(|sight| sight.codes.contains(code))
            .map(|s| of(s, *code))
            .collect();
        let found = often(&of_code, usize::from(clue.times), within);
        if let Some(found) = found
            && best.as_ref().is_none_or(|best| best.len() < found.len())
        {
            best = Some(found);
        }
    }
    best
}

/// A sight with one code alone.
fn of(sight: &Sight, code: CodeId) -> Sight {
    Sight { codes: vec![code], ..sight.clone() }
}

/// All sights that stand in a window with enough others.
fn often(sights: &[Sight], times: usize, within: u32) -> Option<Vec<Sight>> {
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    for (at, window) in sights.windows(times.max(1)).enumerate() {
        if let (Some(first), Some(last)) = (window.first(), window.last())
            && fits(first.number, last.number, within)
        {
            taken.extend(at..at + window.len());
        }
    }
    let shown: Vec<Sight> = taken.iter().filter_map(|at| sights.get(*at)).cloned().collect();
    (!shown.is_empty()).then_some(shown)
}

/// Step after step, each in sessions after those of the step before; as late as possible before
/// the earliest end, with all later showings of the last step.
fn in_turn(steps: &[(&Clue, Vec<Sight>)], within: u32) -> Option<Vec<Sight>> {
    let ((last, ends), before) = steps.split_last()?;
    let times = usize::from(last.times).max(1);
    for (at, window) in ends.windows(times).enumerate() {
        let (Some(opens), Some(closes)) = (window.first(), window.last()) else { continue };
        let Some(mut shown) = backwards(before, opens.number) else { continue };
        let first = shown.first().map_or(opens.number, |sight| sight.number);
        if !fits(first, closes.number, within) {
            continue;
        }
        let later = ends.iter().skip(at).filter(|sight| fits(first, sight.number, within));
        shown.extend(later.cloned());
        return Some(shown);
    }
    None
}

/// The latest sights of each step that stand before this session and before one another.
fn backwards(steps: &[(&Clue, Vec<Sight>)], mut before: u32) -> Option<Vec<Sight>> {
    let mut shown: Vec<Sight> = Vec::new();
    for (clue, sights) in steps.iter().rev() {
        let times = usize::from(clue.times).max(1);
        let earlier = sights.iter().rev().filter(|sight| sight.number < before);
        let latest: Vec<&Sight> = earlier.take(times).collect();
        if latest.len() < times {
            return None;
        }
        before = latest.last()?.number;
        shown.extend(latest.into_iter().cloned());
    }
    shown.reverse();
    Some(shown)
}

fn shifted(
    (from, was): (&Clue, Vec<Sight>),
    (to, is): (&Clue, Vec<Sight>),
    within: u32,
) -> Option<Vec<Sight>> {
    let last = was.last()?.number;
    let is: Vec<Sight> = is.into_iter().filter(|sight| sight.number > last).collect();
    in_turn(&[(from, was), (to, is)], within)
}

fn after(
    moves: &[Sight],
    (clue, follows): (&Clue, Vec<Sight>),
    within: u32,
    new: bool,
) -> Option<Vec<Sight>> {
    for step in moves {
        let last = step.number.saturating_add(within);
        if new && follows.iter().any(|sight| sight.number < step.number) {
            return None;
        }
        let reach = follows.iter().filter(|sight| (step.number..=last).contains(&sight.number));
        let reach: Vec<Sight> = reach.cloned().collect();
        if reach.len() >= usize::from(clue.times).max(1) {
            return Some(std::iter::once(step.clone()).chain(reach).collect());
        }
    }
    None
}

/// The sights by session, those of one session joined.
fn merged(mut shown: Vec<Sight>) -> Vec<Sight> {
    shown.sort_by_key(|sight| sight.number);
    let mut merged: Vec<Sight> = Vec::new();
    for sight in shown {
        match merged.last_mut().filter(|last| last.number == sight.number) {
            Some(last) => {
                last.seen.extend(sight.seen);
                last.responses.extend(sight.responses);
                last.codes.extend(sight.codes);
            }
            None => merged.push(sight),
        }
    }
    merged
}
