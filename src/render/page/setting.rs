//! What every page is handed.

use super::super::Context;
use super::super::api::Health;
use super::super::texts::Words;

/// In which language a page speaks, and what it knows besides what it is about.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// Who publishes, in the language of the page.
    pub ctx: &'a Context,
    /// How the sources are, for the foot of the page.
    pub health: &'a Health,
    /// True where pages are plain files that anything may serve: no query is answered there.
    pub files: bool,
}

impl Setting<'_> {
    pub(super) fn words(&self) -> &Words {
        self.ctx.words()
    }
}
