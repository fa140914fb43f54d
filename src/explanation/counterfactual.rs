//! What would have come of it if a rule had given evidence.
//!
//! Knows nothing of why it did not. Invariant: what would have come of it is weighed and judged by
//! the code that weighs and judges what is there.

use std::cmp::Reverse;

use crate::codebook::{BehaviourId, Code, CodeId};
use crate::evidence::{Indicated, Seen};
use crate::explanation::codes::{Weighed, speaks_for};
use crate::explanation::conditions::Diagnosis;
use crate::explanation::explainer::{Sight, place, settle};
use crate::explanation::ground::Ground;
use crate::explanation::{Near, Obstacle, Verdict};
use crate::judgement::{self, View};
use crate::matcher::Reading;
use crate::rule::RuleId;
use crate::span::Span;

/// How many rules that came near are told of.
const MOST_NEAR: usize = 6;
/// How many of them are weighed.
const MOST_WEIGHED: usize = 16;
/// What must be there of a rule, in weights of words, so that it came near at all.
const LEAST_THERE: u32 = 3;
/// What every change but the first takes from how near a rule came, in per cent of it.
const EACH_MORE: usize = 6;
/// What it takes from how near a rule came that it is for another speaker.
const OTHER_SPEAKER: usize = 30;
/// How near a rule must have come for it to matter that the code would stand with it.
const NEAR_ENOUGH: usize = 50;
/// How rare a word must be, by its weight, to be told of as one of which no use is made.
const LEAST_TELLING: u32 = 5;

impl Near {
    /// How little it takes: how much is there, less something for every change but the first.
    fn rank(&self) -> usize {
        let more = self.obstacles.len().saturating_sub(1);
        let is_speaker = |obstacle: &Obstacle| matches!(obstacle, Obstacle::Speaker { .. });
        let speaker = if self.obstacles.iter().any(is_speaker) { OTHER_SPEAKER } else { 0 };
        usize::from(self.closeness).saturating_sub(more * EACH_MORE + speaker)
    }

    /// Whether it is near, and the code would stand with it.
    fn decides(&self) -> bool {
        self.stands && self.rank() >= NEAR_ENOUGH
    }
}

impl Weighed<'_> {
    /// The rules that came nearest to giving evidence for a code.
    pub(super) fn nearest(&self, id: CodeId, sight: &mut Sight<'_, '_>) -> Vec<Near> {
        let codebook = self.codebook();
        let Some(code) = codebook.codes.get(id.index()) else { return Vec::new() };
        let rules: Vec<RuleId> =
            sight.rules_of(|behaviour| speaks_for(codebook, code, behaviour)).collect();
        let mut close: Vec<(RuleId, Diagnosis)> = rules
            .into_iter()
            .filter_map(|rule| Some((rule, sight.diagnose(rule, true)?)))
            .filter(|(_, of)| of.told.verdict != Verdict::Fires && of.there >= LEAST_THERE)
            .collect();
        close.sort_by_key(|(_, of)| {
            (of.told.verdict != Verdict::Suppressed, Reverse(of.told.closeness), Reverse(of.there))
        });
        close.truncate(MOST_WEIGHED);
        let mut near: Vec<Near> = close
            .into_iter()
            .filter_map(|(rule, of)| self.near((id, code), rule, of, sight))
            .collect();
        near.sort_by_key(|near| (!near.decides(), Reverse(near.rank()), Reverse(near.points)));
        near.truncate(MOST_NEAR);
        near
    }

    fn near(
        &self,
        (id, code): (CodeId, &Code),
        rule: RuleId,
        of: Diagnosis,
        sight: &Sight<'_, '_>,
    ) -> Option<Near> {
        let behaviour = of.told.behaviour?;
        let (number, _) = self.codebook().behaviour(&behaviour)?;
        let first = of.told.suppressed.first().map(|set_aside| set_aside.span);
        let span = first.or(of.span)?;
        let (points, stands) = self.with((id, code), (number, rule), span, &sight.read);
        let mut asked = of.told.conditions.into_iter().filter_map(|condition| condition.nearest);
        let nearest = asked.next();
        let there = nearest.as_ref().map(|nearest| nearest.there.clone());
        let (pattern, way) = nearest.map(|nearest| (nearest.pattern, nearest.way)).unzip();
        Some(Near {
            rule: of.told.rule,
            behaviour,
            closeness: of.told.closeness,
            there: there.unwrap_or_else(|| vec![span]),
            pattern,
            way,
            obstacles: of.told.obstacles,
            points,
            stands,
        })
    }

    /// The points of a code, and whether it stands, were a behaviour shown as well.
    fn with(
        &self,
        (id, code): (CodeId, &Code),
        (behaviour, rule): (BehaviourId, RuleId),
        span: Span,
        read: &Reading,
    ) -> (i32, bool) {
        let (codebook, scales) = (self.codebook(), self.classifier.scales());
        let place = place(self.observation);
        let mut ledger = self.ledger.clone();
        ledger.seen.push(Seen {
            behaviour,
            rule: Some(rule),
            span: Some(span),
            adjust: 0,
            modifiers: Vec::new(),
            place,
        });
        // What counts only beside a behaviour would count now.
        if ledger.met.is_empty() {
            ledger.met.extend(read.met.iter().map(|met| (met.clone(), place)));
        }
        let matcher = self.classifier.matcher();
        for (other, points) in read.indicated.iter().copied() {
            if !ledger.indicated.iter().any(|indicated| indicated.code == other) {
                let found = matcher.indicators_of(other, read);
                ledger.indicated.push(Indicated { place, code: other, points, found });
            }
        }
        settle(codebook, &mut ledger);
        let accounts = scales.weigh(codebook, &ledger, &self.observation.context);
        let view = View {
            ledger: &ledger,
            accounts: &accounts,
            single: true,
            sessions: 1,
            faded: &[],
            found: false,
        };
        let judged = judgement::judge(codebook, scales, view);
        let account = accounts.iter().find(|account| account.code == id);
        let stands = judged.codes.iter().any(|found| found.code == code.id);
        (account.map_or(0, crate::evidence::Account::points), stands)
    }

    /// The telling words of a text of which the nearest rule makes no use.
    pub(super) fn unused(nearest: &[Near], ground: &Ground, read: &Reading) -> Vec<Span> {
        let used = nearest.first().map(|near| near.there.as_slice()).unwrap_or_default();
        let tokens = read.text.tokens.iter().enumerate();
        let telling = tokens.filter(|(_, token)| {
            !token.transparent && ground.weight_of(token.word) >= LEAST_TELLING
        });
        let words = telling.map(|(at, _)| read.text.span(at, at + 1));
        words.filter(|word| !used.iter().any(|part| part.overlaps(*word))).collect()
    }
}
