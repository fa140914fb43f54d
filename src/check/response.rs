//! Responses and their occasions, as meant.
//!
//! Knows nothing of how responses are ranked. Invariant: an occasion has a condition, and names
//! codes, kinds, findings and readings that exist.

use crate::check::Checker;
use crate::check::code::FAMILIES;
use crate::check::value::RANK;
use crate::codebook::{BehaviourId, Occasion, Response};
use crate::diagnostic::{listed, quoted};
use crate::schema;
use crate::schema::fields::Text;

impl Checker<'_> {
    /// A response as meant.
    pub(super) fn response(&mut self, written: &schema::response::Response) -> Response {
        if let (Some(id), []) = (&written.id, written.when.as_slice()) {
            let message = format!("{} is offered on no occasion", quoted(&id.value));
            self.report.add(id.place, "missing-key", message, "add `[[response.when]]`");
        }
        Response {
            id: written.id.as_ref().map(|id| id.value.clone()).unwrap_or_default(),
            title: self.said(written.title.as_ref()),
            r#do: self.said(written.r#do.as_ref()),
            say: self.said(written.say.as_ref()),
            avoid: self.said(written.avoid.as_ref()),
            watch_for: written.watch_for.as_ref().map(|text| self.said(Some(text))),
            citation: self.citation(&written.citation),
            when: written.when.iter().map(|occasion| self.when(occasion)).collect(),
            never: written.never.iter().map(|occasion| self.never(occasion)).collect(),
        }
    }

    fn when(&mut self, written: &schema::response::Occasion) -> Occasion {
        if written.rank.is_none() {
            let message = "an occasion without `rank`";
            let help = "add `rank = …`, from 1 to 100; higher is offered earlier";
            self.report.add(written.place, "missing-key", message, help);
        }
        let rank = self.number("rank", written.rank.as_ref(), RANK);
        Occasion { rank, ..self.occasion(written) }
    }

    fn never(&mut self, written: &schema::response::Occasion) -> Occasion {
        let there = written.rank.as_ref().map(|rank| rank.place);
        self.must_not_have(there, "a rank for what is not offered", "take it out");
        self.occasion(written)
    }

    fn occasion(&mut self, written: &schema::response::Occasion) -> Occasion {
        let setting = self.setting(Some(&written.setting));
        let nothing =
            written.code.is_none() && written.family.is_none() && written.finding.is_none();
        let lists = [&written.with, &written.without, &written.stance, &written.behaviour];
        if nothing && lists.iter().all(|list| list.is_empty()) {
            let message = "an occasion that asks for nothing that was read";
            let help = "add `code`, `family`, `finding`, `behaviour` or `stance`";
            self.report.add(written.place, "empty-occasion", message, help);
        }
        Occasion {
            code: written.code.as_ref().and_then(|code| self.code_id(code)),
            kind: self.kind_of_occasion(written),
            family: self.family_of_occasion(written),
            finding: written.finding.as_ref().and_then(|text| self.finding_name(text)),
            behaviour: self.named(&written.behaviour),
            without_behaviour: self.named(&written.without_behaviour),
            with: written.with.iter().filter_map(|code| self.code_id(code)).collect(),
            without: written.without.iter().filter_map(|code| self.code_id(code)).collect(),
            stance: written.stance.iter().filter_map(|text| self.stance(text)).collect(),
            setting,
            rank: 0,
        }
    }

    fn named(&mut self, names: &[Text]) -> Vec<BehaviourId> {
        names.iter().filter_map(|name| self.behaviour_id(name)).collect()
    }

    /// The name of a finding; where there is none of that name, that is reported.
    pub(super) fn finding_name(&mut self, name: &Text) -> Option<String> {
        let found = self.names.findings.resolve(&mut self.report, &name.value, name.place);
        found.map(|at| self.names.findings.name(at as usize).to_owned())
    }

    fn stance(&mut self, text: &Text) -> Option<String> {
        let stances = STANCES.map(|stance| (stance, stance));
        self.one_of("reading of the stance", text, &stances).map(str::to_owned)
    }

    fn kind_of_occasion(&mut self, written: &schema::response::Occasion) -> Option<String> {
        let kind = written.kind.as_ref()?;
        let Some(code) = &written.code else {
            let help = "add `code = \"…\"`: the code that has this kind";
            self.must_not_have(Some(kind.place), "`kind` without `code`", help);
            return None;
        };
        let code_name = self.names.codes.find_now(&code.value);
        let mut known: Vec<&str> = self.names.kinds_of(code_name).collect();
        if !known.is_empty() {
            known.push(UNDECIDED);
        }
        if !known.contains(&kind.value.as_str()) && self.names.codes.is_whole() {
            self.report.add_unknown(
                (kind.place, &kind.value),
                "unknown-kind",
                format!("{} has no kind {}", quoted(&code.value), quoted(&kind.value)),
                known.iter().copied(),
                &format!("write {}", listed(known.iter().copied())),
            );
        }
        Some(kind.value.clone())
    }

    fn family_of_occasion(
        &mut self,
        written: &schema::response::Occasion,
    ) -> Option<(String, u16)> {
        let Some(family) = &written.family else {
            let there = written.at_least.as_ref().map(|number| number.place);
            let help = "take it out, or add `family = \"…\"`";
            self.must_not_have(there, "`at_least` without `family`", help);
            return None;
        };
        let families = FAMILIES.map(|family| (family, family));
        let at_least = match &written.at_least {
            Some(_) => self.number("the number of codes", written.at_least.as_ref(), 1..=20),
            None => 1,
        };
        self.one_of("family", family, &families).map(|family| (family.to_owned(), at_least))
    }
}

/// The readings of the stance.
pub(super) const STANCES: [&str; 4] = ["autonomy", "reactance", "mixed", "undetermined"];
/// The kind of a code none of whose kinds is decided.
const UNDECIDED: &str = "undetermined";
