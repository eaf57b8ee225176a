//! Entities that a feed declares for itself, in the internal subset of its document type (XML 1.0 §4.2). What they stand
//! for is put in their place before anything else is read, bounded so that none can blow a feed up.

use std::borrow::Cow;
use std::collections::HashMap;

/// What names stand for.
type Entities<'a> = HashMap<&'a str, String>;

/// How many declarations are taken.
const MAX_ENTITIES: usize = 256;
/// The longest name of an entity, in bytes.
const MAX_NAME: usize = 64;
/// The longest text, in bytes, that one entity stands for.
const MAX_VALUE: usize = 4096;
/// How many bytes all replacements together may add.
const MAX_GROWTH: usize = 1024 * 1024;
/// How far into a document its document type is looked for, and how long it may be.
const LOOK: usize = 64 * 1024;

/// The document with its own entities replaced; what is too much, and what is declared elsewhere, stays as it is.
pub(super) fn expand(text: &str) -> Cow<'_, str> {
    let Some((start, end)) = subset(text) else { return Cow::Borrowed(text) };
    let entities = declared(&text[start..end]);
    if entities.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 1024);
    out.push_str(&text[..end]);
    let mut budget = MAX_GROWTH;
    let mut rest = &text[end..];
    while let Some(at) = rest.find(['&', '<']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let cdata = rest.starts_with("<![CDATA[").then(|| rest.find("]]>").unwrap_or(rest.len()));
        if let Some(length) = cdata {
            out.push_str(&rest[..length]);
            rest = &rest[length..];
        } else if let Some((length, value)) = reference(rest, &entities).filter(|(_, value)| value.len() <= budget) {
            budget -= value.len();
            out.push_str(value);
            rest = &rest[length..];
        } else {
            out.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Where the internal subset stands.
fn subset(text: &str) -> Option<(usize, usize)> {
    let head = &text[..text.floor_char_boundary(LOOK)];
    let document_type = head.find("<!DOCTYPE")?;
    let start = document_type
        + head[document_type..].find(['[', '>']).filter(|at| head.as_bytes()[document_type + at] == b'[')?;
    let end = start + head[start..].find("]>").or_else(|| head[start..].find(']'))?;
    head[start..end].contains("<!ENTITY").then_some((start, end))
}

/// Names and values; an entity that is made of earlier ones is made of their values.
fn declared(subset: &str) -> Entities<'_> {
    let mut entities = Entities::new();
    for declaration in subset.split("<!ENTITY").skip(1).take(MAX_ENTITIES) {
        let mut parts = declaration.trim_start().splitn(2, |c: char| c.is_ascii_whitespace());
        let (Some(name), Some(rest)) = (parts.next(), parts.next()) else { continue };
        let rest = rest.trim_start();
        let Some(quote @ ('"' | '\'')) = rest.chars().next() else { continue };
        let Some(value) = rest[1..].split(quote).next().filter(|value| value.len() <= MAX_VALUE) else { continue };
        if entities.contains_key(name) {
            continue;
        }
        let mut whole = String::with_capacity(value.len());
        let mut left = value;
        while let Some(at) = left.find('&') {
            whole.push_str(&left[..at]);
            left = &left[at..];
            let (length, value) = reference(left, &entities).unwrap_or((1, "&"));
            whole.push_str(value);
            left = &left[length..];
            if whole.len() > MAX_VALUE {
                break;
            }
        }
        whole.push_str(left);
        if whole.len() <= MAX_VALUE {
            entities.insert(name, whole);
        }
    }
    entities
}

/// The reference at the start of a text: its length and what it stands for.
fn reference<'a>(text: &str, entities: &'a Entities<'_>) -> Option<(usize, &'a str)> {
    let head = &text.as_bytes()[1..text.len().min(MAX_NAME + 2)];
    let end = head.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"._-:".contains(byte))?;
    let value = entities.get(text.get(1..=end)?).filter(|_| head[end] == b';')?;
    Some((end + 2, value))
}
