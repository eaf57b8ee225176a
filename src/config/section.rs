//! Tables and values of a file, read by key: what is unknown or of the wrong kind is reported once and passed over.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::file::File;
use super::keys::{example, header};
use super::nearest::nearest;
use super::problem::{Refusal, Spot};

/// One table of a file, of which only the known keys are read; the others have been reported.
pub(super) struct Section<'a> {
    file: &'a File,
    table: &'a DeTable<'a>,
    at: usize,
    prefix: String,
    /// After a syntax error a missing key is no news.
    torn: bool,
}

impl<'a> Section<'a> {
    /// The whole file. Syntax errors are reported, and what could be read besides them is checked as well.
    pub(super) fn whole(file: &'a File, table: &'a DeTable<'a>, torn: bool, known: &[&str]) -> Self {
        Self::new(file, table, 0, String::new(), torn, known)
    }

    fn new(file: &'a File, table: &'a DeTable<'a>, at: usize, prefix: String, torn: bool, known: &[&str]) -> Self {
        for key in table.keys().filter(|key| !known.contains(&key.as_ref().as_ref())) {
            let name: &str = key.as_ref();
            let remedy = match nearest(name, known.iter().copied()) {
                Some(meant) => format!("did you mean {meant:?}?"),
                None => format!("remove it, or write one of: {}", known.join(", ")),
            };
            let spot = file.spot(key.span().start, format!("{prefix}{name}"));
            file.errors.borrow_mut().push(spot.problem(Refusal::new("no such key", remedy)));
        }
        Self { file, table, at, prefix, torn }
    }

    /// The value of a key, when it stands there.
    pub(super) fn value(&self, key: &str) -> Option<Value<'a>> {
        self.table.get(key).map(|value| Value {
            file: self.file,
            node: value.get_ref(),
            span: value.span(),
            key: format!("{}{key}", self.prefix),
            torn: self.torn,
        })
    }

    /// The text of a key, checked; `None` where it is missing or was refused.
    pub(super) fn text<T>(&self, key: &str, check: impl FnOnce(&str) -> Result<T, Refusal>) -> Option<T> {
        self.value(key)?.text(check)
    }

    /// As [`Self::text`], but a missing key is reported with an example of what to write.
    pub(super) fn need<T>(&self, key: &str, check: impl FnOnce(&str) -> Result<T, Refusal>) -> Option<T> {
        let value = self.value(key);
        if value.is_none() && !self.torn {
            let key = format!("{}{key}", self.prefix);
            let refusal = Refusal::new("is missing", format!("write for example {}", example(&key)));
            self.file.errors.borrow_mut().push(self.file.spot(self.at, key).problem(refusal));
        }
        value?.text(check)
    }

    /// Warns about the section as a whole, for what is not said in it.
    pub(super) fn warn(&self, key: &str, refusal: Refusal) {
        if !self.torn {
            let spot = self.file.spot(self.at, format!("{}{key}", self.prefix));
            self.file.warnings.borrow_mut().push(spot.problem(refusal));
        }
    }

    /// Reports a key of this section that is wrong as a whole.
    pub(super) fn refuse(&self, key: &str, refusal: Refusal) {
        let spot = self.file.spot(self.at, format!("{}{key}", self.prefix));
        self.file.errors.borrow_mut().push(spot.problem(refusal));
    }

    /// A list of texts, each checked; those refused are left out.
    pub(super) fn texts<T>(&self, key: &str, check: impl Fn(&str) -> Result<T, Refusal>) -> Vec<T> {
        let values = self.value(key).map(|value| value.list()).unwrap_or_default();
        values.into_iter().filter_map(|value| value.text(&check)).collect()
    }

    /// A table below this one.
    pub(super) fn section(&self, key: &str, known: &[&str]) -> Option<Section<'a>> {
        self.value(key)?.section(known)
    }

    /// The values of a list below this one.
    pub(super) fn list(&self, key: &str) -> Vec<Value<'a>> {
        self.value(key).map(|value| value.list()).unwrap_or_default()
    }
}

/// One value of a file, with the place it stands at.
pub(super) struct Value<'a> {
    file: &'a File,
    node: &'a DeValue<'a>,
    span: Range<usize>,
    key: String,
    torn: bool,
}

impl<'a> Value<'a> {
    pub(super) fn spot(&self) -> Spot {
        self.file.spot(self.span.start, self.key.clone())
    }

    pub(super) fn refuse(&self, refusal: Refusal) {
        self.file.errors.borrow_mut().push(self.spot().problem(refusal));
    }

    pub(super) fn warn(&self, refusal: Refusal) {
        self.file.warnings.borrow_mut().push(self.spot().problem(refusal));
    }

    pub(super) fn text<T>(&self, check: impl FnOnce(&str) -> Result<T, Refusal>) -> Option<T> {
        let Some(text) = self.node.as_str() else {
            self.mistyped("a text in quotes", format!("write for example {}", example(&self.key)));
            return None;
        };
        check(text).map_err(|refusal| self.refuse(refusal)).ok()
    }

    /// What stands in a text with commas, in a list of texts, or in `true`, piece by piece.
    pub(super) fn terms(self) -> Vec<(Self, String)> {
        match self.node {
            DeValue::Boolean(flag) => vec![(self, flag.to_string())],
            DeValue::String(text) => vec![(self, text.to_string())],
            _ => self
                .list()
                .into_iter()
                .filter_map(|value| {
                    let text = value.text(|text| Ok(text.to_owned()))?;
                    Some((value, text))
                })
                .collect(),
        }
    }

    pub(super) fn flag(&self) -> Option<bool> {
        let flag = self.node.as_bool();
        if flag.is_none() {
            let remedy = match self.meant() {
                Some(meant) => format!("write {} = {meant}, without quotes", self.name()),
                None => format!("write {0} = true or {0} = false", self.name()),
            };
            self.mistyped("true or false", remedy);
        }
        flag
    }

    /// A whole number from 0 to `most`.
    pub(super) fn count(&self, most: u32) -> Option<u32> {
        let written = self.node.as_integer().filter(|number| number.radix() == 10);
        let count = written.and_then(|number| number.as_str().parse().ok()).filter(|count| *count <= most);
        if count.is_none() {
            self.mistyped(
                &format!("a whole number from 0 to {most}"),
                format!("write for example {} = 3", self.name()),
            );
        }
        count
    }

    pub(super) fn list(&self) -> Vec<Value<'a>> {
        let Some(list) = self.node.as_array() else {
            let header = header(&self.key);
            let remedy = if header.starts_with("[[") {
                format!("write {header} on a line of its own above each of them, their keys below")
            } else {
                format!("write for example {}", example(&self.key))
            };
            self.mistyped("a list", remedy);
            return Vec::new();
        };
        let value = |(index, value): (usize, &'a Spanned<DeValue<'a>>)| Value {
            file: self.file,
            node: value.get_ref(),
            span: value.span(),
            key: format!("{}[{index}]", self.key),
            torn: self.torn,
        };
        list.iter().enumerate().map(value).collect()
    }

    pub(super) fn section(&self, known: &[&str]) -> Option<Section<'a>> {
        let Some(table) = self.node.as_table() else {
            self.mistyped(
                "a section",
                format!("write its name in brackets on a line of its own, its keys below: {}", header(&self.key)),
            );
            return None;
        };
        let prefix = format!("{}.", self.key);
        Some(Section::new(self.file, table, self.span.start, prefix, self.torn, known))
    }

    fn mistyped(&self, wanted: &str, remedy: String) {
        let found = match self.node {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a section",
        };
        self.refuse(Refusal::new(format!("is {found}, not {wanted}"), remedy));
    }

    /// What somebody who writes neither true nor false probably means.
    fn meant(&self) -> Option<bool> {
        let text = match self.node {
            DeValue::String(text) => text.trim().to_lowercase(),
            DeValue::Integer(number) => number.as_str().to_owned(),
            _ => return None,
        };
        match text.as_str() {
            "true" | "yes" | "on" | "1" => Some(true),
            "false" | "no" | "off" | "0" => Some(false),
            _ => None,
        }
    }

    /// The key as it is written on its line.
    fn name(&self) -> &str {
        self.key.rsplit('.').next().unwrap_or_default()
    }
}
