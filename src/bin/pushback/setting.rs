//! The context of an observation or a case, set key by key.
//!
//! Knows nothing of whether it comes from JSON or from the head of a transcript. Invariant: [`KEYS`]
//! are exactly the keys that can be set.

use pushback::{CoachRole, Context, Culture, Peers, Stage, Subject};

use crate::fault::Fault;

/// The keys of a context.
pub(crate) const KEYS: &[&str] = &["coach", "culture", "stage", "peers", "subject", "seniority"];

/// Sets one key to one value.
pub(crate) fn set(context: &mut Context, key: &str, value: &str) -> Result<(), Fault> {
    match key {
        "coach" => context.coach = Some(one_of(CoachRole::ALL, CoachRole::name, key, value)?),
        "culture" => context.culture = Some(one_of(Culture::ALL, Culture::name, key, value)?),
        "stage" => context.stage = Some(one_of(Stage::ALL, Stage::name, key, value)?),
        "peers" => context.peers = Some(one_of(Peers::ALL, Peers::name, key, value)?),
        "subject" => context.subject = Some(one_of(Subject::ALL, Subject::name, key, value)?),
        "seniority" => context.seniority = Some(value.to_owned()),
        _ => return Err(Fault::unknown("unknown-key", "key", key, KEYS)),
    }
    Ok(())
}

fn one_of<T: Copy>(
    all: &[T],
    name: fn(T) -> &'static str,
    key: &str,
    value: &str,
) -> Result<T, Fault> {
    all.iter().copied().find(|item| name(*item) == value).ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|item| name(*item)).collect();
        Fault::unknown("unknown-context", key, value, &names)
    })
}
