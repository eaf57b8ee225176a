//! What stands on the three sites at a moment.

use chrono::{DateTime, Utc};
use url::Url;

use crate::model::{NetworkId, SourceId};

/// The networks by their place in every list of three.
pub(super) const LAMPWARD: usize = 0;
pub(super) const CAIRN: usize = 1;
pub(super) const CANDIL: usize = 2;

/// Where a network's site stands, and in what it publishes.
#[derive(Clone, Debug)]
pub(super) struct Site {
    pub(super) network: NetworkId,
    pub(super) source: SourceId,
    pub(super) name: &'static str,
    pub(super) language: &'static str,
    /// Root of the site.
    pub(super) home: Url,
    /// Path of what is polled.
    pub(super) listing: &'static str,
    /// Path above the entries' own pages.
    pub(super) folder: &'static str,
    /// True where entries carry ids of their own; a listing page has none.
    pub(super) has_ids: bool,
}

impl Site {
    /// The source's own id of an entry.
    fn id(&self, slug: &str) -> Option<String> {
        self.has_ids.then(|| format!("tag:{}.example,2025:{slug}", self.network))
    }

    fn link(&self, slug: &str) -> Url {
        let mut link = self.home.clone();
        link.set_path(&format!("{}{slug}/", self.folder));
        link
    }
}

/// Something to be said.
#[derive(Clone, Debug)]
pub(super) struct Words {
    pub(super) slug: String,
    pub(super) title: String,
    pub(super) text: String,
}

/// An entry as a network of the practice world published it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Published {
    /// The source's own id; `None` on a listing page.
    pub(super) id: Option<String>,
    /// Its link; the same as another's where it repeats that one's statement.
    pub(super) link: Url,
    /// The title as it now is.
    pub(super) title: String,
    /// The text as it now is.
    pub(super) text: String,
    /// When it was published.
    pub(super) at: DateTime<Utc>,
    /// When it was last changed.
    pub(super) updated: DateTime<Utc>,
}

/// The sites and what stands on them, oldest first.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) sites: [Site; 3],
    entries: [Vec<Published>; 3],
}

impl Stage {
    pub(super) fn new(sites: [Site; 3]) -> Self {
        Self { sites, entries: Default::default() }
    }

    /// What stands on a site, oldest first.
    pub(super) fn on(&self, desk: usize) -> &[Published] {
        &self.entries[desk]
    }

    /// The entry with a page of its own under a path of a site.
    pub(super) fn page(&self, desk: usize, path: &str) -> Option<&Published> {
        let site = &self.sites[desk];
        self.entries[desk].iter().find(|entry| entry.link.origin() == site.home.origin() && entry.link.path() == path)
    }

    pub(super) fn publish(&mut self, desk: usize, words: Words, at: DateTime<Utc>) {
        let link = self.sites[desk].link(&words.slug);
        self.add(desk, words, link, at);
    }

    /// One network carries another's statement: its words under its link.
    pub(super) fn repeat(&mut self, desk: usize, of: usize, slug: &str, at: DateTime<Utc>) {
        let link = self.sites[of].link(slug);
        let Some(original) = self.entries[of].iter().find(|entry| entry.link == link) else { return };
        let words = Words { slug: slug.to_owned(), title: original.title.clone(), text: original.text.clone() };
        self.add(desk, words, link, at);
    }

    /// Other words under the same link and id.
    pub(super) fn rewrite(&mut self, desk: usize, words: Words, at: DateTime<Utc>) {
        let link = self.sites[desk].link(&words.slug);
        if let Some(entry) = self.entries[desk].iter_mut().find(|entry| entry.link == link) {
            entry.title = words.title;
            entry.text = words.text;
            entry.updated = at;
        }
    }

    fn add(&mut self, desk: usize, words: Words, link: Url, at: DateTime<Utc>) {
        let site = &self.sites[desk];
        self.entries[desk].push(Published {
            id: site.id(&words.slug),
            link,
            title: words.title,
            text: words.text,
            at,
            updated: at,
        });
    }
}
