//! A file of input as a stream of text, whatever it was packed or encoded in.
//!
//! Knows nothing of lines or records. Invariant: what comes out of it is UTF-8, or else was not
//! valid in the encoding that the file has or was said to have.

mod zstd;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::Encoding;
use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::bufread::MultiGzDecoder;

use self::zstd::Frames;

/// How many bytes of files have been read, packed as they are; shared with whoever shows it.
pub(crate) type Counter = Arc<AtomicU64>;

/// Opens a file; `-` is standard input. A byte order mark goes before `encoding`, and UTF-8 is
/// assumed where neither is there.
pub(crate) fn open(
    path: &Path,
    encoding: Option<&'static Encoding>,
    count: Counter,
) -> io::Result<Box<dyn Read + Send>> {
    let from: Box<dyn Read + Send> =
        if path == Path::new("-") { Box::new(io::stdin()) } else { Box::new(File::open(path)?) };
    let text = unpacked(BufReader::with_capacity(CAPACITY, Counted { from, count }))?;
    let (head, text) = peeked(text)?;
    if encoding.is_none() {
        refuse_unmarked(&head)?;
    }
    let mut decoder = DecodeReaderBytesBuilder::new();
    decoder.encoding(encoding).bom_override(true).utf8_passthru(encoding.is_none());
    Ok(Box::new(decoder.build(text)))
}

/// The ending of a path below that of its packing: `jsonl` for `notes.jsonl.gz`.
pub(crate) fn ending(path: &Path) -> Option<String> {
    let ending = |path: &Path| path.extension().map(|end| end.to_string_lossy().to_lowercase());
    match ending(path)?.as_str() {
        "gz" | "gzip" | "zst" | "zstd" => path.file_stem().and_then(|stem| ending(stem.as_ref())),
        end => Some(end.to_owned()),
    }
}

/// What is packed in the stream, which shows by its first bytes; the stream itself otherwise.
fn unpacked(mut from: BufReader<Counted>) -> io::Result<Box<dyn Read + Send>> {
    let head = from.fill_buf()?;
    Ok(if head.starts_with(GZIP) {
        Box::new(MultiGzDecoder::new(from))
    } else if head.starts_with(ZSTD) {
        Box::new(Frames::new(from))
    } else {
        Box::new(from)
    })
}

/// The first bytes of a stream, and the stream from its beginning.
fn peeked(mut from: Box<dyn Read + Send>) -> io::Result<(Vec<u8>, impl Read + Send)> {
    let mut head = Vec::new();
    // One reading, so that nobody has to wait for more than has come.
    let mut part = [0; 4];
    let read = loop {
        match from.read(&mut part) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => break other?,
        }
    };
    head.extend(part.iter().take(read));
    Ok((head.clone(), io::Cursor::new(head).chain(from)))
}

/// Refuses what looks like UTF-16 or UTF-32 without a mark that says so.
fn refuse_unmarked(head: &[u8]) -> io::Result<()> {
    let name = match head {
        [0, 0, ..] | [_, 0, 0, 0] => "UTF-32",
        [0, _, ..] => "UTF-16, big end first; `--encoding utf-16be` reads it",
        [_, 0, ..] => "UTF-16; `--encoding utf-16le` reads it",
        _ => return Ok(()),
    };
    Err(io::Error::other(format!("it is no UTF-8 but looks like {name}")))
}

/// Counts what passes.
struct Counted {
    from: Box<dyn Read + Send>,
    count: Counter,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.count.fetch_add(u64::try_from(read).unwrap_or_default(), Ordering::Relaxed);
        Ok(read)
    }
}

/// How many bytes are read at a time.
const CAPACITY: usize = 1 << 16;
/// The first bytes of what gzip has packed.
const GZIP: &[u8] = b"\x1F\x8B";
/// The first bytes of what zstd has packed.
const ZSTD: &[u8] = b"\x28\xB5\x2F\xFD";

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop")]
mod tests {
    use super::*;

    #[test]
    fn the_ending_is_that_of_what_is_packed() {
        let of = |path: &str| ending(Path::new(path));
        assert_eq!(of("a/b.JSONL.gz").as_deref(), Some("jsonl"));
        assert_eq!(of("b.csv.zst").as_deref(), Some("csv"));
        assert_eq!(of("b.vtt").as_deref(), Some("vtt"));
        assert_eq!(of("gz"), None);
    }

    #[test]
    fn what_looks_like_another_encoding_is_refused_by_name() {
        let told = |head: &[u8]| refuse_unmarked(head).unwrap_err().to_string();
        assert!(told(b"{\0\"\0").contains("utf-16le"));
        assert!(told(b"\0{\0\"").contains("utf-16be"));
        assert!(told(b"{\0\0\0").contains("UTF-32"));
        assert!(refuse_unmarked(b"\xFF\xFE{\0").is_ok());
        assert!(refuse_unmarked(b"{\"te").is_ok());
    }
}
