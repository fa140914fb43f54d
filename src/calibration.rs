//! Fitting indicators to labelled texts: which there are, and how many points each gives.
//!
//! Knows nothing of files. Invariant: the same rules and texts give the same result, to the last
//! point; and what is chosen by looking at how well it works is chosen on texts that it was not
//! fitted to and that no author of the rules has read.

mod candidates;
mod choice;
mod points;
mod regression;
mod rewritten;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use crate::Classifier;
use crate::calibration::candidates::Features;
use crate::calibration::choice::{Alone, Choice, Outcome};
use crate::calibration::points::Account;
use crate::calibration::regression::{Fit, Regression};
use crate::codebook::{CodeId, Codebook, Indicators, Later};
use crate::observation::Observation;

pub use crate::calibration::choice::Figures;
pub use crate::calibration::points::PointsChange;
pub use crate::calibration::rewritten::rewritten;
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
    /// Whether the points of behaviours and of other evidence are fitted too, and the thresholds
    /// of codes without indicators.
    pub points: bool,
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
            points: true,
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
    /// The points that would change, by code.
    pub points: Vec<PointsChange>,
    /// The thresholds that would change.
    pub thresholds: Vec<ThresholdChange>,
    /// For each code, how well it was recognised in unread texts.
    pub figures: Vec<CodeFigures>,
}

/// The threshold of a code that would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThresholdChange {
    /// The code.
    pub code: String,
    /// Its threshold so far.
    pub before: i16,
    /// The one with which it is recognised best.
    pub after: i16,
}

/// How well a code was recognised in unread texts, by fits that had not seen their set.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeFigures {
    /// The code.
    pub code: String,
    /// By the rules alone, as they were.
    pub before: Figures,
    /// With indicators, and with the points that would change.
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

/// Fits indicators to labelled texts, then points and thresholds.
///
/// Candidates for indicators are all concepts of the lexicon, and the words and pairs of words that
/// stand in at least five texts of three sets. A logistic regression with a quadratic penalty tells
/// what each is worth; those that tell most are kept, fitted again, and rounded to whole points.
/// How many points a step on the scale of the regression is, where a text begins, and the bounds,
/// are chosen for each code on unread texts: the best F1 at which the aims hold.
///
/// Points of behaviours and of other evidence are then drawn from what they are towards what unread
/// texts tell, beside the indicators; they change where the code is recognised better with them, in
/// texts that they were not fitted to. Where a code has indicators, where a text begins on their
/// scale does what another threshold would do, and its threshold stays; of the other codes that
/// enough unread texts carry, the threshold is chosen as well.
pub fn calibrate(codebook: &Codebook, samples: &[Sample], aims: &Aims) -> Calibration {
    let aims = &Goal::new(aims, codebook);
    let bare =
        Indicators { scales: Vec::new(), all: Later::default(), ..codebook.indicators.clone() };
    let bare = Codebook { indicators: bare, ..codebook.clone() };
    let features = Features::new(&bare, samples);
    let bare = Classifier::new(bare);
    let regression = Regression::new(codebook, &features, samples);

    let parts = parts(samples, aims.folds);
    let alone = choice::alone(&bare, samples.iter(), &aims.codes);
    let mut outcomes: Vec<Vec<Outcome>> = aims.codes.iter().map(|_| Vec::new()).collect();
    for part in 0..aims.folds {
        let inside: Vec<usize> = of_part(&parts, |of| of != part);
        let fits = regression.fit(&inside, aims);
        for ((outcomes, fit), alone) in outcomes.iter_mut().zip(&fits).zip(&alone) {
            let told = unread(samples, &parts, part).filter_map(|text| {
                let (alone, terms) = (alone.get(text)?.clone(), features.terms(text, fit));
                Some(Outcome { text, alone, terms, intercept: fit.intercept })
            });
            outcomes.extend(told);
        }
    }
    let all: Vec<usize> = (0..samples.len()).collect();
    let fits = regression.fit(&all, aims);
    let mut choices: Vec<Choice> = outcomes
        .iter()
        .zip(&aims.codes)
        .map(|(outcomes, code)| choice::choose(outcomes, codebook.threshold(*code), aims))
        .collect();
    let mut figures: Vec<CodeFigures> = aims
        .codes
        .iter()
        .zip(&choices)
        .map(|(code, choice)| codebook.figures(*code, (choice.before, choice.after), aims))
        .collect();
    let (mut points, mut thresholds) = (Vec::new(), Vec::new());
    if aims.points {
        let fitting = Fitting { bare: &bare, samples, parts: &parts, aims };
        let of_scales = fitting.with_indicators(&outcomes, &mut choices);
        let of_others = fitting.without_indicators();
        for found in of_scales.into_iter().chain(of_others) {
            figures.retain(|known| known.code != found.figures.code);
            figures.push(found.figures);
            points.extend(found.points);
            thresholds.extend(found.threshold);
        }
    }
    let (indicators, seen) = features.chosen(codebook, samples, aims, &fits, &choices);
    Calibration { indicators, seen, points, thresholds, figures }
}

/// What points are fitted with.
#[derive(Clone, Copy)]
struct Fitting<'f> {
    /// The rules without indicators.
    bare: &'f Classifier,
    samples: &'f [Sample],
    parts: &'f [usize],
    aims: &'f Goal,
}

/// What came of fitting the points of one code.
struct Found {
    figures: CodeFigures,
    points: Vec<PointsChange>,
    threshold: Option<ThresholdChange>,
}

/// What indicators give a code in each text, and how many points a unit of their scale is.
type Indicated = (BTreeMap<usize, i32>, f64);

impl Fitting<'_> {
    /// Points of the codes that have indicators; where they help, the scale is chosen anew.
    fn with_indicators(&self, outcomes: &[Vec<Outcome>], choices: &mut [Choice]) -> Vec<Found> {
        let (codes, codebook) = (&self.aims.codes, self.bare.codebook());
        let given: Vec<Indicated> = outcomes
            .iter()
            .zip(choices.iter())
            .map(|(outcomes, choice)| {
                let given = outcomes.iter().map(|outcome| (outcome.text, choice.given(outcome)));
                (given.collect(), choice.step())
            })
            .collect();
        let (changes, alone) = self.fit(codes, &given);
        let each = codes.iter().zip(choices).zip(outcomes).zip(changes).zip(alone);
        let found = each.map(|((((code, choice), outcomes), changes), alone)| {
            let texts = outcomes.iter().zip(alone);
            let refitted: Vec<Outcome> =
                texts.map(|(outcome, alone)| Outcome { alone, ..outcome.clone() }).collect();
            let before = choice.before;
            let better = choice::choose(&refitted, codebook.threshold(*code), self.aims);
            let helps = better.after.worth(self.aims) > choice.after.worth(self.aims);
            if helps {
                *choice = better;
            }
            Found {
                figures: codebook.figures(*code, (before, choice.after), self.aims),
                points: if helps { changes } else { Vec::new() },
                threshold: None,
            }
        });
        found.collect()
    }

    /// Points and thresholds of the other codes that enough unread texts carry. What neutral texts
    /// show of these nobody has said.
    fn without_indicators(&self) -> Vec<Found> {
        let texts = self.samples.iter().cloned().zip(self.parts.iter().copied());
        let (samples, parts): (Vec<Sample>, Vec<usize>) =
            texts.filter(|(sample, _)| sample.role == Role::Unread).unzip();
        Fitting { samples: &samples, parts: &parts, ..*self }.of_others()
    }

    fn of_others(&self) -> Vec<Found> {
        let codebook = self.bare.codebook();
        let known = (0..).take(codebook.codes.len()).map(CodeId);
        let codes: Vec<CodeId> = known
            .filter(|code| !self.aims.codes.contains(code))
            .filter(|code| codebook.labelled(*code, self.samples) >= LEAST_LABELLED)
            .collect();
        let none: Vec<Indicated> =
            codes.iter().map(|_| (BTreeMap::new(), choice::USUAL_STEP)).collect();
        let (changes, alone) = self.fit(&codes, &none);
        let before = choice::alone(self.bare, self.by_parts(), &codes);
        let each = codes.iter().zip(changes).zip(before).zip(alone);
        let found = each.filter_map(|(((code, changes), before), alone)| {
            let of = codebook.codes.get(code.index())?;
            let was = choice::figures(&before, i32::from(of.threshold));
            let kept = choice::threshold(&before, of.threshold);
            let fitted = choice::threshold(&alone, of.threshold);
            let helps = fitted.1.careful() > kept.1.careful();
            let (after, figures) = if helps { fitted } else { kept };
            Some(Found {
                figures: codebook.figures(*code, (was, figures), self.aims),
                points: if helps { changes } else { Vec::new() },
                threshold: (after != of.threshold).then(|| ThresholdChange {
                    code: of.id.clone(),
                    before: of.threshold,
                    after,
                }),
            })
        });
        found.collect()
    }

    /// The unread texts in the order of the parts.
    fn by_parts(&self) -> impl Iterator<Item = &Sample> {
        let texts = (0..self.aims.folds).flat_map(|part| unread(self.samples, self.parts, part));
        texts.filter_map(|text| self.samples.get(text))
    }

    /// For each code the changes that all unread texts ask for; and, by texts in the order of the
    /// parts, what the rules alone say with changes to which the text's own part had no say.
    fn fit(
        &self,
        codes: &[CodeId],
        indicated: &[Indicated],
    ) -> (Vec<Vec<PointsChange>>, Vec<Vec<Alone>>) {
        let accounts = points::accounts(self.bare, self.samples, codes);
        let fit = |texts: &[usize]| -> Vec<Vec<PointsChange>> {
            let fit = |(account, (given, step)): (&Account, &Indicated)| {
                account.fit((self.bare, self.samples), texts, given, *step)
            };
            accounts.iter().zip(indicated).map(fit).collect()
        };
        let mut alone: Vec<Vec<Alone>> = codes.iter().map(|_| Vec::new()).collect();
        for part in 0..self.aims.folds {
            let changes = fit(&of_part(self.parts, |of| of != part)).concat();
            let rules = points::applied(self.bare.codebook(), &changes);
            let texts = unread(self.samples, self.parts, part);
            let texts = texts.filter_map(|text| self.samples.get(text));
            alone = joined(alone, choice::alone(&self.bare.with_points_of(rules), texts, codes));
        }
        let all: Vec<usize> = (0..self.samples.len()).collect();
        (fit(&all), alone)
    }
}

/// The second list of each code put behind the first.
fn joined(mut lists: Vec<Vec<Alone>>, more: Vec<Vec<Alone>>) -> Vec<Vec<Alone>> {
    for (list, more) in lists.iter_mut().zip(more) {
        list.extend(more);
    }
    lists
}

/// How many unread texts must carry a code that has no indicators for its points to be fitted.
const LEAST_LABELLED: usize = 60;

/// Aims, with the codes that the rules know.
struct Goal {
    codes: Vec<CodeId>,
    most_indicators: usize,
    precision: f64,
    false_alarms: f64,
    neutral: f64,
    points: bool,
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
            points: aims.points,
            folds: aims.folds.max(2),
        }
    }
}

impl Codebook {
    fn threshold(&self, code: CodeId) -> i32 {
        self.codes.get(code.index()).map_or(i32::MAX, |code| i32::from(code.threshold))
    }

    /// How many unread texts carry the code.
    fn labelled(&self, code: CodeId, samples: &[Sample]) -> usize {
        let Some(code) = self.codes.get(code.index()) else { return 0 };
        let unread = samples.iter().filter(|sample| sample.role == Role::Unread);
        unread.filter(|sample| sample.codes.contains(&code.id)).count()
    }

    fn figures(
        &self,
        code: CodeId,
        (before, after): (Figures, Figures),
        aims: &Goal,
    ) -> CodeFigures {
        let code = self.codes.get(code.index()).map(|code| code.id.clone()).unwrap_or_default();
        CodeFigures { code, before, after, met: after.meets(aims) }
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

/// The texts of a part that no author has read.
fn unread<'p>(
    samples: &'p [Sample],
    parts: &'p [usize],
    part: usize,
) -> impl Iterator<Item = usize> + 'p {
    let of = parts.iter().zip(samples).enumerate();
    of.filter(move |(_, (of, sample))| **of == part && sample.role != Role::Read).map(|(at, _)| at)
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
