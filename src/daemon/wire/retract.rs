//! The operator's word on what must not stand as it does: taken back, brought back, renamed, retagged. Taken in its turn with the
//! visits, made durable, published, told.

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};

use super::super::clock;
use super::Wire;
use crate::model::{Alert, AlertState, Because, Country, Kind, M49, RegionId, Retraction, Stated, Urgency};
use crate::pipeline::{self, Name};

/// Longest sentence of the operator's that readers are shown.
const NOTE: usize = 500;
/// Longest replacement of a name.
const INITIALS: usize = 40;

/// What the operator wants an alert to be tagged with, as typed; what is `None` stays as it is.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retag {
    /// ISO 3166-1 alpha-3 codes.
    pub countries: Option<Vec<String>>,
    /// Network regions; those of the countries where it is `None` and countries are given.
    pub regions: Option<Vec<String>>,
    /// The urgency.
    pub urgency: Option<Urgency>,
    /// The type.
    pub kind: Option<Kind>,
    /// Forget what the operator said before.
    pub as_read: bool,
}

/// A name in its spellings, and what is to stand in its place.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Renaming {
    /// The name and other ways of writing it.
    pub names: Vec<String>,
    /// What is to stand in its place.
    pub initials: String,
}

/// Tells no name.
impl std::fmt::Debug for Renaming {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Renaming").field("initials", &self.initials).finish_non_exhaustive()
    }
}

impl Wire {
    /// Takes an alert back. Returns what was done, in sentences.
    ///
    /// # Errors
    /// When it is unknown or has been taken back for safety, or the store fails.
    pub async fn retract(&self, target: &str, because: Because, note: Option<&str>) -> anyhow::Result<Vec<String>> {
        if note.is_some_and(|note| note.chars().count() > NOTE) {
            bail!("the note is longer than {NOTE} characters; say it shorter");
        }
        if because == Because::Source
            && let Some(source) = self.config.sources().find(|source| source.id.0 == target)
        {
            return self.confirm(source).await;
        }
        let line = self.line.lock().await;
        let alert = self.any(target).await?;
        let note =
            note.map(|note| note.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|note| !note.is_empty());
        let known = alert.retraction.as_ref().filter(|_| alert.state == AlertState::Withdrawn);
        if let Some(known) = known
            && (known.because == Because::Safety || known.because == because && known.confirmed && known.note == note)
        {
            return Ok(vec![format!(
                "{} was taken back already ({}); nothing was to be done",
                alert.id, known.because
            )]);
        }
        let (id, title) = (alert.id, alert.told().next().map(|report| report.title.clone()).unwrap_or_default());
        let retraction = Retraction { because, at: clock::now(), confirmed: true, note };
        let changed = pipeline::retract(&line, alert, retraction, clock::now()).await?;
        self.edited(&changed).await?;
        self.decided(&line, &id).await?;
        drop(line);
        if because != Because::Safety {
            return Ok(vec![format!("taken back: {title} ({id})"), format!("to undo it: almenara restore {id}")]);
        }
        Ok(vec![
            format!("taken back for safety: {id}. Its text, names and links are gone from the store, for good"),
            copies().to_owned(),
        ])
    }

    /// Brings back what was taken back or renamed in an alert. Returns what was done, in sentences.
    ///
    /// # Errors
    /// When it is unknown or has been taken back for safety, or the store fails.
    pub async fn restore(&self, target: &str) -> anyhow::Result<Vec<String>> {
        let line = self.line.lock().await;
        let alert = self.any(target).await?;
        let safety = |alert: &Alert| alert.retraction.as_ref().is_some_and(|known| known.because == Because::Safety);
        if alert.state == AlertState::Withdrawn && safety(&alert) {
            bail!("{} was taken back for safety: nothing of it is left that could be brought back", alert.id);
        }
        let (id, polls) = (alert.id, self.polls());
        let restored = pipeline::restore(&line, &alert, &polls, clock::now()).await?;
        for poll in restored.polls {
            self.remember(poll);
        }
        self.edited(&restored.changed).await?;
        self.decided(&line, &id).await?;
        drop(line);
        let mut told: Vec<String> = restored
            .changed
            .iter()
            .map(|(_, alert)| format!("published again: {} ({id})", alert.lead().title))
            .collect();
        if restored.unnamed {
            told.push(format!("{id} will be shown as its sources tell it, once they are read again"));
        }
        if told.is_empty() {
            told.push(format!("nothing of {id} was taken back; nothing was to be done"));
        }
        Ok(told)
    }

    /// Replaces names in an alert. Returns what was done, in sentences, which hold none of the names.
    ///
    /// # Errors
    /// When it is unknown, something typed is no name, or the store fails.
    pub async fn redact(&self, target: &str, names: &[Renaming]) -> anyhow::Result<Vec<String>> {
        let mut parsed = Vec::new();
        for Renaming { names, initials } in names {
            parsed.push((name(names)?, initials_of(initials)?));
        }
        if parsed.is_empty() {
            bail!("no name was given, so there is nothing to be replaced");
        }
        let line = self.line.lock().await;
        let alert = self.any(target).await?;
        let id = alert.id;
        let changed = pipeline::redact(&line, alert, &parsed, clock::now()).await?;
        if changed.is_empty() {
            return Ok(vec![format!("{id} names nobody so; nothing was to be done")]);
        }
        self.edited(&changed).await?;
        drop(line);
        Ok(vec![
            format!("replaced in {id}, in the store's history of it too, and whenever its sources are read again"),
            format!("to undo it: almenara restore {id}, which takes the name from the source again"),
            copies().to_owned(),
        ])
    }

    /// Gives an alert other tags, which no later reading changes. Returns what was done, in sentences.
    ///
    /// # Errors
    /// When it is unknown or not shown, a code is unknown, or the store fails.
    pub async fn retag(&self, target: &str, retag: &Retag) -> anyhow::Result<Vec<String>> {
        let stated = self.stated(retag)?;
        if stated.is_empty() && !retag.as_read {
            bail!(
                "say what to change: --country, --region, --urgency or --type, or --as-read to take back what you said"
            );
        }
        let line = self.line.lock().await;
        let alert = self.shown(target).await?;
        let id = alert.id;
        let changed = pipeline::retag(&line, alert, stated, !retag.as_read, clock::now()).await?;
        self.edited(&changed).await?;
        drop(line);
        let Some((_, alert)) = changed.first() else {
            return Ok(vec![format!("{id} is tagged so already; nothing was to be done")]);
        };
        let tags = &alert.tags;
        let list = |codes: Vec<String>| if codes.is_empty() { "none".to_owned() } else { codes.join(" ") };
        Ok(vec![
            format!(
                "{id} is now tagged: country {}, region {}, urgency {}, type {}",
                list(tags.countries.iter().map(ToString::to_string).collect()),
                list(tags.regions.iter().map(ToString::to_string).collect()),
                tags.urgency,
                tags.kind
            ),
            format!("it stays so whatever is read; to undo it: almenara retag {id} --as-read"),
        ])
    }

    /// Takes an alert that is shown out of every feed until it is released.
    pub(super) async fn hold_shown(&self, target: &str) -> anyhow::Result<Vec<String>> {
        let line = self.line.lock().await;
        let alert = self.shown(target).await?;
        let changed = pipeline::hold_alert(&line, alert, clock::now()).await?;
        self.edited(&changed).await?;
        drop(line);
        let held = changed.iter().map(|(_, alert)| {
            let (id, title) = (alert.id, &alert.lead().title);
            format!("kept back: {title} ({id}). It stays out of every feed until you run `almenara release {id}`")
        });
        Ok(held.collect())
    }

    /// Shows an edit, and takes over what the store remembers of sources.
    pub(super) async fn edited(&self, changed: &pipeline::Edited) -> anyhow::Result<()> {
        let timed: Vec<_> =
            changed.iter().map(|(_, alert)| (alert.id, alert.held().and_then(|hold| hold.until))).collect();
        self.time(&timed);
        for poll in self.store.polls().await? {
            self.remember(poll);
        }
        // What readers were shown before is to be nowhere in memory.
        self.publisher.expire().await?;
        self.publish().await
    }

    /// The alert that an id or a link names, in whatever state.
    pub(super) async fn any(&self, target: &str) -> anyhow::Result<Alert> {
        let found = pipeline::find(self.store.as_ref(), target).await?;
        found.with_context(|| {
            format!(
                "no alert is kept for {target}; give the id in the address of its page, or the link of a report as it is \
                 shown there"
            )
        })
    }

    fn stated(&self, retag: &Retag) -> anyhow::Result<Stated> {
        let vocabulary = &self.config.vocabulary;
        let mut stated = Stated { urgency: retag.urgency, kind: retag.kind, ..Stated::default() };
        if let Some(codes) = &retag.countries {
            let mut countries: Vec<Country> = Vec::new();
            for code in codes {
                let country = Country::new(&code.to_ascii_uppercase()).filter(|code| vocabulary.knows_country(*code));
                let country = country.with_context(|| {
                    format!("{code:?} is no country; write its three letters as in ISO 3166, for example HND")
                })?;
                if !countries.contains(&country) {
                    countries.push(country);
                }
            }
            let (mut areas, mut regions): (Vec<M49>, Vec<RegionId>) = (Vec::new(), Vec::new());
            for country in &countries {
                areas.extend(vocabulary.m49(*country));
                regions.extend(vocabulary.regions_of(*country));
            }
            stated.m49 = distinct(areas);
            stated.regions = Some(distinct(regions));
            stated.countries = Some(countries);
        }
        if let Some(names) = &retag.regions {
            let known: Vec<String> = vocabulary.regions().into_iter().map(|(id, _)| id.0).collect();
            if let Some(unknown) = names.iter().find(|name| !known.contains(name)) {
                bail!("there is no region {unknown:?}; there are: {}", known.join(", "));
            }
            stated.regions = Some(distinct(names.iter().cloned().map(RegionId).collect()));
        }
        Ok(stated)
    }
}

/// Where else what is gone from the store may still be.
pub(super) fn copies() -> &'static str {
    "This command cannot reach what left the store before: exports and backups of the data folder, mirrors and static copies, \
     what readers and their programs have kept, and the logs of whoever ran those. Delete or replace them by hand, and do not put an \
     older copy of the store back"
}

/// A name and other ways of writing it.
pub(super) fn name(spellings: &[String]) -> anyhow::Result<Name> {
    let typed: Vec<String> = spellings.iter().filter(|name| !name.trim().is_empty()).cloned().collect();
    if typed.is_empty() {
        bail!("no name was given");
    }
    Name::parse(&typed).map_err(|place| {
        anyhow::anyhow!(
            "what was given as spelling {} is no name: it needs one to six words and two letters at least",
            place + 1
        )
    })
}

/// What is to stand in the place of a name.
pub(super) fn initials_of(text: &str) -> anyhow::Result<String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > INITIALS || text.chars().any(char::is_control) {
        bail!("initials are 1 to {INITIALS} characters, for example \"S. K.\"");
    }
    Ok(text.to_owned())
}

fn distinct<T: Clone + Eq>(all: Vec<T>) -> Vec<T> {
    all.into_iter().fold(Vec::new(), |mut kept, one| {
        if !kept.contains(&one) {
            kept.push(one);
        }
        kept
    })
}
