//! Figures of agreement between what was labelled and what was found.
//!
//! Knows nothing of texts or codes. Invariant: a figure that nothing stands under is no number at
//! all, and every interval holds the figure that it belongs to.

use serde::ser::{Serialize, SerializeStruct, Serializer};

/// How many of some things are so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Share {
    /// Those that are so.
    pub(crate) hits: u32,
    /// All of them.
    pub(crate) of: u32,
}

impl Share {
    /// Counts one more.
    pub(crate) fn count(&mut self, is_so: bool) {
        self.hits += u32::from(is_so);
        self.of += 1;
    }

    /// Counts what another has counted.
    pub(crate) fn add(&mut self, other: Self) {
        self.hits += other.hits;
        self.of += other.of;
    }

    /// The share, from 0 to 1; nothing where there was nothing to count.
    pub(crate) fn value(self) -> Option<f64> {
        (self.of > 0).then(|| f64::from(self.hits) / f64::from(self.of))
    }

    /// The Wilson score interval that holds the true share in 95 of 100 samples.
    pub(crate) fn interval(self) -> Option<Interval> {
        let share = self.value()?;
        let count = f64::from(self.of);
        let square = Z * Z / count;
        let middle = (share + square / 2.0) / (1.0 + square);
        let spread = (share * (1.0 - share) / count + square / (4.0 * count)).sqrt();
        let half = Z * spread / (1.0 + square);
        // At the ends the formula meets 0 and 1 but for rounding.
        let low = if self.hits == 0 { 0.0 } else { middle - half };
        let high = if self.hits == self.of { 1.0 } else { middle + half };
        Some(Interval { low, high })
    }
}

/// What a figure may truly be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Interval {
    pub(crate) low: f64,
    pub(crate) high: f64,
}

/// What was found of what was labelled, and how much was found in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Labelled and found.
    pub(crate) right: u32,
    /// Labelled.
    pub(crate) gold: u32,
    /// Found.
    pub(crate) flagged: u32,
}

impl Tally {
    /// Counts one more decision.
    pub(crate) fn count(&mut self, gold: bool, flagged: bool) {
        self.right += u32::from(gold && flagged);
        self.gold += u32::from(gold);
        self.flagged += u32::from(flagged);
    }

    /// Counts what another has counted.
    pub(crate) fn add(&mut self, other: Self) {
        self.right += other.right;
        self.gold += other.gold;
        self.flagged += other.flagged;
    }

    /// Of what was found, what is right.
    pub(crate) fn precision(self) -> Share {
        Share { hits: self.right, of: self.flagged }
    }

    /// Of what was labelled, what was found.
    pub(crate) fn recall(self) -> Share {
        Share { hits: self.right, of: self.gold }
    }

    /// The harmonic mean of both; nothing where nothing was labelled and nothing found.
    pub(crate) fn f1(self) -> Option<f64> {
        let both = self.gold + self.flagged;
        (both > 0).then(|| 2.0 * f64::from(self.right) / f64::from(both))
    }

    /// The interval of F1. F1 is no share of a count, but it rises with one: with the share of the
    /// right ones among all that was labelled or found, whose Wilson interval is carried over.
    pub(crate) fn f1_interval(self) -> Option<Interval> {
        let either = self.gold + self.flagged - self.right;
        let Interval { low, high } = Share { hits: self.right, of: either }.interval()?;
        let carry = |share: f64| 2.0 * share / (1.0 + share);
        Some(Interval { low: carry(low), high: carry(high) })
    }

    /// Cohen's kappa where `decisions` were taken in all: agreement beyond that of chance. Nothing
    /// where chance alone agrees always.
    pub(crate) fn kappa(self, decisions: u32) -> Option<f64> {
        if decisions == 0 {
            return None;
        }
        let all = f64::from(decisions);
        let share = |count: u32| f64::from(count) / all;
        let apart = self.gold + self.flagged - 2 * self.right;
        let agreed = 1.0 - share(apart);
        let (gold, flagged) = (share(self.gold), share(self.flagged));
        let chance = gold * flagged + (1.0 - gold) * (1.0 - flagged);
        (chance < 1.0).then(|| (agreed - chance) / (1.0 - chance))
    }
}

/// The mean of the figures that there are.
pub(crate) fn mean(figures: impl IntoIterator<Item = Option<f64>>) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0_u32);
    for figure in figures.into_iter().flatten() {
        sum += figure;
        count += 1;
    }
    (count > 0).then(|| sum / f64::from(count))
}

/// A figure with the four digits that are written down.
pub(crate) fn rounded(figure: f64) -> f64 {
    (figure * 1e4).round() / 1e4
}

/// The standard normal quantile of 95 per cent, both sides taken together.
const Z: f64 = 1.959_963_984_540_054;

impl Serialize for Share {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut fields = to.serialize_struct("Share", 4)?;
        fields.serialize_field("hits", &self.hits)?;
        fields.serialize_field("of", &self.of)?;
        fields.serialize_field("value", &self.value().map(rounded))?;
        fields.serialize_field("interval", &self.interval())?;
        fields.end()
    }
}

impl Serialize for Interval {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        [rounded(self.low), rounded(self.high)].serialize(to)
    }
}

impl Serialize for Tally {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut fields = to.serialize_struct("Tally", 9)?;
        fields.serialize_field("right", &self.right)?;
        fields.serialize_field("gold", &self.gold)?;
        fields.serialize_field("flagged", &self.flagged)?;
        fields.serialize_field("precision", &self.precision().value().map(rounded))?;
        fields.serialize_field("precision_interval", &self.precision().interval())?;
        fields.serialize_field("recall", &self.recall().value().map(rounded))?;
        fields.serialize_field("recall_interval", &self.recall().interval())?;
        fields.serialize_field("f1", &self.f1().map(rounded))?;
        fields.serialize_field("f1_interval", &self.f1_interval())?;
        fields.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: Option<f64>, wanted: f64) {
        let found = found.expect("a figure");
        assert!((found - wanted).abs() < 5e-5, "{found}, not {wanted}");
    }

    fn between(found: Option<Interval>, low: f64, high: f64) {
        let found = found.expect("an interval");
        close(Some(found.low), low);
        close(Some(found.high), high);
    }

    #[test]
    fn the_wilson_interval_is_the_one_in_the_textbook() {
        // With z² = 3.841459: (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n).
        between(Share { hits: 5, of: 10 }.interval(), 0.2366, 0.7634);
        between(Share { hits: 81, of: 263 }.interval(), 0.2553, 0.3662);
        between(Share { hits: 1, of: 29 }.interval(), 0.0061, 0.1718);
        // None of n: from 0 to z²/(n + z²).
        between(Share { hits: 0, of: 10 }.interval(), 0.0, 0.2775);
        between(Share { hits: 10, of: 10 }.interval(), 0.7225, 1.0);
        between(Share { hits: 1, of: 1 }.interval(), 0.2065, 1.0);
    }

    #[test]
    fn where_there_is_nothing_there_is_no_figure() {
        let nothing = Tally::default();
        assert_eq!(nothing.precision().value(), None);
        assert_eq!(nothing.recall().interval(), None);
        assert_eq!(nothing.f1(), None);
        assert_eq!(nothing.f1_interval(), None);
        assert_eq!(nothing.kappa(0), None);
        assert_eq!(nothing.kappa(10), None);
        assert_eq!(mean([None, None]), None);
        let json = serde_json::to_string(&nothing).expect("JSON");
        assert!(json.contains("\"f1\":null,\"f1_interval\":null"), "{json}");
    }

    #[test]
    fn f1_is_nought_where_all_is_missed_or_wrong() {
        close(Tally { right: 0, gold: 3, flagged: 0 }.f1(), 0.0);
        close(Tally { right: 0, gold: 0, flagged: 3 }.f1(), 0.0);
        assert_eq!(Tally { right: 0, gold: 3, flagged: 0 }.precision().value(), None);
        assert_eq!(Tally { right: 0, gold: 0, flagged: 3 }.recall().value(), None);
    }

    #[test]
    fn f1_is_the_harmonic_mean_and_its_interval_comes_from_the_overlap() {
        let tally = Tally { right: 35, gold: 75, flagged: 40 };
        close(tally.precision().value(), 0.875);
        close(tally.recall().value(), 0.466_67);
        // 70 of 115.
        close(tally.f1(), 0.608_7);
        // 35 of the 80 that were labelled or found lie between 0.3341 and 0.5466.
        between(Share { hits: 35, of: 80 }.interval(), 0.3341, 0.5466);
        between(tally.f1_interval(), 0.5009, 0.7068);
        between(Tally { right: 4, gold: 4, flagged: 4 }.f1_interval(), 0.6756, 1.0);
    }

    #[test]
    fn kappa_is_agreement_beyond_chance() {
        // Both yes 20, gold alone 10, found alone 5, neither 15: agreed 0.7, chance 0.5.
        close(Tally { right: 20, gold: 30, flagged: 25 }.kappa(50), 0.4);
        // Neither agrees more than chance would.
        close(Tally { right: 25, gold: 50, flagged: 50 }.kappa(100), 0.0);
        close(Tally { right: 0, gold: 5, flagged: 5 }.kappa(10), -1.0);
        close(Tally { right: 7, gold: 7, flagged: 7 }.kappa(20), 1.0);
        // One side always says the same, and that is all that chance needs.
        close(Tally { right: 0, gold: 5, flagged: 0 }.kappa(10), 0.0);
        assert_eq!(Tally { right: 10, gold: 10, flagged: 10 }.kappa(10), None);
    }

    #[test]
    fn a_mean_leaves_out_what_is_no_figure() {
        close(mean([Some(0.5), None, Some(1.0)]), 0.75);
    }
}
