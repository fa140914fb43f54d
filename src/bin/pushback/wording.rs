//! What the identifiers in an assessment are called.
//!
//! Knows nothing of pages. Invariant: every identifier gets a wording; one that the rules do not
//! know is given as it is.

use pushback::codebook::Sign;
use pushback::{Advice, CodeFinding, Codebook, EvidenceFinding, Suppressed};

/// The wordings of some rules.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wording<'r>(pub(crate) &'r Codebook);

impl Wording<'_> {
    /// A code, a finding or a behaviour; or a kind, a stance or the like, which is called as it is
    /// written.
    pub(crate) fn code(self, id: &str) -> String {
        let code = self.0.code(id).map(|code| &code.title);
        let title = code.or_else(|| self.0.finding(id).map(|finding| &finding.title));
        let behaviour = || self.0.behaviour(id).map(|(_, behaviour)| &behaviour.title);
        title.or_else(behaviour).map_or_else(|| id.replace('_', " "), Clone::clone)
    }

    /// A code with its kind.
    pub(crate) fn finding(self, found: &CodeFinding) -> String {
        let title = self.code(&found.code);
        match &found.kind {
            None => title,
            Some(kind) => format!("{title} ({})", self.kind(&found.code, kind)),
        }
    }

    pub(crate) fn kind(self, code: &str, kind: &str) -> String {
        if kind == "undetermined" {
            return "kind undetermined".to_owned();
        }
        let kinds = self.0.code(code).map(|code| code.kinds.as_slice()).unwrap_or_default();
        let title =
            kinds.iter().find(|known| known.id == kind).map(|known| known.title.to_lowercase());
        title.unwrap_or_else(|| kind.to_owned())
    }

    pub(crate) fn behaviour(self, id: &str) -> Option<String> {
        self.0.behaviour(id).map(|(_, behaviour)| behaviour.title.clone())
    }

    /// What a piece of evidence is.
    pub(crate) fn evidence(self, code: &str, found: &EvidenceFinding) -> String {
        let behaviour =
            found.behaviour.as_deref().map(|id| self.behaviour(id).unwrap_or(id.to_owned()));
        behaviour.unwrap_or_else(|| self.because(code, &found.rule))
    }

    /// What a behaviour, a code or an evidence of this code is.
    pub(crate) fn because(self, code: &str, id: &str) -> String {
        let known = self.behaviour(id).or_else(|| self.0.code(id).map(|code| code.title.clone()));
        known.or_else(|| self.reason(code, id)).unwrap_or_else(|| {
            let words = id.rsplit_once('.').map_or(id, |(_, words)| words);
            words.replace('_', " ")
        })
    }

    /// The reason that the rules give for an evidence, or else what sort of sign it is.
    fn reason(self, code: &str, id: &str) -> Option<String> {
        let evidence = self.0.code(code)?.evidence.iter().find(|evidence| evidence.id == id)?;
        if let Some(reason) = &evidence.reason {
            return Some(reason.trim_end_matches('.').to_owned());
        }
        Some(match &evidence.sign {
            Sign::Family(2) => "two different signs of it".to_owned(),
            Sign::Family(least) => format!("{least} different signs of it"),
            Sign::Field { .. } => "telling words that stand together".to_owned(),
            Sign::Absent(_) => "nothing names what it would be about".to_owned(),
            Sign::Context => "the setting".to_owned(),
            Sign::Indicators => "small signs, added up".to_owned(),
            _ => return None,
        })
    }

    /// Why a mention was set aside.
    pub(crate) fn by(self, found: &Suppressed) -> String {
        self.set_aside(&found.behaviour, &found.rule, &found.by)
    }

    /// Why a mention that this rule of the behaviour saw was set aside by this.
    pub(crate) fn set_aside(self, behaviour: &str, rule: &str, by: &str) -> String {
        if by == "topic" {
            return "nothing says that coaching is the matter".to_owned();
        }
        let modifier = self.0.modifiers().iter().find(|modifier| modifier.id == by);
        let title = modifier.map(|modifier| modifier.title.clone());
        let exception = || self.exception(behaviour, rule, by);
        title.or_else(exception).unwrap_or_else(|| by.replace('_', " "))
    }

    fn exception(self, behaviour: &str, rule: &str, by: &str) -> Option<String> {
        let (_, behaviour) = self.0.behaviour(behaviour)?;
        let rule = behaviour.rules.iter().find(|known| known.id == rule)?;
        let exception = rule.unless.iter().find(|exception| exception.id == by)?;
        Some(exception.reason.trim_end_matches('.').to_owned())
    }

    /// Which codes, and the like, a response answers.
    pub(crate) fn answers(self, advice: &Advice) -> String {
        self.codes(&advice.because)
    }

    pub(crate) fn codes(self, ids: &[String]) -> String {
        ids.iter().map(|id| self.code(id)).collect::<Vec<_>>().join(", ")
    }

    /// Who the rules are, and what they are for.
    pub(crate) fn use_and_limits(self) -> String {
        let pack = &self.0.pack();
        let intended = pack.intended_use.trim().trim_end_matches('.');
        match pack.not_for.split_last() {
            None => format!("{intended}."),
            Some((last, [])) => format!("{intended}. Not for {last}."),
            Some((last, others)) => format!("{intended}. Not for {} or {last}.", others.join(", ")),
        }
    }
}
