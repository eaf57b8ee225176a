//! What an entry that speaks the Common Alerting Protocol is there for (CAP 1.2 §3.2.1): most give an alert, some only
//! rehearse one, and some take one back. A rehearsal must never be published as if it were real.

use super::fields::Fields;
use super::names::Space;
use super::outline::{Kind, Raw};
use crate::model::{Withdrawal, Withdrawn};

/// How many alerts one entry may take back.
const MAX_REFERENCES: usize = 100;

/// What an entry is there for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// Why it is not to be published, by the word it says so with.
    pub(super) private: Option<String>,
    /// What it takes back.
    pub(super) withdrawn: Vec<Withdrawn>,
}

/// Reads `status`, `msgType` and `references` of an alert, of one inside an entry, or of an entry that has them beside
/// its own fields.
pub(super) fn standing(raw: &Raw<'_>) -> Standing {
    let fields = Fields(raw);
    if let Some(alert) = fields.embedded_alert() {
        return standing(&alert);
    }
    let word = |name: &str| {
        let core = || fields.word(Space::Core, &[name]).filter(|_| raw.kind == Kind::Cap);
        fields.word(Space::Cap, &[name]).or_else(core)
    };
    let is = |word: &Option<String>, value: &str| word.as_deref().is_some_and(|word| word.eq_ignore_ascii_case(value));
    let (status, message) = (word("status"), word("msgType"));
    if status.is_some() && !is(&status, "actual") {
        return Standing { private: status, withdrawn: Vec::new() };
    }
    let how = match () {
        () if is(&message, "cancel") => Some(Withdrawal::Cancelled),
        () if is(&message, "update") => Some(Withdrawal::Superseded),
        () => None,
    };
    let references = how.and_then(|how| Some((how, word("references")?)));
    let withdrawn = references.map_or_else(Vec::new, |(how, text)| {
        let ids = text.split_whitespace().filter_map(|reference| reference.split(',').nth(1));
        ids.take(MAX_REFERENCES).map(|id| Withdrawn { id: id.to_owned(), how, when: None }).collect()
    });
    let published = message.is_none() || is(&message, "alert") || is(&message, "update");
    Standing { private: message.filter(|_| !published), withdrawn }
}
