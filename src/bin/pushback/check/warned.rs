//! Warnings as they are shown: counted by kind, or one by one with their places.
//!
//! Knows nothing of what is worth a warning. Invariant: a place is shown only where the name that
//! is meant is defined.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use pushback::Codebook;
use pushback::warning::{KINDS, Warning, Warnings};

/// How many names a kind is shown with where warnings are only counted.
const SHOWN: usize = 3;

/// Where names are defined in the files of a pack.
#[derive(Debug, Default)]
pub(super) struct Places(HashMap<String, (String, usize)>);

impl Places {
    /// The places in a rule directory, or in the built-in rules.
    pub(super) fn of(dir: Option<&Path>) -> Self {
        let mut places = Self::default();
        match dir {
            Some(dir) => places.look_into(dir, ""),
            None => {
                for (path, content) in Codebook::builtin_files() {
                    places.read(path, content);
                }
            }
        }
        places
    }

    fn look_into(&mut self, dir: &Path, prefix: &str) {
        let Ok(entries) = fs::read_dir(dir) else { return };
        for entry in entries.flatten() {
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let path = entry.path();
            if path.is_dir() && prefix.is_empty() {
                self.look_into(&path, &format!("{name}/"));
            } else if let (true, Ok(content)) =
                (path.extension().is_some_and(|ending| ending == "toml"), fs::read_to_string(&path))
            {
                self.read(&name, &content);
            }
        }
    }

    fn read(&mut self, path: &str, content: &str) {
        for (line, text) in (1..).zip(content.lines()) {
            let id = text.trim_start().strip_prefix("id").map(str::trim_start);
            let id = id.and_then(|rest| rest.strip_prefix('=')).map(str::trim_start);
            let id =
                id.and_then(|rest| rest.strip_prefix('"')).and_then(|rest| rest.split('"').next());
            if let Some(id) = id {
                self.0.entry(id.to_owned()).or_insert((path.to_owned(), line));
            }
        }
    }

    /// The place where a name is defined, as it stands behind it; nothing where it is not known.
    pub(super) fn of_name(&self, id: &str) -> String {
        let place = self.0.get(id);
        place.map(|(file, line)| format!(" ({file}:{line})")).unwrap_or_default()
    }
}

/// Every warning by itself, and every one that is silenced.
pub(super) fn every(warnings: &Warnings, places: &Places, out: &mut dyn Write) -> io::Result<()> {
    for Warning { slug, of, message, help, .. } in &warnings.told {
        writeln!(out, "warning[{slug}]: {message}{}", places.of_name(of))?;
        writeln!(out, "  = help: {help}")?;
    }
    for (Warning { slug, message, .. }, reason) in &warnings.silenced {
        writeln!(out, "silenced[{slug}]: {message}\n  = reason: {reason}")?;
    }
    if !warnings.told.is_empty() || !warnings.silenced.is_empty() {
        writeln!(out)?;
    }
    Ok(())
}

/// The kinds of warnings, each with how many there are and some names.
pub(super) fn counted(warnings: &Warnings, out: &mut dyn Write) -> io::Result<()> {
    let mut by_kind: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for warning in &warnings.told {
        by_kind.entry(warning.slug).or_default().push(&warning.of);
    }
    let mut any = false;
    for (slug, meaning) in KINDS {
        let Some(of) = by_kind.get(slug) else { continue };
        any = true;
        let mut names: Vec<&str> = of.clone();
        names.dedup();
        let shown: Vec<String> = names.iter().take(SHOWN).map(|id| format!("`{id}`")).collect();
        let more = if names.len() > SHOWN { ", …" } else { "" };
        writeln!(out, "warning[{slug}]: {}: {meaning} ({}{more})", of.len(), shown.join(", "))?;
    }
    if !warnings.silenced.is_empty() {
        any = true;
        writeln!(out, "silenced with a reason: {}", warnings.silenced.len())?;
    }
    if any {
        writeln!(out)?;
    }
    Ok(())
}
