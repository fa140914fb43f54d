//! The entries of lists that a file can do without.
//!
//! Knows nothing of what is wrong with them. Invariant: an entry reaches from where it begins to
//! the end of the last value that belongs to it.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::span::Span;

/// An entry of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Where its value is written: for a table with a header, the header.
    pub(crate) span: Span,
    /// All that belongs to it.
    pub(crate) reach: Span,
    /// What it is.
    pub(crate) what: &'static str,
}

/// The entries of a file that it can do without.
pub(crate) fn entries(content: &str) -> Vec<Entry> {
    let (table, _) = DeTable::parse_recoverable(content);
    let mut found = Vec::new();
    of_table(table.get_ref(), "", &mut found);
    found
}

/// The innermost entry to which a place belongs.
pub(crate) fn innermost(entries: &[Entry], at: usize) -> Option<Entry> {
    let around = entries.iter().filter(|entry| entry.reach.range().contains(&at));
    around.min_by_key(|entry| entry.reach.range().len()).copied()
}

/// Finds the entries in a table, which stands under this key, and gives the table's own reach.
fn of_table(table: &DeTable<'_>, under: &str, found: &mut Vec<Entry>) -> Option<Span> {
    let mut reach = None;
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        let own = of_value(value, (under, name), found);
        let own = own.join(Span::new(key.span().start, key.span().end));
        reach = Some(reach.map_or(own, |reach: Span| reach.join(own)));
    }
    reach
}

fn of_value(
    value: &Spanned<DeValue<'_>>,
    (under, key): (&str, &str),
    found: &mut Vec<Entry>,
) -> Span {
    let span = Span::new(value.span().start, value.span().end);
    match value.get_ref() {
        DeValue::Table(table) => of_table(table, key, found).map_or(span, |reach| reach.join(span)),
        DeValue::Array(array) => {
            let mut whole = span;
            for entry in array {
                let reach = of_value(entry, (key, ""), found);
                let span = Span::new(entry.span().start, entry.span().end);
                let whole_table = entry.get_ref().is_table() || key == "terms";
                if let Some(what) = spared(under, key).filter(|_| whole_table) {
                    found.push(Entry { span, reach, what });
                }
                whole = whole.join(reach);
            }
            whole
        }
        _ => span,
    }
}

/// What an entry of the list of this key is, if it can be left out.
fn spared(under: &str, key: &str) -> Option<&'static str> {
    let change = CHANGES.contains(&under).then_some("change");
    SPARED.iter().find(|(known, _)| *known == key).map(|(_, what)| *what).or(change)
}

/// The lists whose entries can be left out, and what an entry is.
const SPARED: [(&str, &str); 7] = [
    ("rule", "rule"),
    ("evidence", "piece of evidence"),
    ("response", "response"),
    ("finding", "finding"),
    ("terms", "term"),
    ("ask", "question"),
    ("contrast", "contrast"),
];
/// The tables of `layer.toml`, each of whose lists is of changes.
const CHANGES: [&str; 4] = ["add", "disable", "enable", "override"];

#[cfg(test)]
mod tests {
    use super::*;

    fn at(content: &str, needle: &str) -> Option<&'static str> {
        innermost(&entries(content), content.find(needle).unwrap_or_default())
            .map(|entry| entry.what)
    }

    const FILE: &str = "\
[[behaviour]]
id = 'shown'
evidence = [{ code = 'time', points = 1 }]

[[behaviour.rule]]
id = 'first'

[[behaviour.rule.unless]]
id = 'inner'

[[behaviour]]
id = 'next'
";

    #[test]
    fn an_entry_reaches_to_the_end_of_what_belongs_to_it() {
        assert_eq!(at(FILE, "'first'"), Some("rule"));
        assert_eq!(at(FILE, "'inner'"), Some("rule"));
        assert_eq!(at(FILE, "'time'"), Some("piece of evidence"));
        assert_eq!(at(FILE, "'shown'"), None);
        assert_eq!(at(FILE, "'next'"), None);
    }

    #[test]
    fn every_change_of_a_layer_is_an_entry() {
        let layer = "[[override.code]]\nid = 'time'\n[[disable.rule]]\nid = 'gone'";
        assert_eq!(at(layer, "'time'"), Some("change"));
        assert_eq!(at(layer, "'gone'"), Some("rule"));
    }
}
