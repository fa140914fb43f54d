//! The codes of the built-in rules, by type: so that a program that answers each form in its own
//! way is told by the compiler when it has forgotten one.
//!
//! Knows nothing of what the codes mean, nor of the codes of other rules, which have names only.
//! Invariant: every name stands for one code, and the built-in rules have a code of every name.

use std::fmt;

use crate::assessment::{Assessment, CodeFinding};

/// The four forms of resistance. There are four and no more, so that a `match` needs no last arm.
///
/// ```
/// use pushback::{Classifier, Form, Observation};
///
/// let said = Observation::coachee("Honestly, coaching is for people who can’t cope.");
/// let assessment = Classifier::builtin().assess(&said);
/// let next = match assessment.forms().next() {
///     Some((Form::Dismissal, _)) => "say which capability it would build",
///     Some((Form::Scepticism, _)) => "ask what would convince",
///     Some((Form::Time, _)) => "reckon with the hours",
///     Some((Form::PriorExperience, _)) => "ask what happened",
///     None => "go on",
/// };
/// assert_eq!(next, "say which capability it would build");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// Coaching is for people in trouble.
    Dismissal,
    /// It is doubted that coaching could bring about anything.
    Scepticism,
    /// There is no time for it, genuinely or in place of another form.
    Time,
    /// An earlier coaching disappointed.
    PriorExperience,
}

impl Form {
    /// All four, in the order of the documentation.
    ///
    /// ```
    /// let names = pushback::Form::ALL.map(pushback::Form::name);
    /// assert_eq!(names, ["dismissal", "scepticism", "time", "prior_experience"]);
    /// ```
    pub const ALL: [Self; 4] =
        [Self::Dismissal, Self::Scepticism, Self::Time, Self::PriorExperience];

    /// The name of its code in JSON and in rules.
    ///
    /// ```
    /// assert_eq!(pushback::Form::PriorExperience.name(), "prior_experience");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Self::Dismissal => "dismissal",
            Self::Scepticism => "scepticism",
            Self::Time => "time",
            Self::PriorExperience => "prior_experience",
        }
    }

    /// The form whose code has this name.
    ///
    /// ```
    /// use pushback::Form;
    ///
    /// assert_eq!(Form::of("time"), Some(Form::Time));
    /// assert_eq!(Form::of("autonomy"), None);
    /// ```
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.name() == name)
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

macro_rules! builtin_codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// A code of the built-in rules. More may come, so that a `match` needs a last arm; the four
        /// forms, which stay four, are one variant with a type of their own.
        ///
        /// ```
        /// use pushback::{BuiltinCode, Form};
        ///
        /// assert_eq!(BuiltinCode::of("autonomy"), Some(BuiltinCode::Autonomy));
        /// assert_eq!(BuiltinCode::of("time"), Some(BuiltinCode::Form(Form::Time)));
        /// assert_eq!(BuiltinCode::of("a_code_of_our_own"), None);
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum BuiltinCode {
            /// One of the four forms of resistance.
            Form(Form),
            $($(#[$doc])* $variant),+
        }

        impl BuiltinCode {
            /// All of them.
            ///
            /// ```
            /// use pushback::{BuiltinCode, Codebook};
            ///
            /// let rules = Codebook::builtin();
            /// assert!(BuiltinCode::all().all(|code| rules.code(code.name()).is_some()));
            /// ```
            pub fn all() -> impl Iterator<Item = Self> {
                Form::ALL.into_iter().map(Self::Form).chain([$(Self::$variant),+])
            }

            /// Its name in JSON and in rules.
            ///
            /// ```
            /// assert_eq!(pushback::BuiltinCode::DirectiveTurn.name(), "directive_turn");
            /// ```
            pub fn name(self) -> &'static str {
                match self {
                    Self::Form(form) => form.name(),
                    $(Self::$variant => $name),+
                }
            }

            /// The code of this name, if the built-in rules have it.
            ///
            /// ```
            /// use pushback::BuiltinCode;
            ///
            /// assert_eq!(BuiltinCode::of("reactance"), Some(BuiltinCode::Reactance));
            /// ```
            pub fn of(name: &str) -> Option<Self> {
                Self::all().find(|code| code.name() == name)
            }
        }
    };
}

builtin_codes! {
    /// A healthy claim to ownership.
    Autonomy = "autonomy",
    /// Pushback against being controlled.
    Reactance = "reactance",
    /// Readiness to be developed.
    Openness = "openness",
    /// The coach is taken to be disappointed or annoyed, with nothing that bears it out.
    AssumedDisappointment = "assumed_disappointment",
    /// Agreement without weighing.
    Compliance = "compliance",
    /// The coach is put on a pedestal.
    Idealisation = "idealisation",
    /// Achievements are shown so as to be thought well of.
    Impressing = "impressing",
    /// Decisions wait for the coach.
    Reliance = "reliance",
    /// The coach is met as if they were somebody else.
    Transference = "transference",
    /// Contact grows less.
    Withdrawal = "withdrawal",
    /// A manager or a coach begins to give orders.
    DirectiveTurn = "directive_turn",
    /// The offer says what coaching is and not what this one would be for.
    GenericOffer = "generic_offer",
    /// The person's role, or how they speak of themselves, is changing.
    IdentityShift = "identity_shift",
    /// The aims were set without the person.
    ImposedAgenda = "imposed_agenda",
    /// A judgement on the person stands where a behaviour was to be reported.
    Misreading = "misreading",
    /// The group's scepticism is joined, or its deference keeps the person quiet.
    PeerPressure = "peer_pressure",
    /// The coaching is treated as a cost because people have become independent.
    Recasting = "recasting",
    /// Whoever coaches also judges the person.
    RoleConflict = "role_conflict",
    /// The feedback is anonymous, pooled or without an instance.
    VagueFeedback = "vague_feedback",
}

impl fmt::Display for BuiltinCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What `time` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeKind {
    /// A real and bounded load.
    Genuine,
    /// It stands for something else.
    Proxy,
    /// Neither is decided.
    Undetermined,
}

impl CodeFinding {
    /// The form of resistance that it is, where it is one.
    ///
    /// ```
    /// use pushback::{Classifier, Form, Observation};
    ///
    /// let said = Observation::coachee("Honestly, coaching is for people who can’t cope.");
    /// let assessment = Classifier::builtin().assess(&said);
    /// assert_eq!(assessment.codes[0].form(), Some(Form::Dismissal));
    /// ```
    pub fn form(&self) -> Option<Form> {
        Form::of(&self.code)
    }

    /// The code of the built-in rules that it is; nothing for a code of other rules.
    ///
    /// ```
    /// use pushback::{BuiltinCode, Classifier, Observation};
    ///
    /// let said = Observation::coachee("Stop telling me how to do my job.");
    /// let assessment = Classifier::builtin().assess(&said);
    /// assert_eq!(assessment.codes[0].builtin(), Some(BuiltinCode::Reactance));
    /// ```
    pub fn builtin(&self) -> Option<BuiltinCode> {
        BuiltinCode::of(&self.code)
    }

    /// What it is, where it is `time`.
    ///
    /// ```
    /// use pushback::{Classifier, Observation, TimeKind};
    ///
    /// let said = Observation::coachee(
    ///     "We close the books on the 30th and I am in until ten every night. Could we start the \
    ///      coaching in the second week of July?",
    /// );
    /// let assessment = Classifier::builtin().assess(&said);
    /// let time = assessment.code("time").expect("time stands");
    /// assert_eq!(time.time_kind(), Some(TimeKind::Genuine));
    /// ```
    pub fn time_kind(&self) -> Option<TimeKind> {
        self.form().filter(|form| *form == Form::Time)?;
        Some(match self.kind.as_deref() {
            Some("genuine") => TimeKind::Genuine,
            Some("proxy") => TimeKind::Proxy,
            _ => TimeKind::Undetermined,
        })
    }
}

impl Assessment {
    /// The forms of resistance that stand, strongest first.
    ///
    /// ```
    /// use pushback::{Classifier, Form, Observation};
    ///
    /// let said = Observation::coachee("Honestly, coaching is for people who can’t cope.");
    /// let assessment = Classifier::builtin().assess(&said);
    /// let forms: Vec<Form> = assessment.forms().map(|(form, _)| form).collect();
    /// assert_eq!(forms, [Form::Dismissal]);
    /// ```
    pub fn forms(&self) -> impl Iterator<Item = (Form, &CodeFinding)> {
        self.codes.iter().filter_map(|code| Some((code.form()?, code)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codebook::Codebook;

    #[test]
    fn the_types_and_the_built_in_rules_have_the_same_codes() {
        let rules = Codebook::builtin();
        let mut of_rules: Vec<&str> = rules.codes().iter().map(|code| code.id.as_str()).collect();
        let mut of_types: Vec<&str> = BuiltinCode::all().map(BuiltinCode::name).collect();
        of_rules.sort_unstable();
        of_types.sort_unstable();
        assert_eq!(of_rules, of_types);
    }

    #[test]
    fn the_forms_are_the_family_of_resistance() {
        let rules = Codebook::builtin();
        let of_rules = rules.codes().iter().filter(|code| code.family == "resistance");
        let mut of_rules: Vec<&str> = of_rules.map(|code| code.id.as_str()).collect();
        let mut of_types = Form::ALL.map(Form::name).to_vec();
        of_rules.sort_unstable();
        of_types.sort_unstable();
        assert_eq!(of_rules, of_types);
    }
}
