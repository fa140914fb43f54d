//! Does the tutorial of the rules print what it shows, step by step?

#![cfg(feature = "cli")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what is wrong by failing"
)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::copy;

/// What stands before each step.
const MARK: &str = "<!-- tutorial: ";

#[test]
fn the_tutorial_shows_what_is_printed_on_its_way() {
    let path = root().join("rules/README.md");
    let text = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    let desk = desk();
    let accept = std::env::var_os("PUSHBACK_ACCEPT").is_some();
    let mut parts = text.split(MARK);
    let mut renewed = parts.next().unwrap().to_owned();
    let mut commands = 0;
    for part in parts {
        let (step, after) = part.split_once(" -->\n").expect("the mark ends");
        renewed.extend([MARK, step, " -->\n"]);
        if let Some(rest) = step.strip_prefix("paste into ") {
            let (file, id) = rest.split_once(" above ").expect("it says above what");
            let toml = after.strip_prefix("```toml\n").expect("a rule follows");
            let (toml, _) = toml.split_once("```").expect("the rule ends");
            paste(&desk.join(file), toml, id);
            renewed.push_str(after);
            continue;
        }
        assert_eq!(step, "command");
        let (before, shown) = after.split_once("```text\n").expect("an output follows");
        let (shown, rest) = shown.split_once("```").expect("the output ends");
        let line = before.lines().find_map(|line| line.strip_prefix("$ pushback "));
        let printed = printed(&desk, line.expect("a command of ours"));
        if !accept {
            assert_eq!(shown, printed, "PUSHBACK_ACCEPT=1 takes over what is printed now");
        }
        renewed.extend([before, "```text\n", &printed, "```", rest]);
        commands += 1;
    }
    assert_eq!(commands, 4);
    if accept {
        fs::write(path, renewed).unwrap();
    }
}

/// Puts a rule above the behaviour of this name.
fn paste(file: &Path, toml: &str, id: &str) {
    let text = fs::read_to_string(file).unwrap();
    let above = format!("[[behaviour]]\nid = \"{id}\"");
    assert!(text.contains(&above), "{} has no {id}", file.display());
    fs::write(file, text.replacen(&above, &format!("{toml}\n{above}"), 1)).unwrap();
}

fn printed(desk: &Path, line: &str) -> String {
    let arguments = line.split('"').enumerate().flat_map(|(nth, part)| match nth % 2 {
        0 => part.split_whitespace().collect::<Vec<_>>(),
        _ => vec![part],
    });
    let output = Command::new(env!("CARGO_BIN_EXE_pushback"))
        .args(arguments)
        .current_dir(desk)
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A directory with what the tutorial begins with.
fn desk() -> PathBuf {
    let desk = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tutorial");
    let _ = fs::remove_dir_all(&desk);
    let tests = desk.join("tests");
    copy(&root().join("tests/trial"), &tests.join("trial"));
    copy(&root().join("tests/trial"), &desk.join("my-rules"));
    fs::create_dir_all(tests.join("samples")).unwrap();
    let missed = "samples/missed.jsonl";
    fs::copy(root().join("tests").join(missed), tests.join(missed)).unwrap();
    desk
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}
