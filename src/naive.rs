//! A reader that defines what a pattern means: slow, and short enough to be seen to be right.
//!
//! Knows nothing of speed. Invariant: the fast reader finds exactly what this one finds, which the
//! tests below hold it to on random rules and texts.

use std::collections::BTreeSet;

use crate::codebook::Codebook;
use crate::observation::Speaker;
use crate::pattern::{Item, Person};
use crate::program::LONGEST_ASIDE;
use crate::text::{Text, Token};
use crate::vocabulary::Vocabulary;

struct Naive<'n> {
    codebook: &'n Codebook,
    vocabulary: &'n Vocabulary,
    text: &'n Text,
    speaker: Option<Speaker>,
}

/// How far a pattern has come: the token after what it took last, the last token it took (none at
/// the very start), and the gap that may follow.
#[derive(Clone, Copy)]
struct At {
    next: usize,
    last: Option<usize>,
    begun: bool,
    most: u32,
    gap: bool,
    cross: bool,
}

impl Naive<'_> {
    /// The ends of every way in which the items can match from `at`.
    fn ends(&self, items: &[Item], at: At) -> BTreeSet<usize> {
        let Some((item, rest)) = items.split_first() else { return BTreeSet::from([at.next]) };
        let then = |branch: &Vec<Item>| self.ends(&[branch.as_slice(), rest].concat(), at);
        match item {
            Item::Gap(words) => {
                self.ends(rest, At { most: at.most + u32::from(*words), gap: true, ..at })
            }
            Item::Choice(branches) => branches.iter().flat_map(then).collect(),
            Item::Optional(branches) => {
                branches.iter().flat_map(then).chain(self.ends(rest, at)).collect()
            }
            atom => self
                .places(at)
                .flat_map(|place| self.taken(atom, place).into_iter().map(move |end| (place, end)))
                .flat_map(|(place, end)| {
                    let last = if end > place { end.checked_sub(1) } else { Some(place) };
                    self.ends(rest, At { next: end, last, begun: true, most: 0, gap: false, ..at })
                })
                .collect(),
        }
    }

    /// Where the next word of a pattern may stand.
    fn places(&self, at: At) -> impl Iterator<Item = usize> {
        let furthest = if at.begun { at.next + at.most as usize + LONGEST_ASIDE } else { at.next };
        (at.next..=furthest).filter(move |place| {
            let tokens = &self.text.tokens;
            let (Some(from), Some(here)) = (tokens.get(at.next), tokens.get(*place)) else {
                return false;
            };
            let last = at.last.and_then(|last| tokens.get(last)).unwrap_or(from);
            let one_clause = !at.gap || at.cross || last.clause == here.clause;
            here.solid - from.solid <= at.most && last.sentence == here.sentence && one_clause
        })
    }

    /// The ends of what one word, concept or person takes at a place.
    fn taken(&self, atom: &Item, at: usize) -> BTreeSet<usize> {
        let token = self.text.tokens[at];
        let word =
            |words: Vec<u32>| words.contains(&token.word).then_some(at + 1).into_iter().collect();
        let start = |cross| At { next: at, last: None, begun: false, most: 0, gap: false, cross };
        match atom {
            Item::Word(this) => word(self.vocabulary.clone().add_word(this)),
            Item::Inflected(lemma) => word(self.vocabulary.clone().add_forms(lemma)),
            Item::Concept(concept) => {
                let terms = &self.codebook.concepts[concept.index()].terms;
                let ends = terms.iter().flat_map(|term| self.ends(&term.items, start(false)));
                ends.filter(|end| *end > at).collect()
            }
            Item::Person(person) => self.person(*person, at),
            _ => unreachable!("only atoms are taken"),
        }
    }

    fn person(&self, person: Person, at: usize) -> BTreeSet<usize> {
        let mut ends = BTreeSet::new();
        let reported = matches!(self.speaker, Some(Speaker::Coach | Speaker::Observer));
        let token = self.text.tokens[at];
        let start = At { next: at, last: None, begun: false, most: 0, gap: false, cross: false };
        for words in self.codebook.words.persons.iter().filter(|words| words.person == person) {
            let phrase = |words: &Vec<String>| {
                self.ends(&words.iter().cloned().map(Item::Word).collect::<Vec<_>>(), start)
            };
            if !reported || token.quoted {
                ends.extend(words.coachee.iter().flat_map(phrase));
            }
            if self.speaker != Some(Speaker::Coachee) {
                ends.extend(words.others.iter().flat_map(phrase));
            }
            if reported && words.names {
                let one = |next: &&Token| next.name && next.clause == token.clause;
                let run = self.text.tokens[at..].iter().take_while(one).count();
                ends.extend((1..=run.min(3)).map(|length| at + length));
            }
            if reported && words.elided && !token.quoted && self.text.begins_clause(at) {
                ends.insert(at);
            }
        }
        ends
    }
}

mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may fail")]

    use proptest::prelude::*;

    use super::*;
    use crate::codebook::{
        Citation, Concept, ConceptId, Later, Pack, PersonWords, Scope, Support, Words,
    };
    use crate::gate::{Awake, Gate, Usage};
    use crate::lexicon::{Lexicon, Mentioned};
    use crate::pattern::Pattern;
    use crate::program::Search;

    const WORDS: [&str; 8] = ["coach", "time", "not", "talk", "just", "but", "he", "i"];

    const WRITTEN: [&str; 13] = [
        "coach", "Coaches", "time", "not", "dont", "talked", "just", "but", "he", "I", "Ann",
        "Ann's", "xyz",
    ];
    const BETWEEN: [&str; 10] = [" ", " ", " ", " ", ", ", ". ", " \"", "\" ", "? ", " - "];

    fn codebook(concepts: Vec<Vec<Pattern>>) -> Codebook {
        let words =
            |words: &[&str]| words.iter().map(|w| vec![(*w).to_owned()]).collect::<Vec<_>>();
        let citation = Citation { source: String::new(), support: Support::Practice };
        Codebook {
            pack: Pack {
                id: String::new(),
                version: String::new(),
                locale: String::new(),
                licence: String::new(),
                title: String::new(),
                intended_use: String::new(),
                not_for: Vec::new(),
                topic: Vec::new(),
                hint: 50,
                strong: 150,
                again: 50,
                most_again: 2,
                mixed: 0,
                lone: 0,
                beside: 0,
                recurring: Vec::new(),
                indicators: 100,
                lone_among: 2,
                lone_reason: String::new(),
                nothing_settles: String::new(),
                silences: Vec::new(),
                hash: String::new(),
            },
            indicators: crate::codebook::Indicators::default(),
            sources: Later::default(),
            words: Later::from(Words {
                transparent: [words(&["just"]), vec![vec!["not".to_owned(), "talk".to_owned()]]]
                    .concat(),
                clause_openers: words(&["but"]),
                contractions: vec![("dont".to_owned(), vec!["not".to_owned(), "time".to_owned()])],
                clitics: vec![("'s".to_owned(), vec!["time".to_owned()])],
                persons: vec![PersonWords {
                    person: Person::I,
                    coachee: words(&["i"]),
                    others: words(&["he"]),
                    names: true,
                    elided: true,
                }],
                ..Words::default()
            }),
            concepts: concepts
                .into_iter()
                .enumerate()
                .map(|(at, terms)| Concept {
                    id: format!("c{at}"),
                    field: String::new(),
                    means: String::new(),
                    terms,
                    regex: None,
                })
                .collect(),
            modifiers: Vec::new(),
            behaviours: Vec::new(),
            codes: Vec::new(),
            responses: Vec::new(),
            findings: Vec::new(),
            harmless: Vec::new(),
            fades: Vec::new(),
            lasts: Vec::new(),
            one_offs: Vec::new(),
            scope: Scope { say: String::new(), citation, rules: Vec::new() },
            history: crate::codebook::History::default(),
        }
    }

    fn atom(concepts: u32) -> BoxedStrategy<Item> {
        let word = prop::sample::select(&WORDS[..]).prop_map(|word| Item::Word(word.to_owned()));
        let form = prop::sample::select(&["talk", "coach"][..])
            .prop_map(|w| Item::Inflected(w.to_owned()));
        let person = Just(Item::Person(Person::I));
        if concepts == 0 {
            prop_oneof![4 => word, 1 => form].boxed()
        } else {
            let concept = (0..concepts).prop_map(|at| Item::Concept(ConceptId(at)));
            prop_oneof![4 => word, 1 => form, 1 => person, 3 => concept].boxed()
        }
    }

    fn items(concepts: u32, gaps: bool) -> BoxedStrategy<Vec<Item>> {
        let atoms = atom(concepts).prop_map(|item| vec![item]).boxed();
        let inner = prop::collection::vec(atom(concepts), 1..3);
        let branches = prop::collection::vec(inner, 1..3);
        let piece = prop_oneof![
            5 => atoms,
            1 => branches.clone().prop_map(|b| vec![Item::Choice(b)]),
            1 => branches.prop_map(|b| vec![Item::Optional(b)]),
        ];
        let gap =
            if gaps { prop_oneof![2 => Just(0_u8), 1 => 1..4_u8].boxed() } else { Just(0).boxed() };
        let tail = prop::collection::vec((gap, piece), 0..4);
        (atom(concepts), tail)
            .prop_map(|(first, tail)| {
                let mut all = vec![first];
                for (gap, piece) in tail {
                    if gap > 0 {
                        all.push(Item::Gap(gap));
                    }
                    all.extend(piece);
                }
                all
            })
            .boxed()
    }

    fn text() -> impl Strategy<Value = String> {
        let piece = (prop::sample::select(&WRITTEN[..]), prop::sample::select(&BETWEEN[..]));
        prop::collection::vec(piece, 0..14)
            .prop_map(|pieces| pieces.into_iter().flat_map(|(word, mark)| [word, mark]).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn the_fast_reader_finds_what_the_naive_one_finds(
            inner in prop::collection::vec(items(0, false), 1..4),
            outer in prop::collection::vec(items(1, false), 1..3),
            patterns in prop::collection::vec(items(2, true), 1..5),
            cross in any::<bool>(),
            source in text(),
            speaker in prop::sample::select(&[None, Some(Speaker::Coachee), Some(Speaker::Coach)][..]),
        ) {
            let terms = |all: Vec<Vec<Item>>| all.into_iter().map(|items| Pattern { items }).collect();
            let codebook = codebook(vec![terms(inner), terms(outer)]);
            let patterns: Vec<Pattern> = terms(patterns);
            let mut vocabulary = Vocabulary::new(&codebook.words);
            let usage = Usage::of(&codebook, &mut vocabulary);
            let gate = Gate::new(patterns.iter().map(|p| (p, cross)), &usage, &mut vocabulary);
            let lexicon = Lexicon::new(&codebook, &usage, &[], &mut vocabulary);
            let (mut text, mut mentioned, mut search) = (Text::default(), Mentioned::default(), Search::default());
            // What an earlier text left behind must not matter.
            for source in ["Ann talked but he dont coach, just time", source.as_str()] {
                text.read(source, &vocabulary);
                lexicon.find((&text, source), speaker, vocabulary.len(), &mut mentioned, &mut search);
            }
            let mut fast = BTreeSet::new();
            for number in gate.open(&mentioned, &mut Awake::default()) {
                gate.program(*number).unwrap().find(&text, &mentioned, &mut search, &mut |hit| {
                    fast.insert((*number as usize, hit.start as usize, hit.end as usize));
                });
            }
            let mut stretches = BTreeSet::new();
            for number in 0..patterns.len() {
                let sketch = gate.stretches(u32::try_from(number).unwrap()).unwrap();
                sketch.find(&text, &mentioned, &mut search, &mut |hit| {
                    stretches.insert((number, hit.start as usize, hit.end as usize));
                });
            }
            prop_assert_eq!(&stretches, &fast, "in {:?}", source);
            let naive = Naive { codebook: &codebook, vocabulary: &vocabulary, text: &text, speaker };
            let mut slow = BTreeSet::new();
            for (number, pattern) in patterns.iter().enumerate() {
                for start in 0..text.tokens.len() {
                    let at = At { next: start, last: None, begun: false, most: 0, gap: false, cross };
                    let ends = naive.ends(&pattern.items, at);
                    slow.extend(ends.into_iter().filter(|end| *end > start).map(|end| (number, start, end)));
                }
            }
            prop_assert_eq!(fast, slow, "in {:?}", source);
        }
    }
}
