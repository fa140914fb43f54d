//! Texts by how often rules fire on them, which several benches share.

#![allow(dead_code, reason = "no bench uses everything")]

use pushback::{Classifier, Observation};

/// How many texts a mixture has.
const COUNT: usize = 600;

/// Kinds of texts, and of how many one shows something; 0 where none does.
pub(crate) const KINDS: [(&str, usize); 4] =
    [("none", 0), ("rare", 50), ("common", 5), ("dense", 1)];

/// The texts of a kind, and how many of them show something.
pub(crate) fn of_kind(every: usize) -> (Vec<Observation>, usize) {
    match every {
        0 => (plain(), 0),
        every => (mixed(every), COUNT / every),
    }
}

/// Ordinary talk in which no rule fires.
pub(crate) fn plain() -> Vec<Observation> {
    include_str!("../plain.txt").lines().map(Observation::coachee).collect()
}

/// Texts of which one in `every` shows something, taken from the rules' own examples.
pub(crate) fn mixed(every: usize) -> Vec<Observation> {
    let classifier = Classifier::builtin();
    let codebook = classifier.codebook();
    let rules = codebook.behaviours().iter().flat_map(|behaviour| &behaviour.rules);
    let examples = rules.flat_map(|rule| &rule.examples);
    let texts = examples.map(|example| Observation::coachee(example.text.as_str()));
    let telling: Vec<Observation> = texts
        .filter(|text| !classifier.assess(text).behaviours.is_empty())
        .take(COUNT.div_ceil(every))
        .collect();
    let (mut telling, plain) = (telling.iter().cycle(), plain());
    let mut plain = plain.iter().cycle();
    (0..COUNT)
        .filter_map(|at| if at % every == 0 { telling.next() } else { plain.next() })
        .cloned()
        .collect()
}
