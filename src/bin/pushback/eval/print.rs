//! The figures as tables for people.
//!
//! Knows nothing of how a figure is made. Invariant: what is no number is shown as a dash.

use pushback::Codebook;

use super::figures::{OfCode, Strengths, Summary};
use super::measured::Measured;
use crate::metrics::{Interval, Share, Tally};
use crate::page::Page;

/// Lays all figures out.
pub(crate) fn measured(measured: &Measured, page: Page, _codebook: &Codebook) -> String {
    let mut print = Print { page };
    print.head(measured);
    print.codes(&measured.codes, &measured.chosen, &measured.all);
    print.page.take()
}

struct Print {
    page: Page,
}

impl Print {
    fn head(&mut self, measured: &Measured) {
        let texts = &measured.texts;
        let receipt = &measured.receipt;
        let words = format!(
            "{} texts, {} of them without a code. Rules {} {} ({}).",
            texts.read, texts.uncoded, receipt.pack, receipt.version, receipt.hash
        );
        self.page.paragraph("", "", &words);
    }

    fn codes(&mut self, codes: &[OfCode], chosen: &Summary, all: &Summary) {
        self.page.space();
        self.page.row(&row("code", "right", "of", "flagged", "precision", "recall", "F1", "kappa"));
        for code in codes.iter().filter(|code| code.tally.f1().is_some()) {
            self.page.row(&of_tally(&code.code, code.tally, code.kappa));
        }
        self.page.space();
        for (what, summary) in [("chosen", chosen), ("all", all)] {
            let Summary { codes, mean, tally, kappa, strengths, false_alarms } = summary;
            let name = format!("{what} codes, macro");
            let (p, r, f) = (bare(mean.precision), bare(mean.recall), bare(mean.f1));
            self.page.row(&row(&name, "", &codes.to_string(), "", &p, &r, &f, ""));
            self.page.row(&of_tally(&format!("{what} codes, micro"), *tally, *kappa));
            let Strengths { moderate, strong } = strengths;
            self.page.row(&format!("  right where moderate: {}", share(*moderate)));
            self.page.row(&format!("  right where strong: {}", share(*strong)));
            self.page.row(&format!("  false alarms: {}", share(*false_alarms)));
        }
    }
}

fn of_tally(name: &str, tally: Tally, kappa: Option<f64>) -> String {
    let (right, gold, flagged) =
        (tally.right.to_string(), tally.gold.to_string(), tally.flagged.to_string());
    let precision = figure(tally.precision().value(), tally.precision().interval());
    let recall = figure(tally.recall().value(), tally.recall().interval());
    let f1 = figure(tally.f1(), tally.f1_interval());
    row(name, &right, &gold, &flagged, &precision, &recall, &f1, &bare(kappa))
}

#[expect(clippy::too_many_arguments, reason = "a row has as many columns")]
fn row(a: &str, b: &str, c: &str, d: &str, e: &str, f: &str, g: &str, h: &str) -> String {
    format!("{a:<22}{b:>6}{c:>6}{d:>8}  {e:<17} {f:<17} {g:<17} {h:>5}")
}

/// A figure with two digits, or a dash.
fn bare(figure: Option<f64>) -> String {
    figure.map_or_else(|| "–".to_owned(), |figure| format!("{figure:.2}"))
}

fn figure(value: Option<f64>, interval: Option<Interval>) -> String {
    match interval {
        Some(Interval { low, high }) => format!("{} ({low:.2}–{high:.2})", bare(value)),
        None => bare(value),
    }
}

fn share(share: Share) -> String {
    format!("{} of {}, {}", share.hits, share.of, figure(share.value(), share.interval()))
}
