//! The pages of alerts and cases as files.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::super::Error;
use super::links::{Links, Threads, file, relative};
use super::writing::{Piece, Writing};
use crate::model::{Alert, AlertId, MediaType};
use crate::render::{Context, page};
use crate::store::Store;

/// How many alerts are read at a time.
const READ: usize = 200;
/// How many alerts of a case its page tells of.
const CASE: usize = 200;

/// Writes the pages of alerts and cases.
pub(super) struct Pages<'a> {
    pub(super) ctx: &'a Arc<Context>,
    pub(super) store: &'a dyn Store,
    pub(super) threads: Arc<Threads>,
    /// Which other alerts' pages tell of an alert, or lead to it.
    pub(super) told_by: &'a mut HashMap<AlertId, BTreeSet<AlertId>>,
}

impl Pages<'_> {
    /// Has the pages of alerts be as they are by now. Those that are not shown have none.
    pub(super) async fn alerts(&mut self, ids: &[AlertId], writing: &mut Writing) -> Result<(), Error> {
        let names: Vec<String> = ids.iter().map(|id| file(&address("alerts", *id), MediaType::Html)).collect();
        writing.with(move |folder| folder.announce(names.iter().map(String::as_str))).await?;
        for ids in ids.chunks(READ) {
            let alerts = self.store.named(ids).await?;
            for alert in alerts.iter().flatten() {
                for other in alert.related.iter().copied().chain(alert.merged) {
                    self.told_by.entry(other).or_default().insert(alert.id);
                }
            }
            // What became of those that others were merged into decides whether anybody is led there.
            let merged: Vec<AlertId> = alerts.iter().flatten().filter_map(|alert| alert.merged).collect();
            let into = self.store.named(&merged).await?;
            let (ctx, threads, ids) = (Arc::clone(self.ctx), Arc::clone(&self.threads), ids.to_vec());
            let make = move || {
                let mut into = into.into_iter();
                let each = ids.into_iter().zip(alerts).map(|(id, alert)| {
                    let survivor = alert.as_ref().and_then(|alert| alert.merged).and_then(|_| into.next().flatten());
                    alert_page(Links { ctx: &ctx, threads: &threads }, id, alert.as_ref(), survivor.as_ref())
                });
                each.collect()
            };
            writing.begin(make).await?;
        }
        Ok(())
    }

    /// Has the pages of cases be as they are by now.
    pub(super) async fn cases(&mut self, ids: &BTreeSet<AlertId>, writing: &mut Writing) -> Result<(), Error> {
        let names: Vec<String> = ids.iter().map(|id| file(&address("case", *id), MediaType::Html)).collect();
        writing.with(move |folder| folder.announce(names.iter().map(String::as_str))).await?;
        for &id in ids {
            let own = address("case", id);
            let Some(thread) = self.threads.get(&id) else {
                writing.begin(move || vec![Piece::gone(file(&own, MediaType::Html))]).await?;
                continue;
            };
            let alerts = self.store.named(&thread[..thread.len().min(CASE)]).await?;
            let more = thread.len() > CASE;
            let (ctx, threads) = (Arc::clone(self.ctx), Arc::clone(&self.threads));
            let make = move || {
                let alerts: Vec<Alert> = alerts.into_iter().flatten().collect();
                let page = page::case(&ctx, id, &alerts, more);
                let links = Links { ctx: &ctx, threads: &threads };
                vec![piece(links, &own, page.as_ref().map(|page| &page.body[..]))]
            };
            writing.begin(make).await?;
        }
        Ok(())
    }
}

fn alert_page(links: Links<'_>, id: AlertId, alert: Option<&Alert>, survivor: Option<&Alert>) -> Piece {
    let own = address("alerts", id);
    let page = alert.and_then(|alert| page::alert(links.ctx, alert));
    // Whoever has the address of one that is now part of another is led there, as long as that is shown.
    let led = survivor.filter(|survivor| page::alert(links.ctx, survivor).is_some()).map(|survivor| {
        let there = file(&address("alerts", survivor.id), MediaType::Html);
        page::moved(&relative(&file(&own, MediaType::Html), &there))
    });
    match led {
        Some(led) => Piece::new(file(&own, MediaType::Html), led.body),
        None => piece(links, &own, page.as_ref().map(|page| &page.body[..])),
    }
}

fn piece(links: Links<'_>, own: &str, page: Option<&[u8]>) -> Piece {
    let name = file(own, MediaType::Html);
    match page.and_then(|page| std::str::from_utf8(page).ok()) {
        Some(page) => Piece::new(name, links.turned(page, own)),
        None => Piece::gone(name),
    }
}

fn address(folder: &str, id: AlertId) -> String {
    format!("/{folder}/{id}")
}
