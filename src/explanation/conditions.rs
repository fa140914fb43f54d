//! Why a rule gave evidence, or gave none: its conditions one by one, and what each filter left.
//!
//! Knows nothing of codes. Invariant: the verdict is that of the rule's trace, and a rule has no
//! obstacle exactly where it fires.

use crate::assessment::Suppressed;
use crate::codebook::Codebook;
use crate::codebook::{Rule, Within};
use crate::explanation::nearest::{Close, Seeker};
use crate::explanation::obstacle::Obstacle;
use crate::explanation::{Condition, Filter, Killed, RuleExplanation, Verdict};
use crate::matcher::{Trace, Withholder};
use crate::pattern::Pattern;
use crate::program::Mentions;
use crate::span::Span;

/// What a rule came to: told, and the candidate that came nearest.
pub(super) struct Diagnosis {
    pub(super) told: RuleExplanation,
    /// From the first to the last word of the nearest candidate; nothing where there is none.
    pub(super) span: Option<Span>,
    /// What is there of it, in weights of words.
    pub(super) there: u32,
}

/// A rule, and what became of its candidates.
pub(super) struct Tried<'t> {
    pub(super) rule: &'t Rule,
    pub(super) behaviour: Option<String>,
    pub(super) trace: &'t Trace,
    /// What the trace withheld, as it is told.
    pub(super) suppressed: Vec<Suppressed>,
    /// Whether coaching is the matter.
    pub(super) topic: bool,
    /// Whether nothing is to be told but what the rule lacks.
    pub(super) brief: bool,
}

impl Tried<'_> {
    /// Tells what became of the rule.
    pub(super) fn diagnose<M: Mentions>(
        self,
        codebook: &Codebook,
        seeker: &Seeker<'_, M>,
    ) -> Diagnosis {
        let mut parts = Parts { conditions: Vec::new(), nearest: Vec::new() };
        self.ask_patterns(codebook, seeker, &mut parts);
        if !self.rule.speaker.is_empty() {
            let wanted = self.rule.speaker.iter().map(|speaker| speaker.name().to_owned());
            parts.conditions.push(condition("speaker", wanted.collect(), self.trace.speaks));
        }
        if self.rule.topic {
            let wanted = codebook.pack.topic.iter().filter_map(|topic| {
                Some(format!("{{{}}}", codebook.concepts.get(topic.index())?.id))
            });
            parts.conditions.push(condition("topic", wanted.collect(), self.topic));
        }
        if !self.brief {
            self.ask_exceptions(codebook, seeker, &mut parts);
        }
        let shown: Vec<Span> = self.trace.shown.iter().map(|shown| shown.span).collect();
        let fires: Vec<Span> = shown.into_iter().chain(self.trace.outside).collect();
        let verdict = match (fires.is_empty(), self.suppressed.is_empty()) {
            (false, _) => Verdict::Fires,
            (true, false) => Verdict::Suppressed,
            (true, true) => Verdict::Silent,
        };
        let obstacles = if fires.is_empty() { self.obstacles(&parts) } else { Vec::new() };
        let (there, cost) = parts
            .nearest
            .iter()
            .flatten()
            .fold((0, 0), |sum, close| (sum.0 + close.there, sum.1 + close.cost));
        let lacking = parts.nearest.iter().filter(|close| close.is_none()).count();
        let whole = there + cost + u32::try_from(lacking).unwrap_or(0) * WHOLLY_MISSING;
        let spans = parts.nearest.iter().flatten().map(|close| close.span);
        let span = spans.reduce(Span::join);
        let told = RuleExplanation {
            rule: self.rule.id.clone(),
            behaviour: self.behaviour.clone(),
            verdict,
            fires,
            filters: if self.brief { Vec::new() } else { self.filters() },
            suppressed: self.suppressed,
            conditions: parts.conditions,
            closeness: u8::try_from(there * 100 / whole.max(1)).unwrap_or(100),
            obstacles,
        };
        Diagnosis { told, span, there }
    }

    fn ask_patterns<M: Mentions>(
        &self,
        codebook: &Codebook,
        seeker: &Seeker<'_, M>,
        parts: &mut Parts,
    ) {
        let rule = self.rule;
        let ask = |patterns: &[Pattern]| {
            let close =
                patterns.iter().filter_map(|one| seeker.nearest(one, rule.gaps_cross_clauses));
            close.min_by_key(|close| {
                // The nearest is the one of which most is there for what it lacks.
                let share = close.there * 1000 / (close.there + close.cost).max(1);
                (std::cmp::Reverse(share), std::cmp::Reverse(close.there), close.tokens)
            })
        };
        let found = |numbers: std::ops::Range<usize>| -> Vec<Span> {
            let best = self.trace.best.iter();
            let of = best.filter(|hit| hit.part.is_some_and(|part| numbers.contains(&part)));
            of.map(|hit| hit.span).collect()
        };
        let written =
            |patterns: &[Pattern]| patterns.iter().map(|one| codebook.written(one)).collect();
        let any = rule.any.len();
        if any > 0 {
            parts.add("any", written(&rule.any), found(0..any), ask(&rule.any));
        }
        let alls = rule.all.iter().map(|one| ("all", one));
        let thens = rule.then.iter().map(|one| ("then", one));
        for ((key, pattern), at) in alls.chain(thens).zip(any..) {
            let one = std::slice::from_ref(pattern);
            parts.add(key, written(one), found(at..at + 1), ask(one));
        }
        if let Some(regex) = &rule.regex {
            let hits = self.trace.best.iter().filter(|hit| hit.part.is_none());
            let found = hits.map(|hit| hit.span).collect::<Vec<_>>();
            let missing = found.is_empty();
            parts.add("regex", vec![regex.clone()], found, None);
            if !missing {
                parts.nearest.pop();
            }
        }
    }

    fn ask_exceptions<M: Mentions>(
        &self,
        codebook: &Codebook,
        seeker: &Seeker<'_, M>,
        parts: &mut Parts,
    ) {
        for exception in &self.rule.unless {
            let close = exception.any.iter().filter_map(|one| seeker.nearest(one, false));
            let found: Vec<Span> =
                close.filter(|close| close.cost == 0).map(|close| close.span).collect();
            parts.conditions.push(Condition {
                exception: Some(exception.id.clone()),
                met: !self.suppressed.iter().any(|one| one.by == exception.id),
                found,
                ..condition(
                    "unless",
                    exception.any.iter().map(|one| codebook.written(one)).collect(),
                    true,
                )
            });
        }
    }

    /// What would have to be otherwise.
    fn obstacles(&self, parts: &Parts) -> Vec<Obstacle> {
        let mut obstacles = Vec::new();
        if !self.trace.speaks {
            obstacles.push(Obstacle::Speaker { wanted: self.rule.speaker.clone() });
        }
        for condition in parts.conditions.iter().filter(|condition| condition.is_pattern()) {
            match &condition.nearest {
                _ if condition.met => {}
                Some(nearest) => obstacles.extend(nearest.obstacles.iter().cloned()),
                None => {
                    let shortest = condition.wanted.iter().min_by_key(|wanted| wanted.len());
                    let wanted = shortest.cloned().unwrap_or_default();
                    obstacles.push(Obstacle::Nothing { wanted });
                }
            }
        }
        let found = parts.conditions.iter().filter(|one| one.is_pattern()).all(|one| one.met);
        let withheld = self.suppressed.first().zip(self.trace.withheld.first());
        if let Some((told, withheld)) = withheld {
            let (span, cue) = (told.span, told.cue);
            obstacles.push(match withheld.by {
                Withholder::Modifier(_) => {
                    Obstacle::Modifier { modifier: told.by.clone(), span, cue }
                }
                Withholder::Exception(_) => {
                    Obstacle::Exception { exception: told.by.clone(), span, cue }
                }
                Withholder::Topic => Obstacle::Topic,
            });
        } else if found && self.trace.speaks {
            obstacles.push(Obstacle::Apart {
                within: within(self.rule.within),
                parts: self.trace.best.iter().map(|hit| hit.span).collect(),
            });
        } else if self.rule.topic && !self.topic {
            obstacles.push(Obstacle::Topic);
        }
        obstacles
    }

    /// What each filter left.
    fn filters(&self) -> Vec<Filter> {
        let trace = self.trace;
        let spoken = if trace.speaks { trace.best.len() } else { 0 };
        let alive = trace.best.iter().filter(|hit| hit.killer.is_none()).count();
        let alive = if trace.speaks { alive } else { 0 };
        let by = |wanted: fn(&Withholder) -> bool| -> Vec<Killed> {
            let all = self.suppressed.iter().zip(&trace.withheld);
            all.filter(|(_, withheld)| wanted(&withheld.by))
                .map(|(told, _)| Killed {
                    span: told.span,
                    by: Some(told.by.clone()),
                    cue: told.cue,
                })
                .collect()
        };
        let left = trace.shown.len() + usize::from(trace.outside.is_some());
        let exceptions = by(|by| matches!(by, Withholder::Exception(_)));
        let to_exceptions = left + exceptions.len();
        let lost = |these: &[Span], those: &[Span]| -> Vec<Killed> {
            let gone = these.iter().filter(|span| !those.contains(span));
            gone.map(|span| Killed { span: *span, by: None, cue: None }).collect()
        };
        let matches: Vec<Span> = trace.matches.iter().map(|hit| hit.span).collect();
        let best: Vec<Span> = trace.best.iter().map(|hit| hit.span).collect();
        let dead = trace.best.iter().filter_map(|hit| hit.killer.as_ref().map(|k| (hit, k)));
        let said = |modifier: crate::codebook::ModifierId| {
            let all = self.suppressed.iter().zip(&trace.withheld);
            let mut same = all.filter(|(_, w)| w.by == Withholder::Modifier(modifier));
            same.next().map(|(told, _)| told.by.clone())
        };
        let dead = dead.map(|(hit, (by, cue))| Killed { span: hit.span, by: said(*by), cue: *cue });
        let step = |filter, before, after, killed| Filter { filter, before, after, killed };
        vec![
            step("overlapping", matches.len(), best.len(), lost(&matches, &best)),
            step("speaker", best.len(), spoken, Vec::new()),
            step(
                "modifiers",
                spoken,
                alive,
                if trace.speaks { dead.collect() } else { Vec::new() },
            ),
            step("together", alive, trace.firings.len(), Vec::new()),
            step("topic", trace.firings.len(), to_exceptions, by(|by| *by == Withholder::Topic)),
            step("unless", to_exceptions, left, exceptions),
        ]
    }
}

/// The conditions that were asked, and what came nearest to each pattern.
struct Parts {
    conditions: Vec<Condition>,
    nearest: Vec<Option<Close>>,
}

impl Parts {
    fn add(
        &mut self,
        key: &'static str,
        wanted: Vec<String>,
        found: Vec<Span>,
        near: Option<Close>,
    ) {
        let met = !found.is_empty();
        let nearest = near.as_ref().filter(|_| !met).map(|close| close.told.clone());
        self.conditions.push(Condition { found, nearest, ..condition(key, wanted, met) });
        self.nearest.push(near);
    }
}

impl Condition {
    fn is_pattern(&self) -> bool {
        !matches!(self.key, "speaker" | "topic" | "unless")
    }
}

fn condition(key: &'static str, wanted: Vec<String>, met: bool) -> Condition {
    Condition { key, wanted, exception: None, met, found: Vec::new(), nearest: None }
}

fn within(within: Within) -> &'static str {
    match within {
        Within::Clause => "clause",
        Within::Sentence => "sentence",
        Within::Observation => "observation",
    }
}

/// What a part of a rule counts for of which nothing is there.
const WHOLLY_MISSING: u32 = 12;
