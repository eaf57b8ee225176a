//! In which language a page speaks, and its words for codes.

use super::super::api::Health;
use super::super::texts::{Words, say};
use super::super::{Context, Tongue};
use crate::model::{Country, Kind, M49, NetworkId, RegionId, Theme, Urgency};

/// In which language a page speaks, and what it knows besides what it is about.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// Who publishes, and what rendering knows besides.
    pub ctx: &'a Context,
    /// The language.
    pub tongue: &'a Tongue,
    /// How the sources are, for the foot of the page.
    pub health: &'a Health,
}

impl Setting<'_> {
    pub(super) fn words(&self) -> &Words {
        &self.tongue.words
    }

    pub(super) fn country(&self, code: Country) -> String {
        self.tongue.countries.get(&code).cloned().unwrap_or_else(|| self.ctx.labels.country(code))
    }

    pub(super) fn region(&self, id: &RegionId) -> String {
        self.words().labels.region.get(&id.0).cloned().unwrap_or_else(|| self.ctx.labels.region(id))
    }

    pub(super) fn m49(&self, code: M49) -> String {
        self.words().labels.m49.get(&code.to_string()).cloned().unwrap_or_else(|| self.ctx.labels.m49(code))
    }

    pub(super) fn urgency(&self, urgency: Urgency) -> String {
        self.words().labels.urgency.get(urgency.term()).cloned().unwrap_or_else(|| self.ctx.labels.urgency(urgency))
    }

    /// The urgency without what explains it.
    pub(super) fn urgency_short(&self, urgency: Urgency) -> String {
        self.urgency(urgency).split(':').next().unwrap_or_default().trim().to_owned()
    }

    pub(super) fn kind(&self, kind: Kind) -> String {
        self.words().labels.kind.get(kind.term()).cloned().unwrap_or_else(|| self.ctx.labels.kind(kind))
    }

    pub(super) fn theme(&self, theme: &Theme) -> String {
        self.words().labels.theme.get(&theme.0).cloned().unwrap_or_else(|| self.ctx.labels.theme(theme))
    }

    pub(super) fn language(&self, code: &str) -> String {
        self.words().language.get(code).cloned().unwrap_or_else(|| code.to_owned())
    }

    pub(super) fn network(&self, id: &NetworkId) -> String {
        self.ctx.directory.networks.get(id).map_or_else(|| id.to_string(), |(name, _)| name.clone())
    }

    /// `A`, `A and B`, `A, B and C`, `A, B, C, D, E and others (3)`.
    pub(super) fn listed(&self, names: &[String]) -> String {
        const NAMES: usize = 5;
        let comma = if self.tongue.code() == "ar" { "، " } else { ", " };
        match names {
            [] => String::new(),
            [only] => only.clone(),
            [most @ .., last] if names.len() <= NAMES => {
                say(&self.words().list.and, &[("most", &most.join(comma)), ("last", last)])
            }
            _ => self.and_others(&names[..NAMES].join(comma), names.len() - NAMES),
        }
    }

    /// Names, and how many more there are.
    pub(super) fn and_others(&self, names: &str, more: usize) -> String {
        say(&self.words().list.more, &[("names", names), ("count", &more.to_string())])
    }
}
