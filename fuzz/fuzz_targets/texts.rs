//! Is any text, whoever speaks, read to its end, with evidence that lies inside it?

#![no_main]

use libfuzzer_sys::fuzz_target;
use pushback::{Classifier, Observation, Speaker};

fuzz_target!(|input: (u8, &str)| {
    let (speaker, text) = input;
    let speaker = match speaker % 4 {
        0 => None,
        1 => Some(Speaker::Coachee),
        2 => Some(Speaker::Coach),
        _ => Some(Speaker::Observer),
    };
    let observation = Observation { speaker, text: text.to_owned(), ..Observation::default() };
    let assessment = Classifier::builtin().assess(&observation);
    for span in assessment.behaviours.iter().filter_map(|shown| shown.span) {
        assert!(text.get(span.range()).is_some(), "{span:?} is no stretch of the text");
    }
});
