//! Modifiers and their cues, as meant.
//!
//! Knows nothing of how a cue reaches a mention. Invariant: a modifier has at least one cue, and a
//! cue has patterns or asks for quotation or question marks.

use crate::check::Checker;
use crate::check::example::first_speaker;
use crate::codebook::{Cue, Direction, Effect, Modifier, Within};
use crate::schema;

impl Checker<'_> {
    /// A modifier as meant.
    pub(super) fn modifier(&mut self, written: &schema::lexicon::Modifier) -> Modifier {
        if written.cues.is_empty() {
            let message = "a modifier without a cue";
            let help = "add `[[modifier.cue]]`";
            self.report.add(written.place, "missing-key", message, help);
        }
        let mut examples = Vec::new();
        for cue in &written.cues {
            let otherwise = first_speaker(&cue.speaker);
            examples.extend(self.cue_examples(&cue.fires, &cue.silent, otherwise));
        }
        let otherwise = first_speaker(&[]);
        examples.extend(self.cue_examples(&written.fires, &written.silent, otherwise));
        Modifier {
            id: written.id.as_ref().map(|id| id.value.clone()).unwrap_or_default(),
            title: self.said(written.title.as_ref()),
            effect: self.effect(written),
            cues: written.cues.iter().map(|cue| self.cue(cue)).collect(),
            examples: examples.into(),
        }
    }

    fn effect(&mut self, written: &schema::lexicon::Modifier) -> Effect {
        let effect = written.effect.as_ref().and_then(|text| self.one_of("effect", text, &EFFECTS));
        let points = written.points.as_ref();
        let lifts = written.lifts.first();
        if effect.is_some_and(|effect| effect != Kind::Adjust) {
            let help = "take them out, or write `effect = \"adjust\"`";
            let there = points.map(|points| points.place);
            self.must_not_have(there, "only a modifier that adjusts has `points`", help);
        }
        if effect.is_some_and(|effect| effect != Kind::Lift) {
            let help = "take it out, or write `effect = \"lift\"`";
            let there = lifts.map(|lifts| lifts.place);
            self.must_not_have(there, "only a modifier that lifts has `lifts`", help);
        }
        let lacks = match effect {
            Some(Kind::Adjust) if points.is_none() => Some("points"),
            Some(Kind::Lift) if lifts.is_none() => Some("lifts"),
            _ => None,
        };
        if let Some(key) = lacks {
            let message = format!("a modifier with this effect and without `{key}`");
            self.report.add(written.place, "missing-key", message, format!("add `{key} = …`"));
        }
        match effect {
            Some(Kind::Adjust) => Effect::Adjust(self.points(points)),
            Some(Kind::Lift) => Effect::Lift(
                written.lifts.iter().filter_map(|name| self.modifier_id(name)).collect(),
            ),
            Some(Kind::Suppress) | None => Effect::Suppress,
        }
    }

    fn cue(&mut self, written: &schema::lexicon::Cue) -> Cue {
        if written.any.is_empty() && !written.quoted && !written.question {
            let message = "a cue without words";
            let help = "add `any = [\"…\"]`, `quoted = true` or `question = true`";
            self.report.add(written.place, "missing-key", message, help);
        }
        let direction = written.direction.as_ref();
        let reach = written.reach.as_ref();
        Cue {
            any: self.patterns(&written.any),
            direction: direction
                .and_then(|text| self.one_of("direction", text, &DIRECTIONS))
                .unwrap_or(Direction::Forward),
            reach: match reach {
                Some(_) => self.number("reach in words", reach, 0..=100),
                None => USUAL_REACH,
            },
            within: self.within(written.within.as_ref(), Within::Clause),
            terminators: self.patterns(&written.terminators),
            pseudo: self.patterns(&written.pseudo),
            speaker: self.speakers(&written.speaker),
            quoted: written.quoted,
            question: written.question,
        }
    }
}

/// An effect by its name, before what belongs to it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Suppress,
    Adjust,
    Lift,
}

pub(super) const EFFECTS: [(&str, Kind); 3] =
    [("suppress", Kind::Suppress), ("adjust", Kind::Adjust), ("lift", Kind::Lift)];
pub(super) const DIRECTIONS: [(&str, Direction); 3] =
    [("forward", Direction::Forward), ("backward", Direction::Backward), ("both", Direction::Both)];
/// The words that a cue reaches over where nothing is written.
const USUAL_REACH: u16 = 8;
