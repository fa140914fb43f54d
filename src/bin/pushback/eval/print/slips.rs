//! Misses and false alarms, each with its text and what the rules made of it.
//!
//! Knows nothing of which ones are shown. Invariant: a text is shown with nothing in it that could
//! act on a terminal.

use std::fmt::Write as _;

use pushback::Span;

use super::Print;
use crate::eval::slips::{Aside, FalseAlarm, FalseAlarms, Miss, Misses, Near, Piece, Shown};
use crate::page::{Ink, clean};

impl Print<'_> {
    pub(super) fn misses(&mut self, misses: &Misses) {
        if misses.count == 0 {
            return;
        }
        let parts = misses.nearest.iter().map(|(near, count)| format!("{count} {}", near.what()));
        let parts: Vec<String> = parts.collect();
        self.page.heading(&format!("{} missed", misses.count));
        self.page.paragraph("  ", "    ", &format!("nearest: {}", parts.join(", ")));
        if !misses.set_aside_by.is_empty() {
            let mut by: Vec<_> = misses.set_aside_by.iter().collect();
            by.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
            let by: Vec<String> = by.iter().map(|(by, count)| format!("{by} {count}")).collect();
            self.page.paragraph("  ", "    ", &format!("set aside by: {}", by.join(", ")));
        }
        for miss in &misses.worst {
            self.miss(miss);
        }
    }

    fn miss(&mut self, miss: &Miss) {
        let spans = miss.evidence.iter().filter_map(|piece| piece.span);
        let marks = spans.map(|span| (span, Ink::Evidence));
        let asides = miss.suppressed.iter().map(|aside| (aside.span, Ink::SetAside));
        let marks: Vec<(Span, Ink)> = marks.chain(asides).collect();
        self.text("missed", &miss.code, &miss.shown, &marks);
        if miss.near == Near::OutsideScope {
            self.page.paragraph("    ", "      ", "words of distress: nothing is classified");
        }
        if miss.near == Near::Nothing {
            self.page.paragraph("    ", "      ", "nothing near");
        }
        if !miss.evidence.is_empty() {
            let words = format!("{} of {} points", miss.points, miss.threshold);
            self.page.paragraph("    ", "      ", &words);
        }
        self.pieces(&miss.code, &miss.evidence);
        for aside in &miss.suppressed {
            self.aside(&miss.code, aside);
        }
    }

    fn aside(&mut self, code: &str, aside: &Aside) {
        let Aside { rule, words, cue, points, .. } = aside;
        let by = self.words.set_aside(&aside.behaviour, rule, &aside.by);
        let cue = cue.as_ref().map(|cue| format!(" by “{}”", clean(cue))).unwrap_or_default();
        let what = self.words.because(code, &aside.behaviour);
        let words = clean(words);
        let words = format!("set aside, {by}{cue}: “{words}”, {what} ({points:+}), rule {rule}");
        self.page.paragraph("    ", "      ", &words);
    }

    pub(super) fn false_alarms(&mut self, alarms: &FalseAlarms) {
        if alarms.count == 0 {
            return;
        }
        let FalseAlarms { count, in_uncoded, worst } = alarms;
        self.page
            .heading(&format!("{count} found and not labelled, {in_uncoded} in uncoded texts"));
        for alarm in worst {
            self.false_alarm(alarm);
        }
    }

    fn false_alarm(&mut self, alarm: &FalseAlarm) {
        let spans = alarm.evidence.iter().filter_map(|piece| piece.span);
        let marks: Vec<(Span, Ink)> = spans.map(|span| (span, Ink::Evidence)).collect();
        self.text("false alarm", &alarm.code, &alarm.shown, &marks);
        let FalseAlarm { points, threshold, strength, .. } = alarm;
        let words = format!("{points} of {threshold} points, {}", strength.name());
        self.page.paragraph("    ", "      ", &words);
        self.pieces(&alarm.code, &alarm.evidence);
    }

    fn text(&mut self, what: &str, code: &str, shown: &Shown, marks: &[(Span, Ink)]) {
        let listed = |codes: &[String]| match codes {
            [] => "nothing".to_owned(),
            codes => codes.join(", "),
        };
        let title = self.page.ink(Ink::Bold, &format!("{what} {code}"));
        let mut words = format!("{title}: {}", clean(&shown.place.shown()));
        if !shown.hard.is_empty() {
            let _ = write!(words, " [{}]", clean(&shown.hard.join(", ")));
        }
        self.page.space();
        self.page.paragraph("  ", "    ", &words);
        let text = self.page.marked(&shown.text, marks).replace('\n', " ");
        if !text.is_empty() {
            self.page.paragraph("    ", "    ", &text);
        }
        let (expected, found) = (listed(&shown.expected), listed(&shown.found));
        let words = format!("expected {expected}; found {found}");
        self.page.paragraph("    ", "      ", &words);
    }

    fn pieces(&mut self, code: &str, pieces: &[Piece]) {
        for piece in pieces {
            let what = piece.behaviour.as_deref().unwrap_or(&piece.rule);
            let mut line = format!("{:+} {}", piece.points, self.words.because(code, what));
            if let Some(words) = &piece.words {
                let _ = write!(line, ": “{}”", clean(words).replace('\n', " "));
            }
            if !piece.modifiers.is_empty() {
                let _ = write!(line, ", {}", piece.modifiers.join(", "));
            }
            self.page.paragraph("      ", "        ", &format!("{line}, rule {}", piece.rule));
        }
    }
}

impl Near {
    fn what(self) -> &'static str {
        match self {
            Self::Points => "under the threshold",
            Self::Suppressed => "set aside",
            Self::OutsideScope => "outside scope",
            Self::Nothing => "nothing near",
        }
    }
}
