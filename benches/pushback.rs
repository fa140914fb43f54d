//! How long it takes until the built-in rules are ready in a new process, to parse, check and compile
//! rules, to assess texts in which they fire never, now
//! and then, often or always, to assess long texts, cases, and batches on one thread or all.
//!
//! Every bench asserts what it found, so that a fast wrong answer is not taken for a good one.

#![allow(missing_docs, reason = "the macros of the bench library make public items")]
#![allow(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a bench may fail")]

mod texts;

use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group};
use pushback::{Assessment, Case, CaseFile, Classifier, Codebook, Context, Observation, Scratch};

fn load(c: &mut Criterion) {
    let mut group = c.benchmark_group("load");
    group.sample_size(10);
    let files = Codebook::builtin_files();
    let bytes: usize = files.iter().map(|(_, content)| content.len()).sum();
    group.throughput(Throughput::Bytes(bytes as u64));
    // They are got ready once for a process: each turn is a process of its own.
    let program = std::env::current_exe().unwrap();
    group.bench_function("ready", |b| {
        b.iter_custom(|turns| {
            let turns = (0..turns).map(|_| {
                let told = Command::new(&program).env(READY, "1").output().unwrap();
                let nanoseconds = String::from_utf8(told.stdout).unwrap();
                Duration::from_nanos(nanoseconds.trim().parse().unwrap())
            });
            turns.sum()
        });
    });
    group.bench_function("parse", |b| {
        b.iter(|| {
            for (path, content) in black_box(files) {
                assert!(toml::de::DeTable::parse(content).is_ok(), "{path}");
            }
        });
    });
    group.bench_function("parse and check", |b| {
        b.iter(|| {
            let codebook = Codebook::from_files(black_box(files).iter().copied()).unwrap();
            assert!(codebook.code("dismissal").is_some());
            codebook
        });
    });
    let codebook = Codebook::builtin();
    group.bench_function("compile", |b| {
        b.iter_with_setup(|| codebook.clone(), |codebook| Classifier::new(black_box(codebook)));
    });
    group.finish();
}

fn assess(c: &mut Criterion) {
    let classifier = Classifier::builtin();
    let mut group = c.benchmark_group("assess");
    for (name, every) in texts::KINDS {
        let (texts, expected) = texts::of_kind(every);
        let showing = |texts: &[Observation], scratch: &mut Scratch| {
            let assessed = texts.iter().map(|text| classifier.assess_with(text, scratch));
            assessed.filter(|assessment| !assessment.behaviours.is_empty()).count()
        };
        let bytes: usize = texts.iter().map(|text| text.text.len()).sum();
        group.throughput(Throughput::Bytes(bytes as u64));
        group.bench_function(name, |b| {
            let mut scratch = Scratch::default();
            b.iter(|| assert_eq!(showing(black_box(&texts), &mut scratch), expected));
        });
    }
    group.finish();
}

fn length(c: &mut Criterion) {
    let classifier = Classifier::builtin();
    let mut group = c.benchmark_group("length");
    for lines in [1_usize, 10, 100, 1000] {
        let plain = include_str!("plain.txt").lines().cycle();
        let text = plain.take(lines).collect::<Vec<_>>().join(" ");
        let observation = Observation::coachee(text);
        group.throughput(Throughput::Bytes(observation.text.len() as u64));
        group.bench_function(BenchmarkId::from_parameter(lines), |b| {
            let mut scratch = Scratch::default();
            b.iter(|| {
                let assessment = classifier.assess_with(black_box(&observation), &mut scratch);
                assert_eq!(assessment.codes, []);
            });
        });
    }
    group.finish();
}

fn case(c: &mut Criterion) {
    let classifier = Classifier::builtin();
    let mut group = c.benchmark_group("case");
    for sessions in [4_u32, 40] {
        let texts = texts::mixed(5);
        let observations = texts.into_iter().zip((1..=sessions).cycle());
        let case =
            Case::new(observations.take(sessions as usize * 5).map(|(o, s)| o.in_session(s)));
        group.bench_function(BenchmarkId::from_parameter(sessions), |b| {
            b.iter(|| {
                let assessment = classifier.assess_case(black_box(&case));
                assert_eq!(assessment.timeline.len(), sessions as usize);
            });
        });
    }
    // A long case, to which one observation is added.
    let acts = ["session_missed", "feedback_welcomed", "advice_refused", "reasons_given"];
    for count in [1_000_u32, 10_000] {
        let mut file = CaseFile::new(classifier, Context::default());
        for (at, act) in (0..count).zip(acts.iter().cycle()) {
            file.add(&Observation::default().behaviour(*act).in_session(at / 4 + 1));
        }
        assert!(!file.assess().codes.is_empty());
        let more = Observation::coachee("Stop telling me how to do my job.").in_session(count);
        group.bench_function(BenchmarkId::new("one more", count), |b| {
            b.iter_batched_ref(
                || file.clone(),
                |file| {
                    file.add(black_box(&more));
                    assert!(file.assess().code("reactance").is_some());
                },
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

fn batch(c: &mut Criterion) {
    let classifier = Classifier::builtin();
    let mut group = c.benchmark_group("batch");
    let (texts, expected) = texts::of_kind(5);
    let batch: Vec<Observation> = texts.iter().cycle().take(texts.len() * 8).cloned().collect();
    group.throughput(Throughput::Elements(batch.len() as u64));
    let showing = |assessments: &mut dyn Iterator<Item = Assessment>| {
        assessments.filter(|assessment| !assessment.behaviours.is_empty()).count()
    };
    group.bench_function("one thread", |b| {
        let mut scratch = Scratch::default();
        b.iter(|| {
            let mut assessed = classifier.assess_batch(black_box(&batch), &mut scratch);
            assert_eq!(showing(&mut assessed), 8 * expected);
        });
    });
    #[cfg(feature = "parallel")]
    group.bench_function("all threads", |b| {
        b.iter(|| {
            let mut assessed = classifier.assess_parallel(black_box(&batch)).into_iter();
            assert_eq!(showing(&mut assessed), 8 * expected);
        });
    });
    group.finish();
}

criterion_group!(benches, load, assess, length, case, batch);

/// The variable of the environment by which a process is asked how long it takes to get ready.
const READY: &str = "PUSHBACK_BENCH_READY";

fn main() {
    if std::env::var_os(READY).is_some() {
        let start = Instant::now();
        assert!(Classifier::builtin().codebook().code("dismissal").is_some());
        println!("{}", start.elapsed().as_nanos());
        return;
    }
    benches();
    Criterion::default().configure_from_args().final_summary();
}
