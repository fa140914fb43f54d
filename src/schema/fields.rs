//! Taking the keys of one TOML table, one by one, and complaining of the rest.
//!
//! Knows nothing of any particular table. Invariant: a key that nobody asked for, a value of
//! another type and an empty text are reported, and never reach a caller; and what a [`Shape`] says
//! of a table is what was asked for when it was read.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Place, Report, listed, quoted};
use crate::schema::limit::LONGEST_TEXT;
use crate::span::Span;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct At<T> {
    /// The value.
    pub(crate) value: T,
    /// Where it is written.
    pub(crate) place: Place,
}

/// A text and where it stands, quotation marks included.
pub(crate) type Text = At<String>;
/// A whole number and where it stands.
pub(crate) type Number = At<i64>;

/// A table as written.
pub(crate) trait Written: Sized {
    /// What such a table is called in a message, with its article.
    const WHAT: &'static str;

    /// Takes the keys.
    fn read(fields: &mut Fields<'_, '_>) -> Self;
}

/// The keys of a table that have not been taken yet.
pub(crate) struct Fields<'f, 'r> {
    table: DeTable<'f>,
    place: Place,
    what: &'static str,
    asked: Vec<Asked>,
    /// What a key may hold that has no name of its own.
    rest: Option<Kind>,
    report: &'r mut Report<'f>,
}

/// A key that was asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    pub(crate) key: &'static str,
    pub(crate) needed: bool,
    pub(crate) kind: Kind,
}

/// What a key may hold.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Text,
    Number,
    Flag,
    Texts,
    Numbers,
    /// A text or a list of texts.
    TextOrTexts,
    Table(fn() -> Shape),
    Tables(fn() -> Shape),
    /// A list whose entries are texts or tables.
    TextsOrTables(fn() -> Shape),
}

/// What may stand in a table.
#[derive(Debug)]
pub(crate) struct Shape {
    /// What such a table is called, with its article.
    pub(crate) what: &'static str,
    /// Its keys, in the order in which they are read.
    pub(crate) keys: Vec<Asked>,
    /// What a key may hold that has no name of its own; nothing where there may be none.
    pub(crate) rest: Option<Kind>,
}

/// What may stand in a table that is read as `T`: all that `T` asks for, of a table that is empty.
pub(crate) fn shape<T: Written>() -> Shape {
    let mut report = Report::new(Vec::new());
    let mut fields = Fields::new::<T>(DeTable::default(), Place::default(), &mut report);
    T::read(&mut fields);
    Shape { what: T::WHAT, keys: fields.asked, rest: fields.rest }
}

/// Reads a table as `T` and complains of the keys that `T` does not have.
pub(crate) fn read_table<'f, T: Written>(
    table: DeTable<'f>,
    place: Place,
    report: &mut Report<'f>,
) -> T {
    let mut fields = Fields::new::<T>(table, place, report);
    let value = T::read(&mut fields);
    fields.complain_of_rest();
    value
}

impl<'f, 'r> Fields<'f, 'r> {
    fn new<T: Written>(table: DeTable<'f>, place: Place, report: &'r mut Report<'f>) -> Self {
        Self { table, place, what: T::WHAT, asked: Vec::new(), rest: None, report }
    }

    /// Where the table begins.
    pub(crate) fn place(&self) -> Place {
        self.place
    }

    /// A text that must be there.
    pub(crate) fn need_text(&mut self, key: &'static str) -> Option<Text> {
        self.need(key);
        let text = self.text(key);
        self.was_needed();
        text
    }

    /// A text.
    pub(crate) fn text(&mut self, key: &'static str) -> Option<Text> {
        let value = self.take(key, Kind::Text)?;
        self.as_text(key, value)
    }

    /// A list of texts that must be there.
    pub(crate) fn need_texts(&mut self, key: &'static str) -> Vec<Text> {
        self.need(key);
        let texts = self.texts(key);
        self.was_needed();
        texts
    }

    /// A list of texts.
    pub(crate) fn texts(&mut self, key: &'static str) -> Vec<Text> {
        let list = self.list(key, Kind::Texts);
        list.into_iter().filter_map(|value| self.as_text(key, value)).collect()
    }

    /// A whole number that must be there.
    pub(crate) fn need_number(&mut self, key: &'static str) -> Option<Number> {
        self.need(key);
        let number = self.number(key);
        self.was_needed();
        number
    }

    /// A whole number.
    pub(crate) fn number(&mut self, key: &'static str) -> Option<Number> {
        let value = self.take(key, Kind::Number)?;
        self.as_number(key, &value)
    }

    /// A list of whole numbers.
    pub(crate) fn numbers(&mut self, key: &'static str) -> Vec<Number> {
        let list = self.list(key, Kind::Numbers);
        list.iter().filter_map(|value| self.as_number(key, value)).collect()
    }

    fn as_number(&mut self, key: &str, value: &Spanned<DeValue<'f>>) -> Option<Number> {
        let place = self.place_of(value);
        let number = match value.get_ref() {
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        if number.is_none() {
            self.wrong_type(key, value, "a whole number");
        }
        number.map(|value| At { value, place })
    }

    /// `true` or `false`; `false` where nothing is written.
    pub(crate) fn flag(&mut self, key: &'static str) -> bool {
        let Some(value) = self.take(key, Kind::Flag) else {
            return false;
        };
        if !value.get_ref().is_bool() {
            self.wrong_type(key, &value, "`true` or `false`");
        }
        value.get_ref().as_bool().unwrap_or(false)
    }

    /// A table that must be there.
    pub(crate) fn need_one<T: Written>(&mut self, key: &'static str) -> Option<T> {
        self.need(key);
        let table = self.one(key);
        self.was_needed();
        table
    }

    /// A table.
    pub(crate) fn one<T: Written>(&mut self, key: &'static str) -> Option<T> {
        let value = self.take(key, Kind::Table(shape::<T>))?;
        self.as_table(key, value)
    }

    /// A list of tables: `[[key]]`.
    pub(crate) fn each<T: Written>(&mut self, key: &'static str) -> Vec<T> {
        let list = self.list(key, Kind::Tables(shape::<T>));
        list.into_iter().filter_map(|value| self.as_table(key, value)).collect()
    }

    /// A list whose entries are texts, or tables that say more.
    pub(crate) fn texts_or_tables<T: Written + From<Text>>(&mut self, key: &'static str) -> Vec<T> {
        let list = self.list(key, Kind::TextsOrTables(shape::<T>));
        list.into_iter()
            .filter_map(|value| match value.get_ref() {
                DeValue::Table(_) => self.as_table(key, value),
                _ => self.as_text(key, value).map(T::from),
            })
            .collect()
    }

    /// Every key that is left, with a text or a list of texts: for tables whose keys are free.
    pub(crate) fn rest(&mut self) -> Vec<(Text, Vec<Text>)> {
        let mut entries = Vec::new();
        for (name, value) in self.rest_of_keys(Kind::TextOrTexts) {
            let words = match value.get_ref() {
                DeValue::Array(_) => self.as_list(&name.value, value),
                _ => vec![value],
            };
            let words = words.into_iter();
            let words = words.filter_map(|value| self.as_text(&name.value, value)).collect();
            entries.push((name, words));
        }
        entries
    }

    /// Every key that is left, with a table: for tables whose keys are free.
    pub(crate) fn rest_of_tables<T: Written>(&mut self) -> Vec<(Text, T)> {
        let keys = self.rest_of_keys(Kind::Table(shape::<T>));
        keys.into_iter()
            .filter_map(|(name, value)| {
                let table = self.as_table(&name.value, value)?;
                Some((name, table))
            })
            .collect()
    }

    /// Every key that is left, with a whole number: for tables whose keys are free.
    pub(crate) fn rest_of_numbers(&mut self) -> Vec<(Text, Number)> {
        let keys = self.rest_of_keys(Kind::Number);
        keys.into_iter()
            .filter_map(|(name, value)| {
                let number = self.as_number(&name.value, &value)?;
                Some((name, number))
            })
            .collect()
    }

    fn rest_of_keys(&mut self, kind: Kind) -> Vec<(Text, Spanned<DeValue<'f>>)> {
        self.rest = Some(kind);
        let table = std::mem::take(&mut self.table);
        let named = table.into_iter().map(|(key, value)| {
            let place = self.at(key.span());
            (At { value: key.get_ref().to_string(), place }, value)
        });
        named.collect()
    }

    fn take(&mut self, key: &'static str, kind: Kind) -> Option<Spanned<DeValue<'f>>> {
        self.asked.push(Asked { key, needed: false, kind });
        self.table.remove(key)
    }

    /// The key that was asked for last must be there.
    fn was_needed(&mut self) {
        if let Some(asked) = self.asked.last_mut() {
            asked.needed = true;
        }
    }

    /// Reports a key that is not there and must be.
    fn need(&mut self, key: &'static str) {
        if !self.table.contains_key(key) {
            let message = format!("{} without `{key}`", self.what);
            self.report.add(self.place, "missing-key", message, format!("add `{key} = …`"));
        }
    }

    fn list(&mut self, key: &'static str, kind: Kind) -> Vec<Spanned<DeValue<'f>>> {
        self.take(key, kind).map(|value| self.as_list(key, value)).unwrap_or_default()
    }

    fn as_list(&mut self, key: &str, value: Spanned<DeValue<'f>>) -> Vec<Spanned<DeValue<'f>>> {
        if !value.get_ref().is_array() {
            self.wrong_type(key, &value, "a list");
        }
        match value.into_inner() {
            DeValue::Array(array) => {
                let entries = array.into_iter();
                entries.filter(|entry| !self.report.leaves_out(self.place_of(entry))).collect()
            }
            _ => Vec::new(),
        }
    }

    fn as_text(&mut self, key: &str, value: Spanned<DeValue<'f>>) -> Option<Text> {
        let place = self.place_of(&value);
        if !value.get_ref().is_str() {
            self.wrong_type(key, &value, "a text");
        }
        let DeValue::String(text) = value.into_inner() else {
            return None;
        };
        if text.trim().is_empty() {
            let message = format!("`{key}` has a text in which nothing is written");
            self.report.add(place, "empty-text", message, "write the text, or take it out");
            return None;
        }
        if text.len() > LONGEST_TEXT {
            let message = format!(
                "`{key}` has a text of {} bytes, where at most {LONGEST_TEXT} are read",
                text.len()
            );
            self.report.add(place, "text-too-long", message, "split it");
            return None;
        }
        Some(At { value: text.into_owned(), place })
    }

    fn as_table<T: Written>(&mut self, key: &str, value: Spanned<DeValue<'f>>) -> Option<T> {
        let place = self.place_of(&value);
        if !value.get_ref().is_table() {
            self.wrong_type(key, &value, "a table");
        }
        let DeValue::Table(table) = value.into_inner() else {
            return None;
        };
        Some(read_table(table, place, self.report))
    }

    fn wrong_type(&mut self, key: &str, value: &Spanned<DeValue<'f>>, expected: &str) {
        let (found, help) = match value.get_ref() {
            DeValue::String(_) => {
                ("a text", "take away the quotation marks, or write another value")
            }
            DeValue::Integer(_) => ("a whole number", ""),
            DeValue::Float(_) => ("a decimal number", ""),
            DeValue::Boolean(_) => ("`true` or `false`", ""),
            DeValue::Datetime(_) => ("a date or time", ""),
            DeValue::Array(_) => ("a list", "take away the square brackets around it"),
            DeValue::Table(_) => ("a table", "for a list of tables, write the header as `[[…]]`"),
        };
        let help = match (expected, help) {
            ("a list", "take away the quotation marks, or write another value") => {
                "put square brackets around it: `[\"…\"]`".to_owned()
            }
            ("a text", "") => "put quotation marks around it".to_owned(),
            (_, "") => format!("write {expected}"),
            (_, help) => help.to_owned(),
        };
        let message =
            format!("{} has {found} as `{key}`, where {expected} was expected", self.what);
        self.report.add(self.place_of(value), "wrong-type", message, help);
    }

    fn complain_of_rest(mut self) {
        for (key, _) in std::mem::take(&mut self.table) {
            let name = key.get_ref().as_ref();
            self.report.add_unknown(
                (self.at(key.span()), name),
                "unknown-key",
                format!("{} has no key {}", self.what, quoted(name)),
                self.asked.iter().map(|asked| asked.key),
                &format!("it may have {}", listed(self.asked.iter().map(|asked| asked.key))),
            );
        }
    }

    fn place_of<T>(&self, value: &Spanned<T>) -> Place {
        self.at(value.span())
    }

    fn at(&self, span: std::ops::Range<usize>) -> Place {
        Place { file: self.place.file, span: Span::new(span.start, span.end) }
    }
}
