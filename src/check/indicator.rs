//! Indicators, as meant.
//!
//! Knows nothing of how they are weighed. Invariant: an indicator is a concept or words in a row,
//! and tells only of codes that have a scale.

use crate::check::Checker;
use crate::check::names::define;
use crate::codebook::{CodeId, Indication, Indicator, IndicatorScale, Indicators};
use crate::diagnostic::quoted;
use crate::pattern::{Item, Pattern, each_item};
use crate::schema;
use crate::schema::fields::{Number, Text};
use crate::schema::indicator::Tells;
use crate::token::folded_words;

impl Checker<'_> {
    /// The indicators.
    pub(super) fn indicators(&mut self, written: &schema::indicator::Indicators) -> Indicators {
        let codes = written.scales.iter().filter_map(|scale| scale.code.as_ref()).collect();
        define("scale of indicators", codes, &mut self.report);
        let mut scales: Vec<IndicatorScale> =
            written.scales.iter().filter_map(|scale| self.indicator_scale(scale)).collect();
        scales.sort_by_key(|scale| scale.code);
        let never: Vec<String> =
            written.never.iter().flat_map(|text| folded_words(&text.value)).collect();
        let mut all = Vec::new();
        for (name, tells) in &written.concepts {
            let concept = self.concept_id(name);
            let tells = self.tells(name, tells, &scales);
            let what = concept.map(Indication::Concept);
            all.extend(what.map(|what| Indicator { name: name.value.clone(), what, tells }));
        }
        for (name, tells) in &written.words {
            let words = self.words_in_a_row(name);
            self.check_never(name, words.as_ref(), &never);
            let tells = self.tells(name, tells, &scales);
            let what = words.map(Indication::Words);
            all.extend(what.map(|what| Indicator { name: name.value.clone(), what, tells }));
        }
        let longest = match &written.longest {
            Some(number) => self.number("the number of words", Some(number), 1..=100_000),
            None => USUAL_LONGEST,
        };
        Indicators {
            scales,
            longest: usize::try_from(longest).unwrap_or(usize::MAX),
            never,
            all: all.into(),
        }
    }

    fn indicator_scale(&mut self, written: &schema::indicator::Scale) -> Option<IndicatorScale> {
        let code = written.code.as_ref().and_then(|code| self.code_id(code));
        let mut points = |what: &str, number: &Option<Number>, bounds| {
            self.number::<i16>(what, number.as_ref(), bounds)
        };
        let (base, withheld, most, least) = (
            points("base", &written.base, -100..=100),
            points("withheld", &written.withheld, -100..=0),
            points("most", &written.most, 0..=100),
            points("least", &written.least, -100..=0),
        );
        code.map(|code| IndicatorScale { code, base, withheld, most, least })
    }

    fn tells(
        &mut self,
        name: &Text,
        written: &Tells,
        scales: &[IndicatorScale],
    ) -> Vec<(CodeId, i16)> {
        if written.0.is_empty() {
            let message = format!("{} tells of no code", quoted(&name.value));
            let help = "write `{ code = points }`, or take it out";
            self.report.add(name.place, "tells-nothing", message, help);
        }
        let mut tells = Vec::new();
        for (code, number) in &written.0 {
            let points = self.points(Some(number));
            if number.value == 0 {
                let message = format!("{} gives no points", quoted(&name.value));
                self.report.add(number.place, "tells-nothing", message, "take the code out");
            }
            let Some(id) = self.code_id(code) else { continue };
            if !scales.iter().any(|scale| scale.code == id) {
                let message = format!("{} has no scale for its indicators", quoted(&code.value));
                let help = "add `[[scale]]` with its `code`, `base`, `most` and `least`";
                self.report.add(code.place, "missing-scale", message, help);
            }
            tells.push((id, points));
        }
        tells.sort_unstable();
        tells
    }

    fn check_never(&mut self, text: &Text, words: Option<&Pattern>, never: &[String]) {
        let mut found = None;
        each_item(words.map(|words| words.items.as_slice()).unwrap_or_default(), &mut |item| {
            if let Item::Word(word) | Item::Inflected(word) = item
                && never.contains(word)
            {
                found = Some(word.clone());
            }
        });
        if let Some(word) = found {
            let message = format!("{} is among the words that are `never` to tell", quoted(&word));
            let help = "take the indicator out: it would tell who is spoken of, not what was said";
            self.report.add(text.place, "tells-of-the-person", message, help);
        }
    }

    /// A pattern that is nothing but words in a row.
    fn words_in_a_row(&mut self, text: &Text) -> Option<Pattern> {
        let pattern = self.pattern(text)?;
        let mut plain = true;
        each_item(&pattern.items, &mut |item| {
            plain &= !matches!(item, Item::Concept(_) | Item::Person(_) | Item::Gap(_));
        });
        if !plain {
            let message = format!("{} is more than words in a row", quoted(&text.value));
            let help = "write words, or put a concept under `[concepts]`";
            self.report.add(text.place, "not-plain-words", message, help);
        }
        plain.then_some(pattern)
    }
}

/// In how many words indicators are added up, where a pack does not say.
const USUAL_LONGEST: u32 = 120;
