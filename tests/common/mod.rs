//! What several tests share: the trial pack, and a look at what an assessment says.

#![allow(dead_code, reason = "no test uses everything")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by failing"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use pushback::{Assessment, Classifier, Codebook, Observation, Span};

/// Path and content.
pub(crate) type Files = BTreeMap<String, String>;

/// The directory of the tests.
pub(crate) fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// The files of a pack under `tests`.
pub(crate) fn files_of(pack: &str) -> Files {
    let root = tests().join(pack);
    let mut files = Files::new();
    for directory in ["", "lexicon/", "behaviours/", "codes/"] {
        for entry in fs::read_dir(root.join(directory)).expect("the pack is there") {
            let path = entry.expect("its files can be listed").path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if path.is_file() {
                let content = fs::read_to_string(&path).expect("its files can be read");
                files.insert(format!("{directory}{name}"), content.replace("\r\n", "\n"));
            }
        }
    }
    files
}

/// A classifier of the trial pack.
pub(crate) fn trial() -> Classifier {
    let codebook = Codebook::from_files(files_of("trial"));
    Classifier::new(codebook.expect("the trial pack is sound"))
}

/// The names of the codes that stand, strongest first.
pub(crate) fn codes(assessment: &Assessment) -> Vec<&str> {
    assessment.codes.iter().map(|code| code.code.as_str()).collect()
}

/// The words that a rule took for evidence, whatever the code.
pub(crate) fn shown<'t>(assessment: &Assessment, rule: &str, text: &'t str) -> Vec<&'t str> {
    let of_rule = assessment.behaviours.iter().filter(|found| found.rule == rule);
    of_rule.filter_map(|found| Some(words(found.span?, text))).collect()
}

/// What was withheld of a rule: by what, and the words of the cue.
pub(crate) fn withheld<'t>(
    assessment: &Assessment,
    rule: &str,
    text: &'t str,
) -> Vec<(String, Option<&'t str>)> {
    let of_rule = assessment.suppressed.iter().filter(|found| found.rule == rule);
    of_rule.map(|found| (found.by.clone(), found.cue.map(|cue| words(cue, text)))).collect()
}

/// The words of a span.
pub(crate) fn words(span: Span, text: &str) -> &str {
    text.get(span.range()).expect("a span lies on character boundaries inside the text")
}

/// Every span of an assessment of a single observation.
pub(crate) fn spans(assessment: &Assessment) -> Vec<Span> {
    let findings = assessment.codes.iter().chain(&assessment.hints);
    let mut spans: Vec<Span> =
        findings.flat_map(|code| &code.evidence).filter_map(|evidence| evidence.span).collect();
    spans.extend(assessment.behaviours.iter().filter_map(|found| found.span));
    for found in &assessment.suppressed {
        spans.push(found.span);
        spans.extend(found.cue);
    }
    spans.extend(assessment.outside_scope.iter().map(|outside| outside.span));
    spans
}

/// The texts of the examples of all rules, with who speaks.
pub(crate) fn example_texts(codebook: &Codebook) -> Vec<Observation> {
    let of_behaviours = codebook.behaviours().iter().flat_map(|behaviour| &behaviour.rules);
    let rules = of_behaviours.chain(&codebook.scope().rules);
    let of_rules = rules.flat_map(|rule| &rule.examples);
    let examples = of_rules.chain(codebook.modifiers().iter().flat_map(|found| &found.examples));
    examples
        .map(|example| Observation {
            speaker: Some(example.speaker),
            text: example.text.clone(),
            ..Observation::default()
        })
        .collect()
}

/// Random numbers that are the same on every run: a multiplicative generator of 64 bits (PCG's
/// multiplier, the high half as output).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(2).wrapping_add(1))
    }

    /// A number below `sides`; 0 where there are none.
    pub(crate) fn throw(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let high = u32::try_from(self.0 >> 32).unwrap_or_default();
        (high as usize).checked_rem(sides).unwrap_or_default()
    }

    /// One of these.
    pub(crate) fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        from.get(self.throw(from.len())).expect("there is something to pick from")
    }

    /// In another order.
    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.throw(last + 1));
        }
    }
}

/// Copies the files of a directory over those of another.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a directory can be made");
    for entry in fs::read_dir(from).expect("the directory is there") {
        let entry = entry.expect("its files can be listed");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).expect("its files can be copied");
        }
    }
}
