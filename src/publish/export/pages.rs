//! Pages as files: those of alerts, cases and single terms in English, the front page and the one about removal in every
//! language. Five times as many files would take hours to copy for those who serve them from an object store.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use super::super::feeds::Feeds as Read;
use super::super::pages::{Press, Shown};
use super::super::{Answer, Error, Extras};
use super::links::{Links, Threads, file, relative};
use super::slices::viewed;
use super::writing::{Piece, Writing};
use crate::model::{AlertId, MediaType};
use crate::render::Context;
use crate::render::page::{self, Address};

/// How many alerts are read at a time.
const READ: usize = 200;
/// How long readers are left to themselves where there are many.
const PAUSE: Duration = Duration::from_millis(100);

/// Writes pages.
pub(super) struct Pages<'a> {
    pub(super) shown: &'a Arc<Read>,
    pub(super) extras: Arc<Extras>,
    pub(super) threads: Arc<Threads>,
}

impl Pages<'_> {
    /// Has the pages of alerts be as they are by now, those that were taken back with a notice. `told_by` learns which other
    /// alerts' pages tell of an alert, or lead to it.
    pub(super) async fn alerts(
        &self,
        ids: &[AlertId],
        told_by: &mut HashMap<AlertId, BTreeSet<AlertId>>,
        writing: &mut Writing,
    ) -> Result<(), Error> {
        for ids in ids.chunks(READ) {
            for alert in self.shown.store.named(ids).await?.iter().flatten() {
                for other in alert.related.iter().copied().chain(alert.merged) {
                    told_by.entry(other).or_default().insert(alert.id);
                }
            }
            let pages: Vec<Address> = ids.iter().map(|id| Address::Alert(*id)).collect();
            self.write(&self.shown.ctx, &pages, writing).await?;
        }
        Ok(())
    }

    /// Has the pages of cases be as they are by now.
    pub(super) async fn cases(&self, ids: &BTreeSet<AlertId>, writing: &mut Writing) -> Result<(), Error> {
        let pages: Vec<Address> = ids.iter().map(|id| Address::Case(*id)).collect();
        self.write(&self.shown.ctx, &pages, writing).await
    }

    /// Writes the pages of single terms, and removes those of terms that no longer are there.
    pub(super) async fn views(
        &self,
        before: &BTreeSet<String>,
        writing: &mut Writing,
    ) -> Result<BTreeSet<String>, Error> {
        let day = self.shown.day();
        let all = self.shown.ask(|catalogue| viewed(&self.shown.ctx, catalogue, day)).unwrap_or_default();
        let views: Vec<Address> = all.into_iter().map(Address::view).collect();
        self.write(&self.shown.ctx, &views, writing).await?;
        let names: BTreeSet<String> = views.iter().map(|view| name(&self.shown.ctx, view)).collect();
        let gone = before.difference(&names).cloned().map(Piece::gone).collect();
        writing.begin(move || gone).await?;
        Ok(names)
    }

    /// Writes what tells of the sources too, in every language: the page about removal, then the front page.
    pub(super) async fn doors(&self, writing: &mut Writing) -> Result<(), Error> {
        for address in [Address::Removal, Address::front()] {
            for tongue in self.shown.ctx.tongues.all() {
                let ctx = self.shown.speaking(tongue.code());
                self.write(ctx, std::slice::from_ref(&address), writing).await?;
            }
        }
        writing.settle().await
    }

    async fn write(&self, ctx: &Arc<Context>, addresses: &[Address], writing: &mut Writing) -> Result<(), Error> {
        let names: Vec<String> = addresses.iter().map(|address| name(ctx, address)).collect();
        let ahead = names.clone();
        writing.with(move |folder| folder.announce(ahead.iter().map(String::as_str))).await?;
        for (address, name) in addresses.iter().zip(names) {
            let own = own(ctx, address);
            let page = match address {
                // The page of a case of one alert is that of the alert.
                Address::Case(id) if !self.threads.contains_key(id) => Shown::Nothing,
                _ => self.page(ctx, address).await?,
            };
            let steady = matches!(address, Address::Alert(_) | Address::Case(_));
            let bytes = match page {
                Shown::Page(page) | Shown::Gone(page) => {
                    let links = Links { ctx, threads: &self.threads };
                    std::str::from_utf8(&page.body).ok().map(|page| links.turned(page, &own).into())
                }
                Shown::At(other) => match self.page(ctx, &other).await? {
                    Shown::Page(_) => Some(page::moved(&relative(&name, &self::name(ctx, &other))).body),
                    _ => None,
                },
                Shown::Nothing => None,
            };
            let piece = Piece { name, bytes, steady };
            writing.begin(move || vec![piece]).await?;
        }
        Ok(())
    }

    async fn page(&self, ctx: &Arc<Context>, address: &Address) -> Result<Shown, Error> {
        // What is not looked at in every round says nothing that changes with every round.
        let tells = *address == Address::front();
        let extras = if tells {
            Arc::clone(&self.extras)
        } else {
            Arc::new(Extras { day: self.extras.day, ..Extras::default() })
        };
        let press = Press { feeds: self.shown, extras, ctx: Arc::clone(ctx), files: true };
        loop {
            match press.page(address).await {
                Ok(page) => return Ok(page),
                Err(Answer::Failed(error)) => return Err(error),
                // Readers come first.
                Err(Answer::Busy) => tokio::time::sleep(PAUSE).await,
                Err(_) => return Err(Error::Unlisted),
            }
        }
    }
}

fn own(ctx: &Context, address: &Address) -> String {
    format!("/{}{}", ctx.tongue.folder(), address.path())
}

fn name(ctx: &Context, address: &Address) -> String {
    file(&own(ctx, address), MediaType::Html)
}
