//! Why a row cannot be read.
//!
//! Knows nothing of tables. Invariant: a fault never shows words of a person; a value is shown only
//! where it looks like the name of something. The slugs are those of `pushback assess`.

use crate::error::listed;

/// Why a row cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The stable name of the kind of fault.
    pub(crate) slug: &'static str,
    /// What was found and expected, and what to do.
    pub(crate) message: String,
}

impl Fault {
    /// A name that is none of those known.
    pub(crate) fn unknown(slug: &'static str, what: &str, found: &str, known: &[&str]) -> Self {
        let help = match nearest(found, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.len() <= FEW => format!("expected one of {}", listed(known.to_vec())),
            None => "use an `id` from the rules".to_owned(),
        };
        Self { slug, message: format!("unknown {what}{}; {help}", shown(found)) }
    }

    /// A session that is no number of one.
    pub(crate) fn wrong_number() -> Self {
        let message = format!(
            "`session` is no whole number from 1 to {}; count sessions 1, 2, 3 …, or leave it empty",
            u32::MAX
        );
        Self { slug: "wrong-number", message }
    }

    /// A row that has nothing to read in it.
    pub(crate) fn nothing_to_read() -> Self {
        let message = "neither `text` nor `behaviours` is given; give the words under `text`, or \
                       coded behaviours under `behaviours`";
        Self { slug: "nothing-to-read", message: message.to_owned() }
    }

    /// A field of a single observation in a row that is a case.
    pub(crate) fn beside_observations(field: &str) -> Self {
        let message = format!(
            "`{field}` stands beside `observations`; a field of a single observation belongs into \
             the list"
        );
        Self { slug: "unknown-key", message }
    }

    /// A text of too many bytes.
    pub(crate) fn too_long() -> Self {
        let message =
            format!("the text has more than {LONGEST} bytes; cut it into several observations");
        Self { slug: "line-too-long", message }
    }

    /// The same fault in this observation of a case, counted from 0.
    #[must_use]
    pub(crate) fn within(self, observation: usize) -> Self {
        Self { message: format!("observation {observation}: {}", self.message), ..self }
    }
}

/// How many bytes the texts of a row may have.
pub(crate) const LONGEST: usize = 16 * 1024 * 1024;
/// How many names are listed where one of them was expected.
const FEW: usize = 8;

/// The name that was probably meant.
fn nearest<'n>(found: &str, known: &[&'n str]) -> Option<&'n str> {
    if found.len() > MOST_LIKE_A_NAME {
        return None;
    }
    let near = known.iter().map(|name| (strsim::osa_distance(found, name), *name)).min();
    near.filter(|(far, name)| *far * 3 <= name.len()).map(|(_, name)| name)
}

/// The name in backticks behind a space, where it looks like one; nothing where it may be a person's
/// words.
fn shown(found: &str) -> String {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let short = !found.is_empty() && found.len() <= MOST_LIKE_A_NAME && found.chars().all(is_name);
    if short { format!(" `{found}`") } else { String::new() }
}

const MOST_LIKE_A_NAME: usize = 40;
