//! Does calibration find what tells, and only that, and is what it writes read back?

#![cfg(feature = "calibrate")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by failing"
)]

mod common;

use std::collections::BTreeSet;

use common::{codes, files_of};
use pushback::calibration::{Aims, Calibration, Role, Sample, calibrate, written};
use pushback::codebook::Indicator;
use pushback::{Classifier, Codebook, Observation};

/// Words by which the made-up writers tell what they think; the rules know none of them.
const TELLING: [&str; 3] = ["plaster", "crutch", "sickbay"];
const PLAIN: [&str; 8] =
    ["invoice", "harbour", "printer", "ladder", "parcel", "timber", "sparrow", "kettle"];
const NEVER: &str = "never = [\"she\"]\n";

/// Six sets of texts: those with a telling word are labelled, and `she` stands in most of them.
fn samples() -> Vec<Sample> {
    let mut samples = Vec::new();
    for set in 0..6 {
        for at in 0..60 {
            let plain = (PLAIN[(at * 3 + set) % 8], PLAIN[(at * 5 + set + 1) % 8]);
            let telling = at % 3 == 0;
            let mut text = format!("{} near the {} a ladle said", plain.0, plain.1);
            if telling {
                text = [&text, TELLING[(at / 3 + set) % 3]].join(" ");
            }
            if telling || at % 4 == 0 {
                text += " she";
            }
            let codes: BTreeSet<String> =
                telling.then(|| "dismissal".to_owned()).into_iter().collect();
            let role = if set < 2 { Role::Read } else { Role::Unread };
            samples.push(Sample { observation: Observation::coachee(text), codes, set, role });
        }
    }
    samples
}

fn rules(indicators: &str) -> Codebook {
    let mut files = files_of("trial");
    files.insert("indicators.toml".to_owned(), indicators.to_owned());
    Codebook::from_files(files).expect("the trial pack is sound")
}

fn fitted(samples: &[Sample]) -> Calibration {
    let aims = Aims { most_indicators: 6, folds: 3, ..Aims::new(vec!["dismissal".to_owned()]) };
    calibrate(&rules(NEVER), samples, &aims)
}

fn points(all: &[Indicator], name: &str) -> Option<i16> {
    all.iter().find(|one| one.name == name).and_then(|one| one.tells.first()).map(|tells| tells.1)
}

#[test]
fn what_tells_is_found_with_points_for_the_code() {
    let found = fitted(&samples()).indicators.all;
    for word in TELLING {
        assert!(points(&found, word).is_some_and(|points| points > 0), "{word}: {found:?}");
    }
    for word in PLAIN {
        assert!(points(&found, word).is_none_or(|points| points.abs() <= 2), "{word}: {found:?}");
    }
}

#[test]
fn what_would_tell_who_is_spoken_of_is_never_among_them() {
    let found = fitted(&samples()).indicators.all;
    assert!(found.iter().all(|one| !one.name.split(' ').any(|word| word == "she")), "{found:?}");
}

#[test]
fn unread_texts_are_recognised_and_the_figures_say_so() {
    let samples = samples();
    let fitted = fitted(&samples);
    let figures = &fitted.figures[0];
    assert_eq!((figures.code.as_str(), figures.before.right, figures.met), ("dismissal", 0, true));
    assert_eq!(figures.after.labelled, 4 * 20, "only unread sets are counted");
    assert_eq!((figures.after.right, figures.after.flagged), (80, 80));
    let classifier = Classifier::new(rules(&written(&fitted, &rules(NEVER))));
    for sample in samples.iter().filter(|sample| sample.role == Role::Unread) {
        let found = classifier.assess(&sample.observation);
        assert_eq!(
            !codes(&found).is_empty(),
            !sample.codes.is_empty(),
            "{}",
            sample.observation.text
        );
    }
}

#[test]
fn labels_without_any_reason_give_no_indicator_that_flags() {
    let mut samples = samples();
    for (at, sample) in samples.iter_mut().enumerate() {
        let text = sample.observation.text.replace("plaster", "a").replace("crutch", "a");
        sample.observation =
            Observation::coachee(text.replace("sickbay", "a").replace("she", "we"));
        sample.codes = (at * 7919 % 31 < 10).then(|| "dismissal".to_owned()).into_iter().collect();
    }
    let figures = &fitted(&samples).figures[0];
    assert!(figures.after.recall() < 0.3, "{figures:?}");
}

#[test]
fn the_same_texts_give_the_same_file_and_it_reads_back_the_same() {
    let (rules_before, samples) = (rules(NEVER), samples());
    let text = written(&fitted(&samples), &rules_before);
    assert_eq!(text, written(&fitted(&samples), &rules_before));
    let read = rules(&text);
    let of = |all: &[Indicator]| -> Vec<_> {
        let mut all: Vec<_> = all.iter().map(|one| (one.name.clone(), one.tells.clone())).collect();
        all.sort();
        all
    };
    assert_eq!(of(&read.indicators().all), of(&fitted(&samples).indicators.all));
    assert_eq!(read.indicators().scales, fitted(&samples).indicators.scales);
    assert_eq!(read.indicators().never, ["she"]);
}
