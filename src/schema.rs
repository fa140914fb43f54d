//! The rules as written: every file taken apart, every name still a text with its place.
//!
//! Knows the keys of the files and nothing of what they mean together. Invariant: what stands in a
//! [`Draft`] has the right type, and every key that no file of its kind may have is reported.

pub(crate) mod code;
pub(crate) mod entry;
pub(crate) mod fields;
pub(crate) mod finding;
pub(crate) mod indicator;
pub(crate) mod layer;
pub(crate) mod lexicon;
pub(crate) mod limit;
pub(crate) mod pack;
pub(crate) mod response;
pub(crate) mod rule;

use toml::de::DeTable;

use crate::diagnostic::{Place, Report, quoted};
use crate::schema::code::Code;
use crate::schema::fields::{Text, read_table};
use crate::schema::finding::Findings;
use crate::schema::indicator::Indicators;
use crate::schema::layer::Layer;
use crate::schema::lexicon::{Concept, Lexicon, Modifier, Modifiers, Words};
use crate::schema::pack::{Pack, Scope, Sources, UpperPack, UpperScope};
use crate::schema::response::{Response, Responses};
use crate::schema::rule::{Behaviour, Behaviours};
use crate::span::Span;

/// All that stands in the files of a layer or, once they lie on one another, of all of them.
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
    pub(crate) indicators: Option<Indicators>,
    /// What the layer changes in those below it, and where that is written.
    pub(crate) layer: Option<(Place, Layer)>,
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
    Layer,
    Lexicon,
    Behaviours,
    Codes,
}

impl FileKind {
    /// Every kind.
    pub(crate) const ALL: [Self; 12] = [
        Self::Pack,
        Self::Sources,
        Self::Words,
        Self::Modifiers,
        Self::Responses,
        Self::Findings,
        Self::Indicators,
        Self::Scope,
        Self::Layer,
        Self::Lexicon,
        Self::Behaviours,
        Self::Codes,
    ];

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

/// The files of one layer: which of the report's they are, and their paths inside the layer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LayerFiles<'f> {
    /// The place of the first in the report.
    pub(crate) first: usize,
    /// Path and content, sorted.
    pub(crate) files: &'f [(&'f str, &'f str)],
    /// What stands before a path in a message.
    pub(crate) shown: &'f str,
    /// Whether the layer lies on another.
    pub(crate) upper: bool,
}

/// Reads every file of a layer, and reports what is wrong with each on its own.
pub(crate) fn read<'f>(layer: LayerFiles<'f>, report: &mut Report<'f>) -> Draft {
    let mut draft = Draft::default();
    if !limit::fits(layer, report) {
        draft.broken.extend(FileKind::ALL);
        return draft;
    }
    let mut before = None;
    for (file, (path, content)) in (layer.first..).zip(layer.files.iter().copied()) {
        if before.replace(path) == Some(path) {
            let message = format!("{} is there twice", quoted(path));
            let place = Place { file, span: Span::new(0, 0) };
            report.add(place, "duplicate-file", message, "give one of them another name");
            continue;
        }
        match FileKind::of(path) {
            Some(kind) => draft.read_file((kind, layer.upper), file, content, report),
            None if is_toml(path) => unknown_file(file, path, report),
            None => {}
        }
    }
    let required = if layer.upper { [].as_slice() } else { &REQUIRED_FILES };
    for (path, kind) in required {
        if !layer.files.iter().any(|(known, _)| known == path) {
            draft.broken.push(*kind);
            let message = format!("there is no `{path}`");
            let help = "write it; README.md in the built-in rules says what it holds";
            report.add_for_file(format!("{}{path}", layer.shown), "missing-file", message, help);
        }
    }
    draft
}

/// What this `pack.toml` says under a key, before anything of it is checked; empty where that is no
/// text.
pub(crate) fn of_pack(pack: &str, key: &str) -> Option<String> {
    if limit::beyond(pack).is_some() {
        return None;
    }
    let (table, _) = DeTable::parse_recoverable(pack);
    let value = table.get_ref().get(key)?;
    Some(value.get_ref().as_str().unwrap_or_default().to_owned())
}

impl Draft {
    fn read_file<'f>(
        &mut self,
        (kind, upper): (FileKind, bool),
        file: usize,
        content: &'f str,
        report: &mut Report<'f>,
    ) {
        let place = Place { file, span: Span::new(0, 0) };
        if let Some((span, slug, message)) = limit::beyond(content) {
            report.add(Place { file, span }, slug, message, "split it");
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
        self.take((kind, upper), table.into_inner(), place, report);
    }

    fn take<'f>(
        &mut self,
        (kind, upper): (FileKind, bool),
        table: DeTable<'f>,
        place: Place,
        report: &mut Report<'f>,
    ) {
        match kind {
            FileKind::Pack if upper => {
                self.pack = Some(read_table::<UpperPack>(table, place, report).0);
            }
            FileKind::Scope if upper => {
                self.scope = Some(read_table::<UpperScope>(table, place, report).0);
            }
            FileKind::Layer => self.layer = Some((place, read_table(table, place, report))),
            FileKind::Pack => self.pack = Some(read_table(table, place, report)),
            FileKind::Sources => self.sources = Some(read_table(table, place, report)),
            FileKind::Words => self.words = read_table(table, place, report),
            FileKind::Scope => self.scope = Some(read_table(table, place, report)),
            FileKind::Modifiers => self.modifiers = read_table::<Modifiers>(table, place, report).0,
            FileKind::Responses => self.responses = read_table::<Responses>(table, place, report).0,
            FileKind::Findings => self.findings = read_table(table, place, report),
            FileKind::Indicators => self.indicators = Some(read_table(table, place, report)),
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
const SINGLE_FILES: [(&str, FileKind); 9] = [
    ("pack.toml", FileKind::Pack),
    ("sources.toml", FileKind::Sources),
    ("words.toml", FileKind::Words),
    ("modifiers.toml", FileKind::Modifiers),
    ("responses.toml", FileKind::Responses),
    ("findings.toml", FileKind::Findings),
    ("indicators.toml", FileKind::Indicators),
    ("scope.toml", FileKind::Scope),
    ("layer.toml", FileKind::Layer),
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
