//! What readers ask of the index.

use std::collections::HashSet;
use std::ops::Bound;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::bucket::Slot;
use super::fault::{Fault, fenced};
use super::record::{self, AlertRecord, PollRecord};
use super::trees::{ALERTS, BATCHES, CHANGES, HOLDERS, Index, KEYS, ORDER, POLLS};
use crate::model::{Alert, AlertId, Change, Cursor, Digest, Filter, Key, KeyHolder, Seq};
use crate::store::filter;
use crate::store::journal::{Place, Reader};
use crate::store::secret::id_bytes;

impl Index {
    /// Who is found under each key, in the order asked.
    pub(in crate::store) fn known(&self, keys: &[Key]) -> Result<Vec<Option<KeyHolder>>, Fault> {
        fenced(|| {
            keys.iter()
                .map(|key| {
                    let found = self.holder(key)?;
                    Ok(found.map(|(_, holder)| holder))
                })
                .collect()
        })
    }

    /// The number of who holds a key, and who that is.
    pub(super) fn holder(&self, key: &Key) -> Result<Option<(u64, KeyHolder)>, Fault> {
        let slot = Slot::of(&self.secret, key);
        let Some(bucket) = self.keys.get(slot.bucket)? else { return Ok(None) };
        let Some(number) = slot.find(slot.entries(&bucket)?) else { return Ok(None) };
        let value = self.holders.get(number.to_be_bytes())?.ok_or_else(|| record::bad(KEYS))?;
        let (_, holder) = record::open(HOLDERS, &number.to_be_bytes(), &value).and_then(record::read_holder)?;
        Ok(Some((number, holder)))
    }

    /// The head after a batch, if it was committed.
    pub(in crate::store) fn batch(&self, id: &Digest) -> Result<Option<Seq>, Fault> {
        fenced(|| {
            let Some(value) = self.batches.get(id.0)? else { return Ok(None) };
            let mut fields = record::open(BATCHES, &id.0, &value)?;
            fields.u64()?;
            fields.u64().map(Some)
        })
    }

    /// Changes with a number above `since`.
    pub(in crate::store) fn changes(&self, since: Seq, limit: usize) -> Result<Vec<Change>, Fault> {
        fenced(|| {
            let after = (Bound::Excluded(since.to_be_bytes()), Bound::Unbounded);
            self.changes
                .range::<[u8; 8], _>(after)
                .take(limit)
                .map(|entry| {
                    let (key, value) = entry?;
                    let seq = Seq::from_be_bytes(key[..].try_into().map_err(|_| record::bad(CHANGES))?);
                    record::read_change(seq, record::open(CHANGES, &key, &value)?)
                })
                .collect()
        })
    }

    /// Live alerts that the filter admits, newest first.
    pub(in crate::store) fn alerts(
        &self,
        journal: &Reader,
        wanted: &Filter,
        before: Option<Cursor>,
        limit: usize,
    ) -> Result<Vec<Alert>, Fault> {
        fenced(|| {
            let marks = self.secret.wanted(wanted);
            let start =
                before.map_or(Bound::Unbounded, |cursor| Bound::Excluded(record::order_key(cursor.updated, cursor.id)));
            let mut alerts = Vec::new();
            for entry in self.order.range::<[u8; 28], _>((start, Bound::Unbounded)) {
                if alerts.len() >= limit {
                    break;
                }
                let (key, value) = entry?;
                let mut fields = record::open(ORDER, &key, &value)?;
                fields.u64()?;
                let mut given = Vec::new();
                while !marks.is_empty() && !fields.is_empty() {
                    given.push(fields.u64()?);
                }
                if !marks.iter().all(|list| list.iter().any(|mark| given.contains(mark))) {
                    continue;
                }
                let id = record::id_of(&key)?;
                let place = self.place(id)?.ok_or_else(|| record::bad(ORDER))?;
                let alert = journal.alert(&place)?;
                if filter::admits(wanted, &alert) {
                    alerts.push(alert);
                }
            }
            Ok(alerts)
        })
    }

    /// One alert, `None` where it is unknown or purged.
    pub(in crate::store) fn alert(&self, journal: &Reader, id: AlertId) -> Result<Option<Alert>, Fault> {
        fenced(|| match self.place(id)? {
            Some(place) => Ok(Some(journal.alert(&place)?)),
            None => Ok(None),
        })
    }

    /// Where an alert stands as it now is, `None` where it is unknown or purged.
    pub(in crate::store) fn place(&self, id: AlertId) -> Result<Option<Place>, Fault> {
        Ok(self.record(id)?.and_then(|record| record.place))
    }

    pub(super) fn record(&self, id: AlertId) -> Result<Option<AlertRecord>, Fault> {
        let key = id_bytes(id);
        let Some(value) = self.alerts.get(key)? else { return Ok(None) };
        record::open(ALERTS, &key, &value).and_then(AlertRecord::read).map(Some)
    }

    /// Alerts whose last change has a number above `since`, by that number, as they now are. Also the number to go on from,
    /// `None` at the end.
    pub(in crate::store) fn exported(
        &self,
        journal: &Reader,
        since: Seq,
        limit: usize,
    ) -> Result<(Vec<Alert>, Option<Seq>), Fault> {
        let changes = self.changes(since, limit)?;
        fenced(|| {
            let mut alerts = Vec::new();
            for change in &changes {
                let Some(record) = self.record(change.alert)? else { continue };
                if let Some(place) = record.place.filter(|_| record.seq == change.seq) {
                    alerts.push(journal.alert(&place)?);
                }
            }
            Ok((alerts, changes.last().map(|change| change.seq)))
        })
    }

    /// Alerts that are kept back and have their text.
    pub(in crate::store) fn held(&self, journal: &Reader) -> Result<Vec<Alert>, Fault> {
        fenced(|| {
            let mut held = Vec::new();
            for entry in &self.alerts {
                let (key, value) = entry?;
                let record = AlertRecord::read(record::open(ALERTS, &key, &value)?)?;
                if let Some(place) = record.place.filter(|_| !record.live) {
                    held.push(journal.alert(&place)?);
                }
            }
            held.retain(|alert| alert.waits().is_some());
            Ok(held)
        })
    }

    /// Alerts that still have their text and were last updated before an instant.
    pub(in crate::store) fn older_than(&self, before: DateTime<Utc>) -> Result<HashSet<AlertId>, Fault> {
        fenced(|| {
            let mut ids = HashSet::new();
            for entry in &self.alerts {
                let (key, value) = entry?;
                let record = AlertRecord::read(record::open(ALERTS, &key, &value)?)?;
                let updated = record::instant_of(&record.order).ok_or_else(|| record::bad(ALERTS));
                if record.place.is_some() && updated? < before {
                    let bytes: [u8; 16] = key[..].try_into().map_err(|_| record::bad(ALERTS))?;
                    ids.insert(AlertId(Uuid::from_bytes(bytes)));
                }
            }
            Ok(ids)
        })
    }

    /// Where the journal holds what is remembered of each source, by its keyed hash.
    pub(in crate::store) fn polls(&self) -> Result<Vec<([u8; 32], PollRecord)>, Fault> {
        fenced(|| {
            self.polls
                .iter()
                .map(|entry| {
                    let (key, value) = entry?;
                    let record = PollRecord::read(record::open(POLLS, &key, &value)?)?;
                    Ok((key[..].try_into().map_err(|_| record::bad(POLLS))?, record))
                })
                .collect()
        })
    }
}
