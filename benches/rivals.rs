//! The same phrases looked for by this library and by what else one would take: a loop over `Regex`,
//! a `RegexSet` with confirmation, and `aho-corasick` with a check for each rule.
//!
//! ```console
//! $ cargo bench --bench rivals
//! ```
//!
//! The phrases are those of the built-in rules that are words and gaps alone, since no rival knows
//! of inflection, concepts or modifiers; they stand in a pack without modifiers, transparent words
//! and contractions. Compared is which rule is found in which text. Given is time on the processor,
//! which other programs on the machine do not lengthen (on Linux; elsewhere it is time).

#![allow(missing_docs, reason = "it is a program, not a library")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    clippy::cast_precision_loss,
    reason = "a bench may fail, and counts no more than a float can hold"
)]

mod texts;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use aho_corasick::AhoCorasick;
use pushback::pattern::Item;
use pushback::{Classifier, Codebook, Observation, Scratch};
use regex::{Regex, RegexBuilder, RegexSetBuilder};

/// How many phrases without and with gaps there are at the most.
const MOST: [usize; 2] = [2_000, 400];
/// How many texts a rival that needs long for one is given.
const SAMPLE: usize = 60;
/// What may stand between two words: no end of a sentence.
const BETWEEN: &str = r#"[\s,;:"“”()\[\]–—-]+"#;

/// Rule and text, by number.
type Hits = BTreeSet<(usize, usize)>;

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Word(String),
    Gap(u8),
}

fn main() {
    let phrases = phrases(Classifier::builtin().codebook());
    let texts = texts(&phrases);
    let sample = &texts[..SAMPLE.min(texts.len())];
    let regexes: Vec<Regex> = phrases.iter().map(|phrase| regex(phrase)).collect();
    println!("{} phrases, {} texts, {} of them for the slow", phrases.len(), texts.len(), SAMPLE);
    println!(
        "{:32} {:>12} {:>8} {:>8} {:>8} {:>8}",
        "", "ns a text", "times", "hits", "missing", "more"
    );

    let classifier = pack(&phrases);
    let mut scratch = Scratch::default();
    let mut own = |texts: &[Observation]| -> Hits {
        let mut hits = Hits::new();
        for (text, at) in texts.iter().zip(0..) {
            let assessment = classifier.assess_with(text, &mut scratch);
            hits.extend(assessment.behaviours.iter().map(|b| (b.rule[5..].parse().unwrap(), at)));
        }
        hits
    };
    own(&texts);
    let (all, base) = timed(&texts, &mut own);
    report("pushback", base, base, (&all, &all));
    let of_sample: Hits = all.iter().copied().filter(|(_, text)| *text < sample.len()).collect();

    let (hits, cost) = timed(sample, &mut |texts| confirm(texts, &regexes, |_| 0..regexes.len()));
    report("loop over Regex", cost, base, (&hits, &of_sample));

    let sources = regexes.iter().map(Regex::as_str);
    let set = RegexSetBuilder::new(sources)
        .case_insensitive(true)
        .size_limit(1 << 30)
        .dfa_size_limit(512 << 20)
        .build()
        .unwrap();
    let mut by_set =
        |texts: &[Observation]| confirm(texts, &regexes, |text| set.matches(text).into_iter());
    by_set(sample);
    let (hits, cost) = timed(sample, &mut by_set);
    report("RegexSet (512 MB) and Regex", cost, base, (&hits, &of_sample));

    let anchors: Vec<&str> = phrases.iter().map(|phrase| anchor(phrase)).collect();
    let automaton = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(aho_corasick::AhoCorasickKind::DFA))
        .build(&anchors)
        .unwrap();
    let mut by_anchor = |texts: &[Observation]| {
        confirm(texts, &regexes, |text| {
            let found = automaton.find_overlapping_iter(text);
            found.map(|found| found.pattern().as_usize()).collect::<BTreeSet<_>>().into_iter()
        })
    };
    by_anchor(&texts);
    let (hits, cost) = timed(&texts, &mut by_anchor);
    report("aho-corasick DFA and Regex", cost, base, (&hits, &all));
}

/// The hits of the rules that may match a text.
fn confirm<I: Iterator<Item = usize>>(
    texts: &[Observation],
    regexes: &[Regex],
    candidates: impl Fn(&str) -> I,
) -> Hits {
    let mut hits = Hits::new();
    for (text, at) in texts.iter().zip(0..) {
        for rule in candidates(&text.text) {
            // All places, as a reader of evidence wants them.
            if regexes[rule].find_iter(&text.text).map(black_box).count() > 0 {
                hits.insert((rule, at));
            }
        }
    }
    hits
}

fn timed(texts: &[Observation], find: &mut dyn FnMut(&[Observation]) -> Hits) -> (Hits, f64) {
    let start = processor_time();
    let hits = find(texts);
    let spent = processor_time().saturating_sub(start);
    (hits, spent.as_secs_f64() * 1e9 / texts.len() as f64)
}

/// The time that this thread has had on the processor.
fn processor_time() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let read = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let spent = read.and_then(|line| line.split(' ').next()?.parse().ok());
    spent.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

fn report(name: &str, cost: f64, base: f64, (hits, expected): (&Hits, &Hits)) {
    let (missing, more) = (expected.difference(hits).count(), hits.difference(expected).count());
    let times = cost / base;
    println!("{name:32} {cost:>12.0} {times:>8.1} {:>8} {missing:>8} {more:>8}", hits.len());
}

/// The patterns of the rules that are words and gaps, unfolded, each once.
fn phrases(codebook: &Codebook) -> Vec<Vec<Part>> {
    let words = codebook.words();
    let stood_for = words.contractions.iter().chain(&words.clitics).flat_map(|(_, words)| words);
    let stood_for: BTreeSet<&str> = stood_for.map(String::as_str).collect();
    let rules = codebook.behaviours().iter().flat_map(|behaviour| &behaviour.rules);
    let patterns = rules.flat_map(|rule| rule.any.iter().chain(&rule.all).chain(&rule.then));
    let terms = codebook.concepts().iter().flat_map(|concept| &concept.terms);
    let mut found: [BTreeSet<Vec<Part>>; 2] = Default::default();
    for pattern in patterns.chain(terms) {
        for phrase in unfold(&pattern.items, &stood_for).unwrap_or_default() {
            let gaps = phrase.iter().any(|part| matches!(part, Part::Gap(_)));
            if phrase.len() > 1 {
                found[usize::from(gaps)].insert(phrase);
            }
        }
    }
    let spread = |(list, most): (BTreeSet<Vec<Part>>, usize)| {
        let every = list.len().div_ceil(most).max(1);
        list.into_iter().step_by(every)
    };
    found.into_iter().zip(MOST).flat_map(spread).collect()
}

/// The ways through items, where they are words and gaps alone and not too many.
fn unfold(items: &[Item], stood_for: &BTreeSet<&str>) -> Option<Vec<Vec<Part>>> {
    let mut all = vec![Vec::new()];
    for item in items {
        let tails = match item {
            Item::Word(word) if !stood_for.contains(word.as_str()) && !word.contains('\'') => {
                vec![vec![Part::Word(word.clone())]]
            }
            Item::Gap(words) => vec![vec![Part::Gap(*words)]],
            Item::Choice(branches) => {
                let mut tails = Vec::new();
                for branch in branches {
                    tails.extend(unfold(branch, stood_for)?);
                }
                tails
            }
            _ => return None,
        };
        if all.len() * tails.len() > 50 {
            return None;
        }
        all = all
            .iter()
            .flat_map(|head| tails.iter().map(|tail| [head.as_slice(), tail].concat()))
            .collect();
    }
    Some(all)
}

fn regex(phrase: &[Part]) -> Regex {
    let mut source = String::from(r"(?:^|[^\w'’])");
    let mut gap = 0;
    for (part, at) in phrase.iter().zip(0..) {
        match part {
            Part::Gap(words) => gap = *words,
            Part::Word(word) => {
                if at > 0 {
                    let _ = write!(source, r"{BETWEEN}(?:[\w'’]+{BETWEEN}){{0,{gap}}}");
                }
                source.push_str(&regex::escape(word));
                gap = 0;
            }
        }
    }
    source.push_str(r"(?:[^\w'’]|$)");
    RegexBuilder::new(&source).case_insensitive(true).build().unwrap()
}

/// The longest word of a phrase.
fn anchor(phrase: &[Part]) -> &str {
    let words = phrase.iter().filter_map(|part| match part {
        Part::Word(word) => Some(word.as_str()),
        Part::Gap(_) => None,
    });
    words.max_by_key(|word| word.len()).unwrap_or_default()
}

/// Ordinary talk, of which one text in fifty has a phrase at its end.
fn texts(phrases: &[Vec<Part>]) -> Vec<Observation> {
    let plain = texts::plain();
    let mut phrases = phrases.iter().step_by(37).cycle();
    let of_plain = plain.iter().cycle().take(6_000).zip(0..);
    let texts = of_plain.map(|(text, at)| {
        let mut text = text.text.clone();
        let phrase = if at % 50 == 0 { phrases.next() } else { None };
        for part in phrase.into_iter().flatten() {
            match part {
                Part::Word(word) => {
                    let _ = write!(text, " {word}");
                }
                Part::Gap(_) => text.push_str(" quite"),
            }
        }
        Observation::coachee(text)
    });
    texts.collect()
}

/// A classifier of these phrases and nothing else, one rule each.
fn pack(phrases: &[Vec<Part>]) -> Classifier {
    let mut rules = String::from(
        "[[behaviour]]\nid = \"found\"\ntitle = \"has a phrase\"\nsource = \"book#page\"\n\
         support = \"practice\"\nevidence = [{ code = \"code\", points = 5 }]\n",
    );
    for (phrase, at) in phrases.iter().zip(0..) {
        let written: Vec<String> = phrase
            .iter()
            .map(|part| match part {
                Part::Word(word) => word.clone(),
                Part::Gap(words) => format!("..{words}"),
            })
            .collect();
        let _ = write!(
            rules,
            "[[behaviour.rule]]\nid = \"found{at}\"\nany = ['{}']\nfires = [\"<It>.\"]\n\
             silent = [\"Nothing.\"]\n",
            written.join(" ")
        );
    }
    let files = [
        ("pack.toml", include_str!("rivals/pack.toml")),
        ("sources.toml", include_str!("rivals/sources.toml")),
        ("scope.toml", include_str!("rivals/scope.toml")),
        ("codes/code.toml", include_str!("rivals/code.toml")),
        ("behaviours/found.toml", rules.as_str()),
    ];
    match Codebook::from_files(files) {
        Ok(codebook) => Classifier::new(codebook),
        Err(error) => panic!("the pack of phrases has mistakes:\n{error}"),
    }
}
