//! Text as readers see it: plain, in one line, bounded.

use url::Url;

use super::{boilerplate, characters, escaped, markup};
use crate::model::Text;

/// The longest title, in characters.
pub const MAX_TITLE: usize = 300;
/// The longest summary, in characters.
pub const MAX_SUMMARY: usize = 1000;
/// The longest content, in characters.
pub const MAX_CONTENT: usize = 20_000;

/// The most that our own sentences quote of a source, in characters.
const MAX_QUOTE: usize = 80;

/// A short text in both its forms, and what it left over.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Excerpt {
    /// Plain, at most [`MAX_SUMMARY`] characters.
    pub text: String,
    /// The same as safe HTML, where there is markup worth keeping.
    pub html: Option<String>,
    /// What did not fit, plain, at most [`MAX_CONTENT`] characters.
    pub rest: String,
}

/// A title: plain, in one line, at most [`MAX_TITLE`] characters; empty where nothing is left.
pub fn title(text: &Text) -> String {
    let flow = escaped::read(text);
    bounded(flow.text.trim(), MAX_TITLE)
}

/// A summary out of a text of any length, without what publishing systems add to its end.
pub fn excerpt(text: &Text, base: Option<&Url>) -> Excerpt {
    let flow = escaped::read(text);
    let kept = &flow.text[..boilerplate::kept(&flow.text)];
    let end = cut(kept, MAX_SUMMARY);
    let cut_off = end < kept.len();
    let mut text = kept[..end].trim().to_owned();
    if cut_off {
        text.push('…');
    }
    let rest = kept[end..].trim();
    let rest = rest[..cut(rest, MAX_CONTENT)].trim_end().to_owned();
    Excerpt { html: markup::of(&flow, end, cut_off, base), text, rest }
}

/// A longer text: plain, in one line, at most [`MAX_CONTENT`] characters, without what publishing systems add.
pub fn content(text: &Text) -> String {
    let flow = escaped::read(text);
    let kept = &flow.text[..boilerplate::kept(&flow.text)];
    kept[..cut(kept, MAX_CONTENT)].trim().to_owned()
}

/// What a source wrote, as it may stand in a sentence of ours: in one line, without characters that deceive, at most 80
/// characters.
pub fn quote(text: &str) -> String {
    plain(text, MAX_QUOTE)
}

/// Characters that mean themselves, markup included, in one line, cleaned, at most so many.
pub fn plain(text: &str, max: usize) -> String {
    let clean = characters::clean(text);
    bounded(&clean.split_whitespace().collect::<Vec<_>>().join(" "), max)
}

/// A text of at most so many characters; a cut stands between words and is marked with `…`.
pub(super) fn bounded(text: &str, max: usize) -> String {
    let end = cut(text, max);
    if end == text.len() { text.to_owned() } else { format!("{}…", &text[..end]) }
}

/// Where to cut a text so that at most `max` characters remain, one of them for the `…`.
fn cut(text: &str, max: usize) -> usize {
    if text.len() <= max || text.chars().nth(max).is_none() {
        return text.len();
    }
    let hard = text.char_indices().nth(max - 1).map_or(text.len(), |(at, _)| at);
    // a word may be too long to be spared, and some scripts do not part words
    let soft = text[..hard].rfind(char::is_whitespace).filter(|at| *at > hard / 2);
    text[..soft.unwrap_or(hard)].trim_end_matches([' ', ',', ';', ':', '،', '、', '–', '-', '(', '[']).len()
}
