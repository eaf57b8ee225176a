//! Names that must not be published, as hashes under the store's secret: a name that is met can be told from all others,
//! but none can be read from here. They stand in a file of their own, which no rebuilding of the index touches.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::contract::Error;
use super::disk;
use super::journal::{is_sealed, seal};
use super::secret::Secret;
use crate::model::{AlertId, Digest, Protection};

const FILE: &str = "protected";

/// The file's first line: under which secret the names were hashed.
#[derive(Serialize, Deserialize)]
struct Opening {
    almenara: String,
    secret: Digest,
}

/// A name.
#[derive(Serialize, Deserialize)]
struct Line {
    name: Digest,
    #[serde(flatten)]
    protection: Protection,
}

/// The names, and the file in which they are kept.
pub(super) struct Protected {
    path: PathBuf,
    secret: Secret,
    names: HashMap<Digest, Vec<Protection>>,
}

impl Protected {
    /// Reads the file in a folder. What cannot be told from it any more is reported.
    pub(super) fn load(folder: &Path, secret: &Secret, notes: &mut Vec<String>) -> Result<Self, Error> {
        let path = folder.join(FILE);
        let mut protected = Self { path, secret: secret.clone(), names: HashMap::new() };
        let bytes = match std::fs::read(&protected.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(protected),
            Err(error) => return Err(disk::failed("read", &protected.path)(error)),
        };
        let mut lines = bytes.split_inclusive(|byte| *byte == b'\n').map(|line| {
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            is_sealed(line).map(|_| line)
        });
        let opening: Option<Opening> = lines.next().flatten().and_then(|line| serde_json::from_slice(line).ok());
        let ours = opening.is_some_and(|opening| opening.secret == Digest(secret.fingerprint()));
        let mut lost = 0;
        for line in lines {
            match line.and_then(|line| serde_json::from_slice::<Line>(line).ok()).filter(|_| ours) {
                Some(line) => protected.names.entry(line.name).or_default().push(line.protection),
                None => lost += 1,
            }
        }
        if lost > 0 || !ours {
            notes.push(format!(
                "some names that are protected cannot be recognised any more, since {} or `secret` beside it is damaged: run \
                 `almenara protect` for them again",
                protected.path.display()
            ));
        }
        Ok(protected)
    }

    /// True where there is nothing to be asked.
    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// What is to be done about each of these names, by its place in the list.
    pub(super) fn known(&self, names: &[Digest]) -> Vec<(usize, Protection)> {
        let mut known = Vec::new();
        for (place, name) in names.iter().enumerate() {
            let found = self.names.get(&Digest(self.secret.name(name)));
            known.extend(found.into_iter().flatten().map(|protection| (place, protection.clone())));
        }
        known
    }

    /// Adds names, durably.
    pub(super) fn add(&mut self, names: &[(Digest, Protection)]) -> Result<(), Error> {
        let mut more = self.names.clone();
        for (name, protection) in names {
            protection.enter(more.entry(Digest(self.secret.name(name))).or_default());
        }
        self.write(more)
    }

    /// Forgets what was replaced in one alert, durably. False where nothing was.
    pub(super) fn forget(&mut self, alert: AlertId) -> Result<bool, Error> {
        let mut fewer = self.names.clone();
        for known in fewer.values_mut() {
            known.retain(|protection| protection.alert != Some(alert));
        }
        fewer.retain(|_, known| !known.is_empty());
        let any = fewer != self.names;
        if any {
            self.write(fewer)?;
        }
        Ok(any)
    }

    fn write(&mut self, names: HashMap<Digest, Vec<Protection>>) -> Result<(), Error> {
        let opening = Opening { almenara: FILE.to_owned(), secret: Digest(self.secret.fingerprint()) };
        let mut text = sealed(&opening);
        let mut order: Vec<_> = names.iter().collect();
        order.sort_unstable_by_key(|(name, _)| **name);
        for (name, known) in order {
            for protection in known {
                text.push_str(&sealed(&Line { name: *name, protection: protection.clone() }));
            }
        }
        disk::replace(&self.path, text.as_bytes())?;
        self.names = names;
        Ok(())
    }
}

fn sealed(line: &impl Serialize) -> String {
    let json = serde_json::to_string(line).expect("plain values serialise");
    format!("{}\n", seal(&json).0)
}
