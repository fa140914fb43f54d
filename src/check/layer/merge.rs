//! Puts what stands in the files of a pack beside what stands in those below it.
//!
//! Knows nothing of changes. Invariant: lists grow and never shrink; only what says who a pack is,
//! and the indicators as a whole, take the place of what was there.

use std::collections::HashSet;

use crate::schema::Draft;
use crate::schema::fields::Text;
use crate::schema::finding::Findings;
use crate::schema::lexicon::{PersonWords, Words};
use crate::schema::pack::{Pack, Sources};

/// Lays the files of a pack on those below.
pub(super) fn merge(draft: &mut Draft, upper: Draft) {
    draft.pack = match (draft.pack.take(), upper.pack) {
        (Some(below), Some(above)) => Some(pack(below, above)),
        (below, above) => above.or(below),
    };
    draft.sources = match (draft.sources.take(), upper.sources) {
        (Some(below), Some(above)) => Some(sources(below, above)),
        (below, above) => below.or(above),
    };
    if let (Some(scope), Some(above)) = (&mut draft.scope, upper.scope) {
        scope.rules.extend(above.rules);
    }
    words(&mut draft.words, upper.words);
    findings(&mut draft.findings, upper.findings);
    draft.concepts.extend(upper.concepts);
    draft.modifiers.extend(upper.modifiers);
    draft.behaviours.extend(upper.behaviours);
    draft.codes.extend(upper.codes);
    draft.responses.extend(upper.responses);
    draft.indicators = upper.indicators.or(draft.indicators.take());
    draft.broken.extend(upper.broken);
}

fn pack(below: Pack, mut above: Pack) -> Pack {
    let more =
        |below: Vec<_>, above: &mut Vec<_>| below.into_iter().chain(above.drain(..)).collect();
    let silences = below.silences.into_iter().chain(above.silences).collect();
    Pack {
        schema: above.schema,
        min_engine: above.min_engine,
        extends: above.extends,
        id: above.id,
        version: above.version,
        title: above.title,
        locale: above.locale.or(below.locale),
        licence: above.licence.or(below.licence),
        intended_use: above.intended_use.or(below.intended_use),
        not_for: more(below.not_for, &mut above.not_for),
        topic: more(below.topic, &mut above.topic),
        forbidden_words: more(below.forbidden_words, &mut above.forbidden_words),
        silences,
        ..below
    }
}

fn sources(mut below: Sources, above: Sources) -> Sources {
    below.documents.extend(above.documents);
    below.passages.extend(above.passages);
    below
}

fn words(below: &mut Words, above: Words) {
    below.transparent.extend(above.transparent);
    below.clause_openers.extend(above.clause_openers);
    below.abbreviations.extend(above.abbreviations);
    below.names.extend(above.names);
    below.not_names.extend(above.not_names);
    table(&mut below.contractions, above.contractions);
    table(&mut below.clitics, above.clitics);
    table(&mut below.irregular, above.irregular);
    person(&mut below.persons.i, above.persons.i);
    person(&mut below.persons.my, above.persons.my);
    person(&mut below.persons.me, above.persons.me);
}

/// Adds entries that are not there already: a pack need not know all that stands below it. One that
/// says something else of the same word stays, and is found to be there twice.
fn table(below: &mut Vec<(Text, Vec<Text>)>, above: Vec<(Text, Vec<Text>)>) {
    let said = |(key, of): &(Text, Vec<Text>)| -> Vec<String> {
        std::iter::once(key).chain(of).map(|text| text.value.to_lowercase()).collect()
    };
    let known: HashSet<Vec<String>> = below.iter().map(said).collect();
    below.extend(above.into_iter().filter(|entry| !known.contains(&said(entry))));
}

fn person(below: &mut Option<PersonWords>, above: Option<PersonWords>) {
    match (below.as_mut(), above) {
        (Some(below), Some(above)) => {
            below.coachee.extend(above.coachee);
            below.others.extend(above.others);
            below.names |= above.names;
            below.elided |= above.elided;
        }
        (None, above) => *below = above,
        (Some(_), None) => {}
    }
}

fn findings(below: &mut Findings, above: Findings) {
    below.made.extend(above.made);
    below.harmless.extend(above.harmless);
    below.fades.extend(above.fades);
    below.one_offs.extend(above.one_offs);
    below.lasts.extend(above.lasts);
}
