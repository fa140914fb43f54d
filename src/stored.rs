//! Values as bytes, and back: how the built-in rules travel from the build of the library into it.
//!
//! Knows nothing of what the values are for. Invariant: what was stored is restored as it was, by the
//! same version of the library; bytes of any other kind restore to nothing, and never to a panic.

mod later;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use crate::stored::later::Later;

/// What can be stored.
///
/// Lists of numbers are stored and restored as a whole, all else value by value.
pub(crate) trait Stored: Sized {
    /// Adds its bytes.
    #[allow(dead_code, reason = "the build of the library stores, the library restores")]
    fn store(&self, to: &mut Vec<u8>);

    /// Takes its bytes.
    fn restore(from: &mut Bytes) -> Option<Self>;

    /// Adds the bytes of several.
    #[allow(dead_code, reason = "the build of the library stores, the library restores")]
    fn store_all(all: &[Self], to: &mut Vec<u8>) {
        for one in all {
            one.store(to);
        }
    }

    /// Takes the bytes of several.
    fn restore_all(count: usize, from: &mut Bytes) -> Option<Vec<Self>> {
        // Every value but a unit has a byte: bytes of another kind ask for no more than there is.
        let mut all = Vec::with_capacity(count.min(from.0.len()));
        for _ in 0..count {
            all.push(Self::restore(from)?);
        }
        Some(all)
    }
}

/// Bytes that are still to be restored; they are part of the program.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bytes(pub(crate) &'static [u8]);

impl Bytes {
    /// The next so many.
    pub(crate) fn take(&mut self, count: usize) -> Option<&'static [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// A text, which stays where it is.
    fn text(&mut self) -> Option<&'static str> {
        let length = usize::restore(self)?;
        str::from_utf8(self.take(length)?).ok()
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl Stored for $number {
            fn store(&self, to: &mut Vec<u8>) {
                to.extend(self.to_le_bytes());
            }

            fn restore(from: &mut Bytes) -> Option<Self> {
                from.take(size_of::<Self>())?.try_into().ok().map(Self::from_le_bytes)
            }

            fn restore_all(count: usize, from: &mut Bytes) -> Option<Vec<Self>> {
                let (all, _) = from.take(count.checked_mul(size_of::<Self>())?)?.as_chunks();
                Some(all.iter().map(|bytes| Self::from_le_bytes(*bytes)).collect())
            }
        }
    )*};
}

numbers!(u8 u16 u32 u64 i16);

/// Seven bits a byte, the lowest first, since most are small; the highest bit tells that more follow.
impl Stored for usize {
    fn store(&self, to: &mut Vec<u8>) {
        let mut rest = *self;
        loop {
            let low = u8::try_from(rest & 0x7F).unwrap_or_default();
            rest >>= 7;
            if rest == 0 {
                return to.push(low);
            }
            to.push(low | 0x80);
        }
    }

    fn restore(from: &mut Bytes) -> Option<Self> {
        let mut number = 0_usize;
        for shift in (0..Self::BITS).step_by(7) {
            let byte = u8::restore(from)?;
            number |= Self::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }
}

impl Stored for bool {
    fn store(&self, to: &mut Vec<u8>) {
        u8::from(*self).store(to);
    }

    fn restore(from: &mut Bytes) -> Option<Self> {
        u8::restore(from).map(|byte| byte != 0)
    }
}

impl Stored for String {
    fn store(&self, to: &mut Vec<u8>) {
        self.len().store(to);
        to.extend(self.as_bytes());
    }

    fn restore(from: &mut Bytes) -> Option<Self> {
        from.text().map(str::to_owned)
    }
}

impl<T: Stored> Stored for Option<T> {
    fn store(&self, to: &mut Vec<u8>) {
        self.is_some().store(to);
        if let Some(one) = self {
            one.store(to);
        }
    }

    fn restore(from: &mut Bytes) -> Option<Self> {
        Some(if bool::restore(from)? { Some(T::restore(from)?) } else { None })
    }
}

impl<T: Stored> Stored for Vec<T> {
    fn store(&self, to: &mut Vec<u8>) {
        self.len().store(to);
        T::store_all(self, to);
    }

    fn restore(from: &mut Bytes) -> Option<Self> {
        let count = usize::restore(from)?;
        T::restore_all(count, from)
    }
}

/// Collections that are stored as the list of what is in them.
macro_rules! lists {
    ($($list:ty: $item:pat => [$($part:expr),*] of $whole:ty, [$($parameter:tt)*];)*) => {$(
        impl<$($parameter)*> Stored for $list {
            fn store(&self, to: &mut Vec<u8>) {
                self.len().store(to);
                for $item in self.iter() {
                    $($part.store(to);)*
                }
            }

            fn restore(from: &mut Bytes) -> Option<Self> {
                Vec::<$whole>::restore(from).map(|all| all.into_iter().collect())
            }
        }
    )*};
}

lists! {
    Arc<[T]>: one => [one] of T, [T: Stored];
    Box<[T]>: one => [one] of T, [T: Stored];
    BTreeSet<T>: one => [one] of T, [T: Stored + Ord];
    BTreeMap<K, V>: (key, value) => [key, value] of (K, V), [K: Stored + Ord, V: Stored];
}

macro_rules! tuples {
    ($(($($part:ident $at:tt),*))*) => {$(
        impl<$($part: Stored),*> Stored for ($($part,)*) {
            fn store(&self, to: &mut Vec<u8>) {
                $(self.$at.store(to);)*
            }

            fn restore(from: &mut Bytes) -> Option<Self> {
                Some(($($part::restore(from)?,)*))
            }
        }
    )*};
}

tuples! { (A 0, B 1) (A 0, B 1, C 2) }

/// Stores a type field by field, or variant by variant behind its number, and what is forgotten does
/// not compile; a number of a type of its own as that number; or nothing of a type, which is then
/// restored as it is by default.
macro_rules! stored {
    (struct $name:ident $(<$parameter:ident>)? { $($field:ident),* $(,)? }) => {
        impl $(<$parameter: $crate::stored::Stored>)? $crate::stored::Stored
            for $name $(<$parameter>)?
        {
            fn store(&self, to: &mut Vec<u8>) {
                let Self { $($field),* } = self;
                $($crate::stored::Stored::store($field, to);)*
            }

            fn restore(from: &mut $crate::stored::Bytes) -> Option<Self> {
                $(let $field = $crate::stored::Stored::restore(from)?;)*
                Some(Self { $($field),* })
            }
        }
    };
    (struct $name:ident ($number:ty)) => {
        impl $crate::stored::Stored for $name {
            fn store(&self, to: &mut Vec<u8>) {
                $crate::stored::Stored::store(&self.0, to);
            }

            fn restore(from: &mut $crate::stored::Bytes) -> Option<Self> {
                <$number as $crate::stored::Stored>::restore(from).map(Self)
            }

            fn restore_all(count: usize, from: &mut $crate::stored::Bytes) -> Option<Vec<Self>> {
                let all = <$number as $crate::stored::Stored>::restore_all(count, from)?;
                Some(all.into_iter().map(Self).collect())
            }
        }
    };
    (nothing of $name:ident) => {
        impl $crate::stored::Stored for $name {
            fn store(&self, _: &mut Vec<u8>) {}

            fn restore(_: &mut $crate::stored::Bytes) -> Option<Self> {
                Some(Self::default())
            }
        }
    };
    (enum $name:ident $(<$parameter:ident>)? { $(
        $number:literal = $variant:ident
        $( ( $($item:ident),* ) )?
        $( { $($field:ident),* $(,)? } )?
    ),* $(,)? }) => {
        impl $(<$parameter: $crate::stored::Stored>)? $crate::stored::Stored
            for $name $(<$parameter>)?
        {
            fn store(&self, to: &mut Vec<u8>) {
                match self {
                    $(Self::$variant $( ( $($item),* ) )? $( { $($field),* } )? => {
                        to.push($number);
                        $($($crate::stored::Stored::store($item, to);)*)?
                        $($($crate::stored::Stored::store($field, to);)*)?
                    })*
                }
            }

            fn restore(from: &mut $crate::stored::Bytes) -> Option<Self> {
                Some(match <u8 as $crate::stored::Stored>::restore(from)? {
                    $($number => {
                        $($(let $item = $crate::stored::Stored::restore(from)?;)*)?
                        $($(let $field = $crate::stored::Stored::restore(from)?;)*)?
                        Self::$variant $( ( $($item),* ) )? $( { $($field),* } )?
                    })*
                    _ => return None,
                })
            }
        }
    };
}

pub(crate) use stored;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Bytes, Later, Stored};

    #[derive(Debug, Default, PartialEq)]
    struct Whole {
        numbers: Vec<u16>,
        name: Option<String>,
        parts: Later<Vec<Part>>,
    }

    #[derive(Debug, PartialEq)]
    enum Part {
        Plain,
        Pair(bool, i16),
        Named { by: BTreeMap<u32, String> },
    }

    stored!(struct Whole { numbers, name, parts });
    stored!(enum Part { 0 = Plain, 1 = Pair(one, other), 2 = Named { by } });

    fn whole() -> Whole {
        let by = BTreeMap::from([(7, "seven".to_owned())]);
        Whole {
            numbers: vec![1, 500, 65_535],
            name: Some("ʻulaʻula".to_owned()),
            parts: vec![Part::Plain, Part::Pair(true, -3), Part::Named { by }].into(),
        }
    }

    fn bytes() -> &'static [u8] {
        let mut bytes = Vec::new();
        whole().store(&mut bytes);
        bytes.leak()
    }

    #[test]
    fn what_was_stored_is_restored_as_it_was() {
        let mut rest = Bytes(bytes());
        assert_eq!(Whole::restore(&mut rest), Some(whole()));
        assert_eq!(rest.0, [0_u8; 0]);
    }

    #[test]
    fn bytes_that_are_cut_short_or_changed_restore_to_nothing_or_to_something_else_and_never_panic()
    {
        for length in 0..bytes().len() {
            let (cut, _) = bytes().split_at(length);
            assert_eq!(Whole::restore(&mut Bytes(cut)), None, "{length} bytes");
        }
        for at in 0..bytes().len() {
            let mut changed = bytes().to_vec();
            changed[at] ^= 0xFF;
            if let Some(whole) = Whole::restore(&mut Bytes(changed.leak())) {
                let _ = whole.parts.len();
            }
        }
    }
}
