//! From evidence to judgement: which codes stand, of which kind, how the stance is read, and what
//! to ask where it is open.
//!
//! Knows nothing of words or of responses. Invariant: the points of a code are the sum of the
//! points that are shown with it, and a kind that is not clearly ahead is `undetermined`.

use std::collections::{BTreeMap, BTreeSet};

use crate::assessment::{
    CodeFinding, EvidenceFinding, IndicatorFinding, KindEvidence, Question, Reading, Stance,
    StanceEvidence, Strength,
};
use crate::codebook::{Ask, BehaviourId, Code, CodeId, Codebook, OneOff, Sign};
use crate::evidence::{Account, Entry, Ledger, Scales};
use crate::observation::Speaker;

/// The two codes between which the stance is read.
pub(crate) const AUTONOMY: &str = "autonomy";
pub(crate) const REACTANCE: &str = "reactance";
/// The kind of a code of which no kind is decided.
pub(crate) const UNDETERMINED: &str = "undetermined";
/// The rule named for a behaviour that the caller sent.
pub(crate) const CODED: &str = "coded";
/// How many questions are asked at the most.
const MOST_QUESTIONS: usize = 3;

/// Which codes stand and which are hinted at.
#[derive(Clone, Debug, Default)]
pub(crate) struct Judgement {
    pub(crate) codes: Vec<CodeFinding>,
    pub(crate) hints: Vec<CodeFinding>,
}

/// What is judged: one observation, one session, or a whole case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'v> {
    pub(crate) ledger: &'v Ledger,
    pub(crate) accounts: &'v [Account],
    /// Whether it is one observation: then no place in a case is given.
    pub(crate) single: bool,
    /// How many sessions it has.
    pub(crate) sessions: usize,
    /// The codes that have faded from it.
    pub(crate) faded: &'v [CodeId],
    /// Whether its sessions show something together.
    pub(crate) found: bool,
}

impl View<'_> {
    /// The small acts on which alone a code would rest, where it does: then it is only a hint.
    fn one_off<'c>(&self, codebook: &'c Codebook, account: &Account) -> Option<&'c OneOff> {
        let (mut company, mut held) = (0, None);
        for entry in account.entries.iter().filter(|entry| entry.points > 0) {
            let Some(seen) = entry.seen.and_then(|seen| self.ledger.seen.get(seen)) else {
                let sign = codebook.codes.get(account.code.index()).and_then(|code| {
                    code.evidence.get(entry.evidence).map(|evidence| &evidence.sign)
                });
                let adds = matches!(sign, Some(Sign::Family(_) | Sign::Context));
                company += if adds { 0 } else { entry.points };
                continue;
            };
            let small = codebook.one_offs.iter().find(|one_off| {
                one_off.codes.contains(&account.code)
                    && one_off.behaviours.contains(&seen.behaviour)
                    && usize::from(one_off.among) <= self.sessions
                    && !self.is_often(seen.behaviour, usize::from(one_off.times))
            });
            match small {
                Some(small) => held = held.or(Some(small)),
                None => company += entry.points,
            }
        }
        let threshold = codebook.codes.get(account.code.index()).map_or(0, |code| code.threshold);
        held.filter(|_| company * LEAST_COMPANY < i32::from(threshold))
    }

    /// Whether one observation says so many per cent of what a code needs, more than one says
    /// something for it, or the caller has coded something for it.
    fn is_clear(&self, codebook: &Codebook, account: &Account, least: u16) -> bool {
        let threshold = codebook.codes.get(account.code.index()).map_or(0, |code| code.threshold);
        let reaches =
            |points: i32, per_cent: u16| points * 100 >= i32::from(threshold) * i32::from(per_cent);
        let mut by_observation: BTreeMap<usize, i32> = BTreeMap::new();
        for entry in account.entries.iter().filter(|entry| entry.points > 0) {
            let Some(place) = entry.place else { continue };
            let behaviour = entry.seen.and_then(|seen| self.ledger.seen.get(seen));
            let behaviour = behaviour.map(|seen| seen.behaviour);
            let mut showings = self.ledger.telling().map(|(_, seen)| seen);
            let coded =
                showings.any(|seen| Some(seen.behaviour) == behaviour && seen.rule.is_none());
            if coded && reaches(entry.points, codebook.pack.hint) {
                return true;
            }
            let piece = codebook.codes.get(account.code.index());
            let piece = piece.and_then(|code| code.evidence.get(entry.evidence));
            let counts = match piece.map(|piece| &piece.sign) {
                Some(Sign::Indicators) => i32::from(codebook.pack.indicators),
                _ => 100,
            };
            *by_observation.entry(place.observation).or_default() += entry.points * counts / 100;
        }
        let hint = codebook.pack.hint;
        let telling = by_observation.values().filter(|points| reaches(**points, hint)).count();
        telling > 1
            || by_observation.len() >= LEAST_OBSERVATIONS
            || by_observation.values().any(|points| reaches(*points, least))
    }

    /// Whether a behaviour is shown in so many sessions; never where that is 0.
    fn is_often(&self, behaviour: BehaviourId, times: usize) -> bool {
        if times == 0 {
            return false;
        }
        let shown = self.ledger.telling().filter(|(_, seen)| seen.behaviour == behaviour);
        let sessions: BTreeSet<u32> = shown.map(|(_, seen)| seen.place.session).collect();
        sessions.len() >= times
    }
}

/// However little each says, so many observations bear one another out.
const LEAST_OBSERVATIONS: usize = 3;
/// What stands beside small acts counts as company from this part of the threshold on: a quarter.
const LEAST_COMPANY: i32 = 4;

/// Judges the accounts. What a single report of an observer says is never strong.
pub(crate) fn judge(codebook: &Codebook, scales: &Scales, view: View<'_>) -> Judgement {
    let View { ledger, accounts, single, .. } = view;
    let mut judgement = Judgement::default();
    let present = |account: &&Account| !view.faded.contains(&account.code);
    let standing: Vec<CodeId> = accounts
        .iter()
        .filter(present)
        .filter(|account| {
            let code = codebook.codes.get(account.code.index());
            code.is_some_and(|code| account.points() >= i32::from(code.threshold))
        })
        .map(|account| account.code)
        .collect();
    for account in accounts.iter().filter(present) {
        let Some(code) = codebook.codes.get(account.code.index()) else { continue };
        let Some(strength) = strength(codebook, code, account, ledger) else { continue };
        let one_off = view.one_off(codebook, account).filter(|_| strength > Strength::Hint);
        let strength = if one_off.is_some() { Strength::Hint } else { strength };
        let (kind, kind_evidence) = kind(codebook, code, account, ledger, &standing, single);
        let evidence = account.entries.iter();
        let stands_for = stands_for(codebook, code, kind.as_deref(), view);
        let finding = CodeFinding {
            code: code.id.clone(),
            kind,
            points: account.points(),
            threshold: i32::from(code.threshold),
            strength,
            evidence: evidence
                .map(|e| evidence_of(codebook, scales, code, e, ledger, single))
                .collect(),
            kind_evidence,
            stands_for,
            held_back: one_off.map(|one_off| one_off.reason.clone()),
            alternative: code.alternative.clone(),
        };
        if strength == Strength::Hint {
            judgement.hints.push(finding);
        } else {
            judgement.codes.push(finding);
        }
    }
    hold_back_thin(codebook, view, &mut judgement);
    share(&mut judgement.codes);
    for list in [&mut judgement.codes, &mut judgement.hints] {
        list.sort_by(|a, b| {
            let margin = |f: &CodeFinding| f.points * 100 / f.threshold.max(1);
            margin(b).cmp(&margin(a)).then_with(|| a.code.cmp(&b.code))
        });
    }
    judgement
}

/// A code that rests on one passage of text in a case of several sessions is only a hint, unless
/// that passage is clear by itself; clearer where nothing else stands beside it.
fn hold_back_thin(codebook: &Codebook, view: View<'_>, judgement: &mut Judgement) {
    if view.sessions < usize::from(codebook.pack.lone_among) {
        return;
    }
    let pack = &codebook.pack;
    if judgement.codes.len() > 1 {
        let recurs = |code: &Code| pack.recurring.contains(&code.family);
        let least = |code: &Code| if recurs(code) { pack.lone } else { pack.beside };
        hold_back_unclear(codebook, view, least, judgement);
    }
    if judgement.codes.len() == 1 && !view.found {
        hold_back_unclear(codebook, view, |_| pack.lone, judgement);
    }
}

/// Makes hints of the codes that no passage says `least` per cent of and nothing else bears out.
fn hold_back_unclear(
    codebook: &Codebook,
    view: View<'_>,
    least: impl Fn(&Code) -> u16,
    judgement: &mut Judgement,
) {
    let clear = |finding: &CodeFinding| {
        let of_code = view.accounts.iter().find_map(|account| {
            let code = codebook.codes.get(account.code.index())?;
            (code.id == finding.code).then_some((account, code))
        });
        of_code.is_none_or(|(account, code)| view.is_clear(codebook, account, least(code)))
    };
    let (clear, unclear): (Vec<_>, Vec<_>) =
        std::mem::take(&mut judgement.codes).into_iter().partition(clear);
    judgement.codes = clear;
    judgement.hints.extend(unclear.into_iter().map(|finding| CodeFinding {
        strength: Strength::Hint,
        held_back: Some(codebook.pack.lone_reason.clone()),
        ..finding
    }));
}

fn strength(
    codebook: &Codebook,
    code: &Code,
    account: &Account,
    ledger: &Ledger,
) -> Option<Strength> {
    let (points, threshold) = (account.points(), i32::from(code.threshold));
    let share = |per_cent: u16| threshold * i32::from(per_cent);
    let strong =
        points * 100 >= share(codebook.pack.strong) && !rests_on_one_report(account, ledger);
    if strong {
        Some(Strength::Strong)
    } else if points >= threshold {
        Some(Strength::Moderate)
    } else if points > 0 && points * 100 >= share(codebook.pack.hint) {
        Some(Strength::Hint)
    } else {
        None
    }
}

/// Whether all that speaks for a code is one report by an observer.
fn rests_on_one_report(account: &Account, ledger: &Ledger) -> bool {
    let for_it = account.entries.iter().filter(|entry| entry.points > 0);
    let places: BTreeSet<_> = for_it.flat_map(|entry| ledger.showings(entry)).collect();
    let all_observers = places.iter().all(|place| place.speaker == Some(Speaker::Observer));
    places.len() == 1 && all_observers
}

fn kind(
    codebook: &Codebook,
    code: &Code,
    account: &Account,
    ledger: &Ledger,
    standing: &[CodeId],
    single: bool,
) -> (Option<String>, Vec<KindEvidence>) {
    if code.kinds.is_empty() {
        return (None, Vec::new());
    }
    let mut evidence = Vec::new();
    let mut points = vec![0_i32; code.kinds.len()];
    for (at, (kind, entries)) in code.kinds.iter().zip(&account.kinds).enumerate() {
        for entry in entries {
            let because = named(codebook, code, entry, ledger);
            let observation = entry.place.filter(|_| !single).map(|place| place.observation);
            let finding =
                KindEvidence { kind: kind.id.clone(), because, observation, points: entry.points };
            add(&mut points, at, entry.points);
            evidence.push(finding);
        }
    }
    for piece in &code.evidence {
        let (Sign::Standing(codes), Some(at)) = (&piece.sign, piece.kind) else { continue };
        let also = codes.iter().find(|other| standing.contains(other));
        let also = also.and_then(|other| codebook.codes.get(other.index()));
        if let (Some(also), Some(kind)) = (also, code.kinds.get(at)) {
            add(&mut points, at, i32::from(piece.points));
            evidence.push(KindEvidence {
                kind: kind.id.clone(),
                because: also.id.clone(),
                observation: None,
                points: i32::from(piece.points),
            });
        }
    }
    let mut ranked: Vec<(i32, usize)> = points.into_iter().zip(0..).collect();
    ranked.sort_by_key(|(points, at)| (std::cmp::Reverse(*points), *at));
    let second = ranked.get(1).map_or(0, |(points, _)| (*points).max(0));
    let decided = ranked.first().and_then(|(points, at)| {
        let kind = code.kinds.get(*at)?;
        let threshold = i32::from(kind.threshold);
        (*points >= threshold && *points - second >= threshold / 2).then(|| kind.id.clone())
    });
    (Some(decided.unwrap_or_else(|| UNDETERMINED.to_owned())), evidence)
}

/// The codes that one of this kind may stand for: those that bear its kind out by standing, or
/// being hinted at, beside it; those with most points for their threshold first.
fn stands_for(codebook: &Codebook, code: &Code, kind: Option<&str>, view: View<'_>) -> Vec<String> {
    let at = code.kinds.iter().position(|known| Some(known.id.as_str()) == kind);
    let named = code.evidence.iter().filter(|piece| at.is_some() && piece.kind == at);
    let named = named.filter_map(|piece| match &piece.sign {
        Sign::Standing(codes) => Some(codes),
        _ => None,
    });
    let mut found: Vec<(i32, &str)> = Vec::new();
    for id in named.flatten() {
        let account = view.accounts.iter().find(|account| account.code == *id);
        let Some(other) = codebook.codes.get(id.index()) else { continue };
        let margin = account.map_or(0, Account::points) * 100 / i32::from(other.threshold.max(1));
        if margin >= i32::from(codebook.pack.hint) {
            found.push((-margin, &other.id));
        }
    }
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(|(_, id)| id.to_owned()).collect()
}

fn add(points: &mut [i32], at: usize, more: i32) {
    if let Some(points) = points.get_mut(at) {
        *points += more;
    }
}

/// The behaviour that was seen, or the evidence that was met.
fn named(codebook: &Codebook, code: &Code, entry: &Entry, ledger: &Ledger) -> String {
    let seen = entry.seen.and_then(|seen| ledger.seen.get(seen));
    let behaviour = seen.and_then(|seen| codebook.behaviours.get(seen.behaviour.index()));
    let evidence = code.evidence.get(entry.evidence);
    let name = behaviour.map(|behaviour| &behaviour.id).or(evidence.map(|evidence| &evidence.id));
    name.cloned().unwrap_or_default()
}

fn evidence_of(
    codebook: &Codebook,
    scales: &Scales,
    code: &Code,
    entry: &Entry,
    ledger: &Ledger,
    single: bool,
) -> EvidenceFinding {
    let seen = entry.seen.and_then(|seen| ledger.seen.get(seen));
    let behaviour = seen.and_then(|seen| codebook.behaviours.get(seen.behaviour.index()));
    let evidence = code.evidence.get(entry.evidence);
    let rule = match (seen, evidence) {
        (Some(_), _) if entry.again => "repeated".to_owned(),
        (Some(seen), _) => {
            let rule = seen.rule.and_then(|rule| scales.rule(rule, codebook));
            rule.map_or_else(|| CODED.to_owned(), |rule| rule.id.clone())
        }
        (None, evidence) => evidence.map(|evidence| evidence.id.clone()).unwrap_or_default(),
    };
    let modifiers = seen.filter(|_| !entry.again).map(|seen| seen.modifiers.as_slice());
    let modifiers = modifiers.unwrap_or_default().iter();
    EvidenceFinding {
        behaviour: behaviour.map(|behaviour| behaviour.id.clone()),
        rule,
        observation: entry.place.filter(|_| !single).map(|place| place.observation),
        span: entry.span,
        points: entry.points,
        reason: evidence.and_then(|evidence| evidence.reason.clone()),
        modifiers: modifiers
            .filter_map(|modifier| codebook.modifiers.get(modifier.index()))
            .map(|modifier| modifier.id.clone())
            .collect(),
        shared_with: Vec::new(),
        indicators: indicators(codebook, code, entry, ledger),
        source: behaviour.map_or(&code.citation, |behaviour| &behaviour.citation).source.clone(),
    }
}

/// The indicators behind an entry, those that tell most first; none where it is of another sort.
fn indicators(
    codebook: &Codebook,
    code: &Code,
    entry: &Entry,
    ledger: &Ledger,
) -> Vec<IndicatorFinding> {
    let evidence = code.evidence.get(entry.evidence);
    if evidence.is_none_or(|evidence| evidence.sign != Sign::Indicators) {
        return Vec::new();
    }
    let mut of_place = ledger.indicated.iter().filter(|found| Some(found.place) == entry.place);
    let found = of_place.find(|found| {
        codebook.codes.get(found.code.index()).is_some_and(|known| known.id == code.id)
    });
    let found = found.map(|indicated| &indicated.found);
    let mut found: Vec<IndicatorFinding> = found
        .into_iter()
        .flatten()
        .filter_map(|(indicator, span, points)| {
            let indicator = codebook.indicators.all.get(*indicator as usize)?;
            Some(IndicatorFinding {
                indicator: indicator.name.clone(),
                span: *span,
                points: i32::from(*points),
            })
        })
        .collect();
    found.sort_by_key(|found| (std::cmp::Reverse(found.points.abs()), found.span));
    found
}

/// Notes on each piece of evidence which other codes rest on the same words.
fn share(codes: &mut [CodeFinding]) {
    type Stretch = (Option<usize>, crate::Span);
    let taken: Vec<(String, Vec<Stretch>)> = codes
        .iter()
        .map(|code| {
            let spans = code.evidence.iter().filter(|evidence| evidence.behaviour.is_some());
            let spans = spans.filter_map(|e| Some((e.observation, e.span?))).collect();
            (code.code.clone(), spans)
        })
        .collect();
    for code in codes {
        for evidence in code.evidence.iter_mut().filter(|evidence| evidence.behaviour.is_some()) {
            let Some(span) = evidence.span else { continue };
            evidence.shared_with = taken
                .iter()
                .filter(|(other, spans)| {
                    *other != code.code
                        && spans.iter().any(|(observation, other)| {
                            *observation == evidence.observation && other.overlaps(span)
                        })
                })
                .map(|(other, _)| other.clone())
                .collect();
        }
    }
}

/// Reads the stance from what speaks for autonomy and for reactance. Over a case the weaker side
/// must have a part of the points of the stronger one to make it mixed.
pub(crate) fn stance(codebook: &Codebook, view: View<'_>, judgement: &Judgement) -> Stance {
    let sum = |name: &str| {
        let account = view.accounts.iter().find(|account| {
            codebook.codes.get(account.code.index()).is_some_and(|code| code.id == name)
        });
        let points = account.map_or(0, Account::points).max(0);
        (points, judgement.codes.iter().any(|finding| finding.code == name))
    };
    let ((autonomy, claims), (reactance, pushes)) = (sum(AUTONOMY), sum(REACTANCE));
    let mixed = if view.single { 0 } else { i32::from(codebook.pack.mixed) };
    let enough = |less: i32, more: i32| less * 100 >= more * mixed;
    let reading = match (claims, pushes) {
        (true, true) if !enough(reactance, autonomy) => Reading::Autonomy,
        (true, true) if !enough(autonomy, reactance) => Reading::Reactance,
        (true, true) => Reading::Mixed,
        (true, false) => Reading::Autonomy,
        (false, true) => Reading::Reactance,
        (false, false) => Reading::Undetermined,
    };
    Stance { reading, autonomy, reactance }
}

/// What spoke for each of the two readings, autonomy first.
pub(crate) fn stance_evidence(codebook: &Codebook, view: View<'_>) -> Vec<StanceEvidence> {
    let account = |name: &str| {
        view.accounts.iter().find(|account| {
            codebook.codes.get(account.code.index()).is_some_and(|code| code.id == name)
        })
    };
    let sides = [(Reading::Autonomy, account(AUTONOMY)), (Reading::Reactance, account(REACTANCE))];
    let of = |entry: &Entry| entry.seen.and_then(|seen| view.ledger.seen.get(seen));
    let speaks_for = |account: Option<&Account>, behaviour: BehaviourId| {
        let entries = account.map(|account| account.entries.as_slice()).unwrap_or_default();
        entries.iter().any(|e| e.points > 0 && of(e).is_some_and(|s| s.behaviour == behaviour))
    };
    let mut evidence = Vec::new();
    for (reading, account) in sides {
        let entries = account.map(|account| account.entries.as_slice()).unwrap_or_default();
        for entry in entries.iter().filter(|entry| entry.points > 0 && !entry.again) {
            let Some(seen) = of(entry) else { continue };
            let Some(behaviour) = codebook.behaviours.get(seen.behaviour.index()) else { continue };
            let both = sides.iter().all(|(_, side)| speaks_for(*side, seen.behaviour));
            evidence.push(StanceEvidence {
                reading,
                behaviour: behaviour.id.clone(),
                observation: seen.place.observation,
                points: entry.points,
                two_sided: both,
            });
        }
    }
    evidence
}

/// The questions that tell most of the open readings apart, at most three: those that separate
/// most first, then those whose answers are had most easily. Where something is undecided and no
/// question would tell it, that is said.
pub(crate) fn ask(
    codebook: &Codebook,
    judgement: &Judgement,
    stance: Stance,
    findings: &[String],
) -> Vec<Question> {
    let open = open_readings(codebook, judgement, stance);
    let standing: BTreeSet<&str> = judgement.codes.iter().map(|code| code.code.as_str()).collect();
    let of_codes = codebook.codes.iter().flat_map(|code| {
        let stands = standing.contains(code.id.as_str());
        code.ask.iter().map(move |question| (stands, question))
    });
    let found = codebook.findings.iter().filter(|finding| findings.contains(&finding.id));
    let of_findings = found.flat_map(|finding| finding.ask.iter().map(|ask| (true, ask)));
    let mut ranked: Vec<(usize, &Ask)> = Vec::new();
    for (about_standing, question) in of_findings.chain(of_codes) {
        let separated = question.separates.iter().filter(|r| open.contains(r.as_str())).count();
        if separated > 1 || (about_standing && separated > 0) {
            ranked.push((separated, question));
        }
    }
    ranked.sort_by_key(|(separated, question)| (std::cmp::Reverse(*separated), question.by));
    let mut questions: Vec<Question> = Vec::new();
    let mut told_apart: Vec<BTreeSet<&str>> = Vec::new();
    for (_, question) in ranked {
        let these: BTreeSet<&str> =
            question.separates.iter().map(String::as_str).filter(|r| open.contains(*r)).collect();
        let new = !told_apart.contains(&these);
        if new && questions.len() < MOST_QUESTIONS {
            told_apart.push(these);
            questions.push(Question {
                question: question.question.clone(),
                separates: question.separates.clone(),
            });
        }
    }
    let nothing = &codebook.pack.nothing_settles;
    let undecided = undecided(codebook, judgement, stance);
    if questions.is_empty() && undecided.len() > 1 && !nothing.is_empty() {
        let separates = undecided.into_iter().collect();
        questions.push(Question { question: nothing.clone(), separates });
    }
    questions
}

/// The readings of which one must hold and none is decided.
fn undecided(codebook: &Codebook, judgement: &Judgement, stance: Stance) -> BTreeSet<String> {
    let mut rivals = BTreeSet::new();
    for finding in judgement.codes.iter().chain(&judgement.hints) {
        if finding.kind.as_deref() == Some(UNDETERMINED) {
            let kinds = codebook.code(&finding.code).map(|code| code.kinds.as_slice());
            rivals.extend(kinds.unwrap_or_default().iter().map(|kind| kind.id.clone()));
        }
    }
    if stance.autonomy > 0 && stance.reactance > 0 && stance.reading == Reading::Undetermined {
        rivals.extend([AUTONOMY.to_owned(), REACTANCE.to_owned()]);
    }
    rivals
}

/// The readings between which nothing is decided yet, and those that stand.
fn open_readings(codebook: &Codebook, judgement: &Judgement, stance: Stance) -> BTreeSet<String> {
    let mut open = BTreeSet::new();
    for finding in judgement.codes.iter().chain(&judgement.hints) {
        open.insert(finding.code.clone());
        if finding.kind.as_deref() == Some(UNDETERMINED) {
            let kinds = codebook.code(&finding.code).map(|code| code.kinds.as_slice());
            open.extend(kinds.unwrap_or_default().iter().map(|kind| kind.id.clone()));
        }
    }
    let two_sided = stance.autonomy > 0 && stance.reactance > 0;
    if two_sided || stance.reading == Reading::Mixed {
        open.extend([AUTONOMY.to_owned(), REACTANCE.to_owned()]);
    }
    open
}
