//! Who speaks in a transcript: voices, and the names that stand for them.
//!
//! Knows nothing of lines. Invariant: a name stands for the voice that somebody said it stands for,
//! and none is guessed.

use pushback::Speaker;

use crate::fault::{Fault, nearest};

/// Who speaks or writes in a transcript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Voice {
    /// The person who is coached.
    Coachee,
    /// The coach, to the coachee.
    Coach,
    /// Somebody else, about the coachee.
    Observer,
    /// The coach, about the coachee.
    Note,
    /// Somebody whose words are nobody's stance.
    Other,
}

impl Voice {
    /// What stands before a turn.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Coachee => "Coachee",
            Self::Coach => "Coach",
            Self::Observer => "Observer",
            Self::Note => "Note",
            Self::Other => "Other",
        }
    }

    /// As whom the rules are to read it; nothing where they are not to.
    pub(crate) fn speaker(self) -> Option<Speaker> {
        match self {
            Self::Coachee => Some(Speaker::Coachee),
            Self::Coach | Self::Other => None,
            Self::Observer => Some(Speaker::Observer),
            Self::Note => Some(Speaker::Coach),
        }
    }

    /// The voice of this name.
    pub(crate) fn of(label: &str) -> Option<Self> {
        match label.to_lowercase().as_str() {
            "coachee" | "client" => Some(Self::Coachee),
            "coach" => Some(Self::Coach),
            "observer" => Some(Self::Observer),
            "note" | "notes" | "coach note" | "coach notes" => Some(Self::Note),
            "other" => Some(Self::Other),
            _ => None,
        }
    }

    /// The voice of this name, or what is wrong with it.
    pub(crate) fn expected(label: &str) -> Result<Self, Fault> {
        Self::of(label)
            .ok_or_else(|| Fault::unknown("unknown-speaker", "speaker", label, Self::NAMES))
    }

    const NAMES: &[&str] = &["coachee", "coach", "observer", "note", "other"];
}

/// A name and the voice that it stands for, as given on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// The name; nothing stands for all words without one.
    name: Option<String>,
    voice: Voice,
}

impl Named {
    /// As it is written: `Jane Doe=coachee`, or `coachee`.
    pub(crate) fn of(given: &str) -> Result<Self, String> {
        let (name, voice) = match given.rsplit_once('=') {
            Some((name, voice)) => (Some(folded(name)), voice),
            None => (None, given),
        };
        if name.as_deref() == Some("") {
            return Err("there is no name before the `=`".to_owned());
        }
        let voice = Voice::expected(voice.trim());
        let voice = voice.map_err(|fault| format!("{}; {}", fault.message, fault.help))?;
        Ok(Self { name, voice })
    }
}

/// Who is who.
#[derive(Clone, Debug, Default)]
pub(crate) struct Speakers {
    named: Vec<(String, Voice)>,
    /// Whose the words without a name are, where that was said.
    pub(crate) nameless: Option<Voice>,
}

impl Speakers {
    pub(crate) fn new(given: &[Named]) -> Self {
        let mut speakers = Self::default();
        for Named { name, voice } in given {
            match name {
                Some(name) => speakers.named.push((name.clone(), *voice)),
                None => speakers.nameless = Some(*voice),
            }
        }
        speakers
    }

    /// From now on this name stands for this voice, unless it stands for another already.
    pub(crate) fn add(&mut self, name: &str, voice: Voice) {
        self.named.push((folded(name), voice));
    }

    /// The voice that a name stands for.
    pub(crate) fn voice(&self, name: &str) -> Option<Voice> {
        let name = folded(name);
        let named = self.named.iter().find(|(known, _)| *known == name);
        named.map(|(_, voice)| *voice).or_else(|| Voice::of(&name))
    }
}

/// Names that stand for no voice yet, in the order in which they came.
#[derive(Debug, Default)]
pub(crate) struct Strangers {
    met: Vec<Stranger>,
    /// Whether the last turn is that of one of them.
    answering: bool,
}

#[derive(Debug)]
struct Stranger {
    name: String,
    turns: usize,
    /// Whether it can be nothing but a name.
    sure: bool,
}

impl Strangers {
    /// A turn of somebody of this name.
    pub(crate) fn meet(&mut self, name: &str, sure: bool) {
        self.answering |= sure;
        let known = self.met.iter_mut().find(|known| folded(&known.name) == folded(name));
        match known {
            Some(known) => {
                known.turns += 1;
                known.sure |= sure;
            }
            None => self.met.push(Stranger { name: name.trim().to_owned(), turns: 1, sure }),
        }
    }

    /// Whether the last turn is that of one of them, so that what follows is theirs.
    pub(crate) fn is_answering(&self) -> bool {
        self.answering
    }

    /// Somebody else speaks.
    pub(crate) fn leave(&mut self) {
        self.answering = false;
    }

    /// The question who they are. What stands once before a colon may be no name, and is not asked
    /// for.
    pub(crate) fn question(&self) -> Option<Fault> {
        let asked = self.met.iter().filter(|known| known.sure || known.turns > 1);
        let asked: Vec<&Stranger> = asked.collect();
        let first = asked.first()?;
        let turns = |turns| if turns == 1 { "1 turn".to_owned() } else { format!("{turns} turns") };
        let names: Vec<String> = asked
            .iter()
            .take(MOST_ASKED)
            .map(|known| format!("`{}` ({})", known.name, turns(known.turns)))
            .collect();
        let more = match asked.len().saturating_sub(MOST_ASKED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let verb = if asked.len() == 1 { "is" } else { "are" };
        let message = format!("who {verb} {}{more}?", names.join(", "));
        let help = format!(
            "say it for each, such as `--speaker \"{}=coachee\"`, or coach, observer, note, other; \
             where there is nobody but the writer of notes, `--input notes`",
            first.name
        );
        Some(Fault::new("unknown-speaker", message, help))
    }
}

/// The voice that was probably meant by a label.
pub(crate) fn slip(label: &str) -> Option<Fault> {
    let near = nearest(label, &["coachee", "client", "coach", "observer", "coach_note"])?;
    let help = format!("did you mean `{}:`?", near.replace('_', " "));
    Some(Fault::new("unknown-speaker", "unknown speaker", help))
}

/// A name as it is compared: without remarks in brackets, doubled spaces and capitals.
fn folded(name: &str) -> String {
    let name = name.split(['(', '[']).next().unwrap_or_default();
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// How many names are asked for at a time.
const MOST_ASKED: usize = 8;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop")]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_for_the_voice_that_was_said() {
        let given = ["Jane  Doe=coachee", "A=B=note", "observer"].map(|g| Named::of(g).unwrap());
        let speakers = Speakers::new(&given);
        assert_eq!(speakers.voice("JANE DOE (guest)"), Some(Voice::Coachee));
        assert_eq!(speakers.voice("a=b"), Some(Voice::Note));
        assert_eq!(speakers.voice("Client"), Some(Voice::Coachee));
        assert_eq!(speakers.voice("Jane"), None);
        assert_eq!(speakers.nameless, Some(Voice::Observer));
        assert!(Named::of("Jane=caoch").unwrap_err().contains("did you mean `coach"));
        assert!(Named::of("=coach").is_err());
    }

    #[test]
    fn strangers_are_asked_for_together_and_what_may_be_no_name_is_not() {
        let mut strangers = Strangers::default();
        strangers.meet("Remember", false);
        assert_eq!(strangers.question(), None);
        strangers.meet("Jane Doe", false);
        strangers.meet("jane doe", false);
        strangers.meet("Raj", true);
        let question = strangers.question().unwrap();
        assert_eq!(question.message, "who are `Jane Doe` (2 turns), `Raj` (1 turn)?");
        assert!(question.help.contains("--speaker \"Jane Doe=coachee\""));
    }
}
