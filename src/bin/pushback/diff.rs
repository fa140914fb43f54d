//! `pushback diff`: what a change of the rules changes in texts.
//!
//! Knows nothing of rules. Invariant: both sides read the same texts, and a text that one side read
//! and the other did not is told and never compared.

mod baseline;
mod change;
mod print;

use std::io::{self, BufWriter, Write};
use std::path::Path;

use pushback::{Assessment, Classifier, Scratch};

use crate::args::{Diff, FailOn, Figures};
use crate::diff::baseline::{Baseline, Found};
use crate::diff::change::{Changes, Compared, Side};
use crate::failure::{self, Failure};
use crate::gold::{Content, Labelled};
use crate::lines::Lines;
use crate::page::Page;
use crate::record::{self, Record};
use crate::screen;
use crate::status::Status;

/// A text of the corpus.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    /// File and line.
    pub(crate) place: String,
    /// The words, by observation.
    pub(crate) words: Vec<String>,
    /// The codes that it is labelled with, where it is.
    pub(crate) labels: Option<std::collections::BTreeSet<String>>,
    content: Readable,
}

#[derive(Clone, Debug)]
enum Readable {
    Observation(pushback::Observation),
    Case(pushback::Case),
}

/// Compares what two sets of rules find.
pub(crate) fn run(args: &Diff) -> Result<Status, Failure> {
    let new = crate::rules::classifier(args.new.as_deref())?;
    let (texts, faults) = read(&args.files, &new)?;
    let found_now = assess(&texts, &new);
    if let Some(path) = &args.save {
        baseline::save(path, &found_now)?;
    }
    if texts.is_empty() && faults == 0 {
        failure::tell("nothing was compared: there is no text in the input");
    }
    let of_rules = |dir: Option<&Path>| -> Result<(Baseline, Side), Failure> {
        let old = crate::rules::classifier(dir)?;
        Ok((assess(&texts, &old), Side::of(&old, dir)))
    };
    let (before, old) = match (&args.old, &args.baseline) {
        (Some(dir), _) => of_rules(Some(dir))?,
        (None, Some(path)) => (baseline::load(path)?, Side::kept(path)),
        (None, None) if args.save.is_some() => return Ok(status(faults)),
        (None, None) => of_rules(None)?,
    };
    let sides = (old, Side::of(&new, args.new.as_deref()));
    let compared = Compared { texts: &texts, before: &before, now: &found_now };
    let changes = Changes::of(&compared, sides);
    let stdout = io::stdout();
    match args.format {
        Figures::Json => {
            let mut out = BufWriter::new(stdout);
            serde_json::to_writer_pretty(&mut out, &changes).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
            out.flush()?;
        }
        Figures::Text => {
            let mut page = Page::new(screen::width(args.width), false);
            print::changes(&mut page, &changes, args.texts);
            io::stdout().write_all(page.take().as_bytes())?;
        }
    }
    let fails = match args.fail_on {
        FailOn::Any => !changes.is_empty(),
        FailOn::Lost => changes.has_lost(),
        FailOn::Never => false,
    };
    Ok(status(faults).max(if fails { Status::Faults } else { Status::Fine }))
}

fn status(faults: usize) -> Status {
    if faults == 0 {
        return Status::Fine;
    }
    let lines = if faults == 1 { "line" } else { "lines" };
    failure::tell(&format!("{faults} {lines} could not be read"));
    Status::Faults
}

/// The texts of the corpus, and how many lines could not be read.
fn read(
    files: &[std::path::PathBuf],
    classifier: &Classifier,
) -> Result<(Vec<Text>, usize), Failure> {
    let (mut texts, mut faults) = (Vec::new(), 0);
    for path in files {
        let unread = |error: io::Error| Failure::reading("the file", path, &error);
        let mut lines = Lines::open(path).map_err(unread)?;
        while let Some((number, line)) = lines.next().map_err(unread)? {
            let Some(line) = line.text() else { continue };
            match line.ok().and_then(|line| text(line, place(path, number), classifier)) {
                Some(text) => texts.push(text),
                None => faults += 1,
            }
        }
    }
    Ok((texts, faults))
}

fn place(path: &Path, line: usize) -> String {
    format!("{}:{line}", path.display())
}

fn text(line: &str, place: String, classifier: &Classifier) -> Option<Text> {
    let codebook = classifier.codebook();
    let (labels, content) = match Labelled::of_line(line, codebook) {
        Ok(Labelled { content: Content::Text(observation, labels), .. }) => {
            (labels.codes, Readable::Observation(observation))
        }
        Ok(Labelled { content: Content::Case(case, labels), .. }) => {
            (labels.codes, Readable::Case(case))
        }
        Err(_) => match Record::of_line(line, codebook).content.ok()? {
            record::Content::Observation(observation) => (None, Readable::Observation(observation)),
            record::Content::Case(case) => (None, Readable::Case(case)),
        },
    };
    let words = match &content {
        Readable::Observation(observation) => vec![observation.text.clone()],
        Readable::Case(case) => {
            case.observations.iter().map(|observation| observation.text.clone()).collect()
        }
    };
    Some(Text { place, words, labels, content })
}

fn assess(texts: &[Text], classifier: &Classifier) -> Baseline {
    let mut scratch = Scratch::default();
    let mut assessed = |text: &Text| -> Assessment {
        match &text.content {
            Readable::Observation(observation) => classifier.assess_with(observation, &mut scratch),
            Readable::Case(case) => classifier.assess_case(case),
        }
    };
    let found = texts.iter().map(|text| (text.place.clone(), Found::of(text, &assessed(text))));
    Baseline { texts: found.collect() }
}
