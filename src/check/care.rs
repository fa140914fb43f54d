//! Care for people: no text that is shown may put a label on a person.
//!
//! Knows only the words that `pack.toml` forbids. Invariant: every text that a user of the library
//! may get to see passes through [`Checker::said`].

use crate::check::Checker;
use crate::diagnostic::quoted;
use crate::schema::fields::Text;
use crate::schema::pack::Pack;
use crate::token::folded_words;

/// Words that label a person: as written, and folded.
#[derive(Debug)]
pub(super) struct Labels(Vec<(String, Vec<String>)>);

impl Labels {
    /// The words that the pack forbids.
    pub(super) fn new(pack: Option<&Pack>) -> Self {
        let forbidden = pack.iter().flat_map(|pack| &pack.forbidden_words);
        let words = forbidden.map(|text| (text.value.clone(), folded_words(&text.value)));
        Self(words.filter(|(_, words)| !words.is_empty()).collect())
    }

    fn find(&self, text: &str) -> Option<&str> {
        let said = folded_words(text);
        let stands = |words: &Vec<String>| said.windows(words.len()).any(|part| part == words);
        self.0.iter().find(|(_, words)| stands(words)).map(|(written, _)| written.as_str())
    }
}

impl Checker<'_> {
    /// A text that is shown to people; empty where none is written.
    pub(super) fn said(&mut self, text: Option<&Text>) -> String {
        let Some(text) = text else {
            return String::new();
        };
        if let Some(label) = self.labels.find(&text.value).map(str::to_owned) {
            let place = match text.value.to_ascii_lowercase().find(&label.to_ascii_lowercase()) {
                Some(at) => self.report.inside(text.place, &text.value, at..at + label.len()),
                None => text.place,
            };
            let message = format!("{} labels a person", quoted(&label));
            let help = "speak of what was said or done, not of who the person is";
            self.report.add(place, "labels-a-person", message, help);
        }
        text.value.clone()
    }

    /// Texts that are shown to people.
    pub(super) fn all_said(&mut self, texts: &[Text]) -> Vec<String> {
        texts.iter().map(|text| self.said(Some(text))).collect()
    }
}
