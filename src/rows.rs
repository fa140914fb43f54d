//! Lists of lists, laid flat: one list of all items, and where each row begins.
//!
//! Knows nothing of what stands in the rows. Invariant: a row that was never added is empty, and
//! looking one up asks for no memory.

use crate::stored::stored;

/// A place in a list as the compact numbers hold it: no list that is read has more than `u32::MAX`.
pub(crate) fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Rows of items, by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rows<T> {
    /// For each row the place of its first item, and the place after the last of all; empty where
    /// there is no row.
    starts: Vec<u32>,
    items: Vec<T>,
}

stored!(struct Rows<T> { starts, items });

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { starts: Vec::new(), items: Vec::new() }
    }
}

impl<T> Rows<T> {
    /// Adds a row.
    pub(crate) fn push(&mut self, row: impl IntoIterator<Item = T>) {
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        self.items.extend(row);
        self.starts.push(place(self.items.len()));
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The row of this number; empty where there is none.
    #[inline]
    pub(crate) fn row(&self, number: usize) -> &[T] {
        match self.starts.get(number..).unwrap_or_default() {
            [start, end, ..] if start < end => {
                self.items.get(*start as usize..*end as usize).unwrap_or_default()
            }
            _ => &[],
        }
    }

    /// How many bytes of memory it takes, about.
    pub(crate) fn bytes(&self) -> usize {
        self.starts.len() * size_of::<u32>() + self.items.len() * size_of::<T>()
    }
}

impl<T> FromIterator<Vec<T>> for Rows<T> {
    fn from_iter<I: IntoIterator<Item = Vec<T>>>(rows: I) -> Self {
        let mut all = Self::default();
        rows.into_iter().for_each(|row| all.push(row));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::Rows;

    #[test]
    fn a_row_is_what_was_added_and_none_is_empty() {
        let rows: Rows<u8> = [vec![1, 2], vec![], vec![3]].into_iter().collect();
        assert_eq!(
            [rows.row(0), rows.row(1), rows.row(2), rows.row(3)],
            [&[1, 2][..], &[], &[3], &[]]
        );
        assert_eq!(rows.len(), 3);
    }
}
