//! What does a pack that lies on another make of it?
//!
//! The mechanism on the small pack in `mistakes/minimal`, the worked examples in `packs` on the
//! built-in rules.

#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by failing"
)]

mod common;

use std::path::PathBuf;

use common::{codes, files_of, shown};
use pushback::codebook::Part;
use pushback::{Assessment, Classifier, Codebook, LoadError, Observation, Severity};

const PACK: &str =
    "schema = 1\nid = \"ours\"\nversion = \"2\"\ntitle = \"Ours\"\nextends = \"minimal\"\n";

/// The small pack with another on it that has these files besides `pack.toml`.
fn layered(files: &[(&str, &str)]) -> Result<Codebook, LoadError> {
    Codebook::from_layers([lowest(), upper(PACK, files)])
}

fn lowest() -> Vec<(String, String)> {
    files_of("mistakes/minimal").into_iter().collect()
}

fn upper(pack: &str, files: &[(&str, &str)]) -> Vec<(String, String)> {
    let pack = [("pack.toml", pack)];
    let all = pack.iter().chain(files);
    all.map(|(path, content)| ((*path).to_owned(), (*content).to_owned())).collect()
}

fn changed(layer: &str) -> Codebook {
    layered(&[("layer.toml", layer)]).unwrap_or_else(|error| panic!("{error}"))
}

fn slugs(result: Result<Codebook, LoadError>) -> Vec<&'static str> {
    let error = result.err();
    error.iter().flat_map(LoadError::mistakes).map(|mistake| mistake.slug).collect()
}

fn assess(codebook: Codebook, text: &str) -> Assessment {
    Classifier::new(codebook).assess(&Observation::coachee(text))
}

const LOSERS: &str = "Coaching is for losers.";

// ---------------------------------------------------------------- adding

#[test]
fn terms_are_added_to_a_concept() {
    let layer = "[[add.concept]]\nid = \"coaching\"\nterms = [\"growth lab\"]";
    let said = "Growth lab is for losers.";
    let found = assess(changed(layer), said);
    assert_eq!(shown(&found, "dismissal.for_losers", said), ["Growth lab is for losers"]);
    let without = assess(changed(""), said);
    assert!(without.behaviours.is_empty());
}

#[test]
fn a_rule_and_evidence_are_added_to_a_behaviour() {
    let layer = r#"
[[add.behaviour]]
id = "no_time"
evidence = [{ code = "dismissal", points = 3 }]
[[add.behaviour.rule]]
id = "time.snowed_under"
any = ["snowed under"]
points = 20
fires = ["I'm <snowed under>."]
silent = ["It snowed."]
"#;
    let codebook = changed(layer);
    assert_eq!(codebook.layer_of(Part::Rule, "time.snowed_under"), 1);
    assert_eq!(codebook.layer_of(Part::Rule, "time.no_time"), 0);
    let found = assess(codebook, "I am snowed under.");
    assert_eq!(codes(&found), ["time"]);
    assert_eq!(found.codes[0].points, 20);
}

#[test]
fn a_code_takes_a_question_evidence_and_a_behaviour() {
    let layer = r#"
[[add.code]]
id = "dismissal"
include = ["jokes about it"]
[[add.code.ask]]
question = "Who goes to it, where you are?"
separates = ["dismissal", "time"]
[[add.code.evidence]]
id = "dismissal.talk"
field = ["coaching"]
at_least = 1
points = 2
[[add.code.behaviour]]
id = "coaching_is_a_joke"
title = "makes a joke of coaching"
source = "book#time"
support = "inference"
points = 20
[[add.code.behaviour.rule]]
id = "dismissal.joke"
any = ["{coaching} is a joke"]
fires = ["<Coaching is a joke>."]
silent = ["That is a joke."]
"#;
    let codebook = changed(layer);
    let code = codebook.code("dismissal").expect("it is there");
    assert_eq!(code.include, ["jokes about it"]);
    assert_eq!(code.ask.len(), 1);
    assert!(code.evidence.iter().any(|one| one.id == "dismissal.talk" && one.points == 2));
    assert_eq!(codebook.layer_of(Part::Behaviour, "coaching_is_a_joke"), 1);
    assert_eq!(codebook.layer_of(Part::Evidence, "dismissal.talk"), 1);
    assert_eq!(codes(&assess(codebook, "Coaching is a joke.")), ["dismissal"]);
}

#[test]
fn a_response_takes_occasions_and_a_modifier_takes_cues() {
    let layer = r#"
[[add.response]]
id = "weigh_cost"
when = [{ code = "dismissal", rank = 5 }]
[[add.modifier]]
id = "negated"
[[add.modifier.cue]]
any = ["in no way"]
fires = ["In no way <coaching is for losers>."]
"#;
    let codebook = changed(layer);
    let response = codebook.response("weigh_cost").expect("it is there");
    assert_eq!((response.when.len(), response.never.len()), (2, 1));
    let failing = Classifier::new(codebook).failing_examples();
    assert!(failing.iter().all(|mistake| mistake.file != "layer.toml"), "{failing:?}");
}

#[test]
fn new_things_stand_in_files_of_their_own() {
    let scope = "[[rule]]\nid = \"scope.end\"\nany = [\"end it all\"]\nfires = [\"I'd <end it all>.\"]\nsilent = [\"It all ends.\"]";
    let words = "[contractions]\nprogramm = \"programme\"";
    let lexicon = "field = \"x\"\nabout = \"x\"\n[[concept]]\nid = \"lab\"\nmeans = \"a lab\"\nterms = [\"lab\"]";
    let files = [("scope.toml", scope), ("words.toml", words), ("lexicon/lab.toml", lexicon)];
    let codebook = layered(&files).expect("the layer is sound");
    assert_eq!(codebook.scope().rules.len(), 2);
    assert_eq!(codebook.scope().say, "Get help today.");
    assert_eq!(codebook.words().contractions.len(), 3);
    assert_eq!(codebook.layer_of(Part::Concept, "lab"), 1);
}

#[test]
fn indicators_of_a_layer_take_the_place_of_those_below() {
    let indicators = "[[scale]]\ncode = \"time\"\nbase = 0\nmost = 9\nleast = -9\n[words]\n\"so busy\" = { time = 2 }";
    let codebook = layered(&[("indicators.toml", indicators)]).expect("the layer is sound");
    let names: Vec<_> =
        codebook.indicators().all.iter().map(|indicator| indicator.name.as_str()).collect();
    assert_eq!(names, ["so busy"]);
    assert_eq!(codebook.changes()[0].part, Part::Indicators);
}

#[test]
fn a_word_may_be_said_again_and_not_said_otherwise() {
    let again = layered(&[("words.toml", "[contractions]\n\"Don't\" = \"do not\"")]);
    assert_eq!(slugs(again), [""; 0]);
    let otherwise = layered(&[("words.toml", "[contractions]\n\"don't\" = \"do\"")]);
    assert_eq!(slugs(otherwise), ["duplicate-id"]);
}

// ---------------------------------------------------------------- changing and taking away

#[test]
fn points_and_thresholds_are_overridden_and_the_change_is_kept() {
    let layer = r#"
[[override.rule]]
id = "dismissal.for_losers"
points = 7
reason = "It is a way of speaking here."
[[override.code]]
id = "dismissal"
threshold = 3
reason = "We listen closely."
"#;
    let codebook = changed(layer);
    let told: Vec<_> = codebook
        .changes()
        .iter()
        .map(|change| {
            (change.part, change.id.as_str(), change.from.as_deref(), change.to.as_deref())
        })
        .collect();
    assert_eq!(
        told,
        [
            (Part::Rule, "dismissal.for_losers", Some("12"), Some("7")),
            (Part::Code, "dismissal", Some("20"), Some("3")),
        ]
    );
    assert_eq!(codebook.changes()[0].reason.as_deref(), Some("It is a way of speaking here."));
    assert_eq!(codebook.layers()[codebook.changes()[0].layer].pack, "ours");
    let found = assess(codebook, LOSERS);
    let code = &found.codes[0];
    assert_eq!((code.code.as_str(), code.threshold), ("dismissal", 3));
    assert!(code.evidence.iter().any(|evidence| evidence.points == 7), "{code:?}");
}

#[test]
fn behaviours_evidence_modifiers_responses_and_settings_are_overridden() {
    let layer = r#"
[[override.behaviour]]
id = "session_missed"
title = "stayed away"
evidence = [{ code = "time", kind = "genuine", points = 2 }]
reason = "r"
[[override.evidence]]
id = "time.beside"
points = 3
reason = "r"
[[override.response]]
id = "weigh_cost"
say = "What would it take?"
when = [{ code = "dismissal", rank = 9 }]
reason = "r"
[[override.setting]]
id = "hint"
value = 60
reason = "r"
"#;
    let codebook = changed(layer);
    assert_eq!(codebook.pack().hint, 60);
    let (_, behaviour) = codebook.behaviour("session_missed").expect("it is there");
    assert_eq!(behaviour.title, "stayed away");
    let time = codebook.code("time").expect("it is there");
    let points = |id: &str| {
        time.evidence.iter().find(|one| one.id == id && one.kind.is_some()).map(|one| one.points)
    };
    assert_eq!((points("session_missed"), points("time.beside")), (Some(2), Some(3)));
    let response = codebook.response("weigh_cost").expect("it is there");
    assert_eq!((response.say.as_str(), response.when.len()), ("What would it take?", 1));
}

#[test]
fn what_is_disabled_says_nothing_and_keeps_its_name() {
    let off = |what: &str, id: &str| format!("[[disable.{what}]]\nid = \"{id}\"\nreason = \"r\"");
    let found = assess(changed(&off("rule", "dismissal.for_losers")), LOSERS);
    assert!(found.behaviours.is_empty() && found.codes.is_empty());
    let codebook = changed(&off("behaviour", "session_missed"));
    assert!(codebook.behaviour("session_missed").is_some());
    let time = codebook.code("time").expect("it is there");
    assert!(time.evidence.iter().all(|one| one.id != "session_missed"));
    assert!(time.evidence.iter().all(|one| one.id != "time.missed_at_entry"));
    let found = assess(changed(&off("code", "dismissal")), LOSERS);
    assert!(found.codes.is_empty() && found.hints.is_empty() && !found.behaviours.is_empty());
    let codebook = changed(&off("evidence", "time.field"));
    let time = codebook.code("time").expect("it is there");
    assert!(time.evidence.iter().all(|one| one.id != "time.field"));
    assert!(changed(&off("finding", "gone")).findings().is_empty());
    assert!(changed(&off("response", "weigh_cost")).responses().is_empty());
}

#[test]
fn a_term_is_taken_from_a_concept() {
    let layer = "[[disable.concept]]\nid = \"coaching\"\nterms = [\"{session}\"]\nreason = \"r\"";
    let codebook = changed(layer);
    assert_eq!(codebook.concept("coaching").expect("it is there").1.terms.len(), 1);
}

#[test]
fn a_later_layer_has_the_last_word() {
    let off = "[[disable.rule]]\nid = \"dismissal.for_losers\"\nreason = \"r\"";
    let on = "[[enable.rule]]\nid = \"dismissal.for_losers\"\nreason = \"we differ\"\n[[override.rule]]\nid = \"dismissal.for_losers\"\npoints = 5\nreason = \"r\"";
    let coach = PACK.replace("ours", "coach");
    let layers =
        [lowest(), upper(PACK, &[("layer.toml", off)]), upper(&coach, &[("layer.toml", on)])];
    let codebook = Codebook::from_layers(layers).expect("the layers are sound");
    let packs: Vec<_> = codebook.layers().iter().map(|layer| layer.pack.as_str()).collect();
    assert_eq!(packs, ["minimal", "ours", "coach"]);
    let by: Vec<_> = codebook.changes().iter().map(|change| change.layer).collect();
    assert_eq!(by, [1, 2, 2]);
    assert_eq!(codebook.pack().id, "coach");
    let found = assess(codebook, LOSERS);
    assert_eq!(shown(&found, "dismissal.for_losers", LOSERS), ["Coaching is for losers"]);
}

// ---------------------------------------------------------------- what is refused

#[test]
fn a_change_needs_a_reason_and_a_name_that_is_there() {
    let told = |layer: &str| slugs(layered(&[("layer.toml", layer)]));
    assert_eq!(told("[[override.code]]\nid = \"time\"\nthreshold = 9"), ["missing-key"]);
    assert_eq!(told("[[disable.rule]]\nid = \"time.no_time\""), ["missing-key"]);
    assert_eq!(told("[[disable.rule]]\nid = \"time.nothing\"\nreason = \"r\""), ["unknown-rule"]);
    assert_eq!(told("[[enable.code]]\nid = \"time\"\nreason = \"r\""), ["changes-nothing"]);
    assert_eq!(told("[[override.code]]\nid = \"time\"\nreason = \"r\""), ["changes-nothing"]);
    assert_eq!(told("[[disable.rule]]\nid = \"scope.harm\"\nreason = \"r\""), ["scope-stays"]);
}

#[test]
fn a_mistake_in_a_layer_stands_in_its_own_file_and_one_below_in_the_lower_one() {
    let layer = "[[override.code]]\nid = \"time\"\nthreshold = 900\nreason = \"r\"";
    let error = layered(&[("layer.toml", layer)]).expect_err("it is out of range");
    let mistake = &error.mistakes()[0];
    assert_eq!((mistake.file.as_str(), mistake.line, mistake.column), ("layer.toml", 3, 13));
    assert_eq!(mistake.line_text, "threshold = 900");
    let cycle = "[[add.concept]]\nid = \"session\"\nterms = [\"{coaching}\"]";
    let error = layered(&[("layer.toml", cycle)]).expect_err("they contain one another");
    assert_eq!(error.mistakes()[0].slug, "concept-cycle");
    let culture = "[[override.evidence]]\nid = \"dismissal.agile\"\npoints = 4\nreason = \"r\"";
    assert_eq!(slugs(layered(&[("layer.toml", culture)])), ["culture-adds"]);
    let again = "field = \"x\"\nabout = \"x\"\n[[concept]]\nid = \"coaching\"\nmeans = \"x\"\nterms = [\"x\"]";
    let error = layered(&[("lexicon/x.toml", again)]).expect_err("the name is taken");
    let help = &error.mistakes()[0].help;
    assert!(help.contains("minimal/lexicon/coaching.toml:"), "{help}");
}

#[test]
fn a_pack_that_lies_on_nothing_known_is_told_once() {
    let files = upper(PACK, &[("layer.toml", "[[disable.rule]]\nid = \"x\"\nreason = \"r\"")]);
    assert_eq!(slugs(Codebook::from_files(files)), ["unknown-layer"]);
    let mut files = lowest();
    files.push(("layer.toml".to_owned(), String::new()));
    assert_eq!(slugs(Codebook::from_files(files)), ["layer-on-nothing"]);
}

#[test]
fn packs_that_lie_on_one_another_in_a_circle_are_told() {
    let root = directory("circle");
    for (pack, below) in [("a", "../b"), ("b", "../c"), ("c", "../a/.")] {
        let pack = root.join(pack);
        std::fs::create_dir_all(&pack).expect("it can be made");
        let text = PACK.replace("\"minimal\"", &format!("\"{below}\""));
        std::fs::write(pack.join("pack.toml"), text).expect("it can be written");
    }
    let error = Codebook::load(root.join("a")).expect_err("they lie on one another");
    let mistake = &error.mistakes()[0];
    assert_eq!((mistake.slug, mistake.file.as_str()), ("layer-cycle", "../c/pack.toml"));
}

#[test]
fn no_more_packs_lie_on_one_another_than_may() {
    let layers = std::iter::once(lowest()).chain((0..20).map(|_| upper(PACK, &[])));
    assert!(slugs(Codebook::from_layers(layers)).contains(&"too-many-layers"));
}

// ---------------------------------------------------------------- versions, names of old, leniency

#[test]
fn a_rule_with_a_newer_condition_is_left_out_leniently_and_the_pack_stays() {
    let behaviours = r#"
[[behaviour]]
id = "sighs"
title = "sighs"
source = "resistance#form-1"
support = "practice"
[[behaviour.rule]]
id = "sighs.aloud"
any = ["sigh"]
louder_than = 3
fires = ["<Sigh>."]
silent = ["Sign."]
[[behaviour.rule]]
id = "sighs.deeply"
any = ["deep breath"]
fires = ["A <deep breath>."]
silent = ["Breathe."]
"#;
    let pack = PACK.replace("schema = 1", "schema = 2\nmin_engine = \"99.0\"\nmood = \"new\"");
    let pack = pack.replace("\"minimal\"", "\"core-en\"");
    let files = upper(&pack, &[("behaviours/sighs.toml", behaviours)]);
    let strict = slugs(Codebook::from_files(files.clone()));
    assert_eq!(strict, ["unknown-key", "unknown-schema", "engine-too-old", "unknown-key"]);
    let codebook = Codebook::from_files_lenient(files).expect("the rest is sound");
    let (_, sighs) = codebook.behaviour("sighs").expect("it is there");
    let rules: Vec<_> = sighs.rules.iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(rules, ["sighs.deeply"]);
    let warnings = codebook.warnings();
    assert_eq!(warnings.len(), 4);
    assert!(warnings.iter().all(|warning| warning.severity == Severity::Warning));
    let left_out = &warnings[0];
    assert_eq!((left_out.slug, left_out.line), ("unknown-key", 10));
    assert!(left_out.help.ends_with("until then the rule is left out"), "{}", left_out.help);
    assert!(left_out.to_string().starts_with("warning[unknown-key]: a rule has no key"));
}

#[test]
fn a_mistake_in_what_cannot_be_left_out_is_one_leniently_too() {
    let mut files = lowest();
    for (path, content) in &mut files {
        if path == "codes/time.toml" {
            *content = content.replace("threshold = 20", "threshold = 2000");
        }
        if path == "codes/dismissal.toml" {
            *content = content.replace("{coaching}", "{coachng}");
        }
    }
    let error = Codebook::from_files_lenient(files).expect_err("a code must have a threshold");
    let told: Vec<_> = error.mistakes().iter().map(|mistake| mistake.slug).collect();
    assert_eq!(told, ["unknown-concept", "out-of-range"]);
}

#[test]
fn sound_rules_are_the_same_leniently() {
    let strict = Codebook::from_files(lowest()).expect("the small pack is sound");
    let lenient = Codebook::from_files_lenient(lowest()).expect("the small pack is sound");
    assert_eq!(format!("{strict:?}"), format!("{lenient:?}"));
}

#[test]
fn an_old_name_stands_for_the_new_one_with_a_warning() {
    let mut files = lowest();
    for (_, content) in &mut files {
        *content = content
            .replace(
                "id = \"session_missed\"",
                "id = \"session_missed\"\nrenamed_from = [\"no_show\"]",
            )
            .replace("id = \"coaching\"\n", "id = \"coaching\"\nrenamed_from = [\"coach_talk\"]\n")
            .replace(
                "id = \"dismissal\"\n",
                "id = \"dismissal\"\nrenamed_from = [\"waved_off\"]\n",
            );
    }
    let layer = r#"
[[add.behaviour]]
id = "no_show"
evidence = [{ code = "waved_off", points = 20 }]
[[add.behaviour.rule]]
id = "session_missed.skipped"
any = ["skipped {coach_talk}"]
fires = ["I <skipped coaching>."]
silent = ["I skipped lunch."]
"#;
    let layers = [files, upper(PACK, &[("layer.toml", layer)])];
    let codebook = Codebook::from_layers(layers).expect("old names are known");
    assert_eq!(codebook.renamed(Part::Behaviour, "no_show"), Some("session_missed"));
    let told: Vec<_> = codebook.warnings().iter().map(|one| (one.slug, one.line)).collect();
    assert_eq!(told, [("renamed", 3), ("renamed", 4), ("renamed", 7)]);
    let dismissal = codebook.code("dismissal").expect("it is there");
    let shares = dismissal.evidence.iter().filter(|one| one.id == "session_missed");
    assert_eq!(shares.map(|one| one.points).collect::<Vec<_>>(), [20]);
    let classifier = Classifier::new(codebook);
    let found = classifier.assess(&Observation::default().behaviour("no_show"));
    assert_eq!(found.behaviours[0].behaviour, "session_missed");
}

#[test]
fn a_name_is_never_given_to_something_else() {
    let mut files = lowest();
    for (_, content) in &mut files {
        *content = content.replace(
            "id = \"time\"\nfamily",
            "id = \"time\"\nrenamed_from = [\"dismissal\"]\nfamily",
        );
    }
    assert_eq!(slugs(Codebook::from_files(files)), ["duplicate-id"]);
}

// ---------------------------------------------------------------- receipts

#[test]
fn a_receipt_names_every_layer_and_that_of_a_single_pack_none() {
    let found = assess(changed(""), LOSERS);
    let receipt = serde_json::to_value(&found.receipt).expect("it can be written");
    assert_eq!(receipt["pack"], "ours");
    let layers = receipt["layers"].as_array().expect("they are listed");
    let packs: Vec<_> = layers.iter().map(|layer| layer["pack"].as_str()).collect();
    assert_eq!(packs, [Some("minimal"), Some("ours")]);
    let single = Codebook::from_files(lowest()).expect("the small pack is sound");
    assert_eq!(layers[0]["hash"], single.pack().hash);
    let receipt = serde_json::to_value(&assess(single, LOSERS).receipt).expect("so can this");
    assert!(receipt.get("layers").is_none(), "{receipt}");
}

#[test]
fn a_change_in_any_layer_changes_the_fingerprint() {
    let hash = |codebook: Codebook| codebook.pack().hash.clone();
    let other = "[[add.concept]]\nid = \"coaching\"\nterms = [\"lab\"]";
    assert_ne!(hash(changed("")), hash(changed(other)));
    assert_eq!(hash(changed("")), hash(changed("")));
}

// ---------------------------------------------------------------- the worked examples

#[test]
fn every_worked_example_is_sound_and_does_what_its_examples_say() {
    for pack in ["organisation", "sales-team", "spelling"] {
        let classifier = Classifier::new(worked(pack));
        assert_eq!(classifier.failing_examples(), [], "{pack}");
        assert_eq!(classifier.codebook().warnings(), [], "{pack}");
    }
}

#[test]
fn an_organisation_is_understood_in_its_own_words() {
    let said = "I've no time for a Compass hour.";
    let own = Classifier::new(worked("organisation"));
    let found = own.assess(&Observation::coachee(said));
    assert_eq!(codes(&found), ["time"]);
    assert!(codes(&Classifier::builtin().assess(&Observation::coachee(said))).is_empty());
    let released = own.assess(&Observation::coachee("I've released our Compass hour again."));
    assert!(released.behaviours.iter().any(|one| one.behaviour == "session_cancelled"));
    assert!(own.codebook().response("use_readiness_stories").is_none());
    assert!(own.codebook().pack().not_for.iter().any(|what| what == "succession planning"));
    assert!(own.codebook().pack().not_for.iter().any(|what| what == "appraisal"));
}

#[test]
fn a_team_on_top_of_its_organisation_weighs_verdicts_less() {
    let said = "There's a type who ends up with a coach, and you can guess which.";
    let points = |classifier: &Classifier| {
        let found = classifier.clone().with_hints_from(0).assess(&Observation::coachee(said));
        let all = found.codes.iter().chain(&found.hints);
        let evidence = all.filter(|code| code.code == "dismissal").flat_map(|code| &code.evidence);
        let rule = "dismissal.there_is_a_type";
        evidence.filter(|one| one.rule == rule).map(|one| one.points).sum::<i32>()
    };
    let team = Classifier::new(worked("sales-team"));
    assert_eq!((points(Classifier::builtin()), points(&team)), (18, 9));
    let packs: Vec<_> = team.codebook().layers().iter().map(|layer| layer.pack.as_str()).collect();
    assert_eq!(packs, ["core-en", "harbour", "harbour-sales"]);
    assert!(team.codebook().response("use_readiness_stories").is_some());
    let asked = "Could you join me on a ride-along next week and tell me what you see?";
    let found = team.assess(&Observation::coachee(asked));
    assert!(found.behaviours.iter().any(|one| one.behaviour == "ride_along_requested"));
}

#[test]
fn a_spelling_stands_for_the_word_that_is_meant() {
    let own = Classifier::new(worked("spelling"));
    for (said, meant) in [
        (
            "The coaching programm is for people who can't cope.",
            "The coaching programme is for people who can't cope.",
        ),
        ("I cancelled our coaching Termin.", "I cancelled our coaching session."),
    ] {
        let behaviours = |text: &str| -> Vec<String> {
            let found = own.assess(&Observation::coachee(text));
            found.behaviours.into_iter().map(|one| one.behaviour).collect()
        };
        assert!(!behaviours(meant).is_empty(), "{meant}");
        assert_eq!(behaviours(said), behaviours(meant), "{said}");
    }
}

/// The files that the section on layers shows, one set a pack.
fn shown_files() -> [Vec<(String, String)>; 2] {
    let readme = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("rules/README.md");
    let text = std::fs::read_to_string(readme).expect("it is there").replace("\r\n", "\n");
    let section = text.split("\n## Layers\n").nth(1).expect("there is a section on layers");
    let section = section.split("\n## ").next().unwrap_or_default();
    let blocks: Vec<&str> =
        section.split("```toml\n").skip(1).filter_map(|block| block.split("```").next()).collect();
    let file = |mark: &str, path: &str| {
        let marked = blocks.iter().find(|block| block.starts_with(&format!("# {mark}\n")));
        (path.to_owned(), (*marked.expect("it is shown")).to_owned())
    };
    let above = PACK.replace("minimal", "harbour");
    [
        vec![file("pack.toml", "pack.toml"), file("layer.toml", "layer.toml")],
        vec![
            ("pack.toml".to_owned(), above),
            file("layer.toml of a pack on top of that", "layer.toml"),
        ],
    ]
}

#[test]
fn what_the_section_on_layers_shows_is_sound() {
    let [ours, above] = shown_files();
    let sound =
        |result: Result<Codebook, LoadError>| result.unwrap_or_else(|error| panic!("{error}"));
    let codebook = sound(Codebook::from_files(ours.clone()));
    assert_eq!(codebook.pack().hint, 60);
    assert!(codebook.changes().len() >= 11);
    let failing = Classifier::new(codebook).failing_examples();
    assert!(failing.iter().all(|mistake| mistake.file != "layer.toml"), "{failing:?}");
    let builtin: Vec<(String, String)> = Codebook::builtin_files()
        .iter()
        .map(|(path, content)| ((*path).to_owned(), (*content).to_owned()))
        .collect();
    let codebook = sound(Codebook::from_layers([builtin, ours, above]));
    let enabled = codebook.changes().last().expect("there are changes");
    assert_eq!((enabled.key, enabled.to.as_deref()), ("enabled", Some("true")));
}

fn worked(pack: &str) -> Codebook {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    Codebook::load(root.join("packs").join(pack)).unwrap_or_else(|error| panic!("{error}"))
}

/// A directory for the files of a test, empty at first.
fn directory(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).expect("it can be made");
    path
}
