//! The way of one rule's candidates through every filter, with nothing cut short.
//!
//! Knows nothing of why a pattern does not match. Invariant: what is shown and withheld at the end
//! of a trace is decided by the very code that decides it when a text is read; only the gate, which
//! spares patterns that cannot match, is left out.

use crate::codebook::{ConceptId, ModifierId};
use crate::matcher::{Matcher, Reading, Shown, Withheld, is_mentioned};
use crate::modifier::{Reach, speaks};
use crate::program::Mentions;
use crate::rule::{Hit, RuleId, tighten};
use crate::span::Span;
use crate::text::place;
use crate::vocabulary::Vocabulary;

/// What became of the candidates of one rule.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trace {
    /// Whether the rule is for whoever speaks.
    pub(crate) speaks: bool,
    /// Every match of its patterns.
    pub(crate) matches: Vec<Candidate>,
    /// The matches that are left once those that a better one overlaps are gone.
    pub(crate) best: Vec<Candidate>,
    /// How many places there are where the rule holds, those left out that rest on a match which
    /// has lost its force.
    pub(crate) firings: Vec<Span>,
    /// Where it gives evidence.
    pub(crate) shown: Vec<Shown>,
    /// Where a rule of the scope puts the text outside of it.
    pub(crate) outside: Option<Span>,
    /// Where it would give evidence and does not.
    pub(crate) withheld: Vec<Withheld>,
}

/// A match of one pattern of the rule.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// The pattern: those of `any`, `all` and `then` counted through; nothing for the regular
    /// expression.
    pub(crate) part: Option<usize>,
    pub(crate) span: Span,
    /// What took its force, and the words that did.
    pub(crate) killer: Option<(ModifierId, Option<Span>)>,
}

impl Reading {
    /// The mentions of concepts and persons in what was read.
    pub(crate) fn mentions(&self) -> &impl Mentions {
        &self.mentioned
    }

    fn candidate(&self, part: Option<usize>, hit: &Hit) -> Candidate {
        let span = |start: u32, end: u32| self.text.span(start as usize, end as usize);
        let killer =
            hit.killer.map(|hold| (hold.modifier, hold.cue.map(|(start, end)| span(start, end))));
        Candidate { part, span: span(hit.start, hit.end), killer }
    }
}

impl Matcher {
    /// The words of the rules.
    pub(crate) fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The concepts mentioned by which coaching is the matter.
    pub(crate) fn topics(&self, reading: &Reading) -> Vec<ConceptId> {
        self.topic.iter().copied().filter(|topic| is_mentioned(reading, *topic)).collect()
    }

    /// How far each cue reaches in what was read.
    pub(crate) fn reaches(&self, reading: &mut Reading) -> Vec<Reach> {
        self.modifiers.reaches(
            (&reading.text, reading.speaker),
            (&reading.mentioned, &mut reading.search),
            &mut reading.cues,
        )
    }

    /// Follows one rule through what has just been read, with or without a sign of the topic.
    pub(crate) fn trace(
        &self,
        number: RuleId,
        (source, topic): (&str, bool),
        reading: &mut Reading,
    ) -> Trace {
        let mut trace = Trace::default();
        let Some(rule) = self.rules.get(number as usize) else { return trace };
        trace.speaks = speaks(&rule.speaker, reading.speaker);
        reading.hits.clear();
        reading.parts.clear();
        for part in 0..rule.any + rule.all + rule.then {
            self.find_part(number, rule.first + part, reading, &mut trace);
        }
        self.find_regex(number, source, reading, &mut trace);
        self.attach(reading);
        let part =
            |hit: &Hit| (hit.pattern != u32::MAX).then_some((hit.pattern - rule.first) as usize);
        trace.best = reading.hits.iter().map(|hit| reading.candidate(part(hit), hit)).collect();
        if !trace.speaks {
            return trace;
        }
        if rule.is_whole(&reading.hits, &reading.text) {
            let firings = rule.firings(&reading.hits, false, &reading.text);
            let span = |start: u32, end: u32| reading.text.span(start as usize, end as usize);
            trace.firings = firings.iter().map(|f| span(f.start, f.end)).collect();
        }
        let kept = (
            std::mem::take(&mut reading.shown),
            std::mem::take(&mut reading.withheld),
            reading.outside.take(),
        );
        self.show(topic, reading);
        trace.outside = reading.outside.map(|(_, span)| span);
        trace.shown = std::mem::replace(&mut reading.shown, kept.0);
        trace.withheld = std::mem::replace(&mut reading.withheld, kept.1);
        reading.outside = kept.2;
        trace
    }

    fn find_part(&self, rule: RuleId, pattern: u32, reading: &mut Reading, trace: &mut Trace) {
        let Some(program) = self.patterns.program(pattern) else { return };
        let Reading { text, mentioned, search, hits, parts, .. } = reading;
        let first = hits.len();
        program.find(text, mentioned, search, &mut |hit| {
            let from = place(parts.len());
            hit.parts(parts);
            let of_hit = parts.get(from as usize..).unwrap_or_default();
            let said = of_hit.iter().find(|part| part.0 < part.1);
            let start = said.map_or(hit.start, |part| part.0);
            let parts = (from, place(parts.len()));
            hits.push(Hit { rule, pattern, start, end: hit.end, parts, killer: None });
        });
        let of_rule = self.rules.get(rule as usize).map_or(0, |rule| rule.first);
        let part = Some((pattern - of_rule) as usize);
        let found = reading.hits.iter().skip(first);
        trace.matches.extend(found.map(|hit| reading.candidate(part, hit)));
        tighten(&mut reading.hits, first, &reading.parts);
    }

    fn find_regex(&self, rule: RuleId, source: &str, reading: &mut Reading, trace: &mut Trace) {
        let regex = self.rules.get(rule as usize).and_then(|rule| rule.regex.as_ref());
        let Some(regex) = regex else { return };
        for found in regex.find_iter(source) {
            let tokens = &reading.text.tokens;
            let start = place(tokens.partition_point(|t| t.end as usize <= found.start));
            let end = place(tokens.partition_point(|t| (t.start as usize) < found.end));
            if start < end {
                let from = place(reading.parts.len());
                reading.parts.push((start, end));
                let parts = (from, from + 1);
                let hit = Hit { rule, pattern: u32::MAX, start, end, parts, killer: None };
                trace.matches.push(reading.candidate(None, &hit));
                reading.hits.push(hit);
            }
        }
        reading.hits.sort_by_key(|hit| (hit.rule, hit.pattern, hit.start, hit.end));
    }
}
