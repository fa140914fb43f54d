//! Does an explanation say what an assessment shows, and does it name what stands in the way?

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by failing"
)]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::sync::LazyLock;

use common::example_texts;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use pushback::explanation::Verdict;
use pushback::{
    Asked, Assessment, Classifier, Explainer, Explanation, Observation, Span, Speaker, Suppressed,
};

static EXPLAINER: LazyLock<Explainer<'static>> =
    LazyLock::new(|| Explainer::new(Classifier::builtin()));

static EXAMPLES: LazyLock<Vec<Observation>> =
    LazyLock::new(|| example_texts(Classifier::builtin().codebook()));

/// All that may be asked.
static EVERYTHING: LazyLock<Asked> = LazyLock::new(|| {
    let mut asked = Asked::every_rule();
    let codes = Classifier::builtin().codebook().codes().iter();
    asked.codes = codes.map(|code| code.id.clone()).collect();
    asked
});

fn few() -> ProptestConfig {
    let wanted = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    let rng_seed = if wanted.is_some() { RngSeed::Random } else { RngSeed::Fixed(1) };
    let cases = wanted.unwrap_or(40);
    ProptestConfig { failure_persistence: None, rng_seed, ..ProptestConfig::with_cases(cases) }
}

/// Words of the rules' own examples, in any order and joined in any way.
fn talk() -> impl Strategy<Value = String> {
    let piece =
        (any::<prop::sample::Index>(), 0_usize..10, 1_usize..9).prop_map(|(at, skip, take)| {
            let text = &at.get(&EXAMPLES).text;
            text.split(' ').skip(skip).take(take).collect::<Vec<_>>().join(" ")
        });
    let join = prop::sample::select(vec![
        " ",
        " ",
        ". ",
        ", ",
        "? ",
        " but ",
        " not ",
        "\n\n",
        " “",
        "” ",
        "; ",
        " I don’t think ",
    ]);
    prop::collection::vec((piece, join), 1..6)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(a, b)| [a, b.to_owned()]).collect())
}

fn speaker() -> impl Strategy<Value = Option<Speaker>> {
    prop::sample::select(vec![
        Some(Speaker::Coachee),
        Some(Speaker::Coachee),
        Some(Speaker::Coach),
        Some(Speaker::Observer),
        None,
    ])
}

proptest! {
    #![proptest_config(few())]

    #[test]
    fn an_explanation_and_an_assessment_never_disagree(
        text in talk(),
        speaker in speaker(),
        about in any::<bool>(),
    ) {
        let said = Observation { speaker, text, ..Observation::default() };
        let said = if about { said.about_coaching() } else { said };
        agree(&said);
    }
}

#[test]
fn an_explanation_agrees_with_the_assessment_of_what_people_said() {
    for said in corpus().iter().step_by(211) {
        agree(said);
    }
}

/// The texts of the corpora.
fn corpus() -> Vec<Observation> {
    let mut said = Vec::new();
    for set in ["read", "unread", "held_out"] {
        let Ok(files) = fs::read_dir(common::tests().join("corpus").join(set)) else { continue };
        let mut paths: Vec<_> = files.map(|file| file.expect("it can be listed").path()).collect();
        paths.sort();
        for path in paths {
            for line in fs::read_to_string(path).expect("it can be read").lines() {
                let line: serde_json::Value = serde_json::from_str(line).expect("it is JSON");
                let text = line["text"].as_str().unwrap_or_default().to_owned();
                let speaker = serde_json::from_value(line["speaker"].clone()).ok();
                said.push(Observation { speaker, text, ..Observation::default() });
            }
        }
    }
    said
}

/// Holds everything that an explanation says against an assessment.
fn agree(said: &Observation) {
    let explanation = EXPLAINER.explain(said, &EVERYTHING);
    let assessment = Classifier::builtin().assess(said);
    assert_eq!(explanation.outside_scope, assessment.outside_scope, "{}", said.text);
    for rule in &explanation.rules {
        let found = marked(&assessment, &rule.rule);
        let told: BTreeSet<Span> = rule.fires.iter().copied().collect();
        let scope = rule.behaviour.is_none();
        if scope && assessment.outside_scope.is_some() {
            // Of the rules of the scope only the first to fire is told.
            assert!(told.is_superset(&found), "{} in {}", rule.rule, said.text);
        } else {
            assert_eq!(told, found, "{} in {}", rule.rule, said.text);
        }
        if assessment.outside_scope.is_none() {
            let set_aside: Vec<&Suppressed> =
                assessment.suppressed.iter().filter(|one| one.rule == rule.rule).collect();
            let mut told: Vec<&Suppressed> = rule.suppressed.iter().collect();
            told.sort_by_key(|one| one.span);
            assert_eq!(told, set_aside, "{} in {}", rule.rule, said.text);
        }
        let verdict = match (told.is_empty(), rule.suppressed.is_empty()) {
            _ if assessment.outside_scope.is_some() && !scope => Verdict::OutsideScope,
            (false, _) => Verdict::Fires,
            (true, false) => Verdict::Suppressed,
            (true, true) => Verdict::Silent,
        };
        assert_eq!(rule.verdict, verdict, "{} in {}", rule.rule, said.text);
        if verdict != Verdict::OutsideScope {
            let fires = rule.verdict == Verdict::Fires;
            assert_eq!(rule.obstacles.is_empty(), fires, "{} in {}", rule.rule, said.text);
        }
        let mut all_there = true;
        for asked in
            rule.conditions.iter().filter(|asked| ["any", "all", "then"].contains(&asked.key))
        {
            all_there &= asked.met;
            let hindered = asked.nearest.as_ref().is_none_or(|near| !near.obstacles.is_empty());
            assert!(asked.met || hindered, "{} in {}", rule.rule, said.text);
        }
        let regex = rule.conditions.iter().find(|asked| asked.key == "regex");
        if all_there && regex.is_none_or(|regex| regex.met) {
            assert_eq!(rule.closeness, 100, "{} in {}", rule.rule, said.text);
        }
        let mut before = None;
        for filter in &rule.filters {
            assert!(before.is_none_or(|left| left == filter.before), "{filter:?}");
            before = Some(filter.after);
        }
        if assessment.outside_scope.is_none() {
            assert_eq!(before, Some(rule.fires.len()), "{} in {}", rule.rule, said.text);
        }
    }
    weighs_the_same(&explanation, &assessment, &said.text);
}

fn marked(assessment: &Assessment, rule: &str) -> BTreeSet<Span> {
    let outside = assessment.outside_scope.iter().filter(|outside| outside.rule == rule);
    let shown = assessment.behaviours.iter().filter(|shown| shown.rule == rule);
    outside.map(|outside| outside.span).chain(shown.filter_map(|shown| shown.span)).collect()
}

fn weighs_the_same(explanation: &Explanation, assessment: &Assessment, text: &str) {
    for code in &explanation.codes {
        let mut found = assessment.codes.iter().chain(&assessment.hints);
        let found = found.find(|found| found.code == code.code);
        assert_eq!(code.strength, found.map(|found| found.strength), "{} in {text}", code.code);
        let stands = assessment.code(&code.code).is_some();
        assert_eq!(code.short == 0, stands, "{} in {text}", code.code);
        if let Some(found) = found {
            assert_eq!(code.points, found.points, "{} in {text}", code.code);
        }
        let pieces = code.evidence.iter().filter(|piece| piece.kind.is_none());
        let sum: i32 = pieces.map(|piece| piece.points).sum();
        assert_eq!(sum, code.points, "{} in {text}", code.code);
        for near in &code.nearest {
            assert!(!near.obstacles.is_empty(), "{} in {text}", near.rule);
        }
    }
}
