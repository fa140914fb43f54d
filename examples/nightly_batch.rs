//! A nightly batch inside a program of one's own: threads that share one classifier, each with
//! memory that it reuses, and counts that name nobody.
//!
//! `cargo run --example nightly_batch` reads the samples of this repository. For files,
//! `pushback assess` does the same without a program.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::num::NonZero;
use std::thread;

use pushback::{Classifier, Observation, Scratch};

const INPUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/samples/observations.jsonl");

fn main() -> Result<(), Box<dyn Error>> {
    let (observations, broken) = read(&fs::read_to_string(INPUT)?);
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = observations.len().div_ceil(threads).max(1);

    let counts = thread::scope(|scope| {
        let parts = observations.chunks(share).map(|part| scope.spawn(|| count(part)));
        let parts: Vec<_> = parts.collect();
        let mut sum = BTreeMap::new();
        for part in parts.into_iter().filter_map(|part| part.join().ok()) {
            for (code, number) in part {
                *sum.entry(code).or_insert(0) += number;
            }
        }
        sum
    });

    println!("{} observations, {broken} lines that are none", observations.len());
    for (code, number) in counts {
        println!("{code:>24} {number}");
    }
    Ok(())
}

/// How often each code stands in these observations.
fn count(observations: &[Observation]) -> BTreeMap<String, usize> {
    let classifier = Classifier::builtin();
    let mut scratch = Scratch::default();
    let mut counts = BTreeMap::new();
    for observation in observations {
        for found in classifier.assess_with(observation, &mut scratch).codes {
            *counts.entry(found.code).or_insert(0) += 1;
        }
    }
    counts
}

/// The observations of JSON Lines, and how many lines are none.
fn read(lines: &str) -> (Vec<Observation>, usize) {
    let lines = lines.lines().filter(|line| !line.trim().is_empty());
    let (good, bad): (Vec<_>, Vec<_>) =
        lines.map(serde_json::from_str::<Observation>).partition(Result::is_ok);
    (good.into_iter().flatten().collect(), bad.len())
}
