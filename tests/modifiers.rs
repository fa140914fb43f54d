//! How do modifiers take the force from a mention, change it, and give it back?
//!
//! On the trial pack in `tests/trial`, whose cues are few and plain.

mod common;

use common::{codes, shown, trial, withheld};
use pushback::{Assessment, Observation};

fn assess(text: &str) -> Assessment {
    trial().assess(&Observation::coachee(text))
}

/// Checks which words a rule takes for evidence in a coachee's talk.
fn shows(text: &str, rule: &str, words: &[&str]) {
    assert_eq!(shown(&assess(text), rule, text), words, "{rule} in: {text}");
}

/// Checks that a rule gives nothing in a coachee's talk, and what took it: by what, on which words.
fn withholds(text: &str, rule: &str, by: &str, cue: Option<&str>) {
    let assessment = assess(text);
    assert_eq!(shown(&assessment, rule, text), [""; 0], "{rule} in: {text}");
    assert_eq!(withheld(&assessment, rule, text), [(by.to_owned(), cue)], "{rule} in: {text}");
}

#[test]
fn a_denied_mention_is_no_evidence() {
    withholds(
        "I never said coaching is for losers.",
        "dismissal.for_losers",
        "negated",
        Some("never"),
    );
}

#[test]
fn a_denied_mention_is_listed_with_its_words_and_those_of_the_cue() {
    let text = "Well, I would not say coaching is for losers, honestly.";
    let assessment = assess(text);
    let told: Vec<_> = assessment
        .suppressed
        .iter()
        .map(|found| {
            let cue = found.cue.and_then(|cue| text.get(cue.range()));
            (text.get(found.span.range()), cue, found.behaviour.as_str(), found.by.as_str())
        })
        .collect();
    let mention = Some("coaching is for losers");
    assert_eq!(told, [(mention, Some("not"), "coaching_is_for_losers", "negated")]);
}

#[test]
fn negation_stops_at_but() {
    let rule = "dismissal.for_losers";
    shows("I would not complain but coaching is for losers.", rule, &["coaching is for losers"]);
}

#[test]
fn negation_stops_at_a_comma() {
    let rule = "dismissal.for_losers";
    shows("I would not, coaching is for losers.", rule, &["coaching is for losers"]);
}

#[test]
fn negation_stops_at_its_terminator() {
    let rule = "dismissal.for_losers";
    shows("It may not last though coaching is for losers.", rule, &["coaching is for losers"]);
}

#[test]
fn negation_stops_at_the_end_of_the_sentence() {
    let rule = "dismissal.for_losers";
    shows("I think not. Coaching is for losers.", rule, &["Coaching is for losers"]);
}

#[test]
fn negation_stops_at_the_end_of_a_sentence_in_capitals() {
    let rule = "dismissal.for_losers";
    shows("Not plan b. Coaching is for losers.", rule, &["Coaching is for losers"]);
    shows("NOT PLAN B. COACHING IS FOR LOSERS.", rule, &["COACHING IS FOR LOSERS"]);
}

#[test]
fn negation_stops_where_its_reach_ends() {
    let rule = "dismissal.for_losers";
    let near = "Not on one two three four coaching is for losers.";
    withholds(near, rule, "negated", Some("Not"));
    let far = "Not on one two three four five six coaching is for losers.";
    shows(far, rule, &["coaching is for losers"]);
}

#[test]
fn transparent_words_do_not_use_up_the_reach() {
    let text = "Not on one two three four honestly just you know coaching is for losers.";
    withholds(text, "dismissal.for_losers", "negated", Some("Not"));
}

#[test]
fn negation_does_not_reach_back() {
    let rule = "dismissal.for_losers";
    shows("Coaching is for losers not", rule, &["Coaching is for losers"]);
}

#[test]
fn negation_inside_a_gap_takes_the_force() {
    withholds("Coaching is for never losers.", "dismissal.for_losers", "negated", Some("never"));
}

#[test]
fn a_pattern_that_says_its_own_negation_is_not_touched_by_it() {
    shows("I don't need coaching.", "dismissal.beneath", &["I don't need coaching"]);
}

#[test]
fn a_second_negation_before_a_pattern_that_says_its_own_takes_its_force() {
    let text = "I never said I don't need coaching.";
    withholds(text, "dismissal.beneath", "negated", Some("never"));
}

#[test]
fn a_rule_that_carries_a_modifier_is_not_touched_by_it() {
    let text = "I never called it money down the drain.";
    shows(text, "dismissal.money", &["money down the drain"]);
    withholds("I never called it too dear.", "dismissal.price", "negated", Some("never"));
}

#[test]
fn a_rule_that_carries_one_modifier_is_still_touched_by_others() {
    let text = "Suppose it is money down the drain.";
    withholds(text, "dismissal.money", "hypothetical", Some("Suppose"));
}

#[test]
fn what_only_looks_like_a_cue_does_nothing() {
    let text = "Not only coaching is for losers, the food was cold.";
    shows(text, "dismissal.for_losers", &["coaching is for losers"]);
}

#[test]
fn a_supposition_takes_the_force() {
    let text = "Suppose I told you coaching is for losers.";
    withholds(text, "dismissal.for_losers", "hypothetical", Some("Suppose"));
}

#[test]
fn the_view_of_another_person_is_no_evidence() {
    let text = "My brother says coaching is for losers.";
    withholds(text, "dismissal.for_losers", "other_person", Some("My brother says"));
}

#[test]
fn adopting_the_view_of_another_person_makes_it_evidence() {
    let text = "My brother says coaching is for losers. He is right.";
    shows(text, "dismissal.for_losers", &["coaching is for losers"]);
}

#[test]
fn adopting_a_view_does_not_lift_what_it_does_not_name() {
    let text = "My brother says I never said coaching is for losers. He is right.";
    withholds(text, "dismissal.for_losers", "negated", Some("never"));
}

#[test]
fn a_mention_can_be_taken_back_in_a_later_sentence() {
    let text = "Coaching is for losers. No, scrap that.";
    withholds(text, "dismissal.for_losers", "withdrawn", Some("scrap that"));
}

#[test]
fn a_question_is_no_evidence_and_the_next_sentence_is() {
    withholds("So coaching is for losers?", "dismissal.for_losers", "question", None);
    let text = "Is it late? Coaching is for losers.";
    shows(text, "dismissal.for_losers", &["Coaching is for losers"]);
}

#[test]
fn a_quotation_is_no_evidence_whatever_its_marks() {
    for text in [
        "The poster said \"coaching is for losers\" in red.",
        "The poster said “coaching is for losers” in red.",
        "The poster said ‘coaching is for losers’ in red.",
        "The poster said 'coaching is for losers' in red.",
    ] {
        withholds(text, "dismissal.for_losers", "quoted", None);
    }
}

#[test]
fn a_mark_for_inches_quotes_nothing() {
    let text = "My 24\" screen broke. Coaching is for losers. He said \"hi\".";
    shows(text, "dismissal.for_losers", &["Coaching is for losers"]);
}

#[test]
fn apostrophes_at_the_edges_of_words_quote_nothing() {
    let text = "'Til then coaching is for losers, the bosses' loss.";
    shows(text, "dismissal.for_losers", &["coaching is for losers"]);
}

#[test]
fn words_that_stand_half_in_a_quotation_are_evidence() {
    let text = "Coaching is “for losers” in my book.";
    shows(text, "dismissal.for_losers", &["Coaching is “for losers"]);
}

#[test]
fn a_cue_for_one_speaker_does_nothing_for_another() {
    let text = "The poster said “coaching is for losers” in red.";
    let assessment = trial().assess(&Observation::coach(text));
    assert_eq!(shown(&assessment, "dismissal.for_losers", text), ["coaching is for losers"]);
}

#[test]
fn a_hedge_lowers_the_points_and_is_named() {
    let plain = assess("Coaching is for losers.");
    let hedged = assess("Perhaps coaching is for losers.");
    let evidence = |assessment: &Assessment| {
        let findings = assessment.codes.iter().chain(&assessment.hints);
        let pieces = findings.flat_map(|code| code.evidence.clone());
        pieces.map(|piece| (piece.points, piece.modifiers)).collect::<Vec<_>>()
    };
    assert_eq!(evidence(&plain), [(15, vec![])]);
    assert_eq!(evidence(&hedged), [(11, vec!["hedged".to_owned()])]);
    assert_eq!(codes(&hedged), [""; 0]);
}

#[test]
fn a_hedge_never_lowers_points_to_nothing() {
    let assessment = trial().assess(
        &Observation::coachee("Perhaps coaching is a joke.").behaviour("is_too_good_for_it"),
    );
    let hints = assessment.hints.iter().flat_map(|hint| &hint.evidence);
    let joke = hints.filter(|piece| piece.rule == "dismissal.joke").map(|piece| piece.points);
    assert_eq!(joke.collect::<Vec<_>>(), [1]);
}

#[test]
fn an_intensifier_raises_the_points_from_either_side() {
    for text in ["Mark my words: I have no time.", "I have no time, mark my words."] {
        let assessment = assess(text);
        let points = assessment.code("time").map(|time| time.points);
        assert_eq!(points, Some(23), "{text}");
    }
}

#[test]
fn a_hedge_and_an_intensifier_add_up() {
    let assessment = assess("Mark my words, perhaps coaching is for losers.");
    let evidence = assessment.code("dismissal").map(|code| code.evidence.clone());
    let evidence = evidence.unwrap_or_default();
    let told: Vec<_> = evidence.iter().map(|piece| (piece.points, &piece.modifiers)).collect();
    assert_eq!(told, [(14, &vec!["hedged".to_owned(), "intensified".to_owned()])]);
}

#[test]
fn what_is_said_plainly_counts_though_it_is_denied_elsewhere() {
    let text = "I never said coaching is for losers. Coaching is for losers.";
    let assessment = assess(text);
    assert_eq!(shown(&assessment, "dismissal.for_losers", text), ["Coaching is for losers"]);
    let negated = ("negated".to_owned(), Some("never"));
    assert_eq!(withheld(&assessment, "dismissal.for_losers", text), [negated]);
}

#[test]
fn an_exception_takes_the_force_and_is_named() {
    let text = "It is too dear without a discount.";
    withholds(text, "dismissal.price", "with_a_discount", Some("without a discount"));
}

#[test]
fn a_concept_that_is_denied_does_not_count_for_a_field() {
    let met = |text: &str| {
        let text = format!("{text} I don't need coaching.");
        let assessment = assess(&text);
        let findings = assessment.codes.iter().chain(&assessment.hints);
        let rules = findings.flat_map(|code| &code.evidence).map(|piece| piece.rule.clone());
        rules.collect::<Vec<_>>().contains(&"dismissal.field".to_owned())
    };
    assert!(met("A shame that is kept hidden."));
    assert!(!met("It's no secret that I'm not ashamed."));
}
