//! The store's own secret: what the index holds is hashed under it, so that the index alone confirms no guess.

use std::path::Path;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::contract::Error;
use super::disk;
use super::journal::Outline;
use crate::model::{AlertId, Digest, Filter, KeyKind, SourceId};

const FILE: &str = "secret";

/// 32 random bytes that never change and never leave the folder.
#[derive(Clone)]
pub(super) struct Secret(Hmac<Sha256>);

impl Secret {
    /// The folder's secret; a new one where there is none. What was hashed under a lost one has to be hashed again.
    pub(super) fn load(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(FILE);
        let found = std::fs::read_to_string(&path).ok().and_then(|text| Digest::from_hex(text.trim_end()));
        let secret = if let Some(secret) = found {
            secret
        } else {
            let mut bytes = [0; 32];
            random(&mut bytes)?;
            let secret = Digest(bytes);
            disk::replace(&path, format!("{secret}\n").as_bytes())?;
            secret
        };
        Ok(Self(Hmac::new_from_slice(&secret.0).expect("HMAC takes keys of any length")))
    }

    /// What tells this secret from another.
    pub(super) fn fingerprint(&self) -> [u8; 32] {
        self.hash("check", &[])
    }

    /// An exact key, or what several have in common, as the index knows it.
    pub(super) fn key(&self, kind: KeyKind, digest: &[u8]) -> [u8; 32] {
        let kind = match kind {
            KeyKind::Id => "key:id",
            KeyKind::Link => "key:link",
            KeyKind::Text => "key:text",
            KeyKind::Near => "key:near",
        };
        self.hash(kind, digest)
    }

    /// A source, as the index knows it.
    pub(super) fn source(&self, source: &SourceId) -> [u8; 32] {
        self.hash("poll", source.0.as_bytes())
    }

    /// A person's name, as the list of protected ones knows it.
    pub(super) fn name(&self, name: &Digest) -> [u8; 32] {
        self.hash("name", &name.0)
    }

    /// Everything a filter can ask of an alert, sorted.
    pub(super) fn marks(&self, alert: &Outline) -> Vec<u64> {
        let facets = &alert.facets;
        let mut marks: Vec<u64> = Vec::new();
        marks.extend(facets.regions.iter().map(|region| self.mark("region", &region.0)));
        marks.extend(facets.countries.iter().map(|country| self.mark("country", country.as_str())));
        marks.extend(facets.m49.iter().map(|area| self.mark("m49", &area.to_string())));
        marks.extend(facets.languages.iter().map(|language| self.mark("language", language)));
        marks.push(self.mark("urgency", facets.urgency.term()));
        marks.push(self.mark("kind", facets.kind.term()));
        marks.extend(facets.networks.iter().map(|network| self.mark("network", &network.0)));
        marks.extend(facets.sources.iter().map(|source| self.mark("source", &source.0)));
        marks.extend(facets.themes.iter().map(|theme| self.mark("theme", &theme.0)));
        marks.push(self.mark("case", &facets.case.to_string()));
        marks.sort_unstable();
        marks.dedup();
        marks
    }

    /// A filter as marks: of each list one must be among the alert's.
    pub(super) fn wanted(&self, filter: &Filter) -> Vec<Vec<u64>> {
        let lists: [Vec<u64>; 10] = [
            filter.regions.iter().map(|region| self.mark("region", &region.0)).collect(),
            filter.countries.iter().map(|country| self.mark("country", country.as_str())).collect(),
            filter.m49.iter().map(|area| self.mark("m49", &area.to_string())).collect(),
            filter.languages.iter().map(|language| self.mark("language", language)).collect(),
            filter.urgencies.iter().map(|urgency| self.mark("urgency", urgency.term())).collect(),
            filter.kinds.iter().map(|kind| self.mark("kind", kind.term())).collect(),
            filter.networks.iter().map(|network| self.mark("network", &network.0)).collect(),
            filter.sources.iter().map(|source| self.mark("source", &source.0)).collect(),
            filter.themes.iter().map(|theme| self.mark("theme", &theme.0)).collect(),
            filter.cases.iter().map(|case| self.mark("case", &case.to_string())).collect(),
        ];
        lists.into_iter().filter(|list| !list.is_empty()).collect()
    }

    fn mark(&self, kind: &str, value: &str) -> u64 {
        Digest(self.hash(kind, value.as_bytes())).short()
    }

    fn hash(&self, purpose: &str, value: &[u8]) -> [u8; 32] {
        let mut mac = self.0.clone();
        mac.update(&(purpose.len() as u64).to_be_bytes());
        mac.update(purpose.as_bytes());
        mac.update(value);
        mac.finalize().into_bytes().into()
    }
}

/// Fills with bytes nobody can guess.
pub(super) fn random(bytes: &mut [u8]) -> Result<(), Error> {
    getrandom::fill(bytes).map_err(|error| Error::Io {
        action: "get random numbers from",
        path: "the system".to_owned(),
        cause: std::io::Error::other(error.to_string()),
        remedy: "check that /dev/urandom is there",
    })
}

/// An alert's id as bytes.
pub(super) fn id_bytes(id: AlertId) -> [u8; 16] {
    *id.0.as_bytes()
}
