//! Answers counted: how many, of how many people, in which groups.
//!
//! Knows nothing of what may be shown. Invariant: people are numbers here, and a number is given to
//! one person alone.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::Value;

/// What is counted beside codes: answers in which none stands.
pub(super) const NOTHING: &str = "(nothing)";
/// And those in which nothing was classified.
pub(super) const OUTSIDE: &str = "(outside scope)";

/// A set of people.
pub(super) type People = HashSet<u32>;

/// How many answers, and whose they are.
#[derive(Clone, Debug, Default)]
pub(super) struct Count {
    pub(super) answers: u32,
    pub(super) people: People,
}

impl Count {
    fn add(&mut self, person: u32) {
        self.answers = self.answers.saturating_add(1);
        self.people.insert(person);
    }
}

/// The answers of a group.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    pub(super) all: Count,
    /// By code, [`NOTHING`] and [`OUTSIDE`] among them.
    pub(super) items: BTreeMap<String, Count>,
}

/// Answers counted.
#[derive(Clone, Debug, Default)]
pub(super) struct Survey {
    /// All of them.
    pub(super) whole: Group,
    pub(super) groups: BTreeMap<String, Group>,
    /// The rules whose evidence counted for a code that stands.
    pub(super) rules: BTreeMap<String, Count>,
    /// Lines that `assess` could not read.
    pub(super) unread: u64,
    numbers: HashMap<String, u32>,
}

impl Survey {
    /// Counts an answer, which has these codes, for a person, in a group where there are groups.
    pub(super) fn add(
        &mut self,
        person: &str,
        group: Option<&str>,
        answer: &Value,
        codes: &[Value],
    ) {
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        let person = *self.numbers.entry(person.to_owned()).or_insert(next);
        let text = |value: &Value, key: &str| value.get(key)?.as_str().map(str::to_owned);
        let mut items: Vec<String> = codes.iter().filter_map(|code| text(code, "code")).collect();
        if answer.get("outside_scope").is_some_and(|outside| !outside.is_null()) {
            items.push(OUTSIDE.to_owned());
        } else if items.is_empty() {
            items.push(NOTHING.to_owned());
        }
        let group = group.map(|group| self.groups.entry(group.to_owned()).or_default());
        for group in std::iter::once(&mut self.whole).chain(group) {
            group.all.add(person);
            for item in &items {
                group.items.entry(item.clone()).or_default().add(person);
            }
        }
        let evidence = codes.iter().filter_map(|code| code.get("evidence")?.as_array()).flatten();
        let rules: HashSet<String> = evidence.filter_map(|found| text(found, "rule")).collect();
        for rule in rules {
            self.rules.entry(rule).or_default().add(person);
        }
    }
}
