//! The classifier: compiled rules, and the way from an observation or a case to an assessment.
//!
//! Knows nothing of how any stage does its work. Invariant: it holds no state that one assessment
//! could leave for the next, so that it can be shared between threads.

use std::sync::{Arc, LazyLock};

use crate::assessment::{
    Assessment, BehaviourFinding, OutsideScope, Receipt, SCHEMA, Session, SessionCode, Stance,
    Suppressed,
};
use crate::codebook::{Codebook, Example};
use crate::evidence::{Ledger, Place, Scales};
use crate::judgement::{self, CODED};
use crate::matcher::{Matcher, Reading, Withheld, Withholder};
use crate::observation::{About, Case, Context, Observation};
use crate::response;
use crate::rule::RuleId;

/// Rules, compiled and ready to assess. Cheap to share: it is `Send` and `Sync`, and assessing
/// changes nothing in it.
///
/// ```
/// use pushback::{Classifier, Observation};
///
/// let classifier = Classifier::builtin();
/// let assessment = classifier.assess(&Observation::coachee(
///     "Honestly, coaching is for people who can’t cope. I’m doing fine.",
/// ));
/// assert_eq!(assessment.codes[0].code, "dismissal");
/// assert_eq!(assessment.responses[0].response, "reframe_as_capability");
/// ```
#[derive(Clone, Debug)]
pub struct Classifier {
    codebook: Arc<Codebook>,
    matcher: Arc<Matcher>,
    scales: Arc<Scales>,
    receipt: Receipt,
}

/// Memory for assessing, reused from one text to the next.
///
/// With it, reading a text that comes near no rule asks for no memory at all, once the first
/// few texts have been read. See [`Classifier::assess_with`].
#[derive(Clone, Default)]
pub struct Scratch(Reading);

impl std::fmt::Debug for Scratch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scratch").finish_non_exhaustive()
    }
}

impl Scratch {
    /// How many steps the search for patterns has taken with this scratch: a measure of work that
    /// does not hang on the machine.
    pub fn steps(&self) -> u64 {
        self.0.steps()
    }
}

impl Classifier {
    /// The classifier of the built-in rules, compiled on first use and shared from then on.
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Classifier> =
            LazyLock::new(|| Classifier::new(Codebook::builtin()));
        &BUILTIN
    }

    /// Compiles a codebook.
    ///
    /// ```no_run
    /// use pushback::{Classifier, Codebook};
    ///
    /// # fn main() -> Result<(), pushback::LoadError> {
    /// let classifier = Classifier::new(Codebook::load("my-rules")?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(codebook: Codebook) -> Self {
        let matcher = Matcher::new(&codebook);
        let scales = Scales::new(&codebook);
        let receipt = Receipt {
            pack: codebook.pack.id.as_str().into(),
            version: codebook.pack.version.as_str().into(),
            hash: codebook.pack.hash.as_str().into(),
            engine: env!("CARGO_PKG_VERSION").into(),
            context: Context::default(),
        };
        Self {
            codebook: Arc::new(codebook),
            matcher: Arc::new(matcher),
            scales: Arc::new(scales),
            receipt,
        }
    }

    /// The same rules, with a code listed as a hint from this many per cent of its threshold on, in
    /// place of what the rules say. Which codes stand is the same.
    ///
    /// At 0 every code that anything speaks for is listed: a look at how far a text was from it.
    ///
    /// ```
    /// use pushback::{Classifier, Observation};
    ///
    /// let said = Observation::coachee("Coaching? Let me think about it.");
    /// let usual = Classifier::builtin();
    /// let near = usual.clone().with_hints_from(0);
    /// assert_eq!(near.assess(&said).codes, usual.assess(&said).codes);
    /// assert!(near.assess(&said).hints.len() >= usual.assess(&said).hints.len());
    /// ```
    #[must_use]
    pub fn with_hints_from(mut self, per_cent: u16) -> Self {
        Arc::make_mut(&mut self.codebook).pack.hint = per_cent;
        self
    }

    /// The rules that it was compiled from.
    pub fn codebook(&self) -> &Codebook {
        &self.codebook
    }

    /// Assesses one observation.
    ///
    /// Behaviours that the rules do not know are listed in the result and change nothing else.
    pub fn assess(&self, observation: &Observation) -> Assessment {
        self.assess_with(observation, &mut Scratch::default())
    }

    /// Assesses one observation with memory that is reused.
    ///
    /// ```
    /// use pushback::{Classifier, Observation, Scratch};
    ///
    /// let classifier = Classifier::builtin();
    /// let mut scratch = Scratch::default();
    /// for text in ["Shall we start?", "Stop telling me how to do my job."] {
    ///     let assessment = classifier.assess_with(&Observation::coachee(text), &mut scratch);
    ///     println!("{}", assessment.codes.len());
    /// }
    /// ```
    pub fn assess_with(&self, observation: &Observation, scratch: &mut Scratch) -> Assessment {
        let mut desk = Desk::new(self, &observation.context, true);
        desk.take(observation, 0, scratch);
        let mut assessment = desk.close(observation.speaker);
        assessment.id.clone_from(&observation.id);
        assessment
    }

    /// Assesses a case: the same over all its observations, with a timeline.
    ///
    /// Every observation of a case is taken to come from coaching. Order is by session; the order
    /// of arrival changes nothing but the numbers by which evidence names the observations.
    ///
    /// ```
    /// use pushback::{Case, Classifier, Observation};
    ///
    /// let case = Case::new([
    ///     Observation::coachee("I’ve got no time for this at the moment.").in_session(1),
    ///     Observation::default().behaviour("time_found_elsewhere").in_session(2),
    /// ]);
    /// let assessment = Classifier::builtin().assess_case(&case);
    /// assert_eq!(assessment.timeline.len(), 2);
    /// ```
    pub fn assess_case(&self, case: &Case) -> Assessment {
        let mut scratch = Scratch::default();
        let mut desk = Desk::new(self, &case.context, false);
        let mut order: Vec<usize> = (0..case.observations.len()).collect();
        order.sort_by_key(|at| case.observations.get(*at).and_then(|o| o.session));
        let mut sessions: Vec<(u32, Vec<usize>)> = Vec::new();
        for at in order {
            let Some(observation) = case.observations.get(at) else { continue };
            let session = observation.session.unwrap_or_default();
            match sessions.last_mut().filter(|(last, _)| *last == session) {
                Some((_, of_session)) => of_session.push(at),
                None => sessions.push((session, vec![at])),
            }
        }
        let mut timeline = Vec::new();
        for (session, of_session) in sessions {
            let mut of_desk = Desk::new(self, &case.context, false);
            for at in of_session {
                if let Some(observation) = case.observations.get(at) {
                    of_desk.take(observation, at, &mut scratch);
                }
            }
            timeline.push(of_desk.session(session));
            desk.absorb(of_desk);
        }
        let mut assessment = desk.close(None);
        if assessment.outside_scope.is_none() {
            assessment.timeline = timeline;
        }
        assessment.id.clone_from(&case.id);
        assessment
    }

    /// Whether a modifier has a hold on a stretch of an example.
    pub(crate) fn is_held(
        &self,
        modifier: &str,
        example: &Example,
        mark: crate::Span,
        scratch: &mut Scratch,
    ) -> bool {
        let held = self.matcher.held((&example.text, example.speaker), mark, &mut scratch.0);
        held.iter().any(|id| {
            self.codebook.modifiers.get(id.index()).is_some_and(|found| found.id == modifier)
        })
    }

    /// The name of a rule by its number.
    fn rule_id(&self, rule: RuleId) -> &str {
        if let Some(rule) = self.scales.rule(rule, &self.codebook) {
            return &rule.id;
        }
        let of_behaviours = self.scales.rules();
        let of_scope = (rule as usize).checked_sub(of_behaviours);
        let rule = of_scope.and_then(|at| self.codebook.scope.rules.get(at));
        rule.map_or("", |rule| &rule.id)
    }
}

/// Where what was read in one or more observations is put together.
struct Desk<'c> {
    classifier: &'c Classifier,
    context: Context,
    single: bool,
    ledger: Ledger,
    behaviours: Vec<BehaviourFinding>,
    suppressed: Vec<Suppressed>,
    outside: Option<OutsideScope>,
}

impl<'c> Desk<'c> {
    fn new(classifier: &'c Classifier, context: &Context, single: bool) -> Self {
        Self {
            classifier,
            context: context.clone(),
            single,
            ledger: Ledger::default(),
            behaviours: Vec::new(),
            suppressed: Vec::new(),
            outside: None,
        }
    }

    /// Reads an observation and enters what it shows.
    fn take(&mut self, observation: &Observation, at: usize, scratch: &mut Scratch) {
        let classifier = self.classifier;
        let reading = &mut scratch.0;
        let about = observation.about.or((!self.single).then_some(About::Coaching));
        classifier.matcher.read(observation, about, reading);
        let number = (!self.single).then_some(at);
        if let Some((rule, span)) = reading.outside {
            let scope = &classifier.codebook.scope;
            self.outside.get_or_insert_with(|| OutsideScope {
                rule: classifier.rule_id(rule).to_owned(),
                observation: number,
                span,
                say: scope.say.clone(),
                source: scope.citation.source.clone(),
            });
        }
        if !self.single {
            let setting = observation.context.or(&self.context);
            if setting != self.context {
                self.ledger.settings.insert(at, setting);
            }
        }
        let place = Place {
            session: observation.session.unwrap_or_default(),
            observation: at,
            speaker: observation.speaker,
        };
        let before = self.ledger.seen.len();
        Scales::enter(&classifier.codebook, observation, reading, place, &mut self.ledger);
        for seen in self.ledger.seen.iter().skip(before) {
            let Some(behaviour) = classifier.codebook.behaviours.get(seen.behaviour.index()) else {
                continue;
            };
            self.behaviours.push(BehaviourFinding {
                behaviour: behaviour.id.clone(),
                title: behaviour.title.clone(),
                rule: seen.rule.map_or(CODED, |rule| classifier.rule_id(rule)).to_owned(),
                observation: number,
                span: seen.span,
            });
        }
        let withheld = reading.withheld.iter();
        self.suppressed.extend(withheld.map(|withheld| classifier.suppressed(withheld, number)));
        if self.single {
            self.behaviours.sort_by_key(|finding| (finding.span.is_none(), finding.span));
            self.suppressed.sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
        }
    }

    /// Adds what stands on another desk.
    fn absorb(&mut self, other: Self) {
        self.ledger.seen.extend(other.ledger.seen);
        self.ledger.met.extend(other.ledger.met);
        self.ledger.settings.extend(other.ledger.settings);
        self.ledger.unknown.extend(other.ledger.unknown);
        self.behaviours.extend(other.behaviours);
        self.suppressed.extend(other.suppressed);
        self.outside = self.outside.take().or(other.outside);
    }

    /// What stands in one session.
    fn session(&self, session: u32) -> Session {
        let Classifier { codebook, scales, .. } = self.classifier;
        let accounts = scales.weigh(codebook, &self.ledger, &self.context);
        let judgement = judgement::judge(codebook, scales, &self.ledger, &accounts, false);
        let codes = judgement.codes.iter().chain(&judgement.hints);
        Session {
            session,
            codes: codes
                .map(|finding| SessionCode {
                    code: finding.code.clone(),
                    strength: finding.strength,
                })
                .collect(),
            stance: judgement::stance(codebook, &accounts).reading,
        }
    }

    /// Judges what was entered.
    fn close(self, speaker: Option<crate::Speaker>) -> Assessment {
        let Classifier { codebook, scales, receipt, .. } = self.classifier;
        let receipt = Receipt { context: self.context.clone(), ..receipt.clone() };
        if self.outside.is_some() {
            return Assessment { outside_scope: self.outside, ..empty(receipt) };
        }
        if self.ledger.seen.is_empty() && self.ledger.met.is_empty() {
            let (suppressed, unknown) = (self.suppressed, self.ledger.unknown);
            return Assessment { suppressed, unknown_behaviours: unknown, ..empty(receipt) };
        }
        let accounts = scales.weigh(codebook, &self.ledger, &self.context);
        let judgement = judgement::judge(codebook, scales, &self.ledger, &accounts, self.single);
        let stance = judgement::stance(codebook, &accounts);
        let ask = judgement::ask(codebook, &judgement, stance);
        let to_answer = response::Case {
            codes: &judgement.codes,
            stance,
            findings: &[],
            context: &self.context,
            speaker,
        };
        let responses = response::respond(codebook, to_answer);
        Assessment {
            codes: judgement.codes,
            hints: judgement.hints,
            stance,
            behaviours: self.behaviours,
            suppressed: self.suppressed,
            responses,
            ask,
            unknown_behaviours: self.ledger.unknown,
            ..empty(receipt)
        }
    }
}

fn empty(receipt: Receipt) -> Assessment {
    Assessment {
        schema: SCHEMA,
        id: None,
        outside_scope: None,
        codes: Vec::new(),
        hints: Vec::new(),
        stance: Stance {
            reading: crate::assessment::Reading::Undetermined,
            autonomy: 0,
            reactance: 0,
        },
        behaviours: Vec::new(),
        suppressed: Vec::new(),
        responses: Vec::new(),
        ask: Vec::new(),
        findings: Vec::new(),
        timeline: Vec::new(),
        unknown_behaviours: Vec::new(),
        receipt,
    }
}

impl Classifier {
    fn suppressed(&self, withheld: &Withheld, observation: Option<usize>) -> Suppressed {
        let behaviours = &self.codebook.behaviours;
        let behaviour = withheld.behaviour.and_then(|behaviour| behaviours.get(behaviour.index()));
        let by = match withheld.by {
            Withholder::Modifier(modifier) => {
                let modifier = self.codebook.modifiers.get(modifier.index());
                modifier.map(|modifier| modifier.id.as_str())
            }
            Withholder::Exception(at) => {
                let rule = self.scales.rule(withheld.rule, &self.codebook);
                rule.and_then(|rule| rule.unless.get(at)).map(|exception| exception.id.as_str())
            }
            Withholder::Topic => Some("topic"),
        };
        Suppressed {
            rule: self.rule_id(withheld.rule).to_owned(),
            behaviour: behaviour.map(|behaviour| behaviour.id.clone()).unwrap_or_default(),
            observation,
            span: withheld.span,
            by: by.unwrap_or_default().to_owned(),
            cue: withheld.cue,
        }
    }
}
