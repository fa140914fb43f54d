//! Findings over sessions, and what sessions do to one another's acts and codes, as written.
//!
//! Knows nothing of what the names in them stand for. Invariant: every name keeps its place.

use crate::diagnostic::Place;
use crate::schema::code::{Ask, Setting};
use crate::schema::fields::{Fields, Number, Text, Written};
use crate::schema::rule::Citation;

/// `findings.toml`.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) made: Vec<Finding>,
    pub(crate) harmless: Vec<Harmless>,
    pub(crate) fades: Vec<Fading>,
    pub(crate) one_offs: Vec<OneOff>,
    pub(crate) lasts: Vec<Lasting>,
}

impl Written for Findings {
    const WHAT: &'static str = "`findings.toml`";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            made: fields.each("finding"),
            harmless: fields.each("harmless"),
            fades: fields.each("fades"),
            one_offs: fields.each("one_off"),
            lasts: fields.each("lasts"),
        }
    }
}

/// `[[finding]]`.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) place: Place,
    pub(crate) id: Option<Text>,
    pub(crate) renamed_from: Vec<Text>,
    pub(crate) title: Option<Text>,
    pub(crate) meaning: Option<Text>,
    pub(crate) citation: Citation,
    pub(crate) risk: Vec<Text>,
    pub(crate) alternative: Option<Text>,
    pub(crate) ask: Vec<Ask>,
    pub(crate) when: Option<Setting>,
    pub(crate) repeats: Option<Repeats>,
    pub(crate) then: Option<Then>,
    pub(crate) shift: Option<Shift>,
    pub(crate) after: Option<After>,
    pub(crate) unless: Vec<Exemption>,
    pub(crate) fires: Vec<Example>,
    pub(crate) silent: Vec<Example>,
}

impl Written for Finding {
    const WHAT: &'static str = "a finding";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            place: fields.place(),
            id: fields.need_text("id"),
            renamed_from: fields.texts("renamed_from"),
            title: fields.need_text("title"),
            meaning: fields.need_text("meaning"),
            citation: Citation::read(fields),
            risk: fields.texts("risk"),
            alternative: fields.need_text("alternative"),
            ask: fields.each("ask"),
            when: fields.one("when"),
            repeats: fields.one("repeats"),
            then: fields.one("then"),
            shift: fields.one("shift"),
            after: fields.one("after"),
            unless: fields.each("unless"),
            fires: fields.each("fires"),
            silent: fields.each("silent"),
        }
    }
}

/// `repeats = { of = { … }, … }`.
#[derive(Debug)]
pub(crate) struct Repeats {
    pub(crate) of: Option<Clue>,
    pub(crate) within: Option<Number>,
    pub(crate) same: bool,
}

impl Written for Repeats {
    const WHAT: &'static str = "`repeats`";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            of: fields.need_one("of"),
            within: fields.number("within"),
            same: fields.flag("same"),
        }
    }
}

/// `then = { steps = [{ … }, { … }], … }`.
#[derive(Debug)]
pub(crate) struct Then {
    pub(crate) place: Place,
    pub(crate) steps: Vec<Clue>,
    pub(crate) within: Option<Number>,
}

impl Written for Then {
    const WHAT: &'static str = "`then`";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self { place: fields.place(), steps: fields.each("steps"), within: fields.number("within") }
    }
}

/// `shift = { from = { … }, to = { … }, … }`.
#[derive(Debug)]
pub(crate) struct Shift {
    pub(crate) from: Option<Clue>,
    pub(crate) to: Option<Clue>,
    pub(crate) within: Option<Number>,
}

impl Written for Shift {
    const WHAT: &'static str = "`shift`";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            from: fields.need_one("from"),
            to: fields.need_one("to"),
            within: fields.number("within"),
        }
    }
}

/// `after = { move = { … }, follows = { … }, within = … }`.
#[derive(Debug)]
pub(crate) struct After {
    pub(crate) r#move: Option<Clue>,
    pub(crate) follows: Option<Clue>,
    pub(crate) within: Option<Number>,
    pub(crate) new: bool,
}

impl Written for After {
    const WHAT: &'static str = "`after`";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            r#move: fields.need_one("move"),
            follows: fields.need_one("follows"),
            within: fields.need_number("within"),
            new: fields.flag("new"),
        }
    }
}

/// What is looked for in a session.
#[derive(Debug)]
pub(crate) struct Clue {
    pub(crate) place: Place,
    pub(crate) code: Vec<Text>,
    pub(crate) family: Option<Text>,
    pub(crate) kind: Vec<Text>,
    pub(crate) hinted: bool,
    pub(crate) behaviour: Vec<Text>,
    pub(crate) response: Vec<Text>,
    pub(crate) observed: bool,
    pub(crate) without: Vec<Text>,
    pub(crate) without_code: Vec<Text>,
    pub(crate) speaker: Vec<Text>,
    pub(crate) times: Option<Number>,
}

impl Written for Clue {
    const WHAT: &'static str = "what is looked for in a session";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            place: fields.place(),
            code: fields.texts("code"),
            family: fields.text("family"),
            kind: fields.texts("kind"),
            hinted: fields.flag("hinted"),
            behaviour: fields.texts("behaviour"),
            response: fields.texts("response"),
            observed: fields.flag("observed"),
            without: fields.texts("without"),
            without_code: fields.texts("without_code"),
            speaker: fields.texts("speaker"),
            times: fields.number("times"),
        }
    }
}

/// `[[finding.unless]]`.
#[derive(Debug)]
pub(crate) struct Exemption {
    pub(crate) id: Option<Text>,
    pub(crate) shown: Option<Clue>,
    pub(crate) when: Option<Text>,
    pub(crate) reason: Option<Text>,
}

impl Written for Exemption {
    const WHAT: &'static str = "an exception of a finding";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            id: fields.need_text("id"),
            shown: fields.need_one("shown"),
            when: fields.need_text("when"),
            reason: fields.need_text("reason"),
        }
    }
}

/// `[[harmless]]`: a reason that takes an act out of the account.
#[derive(Debug)]
pub(crate) struct Harmless {
    pub(crate) id: Option<Text>,
    pub(crate) explains: Vec<Text>,
    pub(crate) by: Vec<Text>,
    pub(crate) later: Option<Number>,
    pub(crate) reason: Option<Text>,
}

impl Written for Harmless {
    const WHAT: &'static str = "a harmless reason";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            id: fields.need_text("id"),
            explains: fields.need_texts("explains"),
            by: fields.need_texts("by"),
            later: fields.number("later"),
            reason: fields.need_text("reason"),
        }
    }
}

/// `[[fades]]`: what makes a code fade from a case.
#[derive(Debug)]
pub(crate) struct Fading {
    pub(crate) id: Option<Text>,
    pub(crate) code: Vec<Text>,
    pub(crate) by: Option<Clue>,
    pub(crate) reason: Option<Text>,
}

impl Written for Fading {
    const WHAT: &'static str = "what lets a code fade";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            id: fields.need_text("id"),
            code: fields.need_texts("code"),
            by: fields.need_one("by"),
            reason: fields.need_text("reason"),
        }
    }
}

/// `[[one_off]]`: acts that by themselves are no more than a hint.
#[derive(Debug)]
pub(crate) struct OneOff {
    pub(crate) id: Option<Text>,
    pub(crate) code: Vec<Text>,
    pub(crate) behaviour: Vec<Text>,
    pub(crate) times: Option<Number>,
    pub(crate) among: Option<Number>,
    pub(crate) reason: Option<Text>,
}

impl Written for OneOff {
    const WHAT: &'static str = "a small act";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            id: fields.need_text("id"),
            code: fields.need_texts("code"),
            behaviour: fields.need_texts("behaviour"),
            times: fields.number("times"),
            among: fields.number("among"),
            reason: fields.need_text("reason"),
        }
    }
}

/// `[[lasts]]`: codes from which later sessions take nothing.
#[derive(Debug)]
pub(crate) struct Lasting {
    pub(crate) id: Option<Text>,
    pub(crate) code: Vec<Text>,
    pub(crate) reason: Option<Text>,
}

impl Written for Lasting {
    const WHAT: &'static str = "what lasts";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            id: fields.need_text("id"),
            code: fields.need_texts("code"),
            reason: fields.need_text("reason"),
        }
    }
}

/// `[[finding.fires]]` or `[[finding.silent]]`: a small case.
#[derive(Debug)]
pub(crate) struct Example {
    pub(crate) place: Place,
    pub(crate) why: Option<Text>,
    pub(crate) sessions: Vec<Number>,
    pub(crate) context: Option<Setting>,
    pub(crate) observations: Vec<Observed>,
}

impl Written for Example {
    const WHAT: &'static str = "a small case";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            place: fields.place(),
            why: fields.need_text("why"),
            sessions: fields.numbers("sessions"),
            context: fields.one("context"),
            observations: fields.each("observations"),
        }
    }
}

/// An observation of a small case.
#[derive(Debug)]
pub(crate) struct Observed {
    pub(crate) session: Option<Number>,
    pub(crate) speaker: Option<Text>,
    pub(crate) text: Option<Text>,
    pub(crate) behaviours: Vec<Text>,
    pub(crate) responses: Vec<Text>,
}

impl Written for Observed {
    const WHAT: &'static str = "an observation";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            session: fields.number("session"),
            speaker: fields.text("speaker"),
            text: fields.text("text"),
            behaviours: fields.texts("behaviours"),
            responses: fields.texts("responses"),
        }
    }
}
