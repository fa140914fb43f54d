//! Does the cost of reading grow no faster than it must: with the rules, with a text of any length,
//! and with rules and texts that are made to be slow?
//!
//! Steps are counted, not seconds: words looked up, patterns woken, places tried.

#![allow(clippy::expect_used, reason = "a test says what is wrong by failing")]

mod common;

use std::fmt::Write as _;

use common::{Dice, files_of};
use pushback::{Classifier, Codebook, Observation, Scratch};

/// The most that a text may cost with ten times the rules, in per cent.
const MOST_FOR_TEN_TIMES_THE_RULES: u64 = 150;
/// The most steps for a word of a text, whatever the text and the rules: how many is a matter of
/// the rules, that there is such a number is not.
const MOST_STEPS_A_WORD: u64 = 20_000;

/// Words that many rules have, and many texts.
const COMMON: [&str; 12] =
    ["we", "need", "more", "for", "the", "plan", "that", "will", "not", "have", "been", "then"];

/// The trial pack with rules beside its own: name, patterns, and a text that fires.
fn pack(rules: impl Iterator<Item = (String, String)>) -> Classifier {
    let mut files = files_of("trial");
    let mut file = String::from(
        "[[behaviour]]\nid = \"made_up\"\ntitle = \"says something made up\"\n\
         source = \"book#page\"\nsupport = \"practice\"\n\
         evidence = [{ code = \"autonomy\", points = 6 }]\n",
    );
    for (at, (pattern, fires)) in rules.enumerate() {
        let _ = write!(
            file,
            "[[behaviour.rule]]\nid = \"made_up.r{at}\"\nany = [\"{pattern}\"]\n\
             fires = [\"<{fires}>\"]\nsilent = [\"Nothing of the kind.\"]\n"
        );
    }
    files.insert("behaviours/made_up.toml".to_owned(), file);
    Classifier::new(Codebook::from_files(files).expect("the made-up rules are sound"))
}

/// A pack of so many rules: words in a row and gaps, of words of their own and of common ones.
fn many(rules: usize) -> Classifier {
    pack((0..rules).map(|at| {
        let common = |nth: usize| COMMON.iter().cycle().nth(at + nth).copied().unwrap_or_default();
        let (one, other) = (common(0), common(5));
        if at % 5 == 0 {
            (
                format!("{one} verb{at}~ .. thing{at} {other}"),
                format!("{one} verb{at} a thing{at} {other}"),
            )
        } else {
            (format!("{one} {other} thing{at}"), format!("{one} {other} thing{at}"))
        }
    }))
}

fn steps(classifier: &Classifier, text: &str) -> u64 {
    let mut scratch = Scratch::default();
    let _ = classifier.assess_with(&Observation::coachee(text), &mut scratch);
    scratch.steps()
}

#[test]
fn ten_times_the_rules_cost_a_text_no_more_than_half_as_much_again() {
    let mut dice = Dice::new(5);
    let texts: Vec<String> = (0..300)
        .map(|at| {
            let mut words: Vec<String> =
                (0..30).map(|_| (*dice.pick::<&str>(&COMMON)).to_owned()).collect();
            words.extend((0..15).map(|nth| format!("other{nth}")));
            // One in five shows something, by rules that both packs have.
            if at % 5 == 0 {
                words.push(format!("need that thing{}", 1 + 60 * (at / 5 % 8)));
            }
            words.join(" ")
        })
        .collect();
    let (few, more) = (many(500), many(5_000));
    let showing = |classifier: &Classifier| {
        let shown =
            texts.iter().map(|text| classifier.assess(&Observation::coachee(text.as_str())));
        shown.filter(|assessment| !assessment.behaviours.is_empty()).count()
    };
    assert_eq!(showing(&few), showing(&more));
    let cost =
        |classifier: &Classifier| texts.iter().map(|text| steps(classifier, text)).sum::<u64>();
    let (few, more) = (cost(&few), cost(&more));
    assert!(more * 100 <= few * MOST_FOR_TEN_TIMES_THE_RULES, "{few} steps grow to {more}");
}

#[test]
fn rules_that_are_made_to_be_slow_stay_linear() {
    let nested = "(a|a [b] a|[b] a) ..12 (a|b|a b) ..12 [a [b [a]]] (a|a a) ..12 (b|a) ..12 a";
    let hostile = pack(std::iter::once((nested.to_owned(), "a a a a a".to_owned())));
    for piece in ["a ", "a b ", "a, ", "a. "] {
        let cost = |times: usize| steps(&hostile, &piece.repeat(times));
        let (short, long) = (cost(1_000), cost(10_000));
        assert!(long <= 11 * short, "{short} steps grow to {long} for {piece}");
        assert!(short / 1_000 <= MOST_STEPS_A_WORD, "{short} steps for {piece}");
    }
}

#[test]
fn a_megabyte_in_one_observation_costs_what_its_words_cost() {
    let classifier = Classifier::builtin();
    for piece in ["coaching ", "no time for coaching ", "Coaching is for losers. ", "x "] {
        let cost = |bytes: usize| steps(classifier, &piece.repeat(bytes / piece.len()));
        let (short, long) = (cost(10_000), cost(1 << 20));
        assert!(long <= 116 * short, "{short} steps grow to {long} for {piece}");
    }
}

#[test]
fn the_tables_of_the_rules_grow_no_faster_than_the_rules() {
    let (few, more) = (many(500).table_bytes(), many(5_000).table_bytes());
    assert!(more <= 11 * few, "{few} bytes grow to {more}");
}
