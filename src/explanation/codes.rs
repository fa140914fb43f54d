//! Why a code stands, or does not: every piece of evidence that it could have had.
//!
//! Knows nothing of patterns. Invariant: the points of a code are the sum of the points of its
//! pieces, and what an assessment says they are.

use std::collections::BTreeSet;

use crate::Classifier;
use crate::assessment::{Assessment, IndicatorFinding};
use crate::codebook::{Behaviour, BehaviourId, Code, CodeId, Codebook, ConceptId, Evidence, Sign};
use crate::evidence::{Account, Entry, Ledger, least_of_family};
use crate::explanation::explainer::is_about_coaching;
use crate::explanation::{CodeExplanation, IndicatorSum, NotCounted, Piece, WhyNot, reading};
use crate::matcher::{Matcher, Reading};
use crate::observation::Observation;
use crate::program::Mentions;

/// What was seen in an observation, and what it comes to.
pub(super) struct Weighed<'w> {
    pub(super) classifier: &'w Classifier,
    pub(super) observation: &'w Observation,
    pub(super) assessment: &'w Assessment,
    pub(super) ledger: Ledger,
    accounts: Vec<Account>,
}

impl<'w> Weighed<'w> {
    pub(super) fn new(
        classifier: &'w Classifier,
        observation: &'w Observation,
        assessment: &'w Assessment,
        ledger: Ledger,
    ) -> Self {
        let codebook = classifier.codebook();
        let accounts = if assessment.outside_scope.is_some() {
            Vec::new()
        } else {
            classifier.scales().weigh(codebook, &ledger, &observation.context)
        };
        Self { classifier, observation, assessment, ledger, accounts }
    }

    pub(super) fn codebook(&self) -> &'w Codebook {
        self.classifier.codebook()
    }

    /// Why a code stands, or does not.
    pub(super) fn code(&self, id: CodeId, read: &Reading) -> Option<CodeExplanation> {
        let code = self.codebook().codes.get(id.index())?;
        let account = self.accounts.iter().find(|account| account.code == id);
        let found = self.assessment.codes.iter().chain(&self.assessment.hints);
        let found = found.clone().find(|found| found.code == code.id);
        let points = account.map_or(0, Account::points);
        let threshold = i32::from(code.threshold);
        let stands = self.assessment.codes.iter().any(|found| found.code == code.id);
        let pieces = code.evidence.iter().enumerate();
        Some(CodeExplanation {
            code: code.id.clone(),
            points,
            threshold,
            short: if stands { 0 } else { (threshold - points).max(1) },
            strength: found.map(|found| found.strength),
            evidence: pieces.map(|(at, piece)| self.piece((id, code), at, piece, read)).collect(),
            indicators: self.indicators(id, account, read),
            nearest: Vec::new(),
            unused: Vec::new(),
        })
    }

    fn piece(
        &self,
        (id, code): (CodeId, &Code),
        at: usize,
        evidence: &Evidence,
        read: &Reading,
    ) -> Piece {
        let account = self.accounts.iter().find(|account| account.code == id);
        let list = account.and_then(|account| match evidence.kind {
            None => Some(account.entries.as_slice()),
            Some(kind) => account.kinds.get(kind).map(Vec::as_slice),
        });
        let of_piece = |entry: &&Entry| entry.evidence == at;
        let entries: Vec<&Entry> = list.unwrap_or_default().iter().filter(of_piece).collect();
        let kind = evidence.kind.and_then(|kind| code.kinds.get(kind));
        // Evidence by another code that stands is added when a kind is judged, after the account.
        let stood = matches!(&evidence.sign, Sign::Standing(codes) if self.stand(codes));
        let points = if stood {
            i32::from(evidence.points)
        } else {
            entries.iter().map(|entry| entry.points).sum()
        };
        Piece {
            evidence: evidence.id.clone(),
            kind: kind.map(|kind| kind.id.clone()),
            worth: i32::from(evidence.points),
            points,
            spans: entries.iter().filter_map(|entry| entry.span).collect(),
            why_not: (entries.is_empty() && !stood).then(|| self.why_not(evidence, account, read)),
        }
    }

    fn stand(&self, codes: &[CodeId]) -> bool {
        let name = |id: &CodeId| self.codebook().codes.get(id.index()).map(|code| &code.id);
        let standing = self.assessment.codes.iter().map(|found| &found.code);
        standing.into_iter().any(|found| codes.iter().any(|id| name(id) == Some(found)))
    }

    fn why_not(&self, evidence: &Evidence, account: Option<&Account>, read: &Reading) -> WhyNot {
        let codebook = self.codebook();
        let speaker = self.observation.speaker;
        let in_setting = evidence.when.is_met(&self.observation.context, speaker);
        let mentions = read.mentions();
        let there = |concepts: &[ConceptId], wanted: bool| -> Vec<String> {
            let is_there = |id: &&ConceptId| mentions.concept(**id).is_empty() != wanted;
            let these = concepts.iter().filter(is_there);
            these.filter_map(|id| reading::concept(codebook, *id)).collect()
        };
        match &evidence.sign {
            Sign::Behaviour(behaviour) => self.why_not_shown(*behaviour, in_setting, read),
            Sign::Family(wanted) if in_setting => {
                WhyNot::Family { found: self.family(account), wanted: usize::from(*wanted) }
            }
            Sign::Field { concepts, at_least, .. } if in_setting => WhyNot::Field {
                there: there(concepts, true),
                missing: there(concepts, false),
                at_least: usize::from(*at_least),
            },
            Sign::Absent(concepts) if in_setting => {
                let there = there(concepts, true);
                let present = !there.is_empty() || is_about_coaching(self.observation);
                if present { WhyNot::Present { there } } else { WhyNot::Alone }
            }
            Sign::Context if in_setting => WhyNot::Alone,
            Sign::Standing(codes) => {
                let name = |id: &CodeId| Some(codebook.codes.get(id.index())?.id.clone());
                WhyNot::Standing { wanted: codes.iter().filter_map(name).collect() }
            }
            Sign::Indicators => WhyNot::TooLittle,
            Sign::Finding(_) => WhyNot::OverSessions,
            _ => WhyNot::Setting,
        }
    }

    fn why_not_shown(&self, id: BehaviourId, in_setting: bool, read: &Reading) -> WhyNot {
        let seen = self.ledger.seen.iter().enumerate().filter(|(_, seen)| seen.behaviour == id);
        let seen: Vec<usize> = seen.map(|(at, _)| at).collect();
        let withheld = read.withheld.iter().any(|withheld| withheld.behaviour == Some(id));
        match seen.as_slice() {
            [] if withheld => WhyNot::Suppressed,
            [] => WhyNot::NotShown,
            _ if !in_setting => WhyNot::Setting,
            all if all.iter().all(|at| self.ledger.explained.contains(at)) => WhyNot::Explained,
            _ => WhyNot::SameWords,
        }
    }

    /// How many different behaviours speak for a code, each with a quarter of its threshold or more.
    fn family(&self, account: Option<&Account>) -> usize {
        let code = account.and_then(|of| self.codebook().codes.get(of.code.index()));
        let least = code.map_or(1, |code| least_of_family(code).max(1));
        let entries = account.map(|account| account.entries.as_slice()).unwrap_or_default();
        let supporting = entries.iter().filter(|entry| entry.points >= least);
        let behaviours: BTreeSet<BehaviourId> = supporting
            .filter_map(|entry| self.ledger.seen.get(entry.seen?))
            .map(|seen| seen.behaviour)
            .collect();
        behaviours.len()
    }

    fn indicators(
        &self,
        id: CodeId,
        account: Option<&Account>,
        read: &Reading,
    ) -> Option<IndicatorSum> {
        let codebook = self.codebook();
        let scale = codebook.indicators.scales.iter().find(|scale| scale.code == id)?;
        let told = read.indicated.iter().find(|(code, _)| *code == id).map(|(_, points)| *points);
        let found = found(codebook, self.classifier.matcher(), id, read);
        let plain = i32::from(scale.base) + found.iter().map(|one| one.points).sum::<i32>();
        let bounded = |sum: i32| sum.clamp(i32::from(scale.least), i32::from(scale.most));
        let sum = told.unwrap_or_else(|| bounded(plain));
        let counted = account.is_some_and(|account| {
            let code = codebook.codes.get(id.index());
            account.entries.iter().any(|entry| {
                let piece = code.and_then(|code| code.evidence.get(entry.evidence));
                piece.is_some_and(|piece| piece.sign == Sign::Indicators)
            })
        });
        let too_long = told.is_none();
        let withheld = if sum == bounded(plain) { 0 } else { i32::from(scale.withheld) };
        let why = if too_long { NotCounted::Length } else { NotCounted::TooLittle };
        let not_counted = (!counted).then_some(why);
        Some(IndicatorSum { base: i32::from(scale.base), found, withheld, sum, not_counted })
    }
}

/// The indicators of a code that stand in a text, with most points first.
fn found(
    codebook: &Codebook,
    matcher: &Matcher,
    code: CodeId,
    read: &Reading,
) -> Vec<IndicatorFinding> {
    if read.indicated.is_empty() {
        return Vec::new();
    }
    let all = matcher.indicators_of(code, read).into_iter();
    let mut found: Vec<IndicatorFinding> = all
        .filter_map(|(number, span, points)| {
            let indicator = codebook.indicators.all.get(number as usize)?.name.clone();
            Some(IndicatorFinding { indicator, span, points: i32::from(points) })
        })
        .collect();
    found.sort_by(|a, b| {
        (b.points.abs(), a.span, &a.indicator).cmp(&(a.points.abs(), b.span, &b.indicator))
    });
    found
}

/// Whether a behaviour speaks for a code, and not only for one of its kinds.
pub(super) fn speaks_for(codebook: &Codebook, code: &Code, behaviour: &Behaviour) -> bool {
    let id = codebook.behaviour(&behaviour.id).map(|(id, _)| id);
    code.evidence.iter().any(|piece| {
        piece.points > 0
            && piece.kind.is_none()
            && matches!(&piece.sign, Sign::Behaviour(of) if Some(*of) == id)
    })
}
