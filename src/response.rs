//! From judgement to responses: what suits, best first, and what must not be offered.
//!
//! Knows nothing of words or evidence. Invariant: a response is offered only on an occasion that
//! its rules name, and never on one that they forbid.

use std::collections::BTreeSet;

use crate::assessment::{Advice, Avoided, CodeFinding, Stance, Strength};
use crate::codebook::{BehaviourId, CodeId, Codebook, Occasion, Response};
use crate::observation::{Context, Speaker};

/// How far an answer to a strong code goes before others of its rank.
const ABOVE_FOR_STRONG: u8 = 5;

/// What there is to respond to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case<'c> {
    pub(crate) codes: &'c [CodeFinding],
    pub(crate) stance: Stance,
    /// Findings over sessions, by name.
    pub(crate) findings: &'c [String],
    /// Behaviours that were shown and not explained away.
    pub(crate) shown: &'c BTreeSet<BehaviourId>,
    pub(crate) context: &'c Context,
    pub(crate) speaker: Option<Speaker>,
}

/// The responses that suit, best first.
pub(crate) fn respond(codebook: &Codebook, case: Case<'_>) -> Vec<Advice> {
    let mut ranked: Vec<(u8, Advice)> = Vec::new();
    for response in &codebook.responses {
        if response.never.iter().any(|occasion| case.meets(codebook, occasion).is_some()) {
            continue;
        }
        let mut rank = 0;
        let mut because: Vec<String> = Vec::new();
        for occasion in &response.when {
            if let Some(reasons) = case.meets(codebook, occasion) {
                let strong = reasons.iter().any(|code| case.is_strong(code));
                rank = rank.max(occasion.rank + if strong { ABOVE_FOR_STRONG } else { 0 });
                because.extend(reasons);
            }
        }
        because.sort();
        because.dedup();
        if rank > 0 {
            ranked.push((rank, advice(response, because)));
        }
    }
    ranked
        .sort_by(|(a, left), (b, right)| b.cmp(a).then_with(|| left.response.cmp(&right.response)));
    ranked.into_iter().map(|(_, advice)| advice).collect()
}

/// The responses that must not be offered here, by their names.
pub(crate) fn avoid(codebook: &Codebook, case: Case<'_>) -> Vec<Avoided> {
    let mut avoided = Vec::new();
    for response in &codebook.responses {
        let against = response.never.iter().find_map(|occasion| case.meets(codebook, occasion));
        if let Some(mut because) = against {
            because.sort();
            because.dedup();
            let (response, title) = (response.id.clone(), response.title.clone());
            avoided.push(Avoided { response, title, because });
        }
    }
    avoided
}

fn advice(response: &Response, because: Vec<String>) -> Advice {
    Advice {
        response: response.id.clone(),
        title: response.title.clone(),
        because,
        r#do: response.r#do.clone(),
        say: response.say.clone(),
        avoid: response.avoid.clone(),
        watch_for: response.watch_for.clone(),
        source: response.citation.source.clone(),
    }
}

impl Case<'_> {
    /// The reasons, if the occasion is there.
    fn meets(&self, codebook: &Codebook, occasion: &Occasion) -> Option<Vec<String>> {
        let mut reasons = Vec::new();
        let name = |id: &CodeId| codebook.codes.get(id.index()).map(|code| code.id.as_str());
        let stands = |id: &CodeId| name(id).and_then(|name| self.code(name));
        if let Some(code) = &occasion.code {
            let finding = stands(code)?;
            if occasion.kind.is_some() && occasion.kind != finding.kind {
                return None;
            }
            reasons.push(finding.code.clone());
        }
        if let Some((family, least)) = &occasion.family {
            let of_family = self.codes.iter().filter(|finding| {
                codebook.code(&finding.code).is_some_and(|code| code.family == *family)
            });
            let found: Vec<String> = of_family.map(|finding| finding.code.clone()).collect();
            if found.len() < usize::from(*least) {
                return None;
            }
            reasons.extend(found);
        }
        if let Some(finding) = &occasion.finding {
            if !self.findings.contains(finding) {
                return None;
            }
            reasons.push(finding.clone());
        }
        if !occasion.behaviour.is_empty() {
            let shown = occasion.behaviour.iter().find(|id| self.shown.contains(id))?;
            reasons.extend(codebook.behaviours.get(shown.index()).map(|shown| shown.id.clone()));
        }
        if occasion.without_behaviour.iter().any(|id| self.shown.contains(id)) {
            return None;
        }
        for code in &occasion.with {
            reasons.push(stands(code)?.code.clone());
        }
        if occasion.without.iter().any(|code| stands(code).is_some()) {
            return None;
        }
        let reading = self.stance.reading.name();
        if !occasion.stance.is_empty() {
            if !occasion.stance.iter().any(|stance| stance == reading) {
                return None;
            }
            reasons.push(reading.to_owned());
        }
        let met = occasion.setting.is_met(self.context, self.speaker);
        (met && !reasons.is_empty()).then_some(reasons)
    }

    fn is_strong(&self, name: &str) -> bool {
        self.code(name).is_some_and(|finding| finding.strength == Strength::Strong)
    }

    fn code(&self, name: &str) -> Option<&CodeFinding> {
        self.codes.iter().find(|finding| finding.code == name)
    }
}
