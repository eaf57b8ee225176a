//! Pages for people: what of the store each shows, in which language, and which there are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};

use super::catalogue::Catalogue;
use super::feeds::Feeds;
use super::{Answer, Error, Extras};
use crate::model::{Alert, AlertId, AlertState, Cursor, Representation, Slice};
use crate::render::Context;
use crate::render::api::Health;
use crate::render::page::{self, Address, Beside, Front, Setting};
use crate::render::slice::Key;

/// How many alerts a view shows at most; fewer where they would make it heavy.
const ALERTS: usize = 100;
/// For how many days it is told how many alerts there were.
const DAYS: usize = 90;
/// How many alerts of a case its page tells of.
const CASE: usize = 200;
/// How many of them the page of one alert tells of.
const THREAD: usize = 30;

/// What stands at the address of a page.
#[derive(Clone, PartialEq, Debug)]
pub enum Shown {
    /// A page.
    Page(Arc<Representation>),
    /// Word that what stood here was taken back.
    Gone(Arc<Representation>),
    /// It stands at another address, for now.
    At(Address),
    /// Nothing.
    Nothing,
}

/// In which language a page is made, and of what kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Look<'a> {
    /// The code of the language; English where pages are not written in it.
    pub tongue: &'a str,
    /// True for a plain file, which answers no query.
    pub files: bool,
}

/// What the catalogue knows of a slice.
pub(super) struct Facts {
    slice: Slice,
    terms: BTreeMap<Key, BTreeMap<String, usize>>,
    total: usize,
    regions: BTreeMap<String, usize>,
    days: Vec<u32>,
    resolved: BTreeSet<AlertId>,
}

impl Facts {
    /// Counts, and which of the alerts shown were brought to a good end.
    pub(super) fn of(catalogue: &Catalogue, slice: &Slice, shown: &[AlertId], day: NaiveDate) -> Self {
        let mut anywhere = slice.clone();
        anywhere.filter.regions.clear();
        let everything = catalogue.counts(&Slice::default(), day);
        let mut regions = catalogue.counts(&anywhere, day).by;
        Self {
            slice: slice.clone(),
            terms: everything.by,
            total: catalogue.counts(slice, day).total,
            regions: regions.remove(&Key::Region).unwrap_or_default(),
            days: catalogue.days(slice, day, DAYS),
            resolved: catalogue.resolved(shown),
        }
    }
}

/// Every page there is: of the whole wire, of each term that readers may choose, of each alert and case, and the one that
/// says how to ask for removal.
pub(super) fn addresses(ctx: &Context, catalogue: &Catalogue, day: NaiveDate) -> Vec<Address> {
    let shown = catalogue.shown(&Slice::default(), None, usize::MAX, day).shown;
    let alerts = shown.into_iter().map(|place| Address::Alert(place.id));
    let cases = catalogue.cases().into_iter().map(Address::Case);
    let views = single(ctx, catalogue, day).into_iter().map(Address::view);
    [Address::front(), Address::Removal].into_iter().chain(views).chain(alerts).chain(cases).collect()
}

/// The views of each term that readers may choose.
pub(super) fn single(ctx: &Context, catalogue: &Catalogue, day: NaiveDate) -> Vec<Slice> {
    let stored = catalogue.counts(&Slice::default(), day).by;
    let offered = page::offered(ctx, &stored).into_iter();
    offered.flat_map(|(key, terms)| terms.into_iter().filter_map(move |term| page::only(key, &term))).collect()
}

/// The front page of the whole wire, of its newest alerts; without facts while there is no catalogue.
pub(super) fn front(ctx: &Context, extras: &Extras, newest: &[Alert], facts: Option<Facts>) -> Representation {
    let health = Health::of(&extras.sources, extras.round);
    let setting = Setting { ctx, health: &health, files: false };
    let more = newest.len() > ALERTS;
    write(&setting, extras, facts, &newest[..newest.len().min(ALERTS)], None, more)
}

/// What pages are made from, in one language.
pub(super) struct Press<'a> {
    pub(super) feeds: &'a Feeds,
    pub(super) extras: Arc<Extras>,
    pub(super) ctx: Arc<Context>,
    /// As in [`Look::files`].
    pub(super) files: bool,
}

impl Press<'_> {
    /// What stands at an address.
    pub(super) async fn page(&self, address: &Address) -> Result<Shown, Answer> {
        match address {
            Address::View(slice, before) => return self.view(slice, *before).await,
            Address::Alert(id) => self.alert(*id).await,
            Address::Case(first) => self.case(*first).await,
            Address::Removal => self.make(|set, _| Some(page::removal(set))).await,
        }
        .map_err(Answer::Failed)
    }

    /// A part of a slice.
    async fn view(&self, slice: &Slice, before: Option<Cursor>) -> Result<Shown, Answer> {
        let _turn = self.feeds.turn().await?;
        let day = self.feeds.day();
        let asked = self.feeds.ask(|catalogue| {
            let part = catalogue.shown(slice, before, ALERTS, day);
            let ids: Vec<AlertId> = part.shown.iter().map(|place| place.id).collect();
            let facts = Facts::of(catalogue, slice, &ids, day);
            (ids, part.more, facts)
        });
        let (ids, more, facts) = asked.ok_or(Answer::NotYet)?;
        let alerts = self.feeds.read(&ids, before.is_none()).await.map_err(Answer::Failed)?;
        let alerts: Vec<Alert> = alerts.into_iter().flatten().map(Arc::unwrap_or_clone).collect();
        let made = self.make(move |set, extras| Some(write(set, extras, Some(facts), &alerts, before, more)));
        made.await.map_err(Answer::Failed)
    }

    async fn alert(&self, id: AlertId) -> Result<Shown, Error> {
        let Some(alert) = self.feeds.store.alert(id).await? else { return Ok(Shown::Nothing) };
        if let Some(survivor) = alert.merged {
            return Ok(Shown::At(Address::Alert(survivor)));
        }
        if alert.state == AlertState::Withdrawn {
            let made = self.make(move |set, _| page::gone(set, &alert)).await?;
            return Ok(if let Shown::Page(page) = made { Shown::Gone(page) } else { made });
        }
        let (case, _) = self.feeds.thread(alert.case_id(), THREAD).await?;
        let related: Vec<Alert> = self.feeds.store.named(&alert.related).await?.into_iter().flatten().collect();
        self.make(move |set, _| page::alert(set, &alert, &Beside { case: &case, related: &related })).await
    }

    /// Whoever names a later alert of a case is led to it.
    async fn case(&self, first: AlertId) -> Result<Shown, Error> {
        let (alerts, more) = self.feeds.thread(first, CASE).await?;
        let made = self.make(move |set, _| page::case(set, first, &alerts, more)).await?;
        if made != Shown::Nothing {
            return Ok(made);
        }
        let other = self.feeds.store.alert(first).await?.and_then(|alert| alert.merged.or(alert.case));
        Ok(other.filter(|other| *other != first).map_or(Shown::Nothing, |other| Shown::At(Address::Case(other))))
    }

    /// Writes a page: milliseconds of pure computing, too long for a worker that serves readers.
    async fn make(
        &self,
        page: impl FnOnce(&Setting, &Extras) -> Option<Representation> + Send + 'static,
    ) -> Result<Shown, Error> {
        let (ctx, extras, files) = (Arc::clone(&self.ctx), Arc::clone(&self.extras), self.files);
        let rendering = tokio::task::spawn_blocking(move || {
            let health = Health::of(&extras.sources, extras.round);
            page(&Setting { ctx: &ctx, health: &health, files }, &extras)
        });
        let made = rendering.await.map_err(|_| Error::Render)?;
        Ok(made.map_or(Shown::Nothing, |page| Shown::Page(Arc::new(page))))
    }
}

fn write(
    setting: &Setting,
    extras: &Extras,
    facts: Option<Facts>,
    alerts: &[Alert],
    before: Option<Cursor>,
    more: bool,
) -> Representation {
    let mut front = Front {
        alerts,
        before,
        more,
        sources: &extras.sources,
        notice: extras.notice.as_deref(),
        now: extras.day.and_time(NaiveTime::MIN).and_utc(),
        ..Front::default()
    };
    if let Some(facts) = facts {
        front.slice = facts.slice;
        front.terms = facts.terms;
        front.total = Some(facts.total);
        front.regions = Some(facts.regions);
        front.days = facts.days;
        front.resolved = facts.resolved;
    }
    page::front(setting, &front)
}
