//! The rules as meant: every name resolved, every pattern parsed.
//!
//! Knows nothing of files or of texts. Invariant: a [`Codebook`] has been checked; every id in it
//! is an index that exists, no concept contains itself, and no pattern can match nothing.

mod finding;
mod indicator;
mod layer;
mod lookup;
mod stored;
mod written;

pub use crate::codebook::finding::{
    CaseExample, Clue, Course, Exemption, Fading, Finding, Harmless, Lasting, OneOff, Whenever,
};
pub use crate::codebook::indicator::{Indication, Indicator, IndicatorScale, Indicators};
pub(crate) use crate::codebook::layer::{BUILTIN, History};
pub use crate::codebook::layer::{Change, Layer, Part};
pub(crate) use crate::codebook::lookup::position;
use crate::observation::{CoachRole, Context, Culture, Peers, Speaker, Stage, Subject};
use crate::pattern::{Pattern, Person};
pub use crate::stored::Later;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(crate) u32);

        impl $name {
            /// The place in the codebook's list.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id!(
    /// A concept of the lexicon.
    ConceptId
);
id!(
    /// A behaviour.
    BehaviourId
);
id!(
    /// A code.
    CodeId
);
id!(
    /// A modifier.
    ModifierId
);

/// Checked rules, ready to be compiled into a [`Classifier`](crate::Classifier).
///
/// The lists are sorted by identifier, so that neither the order of files nor the order within a
/// file changes a result.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Codebook {
    /// Who the rules are.
    pub(crate) pack: Pack,
    /// The passages that rules cite, by identifier.
    pub(crate) sources: Later<Vec<Source>>,
    /// How words are read before any rule is held against them.
    pub(crate) words: Later<Words>,
    /// The lexicon.
    pub(crate) concepts: Later<Vec<Concept>>,
    /// What takes force from a mention, or gives it.
    pub(crate) modifiers: Vec<Modifier>,
    /// What can be shown.
    pub(crate) behaviours: Vec<Behaviour>,
    /// What it can tell.
    pub(crate) codes: Vec<Code>,
    /// What to do about it.
    pub(crate) responses: Vec<Response>,
    /// What several sessions show together.
    pub(crate) findings: Vec<Finding>,
    /// Small signs, each too weak to stand alone.
    pub(crate) indicators: Indicators,
    /// Reasons that take an act out of the account of a case.
    pub(crate) harmless: Vec<Harmless>,
    /// What lets a code fade from a case.
    pub(crate) fades: Vec<Fading>,
    /// Codes from which later sessions take nothing.
    pub(crate) lasts: Vec<Lasting>,
    /// Acts that by themselves are no more than a hint.
    pub(crate) one_offs: Vec<OneOff>,
    /// The words on which nothing is classified.
    pub(crate) scope: Scope,
    /// How it came about.
    pub(crate) history: History,
}

/// Who the rules are and what they are for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pack {
    /// The stable name.
    pub id: String,
    /// The version of the rules, not of the library.
    pub version: String,
    /// The language, as a BCP 47 tag.
    pub locale: String,
    /// The licence of the rules.
    pub licence: String,
    /// A title for people.
    pub title: String,
    /// What the rules are meant for.
    pub intended_use: String,
    /// What they must not be used for.
    pub not_for: Vec<String>,
    /// Concepts whose mention says that coaching, help, feedback or direction is the matter.
    pub topic: Vec<ConceptId>,
    /// From how many per cent of its threshold on a code is listed as a hint.
    pub hint: u16,
    /// From how many per cent of its threshold on a code is strong.
    pub strong: u16,
    /// How many per cent of its points a behaviour adds each time that it comes back in another
    /// session of a case.
    pub again: u16,
    /// How often it adds them at the most.
    pub most_again: u16,
    /// From how many per cent of the points of the stronger side on the weaker side makes the
    /// stance of a case mixed.
    pub mixed: u16,
    /// From how many per cent of its threshold on a code counts that stands alone in a case of
    /// several sessions and rests on one passage of text.
    pub lone: u16,
    /// The same for a code that stands beside others; 0 where such a one need not be clear.
    pub beside: u16,
    /// Families of codes that show in what comes back: beside others they need as much as alone.
    pub recurring: Vec<String>,
    /// How many per cent of what indicators give counts where it is asked whether one passage is
    /// clear by itself.
    pub indicators: u16,
    /// How many sessions a case must have for these.
    pub lone_among: u16,
    /// Why it is a hint below that.
    pub lone_reason: String,
    /// What is said where nothing that could be observed would tell open readings apart.
    pub nothing_settles: String,
    /// Warnings of `check` that are answered, with why.
    pub silences: Vec<Silence>,
    /// A fingerprint of all rule files, those of lower layers included, in hexadecimal digits.
    pub hash: String,
}

/// The kinds of warnings that may be silenced.
pub(crate) const WARNINGS: [&str; 11] = [
    "unused-concept",
    "shared-terms",
    "lone-words",
    "cannot-match",
    "duplicate-pattern",
    "shadowed-rule",
    "example-of-another",
    "evidence-for-nothing",
    "unsaid-behaviour",
    "code-without-contrast",
    "code-without-question",
];

/// A warning of [`check`](crate::Classifier::warnings) that is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Silence {
    /// The kind of warning.
    pub warning: String,
    /// What it is silenced for; everything where this is empty.
    pub of: Vec<String>,
    /// Why.
    pub reason: String,
}

/// A passage of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source {
    /// `document#place`.
    pub id: String,
    /// Author, title and year of the document.
    pub document: String,
    /// What the passage says, in our words.
    pub says: String,
    /// The items of the sources' inventory that it covers.
    pub inventory: Vec<String>,
    /// Why no rule cites it, where none does.
    pub not_encoded: Option<String>,
}

/// Whether a source says a thing or we conclude it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Support {
    /// The source says so.
    Direct,
    /// We conclude it from the source.
    Inference,
    /// Practice or other literature says so.
    Practice,
}

/// Where a rule, code or response comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Citation {
    /// `document#place`, one of [`Codebook::sources`].
    pub source: String,
    /// How far the source carries it.
    pub support: Support,
}

/// How words are read before any rule is held against them. Every word is folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Words {
    /// Words and short phrases that are skipped between the words of a pattern.
    pub transparent: Vec<Vec<String>>,
    /// Words and short phrases before which a clause begins.
    pub clause_openers: Vec<Vec<String>>,
    /// Words after which a full stop does not end a sentence.
    pub abbreviations: Vec<String>,
    /// Words that are names as well when they are capitalised.
    pub names: Vec<String>,
    /// Capitalised words that are no person's name.
    pub not_names: Vec<String>,
    /// A written word and the words it stands for.
    pub contractions: Vec<(String, Vec<String>)>,
    /// A clitic (`'s`) and the words it may stand for, one of them at a time.
    pub clitics: Vec<(String, Vec<String>)>,
    /// A lemma and its forms that the spelling rules would not give.
    pub irregular: Vec<(String, Vec<String>)>,
    /// How the coachee is spoken of; one entry a [`Person`].
    pub persons: Vec<PersonWords>,
}

/// How the coachee is spoken of in one grammatical role.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PersonWords {
    /// The role.
    pub person: Person,
    /// In the coachee's own talk, and in quotation marks in what others say.
    pub coachee: Vec<Vec<String>>,
    /// In what a coach or an observer says.
    pub others: Vec<Vec<String>>,
    /// Whether there a capitalised name counts too.
    pub names: bool,
    /// Whether there nothing at all counts too, at the start of a clause.
    pub elided: bool,
}

/// A named set of terms.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Concept {
    /// The stable name.
    pub id: String,
    /// The semantic field it stands in.
    pub field: String,
    /// What it means.
    pub means: String,
    /// The terms; none has a gap.
    pub terms: Vec<Pattern>,
    /// A regular expression for single words that contain a digit.
    pub regex: Option<String>,
}

/// How far apart the parts of a rule may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Within {
    /// In one clause.
    Clause,
    /// In one sentence.
    Sentence,
    /// Anywhere in the observation.
    Observation,
}

/// What takes the force out of a mention, or gives it more.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Modifier {
    /// The stable name.
    pub id: String,
    /// A title for people.
    pub title: String,
    /// What it does.
    pub effect: Effect,
    /// What calls it forth.
    pub cues: Later<Vec<Cue>>,
    /// Texts whose marked words it reaches (`true`) or does not (`false`).
    pub examples: Later<Vec<Example>>,
}

/// What a modifier does to a mention.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Effect {
    /// The mention is no evidence.
    Suppress,
    /// These points are added to what the behaviour gives; what it gives never changes its sign.
    Adjust(i16),
    /// These modifiers lose their hold.
    Lift(Vec<ModifierId>),
}

/// Which way a cue reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Direction {
    /// To what follows it.
    Forward,
    /// To what stands before it.
    Backward,
    /// Both ways.
    Both,
}

/// Words that call a modifier forth, and how far they reach.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Cue {
    /// The cue; one of these. Empty where `quoted` or `question` alone is the cue.
    pub any: Vec<Pattern>,
    /// Which way it reaches.
    pub direction: Direction,
    /// How many words, transparent ones not counted, may stand between cue and mention.
    pub reach: u16,
    /// Where it ends at the latest.
    pub within: Within,
    /// Words between cue and mention that end its reach.
    pub terminators: Vec<Pattern>,
    /// Phrases that look like the cue and are none.
    pub pseudo: Vec<Pattern>,
    /// Who must be speaking; empty for anyone.
    pub speaker: Vec<Speaker>,
    /// Whether the mention must stand in quotation marks.
    pub quoted: bool,
    /// Whether the mention's sentence must end in a question mark.
    pub question: bool,
}

/// Something that can be said or done: the hinge between words and judgement.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Behaviour {
    /// The stable name.
    pub id: String,
    /// Completes the sentence "The text …".
    pub title: String,
    /// Where it comes from.
    pub citation: Citation,
    /// The code in whose file it stands.
    pub home: Option<CodeId>,
    /// How it is recognised in words; may be empty.
    pub rules: Vec<Rule>,
}

/// One way in which words show a behaviour.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Rule {
    /// The stable name.
    pub id: String,
    /// Patterns of which one must be there.
    pub any: Later<Vec<Pattern>>,
    /// Patterns that must all be there.
    pub all: Later<Vec<Pattern>>,
    /// Patterns that must follow one another.
    pub then: Later<Vec<Pattern>>,
    /// A regular expression over the text as given.
    pub regex: Option<String>,
    /// How far apart the parts may be.
    pub within: Within,
    /// Whether gaps run on across clauses to the end of the sentence.
    pub gaps_cross_clauses: bool,
    /// Named exceptions.
    pub unless: Later<Vec<Exception>>,
    /// Who must be speaking; empty for anyone.
    pub speaker: Vec<Speaker>,
    /// Whether a sign is needed that coaching is the matter.
    pub topic: bool,
    /// Modifiers that do not touch it.
    pub carries: Vec<ModifierId>,
    /// Points in place of those of the behaviour's evidence for its home code.
    pub points: Option<i16>,
    /// Texts that it must or must not fire on.
    pub examples: Later<Vec<Example>>,
}

/// Where a rule gives nothing although it matches.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Exception {
    /// The stable name, unique in the rule.
    pub id: String,
    /// The exception; one of these.
    pub any: Vec<Pattern>,
    /// How near it must stand.
    pub within: Within,
    /// Why.
    pub reason: String,
}

/// A text that pins a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Example {
    /// The text, without the marks.
    pub text: String,
    /// Who speaks.
    pub speaker: Speaker,
    /// The marked stretches, in bytes of `text`.
    pub marks: Vec<crate::Span>,
    /// What is expected.
    pub expect: Expect,
    /// Where it stands: file, line and column, counted from 1.
    pub place: (String, usize, usize),
}

/// What an example expects.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Expect {
    /// The rule gives evidence at exactly the marked words.
    Fires,
    /// The rule gives no evidence.
    Silent,
    /// The rule should give evidence and is known not to, for this reason.
    KnownGap(String),
}

/// A reading that behaviours may speak for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Code {
    /// The stable name.
    pub id: String,
    /// Its family: resistance, stance, pattern, setting or readiness.
    pub family: String,
    /// A title for people.
    pub title: String,
    /// What it is.
    pub definition: String,
    /// What belongs to it.
    pub include: Vec<String>,
    /// What does not.
    pub exclude: Vec<String>,
    /// Another reading of the same words, always given with the code.
    pub alternative: String,
    /// The points at which it stands.
    pub threshold: i16,
    /// Where it comes from.
    pub citation: Citation,
    /// What may come of mishandling it.
    pub risk: Vec<String>,
    /// Questions that tell readings apart.
    pub ask: Vec<Ask>,
    /// How it differs from others.
    pub contrast: Vec<Contrast>,
    /// Its kinds, where it has any.
    pub kinds: Vec<Kind>,
    /// What speaks for it and against it.
    pub evidence: Vec<Evidence>,
}

/// A question that tells readings apart.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ask {
    /// The question, fit to be put as it is.
    pub question: String,
    /// The codes and kinds it tells apart, by name.
    pub separates: Vec<String>,
    /// How the answer is had.
    pub by: Means,
}

/// How an answer is had, the easiest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Means {
    /// It can be asked as it stands.
    #[default]
    Asking,
    /// It takes watching, in this session or the next.
    Watching,
    /// Something has to be arranged, or others have to be asked.
    Arranging,
}

/// How one code differs from another.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Contrast {
    /// The other.
    pub with: CodeId,
    /// The difference.
    pub difference: String,
}

/// A kind of a code, such as genuine and proxy for time.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Kind {
    /// The name.
    pub id: String,
    /// A title for people.
    pub title: String,
    /// The points at which it is decided, if it also leads the others by half as much.
    pub threshold: i16,
}

/// Something that speaks for or against a code, with its points.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Evidence {
    /// The stable name.
    pub id: String,
    /// What it is.
    pub sign: Sign,
    /// For a kind of the code (its place in [`Code::kinds`]) and not for the code.
    pub kind: Option<usize>,
    /// In which setting it counts.
    pub when: Setting,
    /// Points for, or against where negative.
    pub points: i16,
    /// Why, for people.
    pub reason: Option<String>,
}

/// What counts as evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sign {
    /// A behaviour is shown.
    Behaviour(BehaviourId),
    /// At least this many different behaviours speak for the code, each by words of its own and
    /// with a quarter of the threshold or more.
    Family(u16),
    /// At least `at_least` of these concepts are mentioned together.
    Field {
        /// The concepts.
        concepts: Vec<ConceptId>,
        /// How many of them.
        at_least: u16,
        /// How near to one another.
        within: Within,
    },
    /// None of these concepts is mentioned, and the caller does not say that it is about coaching.
    Absent(Vec<ConceptId>),
    /// The setting is such, where there is something for the code.
    Context,
    /// One of these codes stands too. Only for kinds.
    Standing(Vec<CodeId>),
    /// Indicators tell of the code together; what they give varies from text to text.
    Indicators,
    /// This finding was made over the sessions of a case, and something else speaks for the code.
    Finding(String),
}

/// A condition on the setting. An empty list asks for nothing; a setting that is not known meets
/// only empty lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Setting {
    /// Stages.
    pub stage: Vec<Stage>,
    /// Coach roles.
    pub coach: Vec<CoachRole>,
    /// Cultures.
    pub culture: Vec<Culture>,
    /// Peer climates.
    pub peers: Vec<Peers>,
    /// Subjects.
    pub subject: Vec<Subject>,
    /// Speakers.
    pub speaker: Vec<Speaker>,
}

impl Setting {
    /// Whether this context and speaker meet it.
    pub fn is_met(&self, context: &Context, speaker: Option<Speaker>) -> bool {
        fn one<T: PartialEq>(wanted: &[T], found: Option<&T>) -> bool {
            wanted.is_empty() || found.is_some_and(|found| wanted.contains(found))
        }
        one(&self.stage, context.stage.as_ref())
            && one(&self.coach, context.coach.as_ref())
            && one(&self.culture, context.culture.as_ref())
            && one(&self.peers, context.peers.as_ref())
            && one(&self.subject, context.subject.as_ref())
            && one(&self.speaker, speaker.as_ref())
    }
}

/// What to do about a reading.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Response {
    /// The stable name.
    pub id: String,
    /// A title for people.
    pub title: String,
    /// What to do.
    pub r#do: String,
    /// How it could be said.
    pub say: String,
    /// What to avoid.
    pub avoid: String,
    /// What would show that it helped.
    pub watch_for: Option<String>,
    /// Where it comes from.
    pub citation: Citation,
    /// When it suits; one of these.
    pub when: Vec<Occasion>,
    /// When it must not be offered, whatever else suits.
    pub never: Vec<Occasion>,
}

/// An occasion for a response, or against one. Every part that is given must hold.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Occasion {
    /// This code stands.
    pub code: Option<CodeId>,
    /// The code stands as this kind; `undetermined` where no kind is decided.
    pub kind: Option<String>,
    /// At least this many codes of the family stand.
    pub family: Option<(String, u16)>,
    /// This finding was made over the sessions of a case.
    pub finding: Option<String>,
    /// One of these behaviours was shown.
    pub behaviour: Vec<BehaviourId>,
    /// None of these behaviours was shown.
    pub without_behaviour: Vec<BehaviourId>,
    /// These codes stand too.
    pub with: Vec<CodeId>,
    /// None of these codes stands.
    pub without: Vec<CodeId>,
    /// The stance is read as one of these.
    pub stance: Vec<String>,
    /// In this setting.
    pub setting: Setting,
    /// How well it suits, from 1 to 100; 0 under `never`.
    pub rank: u8,
}

/// The words on which nothing is classified, and what to say then.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Scope {
    /// What to tell the reader.
    pub say: String,
    /// Where it comes from.
    pub citation: Citation,
    /// How such words are recognised.
    pub rules: Vec<Rule>,
}
