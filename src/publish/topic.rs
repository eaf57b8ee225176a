//! What an address of a feed means: which slice, in which format, from where on.

use super::catalogue::{Page, Period};
use super::{Answer, News};
use crate::model::{Alert, Cursor, MediaType, NamedFeed, Slice};
use crate::render::page::Address;
use crate::render::slice::{self, Key, Terms};
use crate::render::{Context, FeedInfo};

/// The language of what stands in no folder of a language.
const ENGLISH: &str = "en";

/// Says in an address that a feed goes on behind a place.
const BEFORE: &str = "before";

/// Stands before the address of a feed where that of one of its archives is meant.
const ARCHIVE: &str = "archive";

/// A feed at its one address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Topic {
    /// What it holds.
    pub slice: Slice,
    /// In which format.
    pub form: MediaType,
    /// Behind which place it goes on; `None` for a current feed.
    pub before: Option<Cursor>,
    /// Of which time it is an archive.
    pub archive: Option<Period>,
    /// Its name in `feeds.toml`, where it has one.
    pub name: Option<String>,
    /// The code of the language that it speaks.
    pub tongue: &'static str,
}

impl Topic {
    /// What a path and the query behind it mean, as far as these terms go.
    ///
    /// # Errors
    /// When there is no feed at that path, or what is asked for cannot be answered.
    pub fn of(path: &str, query: Option<&str>, ctx: &Context, terms: &Terms) -> Result<Self, Answer> {
        let query = query.unwrap_or_default();
        let (tongue, path) = ctx.tongues.split(path);
        let (stem, form) = form_of(path).ok_or(Answer::NoFeed)?;
        let parts: Vec<&str> = stem.strip_prefix('/').unwrap_or_default().split('/').collect();
        let (archive, parts) = match parts.as_slice() {
            [ARCHIVE, time, rest @ ..] => (Some(time.parse().map_err(|()| Answer::NoFeed)?), rest),
            all => (None, all),
        };
        let (asked, name) = match parts {
            ["feed"] => (query.to_owned(), None),
            ["feeds", name] => (query.to_owned(), Some(*name)),
            [key, term, "feed"] if Key::named(key).is_some_and(Key::filters) => {
                (format!("{key}={}&{query}", term.replace('&', "%26")), None)
            }
            _ => return Err(Answer::NoFeed),
        };
        let (mut slice, beside) = slice::parse_beside(&asked, terms, &[BEFORE])?;
        let before = match beside.iter().map(|(_, place)| place.as_str()).rfind(|place| !place.is_empty()) {
            Some(place) => Some(place.parse().map_err(|()| Answer::BadPlace)?),
            None => None,
        };
        if archive.is_some() && before.is_some() {
            return Err(Answer::BadPlace);
        }
        if let Some(name) = name {
            let named = named(ctx, name).ok_or(Answer::NoFeed)?;
            if !slice.is_everything() {
                return Err(Answer::Named);
            }
            slice = named.slice.clone();
        }
        Ok(Self { slice, form, before, archive, name: name.map(str::to_owned), tongue: tongue.code() })
    }

    /// The current feed of a slice, in English.
    pub fn current(slice: Slice, form: MediaType) -> Self {
        Self { slice, form, before: None, archive: None, name: None, tongue: ENGLISH }
    }

    /// The current form of a feed by name, in English.
    pub(super) fn by_name(named: &NamedFeed, form: MediaType) -> Self {
        Self { name: Some(named.name.clone()), ..Self::current(named.slice.clone(), form) }
    }

    /// Its one address, from the root of the wire on.
    pub fn address(&self) -> String {
        let (path, query) = self.place();
        let before = self.before.map(|before| format!("{BEFORE}={before}"));
        let query: Vec<String> = Some(query).filter(|query| !query.is_empty()).into_iter().chain(before).collect();
        let question = if query.is_empty() { "" } else { "?" };
        let tongue = if self.tongue == ENGLISH { String::new() } else { format!("/{}", self.tongue) };
        let folder = self.archive.map(|time| format!("/{ARCHIVE}/{time}")).unwrap_or_default();
        format!("{tongue}{folder}{path}{}{question}{}", ending(self.form), query.join("&"))
    }

    /// What it is called and where it stands, with the parts beside it; `ctx` speaks its language.
    pub(super) fn info(&self, ctx: &Context, page: &Page) -> FeedInfo {
        let (path, query) = self.place();
        let title = match self.name.as_deref().and_then(|name| named(ctx, name)) {
            Some(named) => format!("{}: {}", ctx.publisher.name, named.title),
            None => slice::title(&self.slice, ctx),
        };
        let time = |period: Option<Period>| period.map(|period| period.to_string());
        FeedInfo {
            title: self.archive.map_or(title.clone(), |period| format!("{title}, {period}")),
            folder: ctx.tongue.folder(),
            path: path.trim_start_matches('/').to_owned(),
            query,
            before: self.before.map(|place| place.to_string()),
            next: page.shown.last().filter(|_| page.more).map(ToString::to_string),
            archive: time(self.archive),
            prev_archive: time(page.older),
            next_archive: time(page.newer),
            page: Address::view(self.slice.clone()).path(),
        }
    }

    /// True where something of this news may have changed it; never false where it has.
    pub fn touched_by(&self, news: &News) -> bool {
        news.changes.iter().any(|change| self.reaches(&change.alert) && change.concerns(&self.slice))
    }

    /// False for an alert that first came after the time of this archive: nothing that happens to it stands there.
    fn reaches(&self, alert: &Alert) -> bool {
        let first = alert.history.first().map_or(alert.updated, |event| event.at);
        self.archive.is_none_or(|period| first.date_naive() <= period.last())
    }

    /// True for what is neither an archive nor a later part.
    pub(super) fn is_current(&self) -> bool {
        self.before.is_none() && self.archive.is_none()
    }

    /// True for feeds that are asked for again and again: those of one term of one facet, in English.
    pub(super) fn is_single(&self) -> bool {
        self.is_current() && self.name.is_none() && self.tongue == ENGLISH && slice::place(&self.slice).1.is_empty()
    }

    fn place(&self) -> (String, String) {
        match &self.name {
            Some(name) => (format!("/feeds/{name}"), String::new()),
            None => slice::place(&self.slice),
        }
    }
}

/// The formats that feeds are published in.
pub(super) const FORMS: [MediaType; 3] = [MediaType::Atom, MediaType::Rss, MediaType::JsonFeed];

fn ending(form: MediaType) -> &'static str {
    match form {
        MediaType::Rss => ".rss",
        MediaType::JsonFeed => ".json",
        _ => ".atom",
    }
}

fn form_of(path: &str) -> Option<(&str, MediaType)> {
    FORMS.into_iter().find_map(|form| Some((path.strip_suffix(ending(form))?, form)))
}

fn named<'a>(ctx: &'a Context, name: &str) -> Option<&'a NamedFeed> {
    ctx.feeds.iter().find(|feed| feed.name == name)
}
