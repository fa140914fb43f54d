//! Does any input at all come to an end, without panic and at a cost that grows with its length?
//!
//! On the built-in rules, because they are the largest there are.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by failing"
)]

mod common;

use std::thread;
use std::time::{Duration, Instant};

use common::{Dice, example_texts, spans, words};
use pushback::{Classifier, Codebook, Observation, Scratch, Speaker};

/// How many random texts of each kind are read.
const TEXTS: usize = 50_000;
/// The most steps that a text ten times as long may take, for each that the shorter one took.
const MOST_GROWTH: u64 = 11;
/// Steps below which growth says nothing.
const FEW_STEPS: u64 = 10_000;

const SPEAKERS: [Option<Speaker>; 4] =
    [None, Some(Speaker::Coachee), Some(Speaker::Coach), Some(Speaker::Observer)];

/// What trips up readers of text: marks that change how others are read, characters of several
/// parts, of no width, from right to left, outside the first plane, and none at all.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    " ", "  ", "\u{A0}", "\u{2009}", "\u{3000}", "\n", "\r\n", "\n\n", "\t", "\0", "\u{7}", "\u{1B}[2J",
    "\u{85}", "\u{2028}", "'", "’", "‘", "\"", "“", "”", "«", "»", "`", "´", ".", "..", "…", "!", "?",
    ",", ";", ":", "-", "–", "—", "(", ")", "[", "]", "{", "}", "<", ">", "/", "&", "+", "@", "#", "%",
    "😀", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪", "❤️", "👍🏽", "e\u{301}", "\u{301}", "\u{300}\u{301}\u{302}\u{303}", "ﬁ", "ß", "ẞ",
    "İ", "ı", "ſ", "Å", "Ω", "ｃｏａｃｈ", "ᾳ", "\u{200B}", "\u{200D}", "\u{200E}", "\u{202E}", "\u{FEFF}", "\u{AD}",
    "\u{FFFD}", "\u{10FFFF}", "\u{E000}", "שלום", "مرحبا", "你好", "教练。", "こんにちは", "한국어", "नमस्ते", "ไทย",
    "½", "²", "٣", "Ⅻ", "1", "1,000", "3.5", "1:1", "10:30", "a", "I", "i", "n't", "'s", "don't", "J.",
    "e.g.", "coaching", "no", "time", "not", "but", "my", "honestly", "you know", "waste",
];

#[test]
fn random_bytes_are_read_to_their_end() {
    let classifier = Classifier::builtin();
    let mut dice = Dice::new(1);
    let mut scratch = Scratch::default();
    let mut bytes = Vec::new();
    for _ in 0..TEXTS {
        bytes.clear();
        let length = dice.throw(60);
        bytes.extend((0..length).map(|_| u8::try_from(dice.throw(256)).unwrap_or_default()));
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let speaker = *dice.pick(&SPEAKERS);
        let observation = Observation { speaker, text, ..Observation::default() };
        let _ = classifier.assess_with(&observation, &mut scratch);
    }
}

#[test]
fn random_pieces_are_read_to_their_end_and_marked_inside_the_text() {
    let classifier = Classifier::builtin();
    let examples = example_texts(classifier.codebook());
    let fragments: Vec<&str> =
        examples.iter().flat_map(|example| example.text.split_inclusive(' ')).collect();
    let mut dice = Dice::new(2);
    let mut scratch = Scratch::default();
    for _ in 0..TEXTS {
        let mut text = String::new();
        for _ in 0..dice.throw(14) {
            let pieces = if dice.throw(3) == 0 { fragments.as_slice() } else { PIECES };
            text.push_str(dice.pick::<&str>(pieces));
        }
        let speaker = *dice.pick(&SPEAKERS);
        let observation = Observation { speaker, text, ..Observation::default() };
        let assessment = classifier.assess_with(&observation, &mut scratch);
        for span in spans(&assessment) {
            assert!(!words(span, &observation.text).is_empty() || span.start == span.end);
        }
    }
}

#[test]
fn every_character_is_read_alone_in_a_word_and_between_words() {
    let classifier = Classifier::builtin();
    let mut scratch = Scratch::default();
    let mut text = String::new();
    for c in '\0'..=char::MAX {
        text.push(c);
        text.push_str("a ");
        text.push('b');
        text.push(c);
        if text.len() > 4000 {
            let observation = Observation::coachee(std::mem::take(&mut text));
            let _ = classifier.assess_with(&observation, &mut scratch);
        }
    }
}

#[test]
fn a_text_of_a_megabyte_is_read_to_its_end() {
    let classifier = Classifier::builtin();
    let mut scratch = Scratch::default();
    let million = |text: &str| text.repeat(1_000_000 / text.len());
    for text in [
        "x".repeat(1_000_000),
        "é".repeat(500_000),
        "\u{301}".repeat(500_000),
        "a'".repeat(500_000),
        "1.".repeat(500_000),
        ".".repeat(1_000_000),
        "(".repeat(1_000_000),
        "“".repeat(300_000),
        "'".repeat(1_000_000),
        "\n".repeat(1_000_000),
        "- ".repeat(500_000),
        million("word "),
        million("um "),
        million("Priya "),
    ] {
        let _ = classifier.assess_with(&Observation::coach(text), &mut scratch);
    }
}

#[test]
fn the_cost_of_a_word_that_is_repeated_grows_with_its_number() {
    for word in ["coaching", "not", "i", "time", "just", "you know", "no time", "is", "but", "to"] {
        grows_with_its_length(&format!("{word} "));
        grows_with_its_length(&format!("{word}. "));
    }
}

#[test]
fn the_cost_of_a_sentence_that_is_repeated_grows_with_its_number() {
    for sentence in [
        "Coaching is for losers. ",
        "I don't have time for coaching, honestly ",
        "I never said that I would not come but not not coaching ",
        "She cancelled again and he did not come ",
    ] {
        grows_with_its_length(sentence);
    }
}

#[test]
fn the_cost_of_all_words_of_the_rules_grows_with_their_number() {
    let mut files: Vec<_> = Codebook::builtin_files().iter().map(|(_, text)| *text).collect();
    files.sort_unstable();
    let all: Vec<&str> = files
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric() && c != '\''))
        .filter(|word| !word.is_empty())
        .collect();
    let mut dice = Dice::new(3);
    let mut text = String::new();
    while text.len() < 10_000 {
        text.push_str(dice.pick::<&str>(&all));
        text.push(' ');
    }
    // Repeated, so that what can stand with something far before it has done so from the start on.
    grows_with_its_length(&text.repeat(8));
}

#[test]
fn a_text_full_of_evidence_takes_a_time_that_grows_with_its_length() {
    for piece in ["coaching ", "Coaching is for losers. ", "not coaching ", "no time for coaching "]
    {
        let least = |bytes: usize| {
            let observation = Observation::coachee(piece.repeat(bytes / piece.len()));
            let mut scratch = Scratch::default();
            let mut time = || {
                let start = Instant::now();
                let _ = Classifier::builtin().assess_with(&observation, &mut scratch);
                start.elapsed()
            };
            (0..5).map(|_| time()).min().unwrap_or_default()
        };
        let (short, long) = (least(10_000), least(160_000));
        // Sixteen times, and four times that for a machine that has other things to do.
        assert!(long <= 64 * short.max(Duration::from_millis(1)), "{piece}: {short:?}, {long:?}");
    }
}

#[test]
fn many_threads_share_one_classifier_and_read_the_same() {
    let classifier = Classifier::builtin();
    let examples = example_texts(classifier.codebook());
    let read = || -> Vec<String> {
        let mut scratch = Scratch::default();
        let some = examples.iter().step_by(7);
        some.map(|example| {
            let assessment = classifier.assess_with(example, &mut scratch);
            serde_json::to_string(&assessment).expect("an assessment can be written")
        })
        .collect()
    };
    let alone = read();
    thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(read)).collect();
        for thread in threads {
            assert_eq!(thread.join().expect("no thread panics"), alone);
        }
    });
}

#[test]
fn a_thousand_threads_share_one_classifier() {
    let classifier = Classifier::builtin();
    let examples = example_texts(classifier.codebook());
    let read = |at: usize| classifier.assess(&examples[at * 13 % examples.len()]);
    let alone: Vec<_> = (0..1000).map(read).collect();
    thread::scope(|scope| {
        let threads: Vec<_> = (0..1000).map(|at| scope.spawn(move || read(at))).collect();
        for (thread, alone) in threads.into_iter().zip(&alone) {
            assert_eq!(&thread.join().expect("no thread panics"), alone);
        }
    });
}

/// Checks that ten times the text takes no more than eleven times the steps.
#[track_caller]
fn grows_with_its_length(piece: &str) {
    let classifier = Classifier::builtin();
    let steps = |times: usize| {
        let mut scratch = Scratch::default();
        let _ = classifier.assess_with(&Observation::coachee(piece.repeat(times)), &mut scratch);
        scratch.steps()
    };
    let times = 1 + 2000 / piece.len();
    let (short, long) = (steps(times), steps(10 * times));
    assert!(
        long <= MOST_GROWTH * short.max(FEW_STEPS),
        "{short} steps grow to {long} with ten times {times} times: {piece:.60}"
    );
}
