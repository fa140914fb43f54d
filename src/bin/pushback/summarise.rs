//! `pushback summarise`: what an assessed batch shows of many people together, and of none alone.
//!
//! Knows nothing of texts; it reads answers. Invariant: nothing is printed that is about fewer than
//! [`LEAST`] people, nor anything from which that could be worked out within one summary.

mod print;
mod survey;
mod withheld;

use std::io::{self, Write};

use serde_json::Value;

use self::survey::Survey;
use self::withheld::Shown;
use crate::args::{Figures, Summarise};
use crate::failure::{self, Failure};
use crate::lines::Lines;
use crate::rules;
use crate::screen;
use crate::status::Status;

/// How many people a figure must be about.
pub(crate) const LEAST: u16 = 5;

/// Reads all answers and prints the summary.
pub(crate) fn run(args: &Summarise) -> Result<Status, Failure> {
    let classifier = rules::classifier(args.rules.as_deref())?;
    let periods = args.change.as_ref();
    let by = periods.map(|change| change.path.as_str()).or(args.by.as_deref());
    if by.is_some_and(|by| path(by) == path(&args.person)) {
        return Err(Failure::Unread("there is no summary by person".to_owned()));
    }
    let mut survey = Survey::default();
    for file in &args.files {
        let unread = |error: io::Error| Failure::reading("the file", file, &error);
        let mut lines = Lines::open(file).map_err(unread)?;
        while let Some((number, line)) = lines.next().map_err(unread)? {
            let Some(Ok(text)) = line.text() else { continue };
            let answer: Value = serde_json::from_str(text).unwrap_or_default();
            if answer.get("error").is_some() {
                survey.unread += 1;
                continue;
            }
            let Some(codes) = answer.get("codes").and_then(Value::as_array) else {
                return Err(no_answer(file, number));
            };
            let Some(person) = name(&answer, &args.person) else {
                return Err(no_person(file, number, &args.person));
            };
            let group = by.map(|by| name(&answer, by).unwrap_or_else(|| UNKNOWN.to_owned()));
            let wanted = |group: &String| periods.is_none_or(|change| change.has(group));
            if group.as_ref().is_none_or(wanted) {
                survey.add(&person, group.as_deref(), &answer, codes);
            }
        }
    }
    let shown = Shown::of(&survey, args.least.into());
    let text = match args.format {
        Figures::Json => print::json(&survey, &shown, periods, classifier.codebook()),
        Figures::Text => {
            let width = screen::width(args.width);
            print::text(&survey, &shown, periods, (classifier.codebook(), width))
        }
    };
    io::stdout().write_all(text.as_bytes())?;
    if shown.is_mostly_withheld() {
        failure::tell(
            "most figures are withheld: there are too few people in these groups for a summary \
             that reveals nobody; wider groups, or none, show more",
        );
    }
    Ok(Status::Fine)
}

/// A change between two periods, as it is asked for: `id.quarter=Q1,Q2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    path: String,
    before: String,
    after: String,
}

impl Change {
    /// As it is written on the command line.
    pub(crate) fn of(given: &str) -> Result<Self, String> {
        let parts = given.split_once('=').and_then(|(path, periods)| {
            let (before, after) = periods.split_once(',')?;
            Some((path, before.trim(), after.trim()))
        });
        match parts {
            Some((path, before, after)) if before != after => Ok(Self {
                path: path.to_owned(),
                before: before.to_owned(),
                after: after.to_owned(),
            }),
            _ => Err("expected where the period stands, and two of them, such as \
                      id.quarter=Q1,Q2"
                .to_owned()),
        }
    }

    fn has(&self, period: &str) -> bool {
        period == self.before || period == self.after
    }
}

/// The steps to a value in an answer: what is known about the setting stands in its receipt.
fn path(given: &str) -> Vec<&str> {
    match given {
        "coach" | "culture" | "stage" | "peers" | "subject" | "seniority" => {
            vec!["receipt", "context", given]
        }
        path => path.split('.').collect(),
    }
}

/// The name at the end of a path in an answer.
fn name(answer: &Value, given: &str) -> Option<String> {
    let found = path(given).into_iter().try_fold(answer, |value, step| value.get(step))?;
    match found {
        Value::String(name) => Some(name.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn no_answer(file: &std::path::Path, line: usize) -> Failure {
    Failure::Unread(format!(
        "{}:{line}: this is no answer of `pushback assess`; write them with `--format jsonl`",
        file.display()
    ))
}

fn no_person(file: &std::path::Path, line: usize, path: &str) -> Failure {
    Failure::Unread(format!(
        "{}:{line}: there is no name or number at `{path}`, and it cannot be told how many people \
         the answers are about; give an `id` such as {{\"person\":\"p7\",\"team\":\"north\"}}, or \
         say `--person id` where every `id` is a person's",
        file.display()
    ))
}

/// The group of answers that do not say which they belong to.
const UNKNOWN: &str = "(not given)";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_their_path() {
        let answer = serde_json::json!({
            "id": { "person": 7, "team": "north", "many": [1] },
            "receipt": { "context": { "stage": "early" } },
        });
        let at = |path| name(&answer, path);
        assert_eq!(at("id.person").as_deref(), Some("7"));
        assert_eq!(at("stage").as_deref(), Some("early"));
        assert_eq!((at("id.many"), at("id.none"), at("culture")), (None, None, None));
    }

    #[test]
    fn a_change_needs_two_periods() {
        assert!(Change::of("id.q=Q1,Q2").is_ok_and(|change| change.has("Q2")));
        assert!(Change::of("id.q=Q1").is_err() && Change::of("id.q=Q1,Q1").is_err());
    }
}
