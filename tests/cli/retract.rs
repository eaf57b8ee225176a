//! `retract`, `restore`, `redact`, `retag` and `hold` of what is shown.

use serde_json::Value;

use crate::support::feeds;
use crate::support::program::{Daemon, Place};
use crate::support::search::found;
use crate::support::site::Site;

const RSS: &str = "application/rss+xml";
const RAID: &str = "https://a.example/raid";
/// What only the raid says.
const WORDS: [&str; 5] = ["lakeside", "wafula", "ingosi", "four laptops", "a.example/raid"];

fn world() -> (Site, Place) {
    let site = Site::serve([("/a".to_owned(), RSS, feeds::rss(&feeds::three()))]);
    let place = Place::new();
    place.source("alder", &site.url("/a"), "");
    assert_eq!(place.run(&["fetch"]).code, Some(0));
    (site, place)
}

fn told(place: &Place, arguments: &[&str]) -> String {
    let ran = place.run(arguments);
    assert_eq!(ran.code, Some(0), "{arguments:?}: {}", ran.stderr);
    ran.stdout
}

fn refused(place: &Place, arguments: &[&str]) -> String {
    let ran = place.run(arguments);
    assert_eq!(ran.code, Some(1), "{arguments:?}: {}", ran.stdout);
    ran.stderr
}

fn alert(place: &Place, target: &str) -> Value {
    place.run(&["explain", target, "--json"]).json().remove(0)
}

fn id(place: &Place, target: &str) -> String {
    alert(place, target)["id"].as_str().expect("an id").to_owned()
}

/// Every answer that a reader can get, joined.
fn answers(daemon: &Daemon, id: &str) -> String {
    let page = format!("/alerts/{id}");
    let record = format!("/api/v1/alerts/{id}");
    let addresses = [
        "/",
        "/feed.atom",
        "/feed.rss",
        "/feed.json",
        "/feed.atom?versions=all",
        "/country/KEN/feed.atom",
        "/network/alder.example/feed.json",
        "/api/v1/alerts",
        "/api/v1/changes?since=0",
        "/api/v1/sources",
        &page,
        &record,
    ];
    addresses.map(|address| daemon.get(address).1).concat().to_lowercase()
}

#[test]
fn after_a_retraction_for_safety_nothing_of_it_is_left_anywhere_and_it_never_returns() {
    let (site, place) = world();
    // An earlier version, a merge and a warning that quotes a link, so that there is something to be found in many places.
    let mut more = feeds::three();
    more[0].3 = "Twelve officers broke the door, took four laptops and arrested Wafula Ingosi and two others.";
    site.put("/a", RSS, &feeds::rss(&more));
    assert_eq!(place.run(&["fetch"]).code, Some(0));
    told(&place, &["merge", RAID, "https://a.example/prize"]);
    let raid = id(&place, RAID);
    assert!(!found(&place.data(), &WORDS).is_empty());

    let daemon = place.serve();
    assert!(answers(&daemon, &raid).contains("ingosi"));
    let said = told(&place, &["retract", RAID, "--reason", "safety"]);
    assert!(said.contains("for good") && said.contains("backups"), "{said}");
    assert!(told(&place, &["retract", RAID, "--reason", "safety"]).contains("nothing was to be done"));
    let everything = answers(&daemon, &raid);
    for word in WORDS.iter().chain(&["lantern prize"]) {
        assert!(!everything.contains(word), "{word}");
    }
    assert_eq!(found(&place.data(), &WORDS), []);
    drop(daemon);
    assert_eq!(found(&place.data(), &WORDS), [], "closing writes nothing of it");

    // After a restart, a rebuilt index, and the source telling it again, changed and unchanged.
    let sound = place.run(&["verify"]);
    assert_eq!(sound.code, Some(0), "{}{}", sound.stdout, sound.stderr);
    std::fs::remove_dir_all(place.data().join("index")).expect("an index");
    for text in [
        more[0].3,
        "Twelve officers broke the door of Wafula Ingosi's office, and more is known now about the four laptops.",
    ] {
        more[0].3 = text;
        site.put("/a", RSS, &feeds::rss(&more));
        assert_eq!(place.run(&["fetch"]).code, Some(0));
        assert_eq!(found(&place.data(), &WORDS), [], "{text}");
    }
    let gone = alert(&place, RAID);
    assert_eq!((&gone["state"], &gone["reports"][0]["title"]), (&"withdrawn".into(), &"Withdrawn".into()));
    assert_eq!(gone["retraction"]["because"], "safety");
    assert!(refused(&place, &["restore", RAID]).contains("nothing of it is left"));
    // A copy of the text elsewhere is the same.
    let other = Site::serve([("/b".to_owned(), RSS, feeds::rss(&[("b-1", RAID, more[0].2, more[0].3)]))]);
    place.source("birch", &other.url("/b"), "");
    assert_eq!(place.run(&["fetch"]).code, Some(0));
    assert_eq!(found(&place.data(), &WORDS), []);
    let daemon = place.serve();
    let everything = answers(&daemon, &raid);
    for word in WORDS {
        assert!(!everything.contains(word), "{word}");
    }
    assert!(everything.contains("nicanora"), "the others are still there");
    drop(daemon);
    let acts = place.run(&["audit", "--json"]).json();
    assert_eq!(acts.last().expect("acts")["verb"], "retract");
    assert_eq!(place.run(&["verify"]).code, Some(0));
}

#[test]
fn what_was_wrong_is_taken_back_and_can_be_brought_back_with_what_its_source_said_meanwhile() {
    let (site, place) = world();
    let daemon = place.serve();
    let raid = id(&place, RAID);
    let said = told(&place, &["retract", RAID, "--reason", "error", "--note", "It was  another office."]);
    assert!(said.contains(&format!("almenara restore {raid}")), "{said}");
    assert!(!answers(&daemon, &raid).contains("ingosi"));
    assert_eq!(alert(&place, RAID)["retraction"]["note"], "It was another office.");
    drop(daemon);

    assert_eq!(place.run(&["fetch"]).code, Some(0));
    let mut more = feeds::three();
    more[0].3 = "Twelve officers broke the door of the wrong house, took four laptops and arrested nobody at all.";
    site.put("/a", RSS, &feeds::rss(&more));
    let visit = place.run(&["fetch", "--json"]).json().remove(0);
    let warnings = visit["outcome"]["warnings"].to_string();
    assert!(warnings.contains("taken back") && warnings.contains(&raid), "{visit}");
    let aside = alert(&place, RAID);
    assert_eq!(aside["state"], "withdrawn");
    assert!(aside["hidden"][0]["summary"].as_str().is_some_and(|text| text.contains("wrong house")), "{aside}");
    assert!(!aside["reports"].to_string().contains("wrong house"), "what is shown of it says nothing");

    let daemon = place.serve();
    assert!(told(&place, &["restore", RAID]).contains("published again"));
    assert!(answers(&daemon, &raid).contains("wrong house"));
    assert!(told(&place, &["restore", RAID]).contains("nothing was to be done"));
    drop(daemon);
    let verbs: Vec<Value> = place.run(&["audit", "--json"]).json().into_iter().map(|act| act["verb"].clone()).collect();
    assert_eq!(verbs, ["retract", "restore"]);
    assert_eq!(place.run(&["verify"]).code, Some(0));
}

#[test]
fn a_name_that_is_replaced_stays_replaced_until_that_is_undone() {
    let (site, place) = world();
    let names = ["ingosi", "wafula"];
    let done = place.run_with(&["redact", RAID], "Wafula Ingosi=W. I.\n".as_bytes());
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert!(!done.stdout.to_lowercase().contains("ingosi"), "{}", done.stdout);
    let now = alert(&place, RAID);
    assert!(now["reports"][0]["summary"].as_str().is_some_and(|text| text.contains("accountant W. I.")), "{now}");
    assert_eq!(found(&place.data(), &names), []);
    // Read again, as it was and in other words, it is replaced again.
    let mut more = feeds::three();
    more[0].3 =
        "Twelve officers broke the door and arrested Wafula Ingosi. Mr Ingosi has not been heard of since Monday.";
    for text in [feeds::three()[0].3, more[0].3] {
        more[0].3 = text;
        site.put("/a", RSS, &feeds::rss(&more).replace("Invented", text.get(..6).expect("long enough")));
        assert_eq!(place.run(&["fetch"]).code, Some(0));
        assert_eq!(found(&place.data(), &names), [], "{text}");
    }
    assert!(alert(&place, RAID).to_string().contains("Mr W. I. has not"), "{}", alert(&place, RAID));
    let first = place.run_with(&["redact", "https://a.example/threat"], "Nicanora Estrella=Nicanora E.\n".as_bytes());
    assert_eq!(first.code, Some(0), "{}", first.stderr);
    assert_eq!(
        alert(&place, "https://a.example/threat")["reports"][0]["title"],
        "Honduras: Death threats against the weaver Nicanora E."
    );
    assert!(told(&place, &["restore", RAID]).contains("read again"));
    assert_eq!(place.run(&["fetch"]).code, Some(0));
    assert!(alert(&place, RAID).to_string().contains("Wafula Ingosi"));
    let nobody = place.run_with(&["redact", RAID, "--replace", "Nobody Atall=N. A."], b"");
    assert!(nobody.stdout.contains("nothing was to be done"), "{}{}", nobody.stdout, nobody.stderr);
}

#[test]
fn what_an_operator_says_of_an_alert_outlasts_every_visit() {
    let (site, place) = world();
    let before = alert(&place, RAID);
    let said = told(&place, &["retag", RAID, "--country", "hnd", "--urgency", "critical", "--type", "update"]);
    assert!(
        said.contains("country HND") && said.contains("urgency critical") && said.contains("type update"),
        "{said}"
    );
    let tagged = alert(&place, RAID);
    assert_eq!(tagged["tags"]["regions"][0], "americas");
    let why = tagged["tags"]["reasons"].as_array().expect("reasons");
    assert!(why.iter().any(|reason| reason["tag"] == "country:HND" && reason["basis"] == "stated"), "{why:?}");
    let mut more = feeds::three();
    more[0].3 =
        "Kenya: twelve officers came back to the lake and released the accountant Wafula Ingosi in the evening.";
    site.put("/a", RSS, &feeds::rss(&more));
    assert_eq!(place.run(&["fetch"]).code, Some(0));
    let later = alert(&place, RAID);
    assert!(later.to_string().contains("came back to the lake"));
    for axis in ["countries", "regions", "m49", "urgency", "kind"] {
        assert_eq!(later["tags"][axis], tagged["tags"][axis], "{axis}");
    }
    assert!(told(&place, &["retag", RAID, "--urgency", "critical"]).contains("nothing was to be done"));
    assert!(refused(&place, &["retag", RAID, "--country", "xqz"]).contains("is no country"));
    assert!(refused(&place, &["retag", RAID]).contains("--as-read"));
    told(&place, &["retag", RAID, "--as-read"]);
    assert_eq!(alert(&place, RAID)["tags"]["countries"], before["tags"]["countries"]);
}

#[test]
fn an_alert_that_is_shown_can_be_kept_back_and_released() {
    let (_site, place) = world();
    let daemon = place.serve();
    let raid = id(&place, RAID);
    assert!(told(&place, &["hold", RAID]).contains("kept back"));
    assert!(!answers(&daemon, &raid).contains("ingosi"));
    assert!(told(&place, &["held"]).contains("set them aside"));
    told(&place, &["release", &raid]);
    assert!(answers(&daemon, &raid).contains("ingosi"));
}

#[test]
fn whoever_tells_of_the_same_in_other_words_waits_for_the_operator() {
    let (_site, place) = world();
    told(&place, &["retract", RAID, "--reason", "safety"]);
    let other = Site::serve([(
        "/b".to_owned(),
        RSS,
        feeds::rss(&[
            (
                "b-1",
                "https://b.example/1",
                "Accountant Wafula Ingosi still held",
                "The lawyers of Wafula Ingosi were sent away again.",
            ),
            ("b-2", "https://b.example/2", "Rains", "It rained in Kisumu all night and the lower road is closed."),
        ]),
    )]);
    place.source("birch", &other.url("/b"), "");
    assert_eq!(place.run(&["fetch"]).code, Some(0));
    let held = place.run(&["held", "--json"]).json();
    assert_eq!(held.len(), 1, "{held:?}");
    assert_eq!((&held[0]["cause"], &held[0]["source"]), (&"taken-back".into(), &"birch".into()));
    assert_eq!(alert(&place, "https://b.example/2")["state"], "live");
    told(&place, &["release", held[0]["alert"].as_str().expect("an id")]);
    let released = place.run(&["export"]).json();
    assert!(released.iter().any(|alert| alert["state"] == "live" && alert.to_string().contains("still held")));
}
