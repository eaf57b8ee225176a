//! What all pages have in common: frame, style, policy, and a bound on their weight.

use askama::Template;
use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use super::super::Context;
use super::super::finish::finish;
use crate::model::{MediaType, Representation};

/// The one style of every page.
const STYLE: &str = include_str!("../templates/style.css");

/// The most bytes that a page is allowed to have.
const PAGE: usize = 60_000;
/// What the frame and the words of a page take of that, with room to spare.
const FRAME: usize = 6_000;

/// The content security policy of every page (CSP Level 3): nothing may be loaded, framed or sent, and the only style is
/// ours, named by its digest.
pub fn security_policy() -> String {
    let digest = base64(&Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

/// What stands around the main part of a page.
pub(super) struct Frame {
    pub(super) title: String,
    /// Address of the front page, relative or absolute; `None` on itself.
    pub(super) home: Option<String>,
    pub(super) links: Vec<FeedLink>,
    /// True where search engines are asked to stay away.
    pub(super) hidden: bool,
}

/// A feed that a page points to.
#[derive(Clone)]
pub(super) struct FeedLink {
    pub(super) media: &'static str,
    pub(super) title: String,
    pub(super) name: &'static str,
    pub(super) href: String,
}

/// The three forms of the feed of everything, at addresses relative to `base` (empty, or `../`).
pub(super) fn feed_links(ctx: &Context, base: &str) -> Vec<FeedLink> {
    forms(&ctx.publisher.name, base)
}

/// The three forms of a feed called so, at addresses relative to `base`.
pub(super) fn forms(called: &str, base: &str) -> Vec<FeedLink> {
    let forms = [("application/atom+xml", "Atom", "atom"), ("application/rss+xml", "RSS", "rss")];
    let forms = forms.into_iter().chain([("application/feed+json", "JSON Feed", "json")]);
    forms
        .map(|(media, name, ending)| FeedLink {
            media,
            title: format!("{called} ({name})"),
            name,
            href: format!("{base}feed.{ending}"),
        })
        .collect()
}

/// Puts the main part into the frame.
pub(super) fn page(ctx: &Context, frame: &Frame, main: &impl Template, changed: DateTime<Utc>) -> Representation {
    let whole = Base {
        title: &frame.title,
        home: frame.home.as_deref(),
        wire: &ctx.publisher.name,
        links: &frame.links,
        hidden: frame.hidden,
        style: STYLE,
        main: &render(main),
    };
    finish(MediaType::Html, render(&whole), changed)
}

/// Writes one piece of a page.
pub(super) fn render(template: &impl Template) -> String {
    template.render().expect("writing to a string does not fail")
}

/// Room on a page, so that no amount of text makes it heavy.
pub(super) struct Room(usize);

impl Room {
    /// All of a page but its frame.
    pub(super) fn page() -> Self {
        Self(PAGE - FRAME)
    }

    /// At most `bytes` of this room, set apart; what is not used of it can be given back.
    pub(super) fn part(&mut self, bytes: usize) -> Self {
        let part = bytes.min(self.0);
        self.0 -= part;
        Self(part)
    }

    /// Gives unused room back.
    pub(super) fn reclaim(&mut self, rest: &Self) {
        self.0 += rest.0;
    }

    /// Joins as many pieces as fit, and says how many did not.
    pub(super) fn fill(&mut self, pieces: impl ExactSizeIterator<Item = String>) -> (String, usize) {
        let mut all = String::new();
        let mut left = pieces.len();
        for piece in pieces {
            if piece.len() > self.0 {
                break;
            }
            self.0 -= piece.len();
            left -= 1;
            all.push_str(&piece);
        }
        (all, left)
    }
}

#[derive(Template)]
#[template(path = "base.html")]
struct Base<'a> {
    title: &'a str,
    home: Option<&'a str>,
    wire: &'a str,
    links: &'a [FeedLink],
    hidden: bool,
    style: &'static str,
    main: &'a str,
}

/// Base 64 (RFC 4648 §4), padded.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().chain([&0, &0]).take(3).fold(0_u32, |word, &byte| word << 8 | u32::from(byte));
        for place in 0..4 {
            let digit = DIGITS[(word >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_gives_the_vectors_of_rfc_4648() {
        let vectors =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE=")];
        for (bytes, text) in vectors {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
