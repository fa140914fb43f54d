//! Which laws hold for every text, whatever the rules say?
//!
//! On the built-in rules and on texts made of their own examples, of pieces of them and of anything
//! else.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by failing"
)]

mod common;

use std::sync::LazyLock;
use std::thread;

use common::{Dice, codes, example_texts, spans};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use pushback::{
    Assessment, Case, Classifier, Codebook, Context, Culture, Observation, Scratch, Span, Speaker,
    Stage, Strength,
};

/// The examples of the rules.
static EXAMPLES: LazyLock<Vec<Observation>> =
    LazyLock::new(|| example_texts(Classifier::builtin().codebook()));

/// What is known of by name: behaviours that a caller may send.
static BEHAVIOURS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let behaviours = Classifier::builtin().codebook().behaviours().iter();
    behaviours.map(|behaviour| behaviour.id.clone()).collect()
});

/// A sentence in which the rules find nothing, so that no cue can reach out of it or into it.
const NOTHING: &str = "\n\nzrvn quxolm brfta";

/// As many texts as `PROPTEST_CASES` says, new ones every time; or enough for every day, and the
/// same ones.
fn laws() -> ProptestConfig {
    let wanted = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    let rng_seed = if wanted.is_some() { RngSeed::Random } else { RngSeed::Fixed(1) };
    let cases = wanted.unwrap_or(600);
    ProptestConfig { failure_persistence: None, rng_seed, ..ProptestConfig::with_cases(cases) }
}

// --- what texts are made of ----------------------------------------------------------------------

/// An example of the rules.
fn example() -> impl Strategy<Value = String> {
    any::<prop::sample::Index>().prop_map(|at| at.get(&EXAMPLES).text.clone())
}

/// Some words in a row of an example.
fn fragment() -> impl Strategy<Value = String> {
    (example(), 0_usize..12, 1_usize..8).prop_map(|(text, skip, take)| {
        text.split(' ').skip(skip).take(take).collect::<Vec<_>>().join(" ")
    })
}

/// What stands between sentences and parts of them.
fn join() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        " ", " ", ". ", ", ", "; ", "? ", "! ", " – ", "\n", "\n\n", "… ", " but ", " and ", " (",
        ") ", " “", "” ", " \"", " 😀 ", " not ", ": ",
    ])
}

/// Talk: examples and fragments of them, joined in any way.
fn talk() -> impl Strategy<Value = String> {
    let piece = prop_oneof![3 => example(), 2 => fragment()];
    prop::collection::vec((piece, join()), 1..5)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(a, b)| [a, b.to_owned()]).collect())
}

/// Talk with anything at all in between.
fn anything() -> impl Strategy<Value = String> {
    let noise = prop_oneof![
        any::<String>(),
        prop::collection::vec(any::<char>(), 0..6).prop_map(String::from_iter),
        prop::string::string_regex("[ .,;:!?'’\"“”()\u{A0}\u{301}-]{0,6}").expect("it is sound"),
    ];
    prop::collection::vec(prop_oneof![2 => talk(), 1 => noise], 1..4).prop_map(|all| all.concat())
}

fn speaker() -> impl Strategy<Value = Option<Speaker>> {
    prop::option::of(prop::sample::select(Speaker::ALL.to_vec()))
}

fn context() -> impl Strategy<Value = Context> {
    let stage = prop::option::of(prop::sample::select(Stage::ALL.to_vec()));
    let culture = prop::option::of(prop::sample::select(Culture::ALL.to_vec()));
    (stage, culture).prop_map(|(stage, culture)| Context { stage, culture, ..Context::default() })
}

fn behaviours() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(prop::sample::select(BEHAVIOURS.clone()), 0..5)
}

fn observation() -> impl Strategy<Value = Observation> {
    (anything(), speaker(), behaviours(), context(), any::<bool>()).prop_map(
        |(text, speaker, behaviours, context, about)| {
            let observation = Observation { speaker, behaviours, ..Observation::coachee(text) };
            let observation = observation.in_context(context);
            if about { observation.about_coaching() } else { observation }
        },
    )
}

/// A case of short observations.
fn case() -> impl Strategy<Value = Case> {
    let text = prop_oneof![2 => example(), 1 => Just(String::new())];
    let observation = (text, speaker(), behaviours(), prop::option::of(1_u32..5)).prop_map(
        |(text, speaker, behaviours, session)| Observation {
            speaker,
            behaviours,
            session,
            ..Observation::coachee(text)
        },
    );
    prop::collection::vec(observation, 0..6).prop_map(Case::new)
}

// --- what is compared ----------------------------------------------------------------------------

fn written(assessment: &Assessment) -> String {
    serde_json::to_string(assessment).expect("an assessment can be written as JSON")
}

fn assess(observation: &Observation) -> Assessment {
    Classifier::builtin().assess(observation)
}

/// Codes and hints with their kinds, points and strengths.
fn verdict(assessment: &Assessment) -> Vec<(String, Option<String>, i32, Strength)> {
    let findings = assessment.codes.iter().chain(&assessment.hints);
    findings.map(|f| (f.code.clone(), f.kind.clone(), f.points, f.strength)).collect()
}

/// All that was marked: rule and place.
fn marked(assessment: &Assessment) -> Vec<(String, Option<Span>)> {
    let shown = assessment.behaviours.iter().map(|found| (found.rule.clone(), found.span));
    let withheld = assessment.suppressed.iter().map(|found| (found.rule.clone(), Some(found.span)));
    shown.chain(withheld).collect()
}

proptest! {
    #![proptest_config(laws())]

    #[test]
    fn every_span_lies_inside_the_text_on_character_boundaries(observation in observation()) {
        for span in spans(&assess(&observation)) {
            prop_assert!(span.start <= span.end);
            prop_assert!(observation.text.get(span.range()).is_some(), "{span:?}");
        }
    }

    #[test]
    fn the_points_of_a_code_are_the_sum_of_its_evidence(observation in observation()) {
        let assessment = assess(&observation);
        for finding in assessment.codes.iter().chain(&assessment.hints) {
            let sum: i32 = finding.evidence.iter().map(|piece| piece.points).sum();
            prop_assert_eq!(finding.points, sum, "{}", finding.code);
        }
    }

    #[test]
    fn codes_reach_their_threshold_and_hints_do_not(observation in observation()) {
        let assessment = assess(&observation);
        for finding in &assessment.codes {
            prop_assert!(finding.points >= finding.threshold, "{}", finding.code);
            prop_assert!(finding.strength > Strength::Hint, "{}", finding.code);
        }
        for finding in &assessment.hints {
            prop_assert!(finding.points > 0 && finding.points < finding.threshold);
            prop_assert_eq!(finding.strength, Strength::Hint, "{}", finding.code);
        }
    }

    #[test]
    fn every_code_comes_with_another_reading_and_a_source(observation in observation()) {
        for finding in assess(&observation).codes {
            prop_assert!(!finding.alternative.is_empty());
            prop_assert!(finding.evidence.iter().all(|piece| !piece.source.is_empty()));
        }
    }

    #[test]
    fn at_most_three_questions_are_asked(observation in observation()) {
        prop_assert!(assess(&observation).ask.len() <= 3);
    }

    #[test]
    fn the_report_of_an_observer_alone_is_never_strong(text in talk()) {
        for finding in assess(&Observation::observer(text)).codes {
            prop_assert!(finding.strength < Strength::Strong, "{}", finding.code);
        }
    }

    #[test]
    fn equal_input_gives_equal_bytes(observation in observation(), before in observation()) {
        let classifier = Classifier::builtin();
        let fresh = written(&classifier.assess(&observation));
        let mut used = Scratch::default();
        let _ = classifier.assess_with(&before, &mut used);
        prop_assert_eq!(&written(&classifier.assess_with(&observation, &mut used)), &fresh);
        prop_assert_eq!(&written(&classifier.assess_with(&observation, &mut used)), &fresh);
    }

    #[test]
    fn capitals_change_no_code_in_the_talk_of_a_coachee(text in talk()) {
        let plain = assess(&Observation::coachee(text.clone()));
        let loud = assess(&Observation::coachee(text.to_ascii_uppercase()));
        prop_assert_eq!(verdict(&plain), verdict(&loud));
        prop_assert_eq!(marked(&plain), marked(&loud));
    }

    #[test]
    fn a_sentence_without_a_mention_changes_nothing_before_it(
        text in anything(),
        speaker in speaker(),
    ) {
        let of = |text: String| assess(&Observation { speaker, text, ..Observation::default() });
        let (alone, followed) = (of(text.clone()), of(format!("{text}{NOTHING}")));
        prop_assert_eq!(verdict(&alone), verdict(&followed));
        prop_assert_eq!(&alone.behaviours, &followed.behaviours);
        prop_assert_eq!(&alone.suppressed, &followed.suppressed);
        prop_assert_eq!(&alone.outside_scope, &followed.outside_scope);
    }

    #[test]
    fn typographic_apostrophes_change_no_code(text in talk(), speaker in speaker()) {
        let of = |text: String| assess(&Observation { speaker, text, ..Observation::default() });
        let (straight, curly) = (text.replace('’', "'"), text.replace('\'', "’"));
        prop_assert_eq!(verdict(&of(straight)), verdict(&of(curly)));
    }

    #[test]
    fn spaces_that_do_not_break_change_no_code(text in talk(), speaker in speaker()) {
        let of = |text: String| assess(&Observation { speaker, text, ..Observation::default() });
        let unbroken = text.replace(' ', "\u{A0}");
        prop_assert_eq!(verdict(&of(text)), verdict(&of(unbroken)));
    }

    #[test]
    fn the_kind_of_line_end_changes_no_code(text in talk(), speaker in speaker()) {
        let of = |text: String| assess(&Observation { speaker, text, ..Observation::default() });
        let unix = text.replace(". ", ".\n");
        let windows = unix.replace('\n', "\r\n");
        prop_assert_eq!(verdict(&of(unix)), verdict(&of(windows)));
    }

    #[test]
    fn spaces_around_a_text_change_no_code(text in talk(), speaker in speaker()) {
        let of = |text: String| assess(&Observation { speaker, text, ..Observation::default() });
        prop_assert_eq!(verdict(&of(text.clone())), verdict(&of(format!(" \n {text} \n"))));
    }

    #[test]
    fn marks_without_width_change_no_code(text in talk()) {
        let of = |text: String| assess(&Observation::coachee(text));
        let marked = text.replace("in", "i\u{AD}n").replace("oa", "o\u{200B}a");
        prop_assert_eq!(verdict(&of(text)), verdict(&of(marked)));
    }

    #[test]
    fn taking_away_a_behaviour_never_raises_a_code_that_it_speaks_for(
        observation in observation(),
        extra in prop::sample::select(BEHAVIOURS.clone()),
    ) {
        let with = assess(&observation.clone().behaviour(&extra));
        if with.outside_scope.is_none() {
            never_raises(&extra, &assess(&observation), &with)?;
        }
    }

    #[test]
    fn taking_a_behaviour_out_of_a_case_never_raises_a_code_that_it_speaks_for(
        case in case(),
        at in any::<prop::sample::Index>(),
        extra in prop::sample::select(BEHAVIOURS.clone()),
    ) {
        let mut more = case.clone();
        if !more.observations.is_empty() {
            at.get_mut(&mut more.observations).behaviours.push(extra.clone());
        }
        let classifier = Classifier::builtin();
        let with = classifier.assess_case(&more);
        if with.outside_scope.is_none() {
            never_raises(&extra, &classifier.assess_case(&case), &with)?;
        }
    }

    #[test]
    fn the_order_of_arrival_changes_no_code_of_a_case(case in case(), seed in any::<u64>()) {
        let classifier = Classifier::builtin();
        let mut shuffled = case.clone();
        Dice::new(seed).shuffle(&mut shuffled.observations);
        // Within a session the order given is the order in which things happened.
        let place = |observation: &Observation| {
            let mut places = case.observations.iter().enumerate();
            places.find(|(_, other)| *other == observation).map(|(at, _)| at)
        };
        let mut sessions: Vec<_> = shuffled.observations.iter().map(|o| o.session).collect();
        sessions.sort_unstable();
        sessions.dedup();
        for session in sessions {
            let of_session: Vec<usize> = shuffled
                .observations
                .iter()
                .enumerate()
                .filter(|(_, observation)| observation.session == session)
                .map(|(at, _)| at)
                .collect();
            let mut in_order: Vec<Observation> = of_session
                .iter()
                .filter_map(|at| shuffled.observations.get(*at).cloned())
                .collect();
            in_order.sort_by_key(place);
            for (at, observation) in of_session.into_iter().zip(in_order) {
                if let Some(slot) = shuffled.observations.get_mut(at) {
                    *slot = observation;
                }
            }
        }
        let (given, other) = (classifier.assess_case(&case), classifier.assess_case(&shuffled));
        prop_assert_eq!(verdict(&given), verdict(&other));
        prop_assert_eq!(&given.timeline, &other.timeline);
        prop_assert_eq!(&given.stance, &other.stance);
        prop_assert_eq!(&given.responses, &other.responses);
        prop_assert_eq!(&given.ask, &other.ask);
    }

    #[test]
    fn a_case_of_one_observation_has_the_codes_of_the_observation(text in talk()) {
        let observation = Observation::coachee(text).about_coaching();
        let case = Classifier::builtin().assess_case(&Case::new([observation.clone()]));
        prop_assert_eq!(verdict(&assess(&observation)), verdict(&case));
    }
}

/// Checks that no code for which the behaviour speaks has more points without it.
fn never_raises(
    behaviour: &str,
    without: &Assessment,
    with: &Assessment,
) -> Result<(), TestCaseError> {
    for code in Classifier::builtin().codebook().codes() {
        let mut pieces = code.evidence.iter().filter(|piece| piece.kind.is_none());
        let speaks_for = pieces.clone().any(|piece| piece.id == behaviour && piece.points > 0)
            && !pieces.any(|piece| piece.id == behaviour && piece.points < 0);
        let points = |assessment: &Assessment| {
            let mut findings = assessment.codes.iter().chain(&assessment.hints);
            findings.find(|finding| finding.code == code.id).map(|finding| finding.points)
        };
        // What stands in one session may fade by a later one; what is only hinted at does not.
        let faded = with.faded.iter().any(|faded| faded.code == code.id);
        if let (true, false, Some(before)) = (speaks_for, faded, points(without)) {
            prop_assert!(
                points(with).is_some_and(|after| after >= before),
                "{} falls from {before} to {:?} with {behaviour}",
                code.id,
                points(with)
            );
        }
    }
    Ok(())
}

#[test]
fn another_thread_gives_equal_bytes() {
    let all = || -> Vec<String> { EXAMPLES.iter().map(|e| written(&assess(e))).collect() };
    let elsewhere = thread::spawn(all).join().expect("it does not panic");
    assert_eq!(elsewhere, all());
}

#[test]
fn the_order_of_files_and_of_what_is_in_them_changes_nothing() {
    let mut dice = Dice::new(4);
    let given: Vec<String> = some_examples().map(|o| without_receipt(&assess(o))).collect();
    for _ in 0..2 {
        let mut files: Vec<(String, String)> = Codebook::builtin_files()
            .iter()
            .map(|(path, content)| ((*path).to_owned(), shuffled(path, content, &mut dice)))
            .collect();
        dice.shuffle(&mut files);
        let codebook = Codebook::from_files(files).expect("the order makes no mistake");
        let classifier = Classifier::new(codebook);
        for (observation, given) in some_examples().zip(&given) {
            assert_eq!(&without_receipt(&classifier.assess(observation)), given);
        }
    }
}

fn some_examples() -> impl Iterator<Item = &'static Observation> {
    EXAMPLES.iter().step_by(3)
}

fn without_receipt(assessment: &Assessment) -> String {
    let mut written = serde_json::to_value(assessment).expect("it can be written as JSON");
    written.as_object_mut().map(|fields| fields.remove("receipt"));
    written.to_string()
}

/// A rule file with its concepts, behaviours and so on in another order.
fn shuffled(path: &str, content: &str, dice: &mut Dice) -> String {
    let heading = match path.split('/').next() {
        Some("lexicon") => "[[concept]]",
        Some("behaviours" | "codes") => "[[behaviour]]",
        Some("responses.toml") => "[[response]]",
        Some("modifiers.toml") => "[[modifier]]",
        Some("scope.toml") => "[[rule]]",
        _ => return content.to_owned(),
    };
    let mut blocks: Vec<String> = vec![String::new()];
    let mut top = true;
    for line in content.lines() {
        // What stands before the first heading, and tables of other kinds, stay where they are.
        let starts = line.trim_end() == heading;
        let foreign = line.starts_with('[') && !line.contains(heading.trim_matches(['[', ']']));
        if starts || (foreign && !top) {
            blocks.push(String::new());
        }
        top = !(starts || (!top && !foreign));
        if let Some(block) = blocks.last_mut() {
            block.push_str(line);
            block.push('\n');
        }
    }
    let (mut own, others): (Vec<String>, Vec<String>) =
        blocks.into_iter().partition(|block| block.starts_with(heading));
    dice.shuffle(&mut own);
    others.concat() + &own.concat()
}

// --- names and pronouns --------------------------------------------------------------------------

/// Notes with a place for who, whose and whom.
const NOTES: &[&str] = &[
    "{who} cancelled our session again and gave no reason.",
    "{who} told me that coaching is for people who can't cope.",
    "Asked about {whose} week, {who} went quiet.",
    "The feedback hurt {whom}, and {who} brushed it off.",
    "{who} decided it without me and delivered {whose} plan on Friday.",
    "{who} said: “I don't have time for coaching.”",
    "{who} wanted to know whether I was disappointed with {whom}.",
];

/// The same, where the rules still tell one from the other.
const UNEVEN_NOTES: &[&str] = &[
    "{who} cancelled twice. Then {who} came late and said little.",
    "{who} proposed another date and asked for a shorter session.",
    "{who} asked me what {who} should do and took {whose} notes.",
];

/// Parts of examples whose words are not the same for him and for her: `her` is whose and whom.
const UNEVEN_EXAMPLES: &[&str] = &["his way or not at all"];

/// Who, whose and whom, in the same order.
const PEOPLE: &[[&str; 3]] = &[
    ["She", "her", "her"],
    ["He", "his", "him"],
    ["They", "their", "them"],
    ["Priya", "Priya's", "Priya"],
    ["Tomasz", "Tomasz's", "Tomasz"],
    ["Oluwaseun", "Oluwaseun's", "Oluwaseun"],
    ["Björk", "Björk's", "Björk"],
];

fn note(pattern: &str, [who, whose, whom]: &[&str; 3]) -> String {
    let pattern = pattern.replace("{whose}", whose).replace("{whom}", whom);
    let pronoun = ["She", "He", "They"].contains(who);
    let mut note = String::new();
    for (nth, part) in pattern.split("{who}").enumerate() {
        if nth > 0 {
            let begins = note.is_empty() || note.ends_with(". ");
            let who = if begins || !pronoun { (*who).to_owned() } else { who.to_lowercase() };
            note.push_str(&who);
        }
        note.push_str(part);
    }
    note
}

#[test]
fn the_codes_of_a_note_do_not_hang_on_name_or_gender() {
    all_the_same(NOTES);
}

#[test]
#[ignore = "rules: patterns that name pronouns, and openers such as `then she`, leave out names"]
fn the_codes_of_these_notes_do_not_hang_on_name_or_gender_either() {
    all_the_same(UNEVEN_NOTES);
}

#[test]
fn the_codes_of_a_note_do_not_hang_on_a_name_that_is_also_a_word() {
    let mut apart = Vec::new();
    // Will is left out: its other reading, as a verb, is one that rules rest on.
    for name in ["Tom", "Helen", "Mark", "Grace", "Hope"] {
        for pattern in NOTES {
            let of = |name: &str| {
                let text = note(pattern, &[name, &format!("{name}'s"), name]);
                verdict(&assess(&Observation::coach(text)))
            };
            if of(name) != of("Priya") {
                apart.push(format!("{name}: {:?}, Priya: {:?}", of(name), of("Priya")));
            }
        }
    }
    assert!(apart.is_empty(), "{}", apart.join("\n"));
}

/// Checks that each note has the same codes for all people.
fn all_the_same(notes: &[&str]) {
    let mut apart = Vec::new();
    for pattern in notes {
        for speaker in [Observation::coach as fn(String) -> Observation, Observation::observer] {
            let of = |person| {
                let text = note(pattern, person);
                let assessment = assess(&speaker(text.clone()));
                (text, verdict(&assessment))
            };
            let all: Vec<_> = PEOPLE.iter().map(of).collect();
            for (text, codes) in &all {
                if all.first().is_some_and(|(_, first)| first != codes) {
                    apart.push(format!("{text}: {codes:?}\n  {:?}", all.first()));
                }
            }
        }
    }
    assert!(apart.is_empty(), "{}", apart.join("\n"));
}

#[test]
fn an_example_about_him_has_the_codes_of_one_about_her() {
    let female = [("he", "she"), ("him", "her"), ("his", "her"), ("himself", "herself")];
    let swap = |text: &str| -> String {
        let swapped = text.split_inclusive(|c: char| !c.is_alphabetic()).map(|part| {
            let word = part.trim_end_matches(|c: char| !c.is_alphabetic());
            let rest = part.split_at(word.len()).1;
            let found = female.iter().find(|(he, _)| word.eq_ignore_ascii_case(he));
            let she = found.map_or_else(|| word.to_owned(), |(_, she)| (*she).to_owned());
            let capital = word.starts_with(|c: char| c.is_uppercase()) && found.is_some();
            let mut letters = she.chars();
            let first = letters.next().map(|c| if capital { c.to_ascii_uppercase() } else { c });
            first.into_iter().chain(letters).collect::<String>() + rest
        });
        swapped.collect()
    };
    let mut apart = Vec::new();
    let uneven = |text: &str| UNEVEN_EXAMPLES.iter().any(|part| text.contains(part));
    let reported = EXAMPLES.iter().filter(|example| example.speaker != Some(Speaker::Coachee));
    for example in reported.filter(|example| !uneven(&example.text)) {
        let text = swap(&example.text);
        let other = Observation { text: text.clone(), ..example.clone() };
        let (his, hers) = (assess(example), assess(&other));
        if codes(&his) != codes(&hers) {
            apart.push(format!("{text}: {:?}, of him {:?}", codes(&hers), codes(&his)));
        }
    }
    assert!(apart.is_empty(), "{}", apart.join("\n"));
}

/// The same said in two ways of speaking.
const WAYS_OF_SPEAKING: &[(&str, &str)] = &[
    ("I haven't got time for coaching this month.", "I ain't got time for coaching this month."),
    (
        "I don't need anybody to tell me how to do my job.",
        "I don't need nobody telling me how to do me job.",
    ),
    ("Coaching is for people who can't cope.", "Coachin' is for people what can't cope."),
    (
        "I was in coaching before and it was a waste of time.",
        "I were in coaching before and it were a waste of time.",
    ),
    (
        "I did that coaching before and nothing came of it.",
        "I done that coaching before and nothing come of it.",
    ),
    ("Stop telling me how to run my team.", "Stop tellin me how to run my team."),
    (
        "I don't have the time, I am working two jobs until the end of June.",
        "i dont have the time, i am working two jobs until end of june",
    ),
];

#[test]
fn dialect_and_grammar_change_no_code() {
    for (one, other) in WAYS_OF_SPEAKING {
        let (one, other) = (Observation::coachee(*one), Observation::coachee(*other));
        assert!(!codes(&assess(&one)).is_empty(), "{}", one.text);
        assert_eq!(codes(&assess(&one)), codes(&assess(&other)), "{}", other.text);
    }
}
