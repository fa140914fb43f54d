//! Is the form of the rule files, as editors know it, that of the rule files there are?

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by failing"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use pushback::{Codebook, RuleFile};
use serde_json::Value;

#[test]
fn the_schemas_that_are_kept_are_those_of_the_library() {
    for form in RuleFile::ALL {
        let path = root().join(format!("schema/{}.json", form.name));
        let text = serde_json::to_string_pretty(&form.json_schema()).expect("it can be written");
        let text = text + "\n";
        if std::env::var("PUSHBACK_ACCEPT").is_ok_and(|accept| accept == "1") {
            fs::create_dir_all(root().join("schema")).expect("it can be made");
            fs::write(&path, &text).expect("it can be written");
        }
        let kept = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert!(kept == text, "{}: PUSHBACK_ACCEPT=1 writes what holds now", path.display());
    }
    let kept = fs::read_dir(root().join("schema")).expect("they are there").count();
    assert_eq!(kept, RuleFile::ALL.len());
}

#[test]
fn every_rule_file_has_its_form() {
    let mut seen = BTreeSet::new();
    for pack in ["rules", "tests/trial", "tests/mistakes/minimal", "packs"] {
        for path in files(&root().join(pack)) {
            let form = form_of(&path);
            seen.insert(form.name);
            let faults = faults(&read(&path), &schema(form));
            assert_eq!(faults, [""; 0], "{}", path.display());
        }
    }
    assert_eq!(seen.len(), RuleFile::ALL.len(), "{seen:?}");
}

/// What each key of a sound file may be put in place of, so that it has its form no more.
#[test]
fn a_key_that_the_check_does_not_know_the_schema_does_not_know_either() {
    let root = root().join("tests/mistakes/minimal");
    for path in files(&root) {
        let schema = schema(form_of(&path));
        let text = fs::read_to_string(&path).expect("it can be read");
        for line in text.lines() {
            let Some((key, rest)) = line.split_once(" = ") else { continue };
            if key.starts_with(['"', '{', ' ']) {
                continue;
            }
            let misspelt = text.replacen(line, &format!("{key}x = {rest}"), 1);
            let value: Value = toml::from_str(&misspelt).expect("it is still TOML");
            let told = told(&root, &path, &misspelt);
            let known = told.iter().all(|slug| *slug != "unknown-key" && *slug != "missing-key");
            assert_eq!(faults(&value, &schema).is_empty(), known, "{key} in {}", path.display());
        }
    }
}

/// What is told of the small pack with one of its files as given.
fn told(root: &Path, changed: &Path, text: &str) -> Vec<&'static str> {
    let files = files(root).into_iter().map(|path| {
        let inside = path.strip_prefix(root).expect("it stands in the pack");
        let inside = inside.to_string_lossy().into_owned();
        let own = fs::read_to_string(&path).expect("it can be read");
        (inside, if path == changed { text.to_owned() } else { own })
    });
    match Codebook::from_files(files) {
        Ok(_) => Vec::new(),
        Err(error) => error.mistakes().iter().map(|mistake| mistake.slug).collect(),
    }
}

#[test]
fn a_value_of_another_type_has_not_the_form() {
    let code = RuleFile::ALL.iter().find(|form| form.name == "code").expect("there are codes");
    let path = root().join("tests/mistakes/minimal/codes/time.toml");
    let text = fs::read_to_string(path).expect("it can be read");
    for (from, to, fault) in [
        ("threshold = 20", "threshold = \"20\"", "/threshold: no integer"),
        ("threshold = 20", "threshold = 200", "/threshold: too much"),
        ("within = \"sentence\"\nunless", "within = \"page\"\nunless", "within: none of"),
        ("support = \"direct\"\n\n[[kind]]", "\n[[kind]]", ": no `support`"),
        ("id = \"time\"\n", "id = \" \"\n", "/id: empty"),
    ] {
        let value: Value = toml::from_str(&text.replacen(from, to, 1)).expect("it is TOML");
        let faults = faults(&value, &schema(code));
        assert!(faults.iter().any(|found| found.contains(fault)), "{to}: {faults:?}");
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn schema(form: &RuleFile) -> Value {
    serde_json::to_value(form.json_schema()).expect("it can be written")
}

fn read(path: &Path) -> Value {
    toml::from_str(&fs::read_to_string(path).expect("it can be read")).expect("it is TOML")
}

/// The rule files in a directory and those in it.
fn files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).expect("the directory is there") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            found.push(path);
        }
    }
    found
}

/// The form of the file at this path: by its name, or that of the directory it stands in.
fn form_of(path: &Path) -> &'static RuleFile {
    let name = path.file_name().and_then(|name| name.to_str()).expect("it has a name");
    let directory = path.parent().and_then(Path::file_name).and_then(|name| name.to_str());
    let in_directory = format!("{}/*.toml", directory.expect("it stands somewhere"));
    let found = RuleFile::ALL.iter().find(|form| form.file == in_directory || form.file == name);
    found.unwrap_or_else(|| unreachable!("no form is that of {}", path.display()))
}

/// Where a value has not the form that a schema asks for. Knows the words that the schemas use.
fn faults(value: &Value, schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    look(value, (schema, schema), "", &mut found);
    found
}

/// Looks at a value, for a schema that is part of a whole one.
fn look(value: &Value, (schema, whole): (&Value, &Value), at: &str, found: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let inner = whole.pointer(name.trim_start_matches('#')).expect("it is defined");
        return look(value, (inner, whole), at, found);
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let fits = |one: &Value| {
            let mut faults = Vec::new();
            look(value, (one, whole), at, &mut faults);
            faults.is_empty()
        };
        if !any.iter().any(fits) {
            found.push(format!("{at}: none of what it may be"));
        }
    }
    let of_type = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64(),
        Some("boolean") => value.is_boolean(),
        _ => true,
    };
    if !of_type {
        found.push(format!("{at}: no {}", schema["type"].as_str().unwrap_or_default()));
        return;
    }
    if schema["enum"].as_array().is_some_and(|all| !all.contains(value)) {
        found.push(format!("{at}: none of {}", schema["enum"]));
    }
    if schema["pattern"].is_string() && value.as_str().is_some_and(|text| text.trim().is_empty()) {
        found.push(format!("{at}: empty"));
    }
    let number = value.as_i64().unwrap_or_default();
    if schema["maximum"].as_i64().is_some_and(|most| number > most) {
        found.push(format!("{at}: too much"));
    }
    if schema["minimum"].as_i64().is_some_and(|least| number < least) {
        found.push(format!("{at}: too little"));
    }
    for (place, entry) in value.as_array().into_iter().flatten().enumerate() {
        look(entry, (&schema["items"], whole), &format!("{at}/{place}"), found);
    }
    if value.is_object() {
        look_at_keys(value, (schema, whole), at, found);
    }
}

fn look_at_keys(
    value: &Value,
    (schema, whole): (&Value, &Value),
    at: &str,
    found: &mut Vec<String>,
) {
    let needs = |schema: &Value, found: &mut Vec<String>| {
        for key in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if value.get(key).is_none() {
                found.push(format!("{at}: no `{key}`"));
            }
        }
    };
    needs(schema, found);
    let mut unmet = Vec::new();
    needs(&schema["if"], &mut unmet);
    if !unmet.is_empty() {
        needs(&schema["else"], found);
    }
    for (key, inner) in value.as_object().into_iter().flatten() {
        let at = format!("{at}/{key}");
        match (&schema["properties"][key], &schema["additionalProperties"]) {
            (Value::Null, Value::Bool(false)) => found.push(format!("{at}: unknown")),
            (Value::Null, rest) => look(inner, (rest, whole), &at, found),
            (known, _) => look(inner, (known, whole), &at, found),
        }
    }
}
