//! What stands in the way of a rule, in words.
//!
//! Knows nothing of pages. Invariant: what a person said stands between ‹ and ›, and nothing is said
//! of how they should have said it.

use std::fmt::Write as _;

use pushback::explanation::Obstacle;
use pushback::{Codebook, Span};

use crate::page::clean;
use crate::wording::Wording;

/// How many terms of a concept are named to say what it is.
const MOST_TERMS: usize = 5;
/// How many alternatives are shown whole, and how many of more than those.
const WHOLE: usize = 6;
const FIRST: usize = 4;

/// What stands in the way, in a sentence without its full stop; with `all`, every alternative.
pub(super) fn told(obstacle: &Obstacle, codebook: &Codebook, text: &str, all: bool) -> String {
    let short = |wanted: &str| if all { wanted.to_owned() } else { short(wanted) };
    let quoted = |span: Span| quoted(text, span);
    match obstacle {
        Obstacle::Missing { wanted, instead, elsewhere } => {
            let mut told = format!("`{}` is missing", short(wanted));
            if let Some(instead) = instead {
                let _ = write!(told, ", where there is {}", quoted(*instead));
            }
            if let Some(elsewhere) = elsewhere {
                let _ = write!(told, "; it stands elsewhere: {}", quoted(*elsewhere));
            }
            if let Some(concept) = concept(wanted, codebook) {
                let _ = write!(told, " ({concept})");
            }
            told
        }
        Obstacle::Gap { words, allowed: 0, between } => {
            let are = if *words == 1 { "word stands" } else { "words stand" };
            format!("{words} {are} between: {}, where none may", quoted(*between))
        }
        Obstacle::Gap { words, allowed, between } => {
            let are = if *words == 1 { "word stands" } else { "words stand" };
            format!("{words} {are} in a gap: {}, where {allowed} may", quoted(*between))
        }
        Obstacle::Clause { between } => format!(
            "a clause ends in a gap: {}; `within = \"sentence\"` would let it",
            quoted(*between)
        ),
        Obstacle::Sentence { between } => {
            format!("a sentence ends between two parts of the pattern: {}", quoted(*between))
        }
        Obstacle::Nothing { wanted } => format!("next to nothing of `{}` is there", short(wanted)),
        Obstacle::Apart { within, parts } => {
            let parts: Vec<String> = parts.iter().map(|part| quoted(*part)).collect();
            format!(
                "the parts are there and not in one {within}, or not in order: {}",
                parts.join(", ")
            )
        }
        Obstacle::Speaker { wanted } => {
            let names: Vec<&str> = wanted.iter().map(|speaker| speaker.name()).collect();
            format!("the rule is for what a {} says", names.join(" or "))
        }
        Obstacle::Topic => "nothing says that coaching is the matter, and the rule has `topic`; a \
                            concept of the pack's `topic`, or `about` from the caller, would"
            .to_owned(),
        Obstacle::Modifier { modifier, span, cue } => {
            let known = codebook.modifiers().iter().find(|known| known.id == *modifier);
            let title = known.map_or(modifier.as_str(), |known| known.title.as_str());
            let by = cue.map(|cue| format!(", by {}", quoted(cue))).unwrap_or_default();
            format!("{} is set aside as {title} (`{modifier}`){by}", quoted(*span))
        }
        Obstacle::Exception { exception, span, cue } => {
            let by = cue.map(|cue| format!(", at {}", quoted(cue))).unwrap_or_default();
            format!("{} is set aside by its exception `{exception}`{by}", quoted(*span))
        }
        _ => "something else is missing".to_owned(),
    }
}

/// A person's words between ‹ and ›.
pub(super) fn quoted(text: &str, span: Span) -> String {
    format!("‹{}›", clean(text.get(span.range()).unwrap_or_default()).replace('\n', " "))
}

/// What a concept is, where that is all that is wanted.
fn concept(wanted: &str, codebook: &Codebook) -> Option<String> {
    let id = wanted.strip_prefix('{')?.strip_suffix('}')?;
    let (_, concept) = codebook.concept(id)?;
    let terms = concept.terms.iter().take(MOST_TERMS).map(|term| codebook.written(term));
    let terms: Vec<String> = terms.map(|term| format!("`{}`", short(&term))).collect();
    let more = if concept.terms.len() > MOST_TERMS { ", …" } else { "" };
    Some(format!("{}: {}{more}", concept.means.trim_end_matches('.'), terms.join(", ")))
}

/// A pattern in which of many alternatives only the first are shown; nothing else of it is cut off.
pub(super) fn short(pattern: &str) -> String {
    let mut open = vec![Alternatives::default()];
    for c in pattern.chars() {
        match c {
            '(' | '[' => open.push(Alternatives { opened_by: Some(c), ..Alternatives::default() }),
            ')' | ']' if open.len() > 1 => {
                let inner = open.pop().map(|inner| inner.shortened(c)).unwrap_or_default();
                open.last_mut().into_iter().for_each(|outer| outer.last.push_str(&inner));
            }
            '|' => open.last_mut().into_iter().for_each(Alternatives::end),
            c => open.last_mut().into_iter().for_each(|one| one.last.push(c)),
        }
    }
    open.pop().map(Alternatives::joined).unwrap_or_default()
}

/// Alternatives of a pattern that is being read.
#[derive(Default)]
struct Alternatives {
    opened_by: Option<char>,
    before: Vec<String>,
    last: String,
}

impl Alternatives {
    fn end(&mut self) {
        let ended = std::mem::take(&mut self.last);
        // Contractions are spelt out, so that two ways of writing become one.
        if !self.before.contains(&ended) {
            self.before.push(ended);
        }
    }

    /// They between their brackets.
    fn shortened(self, closed_by: char) -> String {
        let opened_by = self.opened_by.map(String::from).unwrap_or_default();
        format!("{opened_by}{}{closed_by}", self.joined())
    }

    fn joined(mut self) -> String {
        self.end();
        if self.before.len() <= WHOLE {
            return self.before.join("|");
        }
        let more = self.before.len() - FIRST;
        let first: Vec<String> = self.before.into_iter().take(FIRST).collect();
        format!("{}|…{more} more", first.join("|"))
    }
}

/// Why a piece of evidence gave nothing.
pub(super) fn why_not(why: &pushback::explanation::WhyNot, wording: Wording<'_>) -> String {
    use pushback::explanation::WhyNot;

    let concepts = |ids: &[String]| {
        let names: Vec<String> = ids.iter().map(|id| format!("{{{id}}}")).collect();
        if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    };
    match why {
        WhyNot::NotShown => "no rule of it found anything".to_owned(),
        WhyNot::Suppressed => "what showed it was set aside".to_owned(),
        WhyNot::Explained => "a harmless reason explains it".to_owned(),
        WhyNot::Setting => "it counts in another setting".to_owned(),
        WhyNot::SameWords => "the same words tell more as another behaviour".to_owned(),
        WhyNot::Family { found, wanted } => {
            format!("{found} of {wanted} different behaviours speak for the code")
        }
        WhyNot::Field { there, at_least, missing } if there.len() < *at_least => format!(
            "{} of {at_least} concepts are there ({}); of {} any would do",
            there.len(),
            concepts(there),
            concepts(missing)
        ),
        WhyNot::Field { there, .. } => {
            format!("{} are there, too far apart or set aside", concepts(there))
        }
        WhyNot::Present { there } if there.is_empty() => {
            "the caller said that it is about coaching".to_owned()
        }
        WhyNot::Present { there } => format!("mentioned: {}", concepts(there)),
        WhyNot::Alone => "nothing else speaks for the code".to_owned(),
        WhyNot::Standing { wanted } => format!("none stands of {}", wording.codes(wanted)),
        WhyNot::OverSessions => "only several sessions can show it".to_owned(),
        WhyNot::TooLittle => "too little to count without a behaviour beside it".to_owned(),
        _ => "for another reason".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn what_stands_behind_many_alternatives_is_not_cut_off() {
        assert_eq!(
            short("(a|b|c d|e|f|g|h) .. {coaching} x"),
            "(a|b|c d|e|…3 more) .. {coaching} x"
        );
        assert_eq!(short("a [b|(c|d)] e|f"), "a [b|(c|d)] e|f");
        assert_eq!(short("(do not|do not|not) go"), "(do not|not) go");
        assert_eq!(short("a|b|c|d|e|f|g (h|i)"), "a|b|c|d|…3 more");
    }
}
