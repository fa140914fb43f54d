//! Points of behaviours and of other evidence: from what their authors gave them, towards what
//! unread texts tell.
//!
//! Knows nothing of words. Invariant: points keep their sign and stay whole, what decides alone is
//! left to its author and nothing else comes to decide alone, and what stands in too few texts
//! keeps the points that it has.

use std::collections::BTreeMap;

use crate::calibration::regression::Problem;
use crate::calibration::{Role, Sample};
use crate::codebook::{CodeId, Codebook, Evidence, Setting, Sign};
use crate::rule::RuleId;
use crate::{Classifier, Scratch};

/// Points that would change, and what was seen of that for which they are given.
#[derive(Clone, Debug, PartialEq)]
pub struct PointsChange {
    /// The code to which they are given.
    pub code: String,
    /// The name of the evidence: a behaviour's, or its own.
    pub evidence: String,
    /// The rule whose own points they are; nothing where they are those of the evidence.
    pub rule: Option<String>,
    /// Points so far.
    pub before: i16,
    /// Points that fit better.
    pub after: i16,
    /// In how many unread texts it counted.
    pub texts: usize,
    /// The share of these that carry the code.
    pub share: f64,
    /// How many times as often as in all unread texts.
    pub lift: f64,
}

/// Where points stand in the rules: with evidence of a code, or with a rule of its behaviour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Piece {
    evidence: usize,
    rule: Option<RuleId>,
}

/// What one text shows of one code.
#[derive(Clone, Debug)]
struct Shown {
    /// The places in [`Account::pieces`], ascending.
    pieces: Vec<u32>,
    /// Points that are not fitted here, those of indicators apart.
    rest: i32,
}

/// One code in the texts to fit to.
#[derive(Clone, Debug)]
pub(super) struct Account {
    code: CodeId,
    pieces: Vec<Piece>,
    /// By text; nothing for one that authors have read.
    shown: Vec<Option<Shown>>,
}

/// The accounts of these codes in texts that no author has read, by the rules without indicators.
pub(super) fn accounts(
    classifier: &Classifier,
    samples: &[Sample],
    codes: &[CodeId],
) -> Vec<Account> {
    let mut all: Vec<Account> = codes
        .iter()
        .map(|code| Account { code: *code, pieces: Vec::new(), shown: vec![None; samples.len()] })
        .collect();
    let mut numbers: Vec<BTreeMap<Piece, u32>> = vec![BTreeMap::new(); codes.len()];
    let mut scratch = Scratch::default();
    for (text, sample) in samples.iter().enumerate().filter(|(_, s)| s.role != Role::Read) {
        let (ledger, weighed) = classifier.weighed(&sample.observation, &mut scratch);
        for (account, numbers) in all.iter_mut().zip(&mut numbers) {
            let mut shown = Shown { pieces: Vec::new(), rest: 0 };
            let of_code = weighed.iter().filter(|found| found.code == account.code);
            for entry in of_code.flat_map(|found| &found.entries) {
                let seen = entry.seen.and_then(|seen| ledger.seen.get(seen));
                let rule = seen.and_then(|seen| seen.rule);
                match piece(classifier, account.code, entry.evidence, rule) {
                    Some(piece) => {
                        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                        shown.pieces.push(*numbers.entry(piece).or_insert(next));
                    }
                    None => shown.rest += entry.points,
                }
            }
            shown.pieces.sort_unstable();
            account.shown.iter_mut().skip(text).take(1).for_each(|of| *of = Some(shown.clone()));
        }
    }
    for (account, numbers) in all.iter_mut().zip(numbers) {
        let mut pieces: Vec<(u32, Piece)> = numbers.into_iter().map(|(p, n)| (n, p)).collect();
        pieces.sort_unstable();
        account.pieces = pieces.into_iter().map(|(_, piece)| piece).collect();
    }
    all
}

/// Whether texts can tell what it is worth: it counts in any setting, and its points are not
/// themselves fitted elsewhere.
fn is_fitted(evidence: &Evidence) -> bool {
    let of_words = matches!(
        evidence.sign,
        Sign::Behaviour(_) | Sign::Family(_) | Sign::Field { .. } | Sign::Absent(_)
    );
    of_words && evidence.kind.is_none() && evidence.when == Setting::default()
}

/// Where the points of an entry are written, if they are fitted here.
fn piece(classifier: &Classifier, code: CodeId, at: usize, rule: Option<RuleId>) -> Option<Piece> {
    let codebook = classifier.codebook();
    let evidence = codebook.codes.get(code.index())?.evidence.get(at)?;
    let Sign::Behaviour(behaviour) = evidence.sign else {
        return is_fitted(evidence).then_some(Piece { evidence: at, rule: None });
    };
    let behaviour = codebook.behaviours.get(behaviour.index())?;
    let home = behaviour.home == Some(code) && behaviour.id == evidence.id;
    let has_own = |rule: &RuleId| {
        classifier.scales().rule(*rule, codebook).is_some_and(|rule| rule.points.is_some())
    };
    let rule = rule.filter(|rule| home && has_own(rule));
    is_fitted(evidence).then_some(Piece { evidence: at, rule })
}

impl Account {
    /// The points that fit these of the texts best, beside what indicators give the code in each
    /// (`indicated`, by text), at so many points a unit of the regression's scale.
    pub(super) fn fit(
        &self,
        (classifier, samples): (&Classifier, &[Sample]),
        texts: &[usize],
        indicated: &BTreeMap<usize, i32>,
        step: f64,
    ) -> Vec<PointsChange> {
        let codebook = classifier.codebook();
        let threshold = codebook.threshold(self.code);
        let mut problem = Problem::new(PENALTY);
        for at in texts {
            let (Some(sample), Some(Some(shown))) = (samples.get(*at), self.shown.get(*at)) else {
                continue;
            };
            let given = shown.rest + indicated.get(at).copied().unwrap_or_default() - threshold;
            let row = (shown.pieces.clone(), f64::from(given) / step);
            problem.add(row, carries(codebook, self.code, sample), sample.role);
        }
        let before: Vec<i16> = self.pieces.iter().map(|p| self.points(classifier, *p)).collect();
        problem.draw_towards(before.iter().map(|points| f64::from(*points) / step).collect());
        let fitted = problem.solve();
        let changes = self.pieces.iter().zip(&before).zip(&fitted).enumerate().filter_map(
            |(at, ((piece, before), fitted))| {
                let seen = self.seen((codebook, samples), texts, at);
                let after = bounded((fitted * step).round(), *before, threshold - 1);
                let weak = i32::from(before.abs()) < threshold;
                let enough = seen.0 >= LEAST_TEXTS && after != *before;
                (weak && enough).then(|| self.change(classifier, *piece, (*before, after), seen))
            },
        );
        changes.collect()
    }

    /// In how many of the texts a piece counted, the share of them that carry the code, and how
    /// much more that is than usual.
    fn seen(
        &self,
        (codebook, samples): (&Codebook, &[Sample]),
        texts: &[usize],
        piece: usize,
    ) -> (usize, f64, f64) {
        let (mut with, mut right, mut all, mut labelled) = (0_u32, 0_u32, 0_u32, 0_u32);
        for at in texts {
            let (Some(sample), Some(Some(shown))) = (samples.get(*at), self.shown.get(*at)) else {
                continue;
            };
            let carries = u32::from(carries(codebook, self.code, sample));
            all += 1;
            labelled += carries;
            if shown.pieces.iter().any(|of| *of as usize == piece) {
                with += 1;
                right += carries;
            }
        }
        let share = f64::from(right) / f64::from(with.max(1));
        let usual = f64::from(labelled.max(1)) / f64::from(all.max(1));
        (with as usize, share, share / usual)
    }

    fn points(&self, classifier: &Classifier, piece: Piece) -> i16 {
        let codebook = classifier.codebook();
        let code = codebook.codes.get(self.code.index());
        let evidence = code.and_then(|code| code.evidence.get(piece.evidence));
        let own = piece.rule.and_then(|rule| classifier.scales().rule(rule, codebook)?.points);
        own.or(evidence.map(|evidence| evidence.points)).unwrap_or_default()
    }

    fn change(
        &self,
        classifier: &Classifier,
        piece: Piece,
        (before, after): (i16, i16),
        (texts, share, lift): (usize, f64, f64),
    ) -> PointsChange {
        let code = classifier.codebook().codes.get(self.code.index());
        let evidence = code.and_then(|code| code.evidence.get(piece.evidence));
        PointsChange {
            code: code.map(|code| code.id.clone()).unwrap_or_default(),
            evidence: evidence.map(|evidence| evidence.id.clone()).unwrap_or_default(),
            rule: piece.rule.map(|rule| classifier.rule_id(rule).to_owned()),
            before,
            after,
            texts,
            share,
            lift,
        }
    }
}

fn carries(codebook: &Codebook, code: CodeId, sample: &Sample) -> bool {
    codebook.codes.get(code.index()).is_some_and(|code| sample.codes.contains(&code.id))
}

/// Fitted points, with the sign that the author gave and of this size at the most.
#[expect(clippy::cast_possible_truncation, reason = "it is cut off at the bounds first")]
fn bounded(fitted: f64, before: i16, most: i32) -> i16 {
    let most = f64::from(most.max(1));
    let size = (if before < 0 { -fitted } else { fitted }).clamp(1.0, most) as i16;
    if before < 0 { -size } else { size }
}

/// The rules with these points in them.
pub(super) fn applied(codebook: &Codebook, changes: &[PointsChange]) -> Codebook {
    let mut codebook = codebook.clone();
    for change in changes {
        if let Some(rule) = &change.rule {
            let rules = codebook.behaviours.iter_mut().flat_map(|of| &mut of.rules);
            for known in rules.filter(|known| known.id == *rule) {
                known.points = Some(change.after);
            }
        } else {
            let codes = codebook.codes.iter_mut().filter(|code| code.id == change.code);
            let evidence = codes.flat_map(|code| &mut code.evidence);
            for known in evidence.filter(|e| e.id == change.evidence && e.kind.is_none()) {
                known.points = change.after;
            }
        }
    }
    codebook
}

/// How strongly points are drawn towards those that they have: the more, the more texts it takes
/// to move them.
const PENALTY: f64 = 10.0;
/// In how many unread texts it must have counted before its points are touched.
const LEAST_TEXTS: usize = 5;
