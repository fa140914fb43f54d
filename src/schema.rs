//! The rules as written: every file taken apart, every name still a text with its place.
//!
//! Knows the keys of the files and nothing of what they mean together. Invariant: what stands in a
//! [`Draft`] has the right type, and every key that no file of its kind may have is reported.

pub(crate) mod code;
pub(crate) mod fields;
pub(crate) mod finding;
pub(crate) mod indicator;
pub(crate) mod lexicon;
pub(crate) mod pack;
pub(crate) mod response;
pub(crate) mod rule;

use toml::de::DeTable;

use crate::diagnostic::{Place, Report, quoted};
use crate::schema::code::Code;
use crate::schema::fields::{Text, read_table};
use crate::schema::finding::Findings;
use crate::schema::indicator::Indicators;
use crate::schema::lexicon::{Concept, Lexicon, Modifier, Modifiers, Words};
use crate::schema::pack::{Pack, Scope, Sources};
use crate::schema::response::{Response, Responses};
use crate::schema::rule::{Behaviour, Behaviours};
use crate::span::Span;

/// All that stands in the files.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) pack: Option<Pack>,
    pub(crate) sources: Option<Sources>,
    pub(crate) words: Words,
    /// The concepts, each with the field that its file names.
    pub(crate) concepts: Vec<(Option<Text>, Concept)>,
    pub(crate) modifiers: Vec<Modifier>,
    /// The behaviours of `behaviours/`; those of a code stand with it.
    pub(crate) behaviours: Vec<Behaviour>,
    pub(crate) codes: Vec<Code>,
    pub(crate) responses: Vec<Response>,
    pub(crate) findings: Findings,
    pub(crate) indicators: Indicators,
    pub(crate) scope: Option<Scope>,
    /// The kinds of files of which at least one could not be read in full.
    pub(crate) broken: Vec<FileKind>,
}

/// What a file is for, by its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    Pack,
    Sources,
    Words,
    Modifiers,
    Responses,
    Findings,
    Indicators,
    Scope,
    Lexicon,
    Behaviours,
    Codes,
}

impl FileKind {
    /// The kind of the file at this path inside the rule directory.
    pub(crate) fn of(path: &str) -> Option<Self> {
        if let Some((_, kind)) = SINGLE_FILES.iter().find(|(name, _)| *name == path) {
            return Some(*kind);
        }
        let (directory, name) = path.split_once('/')?;
        let (_, kind) = DIRECTORIES.iter().find(|(known, _)| *known == directory)?;
        let plain = is_toml(name) && !name.contains('/');
        plain.then_some(*kind)
    }
}

/// Whether a file is one that may hold rules.
pub(crate) fn is_toml(path: &str) -> bool {
    path.strip_suffix(".toml").is_some_and(|name| !name.is_empty())
}

/// Reads every file of the report, and reports what is wrong with each on its own.
pub(crate) fn read(report: &mut Report<'_>) -> Draft {
    let mut draft = Draft::default();
    let files = report.files();
    for (file, (path, content)) in files.iter().copied().enumerate() {
        if file > 0 && files.get(file - 1).is_some_and(|(earlier, _)| *earlier == path) {
            let message = format!("{} is there twice", quoted(path));
            let place = Place { file, span: Span::new(0, 0) };
            report.add(place, "duplicate-file", message, "give one of them another name");
            continue;
        }
        match FileKind::of(path) {
            Some(kind) => draft.read_file(kind, file, content, report),
            None if is_toml(path) => unknown_file(file, path, report),
            None => {}
        }
    }
    for (path, kind) in REQUIRED_FILES {
        if !files.iter().any(|(known, _)| *known == path) {
            draft.broken.push(kind);
            let message = format!("there is no `{path}`");
            let help = "write it; README.md in the built-in rules says what it holds";
            report.add_for_file(path, "missing-file", message, help);
        }
    }
    draft
}

impl Draft {
    fn read_file<'f>(
        &mut self,
        kind: FileKind,
        file: usize,
        content: &'f str,
        report: &mut Report<'f>,
    ) {
        let place = Place { file, span: Span::new(0, 0) };
        if content.len() > MOST_BYTES {
            let message =
                format!("a file of {} bytes, where at most {MOST_BYTES} are read", content.len());
            report.add(place, "file-too-large", message, "split it");
            self.broken.push(kind);
            return;
        }
        if let Some(at) = content.find(char::REPLACEMENT_CHARACTER) {
            let span = Span::new(at, at + char::REPLACEMENT_CHARACTER.len_utf8());
            let message = "here stood bytes that are no UTF-8";
            report.add(Place { file, span }, "not-utf8", message, "save the file as UTF-8");
        }
        let (table, errors) = DeTable::parse_recoverable(content);
        for error in &errors {
            let span = error.span().map_or(Span::new(0, 0), |at| Span::new(at.start, at.end));
            let help = "mend this first; until then nothing else in this file is checked";
            report.add(Place { file, span }, "toml-syntax", error.message(), help);
        }
        if !errors.is_empty() {
            self.broken.push(kind);
            report.mute(file);
        }
        self.take(kind, table.into_inner(), place, report);
    }

    fn take<'f>(
        &mut self,
        kind: FileKind,
        table: DeTable<'f>,
        place: Place,
        report: &mut Report<'f>,
    ) {
        match kind {
            FileKind::Pack => self.pack = Some(read_table(table, place, report)),
            FileKind::Sources => self.sources = Some(read_table(table, place, report)),
            FileKind::Words => self.words = read_table(table, place, report),
            FileKind::Scope => self.scope = Some(read_table(table, place, report)),
            FileKind::Modifiers => self.modifiers = read_table::<Modifiers>(table, place, report).0,
            FileKind::Responses => self.responses = read_table::<Responses>(table, place, report).0,
            FileKind::Findings => self.findings = read_table(table, place, report),
            FileKind::Indicators => self.indicators = read_table(table, place, report),
            FileKind::Behaviours => {
                self.behaviours.append(&mut read_table::<Behaviours>(table, place, report).0);
            }
            FileKind::Codes => self.codes.push(read_table(table, place, report)),
            FileKind::Lexicon => {
                let Lexicon { field, concepts } = read_table(table, place, report);
                self.concepts.extend(concepts.into_iter().map(|concept| (field.clone(), concept)));
            }
        }
    }
}

fn unknown_file(file: usize, path: &str, report: &mut Report<'_>) {
    report.add_unknown(
        (Place { file, span: Span::new(0, 0) }, path),
        "unknown-file",
        format!("no rules are read from a file called {}", quoted(path)),
        SINGLE_FILES.iter().map(|(name, _)| *name),
        "put it into `lexicon/`, `behaviours/` or `codes/`, or take it away",
    );
}

/// The files of which there is one.
const SINGLE_FILES: [(&str, FileKind); 8] = [
    ("pack.toml", FileKind::Pack),
    ("sources.toml", FileKind::Sources),
    ("words.toml", FileKind::Words),
    ("modifiers.toml", FileKind::Modifiers),
    ("responses.toml", FileKind::Responses),
    ("findings.toml", FileKind::Findings),
    ("indicators.toml", FileKind::Indicators),
    ("scope.toml", FileKind::Scope),
];
/// The directories that hold many files of a kind.
const DIRECTORIES: [(&str, FileKind); 3] = [
    ("lexicon", FileKind::Lexicon),
    ("behaviours", FileKind::Behaviours),
    ("codes", FileKind::Codes),
];
/// The files without which nothing can be classified with care.
const REQUIRED_FILES: [(&str, FileKind); 3] = [
    ("pack.toml", FileKind::Pack),
    ("sources.toml", FileKind::Sources),
    ("scope.toml", FileKind::Scope),
];
/// How large a file may be.
pub(crate) const MOST_BYTES: usize = 4 << 20;
