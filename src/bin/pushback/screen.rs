//! What the terminal can show.
//!
//! Knows nothing of what is shown. Invariant: what was asked for goes before what was found out.

use std::io;

use anstream::{AutoStream, ColorChoice};

use crate::args::Color;

/// Whether the output has colours.
pub(crate) fn is_coloured(asked: Color) -> bool {
    match asked {
        Color::Auto => AutoStream::choice(&io::stdout()) != ColorChoice::Never,
        Color::Always => true,
        Color::Never => false,
    }
}

/// Columns as asked for, or those of the terminal where they are not too many to read well.
pub(crate) fn width(asked: Option<u16>) -> usize {
    let terminal = || terminal_size::terminal_size().map(|(width, _)| width.0.clamp(20, 100));
    usize::from(asked.or_else(terminal).unwrap_or(80))
}
