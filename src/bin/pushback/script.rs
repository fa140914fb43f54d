//! What was said, turn by turn, the same for an observation, a case and a transcript.
//!
//! Knows nothing of what was found in it. Invariant: turns stand in the order in which they are
//! read: by session, and within a session as given.

use std::collections::HashMap;

use pushback::Observation;

use crate::answer::Subject;
use crate::transcript::{Said, Transcript};

/// What was said, turn by turn.
#[derive(Debug)]
pub(crate) struct Script<'a> {
    pub(crate) turns: Vec<Line<'a>>,
    /// Whether turns are known by their lines, and not by their places.
    by_line: bool,
    /// For each observation, where its turn stands.
    places: HashMap<usize, usize>,
}

/// One turn.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    /// Its line in a transcript, or its place in a case; nothing for a single observation.
    pub(crate) number: Option<usize>,
    /// Who speaks, where that is known.
    pub(crate) who: &'a str,
    pub(crate) session: Option<u32>,
    pub(crate) date: Option<&'a str>,
    pub(crate) text: &'a str,
    /// Behaviours that came without words.
    pub(crate) coded: &'a [String],
    /// The place in the case; nothing for what is not classified.
    pub(crate) observation: Option<usize>,
}

impl<'a> Script<'a> {
    pub(crate) fn of(subject: Subject<'a>) -> Self {
        match subject {
            Subject::Observation(observation) => Self::new(vec![line(None, 0, observation)], false),
            Subject::Case(case) => {
                let all = case.observations.iter().enumerate();
                let mut turns: Vec<_> =
                    all.map(|(at, observation)| line(Some(at), at, observation)).collect();
                turns.sort_by_key(|turn| turn.session);
                Self::new(turns, false)
            }
            Subject::Transcript(transcript) => Self::new(of_transcript(transcript), true),
        }
    }

    fn new(turns: Vec<Line<'a>>, by_line: bool) -> Self {
        let places =
            turns.iter().enumerate().filter_map(|(at, turn)| Some((turn.observation?, at)));
        let places = places.collect();
        Self { turns, by_line, places }
    }

    /// The turn of this observation; a single one is its own.
    pub(crate) fn turn(&self, observation: Option<usize>) -> Option<&Line<'a>> {
        self.turns.get(*self.places.get(&observation.unwrap_or_default())?)
    }

    /// How the turn of this observation is referred to; nothing where there is only one.
    pub(crate) fn reference(&self, observation: Option<usize>) -> Option<String> {
        let number = self.turn(Some(observation?))?.number?;
        Some(if self.by_line { format!("line {number}") } else { format!("observation {number}") })
    }
}

fn line(number: Option<usize>, at: usize, observation: &Observation) -> Line<'_> {
    Line {
        number,
        who: observation.speaker.map_or("", |speaker| match speaker.name() {
            "coachee" => "Coachee",
            "coach" => "Note",
            _ => "Observer",
        }),
        session: observation.session,
        date: observation.date.as_deref(),
        text: &observation.text,
        coded: &observation.behaviours,
        observation: Some(at),
    }
}

fn of_transcript(transcript: &Transcript) -> Vec<Line<'_>> {
    let turns = transcript.turns.iter().map(|turn| {
        let observation = turn.observation().and_then(|at| transcript.case.observations.get(at));
        let text = match &turn.said {
            Said::Aside(text) => text,
            Said::Observation(_) => observation.map_or("", |observation| &observation.text),
        };
        Line {
            number: Some(turn.line),
            who: turn.voice.label(),
            session: turn.session,
            date: observation.and_then(|observation| observation.date.as_deref()),
            text,
            coded: &[],
            observation: turn.observation(),
        }
    });
    let mut turns: Vec<_> = turns.collect();
    turns.sort_by_key(|turn| turn.session);
    turns
}
