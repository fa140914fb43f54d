//! Does a table come back with an answer for every row, whatever its columns are made of?

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by failing"
)]

use std::sync::Arc;

use arrow_array::builder::{LargeListBuilder, ListBuilder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Int8Type, Int32Type, Int64Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, DictionaryArray, Float64Array, Int64Array, LargeStringArray,
    ListArray, NullArray, RecordBatch, StringArray, StringViewArray, StructArray,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{DataType, Field as Column};
use pushback::{Case, Classifier, Observation, Stage};
use pushback_arrow::{Assessor, Columns, Error, Field, assess};

const DISMISSAL: &str = "Coaching is for people who can’t cope.";
const NEUTRAL: &str = "Shall we start?";

fn table<const N: usize>(columns: [(&str, ArrayRef); N]) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.map(|(name, column)| (name, column, true)))
        .unwrap()
}

fn texts(texts: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(texts.to_vec()))
}

fn assessed(table: &RecordBatch) -> RecordBatch {
    assess(Classifier::builtin(), table).unwrap()
}

/// The texts of a column of the answer.
fn said<'a>(answer: &'a RecordBatch, column: &str) -> Vec<Option<&'a str>> {
    answer.column_by_name(column).unwrap().as_string::<i32>().iter().collect()
}

#[test]
fn texts_of_every_kind_are_read_alike() {
    let said_so = [Some(DISMISSAL), None, Some(NEUTRAL), Some(DISMISSAL)];
    let keyed: DictionaryArray<Int8Type> = said_so.into_iter().collect();
    let columns: [ArrayRef; 4] = [
        texts(&said_so),
        Arc::new(LargeStringArray::from(said_so.to_vec())),
        Arc::new(StringViewArray::from(said_so.to_vec())),
        Arc::new(keyed),
    ];
    for column in columns {
        // What stands before and behind a slice is not read.
        let whole = table([("text", column)]);
        let answer = assessed(&whole.slice(1, 3));
        let kind = whole.column(0).data_type();
        assert_eq!(said(&answer, "top_code"), [None, None, Some("dismissal")], "{kind}");
        assert_eq!(said(&answer, "error_slug"), [Some("nothing-to-read"), None, None], "{kind}");
    }
}

#[test]
fn the_answer_is_what_the_library_says() {
    let observation = Observation::coachee(DISMISSAL).behaviour("session_cancelled").in_session(2);
    let wanted = Classifier::builtin().assess(&observation);
    let mut lists = LargeListBuilder::new(StringBuilder::new());
    lists.append_value([Some("session_cancelled")]);
    let answer = assessed(&table([
        ("text", texts(&[Some(DISMISSAL)])),
        ("behaviours", Arc::new(lists.finish())),
        ("speaker", texts(&[Some(" Coachee")])),
        ("session", Arc::new(Float64Array::from(vec![2.0]))),
    ]));
    let codes = answer.column_by_name("codes").unwrap().as_list::<i32>().value(0);
    let codes = codes.as_struct();
    let of = |name: &str| codes.column_by_name(name).unwrap().clone();
    let names: Vec<_> = of("code").as_string::<i32>().iter().flatten().map(String::from).collect();
    assert_eq!(names, wanted.codes.iter().map(|code| code.code.clone()).collect::<Vec<_>>());
    let evidence = of("evidence").as_list::<i32>().value(0);
    let evidence = evidence.as_struct();
    let numbers = |name: &str| evidence.column_by_name(name).unwrap().clone();
    let points = numbers("points").as_primitive::<Int32Type>().values().to_vec();
    assert_eq!(points.iter().sum::<i32>(), wanted.codes[0].points);
    let (start, end) = (numbers("start"), numbers("end"));
    let place = |column: &ArrayRef| column.as_primitive::<Int64Type>().iter().collect::<Vec<_>>();
    let spans = wanted.codes[0].evidence.iter().map(|found| found.span);
    for (found, (start, end)) in spans.zip(place(&start).into_iter().zip(place(&end))) {
        let whole = |at: usize| i64::try_from(at).unwrap();
        assert_eq!(start, found.map(|span| whole(span.start)));
        assert_eq!(end, found.map(|span| whole(span.end)));
    }
    let responses = answer.column_by_name("responses").unwrap().as_list::<i32>().value(0);
    let responses: Vec<_> =
        responses.as_string::<i32>().iter().flatten().map(String::from).collect();
    let suits = wanted.responses.iter().map(|advice| advice.response.clone());
    assert_eq!(responses, suits.collect::<Vec<_>>());
    let schema = answer.schema();
    assert_eq!(schema.metadata()["pushback.hash"], *wanted.receipt.hash);
}

/// Speaker, stage, session and behaviours; the slug, and part of the error.
type Row = (&'static str, &'static str, i64, &'static str, &'static str, &'static str);

#[test]
fn a_row_that_cannot_be_read_says_why_and_keeps_its_place() {
    let rows: [Row; 7] = [
        ("coache", "early", 1, "", "unknown-speaker", "did you mean `coach`?"),
        ("coachee", "sooner", 1, "", "unknown-context", "expected one of `contracting`"),
        ("coachee", "early", 0, "", "wrong-number", "count sessions 1, 2, 3"),
        ("coachee", "early", -3, "", "wrong-number", "count sessions 1, 2, 3"),
        ("coachee", "early", 1, "session_canceled", "unknown-behaviour", "`session_cancelled`?"),
        ("coachee", "early", 1, "quite other", "unknown-behaviour", "use an `id` from the rules"),
        ("coachee", "early", 1, "session_cancelled", "", ""),
    ];
    let column = |of: fn(&Row) -> &'static str| {
        texts(&rows.iter().map(|row| Some(of(row))).collect::<Vec<_>>())
    };
    let given = table([
        ("id", Arc::new((0..7).collect::<Int64Array>())),
        ("text", column(|_| NEUTRAL)),
        ("speaker", column(|row| row.0)),
        ("stage", column(|row| row.1)),
        ("session", Arc::new(rows.iter().map(|row| row.2).collect::<Int64Array>())),
        ("behaviours", column(|row| row.3)),
    ]);
    let answer = assessed(&given);
    assert_eq!(answer.column(0), given.column(0));
    let (slugs, errors) = (said(&answer, "error_slug"), said(&answer, "error"));
    for (at, (.., slug, help)) in rows.iter().enumerate() {
        assert_eq!(slugs[at].unwrap_or_default(), *slug, "row {at}");
        assert!(errors[at].unwrap_or_default().contains(help), "row {at}: {:?}", errors[at]);
        let codes = answer.column_by_name("codes").unwrap();
        assert_eq!(codes.is_null(at), !slug.is_empty(), "row {at}");
    }
}

#[test]
fn an_error_never_shows_words_of_a_person() {
    let words = "Said in confidence";
    let given = [("text", texts(&[Some("a")])), ("speaker", texts(&[Some(words)]))];
    let answer = assessed(&table(given));
    let error = said(&answer, "error")[0].unwrap();
    assert!(error.starts_with("unknown speaker; expected one of"), "{error}");
    assert!(!error.to_lowercase().contains("confidence"), "{error}");
}

#[test]
fn columns_of_the_wrong_type_are_named() {
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![1]));
    let yes: ArrayRef = Arc::new(BooleanArray::from(vec![true]));
    let inner = StructArray::from(vec![(
        Arc::new(Column::new("stage", DataType::Int64, true)),
        Arc::clone(&numbers),
    )]);
    let cases: [(&str, ArrayRef, &str); 6] = [
        ("text", Arc::clone(&numbers), "`text` is Int64, expected a text"),
        ("session", texts(&[Some("1")]), "`session` is Utf8, expected a whole number"),
        ("behaviours", yes, "`behaviours` is Boolean, expected a list of texts, or a text"),
        ("context", texts(&[None]), "`context` is Utf8, expected a struct"),
        ("context", Arc::new(inner), "`context.stage` is Int64, expected a text"),
        ("observations", texts(&[None]), "`observations` is Utf8, expected a list of structs"),
    ];
    for (name, column, wanted) in cases {
        let given = table([("responses", texts(&[None])), (name, column)]);
        let error = assess(Classifier::builtin(), &given).unwrap_err();
        assert!(matches!(error, Error::WrongType { .. }), "{name}: {error}");
        assert!(error.to_string().contains(wanted), "{error}");
    }
}

#[test]
fn columns_have_other_names_and_stay_where_that_is_asked_for() {
    let given = table([
        ("Answer", texts(&[Some(DISMISSAL)])),
        ("text", texts(&[Some(NEUTRAL)])),
        ("team", texts(&[Some("north")])),
    ]);
    let schema = given.schema();
    let columns = Columns::named(&schema, &[(Field::Text, "Answer")]).unwrap();
    assert_eq!(columns.unread().collect::<Vec<_>>(), ["text", "team"]);
    let columns = columns.keeping(&["team", "team"]).unwrap();
    let answer = Assessor::new(Classifier::builtin(), columns).assess(&given).unwrap();
    assert_eq!(said(&answer, "top_code"), [Some("dismissal")]);
    assert_eq!(said(&answer, "team"), [Some("north")]);

    let error = Columns::named(&schema, &[(Field::Text, "Answers")]).unwrap_err();
    let wanted = "no column `Answers` to read as `text`, found `Answer`, `text`, `team`";
    assert!(error.to_string().contains(wanted), "{error}");
    let error = Columns::of(&schema).unwrap().keeping(&["teams"]).unwrap_err();
    assert!(error.to_string().contains("no column `teams` to keep"), "{error}");
}

#[test]
fn what_does_not_fit_together_is_refused() {
    let given = table([("text", texts(&[Some(NEUTRAL)])), ("stance", texts(&[None]))]);
    let columns = Columns::of(&given.schema()).unwrap();
    let mut assessor = Assessor::new(Classifier::builtin(), columns.clone());
    let other = table([("words", texts(&[None]))]);
    assert!(matches!(assessor.assess(&other), Err(Error::OtherColumns)));
    let mut assessor = Assessor::new(Classifier::builtin(), columns.keeping(&["stance"]).unwrap());
    assert!(matches!(assessor.assess(&given), Err(Error::Taken { column }) if column == "stance"));
    assert!(matches!(Columns::of(&other.schema()), Err(Error::NothingToRead { .. })));
}

#[test]
fn the_setting_stands_in_columns_or_in_a_struct() {
    let stages: ArrayRef = texts(&[Some("late"), Some("late"), Some("sooner")]);
    let fields = vec![Column::new("stage", DataType::Utf8, true)].into();
    let nulls = NullBuffer::from(vec![true, true, false]);
    let context = StructArray::try_new(fields, vec![stages], Some(nulls)).unwrap();
    let given = table([
        ("text", texts(&[Some("I don’t need a coach."); 3])),
        ("context", Arc::new(context)),
        ("stage", texts(&[None, Some("contracting"), None])),
    ]);
    let answer = assessed(&given);
    assert_eq!(said(&answer, "error"), [None, None, None]);
    let reading = |stage: Option<Stage>| {
        let context = pushback::Context { stage, ..pushback::Context::default() };
        let said =
            Observation { text: "I don’t need a coach.".to_owned(), ..Observation::default() };
        let read = Classifier::builtin().assess(&said.in_context(context));
        (read.stance.autonomy, read.codes.iter().map(|code| code.points).sum::<i32>())
    };
    let codes = answer.column_by_name("codes").unwrap().as_list::<i32>();
    let autonomy = answer.column_by_name("autonomy").unwrap().as_primitive::<Int32Type>();
    let stages = [Some(Stage::Late), Some(Stage::Contracting), None];
    assert!(reading(stages[0]) != reading(stages[1]), "the stage matters here");
    for (row, stage) in stages.into_iter().enumerate() {
        let points = codes.value(row).as_struct().column_by_name("points").unwrap().clone();
        let sum: i32 = points.as_primitive::<Int32Type>().values().iter().sum();
        assert_eq!((autonomy.value(row), sum), reading(stage), "row {row}");
    }
}

#[test]
fn a_list_of_observations_is_a_case() {
    let observations = StructArray::from(vec![
        (
            Arc::new(Column::new("text", DataType::Utf8, true)),
            texts(&[Some("There’s no way I can fit coaching in this month."), None, Some("a")]),
        ),
        (
            Arc::new(Column::new("behaviours", DataType::Utf8, true)),
            texts(&[None, Some("time_found_elsewhere declined_freed_time"), Some("nonsense")]),
        ),
        (
            Arc::new(Column::new("session", DataType::Int64, true)),
            Arc::new(Int64Array::from(vec![1, 2, 3])) as ArrayRef,
        ),
    ]);
    let item = Arc::new(Column::new_list_field(observations.data_type().clone(), true));
    let offsets = OffsetBuffer::from_lengths([2, 0, 1, 0]);
    let nulls = NullBuffer::from(vec![true, true, true, false]);
    let lists = ListArray::try_new(item, offsets, Arc::new(observations), Some(nulls)).unwrap();
    let given = table([
        ("observations", Arc::new(lists)),
        ("stage", texts(&[Some("early"), None, None, None])),
        ("text", texts(&[None, Some("beside"), None, Some(DISMISSAL)])),
    ]);
    let answer = assessed(&given);
    let case = Case::new([
        Observation {
            text: "There’s no way I can fit coaching in this month.".to_owned(),
            ..Observation::default()
        }
        .in_session(1),
        Observation::default()
            .behaviour("time_found_elsewhere")
            .behaviour("declined_freed_time")
            .in_session(2),
    ]);
    let context = pushback::Context { stage: Some(Stage::Early), ..pushback::Context::default() };
    let wanted = Classifier::builtin().assess_case(&case.in_context(context));
    assert_eq!(wanted.codes[0].kind.as_deref(), Some("proxy"));
    let top = [Some(wanted.codes[0].code.as_str()), None, None, Some("dismissal")];
    assert_eq!(said(&answer, "top_code"), top);
    assert_eq!(said(&answer, "top_kind")[0], Some("proxy"));
    let slugs = [None, Some("unknown-key"), Some("unknown-behaviour"), None];
    assert_eq!(said(&answer, "error_slug"), slugs);
    assert!(said(&answer, "error")[2].unwrap().starts_with("observation 0: unknown behaviour"));
}

#[test]
fn columns_of_nothing_and_tables_without_rows_are_read() {
    let mut none = ListBuilder::new(StringBuilder::new());
    none.append_null();
    let given = table([
        ("text", texts(&[Some(DISMISSAL)])),
        ("speaker", Arc::new(NullArray::new(1))),
        ("session", Arc::new(NullArray::new(1))),
        ("behaviours", Arc::new(none.finish())),
    ]);
    let answer = assessed(&given);
    assert_eq!(said(&answer, "top_code"), [Some("dismissal")]);
    let empty = assessed(&given.slice(0, 0));
    assert_eq!((empty.num_rows(), empty.schema()), (0, answer.schema()));
}
