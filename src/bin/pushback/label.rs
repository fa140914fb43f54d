//! What stands before a colon at the start of a line, and may say who speaks.
//!
//! Knows nothing of who there is. Invariant: a label and what follows are stretches of the line.

/// A line that may start with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Labelled<'l> {
    /// What stands before the first colon, without emphasis and remarks in brackets.
    pub(crate) label: &'l str,
    /// What follows.
    pub(crate) text: &'l str,
    /// Whether a time stands before the label.
    pub(crate) timed: bool,
}

impl<'l> Labelled<'l> {
    /// The label of a line, if what stands before its first colon could be a name.
    pub(crate) fn of(line: &'l str) -> Option<Self> {
        let bare = line.trim_start_matches(['-', '>', '•', '·', ' ']);
        let line = without_stamp(bare);
        let timed = line.len() < bare.len();
        let end =
            line.find(|c: char| !(c.is_alphanumeric() || is_ornament(c) || ".'’-".contains(c)))?;
        let (label, mut rest) = line.split_at_checked(end)?;
        while let Some(remark) = rest.strip_prefix(['(', '[']) {
            rest = remark.split_once([')', ']'])?.1.trim_start_matches(is_ornament);
        }
        let text = rest.strip_prefix(':')?.trim_start_matches(is_ornament);
        let label = label.trim_matches(is_ornament);
        Some(Self { label, text, timed })
    }

    /// Whether the label is up to four capitalised words, as names are.
    pub(crate) fn is_name(self) -> bool {
        let words: Vec<&str> = self.label.split_whitespace().collect();
        let is_name =
            |word: &&str| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
        (1..=4).contains(&words.len())
            && words.iter().all(is_name)
            && self.label.contains(char::is_alphabetic)
    }
}

/// Emphasis and space around a label.
fn is_ornament(c: char) -> bool {
    c.is_whitespace() || matches!(c, '*' | '_')
}

/// The line without a time at its start, such as `[00:12:07]`.
fn without_stamp(line: &str) -> &str {
    let stamp = |c: char| c.is_ascii_digit() || c.is_whitespace() || "[]():.,-–>".contains(c);
    if line.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '[' | '(')) {
        line.trim_start_matches(stamp)
    } else {
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_stands_before_the_colon_whatever_is_around_it() {
        for line in
            ["Jo Li: one", "**Jo Li:** one", "- Jo Li (00:01): one", "[00:12:03] Jo Li: one"]
        {
            let found = Labelled::of(line).map(|found| (found.label, found.text));
            assert_eq!(found, Some(("Jo Li", "one")), "{line}");
        }
        assert_eq!(Labelled::of("[00:12] Jo: one").map(|found| found.timed), Some(true));
        assert_eq!(Labelled::of("Jo: one").map(|found| found.timed), Some(false));
        assert_eq!(Labelled::of("no label, she said: one"), None);
    }

    #[test]
    fn a_name_is_a_few_capitalised_words() {
        let is_name = |line| Labelled::of(line).is_some_and(Labelled::is_name);
        assert!(is_name("Anna: x") && is_name("Dr. Anna Maria Doe: x") && is_name("Speaker 1: x"));
        assert!(
            !is_name("the plan: x") && !is_name("What I Would Like To: x") && !is_name("12: x")
        );
    }
}
