//! Does a file of Parquet come back as one, row for row?
#![cfg(feature = "parquet")]
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{ArrayRef, DictionaryArray, Int64Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::properties::WriterProperties;
use pushback::Classifier;
use pushback_arrow::file::{Options, assess_file};
use pushback_arrow::{Error, Field};

/// A directory of this test's own.
fn directory(name: &str) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).unwrap();
    directory
}

/// A file of so many rows in small row groups; every fifth cannot be read.
fn written(path: &Path, rows: i64) {
    let texts = (0..rows).map(|row| {
        Some(if row % 3 == 0 {
            "Coaching is for people who can’t cope."
        } else {
            "Shall we start?"
        })
    });
    let speaker = |row: i64| if row % 5 == 0 { "coache" } else { "coachee" };
    let speakers: DictionaryArray<Int32Type> = (0..rows).map(speaker).collect();
    let table = RecordBatch::try_from_iter([
        ("id", Arc::new((0..rows).collect::<Int64Array>()) as ArrayRef),
        ("unread", Arc::new((0..rows).collect::<Int64Array>())),
        ("Answer", Arc::new(texts.collect::<StringArray>())),
        ("speaker", Arc::new(speakers)),
    ])
    .unwrap();
    let small = WriterProperties::builder().set_max_row_group_row_count(Some(700)).build();
    let mut writer =
        ArrowWriter::try_new(File::create(path).unwrap(), table.schema(), Some(small)).unwrap();
    writer.write(&table).unwrap();
    writer.close().unwrap();
}

fn read(path: &Path) -> Vec<RecordBatch> {
    let file = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    assert!(file.schema().metadata().contains_key("pushback.hash"));
    file.build().unwrap().map(Result::unwrap).collect()
}

#[test]
fn every_row_of_a_file_has_its_answer_on_any_number_of_threads() {
    let directory = directory("rows");
    let from = directory.join("from.parquet");
    written(&from, 5000);
    for jobs in [1, 3] {
        let to = directory.join(format!("to-{jobs}.parquet"));
        let columns = vec![(Field::Text, "Answer".to_owned())];
        let options = Options { columns, jobs: jobs.try_into().ok(), ..Options::default() };
        let done = assess_file(Classifier::builtin(), &from, &to, &options).unwrap();
        assert_eq!((done.rows, done.faults), (5000, 1000));
        assert_eq!(done.unread, ["unread"]);
        let mut row = 0;
        for table in read(&to) {
            let ids = table.column_by_name("id").unwrap().as_primitive::<Int64Type>();
            let codes = table.column_by_name("top_code").unwrap().as_string::<i32>();
            let errors = table.column_by_name("error_slug").unwrap().as_string::<i32>();
            for ((id, code), error) in ids.values().iter().zip(codes).zip(errors) {
                assert_eq!(*id, row);
                assert_eq!(error.is_some(), row % 5 == 0, "row {row}");
                assert_eq!(code.is_some(), row % 3 == 0 && row % 5 != 0, "row {row}");
                row += 1;
            }
        }
        assert_eq!(row, 5000);
    }
}

#[test]
fn nothing_stands_in_the_place_of_a_file_that_is_not_whole() {
    let directory = directory("part");
    let from = directory.join("from.parquet");
    let to = directory.join("to.parquet");
    fs::write(&from, "no table").unwrap();
    let assess = |from: &Path, to: &Path| {
        assess_file(Classifier::builtin(), from, to, &Options::default()).unwrap_err()
    };
    assert!(matches!(assess(&from, &to), Error::Parquet(_)));
    written(&from, 10);
    assert!(matches!(assess(&from, &to), Error::NothingToRead { .. }));
    assert!(matches!(assess(&from, &from), Error::SameFile { .. }));
    let nowhere = directory.join("nowhere.parquet");
    assert!(matches!(assess(&nowhere, &to), Error::File { what: "open", .. }));
    let left: Vec<_> =
        fs::read_dir(&directory).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left, ["from.parquet"]);
}

#[test]
fn the_command_says_what_it_did_and_by_its_status_whether_all_was_read() {
    let directory = directory("command");
    let (from, to) = (directory.join("from.parquet"), directory.join("to.parquet"));
    written(&from, 10);
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pushback-parquet"));
        let done = command.args([&from, &to]).args(args).output().unwrap();
        (done.status.code(), String::from_utf8(done.stderr).unwrap())
    };
    let (status, told) = run(&["--column", "text=Answer", "--keep", "Answer", "--jobs", "1"]);
    let wanted = "pushback-parquet: 10 rows read, 2 of which have an error; not read: `unread`\n";
    assert_eq!((status, told.as_str()), (Some(1), wanted));
    assert_eq!(read(&to).iter().map(RecordBatch::num_rows).sum::<usize>(), 10);
    let (status, told) = run(&["--column", "words=Answer"]);
    assert_eq!(status, Some(2));
    assert!(told.contains("columns are not read as `words`"), "{told}");
    let (status, told) = run(&["--unknown"]);
    assert_eq!(status, Some(2));
    assert!(told.contains("`--help`"), "{told}");
}
