//! Which figures may be shown.
//!
//! Knows nothing of how they are printed. Invariant: what is withheld, taken together along any row
//! or column whose sum is shown, is about nobody or about enough people; so that no subtraction of
//! shown figures gives one about fewer.

use std::collections::BTreeSet;

use super::survey::{Count, Group, NOTHING, People, Survey};

/// Which figures may be shown.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown {
    least: usize,
    /// Whether there are enough people for anything.
    pub(super) whole: bool,
    /// The groups that are shown.
    pub(super) groups: BTreeSet<String>,
    /// The cells that are withheld, by item and group, in groups that are shown and in the column
    /// of all, which [`WHOLE`] stands for.
    withheld: BTreeSet<(String, String)>,
    /// How many figures there are, and how many of them are shown.
    figures: (usize, usize),
}

/// The column of all answers.
pub(super) const WHOLE: &str = "\0all";

impl Shown {
    /// What may be shown of a survey where figures must be about so many people.
    pub(super) fn of(survey: &Survey, least: usize) -> Self {
        let whole = survey.whole.all.people.len() >= least;
        let mut shown = Self { least, whole, ..Self::default() };
        if whole {
            shown.groups = groups(survey, least);
            shown.scarce(survey);
            // What one sum withholds may lay bare what another had hidden, until nothing changes.
            while shown.rows(survey) || shown.columns(survey) {}
        }
        let items = survey.whole.items.len();
        let all = items * (survey.groups.len() + 1);
        let columns = if whole { shown.groups.len() + 1 } else { 0 };
        shown.figures = (all, (items * columns).saturating_sub(shown.withheld.len()));
        shown
    }

    /// Whether the figure of this item in this group may be shown.
    pub(super) fn has(&self, item: &str, group: &str) -> bool {
        let column = group == WHOLE || self.groups.contains(group);
        self.whole && column && !self.withheld.contains(&(item.to_owned(), group.to_owned()))
    }

    /// Whether more than half of the figures are withheld.
    pub(super) fn is_mostly_withheld(&self) -> bool {
        !self.whole || self.figures.1 * 2 < self.figures.0
    }

    /// Whether a figure about these people says too much about them.
    pub(super) fn is_scarce(&self, people: usize) -> bool {
        people > 0 && people < self.least
    }

    /// Withholds the figures that are about too few, or leave too few that they are not about:
    /// where nearly everybody of a group showed something, it is known of each. Of having shown
    /// nothing at some time that may be known.
    fn scarce(&mut self, survey: &Survey) {
        for (column, group) in self.columns_of(survey) {
            for (item, count) in &group.items {
                let shows = count.people.len();
                let rest = group.all.people.len().saturating_sub(shows);
                if self.is_scarce(shows) || (item != NOTHING && rest < self.least) {
                    self.withheld.insert((item.clone(), column.to_owned()));
                }
            }
        }
    }

    /// Sees to it that no group can be worked out from the sum over all; `true` where something
    /// more had to be withheld.
    fn rows(&mut self, survey: &Survey) -> bool {
        let mut changed = false;
        for (item, all) in &survey.whole.items {
            if !self.has(item, WHOLE) {
                continue;
            }
            let mut hidden = People::new();
            let mut open: Vec<(&str, &Count)> = Vec::new();
            for (name, group) in &survey.groups {
                match group.items.get(item) {
                    Some(count) if self.has(item, name) => open.push((name, count)),
                    Some(count) => hidden.extend(&count.people),
                    None => {}
                }
            }
            open.sort_by_key(|(name, count)| (count.people.len(), *name));
            let mut open = open.into_iter();
            while self.is_scarce(hidden.len()) {
                changed = true;
                let (column, count) = open.next().unwrap_or((WHOLE, all));
                self.withheld.insert((item.clone(), column.to_owned()));
                hidden.extend(&count.people);
            }
        }
        changed
    }

    /// The same for the answers in which nothing stands: with all answers of a group they give
    /// those in which anything does.
    fn columns(&mut self, survey: &Survey) -> bool {
        let mut changed = false;
        for (column, group) in self.columns_of(survey) {
            let mut hidden = People::new();
            for (item, count) in &group.items {
                if item != NOTHING && !self.has(item, column) {
                    hidden.extend(&count.people);
                }
            }
            let scarce = self.is_scarce(hidden.len());
            if scarce && group.items.contains_key(NOTHING) && self.has(NOTHING, column) {
                changed = true;
                self.withheld.insert((NOTHING.to_owned(), column.to_owned()));
            }
        }
        changed
    }

    /// The groups that are shown, and the column of all.
    fn columns_of<'s>(&self, survey: &'s Survey) -> Vec<(&'s str, &'s Group)> {
        let groups = survey.groups.iter().filter(|(name, _)| self.groups.contains(*name));
        let groups = groups.map(|(name, group)| (name.as_str(), group));
        groups.chain([(WHOLE, &survey.whole)]).collect()
    }
}

/// The groups with enough people, without those that have to be withheld so that the others cannot
/// be worked out from the sum.
fn groups(survey: &Survey, least: usize) -> BTreeSet<String> {
    let mut order: Vec<(&String, &Group)> = survey.groups.iter().collect();
    order.sort_by_key(|(name, group)| (group.all.people.len(), *name));
    let mut hidden = People::new();
    let shown = order.into_iter().filter(|(_, group)| {
        let enough = group.all.people.len() >= least;
        let safe = hidden.is_empty() || hidden.len() >= least;
        if !(enough && safe) {
            hidden.extend(&group.all.people);
        }
        enough && safe
    });
    shown.map(|(name, _)| name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// A survey of people, each with one answer in a group, and what stands in it.
    fn survey(answers: &[(&str, &str, std::ops::Range<u32>)]) -> Survey {
        let mut survey = Survey::default();
        for (group, code, people) in answers {
            let codes = if code.is_empty() { json!([]) } else { json!([{ "code": code }]) };
            let codes: &Vec<Value> = codes.as_array().expect("a list");
            for person in people.clone() {
                survey.add(&person.to_string(), Some(group), &json!({}), codes);
            }
        }
        survey
    }

    #[test]
    fn a_small_group_is_withheld_and_so_is_another_that_would_give_it_away() {
        let survey = survey(&[("a", "", 0..20), ("b", "", 20..30), ("c", "", 30..32)]);
        let shown = Shown::of(&survey, 5);
        assert_eq!(shown.groups, BTreeSet::from(["a".to_owned()]));
        let two = [("a", "", 0..20), ("b", "", 20..23), ("c", "", 23..26), ("d", "", 26..40)];
        let shown = Shown::of(&self::survey(&two), 5);
        assert_eq!(shown.groups, ["a", "d"].map(str::to_owned).into());
    }

    #[test]
    fn a_cell_about_few_is_withheld_and_so_is_what_would_give_it_away() {
        let survey = survey(&[
            ("a", "time", 0..9),
            ("a", "", 9..30),
            ("b", "time", 30..32),
            ("b", "", 32..60),
            ("c", "time", 60..66),
            ("c", "", 66..90),
        ]);
        let shown = Shown::of(&survey, 5);
        assert!(shown.has("time", "a") && shown.has("time", WHOLE));
        assert!(!shown.has("time", "b") && !shown.has("time", "c"));
        // With all answers of b, those without a code give the two with one.
        assert!(!shown.has(NOTHING, "b"));
    }

    #[test]
    fn what_everybody_showed_is_withheld() {
        let shown = Shown::of(&survey(&[("a", "time", 0..9), ("b", "", 9..30)]), 5);
        assert!(!shown.has("time", "a"));
    }

    #[test]
    fn where_all_are_too_few_nothing_is_shown() {
        let shown = Shown::of(&survey(&[("a", "time", 0..4)]), 5);
        assert!(!shown.whole && shown.is_mostly_withheld() && !shown.has("time", WHOLE));
    }

    #[test]
    fn no_subtraction_along_a_row_gives_a_figure_about_few() {
        // Every way in which four groups can show a code by 0 to 7 of 12 people each.
        for way in 0..8_u32.pow(4) {
            let mut answers = Vec::new();
            for (at, group) in (0..4).zip(["a", "b", "c", "d"]) {
                let shows = way / 8_u32.pow(at) % 8;
                let first = at * 12;
                answers.push((group, "time", first..first + shows));
                answers.push((group, "", first + shows..first + 12));
            }
            let survey = survey(&answers);
            let shown = Shown::of(&survey, 5);
            let Some(all) = survey.whole.items.get("time") else { continue };
            if !shown.has("time", WHOLE) {
                continue;
            }
            let seen = survey.groups.iter().filter(|(name, _)| shown.has("time", name));
            let seen: usize = seen
                .filter_map(|(_, group)| group.items.get("time"))
                .map(|count| count.people.len())
                .sum();
            let hidden = all.people.len() - seen;
            assert!(hidden == 0 || hidden >= 5, "way {way}: {hidden} people are laid bare");
        }
    }
}
