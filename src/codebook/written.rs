//! A pattern as it would be written in a rule file.
//!
//! Knows nothing of texts. Invariant: what is written reads back as the same pattern.

use crate::codebook::Codebook;
use crate::pattern::{Item, Pattern};

impl Codebook {
    /// A pattern of these rules as it would be written, with contractions spelt out.
    ///
    /// ```
    /// use pushback::Codebook;
    ///
    /// let codebook = Codebook::builtin();
    /// let (_, coaching) = codebook.concept("coaching").expect("it is there");
    /// let terms: Vec<String> = coaching.terms.iter().map(|term| codebook.written(term)).collect();
    /// assert!(terms.iter().any(|term| term.contains("coach")));
    /// ```
    pub fn written(&self, pattern: &Pattern) -> String {
        match pattern.items.as_slice() {
            [Item::Choice(branches)] => self.written_branches(branches),
            items => self.written_items(items),
        }
    }

    /// A part of a pattern as it would be written.
    pub fn written_item(&self, item: &Item) -> String {
        match item {
            Item::Word(word) => word.clone(),
            Item::Inflected(word) => format!("{word}~"),
            Item::Concept(concept) => {
                let known = self.concepts.get(concept.index());
                format!("{{{}}}", known.map(|concept| concept.id.as_str()).unwrap_or_default())
            }
            Item::Person(person) => format!("{{{}}}", person.name()),
            Item::Choice(branches) => format!("({})", self.written_branches(branches)),
            Item::Optional(branches) => format!("[{}]", self.written_branches(branches)),
            Item::Gap(3) => "..".to_owned(),
            Item::Gap(words) => format!("..{words}"),
        }
    }

    fn written_items(&self, items: &[Item]) -> String {
        items.iter().map(|item| self.written_item(item)).collect::<Vec<_>>().join(" ")
    }

    fn written_branches(&self, branches: &[Vec<Item>]) -> String {
        branches.iter().map(|branch| self.written_items(branch)).collect::<Vec<_>>().join("|")
    }
}
