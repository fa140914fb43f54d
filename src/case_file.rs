//! Cases: what several sessions show together, kept so that one more observation costs little.
//!
//! Knows nothing of how an observation is read. Invariant: a file to which the observations of a
//! case were added, in any order of arrival that leaves the order within a session, says what
//! [`Classifier::assess_case`] says of the case.

use std::collections::{BTreeMap, BTreeSet};

use crate::assessment::{
    Assessment, BehaviourFinding, Explained, FadedCode, Finding, Session, SessionCode,
};
use crate::classifier::{Classifier, Desk, Scratch, empty};
use crate::codebook::{BehaviourId, CodeId, Codebook};
use crate::course::{self, Excuse, Faded, Sight, Sitting, Standing};
use crate::evidence::Ledger;
use crate::finding::{self, Found};
use crate::judgement::{self, CODED, View};
use crate::observation::{Case, Context, Observation};
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
    desk: Desk,
    /// Responses that the coach made, each with its observation.
    responses: Vec<(String, usize)>,
    /// What stands in it; nothing where it has to be weighed anew.
    judged: Option<Judged>,
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
        let mut file = CaseFile::new(self, case.context.clone());
        for observation in &case.observations {
            file.add(observation);
        }
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
    pub fn add(&mut self, observation: &Observation) -> usize {
        let at = self.count;
        self.count += 1;
        let kept = self.sessions.entry(observation.session.unwrap_or_default()).or_default();
        let (classifier, context) = (&self.classifier, &self.context);
        kept.desk.take(classifier, (observation, at), context, false, &mut self.scratch);
        kept.responses.extend(observation.responses.iter().map(|id| (id.clone(), at)));
        kept.judged = None;
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
        let outside = self.sessions.values().find_map(|kept| kept.desk.outside.clone());
        if outside.is_some() {
            return Assessment { outside_scope: outside, ..empty(receipt) };
        }
        let excuses = self.excuse();
        self.judge_sessions();
        let sittings = self.sittings();
        let codebook = self.classifier.codebook();
        let faded = course::faded(codebook, &sittings);
        let found = finding::find(codebook, &sittings, &self.context);
        let whole = self.whole(&faded);
        let sessions = self.sessions.values();
        let timeline = sessions.filter_map(|kept| kept.judged.as_ref()).map(|j| j.session.clone());
        let findings: Vec<String> = self.names(&found);
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
        let desks = || self.sessions.values().map(|kept| &kept.desk);
        Assessment {
            responses: response::respond(codebook, to_answer),
            ask: judgement::ask(codebook, &whole.judgement, whole.stance),
            stance: whole.stance,
            stance_evidence: whole.stance_evidence,
            codes: whole.judgement.codes,
            hints: whole.judgement.hints,
            behaviours: desks().flat_map(|desk| desk.behaviours.iter().cloned()).collect(),
            suppressed: desks().flat_map(|desk| desk.suppressed.iter().cloned()).collect(),
            findings: found.iter().filter_map(|found| self.finding(found, &sittings)).collect(),
            explained: excuses.iter().filter_map(|excuse| self.explained(excuse)).collect(),
            faded: faded.iter().filter_map(|faded| self.faded(faded, &sittings)).collect(),
            timeline: timeline.collect(),
            unknown_behaviours: whole.ledger.unknown,
            ..empty(receipt)
        }
    }

    /// Finds what is explained away; sessions in which that has changed are to be weighed anew.
    fn excuse(&mut self) -> Vec<Excuse> {
        let ledgers = self.sessions.iter().map(|(number, kept)| (*number, &kept.desk.ledger));
        let excuses = course::excuses(self.classifier.codebook(), &ledgers.collect());
        let mut by_session: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
        for excuse in &excuses {
            by_session.entry(excuse.act.0).or_default().insert(excuse.act.1);
        }
        for (number, kept) in &mut self.sessions {
            let explained = by_session.remove(number).unwrap_or_default();
            if kept.desk.ledger.explained != explained {
                kept.desk.ledger.explained = explained;
                kept.judged = None;
            }
        }
        excuses
    }

    fn judge_sessions(&mut self) {
        let (classifier, context) = (&self.classifier, &self.context);
        for (number, kept) in &mut self.sessions {
            if kept.judged.is_none() {
                kept.judged = Some(judge_session(classifier, &kept.desk.ledger, *number, context));
            }
        }
    }

    fn sittings(&self) -> Vec<Sitting<'_>> {
        let sittings = self.sessions.iter().map(|(number, kept)| Sitting {
            number: *number,
            ledger: &kept.desk.ledger,
            standing: kept.judged.as_ref().map(|j| j.standing.as_slice()).unwrap_or_default(),
            responses: &kept.responses,
        });
        sittings.collect()
    }

    /// Weighs all sessions together.
    fn whole(&self, faded: &[Faded]) -> Whole {
        let (codebook, scales) = (self.classifier.codebook(), self.classifier.scales());
        let mut ledger = Ledger::default();
        for kept in self.sessions.values() {
            ledger.absorb(&kept.desk.ledger);
        }
        let accounts = scales.weigh(codebook, &ledger, &self.context);
        let faded: Vec<CodeId> = faded.iter().map(|faded| faded.code).collect();
        let view = View {
            ledger: &ledger,
            accounts: &accounts,
            single: false,
            sessions: self.sessions.len(),
            faded: &faded,
        };
        Whole {
            judgement: judgement::judge(codebook, scales, view),
            stance: judgement::stance(codebook, view),
            stance_evidence: judgement::stance_evidence(codebook, view),
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
        let evidence = found.sights.iter().flat_map(|sight| self.sight(sight, sittings));
        Some(Finding {
            finding: finding.id.clone(),
            title: finding.title.clone(),
            sessions: found.sights.iter().map(|sight| sight.number).collect(),
            evidence: evidence.collect(),
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

    fn explained(&self, excuse: &Excuse) -> Option<Explained> {
        let codebook = self.classifier.codebook();
        let seen = |(session, at): (u32, usize)| {
            let seen = self.sessions.get(&session)?.desk.ledger.seen.get(at)?;
            Some((&codebook.behaviours.get(seen.behaviour.index())?.id, seen.place.observation))
        };
        let ((behaviour, observation), (by, by_observation)) =
            (seen(excuse.act)?, seen(excuse.by)?);
        Some(Explained {
            behaviour: behaviour.clone(),
            observation,
            by: by.clone(),
            by_observation,
            reason: codebook.harmless.get(excuse.harmless)?.reason.clone(),
        })
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
    let view = View { ledger, accounts: &accounts, single: false, sessions: 1, faded: &[] };
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
            stance: judgement::stance(codebook, view).reading,
        },
    }
}

fn code_id(codebook: &Codebook, name: &str) -> Option<CodeId> {
    crate::codebook::position(&codebook.codes, name, |code| &code.id).map(CodeId)
}
