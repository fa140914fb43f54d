//! A JSON object that remembers where in its line everything stands.
//!
//! Knows nothing of observations. Invariant: keys come in the order of the line, none of them
//! twice, and every value is a stretch of the line.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::fault::{Fault, shown};

/// An object of a line.
#[derive(Debug)]
pub(crate) struct Object<'l> {
    pub(crate) entries: Vec<Entry<'l>>,
}

/// A key of an object, and its value.
#[derive(Debug)]
pub(crate) struct Entry<'l> {
    /// The key.
    pub(crate) key: Cow<'l, str>,
    /// Where the key stands, in bytes of the line.
    pub(crate) at: usize,
    /// The value.
    pub(crate) value: Value<'l>,
}

/// A value, as it is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Value<'l> {
    line: &'l str,
    /// The stretch of the line.
    pub(crate) raw: &'l RawValue,
}

impl<'l> Object<'l> {
    /// Reads a whole line as one object.
    pub(crate) fn of_line(line: &'l str) -> Result<Self, Fault> {
        if line.trim_ascii_start().starts_with('{') {
            let pairs = serde_json::from_str(line).map_err(|error| malformed(&error, 0))?;
            return Self::new(line, pairs, "the line", 0);
        }
        let raw = serde_json::from_str(line).map_err(|error| malformed(&error, 0))?;
        Value { line, raw }.object("the line")
    }

    /// The object of these pairs, none of whose keys may come twice.
    fn new(line: &'l str, pairs: Pairs<'l>, what: &str, at: usize) -> Result<Self, Fault> {
        if pairs.0.len() > MOST_KEYS {
            let message = format!("{what} has {} keys", pairs.0.len());
            return Err(Fault::new("unknown-key", message, "leave out what is not known").at(at));
        }
        let mut entries: Vec<Entry<'l>> = Vec::with_capacity(pairs.0.len());
        for (Key(key), raw) in pairs.0 {
            let value = Value { line, raw };
            let at = match key {
                Cow::Borrowed(key) => place(line, key),
                Cow::Owned(_) => value.at(),
            };
            if entries.iter().any(|entry| entry.key == key) {
                let message = format!("the key{} stands here a second time", shown(&key));
                return Err(Fault::new("duplicate-key", message, "leave one of them out").at(at));
            }
            entries.push(Entry { key, at, value });
        }
        Ok(Self { entries })
    }

    /// The entry of this name.
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry<'l>> {
        self.entries.iter().find(|entry| entry.key == key)
    }
}

impl<'l> Value<'l> {
    /// Where it stands, in bytes of the line.
    pub(crate) fn at(self) -> usize {
        place(self.line, self.raw.get())
    }

    /// Whether it is as good as nothing.
    pub(crate) fn is_null(self) -> bool {
        self.raw.get() == "null"
    }

    /// Whether it is a text.
    pub(crate) fn is_text(self) -> bool {
        self.raw.get().starts_with('"')
    }

    /// The object that it is; `what` names it in a fault.
    pub(crate) fn object(self, what: &str) -> Result<Object<'l>, Fault> {
        self.expect("an object", what)?;
        let pairs: Pairs<'l> =
            serde_json::from_str(self.raw.get()).map_err(|error| malformed(&error, self.at()))?;
        Object::new(self.line, pairs, what, self.at())
    }

    /// The values of the list that it is.
    pub(crate) fn list(self, what: &str) -> Result<Vec<Value<'l>>, Fault> {
        self.expect("a list", what)?;
        let list: Vec<&RawValue> =
            serde_json::from_str(self.raw.get()).map_err(|error| malformed(&error, self.at()))?;
        Ok(list.into_iter().map(|raw| Value { line: self.line, raw }).collect())
    }

    /// The text that it is.
    pub(crate) fn text(self, what: &str) -> Result<String, Fault> {
        self.expect("a text", what)?;
        serde_json::from_str(self.raw.get()).map_err(|error| malformed(&error, self.at()))
    }

    /// The whole number from 1 on that it is.
    pub(crate) fn count(self, what: &str) -> Result<u32, Fault> {
        self.expect("a number", what)?;
        match self.raw.get().parse() {
            Ok(count) if count > 0 => Ok(count),
            _ => Err(Fault::new(
                "wrong-number",
                format!("{what} is no whole number from 1 to {}", u32::MAX),
                "count sessions 1, 2, 3 …, or leave the key out",
            )
            .at(self.at())),
        }
    }

    fn expect(self, wanted: &str, what: &str) -> Result<(), Fault> {
        let found = self.kind();
        if found == wanted {
            return Ok(());
        }
        let help = match (wanted, found) {
            ("a list", "a text") => "put it between square brackets",
            ("a text", "a number") => "put it between quotation marks",
            ("a number", "a text") => "leave out the quotation marks",
            ("an object", "a list") if what == "the line" => "write one object a line",
            _ => "see `pushback assess --help` for the form of a line",
        };
        let message = format!("{what} is {found}, expected {wanted}");
        Err(Fault::new("wrong-type", message, help).at(self.at()))
    }

    fn kind(self) -> &'static str {
        match self.raw.get().bytes().next() {
            Some(b'{') => "an object",
            Some(b'[') => "a list",
            Some(b'"') => "a text",
            Some(b't' | b'f') => "true or false",
            Some(b'n') => "null",
            _ => "a number",
        }
    }
}

/// More keys than any object may have; it keeps the search for doubled ones short.
const MOST_KEYS: usize = 64;

/// Where a part of a line begins in it.
fn place(line: &str, part: &str) -> usize {
    part.as_ptr().addr().saturating_sub(line.as_ptr().addr())
}

/// What serde has to say about JSON that it cannot read; it shows none of it.
fn malformed(error: &serde_json::Error, from: usize) -> Fault {
    let whole = error.to_string();
    let reason = whole.split(" at line ").next().unwrap_or_default();
    let reason = reason.replace("EOF", "the line ends").replace("trailing", "more");
    let message = format!("the line is not JSON: {reason}");
    let help = "write each observation as one JSON object on a line of its own";
    Fault::new("malformed-json", message, help).at(from + error.column().saturating_sub(1))
}

#[derive(Debug)]
struct Pairs<'l>(Vec<(Key<'l>, &'l RawValue)>);

#[derive(Debug)]
struct Key<'l>(Cow<'l, str>);

impl<'l> Deserialize<'l> for Pairs<'l> {
    fn deserialize<D: Deserializer<'l>>(from: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'l> Visitor<'l> for Object {
            type Value = Pairs<'l>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'l>>(self, mut map: A) -> Result<Pairs<'l>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        from.deserialize_map(Object)
    }
}

impl<'l> Deserialize<'l> for Key<'l> {
    fn deserialize<D: Deserializer<'l>>(from: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'l> Visitor<'l> for Text {
            type Value = Key<'l>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, key: &'l str) -> Result<Key<'l>, E> {
                Ok(Key(Cow::Borrowed(key)))
            }

            fn visit_str<E>(self, key: &str) -> Result<Key<'l>, E> {
                Ok(Key(Cow::Owned(key.to_owned())))
            }
        }
        from.deserialize_str(Text)
    }
}
