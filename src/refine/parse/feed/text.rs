//! The insides of an element as text: plain or HTML, as the format says, or as it looks where a format does not say.

use super::outline::Field;
use crate::model::Text;
use crate::refine::parse::characters::{has_reference, unescape};
use crate::refine::parse::markup::{Token, Tokens, attribute, single_cdata};

/// The characters of an element, markup left out, ends trimmed; `None` if there are none.
pub(super) fn characters(inner: &str) -> Option<String> {
    let text = if let Some(inner) = single_cdata(inner) {
        inner.trim().to_owned()
    } else if inner.contains('<') {
        Tokens::new(inner).fold(String::with_capacity(inner.len()), |mut text, token| {
            match token {
                Token::Text(piece) => text.push_str(&unescape(piece)),
                Token::Cdata(piece) => text.push_str(piece),
                Token::Open { .. } | Token::Close { .. } => {}
            }
            text
        })
    } else {
        unescape(inner).into_owned()
    };
    filled(text)
}

/// A title or description of RSS: no type is stated, so it is HTML if it looks like it.
pub(super) fn guessed(field: &Field<'_>) -> Option<Text> {
    if has_markup(field.inner) {
        return inline(field.inner, false).map(Text::Html);
    }
    characters(field.inner).map(|text| if looks_like_html(&text) { Text::Html(text) } else { Text::Plain(text) })
}

/// An element that is HTML by definition.
pub(super) fn html(field: &Field<'_>) -> Option<Text> {
    if has_markup(field.inner) { inline(field.inner, false) } else { characters(field.inner) }.map(Text::Html)
}

/// An Atom text construct or content (RFC 4287 §3.1, §4.1.3), and what Atom 0.3 had in its place.
pub(super) fn typed(field: &Field<'_>) -> Option<Text> {
    let kind = attribute(field.attributes, "type").map(|kind| kind.trim().to_ascii_lowercase()).unwrap_or_default();
    let mode = attribute(field.attributes, "mode").map(|mode| mode.trim().to_ascii_lowercase()).unwrap_or_default();
    if mode == "base64" {
        let text = characters(field.inner).and_then(|text| base64(&text))?;
        return if kind == "text/plain" { Some(Text::Plain(text)) } else { Some(Text::Html(text)) };
    }
    let markup = has_markup(field.inner);
    match kind.split(';').next().unwrap_or_default() {
        _ if mode == "xml" && markup => inline(field.inner, true).map(Text::Html),
        "xhtml" | "application/xhtml+xml" if mode != "escaped" => inline(field.inner, true).map(Text::Html),
        "html" | "text/html" | "application/xhtml+xml" | "xhtml" => html(field),
        "" | "text" | "text/plain" if markup => inline(field.inner, true).map(Text::Html),
        // Atom 0.3 took text/plain for granted; RFC 4287 says "text"
        "" | "text" | "text/plain" => characters(field.inner).map(Text::Plain),
        kind if kind.ends_with("xml") && markup => inline(field.inner, true).map(Text::Html),
        kind if kind.starts_with("text/") || kind.ends_with("xml") => guessed(field),
        // another media type is Base64 (RFC 4287 §4.1.3.3), and may still be text
        kind if kind.contains('/') => {
            let text = characters(field.inner).and_then(|text| base64(&text))?;
            Some(if looks_like_html(&text) { Text::Html(text) } else { Text::Plain(text) })
        }
        _ => guessed(field),
    }
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

/// Whether there are elements inside.
pub(super) fn has_markup(inner: &str) -> bool {
    inner.contains('<')
        && single_cdata(inner).is_none()
        && Tokens::new(inner).any(|token| matches!(token, Token::Open { .. }))
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
    filled(without_div(trimmed).unwrap_or(trimmed).to_owned())
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

fn filled(text: String) -> Option<String> {
    let trimmed = text.trim();
    match trimmed.len() {
        0 => None,
        length if length == text.len() => Some(text),
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
    String::from_utf8(bytes).ok().and_then(filled)
}
