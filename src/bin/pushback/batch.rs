//! What is given to one thread at a time: some records of a file, or a transcript.
//!
//! Knows nothing of threads. Invariant: a batch holds whole records of one file, in their order,
//! each with the line on which it starts; however long they are, no more than one of them goes
//! beyond [`FULL`].

use std::ops::Range;
use std::sync::Arc;

use serde_json::value::RawValue;

use crate::rows::Columns;
use crate::transcript::Transcript;

/// What is given to one thread at a time.
#[derive(Debug)]
pub(crate) enum Task {
    /// Records.
    Records(Batch),
    /// A transcript, which is one record.
    Transcript(Whole),
}

/// Some records of a file.
#[derive(Debug)]
pub(crate) struct Batch {
    pub(crate) origin: Origin,
    bytes: Vec<u8>,
    pieces: Vec<Piece>,
}

/// Where records come from, and what they look like.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    /// The name of the file in answers, where there are several.
    pub(crate) file: Option<Arc<str>>,
    /// The columns, where records are rows; where they are not, they are objects of JSON.
    pub(crate) columns: Option<Arc<Columns>>,
}

/// A record.
#[derive(Clone, Debug)]
struct Piece {
    line: usize,
    /// Where its bytes stand; nothing where there were too many.
    bytes: Option<Range<usize>>,
}

/// A transcript, and what it is called.
#[derive(Debug)]
pub(crate) struct Whole {
    /// The name of the file in answers, where there are several.
    pub(crate) file: Option<Arc<str>>,
    /// The name of the file; nothing for standard input.
    pub(crate) id: Option<Box<RawValue>>,
    /// The line of the first turn.
    pub(crate) line: usize,
    pub(crate) transcript: Transcript,
}

impl Batch {
    pub(crate) fn new(origin: Origin) -> Self {
        Self { origin, bytes: Vec::new(), pieces: Vec::new() }
    }

    /// Takes in a record that starts on this line; nothing stands for one that was too long.
    pub(crate) fn push(&mut self, line: usize, record: Option<&[u8]>) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(record.unwrap_or_default());
        let bytes = record.map(|_| start..self.bytes.len());
        self.pieces.push(Piece { line, bytes });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Whether it is large enough to be worked on.
    pub(crate) fn is_full(&self) -> bool {
        self.bytes.len() >= FULL || self.pieces.len() >= MOST
    }

    /// What it holds; an empty one of the same origin is left.
    pub(crate) fn take(&mut self) -> Self {
        std::mem::replace(self, Self::new(self.origin.clone()))
    }

    /// Its records, each with its line.
    pub(crate) fn records(&self) -> impl Iterator<Item = (usize, Option<&[u8]>)> {
        self.pieces.iter().map(|piece| {
            let bytes = piece.bytes.clone();
            (piece.line, bytes.map(|bytes| self.bytes.get(bytes).unwrap_or_default()))
        })
    }
}

/// How many bytes make it worth while to start on a batch.
const FULL: usize = 1 << 16;
/// How many records a batch may hold.
const MOST: usize = 256;
