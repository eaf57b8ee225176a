//! Every key there is, table by table.

/// Every key that may stand in a configuration file: the kind of file, and the key as in problems, with `[]` for any
/// place in a list.
pub fn known_keys() -> Vec<(&'static str, String)> {
    let tables = [
        ("almenara.toml", "", SETTINGS),
        ("almenara.toml", "server.", SERVER),
        ("almenara.toml", "store.", STORE),
        ("almenara.toml", "fetch.", FETCH),
        ("almenara.toml", "retention.", RETENTION),
        ("almenara.toml", "publisher.", PUBLISHER),
        ("networks", "", NETWORK),
        ("networks", "sources[].", SOURCE),
        ("networks", "sources[].select.", SELECT),
        ("networks", "sources[].defaults.", DEFAULTS),
    ];
    tables
        .iter()
        .flat_map(|(file, prefix, keys)| keys.iter().map(move |key| (*file, format!("{prefix}{key}"))))
        .collect()
}

pub(super) const SETTINGS: &[&str] = &["server", "store", "fetch", "retention", "publisher"];
pub(super) const SERVER: &[&str] = &["listen", "base_url"];
pub(super) const STORE: &[&str] = &["url"];
pub(super) const FETCH: &[&str] = &["contact", "gap", "allow_private"];
pub(super) const RETENTION: &[&str] = &["keep"];
pub(super) const PUBLISHER: &[&str] = &["name"];

pub(super) const NETWORK: &[&str] = &["name", "homepage", "language", "timezone", "formerly", "sources"];
pub(super) const SOURCE: &[&str] = &[
    "id",
    "url",
    "kind",
    "enabled",
    "every",
    "every_min",
    "every_max",
    "language",
    "timezone",
    "formerly",
    "select",
    "defaults",
];
pub(super) const SELECT: &[&str] = &["entry", "title", "link", "date", "summary"];
pub(super) const DEFAULTS: &[&str] = &["countries", "region"];
