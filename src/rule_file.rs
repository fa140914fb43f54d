//! The form of every rule file, as JSON Schema: what an editor completes, explains and marks.
//!
//! Knows nothing of what stands in any file. Invariant: the keys, and which of them are needed, are
//! those that reading a file asks for; each has its meaning in words.

mod json;
mod meanings;

use std::collections::BTreeMap;

use crate::check::{bounds, values};
use crate::rule_file::json::Json;
use crate::rule_file::meanings::meaning;
use crate::schema::code::Code;
use crate::schema::fields::{Asked, Kind, Shape, shape};
use crate::schema::finding::Findings;
use crate::schema::indicator::Indicators;
use crate::schema::layer::Layer;
use crate::schema::lexicon::{Lexicon, Modifiers, Words};
use crate::schema::pack::{Pack, Scope, Sources, UpperPack, UpperScope};
use crate::schema::response::Responses;
use crate::schema::rule::Behaviours;

/// The form of one kind of rule file.
///
/// ```
/// use pushback::RuleFile;
///
/// let codes = RuleFile::ALL.iter().find(|form| form.name == "code").expect("there are codes");
/// assert_eq!(codes.file, "codes/*.toml");
/// let schema = serde_json::to_value(codes.json_schema())?;
/// assert_eq!(schema["properties"]["threshold"]["type"], "integer");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct RuleFile {
    /// A short name for it.
    pub name: &'static str,
    /// Which files have it, by their paths in a rule directory.
    pub file: &'static str,
    /// What may stand in it.
    shape: fn() -> Shape,
    /// What may stand in it where the pack lies on another.
    upper: Option<fn() -> Shape>,
}

impl RuleFile {
    /// The forms of all rule files.
    pub const ALL: [Self; 12] = [
        Self::new("behaviours", "behaviours/*.toml", shape::<Behaviours>),
        Self::new("code", "codes/*.toml", shape::<Code>),
        Self::new("findings", "findings.toml", shape::<Findings>),
        Self::new("indicators", "indicators.toml", shape::<Indicators>),
        Self::new("layer", "layer.toml", shape::<Layer>),
        Self::new("lexicon", "lexicon/*.toml", shape::<Lexicon>),
        Self::new("modifiers", "modifiers.toml", shape::<Modifiers>),
        Self { upper: Some(shape::<UpperPack>), ..Self::new("pack", "pack.toml", shape::<Pack>) },
        Self::new("responses", "responses.toml", shape::<Responses>),
        Self {
            upper: Some(shape::<UpperScope>),
            ..Self::new("scope", "scope.toml", shape::<Scope>)
        },
        Self::new("sources", "sources.toml", shape::<Sources>),
        Self::new("words", "words.toml", shape::<Words>),
    ];

    const fn new(name: &'static str, file: &'static str, shape: fn() -> Shape) -> Self {
        Self { name, file, shape, upper: None }
    }

    /// The form as JSON Schema, draft 2020-12: something to be written with a serialiser.
    pub fn json_schema(&self) -> impl serde::Serialize + use<> {
        let mut whole = (self.shape)();
        let needed = needed(&whole);
        if let Some(upper) = self.upper {
            either(&mut whole, upper());
        }
        let mut tables = BTreeMap::new();
        let mut schema = vec![
            ("$schema", Json::text("https://json-schema.org/draft/2020-12/schema")),
            ("title", Json::Text(format!("{} of a rule directory", self.file))),
        ];
        schema.extend(object(&whole, &mut tables));
        if self.upper.is_some() && needed.len() > self::needed(&whole).len() {
            // What lies on another pack has from there what it does not say.
            let lies = Json::table([("required", Json::list([Json::text("extends")]))]);
            if whole.keys.iter().any(|asked| asked.key == "extends") {
                let all = Json::table([("required", Json::list(needed))]);
                schema.extend([("if", lies), ("then", Json::Flag(true)), ("else", all)]);
            }
        }
        if !tables.is_empty() {
            schema.push(("$defs", Json::Table(tables.into_iter().collect())));
        }
        Json::table(schema)
    }
}

/// Widens a form to what either may have; needed is only what both need.
fn either(shape: &mut Shape, other: Shape) {
    for asked in &mut shape.keys {
        asked.needed &= other.keys.iter().any(|one| one.key == asked.key && one.needed);
    }
    for asked in other.keys {
        if shape.keys.iter().all(|known| known.key != asked.key) {
            shape.keys.push(Asked { needed: false, ..asked });
        }
    }
}

fn needed(shape: &Shape) -> Vec<Json> {
    let needed = shape.keys.iter().filter(|asked| asked.needed);
    needed.map(|asked| Json::text(asked.key)).collect()
}

/// The tables that others name, by what they are called.
type Tables = BTreeMap<String, Json>;

/// What a table may hold.
fn object(shape: &Shape, tables: &mut Tables) -> Vec<(&'static str, Json)> {
    let mut properties = Vec::new();
    for asked in &shape.keys {
        let mut value = holds(asked.kind, Some((shape.what, asked.key)), tables);
        let told = meaning(shape.what, asked.key).unwrap_or_default();
        value.insert(0, ("description", Json::text(told)));
        properties.push((asked.key.to_owned(), Json::table(value)));
    }
    let rest = match shape.rest {
        Some(kind) => Json::table(holds(kind, None, tables)),
        None => Json::Flag(false),
    };
    vec![
        ("type", Json::text("object")),
        ("properties", Json::Table(properties)),
        ("required", Json::list(needed(shape))),
        ("additionalProperties", rest),
    ]
}

/// What a key may hold. `at` is the table and the key, where it has a name of its own.
fn holds(kind: Kind, at: Option<(&str, &str)>, tables: &mut Tables) -> Vec<(&'static str, Json)> {
    let list = |entries: Vec<(&'static str, Json)>| {
        vec![("type", Json::text("array")), ("items", Json::table(entries))]
    };
    match kind {
        Kind::Text => text(at),
        // What brings something about is named under `by` as well, in a list.
        Kind::Texts => list(text(at.filter(|(_, key)| *key != "by"))),
        Kind::Number => number(at),
        Kind::Numbers => list(number(None)),
        Kind::Flag => vec![("type", Json::text("boolean"))],
        Kind::TextOrTexts => {
            let either = [Json::table(text(at)), Json::table(list(text(at)))];
            vec![("anyOf", Json::list(either))]
        }
        Kind::Table(shape) => table(&shape(), tables),
        Kind::Tables(shape) => list(table(&shape(), tables)),
        Kind::TextsOrTables(shape) => {
            let either = [Json::table(text(None)), Json::table(table(&shape(), tables))];
            list(vec![("anyOf", Json::list(either))])
        }
    }
}

fn text(at: Option<(&str, &str)>) -> Vec<(&'static str, Json)> {
    let mut schema = vec![("type", Json::text("string"))];
    match at.and_then(|(_, key)| values(key)) {
        Some(values) => schema.push(("enum", Json::list(values.into_iter().map(Json::text)))),
        None => schema.push(("pattern", Json::text(r"\S"))),
    }
    schema
}

fn number(at: Option<(&str, &str)>) -> Vec<(&'static str, Json)> {
    let mut schema = vec![("type", Json::text("integer"))];
    if let Some(bounds) = at.and_then(|(_, key)| bounds(key)) {
        schema.push(("minimum", Json::Number(*bounds.start())));
        schema.push(("maximum", Json::Number(*bounds.end())));
    }
    schema
}

/// Names a table, and keeps what it may hold.
fn table(shape: &Shape, tables: &mut Tables) -> Vec<(&'static str, Json)> {
    let name = name(shape.what);
    if !tables.contains_key(&name) {
        tables.insert(name.clone(), Json::Flag(true));
        let inner = Json::table(object(shape, tables));
        tables.insert(name.clone(), inner);
    }
    vec![("$ref", Json::Text(format!("#/$defs/{name}")))]
}

/// A name for what is called so, without its article and quotation marks: `entry_of_evidence`.
fn name(what: &str) -> String {
    let plain = what.replace('`', "").replace([' ', '.'], "_");
    let plain = plain.trim_start_matches("a_").trim_start_matches("an_");
    plain.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every table that may stand in a file, that of the file first.
    fn shapes(shape: Shape, found: &mut Vec<Shape>) {
        if found.iter().any(|known| known.what == shape.what) {
            return;
        }
        let kinds: Vec<Kind> =
            shape.keys.iter().map(|asked| asked.kind).chain(shape.rest).collect();
        found.push(shape);
        for kind in kinds {
            if let Kind::Table(inner) | Kind::Tables(inner) | Kind::TextsOrTables(inner) = kind {
                shapes(inner(), found);
            }
        }
    }

    fn all() -> Vec<Shape> {
        let mut found = Vec::new();
        for form in RuleFile::ALL {
            shapes((form.shape)(), &mut found);
            form.upper.into_iter().for_each(|upper| shapes(upper(), &mut found));
        }
        found
    }

    #[test]
    fn every_key_has_its_meaning_in_words() {
        for shape in all() {
            for asked in &shape.keys {
                let told = meaning(shape.what, asked.key);
                assert!(told.is_some(), "`{}` of {} has none", asked.key, shape.what);
            }
        }
    }

    #[test]
    fn every_meaning_is_of_a_key() {
        let all = all();
        for (what, key) in meanings::told() {
            let has = |shape: &Shape| shape.keys.iter().any(|asked| asked.key == key);
            let of = |shape: &Shape| what.is_none_or(|what| shape.what.starts_with(what));
            let found = all.iter().any(|shape| of(shape) && has(shape));
            assert!(found, "`{key}` of {what:?} is no key");
        }
    }

    #[test]
    fn tables_with_the_same_name_hold_the_same() {
        let mut seen: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
        for form in RuleFile::ALL {
            let mut found = Vec::new();
            shapes((form.shape)(), &mut found);
            for shape in found {
                let keys: Vec<_> = shape.keys.iter().map(|asked| asked.key).collect();
                let known = seen.entry(name(shape.what)).or_insert_with(|| keys.clone());
                assert_eq!(*known, keys, "{}", shape.what);
            }
        }
    }
}
