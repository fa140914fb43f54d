//! The figures as tables for people.
//!
//! Knows nothing of how a figure is made. Invariant: what is no number is shown as a dash.

mod slips;
mod tables;

use std::fmt::Write as _;

use pushback::Codebook;

use super::cases::{Apart, OfCases, Wrong};
use super::figures::{OfCode, OfKind, Summary};
use super::measured::{Group, Measured};
use super::pairs::{OfPairs, Scores};
use crate::metrics::{Interval, Share, Tally};
use crate::page::{Ink, Page, clean};
use crate::wording::Wording;

/// Lays all figures out.
pub(crate) fn measured(measured: &Measured, page: Page, codebook: &Codebook) -> String {
    let mut print = Print { page, words: Wording(codebook) };
    print.unread(measured);
    print.head(measured);
    if measured.texts.read > 0 {
        print.codes(&measured.codes);
        print.summaries(&measured.chosen, &measured.all);
        print.kinds(&measured.kinds, "Kinds");
    }
    for group in &measured.groups {
        print.group(group);
    }
    if let Some(pairs) = &measured.pairs {
        print.pairs(pairs);
    }
    if let Some(cases) = &measured.cases {
        print.cases(cases);
    }
    if let Some(rules) = &measured.per_rule {
        print.records("Behaviours", &rules.behaviours);
        print.records("Rules", &rules.rules);
    }
    print.misses(&measured.misses);
    print.false_alarms(&measured.false_alarms);
    print.page.take()
}

struct Print<'r> {
    page: Page,
    words: Wording<'r>,
}

impl Print<'_> {
    fn unread(&mut self, measured: &Measured) {
        for error in &measured.errors {
            let words = self.page.ink(Ink::Warning, "Not read");
            let place = format!("{}, line {}, column {}", error.file, error.line, error.column);
            let words = format!("{words}: {}: {}; {}", clean(&place), error.message, error.help);
            self.page.paragraph("", "  ", &words);
        }
    }

    fn head(&mut self, measured: &Measured) {
        let texts = &measured.texts;
        let mut words =
            format!("{}, {} without a code", counted(texts.read, "text"), texts.uncoded);
        if texts.unlabelled > 0 {
            let _ = write!(words, " ({} of which say nothing of codes)", texts.unlabelled);
        }
        if texts.outside_scope > 0 {
            let _ = write!(words, ", {} outside scope", texts.outside_scope);
        }
        if let Some(cases) = &measured.cases {
            let _ = write!(words, "; {}", counted(cases.read, "case"));
        }
        let receipt = &measured.receipt;
        let _ = write!(words, ". Rules {} {} ({}).", receipt.pack, receipt.version, receipt.hash);
        self.page.space();
        self.page.paragraph("", "", &words);
    }

    /// The codes that are labelled or found at all.
    fn codes(&mut self, codes: &[OfCode]) {
        self.page.heading("Codes");
        self.header();
        for code in codes.iter().filter(|code| code.tally.f1().is_some()) {
            let cells = Cells::of(code.tally).with_kappa(code.kappa);
            self.page.row(&cells.row(&code.code));
        }
    }

    fn header(&mut self) {
        let row = Cells::named(["right", "gold", "found", "precision", "recall", "F1", "kappa"]);
        let row = self.page.ink(Ink::Faint, &row.row(""));
        self.page.row(&row);
    }

    fn summaries(&mut self, chosen: &Summary, all: &Summary) {
        self.page.heading("Together");
        self.header();
        for (which, summary) in [("chosen", chosen), ("all", all)] {
            let mean = summary.mean;
            let figures = [mean.precision, mean.recall, mean.f1].map(number);
            let [precision, recall, f1] = figures.each_ref().map(String::as_str);
            let cells = Cells::named(["", "", "", precision, recall, f1, ""]);
            self.page.row(&cells.row(&format!("macro, {} {which}", summary.codes)));
            let cells = Cells::of(summary.tally).with_kappa(summary.kappa);
            self.page.row(&cells.row(&format!("micro, {which}")));
        }
        self.page.space();
        for (which, summary) in [("chosen codes", chosen), ("all codes", all)] {
            self.share(&format!("{which}, right where moderate"), summary.strengths.moderate);
            self.share(&format!("{which}, right where strong"), summary.strengths.strong);
            self.share(&format!("{which}, false alarms on uncoded"), summary.false_alarms);
        }
    }

    fn kinds(&mut self, kinds: &[OfKind], title: &str) {
        for kind in kinds.iter().filter(|kind| kind.labelled > 0) {
            self.page.heading(&format!("{title} of {}", kind.code));
            self.share("right of those decided", kind.decided);
            self.share("  where labelled as decided", kind.decided_of_decided);
            self.share("left open, and labelled so", kind.undetermined);
            for cell in &kind.table {
                let found = cell.found.as_deref().unwrap_or("code not found");
                self.page.row(&format!("  {:>5}  {} → {found}", cell.count, cell.gold));
            }
        }
    }

    fn group(&mut self, group: &Group) {
        let title =
            format!("By {}: {} ({})", group.by.name(), group.value, counted(group.texts, "text"));
        self.page.heading(&clean(&title));
        self.header();
        for code in group.codes.iter().filter(|code| code.chosen && code.tally.f1().is_some()) {
            self.page.row(&Cells::of(code.tally).with_kappa(code.kappa).row(&code.code));
        }
        self.summaries_of(group);
    }

    fn summaries_of(&mut self, group: &Group) {
        for (which, summary) in [("chosen", &group.chosen), ("all", &group.all)] {
            let cells = Cells::of(summary.tally).with_kappa(summary.kappa);
            self.page.row(&cells.row(&format!("micro, {which}")));
        }
        let macro_f1 = number(group.chosen.mean.f1);
        self.page.row(&format!("{:<NAME$}{macro_f1}", "macro F1, chosen"));
        self.share("false alarms on uncoded", group.chosen.false_alarms);
        for kind in group.kinds.iter().filter(|kind| kind.labelled > 0) {
            self.share(&format!("kind of {}, decided", kind.code), kind.decided);
        }
    }

    fn pairs(&mut self, pairs: &OfPairs) {
        self.page.heading("Minimal pairs, right on both sides");
        self.share("exactly as labelled", pairs.scores.right);
        self.share("told apart", pairs.scores.told_apart);
        for of in &pairs.differences {
            let Scores { right, told_apart } = of.scores;
            let name = clean(&of.difference);
            self.page.row(&format!(
                "  {name:<20}{:>4} of {:<4} told apart {}",
                right.hits, right.of, told_apart.hits
            ));
        }
        if !pairs.wrong.is_empty() {
            let words = format!("wrong: {}", clean(&pairs.wrong.join(" ")));
            self.page.paragraph("  ", "    ", &words);
        }
    }

    fn cases(&mut self, cases: &OfCases) {
        self.page.heading("Cases");
        self.share("stance as labelled", cases.stance);
        self.share("at least two fitting responses", cases.fitting_responses);
        self.share("a wrong response offered", cases.wrong_responses);
        self.share("clean, and no code found", cases.clean);
        self.page.space();
        self.header();
        self.page.row(&Cells::of(cases.codes).row("codes"));
        self.page.row(&Cells::of(cases.findings).row("findings"));
        for of in &cases.by_finding {
            self.page.row(&Cells::of(of.tally).row(&format!("  {}", clean(&of.finding))));
        }
        self.page.space();
        for cell in &cases.stances {
            let found = cell.found.as_deref().unwrap_or_default();
            self.page.row(&format!("  {:>5}  {} → {found}", cell.count, cell.gold));
        }
        self.kinds(&cases.kinds, "Kinds in cases");
        if !cases.wrong.is_empty() {
            self.page.heading("Cases that were not as labelled, worst first");
            for case in &cases.wrong {
                self.wrong(case);
            }
        }
    }

    fn wrong(&mut self, case: &Wrong) {
        let mut parts = Vec::new();
        if let Some(turned) = &case.stance {
            let found = turned.found.as_deref().unwrap_or("none");
            parts.push(format!("stance {found}, expected {}", turned.expected));
        }
        for turned in &case.kinds {
            let found = turned.found.as_deref().unwrap_or("none");
            parts.push(format!("kind {found}, expected {}", turned.expected));
        }
        for (what, Apart { missed, extra }) in
            [("codes", &case.codes), ("findings", &case.findings)]
        {
            for (how, names) in [("missed", missed), ("too many", extra)] {
                if !names.is_empty() {
                    parts.push(format!("{what} {how}: {}", names.join(", ")));
                }
            }
        }
        if !case.fitting_missed.is_empty() {
            parts.push(format!("fitting and not offered: {}", case.fitting_missed.join(", ")));
        }
        if !case.offered_amiss.is_empty() {
            parts.push(format!("offered and wrong: {}", case.offered_amiss.join(", ")));
        }
        let words = format!("{}: {}", case.place.shown(), parts.join("; "));
        self.page.paragraph("  ", "    ", &clean(&words));
    }

    fn share(&mut self, name: &str, share: Share) {
        // With three digits: of false alarms, two would leave nothing.
        let figure = match share.value().zip(share.interval()) {
            Some((share, Interval { low, high })) => format!("{share:.3} [{low:.3} {high:.3}]"),
            None => number(None),
        };
        self.page.row(&format!("{name:<38}{:>5} of {:<6}{figure}", share.hits, share.of));
    }
}

/// The columns of a table of codes.
struct Cells([String; 7]);

impl Cells {
    fn named(cells: [&str; 7]) -> Self {
        Self(cells.map(str::to_owned))
    }

    fn of(tally: Tally) -> Self {
        let (precision, recall) = (tally.precision(), tally.recall());
        Self([
            tally.right.to_string(),
            tally.gold.to_string(),
            tally.flagged.to_string(),
            with_interval(precision.value(), precision.interval()),
            with_interval(recall.value(), recall.interval()),
            with_interval(tally.f1(), tally.f1_interval()),
            String::new(),
        ])
    }

    fn with_kappa(self, kappa: Option<f64>) -> Self {
        let [right, gold, found, precision, recall, f1, _] = self.0;
        Self([right, gold, found, precision, recall, f1, number(kappa)])
    }

    fn row(&self, name: &str) -> String {
        let [right, gold, found, precision, recall, f1, kappa] = &self.0;
        format!(
            "{name:<NAME$}{right:>6}{gold:>6}{found:>6}  {precision:<17}{recall:<17}{f1:<17}{kappa:>5}"
        )
    }
}

/// The columns of the names in a table of codes.
const NAME: usize = 23;

/// A figure with two digits, or a dash.
fn number(figure: Option<f64>) -> String {
    figure.map_or_else(|| "–".to_owned(), |figure| format!("{figure:.2}"))
}

fn with_interval(figure: Option<f64>, interval: Option<Interval>) -> String {
    match interval {
        Some(Interval { low, high }) => format!("{} [{low:.2} {high:.2}]", number(figure)),
        None => number(figure),
    }
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
