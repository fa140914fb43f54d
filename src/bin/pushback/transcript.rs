//! A transcript or notes as a case: who speaks before every turn, sessions under headings.
//!
//! Knows nothing of files. Invariant: the coach's own turns are kept for the reader and never stand
//! in the case; every other turn is one observation of it, in the order of the transcript.

use pushback::{About, Case, Context, Observation};

use crate::fault::{Fault, nearest};
use crate::label::Labelled;
use crate::setting;
use crate::voice::{self, Speakers, Strangers, Voice};

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

/// Takes in a transcript line by line.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    read: Transcript,
    open: Option<Open>,
    session: Option<u32>,
    date: Option<String>,
    context: Context,
    speakers: Speakers,
    strangers: Strangers,
    /// Whether words without a name may be notes; that shows by the first line.
    may_be_notes: bool,
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
    /// A reader who knows who is who.
    pub(crate) fn new(speakers: Speakers, may_be_notes: bool) -> Self {
        Self { speakers, may_be_notes, ..Self::default() }
    }

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
        match Labelled::of(line) {
            Some(labelled) => match self.speakers.voice(labelled.label) {
                Some(voice) => self.start(number, voice, labelled.text),
                None => return self.unknown(number, line, labelled, after_blank),
            },
            None => return self.more(number, line, after_blank),
        }
        Ok(())
    }

    /// Takes in words of somebody who is known to have this name. Where they spoke last, they go on.
    pub(crate) fn say(&mut self, number: usize, name: &str, words: &str) {
        match self.speakers.voice(name) {
            None => {
                self.close();
                self.strangers.meet(name, true);
            }
            Some(voice) => self.go_on(number, voice, words),
        }
    }

    /// Takes in a line of captions, which may start with a name and a colon.
    pub(crate) fn caption(&mut self, number: usize, line: &str) -> Result<(), Fault> {
        let labelled = Labelled::of(line);
        match labelled.and_then(|labelled| Some((self.speakers.voice(labelled.label)?, labelled))) {
            Some((voice, labelled)) => self.go_on(number, voice, labelled.text),
            None => match (labelled.filter(|found| found.is_name()), self.speakers.nameless) {
                (_, Some(voice)) => self.go_on(number, voice, line),
                (Some(labelled), None) => return self.unknown(number, line, labelled, false),
                (None, None) => return self.more(number, line, false),
            },
        }
        Ok(())
    }

    /// Takes in a line without a name.
    pub(crate) fn more(
        &mut self,
        number: usize,
        line: &str,
        after_blank: bool,
    ) -> Result<(), Fault> {
        if self.open.is_none() && self.may_be_notes && self.read.turns.is_empty() {
            self.speakers.nameless.get_or_insert(Voice::Note);
        }
        let item = item(line);
        if let Some(voice) = self.speakers.nameless {
            if self.open.is_none() || after_blank || item.is_some() {
                self.start(number, voice, item.unwrap_or(line));
                return Ok(());
            }
        } else if self.strangers.is_answering() {
            return Ok(());
        }
        let open = self.open.as_mut().ok_or_else(no_speaker)?;
        if !open.text.is_empty() {
            open.text.push_str(if after_blank { "\n\n" } else { " " });
        }
        open.text.push_str(line);
        Ok(())
    }

    /// Takes in a line that starts with a label which stands for nobody yet.
    fn unknown(
        &mut self,
        number: usize,
        line: &str,
        labelled: Labelled<'_>,
        after_blank: bool,
    ) -> Result<(), Fault> {
        if self.speakers.nameless.is_some() && !self.may_be_notes {
            return self.more(number, line, after_blank);
        }
        if let Some(slip) = voice::slip(labelled.label).filter(|_| !self.may_be_notes) {
            return Err(slip);
        }
        if !labelled.is_name() {
            return self.more(number, line, after_blank);
        }
        let marked = labelled.timed || line.starts_with("**");
        let sure = marked || (self.open.is_none() && !self.may_be_notes);
        self.strangers.meet(labelled.label, sure);
        if sure {
            self.close();
            return Ok(());
        }
        if !self.may_be_notes {
            self.doubtful.get_or_insert(number);
        }
        self.more(number, line, after_blank)
    }

    /// Starts a turn.
    fn start(&mut self, line: usize, voice: Voice, text: &str) {
        self.close();
        self.strangers.leave();
        self.open = Some(Open { line, voice, text: text.to_owned() });
    }

    /// Goes on with the turn of this voice, unless another has spoken, or it has become long and a
    /// sentence has ended: captions break off anywhere.
    fn go_on(&mut self, line: usize, voice: Voice, text: &str) {
        match self.open.as_mut().filter(|open| open.voice == voice && !open.is_enough()) {
            Some(open) => {
                open.text.push(' ');
                open.text.push_str(text);
            }
            None => self.start(line, voice, text),
        }
    }

    /// All that was taken in, or the question who is who.
    pub(crate) fn finish(mut self) -> Result<Transcript, Fault> {
        self.close();
        self.strangers.question().map_or(Ok(self.read), Err)
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
            self.speakers.add(name, Voice::expected(voice)?);
        }
        Ok(())
    }
}

impl Open {
    /// Whether the turn has become long enough to be read by itself.
    fn is_enough(&self) -> bool {
        let ended =
            self.text.trim_end_matches(['"', '”', '’', ')']).ends_with(['.', '?', '!', '…']);
        ended && self.text.split_whitespace().count() >= LONG_TURN
    }
}

/// The words of an item of a list.
fn item(line: &str) -> Option<&str> {
    let marked = line.strip_prefix(['-', '*', '+', '•', '>']);
    let numbered = || {
        let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.strip_prefix(['.', ')']).filter(|_| rest.len() < line.len())
    };
    let words = marked.or_else(numbered)?.strip_prefix(' ')?.trim_start();
    let ticked = ["[ ] ", "[x] ", "[X] "].iter().find_map(|tick| words.strip_prefix(tick));
    Some(ticked.unwrap_or(words)).filter(|words| !words.is_empty())
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
         `# speakers: Ana=coachee Jo=coach`; where all of it is one person's words, \
         `--speaker coachee` will do, and where it is notes, `--input notes`",
    )
}

/// How many words make a turn of captions long.
const LONG_TURN: usize = 60;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop")]
mod tests {
    use super::*;
    use pushback::Speaker;

    fn read(text: &str) -> Result<Transcript, (usize, &'static str)> {
        let mut reader = Reader::default();
        for (number, line) in (1..).zip(text.lines()) {
            reader.take(number, line).map_err(|fault| (number, fault.slug))?;
        }
        reader.finish().map_err(|fault| (0, fault.slug))
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
