//! Answers as CSV, a row a code.
//!
//! Knows nothing of how an assessment is made. Invariant: every answer has at least one row, and
//! every row the columns of [`COLUMNS`].

use std::io;

use pushback::{Assessment, CodeFinding, EvidenceFinding};

use crate::answer::{Answer, Form, Outcome, Subject};

/// A table.
pub(crate) struct Table;

impl Form for Table {
    fn opening(&self) -> String {
        COLUMNS.join(",") + "\n"
    }

    fn answer(&self, answer: &Answer<'_>, into: &mut Vec<u8>) -> io::Result<()> {
        let start = Row {
            id: answer.id.map(|id| plain(id.get())).unwrap_or_default(),
            line: answer.line.to_string(),
            ..Row::default()
        };
        let mut rows = Rows(csv::Writer::from_writer(into));
        match answer.outcome {
            Outcome::Fault(fault, _) => {
                let note = format!("error {}: {}", fault.slug, fault.message);
                rows.write(&Row { note, ..start })?;
            }
            Outcome::Read(subject, assessment) => rows.codes(&start, subject, assessment)?,
        }
        rows.0.flush()
    }

    fn empty(&self) -> String {
        self.opening()
    }
}

/// The rows of one answer.
struct Rows<'a>(csv::Writer<&'a mut Vec<u8>>);

impl Rows<'_> {
    fn write(&mut self, row: &Row) -> io::Result<()> {
        let row = [
            &row.id,
            &row.line,
            &row.session,
            &row.code,
            &row.kind,
            &row.points,
            &row.threshold,
            &row.strength,
            &row.evidence,
            &row.note,
        ];
        self.0.write_record(row).map_err(unwritten)
    }

    fn codes(&mut self, start: &Row, of: Subject<'_>, assessment: &Assessment) -> io::Result<()> {
        let mut any = false;
        for code in assessment.codes.iter().chain(&assessment.hints) {
            any = true;
            self.write(&start.with(of, assessment, code))?;
        }
        if any {
            return Ok(());
        }
        let note = if assessment.outside_scope.is_some() { "outside scope" } else { "nothing" };
        let session = match of {
            Subject::Observation(observation) => number(observation.session),
            _ => String::new(),
        };
        self.write(&Row { session, note: note.to_owned(), ..start.clone() })
    }
}

#[derive(Clone, Default)]
struct Row {
    id: String,
    line: String,
    session: String,
    code: String,
    kind: String,
    points: String,
    threshold: String,
    strength: String,
    evidence: String,
    note: String,
}

impl Row {
    /// This row, of a code.
    fn with(&self, of: Subject<'_>, assessment: &Assessment, code: &CodeFinding) -> Self {
        let spans: Vec<String> = code.evidence.iter().filter_map(span).collect();
        Self {
            line: line(of, code).map_or_else(|| self.line.clone(), |line| line.to_string()),
            session: sessions(of, assessment, &code.code),
            code: code.code.clone(),
            kind: code.kind.clone().unwrap_or_default(),
            points: code.points.to_string(),
            threshold: code.threshold.to_string(),
            strength: code.strength.name().to_owned(),
            evidence: spans.join(" "),
            ..self.clone()
        }
    }
}

/// The error as one of writing.
fn unwritten(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// An identifier without the quotation marks of JSON.
pub(crate) fn plain(raw: &str) -> String {
    serde_json::from_str(raw).unwrap_or_else(|_| raw.to_owned())
}

fn span(evidence: &EvidenceFinding) -> Option<String> {
    let span = evidence.span?;
    Some(match evidence.observation {
        Some(observation) => format!("{observation}:{}-{}", span.start, span.end),
        None => format!("{}-{}", span.start, span.end),
    })
}

/// The line of the turn of a transcript that has the first evidence.
fn line(of: Subject<'_>, code: &CodeFinding) -> Option<usize> {
    let Subject::Transcript(transcript) = of else {
        return None;
    };
    let first = code.evidence.iter().find_map(|evidence| evidence.observation)?;
    transcript.turns.iter().find(|turn| turn.observation() == Some(first)).map(|turn| turn.line)
}

fn sessions(of: Subject<'_>, assessment: &Assessment, code: &str) -> String {
    if let Subject::Observation(observation) = of {
        return number(observation.session);
    }
    let stood = assessment.timeline.iter().filter(|session| {
        session.session > 0 && session.codes.iter().any(|found| found.code == code)
    });
    stood.map(|session| session.session.to_string()).collect::<Vec<_>>().join(" ")
}

fn number(session: Option<u32>) -> String {
    session.map(|session| session.to_string()).unwrap_or_default()
}

const COLUMNS: [&str; 10] = [
    "id",
    "line",
    "session",
    "code",
    "kind",
    "points",
    "threshold",
    "strength",
    "evidence",
    "note",
];
