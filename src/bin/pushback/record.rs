//! A line of JSON as an observation or a case.
//!
//! Knows nothing of files, nor of what a record will be found to show. Invariant: a record holds
//! nothing that the line did not say; whatever is not understood is a fault, never left out.

use pushback::{About, Case, Codebook, Context, Observation, Speaker};
use serde_json::value::RawValue;

use crate::fault::Fault;
use crate::object::{Entry, Object, Value};
use crate::setting;

/// What a line says.
#[derive(Debug)]
pub(crate) struct Record<'l> {
    /// The caller's name for it, as it is written.
    pub(crate) id: Option<&'l RawValue>,
    /// What is to be read, or why it cannot be.
    pub(crate) content: Result<Content, Fault>,
}

/// What is to be read.
#[derive(Debug)]
pub(crate) enum Content {
    Observation(Observation),
    Case(Case),
}

impl<'l> Record<'l> {
    /// Reads a line; `codebook` says which behaviours there are.
    pub(crate) fn of_line(line: &'l str, codebook: &Codebook) -> Self {
        match Object::of_line(line) {
            Err(fault) => Self { id: None, content: Err(fault) },
            Ok(object) => {
                let id = object.entry("id").map(|entry| entry.value.raw);
                Self { id, content: content(&object, codebook) }
            }
        }
    }
}

fn content(object: &Object<'_>, codebook: &Codebook) -> Result<Content, Fault> {
    if object.entry("observations").is_some() {
        case(object, codebook).map(Content::Case)
    } else {
        observation(object, codebook).map(Content::Observation)
    }
}

/// Reads an object as a case.
pub(crate) fn case(object: &Object<'_>, codebook: &Codebook) -> Result<Case, Fault> {
    let mut case = Case::default();
    for entry in &object.entries {
        match &*entry.key {
            "id" => {}
            "context" => case.context = context(entry)?,
            "observations" => {
                for value in entry.value.list("`observations`")? {
                    let object = value.object("an observation")?;
                    case.observations.push(
                        observation(&object, codebook).map_err(|fault| within(fault, value))?,
                    );
                }
            }
            key if OBSERVATION.contains(&key) => {
                let message = format!("`{key}` stands beside `observations`");
                let help = "a key of a single observation belongs into the list";
                return Err(Fault::new("unknown-key", message, help).at(entry.at));
            }
            key => {
                let fault = Fault::unknown("unknown-key", "key", key, CASE);
                return Err(fault.at(entry.at));
            }
        }
    }
    Ok(case)
}

/// The fault at the start of the observation, where it has no place of its own.
fn within(fault: Fault, observation: Value<'_>) -> Fault {
    if fault.at == 0 { fault.at(observation.at()) } else { fault }
}

/// Reads an object as an observation.
pub(crate) fn observation(object: &Object<'_>, codebook: &Codebook) -> Result<Observation, Fault> {
    let mut read = Observation::default();
    for entry in &object.entries {
        let value = entry.value;
        match &*entry.key {
            key if !OBSERVATION.contains(&key) => {
                let fault = Fault::unknown("unknown-key", "key", key, KEYS);
                return Err(fault.at(entry.at));
            }
            "id" => {}
            _ if value.is_null() => {}
            "speaker" => read.speaker = Some(speaker(value)?),
            "about" => read.about = Some(about(value)?),
            "text" => read.text = value.text("`text`")?,
            "behaviours" => read.behaviours = behaviours(value, codebook)?,
            "responses" => read.responses = responses(value, codebook)?,
            "session" => read.session = Some(value.count("`session`")?),
            "date" => read.date = Some(value.text("`date`")?),
            _ => read.context = context(entry)?,
        }
    }
    let given = |key| object.entry(key).is_some_and(|entry| !entry.value.is_null());
    if !["text", "behaviours", "responses"].into_iter().any(given) {
        return Err(nothing_to_read());
    }
    Ok(read)
}

/// The fault of an observation that has nothing in it.
pub(crate) fn nothing_to_read() -> Fault {
    Fault::new(
        "nothing-to-read",
        "neither `text` nor `behaviours` is given",
        "give the words under `text`, or coded behaviours under `behaviours`",
    )
}

fn speaker(value: Value<'_>) -> Result<Speaker, Fault> {
    let found = value.text("`speaker`")?;
    speaker_of(&found).map_err(|fault| fault.at(value.at()))
}

/// The speaker of this name.
pub(crate) fn speaker_of(found: &str) -> Result<Speaker, Fault> {
    let names = Speaker::ALL.map(Speaker::name);
    Speaker::ALL
        .into_iter()
        .find(|speaker| speaker.name() == found)
        .ok_or_else(|| Fault::unknown("unknown-speaker", "speaker", found, &names))
}

fn about(value: Value<'_>) -> Result<About, Fault> {
    let found = value.text("`about`")?;
    about_of(&found).map_err(|fault| fault.at(value.at()))
}

/// The matter of this name.
pub(crate) fn about_of(found: &str) -> Result<About, Fault> {
    if found == "coaching" {
        return Ok(About::Coaching);
    }
    Err(Fault::unknown("unknown-about", "matter", found, &["coaching"]))
}

/// Reads a list of behaviours that the rules know.
pub(crate) fn behaviours(value: Value<'_>, codebook: &Codebook) -> Result<Vec<String>, Fault> {
    let mut read = Vec::new();
    for value in value.list("`behaviours`")? {
        let found = value.text("a behaviour")?;
        know_behaviour(&found, codebook).map_err(|fault| fault.at(value.at()))?;
        read.push(found);
    }
    Ok(read)
}

fn responses(value: Value<'_>, codebook: &Codebook) -> Result<Vec<String>, Fault> {
    let mut read = Vec::new();
    for value in value.list("`responses`")? {
        let found = value.text("a response")?;
        know_response(&found, codebook).map_err(|fault| fault.at(value.at()))?;
        read.push(found);
    }
    Ok(read)
}

/// Whether the rules know a response of this name.
pub(crate) fn know_response(found: &str, codebook: &Codebook) -> Result<(), Fault> {
    if codebook.response(found).is_some() {
        return Ok(());
    }
    let known: Vec<&str> = codebook.responses().iter().map(|item| item.id.as_str()).collect();
    Err(Fault::unknown("unknown-response", "response", found, &known))
}

/// Whether the rules know a behaviour of this name.
pub(crate) fn know_behaviour(found: &str, codebook: &Codebook) -> Result<(), Fault> {
    if codebook.behaviour(found).is_some() {
        return Ok(());
    }
    let known: Vec<&str> = codebook.behaviours().iter().map(|item| item.id.as_str()).collect();
    let fault = Fault::unknown("unknown-behaviour", "behaviour", found, &known);
    if fault.help.starts_with("did you mean") {
        return Err(fault);
    }
    let help = format!("use an `id` from the behaviours of the rules `{}`", codebook.pack().id);
    Err(Fault { help, ..fault })
}

fn context(entry: &Entry<'_>) -> Result<Context, Fault> {
    let mut context = Context::default();
    if entry.value.is_null() {
        return Ok(context);
    }
    for entry in entry.value.object("`context`")?.entries {
        if !setting::KEYS.contains(&&*entry.key) {
            let fault = setting::set(&mut context, &entry.key, "").err();
            return fault.map_or(Ok(context), |fault| Err(fault.at(entry.at)));
        }
        if entry.value.is_null() {
            continue;
        }
        let value = entry.value.text(&format!("`{}`", entry.key))?;
        setting::set(&mut context, &entry.key, &value)
            .map_err(|fault| fault.at(entry.value.at()))?;
    }
    Ok(context)
}

/// The keys of an observation.
pub(crate) const OBSERVATION: &[&str] =
    &["id", "speaker", "about", "text", "behaviours", "responses", "session", "date", "context"];
/// The keys of a case.
pub(crate) const CASE: &[&str] = &["id", "context", "observations"];
/// What an unknown key of a line may have been meant for.
const KEYS: &[&str] = &[
    "id",
    "speaker",
    "about",
    "text",
    "behaviours",
    "responses",
    "session",
    "date",
    "context",
    "observations",
];
