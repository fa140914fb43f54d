//! Fitting indicators to labelled texts: which there are, and how many points each gives.
//!
//! Knows nothing of files. Invariant: the same rules and texts give the same result, to the last
//! point; and what is chosen by looking at how well it works is chosen on texts that it was not
//! fitted to and that no author of the rules has read.

mod candidates;
mod choice;
mod regression;
mod written;

use std::collections::BTreeSet;

use crate::Classifier;
use crate::calibration::candidates::Features;
use crate::calibration::choice::{Choice, Outcome};
use crate::calibration::regression::{Fit, Regression};
use crate::codebook::{CodeId, Codebook, Indicators};
use crate::observation::Observation;

pub use crate::calibration::choice::Figures;
pub use crate::calibration::written::written;

/// A labelled text.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    /// What was said or noted.
    pub observation: Observation,
    /// The codes that it shows.
    pub codes: BTreeSet<String>,
    /// The set of texts that it belongs to, such as those of one writer. Texts of one set are never
    /// used to judge what was fitted to others of it.
    pub set: usize,
    /// What authors of the rules, or the public, know of it.
    pub role: Role,
}

/// What a set of texts may be used for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// Authors of rules have read it: it may be fitted to, and tells nothing of how well rules work.
    #[default]
    Read,
    /// No author of a rule has read it: bounds are chosen on it, by fits that leave its set out.
    Unread,
    /// Talk in which none of the codes of resistance, nor reactance, belongs. It counts double in
    /// the fit, and half of it is kept back to see what would be flagged.
    Neutral,
}

/// What is wanted of a calibration.
#[derive(Clone, Debug)]
pub struct Aims {
    /// The names of the codes to fit; names that the rules do not know are passed over.
    pub codes: Vec<String>,
    /// How many indicators there may be.
    pub most_indicators: usize,
    /// Of what is flagged with a code, the least share that should carry it.
    pub precision: f64,
    /// Of the texts without any code, the largest share that one code may flag.
    pub false_alarms: f64,
    /// Of the neutral texts, the largest share that one code may flag.
    pub neutral: f64,
    /// Into how many parts the sets are dealt; each is judged by a fit to the others.
    pub folds: usize,
}

impl Aims {
    /// The usual aims, for these codes.
    pub fn new(codes: Vec<String>) -> Self {
        Self {
            codes,
            most_indicators: 2500,
            precision: 0.82,
            false_alarms: 0.02,
            neutral: 0.001,
            folds: 5,
        }
    }
}

/// What came of a calibration.
#[derive(Clone, Debug)]
pub struct Calibration {
    /// The indicators, ready to be written.
    pub indicators: Indicators,
    /// For each indicator, what was seen of it.
    pub seen: Vec<Seen>,
    /// For each code, how well it was recognised in unread texts.
    pub figures: Vec<CodeFigures>,
}

/// How well a code was recognised in unread texts, by fits that had not seen their set.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeFigures {
    /// The code.
    pub code: String,
    /// By the rules alone.
    pub before: Figures,
    /// With indicators.
    pub after: Figures,
    /// Whether the aims are met.
    pub met: bool,
}

/// What was seen of one indicator in the texts it was fitted to.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// In how many texts it stands.
    pub texts: usize,
    /// For each code that it tells of, the share of these texts that carry the code.
    pub share: Vec<(CodeId, f64)>,
    /// For each code that it tells of, how many times as often as in all texts.
    pub lift: Vec<(CodeId, f64)>,
}

/// Fits indicators to labelled texts.
///
/// Candidates are all concepts of the lexicon, and the words and pairs of words that stand in at
/// least five texts of three sets. A logistic regression with a quadratic penalty tells what each
/// is worth; those that tell most are kept, fitted again, and rounded to whole points. How many
/// points a step on the scale of the regression is, where a text begins, and the bounds, are
/// chosen for each code on unread texts: the best F1 at which the aims hold.
pub fn calibrate(codebook: &Codebook, samples: &[Sample], aims: &Aims) -> Calibration {
    let aims = &Goal::new(aims, codebook);
    let bare = Indicators { scales: Vec::new(), all: Vec::new(), ..codebook.indicators.clone() };
    let bare = Codebook { indicators: bare, ..codebook.clone() };
    let features = Features::new(&bare, samples);
    let alone = choice::alone(&Classifier::new(bare), samples, aims);
    let regression = Regression::new(codebook, &features, samples);

    let parts = parts(samples, aims.folds);
    let mut outcomes: Vec<Vec<Outcome>> = aims.codes.iter().map(|_| Vec::new()).collect();
    for part in 0..aims.folds {
        let inside: Vec<usize> = of_part(&parts, |of| of != part);
        let outside: Vec<usize> = of_part(&parts, |of| of == part)
            .into_iter()
            .filter(|at| samples.get(*at).is_some_and(|sample| sample.role != Role::Read))
            .collect();
        let fits = regression.fit(&inside, aims);
        for ((outcomes, fit), alone) in outcomes.iter_mut().zip(&fits).zip(&alone) {
            let told = outside.iter().filter_map(|at| {
                let terms = features.terms(*at, fit);
                Some(Outcome { alone: alone.get(*at)?.clone(), terms, intercept: fit.intercept })
            });
            outcomes.extend(told);
        }
    }
    let all: Vec<usize> = (0..samples.len()).collect();
    let fits = regression.fit(&all, aims);
    let choices: Vec<Choice> = outcomes
        .iter()
        .zip(&aims.codes)
        .map(|(outcomes, code)| choice::choose(outcomes, codebook.threshold(*code), aims))
        .collect();
    let figures = aims.codes.iter().zip(&choices).map(|(code, choice)| CodeFigures {
        code: codebook.codes.get(code.index()).map(|code| code.id.clone()).unwrap_or_default(),
        before: choice.before,
        after: choice.after,
        met: choice.after.meets(aims),
    });
    let (indicators, seen) = features.chosen(codebook, samples, aims, &fits, &choices);
    Calibration { indicators, seen, figures: figures.collect() }
}

/// Aims, with the codes that the rules know.
struct Goal {
    codes: Vec<CodeId>,
    most_indicators: usize,
    precision: f64,
    false_alarms: f64,
    neutral: f64,
    folds: usize,
}

impl Goal {
    fn new(aims: &Aims, codebook: &Codebook) -> Self {
        let wanted =
            codebook.codes.iter().zip(0..).filter(|(code, _)| aims.codes.contains(&code.id));
        Self {
            codes: wanted.map(|(_, id)| CodeId(id)).collect(),
            most_indicators: aims.most_indicators,
            precision: aims.precision,
            false_alarms: aims.false_alarms,
            neutral: aims.neutral,
            folds: aims.folds.max(2),
        }
    }
}

impl Codebook {
    fn threshold(&self, code: CodeId) -> i32 {
        self.codes.get(code.index()).map_or(i32::MAX, |code| i32::from(code.threshold))
    }
}

/// The part that each text is dealt to: sets whole, neutral texts one by one.
fn parts(samples: &[Sample], folds: usize) -> Vec<usize> {
    let mut sets: Vec<usize> = samples.iter().map(|sample| sample.set).collect();
    sets.sort_unstable();
    sets.dedup();
    let dealt = |(at, sample): (usize, &Sample)| match sample.role {
        Role::Neutral => at % folds,
        _ => sets.binary_search(&sample.set).unwrap_or_default() % folds,
    };
    samples.iter().enumerate().map(dealt).collect()
}

fn of_part(parts: &[usize], is_in: impl Fn(usize) -> bool) -> Vec<usize> {
    parts.iter().enumerate().filter(|(_, part)| is_in(**part)).map(|(at, _)| at).collect()
}

impl Fit {
    /// The weight of a feature; nothing where it was not kept.
    fn weight(&self, feature: u32) -> Option<f64> {
        let at = self.kept.binary_search(&feature).ok()?;
        self.weights.get(at).copied()
    }
}
