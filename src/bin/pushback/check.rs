//! `pushback check`: every mistake of the rules, and every example run.
//!
//! Knows nothing of what a mistake is. Invariant: nothing that was found is left out.

use std::io::{self, BufWriter, Write};

use pushback::{Classifier, Codebook, LoadError, Mistake};

use crate::args::Check;
use crate::failure::Failure;
use crate::status::Status;

/// Checks the rules and says what was found.
pub(crate) fn run(args: &Check) -> Result<Status, Failure> {
    let loaded = match &args.dir {
        None => Codebook::from_files(Codebook::builtin_files().iter().copied()),
        Some(dir) => Codebook::load(dir),
    };
    let mut out = BufWriter::new(io::stdout());
    let status = match loaded {
        Ok(codebook) => {
            warn(&codebook, &mut out)?;
            examples(&Classifier::new(codebook), &mut out)?
        }
        Err(LoadError::Unreadable { path, source, .. }) => {
            return Err(Failure::reading("the rules", &path, &source));
        }
        Err(mistakes) => {
            let more = failing_all_the_same(args);
            for mistake in mistakes.mistakes().iter().chain(&more) {
                writeln!(out, "{}\n", mistake.to_string().trim_end())?;
            }
            writeln!(out, "{}", summary(&mistakes, more.len()))?;
            Status::Faults
        }
    };
    out.flush()?;
    Ok(status)
}

/// What is to be said after the mistakes: how many there are, those of examples included.
fn summary(error: &LoadError, failing: usize) -> String {
    let listed = error.mistakes().len();
    let untold = match error {
        LoadError::Mistakes { untold, .. } => *untold,
        _ => 0,
    };
    let all = format!("{} in the rules", counted(listed + untold + failing, "mistake"));
    if untold > 0 { format!("{all}, of which {} are listed", listed + failing) } else { all }
}

/// The examples that fail besides the mistakes, where the rules can be used without what has one.
fn failing_all_the_same(args: &Check) -> Vec<Mistake> {
    let loaded = match &args.dir {
        None => Codebook::from_files_lenient(Codebook::builtin_files().iter().copied()),
        Some(dir) => Codebook::load_lenient(dir),
    };
    let codebook = loaded.ok().filter(|codebook| !codebook.warnings().is_empty());
    codebook.map(|codebook| Classifier::new(codebook).failing_examples()).unwrap_or_default()
}

fn warn(codebook: &Codebook, out: &mut dyn Write) -> io::Result<()> {
    for warning in codebook.warnings() {
        writeln!(out, "{}\n", warning.to_string().trim_end())?;
    }
    Ok(())
}

fn examples(classifier: &Classifier, out: &mut dyn Write) -> Result<Status, Failure> {
    let mistakes = classifier.failing_examples();
    for mistake in &mistakes {
        writeln!(out, "{}\n", mistake.to_string().trim_end())?;
    }
    let found = match mistakes.len() {
        0 => "no mistakes".to_owned(),
        found => counted(found, "mistake"),
    };
    writeln!(out, "checked {}: {found}", content(classifier))?;
    Ok(if mistakes.is_empty() { Status::Fine } else { Status::Faults })
}

/// What rules hold, in numbers.
fn content(classifier: &Classifier) -> String {
    let codebook = classifier.codebook();
    let of_behaviours = codebook.behaviours().iter().flat_map(|behaviour| &behaviour.rules);
    let (mut rules, mut patterns) = (0, 0);
    for rule in of_behaviours.chain(&codebook.scope().rules) {
        rules += 1;
        patterns += rule.any.len() + rule.all.len() + rule.then.len();
        patterns += rule.unless.iter().map(|exception| exception.any.len()).sum::<usize>();
    }
    [
        counted(rules, "rule"),
        counted(patterns, "pattern"),
        counted(codebook.concepts().len(), "concept"),
        counted(codebook.concepts().iter().map(|concept| concept.terms.len()).sum(), "term"),
        counted(classifier.count_examples(), "example"),
    ]
    .join(", ")
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
