//! Lines of bytes from a file or standard input, one at a time.
//!
//! Knows nothing of what stands in them, but whether it is text. Invariant: never more than one
//! line is held, and never more than [`LONGEST`] bytes of it; line numbers count every line, from 1.

use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use crate::fault::Fault;
use crate::source::{self, Counter};

/// How many bytes a line may have.
pub(crate) const LONGEST: usize = 16 * 1024 * 1024;

/// A line, without its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line<'l> {
    /// Its bytes.
    Bytes(&'l [u8]),
    /// It had more than [`LONGEST`] bytes and was skipped.
    TooLong,
}

impl<'l> Line<'l> {
    /// Its text; nothing where it is blank.
    pub(crate) fn text(self) -> Option<Result<&'l str, Fault>> {
        match self {
            Self::TooLong => Some(Err(Fault::too_long())),
            Self::Bytes(bytes) if bytes.trim_ascii().is_empty() => None,
            Self::Bytes(bytes) => {
                Some(str::from_utf8(bytes).map_err(|error| Fault::not_utf8(error.valid_up_to())))
            }
        }
    }

    /// Its bytes, as far as it has been kept.
    pub(crate) fn bytes(self) -> &'l [u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::TooLong => b"",
        }
    }
}

/// Reads lines; a byte order mark at the start is left out, and so is a carriage return at an end.
pub(crate) struct Lines {
    reader: BufReader<Box<dyn Read + Send>>,
    line: Vec<u8>,
    too_long: bool,
    number: usize,
    held: bool,
}

impl Lines {
    /// The lines of a file in UTF-8, which may be packed; `-` is standard input.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        source::open(path, None, Counter::default()).map(Self::new)
    }

    pub(crate) fn new(from: Box<dyn Read + Send>) -> Self {
        Self {
            reader: BufReader::with_capacity(1 << 16, from),
            line: Vec::new(),
            too_long: false,
            number: 0,
            held: false,
        }
    }

    /// The next line, with its number.
    pub(crate) fn next(&mut self) -> io::Result<Option<(usize, Line<'_>)>> {
        if !std::mem::take(&mut self.held) && !self.fill()? {
            return Ok(None);
        }
        let line = if self.too_long { Line::TooLong } else { Line::Bytes(&self.line) };
        Ok(Some((self.number, line)))
    }

    /// Gives the last line once more.
    pub(crate) fn hold(&mut self) {
        self.held = true;
    }

    /// Whether the next line may have to be waited for.
    pub(crate) fn may_wait(&self) -> bool {
        !self.held && !self.reader.buffer().contains(&b'\n')
    }

    /// Reads one line; `false` at the end.
    fn fill(&mut self) -> io::Result<bool> {
        self.line.clear();
        self.too_long = false;
        let mut found = false;
        loop {
            let chunk = match self.reader.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if chunk.is_empty() {
                break;
            }
            found = true;
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let part = chunk.get(..end.unwrap_or(chunk.len())).unwrap_or_default();
            if self.too_long || self.line.len() + part.len() > LONGEST {
                self.too_long = true;
                self.line = Vec::new();
            } else {
                self.line.extend_from_slice(part);
            }
            let used = part.len() + usize::from(end.is_some());
            self.reader.consume(used);
            if end.is_some() {
                break;
            }
        }
        self.number += usize::from(found);
        self.trim();
        Ok(found)
    }

    fn trim(&mut self) {
        if self.line.last() == Some(&b'\r') {
            self.line.pop();
        }
        if self.number == 1 && self.line.starts_with(BYTE_ORDER_MARK) {
            self.line.drain(..BYTE_ORDER_MARK.len());
        }
    }
}

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop")]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<(usize, Option<Vec<u8>>)> {
        let mut lines = Lines::new(Box::new(io::Cursor::new(bytes.to_vec())));
        let mut all = Vec::new();
        while let Some((number, line)) = lines.next().unwrap() {
            let bytes = match line {
                Line::Bytes(bytes) => Some(bytes.to_vec()),
                Line::TooLong => None,
            };
            all.push((number, bytes));
        }
        all
    }

    #[test]
    fn marks_and_ends_are_left_out() {
        let wanted =
            vec![(1, Some(b"a".to_vec())), (2, Some(Vec::new())), (3, Some(b"b".to_vec()))];
        assert_eq!(read(b"\xEF\xBB\xBFa\r\n\r\nb"), wanted);
        assert_eq!(read(b""), vec![]);
    }

    #[test]
    fn a_line_of_exactly_the_limit_is_read_and_a_longer_one_skipped() {
        let mut bytes = vec![b'x'; LONGEST];
        bytes.push(b'\n');
        bytes.extend(vec![b'y'; LONGEST + 1]);
        bytes.extend(b"\nz\n");
        let lines = read(&bytes);
        assert_eq!(lines.len(), 3);
        assert_eq!(lines[0].1.as_ref().map(Vec::len), Some(LONGEST));
        assert_eq!(lines[1], (2, None));
        assert_eq!(lines[2], (3, Some(b"z".to_vec())));
    }
}
