//! A file with one conversation in it, or the notes of one person.
//!
//! Knows nothing of who waits for it. Invariant: it is read whole or not at all, and never more
//! than [`LONGEST`] bytes of it are held.

use std::io;

use crate::captions::{Captions, Spoken};
use crate::fault::Fault;
use crate::lines::{LONGEST, Line, Lines};
use crate::transcript::{Reader, Transcript};
use crate::voice::{Speakers, Voice};

/// What stands in a file.
#[derive(Debug)]
pub(crate) struct Conversation {
    /// The line of the first turn.
    pub(crate) line: usize,
    pub(crate) transcript: Transcript,
    /// The first line that may start the turn of a speaker who is not known.
    pub(crate) doubtful: Option<usize>,
}

/// Why it cannot be used.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// It cannot be read.
    Unread(io::Error),
    /// Something is wrong with this line.
    Fault(usize, Fault),
    /// It cannot be told who is who.
    Question(Fault),
}

/// What it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// A speaker before every turn.
    Script,
    /// As meeting tools export it, with times.
    Captions,
    /// Notes of one person, which may hold turns of others.
    Notes,
    /// Either of the first and the last, as it begins.
    Markdown,
}

/// Reads a conversation to its end.
pub(crate) fn read(
    lines: &mut Lines,
    look: Look,
    mut speakers: Speakers,
) -> Result<Conversation, Trouble> {
    if look == Look::Notes {
        speakers.nameless.get_or_insert(Voice::Note);
    }
    let mut reader = Reader::new(speakers, look == Look::Markdown);
    let mut captions = (look == Look::Captions).then(Captions::default);
    let mut bytes = 0;
    while let Some((number, line)) = lines.next().map_err(Trouble::Unread)? {
        bytes += line.bytes().len();
        let taken = text(line).and_then(|text| match &mut captions {
            None => reader.take(number, text),
            Some(captions) => caption(&mut reader, captions, (number, text)),
        });
        taken.and_then(|()| bound(bytes)).map_err(|fault| Trouble::Fault(number, fault))?;
    }
    let doubtful = reader.doubtful;
    let transcript = reader.finish().map_err(Trouble::Question)?;
    let line = transcript.turns.first().map_or(1, |turn| turn.line);
    Ok(Conversation { line, transcript, doubtful })
}

fn text(line: Line<'_>) -> Result<&str, Fault> {
    line.text().unwrap_or(Ok(""))
}

fn caption(
    reader: &mut Reader,
    captions: &mut Captions,
    (number, line): (usize, &str),
) -> Result<(), Fault> {
    for spoken in captions.take(line) {
        match spoken {
            Spoken::By(name, words) => reader.say(number, &name, &words),
            Spoken::Line(words) => reader.caption(number, &words)?,
            Spoken::More(words) => reader.more(number, &words, false)?,
        }
    }
    Ok(())
}

/// Whether so many bytes may be held.
fn bound(bytes: usize) -> Result<(), Fault> {
    if bytes <= LONGEST {
        return Ok(());
    }
    let message = format!("up to this line the conversation has more than {LONGEST} bytes");
    Err(Fault::new("too-long", message, "give each session as a file of its own"))
}

/// What is said of a line that may start somebody else's turn.
pub(crate) const DOUBTFUL: &str = "this may be the turn of somebody else, and is read as part of \
                                   the turn before; `--speaker \"Name=coach\"`, or \
                                   `# speakers: Name=coach` at the head, would say who it is";
