//! Keeping a name out: of one alert, or a person out of everything, now and from then on.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::guard::list;
use super::retract::{overwrite, touched};
use super::{Edited, Line};
use crate::matching::{self, Blots, Sightings, Spelling};
use crate::model::{Act, Alert, AlertId, Because, ChangeKind, Poll, Protection, Retraction, Verb};
use crate::store;

/// A person's name in all its spellings.
#[derive(Clone, PartialEq, Eq)]
pub struct Name(Vec<Spelling>);

impl Name {
    /// What somebody typed, a spelling each.
    ///
    /// # Errors
    /// The place of the first one that is none: it needs one to six words and two letters at least.
    pub fn parse(spellings: &[String]) -> Result<Self, usize> {
        let parse = |(place, typed): (usize, &String)| Spelling::parse(typed).ok_or(place);
        spellings.iter().enumerate().map(parse).collect::<Result<_, _>>().map(Self)
    }

    fn blots(&self) -> Blots {
        list(&matching::protections(&self.0, &Protection::default()))
    }

    /// True where a text says it.
    pub fn is_in(&self, text: &str) -> bool {
        self.blots().meets(text)
    }
}

/// An alert that names somebody, and where.
#[derive(Clone, PartialEq, Debug)]
pub struct Sighting {
    /// The alert.
    pub alert: Alert,
    /// Where it names them; nowhere where only an earlier version of it does.
    pub sightings: Sightings,
    /// True where only its history or an earlier version of it does.
    pub is_past: bool,
}

/// What is to be done with the alerts that name somebody.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Shield {
    /// They are taken back for safety.
    Retract,
    /// The name is replaced.
    Replace(String),
}

/// Every alert that names somebody in one of the spellings, or did in a version that is kept, in no matter what state, oldest first.
/// Reads the whole store.
///
/// # Errors
/// The store's.
pub async fn sightings(line: &Line, name: &Name) -> Result<Vec<Sighting>, store::Error> {
    let blots = name.blots();
    let sought = blots.clone();
    let named = line.store.search(Arc::new(move |alert| !matching::sightings(alert, &sought).is_empty())).await?;
    let mut found = Vec::new();
    for id in named {
        if let Some(alert) = line.store.alert(id).await? {
            let sightings = matching::sightings(&alert, &blots);
            let is_past = matching::is_past(&alert, &blots);
            found.push(Sighting { alert, sightings, is_past });
        }
    }
    found.sort_by_key(|known| (known.alert.published, known.alert.id));
    Ok(found)
}

/// Protects a person: whatever names them from now on is kept back without the name, and all that names them now is taken back or
/// says something else in its place. Every earlier version of it is erased.
///
/// # Errors
/// The store's. Where erasing was cut short, it is finished when the store is next opened.
pub async fn protect(line: &Line, name: &Name, shield: &Shield, now: DateTime<Utc>) -> Result<Edited, store::Error> {
    let initials = match shield {
        Shield::Retract => None,
        Shield::Replace(initials) => Some(initials.clone()),
    };
    let names = matching::protections(&name.0, &Protection { initials, ..Protection::default() });
    // First: nothing that is read meanwhile brings the name in again.
    line.store.protect(&names).await?;
    let blots = list(&names);
    let mut changed: Edited = Vec::new();
    for Sighting { mut alert, .. } in sightings(line, name).await? {
        let edited = match shield {
            // It says something else by now: only its past goes.
            _ if matching::is_past(&alert, &blots) => {
                matching::censor(&mut alert, &blots);
                let kind = if alert.merged.is_some() { ChangeKind::Merged } else { ChangeKind::Joined };
                vec![(kind, alert)]
            }
            Shield::Retract if alert.merged.is_none() => {
                let retraction = Retraction { because: Because::Safety, at: now, confirmed: true, note: None };
                let around = touched(line, &alert).await?;
                let mut edited = vec![(ChangeKind::Withdrawn, matching::withdraw(alert, retraction, now))];
                edited.extend(around);
                edited
            }
            Shield::Retract => vec![(ChangeKind::Merged, matching::erased(alert))],
            Shield::Replace(_) => replaced(line, alert, &blots, now).await?,
        };
        take_in(&mut changed, edited);
    }
    let concerned: Vec<AlertId> = changed.iter().map(|(_, alert)| alert.id).collect();
    // Whatever visits have told may quote a title or a link.
    let telling = line.store.polls().await?.into_iter().map(|poll| poll.source).collect();
    overwrite(line, Act::on(Verb::Protect, concerned, now), changed, telling, now).await
}

/// Replaces names in one alert, now and whenever it is read again. Nothing where none of them stands there.
///
/// # Errors
/// The store's, as with [`protect`].
pub async fn redact(
    line: &Line,
    alert: Alert,
    names: &[(Name, String)],
    now: DateTime<Utc>,
) -> Result<Edited, store::Error> {
    let mut all = Vec::new();
    for (name, initials) in names {
        let like = Protection { alert: Some(alert.id), initials: Some(initials.clone()), part: false };
        all.extend(matching::protections(&name.0, &like));
    }
    let blots = list(&all);
    if matching::sightings(&alert, &blots).is_empty() {
        return Ok(Vec::new());
    }
    line.store.protect(&all).await?;
    let act = Act::on(Verb::Redact, [alert.id], now);
    let changed = replaced(line, alert, &blots, now).await?;
    let polls = line.store.polls().await?;
    let telling = polls.into_iter().filter(|poll| says(poll, &blots)).map(|poll| poll.source).collect();
    overwrite(line, act, changed, telling, now).await
}

/// True where what is remembered of a source says one of the names.
fn says(poll: &Poll, blots: &Blots) -> bool {
    serde_json::to_string(poll).is_ok_and(|text| blots.meets(&text))
}

/// An alert without the names, and those whose earlier versions hold what it says.
async fn replaced(line: &Line, mut alert: Alert, blots: &Blots, now: DateTime<Utc>) -> Result<Edited, store::Error> {
    let around = touched(line, &alert).await?;
    matching::censor(&mut alert, blots);
    alert.updated = now.max(alert.updated);
    let kind = if alert.merged.is_some() { ChangeKind::Merged } else { ChangeKind::Revised };
    let mut edited = vec![(kind, alert)];
    for (kind, mut other) in around {
        matching::censor(&mut other, blots);
        edited.push((kind, other));
    }
    Ok(edited)
}

/// Each alert once: what is found of it itself counts before what is found of it beside another.
fn take_in(changed: &mut Edited, edited: Edited) {
    let mut edited = edited.into_iter();
    if let Some(own) = edited.next() {
        changed.retain(|(_, known)| known.id != own.1.id);
        changed.push(own);
    }
    for beside in edited {
        if changed.iter().all(|(_, known)| known.id != beside.1.id) {
            changed.push(beside);
        }
    }
}
