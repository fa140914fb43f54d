//! Assessments as columns.
//!
//! Knows nothing of how they were made. Invariant: every row has an answer: an assessment, or the
//! fault for which it could not be read; then all other columns hold nothing.

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::{
    BooleanBuilder, Int32Builder, Int64Builder, StringBuilder, UInt32Builder,
};
use arrow_schema::ArrowError;
use pushback::{
    Assessment, BehaviourFinding, CodeFinding, EvidenceFinding, Finding, Span, Suppressed,
};

use crate::fault::Fault;
use crate::nest::{Column, Nest, TextLists, structs};

/// Answers, row by row.
#[derive(Default)]
pub(crate) struct Answers {
    error: StringBuilder,
    error_slug: StringBuilder,
    top: Top,
    outside_scope: BooleanBuilder,
    stance: StringBuilder,
    autonomy: Int32Builder,
    reactance: Int32Builder,
    codes: Codes,
    hints: Codes,
    behaviours: Behaviours,
    suppressed: Mentions,
    findings: Findings,
    responses: TextLists,
    avoid: TextLists,
    ask: TextLists,
}

impl Answers {
    /// The answer to the next row.
    pub(crate) fn push(&mut self, answer: Result<&Assessment, &Fault>) {
        let (read, fault) = (answer.ok(), answer.err());
        self.error.append_option(fault.map(|fault| fault.message.as_str()));
        self.error_slug.append_option(fault.map(|fault| fault.slug));
        self.top.push(read);
        self.outside_scope.append_option(read.map(|read| read.outside_scope.is_some()));
        self.stance.append_option(read.map(|read| read.stance.reading.name()));
        self.autonomy.append_option(read.map(|read| read.stance.autonomy));
        self.reactance.append_option(read.map(|read| read.stance.reactance));
        self.codes.push(read.map(|read| read.codes.as_slice()));
        self.hints.push(read.map(|read| read.hints.as_slice()));
        self.behaviours.push(read.map(|read| read.behaviours.as_slice()));
        self.suppressed.push(read.map(|read| read.suppressed.as_slice()));
        self.findings.push(read.map(|read| read.findings.as_slice()));
        self.responses
            .push(read.map(|read| read.responses.iter().map(|one| one.response.as_str())));
        self.avoid.push(read.map(|read| read.avoid.iter().map(|one| one.response.as_str())));
        self.ask.push(read.map(|read| read.ask.iter().map(|one| one.question.as_str())));
    }

    /// The columns.
    pub(crate) fn finish(mut self) -> Result<Vec<Column>, ArrowError> {
        let mut columns: Vec<Column> = vec![
            ("error", Arc::new(self.error.finish()), true),
            ("error_slug", Arc::new(self.error_slug.finish()), true),
        ];
        columns.extend(self.top.finish());
        columns.extend::<[Column; 12]>([
            ("outside_scope", Arc::new(self.outside_scope.finish()), true),
            ("stance", Arc::new(self.stance.finish()), true),
            ("autonomy", Arc::new(self.autonomy.finish()), true),
            ("reactance", Arc::new(self.reactance.finish()), true),
            ("codes", self.codes.finish()?, true),
            ("hints", self.hints.finish()?, true),
            ("behaviours", self.behaviours.finish()?, true),
            ("suppressed", self.suppressed.finish()?, true),
            ("findings", self.findings.finish()?, true),
            ("responses", self.responses.finish()?, true),
            ("avoid", self.avoid.finish()?, true),
            ("ask", self.ask.finish()?, true),
        ]);
        Ok(columns)
    }
}

/// What is strongest and suits best, in columns that need no lists.
#[derive(Default)]
struct Top {
    code: StringBuilder,
    kind: StringBuilder,
    points: Int32Builder,
    strength: StringBuilder,
    response: StringBuilder,
}

impl Top {
    fn push(&mut self, read: Option<&Assessment>) {
        let code = read.and_then(|read| read.codes.first());
        self.code.append_option(code.map(|code| code.code.as_str()));
        self.kind.append_option(code.and_then(|code| code.kind.as_deref()));
        self.points.append_option(code.map(|code| code.points));
        self.strength.append_option(code.map(|code| code.strength.name()));
        let response = read.and_then(|read| read.responses.first());
        self.response.append_option(response.map(|response| response.response.as_str()));
    }

    fn finish(mut self) -> [Column; 5] {
        [
            ("top_code", Arc::new(self.code.finish()), true),
            ("top_kind", Arc::new(self.kind.finish()), true),
            ("top_points", Arc::new(self.points.finish()), true),
            ("top_strength", Arc::new(self.strength.finish()), true),
            ("top_response", Arc::new(self.response.finish()), true),
        ]
    }
}

#[derive(Default)]
struct Codes {
    lists: Nest,
    code: StringBuilder,
    kind: StringBuilder,
    points: Int32Builder,
    threshold: Int32Builder,
    strength: StringBuilder,
    stands_for: TextLists,
    evidence: Evidence,
    alternative: StringBuilder,
}

impl Codes {
    fn push(&mut self, codes: Option<&[CodeFinding]>) {
        self.lists.push(codes.map(<[_]>::len));
        for code in codes.unwrap_or_default() {
            self.code.append_value(&code.code);
            self.kind.append_option(code.kind.as_deref());
            self.points.append_value(code.points);
            self.threshold.append_value(code.threshold);
            self.strength.append_value(code.strength.name());
            self.stands_for.push(Some(code.stands_for.iter().map(String::as_str)));
            self.evidence.push(&code.evidence);
            self.alternative.append_value(&code.alternative);
        }
    }

    fn finish(mut self) -> Result<ArrayRef, ArrowError> {
        let items = structs(vec![
            ("code", Arc::new(self.code.finish()), false),
            ("kind", Arc::new(self.kind.finish()), true),
            ("points", Arc::new(self.points.finish()), false),
            ("threshold", Arc::new(self.threshold.finish()), false),
            ("strength", Arc::new(self.strength.finish()), false),
            ("stands_for", self.stands_for.finish()?, true),
            ("evidence", self.evidence.finish()?, true),
            ("alternative", Arc::new(self.alternative.finish()), false),
        ])?;
        self.lists.finish(items, false)
    }
}

#[derive(Default)]
struct Evidence {
    lists: Nest,
    behaviour: StringBuilder,
    rule: StringBuilder,
    place: Place,
    points: Int32Builder,
    source: StringBuilder,
}

impl Evidence {
    fn push(&mut self, evidence: &[EvidenceFinding]) {
        self.lists.push(Some(evidence.len()));
        for found in evidence {
            self.behaviour.append_option(found.behaviour.as_deref());
            self.rule.append_value(&found.rule);
            self.place.push(found.observation, found.span);
            self.points.append_value(found.points);
            self.source.append_value(&found.source);
        }
    }

    fn finish(mut self) -> Result<ArrayRef, ArrowError> {
        let mut columns: Vec<Column> = vec![
            ("behaviour", Arc::new(self.behaviour.finish()), true),
            ("rule", Arc::new(self.rule.finish()), false),
        ];
        columns.extend(self.place.finish());
        columns.push(("points", Arc::new(self.points.finish()), false));
        columns.push(("source", Arc::new(self.source.finish()), false));
        self.lists.finish(structs(columns)?, false)
    }
}

#[derive(Default)]
struct Behaviours {
    lists: Nest,
    behaviour: StringBuilder,
    rule: StringBuilder,
    place: Place,
}

impl Behaviours {
    fn push(&mut self, shown: Option<&[BehaviourFinding]>) {
        self.lists.push(shown.map(<[_]>::len));
        for found in shown.unwrap_or_default() {
            self.behaviour.append_value(&found.behaviour);
            self.rule.append_value(&found.rule);
            self.place.push(found.observation, found.span);
        }
    }

    fn finish(mut self) -> Result<ArrayRef, ArrowError> {
        let mut columns: Vec<Column> = vec![
            ("behaviour", Arc::new(self.behaviour.finish()), false),
            ("rule", Arc::new(self.rule.finish()), false),
        ];
        columns.extend(self.place.finish());
        self.lists.finish(structs(columns)?, false)
    }
}

#[derive(Default)]
struct Mentions {
    lists: Nest,
    rule: StringBuilder,
    behaviour: StringBuilder,
    by: StringBuilder,
    place: Place,
}

impl Mentions {
    fn push(&mut self, suppressed: Option<&[Suppressed]>) {
        self.lists.push(suppressed.map(<[_]>::len));
        for found in suppressed.unwrap_or_default() {
            self.rule.append_value(&found.rule);
            self.behaviour.append_value(&found.behaviour);
            self.by.append_value(&found.by);
            self.place.push(found.observation, Some(found.span));
        }
    }

    fn finish(mut self) -> Result<ArrayRef, ArrowError> {
        let mut columns: Vec<Column> = vec![
            ("rule", Arc::new(self.rule.finish()), false),
            ("behaviour", Arc::new(self.behaviour.finish()), false),
            ("by", Arc::new(self.by.finish()), false),
        ];
        columns.extend(self.place.finish());
        self.lists.finish(structs(columns)?, false)
    }
}

#[derive(Default)]
struct Findings {
    lists: Nest,
    finding: StringBuilder,
    sessions: Nest,
    session: UInt32Builder,
}

impl Findings {
    fn push(&mut self, findings: Option<&[Finding]>) {
        self.lists.push(findings.map(<[_]>::len));
        for found in findings.unwrap_or_default() {
            self.finding.append_value(&found.finding);
            self.sessions.push(Some(found.sessions.len()));
            self.session.append_slice(&found.sessions);
        }
    }

    fn finish(mut self) -> Result<ArrayRef, ArrowError> {
        let sessions = self.sessions.finish(Arc::new(self.session.finish()), false)?;
        let finding: Column = ("finding", Arc::new(self.finding.finish()), false);
        self.lists.finish(structs(vec![finding, ("sessions", sessions, true)])?, false)
    }
}

/// Where something stands: in which observation of a case, and from which byte of it to which.
#[derive(Default)]
struct Place {
    observation: Int64Builder,
    start: Int64Builder,
    end: Int64Builder,
}

impl Place {
    fn push(&mut self, observation: Option<usize>, span: Option<Span>) {
        let wide = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
        self.observation.append_option(observation.map(wide));
        self.start.append_option(span.map(|span| wide(span.start)));
        self.end.append_option(span.map(|span| wide(span.end)));
    }

    fn finish(mut self) -> [Column; 3] {
        [
            ("observation", Arc::new(self.observation.finish()), true),
            ("start", Arc::new(self.start.finish()), true),
            ("end", Arc::new(self.end.finish()), true),
        ]
    }
}
