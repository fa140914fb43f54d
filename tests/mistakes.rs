//! What is told of each kind of mistake in the rules?
//!
//! Every case is one small change to the sound pack in `mistakes/minimal`, and a golden file under
//! the name of the mistake. `PUSHBACK_ACCEPT=1` writes what is told now; read it before you commit.

#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by failing"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use pushback::{Codebook, LoadError};

/// Path and content.
type Files = BTreeMap<String, String>;

/// Path, what stands there, and what is put in its place.
type Change = (&'static str, &'static str, &'static str);

/// One change for each kind of mistake that a change to a line can make.
#[rustfmt::skip]
const CASES: &[(&str, Change)] = &[
    ("toml-syntax", ("codes/time.toml", "threshold = 20\n", "threshold = \n")),
    ("not-utf8", ("pack.toml", "A pack", "A p\u{FFFD}ck")),
    ("unknown-key", ("codes/time.toml", "definition = \"The", "defintion = \"The")),
    ("missing-key", ("behaviours/attendance.toml", "title = \"missed a session\"\n", "")),
    ("wrong-type", ("codes/dismissal.toml", "points = 20", "points = \"20\"")),
    ("empty-text", ("words.toml", "\"just\"", "\" \"")),
    ("bad-id", ("codes/time.toml", "id = \"no_time\"", "id = \"No time\"")),
    ("duplicate-id", ("codes/dismissal.toml", "coaching_is_for_losers", "no_time")),
    ("reserved-name", ("lexicon/coaching.toml", "id = \"number\"", "id = \"me\"")),
    ("unknown-concept", ("codes/dismissal.toml", "{coaching} be~", "{coachng} be~")),
    ("unknown-modifier", ("codes/dismissal.toml", "carries = [\"adopted\"]", "carries = [\"adpoted\"]")),
    ("unknown-behaviour", ("codes/time.toml", "behaviour = \"session_missed\"", "behaviour = \"meal_missed\"")),
    ("unknown-code", ("codes/time.toml", "standing = [\"dismissal\"]", "standing = [\"dismisal\"]")),
    ("unknown-document", ("sources.toml", "document = \"book\"", "document = \"boook\"")),
    ("unknown-source", ("codes/time.toml", "threshold = 20\nsource = \"book#time\"", "threshold = 20\nsource = \"book#tome\"")),
    ("unknown-kind", ("behaviours/attendance.toml", "kind = \"genuine\"", "kind = \"real\"")),
    ("unknown-value", ("codes/time.toml", "stage = [\"contracting\"]", "stage = [\"contractng\"]")),
    ("unknown-schema", ("pack.toml", "schema = 1", "schema = 2")),
    ("empty-pattern", ("codes/time.toml", "\"don't have .. time\"", "\"[some] [time]\"")),
    ("nested-too-deep", ("codes/time.toml", "\"don't have .. time\"", "\"((((((((((no))))))))))\"")),
    ("unclosed-bracket", ("codes/time.toml", "\"don't have .. time\"", "\"don't have (time\"")),
    ("stray-bracket", ("codes/time.toml", "\"don't have .. time\"", "\"don't have time)\"")),
    ("empty-alternative", ("codes/time.toml", "\"don't have .. time\"", "\"don't have (time|)\"")),
    ("gap-at-edge", ("codes/time.toml", "\"don't have .. time\"", "\"don't have ..\"")),
    ("impossible-gap", ("codes/time.toml", "\"don't have .. time\"", "\"don't have ..60 time\"")),
    ("not-a-word", ("codes/time.toml", "\"don't have .. time\"", "\"don't have time ?\"")),
    ("person-without-words", ("codes/time.toml", "\"don't have .. time\"", "\"{my} time is short\"")),
    ("bad-regex", ("scope.toml", "'harm(ing)? myself'", "'harm(?=ing)'")),
    ("gap-in-term", ("lexicon/coaching.toml", "[\"session\"]", "[\"session .. today\"]")),
    ("concept-cycle", ("lexicon/coaching.toml", "[\"session\"]", "[\"session of {coaching}\"]")),
    ("not-one-word", ("words.toml", "\"Monday\"", "\"Easter Monday\"")),
    ("rule-without-condition", ("scope.toml", "regex = 'harm(ing)? myself'\n", "")),
    ("points-without-code", ("behaviours/attendance.toml", "support = \"practice\"", "support = \"practice\"\npoints = 5")),
    ("points-change-sign", ("codes/dismissal.toml", "points = 12", "points = -12")),
    ("misplaced-key", ("modifiers.toml", "effect = \"suppress\"", "effect = \"suppress\"\npoints = -4")),
    ("missing-example", ("codes/time.toml", "silent = [\"We have time.\"]\n", "")),
    ("missing-marks", ("codes/dismissal.toml", "<Coaching is for losers>", "Coaching is for losers")),
    ("marks-in-silent", ("codes/time.toml", "\"We have time.\"", "\"We have <time>.\"")),
    ("bad-marks", ("codes/time.toml", "We <don't have the time>", "We <don't have the time")),
    ("kills-nothing", ("modifiers.toml", "kills = \"coaching is for losers\"", "kills = \"coaching\"")),
    ("contrast-with-itself", ("codes/dismissal.toml", "with = \"time\"", "with = \"dismissal\"")),
    ("culture-adds", ("codes/dismissal.toml", "points = -4", "points = 4")),
    ("evidence-sort", ("codes/time.toml", "standing = [\"dismissal\"]", "standing = [\"dismissal\"]\nfamily = 1")),
    ("standing-without-kind", ("codes/time.toml", "kind = \"proxy\"\n", "")),
    ("duplicate-evidence", ("behaviours/attendance.toml", "points = 4 }", "points = 4 }, { code = \"time\", kind = \"genuine\", points = 2 }")),
    ("out-of-range", ("codes/time.toml", "points = 14", "points = 140")),
    ("tells-nothing", ("indicators.toml", "\"poor man\" = { dismissal = 3 }", "\"poor man\" = {}")),
    ("missing-scale", ("indicators.toml", "\"poor man\" = { dismissal = 3 }", "\"poor man\" = { time = 3 }")),
    ("not-plain-words", ("indicators.toml", "\"poor man\"", "\"poor .. man\"")),
    ("tells-of-the-person", ("indicators.toml", "\"poor man\"", "\"she says\"")),
    ("unknown-response", ("findings.toml", "response = [\"weigh_cost\"]", "response = [\"weigh_cots\"]")),
    ("unknown-finding", ("responses.toml", "stance = [\"mixed\"]", "finding = \"gnoe\"")),
    ("finding-course", ("findings.toml", "[finding.repeats]\n", "[finding.shift]\nfrom = { code = [\"time\"] }\nto = { code = [\"dismissal\"] }\n\n[finding.repeats]\n")),
    ("empty-clue", ("findings.toml", "{ response = [\"weigh_cost\"] }", "{ times = 2 }")),
    ("empty-occasion", ("responses.toml", "family = \"resistance\"\nat_least = 2\n", "stage = [\"late\"]\n")),
    ("engine-too-old", ("pack.toml", "schema = 1\n", "schema = 1\nmin_engine = \"99.0\"\n")),
    ("too-many-things", ("words.toml", "\"do not\"", "\"do not do not do not do not do not do not do not do not do not do not do not\"")),
    ("labels-a-person", ("responses.toml", "Making little of it.", "Calling them Uncoachable.")),
];

/// A kind of mistake that takes more than a change to a line, and how it is made.
type Making = (&'static str, fn(&mut Files));

const MAKINGS: &[Making] = &[
    ("missing-file", without_scope),
    ("unknown-file", with_misspelt_file),
    ("file-too-large", with_large_file),
    ("too-many-patterns", with_many_terms),
    ("pattern-too-long", with_long_term),
    ("text-too-long", with_long_text),
    ("line-too-long", with_long_line),
    ("pack-too-large", with_many_files),
    ("concepts-too-deep", with_a_tower),
];

/// A kind of mistake that a pack on top of the small one can make, and its `layer.toml`.
#[rustfmt::skip]
const LAYERS: &[(&str, &str)] = &[
    ("unknown-rule", "[[disable.rule]]\nid = \"time.no_tiem\"\nreason = \"We are paid by the hour.\"\n"),
    ("unknown-evidence", "[[override.behaviour]]\nid = \"no_time\"\nevidence = [{ code = \"dismissal\", points = 2 }]\nreason = \"It is meant so.\"\n"),
    ("unknown-setting", "[[override.setting]]\nid = \"hitn\"\nvalue = 40\nreason = \"We want to see more.\"\n"),
    ("unknown-term", "[[disable.concept]]\nid = \"session\"\nterms = [\"sesion\"]\nreason = \"Here it is a court's.\"\n"),
    ("scope-stays", "[[disable.rule]]\nid = \"scope.harm\"\nreason = \"We do not want to know.\"\n"),
    ("changes-nothing", "[[override.code]]\nid = \"time\"\nreason = \"It should be otherwise.\"\n"),
];

/// A kind of mistake of packs that do not lie as they should, and how it is made and told.
type Telling = (&'static str, fn() -> String);

const PILES: &[Telling] = &[
    ("layer-on-nothing", layer_on_nothing),
    ("unknown-layer", unknown_layer),
    ("too-many-layers", many_layers),
    ("layer-cycle", layers_in_a_circle),
];

#[test]
fn the_minimal_pack_has_no_mistake() {
    assert_eq!(told(&minimal()), "");
}

#[test]
fn every_mistake_is_told_as_agreed() {
    let mut failures = Vec::new();
    for (slug, told) in cases() {
        assert!(told.contains(&format!("error[{slug}]: ")), "{slug} is not told, but:\n{told}");
        let golden = directory().join(format!("{slug}.golden"));
        if std::env::var("PUSHBACK_ACCEPT").is_ok_and(|accept| accept == "1") {
            fs::write(&golden, &told).expect("golden files can be written");
        } else if fs::read_to_string(&golden).unwrap_or_default().replace("\r\n", "\n") != told {
            failures
                .push(format!("{slug} is told otherwise than in {}:\n{told}", golden.display()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn twenty_mistakes_are_told_in_one_run() {
    let mut files = minimal();
    let mut expected = BTreeSet::new();
    for (slug, wrong) in CASES.iter().filter(|(slug, _)| !HIDING.contains(slug)) {
        let (path, from, _) = wrong;
        // Some cases change the same words; the first of them will do.
        if files.get(*path).is_some_and(|content| content.matches(from).count() == 1) {
            change(&mut files, *wrong);
            expected.insert(*slug);
        }
    }
    assert!(expected.len() >= 20, "{expected:?}");
    let told = slugs(&files);
    let missing: Vec<_> = expected.into_iter().filter(|slug| !told.contains(*slug)).collect();
    assert!(missing.is_empty(), "not told: {missing:?}; told: {told:?}");
}

/// Mistakes beside which others cannot be seen.
const HIDING: &[&str] =
    &["toml-syntax", "unknown-document", "wrong-type", "bad-id", "unknown-kind"];

#[test]
fn a_broken_file_neither_hides_nor_causes_mistakes_elsewhere() {
    let mut files = minimal();
    change(&mut files, ("lexicon/coaching.toml", "id = \"coaching\"", "id = coaching"));
    change(&mut files, ("codes/time.toml", "points = 14", "points = 140"));
    assert_eq!(Vec::from_iter(slugs(&files)), ["out-of-range", "toml-syntax"]);
}

#[test]
fn a_broken_file_does_not_excuse_names_of_another_sort() {
    let mut files = minimal();
    change(&mut files, ("lexicon/coaching.toml", "id = \"coaching\"", "id = coaching"));
    change(&mut files, ("codes/dismissal.toml", "[\"adopted\"]", "[\"adpoted\"]"));
    assert_eq!(Vec::from_iter(slugs(&files)), ["toml-syntax", "unknown-modifier"]);
}

#[test]
fn the_order_of_files_changes_nothing() {
    let files = minimal();
    let forwards = Codebook::from_files(files.clone()).expect("the minimal pack is sound");
    let backwards = Codebook::from_files(files.into_iter().rev()).expect("so it is backwards");
    assert_eq!(format!("{forwards:?}"), format!("{backwards:?}"));
}

#[test]
fn a_directory_reads_like_the_same_files_in_memory() {
    let directory = directory().join("minimal");
    let loaded = Codebook::load(directory).expect("the minimal pack is sound");
    let given = Codebook::from_files(minimal()).expect("the minimal pack is sound");
    assert_eq!(loaded.pack().hash, given.pack().hash);
}

#[test]
fn a_directory_that_is_not_there_is_named() {
    let error = Codebook::load("no/such/rules").expect_err("there is none");
    assert!(matches!(error, LoadError::Unreadable { .. }));
    assert!(error.to_string().starts_with("cannot read `no/such/rules`: "), "{error}");
}

#[test]
fn a_file_that_is_given_twice_is_told() {
    let twice = minimal().into_iter().chain(minimal());
    let error = Codebook::from_files(twice).expect_err("every file is there twice");
    assert!(error.mistakes().iter().any(|mistake| mistake.slug == "duplicate-file"), "{error}");
}

#[test]
fn mistakes_come_in_the_order_of_the_files_with_their_places_inside_them() {
    let mut files = minimal();
    for (_, wrong) in CASES.iter().filter(|(slug, _)| !HIDING.contains(slug)) {
        let (path, from, _) = wrong;
        if files.get(*path).is_some_and(|content| content.matches(from).count() == 1) {
            change(&mut files, *wrong);
        }
    }
    let error = Codebook::from_files(files.clone()).expect_err("there are many mistakes");
    let places: Vec<_> =
        error.mistakes().iter().map(|found| (&found.file, found.line, found.column)).collect();
    assert!(places.is_sorted(), "{places:?}");
    for mistake in error.mistakes() {
        let content = files.get(&mistake.file).expect("the file is one of the pack");
        assert!(content.get(mistake.span.range()).is_some(), "{mistake}");
    }
}

#[test]
fn a_file_that_breaks_off_anywhere_is_told_and_no_more() {
    let sound = minimal();
    for (path, content) in &sound {
        for at in (0..content.len()).filter(|at| content.is_char_boundary(*at)) {
            let mut files = sound.clone();
            files.insert(path.clone(), content.split_at(at).0.to_owned());
            // Whether it is sound by chance does not matter: it must come to an end.
            let _ = Codebook::from_files(files);
        }
    }
}

#[test]
fn every_kind_of_mistake_has_a_case_and_every_golden_file_a_kind() {
    let cases: BTreeSet<String> = cases().into_iter().map(|(slug, _)| slug.to_owned()).collect();
    let golden: BTreeSet<String> = fs::read_dir(directory())
        .expect("the golden files are there")
        .filter_map(|entry| {
            entry.ok()?.file_name().to_str()?.strip_suffix(".golden").map(str::to_owned)
        })
        .collect();
    assert_eq!(cases, golden);
    let slug = regex::Regex::new("\"([a-z]+(?:-[a-z0-9]+)+)\"").expect("a sound expression");
    for file in sources() {
        let source = fs::read_to_string(&file).expect("the sources are there");
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        for found in slug.captures_iter(source).filter_map(|found| found.get(1)) {
            let told = cases.contains(found.as_str()) || found.as_str() == "duplicate-file";
            assert!(told, "{} tells `{}`, which has no case", file.display(), found.as_str());
        }
    }
}

/// The files of the library that tell of mistakes.
fn sources() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![root.join("pattern.rs"), root.join("schema.rs"), root.join("check.rs")];
    for directory in ["schema", "check", "check/layer"] {
        let entries = fs::read_dir(root.join(directory)).expect("the sources are there");
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        files.extend(paths.filter(|path| path.is_file()));
    }
    files
}

/// Every kind of mistake, and what is told of it.
fn cases() -> Vec<(&'static str, String)> {
    let small = CASES.iter().map(|(slug, wrong)| {
        let mut files = minimal();
        change(&mut files, *wrong);
        (*slug, told(&files))
    });
    let large = MAKINGS.iter().map(|(slug, make)| {
        let mut files = minimal();
        make(&mut files);
        (*slug, told(&files))
    });
    let layers = LAYERS.iter().map(|(slug, layer)| {
        let upper = upper("minimal", &[("layer.toml", layer)]);
        (*slug, told_of(Codebook::from_layers([list(minimal()), upper])))
    });
    let piles = PILES.iter().map(|(slug, told)| (*slug, told()));
    small.chain(large).chain(layers).chain(piles).collect()
}

/// The files of a pack that lies on another.
fn upper(below: &str, files: &[(&str, &str)]) -> Vec<(String, String)> {
    let pack = format!(
        "schema = 1\nid = \"ours\"\nversion = \"1\"\ntitle = \"Ours\"\nextends = \"{below}\"\n"
    );
    let own = files.iter().map(|(path, content)| ((*path).to_owned(), (*content).to_owned()));
    std::iter::once(("pack.toml".to_owned(), pack)).chain(own).collect()
}

fn list(files: Files) -> Vec<(String, String)> {
    files.into_iter().collect()
}

fn layer_on_nothing() -> String {
    let mut files = minimal();
    let layer = "[[disable.rule]]\nid = \"time.no_time\"\nreason = \"It is mine.\"\n";
    files.insert("layer.toml".to_owned(), layer.to_owned());
    told(&files)
}

fn unknown_layer() -> String {
    told_of(Codebook::from_files(upper("core-eng", &[("words.toml", "transparent = [\"na\"]\n")])))
}

fn many_layers() -> String {
    let uppers = (0..20).map(|_| upper("minimal", &[]));
    told_of(Codebook::from_layers(std::iter::once(list(minimal())).chain(uppers)))
}

fn layers_in_a_circle() -> String {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mistakes-circle");
    for (pack, below) in [("ours", "../theirs"), ("theirs", "../ours")] {
        fs::create_dir_all(root.join(pack)).expect("it can be made");
        for (path, content) in upper(below, &[]) {
            fs::write(root.join(pack).join(path), content).expect("it can be written");
        }
    }
    told_of(Codebook::load(root.join("ours")))
}

fn with_long_text(files: &mut Files) {
    let text = "\"on and on \"".replace("on and on ", &"on and ".repeat(40));
    change(files, ("words.toml", "\"just\"", &text));
}

fn with_long_line(files: &mut Files) {
    let line = format!("# {}\nid = \"time\"\nfamily", "very ".repeat(4000));
    change(files, ("codes/time.toml", "id = \"time\"\nfamily", &line));
}

fn with_many_files(files: &mut Files) {
    files.extend((0..2000).map(|number| (format!("lexicon/{number}.toml"), String::new())));
}

fn with_a_tower(files: &mut Files) {
    let mut tower = "field = \"tower\"\nabout = \"a tower\"\n".to_owned();
    for floor in 0..40 {
        let above = floor + 1;
        let concept =
            format!("id = \"floor_{floor}\"\nmeans = \"x\"\nterms = [\"up {{floor_{above}}}\"]");
        tower.push_str("\n[[concept]]\n");
        tower.push_str(&concept);
        tower.push('\n');
    }
    tower += "\n[[concept]]\nid = \"floor_40\"\nmeans = \"x\"\nterms = [\"roof\"]\n";
    files.insert("lexicon/tower.toml".to_owned(), tower);
}

fn without_scope(files: &mut Files) {
    files.remove("scope.toml");
}

fn with_misspelt_file(files: &mut Files) {
    files.insert("respones.toml".to_owned(), String::new());
}

fn with_large_file(files: &mut Files) {
    files.insert("codes/large.toml".to_owned(), "#".repeat(5 << 20));
}

fn with_many_terms(files: &mut Files) {
    let terms = "\"session\",\n".repeat(100_001);
    change(files, ("lexicon/coaching.toml", "[\"session\"]", &format!("[\n{terms}]")));
}

fn with_long_term(files: &mut Files) {
    let term = "very ".repeat(300);
    change(files, ("lexicon/coaching.toml", "[\"session\"]", &format!("[\"{term}long\"]")));
}

fn change(files: &mut Files, (path, from, to): (&str, &str, &str)) {
    let content = files.get_mut(path).unwrap_or_else(|| panic!("there is no {path}"));
    assert_eq!(content.matches(from).count(), 1, "`{from}` stands once in {path}");
    *content = content.replacen(from, to, 1);
}

/// All that is told of a pack; empty where it is sound.
fn told(files: &Files) -> String {
    told_of(Codebook::from_files(files.clone()))
}

fn told_of(loaded: Result<Codebook, LoadError>) -> String {
    match loaded {
        Ok(_) => String::new(),
        Err(error) => format!("{error}\n"),
    }
}

fn slugs(files: &Files) -> BTreeSet<&'static str> {
    let error = Codebook::from_files(files.clone()).err();
    error.iter().flat_map(LoadError::mistakes).map(|mistake| mistake.slug).collect()
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes")
}

fn minimal() -> Files {
    let root = directory().join("minimal");
    let mut files = Files::new();
    for directory in ["", "lexicon/", "behaviours/", "codes/"] {
        for entry in fs::read_dir(root.join(directory)).expect("the minimal pack is there") {
            let path = entry.expect("its files can be listed").path();
            if let (true, Some(name)) =
                (path.is_file(), path.file_name().and_then(|name| name.to_str()))
            {
                let content = fs::read_to_string(&path).expect("its files can be read");
                files.insert(format!("{directory}{name}"), content.replace("\r\n", "\n"));
            }
        }
    }
    files
}
