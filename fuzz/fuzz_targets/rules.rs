//! Does any pack of rules, strictly or leniently loaded, come to an end without a panic?
//!
//! The input is a layer over the built-in rules and a pack of its own at once: files follow one
//! another, each begun by a line `=== path`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pushback::Codebook;

fuzz_target!(|text: &str| {
    let files: Vec<(&str, &str)> = text
        .split("=== ")
        .filter_map(|file| file.split_once('\n'))
        .map(|(path, content)| (path.trim_end(), content))
        .collect();
    let strict = Codebook::from_files(files.iter().copied());
    let lenient = Codebook::from_files_lenient(files);
    // What is sound is sound either way.
    assert!(strict.is_err() || lenient.is_ok());
});
