//! What layers made of the rows of a list: where each comes from, and what became of it.
//!
//! Knows nothing of what a row holds but its name. Invariant: the last change is what holds, and
//! what was disabled is listed with the layer that did it.

use std::collections::BTreeMap;

use pushback::Codebook;
use pushback::codebook::{Change, Part};
use serde_json::{Value, json};

use super::Row;
use crate::args::Listed;

/// Adds to each row its points as they hold, the layer that wrote it, and what layers changed.
pub(super) fn show(what: Listed, codebook: &Codebook, rows: &mut Vec<Row>) {
    let Some(part) = part(what) else { return };
    let mut changes: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    for change in codebook.changes().iter().filter(|change| change.part == part) {
        changes.entry(&change.id).or_default().push(change);
    }
    add_disabled(&changes, rows);
    for row in rows {
        let id = name(row).to_owned();
        let of_row = changes.get(id.as_str()).map(Vec::as_slice).unwrap_or_default();
        if part == Part::Rule {
            hold(codebook, &id, row);
        }
        row.push(("enabled", json!(!is_disabled(of_row))));
        row.push(("layer", json!(layer(codebook, codebook.layer_of(part, &id)))));
        row.push(("set_by", json!(of_row.last().map(|change| layer(codebook, change.layer)))));
        let told = of_row.iter().map(|change| told(codebook, change));
        row.push(("changes", told.collect()));
    }
}

/// Rows for what layers took out, with the columns of the others.
fn add_disabled(changes: &BTreeMap<&str, Vec<&Change>>, rows: &mut Vec<Row>) {
    let columns: Vec<&'static str> =
        rows.first().into_iter().flatten().map(|(column, _)| *column).collect();
    let Some((first, others)) = columns.split_first() else { return };
    for (id, _) in changes.iter().filter(|(_, changes)| is_disabled(changes)) {
        if rows.iter().all(|row| name(row) != *id) {
            let others = others.iter().map(|column| (*column, Value::Null));
            rows.push(std::iter::once((*first, json!(id))).chain(others).collect());
        }
    }
    rows.sort_by(|a, b| name(a).cmp(name(b)));
}

/// Puts the points into the row of a rule that hold where it has none of its own.
fn hold(codebook: &Codebook, id: &str, row: &mut Row) {
    let mut behaviours = codebook.behaviours().iter();
    let behaviour = behaviours.find(|behaviour| behaviour.rules.iter().any(|rule| rule.id == id));
    let home = behaviour.and_then(|behaviour| behaviour.home);
    let code = home.and_then(|home| codebook.codes().get(home.index()));
    let (Some(behaviour), Some(code)) = (behaviour, code) else { return };
    let own = code.evidence.iter().find(|one| one.id == behaviour.id && one.kind.is_none());
    for (column, value) in row.iter_mut() {
        if let ("points", true, Some(own)) = (*column, value.is_null(), own) {
            *value = json!(own.points);
        }
    }
}

fn name(row: &Row) -> &str {
    row.first().and_then(|(_, id)| id.as_str()).unwrap_or_default()
}

fn is_disabled(changes: &[&Change]) -> bool {
    let last = changes.iter().rev().find(|change| change.key == "enabled");
    last.is_some_and(|change| change.to.as_deref() == Some("false"))
}

fn layer(codebook: &Codebook, at: usize) -> String {
    codebook.layers().get(at).map(|layer| layer.pack.clone()).unwrap_or_default()
}

/// A change in words: `points 11 to 8 by ours: the reason`.
fn told(codebook: &Codebook, change: &Change) -> Value {
    let by = layer(codebook, change.layer);
    let what = match (&change.from, &change.to) {
        (Some(from), Some(to)) => format!("{} {from} to {to}", change.key),
        (None, Some(to)) => format!("{} with {to}", change.key),
        (Some(from), None) => format!("{} without {from}", change.key),
        (None, None) => change.key.to_owned(),
    };
    let reason = change.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    json!(format!("{what} by {by}{reason}"))
}

/// The sort of thing that a list shows; nothing for lists of what has no name of its own.
fn part(what: Listed) -> Option<Part> {
    Some(match what {
        Listed::Codes => Part::Code,
        Listed::Behaviours => Part::Behaviour,
        Listed::Rules => Part::Rule,
        Listed::Responses => Part::Response,
        Listed::Findings => Part::Finding,
        Listed::Concepts => Part::Concept,
        _ => return None,
    })
}
