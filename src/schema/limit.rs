//! How much a pack may hold, so that no rules, however they were made, take the machine down.
//!
//! Knows nothing of what rules mean. Invariant: what lies beyond a limit is told once, where it
//! begins, and is not read.

use crate::diagnostic::{Place, Report};
use crate::schema::fields::Text;
use crate::schema::layer::{Layer, Switches};
use crate::schema::lexicon::Words;
use crate::schema::{Draft, FileKind, LayerFiles};
use crate::span::Span;

/// How large a file may be.
pub(crate) const MOST_BYTES: usize = 4 << 20;
/// How large all files of a pack may be together.
const MOST_PACK_BYTES: usize = 16 << 20;
/// How many files a pack may have.
pub(crate) const MOST_FILES: usize = 1000;
/// How long a line may be, in bytes: every mistake and every example looks for its place in one.
const LONGEST_LINE: usize = 10_000;
/// How long a text may be, in bytes.
pub(crate) const LONGEST_TEXT: usize = 4000;
/// How long an entry of `words.toml` may be, in bytes.
const LONGEST_WORDS: usize = 100;
/// For how many words a written word may stand, and how many forms it may have.
const MOST_FORMS: usize = 20;

/// Whether the files of a pack are few and small enough to be read at all.
pub(super) fn fits(layer: LayerFiles<'_>, report: &mut Report<'_>) -> bool {
    let bytes: usize = layer.files.iter().map(|(_, content)| content.len()).sum();
    let (what, most) = match (layer.files.len(), bytes) {
        (files, _) if files > MOST_FILES => (format!("{files} files"), format!("{MOST_FILES}")),
        (_, bytes) if bytes > MOST_PACK_BYTES => {
            (format!("{bytes} bytes in all files"), format!("{MOST_PACK_BYTES}"))
        }
        _ => return true,
    };
    let message = format!("a pack of {what}, where at most {most} are read");
    let place = Place { file: layer.first, span: Span::new(0, 0) };
    report.add(place, "pack-too-large", message, "split it, or let one pack lie on another");
    false
}

/// The mistake that a file is too large or has a line that is too long, if it is so.
pub(super) fn beyond(content: &str) -> Option<(Span, &'static str, String)> {
    if content.len() > MOST_BYTES {
        let message =
            format!("a file of {} bytes, where at most {MOST_BYTES} are read", content.len());
        return Some((Span::new(0, 0), "file-too-large", message));
    }
    let mut start = 0;
    for line in content.split_inclusive('\n') {
        if line.len() > LONGEST_LINE {
            let message =
                format!("a line of {} bytes, where at most {LONGEST_LINE} are read", line.len());
            return Some((Span::new(start, start + 1), "line-too-long", message));
        }
        start += line.len();
    }
    None
}

/// Reports sorts of things of which there are too many, and takes away those beyond the limit.
pub(crate) fn curb(draft: &mut Draft, report: &mut Report<'_>) {
    let id = |id: &Option<Text>| id.as_ref().map(|id| id.place);
    let mut concepts = Sort::new("concepts", FileKind::Lexicon);
    concepts.curb(&mut draft.concepts, |(_, one)| Some(one.place));
    let mut modifiers = Sort::new("modifiers", FileKind::Modifiers);
    modifiers.curb(&mut draft.modifiers, |one| Some(one.place));
    let mut codes = Sort::new("codes", FileKind::Codes);
    codes.curb(&mut draft.codes, |one| id(&one.id));
    let mut responses = Sort::new("responses", FileKind::Responses);
    responses.curb(&mut draft.responses, |one| id(&one.id));
    let mut findings = Sort::new("findings", FileKind::Findings);
    findings.curb(&mut draft.findings.made, |one| Some(one.place));
    let mut labels = Sort::up_to(MOST_LABELS, "forbidden words", FileKind::Pack);
    if let Some(pack) = &mut draft.pack {
        labels.curb(&mut pack.forbidden_words, |one| Some(one.place));
    }
    let mut behaviours = Sort::new("behaviours", FileKind::Behaviours);
    behaviours.curb(&mut draft.behaviours, |one| id(&one.id));
    let mut evidence = Sort::new("pieces of evidence", FileKind::Codes);
    for code in &mut draft.codes {
        behaviours.curb(&mut code.behaviours, |one| id(&one.id));
        evidence.curb(&mut code.evidence, |one| Some(one.place));
    }
    let mut rules = Sort::new("rules", FileKind::Behaviours);
    let mut shares = Sort::new("entries of `evidence`", FileKind::Behaviours);
    let own = draft.codes.iter_mut().flat_map(|code| &mut code.behaviours);
    for behaviour in draft.behaviours.iter_mut().chain(own) {
        rules.curb(&mut behaviour.rules, |one| Some(one.place));
        shares.curb(&mut behaviour.evidence, |one| id(&one.code));
    }
    let mut changes = Sort::up_to(MOST_CHANGES, "changes", FileKind::Layer);
    if let Some((_, layer)) = &mut draft.layer {
        changes.curb_layer(layer);
    }
    let sorts = [concepts, modifiers, codes, responses, findings, labels, behaviours, evidence];
    for sort in sorts.into_iter().chain([rules, shares, changes]) {
        if let Some(place) = sort.beyond {
            draft.broken.push(sort.kind);
            let message = format!("more {} than the {} that a pack may have", sort.what, sort.most);
            report.add(place, "too-many-things", message, "put some of them together");
        }
    }
    curb_words(draft, report);
}

/// A sort of thing, and how many more of it there may be.
struct Sort {
    what: &'static str,
    kind: FileKind,
    most: usize,
    left: usize,
    /// The first one beyond the limit.
    beyond: Option<Place>,
}

impl Sort {
    fn new(what: &'static str, kind: FileKind) -> Self {
        Self::up_to(MOST, what, kind)
    }

    fn up_to(most: usize, what: &'static str, kind: FileKind) -> Self {
        Self { what, kind, most, left: most, beyond: None }
    }

    /// Takes away from a list what is beyond the limit.
    fn curb<T>(&mut self, list: &mut Vec<T>, place: impl Fn(&T) -> Option<Place>) {
        if let Some(first) = list.get(self.left) {
            self.beyond = self.beyond.or(Some(place(first).unwrap_or_default()));
            list.truncate(self.left);
        }
        self.left -= list.len();
    }

    fn curb_layer(&mut self, layer: &mut Layer) {
        let id = |id: &Option<Text>| id.as_ref().map(|id| id.place);
        let Layer { add, disable, enable, r#override } = layer;
        self.curb(&mut add.concepts, |one| id(&one.id));
        self.curb(&mut add.behaviours, |one| Some(one.place));
        self.curb(&mut add.codes, |one| Some(one.place));
        self.curb(&mut add.responses, |one| Some(one.place));
        self.curb(&mut add.modifiers, |one| Some(one.place));
        self.curb(&mut disable.terms, |one| id(&one.id));
        for switches in [&mut disable.parts, &mut enable.0] {
            let Switches { rules, behaviours, codes, evidence, responses, findings } = switches;
            for list in [rules, behaviours, codes, evidence, responses, findings] {
                self.curb(list, |one| id(&one.id));
            }
        }
        for list in [&mut r#override.rules, &mut r#override.evidence, &mut r#override.modifiers] {
            self.curb(list, |one| id(&one.id));
        }
        self.curb(&mut r#override.behaviours, |one| Some(one.place));
        self.curb(&mut r#override.codes, |one| Some(one.place));
        self.curb(&mut r#override.responses, |one| Some(one.place));
        self.curb(&mut r#override.settings, |one| id(&one.id));
    }
}

/// Takes from the words what is too long to be held against every word of a text.
fn curb_words(draft: &mut Draft, report: &mut Report<'_>) {
    let words = &mut draft.words;
    let mut short = |text: &Text| {
        let bytes = text.value.len();
        if bytes > LONGEST_WORDS {
            let message =
                format!("{bytes} bytes in a list of words, where at most {LONGEST_WORDS} are read");
            let help = "write single words or short phrases";
            report.add(text.place, "text-too-long", message, help);
        }
        bytes <= LONGEST_WORDS
    };
    let Words { transparent, clause_openers, abbreviations, names, not_names, .. } = words;
    for list in [transparent, clause_openers, abbreviations, names, not_names] {
        list.retain(&mut short);
    }
    let persons = &mut words.persons;
    for person in [&mut persons.i, &mut persons.my, &mut persons.me].into_iter().flatten() {
        person.coachee.retain(&mut short);
        person.others.retain(&mut short);
    }
    for table in [&mut words.contractions, &mut words.clitics, &mut words.irregular] {
        table.retain(|(key, of)| short(key) && of.iter().all(&mut short));
    }
    for table in [&mut words.contractions, &mut words.clitics, &mut words.irregular] {
        table.retain(|(key, of)| {
            let count: usize = of.iter().map(|text| text.value.split_whitespace().count()).sum();
            if count > MOST_FORMS {
                let message = format!("{count} words for one, where at most {MOST_FORMS} are read");
                report.add(key.place, "too-many-things", message, "take some of them out");
            }
            count <= MOST_FORMS
        });
    }
}

/// How many of a sort there may be in a pack.
const MOST: usize = 10_000;
/// How many changes a layer may make: each is looked up among all that stands below.
const MOST_CHANGES: usize = 1000;
/// How many words may be forbidden: every text that is shown is held against them.
const MOST_LABELS: usize = 500;
