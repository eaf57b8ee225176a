//! What makes a feed readable for whoever opens its address in a browser: a small style of our own. Style sheets in XSLT
//! are leaving browsers; plain ones stay.

use atom_syndication::{Text, TextType};

use super::finish::finish;
use super::texts::say;
use super::{Context, FeedInfo, window, xml};
use crate::model::{MediaType, Representation};

/// Where the style stands.
pub const PATH: &str = "feed.css";

/// The style of feeds in Atom and RSS.
pub fn sheet() -> Representation {
    finish(MediaType::Css, include_str!("templates/feed.css").to_owned(), window::updated([]))
}

/// A document with its style named behind the XML declaration; `own` is where it stands below the wire's address. The link
/// is relative, so that it holds wherever a mirror puts the wire.
pub(super) fn styled(own: &str, document: &str) -> String {
    let at = document.find("?>").map_or(0, |end| end + 2);
    let (declaration, rest) = document.split_at(at);
    let depth = own.split('?').next().unwrap_or_default().matches('/').count();
    let up = "../".repeat(depth);
    format!("{declaration}\n<?xml-stylesheet type=\"text/css\" href=\"{up}{PATH}\"?>\n{}", rest.trim_start())
}

/// What a browser shows below the title: whose feed it is, and a link to the same for people.
pub(super) fn subtitle(ctx: &Context, info: &FeedInfo) -> Text {
    let (code, words) = (ctx.tongue.code(), ctx.words());
    let about = xml::escape(&say(&words.entry.about, &[("name", &ctx.publisher.name)]));
    let link = |words: &str, path: &str| {
        let href = xml::escape(&ctx.local(path));
        format!("{}: <a href=\"{href}\">{href}</a>", xml::escape(words))
    };
    let (page, removal) = (link(&words.entry.people, &info.page), link(&words.removal.title, "removal"));
    let value =
        format!("<div xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"{code}\">{about} {page}. {removal}</div>");
    Text { value, r#type: TextType::Xhtml, ..Text::default() }
}
