//! `pushback eval`: what the rules find in labelled texts, against the labels.
//!
//! Knows nothing of how a figure is made. Invariant: a line that cannot be read is told and counts
//! in no figure.

mod reading;
mod figures;
mod cases;
mod pairs;
mod weight;
mod slips;
mod rules;
mod measured;
mod print;

use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::rc::Rc;

use anstream::{AutoStream, ColorChoice};
use pushback::{Classifier, Codebook, Scratch, Speaker};

use crate::args::{Eval, Figures};
use crate::eval::measured::{Choice, Measured, Unread};
use crate::eval::reading::{Case, Place, Text};
use crate::failure::{self, Failure};
use crate::fault::Fault;
use crate::gold::{Content, Labelled};
use crate::lines::Lines;
use crate::page::Page;
use crate::screen;
use crate::status::Status;

/// Reads all files and writes the figures.
pub(crate) fn run(args: &Eval) -> Result<Status, Failure> {
    let classifier = crate::rules::classifier(args.rules.as_deref())?;
    let choice = Choice {
        codes: chosen(&args.codes, classifier.codebook())?,
        by: &args.by,
        misses: args.misses,
        per_rule: args.per_rule,
        floor: args.floor,
    };
    let mut shelf = Shelf::new(&classifier);
    let mut status = Status::Fine;
    for file in &args.files {
        match shelf.file(file) {
            Ok(()) => {}
            Err(Failure::Unread(reason)) => {
                failure::tell(&reason);
                status = Status::Failed;
            }
            Err(other) => return Err(other),
        }
    }
    if status == Status::Failed && shelf.is_empty() {
        return Ok(status);
    }
    let measured = Measured::of(&classifier, &choice, &shelf.texts, &shelf.cases, shelf.unread);
    write(args, &measured, classifier.codebook())?;
    // JSON says so by its figures.
    let is_read = args.format == Figures::Text;
    if is_read && measured.is_of_nothing() && measured.errors.is_empty() {
        failure::tell("nothing was measured: no labelled text was read");
    }
    Ok(status.max(tell(&measured)))
}

/// The codes to sum up over, in the order of the rules.
pub(crate) fn chosen(asked: &[String], codebook: &Codebook) -> Result<Vec<String>, Failure> {
    let codes = codebook.codes();
    let known: Vec<&str> = codes.iter().map(|code| code.id.as_str()).collect();
    if let Some(unknown) = asked.iter().find(|code| !known.contains(&code.as_str())) {
        let Fault { message, help, .. } = Fault::unknown("unknown-code", "code", unknown, &known);
        return Err(Failure::Unread(format!("{message} under `--codes`; {help}")));
    }
    let usual = asked.is_empty();
    let chosen = codes
        .iter()
        .filter(|code| usual && CORE.contains(&code.family.as_str()) || asked.contains(&code.id));
    Ok(chosen.map(|code| code.id.clone()).collect())
}

fn write(args: &Eval, measured: &Measured, codebook: &Codebook) -> Result<(), Failure> {
    let stdout = io::stdout();
    match args.format {
        Figures::Json => {
            let mut out = BufWriter::new(stdout);
            serde_json::to_writer_pretty(&mut out, measured).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
            out.flush()?;
        }
        Figures::Text => {
            let color = screen::is_coloured(args.color);
            let page = Page::new(screen::width(args.width), color);
            let text = print::measured(measured, page, codebook);
            let choice = if color { ColorChoice::Always } else { ColorChoice::Never };
            let mut out = AutoStream::new(stdout, choice);
            out.write_all(text.as_bytes())?;
            out.flush()?;
        }
    }
    Ok(())
}

/// Says what was not as it should be, and the status that comes of it.
fn tell(measured: &Measured) -> Status {
    let mut status = Status::Fine;
    if !measured.errors.is_empty() {
        let lines = if measured.errors.len() == 1 { "line" } else { "lines" };
        failure::tell(&format!("{} {lines} could not be read", measured.errors.len()));
        status = Status::Faults;
    }
    if let Some(floor) = measured.floor.as_ref().filter(|floor| !floor.reached) {
        let found = floor.found.map_or_else(|| "no figure".to_owned(), |f1| format!("{f1:.4}"));
        failure::tell(&format!("macro F1 is {found}, expected {} or more", floor.least));
        status = Status::Faults;
    }
    status
}

/// Where what was read is kept until all has been.
struct Shelf<'c> {
    classifier: &'c Classifier,
    /// The same rules, for what came near where a code was missed.
    near: Classifier,
    scratch: Scratch,
    texts: Vec<Text>,
    cases: Vec<Case>,
    unread: Vec<Unread>,
}

impl<'c> Shelf<'c> {
    fn new(classifier: &'c Classifier) -> Self {
        Self {
            classifier,
            near: classifier.clone().with_hints_from(0),
            scratch: Scratch::default(),
            texts: Vec::new(),
            cases: Vec::new(),
            unread: Vec::new(),
        }
    }

    fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.cases.is_empty() && self.unread.is_empty()
    }

    fn file(&mut self, path: &Path) -> Result<(), Failure> {
        let unread = |error: io::Error| Failure::reading("the file", path, &error);
        let name = shown(path);
        let mut lines = Lines::open(path).map_err(unread)?;
        while let Some((number, line)) = lines.next().map_err(unread)? {
            let Some(text) = line.text() else { continue };
            let codebook = self.classifier.codebook();
            match text.and_then(|text| Labelled::of_line(text, codebook)) {
                Ok(labelled) => {
                    let place = Place { file: name.clone(), line: number, id: labelled.id };
                    self.take(place, labelled.content);
                }
                Err(fault) => {
                    let column = fault.column(line.bytes());
                    self.unread.push(Unread::new(name.clone(), number, column, fault));
                }
            }
        }
        Ok(())
    }

    fn take(&mut self, place: Place, content: Content) {
        match content {
            Content::Text(observation, labels) => {
                let found = self.classifier.assess_with(&observation, &mut self.scratch);
                let speaker = observation.speaker.map(Speaker::name);
                let mut text = Text::new(place, labels, found);
                if text.misses_any() {
                    text.near = self.near.assess_with(&observation, &mut self.scratch).hints;
                }
                self.texts.push(Text { words: observation.text, speaker, ..text });
            }
            Content::Case(case, labels) => {
                let found = self.classifier.assess_case(&case);
                self.cases.push(Case::new(place, labels, found));
            }
        }
    }
}

/// The name of a file as it is shown.
fn shown(path: &Path) -> Rc<str> {
    path.to_string_lossy().into()
}

/// The families whose codes are summed up over where nothing else is asked for.
const CORE: [&str; 2] = ["resistance", "stance"];
