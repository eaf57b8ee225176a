//! What all pages have in common: frame, style, policy, and a bound on their weight.

use askama::Template;
use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use super::super::finish::finish;
use super::super::slice;
use super::super::texts::{Words, say};
use super::super::words::clock;
use super::address::Address;
use super::setting::Setting;
use crate::model::{MediaType, Representation, Slice};

/// The one style of every page.
const STYLE: &str = include_str!("../templates/style.css");

/// The most bytes that a page is allowed to have, with room to spare for what is not counted.
const PAGE: usize = 59_000;

/// The content security policy of every page (CSP Level 3): nothing may be loaded or framed, forms lead back here only, and
/// the only style is ours, named by its digest.
pub fn security_policy() -> String {
    let digest = base64(&Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

/// What stands around the main part of a page.
pub(super) struct Frame {
    pub(super) title: String,
    pub(super) spot: Spot,
    pub(super) links: Vec<FeedLink>,
    /// True where search engines are asked to stay away.
    pub(super) hidden: bool,
}

/// Where a page stands.
pub(super) struct Spot {
    /// From the page to the folder of its language: empty on the front page.
    pub(super) up: String,
    /// From the page to the root of the wire.
    pub(super) root: String,
    /// What it shows; `None` for what answers any address.
    address: Option<Address>,
}

impl Spot {
    /// A page at its address.
    pub(super) fn at(set: &Setting, address: Address) -> Self {
        let folders = address.path().split('?').next().unwrap_or_default().matches('/').count();
        let up = "../".repeat(folders);
        let root = format!("{up}{}", if set.ctx.tongue.folder().is_empty() { "" } else { "../" });
        Self { up, root, address: Some(address) }
    }

    /// A page that may answer any address: all its links are absolute.
    pub(super) fn anywhere(set: &Setting) -> Self {
        Self { up: set.ctx.local(""), root: set.ctx.address(""), address: None }
    }

    /// The front page of this language.
    pub(super) fn home(&self) -> String {
        Address::front().link(&self.up)
    }
}

/// A feed that a page points to.
#[derive(Clone)]
pub(super) struct FeedLink {
    pub(super) media: &'static str,
    pub(super) title: String,
    pub(super) name: &'static str,
    pub(super) href: String,
}

/// The three forms of the feed of a slice, for a page at a spot. Plain files of feeds there are in one language only.
pub(super) fn feed_links(set: &Setting, spot: &Spot, slice: &Slice) -> Vec<FeedLink> {
    let title = slice::title(slice, set.ctx);
    let folder = if set.files { &spot.root } else { &spot.up };
    let forms = [
        ("application/atom+xml", "Atom", ".atom"),
        ("application/rss+xml", "RSS", ".rss"),
        ("application/feed+json", "JSON Feed", ".json"),
    ];
    let link = |(media, name, ending): (_, &'static str, &str)| FeedLink {
        media,
        title: say(&set.words().front.feed, &[("title", &title), ("format", name)]),
        name,
        href: format!("{folder}{}", slice::address(slice, ending).trim_start_matches('/')),
    };
    forms.map(link).to_vec()
}

/// A page whose main part is still to be written.
pub(super) struct Shell<'a> {
    set: &'a Setting<'a>,
    frame: &'a Frame,
    /// What is left for the main part.
    pub(super) room: Room,
}

impl<'a> Shell<'a> {
    pub(super) fn new(set: &'a Setting<'a>, frame: &'a Frame) -> Self {
        let around = render(&base(set, frame, "")).len();
        Self { set, frame, room: Room(PAGE.saturating_sub(around)) }
    }

    /// Puts the main part into the frame. What the foot says of the sources counts as a change.
    pub(super) fn page(self, main: &impl Template, changed: DateTime<Utc>) -> Representation {
        let changed = changed.max(self.set.health.round.unwrap_or(changed));
        finish(MediaType::Html, render(&base(self.set, self.frame, &render(main))), changed)
    }
}

/// Puts a short main part into the frame.
pub(super) fn page(set: &Setting, frame: &Frame, main: &impl Template, changed: DateTime<Utc>) -> Representation {
    Shell::new(set, frame).page(main, changed)
}

/// Writes one piece of a page.
pub(super) fn render(template: &impl Template) -> String {
    template.render().expect("writing to a string does not fail")
}

/// Room on a page, so that no amount of text makes it heavy.
pub(super) struct Room(usize);

impl Room {
    /// Sets bytes aside for what is written in any case.
    pub(super) fn keep(&mut self, bytes: usize) {
        self.0 = self.0.saturating_sub(bytes);
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

fn base<'a>(set: &'a Setting<'a>, frame: &'a Frame, main: &'a str) -> Base<'a> {
    let (words, publisher, spot) = (set.words(), &set.ctx.publisher, &frame.spot);
    let here = spot.address.clone().unwrap_or_else(Address::front);
    let tongues = set.ctx.tongues.all().map(|tongue| Other {
        code: tongue.code(),
        name: &tongue.words.name,
        href: here.link(&format!("{}{}", spot.root, tongue.folder())),
        own: tongue.code() == set.ctx.tongue.code(),
    });
    let count = |text: &str, region: &str, sources: usize, answering: usize| {
        say(text, &[("region", region), ("sources", &sources.to_string()), ("answering", &answering.to_string())])
    };
    let texts = &words.frame;
    let (health, all) = (set.health, set.health.all);
    let regions = health.regions.iter().map(|(region, each)| match region {
        Some(region) => count(&texts.region, &set.ctx.labels.region(region), each.sources, each.answering),
        None => count(&texts.several, "", each.sources, each.answering),
    });
    Base {
        words,
        code: set.ctx.tongue.code(),
        title: &frame.title,
        wire: &publisher.name,
        front: spot.address == Some(Address::front()),
        home: spot.home(),
        removal: Address::Removal.link(&spot.up),
        published: say(&texts.publisher, &[("name", &publisher.name)]),
        contact: publisher.contact.as_deref(),
        policy: publisher.policy.as_ref().map(url::Url::as_str),
        round: health.round.map_or_else(|| texts.no_round.clone(), |at| say(&texts.round, &[("when", &clock(at))])),
        answering: (all.sources > 0).then(|| count(&texts.answering, "", all.sources, all.answering)),
        regions: regions.collect(),
        tongues: tongues.collect(),
        links: &frame.links,
        hidden: frame.hidden,
        style: STYLE,
        main,
    }
}

#[derive(Template)]
#[template(path = "base.html")]
struct Base<'a> {
    words: &'a Words,
    code: &'static str,
    title: &'a str,
    wire: &'a str,
    /// True on the front page.
    front: bool,
    home: String,
    removal: String,
    published: String,
    contact: Option<&'a str>,
    policy: Option<&'a str>,
    round: String,
    answering: Option<String>,
    regions: Vec<String>,
    tongues: Vec<Other<'a>>,
    links: &'a [FeedLink],
    hidden: bool,
    style: &'static str,
    main: &'a str,
}

/// The same page in a language.
struct Other<'a> {
    code: &'static str,
    name: &'a str,
    href: String,
    /// True where it is this page.
    own: bool,
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
