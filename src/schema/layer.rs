//! What a layer changes in the rules below it, as written.
//!
//! Knows nothing of what the names in it stand for. Invariant: every name keeps its place, and
//! whatever takes something away or changes it has its reason.

use crate::diagnostic::Place;
use crate::schema::code::{Ask, Contrast, Evidence};
use crate::schema::fields::{Fields, Number, Text, Written};
use crate::schema::lexicon::Cue;
use crate::schema::response::Occasion;
use crate::schema::rule::{Behaviour, Rule, Share};

/// `layer.toml`.
#[derive(Debug, Default)]
pub(crate) struct Layer {
    pub(crate) add: Additions,
    pub(crate) disable: Disabled,
    pub(crate) enable: Enabled,
    pub(crate) r#override: Overrides,
}

impl Written for Layer {
    const WHAT: &'static str = "`layer.toml`";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            add: fields.one("add").unwrap_or_default(),
            disable: fields.one("disable").unwrap_or_default(),
            enable: fields.one("enable").unwrap_or_default(),
            r#override: fields.one("override").unwrap_or_default(),
        }
    }
}

/// `[[add.…]]`: more of what is there.
#[derive(Debug, Default)]
pub(crate) struct Additions {
    pub(crate) concepts: Vec<MoreTerms>,
    pub(crate) behaviours: Vec<MoreRules>,
    pub(crate) codes: Vec<MoreEvidence>,
    pub(crate) responses: Vec<MoreOccasions>,
    pub(crate) modifiers: Vec<MoreCues>,
}

impl Written for Additions {
    const WHAT: &'static str = "`add`";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            concepts: fields.each("concept"),
            behaviours: fields.each("behaviour"),
            codes: fields.each("code"),
            responses: fields.each("response"),
            modifiers: fields.each("modifier"),
        }
    }
}

/// `[[add.concept]]`.
#[derive(Debug)]
pub(crate) struct MoreTerms {
    pub(crate) id: Option<Text>,
    pub(crate) terms: Vec<Text>,
}

impl Written for MoreTerms {
    const WHAT: &'static str = "an addition to a concept";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self { id: fields.need_text("id"), terms: fields.need_texts("terms") }
    }
}

/// `[[add.behaviour]]`.
#[derive(Debug)]
pub(crate) struct MoreRules {
    pub(crate) place: Place,
    pub(crate) id: Option<Text>,
    pub(crate) evidence: Vec<Share>,
    pub(crate) rules: Vec<Rule>,
}

impl Written for MoreRules {
    const WHAT: &'static str = "an addition to a behaviour";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            place: fields.place(),
            id: fields.need_text("id"),
            evidence: fields.each("evidence"),
            rules: fields.each("rule"),
        }
    }
}

/// `[[add.code]]`.
#[derive(Debug)]
pub(crate) struct MoreEvidence {
    pub(crate) place: Place,
    pub(crate) id: Option<Text>,
    pub(crate) include: Vec<Text>,
    pub(crate) exclude: Vec<Text>,
    pub(crate) ask: Vec<Ask>,
    pub(crate) contrast: Vec<Contrast>,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) behaviours: Vec<Behaviour>,
}

impl Written for MoreEvidence {
    const WHAT: &'static str = "an addition to a code";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            place: fields.place(),
            id: fields.need_text("id"),
            include: fields.texts("include"),
            exclude: fields.texts("exclude"),
            ask: fields.each("ask"),
            contrast: fields.each("contrast"),
            evidence: fields.each("evidence"),
            behaviours: fields.each("behaviour"),
        }
    }
}

/// `[[add.response]]`.
#[derive(Debug)]
pub(crate) struct MoreOccasions {
    pub(crate) place: Place,
    pub(crate) id: Option<Text>,
    pub(crate) when: Vec<Occasion>,
    pub(crate) never: Vec<Occasion>,
}

impl Written for MoreOccasions {
    const WHAT: &'static str = "an addition to a response";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            place: fields.place(),
            id: fields.need_text("id"),
            when: fields.each("when"),
            never: fields.each("never"),
        }
    }
}

/// `[[add.modifier]]`.
#[derive(Debug)]
pub(crate) struct MoreCues {
    pub(crate) place: Place,
    pub(crate) id: Option<Text>,
    pub(crate) cues: Vec<Cue>,
}

impl Written for MoreCues {
    const WHAT: &'static str = "an addition to a modifier";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self { place: fields.place(), id: fields.need_text("id"), cues: fields.each("cue") }
    }
}

/// `[[disable.…]]`: what is there no more.
#[derive(Debug, Default)]
pub(crate) struct Disabled {
    pub(crate) terms: Vec<FewerTerms>,
    pub(crate) parts: Switches,
}

impl Written for Disabled {
    const WHAT: &'static str = "`disable`";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self { terms: fields.each("concept"), parts: Switches::read(fields) }
    }
}

/// `[[enable.…]]`: what is there again.
#[derive(Debug, Default)]
pub(crate) struct Enabled(pub(crate) Switches);

impl Written for Enabled {
    const WHAT: &'static str = "`enable`";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self(Switches::read(fields))
    }
}

/// What can be switched off as a whole, and on again.
#[derive(Debug, Default)]
pub(crate) struct Switches {
    pub(crate) rules: Vec<Switch>,
    pub(crate) behaviours: Vec<Switch>,
    pub(crate) codes: Vec<Switch>,
    pub(crate) evidence: Vec<Switch>,
    pub(crate) responses: Vec<Switch>,
    pub(crate) findings: Vec<Switch>,
}

impl Switches {
    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            rules: fields.each("rule"),
            behaviours: fields.each("behaviour"),
            codes: fields.each("code"),
            evidence: fields.each("evidence"),
            responses: fields.each("response"),
            findings: fields.each("finding"),
        }
    }
}

/// `{ id = "…", reason = "…" }`.
#[derive(Debug)]
pub(crate) struct Switch {
    pub(crate) id: Option<Text>,
    pub(crate) reason: Option<Text>,
}

impl Written for Switch {
    const WHAT: &'static str = "an entry of `disable` or `enable`";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self { id: fields.need_text("id"), reason: fields.need_text("reason") }
    }
}

/// `[[disable.concept]]`: terms that are taken from a concept.
#[derive(Debug)]
pub(crate) struct FewerTerms {
    pub(crate) id: Option<Text>,
    pub(crate) terms: Vec<Text>,
    pub(crate) reason: Option<Text>,
}

impl Written for FewerTerms {
    const WHAT: &'static str = "what is taken from a concept";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            id: fields.need_text("id"),
            terms: fields.need_texts("terms"),
            reason: fields.need_text("reason"),
        }
    }
}

/// `[[override.…]]`: what is otherwise now.
#[derive(Debug, Default)]
pub(crate) struct Overrides {
    pub(crate) rules: Vec<PointsChange>,
    pub(crate) evidence: Vec<PointsChange>,
    pub(crate) modifiers: Vec<PointsChange>,
    pub(crate) behaviours: Vec<BehaviourChange>,
    pub(crate) codes: Vec<CodeChange>,
    pub(crate) responses: Vec<ResponseChange>,
    pub(crate) settings: Vec<SettingChange>,
}

impl Written for Overrides {
    const WHAT: &'static str = "`override`";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            rules: fields.each("rule"),
            evidence: fields.each("evidence"),
            modifiers: fields.each("modifier"),
            behaviours: fields.each("behaviour"),
            codes: fields.each("code"),
            responses: fields.each("response"),
            settings: fields.each("setting"),
        }
    }
}

/// `[[override.rule]]`, `[[override.evidence]]` or `[[override.modifier]]`.
#[derive(Debug)]
pub(crate) struct PointsChange {
    pub(crate) id: Option<Text>,
    pub(crate) points: Option<Number>,
    pub(crate) reason: Option<Text>,
}

impl Written for PointsChange {
    const WHAT: &'static str = "a change of points";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            id: fields.need_text("id"),
            points: fields.need_number("points"),
            reason: fields.need_text("reason"),
        }
    }
}

/// `[[override.behaviour]]`.
#[derive(Debug)]
pub(crate) struct BehaviourChange {
    pub(crate) place: Place,
    pub(crate) id: Option<Text>,
    pub(crate) title: Option<Text>,
    pub(crate) points: Option<Number>,
    pub(crate) evidence: Vec<Share>,
    pub(crate) reason: Option<Text>,
}

impl Written for BehaviourChange {
    const WHAT: &'static str = "a change of a behaviour";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            place: fields.place(),
            id: fields.need_text("id"),
            title: fields.text("title"),
            points: fields.number("points"),
            evidence: fields.each("evidence"),
            reason: fields.need_text("reason"),
        }
    }
}

/// `[[override.code]]`.
#[derive(Debug)]
pub(crate) struct CodeChange {
    pub(crate) place: Place,
    pub(crate) id: Option<Text>,
    pub(crate) title: Option<Text>,
    pub(crate) definition: Option<Text>,
    pub(crate) alternative: Option<Text>,
    pub(crate) threshold: Option<Number>,
    pub(crate) reason: Option<Text>,
}

impl Written for CodeChange {
    const WHAT: &'static str = "a change of a code";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            place: fields.place(),
            id: fields.need_text("id"),
            title: fields.text("title"),
            definition: fields.text("definition"),
            alternative: fields.text("alternative"),
            threshold: fields.number("threshold"),
            reason: fields.need_text("reason"),
        }
    }
}

/// `[[override.response]]`.
#[derive(Debug)]
pub(crate) struct ResponseChange {
    pub(crate) place: Place,
    pub(crate) id: Option<Text>,
    pub(crate) title: Option<Text>,
    pub(crate) r#do: Option<Text>,
    pub(crate) say: Option<Text>,
    pub(crate) avoid: Option<Text>,
    pub(crate) watch_for: Option<Text>,
    pub(crate) when: Vec<Occasion>,
    pub(crate) reason: Option<Text>,
}

impl Written for ResponseChange {
    const WHAT: &'static str = "a change of a response";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            place: fields.place(),
            id: fields.need_text("id"),
            title: fields.text("title"),
            r#do: fields.text("do"),
            say: fields.text("say"),
            avoid: fields.text("avoid"),
            watch_for: fields.text("watch_for"),
            when: fields.each("when"),
            reason: fields.need_text("reason"),
        }
    }
}

/// `[[override.setting]]`: a number of `pack.toml`.
#[derive(Debug)]
pub(crate) struct SettingChange {
    pub(crate) id: Option<Text>,
    pub(crate) value: Option<Number>,
    pub(crate) reason: Option<Text>,
}

impl Written for SettingChange {
    const WHAT: &'static str = "a change of a setting";

    fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self {
            id: fields.need_text("id"),
            value: fields.need_number("value"),
            reason: fields.need_text("reason"),
        }
    }
}
