//! The classifier: compiled rules, and the way from an observation or a case to an assessment.
//!
//! Knows nothing of how any stage does its work. Invariant: it holds no state that one assessment
//! could leave for the next, so that it can be shared between threads.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use crate::assessment::{
    Assessment, BehaviourFinding, Explained, OutsideScope, Receipt, SCHEMA, Stance, Suppressed,
};
use crate::codebook::{Codebook, Example};
use crate::course::{self, Excuse};
#[cfg(feature = "calibrate")]
use crate::evidence::Account;
use crate::evidence::{Ledger, Place, Scales, Seen};
use crate::judgement::{self, CODED, View};
use crate::matcher::{Matcher, Reading, Withheld, Withholder};
use crate::observation::{About, Context, Observation};
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
    /// That of what was asked for without a setting.
    receipt: Arc<Receipt>,
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
    ///
    /// They come compiled: the first use takes a few thousandths of a second.
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Classifier> = LazyLock::new(|| {
            let codebook = Codebook::builtin();
            let matcher = Matcher::builtin().unwrap_or_else(|| Matcher::new(&codebook));
            Classifier::with_matcher(codebook, matcher)
        });
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
        Self::with_matcher(codebook, matcher)
    }

    fn with_matcher(codebook: Codebook, matcher: Matcher) -> Self {
        let scales = Scales::new(&codebook);
        let receipt = Receipt {
            pack: codebook.pack.id.as_str().into(),
            version: codebook.pack.version.as_str().into(),
            hash: codebook.pack.hash.as_str().into(),
            layers: match codebook.layers() {
                [_] => Arc::default(),
                _ => Arc::clone(&codebook.history.layers),
            },
            engine: env!("CARGO_PKG_VERSION").into(),
            context: Context::default(),
        };
        Self {
            codebook: Arc::new(codebook),
            matcher: Arc::new(matcher),
            scales: Arc::new(scales),
            receipt: Arc::new(receipt),
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

    /// The rules that it was compiled from: what the identifiers in a result mean.
    ///
    /// ```
    /// use pushback::Classifier;
    ///
    /// let codebook = Classifier::builtin().codebook();
    /// let (_, behaviour) = codebook.behaviour("session_cancelled").expect("there is one");
    /// println!("The text {}", behaviour.title);
    /// assert!(codebook.response("weigh_real_cost").is_some());
    /// ```
    pub fn codebook(&self) -> &Codebook {
        &self.codebook
    }

    /// How many bytes of memory the compiled rules take, about: the tables in which texts are
    /// looked up, without what is shown to people.
    ///
    /// ```
    /// use pushback::Classifier;
    ///
    /// assert!(Classifier::builtin().table_bytes() < 32 << 20);
    /// ```
    pub fn table_bytes(&self) -> usize {
        self.matcher.bytes()
    }

    /// Assesses one observation.
    ///
    /// Behaviours that the rules do not know are listed in the result and change nothing else.
    ///
    /// ```
    /// use pushback::{Classifier, Observation, Strength};
    ///
    /// let text = "Coaching is for people who can’t cope.";
    /// let assessment = Classifier::builtin().assess(&Observation::coachee(text));
    /// let dismissal = assessment.code("dismissal").expect("it stands");
    /// assert_eq!(dismissal.strength, Strength::Strong);
    /// // Every piece of evidence has its points, its source and, where it has one, its place.
    /// let place = dismissal.evidence[0].span.expect("words told it");
    /// assert!(text[place.range()].starts_with("Coaching is for people"));
    /// ```
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
        let mut desk = Desk::default();
        desk.take(self, (observation, 0), &observation.context, true, scratch);
        let mut assessment = self.close(desk, observation);
        assessment.id.clone_from(&observation.id);
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
    pub(crate) fn rule_id(&self, rule: RuleId) -> &str {
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
#[derive(Clone, Debug, Default)]
pub(crate) struct Desk {
    pub(crate) ledger: Ledger,
    pub(crate) behaviours: Vec<BehaviourFinding>,
    pub(crate) suppressed: Vec<Suppressed>,
    pub(crate) outside: Option<OutsideScope>,
}

impl Desk {
    /// Reads an observation, which has a number, and enters what it shows.
    pub(crate) fn take(
        &mut self,
        classifier: &Classifier,
        (observation, at): (&Observation, usize),
        of_case: &Context,
        single: bool,
        scratch: &mut Scratch,
    ) {
        let reading = &mut scratch.0;
        let about = observation.about.or((!single).then_some(About::Coaching));
        classifier.matcher.read(observation, about, reading);
        let number = (!single).then_some(at);
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
        if !single {
            let setting = observation.context.or(of_case);
            if setting != *of_case {
                self.ledger.settings.insert(at, setting);
            }
        }
        let place = Place {
            session: observation.session.unwrap_or_default(),
            observation: at,
            speaker: observation.speaker,
        };
        let before = self.ledger.seen.len();
        let (codebook, matcher) = (&classifier.codebook, &classifier.matcher);
        Scales::enter(codebook, matcher, (observation, reading), place, &mut self.ledger);
        let seen = self.ledger.seen.iter().skip(before);
        self.behaviours.extend(seen.filter_map(|seen| classifier.shown(seen, single)));
        let withheld = reading.withheld.iter();
        self.suppressed.extend(withheld.map(|withheld| classifier.suppressed(withheld, number)));
        if single {
            self.behaviours.sort_by_key(|finding| (finding.span.is_none(), finding.span));
            self.suppressed.sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
        }
    }
}

impl Desk {
    /// Adds what was read in another observation.
    pub(crate) fn absorb(&mut self, other: &Self) {
        self.ledger.absorb(&other.ledger);
        self.behaviours.extend_from_slice(&other.behaviours);
        self.suppressed.extend_from_slice(&other.suppressed);
        if self.outside.is_none() {
            self.outside.clone_from(&other.outside);
        }
    }
}

impl Classifier {
    pub(crate) fn scales(&self) -> &Scales {
        &self.scales
    }

    /// What one observation gives each code, before it is judged.
    #[cfg(feature = "calibrate")]
    pub(crate) fn weighed(
        &self,
        observation: &Observation,
        scratch: &mut Scratch,
    ) -> (Ledger, Vec<Account>) {
        let mut desk = Desk::default();
        desk.take(self, (observation, 0), &observation.context, true, scratch);
        let accounts = match desk.outside {
            Some(_) => Vec::new(),
            None => self.scales.weigh(&self.codebook, &desk.ledger, &observation.context),
        };
        (desk.ledger, accounts)
    }

    /// The same reading of texts, judged by rules that differ from these in points and thresholds
    /// alone.
    #[cfg(feature = "calibrate")]
    pub(crate) fn with_points_of(&self, codebook: Codebook) -> Self {
        let scales = Arc::new(Scales::new(&codebook));
        Self { codebook: Arc::new(codebook), scales, ..self.clone() }
    }

    pub(crate) fn matcher(&self) -> &Matcher {
        &self.matcher
    }

    /// What made a result in this setting.
    pub(crate) fn receipt(&self, context: &Context) -> Arc<Receipt> {
        let of_all = &self.receipt;
        if *context == of_all.context {
            return Arc::clone(of_all);
        }
        Arc::new(Receipt { context: context.clone(), ..Receipt::clone(of_all) })
    }

    /// A behaviour that was seen, as it is shown.
    pub(crate) fn shown(&self, seen: &Seen, single: bool) -> Option<BehaviourFinding> {
        let behaviour = self.codebook.behaviours.get(seen.behaviour.index())?;
        Some(BehaviourFinding {
            behaviour: behaviour.id.clone(),
            title: behaviour.title.clone(),
            rule: seen.rule.map_or(CODED, |rule| self.rule_id(rule)).to_owned(),
            observation: (!single).then_some(seen.place.observation),
            span: seen.span,
        })
    }

    /// An act that is explained away, as it is shown.
    pub(crate) fn explained<'l>(
        &self,
        excuse: &Excuse,
        single: bool,
        seen: impl Fn((u32, usize)) -> Option<&'l Seen>,
    ) -> Option<Explained> {
        let (act, by) = (seen(excuse.act)?, seen(excuse.by)?);
        let name = |seen: &Seen| {
            self.codebook.behaviours.get(seen.behaviour.index()).map(|known| known.id.clone())
        };
        let number = |seen: &Seen| (!single).then_some(seen.place.observation);
        Some(Explained {
            behaviour: name(act)?,
            observation: number(act),
            by: name(by)?,
            by_observation: number(by),
            reason: self.codebook.harmless.get(excuse.harmless)?.reason.clone(),
        })
    }

    /// Judges what one observation shows.
    fn close(&self, mut desk: Desk, observation: &Observation) -> Assessment {
        let codebook = &self.codebook;
        let context = &observation.context;
        let receipt = self.receipt(context);
        if desk.outside.is_some() {
            return Assessment { outside_scope: desk.outside, ..empty(receipt) };
        }
        if desk.ledger.is_empty() {
            let (suppressed, unknown) = (desk.suppressed, desk.ledger.unknown);
            return Assessment { suppressed, unknown_behaviours: unknown, ..empty(receipt) };
        }
        let excuses = course::excuses(codebook, &BTreeMap::from([(0, &desk.ledger)]));
        desk.ledger.explained = excuses.iter().map(|excuse| excuse.act.1).collect();
        let of_desk = |(_, at): (u32, usize)| desk.ledger.seen.get(at);
        let explained = excuses.iter().filter_map(|e| self.explained(e, true, of_desk)).collect();
        let accounts = self.scales.weigh(codebook, &desk.ledger, context);
        let view = View {
            ledger: &desk.ledger,
            accounts: &accounts,
            single: true,
            sessions: 1,
            faded: &[],
            found: false,
        };
        let judgement = judgement::judge(codebook, &self.scales, view);
        let stance = judgement::stance(codebook, view, &judgement);
        let ask = judgement::ask(codebook, &judgement, stance, &[]);
        let shown = desk.ledger.telling().map(|(_, seen)| seen.behaviour).collect();
        let to_answer = response::Case {
            codes: &judgement.codes,
            stance,
            findings: &[],
            shown: &shown,
            context,
            speaker: observation.speaker,
        };
        let responses = response::respond(codebook, to_answer);
        Assessment {
            avoid: response::avoid(codebook, to_answer),
            codes: judgement.codes,
            hints: judgement.hints,
            stance,
            behaviours: desk.behaviours,
            suppressed: desk.suppressed,
            responses,
            ask,
            explained,
            unknown_behaviours: desk.ledger.unknown,
            ..empty(receipt)
        }
    }
}

/// An assessment in which nothing was found.
pub(crate) fn empty(receipt: Arc<Receipt>) -> Assessment {
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
        avoid: Vec::new(),
        ask: Vec::new(),
        findings: Vec::new(),
        explained: Vec::new(),
        faded: Vec::new(),
        stance_evidence: Vec::new(),
        timeline: Vec::new(),
        unknown_behaviours: Vec::new(),
        receipt,
    }
}

impl Classifier {
    /// What was withheld, as it is told.
    pub(crate) fn suppressed(&self, withheld: &Withheld, observation: Option<usize>) -> Suppressed {
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
