//! The insides of an element as text: plain or HTML, as the format says, or as it looks where a format does not say.

use std::borrow::Cow;

use super::outline::Field;
use crate::model::Text;
use crate::refine::parse::characters::{has_reference, unescape};
use crate::refine::parse::markup::{Token, Tokens, attribute, single_cdata};

/// The characters of an element, markup left out, ends trimmed; `None` if there are none.
pub(super) fn characters(inner: &str) -> Option<String> {
    let text = bare(inner).unwrap_or_else(|| {
        Cow::Owned(Tokens::new(inner).fold(String::with_capacity(inner.len()), |mut text, token| {
            match token {
                Token::Text(piece) => text.push_str(&unescape(piece)),
                Token::Cdata(piece) => text.push_str(piece),
                Token::Open { .. } | Token::Close { .. } => {}
            }
            text
        }))
    });
    filled(text)
}

/// A title or description of RSS: no type is stated, so it is HTML if it looks like it.
pub(super) fn guessed(field: &Field<'_>) -> Option<Text> {
    guess(bare(field.inner), field)
}

/// An element that is HTML by definition.
pub(super) fn html(field: &Field<'_>) -> Option<Text> {
    bare(field.inner).map_or_else(|| inline(field.inner, false), filled).map(Text::Html)
}

/// An Atom text construct or content (RFC 4287 §3.1, §4.1.3), and what Atom 0.3 had in its place.
pub(super) fn typed(field: &Field<'_>) -> Option<Text> {
    let lower =
        |key| attribute(field.attributes, key).map(|value| value.trim().to_ascii_lowercase()).unwrap_or_default();
    let (kind, mode) = (lower("type"), lower("mode"));
    let strict = || inline(field.inner, true).map(Text::Html);
    let text = bare(field.inner);
    match kind.split(';').next().unwrap_or_default() {
        kind if mode == "base64" => {
            let text = base64(&text?)?;
            Some(if kind == "text/plain" { Text::Plain(text) } else { Text::Html(text) })
        }
        _ if mode == "xml" && text.is_none() => strict(),
        "xhtml" | "application/xhtml+xml" if mode != "escaped" => strict(),
        "html" | "text/html" | "application/xhtml+xml" | "xhtml" => html(field),
        "" | "text" | "text/plain" => text.map_or_else(strict, |text| filled(text).map(Text::Plain)),
        kind if kind.ends_with("xml") && text.is_none() => strict(),
        // another media type is Base64 (RFC 4287 §4.1.3.3), and may still be text
        kind if kind.contains('/') && !kind.starts_with("text/") && !kind.ends_with("xml") => {
            base64(&text?).map(told_by_looks)
        }
        _ => guess(text, field),
    }
}

fn guess(text: Option<Cow<'_, str>>, field: &Field<'_>) -> Option<Text> {
    match text {
        Some(text) => filled(text).map(told_by_looks),
        None => inline(field.inner, false).map(Text::Html),
    }
}

fn told_by_looks(text: String) -> Text {
    if looks_like_html(&text) { Text::Html(text) } else { Text::Plain(text) }
}

/// Whether a text would mean something else as HTML: it has a tag or a character reference.
pub(super) fn looks_like_html(text: &str) -> bool {
    let last = text.rfind('>').unwrap_or(0);
    let tag = text[..last].match_indices('<').any(|(at, _)| {
        let rest = &text[at + 1..];
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        rest.starts_with(|c: char| c.is_ascii_alphabetic()) || rest.starts_with("!--")
    });
    tag || has_reference(text)
}

/// The characters inside an element that has no elements inside; `None` if it has.
fn bare(inner: &str) -> Option<Cow<'_, str>> {
    if let Some(inner) = single_cdata(inner) {
        return Some(Cow::Borrowed(inner));
    }
    if !inner.contains('<') {
        return Some(unescape(inner));
    }
    let mut text = String::new();
    for token in Tokens::new(inner) {
        match token {
            Token::Text(piece) => text.push_str(&unescape(piece)),
            Token::Cdata(piece) => text.push_str(piece),
            Token::Open { .. } => return None,
            Token::Close { .. } => {}
        }
    }
    Some(Cow::Owned(text))
}

/// Markup that stands unescaped in a feed, as HTML: prefixes are dropped and one `div` around it all is removed.
/// `strict` tells that text between the tags is HTML as it stands (XHTML); otherwise it is escaped HTML that merely
/// has tags in it.
fn inline(inner: &str, strict: bool) -> Option<String> {
    let mut html = String::with_capacity(inner.len());
    for token in Tokens::new(inner) {
        match token {
            Token::Open { name, attributes, empty } => {
                html.push('<');
                html.push_str(name.rsplit(':').next().unwrap_or(name));
                html.push_str(attributes.trim_end());
                html.push_str(if empty { " />" } else { ">" });
            }
            Token::Close { name } => {
                html.push_str("</");
                html.push_str(name.rsplit(':').next().unwrap_or(name));
                html.push('>');
            }
            Token::Text(text) if strict => html.push_str(text),
            Token::Text(text) => html.push_str(&unescape(text)),
            Token::Cdata(text) if strict => {
                html.push_str(&text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
            }
            Token::Cdata(text) => html.push_str(text),
        }
    }
    let trimmed = html.trim();
    filled(Cow::Borrowed(without_div(trimmed).unwrap_or(trimmed)))
}

/// The inside of the single `div` that a text consists of.
fn without_div(html: &str) -> Option<&str> {
    let rest = html.strip_prefix("<div")?.strip_suffix("</div>")?;
    let (attributes, inside) = rest.split_once('>')?;
    let starts_tag = attributes.is_empty() || attributes.starts_with(|c: char| c.is_ascii_whitespace());
    let mut depth = 0_i32;
    let single = Tokens::new(inside).all(|token| {
        match token {
            Token::Open { name: "div", empty: false, .. } => depth += 1,
            Token::Close { name: "div" } => depth -= 1,
            _ => {}
        }
        depth >= 0
    });
    (starts_tag && single && !attributes.ends_with('/')).then(|| inside.trim())
}

fn filled(text: Cow<'_, str>) -> Option<String> {
    let trimmed = text.trim();
    match trimmed.len() {
        0 => None,
        length if length == text.len() => Some(text.into_owned()),
        _ => Some(trimmed.to_owned()),
    }
}

/// RFC 4648 §4, white space ignored; `None` where it is something else or no UTF-8.
fn base64(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut buffer, mut bits) = (0_u32, 0);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=') {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        buffer = (buffer << 6 | u32::from(value)) & 0xFF_FFFF;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((buffer >> bits) as u8);
        }
    }
    String::from_utf8(bytes).ok().and_then(|text| filled(Cow::Owned(text)))
}
