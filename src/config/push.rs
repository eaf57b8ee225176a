//! Who is told of changes: the hub, listeners, and operators' own targets.

use std::fmt;
use std::path::Path;

use url::Url;

use super::feeds;
use super::keys::{PUSH, WEBHOOK};
use super::problem::Refusal;
use super::section::{Section, Value};
use super::values;
use crate::model::Filter;
use crate::render::slice::{Key, Terms};

/// The longest secret, and the shortest that nobody guesses, in bytes.
const LONGEST: usize = 500;
const SHORTEST: usize = 16;

/// Who is told of changes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Push {
    /// True where we run a hub of our own.
    pub hub: bool,
    /// Hubs elsewhere that are told when a feed has changed.
    pub external_hubs: Vec<Url>,
    /// Subscriptions at our hub, at most.
    pub subscriptions: u32,
    /// Of those, with callbacks at one host.
    pub per_host: u32,
    /// Listeners at a time, at most.
    pub listeners: u32,
    /// The operator's own targets.
    pub webhooks: Vec<Webhook>,
}

impl Default for Push {
    fn default() -> Self {
        Self {
            hub: true,
            external_hubs: Vec::new(),
            subscriptions: 10_000,
            per_host: 1000,
            listeners: 128,
            webhooks: Vec::new(),
        }
    }
}

/// One of the operator's own targets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Webhook {
    /// Where it listens.
    pub url: Url,
    /// What it is told is signed with.
    pub secret: Secret,
    /// What concerns it.
    pub filter: Filter,
}

/// A text that stands in no log.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Reads `[push]` and every `[[webhook]]`. Files are looked for from `root`.
pub(super) fn read(whole: &Section, root: &Path, terms: &Terms) -> Push {
    let mut push = whole.section("push", PUSH).map_or_else(Push::default, |section| {
        let usual = Push::default();
        let count = |key: &str, most| section.value(key).and_then(|value| value.count(most));
        Push {
            hub: section.value("hub").and_then(|value| value.flag()).unwrap_or(usual.hub),
            external_hubs: section.texts("external_hubs", values::web),
            subscriptions: count("subscriptions", 1_000_000).unwrap_or(usual.subscriptions),
            per_host: count("per_host", 1_000_000).unwrap_or(usual.per_host),
            listeners: count("listeners", 400).unwrap_or(usual.listeners),
            webhooks: usual.webhooks,
        }
    });
    push.webhooks = whole.list("webhook").iter().filter_map(|value| webhook(value, root, terms)).collect();
    push
}

fn webhook(value: &Value, root: &Path, terms: &Terms) -> Option<Webhook> {
    let section = value.section(WEBHOOK)?;
    let url = section.need("url", values::web);
    let secret = match (section.value("secret"), section.value("secret_file")) {
        (None, Some(file)) => file.text(|name| from_file(&root.join(name))),
        (Some(_), Some(file)) => {
            file.refuse(Refusal::new("stands beside a secret", "keep only one of secret and secret_file"));
            None
        }
        (_, None) => section.need("secret", secret),
    };
    let keys: Vec<Key> = Key::ALL.into_iter().filter(|key| key.filters()).collect();
    let slice = feeds::slice(&section, terms, &keys, "url");
    Some(Webhook { url: url?, secret: secret?, filter: slice?.filter })
}

fn secret(text: &str) -> Result<Secret, Refusal> {
    let secret = text.trim();
    if (SHORTEST..=LONGEST).contains(&secret.len()) {
        return Ok(Secret(secret.to_owned()));
    }
    Err(Refusal::new(
        "is no secret that is hard to guess",
        "write 16 to 500 letters and digits drawn at random, the same as at the target",
    ))
}

fn from_file(path: &Path) -> Result<Secret, Refusal> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        let remedy =
            "write the name of a text file that only the user who runs almenara can read, from the folder above config";
        Refusal::new(format!("names a file that cannot be read: {error}"), remedy)
    })?;
    secret(&text)
}
