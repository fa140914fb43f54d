//! Any text at all, by any speaker: read twice, with the same result, in whatever state the scratch
//! was left.
#![no_main]

use std::cell::RefCell;

use libfuzzer_sys::fuzz_target;
use pushback::{Classifier, Observation, Scratch, Speaker};

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

fuzz_target!(|input: (u8, bool, &str)| {
    let (speaker, about, text) = input;
    let speaker = Speaker::ALL.get(usize::from(speaker % 4)).copied();
    let observation = Observation { speaker, text: text.to_owned(), ..Observation::default() };
    let observation = if about { observation.about_coaching() } else { observation };
    let classifier = Classifier::builtin();
    SCRATCH.with_borrow_mut(|scratch| {
        let again = classifier.assess_with(&observation, scratch);
        assert_eq!(again, classifier.assess(&observation));
        for span in again.behaviours.iter().filter_map(|shown| shown.span) {
            assert!(text.get(span.range()).is_some(), "{span:?} is no stretch of the text");
        }
    });
});
