//! Patterns and regular expressions of rules, cues and concepts.
//!
//! Knows nothing of what they are used for. Invariant: a pattern that is returned names only
//! concepts that exist, and a regular expression compiles and never matches the empty text.

use crate::check::Checker;
use crate::codebook::ConceptId;
use crate::diagnostic::{Place, quoted};
use crate::pattern::{Item, Pattern, Person, each_item};
use crate::schema::fields::Text;

impl Checker<'_> {
    /// The patterns that can be read; the others are reported.
    pub(super) fn patterns(&mut self, texts: &[Text]) -> Vec<Pattern> {
        texts.iter().filter_map(|text| self.pattern(text)).collect()
    }

    /// The pattern, or nothing where it cannot be read and that was reported.
    pub(super) fn pattern(&mut self, text: &Text) -> Option<Pattern> {
        self.patterns += 1;
        if self.patterns > MOST_PATTERNS {
            if self.patterns == MOST_PATTERNS + 1 {
                let message = format!("more than {MOST_PATTERNS} patterns in one pack");
                let help = "split the pack, or put alternatives into concepts";
                self.report.add(text.place, "too-many-patterns", message, help);
            }
            return None;
        }
        let (words, expansions) = (&self.words, &self.expansions);
        let expand = |word: &str| {
            let mut expansions = expansions.borrow_mut();
            if let Some(known) = expansions.get(word) {
                return known.clone();
            }
            let new = words.expand(word);
            expansions.insert(word.to_owned(), new.clone());
            new
        };
        match Pattern::<String>::parse(&text.value, &expand) {
            Ok(pattern) => self.resolve(text, pattern),
            Err(error) => {
                let place = self.report.inside(text.place, &text.value, error.at);
                self.report.add(place, error.slug, error.message, error.help);
                None
            }
        }
    }

    fn resolve(&mut self, text: &Text, pattern: Pattern<String>) -> Option<Pattern> {
        let mut concepts = Vec::new();
        let mut persons = Vec::new();
        each_item(&pattern.items, &mut |item| match item {
            Item::Concept(name) if !concepts.contains(name) => concepts.push(name.clone()),
            Item::Person(person) => persons.push(*person),
            _ => {}
        });
        for person in persons {
            self.need_person(person, text);
        }
        let mut ids = Vec::new();
        for name in &concepts {
            let place = self.place_of_name(text, name);
            let id = self.names.concepts.resolve(&mut self.report, name, place);
            ids.push((name, id.map(ConceptId)));
        }
        let find = |name: &String| ids.iter().find(|(known, _)| *known == name)?.1;
        pattern.map(&mut |name| find(name).ok_or(())).ok()
    }

    /// Where `{name}` stands in a pattern.
    pub(super) fn place_of_name(&self, text: &Text, name: &str) -> Place {
        let written = format!("{{{name}}}");
        match text.value.find(&written) {
            Some(at) => self.report.inside(text.place, &text.value, at..at + written.len()),
            None => text.place,
        }
    }

    fn need_person(&mut self, person: Person, text: &Text) {
        let known = self.words.persons.iter().any(|words| words.person == person);
        if known || self.persons_missed.contains(&person) {
            return;
        }
        self.persons_missed.push(person);
        let name = person.name();
        let place = self.place_of_name(text, name);
        let message =
            format!("`{{{name}}}` stands for the coachee, and `words.toml` has no words for that");
        let help = format!("add `[persons.{name}]` there, with `coachee` and `others`");
        self.report.add(place, "person-without-words", message, help);
    }

    /// The regular expression, if it compiles; if not, that is reported.
    pub(super) fn regex(&mut self, text: Option<&Text>) -> Option<String> {
        let text = text?;
        self.regexes += 1;
        if self.regexes > MOST_REGEXES {
            if self.regexes == MOST_REGEXES + 1 {
                let message = format!("more than {MOST_REGEXES} regular expressions in one pack");
                let help = "say some of them with patterns";
                self.report.add(text.place, "too-many-things", message, help);
            }
            return None;
        }
        let built = regex::RegexBuilder::new(&text.value)
            .case_insensitive(true)
            .size_limit(MOST_REGEX_BYTES)
            .build();
        match built {
            Ok(regex) if regex.is_match("") => {
                let message = format!("{} matches where nothing stands", quoted(&text.value));
                let help = "ask for at least one character: `+` in place of `*`";
                self.report.add(text.place, "empty-pattern", message, help);
                None
            }
            Ok(_) => Some(text.value.clone()),
            Err(error) => {
                let message =
                    format!("{} is no regular expression: {}", quoted(&text.value), reason(&error));
                let help = "mend it, or say it with patterns; look-around and back-references are not there";
                self.report.add(text.place, "bad-regex", message, help);
                None
            }
        }
    }
}

/// The reason of a regular expression's error, without the drawing around it.
fn reason(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) => "it grows too large".to_owned(),
        error => {
            let drawing = error.to_string();
            let last = drawing.lines().last().unwrap_or_default();
            last.trim_start_matches("error: ").to_owned()
        }
    }
}

/// How many patterns a pack may have.
const MOST_PATTERNS: usize = 100_000;
/// How many regular expressions a pack may have: each costs as much as many patterns.
const MOST_REGEXES: usize = 200;
/// How large a compiled regular expression may become.
const MOST_REGEX_BYTES: usize = 1 << 20;
