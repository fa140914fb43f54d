//! Checks and compiles the built-in rules, so that a program that uses them has nothing left to do.
//!
//! It does so with the modules of the library that lead from rule files to tables. Where the rules
//! have a mistake it is told as `pushback check` tells it.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The library's own modules, in its order.
#[path = "src"]
#[allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "the library uses and offers more of them than this script does"
)]
mod library {
    pub(crate) mod span;
    #[macro_use]
    pub(crate) mod stored;
    pub(crate) mod check;
    pub(crate) mod codebook;
    pub(crate) mod comparison;
    pub(crate) mod diagnostic;
    pub(crate) mod expression;
    pub(crate) mod gate;
    pub(crate) mod indicator;
    pub(crate) mod inflection;
    pub(crate) mod lexicon;
    pub(crate) mod load;
    pub(crate) mod matcher;
    pub(crate) mod modifier;
    pub(crate) mod observation;
    pub(crate) mod pattern;
    pub(crate) mod program;
    pub(crate) mod rows;
    pub(crate) mod rule;
    pub(crate) mod schema;
    pub(crate) mod text;
    pub(crate) mod token;
    pub(crate) mod trie;
    pub(crate) mod vocabulary;

    /// No rules are built into what builds them.
    pub(crate) mod builtin {
        pub(crate) const FILES: &[(&str, &str)] = &[];
        pub(crate) const CODEBOOK: &[u8] = &[];
        pub(crate) const MATCHER: &[u8] = &[];
    }
}

#[expect(
    clippy::wildcard_imports,
    reason = "its modules name one another as those of the library do"
)]
use library::*;

use codebook::Codebook;
use matcher::Matcher;
use span::Span;
use stored::Stored;

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("rules");
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-changed=build.rs");
    let mut names = Vec::new();
    collect(&root, "", &mut names)?;
    names.sort();
    let mut list = String::from("&[\n");
    let mut files = Vec::new();
    for name in names {
        let path = root.join(&name);
        writeln!(list, "    ({name:?}, include_str!({:?})),", path.to_string_lossy())?;
        files.push((name, fs::read_to_string(path)?));
    }
    list.push(']');
    let codebook = Codebook::from_files(files).map_err(|error| error.to_string())?;
    let (mut rules, mut tables) = (Vec::new(), Vec::new());
    codebook.store(&mut rules);
    Matcher::new(&codebook).store(&mut tables);

    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("files.rs"), list)?;
    fs::write(out.join("codebook.bin"), rules)?;
    fs::write(out.join("matcher.bin"), tables)?;
    Ok(())
}

/// Collects the paths of all rule files, with `/` between their parts.
fn collect(directory: &Path, prefix: &str, files: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), files)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(format!("{prefix}{name}"));
        }
    }
    Ok(())
}
