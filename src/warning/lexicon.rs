//! Warnings about concepts and words: what nothing names, and what stands in two places or in one
//! sentence alone.
//!
//! Knows nothing of what a concept matches. Invariant: a concept counts as used where anything
//! that is read can come to it.

use std::collections::{BTreeMap, BTreeSet};

use crate::codebook::{Codebook, ConceptId, Indication, Rule, Sign};
use crate::pattern::{Item, Pattern, each_item};
use crate::token::folded_words;
use crate::warning::{Warning, listed};

/// All warnings of this sort.
pub(super) fn warnings(codebook: &Codebook) -> Vec<Warning> {
    let mut warnings = unused(codebook);
    warnings.extend(shared(codebook));
    warnings.extend(lone(codebook));
    warnings
}

/// Every rule, those of the scope last.
pub(super) fn rules(codebook: &Codebook) -> impl Iterator<Item = &Rule> {
    let of_behaviours = codebook.behaviours.iter().flat_map(|behaviour| &behaviour.rules);
    of_behaviours.chain(&codebook.scope.rules)
}

/// The patterns of a rule, those of its exceptions last.
fn patterns(rule: &Rule) -> impl Iterator<Item = &Pattern> {
    let own = rule.any.iter().chain(&rule.all).chain(&rule.then);
    own.chain(rule.unless.iter().flat_map(|exception| &exception.any))
}

fn named(pattern: &Pattern, into: &mut Vec<ConceptId>) {
    each_item(&pattern.items, &mut |item| {
        if let Item::Concept(concept) = item {
            into.push(*concept);
        }
    });
}

fn unused(codebook: &Codebook) -> Vec<Warning> {
    let mut open: Vec<ConceptId> = codebook.pack.topic.clone();
    rules(codebook).flat_map(patterns).for_each(|pattern| named(pattern, &mut open));
    for cue in codebook.modifiers.iter().flat_map(|modifier| &modifier.cues) {
        let all = cue.any.iter().chain(&cue.terminators).chain(&cue.pseudo);
        all.for_each(|pattern| named(pattern, &mut open));
    }
    for indicator in &codebook.indicators.all {
        match &indicator.what {
            Indication::Concept(concept) => open.push(*concept),
            Indication::Words(pattern) => named(pattern, &mut open),
        }
    }
    for evidence in codebook.codes.iter().flat_map(|code| &code.evidence) {
        match &evidence.sign {
            Sign::Field { concepts, .. } | Sign::Absent(concepts) => open.extend(concepts),
            _ => {}
        }
    }
    let mut used = BTreeSet::new();
    while let Some(concept) = open.pop() {
        if used.insert(concept) {
            let of = codebook.concepts.get(concept.index()).map(|of| of.terms.as_slice());
            of.unwrap_or_default().iter().for_each(|term| named(term, &mut open));
        }
    }
    let all = codebook.concepts.iter().zip(0..).map(|(concept, at)| (concept, ConceptId(at)));
    let unused = all.filter(|(_, id)| !used.contains(id));
    unused
        .map(|(concept, _)| Warning {
            slug: "unused-concept",
            of: concept.id.clone(),
            layer: 0,
            message: format!("nothing names the concept `{}`", concept.id),
            help: "name it in a rule, or take it away",
        })
        .collect()
}

fn shared(codebook: &Codebook) -> Vec<Warning> {
    let mut by_term: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for concept in &codebook.concepts {
        for term in &concept.terms {
            by_term.entry(codebook.written(term)).or_default().insert(&concept.id);
        }
    }
    // Told of the concept of the uppermost layer that comes first, with all others.
    let mut by_concept: BTreeMap<&str, (Vec<String>, BTreeSet<&str>)> = BTreeMap::new();
    for (term, concepts) in by_term.into_iter().filter(|(_, concepts)| concepts.len() > 1) {
        let first = codebook.uppermost(concepts.iter().copied());
        let (terms, others) = by_concept.entry(first).or_default();
        terms.push(term);
        others.extend(concepts.into_iter().filter(|concept| *concept != first));
    }
    by_concept
        .into_iter()
        .map(|(one, (terms, others))| {
            let others: Vec<String> = others.into_iter().map(str::to_owned).collect();
            Warning {
                slug: "shared-terms",
                of: one.to_owned(),
                layer: 0,
                message: format!("`{one}` has {} with {}", listed(&terms), listed(&others)),
                help: "let one of them name the other, or a third that has what they share",
            }
        })
        .collect()
}

/// Words that stand in one pattern or term of the pack, and in one example, by rule.
fn lone(codebook: &Codebook) -> Vec<Warning> {
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let of_rules = rules(codebook).flat_map(patterns);
    let of_terms = codebook.concepts.iter().flat_map(|concept| &concept.terms);
    for pattern in of_rules.chain(of_terms) {
        let words: BTreeSet<&str> = words(pattern).into_iter().collect();
        for word in words {
            *places.entry(word).or_default() += 1;
        }
    }
    let mut examples: BTreeMap<String, usize> = BTreeMap::new();
    for example in rules(codebook).flat_map(|rule| &rule.examples) {
        let words: BTreeSet<String> = folded_words(&example.text).into_iter().collect();
        for word in words {
            *examples.entry(word).or_default() += 1;
        }
    }
    let is_lone = |word: &&str| places.get(word) == Some(&1) && examples.get(*word) == Some(&1);
    let told = rules(codebook).filter_map(|rule| {
        let own = rule.any.iter().chain(&rule.all).chain(&rule.then);
        let lone: BTreeSet<&str> = own.flat_map(words).filter(is_lone).collect();
        let lone: Vec<String> = lone.into_iter().map(str::to_owned).collect();
        (!lone.is_empty()).then(|| Warning {
            slug: "lone-words",
            of: rule.id.clone(),
            layer: 0,
            message: format!("`{}` has words of one sentence alone: {}", rule.id, listed(&lone)),
            help: "say it more widely, with a concept or with other words that mean the same",
        })
    });
    told.collect()
}

fn words(pattern: &Pattern) -> Vec<&str> {
    fn collect<'p>(items: &'p [Item], into: &mut Vec<&'p str>) {
        for item in items {
            match item {
                Item::Word(word) | Item::Inflected(word) => into.push(word),
                Item::Choice(branches) | Item::Optional(branches) => {
                    for branch in branches {
                        collect(branch, into);
                    }
                }
                _ => {}
            }
        }
    }
    let mut words = Vec::new();
    collect(&pattern.items, &mut words);
    words
}
