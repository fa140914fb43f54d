//! The command `pushback`: reads transcripts and JSON Lines, checks rule
//! directories, and measures rules on labelled texts.
//!
//! Knows nothing of coaching; that stands in the rules. Invariant: standard output holds results
//! only, and standard error never holds words of a person.

mod args;
mod status;
mod failure;
mod rules;
mod fault;
mod source;
mod lines;
mod object;
mod setting;
mod record;
mod rows;
mod voice;
mod label;
mod transcript;
mod captions;
mod conversation;
mod batch;
mod answer;
mod tally;
mod json;
mod table;
mod screen;
mod page;
mod timeline;
mod script;
mod wording;
mod report;
mod reports;
mod sheet;
mod pipeline;
mod assessor;
mod intake;
mod interrupt;
mod progress;
mod assess;
mod check;
mod list;
mod schema;
mod metrics;
mod gold;
mod eval;
#[cfg(feature = "calibrate")]
mod calibrate;
mod contrast;
mod explain;
mod diff;
mod new;
mod summarise;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::args::{Command, Line};
use crate::failure::Failure;
use crate::status::Status;

fn main() -> ExitCode {
    let done = match Line::parse().command {
        Command::Assess(args) if assess::has_nothing_to_read(&args) => {
            let _ = write!(io::stderr(), "{}", short_help());
            return Status::Failed.into();
        }
        Command::Assess(args) => assess::run(&args),
        Command::Check(args) => check::run(&args),
        Command::List(args) => list::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Eval(args) => eval::run(&args),
        #[cfg(feature = "calibrate")]
        Command::Calibrate(args) => calibrate::run(&args),
        Command::Summarise(args) => summarise::run(&args),
        Command::Contrast(args) => contrast::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::New(args) => new::run(&args),
    };
    match done {
        Ok(status) => status.into(),
        // Whoever has read enough closes the pipe; that is no failure.
        Err(Failure::Closed) => Status::Fine.into(),
        Err(Failure::Unread(reason) | Failure::Unwritten(reason)) => {
            failure::tell(&reason);
            Status::Failed.into()
        }
    }
}

/// What to say to someone who gave `assess` nothing to read.
fn short_help() -> String {
    let usage = Line::command()
        .find_subcommand_mut("assess")
        .map(|assess| assess.clone().bin_name("pushback assess").render_usage().to_string());
    format!(
        "{}\n\nThere is nothing to read: name a file, or pipe one in. See `pushback assess --help`.\n",
        usage.unwrap_or_default()
    )
}
