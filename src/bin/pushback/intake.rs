//! Files of input, read one after the other and handed on as tasks.
//!
//! Knows nothing of what records say. Invariant: tasks come in the order of the input, and no more
//! than one batch is held.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use encoding_rs::Encoding;

use crate::args::Input;
use crate::assessor::Answered;
use crate::batch::{Batch, Origin, Task, Whole};
use crate::conversation::{self, Conversation, Look, Trouble};
use crate::failure::Failure;
use crate::fault::Fault;
use crate::lines::{Line, Lines};
use crate::pipeline::{Entry, Gone};
use crate::rows::{self, Columns, Joined, Wanted};
use crate::source::{self, Counter};
use crate::voice::Speakers;

/// What is to be read, and how.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) files: Vec<PathBuf>,
    /// Whether answers name their file.
    pub(crate) several: bool,
    pub(crate) input: Input,
    pub(crate) encoding: Option<&'static Encoding>,
    pub(crate) columns: Vec<Wanted>,
    /// Whether the first row of CSV holds the names of the columns.
    pub(crate) header: bool,
    pub(crate) delimiter: Option<u8>,
    /// Who is who in transcripts.
    pub(crate) speakers: Speakers,
    /// How many records are passed over.
    pub(crate) skip: u64,
    /// How many records are read at the most.
    pub(crate) limit: Option<u64>,
}

/// What comes out at the other end.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The answers to a task.
    Answered(io::Result<Answered>),
    /// A file, or the rest of it, that cannot be used, for this reason.
    Unread(String),
    /// Something that should be said.
    Remark(String),
}

/// Where tasks go.
pub(crate) type Work = Entry<Task, Outcome>;

/// Reads the files and hands on what stands in them.
pub(crate) struct Intake {
    plan: Plan,
    work: Work,
    count: Counter,
}

/// Why no more is read.
enum Stop {
    /// This file cannot be used.
    Unread(String),
    /// No more is wanted.
    Enough,
}

impl From<Gone> for Stop {
    fn from(_: Gone) -> Self {
        Self::Enough
    }
}

/// A file that is being read.
struct File<'p> {
    path: &'p Path,
    /// Its name in answers, where there are several.
    name: Option<Arc<str>>,
    lines: Lines,
}

impl File<'_> {
    fn unread(&self, error: &io::Error) -> Stop {
        unread(self.path, error)
    }

    /// The place of a line, or of the whole file, for people.
    fn place(&self, line: Option<usize>) -> String {
        let file = match self.path.to_string_lossy() {
            path if path == "-" => "standard input".into(),
            path => path,
        };
        line.map_or_else(|| file.to_string(), |line| format!("{file}:{line}"))
    }

    fn fault(&self, line: Option<usize>, Fault { message, help, .. }: &Fault) -> Stop {
        Stop::Unread(format!("{}: {message}; {help}", self.place(line)))
    }
}

impl Intake {
    pub(crate) fn new(plan: Plan, work: Work, count: Counter) -> Self {
        Self { plan, work, count }
    }

    /// Reads all files.
    pub(crate) fn read(mut self) {
        for path in std::mem::take(&mut self.plan.files) {
            let passed = match self.file(&path) {
                Ok(()) => Ok(()),
                Err(Stop::Enough) => return,
                Err(Stop::Unread(reason)) => self.work.pass(Outcome::Unread(reason)),
            };
            if passed.is_err() {
                return;
            }
        }
    }

    fn file(&mut self, path: &Path) -> Result<(), Stop> {
        let opened = source::open(path, self.plan.encoding, Arc::clone(&self.count));
        let lines = Lines::new(opened.map_err(|error| unread(path, &error))?);
        let name = self.plan.several.then(|| Arc::from(path.to_string_lossy()));
        let mut file = File { path, name, lines };
        match self.form(&mut file)? {
            Input::Csv => self.rows(&mut file),
            Input::Transcript => self.conversation(&mut file, Look::Script),
            Input::Vtt | Input::Srt => self.conversation(&mut file, Look::Captions),
            Input::Notes => self.conversation(&mut file, Look::Notes),
            Input::Auto => self.conversation(&mut file, Look::Markdown),
            Input::Jsonl => self.objects(&mut file),
        }
    }

    /// What the file looks like: as was said, or as its name says, or else as it begins. Of
    /// Markdown that shows only as it is read.
    fn form(&self, file: &mut File<'_>) -> Result<Input, Stop> {
        if self.plan.input != Input::Auto {
            return Ok(self.plan.input);
        }
        Ok(match source::ending(file.path).as_deref() {
            Some("jsonl" | "ndjson") => Input::Jsonl,
            Some("csv" | "tsv") => Input::Csv,
            Some("vtt") => Input::Vtt,
            Some("srt") => Input::Srt,
            Some("md" | "markdown") => Input::Auto,
            _ => beginning(&mut file.lines).map_err(|error| file.unread(&error))?,
        })
    }

    fn objects(&mut self, file: &mut File<'_>) -> Result<(), Stop> {
        let mut batch = Batch::new(Origin { file: file.name.clone(), columns: None });
        loop {
            if file.lines.may_wait() || batch.is_full() {
                self.hand_on(&mut batch)?;
            }
            match file.lines.next() {
                Err(error) => {
                    self.hand_on(&mut batch)?;
                    return Err(file.unread(&error));
                }
                Ok(None) => break,
                Ok(Some((_, Line::Bytes(bytes)))) if bytes.trim_ascii().is_empty() => {}
                Ok(Some((line, Line::Bytes(bytes)))) => self.keep(&mut batch, line, Some(bytes))?,
                Ok(Some((line, Line::TooLong))) => self.keep(&mut batch, line, None)?,
            }
        }
        self.hand_on(&mut batch)
    }

    fn rows(&mut self, file: &mut File<'_>) -> Result<(), Stop> {
        let tabs = source::ending(file.path).as_deref() == Some("tsv");
        let delimiter = self.plan.delimiter.unwrap_or(if tabs { b'\t' } else { b',' });
        let mut rows = Joined::new(delimiter);
        let first = rows.next(&mut file.lines).map_err(|error| unread(file.path, &error))?;
        let Some((line, first)) = first else { return Ok(()) };
        let first = first.map(<[u8]>::to_vec);
        let names = rows::names(first.as_deref(), delimiter);
        let names = names.map_err(|fault| file.fault(Some(line), &fault))?;
        let columns = Columns::new(&names, self.plan.header, &self.plan.columns, delimiter);
        let columns = Arc::new(columns.map_err(|fault| file.fault(Some(line), &fault))?);
        let mut batch =
            Batch::new(Origin { file: file.name.clone(), columns: Some(Arc::clone(&columns)) });
        if self.plan.header {
            self.tell_unread(file, &columns.unread(&names))?;
        } else {
            self.keep(&mut batch, line, first.as_deref())?;
        }
        loop {
            if file.lines.may_wait() || batch.is_full() {
                self.hand_on(&mut batch)?;
            }
            match rows.next(&mut file.lines) {
                Err(error) => {
                    self.hand_on(&mut batch)?;
                    return Err(file.unread(&error));
                }
                Ok(None) => break,
                Ok(Some((line, row))) => self.keep(&mut batch, line, row)?,
            }
        }
        self.hand_on(&mut batch)
    }

    fn tell_unread(&self, file: &File<'_>, columns: &[&str]) -> Result<(), Stop> {
        if columns.is_empty() {
            return Ok(());
        }
        let names: Vec<String> = columns.iter().map(|name| format!("`{name}`")).collect();
        let plural = if columns.len() == 1 { " is" } else { "s are" };
        let remark = format!(
            "{}: the column{plural} not read: {}; `--column FIELD=NAME` says what a column is",
            file.path.display(),
            names.join(", ")
        );
        Ok(self.work.pass(Outcome::Remark(remark))?)
    }

    /// Takes a record into the batch, unless it is to be passed over.
    fn keep(&mut self, batch: &mut Batch, line: usize, record: Option<&[u8]>) -> Result<(), Stop> {
        match self.admit() {
            Admission::Passed => {}
            Admission::Wanted => batch.push(line, record),
            Admission::Last => {
                batch.push(line, record);
                self.hand_on(batch)?;
                return Err(Stop::Enough);
            }
            Admission::Beyond => return Err(Stop::Enough),
        }
        Ok(())
    }

    fn hand_on(&self, batch: &mut Batch) -> Result<(), Stop> {
        if !batch.is_empty() {
            self.work.put(Task::Records(batch.take()))?;
        }
        Ok(())
    }

    /// Whether one more record is wanted.
    fn admit(&mut self) -> Admission {
        if self.plan.skip > 0 {
            self.plan.skip -= 1;
            return Admission::Passed;
        }
        match &mut self.plan.limit {
            None => Admission::Wanted,
            Some(0) => Admission::Beyond,
            Some(left) => {
                *left -= 1;
                if *left == 0 { Admission::Last } else { Admission::Wanted }
            }
        }
    }

    fn conversation(&mut self, file: &mut File<'_>, look: Look) -> Result<(), Stop> {
        let read = conversation::read(&mut file.lines, look, self.plan.speakers.clone());
        let read = read.map_err(|trouble| match trouble {
            Trouble::Unread(error) => file.unread(&error),
            Trouble::Fault(line, fault) => file.fault(Some(line), &fault),
            Trouble::Question(fault) => file.fault(None, &fault),
        });
        let Conversation { line, transcript, doubtful } = read?;
        if let Some(line) = doubtful {
            let place = file.place(Some(line));
            self.work.pass(Outcome::Remark(format!("{place}: {}", conversation::DOUBTFUL)))?;
        }
        if transcript.turns.is_empty() {
            return Ok(());
        }
        let last = match self.admit() {
            Admission::Passed => return Ok(()),
            Admission::Beyond => return Err(Stop::Enough),
            Admission::Wanted => false,
            Admission::Last => true,
        };
        let id = match file.path.to_string_lossy() {
            path if path == "-" => None,
            path => serde_json::value::to_raw_value(&path).ok(),
        };
        self.work.put(Task::Transcript(Whole { file: file.name.clone(), id, line, transcript }))?;
        if last { Err(Stop::Enough) } else { Ok(()) }
    }
}

/// Whether a record is wanted.
enum Admission {
    /// It is passed over.
    Passed,
    Wanted,
    /// It is, and none after it.
    Last,
    /// It is not, nor any after it.
    Beyond,
}

fn unread(path: &Path, error: &io::Error) -> Stop {
    match Failure::reading("the file", path, error) {
        Failure::Unread(reason) => Stop::Unread(reason),
        Failure::Unwritten(_) | Failure::Closed => Stop::Enough,
    }
}

/// What a file looks like by its first line that is not blank; it will be read again. Brackets are
/// JSON only as that would have them: a transcript may start with a time in brackets.
fn beginning(lines: &mut Lines) -> io::Result<Input> {
    let found = loop {
        match lines.next()? {
            None => return Ok(Input::Transcript),
            Some((_, Line::TooLong)) => break Input::Jsonl,
            Some((_, Line::Bytes(bytes))) => match bytes.trim_ascii() {
                b"" => {}
                [b'{', ..] | b"[" => break Input::Jsonl,
                [b'[', rest @ ..] if rest.trim_ascii_start().starts_with(b"{") => {
                    break Input::Jsonl;
                }
                head if head.starts_with(b"WEBVTT") => break Input::Vtt,
                _ => break Input::Transcript,
            },
        }
    };
    lines.hold();
    Ok(found)
}
