//! Captions as meeting tools export them, WebVTT or SRT, as lines that somebody speaks.
//!
//! Knows nothing of who is who. Invariant: times, numbers, styles and remarks of the file give
//! nothing, and every word that is shown to viewers is given on.

/// What is being read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Block {
    /// Nothing yet: what follows may be a number, a time or a remark.
    #[default]
    Between,
    /// The words of a caption.
    Words,
    /// Something that viewers do not see.
    Unseen,
}

/// Takes in captions line by line.
#[derive(Debug, Default)]
pub(crate) struct Captions {
    block: Block,
    /// Whether a name has been marked as one, so that a colon says nothing.
    marked: bool,
}

/// Words of a caption.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Spoken {
    /// Somebody of this name says this.
    By(String, String),
    /// This, which may start with a name and a colon.
    Line(String),
    /// This, by whoever spoke last.
    More(String),
}

impl Captions {
    /// What is spoken on a line.
    pub(crate) fn take(&mut self, line: &str) -> Vec<Spoken> {
        let line = line.trim();
        if line.is_empty() {
            self.block = Block::Between;
        } else if line.contains("-->") {
            self.block = Block::Words;
        } else if self.block == Block::Between {
            if ["WEBVTT", "NOTE", "STYLE", "REGION"].iter().any(|word| line.starts_with(word)) {
                self.block = Block::Unseen;
            }
        } else if self.block == Block::Words {
            return self.words(line);
        }
        Vec::new()
    }

    fn words(&mut self, line: &str) -> Vec<Spoken> {
        let mut spoken = Vec::new();
        for (nth, part) in line.split("<v").enumerate() {
            let marked = if nth == 0 { None } else { name_of(part) };
            match marked {
                Some((name, words)) => {
                    self.marked = true;
                    spoken.push(Spoken::By(shown(name), shown(words)));
                }
                None if self.marked => spoken.push(Spoken::More(shown(part))),
                None => spoken.push(Spoken::Line(shown(part))),
            }
        }
        spoken.retain(|spoken| match spoken {
            Spoken::By(_, words) | Spoken::Line(words) | Spoken::More(words) => !words.is_empty(),
        });
        spoken
    }
}

/// The name in a voice tag whose `<v` has been cut off, and what follows.
fn name_of(part: &str) -> Option<(&str, &str)> {
    let (tag, words) = part.split_once('>')?;
    let classes = tag.find(char::is_whitespace)?;
    let (_, name) = tag.split_at_checked(classes)?;
    Some((name.trim(), words)).filter(|(name, _)| !name.is_empty())
}

/// The words that viewers see: without tags, and with what tags would be mistaken for.
fn shown(words: &str) -> String {
    let mut shown = String::with_capacity(words.len());
    let mut tag = None;
    for c in words.chars() {
        match (c, tag) {
            ('<', None) => tag = Some('>'),
            ('{', None) => tag = Some('}'),
            (c, Some(end)) if c == end => tag = None,
            (c, None) => shown.push(c),
            _ => {}
        }
    }
    let shown = [("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&amp;", "&")]
        .iter()
        .fold(shown, |shown, (written, meant)| shown.replace(written, meant));
    shown.trim_start_matches("- ").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(text: &str) -> Vec<Spoken> {
        let mut captions = Captions::default();
        text.lines().flat_map(|line| captions.take(line)).collect()
    }

    fn by(name: &str, words: &str) -> Spoken {
        Spoken::By(name.to_owned(), words.to_owned())
    }

    #[test]
    fn marked_names_of_webvtt_are_names() {
        let text = "WEBVTT - of a call\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE\nJo: no\n\n\
                    1\n00:00.000 --> 00:04.000 align:start\n<v.loud Jane Doe>One &amp; <i>two</i></v>\n\
                    three: four\n\n00:05.000 --> 00:06.000\n<v Raj>Five</v> <v Jane Doe>six";
        let wanted = [
            by("Jane Doe", "One & two"),
            Spoken::More("three: four".to_owned()),
            by("Raj", "Five"),
            by("Jane Doe", "six"),
        ];
        assert_eq!(spoken(text), wanted);
    }

    #[test]
    fn lines_of_srt_may_start_with_a_name() {
        let text = "1\n00:00:01,000 --> 00:00:02,000\nJane: {\\an8}one\n- two\n\n2\n\
                    00:00:03,000 --> 00:00:04,000\nRaj: 2\n";
        let lines = ["Jane: one", "two", "Raj: 2"].map(|line| Spoken::Line(line.to_owned()));
        assert_eq!(spoken(text), lines);
    }
}
