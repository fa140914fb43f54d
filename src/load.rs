//! Rules from a directory, from memory, or built in.
//!
//! The only place of the library that touches files. Knows nothing of what stands in them.
//! Invariant: it reads the directory that it is given and nothing else.

use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use crate::builtin;
use crate::check::{Files, MOST_LAYERS, Missing, Rigour, Stack, check};
use crate::codebook::{BUILTIN, Codebook};
use crate::diagnostic::LoadError;
use crate::stored::{Bytes, Stored};

impl Codebook {
    /// The rules that come with the library.
    ///
    /// They were checked when the library was built: what is left to do takes about a thousandth of
    /// a second.
    ///
    /// ```
    /// use pushback::Codebook;
    ///
    /// let codebook = Codebook::builtin();
    /// assert!(codebook.code("time").is_some());
    /// ```
    pub fn builtin() -> Self {
        match Self::restore(&mut Bytes(builtin::CODEBOOK)) {
            Some(codebook) => codebook,
            // INVARIANT: the bytes are part of the program and were stored by the same version of
            // it, as `the_built_in_rules_are_what_their_files_say` checks; no input reaches this.
            None => unreachable!("the built-in rules are not as they were stored"),
        }
    }

    /// The files that come with the library: path inside the rule directory, and content.
    pub fn builtin_files() -> &'static [(&'static str, &'static str)] {
        builtin::FILES
    }

    /// Reads and checks a rule directory, with the packs on which it lies.
    ///
    /// What a pack lies on is said by `extends` in its `pack.toml`: the name of the built-in pack,
    /// or the path of another rule directory.
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
        check(&pile(directory.as_ref())?, Rigour::Strict)
    }

    /// The same, leaving out what has a mistake, such as a rule with a condition that a later
    /// version of the library brings; [`Codebook::warnings`] tells what was left out and why.
    ///
    /// Rules, pieces of evidence, responses, findings, terms, questions and changes of a layer are
    /// left out one by one. A rule never loses an exception or a condition: it is left out whole.
    ///
    /// # Errors
    ///
    /// Where the directory or a file in it cannot be read, and where there is a mistake that is in
    /// nothing that could be left out; then all mistakes are told.
    pub fn load_lenient(directory: impl AsRef<Path>) -> Result<Self, LoadError> {
        check(&pile(directory.as_ref())?, Rigour::Lenient)
    }

    /// Checks rules that are in memory: path inside the rule directory (`codes/time.toml`), and
    /// content. They may lie on the built-in rules.
    ///
    /// # Errors
    ///
    /// Where there is a mistake in the rules; then all of them are told.
    ///
    /// ```
    /// use pushback::Codebook;
    ///
    /// let pack = "schema = 1\nid = \"ours\"\nversion = \"1\"\ntitle = \"Ours\"\nextends = \"core-en\"";
    /// let layer = "[[override.code]]\nid = \"time\"\nthreshold = 24\nreason = \"Busy.\"";
    /// let ours = Codebook::from_files([("pack.toml", pack), ("layer.toml", layer)])?;
    /// assert_eq!(ours.code("time").expect("it is built in").threshold, 24);
    /// # Ok::<(), pushback::LoadError>(())
    /// ```
    pub fn from_files<N, C>(files: impl IntoIterator<Item = (N, C)>) -> Result<Self, LoadError>
    where
        N: Into<String>,
        C: Into<String>,
    {
        check(&given(vec![owned(files)]), Rigour::Strict)
    }

    /// The same, leaving out what has a mistake; see [`Codebook::load_lenient`].
    ///
    /// # Errors
    ///
    /// Where there is a mistake that is in nothing that could be left out.
    ///
    /// ```
    /// use pushback::Codebook;
    ///
    /// let pack = "schema = 1\nid = \"ours\"\nversion = \"1\"\ntitle = \"Ours\"\nextends = \"core-en\"";
    /// let layer = "[[override.code]]\nid = \"tiem\"\nthreshold = 24\nreason = \"Busy.\"";
    /// let codebook = Codebook::from_files_lenient([("pack.toml", pack), ("layer.toml", layer)])?;
    /// assert_eq!(codebook.warnings()[0].slug, "unknown-code");
    /// # Ok::<(), pushback::LoadError>(())
    /// ```
    pub fn from_files_lenient<N, C>(
        files: impl IntoIterator<Item = (N, C)>,
    ) -> Result<Self, LoadError>
    where
        N: Into<String>,
        C: Into<String>,
    {
        check(&given(vec![owned(files)]), Rigour::Lenient)
    }

    /// Checks packs in memory that lie on one another, the lowest first. What `extends` says in
    /// all but the lowest is not looked up: each lies on the one before it.
    ///
    /// # Errors
    ///
    /// Where there is a mistake in the rules; then all of them are told.
    ///
    /// ```
    /// use pushback::Codebook;
    ///
    /// let ours = [
    ///     ("pack.toml", "schema = 1\nid = \"ours\"\nversion = \"1\"\ntitle = \"Ours\"\nextends = \"core-en\""),
    ///     ("layer.toml", "[[add.concept]]\nid = \"coaching\"\nterms = [\"growth lab\"]"),
    /// ];
    /// let codebook = Codebook::from_layers([Codebook::builtin_files(), &ours])?;
    /// assert_eq!(codebook.layers().len(), 2);
    /// # Ok::<(), pushback::LoadError>(())
    /// ```
    pub fn from_layers<N, C>(
        layers: impl IntoIterator<Item = impl AsRef<[(N, C)]>>,
    ) -> Result<Self, LoadError>
    where
        N: AsRef<str>,
        C: AsRef<str>,
    {
        let files = |layer: &[(N, C)]| {
            owned(layer.iter().map(|(path, content)| (path.as_ref(), content.as_ref())))
        };
        let layers = layers.into_iter().map(|layer| files(layer.as_ref())).collect();
        check(&given(layers), Rigour::Strict)
    }
}

/// The path and content of each file.
type Owned = Vec<(String, String)>;

fn owned<N: Into<String>, C: Into<String>>(files: impl IntoIterator<Item = (N, C)>) -> Owned {
    let files = files.into_iter();
    files.map(|(path, content)| (path.into().replace('\\', "/"), content.into())).collect()
}

/// What `pack.toml` says under a key.
fn of_pack(files: &Owned, key: &str) -> Option<String> {
    let (_, pack) = files.iter().find(|(path, _)| path == "pack.toml")?;
    crate::schema::of_pack(pack, key)
}

/// The built-in pack.
fn built_in() -> Files {
    let files = owned(Codebook::builtin_files().iter().copied());
    Files { shown: format!("{BUILTIN}/"), files }
}

/// Packs that were given, the lowest first, and the built-in one where the lowest asks for it.
fn given(layers: Vec<Owned>) -> Stack {
    let mut stack = Stack::default();
    let last = layers.len().saturating_sub(1);
    for (at, files) in layers.into_iter().enumerate() {
        match of_pack(&files, "extends").filter(|_| at == 0) {
            Some(below) if below == BUILTIN => stack.layers.push(built_in()),
            Some(_) => stack.missing = Some(Missing::Unknown),
            None => {}
        }
        let shown = match of_pack(&files, "id").filter(|_| at != last) {
            Some(id) => format!("{id}/"),
            None => String::new(),
        };
        stack.layers.push(Files { shown, files });
    }
    if stack.layers.len() > MOST_LAYERS {
        stack.layers.drain(..stack.layers.len() - MOST_LAYERS);
        stack.missing = Some(Missing::TooMany);
    }
    stack
}

/// The pack of a directory and those on which it lies, the lowest first.
fn pile(directory: &Path) -> Result<Stack, LoadError> {
    let mut stack = Stack::default();
    let mut seen = vec![identity(directory)];
    let mut shown = PathBuf::new();
    let mut files = Owned::new();
    read_directory(directory, "", 0, &mut files)?;
    loop {
        let below = of_pack(&files, "extends");
        let prefix = shown.to_string_lossy().replace('\\', "/");
        let prefix = if prefix.is_empty() { prefix } else { format!("{prefix}/") };
        stack.layers.push(Files { shown: prefix, files: std::mem::take(&mut files) });
        let Some(below) = below else { break };
        if below == BUILTIN {
            stack.layers.push(built_in());
            break;
        }
        shown = joined(&shown, Path::new(&below));
        let path = directory.join(&shown);
        let identity = identity(&path);
        if seen.contains(&identity) {
            stack.missing = Some(Missing::Circle);
        } else if seen.len() >= MOST_LAYERS {
            stack.missing = Some(Missing::TooMany);
        } else if let Err(error) = read_directory(&path, "", 0, &mut files) {
            stack.missing = Some(reason(error));
        }
        if stack.missing.is_some() {
            break;
        }
        seen.push(identity);
    }
    stack.layers.reverse();
    Ok(stack)
}

fn reason(error: LoadError) -> Missing {
    match error {
        LoadError::Unreadable { source, .. } if source.kind() == ErrorKind::NotFound => {
            Missing::Nowhere
        }
        LoadError::Unreadable { source, .. } => Missing::Unreadable(source.to_string()),
        error => Missing::Unreadable(error.to_string()),
    }
}

/// The directory that a path leads to, so that two ways to it are known for one.
fn identity(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// The one path followed by the other, without steps that lead back.
fn joined(base: &Path, path: &Path) -> PathBuf {
    let mut joined = base.to_owned();
    for part in path.components() {
        let back = part == Component::ParentDir;
        let last = joined.components().next_back();
        if back && last.is_some_and(|last| matches!(last, Component::Normal(_))) {
            joined.pop();
        } else if part != Component::CurDir {
            joined.push(part);
        }
    }
    joined
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
        // One more than may be is enough for that to be told.
        if files.len() > crate::schema::limit::MOST_FILES {
            break;
        }
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
    let most = u64::try_from(crate::schema::limit::MOST_BYTES).unwrap_or(u64::MAX) + 1;
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
    fn the_built_in_rules_are_what_their_files_say() {
        let read = Codebook::from_files(builtin::FILES.iter().copied());
        let read = read.unwrap_or_else(|error| unreachable!("the rules have mistakes:\n{error}"));
        let mut stored = Vec::new();
        read.store(&mut stored);
        assert!(stored == builtin::CODEBOOK, "the stored rules are not those of the files");
        assert_eq!(format!("{:?}", Codebook::builtin()), format!("{read:?}"));
    }

    #[test]
    fn the_built_in_pack_has_the_name_by_which_others_lie_on_it() {
        assert_eq!(Codebook::builtin().pack().id, BUILTIN);
    }

    #[test]
    fn steps_that_lead_back_are_taken_out_of_a_path() {
        assert_eq!(joined(Path::new(""), Path::new("../org")), Path::new("../org"));
        assert_eq!(joined(Path::new("../org"), Path::new("../base")), Path::new("../base"));
        assert_eq!(joined(Path::new(".."), Path::new("./../x")), Path::new("../../x"));
    }
}
