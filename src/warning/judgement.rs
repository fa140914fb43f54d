//! Warnings about behaviours and codes: what leads nowhere, and what cannot be told apart.
//!
//! Knows nothing of words. Invariant: a behaviour that anything asks for is never called idle.

use std::collections::BTreeSet;

use crate::codebook::{BehaviourId, Clue, Codebook, Course, Sign};
use crate::warning::Warning;

/// All warnings of this sort.
pub(super) fn warnings(codebook: &Codebook) -> Vec<Warning> {
    let asked_for = asked_for(codebook);
    let mut warnings = Vec::new();
    let mut add = |slug, of: &str, message: String, help| {
        warnings.push(Warning { slug, of: of.to_owned(), layer: 0, message, help });
    };
    for (behaviour, at) in codebook.behaviours.iter().zip(0..) {
        let id = &behaviour.id;
        if !asked_for.contains(&BehaviourId(at)) {
            let message = format!("the behaviour `{id}` is evidence for nothing");
            add("evidence-for-nothing", id, message, "give it `points` or `evidence`");
        }
        if behaviour.rules.is_empty() {
            let message = format!("the behaviour `{id}` is said in no way that the rules know");
            add("unsaid-behaviour", id, message, "add a `[[behaviour.rule]]`, if it can be said");
        }
    }
    for code in &codebook.codes {
        let id = &code.id;
        if code.contrast.is_empty() {
            let message = format!("the code `{id}` says of no other how it differs");
            add("code-without-contrast", id, message, "add a `[[contrast]]` with its nearest");
        }
        let asks = codebook.codes.iter().flat_map(|code| &code.ask);
        if !asks.clone().any(|ask| ask.separates.contains(id)) {
            let message = format!("no question tells the code `{id}` from another");
            add("code-without-question", id, message, "add an `[[ask]]` that separates it");
        }
    }
    warnings
}

/// The behaviours that anything asks for.
fn asked_for(codebook: &Codebook) -> BTreeSet<BehaviourId> {
    let mut asked_for = BTreeSet::new();
    for evidence in codebook.codes.iter().flat_map(|code| &code.evidence) {
        if let Sign::Behaviour(behaviour) = &evidence.sign {
            asked_for.insert(*behaviour);
        }
    }
    let mut clues: Vec<&Clue> = codebook.fades.iter().map(|fading| &fading.by).collect();
    for finding in &codebook.findings {
        clues.extend(finding.unless.iter().map(|exemption| &exemption.shown));
        match &finding.course {
            Course::Repeats { of, .. } => clues.push(of),
            Course::Then { steps, .. } => clues.extend(steps),
            Course::Shift { from, to, .. } => clues.extend([from, to]),
            Course::After { r#move, follows, .. } => clues.extend([r#move, follows]),
        }
    }
    for clue in clues {
        asked_for.extend(clue.behaviours.iter().chain(&clue.without));
    }
    for harmless in &codebook.harmless {
        asked_for.extend(harmless.explains.iter().chain(&harmless.by));
    }
    asked_for.extend(codebook.one_offs.iter().flat_map(|one_off| &one_off.behaviours));
    for response in &codebook.responses {
        for occasion in response.when.iter().chain(&response.never) {
            asked_for.extend(occasion.behaviour.iter().chain(&occasion.without_behaviour));
        }
    }
    asked_for
}
