//! A plain transcript as a case: a speaker before every turn, sessions under headings.
//!
//! Knows nothing of files. Invariant: the coach's own turns are kept for the reader and never stand
//! in the case; every other turn is one observation of it, in the order of the transcript.

use pushback::{About, Case, Context, Observation, Speaker};

use crate::fault::{Fault, nearest};
use crate::setting;

/// A transcript.
#[derive(Debug, Default)]
pub(crate) struct Transcript {
    /// What is to be read.
    pub(crate) case: Case,
    /// Everything that was said, the coach's turns included.
    pub(crate) turns: Vec<Turn>,
}

/// What one person said, or noted, at a stretch.
#[derive(Debug)]
pub(crate) struct Turn {
    /// The line on which it starts.
    pub(crate) line: usize,
    /// Who it is.
    pub(crate) voice: Voice,
    /// The session under whose heading it stands.
    pub(crate) session: Option<u32>,
    /// What was said.
    pub(crate) said: Said,
}

impl Turn {
    /// The place in the case of the observation that it is, where it is one.
    pub(crate) fn observation(&self) -> Option<usize> {
        match self.said {
            Said::Observation(at) => Some(at),
            Said::Aside(_) => None,
        }
    }
}

/// What was said in a turn.
#[derive(Debug)]
pub(crate) enum Said {
    /// The text of this observation of the case.
    Observation(usize),
    /// This, which is not classified.
    Aside(String),
}

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
}

impl Voice {
    /// What stands before a turn.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Coachee => "Coachee",
            Self::Coach => "Coach",
            Self::Observer => "Observer",
            Self::Note => "Note",
        }
    }

    /// As whom the rules are to read it; nothing where they are not to.
    fn speaker(self) -> Option<Speaker> {
        match self {
            Self::Coachee => Some(Speaker::Coachee),
            Self::Coach => None,
            Self::Observer => Some(Speaker::Observer),
            Self::Note => Some(Speaker::Coach),
        }
    }

    fn of(label: &str) -> Option<Self> {
        match label.to_lowercase().as_str() {
            "coachee" | "client" => Some(Self::Coachee),
            "coach" => Some(Self::Coach),
            "observer" => Some(Self::Observer),
            "note" | "notes" | "coach note" | "coach notes" => Some(Self::Note),
            _ => None,
        }
    }
}

/// Takes in a transcript line by line.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    read: Transcript,
    open: Option<Open>,
    session: Option<u32>,
    date: Option<String>,
    context: Context,
    names: Vec<(String, Voice)>,
    after_blank: bool,
    /// The first line that may start a turn of a speaker who is not known.
    pub(crate) doubtful: Option<usize>,
}

#[derive(Debug)]
struct Open {
    line: usize,
    voice: Voice,
    text: String,
}

impl Reader {
    /// Takes in the line of this number.
    pub(crate) fn take(&mut self, number: usize, line: &str) -> Result<(), Fault> {
        let line = line.trim();
        if line.is_empty() {
            self.after_blank = true;
            return Ok(());
        }
        let after_blank = std::mem::take(&mut self.after_blank);
        let words = line.trim_start_matches('#');
        if words.len() < line.len() && (words.is_empty() || words.starts_with(char::is_whitespace))
        {
            return self.heading(words.trim());
        }
        if let Some((voice, text)) = self.label(line)? {
            self.close();
            self.open = Some(Open { line: number, voice, text: text.to_owned() });
            return Ok(());
        }
        if self.doubtful.is_none() && self.open.is_some() && looks_like_label(line) {
            self.doubtful = Some(number);
        }
        let open = self.open.as_mut().ok_or_else(no_speaker)?;
        if !open.text.is_empty() {
            open.text.push_str(if after_blank { "\n\n" } else { " " });
        }
        open.text.push_str(line);
        Ok(())
    }

    /// All that was taken in.
    pub(crate) fn finish(mut self) -> Transcript {
        self.close();
        self.read
    }

    fn close(&mut self) {
        let Some(Open { line, voice, text }) = self.open.take() else {
            return;
        };
        if text.is_empty() {
            return;
        }
        let said = match voice.speaker() {
            None => Said::Aside(text),
            Some(speaker) => {
                self.read.case.observations.push(Observation {
                    speaker: Some(speaker),
                    about: Some(About::Coaching),
                    text,
                    session: self.session,
                    date: self.date.clone(),
                    context: self.context.clone(),
                    ..Observation::default()
                });
                Said::Observation(self.read.case.observations.len() - 1)
            }
        };
        self.read.turns.push(Turn { line, voice, session: self.session, said });
    }

    /// A line with `#`: a session, the context, the speakers, or a remark.
    fn heading(&mut self, words: &str) -> Result<(), Fault> {
        let end = words.find(|c: char| !c.is_alphabetic()).unwrap_or(words.len());
        let (word, rest) = words.split_at_checked(end).unwrap_or((words, ""));
        let rest = rest.trim();
        match word.to_lowercase().as_str() {
            "session" => self.start_session(rest),
            "context" if rest.starts_with(':') => self.set_context(rest),
            "speakers" if rest.starts_with(':') => self.name_speakers(rest),
            other => match nearest(other, &["session", "context", "speakers"]) {
                Some(near) if rest.starts_with(|c: char| c == ':' || c.is_ascii_digit()) => {
                    let help = format!("did you mean `# {near}`?");
                    Err(Fault::new("unknown-heading", "unknown heading", help))
                }
                _ => Ok(()),
            },
        }
    }

    fn start_session(&mut self, rest: &str) -> Result<(), Fault> {
        self.close();
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, date) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let number = digits.parse().ok().filter(|number| *number > 0).ok_or_else(|| {
            let help = "write it as `# session 3` or `# session 3, 2026-05-09`";
            Fault::new("session-without-number", "a session without a number from 1 on", help)
        })?;
        let date = date.trim_matches(|c: char| !c.is_alphanumeric());
        self.session = Some(number);
        self.date = (!date.is_empty()).then(|| date.to_owned());
        Ok(())
    }

    /// Before the first turn it holds for the case, later for the turns below.
    fn set_context(&mut self, rest: &str) -> Result<(), Fault> {
        self.close();
        for (key, value) in pairs(rest, |c| c.is_whitespace() || c == ',')? {
            let at_head = self.read.turns.is_empty();
            let context = if at_head { &mut self.read.case.context } else { &mut self.context };
            setting::set(context, &key.to_lowercase(), &value.to_lowercase())?;
        }
        Ok(())
    }

    fn name_speakers(&mut self, rest: &str) -> Result<(), Fault> {
        // Names of several words need commas between the pairs.
        let commas = rest.contains(',');
        for (name, voice) in pairs(rest, |c| c == ',' || (!commas && c.is_whitespace()))? {
            let known = ["coachee", "client", "coach", "observer", "note"];
            let voice = Voice::of(voice)
                .ok_or_else(|| Fault::unknown("unknown-speaker", "speaker", voice, &known))?;
            self.names.push((name.to_lowercase(), voice));
        }
        Ok(())
    }

    /// Who speaks on this line, and what follows.
    fn label<'l>(&self, line: &'l str) -> Result<Option<(Voice, &'l str)>, Fault> {
        let Some((label, text)) = split_label(line) else {
            return Ok(None);
        };
        let named = self.names.iter().find(|(name, _)| *name == label.to_lowercase());
        if let Some(voice) = named.map(|(_, voice)| *voice).or_else(|| Voice::of(label)) {
            return Ok(Some((voice, text)));
        }
        match nearest(label, &["coachee", "client", "coach", "observer", "coach_note"]) {
            Some(near) => {
                let help = format!("did you mean `{}:`?", near.replace('_', " "));
                Err(Fault::new("unknown-speaker", "unknown speaker", help))
            }
            None => Ok(None),
        }
    }
}

/// What stands before the first colon, if it could be a name, and what follows. Remarks in brackets
/// behind the name are left out.
fn split_label(line: &str) -> Option<(&str, &str)> {
    let line = without_stamp(line.trim_start_matches(['-', '>', '•', '·', ' ']));
    let end =
        line.find(|c: char| !(c.is_alphanumeric() || is_ornament(c) || ".'’-".contains(c)))?;
    let (label, mut rest) = line.split_at_checked(end)?;
    while let Some(remark) = rest.strip_prefix(['(', '[']) {
        rest = remark.split_once([')', ']'])?.1.trim_start_matches(is_ornament);
    }
    let text = rest.strip_prefix(':')?;
    Some((label.trim_matches(is_ornament), text.trim_start_matches(is_ornament)))
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

/// Whether the line starts with one or two capitalised words and a colon.
fn looks_like_label(line: &str) -> bool {
    let Some((label, _)) = split_label(line) else {
        return false;
    };
    let words: Vec<&str> = label.split_whitespace().collect();
    let is_name = |word: &&str| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    (1..=2).contains(&words.len()) && words.iter().all(is_name)
}

/// `key=value` pairs, with such characters between them, after a colon.
fn pairs(rest: &str, between: impl Fn(char) -> bool) -> Result<Vec<(&str, &str)>, Fault> {
    let parts = rest.trim_start_matches(':').split(between).map(str::trim);
    parts.filter(|part| !part.is_empty()).map(pair).collect()
}

fn pair(part: &str) -> Result<(&str, &str), Fault> {
    let pair = part.split_once('=').map(|(key, value)| (key.trim(), value.trim()));
    pair.filter(|(key, value)| !key.is_empty() && !value.is_empty()).ok_or_else(|| {
        let help = "write it as `# context: coach=external stage=early`";
        Fault::new("not-a-pair", "expected `key=value` pairs in this heading", help)
    })
}

fn no_speaker() -> Fault {
    Fault::new(
        "no-speaker",
        "no speaker before this line",
        "start every turn with `Coachee:`, `Coach:`, `Observer:` or `Note:`, or say who is who with \
         `# speakers: Ana=coachee Jo=coach`; where all of it is one person's words, `Coachee:` \
         before the first line will do",
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop")]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Transcript, (usize, &'static str)> {
        let mut reader = Reader::default();
        for (number, line) in (1..).zip(text.lines()) {
            reader.take(number, line).map_err(|fault| (number, fault.slug))?;
        }
        Ok(reader.finish())
    }

    fn turns(text: &str) -> Vec<(usize, Voice, Option<u32>, String)> {
        let read = read(text).unwrap();
        let said = |said: &Said| match said {
            Said::Aside(text) => text.clone(),
            Said::Observation(at) => read.case.observations[*at].text.clone(),
        };
        read.turns
            .iter()
            .map(|turn| (turn.line, turn.voice, turn.session, said(&turn.said)))
            .collect()
    }

    #[test]
    fn turns_run_on_to_the_next_speaker() {
        let text = "# Session 2, 2026-05-09\nCLIENT: one\n two\n\nthree\n[00:12:07] Coach: four";
        let wanted = vec![
            (2, Voice::Coachee, Some(2), "one two\n\nthree".to_owned()),
            (6, Voice::Coach, Some(2), "four".to_owned()),
        ];
        assert_eq!(turns(text), wanted);
    }

    #[test]
    fn labels_may_be_bold_or_have_remarks_or_be_names() {
        let text =
            "# speakers: Ana Li=coachee, Jo=coach\n**Ana Li:** one\nJo (00:01): two\nNote: three";
        let voices: Vec<Voice> = turns(text).iter().map(|turn| turn.1).collect();
        assert_eq!(voices, [Voice::Coachee, Voice::Coach, Voice::Note]);
        assert_eq!(turns(text)[0].3, "one");
    }

    #[test]
    fn a_coachs_turn_stays_out_of_the_case_and_a_note_is_in_it() {
        let case = read("Coach: why?\nCoach note: late again\nObserver: gone").unwrap().case;
        let speakers: Vec<_> = case.observations.iter().map(|turn| turn.speaker).collect();
        assert_eq!(speakers, [Some(Speaker::Coach), Some(Speaker::Observer)]);
    }

    #[test]
    fn what_cannot_be_told_is_a_fault() {
        assert_eq!(read("hello").unwrap_err(), (1, "no-speaker"));
        assert_eq!(read("Coachee: a\n# session 2\nb").unwrap_err(), (3, "no-speaker"));
        assert_eq!(read("Coache: a").unwrap_err(), (1, "unknown-speaker"));
        assert_eq!(read("# sesion 2").unwrap_err(), (1, "unknown-heading"));
        assert_eq!(read("# session two").unwrap_err(), (1, "session-without-number"));
        assert_eq!(read("# context: stage=erly").unwrap_err(), (1, "unknown-context"));
        assert_eq!(read("# context: early").unwrap_err(), (1, "not-a-pair"));
    }

    #[test]
    fn context_is_of_the_case_before_the_first_turn_and_of_what_follows_later() {
        let text = "# context: stage=early\nCoachee: a\n# context: stage=late\nCoachee: b\n#1 c";
        let case = read(text).unwrap().case;
        assert_eq!(case.context.stage.map(pushback::Stage::name), Some("early"));
        let later =
            case.observations.iter().map(|turn| turn.context.stage.map(pushback::Stage::name));
        assert_eq!(later.collect::<Vec<_>>(), [None, Some("late")]);
        assert_eq!(case.observations[1].text, "b #1 c");
    }
}
