//! What does the command promise, and does it keep it?

#![cfg(feature = "cli")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    missing_docs,
    reason = "a test may stop"
)]

#[path = "../common/mod.rs"]
mod common;
mod json_lines;
mod batches;
mod mistakes;
mod files;
mod transcripts;
mod formats;
mod rules;
mod eval;
mod authors;
mod summarise;
mod arbitrary;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

const DISMISSAL: &str = "Honestly, coaching is for people who can’t cope. I’m doing fine.";
const NEUTRAL: &str = "The new racking arrives on Friday.";

struct Done {
    status: i32,
    out: String,
    err: String,
}

impl Done {
    /// The answers, one a line.
    fn answers(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).expect("a JSON object")).collect()
    }
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pushback"));
    for name in ["NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "COLUMNS"] {
        command.env_remove(name);
    }
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(args: &[&str], input: impl Into<Vec<u8>>) -> Done {
    finish(command(args).spawn().expect("the command starts"), input.into())
}

fn finish(mut child: Child, input: Vec<u8>) -> Done {
    let mut stdin = child.stdin.take().expect("a pipe");
    // It may stop reading before all is written.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let done = child.wait_with_output().expect("the command ends");
    writer.join().expect("the writer ends");
    Done {
        status: done.status.code().expect("no signal"),
        out: String::from_utf8(done.stdout).expect("text"),
        err: String::from_utf8(done.stderr).expect("text"),
    }
}

fn said(text: &str) -> String {
    serde_json::json!({ "speaker": "coachee", "about": "coaching", "text": text }).to_string()
}

fn codes(answer: &Value) -> Vec<&str> {
    answer["codes"].as_array().unwrap().iter().map(|code| code["code"].as_str().unwrap()).collect()
}

/// A new directory for one test.
fn directory(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli").join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

fn file(name: &str, content: impl AsRef<[u8]>) -> String {
    let path = directory(name).join(name);
    fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

fn sample(name: &str) -> String {
    format!("{}/tests/samples/{name}", env!("CARGO_MANIFEST_DIR"))
}
