//! How many organisations report an alert in their own words, from what sources say to everything that readers can ask.

use serde_json::Value;

use crate::support::feeds;
use crate::support::program::Place;
use crate::support::site::Site;

const RSS: &str = "application/rss+xml";
const RAID: &str = "https://a.example/raid";

type Entry = (&'static str, &'static str, &'static str, &'static str);

const ORIGINAL: Entry = (
    "a-1",
    RAID,
    "Kenya: accountant Wafula Ingosi arrested in Kisumu",
    "Twelve officers broke the door of the Lakeside Assembly at night, took four laptops and arrested Wafula Ingosi.",
);
const COPY: Entry = ("b-1", "https://b.example/raid", ORIGINAL.2, ORIGINAL.3);
const OWN: Entry = (
    "c-1",
    "https://c.example/9",
    "Wafula Ingosi held since Sunday, say neighbours in Kisumu",
    "Cedar spoke to a neighbour in Kisumu, Kenya, who saw men lead Wafula Ingosi to an unmarked car before dawn.",
);

fn told(place: &Place, arguments: &[&str]) -> String {
    let ran = place.run(arguments);
    assert_eq!(ran.code, Some(0), "{arguments:?}: {}", ran.stderr);
    ran.stdout
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|why| panic!("{why}: {text}"))
}

/// How many voices an alert has, which every output must say alike.
fn voices(place: &Place) -> u64 {
    let daemon = place.serve();
    let alert = json(&told(place, &["explain", RAID, "--json"]));
    let (id, count) = (alert["id"].as_str().expect("an id"), alert["voices"].as_u64().expect("a count"));
    let explained = told(place, &["explain", RAID]);
    assert!(explained.contains(&format!("organisations that report it in their own words: {count}\n")), "{explained}");
    let exported = told(place, &["export"]);
    let exported = exported.lines().map(json).find(|exported| exported["id"] == alert["id"]).expect("it is exported");
    assert_eq!(exported["voices"], count);
    for feed in ["/feed.atom", "/feed.rss"] {
        let feed = daemon.get(feed).1;
        assert!(feed.contains(&format!("<alm:voices organisations=\"{count}\"")), "{feed}");
        assert_eq!(feed.matches("<alm:voices").count(), 1, "{feed}");
    }
    let feed = json(&daemon.get("/feed.json").1);
    let item = feed["items"].as_array().into_iter().flatten().find(|item| item["id"] == format!("urn:uuid:{id}"));
    assert_eq!(item.expect("it is shown")["_almenara"]["organisations"], count, "{feed}");
    let page = daemon.get(&format!("/alerts/{id}")).1;
    assert!(page.contains(&format!("Organisations that report it in words of their own: {count}.")), "{page}");
    assert_eq!(json(&daemon.get(&format!("/api/v1/alerts/{id}")).1)["alert"]["own_words"], count);
    count
}

fn updated(place: &Place) -> String {
    json(&told(place, &["explain", RAID, "--json"]))["updated"].as_str().expect("an instant").to_owned()
}

#[test]
fn every_output_counts_the_same_voices_whatever_becomes_of_the_reports() {
    let one = |entry| feeds::rss(&[entry]);
    let site = Site::serve([
        ("/a".to_owned(), RSS, one(ORIGINAL)),
        ("/b".to_owned(), RSS, one(COPY)),
        ("/c".to_owned(), RSS, one(OWN)),
    ]);
    let place = Place::new();
    let begin = |source: &str| place.source(source, &site.url(&format!("/{}", &source[..1])), "");
    let fetch = |source: &str| told(&place, &["fetch", source]);
    begin("alder");
    fetch("alder");
    begin("birch");
    fetch("birch");
    assert_eq!(voices(&place), 1, "a copy is no voice");
    begin("cedar");
    fetch("cedar");
    assert_eq!(voices(&place), 2);

    // The copy becomes words of its own, and a copy again.
    let own =
        ("b-1", COPY.1, "Birch: Wafula Ingosi taken from Kisumu", "Birch has seen the broken door in Kisumu, Kenya.");
    site.put("/b", RSS, &one(own));
    fetch("birch");
    assert_eq!(voices(&place), 3);
    site.put("/b", RSS, &one(COPY));
    fetch("birch");
    assert_eq!(voices(&place), 2);

    // An operator takes one away, and puts it back.
    told(&place, &["split", OWN.1]);
    let before = updated(&place);
    assert_eq!(json(&told(&place, &["explain", RAID, "--json"]))["voices"], 1);
    let exported = told(&place, &["export"]);
    let alone = exported.lines().map(json).find(|alert| alert["reports"][0]["link"] == OWN.1).expect("it is its own");
    assert_eq!((alone["voices"].as_u64(), alone["reports"].as_array().map(Vec::len)), (Some(1), Some(1)));
    let merged = told(&place, &["merge", RAID, alone["id"].as_str().expect("an id")]);
    assert!(updated(&place) > before, "{merged}: {before} {}", updated(&place));
    assert_eq!(voices(&place), 2);
}
