//! A line of JSON as an observation or a case with its labels.
//!
//! Knows nothing of what will be found. Invariant: no label goes into what is assessed, and every
//! label is one that the rules know.

use std::collections::{BTreeMap, BTreeSet};

use pushback::codebook::Code;
use pushback::{Case, Codebook, Observation, Reading};

use crate::fault::{Fault, nearest};
use crate::object::{Entry, Object, Value};
use crate::record;
use crate::table::plain;

/// What a labelled line says.
#[derive(Debug)]
pub(crate) struct Labelled {
    /// The caller's name for it.
    pub(crate) id: Option<String>,
    pub(crate) content: Content,
}

/// What is to be assessed, and how it is labelled.
#[derive(Debug)]
pub(crate) enum Content {
    Text(Observation, TextLabels),
    Case(Case, CaseLabels),
}

/// The labels of an observation.
#[derive(Clone, Debug, Default)]
pub(crate) struct TextLabels {
    /// The codes; nothing where the line does not say, which is taken for none.
    pub(crate) codes: Option<BTreeSet<String>>,
    /// The kind of a code, by code.
    pub(crate) kinds: BTreeMap<String, String>,
    /// The behaviours that the text shows, where they are labelled.
    pub(crate) behaviours: Option<BTreeSet<String>>,
    /// What sort of text it is.
    pub(crate) register: Option<String>,
    /// What makes it hard.
    pub(crate) hard: Vec<String>,
    /// What the two texts of a minimal pair share, but for a last `a` or `b`.
    pub(crate) pair: Option<String>,
    /// What makes the difference in a pair.
    pub(crate) difference: Option<String>,
}

/// The labels of a case. What is not given is not measured.
#[derive(Clone, Debug, Default)]
pub(crate) struct CaseLabels {
    pub(crate) codes: Option<BTreeSet<String>>,
    /// The kind of a code, by code.
    pub(crate) kinds: BTreeMap<String, String>,
    pub(crate) stance: Option<Reading>,
    pub(crate) findings: Option<BTreeSet<String>>,
    /// Responses that suit.
    pub(crate) responses_any: BTreeSet<String>,
    /// Responses that must not be offered.
    pub(crate) responses_not: BTreeSet<String>,
}

impl Labelled {
    /// Reads a line; `codebook` says which labels there are.
    pub(crate) fn of_line(line: &str, codebook: &Codebook) -> Result<Self, Fault> {
        let object = Object::of_line(line)?;
        let given = object.entry("id").filter(|entry| !entry.value.is_null());
        let id = given.map(|entry| plain(entry.value.raw.get()));
        let content = if object.entry("observations").is_some() {
            case(object, codebook)?
        } else {
            text(object, codebook)?
        };
        Ok(Self { id, content })
    }
}

fn text(object: Object<'_>, codebook: &Codebook) -> Result<Content, Fault> {
    let has_text = object.entry("text").is_some_and(|entry| !entry.value.is_null());
    let mut labels = TextLabels::default();
    let mut kinds = Vec::new();
    let mut entries = Vec::new();
    for entry in object.entries {
        let value = entry.value;
        match &*entry.key {
            // Beside a text, behaviours are what it is labelled to show; to send them along would
            // be to give the answer away.
            "behaviours" if has_text => {
                if !value.is_null() {
                    let read = record::behaviours(value, codebook)?;
                    labels.behaviours = Some(read.into_iter().collect());
                }
            }
            key if record::OBSERVATION.contains(&key) => entries.push(entry),
            _ if value.is_null() => {}
            "codes" => labels.codes = Some(codes(value, codebook)?),
            "register" => labels.register = Some(value.text("`register`")?),
            "hard" if value.is_text() => {
                let hard = value.text("`hard`")?;
                labels.hard = (!hard.is_empty()).then_some(hard).into_iter().collect();
            }
            "hard" => labels.hard = texts(value, "`hard`")?.collect::<Result<_, _>>()?,
            "pair" => labels.pair = Some(value.text("`pair`")?),
            "difference" => labels.difference = Some(value.text("`difference`")?),
            "gold" => {
                let help = "labels of a single observation stand beside its text";
                return Err(
                    Fault::new("unknown-key", "`gold` without `observations`", help).at(entry.at)
                );
            }
            key => match of_kind(key, codebook) {
                Some(code) => kinds.push((code, entry)),
                None => remark(&entry, codebook)?,
            },
        }
    }
    labels.kinds = read_kinds(kinds, labels.codes.as_ref())?;
    let observation = record::observation(&Object { entries }, codebook)?;
    Ok(Content::Text(observation, labels))
}

fn case(object: Object<'_>, codebook: &Codebook) -> Result<Content, Fault> {
    let mut labels = None;
    let mut entries = Vec::new();
    for entry in object.entries {
        match &*entry.key {
            "gold" => labels = Some(case_labels(entry.value, codebook)?),
            key if record::CASE.contains(&key) || record::OBSERVATION.contains(&key) => {
                entries.push(entry);
            }
            key if key == "codes" || of_kind(key, codebook).is_some() => {
                let message = format!("`{key}` stands beside `observations`");
                let help = "the labels of a case belong under `gold`";
                return Err(Fault::new("unknown-key", message, help).at(entry.at));
            }
            key => {
                if let Some(near) = nearest(key, &["gold", "context", "observations"]) {
                    return Err(slip(&entry, near));
                }
            }
        }
    }
    let case = record::case(&Object { entries }, codebook)?;
    let labels = labels.ok_or_else(|| {
        let help = "give its labels under `gold`: `codes`, `stance`, `findings` and the like";
        Fault::new("no-labels", "a case without `gold`", help)
    })?;
    Ok(Content::Case(case, labels))
}

fn case_labels(value: Value<'_>, codebook: &Codebook) -> Result<CaseLabels, Fault> {
    let mut labels = CaseLabels::default();
    let mut kinds = Vec::new();
    for entry in value.object("`gold`")?.entries {
        let value = entry.value;
        match &*entry.key {
            _ if value.is_null() => {}
            "codes" => labels.codes = Some(codes(value, codebook)?),
            "stance" => labels.stance = Some(stance(value)?),
            "findings" => {
                labels.findings = Some(texts(value, "`findings`")?.collect::<Result<_, _>>()?);
            }
            "responses_any" => labels.responses_any = responses(value, codebook)?,
            "responses_not" => labels.responses_not = responses(value, codebook)?,
            key => {
                let code = of_kind(key, codebook).ok_or_else(|| unknown_label(&entry, codebook))?;
                kinds.push((code, entry));
            }
        }
    }
    labels.kinds = read_kinds(kinds, labels.codes.as_ref())?;
    Ok(labels)
}

/// The code whose kind is labelled under this key: `time_kind` for `time`.
fn of_kind<'c>(key: &str, codebook: &'c Codebook) -> Option<&'c Code> {
    let code = codebook.code(key.strip_suffix("_kind")?)?;
    (!code.kinds.is_empty()).then_some(code)
}

/// The keys under which kinds are labelled.
fn kind_keys(codebook: &Codebook) -> Vec<String> {
    let with_kinds = codebook.codes().iter().filter(|code| !code.kinds.is_empty());
    with_kinds.map(|code| format!("{}_kind", code.id)).collect()
}

fn read_kinds(
    labelled: Vec<(&Code, Entry<'_>)>,
    codes: Option<&BTreeSet<String>>,
) -> Result<BTreeMap<String, String>, Fault> {
    let mut kinds = BTreeMap::new();
    for (code, entry) in labelled {
        let found = entry.value.text(&format!("`{}`", entry.key))?;
        let known = code.kinds.iter().map(|kind| kind.id.as_str());
        let known: Vec<&str> = known.chain([UNDETERMINED]).collect();
        if !known.contains(&&*found) {
            let fault = Fault::unknown("unknown-kind", "kind", &found, &known);
            return Err(fault.at(entry.value.at()));
        }
        if !codes.is_some_and(|codes| codes.contains(&code.id)) {
            let message =
                format!("`{}` is given and `{}` is not among `codes`", entry.key, code.id);
            let help = "add the code, or leave its kind out";
            return Err(Fault::new("kind-without-code", message, help).at(entry.at));
        }
        kinds.insert(code.id.clone(), found);
    }
    Ok(kinds)
}

fn unknown_label(entry: &Entry<'_>, codebook: &Codebook) -> Fault {
    let kinds = kind_keys(codebook);
    let known: Vec<&str> = GOLD.iter().copied().chain(kinds.iter().map(String::as_str)).collect();
    Fault::unknown("unknown-key", "key", &entry.key, &known).at(entry.at)
}

/// A key that is no label: a remark of the labeller, unless it looks like a slip.
fn remark(entry: &Entry<'_>, codebook: &Codebook) -> Result<(), Fault> {
    let kinds = kind_keys(codebook);
    let known = TEXT.iter().chain(record::OBSERVATION).copied();
    let known: Vec<&str> = known.chain(kinds.iter().map(String::as_str)).collect();
    nearest(&entry.key, &known).map_or(Ok(()), |near| Err(slip(entry, near)))
}

fn slip(entry: &Entry<'_>, near: &str) -> Fault {
    Fault::unknown("unknown-key", "key", &entry.key, &[near]).at(entry.at)
}

fn codes(value: Value<'_>, codebook: &Codebook) -> Result<BTreeSet<String>, Fault> {
    let known: Vec<&str> = codebook.codes().iter().map(|code| code.id.as_str()).collect();
    names(value, "`codes`", ("unknown-code", "code"), &known)
}

fn responses(value: Value<'_>, codebook: &Codebook) -> Result<BTreeSet<String>, Fault> {
    let known: Vec<&str> = codebook.responses().iter().map(|item| item.id.as_str()).collect();
    names(value, "a list of responses", ("unknown-response", "response"), &known)
}

fn stance(value: Value<'_>) -> Result<Reading, Fault> {
    let found = value.text("`stance`")?;
    READINGS.into_iter().find(|reading| reading.name() == found).ok_or_else(|| {
        let known = READINGS.map(Reading::name);
        Fault::unknown("unknown-stance", "stance", &found, &known).at(value.at())
    })
}

/// A list of names that are all known.
fn names(
    value: Value<'_>,
    list: &str,
    (slug, what): (&'static str, &str),
    known: &[&str],
) -> Result<BTreeSet<String>, Fault> {
    let values = value.list(list)?;
    let read = values.into_iter().map(|value| {
        let found = value.text(&format!("a {what}"))?;
        if known.contains(&&*found) {
            return Ok(found);
        }
        Err(Fault::unknown(slug, what, &found, known).at(value.at()))
    });
    read.collect()
}

fn texts<'l>(
    value: Value<'l>,
    what: &str,
) -> Result<impl Iterator<Item = Result<String, Fault>> + use<'l>, Fault> {
    let what = format!("an entry of {what}");
    Ok(value.list(&what)?.into_iter().map(move |value| value.text(&what)))
}

/// The kind of a code of which none is decided.
pub(crate) const UNDETERMINED: &str = "undetermined";
const READINGS: [Reading; 4] =
    [Reading::Autonomy, Reading::Reactance, Reading::Mixed, Reading::Undetermined];
const TEXT: &[&str] = &["codes", "register", "hard", "pair", "difference"];
const GOLD: &[&str] = &["codes", "stance", "findings", "responses_any", "responses_not"];

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop")]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Labelled, Fault> {
        Labelled::of_line(line, &Codebook::builtin())
    }

    #[test]
    fn behaviours_beside_a_text_are_labels_and_without_one_are_read() {
        let line = r#"{"text":"a","behaviours":["session_cancelled"]}"#;
        let Content::Text(observation, labels) = read(line).unwrap().content else { panic!() };
        assert!(observation.behaviours.is_empty());
        assert!(labels.behaviours.unwrap().contains("session_cancelled"));
        let line = r#"{"behaviours":["session_cancelled"],"codes":[]}"#;
        let Content::Text(observation, labels) = read(line).unwrap().content else { panic!() };
        assert_eq!(observation.behaviours, ["session_cancelled"]);
        assert_eq!(labels.behaviours, None);
    }

    #[test]
    fn remarks_are_let_be_and_slips_are_told() {
        assert!(read(r#"{"text":"a","source":"own","why":[1]}"#).is_ok());
        let fault = read(r#"{"text":"a","code":["time"]}"#).unwrap_err();
        assert_eq!((fault.slug, &*fault.help), ("unknown-key", "did you mean `codes`?"));
        let fault = read(r#"{"text":"a","codes":["time"],"time_kin":"proxy"}"#).unwrap_err();
        assert_eq!(fault.help, "did you mean `time_kind`?");
    }
}
