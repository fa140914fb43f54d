//! Is what others can name in the library still what it was?
//!
//! The surface is written down in `tests/surface.golden`, so that a change of it is seen in review.
//! `PUSHBACK_ACCEPT=1` takes over what is there now. That what is `pub` can be reached from outside
//! is held by the lint `unreachable_pub`.

#![allow(clippy::expect_used, clippy::panic, reason = "a test says what is wrong by failing")]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use syn::{Attribute, Fields, File, ImplItem, Item, ItemImpl, TraitItem, Type, Visibility};

#[test]
fn the_surface_is_the_one_that_was_written_down() {
    let golden = root().join("tests/surface.golden");
    let now = surface();
    if std::env::var_os("PUSHBACK_ACCEPT").is_some() {
        fs::write(&golden, &now).expect("it can be written");
    }
    let then = fs::read_to_string(&golden).unwrap_or_default().replace("\r\n", "\n");
    if let Some((line, (now, then))) =
        (1..).zip(now.lines().zip(then.lines())).find(|(_, (now, then))| now != then)
    {
        panic!("line {line} was `{then}` and is `{now}`; PUSHBACK_ACCEPT=1 takes it over");
    }
    assert_eq!(now.lines().count(), then.lines().count(), "PUSHBACK_ACCEPT=1 takes it over");
}

#[test]
fn every_struct_of_a_result_and_every_enum_of_the_input_can_grow() {
    // What callers write down themselves, and what is to be matched on to the last.
    let settled = [
        "Form",
        "TimeKind",
        "Context",
        "Observation",
        "Case",
        "Span",
        "Scratch",
        "Classifier",
        "Codebook",
        "CaseFile",
        "Difference",
    ];
    // The workshop of rules, and their grammar, are used together with one version of the rules.
    let workshop = ["calibration", "pattern"];
    let mut stiff = Vec::new();
    for (module, file) in files() {
        if workshop.iter().any(|name| module.starts_with(name)) {
            continue;
        }
        for item in file.items {
            let (name, attributes, public) = match &item {
                Item::Struct(item) => {
                    let open = item.fields.iter().any(|field| is_public(&field.vis));
                    (item.ident.to_string(), &item.attrs, is_public(&item.vis) && open)
                }
                Item::Enum(item) => (item.ident.to_string(), &item.attrs, is_public(&item.vis)),
                _ => continue,
            };
            let grows =
                attributes.iter().any(|attribute| attribute.path().is_ident("non_exhaustive"));
            if public && !grows && !settled.contains(&name.as_str()) {
                stiff.push(name);
            }
        }
    }
    assert!(stiff.is_empty(), "without #[non_exhaustive]: {}", stiff.join(", "));
}

/// Macros that define nothing that others can name.
const INTERNAL: &[&str] = &["listed", "lists", "numbers", "stored", "tuples"];

/// Everything that is public, module by module, without documentation and bodies.
fn surface() -> String {
    let mut surface = String::new();
    let files = files();
    let names: BTreeSet<String> =
        files.iter().flat_map(|(_, file)| &file.items).filter_map(public_name).collect();
    for (module, file) in files {
        let of_public = |item: &Item| match item {
            Item::Impl(item) => names.contains(&self_name(item)),
            _ => true,
        };
        let items = file.items.into_iter().filter(of_public);
        let items: Vec<Item> = items.filter_map(shown).collect();
        if items.is_empty() {
            continue;
        }
        let file = File { shebang: None, attrs: Vec::new(), items };
        let _ = writeln!(surface, "// {module}\n\n{}", prettyplease::unparse(&file));
    }
    surface
}

/// An item as others see it, where they do.
fn shown(item: Item) -> Option<Item> {
    match item {
        Item::Struct(mut item) if is_public(&item.vis) => {
            keep(&mut item.attrs);
            hide(&mut item.fields);
            Some(Item::Struct(item))
        }
        Item::Enum(mut item) if is_public(&item.vis) => {
            keep(&mut item.attrs);
            for variant in &mut item.variants {
                keep(&mut variant.attrs);
                variant.fields.iter_mut().for_each(|field| keep(&mut field.attrs));
            }
            Some(Item::Enum(item))
        }
        Item::Fn(mut item) if is_public(&item.vis) => {
            keep(&mut item.attrs);
            item.block.stmts.clear();
            Some(Item::Fn(item))
        }
        Item::Const(mut item) if is_public(&item.vis) => {
            keep(&mut item.attrs);
            Some(Item::Const(item))
        }
        Item::Type(mut item) if is_public(&item.vis) => {
            keep(&mut item.attrs);
            Some(Item::Type(item))
        }
        Item::Trait(mut item) if is_public(&item.vis) => {
            keep(&mut item.attrs);
            for of_trait in &mut item.items {
                if let TraitItem::Fn(function) = of_trait {
                    keep(&mut function.attrs);
                }
            }
            Some(Item::Trait(item))
        }
        Item::Use(mut item) if is_public(&item.vis) => {
            keep(&mut item.attrs);
            Some(Item::Use(item))
        }
        Item::Mod(mut item) if is_public(&item.vis) && item.content.is_none() => {
            keep(&mut item.attrs);
            Some(Item::Mod(item))
        }
        Item::Macro(item) if INTERNAL.iter().any(|name| item.mac.path.is_ident(name)) => None,
        Item::Macro(mut item) if item.ident.is_none() => {
            keep(&mut item.attrs);
            Some(Item::Macro(item))
        }
        Item::Impl(item) => implementation(item),
        _ => None,
    }
}

/// The name of a type that others can name.
fn public_name(item: &Item) -> Option<String> {
    match item {
        Item::Struct(item) if is_public(&item.vis) => Some(item.ident.to_string()),
        Item::Enum(item) if is_public(&item.vis) => Some(item.ident.to_string()),
        // Enums that a macro writes have no name here, and their `impl`s stand in the macro.
        _ => None,
    }
}

/// The name of the type of an `impl`.
fn self_name(item: &ItemImpl) -> String {
    match &*item.self_ty {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    }
    .unwrap_or_default()
}

/// What is public in an `impl`; of a trait, that it is implemented.
fn implementation(mut item: ItemImpl) -> Option<Item> {
    keep(&mut item.attrs);
    if item.trait_.is_some() {
        item.items.clear();
        return Some(Item::Impl(item));
    }
    item.items = item
        .items
        .into_iter()
        .filter_map(|of_impl| match of_impl {
            ImplItem::Fn(mut function) if is_public(&function.vis) => {
                keep(&mut function.attrs);
                function.block.stmts.clear();
                Some(ImplItem::Fn(function))
            }
            ImplItem::Const(mut constant) if is_public(&constant.vis) => {
                keep(&mut constant.attrs);
                Some(ImplItem::Const(constant))
            }
            _ => None,
        })
        .collect();
    (!item.items.is_empty()).then_some(Item::Impl(item))
}

/// Takes away the fields that others do not see.
fn hide(fields: &mut Fields) {
    match fields {
        Fields::Named(fields) => {
            let named = std::mem::take(&mut fields.named);
            fields.named = named.into_iter().filter(|field| is_public(&field.vis)).collect();
            fields.named.iter_mut().for_each(|field| keep(&mut field.attrs));
        }
        Fields::Unnamed(_) => *fields = Fields::Unit,
        Fields::Unit => {}
    }
}

/// Keeps the attributes that others notice.
fn keep(attributes: &mut Vec<Attribute>) {
    let noticed = ["derive", "non_exhaustive", "must_use", "cfg", "serde"];
    attributes.retain(|attribute| noticed.iter().any(|name| attribute.path().is_ident(name)));
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// The files of the library, parsed, each with its path below `src`.
fn files() -> Vec<(String, File)> {
    let src = root().join("src");
    let mut paths = Vec::new();
    collect(&src, &mut paths);
    paths.sort();
    let parsed = paths.into_iter().map(|path| {
        let source = fs::read_to_string(&path).expect("the sources are there");
        let file = syn::parse_file(&source).expect("they can be parsed");
        let module = path.strip_prefix(&src).expect("it is below").to_string_lossy().into_owned();
        (module.replace('\\', "/"), file)
    });
    parsed.collect()
}

fn collect(directory: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).expect("the sources are there") {
        let path = entry.expect("they can be listed").path();
        if path.is_dir() && !path.ends_with("bin") {
            collect(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}
