//! Do the README and the worked cases show what the command really prints?
#![cfg(feature = "cli")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what is wrong by failing"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What stands before an output, and tells how it is made.
const MARK: &str = "<!-- printed by: pushback ";

#[test]
fn the_readme_shows_the_real_output() {
    assert_eq!(check("README.md"), 1);
}

#[test]
fn the_page_for_authors_shows_the_real_output() {
    assert_eq!(check("rules/README.md"), 1);
}

#[test]
fn the_worked_cases_show_the_real_output() {
    assert_eq!(check("docs/cases.md"), 2);
}

/// Compares every output of a page with what is printed now, and gives how many there are.
fn check(page: &str) -> usize {
    let path = root().join(page);
    let text = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    let mut parts = text.split(MARK);
    let mut renewed = parts.next().unwrap().to_owned();
    let mut outputs = 0;
    for part in parts {
        let (arguments, after) = part.split_once(" -->\n").expect("the mark ends");
        let (between, after) = after.split_once("```text\n").expect("an output follows");
        let (shown, rest) = after.split_once("```").expect("the output ends");
        let printed = printed(arguments);
        if std::env::var_os("PUSHBACK_ACCEPT").is_none() {
            assert_eq!(shown, printed, "{page}: PUSHBACK_ACCEPT=1 takes over what is printed now");
        }
        renewed.push_str(MARK);
        for piece in [arguments, " -->\n", between, "```text\n", &printed, "```", rest] {
            renewed.push_str(piece);
        }
        outputs += 1;
    }
    if std::env::var_os("PUSHBACK_ACCEPT").is_some() {
        fs::write(path, renewed).unwrap();
    }
    outputs
}

fn printed(arguments: &str) -> String {
    let words = arguments.split('"').enumerate().flat_map(|(nth, part)| match nth % 2 {
        0 => part.split_whitespace().collect::<Vec<_>>(),
        _ => vec![part],
    });
    let output = Command::new(env!("CARGO_BIN_EXE_pushback"))
        .args(words)
        .current_dir(root())
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments}");
    String::from_utf8(output.stdout).unwrap()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}
