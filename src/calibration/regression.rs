//! What each candidate is worth: logistic regression with a quadratic penalty.
//!
//! Knows nothing of points. Invariant: the same texts give the same weights, whatever the machine
//! does meanwhile.

use argmin::core::{CostFunction, Error, Executor, Gradient, State};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;

use crate::calibration::candidates::Features;
use crate::calibration::{Goal, Role, Sample};
use crate::codebook::{CodeId, Codebook};

/// How strongly weights are drawn towards nothing.
const PENALTY: f64 = 5.0;
/// How many times a text that carries the code counts.
const RARE: f64 = 4.0;
/// How many times a neutral text counts.
const NEUTRAL: f64 = 2.0;
/// How many steps the search takes at the most, and how many it remembers.
const MOST_STEPS: u64 = 150;
const MEMORY: usize = 10;

/// Texts, ready to be fitted to.
pub(super) struct Regression<'s> {
    features: &'s Features,
    samples: &'s [Sample],
    names: Vec<String>,
}

/// The weights of one code.
#[derive(Clone, Debug)]
pub(super) struct Fit {
    /// The candidates that have a weight, ascending.
    pub(super) kept: Vec<u32>,
    pub(super) weights: Vec<f64>,
    pub(super) intercept: f64,
}

impl<'s> Regression<'s> {
    pub(super) fn new(codebook: &Codebook, features: &'s Features, samples: &'s [Sample]) -> Self {
        let names = codebook.codes.iter().map(|code| code.id.clone()).collect();
        Self { features, samples, names }
    }

    /// The weights of every code, fitted to these texts: for all candidates first, then again for
    /// those that tell most.
    pub(super) fn fit(&self, texts: &[usize], aims: &Goal) -> Vec<Fit> {
        let all: Vec<u32> =
            (0..self.features.count()).filter_map(|at| u32::try_from(at).ok()).collect();
        let first: Vec<Fit> =
            aims.codes.iter().map(|code| self.fit_one(*code, texts, &all)).collect();
        let kept = self.most_telling(texts, &first, aims.most_indicators);
        aims.codes.iter().map(|code| self.fit_one(*code, texts, &kept)).collect()
    }

    fn fit_one(&self, code: CodeId, texts: &[usize], kept: &[u32]) -> Fit {
        let name = self.names.get(code.index()).map(String::as_str).unwrap_or_default();
        let mut place = vec![u32::MAX; self.features.count()];
        for (feature, at) in kept.iter().zip(0..) {
            place.iter_mut().skip(*feature as usize).take(1).for_each(|place| *place = at);
        }
        let mut problem = Problem::new(PENALTY);
        for text in texts {
            let (Some(sample), Some(row)) =
                (self.samples.get(*text), self.features.rows.get(*text))
            else {
                continue;
            };
            let carries = sample.codes.contains(name);
            let row = row.iter().filter_map(|feature| place.get(*feature as usize).copied());
            let row = row.filter(|at| *at != u32::MAX).collect();
            problem.add((row, 0.0), carries, sample.role);
        }
        problem.draw_towards(vec![0.0; kept.len()]);
        let mut weights = problem.solve();
        let intercept = weights.pop().unwrap_or_default();
        Fit { kept: kept.to_vec(), weights, intercept }
    }

    /// The candidates whose weight, for any code, matters in most texts.
    fn most_telling(&self, texts: &[usize], fits: &[Fit], most: usize) -> Vec<u32> {
        let mut stands = vec![0_u32; self.features.count()];
        for row in texts.iter().filter_map(|text| self.features.rows.get(*text)) {
            for feature in row {
                stands.iter_mut().skip(*feature as usize).take(1).for_each(|count| *count += 1);
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "no count of texts comes near the limit")]
        let whole = texts.len().max(1) as f64;
        let mut ranked: Vec<(f64, u32)> = stands
            .iter()
            .zip(0..)
            .map(|(count, feature)| {
                let share = f64::from(*count) / whole;
                let weights = fits.iter().filter_map(|fit| fit.weight(feature));
                let largest = weights.fold(0.0, |most: f64, weight| most.max(weight.abs()));
                (largest * (share * (1.0 - share)).sqrt(), feature)
            })
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut kept: Vec<u32> =
            ranked.into_iter().take(most).map(|(_, feature)| feature).collect();
        kept.sort_unstable();
        kept
    }
}

/// One code, and the texts that carry it or do not.
pub(super) struct Problem {
    rows: Vec<Vec<u32>>,
    /// What is known of each text beforehand, on the scale of the regression.
    known: Vec<f64>,
    carries: Vec<bool>,
    /// How many times each text counts.
    counts: Vec<f64>,
    /// What the weights are drawn towards, and how strongly.
    towards: Vec<f64>,
    penalty: f64,
}

impl Problem {
    /// No texts yet, and no weights.
    pub(super) fn new(penalty: f64) -> Self {
        Self {
            rows: Vec::new(),
            known: Vec::new(),
            carries: Vec::new(),
            counts: Vec::new(),
            towards: Vec::new(),
            penalty,
        }
    }

    /// Adds a text: the weights that count in it and what is known beforehand, whether it carries
    /// the code, and what may be known of it.
    pub(super) fn add(&mut self, (row, known): (Vec<u32>, f64), carries: bool, role: Role) {
        self.rows.push(row);
        self.known.push(known);
        self.carries.push(carries);
        self.counts.push(match role {
            _ if carries => RARE,
            Role::Neutral => NEUTRAL,
            _ => 1.0,
        });
    }

    /// Says how many weights there are, and what each is in want of texts that tell otherwise.
    pub(super) fn draw_towards(&mut self, weights: Vec<f64>) {
        self.towards = weights;
    }

    /// The weights, and last the intercept.
    pub(super) fn solve(&self) -> Vec<f64> {
        let mut start = self.towards.clone();
        start.push(0.0);
        let solver = LBFGS::new(MoreThuenteLineSearch::new(), MEMORY);
        let done = solver
            .with_tolerance_grad(1e-3)
            .and_then(|solver| solver.with_tolerance_cost(1e-6))
            .and_then(|solver| {
                Executor::new(self, solver)
                    .configure(|state| state.param(start.clone()).max_iters(MOST_STEPS))
                    .run()
            });
        // A search that gives up leaves the best that it found, and at worst where it began.
        let best = done.ok().and_then(|done| done.state.get_best_param().cloned());
        best.unwrap_or(start)
    }

    /// How surely each text carries the code, before the logistic function.
    fn scores<'p>(&'p self, weights: &'p [f64]) -> impl Iterator<Item = f64> + 'p {
        let intercept = weights.last().copied().unwrap_or_default();
        self.rows.iter().zip(&self.known).map(move |(row, known)| {
            let sum = row.iter().filter_map(|at| weights.get(*at as usize)).sum::<f64>();
            sum + known + intercept
        })
    }

    /// How far each weight is from what it is drawn towards; the intercept is free.
    fn drawn<'p>(&'p self, weights: &'p [f64]) -> impl Iterator<Item = f64> + 'p {
        weights.iter().zip(&self.towards).map(|(weight, towards)| weight - towards)
    }
}

impl CostFunction for &Problem {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, weights: &Vec<f64>) -> Result<f64, Error> {
        let texts = self.scores(weights).zip(&self.carries).zip(&self.counts);
        let loss = texts.map(|((score, carries), count)| {
            let margin = if *carries { score } else { -score };
            // ln(1 + e^-m), without overflow.
            count * ((-margin.abs()).exp().ln_1p() + (-margin).max(0.0))
        });
        let drawn = self.drawn(weights).map(|distance| distance * distance);
        Ok(loss.sum::<f64>() + self.penalty / 2.0 * drawn.sum::<f64>())
    }
}

impl Gradient for &Problem {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, weights: &Vec<f64>) -> Result<Vec<f64>, Error> {
        let mut gradient: Vec<f64> =
            self.drawn(weights).map(|distance| self.penalty * distance).collect();
        gradient.push(0.0);
        let mut of_intercept = 0.0;
        let texts = self.scores(weights).zip(&self.carries).zip(&self.counts);
        for (((score, carries), count), row) in texts.zip(&self.rows) {
            let wrong = count * (1.0 / (1.0 + (-score).exp()) - f64::from(u8::from(*carries)));
            of_intercept += wrong;
            for at in row {
                gradient.iter_mut().skip(*at as usize).take(1).for_each(|slope| *slope += wrong);
            }
        }
        if let Some(last) = gradient.last_mut() {
            *last = of_intercept;
        }
        Ok(gradient)
    }
}
