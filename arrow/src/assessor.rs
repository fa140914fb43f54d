//! A table in, a table of answers out.
//!
//! Knows nothing of files. Invariant: the answer has as many rows as the table, in the same order.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{Field as Column, Schema};
use pushback::{Classifier, Observation, Scratch};

use crate::answers::Answers;
use crate::columns::Columns;
use crate::error::Error;
use crate::nest::field;
use crate::reader::{Content, Reader};

/// Assesses one table after another, with memory that it reuses.
///
/// ```
/// use std::sync::Arc;
///
/// use arrow_array::cast::AsArray;
/// use arrow_array::{ArrayRef, RecordBatch, StringArray};
/// use pushback::Classifier;
/// use pushback_arrow::{Assessor, Columns, Field};
///
/// let answers = ["Coaching is for people who can’t cope.", "Shall we start?"];
/// let table = RecordBatch::try_from_iter([
///     ("Answer", Arc::new(StringArray::from(answers.to_vec())) as ArrayRef),
///     ("team", Arc::new(StringArray::from(vec!["north", "south"]))),
/// ])?;
/// let columns = Columns::named(&table.schema(), &[(Field::Text, "Answer")])?.keeping(&["team"])?;
/// let mut assessor = Assessor::new(Classifier::builtin(), columns);
/// let assessed = assessor.assess(&table)?;
/// let codes = assessed.column_by_name("top_code").expect("always there").as_string::<i32>();
/// assert_eq!(codes.iter().collect::<Vec<_>>(), [Some("dismissal"), None]);
/// assert_eq!(assessed.column_by_name("team"), table.column_by_name("team"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Assessor {
    classifier: Classifier,
    columns: Columns,
    scratch: Scratch,
    metadata: HashMap<String, String>,
}

impl Assessor {
    /// An assessor of tables with these columns.
    pub fn new(classifier: &Classifier, columns: Columns) -> Self {
        let receipt = classifier.assess(&Observation::default()).receipt;
        let metadata = [
            ("pushback.schema", pushback::SCHEMA.to_string()),
            ("pushback.pack", receipt.pack.to_string()),
            ("pushback.version", receipt.version.to_string()),
            ("pushback.hash", receipt.hash.to_string()),
            ("pushback.engine", receipt.engine.to_string()),
        ];
        Self {
            classifier: classifier.clone(),
            columns,
            scratch: Scratch::default(),
            metadata: metadata.map(|(key, value)| (key.to_owned(), value)).into(),
        }
    }

    /// One row of answers for each row of the table, in the same order: the column read as
    /// [`Field::Id`](crate::Field::Id), then those that are kept, then what was found. A row that
    /// cannot be read has the reason under `error`, and nothing in the other columns.
    ///
    /// The front page of the crate lists the columns. What was found is made with the rules and the
    /// version that the metadata of the schema name.
    ///
    /// # Errors
    ///
    /// [`Error::OtherColumns`] where the table is not of the form that [`Columns`] was made for;
    /// [`Error::Taken`] where a kept column has the name of one of the answer.
    pub fn assess(&mut self, table: &RecordBatch) -> Result<RecordBatch, Error> {
        if !self.columns.are_of(&table.schema()) {
            return Err(Error::OtherColumns);
        }
        let mut answers = Answers::default();
        let reader = Reader::new(&self.columns, table.columns(), self.classifier.codebook());
        for row in 0..table.num_rows() {
            let read = reader.read(row).map(|content| match content {
                Content::Observation(said) => self.classifier.assess_with(&said, &mut self.scratch),
                Content::Case(case) => self.classifier.assess_record(&case, &mut self.scratch),
            });
            answers.push(read.as_ref());
        }
        let found = answers.finish()?.into_iter().map(field);
        let schema = table.schema();
        let carried = self.columns.carried().into_iter().filter_map(|at| {
            Some((schema.fields().get(at)?.as_ref().clone(), Arc::clone(table.columns().get(at)?)))
        });
        let (fields, arrays): (Vec<Column>, Vec<ArrayRef>) = carried.chain(found).unzip();
        if let Some(column) = doubled(&fields) {
            return Err(Error::Taken { column });
        }
        let schema = Schema::new_with_metadata(fields, self.metadata.clone());
        Ok(RecordBatch::try_new(Arc::new(schema), arrays)?)
    }

    /// The columns of the answers to tables of this form.
    ///
    /// # Errors
    ///
    /// As [`Assessor::assess`].
    pub fn schema(&mut self, of: &Arc<Schema>) -> Result<Arc<Schema>, Error> {
        Ok(self.assess(&RecordBatch::new_empty(Arc::clone(of)))?.schema())
    }
}

/// Assesses one table, whose columns have the usual names.
///
/// ```
/// use std::sync::Arc;
///
/// use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
/// use pushback::Classifier;
///
/// let speakers = StringArray::from(vec!["coachee", "coache"]);
/// let texts = StringArray::from(vec!["I have no time for coaching.", "Fine."]);
/// let table = RecordBatch::try_from_iter([
///     ("speaker", Arc::new(speakers) as ArrayRef),
///     ("text", Arc::new(texts)),
/// ])?;
/// let assessed = pushback_arrow::assess(Classifier::builtin(), &table)?;
/// let error = assessed.column_by_name("error").expect("always there");
/// assert!(error.is_null(0) && error.is_valid(1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// As [`Columns::of`] and [`Assessor::assess`].
pub fn assess(classifier: &Classifier, table: &RecordBatch) -> Result<RecordBatch, Error> {
    Assessor::new(classifier, Columns::of(&table.schema())?).assess(table)
}

/// A name that comes twice.
fn doubled(fields: &[Column]) -> Option<String> {
    let mut names: Vec<&String> = fields.iter().map(Column::name).collect();
    names.sort_unstable();
    names.windows(2).find_map(|pair| match pair {
        [one, other] if one == other => Some((*one).clone()),
        _ => None,
    })
}
