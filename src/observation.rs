//! What goes in: an observation, a case, and the context they stand in.
//!
//! Knows nothing of rules. Invariant: an observation is kept as the caller gave it, text included.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Who says, writes or reports an observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Speaker {
    /// The person who is coached, in their own words.
    Coachee,
    /// The coach, or a manager who coaches, in a note or in talk *about* the coachee; not in what
    /// they say to the coachee.
    Coach,
    /// A peer, mentor, sponsor or someone from HR who reports about the coachee.
    Observer,
}

impl Speaker {
    /// Every speaker, in the order of the documentation.
    pub const ALL: [Self; 3] = [Self::Coachee, Self::Coach, Self::Observer];

    /// The name used in JSON and in rules.
    pub fn name(self) -> &'static str {
        match self {
            Self::Coachee => "coachee",
            Self::Coach => "coach",
            Self::Observer => "observer",
        }
    }
}

macro_rules! context_field {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// Every value, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name used in JSON and in rules.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
    };
}

context_field! {
    /// Where the coach stands towards the organisation.
    CoachRole {
        /// A manager or colleague who coaches.
        Internal = "internal",
        /// A coach from outside.
        External = "external",
    }
}
context_field! {
    /// The culture of the organisation. It may weaken a negative reading and never makes one.
    Culture {
        /// Challenge and initiative are welcome.
        Supportive = "supportive",
        /// Rank decides.
        Hierarchical = "hierarchical",
        /// Procedure decides.
        Bureaucratic = "bureaucratic",
        /// Initiative is the norm.
        Agile = "agile",
    }
}
context_field! {
    /// How far the engagement has come.
    Stage {
        /// It is being agreed on.
        Contracting = "contracting",
        /// The first sessions.
        Early = "early",
        /// Under way.
        Middle = "middle",
        /// After long supported growth.
        Late = "late",
        /// Over.
        Ended = "ended",
    }
}
context_field! {
    /// How the peers take coaching.
    Peers {
        /// They doubt it together.
        Sceptical = "sceptical",
        /// They do not speak against authority.
        Deferential = "deferential",
        /// Neither.
        Neutral = "neutral",
    }
}
context_field! {
    /// Who is coached.
    Subject {
        /// One person.
        Individual = "individual",
        /// A team.
        Team = "team",
    }
}

/// What is known about the setting. Everything is optional; what is not known changes nothing.
///
/// ```
/// use pushback::{Context, Stage};
///
/// let context = Context { stage: Some(Stage::Contracting), ..Context::default() };
/// assert_eq!(context.coach, None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Context {
    /// Where the coach stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coach: Option<CoachRole>,
    /// The organisation's culture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub culture: Option<Culture>,
    /// How far the engagement has come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// How the peers take coaching.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peers: Option<Peers>,
    /// Who is coached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    /// The coachee's level, in the caller's words; carried along, and used by no built-in rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seniority: Option<String>,
}

impl Context {
    /// This context, with what `other` knows and this one does not.
    ///
    /// ```
    /// use pushback::{Context, Peers, Stage};
    ///
    /// let of_case = Context { stage: Some(Stage::Early), ..Context::default() };
    /// let here = Context { peers: Some(Peers::Sceptical), ..Context::default() };
    /// assert_eq!(here.or(&of_case).stage, Some(Stage::Early));
    /// ```
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        Self {
            coach: self.coach.or(other.coach),
            culture: self.culture.or(other.culture),
            stage: self.stage.or(other.stage),
            peers: self.peers.or(other.peers),
            subject: self.subject.or(other.subject),
            seniority: self.seniority.clone().or_else(|| other.seniority.clone()),
        }
    }
}

/// What an observation is known to be about, when the caller knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum About {
    /// It comes from talk about coaching, so that "it" may be taken for coaching.
    Coaching,
}

/// One thing that someone said, did or noted.
///
/// It has text, or behaviours that the caller has coded already, or both. `Debug` leaves the text
/// out, so that it does not end up in logs.
///
/// ```
/// use pushback::Observation;
///
/// let said = Observation::coachee("I’ve always figured things out myself.");
/// let done = Observation::default().behaviour("session_cancelled").in_session(3);
/// assert!(!format!("{said:?}").contains("figured"));
/// assert_eq!(done.session, Some(3));
/// ```
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Observation {
    /// The caller's name for it; given back unchanged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Who speaks; unknown where there is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker: Option<Speaker>,
    /// What it is known to be about. Rules that need a sign that coaching is the matter are open
    /// when the caller says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
    /// The words, as they came.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Behaviours that the caller has coded, by the identifiers of the codebook.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub behaviours: Vec<String>,
    /// What the coach did in it, by the identifiers of responses: so that it can be told what came
    /// after. It is evidence for no code.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub responses: Vec<String>,
    /// The number of the session, counted from 1 by the caller.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<u32>,
    /// The date, in the caller's form; not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// What is known about the setting.
    #[serde(skip_serializing_if = "is_default")]
    pub context: Context,
}

fn is_default(context: &Context) -> bool {
    *context == Context::default()
}

impl Observation {
    /// Something the coachee said or wrote.
    ///
    /// ```
    /// use pushback::{Observation, Speaker};
    ///
    /// let said = Observation::coachee("I’ll think about it.");
    /// assert_eq!(said.speaker, Some(Speaker::Coachee));
    /// ```
    pub fn coachee(text: impl Into<String>) -> Self {
        Self { speaker: Some(Speaker::Coachee), text: text.into(), ..Self::default() }
    }

    /// What a coach notes or tells about the coachee. What a coach says *to* the coachee is nobody's
    /// stance: leave such turns out.
    ///
    /// ```
    /// use pushback::{Observation, Speaker};
    ///
    /// let note = Observation::coach("Late again, and would not say why.");
    /// assert_eq!(note.speaker, Some(Speaker::Coach));
    /// ```
    pub fn coach(text: impl Into<String>) -> Self {
        Self { speaker: Some(Speaker::Coach), text: text.into(), ..Self::default() }
    }

    /// A report about the coachee by somebody else.
    ///
    /// ```
    /// use pushback::{Observation, Speaker};
    ///
    /// let report = Observation::observer("In the meeting he said he needs nobody.");
    /// assert_eq!(report.speaker, Some(Speaker::Observer));
    /// ```
    pub fn observer(text: impl Into<String>) -> Self {
        Self { speaker: Some(Speaker::Observer), text: text.into(), ..Self::default() }
    }

    /// With a behaviour that the caller has coded.
    ///
    /// ```
    /// use pushback::Observation;
    ///
    /// let done = Observation::default().behaviour("session_cancelled");
    /// assert_eq!(done.behaviours, ["session_cancelled"]);
    /// ```
    #[must_use]
    pub fn behaviour(mut self, id: impl Into<String>) -> Self {
        self.behaviours.push(id.into());
        self
    }

    /// With a response that the coach made in it.
    ///
    /// ```
    /// use pushback::Observation;
    ///
    /// let done = Observation::coach("").response("name_the_resistance").in_session(3);
    /// assert_eq!(done.responses, ["name_the_resistance"]);
    /// ```
    #[must_use]
    pub fn response(mut self, id: impl Into<String>) -> Self {
        self.responses.push(id.into());
        self
    }

    /// In this session, counted from 1.
    ///
    /// ```
    /// use pushback::Observation;
    ///
    /// assert_eq!(Observation::coachee("Fine.").in_session(2).session, Some(2));
    /// ```
    #[must_use]
    pub fn in_session(mut self, session: u32) -> Self {
        self.session = Some(session);
        self
    }

    /// Known to be about coaching.
    ///
    /// ```
    /// use pushback::{About, Observation};
    ///
    /// let said = Observation::coachee("It is a waste of time.").about_coaching();
    /// assert_eq!(said.about, Some(About::Coaching));
    /// ```
    #[must_use]
    pub fn about_coaching(mut self) -> Self {
        self.about = Some(About::Coaching);
        self
    }

    /// In this setting.
    ///
    /// ```
    /// use pushback::{Context, Observation, Stage};
    ///
    /// let late = Context { stage: Some(Stage::Late), ..Context::default() };
    /// let said = Observation::coachee("I don’t need a coach.").in_context(late);
    /// assert_eq!(said.context.stage, Some(Stage::Late));
    /// ```
    #[must_use]
    pub fn in_context(mut self, context: Context) -> Self {
        self.context = context;
        self
    }
}

impl fmt::Debug for Observation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Observation")
            .field("speaker", &self.speaker)
            .field("text", &format_args!("{} bytes", self.text.len()))
            .field("behaviours", &self.behaviours)
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}

/// What was observed about one coachee, or one team, over sessions.
///
/// The observations may come in any order: a case is read by session, and within a session in the
/// order given. An observation without a session stands before the first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Case {
    /// The caller's name for it; given back unchanged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What is known about the setting, for every observation that does not say otherwise.
    #[serde(skip_serializing_if = "is_default")]
    pub context: Context,
    /// What was said, done or noted.
    pub observations: Vec<Observation>,
}

impl Case {
    /// A case of these observations.
    ///
    /// ```
    /// use pushback::{Case, Observation};
    ///
    /// let case = Case::new(["Yes.", "No."].map(Observation::coachee));
    /// assert_eq!(case.observations.len(), 2);
    /// ```
    pub fn new(observations: impl IntoIterator<Item = Observation>) -> Self {
        Self { observations: observations.into_iter().collect(), ..Self::default() }
    }

    /// In this setting.
    ///
    /// ```
    /// use pushback::{Case, CoachRole, Context};
    ///
    /// let external = Context { coach: Some(CoachRole::External), ..Context::default() };
    /// let case = Case::default().in_context(external);
    /// assert_eq!(case.context.coach, Some(CoachRole::External));
    /// ```
    #[must_use]
    pub fn in_context(mut self, context: Context) -> Self {
        self.context = context;
        self
    }
}
