//! Lists of feeds as other readers take them in: OPML 2.0.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use super::Context;
use super::finish::finish;
use super::page::SourceLine;
use super::slice::{self, Key};
use super::xml::escape;
use crate::model::{MediaType, Representation, Slice};

/// The facets whose feeds are listed, with what stands above them.
const GROUPS: [(Key, &str); 7] = [
    (Key::Region, "Regions"),
    (Key::Country, "Countries"),
    (Key::Urgency, "Urgency"),
    (Key::Type, "Types"),
    (Key::Theme, "Themes"),
    (Key::Lang, "Languages"),
    (Key::Network, "Networks"),
];

/// The feeds there are to subscribe to: everything, those by name, and one for each term that anything is filed under.
pub fn feeds(ctx: &Context, terms: &BTreeMap<Key, Vec<String>>, changed: DateTime<Utc>) -> Representation {
    let mut body = String::new();
    feed(ctx, &mut body, &ctx.publisher.name, &slice::address(&Slice::default(), ".atom"));
    for named in &ctx.feeds {
        feed(ctx, &mut body, &named.title, &format!("/feeds/{}.atom", named.name));
    }
    for (key, heading) in GROUPS {
        let slices: Vec<Slice> =
            terms.get(&key).into_iter().flatten().filter_map(|term| ctx.terms.single(key, term)).collect();
        if !slices.is_empty() {
            let _ = writeln!(body, "<outline text=\"{heading}\">");
            for slice in slices {
                feed(ctx, &mut body, &slice::title(&slice, ctx), &slice::address(&slice, ".atom"));
            }
            body.push_str("</outline>\n");
        }
    }
    document(&ctx.publisher.name, &body, changed)
}

/// What the wire reads, network by network.
pub fn sources(ctx: &Context, sources: &[SourceLine]) -> Representation {
    let mut networks: BTreeMap<&str, Vec<&SourceLine>> = BTreeMap::new();
    for source in sources {
        networks.entry(&source.network).or_default().push(source);
    }
    let mut body = String::new();
    for (network, sources) in networks {
        let _ = writeln!(body, "<outline text=\"{}\">", escape(network));
        for source in sources {
            let (name, url) = (escape(&source.id.0), escape(source.url.as_str()));
            // Whether it is a feed or a page is often only known once it was read, so readers are told of a link.
            let _ = writeln!(body, "<outline type=\"link\" text=\"{name}\" url=\"{url}\"/>");
        }
        body.push_str("</outline>\n");
    }
    let changed = sources.iter().filter_map(|source| source.visited).max().unwrap_or_default();
    document(&format!("What {} reads", ctx.publisher.name), &body, changed)
}

fn feed(ctx: &Context, body: &mut String, title: &str, path: &str) {
    let (title, address) = (escape(title), escape(&ctx.address(path)));
    let _ = writeln!(body, "<outline type=\"rss\" text=\"{title}\" title=\"{title}\" xmlUrl=\"{address}\"/>");
}

fn document(title: &str, body: &str, changed: DateTime<Utc>) -> Representation {
    let title = escape(title);
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<opml version=\"2.0\">\n<head><title>{title}</title></head>\n<body>\n{body}</body>\n</opml>\n"
    );
    finish(MediaType::Opml, document, changed)
}
