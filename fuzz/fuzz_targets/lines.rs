//! Any bytes at all as a line of JSON: read as an observation or a case, assessed, written down.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pushback::{Assessment, Case, Classifier, Observation};

fuzz_target!(|bytes: &[u8]| {
    let classifier = Classifier::builtin();
    if let Ok(observation) = serde_json::from_slice::<Observation>(bytes) {
        let assessment = classifier.assess(&observation);
        check(&assessment, |_| Some(observation.text.as_str()));
    }
    if let Ok(case) = serde_json::from_slice::<Case>(bytes) {
        let assessment = classifier.assess_case(&case);
        check(&assessment, |at| Some(case.observations.get(at?)?.text.as_str()));
    }
});

/// Evidence lies inside its text, points add up, and the whole can be written.
fn check<'t>(assessment: &Assessment, text: impl Fn(Option<usize>) -> Option<&'t str>) {
    for code in assessment.codes.iter().chain(&assessment.hints) {
        assert_eq!(code.points, code.evidence.iter().map(|found| found.points).sum::<i32>());
        for found in &code.evidence {
            if let Some(span) = found.span {
                let text = text(found.observation).expect("evidence has its observation");
                assert!(text.get(span.range()).is_some(), "evidence lies inside the text");
            }
        }
    }
    serde_json::to_vec(assessment).expect("an assessment can be written");
}
