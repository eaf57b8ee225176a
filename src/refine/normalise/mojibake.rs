//! UTF-8 that somebody once read as Windows-1252 (`DefensorÃ­a`), read again as what it was, where that is certain.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

/// How often the mistake may have been made on top of itself.
const MAX_ROUNDS: usize = 2;

/// The text as it was meant. Unchanged unless all of it can be undone and what comes out is letters and ordinary
/// marks: one stray `Ã` is no proof.
pub(super) fn mend(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..MAX_ROUNDS {
        match undo(&text) {
            Some(meant) => text = Cow::Owned(meant),
            None => break,
        }
    }
    text
}

fn undo(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    // the byte that Windows-1252 shows as this character; the five it does not define pass through as controls
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() || matches!(c, '\u{80}'..='\u{9f}' | '\u{a0}'..='\u{ff}') {
            bytes.push(u32::from(c) as u8);
        } else {
            let mut buffer = [0; 4];
            let (encoded, _, lossy) = WINDOWS_1252.encode(c.encode_utf8(&mut buffer));
            let ([byte], false) = (encoded.as_ref(), lossy) else { return None };
            bytes.push(*byte);
        }
    }
    let meant = String::from_utf8(bytes).ok()?;
    let mut foreign = meant.chars().filter(|c| !c.is_ascii());
    let likely = foreign.clone().all(|c| {
        c.is_alphabetic()
            || c.is_whitespace()
            || matches!(c, '¡' | '¿' | '«' | '»' | '°' | '§' | '©' | '®' | '´' | '·' | '\u{ad}' | '\u{300}'..='\u{36f}')
            || matches!(c, '\u{64b}'..='\u{652}' | '\u{60c}' | '\u{61b}' | '\u{61f}' | '\u{660}'..='\u{669}')
            || matches!(c, '\u{200b}'..='\u{206f}' | '€' | '№' | '™' | '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{feff}')
            || matches!(c, '\u{1f000}'..='\u{1faff}')
    });
    // a capital before a closing quotation mark also looks like this
    let alone = foreign.next().is_some() && foreign.next().is_none();
    let quoted = text.contains(['»', '”', '’', '“', '«']);
    (likely && !(alone && quoted && !text.contains("â€"))).then_some(meant)
}
