//! Letters and figures of ASCII in a row, eight bytes looked at together.
//!
//! Knows nothing of any other character, which ends a run. Invariant: the head of a run is that of
//! its folded form.

/// What stands in the text before the first byte that is no letter or figure of ASCII.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Run {
    /// In bytes.
    pub(super) length: usize,
    /// The first letters of the folded form, as [`head`] gives them.
    pub(super) head: u64,
    /// Whether there are capital letters.
    pub(super) capitals: bool,
    /// Whether there are figures.
    pub(super) figures: bool,
}

/// How many letters a head holds.
pub(crate) const HEAD: usize = size_of::<u64>();

/// The first eight bytes of a word as one number, the first the lowest; a shorter word is filled up
/// with zeros, which are in no word.
#[inline]
pub(crate) fn head(word: &[u8]) -> u64 {
    match word.first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => word.iter().rev().fold(0, |head, byte| head << 8 | u64::from(*byte)),
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;
/// The highest bit of each byte.
const HIGH: u64 = 0x80 * ONES;
/// The bit of each byte that tells small letters from capitals.
const CASE: u64 = 0x20 * ONES;

impl Run {
    /// The run with which these bytes begin.
    #[inline]
    pub(super) fn of(bytes: &[u8]) -> Self {
        let (first, ends) = Self::piece(head(bytes));
        if ends { first } else { first.longer(bytes) }
    }

    /// The run with which eight bytes begin, and whether it ends before the last of them does.
    #[inline]
    fn piece(eight: u64) -> (Self, bool) {
        let small = eight & !HIGH | CASE;
        let letters = between(small, b'a', b'z');
        let figures = between(eight & !HIGH, b'0', b'9');
        let others = !(letters | figures) & HIGH | eight & HIGH;
        let length = others.trailing_zeros() / u8::BITS;
        // The bits of the bytes before the first other one.
        let own = u64::MAX.checked_shr(u64::BITS - u8::BITS * length).unwrap_or_default();
        let run = Self {
            length: length as usize,
            head: small & own,
            capitals: (small ^ eight) & own != 0,
            figures: figures & own != 0,
        };
        (run, others != 0)
    }

    /// The whole of a run of which this is the first piece.
    #[cold]
    #[inline(never)]
    fn longer(mut self, bytes: &[u8]) -> Self {
        loop {
            let rest = bytes.get(self.length..).unwrap_or_default();
            let (next, ends) = Self::piece(head(rest));
            self.length += next.length;
            self.capitals |= next.capitals;
            self.figures |= next.figures;
            if ends {
                return self;
            }
        }
    }
}

/// The highest bit of each byte from `first` to `last`, in bytes of which none has that bit.
#[inline]
fn between(bytes: u64, first: u8, last: u8) -> u64 {
    let from = bytes + ONES * u64::from(0x80 - first);
    let beyond = bytes + ONES * u64::from(0x7F - last);
    from & !beyond & HIGH
}

#[cfg(test)]
mod tests {
    use super::{Run, head};

    /// The same, byte by byte.
    fn slow(bytes: &[u8]) -> Run {
        let run: Vec<u8> = bytes.iter().copied().take_while(u8::is_ascii_alphanumeric).collect();
        Run {
            length: run.len(),
            head: head(&run.to_ascii_lowercase()),
            capitals: run.iter().any(u8::is_ascii_uppercase),
            figures: run.iter().any(u8::is_ascii_digit),
        }
    }

    #[test]
    fn a_run_ends_before_any_byte_that_is_no_letter_or_figure_of_ascii() {
        for byte in 0..=u8::MAX {
            for length in 0..20 {
                for around in [b'a', b'z', b'A', b'Z', b'0', b'9', 0xFF] {
                    let mut bytes = [b'm'; 20];
                    bytes[length] = byte;
                    bytes[length / 2] = around;
                    for text in [&bytes[..], &bytes[..=length], &bytes[..length]] {
                        assert_eq!(Run::of(text), slow(text), "{text:?}");
                    }
                }
            }
        }
    }
}
