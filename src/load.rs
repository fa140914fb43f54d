//! Rules from a directory, from memory, or built in.
//!
//! The only place of the library that touches files. Knows nothing of what stands in them.
//! Invariant: it reads the directory that it is given and nothing else.

use std::fs;
use std::path::{Path, PathBuf};

use crate::check::check;
use crate::codebook::Codebook;
use crate::diagnostic::LoadError;

include!(concat!(env!("OUT_DIR"), "/builtin_rules.rs"));

impl Codebook {
    /// The rules that come with the library.
    ///
    /// They are parsed and checked anew each time, which takes about a tenth of a second:
    /// [`Classifier::builtin`](crate::Classifier::builtin) does it once for a process.
    ///
    /// ```
    /// use pushback::Codebook;
    ///
    /// let codebook = Codebook::builtin();
    /// assert!(codebook.code("time").is_some());
    /// ```
    pub fn builtin() -> Self {
        match Self::from_files(Self::builtin_files().iter().copied()) {
            Ok(codebook) => codebook,
            // INVARIANT: the files are part of the program, and `the_built_in_rules_are_sound`
            // checks them; no input reaches this.
            Err(error) => unreachable!("the built-in rules have mistakes:\n{error}"),
        }
    }

    /// The files that come with the library: path inside the rule directory, and content.
    pub fn builtin_files() -> &'static [(&'static str, &'static str)] {
        BUILTIN_FILES
    }

    /// Reads and checks a rule directory.
    ///
    /// # Errors
    ///
    /// Where the directory or a file in it cannot be read, and where there is a mistake in the
    /// rules; then all of them are told.
    ///
    /// ```no_run
    /// use pushback::Codebook;
    ///
    /// match Codebook::load("our/rules") {
    ///     Ok(codebook) => println!("{} codes", codebook.codes().len()),
    ///     Err(error) => eprintln!("{error}"),
    /// }
    /// ```
    pub fn load(directory: impl AsRef<Path>) -> Result<Self, LoadError> {
        let mut files = Vec::new();
        read_directory(directory.as_ref(), "", 0, &mut files)?;
        check(&files)
    }

    /// Checks rules that are in memory: path inside the rule directory (`codes/time.toml`), and
    /// content.
    ///
    /// # Errors
    ///
    /// Where there is a mistake in the rules; then all of them are told.
    pub fn from_files<N, C>(files: impl IntoIterator<Item = (N, C)>) -> Result<Self, LoadError>
    where
        N: Into<String>,
        C: Into<String>,
    {
        let files: Vec<(String, String)> = files
            .into_iter()
            .map(|(path, content)| (path.into().replace('\\', "/"), content.into()))
            .collect();
        check(&files)
    }
}

/// Reads the rule files of a directory and of those in it; what is hidden is left alone.
fn read_directory(
    directory: &Path,
    prefix: &str,
    depth: usize,
    files: &mut Vec<(String, String)>,
) -> Result<(), LoadError> {
    let unreadable = |path: PathBuf| move |source| LoadError::Unreadable { path, source };
    for entry in fs::read_dir(directory).map_err(unreadable(directory.to_owned()))? {
        let path = entry.map_err(unreadable(directory.to_owned()))?.path();
        let Some(name) = path.file_name().map(|name| name.to_string_lossy().into_owned()) else {
            continue;
        };
        let inside = format!("{prefix}{name}");
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            if depth < DEEPEST {
                read_directory(&path, &format!("{inside}/"), depth + 1, files)?;
            }
        } else if crate::schema::is_toml(&inside) {
            files.push((inside, read_file(&path).map_err(unreadable(path.clone()))?));
        }
    }
    Ok(())
}

/// The text of a file, up to just beyond what is checked; bytes that are no text are replaced, so
/// that the check can point at them.
fn read_file(path: &Path) -> std::io::Result<String> {
    use std::io::Read as _;

    let mut bytes = Vec::new();
    let most = u64::try_from(crate::schema::MOST_BYTES).unwrap_or(u64::MAX) + 1;
    fs::File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

/// How many directories deep files are looked for; those of a kind stand one deep, and files that
/// stand deeper are reported as misplaced.
const DEEPEST: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_rules_are_sound() {
        let told = Codebook::from_files(Codebook::builtin_files().iter().copied()).err();
        assert!(told.is_none(), "{}", told.map(|error| error.to_string()).unwrap_or_default());
    }
}
