//! The things of a draft that have a name: finding them, and taking them out.
//!
//! Knows nothing of layers' wishes. Invariant: what is found under a name has that name, and what
//! is taken out leaves nothing behind that names it as evidence.

use std::collections::{BTreeMap, BTreeSet};

use crate::codebook::Part;
use crate::diagnostic::Place;
use crate::schema::code::{Code, Evidence};
use crate::schema::fields::{Number, Text};
use crate::schema::lexicon::{Concept, Modifier};
use crate::schema::pack::{OverSessions, Strength};
use crate::schema::response::Response;
use crate::schema::rule::{Behaviour, Rule, Share};
use crate::schema::{Draft, FileKind};

/// A name and those that it had before.
type Named<'d> = (&'d Text, &'d [Text]);

/// Whether this is the name.
pub(super) fn is(id: Option<&Text>, name: &str) -> bool {
    id.is_some_and(|id| id.value == name)
}

fn behaviours(draft: &Draft) -> impl Iterator<Item = &Behaviour> {
    draft.behaviours.iter().chain(draft.codes.iter().flat_map(|code| &code.behaviours))
}

fn behaviours_mut(draft: &mut Draft) -> impl Iterator<Item = &mut Behaviour> {
    let own = draft.codes.iter_mut().flat_map(|code| &mut code.behaviours);
    draft.behaviours.iter_mut().chain(own)
}

pub(super) fn find_behaviour<'d>(draft: &'d mut Draft, id: &str) -> Option<&'d mut Behaviour> {
    behaviours_mut(draft).find(|behaviour| is(behaviour.id.as_ref(), id))
}

pub(super) fn find_concept<'d>(draft: &'d mut Draft, id: &str) -> Option<&'d mut Concept> {
    let mut concepts = draft.concepts.iter_mut().map(|(_, concept)| concept);
    concepts.find(|concept| is(concept.id.as_ref(), id))
}

pub(super) fn find_rule<'d>(draft: &'d mut Draft, id: &str) -> Option<&'d mut Rule> {
    behaviours_mut(draft)
        .flat_map(|behaviour| &mut behaviour.rules)
        .find(|rule| is(rule.id.as_ref(), id))
}

pub(super) fn find_code<'d>(draft: &'d mut Draft, id: &str) -> Option<&'d mut Code> {
    draft.codes.iter_mut().find(|code| is(code.id.as_ref(), id))
}

pub(super) fn find_evidence<'d>(draft: &'d mut Draft, id: &str) -> Option<&'d mut Evidence> {
    draft.codes.iter_mut().flat_map(|code| &mut code.evidence).find(|one| is(one.id.as_ref(), id))
}

pub(super) fn find_response<'d>(draft: &'d mut Draft, id: &str) -> Option<&'d mut Response> {
    draft.responses.iter_mut().find(|response| is(response.id.as_ref(), id))
}

pub(super) fn find_modifier<'d>(draft: &'d mut Draft, id: &str) -> Option<&'d mut Modifier> {
    draft.modifiers.iter_mut().find(|modifier| is(modifier.id.as_ref(), id))
}

/// The points of the behaviour that has this rule.
pub(super) fn points_of(draft: &Draft, rule: &str) -> Option<Number> {
    let has = |behaviour: &&Behaviour| behaviour.rules.iter().any(|own| is(own.id.as_ref(), rule));
    behaviours(draft).find(has).and_then(|behaviour| behaviour.points.clone())
}

/// Everything of a sort that can be named.
fn named(draft: &Draft, part: Part) -> Vec<Named<'_>> {
    fn pair<'d>(id: Option<&'d Text>, former: &'d [Text]) -> Option<Named<'d>> {
        id.map(|id| (id, former))
    }
    let all: Vec<Option<Named<'_>>> = match part {
        Part::Concept => {
            draft.concepts.iter().map(|(_, c)| pair(c.id.as_ref(), &c.renamed_from)).collect()
        }
        Part::Behaviour => {
            behaviours(draft).map(|b| pair(b.id.as_ref(), &b.renamed_from)).collect()
        }
        Part::Rule => {
            let rules = behaviours(draft).flat_map(|behaviour| &behaviour.rules);
            rules.map(|rule| pair(rule.id.as_ref(), &rule.renamed_from)).collect()
        }
        Part::Code => {
            draft.codes.iter().map(|code| pair(code.id.as_ref(), &code.renamed_from)).collect()
        }
        Part::Evidence => {
            let evidence = draft.codes.iter().flat_map(|code| &code.evidence);
            evidence.map(|one| pair(one.id.as_ref(), &one.renamed_from)).collect()
        }
        Part::Response => {
            draft.responses.iter().map(|r| pair(r.id.as_ref(), &r.renamed_from)).collect()
        }
        Part::Finding => {
            draft.findings.made.iter().map(|f| pair(f.id.as_ref(), &f.renamed_from)).collect()
        }
        Part::Modifier => {
            draft.modifiers.iter().map(|m| pair(m.id.as_ref(), &m.renamed_from)).collect()
        }
        _ => Vec::new(),
    };
    all.into_iter().flatten().collect()
}

/// The names of a sort, each with those that it had before.
pub(crate) fn known(draft: &Draft, part: Part) -> Vec<(&str, &[Text])> {
    named(draft, part).into_iter().map(|(id, former)| (id.value.as_str(), former)).collect()
}

/// What was written in another layer than the lowest, and in which.
pub(super) fn made(
    draft: &Draft,
    layer_of: &dyn Fn(Place) -> usize,
) -> BTreeMap<(Part, String), usize> {
    let mut made = BTreeMap::new();
    for part in NAMED {
        for (id, _) in named(draft, part) {
            let layer = layer_of(id.place);
            if layer > 0 {
                made.entry((part, id.value.clone())).or_insert(layer);
            }
        }
    }
    made
}

/// Names that things had before, and their names now.
pub(crate) fn former(draft: &Draft, part: Part) -> Vec<(&Text, &Text)> {
    let named = named(draft, part).into_iter();
    named.flat_map(|(id, former)| former.iter().map(move |old| (old, id))).collect()
}

/// The kinds of files in which something of a sort is written.
pub(super) fn homes(part: Part) -> &'static [FileKind] {
    match part {
        Part::Concept => &[FileKind::Lexicon],
        Part::Behaviour | Part::Rule => &[FileKind::Behaviours, FileKind::Codes],
        Part::Code | Part::Evidence => &[FileKind::Codes],
        Part::Response => &[FileKind::Responses],
        Part::Finding => &[FileKind::Findings],
        Part::Modifier => &[FileKind::Modifiers],
        _ => &[],
    }
}

/// The name of the mistake that something of a sort is not there.
pub(super) fn slug(part: Part) -> &'static str {
    match part {
        Part::Concept => "unknown-concept",
        Part::Behaviour => "unknown-behaviour",
        Part::Rule => "unknown-rule",
        Part::Code => "unknown-code",
        Part::Response => "unknown-response",
        Part::Finding => "unknown-finding",
        Part::Modifier => "unknown-modifier",
        _ => "unknown-evidence",
    }
}

/// A share as it is written: the code, its kind and the points.
pub(super) fn told(share: &Share) -> String {
    let code = share.code.as_ref().map(|code| code.value.as_str()).unwrap_or_default();
    let kind = share.kind.as_ref().map(|kind| format!("/{}", kind.value)).unwrap_or_default();
    let points = share.points.as_ref().map_or(0, |points| points.value);
    format!("{code}{kind} {points}")
}

/// The number of `pack.toml` of this name.
pub(super) fn setting<'d>(draft: &'d mut Draft, id: &str) -> Option<&'d mut Option<Number>> {
    let pack = draft.pack.as_mut()?;
    let strength = pack.strength.get_or_insert(Strength { hint: None, strong: None });
    let case = pack.case.get_or_insert_with(OverSessions::default);
    Some(match id {
        "hint" => &mut strength.hint,
        "strong" => &mut strength.strong,
        "again" => &mut case.again,
        "most_again" => &mut case.most_again,
        "mixed" => &mut case.mixed,
        "lone" => &mut case.lone,
        "beside" => &mut case.beside,
        "indicators" => &mut case.indicators,
        "lone_among" => &mut case.lone_among,
        _ => return None,
    })
}

/// Takes out what is switched off. Its name stays, since others may name it: a behaviour is no
/// longer recognised and tells nothing, a code no longer stands. Responses and findings are taken
/// out of the codebook, once what names them is resolved.
pub(super) fn switch_off(draft: &mut Draft, off: &BTreeSet<(Part, String)>) {
    if off.is_empty() {
        return;
    }
    let gone = |part: Part, id: &Option<Text>| {
        id.as_ref().is_some_and(|id| off.contains(&(part, id.value.clone())))
    };
    for behaviour in behaviours_mut(draft) {
        behaviour.rules.retain(|rule| !gone(Part::Rule, &rule.id));
        behaviour.evidence.retain(|share| !gone(Part::Code, &share.code));
        if gone(Part::Behaviour, &behaviour.id) {
            behaviour.rules.clear();
            behaviour.evidence.clear();
            behaviour.points = None;
        }
    }
    for code in &mut draft.codes {
        code.evidence.retain(|one| !gone(Part::Evidence, &one.id));
        code.evidence.retain(|one| !gone(Part::Behaviour, &one.behaviour));
        if gone(Part::Code, &code.id) {
            code.evidence.clear();
            for behaviour in &mut code.behaviours {
                behaviour.points = None;
                behaviour.rules.iter_mut().for_each(|rule| rule.points = None);
            }
        }
    }
    if let Some(indicators) = &mut draft.indicators {
        indicators.scales.retain(|scale| !gone(Part::Code, &scale.code));
        for list in [&mut indicators.concepts, &mut indicators.words] {
            for (_, tells) in list.iter_mut() {
                tells.0.retain(|(code, _)| !off.contains(&(Part::Code, code.value.clone())));
            }
            list.retain(|(_, tells)| !tells.0.is_empty());
        }
    }
}

/// The sorts of things that have names.
pub(crate) const NAMED: [Part; 8] = [
    Part::Concept,
    Part::Behaviour,
    Part::Rule,
    Part::Code,
    Part::Evidence,
    Part::Response,
    Part::Finding,
    Part::Modifier,
];
/// The numbers of `pack.toml` that a layer may set.
pub(super) const SETTINGS: [&str; 9] = [
    "hint",
    "strong",
    "again",
    "most_again",
    "mixed",
    "lone",
    "beside",
    "indicators",
    "lone_among",
];
