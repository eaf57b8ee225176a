//! What readers of feeds make of ours: feedparser (Python), feed-rs (Rust) and newsboat (C++).

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::Arc;

use almenara::model::{Alert, AlertState, Because, Former, Representation, Retraction, Slice, Verdict};
use almenara::render::{self, FeedInfo, Slot, departed};
use serde_json::Value;

use crate::program;
use crate::support::alerts::{HOSTILE, alert, at, context, country, join, of, report};
use crate::support::site::Site;

const LEFT: &str = "2026-05-09T10:00:00Z";
const FORMS: [(&str, &str); 3] = [
    ("/feed.atom", "application/atom+xml"),
    ("/feed.rss", "application/rss+xml"),
    ("/feed.json", "application/feed+json"),
];

/// An alert with versions in other languages, one with a hostile title and no link, one in Arabic that follows another.
fn alerts() -> Vec<Alert> {
    let mut first = alert(1, "2026-05-03T12:00:00Z");
    for (language, title) in [("en", "A river defender is threatened"), ("fr", "Une défenseuse menacée")] {
        let mut version = report(language, "linterna", title, "2026-05-03T13:00:00Z");
        version.tags.language = Some(language.to_owned());
        join(&mut first, version, Verdict::Translation);
    }
    let mut hostile = report("hostile", "linterna", HOSTILE, "2026-05-02T12:00:00Z");
    hostile.link = None;
    HOSTILE.clone_into(&mut hostile.summary);
    let mut arabic = report("arabic", "faro", "اعتقال مدافعة عن الأرض", "2026-05-01T12:00:00Z");
    arabic.tags.language = Some("ar".to_owned());
    arabic.summary_html =
        Some("<p>نص <b>قصير</b> &amp; <a href=\"https://faro.example/x?a=1&amp;b=2\">هنا</a></p>".to_owned());
    let mut arabic = of(arabic, "2026-05-01T12:00:00Z");
    arabic.case = Some(first.id);
    vec![first, of(hostile, "2026-05-02T12:00:00Z"), arabic]
}

/// Those alerts and one of each way to leave.
fn slots() -> Vec<Slot> {
    let gone = |number, change: &dyn Fn(&mut Alert)| {
        let mut alert = alert(number, "2026-04-03T12:00:00Z");
        alert.former = vec![Former { facets: alert.facets(), until: at(LEFT) }];
        change(&mut alert);
        let slice = render::slice::parse("country=HND", &context().terms).expect("a slice");
        departed(&alert, &slice, at(LEFT))
    };
    let survivor = alert(1, "2026-05-03T12:00:00Z").id;
    let mut all: Vec<Slot> = [
        gone(11, &withdrawn),
        gone(12, &|alert| {
            alert.state = AlertState::Merged;
            alert.merged = Some(survivor);
        }),
        gone(13, &|alert| alert.tags.countries = vec![country("GTM")]),
        gone(14, &|alert| alert.state = AlertState::Held),
    ]
    .concat();
    all.extend(alerts().into_iter().map(Slot::of));
    all
}

fn withdrawn(alert: &mut Alert) {
    alert.state = AlertState::Withdrawn;
    let note = Some("Ask us \"why\" & when.".to_owned());
    alert.retraction = Some(Retraction { because: Because::Safety, at: at(LEFT), confirmed: true, note });
}

fn render(slots: &[Slot]) -> [Representation; 3] {
    let (ctx, info) = (context(), FeedInfo::main(&context()));
    [
        render::atom::feed(&ctx, &info, slots),
        render::rss::feed(&ctx, &info, slots),
        render::json_feed::feed(&ctx, &info, slots),
    ]
}

fn text(thing: &Representation) -> String {
    String::from_utf8(thing.body.to_vec()).expect("UTF-8")
}

/// What a reader shows of an entry.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Seen {
    title: String,
    link: String,
    content: String,
}

impl Seen {
    /// Texts without the white space that readers add and take away.
    fn new(title: &str, link: &str, content: &str) -> Self {
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        Self { title: plain(title), link: link.to_owned(), content: plain(content) }
    }
}

type Shown = BTreeMap<String, Seen>;

fn by_feed_rs(feed: &Representation) -> Shown {
    let read = feed_rs::parser::parse(&feed.body[..]).expect("a feed").entries.into_iter().map(|entry| {
        let content = entry.content.and_then(|content| content.body);
        let content = content.or_else(|| entry.summary.map(|text| text.content)).expect("a text");
        let link = entry.links.iter().find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"));
        let seen = Seen::new(&entry.title.expect("a title").content, &link.expect("a link").href, &content);
        (entry.id, seen)
    });
    read.collect()
}

/// Prints what feedparser shows of a file, with what it complains of.
const FEEDPARSER: &str = r#"
import json, sys
try:
    import feedparser
except ImportError:
    sys.exit("feedparser is missing: install the package python3-feedparser")
read = feedparser.parse(open(sys.argv[1], "rb").read(), sanitize_html=False, resolve_relative_uris=False)
print(json.dumps({
    "bozo": str(read.get("bozo_exception", "")),
    "feed": [read.feed.get("title"), list(read.feed.updated_parsed)],
    "entries": [{
        "id": e.id, "title": e.title, "link": e.link, "author": e.author,
        "dates": [list(e.published_parsed), list(e.updated_parsed)],
        "terms": [tag.term for tag in e.get("tags", [])],
        "content": e.content[0].value if "content" in e else e.summary,
    } for e in read.entries],
}))
"#;

fn by_feedparser(feed: &Representation) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("feed");
    std::fs::write(&file, &feed.body).expect("written");
    let ran = program("python3", "python3").args(["-c", FEEDPARSER]).arg(&file).output().expect("it runs");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    serde_json::from_slice(&ran.stdout).expect("JSON")
}

/// A newsboat with a folder of its own, subscribed to one address.
struct Newsboat(tempfile::TempDir);

impl Newsboat {
    fn of(url: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("urls"), format!("{url}\n")).expect("written");
        std::fs::write(folder.path().join("config"), "download-retries 1\nuse-proxy no\n").expect("written");
        Self(folder)
    }

    /// Reads the feed anew and tells what it has kept of it.
    fn reload(&self) -> Shown {
        let at = |name: &str| self.0.path().join(name);
        let mut newsboat: Command = program("newsboat", "newsboat");
        newsboat.env("HOME", self.0.path()).env("TERM", "dumb").args(["-x", "reload"]);
        newsboat.arg("-u").arg(at("urls")).arg("-c").arg(at("cache.db")).arg("-C").arg(at("config"));
        let ran = newsboat.output().expect("it runs");
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        let select = "import json, sqlite3, sys; print(json.dumps(sqlite3.connect(sys.argv[1]).execute(\
                      'select guid, title, url, content from rss_item where deleted = 0').fetchall()))";
        let ran = program("python3", "python3").args(["-c", select]).arg(at("cache.db")).output().expect("it runs");
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        let rows: Vec<[String; 4]> = serde_json::from_slice(&ran.stdout).expect("rows");
        rows.into_iter().map(|[id, title, url, content]| (id, Seen::new(&title, &url, &content))).collect()
    }
}

#[test]
fn three_readers_see_the_same_in_every_format() {
    let feeds = render(&slots());
    let wanted = by_feed_rs(&feeds[0]);
    assert_eq!(wanted.len(), 7);
    for feed in &feeds[1..] {
        assert_eq!(by_feed_rs(feed), wanted, "{:?}", feed.media);
    }
    let pages = FORMS.iter().zip(&feeds).map(|((path, media), feed)| ((*path).to_owned(), *media, text(feed)));
    let site = Site::serve(pages);
    let parsed = [by_feedparser(&feeds[0]), by_feedparser(&feeds[1])];
    assert!(parsed[0] == parsed[1], "feedparser reads Atom and RSS alike: {parsed:#?}");
    assert_eq!(parsed[0]["bozo"], "");
    let entries = parsed[0]["entries"].as_array().expect("entries").iter().map(|entry| {
        let field = |name: &str| entry[name].as_str().expect("a text");
        (field("id").to_owned(), Seen::new(field("title"), field("link"), field("content")))
    });
    assert_eq!(entries.collect::<Shown>(), wanted);
    for (path, _) in &FORMS[..2] {
        assert_eq!(Newsboat::of(&site.url(path)).reload(), wanted, "{path}");
    }
}

#[test]
fn newsboat_replaces_what_it_has_kept_of_an_alert_that_was_withdrawn() {
    let mut alert = alert(1, "2026-05-03T12:00:00Z");
    alert.settle(at("2026-05-03T12:00:00Z"));
    let before = render(&[Slot::of(alert.clone())]);
    withdrawn(&mut alert);
    alert.settle(at(LEFT));
    let after = render(&departed(&Arc::new(alert.clone()), &Slice::default(), at(LEFT)));
    for ((path, media), (before, after)) in FORMS.iter().zip(before.iter().zip(&after)).take(2) {
        let site = Site::serve([((*path).to_owned(), *media, text(before))]);
        let newsboat = Newsboat::of(&site.url(path));
        let kept = newsboat.reload();
        assert!(kept[&alert.id.urn()].title.contains("Amenazan"), "{path}: {kept:?}");
        site.put(path, media, &text(after));
        let kept = newsboat.reload();
        let seen = &kept[&alert.id.urn()];
        assert_eq!((kept.len(), seen.title.as_str()), (1, "Withdrawn"), "{path}");
        assert_eq!(seen.link, format!("http://wire.example/alerts/{}", alert.id));
        assert!(seen.content.contains("for somebody") && !seen.content.contains("Hombres"), "{path}: {seen:?}");
    }
}
