//! Lays a pack on those below it: what is new is added, and what `layer.toml` says is changed.
//!
//! Knows nothing of what a change means for a judgement. Invariant: nothing is changed or taken
//! away without a record of it, and the words of distress and the modifiers stay.

mod merge;
mod parts;

use std::collections::BTreeSet;

use crate::check::layer::merge::merge;
use crate::check::layer::parts::{find_code, find_rule, points_of, setting};
use crate::codebook::{Change, History, Part};
use crate::diagnostic::{Found, Place, Report, quoted};
use crate::schema::fields::{Number, Text};
use crate::schema::layer::{
    Additions, BehaviourChange, CodeChange, Disabled, FewerTerms, Layer, MoreCues, MoreEvidence,
    MoreOccasions, MoreRules, MoreTerms, PointsChange, ResponseChange, SettingChange, Switch,
    Switches,
};
use crate::schema::rule::Share;
use crate::schema::{Draft, FileKind};

pub(super) use crate::check::layer::parts::{NAMED, former, known};

/// What is switched off.
pub(super) type Off = BTreeSet<(Part, String)>;

/// What lies on one another so far.
pub(super) struct Pile<'p, 'f> {
    pub(super) draft: Draft,
    pub(super) history: History,
    pub(super) report: &'p mut Report<'f>,
    /// What is switched off.
    off: Off,
    /// The place of the uppermost layer.
    layer: usize,
}

impl<'p, 'f> Pile<'p, 'f> {
    /// A pile of one pack.
    pub(super) fn new(lowest: Draft, report: &'p mut Report<'f>) -> Self {
        let history = History::default();
        Self { draft: lowest, history, report, off: Off::new(), layer: 0 }
    }

    /// Lays the next pack on top.
    pub(super) fn lay(&mut self, mut upper: Draft) {
        self.layer += 1;
        let changes = upper.layer.take();
        if upper.indicators.is_some() {
            self.record((Part::Indicators, "indicators", "all"), (None, None), None);
        }
        merge(&mut self.draft, upper);
        if let Some((_, changes)) = changes {
            self.change(changes);
        }
    }

    /// All of them together, without what is switched off, and what that is.
    pub(super) fn settle(mut self, layer_of: &dyn Fn(Place) -> usize) -> (Draft, History, Off) {
        if let Some((place, _)) = self.draft.layer.take() {
            let message = "`layer.toml` changes the pack below, and there is none";
            let help = "add `extends = \"core-en\"` to `pack.toml`, or take the file away";
            self.report.add(place, "layer-on-nothing", message, help);
        }
        if self.layer > 0 {
            self.history.made = parts::made(&self.draft, layer_of);
        }
        parts::switch_off(&mut self.draft, &self.off);
        (self.draft, self.history, self.off)
    }

    fn change(&mut self, changes: Layer) {
        let Layer { add, disable, enable, r#override } = changes;
        self.add(add);
        self.disable(&disable);
        self.switch(&enable.0, true);
        r#override.rules.iter().for_each(|change| self.set_points(Part::Rule, change));
        r#override.evidence.iter().for_each(|change| self.set_points(Part::Evidence, change));
        r#override.modifiers.iter().for_each(|change| self.set_points(Part::Modifier, change));
        r#override.behaviours.into_iter().for_each(|change| self.change_behaviour(change));
        r#override.codes.into_iter().for_each(|change| self.change_code(change));
        r#override.responses.into_iter().for_each(|change| self.change_response(change));
        r#override.settings.iter().for_each(|change| self.change_setting(change));
    }

    fn add(&mut self, more: Additions) {
        more.concepts.into_iter().for_each(|more| self.add_terms(more));
        more.behaviours.into_iter().for_each(|more| self.add_rules(more));
        more.codes.into_iter().for_each(|more| self.add_evidence(more));
        more.responses.into_iter().for_each(|more| self.add_occasions(more));
        more.modifiers.into_iter().for_each(|more| self.add_cues(more));
    }

    fn add_terms(&mut self, more: MoreTerms) {
        let Some(id) = self.target(Part::Concept, more.id.as_ref()) else { return };
        let terms: Vec<&str> = more.terms.iter().map(|term| term.value.as_str()).collect();
        self.record((Part::Concept, &id, "terms"), (None, Some(terms.join(", "))), None);
        if let Some(concept) = parts::find_concept(&mut self.draft, &id) {
            concept.terms.extend(more.terms);
        }
    }

    fn add_rules(&mut self, more: MoreRules) {
        self.refuse_empty(more.place, more.rules.is_empty() && more.evidence.is_empty());
        let Some(id) = self.target(Part::Behaviour, more.id.as_ref()) else { return };
        for share in &more.evidence {
            let told = (None, Some(parts::told(share)));
            self.record((Part::Behaviour, &id, "evidence"), told, None);
        }
        if let Some(behaviour) = parts::find_behaviour(&mut self.draft, &id) {
            behaviour.evidence.extend(more.evidence);
            behaviour.rules.extend(more.rules);
        }
    }

    fn add_evidence(&mut self, more: MoreEvidence) {
        let texts = more.include.is_empty() && more.exclude.is_empty();
        let questions = more.ask.is_empty() && more.contrast.is_empty();
        let signs = more.evidence.is_empty() && more.behaviours.is_empty();
        self.refuse_empty(more.place, texts && questions && signs);
        let Some(id) = self.target(Part::Code, more.id.as_ref()) else { return };
        for evidence in &more.evidence {
            let own = evidence.id.as_ref().map(|id| id.value.clone());
            self.record((Part::Code, &id, "evidence"), (None, own), None);
        }
        if let Some(code) = find_code(&mut self.draft, &id) {
            code.include.extend(more.include);
            code.exclude.extend(more.exclude);
            code.ask.extend(more.ask);
            code.contrast.extend(more.contrast);
            code.evidence.extend(more.evidence);
            code.behaviours.extend(more.behaviours);
        }
    }

    fn add_occasions(&mut self, more: MoreOccasions) {
        self.refuse_empty(more.place, more.when.is_empty() && more.never.is_empty());
        let Some(id) = self.target(Part::Response, more.id.as_ref()) else { return };
        for (key, count) in [("when", more.when.len()), ("never", more.never.len())] {
            if count > 0 {
                let told = (None, Some(format!("{count} more")));
                self.record((Part::Response, &id, key), told, None);
            }
        }
        if let Some(response) = parts::find_response(&mut self.draft, &id) {
            response.when.extend(more.when);
            response.never.extend(more.never);
        }
    }

    fn add_cues(&mut self, more: MoreCues) {
        self.refuse_empty(more.place, more.cues.is_empty());
        let Some(id) = self.target(Part::Modifier, more.id.as_ref()) else { return };
        let told = (None, Some(format!("{} more", more.cues.len())));
        self.record((Part::Modifier, &id, "cue"), told, None);
        if let Some(modifier) = parts::find_modifier(&mut self.draft, &id) {
            modifier.cues.extend(more.cues);
        }
    }

    fn disable(&mut self, disabled: &Disabled) {
        self.switch(&disabled.parts, false);
        for FewerTerms { id, terms, reason } in &disabled.terms {
            let Some(id) = self.target(Part::Concept, id.as_ref()) else { continue };
            for term in terms {
                let Some(concept) = parts::find_concept(&mut self.draft, &id) else { continue };
                let known: Vec<String> =
                    concept.terms.iter().map(|term| term.value.clone()).collect();
                concept.terms.retain(|known| known.value != term.value);
                if known.contains(&term.value) {
                    let gone = (Some(term.value.clone()), None);
                    self.record((Part::Concept, &id, "terms"), gone, reason.as_ref());
                } else {
                    self.report.add_unknown(
                        (term.place, &term.value),
                        "unknown-term",
                        format!("{} has no term {}", quoted(&id), quoted(&term.value)),
                        known.iter().map(String::as_str),
                        "write a term as it stands in the concept",
                    );
                }
            }
        }
    }

    fn switch(&mut self, switches: &Switches, on: bool) {
        let all = [
            (Part::Rule, &switches.rules),
            (Part::Behaviour, &switches.behaviours),
            (Part::Code, &switches.codes),
            (Part::Evidence, &switches.evidence),
            (Part::Response, &switches.responses),
            (Part::Finding, &switches.findings),
        ];
        for (part, list) in all {
            for Switch { id, reason } in list {
                if let Some(id) = id.as_ref().filter(|id| part == Part::Rule && self.is_scope(id)) {
                    let message = format!("{} keeps words of distress apart", quoted(&id.value));
                    let help = "take this out: what is outside the scope stays outside";
                    self.report.add(id.place, "scope-stays", message, help);
                    continue;
                }
                let Some(name) = self.target(part, id.as_ref()) else { continue };
                let was_off = self.off.contains(&(part, name.clone()));
                if let Some(id) = id.as_ref().filter(|_| was_off != on) {
                    let state = if on { "not disabled" } else { "disabled already" };
                    let message = format!("{} is {state}", quoted(&id.value));
                    self.report.add(id.place, "changes-nothing", message, "take this out");
                    continue;
                }
                let told = (Some((!on).to_string()), Some(on.to_string()));
                self.record((part, &name, "enabled"), told, reason.as_ref());
                if on {
                    self.off.remove(&(part, name));
                } else {
                    self.off.insert((part, name));
                }
            }
        }
    }

    fn set_points(&mut self, part: Part, change: &PointsChange) {
        let Some(id) = self.target(part, change.id.as_ref()) else { return };
        let Some(points) = &change.points else { return };
        let own = match part {
            Part::Rule => find_rule(&mut self.draft, &id).map(|rule| &mut rule.points),
            Part::Evidence => parts::find_evidence(&mut self.draft, &id).map(|one| &mut one.points),
            _ => parts::find_modifier(&mut self.draft, &id).map(|one| &mut one.points),
        };
        let Some(own) = own else { return };
        let before = own.replace(points.clone()).or_else(|| points_of(&self.draft, &id));
        self.record_number((part, &id, "points"), (before, points), change.reason.as_ref());
    }

    fn change_behaviour(&mut self, change: BehaviourChange) {
        let nothing = change.title.is_none() && change.points.is_none();
        self.refuse_empty(change.place, nothing && change.evidence.is_empty());
        let Some(id) = self.target(Part::Behaviour, change.id.as_ref()) else { return };
        let reason = change.reason.as_ref();
        for share in change.evidence {
            self.set_share(&id, share, reason);
        }
        let Some(behaviour) = parts::find_behaviour(&mut self.draft, &id) else { return };
        let title = change.title.map(|new| (behaviour.title.replace(new.clone()), new));
        let points = change.points.map(|new| (behaviour.points.replace(new.clone()), new));
        if let Some((before, new)) = title {
            self.record_text((Part::Behaviour, &id, "title"), (before, &new), reason);
        }
        if let Some((before, new)) = points {
            self.record_number((Part::Behaviour, &id, "points"), (before, &new), reason);
        }
    }

    /// Sets the points that a behaviour is worth for a code or one of its kinds.
    fn set_share(&mut self, id: &str, new: Share, reason: Option<&Text>) {
        let Some(code) = self.target(Part::Code, new.code.as_ref()) else { return };
        let Some(behaviour) = parts::find_behaviour(&mut self.draft, id) else { return };
        let kind = |share: &Share| share.kind.as_ref().map(|kind| kind.value.clone());
        let same =
            |share: &&mut Share| parts::is(share.code.as_ref(), &code) && kind(share) == kind(&new);
        if let Some(share) = behaviour.evidence.iter_mut().find(same) {
            let before = Some(parts::told(share));
            let after = Some(parts::told(&new));
            share.points = new.points;
            self.record((Part::Behaviour, id, "evidence"), (before, after), reason);
        } else if let Some(text) = &new.code {
            let message =
                format!("{} does not say it is evidence for {}", quoted(id), quoted(&code));
            let help =
                "add it under `[[add.behaviour]]`; for the code of its own file, write `points`";
            self.report.add(text.place, "unknown-evidence", message, help);
        }
    }

    fn change_code(&mut self, change: CodeChange) {
        let CodeChange { place, id, title, definition, alternative, threshold, reason } = change;
        let texts = [("title", title), ("definition", definition), ("alternative", alternative)];
        let nothing = texts.iter().all(|(_, text)| text.is_none());
        self.refuse_empty(place, nothing && threshold.is_none());
        let Some(id) = self.target(Part::Code, id.as_ref()) else { return };
        for (key, new) in texts.into_iter().filter_map(|(key, text)| Some((key, text?))) {
            let Some(code) = find_code(&mut self.draft, &id) else { return };
            let own = match key {
                "title" => &mut code.title,
                "definition" => &mut code.definition,
                _ => &mut code.alternative,
            };
            let before = own.replace(new.clone());
            self.record_text((Part::Code, &id, key), (before, &new), reason.as_ref());
        }
        let Some(code) = find_code(&mut self.draft, &id) else { return };
        if let Some(new) = threshold {
            let before = code.threshold.replace(new.clone());
            self.record_number((Part::Code, &id, "threshold"), (before, &new), reason.as_ref());
        }
    }

    fn change_response(&mut self, change: ResponseChange) {
        let ResponseChange { place, id, title, r#do, say, avoid, watch_for, when, reason } = change;
        let texts = [("title", title), ("do", r#do), ("say", say), ("avoid", avoid)];
        let texts = texts.into_iter().chain([("watch_for", watch_for)]);
        let texts: Vec<(&'static str, Text)> =
            texts.filter_map(|(key, text)| Some((key, text?))).collect();
        self.refuse_empty(place, texts.is_empty() && when.is_empty());
        let Some(id) = self.target(Part::Response, id.as_ref()) else { return };
        for (key, new) in texts {
            let Some(response) = parts::find_response(&mut self.draft, &id) else { return };
            let own = match key {
                "title" => &mut response.title,
                "do" => &mut response.r#do,
                "say" => &mut response.say,
                "avoid" => &mut response.avoid,
                _ => &mut response.watch_for,
            };
            let before = own.replace(new.clone());
            self.record_text((Part::Response, &id, key), (before, &new), reason.as_ref());
        }
        let Some(response) = parts::find_response(&mut self.draft, &id) else { return };
        if !when.is_empty() {
            let told = |count| Some(format!("{count} in all"));
            let (before, after) = (told(response.when.len()), told(when.len()));
            response.when = when;
            self.record((Part::Response, &id, "when"), (before, after), reason.as_ref());
        }
    }

    fn change_setting(&mut self, change: &SettingChange) {
        let (Some(id), Some(value)) = (&change.id, &change.value) else { return };
        let reason = change.reason.as_ref();
        let before = setting(&mut self.draft, &id.value).map(|own| own.replace(value.clone()));
        match before {
            Some(before) => {
                self.record_number((Part::Setting, &id.value, "value"), (before, value), reason);
            }
            None if self.draft.broken.contains(&FileKind::Pack) => {}
            None => self.report.add_unknown(
                (id.place, &id.value),
                "unknown-setting",
                format!("`pack.toml` has no number called {}", quoted(&id.value)),
                parts::SETTINGS.iter().copied(),
                &format!("write {}", crate::diagnostic::listed(parts::SETTINGS)),
            ),
        }
    }

    /// The name, as it is now, of what a change is about; where there is nothing of that name, that
    /// is reported.
    fn target(&mut self, part: Part, id: Option<&Text>) -> Option<String> {
        let id = id?;
        let known = known(&self.draft, part);
        if known.iter().any(|(name, _)| *name == id.value) {
            return Some(id.value.clone());
        }
        let renamed =
            known.iter().find(|(_, former)| former.iter().any(|old| old.value == id.value));
        if let Some((name, _)) = renamed {
            let name = (*name).to_owned();
            self.report.warn(renamed_warning(part.name(), id, &name));
            return Some(name);
        }
        if !parts::homes(part).iter().any(|kind| self.draft.broken.contains(kind)) {
            let known: Vec<String> = known.iter().map(|(name, _)| (*name).to_owned()).collect();
            self.report.add_unknown(
                (id.place, &id.value),
                parts::slug(part),
                format!("no {} below is called {}", part.name(), quoted(&id.value)),
                known.iter().map(String::as_str),
                "name one of a layer below, as `pushback list` shows them; what is new stands in a \
                 file of its own",
            );
        }
        None
    }

    fn is_scope(&self, id: &Text) -> bool {
        let rules = self.draft.scope.iter().flat_map(|scope| &scope.rules);
        rules.filter_map(|rule| rule.id.as_ref()).any(|known| known.value == id.value)
    }

    fn refuse_empty(&mut self, place: Place, empty: bool) {
        if empty {
            let help = "write what is to be otherwise, or take it out";
            self.report.add(place, "changes-nothing", "a change that changes nothing", help);
        }
    }

    fn record_number(
        &mut self,
        what: (Part, &str, &'static str),
        (before, after): (Option<Number>, &Number),
        reason: Option<&Text>,
    ) {
        let before = before.map(|number| number.value.to_string());
        self.record(what, (before, Some(after.value.to_string())), reason);
    }

    fn record_text(
        &mut self,
        what: (Part, &str, &'static str),
        (before, after): (Option<Text>, &Text),
        reason: Option<&Text>,
    ) {
        self.record(what, (before.map(|text| text.value), Some(after.value.clone())), reason);
    }

    fn record(
        &mut self,
        (part, id, key): (Part, &str, &'static str),
        (from, to): (Option<String>, Option<String>),
        reason: Option<&Text>,
    ) {
        let reason = reason.map(|reason| reason.value.clone());
        let (id, layer) = (id.to_owned(), self.layer);
        self.history.changes.push(Change { part, id, key, from, to, layer, reason });
    }
}

/// That something is called by a name that it no longer has.
pub(super) fn renamed_warning(what: &str, old: &Text, new: &str) -> Found {
    Found {
        place: old.place,
        slug: "renamed",
        message: format!("the {what} {} is called {} now", quoted(&old.value), quoted(new)),
        help: format!("write `{new}`"),
    }
}
