//! The same phrases looked for by this library and by what else one would take: a loop over `Regex`,
//! a `RegexSet` with confirmation, and `aho-corasick` with a check for each rule.
//!
//! ```console
//! $ cargo bench --bench rivals
//! $ cargo bench --bench rivals -- --texts FILE    # texts of your own, one a line
//! $ cargo bench --bench rivals -- --as-they-are   # texts with all phrases that are in them
//! $ cargo bench --bench rivals -- --write DIR     # for engines in other languages
//! $ cargo bench --bench rivals -- --own           # this library alone
//! ```
//!
//! `--write` leaves in the directory what `benches/rivals/python/` reads: `phrases.jsonl` (parts,
//! regex and longest word of each), `texts.jsonl`, `hits.jsonl` (rule and text, by number) and
//! `measured.jsonl` (the lines of the table).
//!
//! The phrases are those of the built-in rules that are words and gaps alone, since no rival knows
//! of inflection, concepts or modifiers; they stand in a pack without modifiers, transparent words
//! and contractions. The texts are the rules' own examples that have none of the phrases, some
//! thousands that differ: automata that are built while they run look fast on few texts, and are
//! not on many. To one in fifty a phrase is added. Compared is which rule is found in which text. Given is time on the processor,
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

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::hint::black_box;
use std::ops::Range;
use std::path::Path;
use std::time::Duration;

use aho_corasick::AhoCorasick;
use pushback::pattern::Item;
use pushback::{Classifier, Codebook, Observation, Scratch};
use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};
use serde_json::{Value, json};

/// How many phrases without and with gaps there are at the most.
const MOST: [usize; 2] = [2_000, 400];
/// How many words, or terms of a concept, stand beside one another in a phrase at the most.
const MOST_WORDS: usize = 20;
/// How many texts a rival that needs long for one is given.
const SAMPLE: usize = 600;
/// One in how many texts has a phrase added.
const EVERY: usize = 50;
/// How often each engine is timed; the median counts.
const ROUNDS: usize = 5;
/// What may stand between two words: no end of a sentence.
const BETWEEN: &str = r#"[\s,;:"“”()\[\]–—-]+"#;

/// Rule and text, by number.
type Hits = BTreeSet<(usize, usize)>;

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// One of these, each of a word or several.
    Words(Vec<String>),
    /// Up to so many words.
    Gap(u8),
}

/// What is asked for on the command line.
#[derive(Default)]
struct Arguments {
    texts: Option<String>,
    write: Option<String>,
    as_they_are: bool,
    own: bool,
}

/// A line of the table.
struct Measured {
    engine: &'static str,
    /// Which of the texts were read.
    texts: Range<usize>,
    /// Time on the processor for a text, in nanoseconds.
    cost: f64,
    hits: Hits,
}

fn main() {
    let arguments = arguments();
    let codebook = Classifier::builtin().codebook();
    let phrases = phrases(codebook);
    let texts = match &arguments.texts {
        Some(file) => {
            let read = std::fs::read_to_string(file);
            let read = read.unwrap_or_else(|error| panic!("`{file}` cannot be read: {error}"));
            read.lines().map(Observation::coachee).collect()
        }
        None => examples(codebook),
    };
    let texts = if arguments.as_they_are { texts } else { with_few(texts, &phrases) };
    let own = by_pushback(&phrases, &texts);
    if arguments.own {
        println!("{:.1}", own.cost);
        return;
    }
    let bytes: usize = texts.iter().map(|text| text.text.len()).sum();
    let (count, telling) = (texts.len(), own.hits.iter().map(|(_, text)| text));
    println!(
        "{} phrases, {count} texts of {} bytes, {} of them with a phrase, {SAMPLE} for the slow",
        phrases.len(),
        bytes / count,
        telling.collect::<BTreeSet<_>>().len()
    );
    println!(
        "{:32} {:>12} {:>8} {:>8} {:>8} {:>8}",
        "", "ns a text", "times", "hits", "missing", "more"
    );
    report(&own, &own);
    let regexes: Vec<Regex> = phrases.iter().map(|phrase| regex(phrase)).collect();
    let engines = [by_loop, by_set, by_set_on_new, by_longest_word, by_longest_word_alone];
    let mut all = vec![own];
    for engine in engines {
        let measured = engine(&phrases, &regexes, &texts);
        report(&measured, &all[0]);
        all.push(measured);
    }
    if let Some(directory) = &arguments.write {
        write(Path::new(directory), &phrases, &regexes, &texts, &all).unwrap_or_else(|error| {
            panic!("the files cannot be written to `{directory}`: {error}");
        });
    }
}

fn arguments() -> Arguments {
    let mut arguments = Arguments::default();
    let mut given = std::env::args().skip(1);
    while let Some(argument) = given.next() {
        match argument.as_str() {
            "--texts" => arguments.texts = given.next(),
            "--write" => arguments.write = given.next(),
            "--as-they-are" => arguments.as_they_are = true,
            "--own" => arguments.own = true,
            // Cargo says so to every bench.
            "--bench" => {}
            other => panic!(
                "`{other}` is none of `--texts FILE`, `--as-they-are`, `--write DIR` and `--own`"
            ),
        }
    }
    arguments
}

fn by_pushback(phrases: &[Vec<Part>], texts: &[Observation]) -> Measured {
    let classifier = pack(phrases);
    let mut scratch = Scratch::default();
    measure("pushback", texts, |texts| find(&classifier, texts, &mut scratch))
}

fn find(classifier: &Classifier, texts: &[Observation], scratch: &mut Scratch) -> Hits {
    let mut hits = Hits::new();
    for (text, at) in texts.iter().zip(0..) {
        let assessment = classifier.assess_with(text, scratch);
        hits.extend(assessment.behaviours.iter().map(|b| (b.rule[5..].parse().unwrap(), at)));
    }
    hits
}

fn by_loop(_: &[Vec<Part>], regexes: &[Regex], texts: &[Observation]) -> Measured {
    let sample = &texts[..SAMPLE.min(texts.len())];
    measure("loop over Regex", sample, |texts| confirm(texts, regexes, |_| 0..regexes.len()))
}

fn by_set(_: &[Vec<Part>], regexes: &[Regex], texts: &[Observation]) -> Measured {
    let set = set(regexes);
    let sample = &texts[..SAMPLE.min(texts.len())];
    measure("RegexSet (512 MB) and Regex", sample, |texts| {
        confirm(texts, regexes, |text| set.matches(text).into_iter())
    })
}

/// The set builds its automaton as it reads: here it has read the other texts before.
fn by_set_on_new(_: &[Vec<Part>], regexes: &[Regex], texts: &[Observation]) -> Measured {
    let set = set(regexes);
    let from = texts.len().saturating_sub(SAMPLE);
    let (before, new) = texts.split_at(from);
    let mut hits = Hits::new();
    let mut read = |texts: &[Observation]| {
        hits = confirm(texts, regexes, |text| set.matches(text).into_iter());
        hits.clone()
    };
    read(before);
    let cost = cost(new, &mut read);
    let hits = hits.into_iter().map(|(rule, at)| (rule, from + at)).collect();
    Measured { engine: "the same, texts new to it", texts: from..texts.len(), cost, hits }
}

fn set(regexes: &[Regex]) -> RegexSet {
    RegexSetBuilder::new(regexes.iter().map(Regex::as_str))
        .case_insensitive(true)
        .size_limit(1 << 30)
        .dfa_size_limit(512 << 20)
        .build()
        .unwrap()
}

fn by_longest_word(phrases: &[Vec<Part>], regexes: &[Regex], texts: &[Observation]) -> Measured {
    let anchors = Anchors::new(phrases);
    measure("aho-corasick DFA and Regex", texts, |texts| {
        confirm(texts, regexes, |text| anchors.candidates(text).into_iter())
    })
}

/// What of the time the automaton takes, without any regex: it finds no phrase.
fn by_longest_word_alone(phrases: &[Vec<Part>], _: &[Regex], texts: &[Observation]) -> Measured {
    let anchors = Anchors::new(phrases);
    measure("aho-corasick DFA alone", texts, |texts| {
        for text in texts {
            black_box(anchors.candidates(&text.text));
        }
        Hits::new()
    })
}

/// Automaton of words of which one is in every text with a phrase, and the phrases for each.
struct Anchors {
    automaton: AhoCorasick,
    phrases: Vec<Vec<usize>>,
}

impl Anchors {
    fn new(phrases: &[Vec<Part>]) -> Self {
        let mut of_words: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (phrase, at) in phrases.iter().zip(0..) {
            for word in anchors(phrase) {
                of_words.entry(word).or_default().push(at);
            }
        }
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(aho_corasick::AhoCorasickKind::DFA))
            .build(of_words.keys())
            .unwrap();
        Self { automaton, phrases: of_words.into_values().collect() }
    }

    /// The phrases that may be in a text.
    fn candidates(&self, text: &str) -> BTreeSet<usize> {
        let found = self.automaton.find_overlapping_iter(text);
        found.flat_map(|found| &self.phrases[found.pattern().as_usize()]).copied().collect()
    }
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

/// The hits of an engine, and the median of what it takes for a text, when warm.
fn measure(
    engine: &'static str,
    texts: &[Observation],
    mut find: impl FnMut(&[Observation]) -> Hits,
) -> Measured {
    let hits = find(texts);
    let mut costs: Vec<f64> = (0..ROUNDS).map(|_| cost(texts, &mut find)).collect();
    costs.sort_by(f64::total_cmp);
    Measured { engine, texts: 0..texts.len(), cost: costs[ROUNDS / 2], hits }
}

/// What an engine takes for one of the texts, in nanoseconds.
fn cost(texts: &[Observation], find: &mut impl FnMut(&[Observation]) -> Hits) -> f64 {
    let start = processor_time();
    black_box(find(texts));
    let spent = processor_time().saturating_sub(start);
    spent.as_secs_f64() * 1e9 / texts.len() as f64
}

/// The time that this thread has had on the processor.
#[cfg(target_os = "linux")]
fn processor_time() -> Duration {
    let spent = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(spent).unwrap()
}

#[cfg(not(target_os = "linux"))]
fn processor_time() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> =
        std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}

fn report(measured: &Measured, own: &Measured) {
    let Measured { engine, texts, cost, hits } = measured;
    let expected: Hits =
        own.hits.iter().copied().filter(|(_, text)| texts.contains(text)).collect();
    let (missing, more) = (expected.difference(hits).count(), hits.difference(&expected).count());
    let times = cost / own.cost;
    println!("{engine:32} {cost:>12.0} {times:>8.1} {:>8} {missing:>8} {more:>8}", hits.len());
}

/// Writes what engines in other languages are given and compared with.
fn write(
    directory: &Path,
    phrases: &[Vec<Part>],
    regexes: &[Regex],
    texts: &[Observation],
    measured: &[Measured],
) -> std::io::Result<()> {
    std::fs::create_dir_all(directory)?;
    let lines = |name: &str, lines: Vec<Value>| {
        let written = lines.iter().fold(String::new(), |mut written, line| {
            written.push_str(&line.to_string());
            written.push('\n');
            written
        });
        std::fs::write(directory.join(name), written)
    };
    let of_phrases = phrases.iter().zip(regexes).zip(0..).map(|((phrase, regex), rule)| {
        let parts: Vec<Value> = phrase
            .iter()
            .map(|part| match part {
                Part::Words(words) => json!(words),
                Part::Gap(words) => json!({ "gap": words }),
            })
            .collect();
        json!({ "rule": rule, "parts": parts, "regex": regex.as_str(), "anchors": anchors(phrase) })
    });
    lines("phrases.jsonl", of_phrases.collect())?;
    lines("texts.jsonl", texts.iter().map(|text| json!({ "text": text.text })).collect())?;
    let hits = measured.iter().take(1).flat_map(|own| &own.hits);
    lines("hits.jsonl", hits.map(|(rule, text)| json!({ "rule": rule, "text": text })).collect())?;
    let measured = measured.iter().map(|Measured { engine, texts, cost, hits }| {
        json!({ "engine": engine, "from": texts.start, "to": texts.end, "ns": cost, "hits": hits })
    });
    lines("measured.jsonl", measured.collect())
}

/// The phrases of the rules without gaps, unfolded, and their patterns with gaps, each once.
fn phrases(codebook: &Codebook) -> Vec<Vec<Part>> {
    let words = codebook.words();
    let stood_for = words.contractions.iter().chain(&words.clitics).flat_map(|(_, words)| words);
    let reader = Reader { codebook, stood_for: stood_for.map(String::as_str).collect() };
    let rules = codebook.behaviours().iter().flat_map(|behaviour| &behaviour.rules);
    let patterns = rules.flat_map(|rule| rule.any.iter().chain(&rule.all).chain(&rule.then));
    let terms = codebook.concepts().iter().flat_map(|concept| &concept.terms);
    let mut found: [BTreeSet<Vec<Part>>; 2] = Default::default();
    for pattern in patterns.chain(terms) {
        let ways = reader.unfold(&pattern.items, false).unwrap_or_default();
        let ways = ways.into_iter().filter(|way| way.len() > 1);
        found[0]
            .extend(ways.map(|way| way.into_iter().map(|word| Part::Words(vec![word])).collect()));
        found[1].extend(reader.with_gaps(&pattern.items));
    }
    let spread = |(list, most): (BTreeSet<Vec<Part>>, usize)| {
        let every = list.len().div_ceil(most).max(1);
        list.into_iter().step_by(every)
    };
    found.into_iter().zip(MOST).flat_map(spread).collect()
}

/// Makes phrases of words and gaps of the rules' patterns.
struct Reader<'a> {
    codebook: &'a Codebook,
    /// Words that contractions stand for, in which engines would differ.
    stood_for: BTreeSet<&'a str>,
}

impl Reader<'_> {
    /// The ways through items, where they are words alone and not too many. `loose`: any form of a
    /// word is the word as it is written, the coachee is who says *I*, what may be missing is.
    fn unfold(&self, items: &[Item], loose: bool) -> Option<Vec<Vec<String>>> {
        let mut all = vec![Vec::new()];
        for item in items {
            let tails = match item {
                Item::Word(word) => vec![vec![self.word(word)?]],
                Item::Inflected(word) if loose => vec![vec![self.word(word)?]],
                Item::Person(person) if loose => vec![vec![person.name().to_owned()]],
                Item::Optional(_) if loose => vec![Vec::new()],
                Item::Concept(id) if loose => {
                    let terms = &self.codebook.concepts()[id.index()].terms;
                    terms
                        .iter()
                        .filter_map(|term| self.unfold(&term.items, true))
                        .flatten()
                        .collect()
                }
                Item::Choice(branches) if loose => branches
                    .iter()
                    .filter_map(|branch| self.unfold(branch, true))
                    .flatten()
                    .collect(),
                Item::Choice(branches) => {
                    let mut tails = Vec::new();
                    for branch in branches {
                        tails.extend(self.unfold(branch, false)?);
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

    fn word(&self, word: &str) -> Option<String> {
        let same = !self.stood_for.contains(word) && !word.contains('\'');
        same.then(|| word.to_owned())
    }

    /// A pattern with gaps between words, each of which is one of some.
    fn with_gaps(&self, items: &[Item]) -> Option<Vec<Part>> {
        let mut parts: Vec<Part> = Vec::new();
        for item in items {
            match (item, parts.last_mut()) {
                (Item::Optional(_), _) | (Item::Gap(_), None) => {}
                (Item::Gap(more), Some(Part::Gap(words))) => *words = (*words + more).min(12),
                (Item::Gap(words), _) => parts.push(Part::Gap(*words)),
                (item, _) => {
                    let ways = self.unfold(std::slice::from_ref(item), true)?;
                    let words = ways.into_iter().map(|way| way.join(" "));
                    let words: BTreeSet<String> = words.filter(|words| !words.is_empty()).collect();
                    parts.push(Part::Words(words.into_iter().take(MOST_WORDS).collect()));
                }
            }
        }
        while matches!(parts.last(), Some(Part::Gap(_))) {
            parts.pop();
        }
        let some = !parts.iter().any(|part| matches!(part, Part::Words(words) if words.is_empty()));
        (some && parts.iter().any(|part| matches!(part, Part::Gap(_)))).then_some(parts)
    }
}

fn regex(phrase: &[Part]) -> Regex {
    let mut source = String::from(r"(?:^|[^\w'’])");
    let mut gap = 0;
    for (part, at) in phrase.iter().zip(0..) {
        match part {
            Part::Gap(words) => gap = *words,
            Part::Words(words) => {
                if at > 0 {
                    source.push_str(BETWEEN);
                }
                if gap > 0 {
                    let _ = write!(source, r"(?:[\w'’]+{BETWEEN}){{0,{gap}}}");
                }
                let words = words.iter().map(|words| regex::escape(words).replace(' ', BETWEEN));
                let words: Vec<String> = words.collect();
                match words.as_slice() {
                    [words] => source.push_str(words),
                    several => {
                        let _ = write!(source, "(?:{})", several.join("|"));
                    }
                }
                gap = 0;
            }
        }
    }
    source.push_str(r"(?:[^\w'’]|$)");
    RegexBuilder::new(&source).case_insensitive(true).build().unwrap()
}

/// Words of which one is in every text with the phrase: of the part whose words are longest.
fn anchors(phrase: &[Part]) -> Vec<&str> {
    let of_part = phrase.iter().filter_map(|part| match part {
        Part::Words(words) => Some(words),
        Part::Gap(_) => None,
    });
    let best = of_part.max_by_key(|words| {
        words.iter().filter_map(|words| words.split(' ').map(str::len).max()).min()
    });
    let anchors = best
        .into_iter()
        .flatten()
        .filter_map(|words| words.split(' ').max_by_key(|word| word.len()));
    anchors.collect()
}

/// The texts of the rules' examples, each once.
fn examples(codebook: &Codebook) -> Vec<Observation> {
    let rules = codebook.behaviours().iter().flat_map(|behaviour| &behaviour.rules);
    let texts = rules.flat_map(|rule| &rule.examples).map(|example| example.text.as_str());
    texts.collect::<BTreeSet<_>>().into_iter().map(Observation::coachee).collect()
}

/// The texts that have no phrase, and a phrase at the end of one in [`EVERY`] of them.
fn with_few(texts: Vec<Observation>, phrases: &[Vec<Part>]) -> Vec<Observation> {
    let hits = find(&pack(phrases), &texts, &mut Scratch::default());
    let telling: BTreeSet<usize> = hits.into_iter().map(|(_, text)| text).collect();
    let silent = texts.into_iter().zip(0..).filter(|(_, at)| !telling.contains(at));
    let mut phrases = phrases.iter().step_by(37).cycle();
    silent
        .zip(0..)
        .map(|((text, _), at)| {
            let phrase = if at % EVERY == 0 { phrases.next() } else { None };
            let mut text = text.text;
            for part in phrase.into_iter().flatten() {
                match part {
                    Part::Words(words) => {
                        let _ = write!(text, " {}", words[0]);
                    }
                    Part::Gap(_) => text.push_str(" quite"),
                }
            }
            Observation::coachee(text)
        })
        .collect()
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
                Part::Words(words) if words.len() == 1 => words[0].clone(),
                Part::Words(words) => format!("({})", words.join("|")),
                Part::Gap(words) => format!("..{words}"),
            })
            .collect();
        let _ = write!(
            rules,
            "[[behaviour.rule]]\nid = \"found{at}\"\nany = ['{}']\nwithin = \"sentence\"\n\
             fires = [\"<It>.\"]\nsilent = [\"Nothing.\"]\n",
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
