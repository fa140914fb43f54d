//! Findings over sessions and their small cases, as meant.
//!
//! Knows nothing of how sessions are followed. Invariant: a finding has exactly one course, names
//! what exists, and has an example in which it is made and one in which it is not.

use crate::check::Checker;
use crate::check::names::{define, sort_by_id};
use crate::codebook::{
    BehaviourId, CaseExample, Clue, CodeId, Course, Exemption, Fading, Finding, Harmless, Lasting,
    OneOff, Setting, Whenever,
};
use crate::diagnostic::{listed, quoted};
use crate::observation::{Context, Observation};
use crate::schema::fields::{Number, Text};
use crate::schema::finding::Findings;
use crate::schema::{self, Draft};

impl Checker<'_> {
    /// The findings, by their names.
    pub(super) fn findings(&mut self, draft: &Draft) -> Vec<Finding> {
        let Findings { made, harmless, fades, one_offs, lasts } = &draft.findings;
        let ids = harmless.iter().map(|one| &one.id);
        let ids = ids.chain(fades.iter().map(|one| &one.id));
        let ids = ids.chain(one_offs.iter().map(|one| &one.id));
        let ids = ids.chain(lasts.iter().map(|one| &one.id));
        define("rule over sessions", ids.flatten().collect(), &mut self.report);
        let sorted = sort_by_id(made, |finding| finding.id.as_ref());
        sorted.into_iter().filter_map(|finding| self.finding(draft, finding)).collect()
    }

    /// A finding as meant; nothing where it has no course.
    fn finding(&mut self, draft: &Draft, written: &schema::finding::Finding) -> Option<Finding> {
        let exceptions = written.unless.iter().filter_map(|unless| unless.id.as_ref());
        define("exception", exceptions.collect(), &mut self.report);
        for (key, list) in [("fires", &written.fires), ("silent", &written.silent)] {
            if list.is_empty() {
                let message = format!("a finding without a small case under `{key}`");
                let help = format!("add `[[finding.{key}]]` with `why` and `observations`");
                self.report.add(written.place, "missing-example", message, help);
            }
        }
        let fires = written.fires.iter().map(|example| (example, true));
        let examples = fires.chain(written.silent.iter().map(|example| (example, false)));
        let examples = examples.map(|(example, fires)| self.small_case(example, fires)).collect();
        Some(Finding {
            id: written.id.as_ref().map(|id| id.value.clone()).unwrap_or_default(),
            title: self.said(written.title.as_ref()),
            meaning: self.said(written.meaning.as_ref()),
            citation: self.citation(&written.citation),
            risk: self.all_said(&written.risk),
            alternative: self.said(written.alternative.as_ref()),
            ask: written.ask.iter().map(|ask| self.ask(ask)).collect(),
            when: self.setting(written.when.as_ref()),
            unless: written.unless.iter().map(|unless| self.exemption(draft, unless)).collect(),
            examples,
            course: self.course(draft, written)?,
        })
    }

    fn course(&mut self, draft: &Draft, written: &schema::finding::Finding) -> Option<Course> {
        let sorts = [
            ("repeats", written.repeats.is_some()),
            ("then", written.then.is_some()),
            ("shift", written.shift.is_some()),
            ("after", written.after.is_some()),
        ];
        let given = sorts.iter().filter(|(_, given)| *given).count();
        if given != 1 {
            let message = match given {
                0 => "a finding that looks for nothing".to_owned(),
                _ => "a finding with more than one course".to_owned(),
            };
            let help = format!("write exactly one of {}", listed(sorts.map(|(key, _)| key)));
            self.report.add(written.place, "finding-course", message, help);
            return None;
        }
        if let Some(repeats) = &written.repeats {
            return Some(Course::Repeats {
                of: self.clue(draft, repeats.of.as_ref()?),
                within: self.sessions(repeats.within.as_ref()),
                same: repeats.same,
            });
        }
        if let Some(then) = &written.then {
            if then.steps.len() < 2 {
                let message = "a course of fewer than two steps";
                let help = "add to `steps`, or write `repeats`";
                self.report.add(then.place, "finding-course", message, help);
            }
            let steps = then.steps.iter().map(|step| self.clue(draft, step)).collect();
            return Some(Course::Then { steps, within: self.sessions(then.within.as_ref()) });
        }
        if let Some(shift) = &written.shift {
            return Some(Course::Shift {
                from: self.clue(draft, shift.from.as_ref()?),
                to: self.clue(draft, shift.to.as_ref()?),
                within: self.sessions(shift.within.as_ref()),
            });
        }
        let after = written.after.as_ref()?;
        Some(Course::After {
            r#move: self.clue(draft, after.r#move.as_ref()?),
            follows: self.clue(draft, after.follows.as_ref()?),
            within: self.number("the number of sessions", after.within.as_ref(), 0..=1000),
            new: after.new,
        })
    }

    /// A number of sessions, where one is written.
    fn sessions(&mut self, number: Option<&Number>) -> u32 {
        self.number("the number of sessions", number, 1..=1000)
    }

    /// What is looked for in a session.
    fn clue(&mut self, draft: &Draft, written: &schema::finding::Clue) -> Clue {
        let there = [&written.code, &written.behaviour, &written.response];
        let nothing = there.iter().all(|list| list.is_empty());
        if nothing && written.family.is_none() && !written.observed {
            let message = "something that is looked for and not named";
            let help = "add `code`, `family`, `behaviour`, `response` or `observed = true`";
            self.report.add(written.place, "empty-clue", message, help);
        }
        let mut codes = self.code_ids(&written.code);
        if let Some(family) = &written.family {
            codes.extend(self.codes_of_family(draft, family));
        }
        codes.sort_unstable();
        codes.dedup();
        for kind in &written.kind {
            if !self.names.kinds().any(|known| known == kind.value || kind.value == UNDECIDED) {
                let known: Vec<String> = self.names.kinds().map(str::to_owned).collect();
                let known = || known.iter().map(String::as_str).chain([UNDECIDED]);
                let message = format!("no code has a kind {}", quoted(&kind.value));
                let help = format!("write {}", listed(known()));
                let at = (kind.place, kind.value.as_str());
                self.report.add_unknown(at, "unknown-kind", message, known(), &help);
            }
        }
        Clue {
            codes,
            kinds: written.kind.iter().map(|kind| kind.value.clone()).collect(),
            hinted: written.hinted,
            behaviours: self.behaviour_ids(&written.behaviour),
            responses: written.response.iter().filter_map(|id| self.response_name(id)).collect(),
            observed: written.observed,
            without: self.behaviour_ids(&written.without),
            without_codes: self.code_ids(&written.without_code),
            speaker: self.speakers(&written.speaker),
            times: match &written.times {
                Some(_) => self.number("the number of times", written.times.as_ref(), 1..=100),
                None => 1,
            },
        }
    }

    fn codes_of_family(&mut self, draft: &Draft, family: &Text) -> Vec<CodeId> {
        let of_family = |code: &&schema::code::Code| {
            code.family.as_ref().is_some_and(|known| known.value == family.value)
        };
        let named = draft.codes.iter().filter(of_family).filter_map(|code| code.id.as_ref());
        let ids: Vec<CodeId> =
            named.filter_map(|id| self.names.codes.find(&id.value)).map(CodeId).collect();
        if ids.is_empty() && self.names.codes.is_whole() {
            let message = format!("no code is of the family {}", quoted(&family.value));
            self.report.add(family.place, "unknown-value", message, "name a family with codes");
        }
        ids
    }

    fn exemption(&mut self, draft: &Draft, written: &schema::finding::Exemption) -> Exemption {
        let when = written.when.as_ref();
        Exemption {
            id: written.id.as_ref().map(|id| id.value.clone()).unwrap_or_default(),
            shown: match &written.shown {
                Some(clue) => self.clue(draft, clue),
                None => Clue::default(),
            },
            when: when
                .and_then(|text| self.one_of("time for an exception", text, &WHENEVER))
                .unwrap_or(Whenever::Session),
            reason: self.said(written.reason.as_ref()),
        }
    }

    /// A reason that takes an act out of the account.
    pub(super) fn harmless(&mut self, written: &schema::finding::Harmless) -> Harmless {
        Harmless {
            id: written.id.as_ref().map(|id| id.value.clone()).unwrap_or_default(),
            explains: self.behaviour_ids(&written.explains),
            by: self.behaviour_ids(&written.by),
            later: self.number("the number of sessions", written.later.as_ref(), 0..=10),
            reason: self.said(written.reason.as_ref()),
        }
    }

    /// What lets a code fade.
    pub(super) fn fading(&mut self, draft: &Draft, written: &schema::finding::Fading) -> Fading {
        Fading {
            id: written.id.as_ref().map(|id| id.value.clone()).unwrap_or_default(),
            codes: self.code_ids(&written.code),
            by: match &written.by {
                Some(clue) => self.clue(draft, clue),
                None => Clue::default(),
            },
            reason: self.said(written.reason.as_ref()),
        }
    }

    /// Codes from which later sessions take nothing.
    pub(super) fn lasting(&mut self, written: &schema::finding::Lasting) -> Lasting {
        Lasting {
            id: written.id.as_ref().map(|id| id.value.clone()).unwrap_or_default(),
            codes: self.code_ids(&written.code),
            reason: self.said(written.reason.as_ref()),
        }
    }

    /// Acts that are no more than a hint.
    pub(super) fn one_off(&mut self, written: &schema::finding::OneOff) -> OneOff {
        OneOff {
            id: written.id.as_ref().map(|id| id.value.clone()).unwrap_or_default(),
            codes: self.code_ids(&written.code),
            behaviours: self.behaviour_ids(&written.behaviour),
            times: self.number("the number of sessions", written.times.as_ref(), 2..=100),
            among: self.number("the number of sessions", written.among.as_ref(), 2..=100),
            reason: self.said(written.reason.as_ref()),
        }
    }

    fn small_case(&mut self, written: &schema::finding::Example, fires: bool) -> CaseExample {
        let why = self.said(written.why.as_ref());
        if written.observations.is_empty() {
            let message = "a small case without observations";
            let help = "add `observations = [{ session = 1, behaviours = [\"…\"] }]`";
            self.report.add(written.place, "missing-key", message, help);
        }
        if fires == written.sessions.is_empty() {
            let (message, help) = if fires {
                ("a small case that does not say which sessions show it", "add `sessions = […]`")
            } else {
                ("sessions that show what is not found", "take `sessions` out")
            };
            self.report.add(written.place, "missing-key", message, help);
        }
        let setting = self.setting(written.context.as_ref());
        let number = |number: &Number| u32::try_from(number.value).ok();
        CaseExample {
            why,
            context: context_of(&setting),
            observations: written.observations.iter().map(|seen| self.observed(seen)).collect(),
            sessions: fires.then(|| written.sessions.iter().filter_map(number).collect()),
            place: self.report.locate(written.place),
        }
    }

    fn observed(&mut self, written: &schema::finding::Observed) -> Observation {
        let mut speakers = self.speakers(written.speaker.as_slice());
        self.behaviour_ids(&written.behaviours);
        let own = |texts: &[Text]| texts.iter().map(|text| text.value.clone()).collect();
        Observation {
            speaker: speakers.pop(),
            text: written.text.as_ref().map(|text| text.value.clone()).unwrap_or_default(),
            behaviours: own(&written.behaviours),
            responses: written.responses.iter().filter_map(|id| self.response_name(id)).collect(),
            session: written
                .session
                .as_ref()
                .map(|number| self.number("session", Some(number), 1..=100_000)),
            ..Observation::default()
        }
    }

    fn code_ids(&mut self, names: &[Text]) -> Vec<CodeId> {
        names.iter().filter_map(|name| self.code_id(name)).collect()
    }

    fn behaviour_ids(&mut self, names: &[Text]) -> Vec<BehaviourId> {
        names.iter().filter_map(|name| self.behaviour_id(name)).collect()
    }

    fn response_name(&mut self, name: &Text) -> Option<String> {
        let found = self.names.responses.resolve(&mut self.report, &name.value, name.place);
        found.map(|at| self.names.responses.name(at as usize).to_owned())
    }
}

/// The setting of which a small case speaks: the first of each list.
fn context_of(setting: &Setting) -> Context {
    Context {
        coach: setting.coach.first().copied(),
        culture: setting.culture.first().copied(),
        stage: setting.stage.first().copied(),
        peers: setting.peers.first().copied(),
        subject: setting.subject.first().copied(),
        seniority: None,
    }
}

pub(super) const WHENEVER: [(&str, Whenever); 4] = [
    ("session", Whenever::Session),
    ("meanwhile", Whenever::Meanwhile),
    ("later", Whenever::Later),
    ("ever", Whenever::Ever),
];
/// The kind of a code none of whose kinds is decided.
const UNDECIDED: &str = "undetermined";
