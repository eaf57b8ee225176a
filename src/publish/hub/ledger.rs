//! Subscriptions on disk: a file that only its owner reads, one line for each thing that happened, written anew when most
//! of its lines are of no more use. A torn last line is what a power cut leaves, and is passed over.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::subscription::{Name, Subscription};
use crate::publish::backoff::Failing;

/// Its name in the store's folder.
pub(super) const FILE: &str = "hub.ndjson";
/// No file of ours is larger.
const LARGEST: u64 = 256 << 20;
/// How many lines may stand there for each subscription before it is written anew, and how many in any case.
const SLACK: usize = 4;
const LEAST: usize = 256;

/// One thing that happened.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Line {
    /// A subscription was confirmed or renewed.
    Confirmed(Box<Subscription>),
    /// What somebody was sent, or that they could not be told.
    State { name: Name, told: Option<String>, failing: Option<Failing> },
    /// It ended.
    Ended(Name),
}

impl Line {
    /// What is new of a subscription.
    pub(super) fn state(known: &Subscription) -> Self {
        Self::State { name: known.name.clone(), told: known.told.clone(), failing: known.failing }
    }
}

/// The open file.
pub(super) struct Ledger {
    path: PathBuf,
    file: File,
    lines: usize,
    /// Something could not be written: the file lacks it until it is written anew.
    torn: bool,
}

impl Ledger {
    /// Opens the ledger of a folder, and tells what is still subscribed to by it.
    pub(super) fn open(folder: &Path, now: DateTime<Utc>) -> io::Result<(Self, Vec<Subscription>)> {
        let path = folder.join(FILE);
        let mut text = Vec::new();
        match File::open(&path) {
            Ok(file) => _ = file.take(LARGEST).read_to_end(&mut text)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let all = replay(&text, now);
        let (file, lines) = (rewrite(&path, &all)?, all.len());
        Ok((Self { path, file, lines, torn: false }, all))
    }

    /// Makes lines durable.
    pub(super) fn append(&mut self, lines: &[Line]) -> io::Result<()> {
        let mut text = Vec::new();
        for line in lines {
            serde_json::to_writer(&mut text, line)?;
            text.push(b'\n');
        }
        self.lines += lines.len();
        let written = self.file.write_all(&text).and_then(|()| self.file.sync_data());
        self.torn |= written.is_err();
        written
    }

    /// True where it is time to write the file anew, for that many subscriptions.
    pub(super) fn is_worn(&self, subscriptions: usize) -> bool {
        self.torn || self.lines > LEAST + SLACK * subscriptions
    }

    /// Writes it anew: a crash leaves the old file or the new one.
    pub(super) fn renew(&mut self, all: &[Subscription]) -> io::Result<()> {
        self.file = rewrite(&self.path, all)?;
        (self.lines, self.torn) = (all.len(), false);
        Ok(())
    }
}

fn replay(text: &[u8], now: DateTime<Utc>) -> Vec<Subscription> {
    let mut all = BTreeMap::new();
    for line in text.split(|byte| *byte == b'\n') {
        match serde_json::from_slice(line) {
            Ok(Line::Confirmed(known)) => _ = all.insert(known.name.clone(), *known),
            Ok(Line::State { name, told, failing }) => {
                if let Some(known) = all.get_mut(&name) {
                    (known.told, known.failing) = (told, failing);
                }
            }
            Ok(Line::Ended(name)) => _ = all.remove(&name),
            Err(_) if line.is_empty() => {}
            Err(_) => tracing::warn!("a line of {FILE} cannot be read and is passed over"),
        }
    }
    all.into_values().filter(|known| known.until > now).collect()
}

fn rewrite(path: &Path, all: &[Subscription]) -> io::Result<File> {
    let unfinished = path.with_extension("tmp");
    // One that is left of a crash may have anybody's rights.
    _ = fs::remove_file(&unfinished);
    let mut file = OpenOptions::new().append(true).create_new(true).mode(0o600).open(&unfinished)?;
    let mut text = Vec::new();
    for known in all {
        serde_json::to_writer(&mut text, &Line::Confirmed(Box::new(known.clone())))?;
        text.push(b'\n');
    }
    file.write_all(&text)?;
    file.sync_all()?;
    fs::rename(&unfinished, path)?;
    File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use chrono::TimeDelta;

    use super::*;

    fn subscription(number: u32, until: DateTime<Utc>) -> Subscription {
        let callback = format!("https://reader.example/{number}").parse().expect("an address");
        let name = Name { callback, topic: "https://wire.example/feed.atom".to_owned() };
        let secret = Some("between us".to_owned());
        Subscription { asked: name.topic.clone(), name, secret, until, told: None, failing: None }
    }

    #[test]
    fn what_was_written_is_there_again_but_for_what_ended_and_a_torn_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let now = DateTime::UNIX_EPOCH;
        let later = now + TimeDelta::hours(1);
        let (mut ledger, none) = Ledger::open(folder.path(), now).expect("opened");
        assert!(none.is_empty());
        let mut told = subscription(0, later);
        let confirmed = |known: &Subscription| Line::Confirmed(Box::new(known.clone()));
        let (ended, over) = (subscription(1, later), subscription(2, now));
        ledger.append(&[confirmed(&told), confirmed(&ended), confirmed(&over)]).expect("written");
        told.told = Some("tag".to_owned());
        ledger.append(&[Line::state(&told), Line::Ended(ended.name)]).expect("written");
        ledger.file.write_all(b"{\"confirmed\":{\"callb").expect("written");
        drop(ledger);
        let path = folder.path().join(FILE);
        for _ in 0..2 {
            let (_, again) = Ledger::open(folder.path(), now).expect("opened");
            assert!(again == [told.clone()]);
            assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(fs::read_to_string(&path).expect("text").lines().count(), 1, "it was written anew");
    }
}
