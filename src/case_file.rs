//! Cases: what several sessions show together, kept so that one more observation costs little.
//!
//! Knows nothing of how an observation is read. Invariant: what it says hangs on the observations
//! that were added and not on the order in which they came, but for the numbers by which evidence
//! names them.

use std::collections::{BTreeMap, BTreeSet};

use crate::assessment::{Assessment, BehaviourFinding, FadedCode, Finding, Session, SessionCode};
use crate::classifier::{Classifier, Desk, Scratch, empty};
use crate::codebook::{BehaviourId, CodeId, Codebook};
use crate::course::{self, Excuse, Faded, Sight, Sitting, Standing};
use crate::evidence::{self, Ledger};
use crate::finding::{self, Found};
use crate::judgement::{self, CODED, View};
use crate::observation::{
    Case, CoachRole, Context, Culture, Observation, Peers, Speaker, Stage, Subject,
};
use crate::response;

/// A case that grows: each observation is read once, when it is added.
///
/// What was read is kept session by session, without the text. Adding an observation reads that
/// observation alone; assessing weighs anew the sessions that something was added to, and puts the
/// sessions together.
///
/// ```
/// use pushback::{CaseFile, Classifier, Context, Observation};
///
/// let mut file = CaseFile::new(Classifier::builtin(), Context::default());
/// file.add(&Observation::default().behaviour("feedback_welcomed").in_session(2));
/// file.add(&Observation::default().behaviour("feedback_dismissed").in_session(5));
/// let assessment = file.assess();
/// assert_eq!(assessment.findings[0].finding, "feedback_turn");
/// assert_eq!(assessment.findings[0].sessions, [2, 5]);
/// ```
#[derive(Clone, Debug)]
pub struct CaseFile {
    classifier: Classifier,
    id: Option<String>,
    context: Context,
    sessions: BTreeMap<u32, Kept>,
    count: usize,
    scratch: Scratch,
}

/// One session, as it was read and judged.
#[derive(Clone, Debug, Default)]
struct Kept {
    /// What each observation showed, in an order that hangs on what they are and not on when they
    /// came.
    read: Vec<(u64, Desk)>,
    /// All of it together; nothing where something was added since.
    desk: Option<Desk>,
    /// Responses that the coach made, each with its observation.
    responses: Vec<(String, usize)>,
    /// What stands in it; nothing where it has to be weighed anew.
    judged: Option<Judged>,
}

impl Kept {
    fn put_together(&mut self) {
        if self.desk.is_none() {
            let mut desk = Desk::default();
            for (_, read) in &self.read {
                desk.absorb(read);
            }
            desk.behaviours.sort_by_key(|shown| shown.observation);
            desk.suppressed.sort_by_key(|withheld| withheld.observation);
            self.desk = Some(desk);
            self.judged = None;
        }
    }

    fn ledger(&self) -> Option<&Ledger> {
        self.desk.as_ref().map(|desk| &desk.ledger)
    }
}

#[derive(Clone, Debug)]
struct Judged {
    session: Session,
    standing: Vec<Standing>,
}

impl Classifier {
    /// Assesses a case: the same over all its observations, with findings and a timeline.
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
        self.assess_case_with(case, &mut Scratch::default())
    }

    /// Assesses a case with memory that is reused.
    ///
    /// ```
    /// use pushback::{Case, Classifier, Observation, Scratch};
    ///
    /// let mut scratch = Scratch::default();
    /// for text in ["Shall we start?", "I have no time for coaching."] {
    ///     let case = Case::new([Observation::coachee(text).in_session(1)]);
    ///     let assessment = Classifier::builtin().assess_case_with(&case, &mut scratch);
    ///     assert_eq!(assessment.timeline.len(), 1);
    /// }
    /// ```
    pub fn assess_case_with(&self, case: &Case, scratch: &mut Scratch) -> Assessment {
        let mut file = CaseFile::new(self, case.context.clone());
        std::mem::swap(&mut file.scratch, scratch);
        for observation in &case.observations {
            file.add(observation);
        }
        std::mem::swap(&mut file.scratch, scratch);
        file.id.clone_from(&case.id);
        file.assess()
    }
}

impl CaseFile {
    /// An empty file, for a case in this setting.
    pub fn new(classifier: &Classifier, context: Context) -> Self {
        Self {
            classifier: classifier.clone(),
            id: None,
            context,
            sessions: BTreeMap::new(),
            count: 0,
            scratch: Scratch::default(),
        }
    }

    /// With the caller's name for the case, which is given back in each assessment.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// How many observations were added.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether none was added yet.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Reads an observation and adds what it shows. Evidence names it by its number, counted from
    /// 0, which is returned.
    ///
    /// ```
    /// use pushback::{CaseFile, Classifier, Context, Observation};
    ///
    /// let mut file = CaseFile::new(Classifier::builtin(), Context::default());
    /// file.add(&Observation::coachee("Shall we start?").in_session(1));
    /// let number = file.add(&Observation::coachee("I have no time for coaching.").in_session(2));
    /// let assessment = file.assess();
    /// assert_eq!(assessment.codes[0].evidence[0].observation, Some(number));
    /// ```
    pub fn add(&mut self, observation: &Observation) -> usize {
        let at = self.count;
        self.count += 1;
        let kept = self.sessions.entry(observation.session.unwrap_or_default()).or_default();
        let (classifier, context) = (&self.classifier, &self.context);
        let mut desk = Desk::default();
        desk.take(classifier, (observation, at), context, false, &mut self.scratch);
        let key = fingerprint(observation);
        let place = kept.read.partition_point(|(other, _)| *other <= key);
        kept.read.insert(place, (key, desk));
        kept.responses.extend(observation.responses.iter().map(|id| (id.clone(), at)));
        kept.desk = None;
        at
    }

    /// Assesses all that was added so far.
    pub fn assess(&mut self) -> Assessment {
        let mut assessment = self.read();
        assessment.id.clone_from(&self.id);
        assessment
    }

    fn read(&mut self) -> Assessment {
        let receipt = self.classifier.receipt(&self.context);
        self.sessions.values_mut().for_each(Kept::put_together);
        let desks = || self.sessions.values().filter_map(|kept| kept.desk.as_ref());
        let outside = desks().find_map(|desk| desk.outside.clone());
        if outside.is_some() {
            return Assessment { outside_scope: outside, ..empty(receipt) };
        }
        let excuses = self.excuse();
        self.judge_sessions();
        let sittings = self.sittings();
        let codebook = self.classifier.codebook();
        let faded = course::faded(codebook, &sittings);
        let found = finding::find(codebook, &sittings, &self.context);
        let findings: Vec<String> = self.names(&found);
        let whole = self.whole(&faded, &findings);
        let sessions = self.sessions.values();
        let timeline = sessions.filter_map(|kept| kept.judged.as_ref()).map(|j| j.session.clone());
        let shown: BTreeSet<BehaviourId> =
            whole.ledger.telling().map(|(_, seen)| seen.behaviour).collect();
        let to_answer = response::Case {
            codes: &whole.judgement.codes,
            stance: whole.stance,
            findings: &findings,
            shown: &shown,
            context: &self.context,
            speaker: None,
        };
        let seen =
            |(session, at): (u32, usize)| self.sessions.get(&session)?.ledger()?.seen.get(at);
        let explained = |excuse: &Excuse| self.classifier.explained(excuse, false, seen);
        let desks = || self.sessions.values().filter_map(|kept| kept.desk.as_ref());
        Assessment {
            responses: response::respond(codebook, to_answer),
            avoid: response::avoid(codebook, to_answer),
            ask: judgement::ask(codebook, &whole.judgement, whole.stance, &findings),
            stance: whole.stance,
            stance_evidence: whole.stance_evidence,
            codes: whole.judgement.codes,
            hints: whole.judgement.hints,
            behaviours: desks().flat_map(|desk| desk.behaviours.iter().cloned()).collect(),
            suppressed: desks().flat_map(|desk| desk.suppressed.iter().cloned()).collect(),
            findings: found.iter().filter_map(|found| self.finding(found, &sittings)).collect(),
            explained: excuses.iter().filter_map(explained).collect(),
            faded: faded.iter().filter_map(|faded| self.faded(faded, &sittings)).collect(),
            timeline: timeline.collect(),
            unknown_behaviours: whole.ledger.unknown,
            ..empty(receipt)
        }
    }

    /// Finds what is explained away; sessions in which that has changed are to be weighed anew.
    fn excuse(&mut self) -> Vec<Excuse> {
        let kept = self.sessions.iter();
        let ledgers = kept.filter_map(|(number, kept)| Some((*number, kept.ledger()?)));
        let excuses = course::excuses(self.classifier.codebook(), &ledgers.collect());
        let mut by_session: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
        for excuse in &excuses {
            by_session.entry(excuse.act.0).or_default().insert(excuse.act.1);
        }
        for (number, kept) in &mut self.sessions {
            let explained = by_session.remove(number).unwrap_or_default();
            let Some(desk) = &mut kept.desk else { continue };
            if desk.ledger.explained != explained {
                desk.ledger.explained = explained;
                kept.judged = None;
            }
        }
        excuses
    }

    fn judge_sessions(&mut self) {
        let (classifier, context) = (&self.classifier, &self.context);
        for (number, kept) in &mut self.sessions {
            if let (None, Some(ledger)) = (&kept.judged, kept.ledger()) {
                kept.judged = Some(judge_session(classifier, ledger, *number, context));
            }
        }
    }

    fn sittings(&self) -> Vec<Sitting<'_>> {
        let sittings = self.sessions.iter().filter_map(|(number, kept)| {
            Some(Sitting {
                number: *number,
                ledger: kept.ledger()?,
                standing: &kept.judged.as_ref()?.standing,
                responses: &kept.responses,
            })
        });
        sittings.collect()
    }

    /// Weighs all sessions together.
    fn whole(&self, faded: &[Faded], findings: &[String]) -> Whole {
        let (codebook, scales) = (self.classifier.codebook(), self.classifier.scales());
        let mut ledger = Ledger::default();
        for of_session in self.sessions.values().filter_map(Kept::ledger) {
            ledger.absorb(of_session);
        }
        let mut accounts = scales.weigh(codebook, &ledger, &self.context);
        evidence::add_findings(codebook, findings, &mut accounts);
        let faded: Vec<CodeId> = faded.iter().map(|faded| faded.code).collect();
        let view = View {
            ledger: &ledger,
            accounts: &accounts,
            single: false,
            sessions: self.sessions.len(),
            faded: &faded,
            found: !findings.is_empty(),
        };
        let judgement = judgement::judge(codebook, scales, view);
        Whole {
            stance: judgement::stance(codebook, view, &judgement),
            stance_evidence: judgement::stance_evidence(codebook, view),
            judgement,
            ledger,
        }
    }

    fn names(&self, found: &[Found]) -> Vec<String> {
        let findings = &self.classifier.codebook().findings;
        let named = found.iter().filter_map(|found| findings.get(found.finding));
        named.map(|finding| finding.id.clone()).collect()
    }

    fn finding(&self, found: &Found, sittings: &[Sitting<'_>]) -> Option<Finding> {
        let finding = self.classifier.codebook().findings.get(found.finding)?;
        let shown = found.sights.iter().flat_map(|sight| self.sight(sight, sittings));
        Some(Finding {
            finding: finding.id.clone(),
            title: finding.title.clone(),
            sessions: found.sights.iter().map(|sight| sight.number).collect(),
            evidence: shown.collect(),
            meaning: finding.meaning.clone(),
            alternative: finding.alternative.clone(),
            risk: finding.risk.clone(),
            source: finding.citation.source.clone(),
        })
    }

    /// What met a clue, as it is shown.
    fn sight(&self, sight: &Sight, sittings: &[Sitting<'_>]) -> Vec<BehaviourFinding> {
        let Some(sitting) = sittings.get(sight.at) else { return Vec::new() };
        let seen = sight.seen.iter().filter_map(|at| sitting.ledger.seen.get(*at));
        let mut shown: Vec<BehaviourFinding> =
            seen.filter_map(|seen| self.classifier.shown(seen, false)).collect();
        for (id, observation) in sight.responses.iter().filter_map(|at| sitting.responses.get(*at))
        {
            let response = self.classifier.codebook().response(id);
            shown.push(BehaviourFinding {
                behaviour: id.clone(),
                title: response.map(|response| response.title.clone()).unwrap_or_default(),
                rule: CODED.to_owned(),
                observation: Some(*observation),
                span: None,
            });
        }
        shown
    }

    fn faded(&self, faded: &Faded, sittings: &[Sitting<'_>]) -> Option<FadedCode> {
        let codebook = self.classifier.codebook();
        Some(FadedCode {
            code: codebook.codes.get(faded.code.index())?.id.clone(),
            last: faded.last,
            session: faded.by.number,
            by: self.sight(&faded.by, sittings),
            reason: codebook.fades.get(faded.fading)?.reason.clone(),
        })
    }
}

/// All sessions together.
struct Whole {
    ledger: Ledger,
    judgement: judgement::Judgement,
    stance: crate::assessment::Stance,
    stance_evidence: Vec<crate::assessment::StanceEvidence>,
}

/// What stands in one session.
fn judge_session(
    classifier: &Classifier,
    ledger: &Ledger,
    session: u32,
    context: &Context,
) -> Judged {
    let (codebook, scales) = (classifier.codebook(), classifier.scales());
    let accounts = scales.weigh(codebook, ledger, context);
    let view =
        View { ledger, accounts: &accounts, single: false, sessions: 1, faded: &[], found: false };
    let judgement = judgement::judge(codebook, scales, view);
    let codes = judgement.codes.iter().chain(&judgement.hints);
    let standing = codes.clone().filter_map(|finding| {
        let code = code_id(codebook, &finding.code)?;
        let account = accounts.iter().find(|account| account.code == code)?;
        let seen = account.entries.iter().filter(|entry| entry.points > 0 && !entry.again);
        Some(Standing {
            code,
            kind: finding.kind.clone(),
            strength: finding.strength,
            seen: seen.filter_map(|entry| entry.seen).collect(),
        })
    });
    Judged {
        standing: standing.collect(),
        session: Session {
            session,
            codes: codes
                .map(|finding| SessionCode {
                    code: finding.code.clone(),
                    strength: finding.strength,
                })
                .collect(),
            stance: judgement::stance(codebook, view, &judgement).reading,
        },
    }
}

fn code_id(codebook: &Codebook, name: &str) -> Option<CodeId> {
    crate::codebook::position(&codebook.codes, name, |code| &code.id).map(CodeId)
}

/// A number for all that an observation says and not for when it came: the FNV-1a hash.
fn fingerprint(observation: &Observation) -> u64 {
    let Observation { speaker, text, behaviours, responses, context, .. } = observation;
    let setting = [
        speaker.map(Speaker::name),
        context.coach.map(CoachRole::name),
        context.culture.map(Culture::name),
        context.stage.map(Stage::name),
        context.peers.map(Peers::name),
        context.subject.map(Subject::name),
    ];
    let parts = std::iter::once(text.as_str())
        .chain(setting.map(Option::unwrap_or_default))
        .chain(behaviours.iter().map(String::as_str))
        .chain([""])
        .chain(responses.iter().map(String::as_str));
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in parts.flat_map(|part| part.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash
}
