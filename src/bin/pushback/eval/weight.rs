//! What a behaviour, seen by a rule, gives for a code.
//!
//! Knows nothing of settings, which may change it, nor of what it meets in a text. Invariant: the
//! points are those of the rules.

use std::collections::{BTreeMap, HashMap};

use pushback::Codebook;
use pushback::codebook::{Behaviour, Sign};

/// The points of all behaviours and rules.
#[derive(Debug)]
pub(crate) struct Weights<'c> {
    /// By behaviour, the points for each code; the most, where several pieces of evidence name it.
    behaviours: HashMap<&'c str, BTreeMap<&'c str, i32>>,
    /// The points of a rule in place of those of its behaviour, with the code that they are for.
    rules: HashMap<&'c str, (&'c str, i32)>,
}

impl<'c> Weights<'c> {
    pub(crate) fn of(codebook: &'c Codebook) -> Self {
        let mut behaviours: HashMap<&str, BTreeMap<&str, i32>> = HashMap::new();
        let mut rules = HashMap::new();
        for code in codebook.codes() {
            for evidence in code.evidence.iter().filter(|evidence| evidence.kind.is_none()) {
                let Sign::Behaviour(id) = evidence.sign else { continue };
                let Some(behaviour) = codebook.behaviours().get(id.index()) else { continue };
                let points = i32::from(evidence.points);
                let of = behaviours.entry(&behaviour.id).or_default();
                of.entry(&code.id).and_modify(|most| *most = points.max(*most)).or_insert(points);
                if evidence.id != behaviour.id {
                    continue;
                }
                let is_home = home(codebook, behaviour) == Some(code.id.as_str());
                for rule in behaviour.rules.iter().filter(|_| is_home) {
                    if let Some(points) = rule.points {
                        rules.insert(rule.id.as_str(), (code.id.as_str(), i32::from(points)));
                    }
                }
            }
        }
        Self { behaviours, rules }
    }

    /// What the behaviour, seen by this rule, gives for the code; nothing where it is no evidence.
    pub(crate) fn points(&self, behaviour: &str, rule: &str, code: &str) -> Option<i32> {
        let usual = self.behaviours.get(behaviour)?.get(code)?;
        let own = self.rules.get(rule).filter(|(of, _)| *of == code);
        Some(own.map_or(*usual, |(_, points)| *points))
    }

    /// The code that a behaviour is measured by, with its points: that of its file, or else the one
    /// that it says most for.
    pub(crate) fn code(
        &self,
        codebook: &'c Codebook,
        behaviour: &Behaviour,
    ) -> Option<(&'c str, i32)> {
        let codes = self.behaviours.get(behaviour.id.as_str())?;
        let own = home(codebook, behaviour).and_then(|home| codes.get_key_value(home));
        let most = || codes.iter().rev().max_by_key(|(_, points)| **points);
        let (code, points) = own.filter(|(_, points)| **points > 0).or_else(most)?;
        (*points > 0).then_some((*code, *points))
    }
}

fn home<'c>(codebook: &'c Codebook, behaviour: &Behaviour) -> Option<&'c str> {
    codebook.codes().get(behaviour.home?.index()).map(|code| code.id.as_str())
}
