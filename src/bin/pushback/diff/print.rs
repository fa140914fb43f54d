//! Changes laid out for reading.
//!
//! Knows nothing of how they were found. Invariant: every code and rule that changed has a row.

use std::collections::BTreeMap;

use super::change::{At, Change, Changes};
use crate::page::{Page, clean};

/// Lays out what changed, with so many texts of each sort.
pub(super) fn changes(page: &mut Page, changes: &Changes, texts: usize) {
    let texts_are = if changes.compared == 1 { "text" } else { "texts" };
    page.row(&format!("{} {texts_are} compared, {} changed", changes.compared, changes.changed));
    page.paragraph("before: ", "        ", &clean(&changes.before.name()));
    page.paragraph("now:    ", "        ", &clean(&changes.now.name()));
    if changes.is_empty() && changes.compared > 0 {
        page.row("");
        page.paragraph("", "", unchanged(changes));
    }
    if !changes.not_compared.is_empty() {
        let first = changes.not_compared.first().map(String::as_str).unwrap_or_default();
        let told = format!(
            "{} texts not compared, since the other side did not read the same words (first: {first})",
            changes.not_compared.len()
        );
        page.paragraph("", "  ", &told);
    }
    for (heading, list) in [("Codes", &changes.codes), ("Rules", &changes.rules)] {
        if !list.is_empty() {
            page.heading(heading);
        }
        each(page, list, texts);
    }
}

/// What it means that nothing changed.
fn unchanged(changes: &Changes) -> &'static str {
    if changes.before.rules == changes.now.rules {
        "Nothing changed: both sides are the same rules."
    } else {
        "Nothing changed in these texts: the same codes stand, as strong, by the same rules on the \
         same words. `pushback explain TEXT --rule ID` tells why a rule of yours is silent."
    }
}

fn each(page: &mut Page, list: &BTreeMap<String, Change>, texts: usize) {
    let width = list.keys().map(|name| name.chars().count()).max().unwrap_or_default();
    for (name, change) in list {
        let counts = [("+", &change.gained), ("-", &change.lost), ("~", &change.changed)];
        let counts = counts.map(|(sign, of)| format!("{sign}{}{}", of.len(), right(of)));
        page.row(&format!("  {name:width$}  {}", counts.join("  ")));
        for (sign, of) in [("+", &change.gained), ("-", &change.lost), ("~", &change.changed)] {
            for at in of.iter().take(texts) {
                text(page, sign, at);
            }
            if let more @ 1.. = of.len().saturating_sub(texts) {
                page.row(&format!("      {sign} and {more} more"));
            }
        }
    }
}

/// How many of these texts carry the code, where that is known.
fn right(of: &[At]) -> String {
    let known: Vec<bool> = of.iter().filter_map(|at| at.labelled).collect();
    if known.is_empty() {
        return String::new();
    }
    format!(" ({} labelled so)", known.iter().filter(|labelled| **labelled).count())
}

fn text(page: &mut Page, sign: &str, at: &At) {
    let found = match (&at.before, &at.now) {
        (Some(before), Some(now)) => format!("{before} > {now}"),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => String::new(),
    };
    let words = clean(&at.text).replace('\n', " ");
    let told = format!("{}: {words} [{}]", at.place, clean(&found).replace('\n', " "));
    page.paragraph(&format!("      {sign} "), "        ", &told);
}
