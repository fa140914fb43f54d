//! Do the built-in rules hold what they promise, and everything that was agreed on?

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by failing"
)]

use std::collections::BTreeSet;

use pushback::{Classifier, Codebook};

/// The codes, by family.
#[rustfmt::skip]
const CODES: &[(&str, &[&str])] = &[
    ("resistance", &["dismissal", "scepticism", "time", "prior_experience"]),
    ("stance", &["autonomy", "reactance"]),
    ("pattern", &[
        "transference", "reliance", "compliance", "impressing", "assumed_disappointment",
        "idealisation", "withdrawal",
    ]),
    ("setting", &[
        "identity_shift", "peer_pressure", "recasting", "directive_turn", "misreading",
        "imposed_agenda", "generic_offer", "vague_feedback", "role_conflict",
    ]),
    ("readiness", &["openness"]),
];

/// The behaviours that any app can record.
#[rustfmt::skip]
const BEHAVIOURS: &[&str] = &[
    "session_cancelled", "session_missed", "attendance_declining", "arrived_late",
    "one_to_one_avoided", "conversation_guarded", "information_withheld", "short_answers",
    "feedback_welcomed", "feedback_requested", "feedback_dismissed",
    "suggestion_questioned", "pushback_in_meeting", "decision_questioned",
    "alternative_proposed", "idea_raised", "reasons_given",
    "decision_taken_alone", "result_delivered_alone",
    "independent_project_sought", "responsibility_requested", "responsibility_negotiated",
    "promotion_or_pay_negotiated", "input_sought_from_others", "coach_role_renegotiated",
    "advice_refused", "bristled_at_suggestion", "did_the_opposite", "authority_challenged",
    "covert_defiance", "agreed_immediately", "commitment_not_kept",
    "approval_sought", "decision_deferred_to_coach", "accomplishments_listed",
    "role_changed", "promoted",
    "deadline_named", "workload_peak", "other_date_offered", "shorter_format_asked",
    "time_found_elsewhere", "declined_freed_time", "every_slot_declined", "no_reason_given",
    "coaching_hours_cut", "coaching_ended_early", "manager_gave_orders", "hierarchy_invoked",
    "verdict_without_example", "goals_set_by_others", "sent_by_organisation",
    "evaluated_by_coach",
];

/// Behaviours that an app may send, and what each must speak for (a kind after a dot) or against.
#[rustfmt::skip]
const SPEAKS_FOR: &[(&str, &[&str])] = &[
    ("session_cancelled", &["withdrawal", "reactance", "autonomy"]),
    ("session_missed", &["withdrawal", "reactance", "autonomy"]),
    ("attendance_declining", &["withdrawal", "reactance", "autonomy"]),
    ("arrived_late", &["withdrawal", "reactance", "autonomy"]),
    ("one_to_one_avoided", &["withdrawal", "reactance", "-openness"]),
    ("conversation_guarded", &["withdrawal", "reactance", "-openness"]),
    ("information_withheld", &["withdrawal", "reactance", "-openness"]),
    ("short_answers", &["withdrawal", "reactance", "-openness"]),
    ("feedback_welcomed", &["openness", "-reactance"]),
    ("feedback_requested", &["openness", "-reactance"]),
    ("feedback_dismissed", &["reactance"]),
    ("suggestion_questioned", &["autonomy", "reactance"]),
    ("pushback_in_meeting", &["autonomy", "reactance"]),
    ("decision_questioned", &["autonomy", "reactance"]),
    ("alternative_proposed", &["autonomy", "-reactance"]),
    ("idea_raised", &["autonomy", "-reactance"]),
    ("reasons_given", &["autonomy", "-reactance"]),
    ("decision_taken_alone", &["autonomy"]),
    ("result_delivered_alone", &["autonomy"]),
    ("independent_project_sought", &["autonomy"]),
    ("responsibility_requested", &["autonomy"]),
    ("responsibility_negotiated", &["autonomy"]),
    ("promotion_or_pay_negotiated", &["autonomy"]),
    ("input_sought_from_others", &["autonomy", "openness"]),
    ("coach_role_renegotiated", &["autonomy", "-withdrawal"]),
    ("advice_refused", &["reactance"]),
    ("bristled_at_suggestion", &["reactance", "transference"]),
    ("did_the_opposite", &["reactance"]),
    ("authority_challenged", &["reactance"]),
    ("covert_defiance", &["reactance"]),
    ("agreed_immediately", &["compliance"]),
    ("commitment_not_kept", &["compliance"]),
    ("approval_sought", &["reliance"]),
    ("decision_deferred_to_coach", &["reliance"]),
    ("accomplishments_listed", &["impressing"]),
    ("role_changed", &["identity_shift"]),
    ("promoted", &["identity_shift"]),
    ("deadline_named", &["time.genuine"]),
    ("workload_peak", &["time.genuine"]),
    ("other_date_offered", &["time.genuine"]),
    ("shorter_format_asked", &["time.genuine"]),
    ("time_found_elsewhere", &["time.proxy"]),
    ("declined_freed_time", &["time.proxy"]),
    ("every_slot_declined", &["time.proxy"]),
    ("no_reason_given", &["time.proxy"]),
    ("coaching_hours_cut", &["recasting"]),
    ("coaching_ended_early", &["recasting"]),
    ("manager_gave_orders", &["directive_turn"]),
    ("hierarchy_invoked", &["directive_turn"]),
    ("verdict_without_example", &["misreading"]),
    ("goals_set_by_others", &["imposed_agenda"]),
    ("sent_by_organisation", &["imposed_agenda"]),
    ("evaluated_by_coach", &["role_conflict"]),
];

#[rustfmt::skip]
const RESPONSES: &[&str] = &[
    "reframe_as_capability", "make_specific_case", "weigh_real_cost", "respect_decline",
    "explore_beneath_time", "acknowledge_and_differentiate", "contract_specifically",
    "start_from_own_agenda", "use_named_feedback", "hold_coachability_conversation",
    "name_the_resistance", "revisit_when_ready", "co_create_milestones", "normalise_pushback",
    "ask_reflective_questions", "graduate_responsibility", "hold_space", "mark_the_transition",
    "frame_feedback_forward", "broaden_perspectives", "use_readiness_stories",
    "make_risks_transparent", "separate_coaching_from_evaluation", "celebrate_autonomy",
    "step_back_stay_present", "balance_closeness_and_distance", "support_internal_coach",
    "taper_do_not_drop", "ask_for_behaviour", "notice_kindly", "explore_the_origin",
    "invite_disagreement", "slow_the_bond", "disclose_conflict", "build_on_openness",
];

#[test]
fn the_built_in_rules_are_sound() {
    let files = Codebook::builtin_files().iter().copied();
    assert!(!files.clone().collect::<Vec<_>>().is_empty(), "no rules are built in");
    if let Err(error) = Codebook::from_files(files) {
        assert!(error.mistakes().is_empty(), "{error}");
    }
}

#[test]
fn every_example_of_the_rules_holds() {
    let classifier = Classifier::builtin();
    assert!(classifier.count_examples() > 0, "there are no examples");
    let failing: Vec<String> =
        classifier.failing_examples().iter().map(ToString::to_string).collect();
    assert!(failing.is_empty(), "{}\n{} fail", failing.join("\n"), failing.len());
}

#[test]
fn the_codes_are_those_of_the_codebook() {
    let agreed: BTreeSet<(&str, &str)> = CODES
        .iter()
        .flat_map(|(family, codes)| codes.iter().map(|code| (*family, *code)))
        .collect();
    let built_in = Codebook::builtin();
    let found: BTreeSet<(&str, &str)> =
        built_in.codes().iter().map(|code| (code.family.as_str(), code.id.as_str())).collect();
    assert_eq!(found, agreed);
}

#[test]
fn only_time_has_kinds_and_they_are_genuine_and_proxy() {
    for code in Codebook::builtin().codes() {
        let kinds: BTreeSet<&str> = code.kinds.iter().map(|kind| kind.id.as_str()).collect();
        let agreed: &[&str] = if code.id == "time" { &["genuine", "proxy"] } else { &[] };
        assert_eq!(kinds, agreed.iter().copied().collect(), "{}", code.id);
    }
}

#[test]
fn every_behaviour_of_the_codebook_is_there() {
    let built_in = Codebook::builtin();
    let missing: Vec<_> = BEHAVIOURS.iter().filter(|id| built_in.behaviour(id).is_none()).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_behaviour_speaks_for_and_against_the_codes_of_the_codebook() {
    let built_in = Codebook::builtin();
    let mut missing = Vec::new();
    for (behaviour, codes) in SPEAKS_FOR {
        for wanted in *codes {
            let (name, against) = wanted.strip_prefix('-').map_or((*wanted, false), |n| (n, true));
            let (code, kind) = name.split_once('.').map_or((name, None), |(c, k)| (c, Some(k)));
            let code = built_in.code(code).expect("the codes are there");
            let speaks = code.evidence.iter().any(|evidence| {
                let of_kind = evidence.kind.and_then(|at| code.kinds.get(at));
                evidence.id == *behaviour
                    && (evidence.points < 0) == against
                    && of_kind.map(|kind| kind.id.as_str()) == kind
            });
            if !speaks {
                missing.push(format!("{behaviour}: {wanted}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn the_responses_are_those_of_the_codebook() {
    let agreed: BTreeSet<&str> = RESPONSES.iter().copied().collect();
    let built_in = Codebook::builtin();
    let found: BTreeSet<&str> =
        built_in.responses().iter().map(|response| response.id.as_str()).collect();
    assert_eq!(found, agreed);
}

#[test]
fn every_code_has_another_reading_and_a_question() {
    for code in Codebook::builtin().codes() {
        assert!(!code.alternative.trim().is_empty(), "{} has no alternative", code.id);
        assert!(!code.ask.is_empty(), "{} has nothing to ask", code.id);
        let own: Vec<&str> = code.kinds.iter().map(|kind| kind.id.as_str()).collect();
        let about_it = code.ask.iter().any(|ask| {
            let mut separates = ask.separates.iter().map(String::as_str);
            separates.any(|reading| reading == code.id || own.contains(&reading))
        });
        assert!(about_it, "no question of {} is about it", code.id);
    }
}

#[test]
fn every_question_tells_two_readings_apart_and_ends_in_a_question_mark() {
    for code in Codebook::builtin().codes() {
        for ask in &code.ask {
            assert!(ask.separates.len() >= 2, "{}: {}", code.id, ask.question);
            assert!(ask.question.contains('?'), "{}: {}", code.id, ask.question);
        }
    }
}

#[test]
fn every_source_that_is_cited_is_there() {
    let built_in = Codebook::builtin();
    let sources: BTreeSet<&str> =
        built_in.sources().iter().map(|source| source.id.as_str()).collect();
    for (id, source) in cited(&built_in) {
        assert!(sources.contains(source), "{id} cites `{source}`");
    }
}

#[test]
fn every_passage_is_cited_or_says_why_it_is_not() {
    let built_in = Codebook::builtin();
    let cited: BTreeSet<&str> = cited(&built_in).into_iter().map(|(_, source)| source).collect();
    let idle: Vec<&str> = built_in
        .sources()
        .iter()
        .filter(|source| source.not_encoded.is_none() && !cited.contains(source.id.as_str()))
        .map(|source| source.id.as_str())
        .collect();
    assert!(idle.is_empty(), "{idle:?}");
}

#[test]
fn every_response_is_offered_on_some_occasion() {
    for response in Codebook::builtin().responses() {
        assert!(!response.when.is_empty(), "{} is never offered", response.id);
    }
}

#[test]
fn every_code_can_be_answered() {
    let built_in = Codebook::builtin();
    for (code, at) in built_in.codes().iter().zip(0_usize..) {
        let answered =
            built_in.responses().iter().flat_map(|response| &response.when).any(|when| {
                let family = when.family.as_ref().is_some_and(|(family, _)| *family == code.family);
                when.code.is_some_and(|id| id.index() == at) || family
            });
        assert!(answered, "nothing answers {}", code.id);
    }
}

/// What cites, and the source.
fn cited(codebook: &Codebook) -> Vec<(&str, &str)> {
    let behaviours = codebook.behaviours().iter().map(|found| (&found.id, &found.citation));
    let codes = codebook.codes().iter().map(|found| (&found.id, &found.citation));
    let responses = codebook.responses().iter().map(|found| (&found.id, &found.citation));
    let all = behaviours.chain(codes).chain(responses);
    let mut cited: Vec<(&str, &str)> =
        all.map(|(id, citation)| (id.as_str(), citation.source.as_str())).collect();
    cited.push(("outside_scope", codebook.scope().citation.source.as_str()));
    cited
}
