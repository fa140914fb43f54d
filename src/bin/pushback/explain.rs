//! `pushback explain`: why a text was judged as it was, and why not otherwise.
//!
//! Knows nothing of how anything is diagnosed. Invariant: every name that is asked for is one that
//! the rules know.

mod obstacle;
mod print;

use std::fs;
use std::io::{self, BufWriter, Read as _, Write};
use std::path::Path;

use anstream::{AutoStream, ColorChoice};
use pushback::{About, Asked, Classifier, Codebook, Explainer, Observation, Speaker};

use crate::args::{Explain, Figures};
use crate::failure::Failure;
use crate::fault::Fault;
use crate::gold::{self, Labelled};
use crate::page::Page;
use crate::record::{Content, Record};
use crate::screen;
use crate::status::Status;
use crate::transcript::Reader;

/// Explains a text, or each of those in a file.
pub(crate) fn run(args: &Explain) -> Result<Status, Failure> {
    let classifier = crate::rules::classifier(args.rules.as_deref())?;
    let asked = asked(args, classifier.codebook())?;
    let observations = observations(args, &classifier)?;
    let explainer = Explainer::new(&classifier);
    let color = screen::is_coloured(args.color);
    let choice = if color { ColorChoice::Always } else { ColorChoice::Never };
    let mut out = BufWriter::new(AutoStream::new(io::stdout(), choice));
    let several = observations.len() > 1;
    for (name, observation) in &observations {
        let explanation = explainer.explain(observation, &asked);
        match args.format {
            Figures::Json => {
                serde_json::to_writer(&mut out, &explanation).map_err(io::Error::from)?;
                out.write_all(b"\n")?;
            }
            Figures::Text => {
                let mut page = Page::new(screen::width(args.width), color);
                if several {
                    page.heading(&format!("Line {name}"));
                }
                let told = print::Told {
                    codebook: classifier.codebook(),
                    text: &observation.text,
                    all: args.all,
                };
                told.draw(&mut page, &explanation, &asked);
                out.write_all(page.take().as_bytes())?;
                if several {
                    out.write_all(b"\n")?;
                }
            }
        }
    }
    out.flush()?;
    Ok(Status::Fine)
}

/// What is asked for, every name of it known.
fn asked(args: &Explain, codebook: &Codebook) -> Result<Asked, Failure> {
    let rules = codebook.behaviours().iter().flat_map(|behaviour| &behaviour.rules);
    let rules = rules.chain(&codebook.scope().rules).map(|rule| rule.id.as_str());
    let codes = codebook.codes().iter().map(|code| code.id.as_str());
    check("rule", &args.rule, &rules.collect::<Vec<_>>())?;
    check("code", &args.code, &codes.collect::<Vec<_>>())?;
    let mut asked = Asked::default();
    asked.rules.clone_from(&args.rule);
    asked.codes.clone_from(&args.code);
    Ok(asked)
}

fn check(what: &str, asked: &[String], known: &[&str]) -> Result<(), Failure> {
    let Some(unknown) = asked.iter().find(|id| !known.contains(&id.as_str())) else {
        return Ok(());
    };
    let near = crate::fault::nearest(unknown, known);
    let help = near.map_or_else(
        || format!("`pushback list {what}s` shows all there are"),
        |near| format!("did you mean `{near}`?"),
    );
    Err(Failure::Unread(format!("no {what} is called `{unknown}`; {help}")))
}

/// The observations to explain, each with its line.
fn observations(
    args: &Explain,
    classifier: &Classifier,
) -> Result<Vec<(usize, Observation)>, Failure> {
    let path = Path::new(&args.input);
    if args.input != "-" && !path.is_file() && is_meant_as_path(&args.input) {
        let what =
            if path.is_dir() { "it is a directory" } else { "there is nothing of that name" };
        return Err(Failure::Unread(format!(
            "`{}` looks like a file, and {what}; name a file of texts, or pipe the words in: \
             `echo WORDS | pushback explain -`",
            args.input
        )));
    }
    let unread = |error: io::Error| Failure::reading("the file", path, &error);
    let mut content = String::new();
    if args.input == "-" {
        io::stdin().read_to_string(&mut content).map_err(unread)?;
    } else if path.is_file() {
        content = fs::read_to_string(path).map_err(unread)?;
    } else {
        content.clone_from(&args.input);
    }
    if content.trim().is_empty() {
        let what = if path.is_file() { format!("`{}` is empty", args.input) } else { EMPTY.into() };
        return Err(Failure::Unread(format!("there is nothing to explain: {what}")));
    }
    if args.input != "-" && !path.is_file() {
        return Ok(vec![(1, args.said(content))]);
    }
    let start = content.trim_start();
    let read = if start.starts_with('{') {
        json_lines(&content, args, classifier)
    } else if args.speaker.is_none() && has_turns(&content) {
        turns(&content)
    } else {
        Ok(vec![(1, args.said(content.trim().to_owned()))])
    };
    let all = read.map_err(|(line, Fault { message, help, .. })| {
        Failure::Unread(format!("{}:{line}: {message}; {help}", args.input))
    })?;
    let wanted = |(line, _): &(usize, Observation)| args.line.is_none_or(|only| only == *line);
    let wanted: Vec<_> = all.into_iter().filter(wanted).collect();
    if let (Some(line), true) = (args.line, wanted.is_empty()) {
        return Err(Failure::Unread(format!("{}: nothing to read on line {line}", args.input)));
    }
    Ok(wanted)
}

/// Whether somebody who wrote this meant a file: it is in one piece, and ends as files do or leads
/// through directories.
fn is_meant_as_path(input: &str) -> bool {
    let ending = input.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let in_one_piece = !input.is_empty() && !input.contains(char::is_whitespace);
    let ends_so = ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()));
    in_one_piece && (ends_so || input.contains(['/', '\\']))
}

type Lines = Result<Vec<(usize, Observation)>, (usize, Fault)>;

fn json_lines(content: &str, args: &Explain, classifier: &Classifier) -> Lines {
    let codebook = classifier.codebook();
    let mut read = Vec::new();
    for (line, text) in (1..).zip(content.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        if args.line.is_some_and(|only| only != line) {
            continue;
        }
        // A labelled text is read without its labels.
        let labelled = Labelled::of_line(text, codebook).map(|labelled| labelled.content);
        let content = match labelled {
            Ok(gold::Content::Text(observation, _)) => Ok(Content::Observation(observation)),
            Ok(gold::Content::Case(case, _)) => Ok(Content::Case(case)),
            Err(_) => Record::of_line(text, codebook).content,
        };
        match content.map_err(|fault| (line, fault))? {
            Content::Observation(observation) => read.push((line, args.asked_of(observation))),
            Content::Case(case) => {
                let of_case = case.observations.into_iter().map(|observation| {
                    let setting = observation.context.or(&case.context);
                    (line, observation.about_coaching().in_context(setting))
                });
                read.extend(of_case);
            }
        }
    }
    Ok(read)
}

fn has_turns(content: &str) -> bool {
    turns(content).is_ok_and(|turns| !turns.is_empty())
}

/// The turns of a transcript that are classified.
fn turns(content: &str) -> Lines {
    let mut reader = Reader::default();
    for (line, text) in (1..).zip(content.lines()) {
        reader.take(line, text).map_err(|fault| (line, fault))?;
    }
    let transcript = reader.finish().map_err(|fault| (1, fault))?;
    let observations = transcript.case.observations;
    let of_turn = transcript.turns.iter().filter_map(|turn| {
        let observation = observations.get(turn.observation()?)?.clone();
        let setting = observation.context.or(&transcript.case.context);
        Some((turn.line, observation.about_coaching().in_context(setting)))
    });
    Ok(of_turn.collect())
}

impl Explain {
    fn said(&self, text: String) -> Observation {
        let speaker = self.speaker.map_or(Speaker::Coachee, Speaker::from);
        self.asked_of(Observation { speaker: Some(speaker), text, ..Observation::default() })
    }

    /// An observation, with what was said of it on the command line.
    fn asked_of(&self, mut observation: Observation) -> Observation {
        if self.about_coaching {
            observation.about = Some(About::Coaching);
        }
        if let Some(speaker) = self.speaker {
            observation.speaker = Some(speaker.into());
        }
        observation
    }
}

/// How the names of files end in which texts stand.
const ENDINGS: [&str; 14] = [
    "txt", "text", "json", "jsonl", "ndjson", "csv", "tsv", "vtt", "srt", "md", "markdown", "toml",
    "gz", "zst",
];
const EMPTY: &str = "no words were given";

#[cfg(test)]
mod tests {
    use super::is_meant_as_path;

    #[test]
    fn a_name_of_a_file_is_told_from_talk() {
        for path in ["nope.txt", "notes/may", "..\\x", "a.JSONL"] {
            assert!(is_meant_as_path(path), "{path}");
        }
        for talk in ["Busy.", "Fine", "I read the notes/minutes.", "See notes.txt for that", ""] {
            assert!(!is_meant_as_path(talk), "{talk}");
        }
    }
}
