//! The texts that pin rules and modifiers, with the words that they mark.
//!
//! Knows nothing of how a rule is matched. Invariant: the marks of an example lie inside its text,
//! hold at least one word each and do not overlap.

use std::ops::Range;

use crate::check::Checker;
use crate::codebook::{Example, Expect};
use crate::diagnostic::Place;
use crate::observation::Speaker;
use crate::schema;
use crate::schema::fields::Text;
use crate::span::Span;

impl Checker<'_> {
    /// The examples of a rule, which must be there in both polarities.
    pub(super) fn rule_examples(&mut self, rule: &schema::rule::Rule) -> Vec<Example> {
        for (key, list) in [("fires", &rule.fires), ("silent", &rule.silent)] {
            if list.is_empty() {
                let message = format!(
                    "a rule without an example that {}",
                    match key {
                        "fires" => "fires",
                        _ => "stays silent",
                    }
                );
                let help = format!("add `{key} = [\"…\"]`");
                self.report.add(rule.place, "missing-example", message, help);
            }
        }
        let all = rule.fires.iter().chain(&rule.silent).chain(&rule.known_gap);
        for kills in all.filter_map(|example| example.kills.as_ref()) {
            let help = "mark the words with `<` and `>`";
            self.must_not_have(
                Some(kills.place),
                "only an example of a modifier has `kills`",
                help,
            );
        }
        let otherwise = first_speaker(&rule.speaker);
        let mut examples = Vec::new();
        for written in &rule.fires {
            examples.extend(self.marked_example(written, otherwise, Expect::Fires));
        }
        examples.extend(self.silent_examples(&rule.silent, otherwise));
        for written in &rule.known_gap {
            examples.extend(self.known_gap(written, otherwise));
        }
        examples
    }

    /// The examples of a modifier's cue: what it reaches and what it does not.
    pub(super) fn cue_examples(
        &mut self,
        fires: &[schema::rule::Example],
        silent: &[schema::rule::Example],
        otherwise: Speaker,
    ) -> Vec<Example> {
        let mut examples = Vec::new();
        for written in fires {
            examples.extend(self.killed_example(written, otherwise));
        }
        for written in silent {
            examples.extend(self.marked_example(written, otherwise, Expect::Silent));
        }
        examples
    }

    fn marked_example(
        &mut self,
        written: &schema::rule::Example,
        otherwise: Speaker,
        expect: Expect,
    ) -> Option<Example> {
        let example = self.example(written, otherwise, expect)?;
        if example.marks.is_empty() {
            let place = written.text.as_ref()?.place;
            let message = "an example without the words marked that it is about";
            let help = "put `<` and `>` around the words that are the evidence, or the mention of a modifier";
            self.report.add(place, "missing-marks", message, help);
        }
        Some(example)
    }

    fn silent_examples(
        &mut self,
        written: &[schema::rule::Example],
        otherwise: Speaker,
    ) -> Vec<Example> {
        let mut examples = Vec::new();
        for written in written {
            let Some(example) = self.example(written, otherwise, Expect::Silent) else {
                continue;
            };
            if let (Some(text), [_, ..]) = (&written.text, example.marks.as_slice()) {
                let message = "words are marked as evidence in an example that stays silent";
                let help = "take away `<` and `>`";
                self.report.add(text.place, "marks-in-silent", message, help);
            }
            examples.push(example);
        }
        examples
    }

    fn known_gap(
        &mut self,
        written: &schema::rule::Example,
        otherwise: Speaker,
    ) -> Option<Example> {
        if let (None, Some(text)) = (&written.reason, &written.text) {
            let message = "a known gap without `reason`";
            let help = "add `reason = \"…\"`: why the rule does not catch this text";
            self.report.add(text.place, "missing-key", message, help);
        }
        let reason = self.said(written.reason.as_ref());
        self.example(written, otherwise, Expect::KnownGap(reason))
    }

    /// An example of a modifier that it reaches: the words are marked, or named by `kills`.
    fn killed_example(
        &mut self,
        written: &schema::rule::Example,
        otherwise: Speaker,
    ) -> Option<Example> {
        let Some(kills) = &written.kills else {
            return self.marked_example(written, otherwise, Expect::Fires);
        };
        let mut example = self.example(written, otherwise, Expect::Fires)?;
        let found = example.text.find(&kills.value);
        match (found, example.marks.as_slice()) {
            (Some(at), []) => example.marks.push(Span::new(at, at + kills.value.len())),
            (Some(_), [mark]) if example.text.get(mark.range()) == Some(&kills.value) => {}
            (None, []) => {
                let message = "the text does not have the words that `kills` names";
                let help = "write them as they stand in the text";
                self.report.add(kills.place, "kills-nothing", message, help);
            }
            _ => {
                let message = "`kills` names other words than are marked";
                let help = "take it out: the marks say it";
                self.report.add(kills.place, "kills-nothing", message, help);
            }
        }
        Some(example)
    }

    fn example(
        &mut self,
        written: &schema::rule::Example,
        otherwise: Speaker,
        expect: Expect,
    ) -> Option<Example> {
        let text = written.text.as_ref()?;
        let speaker = match &written.speaker {
            Some(speaker) => self.speakers(std::slice::from_ref(speaker)).pop(),
            None => None,
        };
        let (plain, marks) = match take_marks(&text.value) {
            Ok(taken) => taken,
            Err((at, message, help)) => {
                let place = self.report.inside(text.place, &text.value, at);
                self.report.add(place, "bad-marks", message, help);
                return None;
            }
        };
        let place = self.report.locate(Place { ..text.place });
        Some(Example { text: plain, speaker: speaker.unwrap_or(otherwise), marks, expect, place })
    }
}

/// Who speaks in the examples of a rule or cue that says who must be speaking.
pub(super) fn first_speaker(speakers: &[Text]) -> Speaker {
    let named = |text: &Text| Speaker::ALL.into_iter().find(|known| known.name() == text.value);
    speakers.iter().find_map(named).unwrap_or(Speaker::Coachee)
}

type MarkError = (Range<usize>, &'static str, &'static str);

/// The text without its marks, and what they mark.
fn take_marks(text: &str) -> Result<(String, Vec<Span>), MarkError> {
    let mut plain = String::with_capacity(text.len());
    let mut marks = Vec::new();
    // Where the open mark stands in the text as written, and where its words start in `plain`.
    let mut open: Option<(usize, usize)> = None;
    for (at, c) in text.char_indices() {
        let here = at..at + 1;
        match (c, open) {
            ('<', None) => open = Some((at, plain.len())),
            ('<', Some(_)) => {
                let help = "close the first with `>`; marks do not stand in one another";
                return Err((here, "a mark opens inside a mark", help));
            }
            ('>', Some((_, start))) => {
                if plain.get(start..).is_none_or(|words| words.trim().is_empty()) {
                    return Err((here, "a mark around nothing", "put it around words"));
                }
                marks.push(Span::new(start, plain.len()));
                open = None;
            }
            ('>', None) => {
                let help = "open it with `<` before the first word of the evidence";
                return Err((here, "a mark closes that was not opened", help));
            }
            _ => plain.push(c),
        }
    }
    match open {
        Some((at, _)) => {
            Err((at..at + 1, "a mark that is never closed", "close it with `>` after the evidence"))
        }
        None => Ok((plain, marks)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_out_and_point_into_what_is_left() {
        let (text, marks) = take_marks("Né, <no time>, <none>.").unwrap_or_default();
        assert_eq!(text, "Né, no time, none.");
        let marked: Vec<_> = marks.iter().filter_map(|mark| text.get(mark.range())).collect();
        assert_eq!(marked, ["no time", "none"]);
    }

    #[test]
    fn marks_that_do_not_pair_are_refused_where_they_stand() {
        for (text, at) in [("a <b", 2), ("a> b", 1), ("<a <b>>", 3), ("a <>", 3), ("< >", 2)] {
            assert_eq!(take_marks(text).map_err(|(place, ..)| place.start), Err(at), "{text}");
        }
    }
}
