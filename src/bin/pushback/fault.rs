//! What is wrong with a line of input.
//!
//! Knows nothing of files. Invariant: a fault never shows words of a person; a value is shown only
//! where it looks like the name of something.

/// What is wrong with a line, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The stable name of the kind of fault.
    pub(crate) slug: &'static str,
    /// What was found and what was expected.
    pub(crate) message: String,
    /// What to do.
    pub(crate) help: String,
    /// Where, in bytes of the line.
    pub(crate) at: usize,
}

impl Fault {
    pub(crate) fn new(
        slug: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { slug, message: message.into(), help: help.into(), at: 0 }
    }

    /// The same fault at this byte of the line.
    #[must_use]
    pub(crate) fn at(self, at: usize) -> Self {
        Self { at, ..self }
    }

    /// A name that is none of those known.
    pub(crate) fn unknown(slug: &'static str, what: &str, found: &str, known: &[&str]) -> Self {
        let help = match nearest(found, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("expected one of {}", listed(known)),
        };
        Self::new(slug, format!("unknown {what}{}", shown(found)), help)
    }

    /// Bytes that are no text; `at` is the first of them.
    pub(crate) fn not_utf8(at: usize) -> Self {
        Self::new("invalid-utf8", "the line is not UTF-8", NOT_UTF8).at(at)
    }

    /// A line of too many bytes.
    pub(crate) fn too_long() -> Self {
        Self::new(
            "line-too-long",
            format!("the line has more than {} bytes", super::lines::LONGEST),
            "cut it into several observations",
        )
    }

    /// The column of the fault in its line, in characters from 1.
    pub(crate) fn column(&self, line: &[u8]) -> usize {
        let before = line.get(..self.at).unwrap_or(line);
        String::from_utf8_lossy(before).chars().count() + 1
    }
}

/// The name in backticks behind a space, where it looks like one; nothing where it may be a person's words.
pub(crate) fn shown(found: &str) -> String {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let short = !found.is_empty() && found.len() <= 40 && found.chars().all(is_name);
    if short { format!(" `{found}`") } else { String::new() }
}

fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// The name that was probably meant.
pub(crate) fn nearest<'n>(found: &str, known: &[&'n str]) -> Option<&'n str> {
    if found.len() > 60 {
        return None;
    }
    let found = found.trim().to_lowercase().replace([' ', '-'], "_");
    let far = (found.chars().count() / 3).clamp(1, 3);
    let near = known
        .iter()
        .map(|name| (strsim::damerau_levenshtein(&found, name), *name))
        .filter(|(distance, _)| *distance <= far)
        .min()
        .map(|(_, name)| name);
    // What stands before the dot of a rule's name is easily left out.
    let mut whole = known.iter().copied();
    near.or_else(|| whole.find(|name| name.split_once('.').is_some_and(|(_, rest)| rest == found)))
}

const NOT_UTF8: &str = "save the input as UTF-8, or name its encoding with `--encoding`";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_what_was_meant_and_another_word_does_not() {
        let known = ["coachee", "coach", "observer"];
        assert_eq!(nearest("coache", &known), Some("coach"));
        assert_eq!(nearest("Observer ", &known), Some("observer"));
        assert_eq!(nearest("manager", &known), None);
        assert_eq!(nearest("for_losers", &["dismissal.for_losers"]), Some("dismissal.for_losers"));
    }

    #[test]
    fn words_of_a_person_are_not_shown() {
        let fault = Fault::unknown("unknown-speaker", "speaker", "I am so tired", &["coach"]);
        assert_eq!(fault.message, "unknown speaker");
        assert_eq!(fault.help, "expected one of `coach`");
    }
}
