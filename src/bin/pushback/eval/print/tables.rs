//! How behaviours and rules do, as a table.
//!
//! Knows nothing of how a record is made. Invariant: every record has one row.

use super::{Print, number, with_interval};
use crate::eval::rules::Record;
use crate::page::Ink;

impl Print<'_> {
    /// Records, by code and then the most often fired first.
    pub(super) fn records(&mut self, title: &str, records: &[Record]) {
        let mut records: Vec<&Record> = records.iter().collect();
        records.sort_by_key(|record| {
            (record.code.is_none(), &record.code, std::cmp::Reverse(record.fired))
        });
        self.page.heading(title);
        let head = row("", ["code", "points", "fired", "right", "lift", "set aside", ""]);
        let head = self.page.ink(Ink::Faint, &head);
        self.page.row(&head);
        for record in records {
            let name = record.rule.as_ref().unwrap_or(&record.behaviour);
            let points = match (record.points, record.threshold) {
                (Some(points), Some(threshold)) => format!("{points}/{threshold}"),
                _ => "–".to_owned(),
            };
            let right = with_interval(record.precision.value(), record.precision.interval());
            let aside = match record.set_aside.of {
                0 => String::new(),
                of => format!("{of} ({})", record.set_aside.hits),
            };
            let flags: Vec<&str> = record.flags.iter().map(|flag| flag.name()).collect();
            let code = record.code.as_deref().unwrap_or("–");
            let (fired, lift) = (record.fired.to_string(), number(record.lift));
            let cells = [code, &points, &fired, &right, &lift, &aside, &flags.join(", ")];
            self.page.row(row(name, cells).trim_end());
        }
    }
}

fn row(name: &str, [code, points, fired, right, lift, aside, flags]: [&str; 7]) -> String {
    format!("{name:<44} {code:<17}{points:>7}{fired:>6}  {right:<17}{lift:>6}  {aside:<10}{flags}")
}
