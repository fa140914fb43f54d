//! From words to behaviours: runs all rules over one text in one pass.
//!
//! Knows nothing of codes beyond which concepts their evidence asks for. Invariant: a behaviour is
//! shown only by mentions that no modifier has taken the force from, and what a modifier or an
//! exception withholds is recorded.

mod trace;

use crate::Span;
use crate::builtin;
use crate::codebook::{
    BehaviourId, CodeId, Codebook, ConceptId, Effect, ModifierId, Rule, Sign, Within,
};
use crate::gate::{Awake, Gate, Usage};
use crate::indicator::{Indicators, Tally};
use crate::lexicon::{Lexicon, Mentioned};
pub(crate) use crate::matcher::trace::Trace;
use crate::modifier::{Cues, Hold, Mention, Modifiers, speaks};
use crate::observation::{About, Observation, Speaker};
use crate::pattern::{Item, Pattern, each_item};
use crate::program::{Mentions, Search};
use crate::rows::place;
use crate::rule::{Apart, Compiled, Exceptions, Firing, Hit, RuleId, scope, tighten};
use crate::stored::{Bytes, Stored, stored};
use crate::text::Text;
use crate::vocabulary::Vocabulary;

/// The compiled rules.
#[derive(Clone, Debug)]
pub(crate) struct Matcher {
    vocabulary: Vocabulary,
    lexicon: Lexicon,
    indicators: Indicators,
    modifiers: Modifiers,
    patterns: Gate,
    /// The rule of each pattern.
    owners: Vec<RuleId>,
    rules: Vec<Compiled>,
    /// Rules that a regular expression can start, since no word wakes them.
    by_regex: Vec<RuleId>,
    topic: Vec<ConceptId>,
    /// The code at home with each behaviour.
    homes: Vec<Option<CodeId>>,
    fields: Vec<Field>,
    absences: Vec<(CodeId, usize, Vec<ConceptId>)>,
}

#[derive(Clone, Debug)]
struct Field {
    code: CodeId,
    evidence: usize,
    concepts: Vec<ConceptId>,
    at_least: usize,
    within: Within,
}

stored!(struct Matcher {
    vocabulary, lexicon, indicators, modifiers, patterns, owners, rules, by_regex, topic, homes, fields,
    absences,
});
stored!(struct Field { code, evidence, concepts, at_least, within });

/// A behaviour that the words show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) rule: RuleId,
    pub(crate) behaviour: BehaviourId,
    pub(crate) span: Span,
    /// What modifiers add to its points.
    pub(crate) adjust: i16,
    pub(crate) modifiers: Vec<ModifierId>,
}

/// What took the force from a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Withholder {
    Modifier(ModifierId),
    /// The exception of the rule with this number.
    Exception(usize),
    /// Nothing says that coaching is the matter.
    Topic,
}

/// A mention that would have shown a behaviour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Withheld {
    pub(crate) rule: RuleId,
    pub(crate) behaviour: Option<BehaviourId>,
    pub(crate) span: Span,
    pub(crate) by: Withholder,
    pub(crate) cue: Option<Span>,
}

/// Evidence of a code that concepts gave, or their absence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Met {
    pub(crate) code: CodeId,
    /// Its place in the code's evidence.
    pub(crate) evidence: usize,
    pub(crate) span: Option<Span>,
}

/// What was read in a text. Reading another text into it reuses its memory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading {
    pub(crate) shown: Vec<Shown>,
    pub(crate) withheld: Vec<Withheld>,
    pub(crate) met: Vec<Met>,
    /// What indicators give each code that they tell of, by code; empty where there are no words.
    pub(crate) indicated: Vec<(CodeId, i32)>,
    /// The first rule of the scope that fired, and where.
    pub(crate) outside: Option<(RuleId, Span)>,
    pub(crate) text: Text,
    speaker: Option<Speaker>,
    mentioned: Mentioned,
    pub(crate) tally: Tally,
    search: Search,
    cues: Cues,
    awake: Awake,
    hits: Vec<Hit>,
    parts: Vec<(u32, u32)>,
    holds: Vec<Hold>,
    /// Rules whose regular expression is to be tried.
    wanted: Vec<RuleId>,
    /// Mentions that have their force: scope, number of the concept in its field, and tokens.
    alive: Vec<(u32, usize, (u32, u32))>,
}

impl Reading {
    /// The steps that the search has taken since the beginning, counted to show that cost is
    /// linear.
    pub(crate) fn steps(&self) -> u64 {
        let gates = self.awake.steps + self.cues.steps() + self.mentioned.steps();
        self.search.steps + gates
    }

    fn begin(&mut self) {
        self.shown.clear();
        self.withheld.clear();
        self.met.clear();
        self.indicated.clear();
        self.outside = None;
        self.cues.clear();
        self.hits.clear();
        self.parts.clear();
    }
}

impl Matcher {
    /// Compiles the rules of a codebook.
    pub(crate) fn new(codebook: &Codebook) -> Self {
        let mut vocabulary = Vocabulary::new(&codebook.words);
        let behaviours = codebook.behaviours.iter().zip(0..);
        let of_behaviours = behaviours.flat_map(|(behaviour, at)| {
            behaviour.rules.iter().map(move |rule| (rule, Some(BehaviourId(at))))
        });
        let of_scope = codebook.scope.rules.iter().map(|rule| (rule, None));
        let all: Vec<(&Rule, Option<BehaviourId>)> = of_behaviours.chain(of_scope).collect();

        let mut patterns: Vec<(&Pattern, bool)> = Vec::new();
        let (mut rules, mut owners) = (Vec::new(), Vec::new());
        for ((rule, behaviour), number) in all.into_iter().zip(0..) {
            let first = place(patterns.len());
            for pattern in rule.any.iter().chain(&rule.all).chain(&rule.then) {
                patterns.push((pattern, rule.gaps_cross_clauses));
                owners.push(number);
            }
            rules.push(Compiled::new(rule, behaviour, first, &mut vocabulary));
        }
        // All words are numbered before it is told how rare they are.
        learn(codebook, &mut vocabulary);
        let usage = Usage::of(codebook, &mut vocabulary);
        let (indicators, words) = Indicators::new(codebook, &mut vocabulary);
        let lexicon = Lexicon::new(codebook, &usage, &words, &mut vocabulary);
        let modifiers = Modifiers::new(codebook, &usage, &mut vocabulary);
        let patterns = Gate::new(patterns, &usage, &mut vocabulary);
        let by_regex = rules.iter().zip(0..).filter(|(rule, _)| rule.starts_by_regex());
        let by_regex = by_regex.map(|(_, number)| number).collect();
        let (fields, absences) = signs(codebook);
        Self {
            vocabulary,
            lexicon,
            indicators,
            modifiers,
            patterns,
            owners,
            rules,
            by_regex,
            topic: codebook.pack.topic.clone(),
            homes: codebook.behaviours.iter().map(|behaviour| behaviour.home).collect(),
            fields,
            absences,
        }
    }

    /// The compiled rules that are built in.
    pub(crate) fn builtin() -> Option<Self> {
        Self::restore(&mut Bytes(builtin::MATCHER))
    }

    /// How many bytes of memory the tables take, about.
    pub(crate) fn bytes(&self) -> usize {
        let own =
            self.owners.len() * size_of::<RuleId>() + self.rules.len() * size_of::<Compiled>();
        let read = self.vocabulary.bytes() + self.lexicon.bytes() + self.modifiers.bytes();
        own + read + self.indicators.bytes() + self.patterns.bytes()
    }

    /// Reads one observation, which is known to be `about` something or is not.
    pub(crate) fn read(
        &self,
        observation: &Observation,
        about: Option<About>,
        reading: &mut Reading,
    ) {
        reading.begin();
        let source = observation.text.as_str();
        reading.speaker = observation.speaker;
        reading.text.read(source, &self.vocabulary);
        self.lexicon.find(
            (&reading.text, source),
            reading.speaker,
            self.vocabulary.len(),
            &mut reading.mentioned,
            &mut reading.search,
        );
        self.find_hits(source, reading);
        self.attach(reading);
        let about = about == Some(About::Coaching);
        let topic = about || self.topic.iter().any(|topic| is_mentioned(reading, *topic));
        self.show(topic, reading);
        self.meet(about, reading);
        self.indicate(reading);
    }

    /// Adds up what indicators tell of each code.
    fn indicate(&self, reading: &mut Reading) {
        if !self.indicators.suit(&reading.text) {
            return;
        }
        let Reading { mentioned, tally, shown, withheld, indicated, .. } = reading;
        self.indicators.tally(mentioned, tally);
        let home = |behaviour: BehaviourId| self.homes.get(behaviour.index()).copied().flatten();
        let verdicts = self.indicators.verdicts(tally, |code| {
            let lost = withheld.iter().filter(|withheld| withheld.by != Withholder::Topic);
            let mut lost = lost.filter_map(|withheld| home(withheld.behaviour?));
            lost.any(|of| of == code) && !shown.iter().any(|s| home(s.behaviour) == Some(code))
        });
        indicated.extend(verdicts);
    }

    /// The indicators of a code that stand in what was read: each with its place and its points.
    pub(crate) fn indicators_of(&self, code: CodeId, reading: &Reading) -> Vec<(u32, Span, i16)> {
        let found = reading.tally.found.iter();
        let told = found.filter_map(|(indicator, (start, end))| {
            let points = self.indicators.points(*indicator, code)?;
            Some((*indicator, bytes(&reading.text, *start, *end), points))
        });
        told.collect()
    }

    /// Finds the matches of every pattern that can match.
    fn find_hits(&self, source: &str, reading: &mut Reading) {
        let mut awake = std::mem::take(&mut reading.awake);
        let speaker = reading.speaker;
        let Reading { text, mentioned, search, hits, parts, .. } = reading;
        let owner = |number: u32| self.owners.get(number as usize).copied().unwrap_or_default();
        let open = self.patterns.open(mentioned, &mut awake);
        let by_rule = open.chunk_by(|one, other| owner(*one) == owner(*other)).filter(|of_rule| {
            let rule = of_rule.first().and_then(|first| self.rules.get(owner(*first) as usize));
            rule.is_some_and(|rule| speaks(&rule.speaker, speaker) && rule.may_be_whole(of_rule))
        });
        for number in by_rule.flatten() {
            let owner = owner(*number);
            let sketch = self.patterns.stretches(*number);
            if !sketch.is_some_and(|sketch| sketch.matches(text, mentioned, search)) {
                continue;
            }
            let Some(program) = self.patterns.program(*number) else { continue };
            let first = hits.len();
            program.find(text, mentioned, search, &mut |hit| {
                let from = place(parts.len());
                hit.parts(parts);
                // A coachee who is left out takes no word; what is said begins with the next one.
                let of_hit = parts.get(from as usize..).unwrap_or_default();
                let said = of_hit.iter().find(|part| part.0 < part.1);
                hits.push(Hit {
                    rule: owner,
                    pattern: *number,
                    start: said.map_or(hit.start, |part| part.0),
                    end: hit.end,
                    parts: (from, place(parts.len())),
                    killer: None,
                });
            });
            tighten(hits, first, parts);
        }
        reading.awake = awake;
        self.find_regexes(source, reading);
    }

    /// The matches of rules' regular expressions, as hits of a pattern beyond all others.
    fn find_regexes(&self, source: &str, reading: &mut Reading) {
        let speaker = reading.speaker;
        let mut wanted = std::mem::take(&mut reading.wanted);
        wanted.clear();
        for hit in &reading.hits {
            let rule = self.rules.get(hit.rule as usize);
            if rule.is_some_and(|rule| rule.regex.is_some()) && wanted.last() != Some(&hit.rule) {
                wanted.push(hit.rule);
            }
        }
        wanted.extend(&self.by_regex);
        let before = reading.hits.len();
        for number in &wanted {
            let number = *number;
            let Some(rule) = self.rules.get(number as usize) else { continue };
            let Some(regex) = rule.regex.as_ref().filter(|_| speaks(&rule.speaker, speaker)) else {
                continue;
            };
            for found in regex.find_iter(source) {
                let tokens = &reading.text.tokens;
                let start = tokens.partition_point(|token| token.end as usize <= found.start);
                let end = tokens.partition_point(|token| (token.start as usize) < found.end);
                if start < end {
                    let (start, end) = (place(start), place(end));
                    let from = place(reading.parts.len());
                    reading.parts.push((start, end));
                    let parts = (from, from + 1);
                    let pattern = u32::MAX;
                    reading.hits.push(Hit {
                        rule: number,
                        pattern,
                        start,
                        end,
                        parts,
                        killer: None,
                    });
                }
            }
        }
        reading.wanted = wanted;
        if reading.hits.len() > before {
            reading.hits.sort_by_key(|hit| (hit.rule, hit.pattern, hit.start, hit.end));
        }
    }

    /// Finds what each hit has lost its force to, of the rules that may hold.
    fn attach(&self, reading: &mut Reading) {
        let mut hits = std::mem::take(&mut reading.hits);
        for of_rule in hits.chunk_by_mut(|one, other| one.rule == other.rule) {
            let Some(number) = of_rule.first().map(|hit| hit.rule as usize) else { continue };
            let Some(rule) = self.rules.get(number) else { continue };
            if !rule.is_whole(of_rule, &reading.text) {
                continue;
            }
            for hit in of_rule {
                self.hold(hit, reading);
                hit.killer = reading.holds.iter().copied().find(|hold| {
                    let effect = self.modifiers.effect(hold.modifier);
                    effect == Some(&Effect::Suppress) && !rule.carries.contains(&hold.modifier)
                });
            }
        }
        reading.hits = hits;
    }

    /// Leaves in the reading what has a hold on a hit.
    fn hold(&self, hit: &Hit, reading: &mut Reading) {
        let parts = reading.parts.get(hit.parts.0 as usize..hit.parts.1 as usize);
        self.modifiers.attach(
            Mention { start: hit.start, end: hit.end, parts: parts.unwrap_or_default() },
            (&reading.text, reading.speaker),
            (&reading.mentioned, &mut reading.search),
            &mut reading.cues,
            &mut reading.holds,
        );
    }

    /// The modifiers that have a hold on a stretch of a text, taken for a mention as it stands.
    pub(crate) fn held(
        &self,
        (source, speaker): (&str, Speaker),
        stretch: Span,
        reading: &mut Reading,
    ) -> Vec<ModifierId> {
        let observation = Observation {
            speaker: Some(speaker),
            text: source.to_owned(),
            ..Observation::default()
        };
        self.read(&observation, None, reading);
        let tokens = &reading.text.tokens;
        let start = place(tokens.partition_point(|token| token.end as usize <= stretch.start));
        let end = place(tokens.partition_point(|token| (token.start as usize) < stretch.end));
        let parts = place(reading.parts.len());
        reading.parts.push((start, end));
        let parts = (parts, parts + 1);
        let hit = Hit { rule: 0, pattern: 0, start, end, parts, killer: None };
        self.hold(&hit, reading);
        reading.holds.iter().map(|hold| hold.modifier).collect()
    }

    /// Decides which rules hold, and records what was withheld.
    fn show(&self, topic: bool, reading: &mut Reading) {
        let hits = std::mem::take(&mut reading.hits);
        let mut rest = hits.as_slice();
        while let Some(number) = rest.first().map(|hit| hit.rule) {
            let (of_rule, later) = rest.split_at(rest.partition_point(|hit| hit.rule == number));
            rest = later;
            let rule = self
                .rules
                .get(number as usize)
                .filter(|rule| rule.is_whole(of_rule, &reading.text));
            let Some(rule) = rule else { continue };
            let firings = rule.firings(of_rule, false, &reading.text);
            let search = (&reading.mentioned, &mut reading.search);
            let exceptions = match firings.as_slice() {
                [] => Exceptions::default(),
                _ => rule.exceptions(&reading.text, search),
            };
            let mut living = Apart::default();
            for firing in &firings {
                living.add(firing.start, firing.end);
                self.conclude((number, rule), *firing, topic, &exceptions, reading);
            }
            let with_dead = rule.firings(of_rule, true, &reading.text);
            for firing in with_dead {
                let apart = living.is_apart(firing.start, firing.end);
                if let Some(killer) = firing.killer.filter(|_| apart) {
                    let cue = killer.cue.map(|(start, end)| bytes(&reading.text, start, end));
                    reading.withheld.push(Withheld {
                        rule: number,
                        behaviour: rule.behaviour,
                        span: bytes(&reading.text, firing.start, firing.end),
                        by: Withholder::Modifier(killer.modifier),
                        cue,
                    });
                }
            }
        }
        reading.hits = hits;
    }

    /// Takes a firing as shown, unless an exception or the lack of a topic speaks against it.
    fn conclude(
        &self,
        (number, rule): (RuleId, &Compiled),
        firing: Firing,
        topic: bool,
        exceptions: &Exceptions,
        reading: &mut Reading,
    ) {
        let span = bytes(&reading.text, firing.start, firing.end);
        let against = if rule.topic && !topic {
            Some((Withholder::Topic, None))
        } else {
            let exception = rule.exception(firing, exceptions, &reading.text);
            exception.map(|(at, cue)| {
                (Withholder::Exception(at), Some(bytes(&reading.text, cue.0, cue.1)))
            })
        };
        if let Some((by, cue)) = against {
            let behaviour = rule.behaviour;
            reading.withheld.push(Withheld { rule: number, behaviour, span, by, cue });
            return;
        }
        let Some(behaviour) = rule.behaviour else {
            reading.outside = reading.outside.or(Some((number, span)));
            return;
        };
        let (mut adjust, mut modifiers) = (0, Vec::new());
        self.hold(&firing.first, reading);
        for hold in &reading.holds {
            let new = !modifiers.contains(&hold.modifier) && !rule.carries.contains(&hold.modifier);
            if let Some(Effect::Adjust(points)) = self.modifiers.effect(hold.modifier)
                && new
            {
                adjust += points;
                modifiers.push(hold.modifier);
            }
        }
        modifiers.sort_unstable();
        reading.shown.push(Shown { rule: number, behaviour, span, adjust, modifiers });
    }

    /// Finds the evidence that concepts give by standing together, or by being absent.
    fn meet(&self, about: bool, reading: &mut Reading) {
        for field in &self.fields {
            let there = field.concepts.iter().filter(|concept| is_mentioned(reading, **concept));
            if there.count() < field.at_least {
                continue;
            }
            if let Some(span) = self.together(field, reading) {
                let (code, evidence) = (field.code, field.evidence);
                reading.met.push(Met { code, evidence, span: Some(span) });
            }
        }
        for (code, evidence, concepts) in &self.absences {
            if !about && !concepts.iter().any(|concept| is_mentioned(reading, *concept)) {
                reading.met.push(Met { code: *code, evidence: *evidence, span: None });
            }
        }
    }

    /// The first place where enough concepts of a field stand together with their force.
    fn together(&self, field: &Field, reading: &mut Reading) -> Option<Span> {
        let mut alive = std::mem::take(&mut reading.alive);
        alive.clear();
        for (nth, concept) in field.concepts.iter().enumerate() {
            for at in 0..reading.mentioned.concept(*concept).len() {
                let Some(span) = reading.mentioned.concept(*concept).get(at).copied() else {
                    break;
                };
                let parts = [span];
                self.modifiers.attach(
                    Mention { start: span.0, end: span.1, parts: &parts },
                    (&reading.text, reading.speaker),
                    (&reading.mentioned, &mut reading.search),
                    &mut reading.cues,
                    &mut reading.holds,
                );
                let killed = reading
                    .holds
                    .iter()
                    .any(|hold| self.modifiers.effect(hold.modifier) == Some(&Effect::Suppress));
                if !killed {
                    alive.push((scope(&reading.text, span.0, field.within), nth, span));
                }
            }
        }
        alive.sort_unstable();
        let enough = alive.chunk_by(|(one, ..), (other, ..)| one == other).find(|together| {
            let concepts = together.chunk_by(|(_, one, _), (_, other, _)| one == other);
            concepts.count() >= field.at_least
        });
        let span = enough.and_then(|together| {
            let start = together.iter().map(|(.., span)| span.0).min()?;
            let end = together.iter().map(|(.., span)| span.1).max()?;
            Some(bytes(&reading.text, start, end))
        });
        reading.alive = alive;
        span
    }
}

fn is_mentioned(reading: &Reading, concept: ConceptId) -> bool {
    !reading.mentioned.concept(concept).is_empty()
}

fn bytes(text: &Text, start: u32, end: u32) -> Span {
    text.span(start as usize, end as usize)
}

/// Gives every word of the patterns that may wake something its number.
fn learn(codebook: &Codebook, vocabulary: &mut Vocabulary) {
    let terms = codebook.concepts.iter().flat_map(|concept| &concept.terms);
    let cues = codebook.modifiers.iter().flat_map(|modifier| &modifier.cues);
    let rules = codebook.behaviours.iter().flat_map(|behaviour| &behaviour.rules);
    let rules = rules.chain(&codebook.scope.rules);
    let of_rules = rules.flat_map(|rule| rule.any.iter().chain(&rule.all).chain(&rule.then));
    for pattern in of_rules.chain(terms).chain(cues.flat_map(|cue| &cue.any)) {
        each_item(&pattern.items, &mut |item| match item {
            Item::Word(word) => {
                vocabulary.add(word);
            }
            Item::Inflected(lemma) => {
                vocabulary.add_forms(lemma);
            }
            _ => {}
        });
    }
}

/// The evidence that asks for concepts to stand together, and that which asks for none.
#[expect(clippy::type_complexity, reason = "two lists that are taken apart at once")]
fn signs(codebook: &Codebook) -> (Vec<Field>, Vec<(CodeId, usize, Vec<ConceptId>)>) {
    let (mut fields, mut absences) = (Vec::new(), Vec::new());
    for (code, at) in codebook.codes.iter().zip(0..) {
        for (evidence, piece) in code.evidence.iter().enumerate() {
            match &piece.sign {
                Sign::Field { concepts, at_least, within } => fields.push(Field {
                    code: CodeId(at),
                    evidence,
                    concepts: concepts.clone(),
                    at_least: usize::from(*at_least),
                    within: *within,
                }),
                Sign::Absent(concepts) => absences.push((CodeId(at), evidence, concepts.clone())),
                _ => {}
            }
        }
    }
    (fields, absences)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_tables_are_what_the_rules_compile_to() {
        let mut stored = Vec::new();
        Matcher::new(&Codebook::builtin()).store(&mut stored);
        assert!(stored == builtin::MATCHER, "the stored tables are not those of the rules");
        let mut again = Vec::new();
        if let Some(restored) = Matcher::builtin() {
            restored.store(&mut again);
        }
        assert!(again == stored, "the restored tables are not those that were stored");
    }
}
