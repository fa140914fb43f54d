//! Codes and the evidence for them, as meant.
//!
//! Knows nothing of how points are added up. Invariant: every piece of evidence is of one sort and
//! names what exists, and a culture never makes a negative reading.

use crate::check::Checker;
use crate::check::names::{define, sort_by_id};
use crate::check::rule::{Home, Housed};
use crate::codebook::{
    Ask, BehaviourId, Code, Contrast, Evidence, Kind, Means, Setting, Sign, Within,
};
use crate::diagnostic::{Place, listed, quoted};
use crate::schema;
use crate::schema::fields::Text;

impl Checker<'_> {
    /// The codes, by their names, with all that speaks for them.
    pub(super) fn codes(
        &mut self,
        written: &[schema::code::Code],
        behaviours: &[Housed<'_>],
    ) -> Vec<Code> {
        let evidence = written.iter().flat_map(|code| &code.evidence);
        let ids = evidence.filter_map(|evidence| evidence.id.as_ref()).collect();
        define("piece of evidence", ids, &mut self.report);
        let sorted = sort_by_id(written, |code| code.id.as_ref());
        let mut codes: Vec<Code> = sorted.into_iter().map(|code| self.code(code)).collect();
        for behaviour in behaviours {
            self.add_shares(&mut codes, behaviour);
        }
        for code in &mut codes {
            code.evidence.sort_by(|a, b| (&a.id, a.kind).cmp(&(&b.id, b.kind)));
        }
        codes
    }

    fn code(&mut self, written: &schema::code::Code) -> Code {
        let family = written.family.as_ref();
        let families = FAMILIES.map(|family| (family, family));
        let kinds = written.kinds.iter().filter_map(|kind| kind.id.as_ref());
        define("kind", kinds.collect(), &mut self.report);
        Code {
            id: written.id.as_ref().map(|id| id.value.clone()).unwrap_or_default(),
            family: family
                .and_then(|text| self.one_of("family", text, &families))
                .unwrap_or_default()
                .to_owned(),
            title: self.said(written.title.as_ref()),
            definition: self.said(written.definition.as_ref()),
            include: self.all_said(&written.include),
            exclude: self.all_said(&written.exclude),
            alternative: self.said(written.alternative.as_ref()),
            threshold: self.threshold(written.threshold.as_ref()),
            citation: self.citation(&written.citation),
            risk: self.all_said(&written.risk),
            ask: written.ask.iter().map(|ask| self.ask(ask)).collect(),
            contrast: self.contrasts(written),
            kinds: written.kinds.iter().map(|kind| self.kind(kind)).collect(),
            evidence: written
                .evidence
                .iter()
                .filter_map(|evidence| self.evidence(written, evidence))
                .collect(),
        }
    }

    pub(super) fn ask(&mut self, written: &schema::code::Ask) -> Ask {
        for reading in &written.separates {
            let kind = self.names.kinds().any(|kind| kind == reading.value);
            if !kind
                && self.names.codes.find(&reading.value).is_none()
                && self.names.codes.is_whole()
            {
                let known = self.names.codes.names().chain(self.names.kinds());
                let message = format!("no code or kind is called {}", quoted(&reading.value));
                let help = "name the readings that the answer would tell apart";
                let at = (reading.place, reading.value.as_str());
                self.report.add_unknown(at, "unknown-code", message, known, help);
            }
        }
        Ask {
            question: self.said(written.question.as_ref()),
            separates: written.separates.iter().map(|text| text.value.clone()).collect(),
            by: written
                .by
                .as_ref()
                .and_then(|text| self.one_of("way to an answer", text, &MEANS))
                .unwrap_or_default(),
        }
    }

    fn contrasts(&mut self, code: &schema::code::Code) -> Vec<Contrast> {
        let mut contrasts = Vec::new();
        for written in &code.contrast {
            let difference = self.said(written.difference.as_ref());
            let Some(with) = &written.with else { continue };
            if code.id.as_ref().is_some_and(|id| id.value == with.value) {
                let message = "a code is contrasted with itself";
                self.report.add(with.place, "contrast-with-itself", message, "name another code");
            }
            contrasts.extend(self.code_id(with).map(|with| Contrast { with, difference }));
        }
        contrasts
    }

    fn kind(&mut self, written: &schema::code::Kind) -> Kind {
        Kind {
            id: written.id.as_ref().map(|id| id.value.clone()).unwrap_or_default(),
            title: self.said(written.title.as_ref()),
            threshold: self.threshold(written.threshold.as_ref()),
        }
    }

    fn evidence(
        &mut self,
        code: &schema::code::Code,
        written: &schema::code::Evidence,
    ) -> Option<Evidence> {
        let kinds: Vec<&str> = code
            .kinds
            .iter()
            .filter_map(|kind| kind.id.as_ref())
            .map(|id| id.value.as_str())
            .collect();
        let kind = written.kind.as_ref().map(|kind| self.kind_of(kind, &kinds));
        let setting = match (&written.context, &written.when) {
            (Some(context), Some(_)) => {
                let help = "put all conditions into `context`";
                self.must_not_have(Some(written.place), "`when` beside `context`", help);
                Some(context)
            }
            (context, when) => context.as_ref().or(when.as_ref()),
        };
        let when = self.setting(setting);
        self.check_culture(code, written, &when);
        Some(Evidence {
            id: written.id.as_ref().map(|id| id.value.clone()).unwrap_or_default(),
            sign: self.sign(code, written)?,
            kind: kind.flatten(),
            when,
            points: self.points(written.points.as_ref()),
            reason: written.reason.as_ref().map(|reason| self.said(Some(reason))),
        })
    }

    /// The place of a kind among those of its code.
    fn kind_of(&mut self, kind: &Text, kinds: &[&str]) -> Option<usize> {
        let found = kinds.iter().position(|known| *known == kind.value);
        if found.is_none() && self.names.codes.is_whole() {
            self.report.add_unknown(
                (kind.place, &kind.value),
                "unknown-kind",
                format!("the code has no kind {}", quoted(&kind.value)),
                kinds.iter().copied(),
                &format!("write {}", listed(kinds.iter().copied())),
            );
        }
        found
    }

    fn check_culture(
        &mut self,
        code: &schema::code::Code,
        evidence: &schema::code::Evidence,
        setting: &Setting,
    ) {
        let is = |text: &Option<Text>, names: &[&str]| {
            text.as_ref().is_some_and(|text| names.contains(&text.value.as_str()))
        };
        let negative = is(&code.family, &NEGATIVE_FAMILIES) || is(&code.id, &NEGATIVE_CODES);
        let adds = evidence.points.as_ref().filter(|points| points.value > 0);
        if let Some(points) = adds.filter(|_| negative && !setting.culture.is_empty()) {
            let message = "a culture would add to a negative reading";
            let help =
                "give it points below 0: a culture may weaken such a reading and never make it";
            self.report.add(points.place, "culture-adds", message, help);
        }
    }

    fn sign(
        &mut self,
        code: &schema::code::Code,
        written: &schema::code::Evidence,
    ) -> Option<Sign> {
        let sorts = [
            ("behaviour", written.behaviour.is_some()),
            ("family", written.family.is_some()),
            ("field", !written.field.is_empty()),
            ("absent", !written.absent.is_empty()),
            ("context", written.context.is_some()),
            ("standing", !written.standing.is_empty()),
            ("finding", written.finding.is_some()),
        ];
        let given: Vec<&str> =
            sorts.iter().filter(|(_, given)| *given).map(|(key, _)| *key).collect();
        self.check_field_keys(written);
        let [sort] = given.as_slice() else {
            let all = listed(sorts.iter().map(|(key, _)| *key));
            let message = match given.as_slice() {
                [] => "evidence that looks for nothing".to_owned(),
                _ => format!("evidence of more than one sort: {}", given.join(", ")),
            };
            let help = format!("write exactly one of {all}");
            self.report.add(written.place, "evidence-sort", message, help);
            return None;
        };
        match *sort {
            "behaviour" => self.behaviour_id(written.behaviour.as_ref()?).map(Sign::Behaviour),
            "family" => Some(self.family_sign(code, written)),
            "field" => Some(self.field_sign(written)),
            "absent" => Some(Sign::Absent(
                written.absent.iter().filter_map(|name| self.concept_id(name)).collect(),
            )),
            "context" => Some(Sign::Context),
            "finding" => self.finding_name(written.finding.as_ref()?).map(Sign::Finding),
            _ => Some(self.standing_sign(written)),
        }
    }

    fn check_field_keys(&mut self, written: &schema::code::Evidence) {
        if written.field.is_empty() {
            let help = "take it out, or add `field = [\"…\"]`";
            let at_least = written.at_least.as_ref().map(|number| number.place);
            self.must_not_have(at_least, "`at_least` without `field`", help);
            let within = written.within.as_ref().map(|text| text.place);
            self.must_not_have(within, "`within` without `field`", help);
        } else if written.at_least.is_none() {
            let message = "a field without `at_least`";
            let help = "add `at_least = …`: how many of the concepts must be there";
            self.report.add(written.place, "missing-key", message, help);
        }
    }

    fn family_sign(&mut self, code: &schema::code::Code, written: &schema::code::Evidence) -> Sign {
        let most = i64::try_from(code.behaviours.len().max(1)).unwrap_or(i64::MAX);
        let what = "the number of different behaviours of this file";
        Sign::Family(self.number(what, written.family.as_ref(), 1..=most))
    }

    fn field_sign(&mut self, written: &schema::code::Evidence) -> Sign {
        let most = i64::try_from(written.field.len()).unwrap_or(i64::MAX);
        Sign::Field {
            concepts: written.field.iter().filter_map(|name| self.concept_id(name)).collect(),
            at_least: self.number("the number of concepts", written.at_least.as_ref(), 1..=most),
            within: self.within(written.within.as_ref(), Within::Observation),
        }
    }

    fn standing_sign(&mut self, written: &schema::code::Evidence) -> Sign {
        if written.kind.is_none() {
            let message = "a code would speak for another code by standing beside it";
            let help = "add `kind = \"…\"`: what stands beside a code may only tell its kind";
            self.report.add(written.place, "standing-without-kind", message, help);
        }
        Sign::Standing(written.standing.iter().filter_map(|name| self.code_id(name)).collect())
    }

    /// Adds what a behaviour says itself that it is evidence for.
    fn add_shares(&mut self, codes: &mut [Code], (home, behaviour): &Housed<'_>) {
        let Some(id) = &behaviour.id else { return };
        let Some(at) = self.names.behaviours.find(&id.value).map(BehaviourId) else {
            return;
        };
        let evidence = |kind, points| Evidence {
            id: id.value.clone(),
            sign: Sign::Behaviour(at),
            kind,
            when: Setting::default(),
            points,
            reason: None,
        };
        if let (Home::Code(Some(code)), Some(points)) = (home, &behaviour.points) {
            let share = evidence(None, self.points(Some(points)));
            self.add_share(codes, &code.value, share, points.place);
        }
        for share in &behaviour.evidence {
            let points = self.points(share.points.as_ref());
            let Some(code) = &share.code else { continue };
            let Some(found) = self.code_id(code) else { continue };
            let name = self.names.codes.name(found.index()).to_owned();
            let known = codes.iter().find(|known| known.id == name);
            let kinds: Vec<&str> =
                known.iter().flat_map(|code| &code.kinds).map(|kind| kind.id.as_str()).collect();
            let kind = share.kind.as_ref().map(|kind| self.kind_of(kind, &kinds));
            // A kind that is not known was reported and must not count for the code.
            if kind != Some(None) {
                self.add_share(codes, &name, evidence(kind.flatten(), points), code.place);
            }
        }
    }

    fn add_share(&mut self, codes: &mut [Code], code: &str, share: Evidence, place: Place) {
        let Some(code) = codes.iter_mut().find(|known| known.id == code) else {
            return;
        };
        let same = |other: &Evidence| (&other.id, other.kind) == (&share.id, share.kind);
        if code.evidence.iter().any(same) {
            let message =
                format!("{} is evidence for {} twice", quoted(&share.id), quoted(&code.id));
            let help = "write its points in one place";
            self.report.add(place, "duplicate-evidence", message, help);
        } else {
            code.evidence.push(share);
        }
    }
}

/// How answers are had.
pub(super) const MEANS: [(&str, Means); 3] =
    [("asking", Means::Asking), ("watching", Means::Watching), ("arranging", Means::Arranging)];
/// The families of codes.
pub(super) const FAMILIES: [&str; 5] = ["resistance", "stance", "pattern", "setting", "readiness"];
/// The families, and the codes of other families, to which a culture may not add.
const NEGATIVE_FAMILIES: [&str; 2] = ["resistance", "pattern"];
const NEGATIVE_CODES: [&str; 1] = ["reactance"];
