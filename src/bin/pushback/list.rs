//! `pushback list`: what stands in the rules, a row each.
//!
//! Knows nothing of what any of it means. Invariant: a row has the same columns as every other of
//! its list, and nothing is shown that the rules do not say.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};
use pushback::Codebook;
use pushback::codebook::{Citation, CodeId, Effect, Indication, ModifierId, Response, Rule, Sign};
use pushback::pattern::Pattern;
use serde_json::{Map, Value, json};

use crate::args::{List, Listed, Listing};
use crate::failure::Failure;
use crate::fault::Fault;
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
    if let Some(code) = &args.code {
        let codes = classifier.codebook().codes().iter().map(|code| code.id.as_str());
        let known: Vec<&str> = codes.collect();
        if !known.contains(&code.as_str()) {
            let Fault { message, help, .. } = Fault::unknown("unknown-code", "code", code, &known);
            return Err(Failure::Unread(format!("{message} under `--code`; {help}")));
        }
        rows.retain(|row| row.iter().any(|(column, value)| names_code(column, value, code)));
    }
    match args.format {
        Listing::Table => {
            let color = screen::is_coloured(args.color);
            let mut page = Page::new(screen::width(args.width), color);
            table(&mut page, &rows);
            let choice = if color { ColorChoice::Always } else { ColorChoice::Never };
            AutoStream::new(io::stdout(), choice).write_all(page.take().as_bytes())?;
        }
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

/// Whether a value names a code: by itself, in a list, or as a key.
fn names_code(column: &str, value: &Value, code: &str) -> bool {
    match value {
        Value::String(text) => matches!(column, "code" | "codes") && text == code,
        Value::Array(entries) => entries.iter().any(|entry| names_code(column, entry, code)),
        Value::Object(entries) => entries.contains_key(code),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A row a line; a cell takes its share of the width, and what is too long is cut.
fn table(page: &mut Page, rows: &[Row]) {
    let Some(first) = rows.first() else { return };
    let cells = |row: &Row| -> Vec<String> {
        row.iter().map(|(_, value)| plain(value).replace('\n', " ")).collect()
    };
    let names: Vec<String> = first.iter().map(|(name, _)| name.replace('_', " ")).collect();
    let all: Vec<Vec<String>> = std::iter::once(names).chain(rows.iter().map(cells)).collect();
    let room = page.width().saturating_sub(first.len() * GAP);
    let widths: Vec<usize> = (0..first.len())
        .map(|column| {
            let of = all.iter().filter_map(|row| row.get(column));
            let widest = of.map(|cell| cell.chars().count()).max().unwrap_or_default();
            widest.min((room / first.len()).max(LEAST_CELL))
        })
        .collect();
    for row in &all {
        let cells = row.iter().zip(&widths).map(|(cell, width)| {
            let mut shown: String = cell.chars().take(*width).collect();
            if cell.chars().count() > *width {
                shown.pop();
                shown.push('…');
            }
            format!("{shown:width$}")
        });
        let line = cells.collect::<Vec<_>>().join(&" ".repeat(GAP));
        page.row(line.trim_end());
    }
}

/// How many columns stand between two cells of a table, and how many a cell has at the least.
const GAP: usize = 2;
const LEAST_CELL: usize = 8;

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
        Value::Object(entries) => entries.is_empty(),
        Value::Bool(is_so) => !is_so,
        Value::String(text) => text.is_empty(),
        Value::Number(_) => false,
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
        Listed::Modifiers => modifiers(codebook),
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
            ("points", points(codebook, &behaviour.id)),
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
                ("points", own_points(codebook, &behaviour.id, rule)),
                ("patterns", json!(patterns(codebook, rule))),
                ("speaker", json!(rule.speaker)),
                ("topic", json!(rule.topic)),
                ("unless", json!(rule.unless.iter().map(|one| &one.id).collect::<Vec<_>>())),
                ("carries", json!(carried(codebook, rule))),
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
            ("codes", json!(answered(codebook, response))),
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
            ("terms", json!(written(codebook, &concept.terms))),
            ("regex", json!(concept.regex)),
        ]
    })
    .collect()
}

/// The patterns of a rule, those of `any` first.
fn patterns(codebook: &Codebook, rule: &Rule) -> Vec<String> {
    let mut all = written(codebook, &rule.any);
    all.extend(written(codebook, &rule.all));
    all.extend(written(codebook, &rule.then));
    all.extend(rule.regex.clone());
    all
}

fn written(codebook: &Codebook, patterns: &[Pattern]) -> Vec<String> {
    patterns.iter().map(|pattern| codebook.written(pattern)).collect()
}

/// The codes that a behaviour speaks for or against, each with its points.
fn points(codebook: &Codebook, behaviour: &str) -> Value {
    let id = codebook.behaviour(behaviour).map(|(id, _)| id);
    let mut points = Map::new();
    for code in codebook.codes() {
        for evidence in &code.evidence {
            let of = matches!(&evidence.sign, Sign::Behaviour(of) if Some(*of) == id);
            if of && evidence.kind.is_none() {
                points.entry(code.id.clone()).or_insert(json!(evidence.points));
            }
        }
    }
    Value::Object(points)
}

/// The same for one way of saying it, which may have points of its own for the home code.
fn own_points(codebook: &Codebook, behaviour: &str, rule: &Rule) -> Value {
    let mut points = points(codebook, behaviour);
    let home = codebook.behaviour(behaviour).and_then(|(_, behaviour)| behaviour.home);
    let home = home.and_then(|home| codebook.codes().get(home.index()));
    if let (Some(own), Some(code), Some(all)) = (rule.points, home, points.as_object_mut()) {
        all.insert(code.id.clone(), json!(own));
    }
    points
}

fn carried(codebook: &Codebook, rule: &Rule) -> Vec<String> {
    let name = |id: &ModifierId| Some(codebook.modifiers().get(id.index())?.id.clone());
    rule.carries.iter().filter_map(name).collect()
}

/// The codes that a response answers.
fn answered(codebook: &Codebook, response: &Response) -> Vec<String> {
    let codes = response.when.iter().flat_map(|when| when.code.iter().chain(&when.with));
    let codes: BTreeSet<CodeId> = codes.copied().collect();
    let name = |id: CodeId| Some(codebook.codes().get(id.index())?.id.clone());
    codes.into_iter().filter_map(name).collect()
}

fn modifiers(codebook: &Codebook) -> Vec<Row> {
    let all = codebook.modifiers().iter();
    all.map(|modifier| {
        let effect = match &modifier.effect {
            Effect::Suppress => "suppress".to_owned(),
            Effect::Adjust(points) => format!("adjust {points:+}"),
            Effect::Lift(_) => "lift".to_owned(),
            _ => String::new(),
        };
        let cues = modifier.cues.iter().flat_map(|cue| written(codebook, &cue.any));
        vec![
            ("modifier", json!(modifier.id)),
            ("title", json!(modifier.title)),
            ("effect", json!(effect)),
            ("cues", json!(cues.collect::<Vec<_>>())),
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
