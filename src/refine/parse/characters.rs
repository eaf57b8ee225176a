//! Character references to characters: numeric ones, XML's five, and HTML's names, which feeds use undeclared.

use std::borrow::Cow;

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// The longest name of an HTML character reference, with room.
const LONGEST: usize = 36;

/// Replaces character references; what is none stays as it is.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(length) = reference(rest, &mut out) {
            rest = &rest[length..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Whether a text holds something that HTML would read as a character reference.
pub(super) fn has_reference(text: &str) -> bool {
    text.match_indices('&').any(|(at, _)| reference(&text[at..], &mut String::new()).is_some())
}

/// Removes the characters that XML 1.0 §2.2 forbids.
pub(super) fn legalise(text: &mut String) {
    // without a branch in a block, so that it costs next to nothing where there are none
    let forbidden = |byte: u8| u8::from(byte < 0x20) & u8::from(byte != b'\t' && byte != b'\n' && byte != b'\r');
    let control = text.as_bytes().chunks(256).any(|block| block.iter().fold(0, |any, byte| any | forbidden(*byte)) > 0);
    if control || text.contains('\u{FFFE}') || text.contains('\u{FFFF}') {
        text.retain(is_legal);
    }
}

fn is_legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

/// Appends what the reference at the start of a text stands for, and tells its length; `None` if it is none.
fn reference(text: &str, out: &mut String) -> Option<usize> {
    let head = &text.as_bytes()[1..text.len().min(LONGEST)];
    let end = head.iter().position(|byte| *byte == b';')?;
    let name = text.get(1..=end)?;
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        }
        .ok()?;
        // Windows-1252 numbers are a habit older than Unicode; what is no character leaves nothing
        let c = match code {
            0x80..=0x9F => C1_REPLACEMENTS[(code - 0x80) as usize],
            _ => char::from_u32(code),
        };
        out.extend(c.filter(|c| is_legal(*c)));
        return Some(end + 2);
    }
    let named = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    };
    if let Some(c) = named {
        out.push(c);
        return Some(end + 2);
    }
    let (first, second) = *NAMED_ENTITIES.get(&format!("{name};"))?;
    if first == 0 {
        return None;
    }
    out.extend(char::from_u32(first));
    out.extend(char::from_u32(second).filter(|_| second != 0));
    Some(end + 2)
}
