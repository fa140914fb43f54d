//! From the rules as written to the rules as meant.
//!
//! Knows what the names in the files stand for and nothing of how files are read or matched.
//! Invariant: either every mistake of a pack is reported, in one run, or there is none and the
//! [`Codebook`] is sound.

mod care;
mod code;
mod concept;
mod example;
mod finding;
mod indicator;
mod layer;
mod leniency;
mod modifier;
mod names;
mod pack;
mod phrase;
mod response;
mod rule;
mod stack;
mod value;
mod words;

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use crate::check::care::Labels;
use crate::check::layer::{Off, Pile};
pub(crate) use crate::check::leniency::Rigour;
use crate::check::leniency::{LeftOut, Verdict};
use crate::check::names::{Names, sort_by_id};
use crate::check::rule::Home;
pub(crate) use crate::check::stack::{Files, MOST_LAYERS, Missing, Stack};
use crate::check::stack::{Sorted, layer_of, listed};
pub(crate) use crate::check::value::{bounds, values};
use crate::codebook::{self, Code, Codebook, Evidence, History, Layer, Part, Setting, Sign};
use crate::diagnostic::{LoadError, Report};
use crate::pattern::Person;
use crate::schema::fields::Text;
use crate::schema::indicator::Indicators;
use crate::schema::{self, Draft};

/// Checks packs that lie on one another.
pub(crate) fn check(stack: &Stack, rigour: Rigour) -> Result<Codebook, LoadError> {
    let layers = stack.sorted();
    let mut left_out = LeftOut::default();
    loop {
        let (mut codebook, mut report) = read(&layers, stack, &left_out);
        let verdict = match rigour {
            Rigour::Strict => Verdict::Unusable,
            Rigour::Lenient => left_out.judge(&mut report),
        };
        if verdict != Verdict::Again {
            codebook.history.warnings = report.finish()?;
            return Ok(codebook);
        }
    }
}

/// Reads packs that lie on one another, without what is left out. Where a mistake is reported,
/// something stands in the codebook for what is wrong.
fn read<'f>(layers: &'f [Sorted<'f>], stack: &Stack, left_out: &LeftOut) -> (Codebook, Report<'f>) {
    let (files, parts) = listed(layers, stack.missing.is_some());
    let mut report = Report::new(files).leaving_out(left_out.places());
    let mut drafts: Vec<Draft> =
        parts.iter().map(|part| schema::read(*part, &mut report)).collect();
    drafts.iter_mut().take(1).for_each(|lowest| stack.report_missing(lowest, &mut report));
    for draft in &mut drafts {
        schema::limit::curb(draft, &mut report);
        pack::check_versions(draft.pack.as_ref(), &mut report);
    }
    let about: Arc<[Layer]> = layers.iter().zip(&drafts).map(about).collect();
    let mut drafts = drafts.into_iter();
    let mut pile = Pile::new(drafts.next().unwrap_or_default(), &mut report);
    drafts.for_each(|upper| pile.lay(upper));
    let (draft, mut history, off) = pile.settle(&|place| layer_of(&parts, place));
    history.layers = about;
    let names = Names::new(&draft, &mut report);
    history.former = names.former();
    let words = words::check(&draft.words, &mut report);
    let labels = Labels::new(draft.pack.as_ref());
    let mut checker = Checker {
        report,
        names,
        words,
        labels,
        patterns: 0,
        regexes: 0,
        expansions: RefCell::default(),
        persons_missed: Vec::new(),
    };
    let codebook = checker.codebook(&draft, history, &off);
    (codebook, checker.report)
}

/// Which pack a layer is.
fn about(((_, files), draft): (&Sorted<'_>, &Draft)) -> Layer {
    let own = |text: Option<&Text>| text.map(|text| text.value.clone()).unwrap_or_default();
    let pack = draft.pack.as_ref();
    Layer {
        pack: own(pack.and_then(|pack| pack.id.as_ref())),
        version: own(pack.and_then(|pack| pack.version.as_ref())),
        hash: fingerprint(files),
    }
}

/// The fingerprint of packs that lie on one another.
fn fingerprint_of_all(layers: &[Layer]) -> String {
    if let [one] = layers {
        return one.hash.clone();
    }
    let hashes: Vec<&str> = layers.iter().map(|layer| layer.hash.as_str()).collect();
    fingerprint(&[("layers.toml", &hashes.join(" "))])
}

/// What is known while a draft is checked.
struct Checker<'f> {
    report: Report<'f>,
    names: Names,
    words: codebook::Words,
    labels: Labels,
    /// How many patterns were read.
    patterns: usize,
    /// How many regular expressions were read.
    regexes: usize,
    /// What the words of patterns stand for, so that each is looked up once.
    expansions: RefCell<HashMap<String, Vec<String>>>,
    /// The persons that patterns name and `words.toml` does not.
    persons_missed: Vec<Person>,
}

impl Checker<'_> {
    /// The draft as meant. Where a mistake was reported, something stands in for what is wrong.
    fn codebook(&mut self, draft: &Draft, history: History, off: &Off) -> Codebook {
        let shared = draft.behaviours.iter().map(|behaviour| (Home::Shared, behaviour));
        let own = draft.codes.iter().flat_map(|code| {
            code.behaviours.iter().map(|behaviour| (Home::Code(code.id.as_ref()), behaviour))
        });
        let behaviours = sort_by_id(shared.chain(own), |(_, behaviour)| behaviour.id.as_ref());
        let modifiers = sort_by_id(&draft.modifiers, |modifier| modifier.id.as_ref());
        let responses = sort_by_id(&draft.responses, |response| response.id.as_ref());
        self.check_rule_ids(draft);
        let none = Indicators::default();
        let indicators = self.indicators(draft.indicators.as_ref().unwrap_or(&none));
        let mut codes = self.codes(&draft.codes, &behaviours);
        for scale in &indicators.scales {
            codes.iter_mut().skip(scale.code.index()).take(1).for_each(weigh_indicators);
        }
        let mut codebook = Codebook {
            pack: self.pack(draft.pack.as_ref(), fingerprint_of_all(&history.layers)),
            sources: self.sources(draft.sources.as_ref()).into(),
            words: self.words.clone().into(),
            concepts: self.concepts(&draft.concepts).into(),
            modifiers: modifiers.into_iter().map(|modifier| self.modifier(modifier)).collect(),
            codes,
            behaviours: behaviours.into_iter().map(|housed| self.behaviour(housed)).collect(),
            responses: responses.into_iter().map(|response| self.response(response)).collect(),
            findings: self.findings(draft),
            indicators,
            harmless: draft.findings.harmless.iter().map(|one| self.harmless(one)).collect(),
            fades: draft.findings.fades.iter().map(|one| self.fading(draft, one)).collect(),
            lasts: draft.findings.lasts.iter().map(|one| self.lasting(one)).collect(),
            one_offs: draft.findings.one_offs.iter().map(|one| self.one_off(one)).collect(),
            scope: self.scope(draft.scope.as_ref()),
            history,
        };
        let stays = |part, id: &String| !off.contains(&(part, id.clone()));
        codebook.responses.retain(|response| stays(Part::Response, &response.id));
        codebook.findings.retain(|finding| stays(Part::Finding, &finding.id));
        codebook
    }
}

/// Adds to a code the piece of evidence that its indicators are together.
fn weigh_indicators(code: &mut Code) {
    code.evidence.push(Evidence {
        id: format!("{}.indicators", code.id),
        sign: Sign::Indicators,
        kind: None,
        when: Setting::default(),
        points: 0,
        reason: None,
    });
    code.evidence.sort_by(|a, b| (&a.id, a.kind).cmp(&(&b.id, b.kind)));
}

/// The FNV-1a hash, in 64 bits, of all paths and contents, with line ends made equal.
fn fingerprint(files: &[(&str, &str)]) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut feed = |byte: u8| {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    };
    for (path, content) in files.iter().filter(|(path, _)| schema::is_toml(path)) {
        path.bytes().chain([0]).for_each(&mut feed);
        let mut bytes = content.bytes().chain([0]).peekable();
        while let Some(byte) = bytes.next() {
            if byte != b'\r' || bytes.peek() != Some(&b'\n') {
                feed(byte);
            }
        }
    }
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    #[test]
    fn line_ends_do_not_change_the_fingerprint() {
        assert_eq!(
            fingerprint(&[("pack.toml", "a = 1\r\nb = 2\r\n")]),
            fingerprint(&[("pack.toml", "a = 1\nb = 2\n")])
        );
    }

    #[test]
    fn a_file_that_moves_changes_the_fingerprint() {
        assert_ne!(fingerprint(&[("codes/a.toml", "")]), fingerprint(&[("codes/b.toml", "")]));
        assert_ne!(fingerprint(&[("a.toml", "b")]), fingerprint(&[("a.toml", "c")]));
    }
}
