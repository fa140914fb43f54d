//! One thread's work: batches of records in, answers written down out.
//!
//! Knows nothing of files, nor of other threads. Invariant: there is one answer for every record,
//! in the order of the batch; one that cannot be read never keeps the next from being read, unless
//! that is what was asked for.

use std::io;
use std::sync::Arc;

use pushback::{Classifier, Scratch};
use serde_json::value::{RawValue, to_raw_value};

use crate::answer::{Answer, Form, Outcome, Subject};
use crate::batch::{Batch, Task, Whole};
use crate::fault::Fault;
use crate::record::{Content, Record};
use crate::tally::Tally;

/// One thread's work.
pub(crate) struct Assessor {
    classifier: Classifier,
    scratch: Scratch,
    form: Arc<dyn Form>,
    /// Whether the first record that cannot be read is the last.
    strict: bool,
}

/// What came of a task.
#[derive(Debug, Default)]
pub(crate) struct Answered {
    /// The answers, each with what stands between two of them before it.
    pub(crate) bytes: Vec<u8>,
    pub(crate) tally: Tally,
}

impl Assessor {
    pub(crate) fn new(classifier: &Classifier, form: &Arc<dyn Form>, strict: bool) -> Self {
        let (classifier, form) = (classifier.clone(), Arc::clone(form));
        Self { classifier, scratch: Scratch::default(), form, strict }
    }

    /// Writes down the answers to a task.
    pub(crate) fn work(&mut self, task: &Task) -> io::Result<Answered> {
        let mut answered = Answered::default();
        match task {
            Task::Records(batch) => self.records(batch, &mut answered)?,
            Task::Transcript(whole) => self.transcript(whole, &mut answered)?,
        }
        Ok(answered)
    }

    fn records(&mut self, batch: &Batch, answered: &mut Answered) -> io::Result<()> {
        for (line, bytes) in batch.records() {
            if self.strict && answered.tally.faults > 0 {
                break;
            }
            self.record(batch, (line, bytes), answered)?;
        }
        Ok(())
    }

    fn record(
        &mut self,
        batch: &Batch,
        (line, bytes): (usize, Option<&[u8]>),
        answered: &mut Answered,
    ) -> io::Result<()> {
        let text = bytes.ok_or_else(Fault::too_long).and_then(|bytes| {
            str::from_utf8(bytes).map_err(|error| Fault::not_utf8(error.valid_up_to()))
        });
        let codebook = self.classifier.codebook();
        let id: Box<RawValue>;
        let record = match (text, &batch.origin.columns) {
            (Err(fault), _) => Record { id: None, content: Err(fault) },
            (Ok(text), None) => Record::of_line(text, codebook),
            (Ok(text), Some(columns)) => {
                let (given, content) = columns.read(text, codebook);
                id = to_raw_value(&given)?;
                Record { id: given.is_some().then_some(&*id), content }
            }
        };
        let file = batch.origin.file.as_deref();
        let answer = |outcome| Answer { file, line, id: record.id, outcome };
        match &record.content {
            Ok(Content::Observation(observation)) => {
                let read = self.classifier.assess_with(observation, &mut self.scratch);
                let subject = Subject::Observation(observation);
                self.write(&answer(Outcome::Read(subject, &read)), answered)
            }
            Ok(Content::Case(case)) => {
                let read = self.classifier.assess_case_with(case, &mut self.scratch);
                self.write(&answer(Outcome::Read(Subject::Case(case), &read)), answered)
            }
            Err(fault) => {
                let column = fault.column(bytes.unwrap_or_default());
                self.write(&answer(Outcome::Fault(fault, column)), answered)
            }
        }
    }

    fn transcript(&mut self, whole: &Whole, answered: &mut Answered) -> io::Result<()> {
        let case = &whole.transcript.case;
        let read = self.classifier.assess_case_with(case, &mut self.scratch);
        let answer = Answer {
            file: whole.file.as_deref(),
            line: whole.line,
            id: whole.id.as_deref(),
            outcome: Outcome::Read(Subject::Transcript(&whole.transcript), &read),
        };
        self.write(&answer, answered)
    }

    fn write(&self, answer: &Answer<'_>, answered: &mut Answered) -> io::Result<()> {
        answered.bytes.extend_from_slice(self.form.between().as_bytes());
        self.form.answer(answer, &mut answered.bytes)?;
        answered.tally += Tally::of(answer);
        Ok(())
    }
}
