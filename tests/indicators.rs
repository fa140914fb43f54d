//! What do many small signs tell together, and is it shown how?

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by failing"
)]

mod common;

use common::{Files, codes, files_of, words};
use pushback::{Assessment, Case, Classifier, Codebook, Observation, Strength};

/// On the trial pack, dismissal stands at 12 points.
const INDICATORS: &str = r#"
never = ["she", "he"]

[[scale]]
code = "dismissal"
base = -8
withheld = -12
least = -15
most = 17

[words]
"crutch~" = { dismissal = 12 }
"on the side" = { dismissal = 6 }
"props" = { dismissal = 10 }
"schedule" = { dismissal = -6 }
"#;

fn with(indicators: &str) -> Classifier {
    let mut files: Files = files_of("trial");
    files.insert("indicators.toml".to_owned(), indicators.to_owned());
    Classifier::new(Codebook::from_files(files).expect("the trial pack and indicators are sound"))
}

fn assess(text: &str) -> Assessment {
    with(INDICATORS).assess(&Observation::coachee(text))
}

/// The points that indicators give dismissal, and those of each that is shown.
fn given(assessment: &Assessment) -> Option<(i32, Vec<(&str, i32)>)> {
    let found = assessment.codes.iter().chain(&assessment.hints);
    let mut evidence =
        found.filter(|code| code.code == "dismissal").flat_map(|code| &code.evidence);
    let of = evidence.find(|evidence| evidence.rule == "dismissal.indicators")?;
    Some((of.points, of.indicators.iter().map(|i| (i.indicator.as_str(), i.points)).collect()))
}

#[test]
fn enough_of_them_make_a_code_stand_and_each_is_shown() {
    let text = "Crutches and props, that is all.";
    let assessment = assess(text);
    assert_eq!(codes(&assessment), ["dismissal"]);
    let told = vec![("crutch~", 12), ("props", 10)];
    assert_eq!(given(&assessment), Some((12 + 10 - 8, told)));
    let shown = &assessment.codes[0].evidence[0].indicators;
    assert_eq!(words(shown[0].span, text), "Crutches");
    assert_eq!(assessment.codes[0].strength, Strength::Moderate);
}

#[test]
fn too_few_of_them_are_a_hint_or_nothing() {
    let hinted = assess("Props on the side.");
    assert_eq!((hinted.codes.len(), hinted.hints.len()), (0, 1));
    assert_eq!(hinted.hints[0].points, 10 + 6 - 8);
    let nothing = assess("Props.");
    assert_eq!((nothing.codes, nothing.hints), (Vec::new(), Vec::new()));
}

#[test]
fn one_counts_once_however_often_it_stands_there() {
    assert_eq!(
        given(&assess("Crutches, crutch, a crutch: props")),
        given(&assess("crutch, props"))
    );
}

#[test]
fn together_they_give_at_most_what_the_scale_says() {
    let assessment = assess("Crutches and props on the side.");
    assert_eq!(given(&assessment).map(|(points, _)| points), Some(17));
    assert_eq!(assessment.codes[0].points, 17);
}

#[test]
fn beside_a_behaviour_they_add_or_take_away() {
    let alone = with("").assess(&Observation::coachee("Coaching is for losers."));
    let points = alone.code("dismissal").expect("it stands").points;
    let with_signs = assess("Coaching is for losers. Props and crutches.");
    assert_eq!(with_signs.code("dismissal").expect("it stands").points, points + 14);
    let against = assess("Coaching is for losers.");
    let found = against.codes.iter().chain(&against.hints).find(|code| code.code == "dismissal");
    assert_eq!(found.expect("the behaviour speaks for it").points, points - 8);
}

#[test]
fn what_a_modifier_withheld_is_held_against_them() {
    let text = "I don't think coaching is for losers. Props and crutches.";
    let assessment = assess(text);
    assert_eq!(codes(&assessment), [""; 0], "12 + 10 - 8 - 12 is too little");
    assert_eq!(assessment.hints, []);
}

#[test]
fn in_a_text_that_is_too_long_they_are_not_added_up() {
    let words = |count: usize| format!("Crutches and props.{}", " Rain again.".repeat(count));
    assert_eq!(codes(&assess(&words(20))), ["dismissal"]);
    assert_eq!(codes(&assess(&words(100))), [""; 0]);
}

#[test]
fn behaviours_without_words_are_weighed_as_without_indicators() {
    let sent = Observation::default().behaviour("coaching_is_for_losers");
    let (one, other) = (with(INDICATORS).assess(&sent), with("").assess(&sent));
    assert_eq!(one.codes, other.codes);
}

#[test]
fn over_a_case_those_of_one_observation_count_and_not_the_sum() {
    let case = |texts: &[&str]| {
        let all =
            texts.iter().zip(1..).map(|(text, at)| Observation::coachee(*text).in_session(at));
        with(INDICATORS).assess_case(&Case::new(all))
    };
    assert!(codes(&case(&["Props.", "Crutches.", "On the side."])).is_empty());
    let together = case(&["Nothing new.", "Props and crutches."]);
    assert_eq!(given(&together).map(|(points, _)| points), Some(14));
    assert_eq!(together.codes[0].evidence[0].observation, Some(1));
}

#[test]
fn the_built_in_ones_never_make_a_code_strong_alone_and_tell_of_nobody() {
    let codebook = Classifier::builtin().codebook();
    let indicators = codebook.indicators();
    assert!(!indicators.scales.is_empty() && !indicators.all.is_empty());
    for scale in &indicators.scales {
        let code = &codebook.codes()[scale.code.index()];
        let strong = i32::from(code.threshold) * i32::from(codebook.pack().strong);
        assert!(i32::from(scale.most) * 100 < strong, "{} may be strong alone", code.id);
    }
    for word in ["he", "she", "her", "his", "man", "woman"] {
        assert!(indicators.never.iter().any(|never| never == word), "{word} may tell");
    }
}
