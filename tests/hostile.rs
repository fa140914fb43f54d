//! Are rules that were made to do harm refused, and fast?
//!
//! Every pack here is the small one in `mistakes/minimal` with something monstrous in it. What is
//! told of it is known, and the time it may take is set by what the built-in rules take.

#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by failing"
)]

mod common;

use std::fmt::Write as _;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use common::{Files, files_of};
use pushback::{Classifier, Codebook, LoadError, Observation};

/// How long a pack may take to be refused: so many times as long as the files of the built-in rules
/// take to be loaded on the same machine, beside the same other things.
const LONGEST: u32 = 60;

/// The longest time that a pack may take here and now.
fn longest() -> Duration {
    static BUILTIN: OnceLock<Duration> = OnceLock::new();
    *BUILTIN.get_or_init(|| {
        let start = Instant::now();
        let files = Codebook::builtin_files().iter().copied();
        let _ = Classifier::new(Codebook::from_files(files).expect("the built-in rules are sound"));
        start.elapsed()
    }) * LONGEST
}

/// What is told of the small pack with these files, strictly and leniently.
fn told(changes: &[(&str, &str)]) -> Vec<&'static str> {
    let mut files: Files = files_of("mistakes/minimal");
    for (path, content) in changes {
        files.insert((*path).to_owned(), (*content).to_owned());
    }
    let start = Instant::now();
    let strict = Codebook::from_files(files.clone());
    let lenient = Codebook::from_files_lenient(files);
    for codebook in [&strict, &lenient].into_iter().flatten() {
        let classifier = Classifier::new(codebook.clone());
        let _ = classifier.assess(&Observation::coachee("Coaching is for losers, a b a b a b."));
    }
    let took = start.elapsed();
    assert!(took < longest(), "{took:?}, where {:?} is the most", longest());
    let error = strict.err();
    let mut slugs: Vec<&str> =
        error.iter().flat_map(LoadError::mistakes).map(|mistake| mistake.slug).collect();
    slugs.sort_unstable();
    slugs.dedup();
    slugs
}

const LEXICON: &str = "field = \"x\"\nabout = \"x\"\n";

fn concept(id: &str, terms: &str) -> String {
    format!("\n[[concept]]\nid = \"{id}\"\nmeans = \"x\"\nterms = [{terms}]\n")
}

#[test]
fn brackets_that_stand_deep_in_one_another_are_refused() {
    for deep in [
        format!("terms = {}", "[".repeat(9000)),
        format!("x = {}", "{x = ".repeat(1900)),
        "[a]\n".replace('a', &"a.".repeat(4900)),
        format!("{}x = 1", "a.".repeat(4900)),
    ] {
        let slugs = told(&[("lexicon/deep.toml", &deep)]);
        assert!(slugs.contains(&"toml-syntax") || slugs.contains(&"unknown-key"), "{slugs:?}");
    }
    let pattern = format!("\"{}a{}\"", "(".repeat(400), ")".repeat(400));
    let lexicon = LEXICON.to_owned() + &concept("deep", &pattern);
    assert_eq!(told(&[("lexicon/deep.toml", &lexicon)]), ["nested-too-deep"]);
}

#[test]
fn alternatives_that_multiply_are_read_as_they_stand() {
    // Each unfolds into more texts than there are atoms.
    let pattern = format!("\"{}\"", "(a|b|c|d~) ".repeat(90).trim_end());
    // Each unfolds into just as many as are taken, all different.
    let mut lexicon = LEXICON.to_owned() + &concept("wide", &vec![pattern; 500].join(", \n"));
    for number in 0..5000 {
        let term = format!("\"w{number} (a|b) (a|b) (a|b) (a|b) (a|b) (a|b) (a|b) (a|b)\"");
        lexicon += &concept(&format!("unfolding_{number}"), &term);
    }
    assert_eq!(told(&[("lexicon/wide.toml", &lexicon)]), [""; 0]);
}

#[test]
fn concepts_in_a_ring_and_in_a_tower_are_told_once() {
    let chain = |last: &str| {
        let mut lexicon = LEXICON.to_owned();
        for number in 0..5000 {
            let next = format!("\"up {{c{}}}\"", number + 1);
            lexicon += &concept(&format!("c{number}"), &next);
        }
        lexicon + &concept("c5000", last)
    };
    assert_eq!(told(&[("lexicon/ring.toml", &chain("\"{c0}\""))]), ["concept-cycle"]);
    assert_eq!(told(&[("lexicon/tower.toml", &chain("\"roof\""))]), ["concepts-too-deep"]);
}

#[test]
fn words_that_stand_for_many_do_not_multiply() {
    let many = "many ".repeat(700);
    let words = format!("[contractions]\nx = \"{}\"\n[irregular]\ngo = [{}]", many.trim_end(), {
        (0..5000).fold(String::new(), |mut forms, number| {
            let _ = writeln!(forms, "\"go{number}\",");
            forms
        })
    });
    let pattern = format!("\"{}\"", "x go~ ".repeat(150).trim_end());
    let lexicon = LEXICON.to_owned() + &concept("many", &vec![pattern; 2000].join(",\n"));
    let slugs = told(&[("words.toml", &words), ("lexicon/many.toml", &lexicon)]);
    assert!(slugs.contains(&"text-too-long") && slugs.contains(&"too-many-things"), "{slugs:?}");
}

#[test]
fn a_clitic_is_not_split_off_for_ever() {
    let words = format!("transparent = [\"{}\"]\n[clitics]\nx = [\"is\"]", "x".repeat(3900));
    let slugs = told(&[("words.toml", &words)]);
    assert!(slugs.contains(&"text-too-long"), "{slugs:?}");
    let lexicon = LEXICON.to_owned() + &concept("long", &format!("\"{}\"", "x".repeat(990)));
    let words = "[clitics]\nx = [\"is\"]";
    let _ = told(&[("words.toml", words), ("lexicon/long.toml", &lexicon)]);
}

#[test]
fn unknown_names_without_number_are_counted_and_not_guessed_at() {
    let known: String = (0..4900).fold(LEXICON.to_owned(), |all, number| {
        all + &concept(&format!("a_name_that_is_rather_long_and_ends_in_{number:05}"), "\"a\"")
    });
    let unknown: String = (0..4900).fold(LEXICON.to_owned(), |all, number| {
        let term = format!("\"{{a_nmae_that_is_rather_lnog_and_neds_in_{number:05}}}\"");
        all + &concept(&format!("other_{number}"), &term)
    });
    let slugs = told(&[("lexicon/known.toml", &known), ("lexicon/unknown.toml", &unknown)]);
    assert!(slugs.contains(&"unknown-concept"), "{slugs:?}");
}

#[test]
fn evidence_and_rules_without_number_are_cut_off() {
    let mut file = String::new();
    for number in 0..12_000 {
        let _ = write!(
            file,
            "[[behaviour]]\nid = \"b{number}\"\ntitle = \"x\"\nsource = \"book#time\"\nsupport = \"direct\"\nevidence = [{{ code = \"time\", points = 1 }}]\n[[behaviour.rule]]\nid = \"b.{number}\"\nany = [\"w{number}\"]\nfires = [\"<w{number}>\"]\nsilent = [\"x\"]\n"
        );
    }
    assert_eq!(told(&[("behaviours/many.toml", &file)]), ["too-many-things"]);
}

#[test]
fn regular_expressions_that_grow_are_few_and_small() {
    let mut lexicon = LEXICON.to_owned();
    for number in 0..2000 {
        let _ = write!(
            lexicon,
            "\n[[concept]]\nid = \"r{number}\"\nmeans = \"x\"\nregex = '(\\w{{{}}}){{50}}'\n",
            number % 50 + 2
        );
    }
    assert_eq!(told(&[("lexicon/regex.toml", &lexicon)]), ["bad-regex", "too-many-things"]);
}

#[test]
fn a_line_of_many_examples_is_refused_before_each_looks_for_its_place() {
    let examples = "\"We <don't have the time>.\", ".repeat(50_000);
    let file = files_of("mistakes/minimal")["codes/time.toml"]
        .replace("fires = [{", &format!("fires = [{examples}{{"));
    let slugs = told(&[("codes/time.toml", &file)]);
    assert!(slugs.contains(&"line-too-long"), "{slugs:?}");
}

#[test]
fn changes_without_number_are_cut_off() {
    let mut layer = String::new();
    for number in 0..20_000 {
        let _ = writeln!(layer, "[[disable.rule]]\nid = \"r{number}\"\nreason = \"r\"");
    }
    let pack = "schema = 1\nid = \"x\"\nversion = \"1\"\ntitle = \"x\"\nextends = \"core-en\"\n";
    let start = Instant::now();
    let error = Codebook::from_files([("pack.toml", pack), ("layer.toml", &layer)]);
    let error = error.expect_err("there are no such rules");
    let took = start.elapsed();
    assert!(took < longest(), "{took:?}, where {:?} is the most", longest());
    let slugs: Vec<_> = error.mistakes().iter().map(|mistake| mistake.slug).collect();
    assert!(slugs.contains(&"too-many-things") && slugs.contains(&"unknown-rule"));
    assert!(slugs.len() <= 1000);
}

#[test]
fn files_without_number_are_not_read() {
    let root = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("many-files/lexicon");
    std::fs::create_dir_all(&root).expect("it can be made");
    for number in 0..1500 {
        std::fs::write(root.join(format!("{number}.toml")), "x = 1\n").expect("it can be written");
    }
    let start = Instant::now();
    let error = Codebook::load(root.parent().expect("it stands in one")).expect_err("too many");
    let took = start.elapsed();
    assert!(took < longest(), "{took:?}, where {:?} is the most", longest());
    assert!(error.mistakes().iter().any(|mistake| mistake.slug == "pack-too-large"), "{error}");
}
