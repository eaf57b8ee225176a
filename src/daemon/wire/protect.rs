//! Protecting a person: what names them, and what is done about it.

use anyhow::bail;
use serde::{Deserialize, Serialize};

use super::super::clock;
use super::Wire;
use super::retract::{copies, initials_of, name};
use crate::model::{AlertState, ChangeKind, TitleFrom};
use crate::pipeline::{self, Shield, Sighting};

/// What is to be done with the alerts that name a person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protecting {
    /// Nothing yet: they are listed.
    Look,
    /// They are taken back for safety.
    Retract,
    /// These stand in the place of the name.
    Replace(String),
}

/// The most alerts that are listed one by one.
const LISTED: usize = 200;

impl Wire {
    /// Lists what names a person, or does away with it and keeps the name out from now on. Returns sentences, which hold no name.
    ///
    /// # Errors
    /// When what is given is no name, or the store fails.
    pub async fn protect(&self, names: &[String], what: &Protecting) -> anyhow::Result<Vec<String>> {
        let name = name(names)?;
        let shield = match what {
            Protecting::Look => None,
            Protecting::Retract => Some(Shield::Retract),
            Protecting::Replace(initials) => Some(Shield::Replace(initials_of(initials)?)),
        };
        if let Some(Shield::Replace(initials)) = &shield
            && name.is_in(initials)
        {
            bail!("what is to stand in the place of the name is the name itself; give initials");
        }
        let line = self.line.lock().await;
        let Some(shield) = shield else {
            let found = pipeline::sightings(&line, &name).await?;
            return Ok(listed(&found));
        };
        let changed = pipeline::protect(&line, &name, &shield, clock::now()).await?;
        self.edited(&changed).await?;
        drop(line);
        let mut told = match &shield {
            Shield::Retract => {
                let gone = changed.iter().filter(|(kind, _)| *kind == ChangeKind::Withdrawn).count();
                vec![format!("{gone} alerts are taken back for safety")]
            }
            Shield::Replace(_) => Vec::new(),
        };
        told.push(format!("{} alerts hold no name any more, and no earlier version of them is left", changed.len()));
        told.push(
            "Whatever names this person from now on is kept back without the name (`almenara held` lists it). The name itself \
             is nowhere in the store: only a keyed hash by which it is met again"
                .to_owned(),
        );
        told.push(copies().to_owned());
        Ok(told)
    }
}

/// What was found, without any name: titles that hold one are not shown.
fn listed(found: &[Sighting]) -> Vec<String> {
    let mut told = Vec::new();
    let mut sum = [0; 4];
    for Sighting { alert, sightings, is_past } in found {
        let counts = [sightings.titles, sightings.texts, sightings.links, sightings.others];
        sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        if told.len() < LISTED {
            let state = match alert.state {
                AlertState::Live => "shown",
                AlertState::Held => "held",
                AlertState::Merged => "merged",
                AlertState::Withdrawn => "taken back",
            };
            let mut networks: Vec<&str> = alert.told().map(|report| report.network.0.as_str()).collect();
            networks.sort_unstable();
            networks.dedup();
            let mut languages: Vec<&str> = alert.told().filter_map(|report| report.tags.language.as_deref()).collect();
            languages.sort_unstable();
            languages.dedup();
            let own = alert.told().filter(|report| report.title_from == TitleFrom::Source).count();
            if *is_past {
                told.push(format!("{} ({state}): in its past only", alert.id));
                continue;
            }
            told.push(format!(
                "{} ({state}, {}, case {}, languages {}): {} of {own} titles, {} texts, {} links and ids, {} other places",
                alert.id,
                networks.join(" "),
                alert.case_id(),
                languages.join(" "),
                sightings.titles,
                sightings.texts,
                sightings.links,
                sightings.others
            ));
        }
    }
    if found.len() > LISTED {
        told.push(format!("… and {} alerts more", found.len() - LISTED));
    }
    let [titles, texts, links, others] = sum;
    told.push(format!(
        "{} alerts name this person: {titles} titles, {texts} texts, {links} links and ids, {others} other places",
        found.len()
    ));
    told
}
