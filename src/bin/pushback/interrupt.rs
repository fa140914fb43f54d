//! Whether somebody wants the command to stop.
//!
//! Knows nothing of what is under way. Invariant: the first wish lets what is being written be
//! written to its end; a second one ends the command at once.

use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::status::INTERRUPTED;

/// Whether somebody wants the command to stop.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Heeds the wish from now on, where the system lets it.
    pub(crate) fn heeded() -> Self {
        let interrupt = Self::default();
        let wish = interrupt.clone();
        // Where no handler can be set, the system's own way of stopping remains.
        let _ = ctrlc::set_handler(move || {
            if wish.0.swap(true, Ordering::Relaxed) {
                process::exit(INTERRUPTED.into());
            }
        });
        interrupt
    }

    /// Whether the wish has been uttered.
    pub(crate) fn is_uttered(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
