//! The one choke point for characters: what XML 1.0 forbids, and what could turn text around, leaves here.

use std::borrow::Cow;

/// The text without characters that XML 1.0 §2.2 forbids or discourages (controls, U+FFFE, U+FFFF, noncharacters), without
/// carriage returns (XML turns them into line feeds), and without the invisible controls that reorder or tag text
/// (embeddings, overrides, isolates, tag characters): an unclosed one would reach into the words around it.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_welcome) { Cow::Borrowed(text) } else { text.chars().filter(|&c| is_welcome(c)).collect() }
}

/// Cleaned and with `& < > " '` escaped: safe as text and in quotes, in XML and HTML alike.
pub(super) fn escape(text: &str) -> String {
    quick_xml::escape::escape(clean(text)).into_owned()
}

fn is_welcome(c: char) -> bool {
    !matches!(c,
        '\u{0}'..='\u{8}' | '\u{B}'..='\u{1F}' | '\u{7F}'..='\u{9F}'
        | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFF9}'..='\u{FFFB}'
        | '\u{FDD0}'..='\u{FDEF}' | '\u{E0000}'..='\u{E007F}')
        && u32::from(c) & 0xFFFE != 0xFFFE
}
