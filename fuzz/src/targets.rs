//! What is fuzzed: each target takes any bytes, and panics where the wire breaks a promise.

use almenara::fetch;
use almenara::model::{Document, Entry, Source, SourceKind, Text, Validators};
use almenara::refine::normalise::{links, text};
use almenara::refine::parse::dates::{self, Hints};
use almenara::refine::parse::parse;
use chrono::DateTime;
use url::Url;

/// The targets by name.
#[allow(dead_code, reason = "libFuzzer's binaries take one target each")]
pub(crate) const TARGETS: [(&str, fn(&[u8])); 4] = [("feed", feed), ("page", page), ("date", date), ("robots", robots)];

/// A body that is read as a feed.
pub(crate) fn feed(data: &[u8]) {
    read(SourceKind::Feed, data);
}

/// A body that is read as a listing page.
pub(crate) fn page(data: &[u8]) {
    read(SourceKind::Page, data);
}

/// A text that may be or hold a date, in a language that its first byte chooses.
pub(crate) fn date(data: &[u8]) {
    const LANGUAGES: [Option<&str>; 8] =
        [None, Some("en-GB"), Some("es"), Some("ar"), Some("fa"), Some("ru"), Some("th"), Some("zh")];
    let Some((first, rest)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    let now = DateTime::from_timestamp(1_800_000_000, 0);
    let language = LANGUAGES[usize::from(*first) % LANGUAGES.len()].map(str::to_owned);
    let hints = Hints { language, order: dates::order_of([&text].into_iter()), now, ..Hints::default() };
    for moment in
        [dates::parse(&text, &hints), dates::find(&text, &hints).map(|(moment, _)| moment)].into_iter().flatten()
    {
        let _ = moment.instant(hints.timezone);
    }
    if let Some((_, range)) = dates::find(&text, &hints) {
        assert!(text.get(range).is_some(), "a date stands between characters");
    }
}

/// A robots.txt whose last line is the address that is asked for.
pub(crate) fn robots(data: &[u8]) {
    let line = data.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let base = Url::parse("https://faro.example/").expect("an address");
    let url = base.join(&String::from_utf8_lossy(line)).unwrap_or(base);
    let _ = fetch::robots_admit(data, "almenara", &url);
}

fn read(kind: SourceKind, data: &[u8]) {
    let url = Url::parse("https://faro.example/feed/").expect("an address");
    let document = Document {
        url: url.clone(),
        content_type: None,
        body: data.to_vec(),
        validators: Validators::default(),
        fetched: DateTime::from_timestamp(1_800_000_000, 0).unwrap_or_default(),
    };
    if let Ok(parsed) = parse(&document, &Source::ad_hoc(url.clone(), kind)) {
        parsed.entries.iter().for_each(|entry| publishable(entry, &url));
    }
}

/// What is published of an entry is bounded and harmless, whatever the entry says.
fn publishable(entry: &Entry, base: &Url) {
    let title = entry.title.as_ref().map(text::title).unwrap_or_default();
    assert!(title.chars().count() <= text::MAX_TITLE, "a title is bounded");
    assert!(!title.chars().any(char::is_control), "a title has no control characters: {title:?}");
    let link = entry.link.as_deref().and_then(|link| links::resolve(link, Some(base)));
    assert!(link.is_none_or(|link| matches!(link.scheme(), "http" | "https")), "a link is on the web");
    let texts = entry.summary.iter().chain(&entry.content);
    for excerpt in texts.map(|text: &Text| text::excerpt(text, Some(base))) {
        let html = excerpt.html.unwrap_or_default().to_lowercase();
        for never in ["<script", "<img", "<iframe", "<style", "javascript:\"", " onclick", " onerror"] {
            let tag = html
                .match_indices(never)
                .any(|(at, _)| html[..at].rfind('<') > html[..at].rfind('>') || never.starts_with('<'));
            assert!(!tag, "{never} in {html}");
        }
    }
}
