//! A title for what its source gave none.

use unicode_segmentation::UnicodeSegmentation as _;
use url::Url;

use super::text;
use crate::model::Text;

/// The longest title that is made, in characters.
pub const MAX_MADE: usize = 120;
/// Shorter than this, in characters, a sentence is a call ("Alert!") and takes the next one along.
const MIN_MADE: usize = 24;

/// The first sentence of a summary, or where that is too long its first words with `…`; empty for an empty summary.
pub fn from_summary(summary: &str) -> String {
    let head = &summary[..summary.floor_char_boundary(4 * MAX_MADE + 64)];
    let mut end = 0;
    for sentence in head.unicode_sentences() {
        let next = sentence.as_ptr() as usize - head.as_ptr() as usize + sentence.len();
        if end > 0 && head[..next].trim_end().chars().count() > MAX_MADE {
            break;
        }
        end = next;
        if head[..end].trim().chars().count() >= MIN_MADE && !ends_in_an_initial(&head[..end]) {
            break;
        }
    }
    let sentence = head[..end].trim();
    let cut_mark = ["[…]", "[...]", "(…)", "…", "..."].iter().find(|mark| sentence.ends_with(*mark));
    match cut_mark {
        // the source cut it: say so in one way
        Some(mark) => text::bounded(&format!("{}…", sentence.trim_end_matches(mark).trim_end()), MAX_MADE),
        None => text::bounded(sentence.strip_suffix(['.', '。', '۔']).unwrap_or(sentence), MAX_MADE),
    }
}

/// The last part of an address as words, else its host: better than nothing for an entry that is but a link.
pub fn from_link(link: &Url) -> String {
    let slug = link.path_segments().and_then(|mut parts| parts.rfind(|part| !part.is_empty())).unwrap_or_default();
    let decoded = percent_decoded(slug);
    let stem = decoded.rsplit_once('.').map_or(decoded.as_str(), |(stem, _)| stem);
    let words = text::title(&Text::Plain(stem.replace(['-', '_', '+'], " ")));
    let title = if words.is_empty() { link.host_str().unwrap_or_default() } else { &words };
    text::bounded(title, MAX_MADE)
}

fn percent_decoded(slug: &str) -> String {
    let pair = format!("x={}", slug.replace('+', "%2B"));
    url::form_urlencoded::parse(pair.as_bytes()).next().map_or_else(String::new, |(_, value)| value.into_owned())
}

/// "Mr.", "J.", "No.": a full stop that ends no sentence.
fn ends_in_an_initial(text: &str) -> bool {
    let word = text.trim_end().trim_end_matches('.').rsplit(char::is_whitespace).next().unwrap_or_default();
    text.trim_end().ends_with('.') && word.chars().count() <= 2
}
