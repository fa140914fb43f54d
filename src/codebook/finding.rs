//! Findings over sessions, and what sessions do to one another's acts and codes, as meant.
//!
//! Knows nothing of how sessions are followed. Invariant: every id in them is an index that
//! exists, and what a [`Clue`] looks for can be there.

use crate::codebook::{Ask, BehaviourId, Citation, CodeId, Setting};
use crate::observation::{Context, Observation, Speaker};
use crate::stored::Later;

/// Something that several sessions show together and none of them alone.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Finding {
    /// The stable name.
    pub id: String,
    /// A title for people.
    pub title: String,
    /// What it may mean.
    pub meaning: String,
    /// Where it comes from.
    pub citation: Citation,
    /// What may come of mishandling it.
    pub risk: Vec<String>,
    /// Another reading of the same course of things, always given with it.
    pub alternative: String,
    /// Questions that tell readings apart.
    pub ask: Vec<Ask>,
    /// In which setting it is looked for.
    pub when: Setting,
    /// What is looked for.
    pub course: Course,
    /// Where it is not made although it is there.
    pub unless: Vec<Exemption>,
    /// Small cases in which it is found, or is not.
    pub examples: Later<Vec<CaseExample>>,
}

/// How things follow one another over sessions: the four operators.
///
/// `within` counts sessions by their numbers, first and last included, so that a session of which
/// nothing is known takes up its room; 0 asks for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Course {
    /// Something comes back: in as many sessions as its clue says.
    Repeats {
        /// What.
        of: Clue,
        /// In how many sessions, at the most, that must have happened.
        within: u32,
        /// Whether it must be the same code each time, where the clue names several.
        same: bool,
    },
    /// One thing, in a later session another, and so on.
    Then {
        /// The things, in their order; at least two.
        steps: Vec<Clue>,
        /// Over how many sessions, at the most.
        within: u32,
    },
    /// One thing gives way to another for good: it is not there any more once the other is.
    Shift {
        /// What was.
        from: Clue,
        /// What is.
        to: Clue,
        /// Over how many sessions, at the most.
        within: u32,
    },
    /// Something follows a response or a move of the coach, in the same session or later.
    After {
        /// The move.
        r#move: Clue,
        /// What follows it.
        follows: Clue,
        /// How many sessions later at the most; 0 for the same session only.
        within: u32,
        /// Whether it must not have been there in any session before the move.
        new: bool,
    },
}

/// What is looked for in a session: one of the things named, and none of what must be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Clue {
    /// One of these codes stands in it.
    pub codes: Vec<CodeId>,
    /// Of a code with kinds, it stands as one of these; empty for any.
    pub kinds: Vec<String>,
    /// Whether a hint of a code is enough.
    pub hinted: bool,
    /// One of these behaviours is shown.
    pub behaviours: Vec<BehaviourId>,
    /// The coach made one of these responses.
    pub responses: Vec<String>,
    /// Anything at all is known of it.
    pub observed: bool,
    /// None of these behaviours is shown in it, explained or not.
    pub without: Vec<BehaviourId>,
    /// None of these codes stands in it.
    pub without_codes: Vec<CodeId>,
    /// Whose words or reports count; empty for anyone's.
    pub speaker: Vec<Speaker>,
    /// In how many sessions it must be there.
    pub times: u16,
}

/// Where a finding is not made.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Exemption {
    /// The stable name, unique in the finding.
    pub id: String,
    /// What makes the exception.
    pub shown: Clue,
    /// When it must be there.
    pub when: Whenever,
    /// Why.
    pub reason: String,
}

/// When an exception must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Whenever {
    /// In the same session: then what that session shows does not count.
    Session,
    /// In one of the sessions from the first that shows the finding to the last.
    Meanwhile,
    /// In a session after the last that shows the finding.
    Later,
    /// In any session.
    Ever,
}

/// A small case that pins a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CaseExample {
    /// Why the finding is made, or is not.
    pub why: String,
    /// The setting.
    pub context: Context,
    /// The observations.
    pub observations: Vec<Observation>,
    /// The sessions that must show the finding; nothing where it must not be made.
    pub sessions: Option<Vec<u32>>,
    /// Where it stands: file, line and column, counted from 1.
    pub place: (String, usize, usize),
}

/// A reason that takes an act out of the account of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Harmless {
    /// The stable name.
    pub id: String,
    /// The acts that it explains.
    pub explains: Vec<BehaviourId>,
    /// What gives the reason, in the same session.
    pub by: Vec<BehaviourId>,
    /// How many sessions later it may be given too.
    pub later: u32,
    /// Why it explains them.
    pub reason: String,
}

/// What lets a code fade from a case.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fading {
    /// The stable name.
    pub id: String,
    /// The codes that fade.
    pub codes: Vec<CodeId>,
    /// What must be shown after the last session that speaks for the code.
    pub by: Clue,
    /// Why.
    pub reason: String,
}

/// Codes from which what later sessions show takes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lasting {
    /// The stable name.
    pub id: String,
    /// The codes.
    pub codes: Vec<CodeId>,
    /// Why.
    pub reason: String,
}

/// Acts that by themselves are no more than a hint of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OneOff {
    /// The stable name.
    pub id: String,
    /// The codes.
    pub codes: Vec<CodeId>,
    /// The acts.
    pub behaviours: Vec<BehaviourId>,
    /// In how many sessions an act must be shown to be more than a hint; 0 where it never is.
    pub times: u16,
    /// How many sessions a case must have for this to hold.
    pub among: u16,
    /// Why.
    pub reason: String,
}
