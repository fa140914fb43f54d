//! From behaviours to evidence: what speaks for and against each code, in points.
//!
//! Knows nothing of words. Invariant: whole numbers only; a behaviour counts once for a code,
//! however often it is shown, and taking away something that speaks for a code never raises it.

use std::collections::{BTreeMap, BTreeSet};

use crate::Span;
use crate::codebook::{BehaviourId, Code, CodeId, Codebook, Evidence, ModifierId, Rule, Sign};
use crate::matcher::{Matcher, Met, Reading};
use crate::observation::{Context, Observation, Speaker};
use crate::rule::RuleId;

/// A behaviour that was shown in words or sent by the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) behaviour: BehaviourId,
    /// The rule that saw it; nothing where the caller sent it.
    pub(crate) rule: Option<RuleId>,
    pub(crate) span: Option<Span>,
    pub(crate) adjust: i16,
    pub(crate) modifiers: Vec<ModifierId>,
    pub(crate) place: Place,
}

/// What the indicators in one observation give one code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Indicated {
    pub(crate) place: Place,
    pub(crate) code: CodeId,
    pub(crate) points: i32,
    /// The indicators that stand there: number, place and points.
    pub(crate) found: Vec<(u32, Span, i16)>,
}

/// Where in a case something was seen. A single observation is a case of one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) session: u32,
    /// The observation, counted from 0 in the caller's order.
    pub(crate) observation: usize,
    pub(crate) speaker: Option<Speaker>,
}

/// All that was seen: what evidence is weighed from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) seen: Vec<Seen>,
    /// Acts in `seen` that a harmless reason explains: they speak for nothing.
    pub(crate) explained: BTreeSet<usize>,
    pub(crate) met: Vec<(Met, Place)>,
    /// What indicators give the codes that they tell of.
    pub(crate) indicated: Vec<Indicated>,
    /// The setting of each observation, by its number, where it is not that of the case.
    pub(crate) settings: BTreeMap<usize, Context>,
    /// Behaviours that the caller sent and the rules do not know.
    pub(crate) unknown: Vec<String>,
}

impl Ledger {
    /// Whether nothing was seen that could speak for a code.
    pub(crate) fn is_empty(&self) -> bool {
        self.seen.is_empty() && self.met.is_empty() && self.indicated.is_empty()
    }

    /// The setting at a place, in a case of this setting.
    fn setting<'l>(&'l self, place: Place, of_case: &'l Context) -> &'l Context {
        self.settings.get(&place.observation).unwrap_or(of_case)
    }

    /// Where the behaviour of an entry was shown, here or elsewhere.
    pub(crate) fn showings<'l>(&'l self, entry: &'l Entry) -> impl Iterator<Item = Place> + 'l {
        let behaviour = entry.seen.and_then(|seen| self.seen.get(seen)).map(|seen| seen.behaviour);
        let same = self.telling().filter(move |(_, seen)| Some(seen.behaviour) == behaviour);
        same.map(|(_, seen)| seen.place).chain(entry.place)
    }

    /// What was seen and is not explained away, each with its place in the ledger.
    pub(crate) fn telling(&self) -> impl Iterator<Item = (usize, &Seen)> {
        self.seen.iter().enumerate().filter(|(at, _)| !self.explained.contains(at))
    }

    /// Adds what stands in the ledger of another session.
    pub(crate) fn absorb(&mut self, other: &Self) {
        let before = self.seen.len();
        self.explained.extend(other.explained.iter().map(|at| before + at));
        self.seen.extend_from_slice(&other.seen);
        self.met.extend_from_slice(&other.met);
        self.indicated.extend_from_slice(&other.indicated);
        for (at, setting) in &other.settings {
            self.settings.insert(*at, setting.clone());
        }
        self.unknown.extend_from_slice(&other.unknown);
    }

    /// The sessions that show each behaviour, in order and each once, by their first place.
    fn showings_by_behaviour(&self) -> Showings {
        let mut showings = Showings::new();
        for (_, seen) in self.telling() {
            showings.entry(seen.behaviour).or_default().push(seen.place);
        }
        for places in showings.values_mut() {
            places.sort_unstable();
            places.dedup_by_key(|place| place.session);
        }
        showings
    }
}

/// Where each behaviour is shown, one place a session.
type Showings = BTreeMap<BehaviourId, Vec<Place>>;

/// One entry in the account of a code, or of one of its kinds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The place in [`Code::evidence`](crate::codebook::Code::evidence).
    pub(crate) evidence: usize,
    /// What was seen, as a place in the ledger; nothing where the evidence is of another sort.
    pub(crate) seen: Option<usize>,
    pub(crate) span: Option<Span>,
    pub(crate) place: Option<Place>,
    pub(crate) points: i32,
    /// Whether it counts once more because it came back in other sessions.
    pub(crate) again: bool,
}

/// What speaks for and against one code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) code: CodeId,
    pub(crate) entries: Vec<Entry>,
    /// By kind.
    pub(crate) kinds: Vec<Vec<Entry>>,
}

impl Account {
    pub(crate) fn points(&self) -> i32 {
        self.entries.iter().map(|entry| entry.points).sum()
    }

    fn has_support(&self) -> bool {
        self.entries.iter().any(|entry| entry.points > 0)
    }
}

/// A behaviour counts in a family if it gives this part of the threshold by itself: a quarter.
const LEAST_OF_FAMILY: i32 = 4;

/// The evidence of a codebook, indexed by behaviour.
#[derive(Clone, Debug)]
pub(crate) struct Scales {
    /// For each behaviour, the evidence that it is: code and place.
    by_behaviour: Vec<Vec<(CodeId, usize)>>,
    /// For each rule, its behaviour and its place there.
    rules: Vec<(BehaviourId, usize)>,
}

impl Scales {
    pub(crate) fn new(codebook: &Codebook) -> Self {
        let mut by_behaviour = vec![Vec::new(); codebook.behaviours.len()];
        for (code, id) in codebook.codes.iter().zip(0..) {
            for (at, evidence) in code.evidence.iter().enumerate() {
                if let Sign::Behaviour(behaviour) = &evidence.sign
                    && let Some(list) = by_behaviour.get_mut(behaviour.index())
                {
                    list.push((CodeId(id), at));
                }
            }
        }
        let behaviours = codebook.behaviours.iter().zip(0..);
        let rules = behaviours
            .flat_map(|(of, id)| (0..of.rules.len()).map(move |at| (BehaviourId(id), at)))
            .collect();
        Self { by_behaviour, rules }
    }

    /// The rule of this number; nothing for those of the scope.
    pub(crate) fn rule<'c>(&self, rule: RuleId, codebook: &'c Codebook) -> Option<&'c Rule> {
        let (behaviour, at) = self.rules.get(rule as usize)?;
        codebook.behaviours.get(behaviour.index())?.rules.get(*at)
    }

    /// How many rules the behaviours have.
    pub(crate) fn rules(&self) -> usize {
        self.rules.len()
    }

    /// Enters in the ledger what was read in an observation and what the caller sent with it.
    pub(crate) fn enter(
        codebook: &Codebook,
        matcher: &Matcher,
        (observation, reading): (&Observation, &Reading),
        place: Place,
        ledger: &mut Ledger,
    ) {
        let before = ledger.seen.len();
        Self::enter_seen_and_met(codebook, (observation, reading), place, ledger);
        let shows = ledger.seen.len() > before;
        for (code, points) in reading.indicated.iter().copied() {
            if shows || codebook.is_hinted(code, points) {
                let found = matcher.indicators_of(code, reading);
                ledger.indicated.push(Indicated { place, code, points, found });
            }
        }
    }

    fn enter_seen_and_met(
        codebook: &Codebook,
        (observation, reading): (&Observation, &Reading),
        place: Place,
        ledger: &mut Ledger,
    ) {
        // What is absent tells only beside something that is there.
        let nothing = reading.shown.is_empty()
            && observation.behaviours.is_empty()
            && reading.met.iter().all(|met| met.span.is_none());
        if nothing {
            return;
        }
        ledger.seen.extend(reading.shown.iter().map(|shown| Seen {
            behaviour: shown.behaviour,
            rule: Some(shown.rule),
            span: Some(shown.span),
            adjust: shown.adjust,
            modifiers: shown.modifiers.clone(),
            place,
        }));
        for id in &observation.behaviours {
            match codebook.behaviour(id) {
                Some((behaviour, _)) => ledger.seen.push(Seen {
                    behaviour,
                    rule: None,
                    span: None,
                    adjust: 0,
                    modifiers: Vec::new(),
                    place,
                }),
                None => ledger.unknown.push(id.clone()),
            }
        }
        ledger.met.extend(reading.met.iter().map(|met| (met.clone(), place)));
    }

    /// Weighs a ledger: an account for every code that something speaks for.
    pub(crate) fn weigh(
        &self,
        codebook: &Codebook,
        ledger: &Ledger,
        context: &Context,
    ) -> Vec<Account> {
        let mut accounts: Vec<Account> = codebook
            .codes
            .iter()
            .zip(0..)
            .map(|(code, id)| Account {
                code: CodeId(id),
                entries: Vec::new(),
                kinds: vec![Vec::new(); code.kinds.len()],
            })
            .collect();
        for (at, seen) in ledger.telling() {
            let signs = self.by_behaviour.get(seen.behaviour.index()).map(Vec::as_slice);
            let context = ledger.setting(seen.place, context);
            for (code, evidence) in signs.unwrap_or_default() {
                self.enter_seen(codebook, (*code, *evidence), (at, seen), context, &mut accounts);
            }
        }
        for (met, place) in &ledger.met {
            enter_met(codebook, met, *place, ledger.setting(*place, context), &mut accounts);
        }
        let showings = ledger.showings_by_behaviour();
        for account in &mut accounts {
            drop_overtaken(account, ledger, &showings);
            drop_undoing(codebook, account);
            drop_overlapping(account);
            add_repetition(codebook, account, ledger, &showings);
            add_indicators(codebook, account, ledger);
            add_families(codebook, account, ledger, context);
            add_context(codebook, account, ledger, context);
            account.entries.sort_by_key(|entry| {
                let at = entry.place.map(|place| (place.session, place.observation));
                (at.is_none(), at, of_text(entry), entry.span, entry.evidence, entry.again)
            });
        }
        accounts.retain(|account| {
            account.has_support() || account.kinds.iter().any(|kind| !kind.is_empty())
        });
        accounts
    }

    /// Enters a behaviour for one code, in place of a weaker showing of the same.
    fn enter_seen(
        &self,
        codebook: &Codebook,
        (code, at): (CodeId, usize),
        (nth, seen): (usize, &Seen),
        context: &Context,
        accounts: &mut [Account],
    ) {
        let Some(evidence) = piece(codebook, code, at) else { return };
        let Some(account) = accounts.get_mut(code.index()) else { return };
        if !evidence.when.is_met(context, seen.place.speaker) {
            return;
        }
        let behaviour = codebook.behaviours.get(seen.behaviour.index());
        // The points of a way of saying it are for the code, never for one of its kinds.
        let home = evidence.kind.is_none()
            && behaviour.is_some_and(|b| b.home == Some(code) && b.id == evidence.id);
        let own = seen.rule.and_then(|rule| self.rule(rule, codebook)).and_then(|rule| rule.points);
        let points = own.filter(|_| home).unwrap_or(evidence.points);
        let entry = Entry {
            evidence: at,
            seen: Some(nth),
            span: seen.span,
            place: Some(seen.place),
            points: adjusted(points, seen.adjust),
            again: false,
        };
        let list = match evidence.kind {
            None => Some(&mut account.entries),
            Some(kind) => account.kinds.get_mut(kind),
        };
        let Some(list) = list else { return };
        match list.iter_mut().find(|other| other.evidence == at) {
            Some(other) if other.points.abs() < entry.points.abs() => *other = entry,
            Some(_) => {}
            None => list.push(entry),
        }
    }
}

fn piece(codebook: &Codebook, code: CodeId, at: usize) -> Option<&Evidence> {
    codebook.codes.get(code.index())?.evidence.get(at)
}

/// Points as modifiers leave them: more or fewer, never none and never of the other sign.
fn adjusted(points: i16, adjust: i16) -> i32 {
    let size = (i32::from(points).abs() + i32::from(adjust)).max(1);
    if points < 0 { -size } else { size }
}

fn enter_met(
    codebook: &Codebook,
    met: &Met,
    place: Place,
    context: &Context,
    accounts: &mut [Account],
) {
    let Some(evidence) = piece(codebook, met.code, met.evidence) else { return };
    let Some(account) = accounts.get_mut(met.code.index()) else { return };
    if !evidence.when.is_met(context, place.speaker) {
        return;
    }
    let entry = Entry {
        evidence: met.evidence,
        seen: None,
        span: met.span,
        place: Some(place),
        points: i32::from(evidence.points),
        again: false,
    };
    let list = match evidence.kind {
        None => Some(&mut account.entries),
        Some(kind) => account.kinds.get_mut(kind),
    };
    if let Some(list) = list
        && !list.iter().any(|other| other.evidence == met.evidence)
    {
        list.push(entry);
    }
}

/// What speaks against a code has no say over what speaks for it in a later session.
fn drop_overtaken(account: &mut Account, ledger: &Ledger, showings: &Showings) {
    let latest = |entry: &Entry| {
        let seen = entry.seen.and_then(|seen| ledger.seen.get(seen));
        let places = seen.and_then(|seen| showings.get(&seen.behaviour));
        let last = places.and_then(|places| places.last()).or(entry.place.as_ref());
        last.map(|place| place.session)
    };
    let supporting = account.entries.iter().filter(|entry| entry.points > 0);
    let last = supporting.filter_map(latest).max();
    account
        .entries
        .retain(|entry| entry.points > 0 || entry.seen.is_none() || latest(entry) >= last);
}

/// From a code that lasts nothing is taken by sessions that do not speak for it as well.
fn drop_undoing(codebook: &Codebook, account: &mut Account) {
    if !codebook.lasts.iter().any(|lasting| lasting.codes.contains(&account.code)) {
        return;
    }
    let supporting = account.entries.iter().filter(|entry| entry.points > 0);
    let sessions: BTreeSet<u32> =
        supporting.filter_map(|entry| entry.place).map(|place| place.session).collect();
    account.entries.retain(|entry| {
        let session = entry.place.map(|place| place.session);
        entry.points > 0 || session.is_none_or(|session| sessions.contains(&session))
    });
}

/// Of behaviours that the same words show, those count that tell most together without sharing a
/// word; apart for what speaks for the code and what speaks against it.
fn drop_overlapping(account: &mut Account) {
    let mut kept: BTreeSet<usize> = BTreeSet::new();
    let mut groups: BTreeMap<(bool, usize), Vec<Stretch>> = BTreeMap::new();
    for entry in &account.entries {
        let (Some(seen), Some(span), Some(place)) = (entry.seen, entry.span, entry.place) else {
            continue;
        };
        let group = groups.entry((entry.points > 0, place.observation)).or_default();
        match group.iter_mut().find(|stretch| stretch.seen == seen) {
            Some(stretch) => stretch.points += entry.points.abs(),
            None => group.push(Stretch { span, seen, points: entry.points.abs() }),
        }
    }
    for group in groups.values_mut() {
        kept.extend(heaviest(group));
    }
    account
        .entries
        .retain(|entry| entry.span.is_none() || entry.seen.is_none_or(|seen| kept.contains(&seen)));
}

/// The words of a behaviour, and what it gives by all that it is evidence for.
struct Stretch {
    span: Span,
    seen: usize,
    points: i32,
}

/// Of stretches, those that do not overlap and have the most points together; the earlier ones
/// where that is equal.
fn heaviest(stretches: &mut [Stretch]) -> Vec<usize> {
    stretches.sort_by_key(|stretch| (stretch.span.end, stretch.span.start, stretch.seen));
    // For each stretch, the most that it and those before it can give, and which these are.
    let mut best: Vec<(i32, Vec<usize>)> = vec![(0, Vec::new())];
    for stretch in &*stretches {
        let before = stretches.partition_point(|other| other.span.end <= stretch.span.start);
        let with = best.get(before).map_or(0, |(points, _)| *points) + stretch.points;
        let without = best.last().map_or(0, |(points, _)| *points);
        let next = if with > without {
            let mut chosen = best.get(before).map(|(_, seen)| seen.clone()).unwrap_or_default();
            chosen.push(stretch.seen);
            (with, chosen)
        } else {
            best.last().cloned().unwrap_or_default()
        };
        best.push(next);
    }
    best.pop().map(|(_, chosen)| chosen).unwrap_or_default()
}

/// A behaviour that comes back in other sessions adds a part of its points each time, up to as
/// often as the pack says.
fn add_repetition(
    codebook: &Codebook,
    account: &mut Account,
    ledger: &Ledger,
    showings: &Showings,
) {
    let (again_each, most) = (i32::from(codebook.pack.again), codebook.pack.most_again);
    let mut again = Vec::new();
    for entry in account.entries.iter().filter(|entry| entry.points > 0) {
        let Some(first) = entry.seen.and_then(|seen| ledger.seen.get(seen)) else { continue };
        let places = showings.get(&first.behaviour).map(Vec::as_slice).unwrap_or_default();
        let others = places.iter().filter(|place| place.session != first.place.session);
        let points = entry.points * again_each / 100;
        for place in others.take(usize::from(most)).filter(|_| points > 0) {
            again.push(Entry {
                points,
                place: Some(*place),
                span: None,
                again: true,
                ..entry.clone()
            });
        }
    }
    account.entries.extend(again);
}

/// What a behaviour must give by itself to count in a family of signs of the code.
pub(crate) fn least_of_family(code: &Code) -> i32 {
    i32::from(code.threshold) / LEAST_OF_FAMILY
}

fn add_families(codebook: &Codebook, account: &mut Account, ledger: &Ledger, context: &Context) {
    let Some(code) = codebook.codes.get(account.code.index()) else { return };
    let least = least_of_family(code);
    let supporting = account.entries.iter().filter(|entry| entry.points >= least.max(1));
    let mut behaviours: Vec<BehaviourId> = supporting
        .filter_map(|entry| ledger.seen.get(entry.seen?))
        .map(|seen| seen.behaviour)
        .collect();
    behaviours.sort_unstable();
    behaviours.dedup();
    for (at, evidence) in code.evidence.iter().enumerate() {
        let Sign::Family(least) = evidence.sign else { continue };
        if behaviours.len() >= usize::from(least) && evidence.when.is_met(context, None) {
            account.add(at, evidence);
        }
    }
}

/// Whether an entry tells of a text as a whole and not of a place in it; such come last.
fn of_text(entry: &Entry) -> bool {
    entry.seen.is_none() && entry.span.is_none()
}

/// Adds what indicators tell in the observation that speaks best for the code: of those that show
/// something for it the one with most, nothing where one of them has no words; without any, only
/// what hints at the code by itself.
fn add_indicators(codebook: &Codebook, account: &mut Account, ledger: &Ledger) {
    let Some(code) = codebook.codes.get(account.code.index()) else { return };
    let at = code.evidence.iter().position(|evidence| evidence.sign == Sign::Indicators);
    let Some(evidence) = at else { return };
    let supporting = account.entries.iter().filter(|entry| entry.points > 0);
    let shown: BTreeSet<usize> =
        supporting.filter_map(|entry| entry.place.map(|place| place.observation)).collect();
    let of_code = || ledger.indicated.iter().filter(|indicated| indicated.code == account.code);
    let with_words: BTreeSet<usize> = of_code().map(|found| found.place.observation).collect();
    let counts = |found: &&Indicated| {
        shown.contains(&found.place.observation) || codebook.is_hinted(account.code, found.points)
    };
    let most = of_code().filter(counts).max_by_key(|found| {
        let place = (found.place.session, &found.found, found.place.observation);
        (found.points, std::cmp::Reverse(place))
    });
    let Some(Indicated { place, points, .. }) = most else { return };
    // What the caller has coded is known: the words beside it take nothing from it.
    let mut supporting = account.entries.iter().filter(|entry| entry.points > 0);
    let coded = supporting.any(|entry| {
        let seen = entry.seen.and_then(|seen| ledger.seen.get(seen));
        seen.is_some_and(|seen| seen.rule.is_none())
    });
    if *points > 0 || (*points < 0 && !coded && shown.is_subset(&with_words)) {
        account.entries.push(Entry {
            evidence,
            seen: None,
            span: None,
            place: Some(*place),
            points: *points,
            again: false,
        });
    }
}

/// Adds what the setting tells, where it is the setting of something that speaks for the code.
fn add_context(codebook: &Codebook, account: &mut Account, ledger: &Ledger, context: &Context) {
    let Some(code) = codebook.codes.get(account.code.index()) else { return };
    let supporting = account.entries.iter().filter(|entry| entry.points > 0);
    let settings: Vec<(&Context, Option<Speaker>)> = supporting
        .map(|entry| match entry.place {
            Some(place) => (ledger.setting(place, context), place.speaker),
            None => (context, None),
        })
        .collect();
    for (at, evidence) in code.evidence.iter().enumerate() {
        let met = settings.iter().any(|(setting, by)| evidence.when.is_met(setting, *by));
        if evidence.sign == Sign::Context && met {
            account.add(at, evidence);
        }
    }
}

/// Adds what findings over the sessions of a case tell of codes for which something speaks.
pub(crate) fn add_findings(codebook: &Codebook, found: &[String], accounts: &mut [Account]) {
    for account in accounts.iter_mut().filter(|account| account.has_support()) {
        let Some(code) = codebook.codes.get(account.code.index()) else { continue };
        for (at, evidence) in code.evidence.iter().enumerate() {
            if let Sign::Finding(finding) = &evidence.sign
                && found.contains(finding)
            {
                account.add(at, evidence);
            }
        }
    }
}

impl Account {
    fn add(&mut self, at: usize, evidence: &Evidence) {
        let points = i32::from(evidence.points);
        let entry =
            Entry { evidence: at, seen: None, span: None, place: None, points, again: false };
        match evidence.kind {
            None => self.entries.push(entry),
            Some(kind) => self.kinds.get_mut(kind).into_iter().for_each(|k| k.push(entry.clone())),
        }
    }
}
