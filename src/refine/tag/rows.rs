//! Vocabulary files as they are written: TOML whose tables are lists of rows, so that every fault can be told with its
//! line and column.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use toml::Spanned;

use crate::model::Country;

/// What is wrong in a vocabulary file, and where.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct VocabularyError {
    /// Name of the file, for example `places.toml`.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// What is wrong and what to write.
    pub message: String,
}

/// A table as its rows in the order written, each key with its place in the file.
pub(super) struct Rows<T>(pub(super) Vec<(Spanned<String>, T)>);

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Rows<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Table<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Table<T> {
            type Value = Rows<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut rows = Vec::new();
                while let Some(row) = map.next_entry()? {
                    rows.push(row);
                }
                Ok(Rows(rows))
            }
        }
        deserializer.deserialize_map(Table(PhantomData))
    }
}

/// A vocabulary file while it is being read: collects what is wrong in it.
pub(super) struct File<'a> {
    name: &'a str,
    text: &'a str,
    errors: &'a mut Vec<VocabularyError>,
}

impl<'a> File<'a> {
    pub(super) fn new(name: &'a str, text: &'a str, errors: &'a mut Vec<VocabularyError>) -> Self {
        Self { name, text, errors }
    }

    /// The file's content; its default, with an error recorded, where it does not fit the schema.
    pub(super) fn read<T: DeserializeOwned + Default>(&mut self) -> T {
        toml::from_str(self.text).unwrap_or_else(|error| {
            self.fault(error.span().map_or(0, |span| span.start), error.message());
            T::default()
        })
    }

    /// Records a fault at a byte of the file.
    pub(super) fn fault(&mut self, at: usize, message: impl Into<String>) {
        let before = self.text.get(..at).unwrap_or(self.text);
        self.errors.push(VocabularyError {
            file: self.name.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1,
            message: message.into(),
        });
    }

    /// Whether a text stands in the file in quotes.
    pub(super) fn holds(&self, text: &str) -> bool {
        self.text.contains(&format!("\"{text}\""))
    }

    /// Records a fault where a text stands in quotes.
    pub(super) fn fault_in(&mut self, text: &str, message: impl Into<String>) {
        let at = self.text.find(&format!("\"{text}\"")).unwrap_or(0);
        self.fault(at, message);
    }

    /// A country code, known or not; `None` with a fault recorded where it is none.
    pub(super) fn code(&mut self, code: &Spanned<String>) -> Option<Country> {
        let country = Country::new(code.get_ref()).filter(|country| country.as_str() == code.get_ref());
        if country.is_none() {
            let message =
                format!("{:?} is no country code; write ISO 3166-1 alpha-3 in capitals, such as HND", code.get_ref());
            self.fault(code.span().start, message);
        }
        country
    }
}
