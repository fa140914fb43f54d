//! Indicators, compiled: adds up, in one pass over a text, what many small signs tell of each code.
//!
//! Knows nothing of behaviours or rules, and of no modifier: an indicator is too small for it to
//! matter whether it stands in a denial, and what a modifier took from a behaviour is weighed by
//! itself. Invariant: an indicator counts once in a text, however often it stands there.

use crate::codebook::{CodeId, Codebook, Indication, IndicatorScale};
use crate::lexicon::Mentioned;
use crate::program::Mentions;
use crate::rows::Rows;
use crate::stored::stored;
use crate::text::Text;
use crate::trie::sequences;
use crate::vocabulary::{Vocabulary, WordId};

/// The compiled indicators.
#[derive(Clone, Debug)]
pub(crate) struct Indicators {
    /// For each concept the indicator that it is.
    concepts: Vec<Option<u32>>,
    /// For each indicator the scales that it tells on, and the points.
    tells: Rows<(u16, i16)>,
    scales: Vec<IndicatorScale>,
    longest: usize,
}

stored!(struct Indicators { concepts, tells, scales, longest });

/// What the indicators of one text tell. Reading another text reuses its memory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    /// By scale.
    sums: Vec<i32>,
    /// The indicators that stand in the text: number, first and last token but one.
    pub(crate) found: Vec<(u32, (u32, u32))>,
    /// For each indicator, the text in which it was found last.
    seen: Vec<u32>,
    text: u32,
}

impl Indicators {
    /// Compiles the indicators of a codebook; their words are added to the vocabulary. Given with
    /// them are the words of each, which the lexicon looks for while it looks for its own.
    pub(crate) fn new(
        codebook: &Codebook,
        vocabulary: &mut Vocabulary,
    ) -> (Self, Vec<(Vec<WordId>, u32)>) {
        let indicators = &codebook.indicators;
        let mut words = Vec::new();
        let mut concepts = vec![None; codebook.concepts.len()];
        let mut tells = Rows::default();
        for (indicator, number) in indicators.all.iter().zip(0..) {
            match &indicator.what {
                Indication::Concept(concept) => {
                    concepts.iter_mut().skip(concept.index()).take(1).for_each(|of| {
                        *of = Some(number);
                    });
                }
                Indication::Words(pattern) => {
                    let all = sequences(&pattern.items, vocabulary).unwrap_or_default();
                    words.extend(all.into_iter().map(|sequence| (sequence, number)));
                }
            }
            let on_scale = |code: CodeId| {
                let scale = indicators.scales.iter().position(|scale| scale.code == code)?;
                u16::try_from(scale).ok()
            };
            let told = indicator.tells.iter();
            tells.push(told.filter_map(|(code, points)| Some((on_scale(*code)?, *points))));
        }
        let scales = indicators.scales.clone();
        (Self { concepts, tells, scales, longest: indicators.longest }, words)
    }

    /// How many bytes of memory they take, about.
    pub(crate) fn bytes(&self) -> usize {
        self.concepts.len() * size_of::<Option<u32>>() + self.tells.bytes()
    }

    /// Whether they are added up in this text: it has words, and not too many.
    pub(crate) fn suit(&self, text: &Text) -> bool {
        !text.tokens.is_empty() && text.tokens.len() <= self.longest
    }

    /// The points that an indicator gives a code, if it tells of it.
    pub(crate) fn points(&self, indicator: u32, code: CodeId) -> Option<i16> {
        let scale = self.scales.iter().position(|scale| scale.code == code)?;
        let mut tells = self.tells.row(indicator as usize).iter();
        tells.find(|(on, _)| usize::from(*on) == scale).map(|(_, points)| *points)
    }

    /// Adds up what a text and the concepts mentioned in it tell.
    pub(crate) fn tally(&self, mentioned: &Mentioned, tally: &mut Tally) {
        tally.begin(self.scales.len(), self.tells.len());
        if self.tells.len() == 0 {
            return;
        }
        for (indicator, span) in mentioned.others() {
            tally.add(*indicator, *span, &self.tells);
        }
        for concept in mentioned.concepts() {
            let indicator = self.concepts.get(concept.index()).copied().flatten();
            let first = mentioned.concept(concept).first();
            if let (Some(indicator), Some(span)) = (indicator, first) {
                tally.add(indicator, *span, &self.tells);
            }
        }
    }

    /// For every code that indicators tell of: the code, and what they give it in a text whose
    /// behaviours for that code were all `withheld`, or were not.
    pub(crate) fn verdicts<'t>(
        &'t self,
        tally: &'t Tally,
        withheld: impl Fn(CodeId) -> bool + 't,
    ) -> impl Iterator<Item = (CodeId, i32)> + 't {
        self.scales.iter().zip(&tally.sums).map(move |(scale, sum)| {
            let lost = if withheld(scale.code) { i32::from(scale.withheld) } else { 0 };
            let sum = i32::from(scale.base) + sum + lost;
            (scale.code, sum.clamp(i32::from(scale.least), i32::from(scale.most)))
        })
    }
}

impl Tally {
    fn begin(&mut self, scales: usize, indicators: usize) {
        self.sums.clear();
        self.sums.resize(scales, 0);
        self.found.clear();
        self.seen.resize(indicators, 0);
        self.text = self.text.wrapping_add(1);
        if self.text == 0 {
            self.seen.fill(0);
            self.text = 1;
        }
    }

    fn add(&mut self, indicator: u32, span: (u32, u32), tells: &Rows<(u16, i16)>) {
        let Some(seen) = self.seen.get_mut(indicator as usize) else { return };
        if *seen == self.text {
            return;
        }
        *seen = self.text;
        self.found.push((indicator, span));
        for (scale, points) in tells.row(indicator as usize) {
            if let Some(sum) = self.sums.get_mut(usize::from(*scale)) {
                *sum += i32::from(*points);
            }
        }
    }
}
