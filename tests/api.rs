//! Does what goes in and comes out keep to the contract?
//!
//! On the trial pack in `tests/trial`; what the built-in rules say does not matter here.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by failing"
)]

mod common;

use common::{codes, shown, trial, withheld};
use pushback::{
    Assessment, Case, Classifier, CoachRole, Codebook, Context, Culture, Observation, Reading,
    Scratch, Span, Speaker, Stage, Strength,
};
use serde_json::{Value, json};

const LOSERS: &str = "Coaching is for losers.";

fn written(assessment: &Assessment) -> Value {
    serde_json::to_value(assessment).expect("an assessment can be written as JSON")
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().map(|object| object.keys().map(String::as_str).collect()).unwrap_or_default()
}

fn points(assessment: &Assessment, code: &str) -> Option<i32> {
    let mut findings = assessment.codes.iter().chain(&assessment.hints);
    findings.find(|finding| finding.code == code).map(|finding| finding.points)
}

// --- what can be shared --------------------------------------------------------------------------

#[test]
fn everything_may_be_sent_to_and_shared_with_other_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Classifier>();
    shared::<Codebook>();
    shared::<Observation>();
    shared::<Case>();
    shared::<Assessment>();
    shared::<Scratch>();
    shared::<Context>();
    shared::<pushback::LoadError>();
}

#[test]
fn debug_never_prints_the_text() {
    let observation = Observation::coachee("I kept Zanzibar secret");
    let classifier = trial();
    let mut scratch = Scratch::default();
    let assessment = classifier.assess_with(&observation, &mut scratch);
    let case = Case::new([observation.clone()]);
    for printed in [
        format!("{observation:?}"),
        format!("{observation:#?}"),
        format!("{case:?}"),
        format!("{scratch:?}"),
        format!("{scratch:#?}"),
        format!("{assessment:?}"),
    ] {
        assert!(!printed.to_lowercase().contains("zanzibar"), "{printed}");
        assert!(!printed.to_lowercase().contains("secret"), "{printed}");
    }
}

// --- what goes in --------------------------------------------------------------------------------

#[test]
fn an_observation_is_read_as_the_contract_writes_it() {
    let line = r#"{"id":"o1","speaker":"coachee","about":"coaching","text":"…","behaviours":["session_cancelled"],"session":3,"date":"2026-05-09","context":{"coach":"external","stage":"contracting"}}"#;
    let observation: Observation = serde_json::from_str(line).expect("it is as agreed");
    assert_eq!(observation.speaker, Some(Speaker::Coachee));
    assert_eq!(observation.session, Some(3));
    assert_eq!(observation.context.coach, Some(CoachRole::External));
    let again = serde_json::to_string(&observation).expect("it can be written");
    assert_eq!(again, line);
}

#[test]
fn a_case_is_read_as_the_contract_writes_it() {
    let line = r#"{"id":"c1","context":{"coach":"internal","culture":"hierarchical","stage":"late","peers":"sceptical","subject":"individual"},"observations":[{"session":1,"speaker":"coach","text":"…","behaviours":["…"]}]}"#;
    let case: Case = serde_json::from_str(line).expect("it is as agreed");
    assert_eq!(case.context.culture, Some(Culture::Hierarchical));
    assert_eq!(case.observations.first().and_then(|found| found.session), Some(1));
}

#[test]
fn everything_but_a_text_or_behaviours_may_be_left_out() {
    for line in ["{}", r#"{"text":"x"}"#, r#"{"behaviours":["session_missed"]}"#] {
        assert!(serde_json::from_str::<Observation>(line).is_ok(), "{line}");
    }
}

#[test]
fn a_misspelt_field_is_refused_and_not_passed_over() {
    for line in [r#"{"txet":"x"}"#, r#"{"context":{"stge":"late"}}"#, r#"{"speaker":"Coachee"}"#] {
        assert!(serde_json::from_str::<Observation>(line).is_err(), "{line}");
    }
}

// --- what comes out ------------------------------------------------------------------------------

#[test]
fn an_assessment_is_written_as_the_contract_says() {
    let text = "Perhaps coaching is for losers. Mark my words.";
    let observation = Observation {
        id: Some("o1".to_owned()),
        behaviours: vec!["is_too_good_for_it".to_owned(), "made_up".to_owned()],
        ..Observation::coachee(text)
    };
    let written = written(&trial().assess(&observation));
    assert_eq!(
        keys(&written),
        [
            "ask",
            "behaviours",
            "codes",
            "hints",
            "id",
            "receipt",
            "responses",
            "schema",
            "stance",
            "suppressed",
            "unknown_behaviours"
        ]
    );
    assert_eq!(written["schema"], 1);
    assert_eq!(written["id"], "o1");
    assert_eq!(
        written["codes"][0],
        json!({
            "code": "dismissal",
            "points": 19,
            "threshold": 12,
            "strength": "strong",
            "evidence": [
                {
                    "behaviour": "is_too_good_for_it",
                    "rule": "coded",
                    "points": 8,
                    "source": "book#page",
                },
                {
                    "behaviour": "coaching_is_for_losers",
                    "rule": "dismissal.for_losers",
                    "span": [8, 30],
                    "points": 11,
                    "modifiers": ["hedged"],
                    "source": "book#page",
                },
            ],
            "alternative": "The offer may have been put clumsily.",
        })
    );
    assert_eq!(
        written["stance"],
        json!({ "reading": "undetermined", "autonomy": 0, "reactance": 0 })
    );
    assert_eq!(
        written["behaviours"][0],
        json!({
            "behaviour": "coaching_is_for_losers",
            "title": "says that coaching is for losers",
            "rule": "dismissal.for_losers",
            "span": [8, 30],
        })
    );
    assert_eq!(
        written["responses"][0],
        json!({
            "response": "say_what_it_is_for",
            "title": "Say what it is for",
            "because": ["dismissal"],
            "do": "Name the occasion.",
            "say": "It is about the new role.",
            "avoid": "A general assurance.",
            "watch_for": "A question about the role.",
            "source": "book#page",
        })
    );
    assert_eq!(
        written["ask"][0],
        json!({
            "question": "Who around you has had a coach?",
            "separates": ["dismissal", "autonomy"],
        })
    );
    assert_eq!(keys(&written["receipt"]), ["engine", "hash", "pack", "version"]);
    assert_eq!(written["receipt"]["pack"], "trial");
    assert_eq!(written["receipt"]["engine"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn what_was_suppressed_is_written_as_the_contract_says() {
    let written = written(&trial().assess(&Observation::coachee("I never said it's too dear.")));
    assert_eq!(
        written["suppressed"],
        json!([{
            "rule": "dismissal.price",
            "behaviour": "it_costs_too_much",
            "span": [18, 26],
            "by": "negated",
            "cue": [2, 7],
        }])
    );
}

#[test]
fn spans_count_bytes_of_the_text_as_it_was_given() {
    let text = "“Ça va…” 😀 Coaching\u{A0}is\u{2009}for  losers.";
    let assessment = trial().assess(&Observation::coachee(text));
    let found = ["Coaching\u{A0}is\u{2009}for  losers"];
    assert_eq!(shown(&assessment, "dismissal.for_losers", text), found);
}

#[test]
fn a_behaviour_that_the_rules_do_not_know_is_listed_and_changes_nothing_else() {
    let plain = Observation::coachee(LOSERS);
    let with = plain.clone().behaviour("made_up");
    let (plain, with) = (trial().assess(&plain), trial().assess(&with));
    assert_eq!(with.unknown_behaviours, ["made_up"]);
    assert_eq!(plain.codes, with.codes);
    assert_eq!(plain.responses, with.responses);
}

#[test]
fn an_empty_observation_gives_an_empty_assessment() {
    let assessment = trial().assess(&Observation::default());
    assert_eq!(codes(&assessment), [""; 0]);
    assert_eq!(assessment.stance.reading, Reading::Undetermined);
    assert!(assessment.hints.is_empty() && assessment.ask.is_empty());
    assert!(assessment.behaviours.is_empty() && assessment.responses.is_empty());
}

#[test]
fn the_receipt_names_the_setting_that_was_taken_into_account() {
    let context = Context { stage: Some(Stage::Late), ..Context::default() };
    let observation = Observation::coachee(LOSERS).in_context(context);
    let written = written(&trial().assess(&observation));
    assert_eq!(written["receipt"]["context"], json!({ "stage": "late" }));
}

#[test]
fn the_receipt_changes_when_a_rule_changes() {
    let hash = |files: common::Files| {
        let codebook = Codebook::from_files(files).expect("the pack is sound");
        Classifier::new(codebook).assess(&Observation::default()).receipt.hash.to_string()
    };
    let mut changed = common::files_of("trial");
    let code = changed.get_mut("codes/time.toml").expect("there is such a code");
    *code = code.replacen("points = 20", "points = 19", 1);
    assert_eq!(hash(common::files_of("trial")), hash(common::files_of("trial")));
    assert_ne!(hash(common::files_of("trial")), hash(changed));
}

// --- codes, hints, stance ------------------------------------------------------------------------

#[test]
fn a_code_below_its_threshold_is_a_hint_and_no_code() {
    let assessment = trial().assess(&Observation::coachee("I don't need coaching."));
    assert_eq!(codes(&assessment), [""; 0]);
    let hints: Vec<_> = assessment.hints.iter().map(|h| (h.code.as_str(), h.strength)).collect();
    assert_eq!(hints, [("dismissal", Strength::Hint)]);
}

#[test]
fn a_behaviour_counts_once_however_often_it_is_said() {
    let once = trial().assess(&Observation::coachee(LOSERS));
    let thrice = trial().assess(&Observation::coachee(LOSERS.repeat(3)));
    assert_eq!(points(&once, "dismissal"), points(&thrice, "dismissal"));
}

#[test]
fn a_behaviour_counts_once_however_often_it_is_sent() {
    let once = Observation::default().behaviour("is_too_good_for_it");
    let twice = once.clone().behaviour("is_too_good_for_it");
    let said = Observation { text: "I don't need coaching.".to_owned(), ..twice.clone() };
    for observation in [once, twice, said] {
        assert_eq!(points(&trial().assess(&observation), "dismissal"), Some(8));
    }
}

#[test]
fn a_scratch_may_go_from_one_classifier_to_another() {
    let (trial, builtin) = (trial(), Classifier::builtin());
    let mut scratch = Scratch::default();
    for example in common::example_texts(builtin.codebook()).iter().step_by(5) {
        for classifier in [&trial, builtin] {
            let used = classifier.assess_with(example, &mut scratch);
            assert_eq!(used, classifier.assess(example), "{}", example.text);
        }
    }
}

#[test]
fn two_codes_that_share_words_say_so() {
    let mut files = common::files_of("trial");
    let code = files.get_mut("codes/reactance.toml").expect("there is such a code");
    *code = code.replacen("\"stop telling me\"", "\"stop telling me\", \"is for losers\"", 1);
    let classifier = Classifier::new(Codebook::from_files(files).expect("the pack is sound"));
    let assessment = classifier.assess(&Observation::coachee(LOSERS));
    for (code, other) in [("dismissal", "reactance"), ("reactance", "dismissal")] {
        let evidence = &assessment.code(code).expect("it stands").evidence;
        let shared = evidence.first().map(|piece| piece.shared_with.clone());
        assert_eq!(shared, Some(vec![other.to_owned()]));
    }
}

#[test]
fn the_stance_is_mixed_only_where_both_codes_stand() {
    let stance = |text: &str| trial().assess(&Observation::coachee(text)).stance.reading;
    assert_eq!(stance("I decided alone."), Reading::Autonomy);
    assert_eq!(stance("Stop telling me."), Reading::Reactance);
    assert_eq!(stance("I decided alone. Stop telling me."), Reading::Mixed);
    assert_eq!(stance("I missed coaching."), Reading::Undetermined);
}

#[test]
fn a_kind_that_is_not_clearly_ahead_is_undetermined() {
    let kind = |text: &str, behaviours: &[&str]| {
        let behaviours = behaviours.iter().map(|id| (*id).to_owned()).collect();
        let observation = Observation { behaviours, ..Observation::coachee(text) };
        trial().assess(&observation).code("time").and_then(|time| time.kind.clone())
    };
    let time = "I have no time.";
    assert_eq!(kind(time, &[]).as_deref(), Some("undetermined"));
    assert_eq!(kind(time, &["session_missed"]).as_deref(), Some("genuine"));
    let both = format!("{time} {LOSERS}");
    assert_eq!(kind(&both, &[]).as_deref(), Some("proxy"));
    assert_eq!(kind(&both, &["session_missed"]).as_deref(), Some("undetermined"));
}

#[test]
fn a_response_that_a_code_forbids_is_not_offered() {
    let responses = |text: &str| {
        let assessment = trial().assess(&Observation::coachee(text));
        assessment.responses.into_iter().map(|advice| advice.response).collect::<Vec<_>>()
    };
    assert_eq!(responses(LOSERS), ["say_what_it_is_for"]);
    assert_eq!(responses(&format!("{LOSERS} I have no time.")), ["weigh_cost"]);
}

// --- conditions ----------------------------------------------------------------------------------

#[test]
fn a_condition_on_the_setting_counts_only_where_it_is_met() {
    let of = |context: Context| {
        points(&trial().assess(&Observation::coachee(LOSERS).in_context(context)), "dismissal")
    };
    let stage = |stage| Context { stage: Some(stage), ..Context::default() };
    assert_eq!(of(Context::default()), Some(15));
    assert_eq!(of(stage(Stage::Contracting)), Some(20));
    assert_eq!(of(stage(Stage::Late)), Some(15));
    assert_eq!(of(Context { culture: Some(Culture::Hierarchical), ..Context::default() }), Some(9));
    assert_eq!(of(Context { culture: Some(Culture::Agile), ..Context::default() }), Some(15));
}

#[test]
fn a_setting_alone_speaks_for_nothing() {
    let context = Context { stage: Some(Stage::Contracting), ..Context::default() };
    let observation = Observation::coachee("I have no time.").in_context(context);
    assert_eq!(points(&trial().assess(&observation), "dismissal"), None);
}

#[test]
fn knowing_what_it_is_about_opens_the_topic_gate() {
    let text = "That was a joke.";
    let rule = "dismissal.joke";
    let closed = trial().assess(&Observation::coachee(text));
    assert_eq!(withheld(&closed, rule, text), [("topic".to_owned(), None)]);
    let told = trial().assess(&Observation::coachee(text).about_coaching());
    assert_eq!(shown(&told, rule, text), ["a joke"]);
    let mentioned = "Coaching? That was a joke.";
    let open = trial().assess(&Observation::coachee(mentioned));
    assert_eq!(shown(&open, rule, mentioned), ["a joke"]);
}

#[test]
fn a_case_is_about_coaching() {
    let case = Case::new([Observation::coachee("That was a joke.")]);
    let assessment = trial().assess_case(&case);
    let rules: Vec<_> = assessment.behaviours.iter().map(|found| found.rule.as_str()).collect();
    assert_eq!(rules, ["dismissal.joke"]);
}

#[test]
fn a_rule_for_one_speaker_is_silent_for_another() {
    let text = "She kept her coaching from the team.";
    let rule = "dismissal.kept";
    assert_eq!(shown(&trial().assess(&Observation::coachee(text)), rule, text), [""; 0]);
    for observation in [Observation::coach(text), Observation::observer(text)] {
        let marked = ["She kept her coaching from the team"];
        assert_eq!(shown(&trial().assess(&observation), rule, text), marked);
    }
}

#[test]
fn evidence_for_one_speaker_does_not_count_for_another() {
    let missed = |speaker| {
        let observation = Observation { speaker, ..Observation::default() };
        trial().assess(&observation.behaviour("session_missed")).stance.autonomy
    };
    assert_eq!(missed(Some(Speaker::Observer)), 10);
    assert_eq!(missed(Some(Speaker::Coachee)), 6);
}

#[test]
fn the_coachee_is_found_as_the_speaker_would_say_it() {
    let rule = "dismissal.beneath";
    let shows = |observation: &Observation, words: &[&str]| {
        let assessment = trial().assess(observation);
        assert_eq!(shown(&assessment, rule, &observation.text), words, "{}", observation.text);
    };
    shows(&Observation::coachee("I don't need coaching."), &["I don't need coaching"]);
    shows(&Observation::coachee("They do not need coaching."), &[]);
    shows(&Observation::coach("They do not need coaching."), &["They do not need coaching"]);
    shows(&Observation::coach("I do not need coaching."), &[]);
    shows(
        &Observation::coach("this week Priya Rao do not need coaching."),
        &["Priya Rao do not need coaching"],
    );
    shows(&Observation::coach("Said: “I don't need coaching.”"), &["I don't need coaching"]);
    shows(&Observation::coach("Late again; do not need coaching."), &["do not need coaching"]);
}

#[test]
fn words_that_are_skipped_before_the_first_are_not_marked() {
    let text = "Honestly, do not need coaching.";
    let assessment = trial().assess(&Observation::coach(text));
    assert_eq!(shown(&assessment, "dismissal.beneath", text), ["do not need coaching"]);
}

#[test]
fn a_name_ends_with_its_sentence_and_at_a_comma() {
    for text in ["I met Priya. Tom do not need coaching.", "I met Priya, Tom do not need coaching."]
    {
        let assessment = trial().assess(&Observation::coach(text));
        let marked = ["Tom do not need coaching"];
        assert_eq!(shown(&assessment, "dismissal.beneath", text), marked, "{text}");
    }
}

#[test]
fn the_report_of_an_observer_alone_is_never_strong() {
    let text = "She kept her coaching from the team.";
    let strength = |observation: &Observation| {
        trial().assess(observation).code("dismissal").map(|code| code.strength)
    };
    assert_eq!(strength(&Observation::coach(text)), Some(Strength::Strong));
    assert_eq!(strength(&Observation::observer(text)), Some(Strength::Moderate));
}

#[test]
fn who_tells_it_first_in_a_session_changes_no_strength() {
    let text = "She kept her coaching from the team.";
    let strength = |observations: [Observation; 2]| {
        let assessment = trial().assess_case(&Case::new(observations));
        assessment.code("dismissal").map(|code| code.strength)
    };
    let (coach, observer) = (Observation::coach(text), Observation::observer(text));
    assert_eq!(strength([coach.clone(), observer.clone()]), strength([observer, coach]));
}

#[test]
fn two_reports_in_a_case_may_be_strong() {
    let observer = Observation::observer("She kept her coaching from the team.");
    let strength = |observations: Vec<Observation>| {
        let assessment = trial().assess_case(&Case::new(observations));
        assessment.code("dismissal").map(|code| code.strength)
    };
    assert_eq!(strength(vec![observer.clone().in_session(1)]), Some(Strength::Moderate));
    let said = Observation::coachee(LOSERS).in_session(2);
    assert_eq!(strength(vec![observer.in_session(1), said]), Some(Strength::Strong));
}

#[test]
fn words_of_distress_empty_everything_else() {
    let text = "Coaching is for losers. I think of harming myself.";
    let observation = Observation::coachee(text).behaviour("session_missed").behaviour("made_up");
    let written = written(&trial().assess(&observation));
    assert_eq!(
        written["outside_scope"],
        json!({
            "rule": "scope.harm",
            "span": [35, 49],
            "say": "Get help today.",
            "source": "book#page",
        })
    );
    for list in ["codes", "hints", "behaviours", "suppressed", "responses", "ask"] {
        assert_eq!(written[list], json!([]), "{list}");
    }
    assert_eq!(written["stance"]["reading"], "undetermined");
}

#[test]
fn words_of_distress_in_one_observation_empty_a_whole_case() {
    let case = Case::new([
        Observation::coachee(LOSERS).in_session(1),
        Observation::coachee("I think of harming myself.").in_session(2),
    ]);
    let assessment = trial().assess_case(&case);
    let outside = assessment.outside_scope.as_ref().expect("it is outside the scope");
    assert_eq!((outside.observation, outside.span), (Some(1), Span::new(11, 25)));
    assert_eq!(codes(&assessment), [""; 0]);
    assert!(assessment.timeline.is_empty());
}

// --- cases ---------------------------------------------------------------------------------------

#[test]
fn a_case_is_written_with_a_timeline_and_numbered_observations() {
    let case = Case {
        id: Some("c1".to_owned()),
        ..Case::new([
            Observation::coachee("I decided alone.").in_session(2),
            Observation::coachee(LOSERS).in_session(1),
        ])
    };
    let written = written(&trial().assess_case(&case));
    assert_eq!(written["id"], "c1");
    assert_eq!(
        written["timeline"],
        json!([
            {
                "session": 1,
                "codes": [{ "code": "dismissal", "strength": "moderate" }],
                "stance": "undetermined",
            },
            {
                "session": 2,
                "codes": [{ "code": "autonomy", "strength": "moderate" }],
                "stance": "autonomy",
            },
        ])
    );
    let evidence: Vec<_> = written["codes"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|code| (code["code"].as_str(), code["evidence"][0]["observation"].as_u64()))
        .collect();
    assert_eq!(evidence, [(Some("dismissal"), Some(1)), (Some("autonomy"), Some(0))]);
}

#[test]
fn observations_without_a_session_stand_before_the_first() {
    let case = Case::new([
        Observation::coachee(LOSERS).in_session(1),
        Observation::coachee("I decided alone."),
    ]);
    let sessions: Vec<_> =
        trial().assess_case(&case).timeline.iter().map(|session| session.session).collect();
    assert_eq!(sessions, [0, 1]);
}

#[test]
fn repetition_over_sessions_makes_a_small_sign_a_code() {
    let missed = |sessions: &[u32]| {
        let missed =
            |session: &u32| Observation::default().behaviour("session_missed").in_session(*session);
        let case = Case::new(sessions.iter().map(missed));
        codes(&trial().assess_case(&case)).join(" ")
    };
    assert_eq!(missed(&[1]), "");
    assert_eq!(missed(&[1, 1]), "");
    assert_eq!(missed(&[1, 2]), "reactance");
}

#[test]
fn what_spoke_against_a_code_has_no_say_over_later_sessions() {
    let case = |glad: u32, stop: u32| {
        let case = Case::new([
            Observation::default().behaviour("came_gladly").in_session(glad),
            Observation::coachee("Stop telling me.").in_session(stop),
        ]);
        codes(&trial().assess_case(&case)).join(" ")
    };
    assert_eq!(case(1, 2), "reactance");
    assert_eq!(case(2, 1), "");
}

#[test]
fn showing_a_behaviour_earlier_too_never_lowers_a_code() {
    let of = |observations: &[Observation]| {
        let case = Case::new(observations.iter().cloned());
        points(&trial().assess_case(&case), "reactance")
    };
    let glad = Observation::default().behaviour("came_gladly").in_session(1);
    let again = glad.clone().behaviour("told_to_stop");
    let later = Observation::default().behaviour("told_to_stop").in_session(2);
    assert!(of(&[again, later.clone()]) >= of(&[glad, later]));
}

#[test]
fn the_setting_of_a_case_counts_for_its_observations() {
    let context = Context { stage: Some(Stage::Contracting), ..Context::default() };
    let case = Case::new([Observation::coachee(LOSERS)]);
    assert_eq!(points(&trial().assess_case(&case), "dismissal"), Some(15));
    assert_eq!(points(&trial().assess_case(&case.in_context(context)), "dismissal"), Some(20));
}

#[test]
fn an_observation_in_a_case_may_have_a_setting_of_its_own() {
    let context = Context { stage: Some(Stage::Contracting), ..Context::default() };
    let case = Case::new([Observation::coachee(LOSERS).in_context(context)]);
    assert_eq!(points(&trial().assess_case(&case), "dismissal"), Some(20));
}
