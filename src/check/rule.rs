//! Behaviours, their rules and the examples of these, as meant.
//!
//! Knows nothing of what a behaviour is evidence for. Invariant: a rule has a condition, an
//! example that fires with its words marked, and one that stays silent.

use crate::check::Checker;
use crate::check::names::define;
use crate::codebook::{Behaviour, Exception, Rule, Within};
use crate::diagnostic::Place;
use crate::schema::fields::{Number, Text};
use crate::schema::{self, Draft};

/// The file that a behaviour stands in.
#[derive(Clone, Copy, Debug)]
pub(super) enum Home<'d> {
    /// A file of `behaviours/`.
    Shared,
    /// The file of the code of this name.
    Code(Option<&'d Text>),
}

/// A behaviour as written, and where it stands.
pub(super) type Housed<'d> = (Home<'d>, &'d schema::rule::Behaviour);

impl Checker<'_> {
    /// Reports names of rules that are ill formed or used twice.
    pub(super) fn check_rule_ids(&mut self, draft: &Draft) {
        let own = draft.codes.iter().flat_map(|code| &code.behaviours);
        let rules = draft.behaviours.iter().chain(own).flat_map(|behaviour| &behaviour.rules);
        let scope = draft.scope.iter().flat_map(|scope| &scope.rules);
        let ids = rules.chain(scope).filter_map(|rule| rule.id.as_ref()).collect();
        define("rule", ids, &mut self.report);
    }

    /// A behaviour as meant.
    pub(super) fn behaviour(&mut self, (home, written): Housed<'_>) -> Behaviour {
        let speaks_for = match home {
            Home::Shared => None,
            Home::Code(_) => written.points.as_ref(),
        };
        if let (Home::Shared, Some(points)) = (home, &written.points) {
            let message = "points that speak for no code: this file is of no code";
            let help = "write `evidence = [{ code = \"…\", points = … }]`";
            self.report.add(points.place, "points-without-code", message, help);
        }
        for points in written.rules.iter().filter_map(|rule| rule.points.as_ref()) {
            self.check_rule_points(speaks_for, points);
        }
        Behaviour {
            id: written.id.as_ref().map(|id| id.value.clone()).unwrap_or_default(),
            title: self.said(written.title.as_ref()),
            citation: self.citation(&written.citation),
            home: match home {
                Home::Code(Some(code)) => self.code_id(code),
                Home::Code(None) | Home::Shared => None,
            },
            rules: written.rules.iter().map(|rule| self.rule(rule)).collect(),
        }
    }

    fn check_rule_points(&mut self, speaks_for: Option<&Number>, points: &Number) {
        if speaks_for.is_none() {
            let message = "points of a rule whose behaviour has none";
            let help = "only a behaviour in the file of a code, with `points`, may have rules with other points";
            self.report.add(points.place, "points-without-code", message, help);
        } else if speaks_for.is_some_and(|own| own.value.signum() * points.value.signum() < 0) {
            let message = "the behaviour speaks for the code and this rule against it, or the other way round";
            let help = "make it a behaviour of its own";
            self.report.add(points.place, "points-change-sign", message, help);
        }
    }

    /// A rule as meant.
    pub(super) fn rule(&mut self, written: &schema::rule::Rule) -> Rule {
        let conditions = [&written.any, &written.all, &written.then];
        if conditions.iter().all(|list| list.is_empty()) && written.regex.is_none() {
            let message = "a rule that looks for nothing";
            let help = "add `any`, `all`, `then` or `regex`";
            self.report.add(written.place, "rule-without-condition", message, help);
        }
        let otherwise = match written.then.as_slice() {
            [] => Within::Clause,
            _ => Within::Observation,
        };
        let named_within = written.within.as_ref().is_some_and(|within| within.value == "sentence");
        let exceptions = written.unless.iter().filter_map(|unless| unless.id.as_ref());
        define("exception", exceptions.collect(), &mut self.report);
        Rule {
            id: written.id.as_ref().map(|id| id.value.clone()).unwrap_or_default(),
            any: self.patterns(&written.any).into(),
            all: self.patterns(&written.all).into(),
            then: self.patterns(&written.then).into(),
            regex: self.regex(written.regex.as_ref()),
            within: self.within(written.within.as_ref(), otherwise),
            gaps_cross_clauses: named_within,
            unless: written.unless.iter().map(|unless| self.exception(unless)).collect(),
            speaker: self.speakers(&written.speaker),
            topic: written.topic,
            carries: written.carries.iter().filter_map(|name| self.modifier_id(name)).collect(),
            points: written.points.as_ref().map(|points| self.points(Some(points))),
            examples: self.rule_examples(written).into(),
        }
    }

    fn exception(&mut self, written: &schema::rule::Exception) -> Exception {
        Exception {
            id: written.id.as_ref().map(|id| id.value.clone()).unwrap_or_default(),
            any: self.patterns(&written.any),
            within: self.within(written.within.as_ref(), Within::Sentence),
            reason: self.said(written.reason.as_ref()),
        }
    }

    /// Reports a key that is there and may not be.
    pub(super) fn must_not_have(&mut self, there: Option<Place>, message: &str, help: &str) {
        if let Some(place) = there {
            self.report.add(place, "misplaced-key", message, help);
        }
    }
}
