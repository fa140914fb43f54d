//! `pushback list`: what stands in the rules, a row each.
//!
//! Knows nothing of what any of it means. Invariant: a row has the same columns as every other of
//! its list, and nothing is shown that the rules do not say.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};
use pushback::Codebook;
use pushback::codebook::{Citation, Indication};
use serde_json::{Map, Value, json};

use crate::args::{List, Listed, Listing};
use crate::failure::Failure;
use crate::page::Page;
use crate::screen;
use crate::status::Status;

mod layers;

/// A row: column and value, in the order of the columns.
type Row = Vec<(&'static str, Value)>;

/// Writes the rows that were asked for.
pub(crate) fn run(args: &List) -> Result<Status, Failure> {
    let classifier = crate::rules::classifier(args.rules.as_deref())?;
    let mut rows = rows(args.what, classifier.codebook());
    if args.effective {
        layers::show(args.what, classifier.codebook(), &mut rows);
    }
    let wanted = args.like.iter().map(|like| like.to_lowercase()).collect::<Vec<_>>();
    rows.retain(|row| wanted.iter().all(|like| row.iter().any(|(_, value)| has(value, like))));
    match args.format {
        Listing::Json => {
            let mut out = io::stdout().lock();
            for row in rows {
                let object: Map<String, Value> =
                    row.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
                serde_json::to_writer(&mut out, &object).map_err(io::Error::from)?;
                writeln!(out)?;
            }
        }
        Listing::Text => {
            let color = screen::is_coloured(args.color);
            let mut page = Page::new(screen::width(args.width), color);
            for row in &rows {
                draw(&mut page, row);
            }
            let choice = if color { ColorChoice::Always } else { ColorChoice::Never };
            AutoStream::new(io::stdout(), choice).write_all(page.take().as_bytes())?;
        }
    }
    Ok(Status::Fine)
}

/// Whether a value, or an entry of it, has these letters; an item of the inventory must be named
/// whole, so that S14 is not S145.
fn has(value: &Value, like: &str) -> bool {
    match value {
        Value::Array(entries) => entries.iter().any(|entry| has(entry, like)),
        Value::Object(entries) => {
            entries.iter().any(|(key, entry)| key == like || has(entry, like))
        }
        Value::String(text) if is_item(like) => text.eq_ignore_ascii_case(like),
        Value::String(text) => text.to_lowercase().contains(like),
        Value::Number(number) => number.to_string() == like,
        _ => false,
    }
}

/// Whether it names an item of the inventory.
fn is_item(like: &str) -> bool {
    like.strip_prefix('s')
        .is_some_and(|digits| !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()))
}

fn draw(page: &mut Page, row: &Row) {
    let mut cells = row.iter();
    if let Some((_, id)) = cells.next() {
        page.paragraph("", "  ", &plain(id));
    }
    for (column, value) in cells.filter(|(_, value)| !is_empty(value)) {
        page.paragraph("  ", "    ", &format!("{}: {}", column.replace('_', " "), plain(value)));
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(entries) => entries.is_empty(),
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(entries) => entries.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(entries) => {
            let all = entries.iter().map(|(key, value)| format!("{key} {}", plain(value)));
            all.collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

fn rows(what: Listed, codebook: &Codebook) -> Vec<Row> {
    match what {
        Listed::Codes => codes(codebook),
        Listed::Behaviours => behaviours(codebook),
        Listed::Rules => rules(codebook),
        Listed::Responses => responses(codebook),
        Listed::Findings => findings(codebook),
        Listed::Concepts => concepts(codebook),
        Listed::Indicators => indicators(codebook),
        Listed::Sources => sources(codebook),
    }
}

fn codes(codebook: &Codebook) -> Vec<Row> {
    let all = codebook.codes().iter();
    all.map(|code| {
        vec![
            ("code", json!(code.id)),
            ("family", json!(code.family)),
            ("title", json!(code.title)),
            ("definition", json!(code.definition)),
            ("threshold", json!(code.threshold)),
            ("kinds", json!(code.kinds.iter().map(|kind| &kind.id).collect::<Vec<_>>())),
            ("risk", json!(code.risk)),
            ("source", json!(code.citation.source)),
        ]
    })
    .collect()
}

fn behaviours(codebook: &Codebook) -> Vec<Row> {
    let all = codebook.behaviours().iter();
    all.map(|behaviour| {
        vec![
            ("behaviour", json!(behaviour.id)),
            ("title", json!(behaviour.title)),
            ("rules", json!(behaviour.rules.iter().map(|rule| &rule.id).collect::<Vec<_>>())),
            ("source", json!(behaviour.citation.source)),
            ("support", json!(behaviour.citation.support)),
        ]
    })
    .collect()
}

fn rules(codebook: &Codebook) -> Vec<Row> {
    let all = codebook.behaviours().iter();
    all.flat_map(|behaviour| {
        behaviour.rules.iter().map(|rule| {
            let examples = rule.examples.iter().map(|example| &example.text);
            vec![
                ("rule", json!(rule.id)),
                ("behaviour", json!(behaviour.id)),
                ("points", json!(rule.points)),
                ("examples", json!(examples.collect::<Vec<_>>())),
                ("source", json!(behaviour.citation.source)),
            ]
        })
    })
    .collect()
}

fn responses(codebook: &Codebook) -> Vec<Row> {
    let all = codebook.responses().iter();
    all.map(|response| {
        vec![
            ("response", json!(response.id)),
            ("title", json!(response.title)),
            ("do", json!(response.r#do)),
            ("avoid", json!(response.avoid)),
            ("source", json!(response.citation.source)),
        ]
    })
    .collect()
}

fn findings(codebook: &Codebook) -> Vec<Row> {
    let all = codebook.findings().iter();
    all.map(|finding| {
        vec![
            ("finding", json!(finding.id)),
            ("title", json!(finding.title)),
            ("meaning", json!(finding.meaning)),
            ("source", json!(finding.citation.source)),
        ]
    })
    .collect()
}

fn concepts(codebook: &Codebook) -> Vec<Row> {
    let all = codebook.concepts().iter();
    all.map(|concept| {
        vec![
            ("concept", json!(concept.id)),
            ("field", json!(concept.field)),
            ("means", json!(concept.means)),
            ("terms", json!(concept.terms.len())),
        ]
    })
    .collect()
}

fn indicators(codebook: &Codebook) -> Vec<Row> {
    let name = |at: usize| codebook.codes().get(at).map_or("", |code| code.id.as_str());
    let all = codebook.indicators().all.iter();
    all.map(|indicator| {
        let tells = indicator.tells.iter();
        let tells: Map<String, Value> =
            tells.map(|(code, points)| (name(code.index()).to_owned(), json!(points))).collect();
        let sort = if let Indication::Concept(_) = indicator.what { "concept" } else { "words" };
        vec![("indicator", json!(indicator.name)), ("sort", json!(sort)), ("tells", json!(tells))]
    })
    .collect()
}

fn sources(codebook: &Codebook) -> Vec<Row> {
    let cited = cited(codebook);
    let all = codebook.sources().iter();
    all.map(|source| {
        vec![
            ("source", json!(source.id)),
            ("document", json!(source.document)),
            ("says", json!(source.says)),
            ("inventory", json!(source.inventory)),
            ("cited_by", json!(cited.get(source.id.as_str()).cloned().unwrap_or_default())),
            ("not_encoded", json!(source.not_encoded)),
        ]
    })
    .collect()
}

/// For each passage, what cites it: codes, behaviours, responses, findings.
fn cited(codebook: &Codebook) -> BTreeMap<&str, Vec<String>> {
    let mut cited: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let all = citations(codebook);
    for (what, id, citation) in all {
        cited.entry(citation.source.as_str()).or_default().push(format!("{what} {id}"));
    }
    cited
}

fn citations(codebook: &Codebook) -> Vec<(&'static str, &str, &Citation)> {
    let codes = codebook.codes().iter().map(|one| ("code", one.id.as_str(), &one.citation));
    let behaviours =
        codebook.behaviours().iter().map(|one| ("behaviour", one.id.as_str(), &one.citation));
    let responses =
        codebook.responses().iter().map(|one| ("response", one.id.as_str(), &one.citation));
    let findings =
        codebook.findings().iter().map(|one| ("finding", one.id.as_str(), &one.citation));
    codes.chain(behaviours).chain(responses).chain(findings).collect()
}
