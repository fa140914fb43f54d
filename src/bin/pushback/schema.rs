//! `pushback schema`: the form of the rule files as JSON Schema, for editors.
//!
//! Knows nothing of any key. Invariant: what is printed of a file and what is written of it are
//! the same.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};

use pushback::RuleFile;

use crate::args::Schema;
use crate::failure::Failure;
use crate::status::Status;

/// Prints or writes what was asked for.
pub(crate) fn run(args: &Schema) -> Result<Status, Failure> {
    let forms: Vec<RuleFile> = match &args.name {
        Some(name) => vec![named(name)?],
        None => RuleFile::ALL.to_vec(),
    };
    if let Some(directory) = &args.write {
        let failed = |error: io::Error| {
            let directory = directory.display();
            Failure::Unwritten(format!("cannot write to `{directory}`: {error}"))
        };
        fs::create_dir_all(directory).map_err(failed)?;
        for form in forms {
            let path = directory.join(format!("{}.json", form.name));
            fs::write(path, written(&form)?).map_err(failed)?;
        }
        return Ok(Status::Fine);
    }
    let mut out = io::stdout().lock();
    if let ([form], Some(_)) = (forms.as_slice(), &args.name) {
        out.write_all(written(form)?.as_bytes())?;
    } else {
        let all: BTreeMap<&str, _> =
            forms.iter().map(|form| (form.file, form.json_schema())).collect();
        serde_json::to_writer_pretty(&mut out, &all).map_err(io::Error::from)?;
        writeln!(out)?;
    }
    Ok(Status::Fine)
}

/// The schema of one file, as it is kept in `schema/`.
fn written(form: &RuleFile) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(&form.json_schema()).map_err(io::Error::from)?;
    Ok(text + "\n")
}

fn named(name: &str) -> Result<RuleFile, Failure> {
    let found = RuleFile::ALL.into_iter().find(|form| form.name == name || form.file == name);
    found.ok_or_else(|| {
        let known: Vec<&str> = RuleFile::ALL.iter().map(|form| form.name).collect();
        Failure::Unread(format!("no rule file is called `{name}`; there are {}", known.join(", ")))
    })
}
