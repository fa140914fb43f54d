//! The rules that a command works with.
//!
//! Knows nothing of what is done with them. Invariant: rules with mistakes are never used.

use std::path::Path;

use pushback::{Classifier, Codebook, LoadError};

use crate::failure::{self, Failure};

/// The classifier of the rules of a directory, or of the built-in ones.
pub(crate) fn classifier(dir: Option<&Path>) -> Result<Classifier, Failure> {
    dir.map_or_else(|| Ok(Classifier::builtin().clone()), load)
}

/// The rules of a directory; that something in them should be looked at is said on the way.
fn load(dir: &Path) -> Result<Classifier, Failure> {
    let codebook = read(dir)?;
    if !codebook.warnings().is_empty() {
        let dir = dir.display();
        let found = codebook.warnings().len();
        failure::tell(&format!(
            "warnings for the rules in `{dir}`: {found}; see `pushback check {dir}`"
        ));
    }
    Ok(Classifier::new(codebook))
}

fn read(dir: &Path) -> Result<Codebook, Failure> {
    Codebook::load(dir).map_err(|error| match error {
        LoadError::Unreadable { path, source, .. } => Failure::reading("the rules", &path, &source),
        error => {
            let found = match error.mistakes().len() {
                1 => "1 mistake".to_owned(),
                found => format!("{found} mistakes"),
            };
            let dir = dir.display();
            Failure::Unread(format!(
                "the rules in `{dir}` have {found}; see `pushback check {dir}`"
            ))
        }
    })
}
