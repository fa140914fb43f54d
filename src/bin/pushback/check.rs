//! `pushback check`: every mistake of the rules, every example run, and what is worth a look.
//!
//! Knows nothing of what a mistake or a warning is. Invariant: nothing that was found is left out;
//! warnings are at least counted.

mod warned;

use std::io::{self, BufWriter, Write};

use pushback::coverage::{Coverage, Covered};
use pushback::warning::Warnings;
use pushback::{Classifier, Codebook, LoadError, Mistake};

use crate::args::Check;
use crate::check::warned::Places;
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
            sound(&Classifier::new(codebook), args, &mut out)?
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

/// Says what is worth a look in rules that could be loaded.
fn sound(classifier: &Classifier, args: &Check, out: &mut dyn Write) -> Result<Status, Failure> {
    let mistakes = classifier.failing_examples();
    for mistake in &mistakes {
        writeln!(out, "{}\n", mistake.to_string().trim_end())?;
    }
    let mut warnings = classifier.warnings();
    let below = if args.below { 0 } else { leave_to_the_packs_below(&mut warnings, classifier) };
    let places = Places::of(args.dir.as_deref());
    if args.warnings {
        warned::every(&warnings, &places, out)?;
    } else {
        warned::counted(&warnings, out)?;
    }
    let mut status = if mistakes.is_empty() { Status::Fine } else { Status::Faults };
    if args.deny_warnings && !warnings.told.is_empty() {
        status = Status::Faults;
    }
    if let Some(floor) = args.coverage {
        status = status.max(covered(&classifier.coverage(), floor, &places, out)?);
    }
    let found = match mistakes.len() {
        0 => "no mistakes".to_owned(),
        found => counted(found, "mistake"),
    };
    let worth = match (warnings.told.len(), args.warnings) {
        (0, _) => String::new(),
        (some, true) => format!(", {}", counted(some, "warning")),
        (some, false) => format!(", {} (shown with `--warnings`)", counted(some, "warning")),
    };
    if below > 0 {
        let told = counted(below, "warning");
        writeln!(out, "{told} of the packs below left out (`--below` has them in)\n")?;
    }
    writeln!(out, "checked {}: {found}{worth}", content(classifier))?;
    Ok(status)
}

/// Takes out the warnings about what the uppermost layer neither wrote nor changed, and says how
/// many of them nobody has silenced.
fn leave_to_the_packs_below(warnings: &mut Warnings, classifier: &Classifier) -> usize {
    let uppermost = classifier.codebook().layers().len().saturating_sub(1);
    let before = warnings.told.len();
    warnings.told.retain(|warning| warning.layer >= uppermost);
    warnings.silenced.retain(|(warning, _)| warning.layer >= uppermost);
    before - warnings.told.len()
}

/// Says which parts of the rules their examples exercise.
fn covered(
    coverage: &Coverage,
    floor: u8,
    places: &Places,
    out: &mut dyn Write,
) -> Result<Status, Failure> {
    for open in &coverage.open {
        let what = if open.what.is_empty() { String::new() } else { format!(" `{}`", open.what) };
        let place = places.of_name(&open.of);
        writeln!(out, "not exercised: {}{what} of `{}`{place}", open.part, open.of)?;
    }
    if !coverage.open.is_empty() {
        writeln!(out)?;
    }
    let total = coverage.total();
    for (what, covered) in [
        ("rules, both ways", coverage.rules),
        ("alternatives", coverage.alternatives),
        ("exceptions", coverage.exceptions),
        ("modifiers, both ways", coverage.modifiers),
        ("all together", total),
    ] {
        let Covered { exercised, all, .. } = covered;
        writeln!(out, "{what}: {exercised} of {all}, {} %", covered.per_cent())?;
    }
    writeln!(out)?;
    if total.per_cent() < usize::from(floor) {
        let found = total.per_cent();
        writeln!(out, "coverage is {found} %, expected {floor} or more\n")?;
        return Ok(Status::Faults);
    }
    Ok(Status::Fine)
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
