//! Does the README show what the command really prints?
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests may fail")]

use std::process::Command;

#[test]
fn the_readme_shows_the_real_output() {
    let readme = include_str!("../README.md").replace("\r\n", "\n");
    let (_, after) = readme.split_once("```text\n").expect("the README shows an output");
    let (shown, _) = after.split_once("```").expect("the output ends");
    let output = Command::new(env!("CARGO_BIN_EXE_pushback"))
        .args(["assess", "--format", "text", "--width", "90", "tests/samples/first-meeting.txt"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    assert!(output.status.success());
    let printed = String::from_utf8(output.stdout).unwrap();
    if std::env::var_os("PUSHBACK_ACCEPT").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
        let before = readme.split_once("```text\n").unwrap().0;
        let rest = after.split_once("```").unwrap().1;
        std::fs::write(path, format!("{before}```text\n{printed}```{rest}")).unwrap();
        return;
    }
    assert_eq!(shown, printed, "run with PUSHBACK_ACCEPT=1 to take over what is printed now");
}
