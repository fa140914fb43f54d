//! Texts of one kind assessed once, for a counter of instructions: `benches/instructions.sh` runs
//! it, and counts what it takes to get the built-in rules ready as well. Run as a bench it only sees that every kind shows what it should.

#![allow(missing_docs, reason = "it is a program, not a library")]

mod texts;

use std::hint::black_box;

use pushback::{Classifier, Observation, Scratch};

/// Getting the built-in rules ready, which is counted too.
#[inline(never)]
fn counted_ready() -> &'static Classifier {
    Classifier::builtin()
}

/// What is counted: nothing else in this program has this name.
#[inline(never)]
fn counted(classifier: &Classifier, texts: &[Observation], scratch: &mut Scratch) -> usize {
    let assessed = texts.iter().map(|text| black_box(classifier.assess_with(text, scratch)));
    assessed.filter(|assessment| !assessment.behaviours.is_empty()).count()
}

fn main() {
    let wanted = std::env::args().nth(1).filter(|name| !name.starts_with('-'));
    if wanted.as_deref() == Some("ready") {
        let classifier = counted_ready();
        println!("ready 1 {}", classifier.table_bytes());
        return;
    }
    let classifier = Classifier::builtin();
    let mut scratch = Scratch::default();
    for (name, every) in texts::KINDS {
        if wanted.as_ref().is_some_and(|wanted| wanted != name) {
            continue;
        }
        let (texts, showing) = texts::of_kind(every);
        // The first round asks for the memory that the others reuse.
        for text in &texts {
            black_box(classifier.assess_with(text, &mut scratch));
        }
        assert_eq!(counted(classifier, &texts, &mut scratch), showing, "{name}");
        let bytes: usize = texts.iter().map(|text| text.text.len()).sum();
        println!("{name} {} {bytes}", texts.len());
    }
}
