//! `pushback assess`: every record of the input is read, and an answer written for it.
//!
//! Knows nothing of what records or answers look like. Invariant: no more than one record is held
//! at a time; a record that cannot be read never keeps the next from being read.

use std::ffi::OsStr;
use std::io::{self, BufWriter, IsTerminal};
use std::path::{Path, PathBuf};

use anstream::{AutoStream, ColorChoice};
use pushback::{Classifier, Codebook, Scratch};
use serde_json::value::RawValue;

use crate::answer::{self, Answer, Outcome, Subject};
use crate::args::{Assess, Format, Input};
use crate::failure::{self, Failure};
use crate::fault::Fault;
use crate::json::{JsonArray, JsonLines};
use crate::lines::{Line, Lines};
use crate::page::Page;
use crate::record::{Content, Record};
use crate::report::Report;
use crate::rules;
use crate::screen;
use crate::status::Status;
use crate::table::Table;
use crate::transcript::{Reader, Transcript};

/// Whether there is neither a file nor anything on standard input.
pub(crate) fn has_nothing_to_read(args: &Assess) -> bool {
    args.files.is_empty() && io::stdin().is_terminal()
}

/// Reads all files and writes all answers.
pub(crate) fn run(args: &Assess) -> Result<Status, Failure> {
    let classifier = rules::classifier(args.rules.as_deref())?;
    let mut work = Work {
        classifier: &classifier,
        scratch: Scratch::default(),
        input: args.input,
        output: output(args, classifier.codebook())?,
        several: args.files.len() > 1,
        faults: 0,
    };
    let mut status = Status::Fine;
    let standard = [PathBuf::from("-")];
    let files = if args.files.is_empty() { &standard[..] } else { &args.files };
    for file in files {
        match work.file(file) {
            Ok(()) => {}
            Err(Failure::Unread(reason)) => {
                failure::tell(&reason);
                status = Status::Failed;
            }
            Err(other) => return Err(other),
        }
    }
    work.output.finish()?;
    if work.faults > 0 {
        let lines = if work.faults == 1 { "line" } else { "lines" };
        failure::tell(&format!("{} {lines} could not be read", work.faults));
        status = status.max(Status::Faults);
    }
    Ok(status)
}

fn output<'r>(
    args: &Assess,
    codebook: &'r Codebook,
) -> Result<Box<dyn answer::Write + 'r>, Failure> {
    let stdout = io::stdout();
    let usual = if stdout.is_terminal() { Format::Text } else { Format::Jsonl };
    let color = screen::is_coloured(args.color);
    Ok(match args.format.unwrap_or(usual) {
        Format::Jsonl => Box::new(JsonLines(BufWriter::with_capacity(1 << 16, stdout))),
        Format::Json => Box::new(JsonArray::new(BufWriter::with_capacity(1 << 16, stdout))),
        Format::Csv => Box::new(Table::new(stdout)?),
        Format::Text => {
            let choice = if color { ColorChoice::Always } else { ColorChoice::Never };
            let out = BufWriter::new(AutoStream::new(stdout, choice));
            Box::new(Report::new(
                out,
                Page::new(screen::width(args.width), color),
                codebook,
                args.all,
            ))
        }
    })
}

struct Work<'r> {
    classifier: &'r Classifier,
    scratch: Scratch,
    input: Input,
    output: Box<dyn answer::Write + 'r>,
    several: bool,
    faults: usize,
}

/// A file that is being read.
struct Source<'a> {
    path: &'a Path,
    /// Its name in answers, where there are several files.
    name: Option<&'a str>,
    lines: Lines,
}

impl Source<'_> {
    fn unread(&self, error: &io::Error) -> Failure {
        Failure::reading("the file", self.path, error)
    }
}

impl Work<'_> {
    fn file(&mut self, path: &Path) -> Result<(), Failure> {
        let lines =
            Lines::open(path).map_err(|error| Failure::reading("the file", path, &error))?;
        let shown = path.to_string_lossy();
        let name = self.several.then_some(&*shown);
        let mut source = Source { path, name, lines };
        if self.is_json_lines(&mut source)? {
            self.json_lines(&mut source)
        } else {
            self.transcript(&mut source)
        }
    }

    fn is_json_lines(&self, source: &mut Source<'_>) -> Result<bool, Failure> {
        match self.input {
            Input::Jsonl => return Ok(true),
            Input::Transcript => return Ok(false),
            Input::Auto => {}
        }
        let ending = source.path.extension().map(OsStr::to_ascii_lowercase);
        if ending.is_some_and(|ending| ending == "jsonl" || ending == "ndjson") {
            return Ok(true);
        }
        starts_json(&mut source.lines).map_err(|error| source.unread(&error))
    }

    fn json_lines(&mut self, source: &mut Source<'_>) -> Result<(), Failure> {
        loop {
            if source.lines.may_wait() {
                self.output.flush()?;
            }
            match source.lines.next() {
                Err(error) => return Err(Failure::reading("the file", source.path, &error)),
                Ok(None) => return Ok(()),
                Ok(Some((number, line))) => self.line(source.name, number, line)?,
            }
        }
    }

    fn line(&mut self, file: Option<&str>, number: usize, line: Line<'_>) -> Result<(), Failure> {
        let record = match line.text() {
            None => return Ok(()),
            Some(Err(fault)) => Record { id: None, content: Err(fault) },
            Some(Ok(text)) => Record::of_line(text, self.classifier.codebook()),
        };
        let answer = |outcome| Answer { file, line: number, id: record.id, outcome };
        match &record.content {
            Ok(Content::Observation(observation)) => {
                let read = self.classifier.assess_with(observation, &mut self.scratch);
                let subject = Subject::Observation(observation);
                self.output.answer(&answer(Outcome::Read(subject, &read)))?;
            }
            Ok(Content::Case(case)) => {
                let read = self.classifier.assess_case(case);
                self.output.answer(&answer(Outcome::Read(Subject::Case(case), &read)))?;
            }
            Err(fault) => {
                self.faults += 1;
                self.output.answer(&answer(Outcome::Fault(fault, fault.column(line.bytes()))))?;
            }
        }
        Ok(())
    }

    fn transcript(&mut self, source: &mut Source<'_>) -> Result<(), Failure> {
        let shown = source.path.display().to_string();
        let (first, transcript) = read_transcript(source)?;
        if transcript.turns.is_empty() {
            return Ok(());
        }
        let id: Option<Box<RawValue>> = match shown.as_str() {
            "-" => None,
            name => serde_json::value::to_raw_value(name).ok(),
        };
        let read = self.classifier.assess_case(&transcript.case);
        Ok(self.output.answer(&Answer {
            file: source.name,
            line: first,
            id: id.as_deref(),
            outcome: Outcome::Read(Subject::Transcript(&transcript), &read),
        })?)
    }
}

/// Whether the first line that is not blank looks like JSON; it will be read again. Brackets count
/// only as JSON would have them: a transcript may start with a time in brackets.
fn starts_json(lines: &mut Lines) -> io::Result<bool> {
    let found = loop {
        match lines.next()? {
            None => return Ok(false),
            Some((_, Line::TooLong)) => break true,
            Some((_, Line::Bytes(bytes))) => match bytes.trim_ascii() {
                b"" => {}
                [b'{', ..] | b"[" => break true,
                [b'[', rest @ ..] => break rest.trim_ascii_start().first() == Some(&b'{'),
                _ => break false,
            },
        }
    };
    lines.hold();
    Ok(found)
}

/// A transcript, and the line of its first turn.
fn read_transcript(source: &mut Source<'_>) -> Result<(usize, Transcript), Failure> {
    let name = match source.path.to_string_lossy() {
        path if path == "-" => "standard input".to_owned(),
        path => path.into_owned(),
    };
    let mut reader = Reader::default();
    loop {
        let (number, line) = match source.lines.next() {
            Err(error) => return Err(Failure::reading("the file", source.path, &error)),
            Ok(None) => break,
            Ok(Some(numbered)) => numbered,
        };
        let taken = match line {
            Line::TooLong => Err(Fault::too_long()),
            Line::Bytes(bytes) => match str::from_utf8(bytes) {
                Ok(text) => reader.take(number, text),
                Err(error) => Err(Fault::not_utf8(error.valid_up_to())),
            },
        };
        taken.map_err(|Fault { message, help, .. }| {
            Failure::Unread(format!("{name}:{number}: {message}; {help}"))
        })?;
    }
    if let Some(line) = reader.doubtful {
        failure::tell(&format!(
            "{name}:{line}: this may be the turn of somebody else, and is read as part of the turn \
             before; `# speakers: Name=coach` at the head would say who it is"
        ));
    }
    let transcript = reader.finish();
    Ok((transcript.turns.first().map_or(1, |turn| turn.line), transcript))
}
