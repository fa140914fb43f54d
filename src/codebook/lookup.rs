//! Looking things up in a codebook.
//!
//! Knows nothing of how any of it is used. Invariant: what is found under a name has that name.

use crate::codebook::{
    Behaviour, BehaviourId, Code, CodeId, Codebook, Concept, ConceptId, Fading, Finding, Harmless,
    Indicators, Lasting, Modifier, OneOff, Pack, Part, Response, Scope, Source, Words,
};

/// What a code's alternative, a hint or a suppressed mention is looked up by: find an entry of a
/// list that is sorted by identifier.
pub(crate) fn position<T>(list: &[T], id: &str, key: impl Fn(&T) -> &str) -> Option<u32> {
    list.binary_search_by(|item| key(item).cmp(id)).ok().and_then(|at| u32::try_from(at).ok())
}

impl Codebook {
    /// Who the rules are.
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// The passages that rules cite, by identifier.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// How words are read before any rule is held against them.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// The lexicon.
    pub fn concepts(&self) -> &[Concept] {
        &self.concepts
    }

    /// What takes force from a mention, or gives it.
    pub fn modifiers(&self) -> &[Modifier] {
        &self.modifiers
    }

    /// What can be shown.
    pub fn behaviours(&self) -> &[Behaviour] {
        &self.behaviours
    }

    /// What it can tell.
    pub fn codes(&self) -> &[Code] {
        &self.codes
    }

    /// What to do about it.
    pub fn responses(&self) -> &[Response] {
        &self.responses
    }

    /// What several sessions show together.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Reasons that take an act out of the account of a case.
    pub fn harmless(&self) -> &[Harmless] {
        &self.harmless
    }

    /// What lets a code fade from a case.
    pub fn fades(&self) -> &[Fading] {
        &self.fades
    }

    /// Codes from which later sessions take nothing.
    pub fn lasts(&self) -> &[Lasting] {
        &self.lasts
    }

    /// Acts that by themselves are no more than a hint.
    pub fn one_offs(&self) -> &[OneOff] {
        &self.one_offs
    }

    /// The indicators.
    pub fn indicators(&self) -> &Indicators {
        &self.indicators
    }

    /// Whether so many points are enough for a code to be hinted at.
    pub(crate) fn is_hinted(&self, code: CodeId, points: i32) -> bool {
        let threshold = self.codes.get(code.index()).map_or(i32::MAX, |c| i32::from(c.threshold));
        points > 0 && i64::from(points) * 100 >= i64::from(threshold) * i64::from(self.pack.hint)
    }

    /// The finding of this name.
    pub fn finding(&self, id: &str) -> Option<&Finding> {
        position(&self.findings, id, |finding| &finding.id)
            .and_then(|at| self.findings.get(at as usize))
    }

    /// The words on which nothing is classified.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The code of this name.
    pub fn code(&self, id: &str) -> Option<&Code> {
        position(&self.codes, id, |code| &code.id).and_then(|at| self.codes.get(at as usize))
    }

    /// The behaviour of this name, or that once had it, with its id.
    pub fn behaviour(&self, id: &str) -> Option<(BehaviourId, &Behaviour)> {
        let find = |id: &str| position(&self.behaviours, id, |behaviour| &behaviour.id);
        let at = find(id).or_else(|| find(self.renamed(Part::Behaviour, id)?))?;
        self.behaviours.get(at as usize).map(|behaviour| (BehaviourId(at), behaviour))
    }

    /// The response of this name.
    pub fn response(&self, id: &str) -> Option<&Response> {
        position(&self.responses, id, |response| &response.id)
            .and_then(|at| self.responses.get(at as usize))
    }

    /// The concept of this name.
    pub fn concept(&self, id: &str) -> Option<(ConceptId, &Concept)> {
        let at = position(&self.concepts, id, |concept| &concept.id)?;
        self.concepts.get(at as usize).map(|concept| (ConceptId(at), concept))
    }
}
