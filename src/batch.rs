//! Many at once: observations and cases assessed in a row, or by several threads.
//!
//! Knows nothing of how one of them is assessed. Invariant: the answers stand in the order of what
//! was given, and are those that each would have by itself.

use crate::assessment::Assessment;
use crate::classifier::{Classifier, Scratch};
use crate::observation::{Case, Observation};

/// What is assessed: one observation, or a case over sessions.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Record<'s> {
    /// One observation.
    Observation(&'s Observation),
    /// A case.
    Case(&'s Case),
}

impl<'s> From<&'s Observation> for Record<'s> {
    fn from(observation: &'s Observation) -> Self {
        Self::Observation(observation)
    }
}

impl<'s> From<&'s Case> for Record<'s> {
    fn from(case: &'s Case) -> Self {
        Self::Case(case)
    }
}

impl Classifier {
    /// Assesses an observation or a case with memory that is reused.
    ///
    /// ```
    /// use pushback::{Case, Classifier, Observation, Record, Scratch};
    ///
    /// let said = Observation::coachee("I have no time for coaching.");
    /// let case = Case::new([said.clone().in_session(1)]);
    /// let mut scratch = Scratch::default();
    /// for record in [Record::from(&said), Record::from(&case)] {
    ///     let assessment = Classifier::builtin().assess_record(record, &mut scratch);
    ///     assert_eq!(assessment.codes[0].code, "time");
    /// }
    /// ```
    pub fn assess_record<'s>(
        &self,
        record: impl Into<Record<'s>>,
        scratch: &mut Scratch,
    ) -> Assessment {
        match record.into() {
            Record::Observation(observation) => self.assess_with(observation, scratch),
            Record::Case(case) => self.assess_case_with(case, scratch),
        }
    }

    /// Assesses a batch, in order, on the thread at hand.
    ///
    /// A caller with threads of its own gives each a part of its input, and a [`Scratch`] that it
    /// keeps from one batch to the next. The answers come one by one, so that none has to be held.
    ///
    /// ```
    /// use pushback::{Classifier, Observation, Scratch};
    ///
    /// let texts = ["Shall we start?", "Stop telling me how to do my job."];
    /// let batch = texts.map(Observation::coachee);
    /// let mut scratch = Scratch::default();
    /// let telling = Classifier::builtin()
    ///     .assess_batch(&batch, &mut scratch)
    ///     .filter(|assessment| !assessment.codes.is_empty());
    /// assert_eq!(telling.count(), 1);
    /// ```
    pub fn assess_batch<'b, I>(
        &'b self,
        batch: I,
        scratch: &'b mut Scratch,
    ) -> impl Iterator<Item = Assessment> + 'b
    where
        I: IntoIterator + 'b,
        I::Item: Into<Record<'b>>,
    {
        batch.into_iter().map(|record| self.assess_record(record, scratch))
    }
}

/// How many records a thread takes at a time at the least: so many that handing them out costs
/// nothing beside assessing them.
#[cfg(feature = "parallel")]
const LEAST_AT_A_TIME: usize = 16;

#[cfg(feature = "parallel")]
#[cfg_attr(docsrs, doc(cfg(feature = "parallel")))]
impl Classifier {
    /// Assesses a batch on the threads of the `rayon` pool at hand; the answers stand in the order
    /// of the batch, and are the same on any number of threads.
    ///
    /// ```
    /// use pushback::{Classifier, Observation};
    ///
    /// let batch = ["Shall we start?", "Stop telling me how to do my job."].map(Observation::coachee);
    /// let assessments = Classifier::builtin().assess_parallel(&batch);
    /// assert!(assessments[0].codes.is_empty());
    /// assert!(!assessments[1].codes.is_empty());
    /// ```
    pub fn assess_parallel<'b, T: Sync>(&self, batch: &'b [T]) -> Vec<Assessment>
    where
        &'b T: Into<Record<'b>>,
    {
        use rayon::iter::ParallelIterator as _;
        use rayon::iter::{IndexedParallelIterator as _, IntoParallelRefIterator as _};

        let each = batch.par_iter().with_min_len(LEAST_AT_A_TIME);
        each.map_init(Scratch::default, |scratch, one| self.assess_record(one, scratch)).collect()
    }
}
