//! Front pages: what of a slice they show, and how many alerts there are of what.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};

use super::catalogue::Catalogue;
use super::feeds::Feeds;
use super::{Answer, Error, Extras};
use crate::model::{Alert, AlertId, Cursor, Representation, Slice};
use crate::render::api::Health;
use crate::render::page::{self, Front, Setting};
use crate::render::slice::Key;
use crate::render::{Context, Tongue};

/// How many alerts one page shows at most; fewer where they would make it heavy.
const ALERTS: usize = 100;
/// For how many days it is told how many alerts there were.
const DAYS: usize = 90;

/// What the catalogue knows of a slice.
pub(super) struct Facts {
    slice: Slice,
    terms: BTreeMap<Key, BTreeMap<String, usize>>,
    total: usize,
    regions: BTreeMap<String, usize>,
    days: Vec<u32>,
}

impl Facts {
    /// Counts.
    pub(super) fn of(catalogue: &Catalogue, slice: &Slice, day: NaiveDate) -> Self {
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
        }
    }
}

/// The front page of the whole wire; `None` for facts while there is no catalogue.
pub(super) fn front(
    ctx: &Context,
    tongue: &Tongue,
    extras: &Extras,
    newest: &[Alert],
    facts: Option<Facts>,
) -> Representation {
    let more = newest.len() > ALERTS;
    write(ctx, tongue, extras, facts, &newest[..newest.len().min(ALERTS)], (None, more))
}

/// A part of a slice.
pub(super) async fn view(
    feeds: &Feeds,
    extras: Arc<Extras>,
    tongue: &Tongue,
    slice: &Slice,
    before: Option<Cursor>,
) -> Result<Arc<Representation>, Answer> {
    let day = feeds.day();
    let asked = feeds.ask(|catalogue| (catalogue.shown(slice, before, ALERTS, day), Facts::of(catalogue, slice, day)));
    let (part, facts) = asked.ok_or(Answer::NotYet)?;
    let ids: Vec<AlertId> = part.shown.iter().map(|place| place.id).collect();
    let alerts = feeds.read(&ids, before.is_none()).await.map_err(Answer::Failed)?;
    let alerts: Vec<Alert> = alerts.into_iter().flatten().map(Arc::unwrap_or_clone).collect();
    let (ctx, tongue) = (Arc::clone(&feeds.ctx), tongue.clone());
    // Milliseconds of pure computing, too long for a worker that serves readers.
    let rendering = tokio::task::spawn_blocking(move || {
        write(&ctx, &tongue, &extras, Some(facts), &alerts, (before.map(|before| before.to_string()), part.more))
    });
    rendering.await.map(Arc::new).map_err(|_| Answer::Failed(Error::Render))
}

fn write(
    ctx: &Context,
    tongue: &Tongue,
    extras: &Extras,
    facts: Option<Facts>,
    alerts: &[Alert],
    (before, more): (Option<String>, bool),
) -> Representation {
    let health = Health::of(&extras.sources, extras.round);
    let setting = Setting { ctx, tongue, health: &health };
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
    }
    page::front(&setting, &front)
}
