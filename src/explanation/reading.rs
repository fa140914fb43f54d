//! How a text was read, as it is told.
//!
//! Knows nothing of rules. Invariant: every word of the text stands in exactly one clause of one
//! sentence.

use crate::codebook::{Codebook, ConceptId};
use crate::explanation::ground::Ground;
use crate::explanation::{Clause, HowRead, Mentioned, ModifierReach, Sentence, Topic, Word};
use crate::matcher::{Matcher, Reading};
use crate::observation::{About, Observation};
use crate::pattern::Person;
use crate::program::Mentions;
use crate::text::{Text, Token};

/// Tells how an observation was read.
pub(super) fn told(
    (codebook, matcher): (&Codebook, &Matcher),
    ground: &Ground,
    observation: &Observation,
    reading: &mut Reading,
) -> HowRead {
    let reaches = matcher.reaches(reading);
    let text = &reading.text;
    let span = |(start, end): (u32, u32)| text.span(start as usize, end as usize);
    let name = |modifier: usize| codebook.modifiers.get(modifier).map(|known| known.id.clone());
    let modifiers = reaches.into_iter().filter_map(|reach| {
        Some(ModifierReach {
            modifier: name(reach.modifier.index())?,
            cue: reach.cue.map(span),
            over: reach.over.into_iter().map(span).collect(),
        })
    });
    HowRead {
        speaker: observation.speaker,
        topic: topic((codebook, matcher), observation, reading),
        sentences: sentences(text, ground),
        concepts: concepts(codebook, reading.mentions(), text),
        modifiers: modifiers.collect(),
    }
}

fn topic(
    (codebook, matcher): (&Codebook, &Matcher),
    observation: &Observation,
    reading: &Reading,
) -> Topic {
    let said = observation.about == Some(About::Coaching);
    let by = matcher.topics(reading).into_iter().filter_map(|topic| concept(codebook, topic));
    let by: Vec<String> = by.collect();
    Topic { open: said || !by.is_empty(), said, by }
}

pub(super) fn concept(codebook: &Codebook, concept: ConceptId) -> Option<String> {
    codebook.concepts.get(concept.index()).map(|concept| concept.id.clone())
}

fn concepts(codebook: &Codebook, mentions: &impl Mentions, text: &Text) -> Vec<Mentioned> {
    let mut told = Vec::new();
    let mut add = |concept: &str, places: &[(u32, u32)]| {
        told.extend(places.iter().map(|(start, end)| Mentioned {
            span: text.span(*start as usize, *end as usize),
            concept: concept.to_owned(),
        }));
    };
    for concept in mentions.concepts() {
        if let Some(known) = codebook.concepts.get(concept.index()) {
            add(&known.id, mentions.concept(concept));
        }
    }
    for person in Person::ALL {
        add(person.name(), mentions.person(person));
    }
    told.sort();
    told
}

fn sentences(text: &Text, ground: &Ground) -> Vec<Sentence> {
    let mut at = 0;
    let of_sentence = text.tokens.chunk_by(|one, other| one.sentence == other.sentence);
    let told = of_sentence.map(|sentence| {
        let start = at;
        let mut clauses = Vec::new();
        for clause in sentence.chunk_by(|one, other| one.clause == other.clause) {
            let span = text.span(at, at + clause.len());
            at += clause.len();
            clauses.push(Clause { span, words: clause.iter().map(|w| word(w, ground)).collect() });
        }
        let number = sentence.first().map_or(0, |token| token.sentence);
        Sentence { span: text.span(start, at), question: text.is_question(number), clauses }
    });
    told.collect()
}

fn word(token: &Token, ground: &Ground) -> Word {
    Word {
        span: crate::Span::new(token.start as usize, token.end as usize),
        read_as: ground.spelling(token.word).map(str::to_owned),
        transparent: token.transparent,
        name: token.name,
        quoted: token.quoted,
    }
}
