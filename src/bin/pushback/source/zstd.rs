//! What zstd has packed, frame after frame.
//!
//! Knows nothing of what is packed. Invariant: every frame is unpacked in its turn, and those that
//! are to be skipped give nothing.

use std::io::{self, BufRead, Read};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// A stream of frames; the decoder of the library reads one.
pub(super) struct Frames<R> {
    from: R,
    decoder: FrameDecoder,
    /// Whether a frame is being read.
    open: bool,
}

impl<R: BufRead> Frames<R> {
    pub(super) fn new(from: R) -> Self {
        Self { from, decoder: FrameDecoder::new(), open: false }
    }

    /// Starts on the next frame; `false` at the end.
    fn next(&mut self) -> io::Result<bool> {
        while !self.from.fill_buf()?.is_empty() {
            match self.decoder.reset(&mut self.from) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    io::copy(&mut self.from.by_ref().take(length.into()), &mut io::sink())?;
                }
                Err(error) => return Err(damaged(&error)),
            }
        }
        Ok(false)
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.open {
                self.open = self.next()?;
                if !self.open {
                    return Ok(0);
                }
            }
            if self.decoder.can_collect() > 0 {
                return self.decoder.read(into);
            }
            if self.decoder.is_finished() {
                self.open = false;
                continue;
            }
            let one = BlockDecodingStrategy::UptoBlocks(1);
            self.decoder.decode_blocks(&mut self.from, one).map_err(|error| damaged(&error))?;
        }
    }
}

fn damaged(error: &FrameDecoderError) -> io::Error {
    io::Error::other(format!("what zstd has packed is damaged or cut off ({error})"))
}
