//! From one file of Parquet to another.
//!
//! Knows nothing of what a table says. Invariant: no more than a fixed number of rows is held on
//! either side, and a file stands in its place only when it is whole.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::num::NonZero;
use std::panic;
use std::path::{Path, PathBuf};
use std::thread;

use arrow_array::{Array, RecordBatch, RecordBatchReader};
use arrow_schema::ArrowError;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use pushback::Classifier;

use crate::{Assessor, Columns, Error, Field};

/// How a file is to be read.
///
/// ```
/// use pushback_arrow::Field;
/// use pushback_arrow::file::Options;
///
/// let options = Options { columns: vec![(Field::Text, "Answer".to_owned())], ..Options::default() };
/// assert!(options.jobs.is_none());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Columns that have other names than those that they are read as.
    pub columns: Vec<(Field, String)>,
    /// Columns that are to stand in the answer, unchanged.
    pub keep: Vec<String>,
    /// How many threads assess; as many as there are cores where nothing is said.
    pub jobs: Option<NonZero<usize>>,
}

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// The rows that were read, as many as were written.
    pub rows: usize,
    /// Those of them that have an error in place of an answer.
    pub faults: usize,
    /// The columns that were not read.
    pub unread: Vec<String>,
}

/// Assesses every row of a file of Parquet, and writes a row for each, in the same order.
///
/// However long the file is, the memory stays the same: some thousand rows are read at a time, and
/// what has been found is written whenever it comes to 32 MB. It is written beside `to` under a name
/// that ends in `.part`, and moved to its place at the end, so that a file of that name is whole.
///
/// ```no_run
/// use std::path::Path;
///
/// use pushback::Classifier;
/// use pushback_arrow::file::{Options, assess_file};
///
/// let (from, to) = (Path::new("answers.parquet"), Path::new("assessed.parquet"));
/// let done = assess_file(Classifier::builtin(), from, to, &Options::default())?;
/// println!("{} rows, {} of which could not be read", done.rows, done.faults);
/// # Ok::<(), pushback_arrow::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::File`] where one of the files cannot be used, [`Error::Parquet`] where the first is no
/// Parquet or packed in another way than with Snappy or zstd, [`Error::SameFile`] where both are one,
/// and what [`Columns::named`] and [`Assessor::assess`] give.
pub fn assess_file(
    classifier: &Classifier,
    from: &Path,
    to: &Path,
    options: &Options,
) -> Result<Summary, Error> {
    let input = File::open(from).map_err(failed("open", from))?;
    if fs::canonicalize(to).is_ok_and(|to| fs::canonicalize(from).is_ok_and(|from| from == to)) {
        return Err(Error::SameFile { path: to.to_owned() });
    }
    let (mut tables, columns, unread) = tables(input, options)?;
    let part = beside(to);
    let jobs = options.jobs.or_else(|| thread::available_parallelism().ok());
    let assessor = || Assessor::new(classifier, columns.clone());
    let mut assessors: Vec<_> = (0..jobs.map_or(1, NonZero::get)).map(|_| assessor()).collect();
    let schema = assessor().schema(&tables.schema())?;
    let output = BufWriter::new(File::create(&part).map_err(failed("make", &part))?);
    let mut summary = Summary { unread, ..Summary::default() };
    let done = ArrowWriter::try_new(output, schema, Some(properties()?))
        .map_err(Error::from)
        .and_then(|mut writer| {
            write(&mut tables, &mut assessors, &mut writer, &mut summary)?;
            Ok(writer.into_inner()?)
        });
    let whole = done.and_then(|output| {
        let file = output.into_inner().map_err(io::IntoInnerError::into_error);
        file.and_then(|file| file.sync_all()).map_err(failed("write", &part))
    });
    match whole {
        Ok(()) => fs::rename(&part, to).map_err(failed("move to its place", to))?,
        Err(error) => {
            // What there is of it is of no use; that it stays is not worth another error.
            let _ = fs::remove_file(&part);
            return Err(error);
        }
    }
    Ok(summary)
}

/// The tables of a file, of the columns alone that are wanted; which those are, and the names of the
/// others.
fn tables(
    input: File,
    options: &Options,
) -> Result<(ParquetRecordBatchReader, Columns, Vec<String>), Error> {
    let file = ParquetRecordBatchReaderBuilder::try_new(input)?;
    let renamed: Vec<(Field, &str)> =
        options.columns.iter().map(|(field, name)| (*field, name.as_str())).collect();
    let keep: Vec<&str> = options.keep.iter().map(String::as_str).collect();
    let unread: Vec<String> = {
        let all = Columns::named(file.schema(), &renamed)?.keeping(&keep)?;
        all.unread().map(str::to_owned).collect()
    };
    let names = file.schema().fields().iter().map(|field| field.name());
    let wanted = names.enumerate().filter(|(_, name)| !unread.contains(name)).map(|(at, _)| at);
    let mask = ProjectionMask::roots(file.parquet_schema(), wanted);
    let tables = file.with_projection(mask).with_batch_size(ROWS).build()?;
    let columns = Columns::named(&tables.schema(), &renamed)?.keeping(&keep)?;
    Ok((tables, columns, unread))
}

fn write<W: Write + Send>(
    tables: &mut ParquetRecordBatchReader,
    assessors: &mut [Assessor],
    writer: &mut ArrowWriter<W>,
    summary: &mut Summary,
) -> Result<(), Error> {
    loop {
        let next: Vec<RecordBatch> =
            tables.by_ref().take(assessors.len()).collect::<Result<_, ArrowError>>()?;
        if next.is_empty() {
            return Ok(());
        }
        for assessed in together(&next, assessors) {
            let assessed = assessed?;
            let errors = assessed.column_by_name("error");
            summary.rows += assessed.num_rows();
            summary.faults += errors.map_or(0, |errors| errors.len() - errors.null_count());
            writer.write(&assessed)?;
            if writer.in_progress_size() > FULL {
                writer.flush()?;
            }
        }
    }
}

/// Each table assessed by a thread of its own.
fn together(tables: &[RecordBatch], assessors: &mut [Assessor]) -> Vec<Result<RecordBatch, Error>> {
    thread::scope(|scope| {
        let started: Vec<_> = tables
            .iter()
            .zip(assessors)
            .map(|(table, assessor)| scope.spawn(|| assessor.assess(table)))
            .collect();
        let joined = started.into_iter().map(thread::ScopedJoinHandle::join);
        joined.map(|done| done.unwrap_or_else(|panic| panic::resume_unwind(panic))).collect()
    })
}

fn properties() -> Result<WriterProperties, Error> {
    let packed = Compression::ZSTD(ZstdLevel::try_new(ZSTD)?);
    Ok(WriterProperties::builder().set_compression(packed).build())
}

/// Where a file is written until it is whole.
fn beside(to: &Path) -> PathBuf {
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    to.with_file_name(name)
}

fn failed(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |reason| Error::File { what, path, reason }
}

/// How many rows a thread takes at a time.
const ROWS: usize = 1024;
/// How many bytes of answers are held until they are written.
const FULL: usize = 32 * 1024 * 1024;
/// How hard zstd tries: as readers of tables are used to.
const ZSTD: i32 = 3;
