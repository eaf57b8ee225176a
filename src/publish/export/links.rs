//! Where things stand as files, and how pages lead from one to another without knowing where the folder is.

use std::collections::BTreeMap;

use super::folder::is_name;
use crate::model::{AlertId, MediaType};
use crate::render::Context;

/// Cases that have a page of their own, with their alerts. The page of another case is that of its one alert.
pub(super) type Threads = BTreeMap<AlertId, Vec<AlertId>>;

/// The file that holds what stands at an address: a page has a folder of its own, so that its address leads there.
pub(super) fn file(address: &str, media: MediaType) -> String {
    let path = address.trim_start_matches('/');
    match media {
        MediaType::Html if path.is_empty() || path.ends_with('/') => format!("{path}index.html"),
        MediaType::Html => format!("{path}/index.html"),
        _ => path.to_owned(),
    }
}

/// How the links of pages are turned.
#[derive(Clone, Copy)]
pub(super) struct Links<'a> {
    pub(super) ctx: &'a Context,
    pub(super) threads: &'a Threads,
}

impl Links<'_> {
    /// A page that stands at an address, with links to files in place of addresses of ours. What is no file leads to the
    /// wire's own address.
    pub(super) fn turned(self, page: &str, own: &str) -> String {
        const LINK: &str = " href=\"";
        let mut turned = String::with_capacity(page.len() + 1024);
        let mut rest = page;
        while let Some(at) = rest.find(LINK) {
            let (before, after) = rest.split_at(at + LINK.len());
            let (href, behind) = after.split_at(after.find('"').unwrap_or(after.len()));
            turned.push_str(before);
            turned.push_str(&self.link(href, own));
            rest = behind;
        }
        turned.push_str(rest);
        turned
    }

    fn link(self, href: &str, own: &str) -> String {
        let elsewhere = href.split(['/', '?', '#']).next().is_some_and(|first| first.contains(':'));
        if elsewhere || href.starts_with("//") || href.starts_with('#') {
            return href.to_owned();
        }
        let (path, rest) = href.split_at(href.find(['?', '#']).unwrap_or(href.len()));
        let address = joined(own, path);
        if rest.starts_with('?') {
            return format!("{}{rest}", self.ctx.address(&address));
        }
        let target = self.target(&address);
        if !is_name(&target) {
            return self.ctx.address(&address);
        }
        format!("{}{rest}", relative(&file(own, MediaType::Html), &target))
    }

    /// The file behind a link.
    fn target(self, address: &str) -> String {
        let (_, behind) = self.ctx.tongues.split(address);
        // In other languages there are only the front page and the one about removal.
        let address = if matches!(behind, "/" | "/removal") { address } else { behind };
        let parts: Vec<&str> = address.trim_start_matches('/').split('/').collect();
        if let ["case", id] = parts.as_slice()
            && id.parse::<AlertId>().is_ok_and(|id| !self.threads.contains_key(&id))
        {
            return file(&format!("alerts/{id}"), MediaType::Html);
        }
        let is_page = parts.last().is_none_or(|last| !last.contains('.')) && address != "/opml";
        file(address, if is_page { MediaType::Html } else { MediaType::Plain })
    }
}

/// An address relative to another one, from the root on (RFC 3986 §5.2, as far as paths go).
fn joined(own: &str, path: &str) -> String {
    if path.is_empty() {
        return own.to_owned();
    }
    let folder = &own[..own.rfind('/').map_or(0, |end| end + 1)];
    let whole = if path.starts_with('/') { path.to_owned() } else { format!("{folder}{path}") };
    let mut parts: Vec<&str> = Vec::new();
    let given: Vec<&str> = whole.trim_start_matches('/').split('/').collect();
    for (place, part) in given.iter().enumerate() {
        let last = place + 1 == given.len();
        match *part {
            ".." | "." => {
                if *part == ".." {
                    parts.pop();
                }
                parts.extend(last.then_some(""));
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// The way from one file to another.
pub(super) fn relative(from: &str, to: &str) -> String {
    let (from, to): (Vec<&str>, Vec<&str>) = (from.split('/').collect(), to.split('/').collect());
    let folders = from.len() - 1;
    let shared = from[..folders].iter().zip(&to[..to.len() - 1]).take_while(|(one, other)| one == other).count();
    format!("{}{}", "../".repeat(folders - shared), to[shared..].join("/"))
}

#[cfg(test)]
mod tests {
    use super::{file, joined, relative};
    use crate::model::MediaType;

    #[test]
    fn addresses_are_joined_as_browsers_do_it() {
        let joins = [
            ("/alerts/a", "../", "/"),
            ("/alerts/a", "../case/b", "/case/b"),
            ("/alerts/a", "b", "/alerts/b"),
            ("/", "alerts/a", "/alerts/a"),
            ("/", "./", "/"),
            ("/es/", "../feed.atom", "/feed.atom"),
            ("/es/alerts/a", "../", "/es/"),
            ("/case/a", "a/feed.atom", "/case/a/feed.atom"),
            ("/case/a", "/opml", "/opml"),
            ("/a/b", "../../../c", "/c"),
            ("/a/b", "..", "/"),
            ("/a/b", "", "/a/b"),
        ];
        for (own, path, address) in joins {
            assert_eq!(joined(own, path), address, "{own} {path}");
        }
    }

    #[test]
    fn the_way_between_two_files_holds_wherever_their_folder_is() {
        assert_eq!(file("/", MediaType::Html), "index.html");
        assert_eq!(file("/es/", MediaType::Html), "es/index.html");
        assert_eq!(file("/alerts/a", MediaType::Html), "alerts/a/index.html");
        assert_eq!(file("/feed.atom", MediaType::Atom), "feed.atom");
        assert_eq!(relative("index.html", "alerts/a/index.html"), "alerts/a/index.html");
        assert_eq!(relative("alerts/a/index.html", "index.html"), "../../index.html");
        assert_eq!(relative("alerts/a/index.html", "alerts/b/index.html"), "../b/index.html");
        assert_eq!(relative("case/a/index.html", "case/a/feed.atom"), "feed.atom");
        assert_eq!(relative("alerts/a/index.html", "alerts/a/index.html"), "index.html");
    }
}
