//! `pushback calibrate`: fits indicators, points and thresholds to labelled texts and shows, or
//! writes, what comes of it.
//!
//! Knows nothing of how they are fitted. Invariant: nothing is written unless that is asked for,
//! and what was to change is shown in any case.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use pushback::Codebook;
use pushback::calibration::{
    self, Aims, Calibration, CodeFigures, Figures, PointsChange, Role, Sample, ThresholdChange,
};
use pushback::codebook::Indicator;

use crate::args::Calibrate;
use crate::eval::chosen;
use crate::failure::{self, Failure};
use crate::gold::{Content, Labelled};
use crate::lines::Lines;
use crate::status::Status;

/// Reads all files, fits, and tells what came of it.
pub(crate) fn run(args: &Calibrate) -> Result<Status, Failure> {
    let classifier = crate::rules::classifier(args.rules.as_deref())?;
    let codebook = classifier.codebook();
    let aims = Aims {
        most_indicators: args.indicators,
        precision: args.precision,
        false_alarms: args.false_alarms,
        neutral: args.most_neutral,
        points: !args.indicators_only,
        ..Aims::new(chosen(&args.codes, codebook)?)
    };
    let mut samples = Vec::new();
    let (mut set, mut bad) = (0, 0);
    for (files, role) in
        [(&args.read, Role::Read), (&args.unread, Role::Unread), (&args.neutral, Role::Neutral)]
    {
        for file in files {
            bad += read(file, codebook, (set, role), &mut samples)?;
            set += 1;
        }
    }
    let calibration = calibration::calibrate(codebook, &samples, &aims);
    // Written first: whoever stops reading what is told has asked for the file all the same.
    if let Some(dir) = &args.write {
        write(&dir.join("indicators.toml"), &calibration::written(&calibration, codebook))?;
        rewrite(dir, &calibration)?;
    }
    tell(&calibration, codebook)?;
    if bad > 0 {
        failure::tell(&format!("{bad} lines could not be read"));
    }
    Ok(if bad > 0 { Status::Faults } else { Status::Fine })
}

/// Reads one set of labelled texts; cases are passed over. Returns how many lines were bad.
fn read(
    path: &Path,
    codebook: &Codebook,
    (set, role): (usize, Role),
    samples: &mut Vec<Sample>,
) -> Result<usize, Failure> {
    let unread = |error: io::Error| Failure::reading("the file", path, &error);
    let mut lines = Lines::open(path).map_err(unread)?;
    let mut bad = 0;
    while let Some((number, line)) = lines.next().map_err(unread)? {
        let Some(text) = line.text() else { continue };
        match text.and_then(|text| Labelled::of_line(text, codebook)) {
            Ok(Labelled { content: Content::Text(observation, labels), .. }) => {
                let codes = labels.codes.unwrap_or_default();
                samples.push(Sample { observation, codes, set, role });
            }
            Ok(_) => {}
            Err(fault) => {
                bad += 1;
                if bad <= MOST_TOLD {
                    failure::tell(&format!("{}:{number}: {}", path.display(), fault.message));
                }
            }
        }
    }
    Ok(bad)
}

fn tell(calibration: &Calibration, codebook: &Codebook) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    writeln!(out, "In texts that no author has read, by fits that had not seen their set:\n")?;
    let heads = ["precision", "recall", "F1", "false alarms", "neutral"];
    writeln!(out, "{:<18}{:<14}{}", "code", "", heads.map(|head| format!("{head:>13}")).concat())?;
    for CodeFigures { code, before, after, met } in &calibration.figures {
        writeln!(out, "{code:<18}{:<14}{}", "rules alone", row(before))?;
        // Of a code without indicators nothing was chosen that could meet them.
        let is_fitted = calibration.indicators.scales.iter().any(|scale| {
            codebook.codes().get(scale.code.index()).is_some_and(|known| known.id == *code)
        });
        let note = if *met || !is_fitted { "" } else { "  the aims are not met" };
        writeln!(out, "{:<18}{:<14}{}{note}", "", "after the fit", row(after))?;
    }
    let told = |all: &[Indicator]| -> BTreeMap<String, String> {
        let tells = |one: &Indicator| {
            let name = |at: usize| codebook.codes().get(at).map_or("", |code| code.id.as_str());
            let told = one.tells.iter().map(|(code, p)| format!("{} {p:+}", name(code.index())));
            told.collect::<Vec<_>>().join(", ")
        };
        all.iter().map(|one| (one.name.clone(), tells(one))).collect()
    };
    let (old, new) = (told(&codebook.indicators().all), told(&calibration.indicators.all));
    let added = new.keys().filter(|name| !old.contains_key(*name)).count();
    let gone = old.keys().filter(|name| !new.contains_key(*name)).count();
    let changed = new.iter().filter(|(name, tells)| old.get(*name).is_some_and(|o| o != *tells));
    let changed: Vec<_> = changed.collect();
    writeln!(
        out,
        "\n{} indicators: {added} new, {gone} taken out, {} changed",
        new.len(),
        changed.len()
    )?;
    for (name, tells) in changed.iter().take(MOST_SHOWN) {
        let before = old.get(*name).map(String::as_str).unwrap_or_default();
        writeln!(out, "  {name}: {before} -> {tells}")?;
    }
    if changed.len() > MOST_SHOWN {
        writeln!(out, "  and {} more", changed.len() - MOST_SHOWN)?;
    }
    tell_points(calibration, &mut out)?;
    Ok(())
}

fn tell_points(calibration: &Calibration, out: &mut impl Write) -> io::Result<()> {
    let Calibration { points, thresholds, .. } = calibration;
    writeln!(out, "\n{} points changed, {} thresholds", points.len(), thresholds.len())?;
    for ThresholdChange { code, before, after } in thresholds {
        writeln!(out, "  {code}: threshold {before} -> {after}")?;
    }
    for change in points {
        let PointsChange { code, before, after, texts, share, lift, .. } = change;
        let name = change.rule.as_ref().unwrap_or(&change.evidence);
        writeln!(
            out,
            "  {code}: {name} {before} -> {after} ({texts} texts, {:.0} % {code}, lift {lift:.1})",
            share * 100.0
        )?;
    }
    Ok(())
}

/// Puts changed points and thresholds into the files of a rule directory.
fn rewrite(dir: &Path, calibration: &Calibration) -> Result<(), Failure> {
    let mut left = calibration.points.len() + calibration.thresholds.len();
    for part in ["behaviours", "codes"] {
        let dir = dir.join(part);
        // A layer need not have any of its own.
        if !dir.exists() {
            continue;
        }
        let unread = |error: io::Error| Failure::reading("the directory", &dir, &error);
        let files = fs::read_dir(&dir).map_err(unread)?;
        let files = files.map(|file| file.map(|file| file.path()));
        let mut files = files.collect::<Result<Vec<PathBuf>, io::Error>>().map_err(unread)?;
        files.retain(|file| file.extension().is_some_and(|ending| ending == "toml"));
        files.sort();
        for file in files {
            let unread = |error: io::Error| Failure::reading("the file", &file, &error);
            let text = fs::read_to_string(&file).map_err(unread)?;
            let (text, changed) = calibration::rewritten(calibration, &text).map_err(|error| {
                Failure::Unwritten(format!("cannot change `{}`: {error}", file.display()))
            })?;
            if changed > 0 {
                write(&file, &text)?;
            }
            left = left.saturating_sub(changed);
        }
    }
    if left > 0 {
        failure::tell(&format!("{left} changes had no place in `{}`", dir.display()));
    }
    Ok(())
}

fn row(figures: &Figures) -> String {
    let (precision, recall, f1) = (figures.precision(), figures.recall(), figures.f1());
    let alarms = format!("{}/{}", figures.false_alarms, figures.uncoded);
    let neutral = format!("{}/{}", figures.neutral_flagged, figures.neutral);
    format!("{precision:>13.3}{recall:>13.3}{f1:>13.3}{alarms:>13}{neutral:>13}")
}

/// Puts the text in place of the file's at once, so that no half of it is ever there.
fn write(file: &Path, text: &str) -> Result<(), Failure> {
    let mut beside: PathBuf = file.to_owned();
    beside.as_mut_os_string().push(".new");
    let written = fs::write(&beside, text).and_then(|()| fs::rename(&beside, file));
    written
        .map_err(|error| Failure::Unwritten(format!("cannot write `{}`: {error}", file.display())))
}

/// Of how many bad lines of a file it is told what is wrong with them.
const MOST_TOLD: usize = 5;
/// How many changed indicators are listed.
const MOST_SHOWN: usize = 30;
