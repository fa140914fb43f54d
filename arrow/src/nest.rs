//! Lists that are put together row by row.
//!
//! Knows nothing of what is in them. Invariant: the lengths add up to the number of items.

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{Array, ArrayRef, ListArray, StructArray};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, Field, Fields};

/// How long the lists are, and which rows have none.
#[derive(Default)]
pub(crate) struct Nest {
    lengths: Vec<usize>,
    given: Vec<bool>,
}

impl Nest {
    /// A row with a list of this length, or without a list.
    pub(crate) fn push(&mut self, length: Option<usize>) {
        self.lengths.push(length.unwrap_or_default());
        self.given.push(length.is_some());
    }

    /// The lists of these items.
    pub(crate) fn finish(self, items: ArrayRef, nullable: bool) -> Result<ArrayRef, ArrowError> {
        let item = Field::new_list_field(items.data_type().clone(), nullable);
        let offsets = OffsetBuffer::from_lengths(self.lengths);
        let nulls = Some(NullBuffer::from(self.given));
        Ok(Arc::new(ListArray::try_new(Arc::new(item), offsets, items, nulls)?))
    }
}

/// Lists of texts.
#[derive(Default)]
pub(crate) struct TextLists {
    lists: Nest,
    texts: StringBuilder,
}

impl TextLists {
    pub(crate) fn push<'t>(&mut self, texts: Option<impl ExactSizeIterator<Item = &'t str>>) {
        self.lists.push(texts.as_ref().map(ExactSizeIterator::len));
        texts.into_iter().flatten().for_each(|text| self.texts.append_value(text));
    }

    pub(crate) fn finish(mut self) -> Result<ArrayRef, ArrowError> {
        self.lists.finish(Arc::new(self.texts.finish()), false)
    }
}

/// A column: its name, what is in it, and whether that may be nothing.
pub(crate) type Column = (&'static str, ArrayRef, bool);

/// The structs that have these columns.
pub(crate) fn structs(columns: Vec<Column>) -> Result<ArrayRef, ArrowError> {
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = columns.into_iter().map(field).unzip();
    Ok(Arc::new(StructArray::try_new(Fields::from(fields), arrays, None)?))
}

/// A column as Arrow has it.
pub(crate) fn field((name, array, nullable): Column) -> (Field, ArrayRef) {
    (Field::new(name, array.data_type().clone(), nullable), array)
}
