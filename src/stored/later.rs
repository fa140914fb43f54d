//! What is only read when somebody asks for it.

use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

use crate::stored::{Bytes, Stored};

/// A part of the rules that no assessment needs, such as the words of a pattern or the examples of a
/// rule. It is used as the `T` that it holds.
///
/// In the built-in rules it is restored from bytes when it is first asked for, which is why they are ready at
/// once.
///
/// ```
/// use pushback::Codebook;
///
/// let codebook = Codebook::builtin();
/// let (_, cancels) = codebook.behaviour("session_cancelled").expect("it is built in");
/// for rule in &cancels.rules {
///     println!("{}: {} examples", rule.id, rule.examples.len());
/// }
/// ```
#[derive(Clone)]
pub struct Later<T> {
    value: OnceLock<T>,
    /// The bytes of the value, and how it is restored from them; none where the value is there.
    stored: Option<(Bytes, Restore<T>)>,
}

type Restore<T> = fn(&mut Bytes) -> Option<T>;

impl<T: Default> Deref for Later<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.get_or_init(|| {
            let restored = self.stored.and_then(|(mut bytes, restore)| restore(&mut bytes));
            restored.unwrap_or_default()
        })
    }
}

impl<T> From<T> for Later<T> {
    fn from(value: T) -> Self {
        Self { value: OnceLock::from(value), stored: None }
    }
}

impl<T> FromIterator<T> for Later<Vec<T>> {
    fn from_iter<I: IntoIterator<Item = T>>(all: I) -> Self {
        Vec::from_iter(all).into()
    }
}

impl<T: Default> Default for Later<T> {
    fn default() -> Self {
        T::default().into()
    }
}

impl<T: Default + fmt::Debug> fmt::Debug for Later<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: Default + PartialEq> PartialEq for Later<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

#[allow(clippy::into_iter_without_iter, reason = "`iter` is that of what it holds")]
impl<'l, I: Default> IntoIterator for &'l Later<I>
where
    &'l I: IntoIterator,
{
    type Item = <&'l I as IntoIterator>::Item;
    type IntoIter = <&'l I as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        (&**self).into_iter()
    }
}

/// Its bytes stand behind their number, so that they can be passed over.
impl<T: Stored + Default> Stored for Later<T> {
    fn store(&self, to: &mut Vec<u8>) {
        let mut bytes = Vec::new();
        T::store(self, &mut bytes);
        bytes.store(to);
    }

    fn restore(from: &mut Bytes) -> Option<Self> {
        let length = usize::restore(from)?;
        let bytes = Bytes(from.take(length)?);
        Some(Self { value: OnceLock::new(), stored: Some((bytes, T::restore)) })
    }
}
