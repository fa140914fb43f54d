//! What could be an indicator, and in which texts it stands.
//!
//! Knows nothing of labels. Invariant: a candidate stands in a text exactly where the classifier
//! would find it, since the classifier's own reader finds it here.

use std::collections::{BTreeMap, BTreeSet};

use crate::calibration::choice::Choice;
use crate::calibration::regression::Fit;
use crate::calibration::{Goal, Sample, Seen};
use crate::codebook::{
    CodeId, Codebook, ConceptId, Indication, Indicator, IndicatorScale, Indicators,
};
use crate::matcher::{Matcher, Reading};
use crate::pattern::{Item, Pattern, each_item};
use crate::token::folded_words;

/// In how many texts a candidate must stand.
const LEAST_TEXTS: usize = 5;
/// In how many sets of texts a candidate must stand, so that no writer's habit is taken for a sign.
const LEAST_SETS: usize = 3;

/// The candidates, and where they stand.
#[derive(Debug)]
pub(super) struct Features {
    candidates: Vec<Indicator>,
    /// For each text its candidates, ascending.
    pub(super) rows: Vec<Vec<u32>>,
}

impl Features {
    /// Finds candidates in texts that are read by these rules.
    pub(super) fn new(codebook: &Codebook, samples: &[Sample]) -> Self {
        let personal = personal(codebook);
        let mut candidates: Vec<Indicator> = codebook
            .concepts
            .iter()
            .zip(0..)
            .filter(|(_, id)| !personal.contains(&ConceptId(*id)))
            .map(|(concept, id)| Indicator {
                name: concept.id.clone(),
                what: Indication::Concept(ConceptId(id)),
                tells: Vec::new(),
            })
            .collect();
        candidates.extend(phrases(codebook, samples).into_iter().map(|words| Indicator {
            name: words.join(" "),
            what: Indication::Words(Pattern { items: words.into_iter().map(Item::Word).collect() }),
            tells: Vec::new(),
        }));
        let all = candidates.clone();
        let indicators = Indicators {
            all: all.into(),
            longest: codebook.indicators.longest,
            ..Indicators::default()
        };
        let matcher = Matcher::new(&Codebook { indicators, ..codebook.clone() });
        let mut reading = Reading::default();
        let rows = samples.iter().map(|sample| {
            matcher.read(&sample.observation, sample.observation.about, &mut reading);
            let mut row: Vec<u32> = reading.tally.found.iter().map(|(found, _)| *found).collect();
            row.sort_unstable();
            row
        });
        Self { rows: rows.collect(), candidates }
    }

    /// How many candidates there are.
    pub(super) fn count(&self) -> usize {
        self.candidates.len()
    }

    /// What the fit gives each candidate that stands in a text.
    pub(super) fn terms(&self, text: usize, fit: &Fit) -> Vec<f64> {
        let row = self.rows.get(text).map(Vec::as_slice).unwrap_or_default();
        row.iter().filter_map(|feature| fit.weight(*feature)).collect()
    }

    /// The indicators that were kept, with whole points, and what was seen of each.
    pub(super) fn chosen(
        &self,
        codebook: &Codebook,
        samples: &[Sample],
        aims: &Goal,
        fits: &[Fit],
        choices: &[Choice],
    ) -> (Indicators, Vec<Seen>) {
        let mut scales: Vec<IndicatorScale> = aims
            .codes
            .iter()
            .zip(fits)
            .zip(choices)
            .map(|((code, fit), choice)| choice.scale(*code, fit.intercept))
            .collect();
        scales.sort_by_key(|scale| scale.code);
        let mut all = Vec::new();
        for (candidate, feature) in self.candidates.iter().zip(0..) {
            let told = aims.codes.iter().zip(fits).zip(choices);
            let told = told.filter_map(|((code, fit), choice)| {
                let points = choice.points(fit.weight(feature)?);
                (points != 0).then_some((*code, points))
            });
            let mut tells: Vec<(CodeId, i16)> = told.collect();
            tells.sort_unstable();
            if !tells.is_empty() {
                all.push((feature, Indicator { tells, ..candidate.clone() }));
            }
        }
        let seen = self.seen(codebook, samples, &all);
        let all = all.into_iter().map(|(_, found)| found).collect();
        (Indicators { scales, all, ..codebook.indicators.clone() }, seen)
    }

    fn seen(
        &self,
        codebook: &Codebook,
        samples: &[Sample],
        kept: &[(u32, Indicator)],
    ) -> Vec<Seen> {
        let mut texts: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (at, row) in self.rows.iter().enumerate() {
            for feature in row {
                texts.entry(*feature).or_default().push(at);
            }
        }
        let carries = |text: usize, code: CodeId| {
            let id = codebook.codes.get(code.index()).map(|code| &code.id);
            samples.get(text).zip(id).is_some_and(|(sample, id)| sample.codes.contains(id))
        };
        let of_all = |code| (0..samples.len()).filter(|text| carries(*text, code)).count();
        let usual: BTreeMap<CodeId, f64> = kept
            .iter()
            .flat_map(|(_, indicator)| indicator.tells.iter().map(|(code, _)| *code))
            .collect::<BTreeSet<_>>()
            .into_iter()
            .map(|code| (code, share(of_all(code), samples.len())))
            .collect();
        kept.iter()
            .map(|(feature, indicator)| {
                let with = texts.get(feature).map(Vec::as_slice).unwrap_or_default();
                let share = indicator.tells.iter().map(|(code, _)| {
                    (*code, share(with.iter().filter(|t| carries(**t, *code)).count(), with.len()))
                });
                let share: Vec<(CodeId, f64)> = share.collect();
                let lift = share.iter().map(|(code, share)| {
                    (*code, share / usual.get(code).copied().unwrap_or(1.0).max(f64::EPSILON))
                });
                Seen { texts: with.len(), lift: lift.collect(), share }
            })
            .collect()
    }
}

#[expect(clippy::cast_precision_loss, reason = "no count of texts comes near the limit")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// The words, and pairs of words in a row, that stand in enough texts of enough sets.
fn phrases(codebook: &Codebook, samples: &[Sample]) -> Vec<Vec<String>> {
    let mut counts: BTreeMap<Vec<String>, (usize, BTreeSet<usize>)> = BTreeMap::new();
    for sample in samples {
        let written = folded_words(&sample.observation.text);
        let words: Vec<String> =
            written.iter().flat_map(|word| codebook.words.expand(word)).collect();
        let plain = |word: &&String| !word.chars().any(|c| c.is_ascii_digit());
        let skipped = |word: &&String| {
            codebook
                .words
                .transparent
                .iter()
                .any(|skip| skip.len() == 1 && skip.first() == Some(*word))
        };
        let words: Vec<&String> = words.iter().filter(plain).filter(|w| !skipped(w)).collect();
        let pairs = words.windows(2).map(|pair| pair.iter().map(|word| (*word).clone()).collect());
        let single = words.iter().map(|word| vec![(*word).clone()]);
        for phrase in single.chain(pairs).collect::<BTreeSet<Vec<String>>>() {
            let (texts, sets) = counts.entry(phrase).or_default();
            *texts += 1;
            sets.insert(sample.set);
        }
    }
    let names = names(samples);
    let personal =
        |word: &String| names.contains(word.as_str()) || codebook.indicators.never.contains(word);
    counts.retain(|words, (texts, sets)| {
        *texts >= LEAST_TEXTS && sets.len() >= LEAST_SETS && !words.iter().any(personal)
    });
    counts.into_keys().collect()
}

/// The concepts that have, in themselves or in those that they name, a word that is never to tell.
fn personal(codebook: &Codebook) -> BTreeSet<ConceptId> {
    let mut found: BTreeSet<ConceptId> = BTreeSet::new();
    loop {
        let before = found.len();
        for (concept, id) in codebook.concepts.iter().zip(0..) {
            let tells = concept.terms.iter().any(|term| {
                let mut tells = false;
                each_item(&term.items, &mut |item| {
                    tells |= match item {
                        Item::Word(word) | Item::Inflected(word) => {
                            let alone = term.items.len() == 1;
                            codebook.indicators.never.contains(word)
                                || alone
                                    && (is_name(codebook, word) || has_such_form(codebook, word))
                        }
                        Item::Concept(inner) => found.contains(inner),
                        Item::Person(_) => true,
                        _ => false,
                    };
                });
                tells
            });
            if tells {
                found.insert(ConceptId(id));
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

/// Whether a form of a word is never to tell, as `has` is, which a possessive may be read as.
fn has_such_form(codebook: &Codebook, lemma: &str) -> bool {
    let of_lemma = codebook.words.irregular.iter().find(|(known, _)| known == lemma);
    let mut forms = of_lemma.into_iter().flat_map(|(_, forms)| forms);
    forms.any(|form| codebook.indicators.never.contains(form))
}

/// Whether a word is a given name as well.
fn is_name(codebook: &Codebook, word: &str) -> bool {
    codebook.words.names.iter().any(|name| name == word)
}

/// Words that mostly stand with a capital where no sentence begins: names of people and places.
fn names(samples: &[Sample]) -> BTreeSet<String> {
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for sample in samples {
        let mut begins = true;
        for written in sample.observation.text.split_whitespace() {
            let mut letters = written.chars().skip_while(|c| !c.is_alphanumeric());
            let capital = letters.next().is_some_and(char::is_uppercase);
            let named = capital && letters.next().is_none_or(char::is_lowercase);
            for word in folded_words(written) {
                let (there, as_names) = counts.entry(word).or_default();
                *there += usize::from(!begins);
                *as_names += usize::from(named && !begins);
            }
            begins = written.ends_with(['.', '?', '!', ':', '"', '\u{201d}', '\u{2019}']);
        }
    }
    counts.retain(|word, (there, as_names)| word != "i" && *as_names * 2 > *there);
    counts.into_keys().collect()
}
