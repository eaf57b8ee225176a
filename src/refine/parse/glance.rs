//! A first look at a web page, in one pass and without a document tree: title, words, links, password fields.

use super::characters::unescape;
use super::markup::{Token, Tokens, attribute};
use crate::refine::normalise::text::quote;

/// How many bytes of a page are looked at.
const LOOK: usize = 512 * 1024;
/// How many characters of visible text are kept.
const WORDS: usize = 4_000;

/// How many links are counted where there are words enough.
const LINKS: usize = 100;

/// What a page looks like at first sight.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Glance {
    /// The `title`, white space collapsed.
    pub(super) title: String,
    /// The first visible characters, lower case, white space collapsed, `noscript` included.
    pub(super) words: String,
    /// How many links there are.
    pub(super) links: usize,
    /// Whether it asks for a password.
    pub(super) password: bool,
}

impl Glance {
    /// Looks at a page.
    pub(super) fn of(html: &str) -> Self {
        let mut glance = Self::default();
        let mut title = String::new();
        let (mut in_title, mut hidden) = (false, None::<&str>);
        for token in Tokens::new(&html[..html.floor_char_boundary(LOOK)]) {
            // So much is an ordinary page, whatever follows.
            if glance.links >= LINKS && glance.words.len() >= WORDS && !in_title {
                break;
            }
            match token {
                // what scripts print is not markup
                Token::Open { name, .. } if hidden.is_some_and(|until| !name.eq_ignore_ascii_case(until)) => {}
                Token::Open { name, attributes, empty } => match name.to_ascii_lowercase().as_str() {
                    "title" if title.is_empty() => in_title = true,
                    "script" if !empty => hidden = Some("script"),
                    "style" if !empty => hidden = Some("style"),
                    "a" => glance.links += 1,
                    "input" => {
                        glance.password |=
                            attribute(attributes, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("password"));
                    }
                    _ => {}
                },
                Token::Close { name } => {
                    if hidden.is_some_and(|until| name.eq_ignore_ascii_case(until)) {
                        hidden = None;
                    } else if name.eq_ignore_ascii_case("title") {
                        in_title = false;
                    }
                }
                Token::Text(text) | Token::Cdata(text) => {
                    if in_title {
                        title.push_str(text);
                    } else if hidden.is_none() && glance.words.len() < WORDS {
                        for word in unescape(text).split_whitespace() {
                            glance.words.push_str(&word.to_lowercase());
                            glance.words.push(' ');
                        }
                    }
                }
            }
        }
        glance.title = unescape(&title).split_whitespace().collect::<Vec<_>>().join(" ");
        glance
    }

    /// What the page is, for an operator.
    pub(super) fn describe(&self) -> String {
        if self.title.is_empty() { "without a title".to_owned() } else { format!("titled \"{}\"", quote(&self.title)) }
    }
}
