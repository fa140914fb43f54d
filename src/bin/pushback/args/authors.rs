//! What those who write rules can ask for: an explanation, a comparison, a skeleton.
//!
//! Knows nothing of how any of it is done. Invariant: every value that it holds is one that the
//! help names.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Color, Figures};

#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// A text, or a file of texts: JSON Lines (labels are not read), a transcript, or one plain
    /// text; `-` for standard input.
    #[arg(value_name = "TEXT|FILE")]
    pub(crate) input: String,
    /// Why this rule gave evidence, or gave none; may be given more than once.
    #[arg(long, value_name = "ID")]
    pub(crate) rule: Vec<String>,
    /// Why this code stands, or does not, and what came nearest; may be given more than once.
    #[arg(long, value_name = "ID")]
    pub(crate) code: Vec<String>,
    /// Only what stands on this line of the file.
    #[arg(long, value_name = "LINE")]
    pub(crate) line: Option<usize>,
    /// Who speaks [default: the coachee, or what the file says].
    #[arg(long, value_enum)]
    pub(crate) speaker: Option<Voice>,
    /// It is known to be about coaching.
    #[arg(long)]
    pub(crate) about_coaching: bool,
    /// Show every word as it was read, every concept, and every piece of evidence.
    #[arg(long)]
    pub(crate) all: bool,
    /// Form of the output: a page, or one JSON object a text.
    #[arg(long, short, value_enum, default_value_t = Figures::Text)]
    pub(crate) format: Figures,
    /// A rule directory in place of the built-in rules.
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
    /// Colour in the text format; auto heeds `NO_COLOR` and `CLICOLOR_FORCE`.
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
    /// Columns of the text format [default: those of the terminal, at most 100].
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(20..))]
    pub(crate) width: Option<u16>,
}

#[derive(Args, Debug)]
pub(crate) struct Diff {
    /// Texts in JSON Lines, with or without labels; `-` for standard input.
    #[arg(value_name = "CORPUS", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The rule directory as it was [default: the built-in rules].
    #[arg(long, value_name = "DIR", conflicts_with = "baseline")]
    pub(crate) old: Option<PathBuf>,
    /// The rule directory as it is [default: the built-in rules].
    #[arg(long, value_name = "DIR")]
    pub(crate) new: Option<PathBuf>,
    /// What was found before, in place of the rules as they were.
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Keep what is found now, as a baseline for later.
    #[arg(long, value_name = "FILE")]
    pub(crate) save: Option<PathBuf>,
    /// What makes the exit status 1.
    #[arg(long, value_enum, default_value_t = FailOn::Any)]
    pub(crate) fail_on: FailOn,
    /// How many texts of each sort are shown for a code or a rule.
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) texts: usize,
    /// Form of the output.
    #[arg(long, short, value_enum, default_value_t = Figures::Text)]
    pub(crate) format: Figures,
    /// Columns of the text format [default: those of the terminal, at most 100].
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(20..))]
    pub(crate) width: Option<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Any change.
    Any,
    /// A code or a rule that lost a text.
    Lost,
    /// Nothing.
    Never,
}

#[derive(Args, Debug)]
pub(crate) struct New {
    /// What to write.
    #[arg(value_enum)]
    pub(crate) what: Kind,
    /// Its identifier.
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// Append it to this file in place of printing it, as that sort of file has it.
    #[arg(long, value_name = "FILE")]
    pub(crate) into: Option<PathBuf>,
    /// The behaviour of the pack below to which a rule of a layer belongs.
    #[arg(long, value_name = "ID")]
    pub(crate) behaviour: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// A way in which words show a behaviour.
    Rule,
    /// Something that can be shown, with a rule.
    Behaviour,
    /// A whole file of a code, with a behaviour.
    Code,
    /// Something to do.
    Response,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Voice {
    /// The person who is coached.
    Coachee,
    /// The coach, about the coachee.
    Coach,
    /// Somebody else, about the coachee.
    Observer,
}

impl From<Voice> for pushback::Speaker {
    fn from(voice: Voice) -> Self {
        match voice {
            Voice::Coachee => Self::Coachee,
            Voice::Coach => Self::Coach,
            Voice::Observer => Self::Observer,
        }
    }
}

pub(super) const EXPLAIN: &str = "\
Examples:
  pushback explain \"Who have I upset, that I get a coach?\" --code dismissal
  pushback explain --rule dismissal.for_those_who_fail note.txt --speaker coach
  pushback explain labelled.jsonl --line 12 --code time -f json

What it says:
  How the text was read: sentences, clauses (divided by |), how far each modifier reaches. What
  fired, and what was set aside by which words. For a rule that was asked for, each condition, and
  how many candidates each filter left. For a code that was asked for and does not stand, the rules
  that came nearest: what is there, what is missing (the word, the gap, the clause, the speaker,
  the topic), and how many points the code would have with it. A text is explained by itself; what
  sessions of a case do to one another is in the result of `assess`.

Exit status:
  0  it was explained
  2  the text, the rules or the command itself could not be used";

pub(super) const DIFF: &str = "\
Examples:
  pushback diff --new my-rules labelled.jsonl             against the built-in rules
  pushback diff --old before --new after labelled.jsonl
  pushback diff --new my-rules --save base.json labelled.jsonl
  pushback diff --new my-rules --baseline base.json labelled.jsonl

What it says:
  For every code and every rule the texts gained (+), lost (-) and changed (~: another strength or
  kind, or other words). Where texts are labelled, how many of those gained carry the code, and how
  many of those lost did. A baseline holds what was found and no words of a text.

Exit status:
  0  nothing changed, or nothing that `--fail-on` names
  1  something changed, or some lines could not be read
  2  a file, a rule directory or the command itself could not be used";

pub(super) const NEW: &str = "\
Examples:
  pushback new rule dismissal.naughty_step --into my-rules/codes/dismissal.toml
  pushback new rule dismissal.at_ours --behaviour coaching_is_for_strugglers --into ours/layer.toml
  pushback new code boredom --into my-rules/codes/boredom.toml

  A rule belongs to the behaviour that stands last before it in its file; in `layer.toml` it names
  the one of the pack below. What is written passes `pushback check` as a text of TOML; fill in the
  names that a pack must know, and the examples.

Exit status:
  0  it was printed or written
  2  it cannot stand in that file, or stands there already, or could not be written";
