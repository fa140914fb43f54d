//! What can be asked for on the command line, and the help for it.
//!
//! Knows nothing of how any of it is done. Invariant: every value that it holds is one that the
//! help names.

mod authors;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use self::authors::{DIFF, EXPLAIN, NEW};
pub(crate) use self::authors::{Diff, Explain, FailOn, Kind, New};
use crate::rows::Wanted;
use crate::summarise::{Change, LEAST};
use crate::voice::Named;

/// Reads what was said and done in coaching: which form of resistance, autonomy or reactance it
/// shows, by which words, and which responses suit.
#[derive(Debug, Parser)]
#[command(name = "pushback", version, after_help = EXAMPLES, arg_required_else_help = true)]
pub(crate) struct Line {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read transcripts or JSON Lines and say what they show.
    #[command(after_help = ASSESS)]
    Assess(Assess),
    /// Check a rule directory and run every example in it.
    #[command(after_help = CHECK)]
    Check(Check),
    /// List what stands in the rules: codes, rules, responses, the passages they rest on.
    #[command(after_help = LIST)]
    List(List),
    /// Print the form of the rule files as JSON Schema, for editors.
    #[command(after_help = SCHEMA)]
    Schema(Schema),
    /// Measure the rules on labelled texts and cases.
    #[command(after_help = EVAL)]
    Eval(Eval),
    /// Fit indicators to labelled texts, and show or write what comes of it.
    #[cfg(feature = "calibrate")]
    #[command(after_help = CALIBRATE)]
    Calibrate(Calibrate),
    /// Sum up an assessed batch of many people, without revealing any of them.
    #[command(after_help = SUMMARISE)]
    Summarise(Summarise),
    /// Set two readings side by side: what speaks for each, for both, and what tells them apart.
    Contrast(Contrast),
    /// Say why a text was judged as it was, and why not otherwise.
    #[command(after_help = EXPLAIN)]
    Explain(Explain),
    /// Show what a change of the rules changes in texts.
    #[command(after_help = DIFF)]
    Diff(Diff),
    /// Write the skeleton of a rule, a behaviour, a code or a response.
    #[command(after_help = NEW)]
    New(New),
}

#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct Assess {
    /// Files to read; `-` or nothing for standard input.
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Form of the output [default: text on a terminal, jsonl otherwise].
    #[arg(long, short, value_enum)]
    pub(crate) format: Option<Format>,
    /// A rule directory in place of the built-in rules.
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
    /// Form of the input; auto goes by the ending of the name, or a first character `{`.
    #[arg(long, value_enum, default_value_t = Input::Auto)]
    pub(crate) input: Input,
    /// Encoding of the input, such as windows-1252 [default: that of a byte order mark, or UTF-8].
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub(crate) encoding: Option<Encoding>,
    /// Who a name in a transcript is: coachee, coach, observer, note or other; without a name, whose
    /// all words are that have none.
    #[arg(long, value_name = "NAME=WHO", value_parser = Named::of)]
    pub(crate) speaker: Vec<Named>,
    /// In CSV, the column for a field, by name or by number; see below.
    #[arg(long, value_name = "FIELD=NAME", value_parser = Wanted::of)]
    pub(crate) column: Vec<Wanted>,
    /// In CSV, the first row is an observation and holds no names.
    #[arg(long)]
    pub(crate) no_header: bool,
    /// In CSV, what stands between cells [default: a comma, in `.tsv` a tab].
    #[arg(long, value_name = "CHARACTER", value_parser = delimiter)]
    pub(crate) delimiter: Option<u8>,
    /// How many threads assess [default: one a core].
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) jobs: Option<u16>,
    /// Pass over the first records.
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(crate) skip: u64,
    /// Read no more records than these.
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,
    /// Stop at the first record that cannot be read.
    #[arg(long)]
    pub(crate) strict: bool,
    /// Neither progress nor a summary on standard error.
    #[arg(long, short)]
    pub(crate) quiet: bool,
    /// In the text format, show every turn, and five responses in place of three.
    #[arg(long)]
    pub(crate) all: bool,
    /// Colour in the text format; auto heeds `NO_COLOR` and `CLICOLOR_FORCE`.
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
    /// Columns of the text format [default: those of the terminal, at most 100].
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(20..))]
    pub(crate) width: Option<u16>,
}

/// An encoding; nothing stands for UTF-8, which needs no decoding.
pub(crate) type Encoding = Option<&'static encoding_rs::Encoding>;

fn encoding(given: &str) -> Result<Encoding, String> {
    let found = encoding_rs::Encoding::for_label(given.trim().as_bytes())
        .ok_or("there is no such encoding, expected one such as windows-1252 or utf-16le")?;
    Ok((found != encoding_rs::UTF_8).then_some(found))
}

fn delimiter(given: &str) -> Result<u8, String> {
    match given.as_bytes() {
        b"\\t" | b"tab" => Ok(b'\t'),
        [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => Ok(*byte),
        _ => Err("expected one character, such as `;`, or `tab`".to_owned()),
    }
}

#[derive(Args, Debug)]
pub(crate) struct Check {
    /// The rule directory [default: the built-in rules].
    #[arg(value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    /// Show every warning in place of how many there are.
    #[arg(long)]
    pub(crate) warnings: bool,
    /// With the warnings about the packs below as well; else only those about what the pack itself
    /// wrote or changed.
    #[arg(long)]
    pub(crate) below: bool,
    /// Warnings are mistakes: with any, the exit status is 1.
    #[arg(long)]
    pub(crate) deny_warnings: bool,
    /// Say which parts of the rules no example of theirs exercises; with a floor in per cent, less
    /// makes the exit status 1.
    #[arg(long, value_name = "FLOOR", num_args = 0..=1, require_equals = true,
          default_missing_value = "0", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(crate) coverage: Option<u8>,
}

#[derive(Args, Debug)]
pub(crate) struct List {
    /// What to list.
    #[arg(value_enum)]
    pub(crate) what: Listed,
    /// Only rows in which this stands: a word, an identifier, an item of the inventory such as
    /// S145. Given more than once, all must stand there.
    #[arg(value_name = "WORD")]
    pub(crate) like: Vec<String>,
    /// Only rows that speak for this code or against it, or answer it.
    #[arg(long, value_name = "ID")]
    pub(crate) code: Option<String>,
    /// Show as well what layers made of it: which wrote a row, and what each changed and why. What
    /// is disabled is listed too.
    #[arg(long)]
    pub(crate) effective: bool,
    /// Form of the output.
    #[arg(long, short, value_enum, default_value_t = Listing::Text)]
    pub(crate) format: Listing,
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
pub(crate) struct Schema {
    /// Which file: `code`, `layer`, `pack` and so on [default: all, by file].
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Write each into a file of its own in this directory, in place of printing it.
    #[arg(long, value_name = "DIR")]
    pub(crate) write: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Listed {
    /// The codes, with their definitions and risks.
    Codes,
    /// What can be shown.
    Behaviours,
    /// The ways in which words show a behaviour.
    Rules,
    /// What to do.
    Responses,
    /// Patterns over sessions.
    Findings,
    /// Named sets of terms.
    Concepts,
    /// Small signs, with the points they give.
    Indicators,
    /// What takes the force from a mention, or changes it.
    Modifiers,
    /// Passages, the items of the inventory that they cover, and what rests on them.
    Sources,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Listing {
    /// For people.
    Text,
    /// A row a line, for people; what is too long is cut.
    Table,
    /// One JSON object a row.
    Json,
}

#[derive(Args, Debug)]
pub(crate) struct Eval {
    /// Labelled files in JSON Lines; `-` for standard input.
    #[arg(value_name = "GOLD", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Form of the output.
    #[arg(long, short, value_enum, default_value_t = Figures::Text)]
    pub(crate) format: Figures,
    /// A rule directory in place of the built-in rules.
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
    /// The codes to sum up over [default: those of resistance and stance].
    #[arg(long, value_name = "CODE,…", value_delimiter = ',')]
    pub(crate) codes: Vec<String>,
    /// Break the figures down.
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',')]
    pub(crate) by: Vec<By>,
    /// How many misses, false alarms and cases to show, worst first.
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) misses: usize,
    /// Report on every behaviour and rule.
    #[arg(long)]
    pub(crate) per_rule: bool,
    /// The least macro F1 over the codes summed up over; with less, the exit status is 1.
    #[arg(long, value_name = "F1", value_parser = share)]
    pub(crate) floor: Option<f64>,
    /// Colour in the text format; auto heeds `NO_COLOR` and `CLICOLOR_FORCE`.
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
    /// Columns of the text format, tables aside [default: those of the terminal, at most 100].
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(20..))]
    pub(crate) width: Option<u16>,
}

/// A number from 0 to 1.
fn share(given: &str) -> Result<f64, String> {
    let number = given.parse().ok().filter(|number| (0.0..=1.0).contains(number));
    number.ok_or_else(|| "expected a number from 0 to 1, such as 0.68".to_owned())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Figures {
    /// Tables for people.
    Text,
    /// One JSON object.
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    /// By who speaks.
    Speaker,
    /// By the sort of text.
    Register,
    /// By what makes it hard; a text with several reasons counts under each.
    Hard,
    /// By file.
    File,
}

impl By {
    /// The name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Speaker => "speaker",
            Self::Register => "register",
            Self::Hard => "hard",
            Self::File => "file",
        }
    }
}

#[cfg(feature = "calibrate")]
#[derive(Args, Debug)]
pub(crate) struct Calibrate {
    /// Labelled texts in JSON Lines that authors of the rules have read; one file, one set.
    #[arg(value_name = "GOLD")]
    pub(crate) read: Vec<PathBuf>,
    /// Labelled texts that no author of the rules has read.
    #[arg(long, value_name = "GOLD", num_args = 1.., required = true)]
    pub(crate) unread: Vec<PathBuf>,
    /// Texts in which no form of resistance, nor reactance, belongs.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) neutral: Vec<PathBuf>,
    /// A rule directory in place of the built-in rules.
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
    /// The codes to fit [default: those of resistance and stance].
    #[arg(long, value_name = "CODE,…", value_delimiter = ',')]
    pub(crate) codes: Vec<String>,
    /// How many indicators there may be.
    #[arg(long, value_name = "N", default_value_t = 2500)]
    pub(crate) indicators: usize,
    /// Of what is flagged with a code, the least share that should carry it.
    #[arg(long, value_name = "SHARE", default_value_t = 0.82, value_parser = share)]
    pub(crate) precision: f64,
    /// Of the texts without any code, the largest share that one code may flag.
    #[arg(long, value_name = "SHARE", default_value_t = 0.02, value_parser = share)]
    pub(crate) false_alarms: f64,
    /// Of the neutral texts, the largest share that one code may flag.
    #[arg(long, value_name = "SHARE", default_value_t = 0.001, value_parser = share)]
    pub(crate) most_neutral: f64,
    /// Leave the points of behaviours and the thresholds as they are, and fit indicators alone.
    #[arg(long)]
    pub(crate) indicators_only: bool,
    /// Write what was fitted into this rule directory, a copy of the rules that it was fitted for:
    /// indicators into `indicators.toml`, points and thresholds where they stand. Without it, only
    /// what would change is shown.
    #[arg(long, value_name = "DIR")]
    pub(crate) write: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct Summarise {
    /// Answers of `pushback assess` in JSON Lines; `-` for standard input.
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Where an answer says whose it is.
    #[arg(long, value_name = "PATH", default_value = "id.person")]
    pub(crate) person: String,
    /// Break the figures down: by stage, coach, culture, peers, subject, seniority, or a path such
    /// as id.team.
    #[arg(long, value_name = "PATH", conflicts_with = "change")]
    pub(crate) by: Option<String>,
    /// What changed between two periods.
    #[arg(long, value_name = "PATH=BEFORE,AFTER", value_parser = Change::of)]
    pub(crate) change: Option<Change>,
    /// How many people a figure must be about; more than five where that is wanted.
    #[arg(long, value_name = "N", default_value_t = LEAST,
          value_parser = clap::value_parser!(u16).range(i64::from(LEAST)..))]
    pub(crate) least: u16,
    /// Form of the output.
    #[arg(long, short, value_enum, default_value_t = Figures::Text)]
    pub(crate) format: Figures,
    /// A rule directory in place of the built-in rules.
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
    /// Columns of the text format [default: those of the terminal, at most 100].
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(20..))]
    pub(crate) width: Option<u16>,
}

#[derive(Args, Debug)]
pub(crate) struct Contrast {
    /// A code, or a kind of one, such as `autonomy` or `proxy`.
    #[arg(value_name = "READING")]
    pub(crate) one: String,
    /// The other.
    #[arg(value_name = "OTHER")]
    pub(crate) other: String,
    /// A rule directory in place of the built-in rules.
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
    /// Columns of the page.
    #[arg(long, value_name = "COLUMNS", default_value_t = 90,
          value_parser = clap::value_parser!(u16).range(20..))]
    pub(crate) width: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A report for people.
    Text,
    /// One JSON array.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// One row a code.
    Csv,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Input {
    /// Found out from the name and the first character.
    Auto,
    /// JSON Lines: an observation or a case a line.
    Jsonl,
    /// CSV: an observation a row.
    Csv,
    /// A transcript with a speaker before every turn.
    Transcript,
    /// WebVTT, as meeting tools export it.
    Vtt,
    /// SubRip, likewise.
    Srt,
    /// Notes of a coach in Markdown or plain text.
    Notes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// Where the output is a terminal that has it.
    Auto,
    /// In any case.
    Always,
    /// In no case; evidence stands between ‹ and ›.
    Never,
}

const EXAMPLES: &str = "\
Examples:
  pushback assess session.txt
  pushback assess --format csv observations.jsonl > codes.csv
  echo '{\"text\":\"Send me the proof that this works.\"}' | pushback assess
  pushback check rules/
  pushback eval --by speaker labelled.jsonl

Exit status:
  0  all was read, or no mistake was found
  1  some lines could not be read, or the rules have mistakes
  2  a file, a rule directory or the command itself could not be used";

const ASSESS: &str = "\
Transcripts:
  A turn starts with `Coachee:` (or `Client:`), `Coach:`, `Observer:` or, for a note about the
  coachee, `Note:` or `Coach note:`. Lines without one belong to the turn before. A coach's own
  turns are shown and not classified. Lines with a `#` say more:
    # session 3, 2026-05-09            the turns below belong to session 3
    # context: coach=external stage=early
    # speakers: Ana=coachee Jo=coach   names that stand in place of the words above
  `--speaker \"Ana Li=coachee\"` does the same. A time may stand before a name: [00:12:03] Ana Li: …
  WebVTT and SRT are read with the names that stand in them, and what one speaks on end in several
  captions is one turn, up to the end of a sentence behind 60 words. A name that stands for nobody is
  asked for, and the file is not read until that is answered. `other` is somebody whose turns are
  nobody's stance.
  In JSON and CSV, a transcript is one case whose id is its file name, and evidence names the turn
  by its place among the turns that are classified, from 0.

Notes:
  In `.md`, or with `--input notes`, what has no name before it is a note of the coach about the
  coachee, or with `--speaker coachee` and the like somebody else's. A paragraph or an item of a list
  is an observation.

JSON Lines:
  One observation or case a line; only `text` or `behaviours` is needed, null is as good as nothing.
    {\"id\":1,\"speaker\":\"coachee\",\"text\":\"…\",\"session\":3,\"context\":{\"stage\":\"early\"}}
    {\"id\":2,\"observations\":[{\"session\":1,\"text\":\"…\",\"behaviours\":[\"…\"]}]}
  A line that cannot be read gives an error object in its place, and the rest goes on. Lines of more
  than 16 MB are not read. Columns are counted in characters.

CSV to be read:
  One observation a row. The first row names the columns: text, behaviours, speaker, about, session,
  date, id, responses, coach, culture, stage, peers, subject, seniority. Other columns are not read,
  and told of; `--column text=Utterance` takes one of another name, `--no-header --column text=2`
  one of none. Several behaviours stand in a cell with spaces or semicolons between them.

Batches:
  Files may be packed with gzip or zstd. Memory stays the same however long the input is. Answers
  come in the order of the input, whole, and a summary at the end on standard error. What was broken
  off goes on with `--skip`, by as many records as lines of JSON have been written.

CSV that is written:
  One row for every code that stands or is hinted at, with the columns
    id,line,session,code,kind,points,threshold,strength,evidence,note
  `line` is that of the input (in a transcript, of the turn with the first evidence). `session`
  lists, for a case, the sessions in which the code stood. `evidence` lists byte ranges of the text
  as start-end, in a case behind the observation: 2:0-14. What gives no code gives a row without
  one, and `note` says why: nothing, outside scope, or an error.

Exit status:
  0    all was read
  1    some lines could not be read
  2    a file, a rule directory or the command itself could not be used
  130  it was interrupted";

const SUMMARISE: &str = "\
People:
  Each answer must say whose it is: give every record an `id` that is an object, such as
  {\"person\":\"p7\",\"team\":\"north\",\"quarter\":\"Q1\"}, and it comes back in the answer. A figure that
  is about fewer than five people is withheld, and so is any that would give it away by subtraction,
  or that would say of everybody in a group what they showed. There is no output by person.

Examples:
  pushback summarise assessed.jsonl
  pushback summarise --by stage assessed.jsonl
  pushback summarise --change id.quarter=Q1,Q2 assessed.jsonl

Exit status:
  0  a summary was printed
  2  a file, or an answer in it, could not be used";

const CHECK: &str = "\
Warnings:
  Something sound that is worth a look: it never keeps rules from being used. `[[silence]]` in
  `pack.toml` answers a kind of warning, for all or for some names, with a reason.

Exit status:
  0  no mistake
  1  mistakes, all of them shown; warnings with `--deny-warnings`; coverage below its floor
  2  the directory could not be read";

#[cfg(feature = "calibrate")]
const CALIBRATE: &str = "\
Texts:
  As for `eval`. Every file is a set: what is fitted to the other sets is judged on it. Indicators
  are fitted to all sets; how many points they give, and the bounds, are chosen for each code on
  unread texts alone, since the rules are too good on texts that their authors have read.

Aims:
  The best F1 is taken at which precision, false alarms and neutral flags are within the aims. Where
  they cannot be met that is said, and what comes nearest is taken.

Exit status:
  0  all was read
  1  some lines could not be read, and count for nothing
  2  a file or the rules could not be used";

const LIST: &str = "\
Examples:
  pushback list sources S145      where an item of the sources is encoded
  pushback list rules --code dismissal -f table
  pushback list concepts coach    the concepts in which the word stands, with their terms
  pushback list rules --effective --rules ours
                                  what holds, and which layer set it
  pushback list indicators -f json";

const SCHEMA: &str = "\
Examples:
  pushback schema code            what may stand in codes/*.toml
  pushback schema --write schema  a file each, for an editor; rules/README.md says how

Exit status:
  0  printed or written
  2  there is no such file, or it could not be written";

const EVAL: &str = "\
Labelled lines:
  {\"id\":1,\"speaker\":\"coachee\",\"text\":\"…\",\"codes\":[\"time\"],\"time_kind\":\"proxy\"}
  {\"id\":2,\"observations\":[…],\"gold\":{\"codes\":[…],\"stance\":\"…\"}}
  Further labels of a text are `register`, `hard` (a list), `behaviours`, `pair` and `difference`; of
  a case, under `gold`, `time_kind`, `findings`, `responses_any` and `responses_not`. Other keys are
  remarks. Two texts are a pair where they have the same `pair`, or ids such as m-001a and m-001b.
  Labels are never read: behaviours beside a text are not sent along with it.

Figures:
  right is labelled and found, gold labelled, found is found at all; precision is right of found,
  recall right of gold. Intervals are Wilson's of 95 %. macro is the mean over the codes that any
  text is labelled with, micro counts all decisions together, kappa is Cohen's. False alarms are
  texts labelled with no code in which one was found. Where there is nothing to count there is a
  dash, in JSON null. docs/measuring.md tells what every field of the JSON means.

Misses and false alarms:
  Those of the codes summed up over, a code at a time in turn. A miss is worse where nothing makes
  the text hard and less came near; what came near is shown: points under the threshold, or a
  mention that was set aside and by what. The texts are printed.

Rules, with --per-rule:
  right is the share of texts in which a rule fired that are labelled with its code, lift how many
  times as often as among all texts. Flags: never fired; too imprecise; demotable (stands alone and
  should not); redundant (wherever it fired, another stands alone for the code).

Exit status:
  0  all was read, and the floor was reached
  1  some lines could not be read, or the floor was not reached
  2  a file, a rule directory or the command itself could not be used";
