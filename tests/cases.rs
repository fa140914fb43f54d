//! What do several sessions show together, and does it hang on the right things alone?

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by failing"
)]

mod common;

use std::collections::BTreeSet;
use std::time::Instant;

use common::example_texts;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use pushback::{
    Assessment, Case, CaseFile, Classifier, CoachRole, Codebook, Context, Culture, Observation,
    Reading, Speaker, Stage, Strength, Subject,
};

fn assess(observations: impl IntoIterator<Item = Observation>) -> Assessment {
    Classifier::builtin().assess_case(&Case::new(observations))
}

/// An observation of coded behaviours.
fn coded(session: u32, behaviours: &[&str]) -> Observation {
    let observation = Observation::default().in_session(session);
    behaviours.iter().fold(observation, |observation, id| observation.behaviour(*id))
}

fn findings(assessment: &Assessment) -> Vec<(&str, &[u32])> {
    let findings = assessment.findings.iter();
    findings.map(|found| (found.finding.as_str(), found.sessions.as_slice())).collect()
}

fn stands(assessment: &Assessment, code: &str) -> bool {
    assessment.code(code).is_some()
}

fn responses(assessment: &Assessment) -> Vec<&str> {
    assessment.responses.iter().map(|advice| advice.response.as_str()).collect()
}

fn kind(assessment: &Assessment) -> Option<&str> {
    assessment.code("time").and_then(|time| time.kind.as_deref())
}

// --- one telling observation ---------------------------------------------------------------------

#[test]
fn a_date_named_tells_a_real_load_from_a_vague_one_and_is_named_as_the_reason() {
    let said = || Observation::coachee("I’ve got no time for coaching.").in_session(1);
    let dated = assess([said(), coded(1, &["deadline_named"]), coded(2, &["other_date_offered"])]);
    let vague =
        assess([said(), coded(1, &["no_reason_given"]), coded(2, &["every_slot_declined"])]);
    assert_eq!((kind(&dated), kind(&vague)), (Some("genuine"), Some("proxy")));
    let because = |assessment: &Assessment| {
        let time = assessment.code("time").expect("time stands");
        let reasons = time.kind_evidence.iter();
        reasons.map(|reason| (reason.because.clone(), reason.observation)).collect::<Vec<_>>()
    };
    assert!(because(&dated).contains(&("deadline_named".to_owned(), Some(1))));
    assert!(because(&vague).contains(&("every_slot_declined".to_owned(), Some(2))));
    assert_eq!(responses(&dated).first(), Some(&"weigh_real_cost"));
    assert_eq!(responses(&vague).first(), Some(&"explore_beneath_time"));
}

#[test]
fn reasons_and_a_result_tell_a_claim_from_contempt() {
    let acts = || coded(4, &["pushback_in_meeting", "suggestion_questioned"]);
    let missed = || coded(5, &["session_missed"]);
    let claim = assess([acts(), missed(), coded(6, &["reasons_given", "result_delivered_alone"])]);
    let contempt = assess([acts(), missed(), coded(6, &["bristled_at_suggestion"])]);
    let neither = assess([acts(), missed()]);
    assert_eq!(claim.stance.reading, Reading::Autonomy);
    assert_eq!(contempt.stance.reading, Reading::Reactance);
    assert_eq!(neither.stance.reading, Reading::Undetermined);
    let decides = |assessment: &Assessment| {
        let one_sided = assessment.stance_evidence.iter().filter(|piece| !piece.two_sided);
        one_sided.map(|piece| (piece.behaviour.clone(), piece.observation)).collect::<Vec<_>>()
    };
    assert!(decides(&claim).contains(&("result_delivered_alone".to_owned(), 2)));
    assert_eq!(decides(&contempt), [("bristled_at_suggestion".to_owned(), 2)]);
    assert_eq!(decides(&neither), []);
}

#[test]
fn a_stance_with_little_on_the_weaker_side_is_not_mixed() {
    let mixed = assess([coded(1, &["result_delivered_alone"]), coded(2, &["advice_refused"])]);
    assert_eq!(mixed.stance.reading, Reading::Mixed);
    let pushes = ["advice_refused", "did_the_opposite", "authority_challenged", "covert_defiance"];
    let mostly = assess([coded(1, &["result_delivered_alone"]), coded(2, &pushes)]);
    assert_eq!(mostly.stance.reading, Reading::Reactance);
}

// --- what stands, what faded, what was explained away ----------------------------------------------

#[test]
fn a_harmless_reason_takes_the_act_out_and_says_so() {
    let missed = assess([coded(1, &["session_missed"]), coded(2, &["session_missed"])]);
    assert!(stands(&missed, "withdrawal"));
    let ill = Observation::coach("In bed with flu, his wife rang.").in_session(2);
    let explained = assess([coded(1, &["session_missed"]), coded(2, &["session_missed"]), ill]);
    assert!(!stands(&explained, "withdrawal"));
    let told = &explained.explained[0];
    assert_eq!((told.behaviour.as_str(), told.observation), ("session_missed", Some(1)));
    assert_eq!((told.by.as_str(), told.by_observation), ("harmless_reason_given", Some(2)));
}

#[test]
fn a_reason_may_come_a_session_later_and_never_before_the_act() {
    let with = |session| {
        let reason = coded(session, &["harmless_reason_given"]);
        assess([coded(2, &["session_missed"]), reason]).explained.len()
    };
    assert_eq!((with(1), with(2), with(3), with(4)), (0, 1, 1, 0));
}

#[test]
fn a_form_that_stops_fades_and_stays_in_the_timeline() {
    let busy = || Observation::coachee("I’ve got no time for coaching.").in_session(1);
    let assessment = assess([busy(), coded(3, &["time_made"])]);
    assert!(!stands(&assessment, "time"));
    let faded = &assessment.faded[0];
    assert_eq!((faded.code.as_str(), faded.last, faded.session), ("time", 1, 3));
    assert_eq!(faded.by[0].behaviour, "time_made");
    let first: Vec<_> = assessment.timeline[0].codes.iter().map(|code| &code.code).collect();
    assert_eq!(first, ["time"]);
    let back = assess([busy(), coded(3, &["time_made"]), busy().in_session(4)]);
    assert!(stands(&back, "time"), "what comes back has not faded");
}

#[test]
fn small_acts_once_are_hints_and_repeated_they_are_codes() {
    let late = assess([coded(1, &["arrived_late"])]);
    assert_eq!((late.codes.len(), late.findings.len()), (0, 0));
    let once = assess([coded(1, &["session_cancelled"]), coded(2, &["feedback_welcomed"])]);
    assert!(!stands(&once, "withdrawal"));
    let more = assess([1, 2, 3].map(|session| coded(session, &["session_cancelled"])));
    assert!(stands(&more, "withdrawal"));
}

#[test]
fn a_hint_that_is_held_back_says_why() {
    let assessment = assess([
        coded(1, &["pushback_in_meeting"]),
        coded(2, &["decision_questioned"]),
        coded(3, &["suggestion_questioned"]),
    ]);
    let hint =
        assessment.hints.iter().find(|hint| hint.code == "autonomy").expect("it is hinted at");
    assert_eq!(hint.strength, Strength::Hint);
    assert!(hint.held_back.as_ref().is_some_and(|why| !why.is_empty()));
}

#[test]
fn one_remark_with_nothing_beside_it_in_three_sessions_is_a_hint() {
    let remark = || Observation::coachee("Coaching is for losers.").in_session(1);
    let plain = |session| Observation::coachee("The rota is done.").in_session(session);
    assert!(stands(&assess([remark(), plain(2)]), "dismissal"));
    let lone = assess([remark(), plain(2), plain(3)]);
    assert!(!stands(&lone, "dismissal") && lone.responses.is_empty());
    assert!(lone.hints[0].held_back.is_some());
    let again = Observation::coachee("Send it to those who need fixing.").in_session(3);
    assert!(stands(&assess([remark(), plain(2), again]), "dismissal"));
}

#[test]
fn a_pattern_shown_once_beside_other_codes_is_a_hint_and_a_form_is_said_once() {
    let beside = || coded(1, &["feedback_welcomed", "feedback_requested"]);
    let leans = |session| Observation::coachee("I won't decide without you.").in_session(session);
    let once = assess([beside(), leans(2), coded(3, &["reserve_shown"])]);
    assert!(stands(&once, "openness") && !stands(&once, "reliance"));
    let hint = once.hints.iter().find(|hint| hint.code == "reliance").expect("it is hinted at");
    assert!(hint.held_back.is_some());
    assert!(stands(&assess([beside(), leans(2), leans(3)]), "reliance"));
    let form = Observation::coachee("Coaching is for losers.").in_session(2);
    assert!(stands(&assess([beside(), form, coded(3, &["reserve_shown"])]), "dismissal"));
}

#[test]
fn a_proxy_says_what_it_may_stand_for() {
    let assessment = assess([
        Observation::coachee("I’ve got no time for coaching.").in_session(1),
        coded(2, &["declined_freed_time", "every_slot_declined"]),
        coded(3, &["talk_changes_nothing"]),
    ]);
    let time = assessment.code("time").expect("time stands");
    assert_eq!(time.kind.as_deref(), Some("proxy"));
    assert_eq!(time.stands_for, ["scepticism"]);
}

// --- findings --------------------------------------------------------------------------------------

#[test]
fn a_window_counts_the_sessions_of_which_nothing_is_known() {
    let at = |sessions: [u32; 3]| {
        let assessment = assess(sessions.map(|session| coded(session, &["talk_changes_nothing"])));
        assessment.findings.iter().any(|found| found.finding == "form_persists")
    };
    assert!(at([1, 3, 8]));
    assert!(!at([1, 3, 9]), "nine sessions are more than the window of eight");
}

#[test]
fn what_comes_after_a_response_is_found() {
    let assessment = assess([
        coded(1, &["talk_changes_nothing"]),
        Observation::coach("").response("name_the_resistance").in_session(3),
        coded(4, &["openness.names_own_topic"]),
    ]);
    assert_eq!(findings(&assessment), [("opened_after_it_was_named", [3, 4].as_slice())]);
    let evidence = &assessment.findings[0].evidence[0];
    assert_eq!(
        (evidence.behaviour.as_str(), evidence.observation),
        ("name_the_resistance", Some(1))
    );
}

#[test]
fn a_finding_has_all_that_a_coach_needs_to_doubt_it() {
    let assessment = assess([coded(2, &["feedback_welcomed"]), coded(5, &["feedback_dismissed"])]);
    let found = &assessment.findings[0];
    for text in [&found.title, &found.meaning, &found.alternative, &found.source] {
        assert!(!text.is_empty());
    }
    let evidence: Vec<_> =
        found.evidence.iter().map(|seen| (seen.behaviour.as_str(), seen.observation)).collect();
    assert_eq!(evidence, [("feedback_welcomed", Some(0)), ("feedback_dismissed", Some(1))]);
}

// --- responses over a case -------------------------------------------------------------------------

#[test]
fn a_form_is_named_only_where_it_persists_and_never_where_the_load_is_real() {
    let doubts = |sessions: &[u32]| {
        assess(sessions.iter().map(|session| coded(*session, &["talk_changes_nothing"])))
    };
    assert!(!responses(&doubts(&[1, 2])).contains(&"name_the_resistance"));
    assert!(responses(&doubts(&[1, 2, 3])).contains(&"name_the_resistance"));
    let busy = |session| coded(session, &["too_busy_for_coaching"]);
    let bounded = assess([
        busy(1),
        busy(2),
        busy(3),
        coded(3, &["deadline_named", "workload_peak", "shorter_format_asked"]),
    ]);
    assert_eq!(kind(&bounded), Some("genuine"));
    assert!(!responses(&bounded).contains(&"name_the_resistance"));
}

#[test]
fn a_clear_no_is_respected_whatever_the_time_stands_for() {
    let proxy =
        || coded(1, &["too_busy_for_coaching", "declined_freed_time", "every_slot_declined"]);
    let unclear = assess([proxy()]);
    assert_eq!(kind(&unclear), Some("proxy"));
    assert!(!responses(&unclear).contains(&"respect_decline"));
    let no = assess([proxy(), coded(2, &["coaching_declined"])]);
    assert!(responses(&no).contains(&"respect_decline"));
}

#[test]
fn the_cause_comes_before_the_reaction() {
    let context = Context { coach: Some(CoachRole::Internal), ..Context::default() };
    let case = Case::new([coded(3, &["manager_gave_orders"]), coded(4, &["advice_refused"])]);
    let assessment = Classifier::builtin().assess_case(&case.in_context(context.clone()));
    assert_eq!(responses(&assessment).first(), Some(&"support_internal_coach"));
    let case =
        Case::new([coded(2, &["confidence_broken_here"]), coded(3, &["authority_challenged"])]);
    let assessment = Classifier::builtin().assess_case(&case.in_context(context));
    assert_eq!(responses(&assessment).first(), Some(&"disclose_conflict"));
}

#[test]
fn where_nothing_is_wrong_nothing_is_advised() {
    let assessment = assess([
        Observation::coach("Half term, so we met on the Friday and spoke about the depot keys.")
            .in_session(1),
        Observation::coachee("In the end it was the printer.").in_session(2),
        coded(3, &["arrived_late"]),
    ]);
    assert!(assessment.codes.is_empty() && assessment.findings.is_empty());
    assert!(assessment.responses.is_empty(), "{:?}", responses(&assessment));
}

#[test]
fn where_nothing_in_the_rules_would_settle_it_that_is_said() {
    let mut files = common::files_of("trial");
    let pack = files.get_mut("pack.toml").expect("there is a pack");
    pack.push_str("\n[ask]\nnothing_settles = \"Nothing would settle this.\"\n");
    let code = files.get_mut("codes/time.toml").expect("there is such a code");
    let lines = code.split("\n\n").filter(|part| !part.trim_start().starts_with("[[ask]]"));
    *code = lines.collect::<Vec<_>>().join("\n\n");
    let classifier = Classifier::new(Codebook::from_files(files).expect("the pack is sound"));
    let case = Case::new([Observation::coachee("I have no time.").in_session(1)]);
    let asked = classifier.assess_case(&case).ask;
    let questions: Vec<_> = asked.iter().map(|ask| ask.question.as_str()).collect();
    assert_eq!(questions, ["Nothing would settle this."]);
    assert_eq!(asked[0].separates, ["genuine", "proxy"]);
}

#[test]
fn of_two_questions_that_separate_as_much_the_easier_one_comes_first() {
    let first = |by: &str| {
        let mut files = common::files_of("trial");
        let code = files.get_mut("codes/time.toml").expect("there is such a code");
        let own = "separates = [\"genuine\", \"proxy\"]\n";
        assert_eq!(code.matches(own).count(), 1);
        *code = code.replace(own, &format!("{own}by = \"{by}\"\n"));
        let other = "separates = [\"proxy\", \"genuine\"]\nby = \"watching\"\n";
        code.push_str("\n[[ask]]\nquestion = \"What do they do?\"\n");
        code.push_str(other);
        let classifier = Classifier::new(Codebook::from_files(files).expect("the pack is sound"));
        let case = Case::new([Observation::coachee("I have no time.").in_session(1)]);
        classifier.assess_case(&case).ask.first().map(|ask| ask.question.clone())
    };
    assert_eq!(first("arranging").as_deref(), Some("What do they do?"));
    assert_eq!(first("asking").as_deref(), Some("What would have to give way?"));
}

#[test]
fn any_two_codes_can_be_set_side_by_side() {
    let codebook = Classifier::builtin().codebook();
    for one in codebook.codes() {
        for other in codebook.codes() {
            let there = codebook.compare(&one.id, &other.id).expect("both are known");
            let back = codebook.compare(&other.id, &one.id).expect("both are known");
            let names = |weights: &[pushback::Weight]| {
                weights.iter().map(|weight| weight.behaviour.clone()).collect::<Vec<_>>()
            };
            assert_eq!(names(&there.for_one), names(&back.for_other));
            assert_eq!(names(&there.for_both), names(&back.for_both));
            assert_eq!((&there.difference, &there.ask), (&back.difference, &back.ask));
        }
    }
    let kinds = codebook.compare("genuine", "proxy").expect("both are kinds of `time`");
    assert!(kinds.for_one.iter().any(|weight| weight.behaviour == "deadline_named"));
    assert!(kinds.for_other.iter().any(|weight| weight.behaviour == "every_slot_declined"));
    assert!(codebook.compare("autonomy", "anatomy").is_none());
}

#[test]
fn what_would_be_wrong_here_is_named_with_its_reason() {
    let assessment =
        assess([coded(1, &["too_busy_for_coaching", "deadline_named", "workload_peak"])]);
    let avoided =
        assessment.avoid.iter().find(|avoided| avoided.response == "explore_beneath_time");
    assert_eq!(
        avoided.map(|avoided| avoided.because.as_slice()),
        Some(["time".to_owned()].as_slice())
    );
    assert!(!responses(&assessment).contains(&"explore_beneath_time"));
}

// --- context ---------------------------------------------------------------------------------------

#[test]
fn the_stage_turns_the_same_words() {
    let at = |stage| {
        let said = Observation::coachee("I don’t need a coach for this, I can do it on my own.");
        let context = Context { stage: Some(stage), ..Context::default() };
        Classifier::builtin().assess_case(&Case::new([said.in_session(1)]).in_context(context))
    };
    let entry = at(Stage::Contracting);
    assert!(stands(&entry, "scepticism") && !stands(&entry, "autonomy"), "{entry:?}");
    let late = at(Stage::Late);
    assert!(!stands(&late, "scepticism") && stands(&late, "autonomy"), "{late:?}");
    let told = late.code("autonomy").expect("it stands").evidence.iter();
    assert!(told.filter_map(|piece| piece.reason.as_ref()).count() > 0, "the setting is named");
}

#[test]
fn where_the_coach_stands_selects_the_response() {
    let of = |coach| {
        let context = Context { coach: Some(coach), ..Context::default() };
        let case =
            Case::new([coded(6, &["decision_taken_alone"]), coded(7, &["result_delivered_alone"])]);
        let assessment = Classifier::builtin().assess_case(&case.in_context(context));
        let offered = responses(&assessment).into_iter().map(str::to_owned).collect::<Vec<_>>();
        let has = |id: &str| offered.iter().any(|offered| offered == id);
        (has("step_back_stay_present"), has("balance_closeness_and_distance"))
    };
    assert_eq!(of(CoachRole::External), (true, false));
    assert_eq!(of(CoachRole::Internal), (false, true));
}

#[test]
fn a_culture_weakens_a_reading_and_the_explanation_says_so() {
    let of = |culture| {
        let context = Context { culture, ..Context::default() };
        let case = Case::new([coded(2, &["agreed_immediately", "commitment_not_kept"])]);
        Classifier::builtin().assess_case(&case.in_context(context))
    };
    let points = |assessment: &Assessment| assessment.code("compliance").map(|code| code.points);
    let ranked = of(Some(Culture::Hierarchical));
    assert!(points(&ranked) < points(&of(None)));
    let evidence = ranked.code("compliance").map(|code| code.evidence.clone()).unwrap_or_default();
    let against = evidence.iter().filter(|piece| piece.points < 0);
    assert!(against.clone().count() > 0 && against.clone().all(|piece| piece.reason.is_some()));
}

#[test]
fn a_team_is_a_subject_with_a_finding_of_its_own() {
    let of = |subject| {
        let context = Context { subject: Some(subject), ..Context::default() };
        let case = Case::new([
            coded(2, &["feedback_requested"]),
            coded(6, &["short_answers"]),
            coded(7, &["conversation_guarded"]),
        ]);
        let assessment = Classifier::builtin().assess_case(&case.in_context(context));
        assessment.findings.iter().any(|found| found.finding == "team_closes")
    };
    assert!(of(Subject::Team) && !of(Subject::Individual));
}

// --- laws ------------------------------------------------------------------------------------------

fn laws() -> ProptestConfig {
    let wanted = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    let rng_seed = if wanted.is_some() { RngSeed::Random } else { RngSeed::Fixed(1) };
    let cases = wanted.unwrap_or(150);
    ProptestConfig { failure_persistence: None, rng_seed, ..ProptestConfig::with_cases(cases) }
}

fn observation() -> impl Strategy<Value = Observation> {
    let codebook = Classifier::builtin().codebook();
    let texts: Vec<String> = example_texts(codebook).into_iter().map(|seen| seen.text).collect();
    let names: Vec<String> = codebook.behaviours().iter().map(|known| known.id.clone()).collect();
    let answers: Vec<String> = codebook.responses().iter().map(|known| known.id.clone()).collect();
    let text = prop_oneof![1 => prop::sample::select(texts), 2 => Just(String::new())];
    let speaker = prop::option::of(prop::sample::select(Speaker::ALL.to_vec()));
    let behaviours = prop::collection::vec(prop::sample::select(names), 0..4);
    let responses = prop::collection::vec(prop::sample::select(answers), 0..2);
    (text, speaker, behaviours, responses, prop::option::of(1_u32..6)).prop_map(
        |(text, speaker, behaviours, responses, session)| Observation {
            speaker,
            behaviours,
            responses,
            session,
            ..Observation::coachee(text)
        },
    )
}

fn observations(most: usize) -> impl Strategy<Value = Vec<Observation>> {
    prop::collection::vec(observation(), 0..most)
}

/// All that an assessment says, with observations named by what they are and not by their number.
fn said(assessment: &Assessment, observations: &[Observation]) -> String {
    let mut value = serde_json::to_value(assessment).expect("it can be written");
    rename(&mut value, observations);
    value.to_string()
}

fn rename(value: &mut serde_json::Value, observations: &[Observation]) {
    match value {
        serde_json::Value::Object(object) => {
            for (key, value) in object.iter_mut() {
                if key == "observation" || key == "by_observation" {
                    let at = value.as_u64().and_then(|at| usize::try_from(at).ok());
                    let of = at.and_then(|at| observations.get(at));
                    *value = serde_json::to_value(of).expect("it can be written");
                } else {
                    rename(value, observations);
                }
            }
        }
        serde_json::Value::Array(list) => {
            for value in list.iter_mut() {
                rename(value, observations);
            }
            // The order of what belongs to one session is that of the numbers.
            list.sort_by_key(ToString::to_string);
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(laws())]

    #[test]
    fn the_order_of_arrival_changes_nothing(
        (given, shuffled) in observations(8).prop_flat_map(|all| {
            (Just(all.clone()), Just(all).prop_shuffle())
        }),
    ) {
        let one = said(&assess(given.clone()), &given);
        prop_assert_eq!(one, said(&assess(shuffled.clone()), &shuffled));
    }

    #[test]
    fn adding_one_by_one_says_what_the_whole_case_says(all in observations(8)) {
        let mut file = CaseFile::new(Classifier::builtin(), Context::default());
        for (at, observation) in all.iter().enumerate() {
            prop_assert_eq!(file.add(observation), at);
            let so_far = all.iter().take(at + 1).cloned();
            prop_assert_eq!(file.assess(), assess(so_far));
        }
        prop_assert_eq!(file.assess(), assess(all));
    }

    #[test]
    fn two_people_never_mix(one in observations(6), other in observations(6)) {
        let mut of_one = CaseFile::new(Classifier::builtin(), Context::default());
        let mut of_other = of_one.clone();
        for turn in 0..one.len().max(other.len()) {
            one.get(turn).map(|observation| of_one.add(observation));
            other.get(turn).map(|observation| of_other.add(observation));
            of_other.assess();
        }
        prop_assert_eq!(of_one.assess(), assess(one));
        prop_assert_eq!(of_other.assess(), assess(other));
    }

    #[test]
    fn an_observation_without_behaviours_changes_no_earlier_session(
        all in observations(7),
        session in 1_u32..9,
    ) {
        let before = assess(all.clone());
        let nothing = Observation::coachee("zrvn quxolm brfta").in_session(session);
        let after = assess(all.into_iter().chain([nothing]));
        let earlier = |assessment: &Assessment| {
            let timeline = assessment.timeline.iter();
            timeline.filter(|at| at.session != session || !at.codes.is_empty()).cloned()
                .collect::<Vec<_>>()
        };
        let known = |all: &Assessment| {
            let timeline = earlier(all);
            timeline.into_iter().filter(|at| !at.codes.is_empty()).collect::<Vec<_>>()
        };
        prop_assert_eq!(known(&before), known(&after));
    }

    #[test]
    fn a_finding_names_only_sessions_of_the_case_and_evidence_of_these(all in observations(9)) {
        let sessions: BTreeSet<u32> =
            all.iter().map(|seen| seen.session.unwrap_or_default()).collect();
        for found in assess(all.clone()).findings {
            prop_assert!(found.sessions.is_sorted());
            prop_assert!(found.sessions.iter().all(|session| sessions.contains(session)));
            for evidence in &found.evidence {
                let of = evidence.observation.and_then(|at| all.get(at));
                let session = of.map(|seen| seen.session.unwrap_or_default());
                prop_assert!(session.is_some_and(|session| found.sessions.contains(&session)));
            }
        }
    }

    #[test]
    fn what_faded_does_not_stand_and_what_is_explained_speaks_for_nothing(all in observations(9)) {
        let assessment = assess(all);
        for faded in &assessment.faded {
            prop_assert!(assessment.code(&faded.code).is_none());
            prop_assert!(faded.last < faded.session);
        }
        for code in assessment.codes.iter().chain(&assessment.hints) {
            for evidence in &code.evidence {
                let explained = assessment.explained.iter().any(|explained| {
                    Some(&explained.behaviour) == evidence.behaviour.as_ref()
                        && explained.observation == evidence.observation
                });
                prop_assert!(!explained, "{evidence:?}");
            }
        }
    }
}

#[test]
fn the_cost_of_a_case_grows_with_its_size_and_no_faster() {
    let acts =
        ["session_missed", "feedback_welcomed", "advice_refused", "reasons_given", "time_made"];
    let case = |count: u32| {
        let seen = (0..count).map(|at| coded(at / 4 + 1, &[acts[at as usize % acts.len()]]));
        Case::new(seen)
    };
    let time = |case: &Case| {
        let timed = (0..3).map(|_| {
            let start = Instant::now();
            assert!(!Classifier::builtin().assess_case(case).codes.is_empty());
            start.elapsed()
        });
        timed.min().expect("it was timed")
    };
    let (small, large) = (case(1_000), case(10_000));
    let (short, long) = (time(&small), time(&large));
    // Ten times the observations; quadratic cost would be a hundred times the work.
    assert!(long < short * 40, "{short:?} for 1,000 observations and {long:?} for 10,000");
}
