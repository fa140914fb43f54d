//! What stands in the cells of a column: texts, lists of texts, numbers.
//!
//! Knows nothing of what a column is for. Invariant: a cell of nothing is `None`, whichever way the
//! column says so.

use std::ops::Range;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{
    Array, FixedSizeListArray, LargeListArray, LargeStringArray, ListArray, StringArray,
    StringViewArray,
};
use arrow_schema::DataType;

/// The texts of a column.
pub(crate) enum Texts<'a> {
    /// With offsets of 32 bits.
    Plain(&'a StringArray),
    /// With offsets of 64 bits.
    Large(&'a LargeStringArray),
    /// With views.
    View(&'a StringViewArray),
    /// With keys to texts that stand elsewhere.
    Keyed(&'a dyn Array, Vec<usize>, Box<Texts<'a>>),
    /// All of them nothing.
    Nothing,
}

impl<'a> Texts<'a> {
    /// The texts of a column; nothing of one that holds something else.
    pub(crate) fn of(column: &'a dyn Array) -> Self {
        match column.data_type() {
            DataType::Utf8 => column.as_string_opt().map_or(Self::Nothing, Self::Plain),
            DataType::LargeUtf8 => column.as_string_opt().map_or(Self::Nothing, Self::Large),
            DataType::Utf8View => column.as_string_view_opt().map_or(Self::Nothing, Self::View),
            DataType::Dictionary(..) => match column.as_any_dictionary_opt() {
                Some(keyed) if !keyed.values().is_empty() => {
                    let texts = Self::of(keyed.values());
                    Self::Keyed(column, keyed.normalized_keys(), Box::new(texts))
                }
                _ => Self::Nothing,
            },
            _ => Self::Nothing,
        }
    }

    /// The text in this row.
    pub(crate) fn get(&self, row: usize) -> Option<&'a str> {
        match self {
            Self::Plain(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Self::Large(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Self::View(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Self::Keyed(keys, places, texts) => {
                let place = places.get(row).filter(|_| keys.is_valid(row))?;
                texts.get(*place)
            }
            Self::Nothing => None,
        }
    }
}

/// Where in the items of a column of lists those of a row stand.
pub(crate) enum Lists<'a> {
    /// With offsets of 32 bits.
    Plain(&'a ListArray),
    /// With offsets of 64 bits.
    Large(&'a LargeListArray),
    /// Each as long as the others.
    Fixed(&'a FixedSizeListArray),
}

impl<'a> Lists<'a> {
    /// The lists of a column; nothing of one that holds none.
    pub(crate) fn of(column: &'a dyn Array) -> Option<Self> {
        match column.data_type() {
            DataType::List(_) => column.as_list_opt().map(Self::Plain),
            DataType::LargeList(_) => column.as_list_opt().map(Self::Large),
            DataType::FixedSizeList(..) => column.as_fixed_size_list_opt().map(Self::Fixed),
            _ => None,
        }
    }

    /// All items, of all rows.
    pub(crate) fn items(&self) -> &'a dyn Array {
        match self {
            Self::Plain(lists) => lists.values(),
            Self::Large(lists) => lists.values(),
            Self::Fixed(lists) => lists.values(),
        }
    }

    /// Where those of this row stand.
    pub(crate) fn range(&self, row: usize) -> Option<Range<usize>> {
        match self {
            Self::Plain(lists) if lists.is_valid(row) => between(lists.value_offsets(), row),
            Self::Large(lists) if lists.is_valid(row) => between(lists.value_offsets(), row),
            Self::Fixed(lists) if lists.is_valid(row) => {
                let start = lists.value_offset_at(row);
                Some(start..start + usize::try_from(lists.value_length()).ok()?)
            }
            _ => None,
        }
    }
}

fn between<O: Copy + TryInto<usize>>(offsets: &[O], row: usize) -> Option<Range<usize>> {
    let at = |row: usize| offsets.get(row).and_then(|offset| (*offset).try_into().ok());
    Some(at(row)?..at(row + 1)?)
}

/// The whole number from 1 on in this row; an error where it is another.
pub(crate) fn count(column: &dyn Array, row: usize) -> Option<Result<u32, ()>> {
    macro_rules! integer {
        ($kind:ty) => {{
            let found = u32::try_from(column.as_primitive_opt::<$kind>()?.value(row)).ok();
            Some(found.filter(|count| *count > 0).ok_or(()))
        }};
    }
    if !column.is_valid(row) {
        return None;
    }
    match column.data_type() {
        DataType::Int8 => integer!(Int8Type),
        DataType::Int16 => integer!(Int16Type),
        DataType::Int32 => integer!(Int32Type),
        DataType::Int64 => integer!(Int64Type),
        DataType::UInt8 => integer!(UInt8Type),
        DataType::UInt16 => integer!(UInt16Type),
        DataType::UInt32 => integer!(UInt32Type),
        DataType::UInt64 => integer!(UInt64Type),
        DataType::Float32 => whole(column.as_primitive_opt::<Float32Type>()?.value(row).into()),
        DataType::Float64 => whole(column.as_primitive_opt::<Float64Type>()?.value(row)),
        _ => None,
    }
}

/// The whole number that this is; an error where it is none, and no number at all is nothing.
fn whole(found: f64) -> Option<Result<u32, ()>> {
    if found.is_nan() {
        return None;
    }
    let whole = found.fract() == 0.0 && (1.0..=f64::from(u32::MAX)).contains(&found);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is whole, and between one and the greatest"
    )]
    Some(if whole { Ok(found as u32) } else { Err(()) })
}
