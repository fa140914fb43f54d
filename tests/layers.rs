//! Does every module name only what stands above it, and does every file keep to the layout?

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by failing"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

/// A module, another that stands below it and that it may name all the same, and why.
const EXCEPTIONS: &[(&str, &str, &str)] = &[(
    "pattern",
    "codebook",
    "a pattern names concepts by any type, and by `ConceptId` where nothing else is said",
)];

/// Names that say nothing of what is in a module.
const NAMELESS: &[&str] = &["util", "utils", "types", "helpers", "common", "models", "misc"];

/// The most lines that a file has.
const LONGEST_FILE: usize = 700;

/// Modules in which rules meet texts; nothing in them is written for people.
const WITHOUT_WORDS: &[&str] = &[
    "span",
    "token",
    "vocabulary",
    "text",
    "program",
    "gate",
    "lexicon",
    "modifier",
    "matcher",
    "evidence",
];

#[test]
fn a_module_names_only_modules_above_it() {
    let order = order();
    let homes = homes(&order);
    let mut wrong = Vec::new();
    for (module, file) in files() {
        let Some(own) = order.iter().position(|name| *name == module) else { continue };
        for named in named(&code_of(&file)) {
            let home = homes.get(&named).unwrap_or(&named);
            let Some(other) = order.iter().position(|name| name == home) else {
                wrong.push(format!("{} names `{named}`, which is nowhere", file.display()));
                continue;
            };
            let excepted = EXCEPTIONS.iter().any(|(from, to, _)| *from == module && to == home);
            if other > own && !excepted {
                wrong.push(format!("{} names `{home}`, which stands below it", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_exception_is_still_needed() {
    for (from, to, reason) in EXCEPTIONS {
        let mut of_module = files().into_iter().filter(|(module, _)| module == from);
        let needed =
            of_module.any(|(_, file)| named(&code_of(&file)).iter().any(|name| name == to));
        assert!(needed, "`{from}` no longer names `{to}` ({reason})");
    }
}

#[test]
fn a_module_reaches_no_other_by_super() {
    let up = Regex::new(r"\bsuper::").expect("a sound expression");
    for (module, file) in files() {
        if for_tests().contains(&module) {
            continue;
        }
        let top = file.file_stem().is_some_and(|stem| stem.to_string_lossy() == module);
        let reach = usize::from(!top);
        let code = code_of(&file).replace("pub(super)", "");
        let climbs = code.lines().map(|line| up.find_iter(line).count()).max().unwrap_or_default();
        assert!(climbs <= reach, "{} climbs out of `{module}`", file.display());
    }
}

#[test]
fn every_file_belongs_to_a_module_of_the_list() {
    let order = order();
    for (module, file) in files() {
        assert!(order.contains(&module), "{} is in no module of lib.rs", file.display());
    }
}

#[test]
fn no_file_is_too_long_to_be_read() {
    for (_, file) in files() {
        let lines = read(&file).lines().count();
        assert!(lines <= LONGEST_FILE, "{} has {lines} lines", file.display());
    }
}

#[test]
fn every_module_has_the_name_of_a_thing() {
    for (_, file) in files() {
        let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let stem = stem.unwrap_or_default();
        assert!(!NAMELESS.contains(&stem.as_str()), "{} says nothing", file.display());
        for name in NAMELESS {
            let inline = format!("mod {name} ");
            assert!(!read(&file).contains(&inline), "{} has `{inline}`", file.display());
        }
    }
}

#[test]
fn every_module_says_what_it_is_for_and_what_holds() {
    for (_, file) in files() {
        let source = read(&file);
        let header: Vec<&str> = source.lines().take_while(|line| line.starts_with("//!")).collect();
        assert!(!header.is_empty(), "{} has no header", file.display());
    }
}

#[test]
fn unsafe_code_is_forbidden() {
    let manifest = read(&root().join("Cargo.toml"));
    let lints = manifest.split("[lints.rust]").nth(1).unwrap_or_default();
    let lints = lints.split("\n[").next().unwrap_or_default();
    assert!(lints.contains("unsafe_code = \"forbid\""), "{lints}");
    let unsafe_block = Regex::new(r"\bunsafe\b").expect("a sound expression");
    for (_, file) in files() {
        assert!(!unsafe_block.is_match(&code_of(&file)), "{}", file.display());
    }
}

#[test]
fn no_phrase_stands_where_rules_meet_texts() {
    // Three words in one string are a phrase; reasons of lint exceptions are for the reader.
    let phrase = Regex::new(r#""[^"\n]*[A-Za-z']+ [A-Za-z']+ [A-Za-z']+[^"\n]*""#)
        .expect("a sound expression");
    for (module, file) in files() {
        if !WITHOUT_WORDS.contains(&module.as_str()) {
            continue;
        }
        for line in code_of(&file).lines().filter(|line| !line.contains("reason = ")) {
            assert!(!phrase.is_match(line), "{} has the phrase {line}", file.display());
        }
    }
}

#[test]
fn the_list_of_modules_is_kept_in_its_order_by_rustfmt() {
    let settings = ["rustfmt.toml", ".rustfmt.toml"].map(|name| root().join(name));
    let settings = settings.iter().find(|path| path.is_file()).expect("rustfmt has its settings");
    assert!(read(settings).contains("reorder_modules = false"));
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("the sources are there").replace("\r\n", "\n")
}

/// The modules of lib.rs, from top to bottom.
fn order() -> Vec<String> {
    let module = Regex::new(r"(?m)^(?:pub(?:\(crate\))? )?mod (\w+);").expect("a sound expression");
    let lib = read(&root().join("src/lib.rs"));
    module.captures_iter(&lib).filter_map(|found| Some(found.get(1)?.as_str().to_owned())).collect()
}

/// The modules of lib.rs that are there for tests alone.
fn for_tests() -> Vec<String> {
    let module = Regex::new(r"#\[cfg\(test\)\]\nmod (\w+);").expect("a sound expression");
    let lib = read(&root().join("src/lib.rs"));
    module.captures_iter(&lib).filter_map(|found| Some(found.get(1)?.as_str().to_owned())).collect()
}

/// The module that each name at the root of the crate comes from.
fn homes(order: &[String]) -> BTreeMap<String, String> {
    let lib = read(&root().join("src/lib.rs"));
    let again = Regex::new(r"(?s)pub use (?:crate::)?(\w+)::(\{[^}]*\}|\w+|\*);").expect("sound");
    let public = Regex::new(r"(?m)^pub (?:struct|enum|const|trait|fn|type) (\w+)").expect("sound");
    let mut homes = BTreeMap::new();
    for found in again.captures_iter(&lib) {
        let part = |nth| found.get(nth).map(|part| part.as_str()).unwrap_or_default();
        let home = part(1);
        assert!(order.iter().any(|module| module == home), "lib.rs re-exports from `{home}`");
        let names: Vec<String> = if part(2) == "*" {
            let source = read(&root().join(format!("src/{home}.rs")));
            let names = public.captures_iter(&source).filter_map(|name| name.get(1));
            names.map(|name| name.as_str().to_owned()).collect()
        } else {
            split(part(2))
        };
        homes.extend(names.into_iter().map(|name| (name, home.to_owned())));
    }
    homes
}

/// The files of the library, each with the module of lib.rs that it belongs to.
fn files() -> Vec<(String, PathBuf)> {
    fn collect(directory: &Path, module: Option<&str>, into: &mut Vec<(String, PathBuf)>) {
        for entry in fs::read_dir(directory).expect("the sources are there") {
            let path = entry.expect("they can be listed").path();
            let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
            let stem = stem.unwrap_or_default();
            let top = module.is_none();
            if top && (stem == "bin" || stem == "lib") {
                continue;
            }
            let module = module.unwrap_or(&stem);
            if path.is_dir() {
                collect(&path, Some(module), into);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                into.push((module.to_owned(), path));
            }
        }
    }
    let mut files = Vec::new();
    collect(&root().join("src"), None, &mut files);
    files.sort();
    files
}

/// What a file holds without its tests and comments. Tests stand at the end of a file.
fn code_of(file: &Path) -> String {
    let source = read(file);
    let code = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The names right below `crate::`.
fn named(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (_, after) in
        code.match_indices("crate::").map(|(at, found)| code.split_at(at + found.len()))
    {
        names.extend(split(after));
    }
    names.sort();
    names.dedup();
    names
}

/// The first name of each path in `a::b …` or `{a, b::{c, d}, …}`.
fn split(paths: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let Some(inside) = paths.strip_prefix('{') else { return vec![name(paths)] };
    let (mut depth, mut names, mut part) = (0, Vec::new(), String::new());
    for c in inside.chars() {
        match c {
            '}' if depth == 0 => break,
            ',' if depth == 0 => names.push(name(&std::mem::take(&mut part))),
            _ => part.push(c),
        }
        depth += i32::from(c == '{') - i32::from(c == '}');
    }
    names.push(name(&part));
    names.retain(|name| !name.is_empty());
    names
}
