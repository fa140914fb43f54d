//! `pushback contrast`: two readings side by side.
//!
//! Knows nothing of what speaks for a reading. Invariant: all that is shown stands in the rules.

use std::io::{self, Write};

use pushback::{Codebook, Comparison, LoadError, Weight};

use crate::args::Contrast;
use crate::failure::Failure;
use crate::page::{Ink, Page};
use crate::status::Status;
use crate::wording::Wording;

/// Shows the two readings.
pub(crate) fn run(args: &Contrast) -> Result<Status, Failure> {
    let codebook = match &args.rules {
        None => Codebook::builtin(),
        Some(dir) => Codebook::load(dir).map_err(|error| match error {
            LoadError::Unreadable { path, source, .. } => {
                Failure::reading("the rules", &path, &source)
            }
            mistakes => Failure::Unread(mistakes.to_string()),
        })?,
    };
    let Some(compared) = codebook.compare(&args.one, &args.other) else {
        let unknown = [&args.one, &args.other]
            .into_iter()
            .find(|name| codebook.compare(name, name).is_none());
        let name = unknown.map(String::as_str).unwrap_or_default();
        let known: Vec<&str> = codebook.codes().iter().map(|code| code.id.as_str()).collect();
        let message = format!("no code or kind is called `{name}`; there are {}", known.join(", "));
        return Err(Failure::Unread(message));
    };
    let mut page = Page::new(usize::from(args.width), false);
    draw(&mut page, &compared, Wording(&codebook));
    io::stdout().write_all(page.take().as_bytes())?;
    Ok(Status::Fine)
}

fn draw(page: &mut Page, compared: &Comparison, words: Wording<'_>) {
    let (one, other) = (words.code(&compared.one), words.code(&compared.other));
    let title = format!("{one} and {other}");
    page.heading(&title);
    for difference in &compared.difference {
        page.paragraph("  ", "  ", difference);
    }
    let parts = [
        (format!("For {one}"), &compared.for_one),
        (format!("For {other}"), &compared.for_other),
        ("For both".to_owned(), &compared.for_both),
        (format!("Against {one}"), &compared.against_one),
        (format!("Against {other}"), &compared.against_other),
    ];
    for (heading, weights) in parts {
        if !weights.is_empty() {
            page.heading(&heading);
        }
        for weight in weights {
            row(page, weight, words);
        }
    }
    page.heading("What to ask or watch for");
    let nothing = words.0.pack().nothing_settles.clone();
    let asked = if compared.ask.is_empty() { vec![nothing] } else { compared.ask.clone() };
    for question in asked {
        page.paragraph("  - ", "    ", &question);
    }
}

fn row(page: &mut Page, weight: &Weight, words: Wording<'_>) {
    let points = format!("  {:>+3} {:>+3}  ", weight.one, weight.other);
    let id = page.ink(Ink::Faint, &format!("({})", weight.behaviour));
    let rest = " ".repeat(points.len());
    page.paragraph(&points, &rest, &format!("{} {id}", words.code(&weight.behaviour)));
}
