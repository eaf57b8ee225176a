//! What is done about a name that must not be published. Whose it is, only its keyed hash tells.

use serde::{Deserialize, Serialize};

use super::AlertId;

/// What is done where a name is met.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Protection {
    /// The alert in which the name is replaced; `None` where the person is protected everywhere, and whatever names them
    /// is kept back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alert: Option<AlertId>,
    /// What stands in the name's place; [`Protection::WITHHELD`] where that is `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initials: Option<String>,
    /// True for a single word of the name, which means the person only where the whole name stands as well.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub part: bool,
}

impl Protection {
    /// What stands in the place of a name that has no initials to be called by.
    pub const WITHHELD: &str = "[…]";

    /// Puts it among those of the same name, in place of what was to be done in the same alert.
    pub fn enter(&self, known: &mut Vec<Self>) {
        known.retain(|known| known.alert != self.alert || known.part != self.part);
        known.push(self.clone());
    }

    /// What stands in the name's place.
    pub fn instead(&self) -> &str {
        self.initials.as_deref().unwrap_or(Self::WITHHELD)
    }
}
