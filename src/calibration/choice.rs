//! How many points a step of the regression is, where a text begins, and the bounds: chosen for
//! each code by how well it is then recognised in unread texts.
//!
//! Knows nothing of words. Invariant: whole points only, added up as the classifier adds them up.

use crate::Classifier;
use crate::calibration::{Goal, Role, Sample};
use crate::codebook::{CodeId, IndicatorScale};

/// What the rules alone say of a code in a text, beside its label.
#[derive(Clone, Debug)]
pub(super) struct Alone {
    points: i32,
    /// Whether a modifier took the force from behaviours of the code and none is left.
    withheld: bool,
    carries: bool,
    /// Whether the text carries no code at all.
    uncoded: bool,
    role: Role,
}

/// A text, and what a fit that has not seen its set says of it.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    /// Its place among all texts.
    pub(super) text: usize,
    pub(super) alone: Alone,
    pub(super) terms: Vec<f64>,
    pub(super) intercept: f64,
}

/// How well a code is recognised in unread texts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    /// Texts that carry the code and are flagged with it.
    pub right: usize,
    /// Texts that carry it.
    pub labelled: usize,
    /// Texts that are flagged with it; neutral ones apart.
    pub flagged: usize,
    /// Texts without any code that are flagged with it.
    pub false_alarms: usize,
    /// Texts without any code.
    pub uncoded: usize,
    /// Neutral texts that are flagged with it.
    pub neutral_flagged: usize,
    /// Neutral texts.
    pub neutral: usize,
}

impl Figures {
    /// The share of what is flagged that carries the code; 1 where nothing is flagged.
    pub fn precision(&self) -> f64 {
        if self.flagged == 0 { 1.0 } else { ratio(self.right, self.flagged) }
    }

    /// The share of what carries the code that is flagged.
    pub fn recall(&self) -> f64 {
        ratio(self.right, self.labelled)
    }

    /// The harmonic mean of both.
    pub fn f1(&self) -> f64 {
        self.f(1.0)
    }

    /// Precision and recall in one figure; with a small `beta`, precision weighs more.
    fn f(&self, beta: f64) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        let square = beta * beta;
        let below = square * precision + recall;
        if below > 0.0 { (1.0 + square) * precision * recall / below } else { 0.0 }
    }

    /// Whether the aims hold. They do where nothing is flagged: better that than a wrong label.
    pub(super) fn meets(&self, aims: &Goal) -> bool {
        self.precision() >= aims.precision
            && ratio(self.false_alarms, self.uncoded) <= aims.false_alarms
            && ratio(self.neutral_flagged, self.neutral) <= aims.neutral
    }

    /// What is preferred: that the aims hold, then F1; where they do not, precision weighs more.
    pub(super) fn worth(&self, aims: &Goal) -> (bool, f64) {
        let meets = self.meets(aims);
        (meets, if meets { self.f1() } else { self.careful() })
    }

    /// Precision and recall in one figure, precision weighing more.
    pub(super) fn careful(&self) -> f64 {
        self.f(CAREFUL)
    }

    fn count(&mut self, alone: &Alone, flagged: bool) {
        let flagged = usize::from(flagged);
        if alone.role == Role::Neutral {
            self.neutral += 1;
            self.neutral_flagged += flagged;
            return;
        }
        self.labelled += usize::from(alone.carries);
        self.flagged += flagged;
        self.right += if alone.carries { flagged } else { 0 };
        self.uncoded += usize::from(alone.uncoded);
        self.false_alarms += if alone.uncoded { flagged } else { 0 };
    }
}

#[expect(clippy::cast_precision_loss, reason = "no count of texts comes near the limit")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// How the weights of a code become points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    /// Points a unit of the regression's scale.
    step: f64,
    /// What is added to the intercept, in units of that scale.
    shift: f64,
    withheld: i16,
    least: i16,
    most: i16,
    /// With the rules alone.
    pub(super) before: Figures,
    /// With indicators.
    pub(super) after: Figures,
}

impl Choice {
    /// The points of a weight.
    pub(super) fn points(&self, weight: f64) -> i16 {
        whole(weight * self.step).clamp(-MOST_POINTS, MOST_POINTS)
    }

    /// How many points a unit of the regression's scale is.
    pub(super) fn step(&self) -> f64 {
        self.step
    }

    /// The scale of the code whose regression begins at this intercept.
    pub(super) fn scale(&self, code: CodeId, intercept: f64) -> IndicatorScale {
        IndicatorScale {
            code,
            base: self.base(intercept),
            withheld: self.withheld,
            most: self.most,
            least: self.least,
        }
    }

    fn base(&self, intercept: f64) -> i16 {
        whole((intercept + self.shift) * self.step).clamp(-MOST_BASE, MOST_BASE)
    }

    /// What indicators give a text, by a fit that has not seen its set.
    pub(super) fn given(&self, outcome: &Outcome) -> i32 {
        let terms = outcome.terms.iter().map(|weight| i32::from(self.points(*weight)));
        self.verdict(outcome, terms.sum())
    }

    /// What indicators give, added up as the classifier does.
    fn verdict(&self, outcome: &Outcome, terms: i32) -> i32 {
        let lost = if outcome.alone.withheld { i32::from(self.withheld) } else { 0 };
        let sum = i32::from(self.base(outcome.intercept)) + terms + lost;
        sum.clamp(i32::from(self.least), i32::from(self.most))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "beyond the bounds it is cut off all the same")]
fn whole(number: f64) -> i16 {
    number.round() as i16
}

/// What the rules alone say of each of these codes, in each of these texts.
pub(super) fn alone<'s>(
    classifier: &Classifier,
    samples: impl Iterator<Item = &'s Sample>,
    codes: &[CodeId],
) -> Vec<Vec<Alone>> {
    let classifier = classifier.clone().with_hints_from(1);
    let codebook = classifier.codebook();
    let mut all: Vec<Vec<Alone>> = codes.iter().map(|_| Vec::new()).collect();
    let mut scratch = crate::Scratch::default();
    for sample in samples {
        let found = classifier.assess_with(&sample.observation, &mut scratch);
        for (code, list) in codes.iter().zip(&mut all) {
            let Some(of) = codebook.codes.get(code.index()) else { continue };
            let findings = found.codes.iter().chain(&found.hints);
            let points = findings.filter(|finding| finding.code == of.id).map(|f| f.points).next();
            let at_home = |behaviour: &str| {
                let known = codebook.behaviour(behaviour).map(|(_, behaviour)| behaviour.home);
                known == Some(Some(*code))
            };
            let shown = found.behaviours.iter().any(|shown| at_home(&shown.behaviour));
            let mut lost = found.suppressed.iter().filter(|lost| lost.by != "topic");
            list.push(Alone {
                points: points.unwrap_or_default(),
                withheld: !shown && lost.any(|lost| at_home(&lost.behaviour)),
                carries: sample.codes.contains(&of.id),
                uncoded: sample.codes.is_empty(),
                role: sample.role,
            });
        }
    }
    all
}

/// The choice with the best F1 at which the aims hold; where they hold at none, the one that comes
/// nearest, precision weighing more.
pub(super) fn choose(outcomes: &[Outcome], threshold: i32, aims: &Goal) -> Choice {
    let alone: Vec<Alone> = outcomes.iter().map(|outcome| outcome.alone.clone()).collect();
    let before = figures(&alone, threshold);
    let most = i16::try_from(threshold * 3 / 2 - 1).unwrap_or(i16::MAX);
    let mut best: Option<((bool, f64), Choice)> = None;
    for step in STEPS {
        let terms: Vec<i32> = outcomes
            .iter()
            .map(|outcome| {
                let step =
                    Choice { step, shift: 0.0, withheld: 0, least: 0, most, before, after: before };
                outcome.terms.iter().map(|weight| i32::from(step.points(*weight))).sum()
            })
            .collect();
        for shift in (-SHIFTS..=SHIFTS).map(|quarters| f64::from(quarters) / 4.0) {
            for least in LEASTS {
                let mut choice =
                    Choice { step, shift, withheld: WITHHELD, least, most, before, after: before };
                let mut after = Figures::default();
                for (outcome, terms) in outcomes.iter().zip(&terms) {
                    let points = outcome.alone.points + choice.verdict(outcome, *terms);
                    after.count(&outcome.alone, points >= threshold);
                }
                choice.after = after;
                let worth = after.worth(aims);
                if best.as_ref().is_none_or(|(known, _)| worth > *known) {
                    best = Some((worth, choice));
                }
            }
        }
    }
    best.map_or(
        Choice { step: 1.0, shift: 0.0, withheld: 0, least: 0, most: 0, before, after: before },
        |(_, choice)| choice,
    )
}

/// The threshold, within a quarter of the present one, at which a code without indicators is
/// recognised best, precision weighing more, and how well; the nearest where several do as well.
pub(super) fn threshold(texts: &[Alone], present: i16) -> (i16, Figures) {
    let figures = |threshold: i16| figures(texts, i32::from(threshold));
    let mut tried: Vec<i16> = (present * 3 / 4..=present * 5 / 4).filter(|t| *t > 0).collect();
    tried.sort_by_key(|threshold| ((threshold - present).abs(), *threshold));
    let mut best = (present, figures(present));
    for threshold in tried {
        let figures = figures(threshold);
        if figures.careful() > best.1.careful() {
            best = (threshold, figures);
        }
    }
    best
}

/// How well a code is recognised with a threshold.
pub(super) fn figures(texts: &[Alone], threshold: i32) -> Figures {
    let mut figures = Figures::default();
    for text in texts {
        figures.count(text, text.points >= threshold);
    }
    figures
}

/// How many points a unit is where nothing was chosen.
pub(super) const USUAL_STEP: f64 = 6.0;
/// What is tried, in points a unit.
const STEPS: [f64; 6] = [4.0, 5.0, 6.0, 7.0, 8.0, 10.0];
/// What is tried, in quarters of a unit to either side.
const SHIFTS: i32 = 14;
/// What is tried, in points.
const LEASTS: [i16; 6] = [-3, -6, -10, -15, -20, -30];
/// What is taken away where a modifier took the force from all that was said for a code: single
/// words are not to bring back what a denial or another's view took.
const WITHHELD: i16 = -20;
/// How much more precision weighs than recall where the aims cannot be met.
const CAREFUL: f64 = 0.5;
/// What one indicator may give at the most, and where a text may begin.
const MOST_POINTS: i16 = 20;
const MOST_BASE: i16 = 100;
