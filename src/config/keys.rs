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
        ("feeds.toml", "", FEEDS),
        ("feeds.toml", "feed[].", FEED),
        ("almenara.toml", "push.", PUSH),
        ("almenara.toml", "webhook[].", WEBHOOK),
        ("almenara.toml", "export.", EXPORT),
        ("networks", "", NETWORK),
        ("networks", "sources[].", SOURCE),
        ("networks", "sources[].select.", SELECT),
        ("networks", "sources[].defaults.", DEFAULTS),
        ("networks", "sources[].urgency.", URGENCY),
        ("networks", "sources[].cues[].", CUE),
    ];
    tables
        .iter()
        .flat_map(|(file, prefix, keys)| keys.iter().map(move |key| (*file, format!("{prefix}{key}"))))
        .collect()
}

pub(super) const SETTINGS: &[&str] =
    &["server", "store", "fetch", "retention", "publisher", "push", "webhook", "export"];
pub(super) const EXPORT: &[&str] = &["to"];
pub(super) const SERVER: &[&str] = &["listen", "base_url"];
pub(super) const STORE: &[&str] = &["url"];
pub(super) const FETCH: &[&str] = &["contact", "gap", "allow_private", "look_again"];
pub(super) const RETENTION: &[&str] = &["keep"];
pub(super) const PUBLISHER: &[&str] = &["name", "contact", "policy"];
pub(super) const PUSH: &[&str] = &["hub", "external_hubs", "subscriptions", "per_host", "listeners"];
pub(super) const WEBHOOK: &[&str] = &[
    "url",
    "secret",
    "secret_file",
    "region",
    "country",
    "m49",
    "urgency",
    "type",
    "theme",
    "lang",
    "network",
    "source",
    "case",
];

pub(super) const FEEDS: &[&str] = &["feed"];
pub(super) const FEED: &[&str] = &[
    "name", "title", "region", "country", "m49", "urgency", "type", "theme", "lang", "network", "source", "case",
    "active", "prefer", "versions",
];

pub(super) const NETWORK: &[&str] =
    &["name", "homepage", "publish", "rights", "consent", "language", "timezone", "formerly", "sources"];
pub(super) const SOURCE: &[&str] = &[
    "id",
    "url",
    "kind",
    "publish",
    "enabled",
    "every",
    "every_min",
    "every_max",
    "proxy",
    "ignore_robots_because",
    "language",
    "timezone",
    "date_order",
    "formerly",
    "follow",
    "backfill",
    "select",
    "defaults",
    "urgency",
    "cues",
];
pub(super) const SELECT: &[&str] = &[
    "list",
    "entry",
    "title",
    "title_regex",
    "link",
    "link_regex",
    "date",
    "date_regex",
    "date_format",
    "summary",
    "summary_regex",
    "author",
    "author_regex",
    "categories",
    "categories_regex",
    "image",
    "image_regex",
];
pub(super) const DEFAULTS: &[&str] = &["countries", "region"];
pub(super) const URGENCY: &[&str] = &["floor", "ceiling", "default"];
pub(super) const CUE: &[&str] = &["text", "urgency", "type"];

/// What to write for each key that holds no section.
const EXAMPLES: &[(&str, &str)] = &[
    ("server.listen", "\"127.0.0.1:8470\""),
    ("server.base_url", "\"https://wire.example.org/\""),
    ("store.url", "\"sled:data\""),
    ("fetch.contact", "\"mailto:NAME@DOMAIN\""),
    ("fetch.gap", "\"1s\""),
    ("fetch.allow_private", "[\"127.0.0.0/8\"]"),
    ("fetch.look_again", "true"),
    ("retention.keep", "\"forever\""),
    ("publisher.name", "\"Almenara\""),
    ("publisher.contact", "\"mailto:NAME@DOMAIN\""),
    ("publisher.policy", "\"https://wire.example.org/policy\""),
    ("feed[].name", "\"central-america\""),
    ("feed[].title", "\"Central America\""),
    ("feed[].region", "[\"americas\"]"),
    ("feed[].country", "[\"HND\", \"GTM\"]"),
    ("feed[].m49", "[\"013\"]"),
    ("feed[].urgency", "[\"critical\", \"urgent\"]"),
    ("feed[].type", "[\"alert\"]"),
    ("feed[].theme", "[\"journalists\"]"),
    ("feed[].lang", "[\"es\"]"),
    ("feed[].network", "[\"example.org\"]"),
    ("feed[].source", "[\"example-alerts\"]"),
    ("feed[].case", "[\"1b4e28ba-2fa1-81d2-883f-0016d3cca427\"]"),
    ("feed[].active", "true"),
    ("feed[].prefer", "[\"es\", \"en\"]"),
    ("feed[].versions", "\"all\""),
    ("push.hub", "true"),
    ("push.external_hubs", "[\"https://hub.example.org/\"]"),
    ("push.subscriptions", "10000"),
    ("push.per_host", "1000"),
    ("push.listeners", "128"),
    ("export.to", "\"public\""),
    ("webhook[].url", "\"https://newsroom.example.org/almenara\""),
    ("webhook[].secret", "\"16 letters or more, drawn at random\""),
    ("webhook[].secret_file", "\"webhook.secret\""),
    ("webhook[].region", "[\"americas\"]"),
    ("webhook[].country", "[\"HND\", \"GTM\"]"),
    ("webhook[].m49", "[\"013\"]"),
    ("webhook[].urgency", "[\"critical\", \"urgent\"]"),
    ("webhook[].type", "[\"alert\"]"),
    ("webhook[].theme", "[\"journalists\"]"),
    ("webhook[].lang", "[\"es\"]"),
    ("webhook[].network", "[\"example.org\"]"),
    ("webhook[].source", "[\"example-alerts\"]"),
    ("webhook[].case", "[\"1b4e28ba-2fa1-81d2-883f-0016d3cca427\"]"),
    ("name", "\"Example network\""),
    ("homepage", "\"https://example.org/\""),
    ("publish", "\"auto\""),
    ("rights", "\"© Example network, CC BY 4.0\""),
    ("consent", "\"NAME of the organisation agreed by e-mail, 2026-03-01\""),
    ("language", "\"es\""),
    ("timezone", "\"America/Tegucigalpa\""),
    ("formerly", "[\"example.org\"]"),
    ("sources[].id", "\"example-alerts\""),
    ("sources[].url", "\"https://example.org/alerts/\""),
    ("sources[].kind", "\"auto\""),
    ("sources[].publish", "\"auto\""),
    ("sources[].enabled", "true"),
    ("sources[].every", "\"30m\""),
    ("sources[].every_min", "\"15m\""),
    ("sources[].every_max", "\"24h\""),
    ("sources[].proxy", "\"socks5h://127.0.0.1:9050\""),
    ("sources[].ignore_robots_because", "\"the secretary agreed by letter of 3 May 2026\""),
    ("sources[].language", "\"es\""),
    ("sources[].timezone", "\"America/Tegucigalpa\""),
    ("sources[].date_order", "\"dmy\""),
    ("sources[].formerly", "[\"example-alerts\"]"),
    ("sources[].follow", "true"),
    ("sources[].backfill", "3"),
    ("sources[].select.list", "\"ul.news\""),
    ("sources[].select.entry", "\"article\""),
    ("sources[].select.title", "\"h2\""),
    ("sources[].select.link", "\"h2 a @href\""),
    ("sources[].select.date", "\"time @datetime\""),
    ("sources[].select.summary", "\"p.excerpt\""),
    ("sources[].select.author", "\".author\""),
    ("sources[].select.categories", "\"a[rel=tag]\""),
    ("sources[].select.image", "\"img\""),
    ("sources[].select.title_regex", "'^Alert: (.+)$'"),
    ("sources[].select.link_regex", "'^(.+)\\?'"),
    ("sources[].select.date_regex", "'Published (.+)'"),
    ("sources[].select.summary_regex", "'^(.+) Read more$'"),
    ("sources[].select.author_regex", "'^By (.+)$'"),
    ("sources[].select.categories_regex", "'^#(.+)$'"),
    ("sources[].select.image_regex", "'^Photo: (.+)$'"),
    ("sources[].select.date_format", "\"%d/%m/%Y\""),
    ("sources[].defaults.countries", "[\"HND\"]"),
    ("sources[].defaults.region", "\"americas\""),
    ("sources[].urgency.floor", "\"urgent\""),
    ("sources[].urgency.ceiling", "\"elevated\""),
    ("sources[].urgency.default", "\"routine\""),
    ("sources[].cues[].text", "\"red alert\""),
    ("sources[].cues[].urgency", "\"critical\""),
    ("sources[].cues[].type", "\"alert\""),
];

/// A line that may stand for a key as in problems, such as `countries = ["HND"]` for `sources[0].defaults.countries[1]`.
pub(super) fn example(key: &str) -> String {
    let mut inside = false;
    let mut is_place = |letter: char| {
        inside = letter == '[' || (inside && letter != ']');
        inside && letter.is_ascii_digit()
    };
    let mut general: String = key.chars().filter(|letter| !is_place(*letter)).collect();
    general.truncate(general.trim_end_matches("[]").len());
    let value = EXAMPLES.iter().find(|(known, _)| *known == general).map_or("…", |(_, example)| example);
    format!("{} = {value}", general.rsplit('.').next().unwrap_or_default())
}

/// The header of a section as it has to be written; `name` may also be a key as in problems.
pub(super) fn header(name: &str) -> String {
    // In TOML the place in a list is not written: `sources[0].select` is `[sources.select]`.
    let mut plain = String::new();
    for part in name.split('[') {
        plain.push_str(part.split_once(']').map_or(part, |(_, rest)| rest));
    }
    if ["sources", "sources.cues", "feed", "webhook"].contains(&plain.as_str()) {
        format!("[[{plain}]]")
    } else {
        format!("[{plain}]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_that_holds_no_section_has_an_example() {
        let keys: Vec<String> = known_keys().into_iter().map(|(_, key)| key).collect();
        for key in &keys {
            let section =
                ["", "[]"].iter().any(|list| keys.iter().any(|other| other.starts_with(&format!("{key}{list}."))));
            assert_eq!(section, example(key).ends_with('…'), "{key}");
        }
    }
}
