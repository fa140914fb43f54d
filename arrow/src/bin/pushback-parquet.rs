//! The command `pushback-parquet`: assesses every row of a file of Parquet.
//!
//! Knows nothing of tables; that stands in the library. Invariant: neither output shows a person's
//! words.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use lexopt::prelude::*;
use pushback::{Classifier, Codebook};
use pushback_arrow::Field;
use pushback_arrow::file::{Options, Summary, assess_file};

const HELP: &str = "\
Assesses every row of a file of Parquet, and writes a row of answers for each.

Usage: pushback-parquet [OPTIONS] FROM TO

  FROM                  the file to read
  TO                    the file to write; it is in its place only when it is whole

Options:
  --column FIELD=NAME   read the column NAME as FIELD, such as text=Answer; fields are id, speaker,
                        about, text, behaviours, responses, session, context, coach, culture, stage,
                        peers, subject, seniority, observations
  --keep NAME           have this column in the answers as it is
  --rules DIR           use the rules in this directory in place of those built in
  --jobs N              assess on N threads; on all cores where nothing is said
  --quiet               say nothing but errors
  --help                say this

The exit status is 0 where every row was read, 1 where some could not be (the reason stands in their
column `error`), 2 where a file or the command could not be used.
";

/// What is asked for.
#[derive(Default)]
struct Asked {
    files: Vec<PathBuf>,
    options: Options,
    rules: Option<PathBuf>,
    quiet: bool,
    help: bool,
}

fn main() -> ExitCode {
    let asked = asked().map_err(|error| format!("{error}; see `--help`"));
    match asked.and_then(|asked| run(&asked)) {
        Ok(status) => status,
        Err(reason) => {
            let _ = writeln!(io::stderr(), "pushback-parquet: {reason}");
            ExitCode::from(2)
        }
    }
}

fn asked() -> Result<Asked, lexopt::Error> {
    let mut asked = Asked::default();
    let mut line = lexopt::Parser::from_env();
    while let Some(next) = line.next()? {
        match next {
            Long("column") => {
                let given = line.value()?.string()?;
                let (field, column) = given
                    .split_once('=')
                    .ok_or("`--column` expects a field and a name, such as text=Answer")?;
                let field = Field::of(field).map_err(|error| error.to_string())?;
                asked.options.columns.push((field, column.to_owned()));
            }
            Long("keep") => asked.options.keep.push(line.value()?.string()?),
            Long("rules") => asked.rules = Some(line.value()?.into()),
            Long("jobs") => asked.options.jobs = Some(line.value()?.parse()?),
            Long("quiet") | Short('q') => asked.quiet = true,
            Long("help") | Short('h') => asked.help = true,
            Value(file) => asked.files.push(file.into()),
            other => return Err(other.unexpected()),
        }
    }
    Ok(asked)
}

fn run(asked: &Asked) -> Result<ExitCode, String> {
    if asked.help {
        write!(io::stdout(), "{HELP}").map_err(|error| error.to_string())?;
        return Ok(ExitCode::SUCCESS);
    }
    let [from, to] = asked.files.as_slice() else {
        return Err("expected the file to read and the file to write; see `--help`".to_owned());
    };
    let read;
    let classifier = match &asked.rules {
        None => Classifier::builtin(),
        Some(rules) => {
            let codebook = Codebook::load(rules).map_err(|error| error.to_string())?;
            read = Classifier::new(codebook);
            &read
        }
    };
    let done =
        assess_file(classifier, from, to, &asked.options).map_err(|error| error.to_string())?;
    if !asked.quiet {
        let _ = writeln!(io::stderr(), "pushback-parquet: {}", sentence(&done));
    }
    Ok(ExitCode::from(u8::from(done.faults > 0)))
}

fn sentence(done: &Summary) -> String {
    let read = format!("{} rows read, {} of which have an error", done.rows, done.faults);
    if done.unread.is_empty() {
        return read;
    }
    format!("{read}; not read: `{}`", done.unread.join("`, `"))
}
