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
use pushback::calibration::{
    Aims, Calibration, PointsChange, Role, Sample, ThresholdChange, calibrate,
};
use pushback::calibration::{rewritten, written};
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

/// Unread sets in which "a joke", for which the rules give little, is always said of what is coded,
/// "I don't need coaching", for which they give more, never, and "too dear" half of the time.
fn told_by_rules() -> Vec<Sample> {
    let mut samples = Vec::new();
    for set in 0..6 {
        for at in 0..60 {
            let (text, coded) = match at % 6 {
                0 => ("Coaching is a joke.", true),
                1 => ("It's too dear.", at % 12 == 1),
                2 => ("Coaching is for losers.", true),
                3 => ("I don't need coaching.", false),
                _ => ("The harbour opens at nine, and coaching is at ten.", false),
            };
            let observation = Observation::coachee(text);
            let labels = coded.then(|| "dismissal".to_owned()).into_iter().collect();
            samples.push(Sample { observation, codes: labels, set, role: Role::Unread });
        }
    }
    samples
}

fn change<'c>(fitted: &'c Calibration, evidence: &str) -> Option<&'c PointsChange> {
    fitted.points.iter().find(|change| change.evidence == evidence)
}

#[test]
fn points_go_towards_what_unread_texts_tell_and_keep_their_sign() {
    // No indicator has room to say the same.
    let aims = Aims {
        most_indicators: 0,
        precision: 0.5,
        false_alarms: 1.0,
        folds: 3,
        ..Aims::new(vec!["dismissal".into()])
    };
    let fitted = calibrate(&rules(NEVER), &told_by_rules(), &aims);
    let joke = change(&fitted, "it_is_a_joke").expect("it is always right and gave only 2");
    assert_eq!((joke.before, joke.texts, joke.share), (2, 60, 1.0));
    assert!(joke.after > joke.before, "{joke:?}");
    let needless = change(&fitted, "is_too_good_for_it").expect("it is never right and gave 8");
    assert!((1..8).contains(&needless.after), "{needless:?}");
    let dear = change(&fitted, "it_costs_too_much");
    assert_eq!(dear, None, "what decides alone is left to its author");
    assert!(fitted.points.iter().all(|change| change.after < 12), "and nothing else comes to it");
    let unseen = change(&fitted, "kept_it_from_the_team");
    assert_eq!(unseen, None, "what stands in no text keeps its points");
}

#[test]
fn points_of_texts_that_authors_have_read_stay_as_they_are() {
    let mut samples = told_by_rules();
    for sample in &mut samples {
        sample.role = Role::Read;
    }
    let aims = Aims { folds: 3, ..Aims::new(vec!["dismissal".into()]) };
    assert_eq!(calibrate(&rules(NEVER), &samples, &aims).points, []);
}

#[test]
fn without_being_asked_for_no_points_are_fitted() {
    let aims = Aims { points: false, folds: 3, ..Aims::new(vec!["dismissal".into()]) };
    let fitted = calibrate(&rules(NEVER), &told_by_rules(), &aims);
    assert_eq!((fitted.points, fitted.thresholds), (vec![], vec![]));
}

#[test]
fn the_threshold_of_a_code_without_indicators_goes_to_where_it_is_recognised_best() {
    // Nothing is to fit for the other code: what is left of the aims is `dismissal`.
    let mut samples = told_by_rules();
    for sample in &mut samples {
        if sample.observation.text.contains("losers") {
            sample.codes.clear();
        }
    }
    let aims = Aims { folds: 3, ..Aims::new(vec!["reactance".into()]) };
    let fitted = calibrate(&rules(NEVER), &samples, &aims);
    let of = fitted.figures.iter().find(|of| of.code == "dismissal").expect("it is measured too");
    assert!(of.after.f1() > of.before.f1(), "{of:?}");
}

#[test]
fn numbers_are_written_where_they_stand_and_nothing_else_changes() {
    let change = |code: &str, evidence: &str, rule: Option<&str>, after| PointsChange {
        code: code.into(),
        evidence: evidence.into(),
        rule: rule.map(str::to_owned),
        before: 0,
        after,
        texts: 12,
        share: 0.75,
        lift: 4.25,
    };
    let mut fitted = fitted(&samples());
    fitted.points = vec![
        change("dismissal", "it_is_a_joke", None, 7),
        change("dismissal", "dismissal.field", None, 9),
        change("dismissal", "is_too_good_for_it", Some("dismissal.beneath"), 3),
        change("autonomy", "session_missed", None, 8),
        change("reactance", "session_missed", None, 11),
    ];
    fitted.thresholds = vec![ThresholdChange { code: "dismissal".into(), before: 12, after: 14 }];
    let file = "\
id = \"dismissal\" # of the book
threshold = 12 # by feel

[[evidence]]
id = \"dismissal.field\"
points   =   8

[[behaviour]]
id = \"it_is_a_joke\"
points = 2

# A remark of its author.
[[behaviour]]
id = \"is_too_good_for_it\"
points = 8
[[behaviour.rule]]
id = \"dismissal.beneath\"
points = 4
";
    let expected = file
        .replace("threshold = 12 # by feel", "threshold = 14 # by feel; fitted, was 12")
        .replace(
            "points   =   8\n\n",
            "points   =   9 # fitted: 12 texts, 75 % dismissal, lift 4.2\n\n",
        )
        .replace("points = 2", "points = 7 # fitted: 12 texts, 75 % dismissal, lift 4.2")
        .replace("points = 4", "points = 3 # fitted: 12 texts, 75 % dismissal, lift 4.2");
    assert_eq!(rewritten(&fitted, file), Ok((expected.clone(), 4)));
    assert_eq!(rewritten(&fitted, &expected), Ok((expected, 4)), "written twice, it is the same");

    let shared = "[[behaviour]]\nid = \"session_missed\"\nevidence = [{ code = \"autonomy\", points = 6 }, { code = \"reactance\", points = 14 }]\n";
    let (text, changed) = rewritten(&fitted, shared).expect("it is TOML");
    assert_eq!(changed, 2);
    assert!(text.contains("[{ code = \"autonomy\", points = 8 }, { code = \"reactance\", points = 11 }] # fitted: 12 texts, 75 % autonomy, lift 4.2; fitted: 12 texts, 75 % reactance, lift 4.2\n"), "{text}");
    assert!(rewritten(&fitted, "points = ").is_err());
}
