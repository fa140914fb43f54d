//! Lines of CSV joined to rows, where a cell between quotation marks goes over several.
//!
//! Knows nothing of what cells say. Invariant: never more than one row is held, and never more than
//! [`LONGEST`] bytes of it; a row that is longer is passed over to its end.

use std::io;

use crate::lines::{LONGEST, Line, Lines};

/// Rows, put together from lines.
#[derive(Debug)]
pub(crate) struct Joined {
    delimiter: u8,
    row: Vec<u8>,
}

/// A row, with the line on which it starts; nothing stands for the bytes of one that is too long.
pub(crate) type Row<'r> = (usize, Option<&'r [u8]>);

/// Where in a row one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// At the start of a cell.
    Start,
    /// In a cell without quotation marks.
    Bare,
    /// In one between quotation marks.
    Quoted,
    /// Behind a quotation mark in one, which closes it unless another follows.
    Closing,
}

impl Joined {
    pub(crate) fn new(delimiter: u8) -> Self {
        Self { delimiter, row: Vec::new() }
    }

    /// The next row that is not blank.
    pub(crate) fn next(&mut self, lines: &mut Lines) -> io::Result<Option<Row<'_>>> {
        self.row.clear();
        let mut place = Place::Start;
        let mut start = None;
        let mut kept = true;
        while let Some((number, line)) = lines.next()? {
            if start.is_some() {
                self.row.push(b'\n');
            }
            match line {
                Line::Bytes(bytes) if start.is_none() && bytes.trim_ascii().is_empty() => continue,
                Line::Bytes(bytes) => {
                    place = self.behind(bytes, place);
                    kept = kept && self.row.len() + bytes.len() <= LONGEST;
                    if kept {
                        self.row.extend_from_slice(bytes);
                    } else {
                        self.row = Vec::new();
                    }
                }
                Line::TooLong => kept = false,
            }
            start.get_or_insert(number);
            if place != Place::Quoted {
                break;
            }
        }
        Ok(start.map(|line| (line, kept.then_some(self.row.as_slice()))))
    }

    /// Where one is behind this line.
    fn behind(&self, line: &[u8], from: Place) -> Place {
        let end = line.iter().fold(from, |place, byte| match (place, *byte) {
            (Place::Quoted, b'"') => Place::Closing,
            (Place::Quoted, _) | (Place::Closing | Place::Start, b'"') => Place::Quoted,
            (_, byte) if byte == self.delimiter => Place::Start,
            _ => Place::Bare,
        });
        if end == Place::Quoted { Place::Quoted } else { Place::Start }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop")]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(usize, String)> {
        let mut lines = Lines::new(Box::new(io::Cursor::new(text.as_bytes().to_vec())));
        let mut joined = Joined::new(b',');
        let mut rows = Vec::new();
        while let Some((line, row)) = joined.next(&mut lines).unwrap() {
            rows.push((line, String::from_utf8(row.unwrap().to_vec()).unwrap()));
        }
        rows
    }

    #[test]
    fn a_row_goes_on_while_a_quotation_mark_is_open() {
        let text = "a,b\n\n1,\"x\n\ny \"\"z\"\"\n\",2\n3,it\"s\n\"q\",4\n";
        let wanted =
            [(1, "a,b"), (3, "1,\"x\n\ny \"\"z\"\"\n\",2"), (7, "3,it\"s"), (8, "\"q\",4")];
        assert_eq!(rows(text), wanted.map(|(line, row)| (line, row.to_owned())));
    }

    #[test]
    fn a_mark_that_is_never_closed_takes_the_rest() {
        assert_eq!(rows("a\n\"b\nc\n"), [(1, "a".to_owned()), (2, "\"b\nc".to_owned())]);
    }

    #[test]
    fn a_row_over_the_limit_is_passed_over() {
        let line = "x".repeat(LONGEST / 2);
        let text = format!("\"{line}\n{line}\n{line}\",1\nb,2\n");
        let mut lines = Lines::new(Box::new(io::Cursor::new(text.into_bytes())));
        let mut joined = Joined::new(b',');
        assert_eq!(joined.next(&mut lines).unwrap(), Some((1, None)));
        assert_eq!(joined.next(&mut lines).unwrap(), Some((4, Some(&b"b,2"[..]))));
        assert_eq!(joined.next(&mut lines).unwrap(), None);
    }
}
