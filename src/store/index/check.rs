//! Holding index and journal against one another, both ways.

use super::bucket::{self, Numbers};
use super::fault::{Fault, fenced};
use super::record::{self, AlertRecord};
use super::trees::{ALERTS, BATCHES, CHANGES, HOLDERS, Index, ORDER, POLLS};
use crate::model::{AlertId, Change, Digest, Key, KeyHolder, KeyKind, ReportId, Seq};
use crate::store::journal::{Content, Frame, Line, Place};

/// Faults told in full; of more only their number.
const MAX_TOLD: usize = 100;

/// Holds the index against the journal, frame by frame, and at the end the other way round.
pub(in crate::store) struct Check<'a> {
    index: &'a Index,
    faults: Vec<String>,
    untold: u64,
    keys: u64,
    holders: u64,
    alerts: u64,
    with_text: u64,
    live: u64,
    changes: u64,
    batches: u64,
}

impl<'a> Check<'a> {
    /// Begins.
    pub(in crate::store) fn new(index: &'a Index) -> Self {
        Self {
            index,
            faults: Vec::new(),
            untold: 0,
            keys: 0,
            holders: 0,
            alerts: 0,
            with_text: 0,
            live: 0,
            changes: 0,
            batches: 0,
        }
    }

    /// Adds a fault found elsewhere.
    pub(in crate::store) fn fault(&mut self, fault: String) {
        if self.faults.len() < MAX_TOLD {
            self.faults.push(fault);
        } else {
            self.untold += 1;
        }
    }

    /// What the index says of a frame.
    pub(in crate::store) fn frame(&mut self, frame: &Frame) -> Result<(), Fault> {
        fenced(|| self.look_at(frame))
    }

    fn look_at(&mut self, frame: &Frame) -> Result<(), Fault> {
        let header = &frame.header;
        let mut seq = header.seq;
        let mut numbers = Numbers::of(header.frame);
        for (line, (place, content)) in header.lines.iter().zip(&frame.contents) {
            match (line, content) {
                (Line::Alert { kind, alert, .. }, content) => {
                    self.change(&Change { seq, at: header.at, kind: *kind, alert: *alert })?;
                    self.alert(*alert, seq, place, content)?;
                    seq += 1;
                }
                (Line::Keys { alert, .. }, Content::Keys(keys)) => {
                    for of_one in keys.chunk_by(|one, other| one.2 == other.2) {
                        self.keys(numbers.next(), *alert, of_one)?;
                    }
                }
                _ => {}
            }
        }
        let head = self.index.batch(&header.batch)?;
        self.batches += 1;
        if head != Some(frame.head()) {
            self.fault(format!("the index does not know batch {} as committed", header.frame));
        }
        Ok(())
    }

    fn change(&mut self, expected: &Change) -> Result<(), Fault> {
        let key = expected.seq.to_be_bytes();
        self.changes += 1;
        let found = match self.index.changes.get(key)? {
            Some(value) => Some(record::read_change(expected.seq, record::open(CHANGES, &key, &value)?)?),
            None => None,
        };
        if found.as_ref() != Some(expected) {
            self.fault(format!("change {} is not in the index as it is in the journal", expected.seq));
        }
        Ok(())
    }

    fn alert(&mut self, id: AlertId, seq: Seq, place: &Place, content: &Content) -> Result<(), Fault> {
        let Some(record) = self.index.record(id)? else {
            if !matches!(content, Content::Damaged) {
                self.fault(format!("alert {id} is in the journal but not in the index"));
            }
            return Ok(());
        };
        if record.seq < seq && !matches!(content, Content::Damaged) {
            self.fault(format!("the index holds alert {id} as of change {}, the journal as of {seq}", record.seq));
        }
        if record.seq != seq {
            return Ok(());
        }
        self.alerts += 1;
        let expected = match content {
            Content::Alert(alert) => {
                self.with_text += 1;
                self.live += u64::from(alert.live);
                self.order(&record, &self.index.secret.marks(alert))?;
                let order = record::order_key(alert.updated, id);
                AlertRecord { live: alert.live, order, place: Some(*place), ..record.clone() }
            }
            Content::Purged => AlertRecord { live: false, place: None, ..record.clone() },
            _ => return Ok(()),
        };
        if expected != record {
            self.fault(format!("the index does not hold alert {id} as it is in the journal"));
        }
        Ok(())
    }

    fn order(&mut self, alert: &AlertRecord, expected: &[u64]) -> Result<(), Fault> {
        if !alert.live {
            return Ok(());
        }
        let marks = match self.index.order.get(alert.order)? {
            Some(value) => {
                let mut fields = record::open(ORDER, &alert.order, &value)?;
                fields.u64()?;
                let mut marks = Vec::new();
                while !fields.is_empty() {
                    marks.push(fields.u64()?);
                }
                Some(marks)
            }
            None => None,
        };
        if marks.as_deref() != Some(expected) {
            self.fault(format!("alert {} is not in its place in the order of alerts", record::id_of(&alert.order)?));
        }
        Ok(())
    }

    fn keys(&mut self, number: u64, alert: AlertId, keys: &[(KeyKind, Digest, ReportId)]) -> Result<(), Fault> {
        let mut taken = 0;
        for (kind, digest, report) in keys {
            let Some((from, holder)) = self.index.holder(&Key { kind: *kind, digest: *digest })? else {
                self.fault(format!("a key of alert {alert} is in the journal but not in the index"));
                continue;
            };
            taken += u64::from(from == number);
            if from > number || (from == number && holder != KeyHolder { alert, report: *report }) {
                self.fault(format!("a key of alert {alert} leads to alert {} in the index", holder.alert));
            }
        }
        self.keys += taken;
        self.holders += u64::from(taken > 0);
        Ok(())
    }

    /// What the index holds beyond what was found in the journal. Returns the number of alerts that have their text, and the faults.
    pub(in crate::store) fn finish(mut self) -> Result<(u64, Vec<String>), Fault> {
        let index = self.index;
        fenced(|| {
            let expected = [
                (&index.holders, HOLDERS, self.holders),
                (&index.alerts, ALERTS, self.alerts),
                (&index.order, ORDER, self.live),
                (&index.changes, CHANGES, self.changes),
                (&index.batches, BATCHES, self.batches),
            ];
            for (tree, name, expected) in expected {
                let found = whole(tree, name)?;
                if found != expected {
                    self.fault(format!("the index holds {found} {name}, the journal {expected}"));
                }
            }
            let mut found = 0;
            for bucket in &index.keys {
                let (bucket, value) = bucket?;
                found += bucket::count(bucket::entries(&bucket, &value)?);
            }
            if found != self.keys {
                self.fault(format!("the index holds {found} keys, the journal {}", self.keys));
            }
            whole(&index.polls, POLLS)?;
            Ok(())
        })?;
        if self.untold > 0 {
            self.faults.push(format!("and {} faults more", self.untold));
        }
        Ok((self.with_text, self.faults))
    }
}

/// How many records a tree has; every checksum must fit.
fn whole(tree: &sled::Tree, name: &str) -> Result<u64, Fault> {
    let mut count = 0;
    for entry in tree {
        let (key, value) = entry?;
        record::open(name, &key, &value)?;
        count += 1;
    }
    Ok(count)
}
