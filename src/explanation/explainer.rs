//! Putting an explanation together.
//!
//! Knows nothing of how a rule or a code is diagnosed. Invariant: it changes nothing in the
//! classifier, and what it reads is read by the classifier's own matcher.

use std::collections::{BTreeMap, BTreeSet};

use crate::Classifier;
use crate::assessment::Assessment;
use crate::codebook::{Behaviour, CodeId, Codebook, Rule};
use crate::course;
use crate::evidence::{Ledger, Place, Scales};
use crate::explanation::codes::{Weighed, speaks_for};
use crate::explanation::conditions::{Diagnosis, Tried};
use crate::explanation::ground::Ground;
use crate::explanation::nearest::Seeker;
use crate::explanation::{Asked, Explanation, RuleExplanation, SCHEMA, Verdict, reading};
use crate::matcher::Reading;
use crate::observation::{About, Observation};
use crate::rule::RuleId;

/// Explains what a classifier makes of texts. Making one takes about as long as assessing two
/// thousand texts, to see how common the words of the rules are; keep it for the next text.
///
/// ```
/// use pushback::explanation::Verdict;
/// use pushback::{Asked, Classifier, Explainer, Observation};
///
/// let explainer = Explainer::new(Classifier::builtin());
/// let said = Observation::coachee("I don’t think coaching is for people who can’t cope.");
/// let explanation = explainer.explain(&said, &Asked::rule("dismissal.for_those_who_fail"));
/// let rule = explanation.rule("dismissal.for_those_who_fail").expect("it was asked for");
/// assert_eq!(rule.verdict, Verdict::Suppressed);
/// assert_eq!(rule.suppressed[0].by, "negated");
/// ```
#[derive(Clone, Debug)]
pub struct Explainer<'c> {
    classifier: &'c Classifier,
    ground: Ground,
    /// The rules by their numbers, each with its behaviour.
    rules: Vec<(&'c Rule, Option<&'c Behaviour>)>,
}

impl<'c> Explainer<'c> {
    /// Prepares to explain what this classifier makes of texts.
    pub fn new(classifier: &'c Classifier) -> Self {
        let codebook = classifier.codebook();
        let behaviours = codebook.behaviours.iter();
        let rules = behaviours.flat_map(|of| of.rules.iter().map(move |rule| (rule, Some(of))));
        let of_scope = codebook.scope.rules.iter().map(|rule| (rule, None));
        Self {
            classifier,
            ground: Ground::new(codebook, classifier.matcher()),
            rules: rules.chain(of_scope).collect(),
        }
    }

    /// Explains what is made of one observation by itself. Names that the rules do not know are
    /// passed over.
    ///
    /// ```
    /// use pushback::{Asked, Classifier, Explainer, Observation};
    ///
    /// let explainer = Explainer::new(Classifier::builtin());
    /// let said = Observation::coachee("I’ll see whether I have the time.");
    /// let explanation = explainer.explain(&said, &Asked::code("time"));
    /// let time = explanation.code("time").expect("it was asked for");
    /// assert!(time.short > 0, "so many points it was short of standing");
    /// ```
    pub fn explain(&self, observation: &Observation, asked: &Asked) -> Explanation {
        let (codebook, matcher) = (self.classifier.codebook(), self.classifier.matcher());
        let assessment = self.classifier.assess(observation);
        let mut read = Reading::default();
        matcher.read(observation, observation.about, &mut read);
        let ledger = entered(self.classifier, observation, &read);
        let told = reading::told((codebook, matcher), &self.ground, observation, &mut read);
        let mut sight = Sight {
            explainer: self,
            observation,
            topic: told.topic.open,
            outside: assessment.outside_scope.is_some(),
            read,
        };
        let rules = self.wanted_rules(asked, &assessment);
        let rules =
            rules.into_iter().filter_map(|rule| Some(sight.diagnose(rule, false)?.told)).collect();
        let codes = self.wanted_codes(asked, &assessment).into_iter();
        let weighed = Weighed::new(self.classifier, observation, &assessment, ledger);
        let codes = codes.filter_map(|code| {
            let mut told = weighed.code(code, &sight.read)?;
            let asked = asked.codes.contains(&told.code);
            if asked && told.short > 0 && !sight.outside {
                told.nearest = weighed.nearest(code, &mut sight);
                told.unused = Weighed::unused(&told.nearest, &self.ground, &sight.read);
            }
            Some(told)
        });
        let codes = codes.collect();
        Explanation {
            schema: SCHEMA,
            reading: told,
            outside_scope: assessment.outside_scope,
            rules,
            codes,
            receipt: assessment.receipt,
        }
    }

    /// The rules to tell of, by their identifiers.
    fn wanted_rules(&self, asked: &Asked, assessment: &Assessment) -> Vec<RuleId> {
        let shown = assessment.behaviours.iter().map(|shown| shown.rule.as_str());
        let set_aside = assessment.suppressed.iter().map(|set_aside| set_aside.rule.as_str());
        let outside = assessment.outside_scope.iter().map(|outside| outside.rule.as_str());
        let asked_for = asked.rules.iter().map(String::as_str);
        let named: BTreeSet<&str> =
            shown.chain(set_aside).chain(outside).chain(asked_for).collect();
        let mut wanted: Vec<(&str, RuleId)> = (self.rules.iter().zip(0..))
            .map(|((rule, _), number)| (rule.id.as_str(), number))
            .filter(|(id, _)| asked.every_rule || named.contains(id))
            .collect();
        wanted.sort_unstable();
        wanted.into_iter().map(|(_, number)| number).collect()
    }

    /// The codes to tell of: those for which there is anything, and those that were asked for.
    fn wanted_codes(&self, asked: &Asked, assessment: &Assessment) -> Vec<CodeId> {
        let found = assessment.codes.iter().chain(&assessment.hints).map(|found| &found.code);
        let mut wanted: Vec<&String> = found.collect();
        let codebook = self.classifier.codebook();
        // What a rule found is told of even where it comes to too little for a hint.
        let shown = assessment.behaviours.iter();
        let shown: Vec<&Behaviour> =
            shown.filter_map(|one| Some(codebook.behaviour(&one.behaviour)?.1)).collect();
        let spoken_for = codebook
            .codes
            .iter()
            .filter(|code| shown.iter().any(|behaviour| speaks_for(codebook, code, behaviour)));
        for code in spoken_for.map(|code| &code.id).chain(&asked.codes) {
            if !wanted.contains(&code) {
                wanted.push(code);
            }
        }
        let id = |name: &String| crate::codebook::position(&codebook.codes, name, |code| &code.id);
        wanted.into_iter().filter_map(id).map(CodeId).collect()
    }
}

impl Explanation {
    /// What is told of a rule; nothing where it found nothing and was not asked for.
    pub fn rule(&self, id: &str) -> Option<&RuleExplanation> {
        self.rules.iter().find(|rule| rule.rule == id)
    }

    /// What is told of a code; nothing where there is nothing for it and it was not asked for.
    pub fn code(&self, id: &str) -> Option<&crate::explanation::CodeExplanation> {
        self.codes.iter().find(|code| code.code == id)
    }
}

/// One observation, as it has been read.
pub(super) struct Sight<'s, 'c> {
    explainer: &'s Explainer<'c>,
    pub(super) observation: &'s Observation,
    topic: bool,
    outside: bool,
    pub(super) read: Reading,
}

impl Sight<'_, '_> {
    /// What became of a rule; briefly, only what it lacks.
    pub(super) fn diagnose(&mut self, number: RuleId, brief: bool) -> Option<Diagnosis> {
        let Explainer { classifier, ground, rules } = self.explainer;
        let (codebook, matcher) = (classifier.codebook(), classifier.matcher());
        let source = self.observation.text.as_str();
        let mut trace = matcher.trace(number, (source, self.topic), &mut self.read);
        let entry = rules.get(number as usize).copied();
        let outside = self.outside && entry.is_some_and(|(_, of)| of.is_some());
        if outside {
            trace.shown.clear();
            trace.withheld.clear();
        }
        let (rule, behaviour) = entry?;
        let withheld = trace.withheld.iter();
        let tried = Tried {
            rule,
            behaviour: behaviour.map(|of| of.id.clone()),
            trace: &trace,
            suppressed: withheld.map(|one| classifier.suppressed(one, None)).collect(),
            topic: self.topic,
            brief,
        };
        let seeker = Seeker::new(codebook, ground, (&self.read.text, self.read.mentions()));
        let mut diagnosis = tried.diagnose(codebook, &seeker);
        if outside {
            diagnosis.told.verdict = Verdict::OutsideScope;
        }
        Some(diagnosis)
    }

    /// The rules of some behaviours, by their numbers.
    pub(super) fn rules_of<'b>(
        &'b self,
        wanted: impl Fn(&Behaviour) -> bool + 'b,
    ) -> impl Iterator<Item = RuleId> + 'b {
        let rules = self.explainer.rules.iter().zip(0..);
        rules.filter(move |((_, of), _)| of.is_some_and(&wanted)).map(|(_, number)| number)
    }
}

/// What an observation shows, entered as it is where it is assessed.
fn entered(classifier: &Classifier, observation: &Observation, read: &Reading) -> Ledger {
    let (codebook, matcher) = (classifier.codebook(), classifier.matcher());
    let mut ledger = Ledger::default();
    Scales::enter(codebook, matcher, (observation, read), place(observation), &mut ledger);
    settle(codebook, &mut ledger);
    ledger
}

/// Takes out of the account what a harmless reason explains.
pub(super) fn settle(codebook: &Codebook, ledger: &mut Ledger) {
    let excuses = course::excuses(codebook, &BTreeMap::from([(0, &*ledger)]));
    ledger.explained = excuses.iter().map(|excuse| excuse.act.1).collect();
}

/// Where an observation stands that is read by itself.
pub(super) fn place(observation: &Observation) -> Place {
    Place {
        session: observation.session.unwrap_or_default(),
        observation: 0,
        speaker: observation.speaker,
    }
}

/// Whether the caller said that an observation is about coaching.
pub(super) fn is_about_coaching(observation: &Observation) -> bool {
    observation.about == Some(About::Coaching)
}
