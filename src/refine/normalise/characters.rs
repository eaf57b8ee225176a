//! Characters that do not mean what they show, or show nothing: removed, save where a script cannot be written without
//! them.

use unicode_normalization::UnicodeNormalization as _;

/// How many accents may stand on one letter.
const MAX_MARKS: usize = 4;

/// Without controls, marks of direction, tags, and what has no width; joiners only where script or emoji need them;
/// composed (NFC). White space is left as it is.
pub(super) fn clean(text: &str) -> String {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t')) {
        return text.to_owned();
    }
    let mut clean = String::with_capacity(text.len());
    let mut marks = 0;
    let mut characters = text.nfc().peekable();
    while let Some(c) = characters.next() {
        marks = if matches!(c, '\u{300}'..='\u{36f}') { marks + 1 } else { 0 };
        let kept = match c {
            '\u{200c}' | '\u{200d}' => {
                clean.chars().next_back().zip(characters.peek()).is_some_and(|(left, right)| joins(c, left, *right))
            }
            _ => c.is_whitespace() || !(c.is_control() || is_invisible(c)) && marks <= MAX_MARKS,
        };
        if kept {
            clean.push(c);
        }
    }
    clean
}

/// What takes no room, or changes the direction of what follows, or belongs to no script at all.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fdd0}'..='\u{fdef}' | '\u{e000}'..='\u{f8ff}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..='\u{10ffff}')
        || u32::from(c) & 0xfffe == 0xfffe
}

/// True where a joiner changes how its neighbours are written.
fn joins(joiner: char, left: char, right: char) -> bool {
    let scripted = |c: char| {
        matches!(c, '\u{600}'..='\u{8ff}' | '\u{900}'..='\u{dff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
            | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
    };
    let pictured = |c: char| matches!(c, '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}');
    scripted(left) && scripted(right) || joiner == '\u{200d}' && pictured(left) && pictured(right)
}
