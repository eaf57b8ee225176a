//! What makes a feed readable for whoever opens its address in a browser: a small style of our own. Style sheets in XSLT
//! are leaving browsers; plain ones stay.

use atom_syndication::{Text, TextType};

use super::finish::finish;
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
    let name = xml::escape(&ctx.publisher.name);
    let page = xml::escape(&ctx.address(&info.page));
    let removal = xml::escape(&ctx.address("removal"));
    let value = format!(
        "<div xmlns=\"http://www.w3.org/1999/xhtml\">Alerts on human rights, published by {name}. \
         The same for people: <a href=\"{page}\">{page}</a>. Corrections and removals: <a href=\"{removal}\">{removal}</a></div>"
    );
    Text { value, r#type: TextType::Xhtml, ..Text::default() }
}
