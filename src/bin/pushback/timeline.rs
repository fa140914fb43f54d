//! The sessions of a case side by side.
//!
//! Knows nothing of turns. Invariant: a session stands in the same column of every row.

use pushback::{Codebook, Reading, Session, Strength};

use crate::page::{Ink, Page};

/// Sessions across, codes down, as many at a time as the page is wide.
pub(crate) fn draw(page: &mut Page, timeline: &[Session], codebook: &Codebook) {
    page.heading("Over the sessions");
    let mut codes: Vec<&str> = Vec::new();
    for code in timeline.iter().flat_map(|session| &session.codes) {
        if !codes.contains(&code.code.as_str()) {
            codes.push(&code.code);
        }
    }
    let most = page.width() / 2;
    let titles: Vec<String> = codes.iter().map(|id| title(codebook, id, most)).collect();
    let lengths = titles.iter().map(|title| title.chars().count());
    let head = lengths.fold(SESSION.len(), usize::max);
    let longest = timeline.iter().map(|at| number(at.session).len()).max().unwrap_or_default();
    let column = COLUMN.max(longest + 1);
    let across = (page.width().saturating_sub(head + 2) / column).max(1);
    for sessions in timeline.chunks(across) {
        let mut row = |name: &str, cell: &dyn Fn(&Session) -> String| {
            let cells = sessions.iter().map(|at| format!("{:>column$}", cell(at)));
            let cells = cells.collect::<Vec<_>>().concat();
            page.row(&format!("  {name:<head$}{cells}"));
        };
        row(SESSION, &|at| number(at.session));
        for (id, title) in codes.iter().zip(&titles) {
            row(title, &|at| glyph(at, id).to_owned());
        }
        row("Stance", &|at| letter(at.stance).to_owned());
        page.space();
    }
    let legend = page.ink(Ink::Faint, LEGEND);
    page.paragraph("  ", "  ", &legend);
}

/// The title of a code, cut where it has more than `most` characters.
fn title(codebook: &Codebook, id: &str, most: usize) -> String {
    let title = codebook.code(id).map_or(id, |code| &code.title);
    if title.chars().count() <= most {
        return title.to_owned();
    }
    let kept: String = title.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

fn number(session: u32) -> String {
    if session == 0 { "?".to_owned() } else { session.to_string() }
}

fn glyph(session: &Session, code: &str) -> &'static str {
    match session.codes.iter().find(|found| found.code == code).map(|found| found.strength) {
        None => "",
        Some(Strength::Strong) => "■",
        Some(Strength::Moderate) => "▪",
        Some(_) => "·",
    }
}

fn letter(stance: Reading) -> &'static str {
    match stance {
        Reading::Autonomy => "A",
        Reading::Reactance => "R",
        Reading::Mixed => "M",
        _ => "-",
    }
}

const SESSION: &str = "Session";
const COLUMN: usize = 4;
const LEGEND: &str = "· hint ▪ moderate ■ strong; A autonomy R reactance M mixed";
