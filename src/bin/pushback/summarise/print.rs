//! A summary as a table for people, or as one JSON object.
//!
//! Knows nothing of how it was decided what may be shown. Invariant: a figure that is withheld is
//! printed as such, and never as nothing.

use serde::Serialize;
use serde_json::json;

use pushback::Codebook;

use super::Change;
use super::survey::{Count, Group, Survey};
use super::withheld::{Shown, WHOLE};
use crate::metrics::{Share, rounded};
use crate::page::{Ink, Page, clean};

/// The figure of an item in a group.
#[derive(Serialize)]
struct Figure {
    answers: u32,
    people: usize,
    /// Of the answers of the group, the share.
    rate: Option<f64>,
    interval: Option<[f64; 2]>,
}

impl Figure {
    fn of(count: &Count, group: &Group) -> Self {
        let share = Share { hits: count.answers, of: group.all.answers };
        let interval = share.interval().map(|found| [rounded(found.low), rounded(found.high)]);
        let rate = share.value().map(rounded);
        Self { answers: count.answers, people: count.people.len(), rate, interval }
    }
}

/// The figure, where it may be shown.
fn figure(survey: &Survey, shown: &Shown, item: &str, column: &str) -> Option<Figure> {
    let group = if column == WHOLE { Some(&survey.whole) } else { survey.groups.get(column) };
    let empty = Count::default();
    let group = group.filter(|_| shown.has(item, column))?;
    Some(Figure::of(group.items.get(item).unwrap_or(&empty), group))
}

/// The columns that are shown, all answers first.
fn columns(shown: &Shown) -> Vec<&str> {
    let groups = shown.groups.iter().map(String::as_str);
    std::iter::once(WHOLE).chain(groups).collect()
}

fn called(column: &str) -> String {
    if column == WHOLE { "all".to_owned() } else { clean(column) }
}

/// How the share of people who show something differs between two periods: what it was, what it
/// is, and the interval of the difference, by Newcombe's method.
fn change(survey: &Survey, shown: &Shown, item: &str, asked: &Change) -> Option<[f64; 4]> {
    let share = |period: &str| {
        let group = survey.groups.get(period).filter(|_| shown.has(item, period))?;
        let people = group.items.get(item).map_or(0, |count| count.people.len());
        let of = u32::try_from(group.all.people.len()).ok()?;
        Some(Share { hits: u32::try_from(people).ok()?, of })
    };
    let (before, after) = (share(&asked.before)?, share(&asked.after)?);
    let (first, second) = (before.value()?, after.value()?);
    let (of_first, of_second) = (before.interval()?, after.interval()?);
    let difference = second - first;
    let down = (second - of_second.low).hypot(of_first.high - first);
    let up = (of_second.high - second).hypot(first - of_first.low);
    Some([first, second, difference - down, difference + up])
}

/// Rules by how many answers they counted in, where enough people stand behind it; and those that
/// did for nobody, or too few.
fn rules<'s>(
    survey: &'s Survey,
    shown: &Shown,
    codebook: &'s Codebook,
) -> (Vec<(&'s str, &'s Count)>, Vec<&'s str>) {
    let enough = |count: &Count| shown.whole && !shown.is_scarce(count.people.len());
    let often = survey.rules.iter().filter(|(_, count)| enough(count));
    let mut often: Vec<(&str, &Count)> =
        often.map(|(rule, count)| (rule.as_str(), count)).collect();
    often.sort_by_key(|(rule, count)| (std::cmp::Reverse(count.answers), *rule));
    let behaviours = codebook.behaviours().iter();
    let all = behaviours.flat_map(|behaviour| &behaviour.rules).map(|rule| rule.id.as_str());
    let seldom = all.filter(|rule| !survey.rules.get(*rule).is_some_and(enough)).collect();
    (often, seldom)
}

/// One JSON object; `null` stands for what is withheld.
pub(super) fn json(
    survey: &Survey,
    shown: &Shown,
    asked: Option<&Change>,
    codebook: &Codebook,
) -> String {
    let columns: Vec<_> = columns(shown)
        .into_iter()
        .filter(|_| shown.whole)
        .map(|column| {
            let group = survey.groups.get(column).unwrap_or(&survey.whole);
            let codes: serde_json::Map<_, _> = survey
                .whole
                .items
                .keys()
                .map(|item| (item.clone(), json!(figure(survey, shown, item, column))))
                .collect();
            let (answers, people) = (group.all.answers, group.all.people.len());
            json!({ "group": called(column), "answers": answers, "people": people, "codes": codes })
        })
        .collect();
    let changes: Option<serde_json::Map<_, _>> = asked.map(|asked| {
        let items = survey.whole.items.keys();
        items
            .map(|item| {
                let change = change(survey, shown, item, asked).map(|found| found.map(rounded));
                (item.clone(), json!(change))
            })
            .collect()
    });
    let (often, seldom) = rules(survey, shown, codebook);
    let often: Vec<_> = often
        .into_iter()
        .map(|(rule, count)| json!({ "rule": rule, "answers": count.answers }))
        .collect();
    let summary = json!({
        "schema": 1,
        "groups": columns,
        "withheld_groups": survey.groups.len() - shown.groups.len(),
        "change": changes,
        "rules": { "often": often, "seldom_or_never": if shown.whole { seldom } else { vec![] } },
        "unread": survey.unread,
    });
    format!("{summary:#}\n")
}

/// Tables for people.
pub(super) fn text(
    survey: &Survey,
    shown: &Shown,
    asked: Option<&Change>,
    (codebook, width): (&Codebook, usize),
) -> String {
    let mut page = Page::new(width, false);
    if !shown.whole {
        page.paragraph("", "", "There are too few people in this batch for a summary of any kind.");
        return page.take();
    }
    for column in columns(shown) {
        let group = survey.groups.get(column).unwrap_or(&survey.whole);
        let (answers, people) = (group.all.answers, group.all.people.len());
        page.heading(&format!("{}: {answers} answers, {people} people", called(column)));
        for item in survey.whole.items.keys() {
            page.row(&row(item, figure(survey, shown, item, column).as_ref()));
        }
    }
    let lost = survey.groups.len() - shown.groups.len();
    if lost > 0 {
        page.space();
        page.paragraph("", "", &format!("{lost} groups are withheld, so that nobody is revealed."));
    }
    if let Some(asked) = asked {
        let (before, after) = (clean(&asked.before), clean(&asked.after));
        page.heading(&format!("From {before} to {after}, of the people, who showed it"));
        for item in survey.whole.items.keys() {
            page.row(&change_row(item, change(survey, shown, item, asked)));
        }
    }
    let (often, seldom) = rules(survey, shown, codebook);
    page.heading("Rules that counted most often");
    for (rule, count) in often.iter().take(MOST_RULES) {
        page.row(&format!("  {rule:<44}{:>8}", count.answers));
    }
    page.heading("Rules that counted for nobody, or for too few to say");
    let (some, more) = (seldom.len().min(MOST_NAMED), seldom.len().saturating_sub(MOST_NAMED));
    let mut names = seldom.get(..some).unwrap_or_default().join(", ");
    if more > 0 {
        names = format!("{names} and {more} more; `--format json` names all");
    }
    page.paragraph("  ", "  ", &names);
    page.space();
    let words = page.ink(Ink::Faint, LIMITS);
    page.paragraph("", "", &words);
    page.take()
}

fn row(item: &str, figure: Option<&Figure>) -> String {
    let Some(&Figure { answers, people, rate, interval }) = figure else {
        return format!("  {item:<26}{:>8}", "withheld");
    };
    let rate = rate.unwrap_or_default() * 100.0;
    let [low, high] = interval.unwrap_or_default().map(|bound| bound * 100.0);
    format!(
        "  {item:<26}{answers:>8} answers {rate:>5.1} % ({low:.1} to {high:.1}), {people} people"
    )
}

fn change_row(item: &str, change: Option<[f64; 4]>) -> String {
    let Some([before, after, low, high]) = change.map(|found| found.map(|share| share * 100.0))
    else {
        return format!("  {item:<26}{:>8}", "withheld");
    };
    let says = if low <= 0.0 && high >= 0.0 { ": too few to say" } else { "" };
    let difference = after - before;
    format!(
        "  {item:<26}{before:>5.1} % to {after:>5.1} %, {difference:+.1} points ({low:+.1} to \
         {high:+.1}){says}"
    )
}

/// How many rules are listed.
const MOST_RULES: usize = 12;
/// How many rules are named that count seldom.
const MOST_NAMED: usize = 12;
const LIMITS: &str = "A figure is shown where it is about enough people, and where no other figure \
                      of this summary gives away one that is not. Several summaries of the same \
                      batch can be set against each other: publish one. In a team of twelve most \
                      figures stay withheld, as they should. Intervals are of 95 %, as if answers \
                      were independent. Not for selection, appraisal or discipline.";
