//! What a source takes back in its own document: hidden at once, everywhere, and nothing else.

use serde_json::Value;

use crate::support::feeds;
use crate::support::program::{Daemon, Place};
use crate::support::site::Site;

const ATOM: &str = "application/atom+xml";
const RSS: &str = "application/rss+xml";
const RAID: &str = "https://a.example/raid";

/// An Atom feed of entries (id, link, title, text), with tombstones (id, when).
fn atom(entries: &[(&str, &str, &str, &str)], gone: &[(&str, &str)]) -> String {
    let entries: Vec<String> = entries
        .iter()
        .map(|(id, link, title, text)| {
            format!(
                "<entry><id>{id}</id><link href=\"{link}\"/><title>{title}</title><summary>{text}</summary>\
                 <updated>2026-03-09T10:00:00Z</updated></entry>"
            )
        })
        .collect();
    let gone: Vec<String> =
        gone.iter().map(|(id, when)| format!("<at:deleted-entry ref=\"{id}\" when=\"{when}\"/>")).collect();
    format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:at=\"http://purl.org/atompub/tombstones/1.0\"><id>urn:a</id>\
         <title>Invented</title><updated>2026-03-09T10:00:00Z</updated>{}{}</feed>",
        gone.concat(),
        entries.concat()
    )
}

fn fetch(place: &Place, source: &str) -> Value {
    let ran = place.run(&["fetch", source, "--json"]);
    ran.json().remove(0)["outcome"].take()
}

fn told(place: &Place, arguments: &[&str]) -> String {
    let ran = place.run(arguments);
    assert_eq!(ran.code, Some(0), "{arguments:?}: {}", ran.stderr);
    ran.stdout
}

fn alert(place: &Place, target: &str) -> Value {
    place.run(&["explain", target, "--json"]).json().remove(0)
}

fn id(place: &Place, target: &str) -> String {
    alert(place, target)["id"].as_str().expect("an id").to_owned()
}

/// Every answer that a reader can get, joined.
fn answers(daemon: &Daemon, id: &str) -> String {
    let addresses = [
        "/",
        "/feed.atom",
        "/feed.rss",
        "/feed.json",
        "/country/KEN/feed.atom",
        "/api/v1/alerts",
        "/api/v1/changes?since=0",
        &format!("/alerts/{id}"),
        &format!("/api/v1/alerts/{id}"),
    ];
    addresses.map(|address| daemon.get(address).1).concat().to_lowercase()
}

#[test]
fn a_tombstone_hides_its_entry_at_once_until_the_operator_brings_it_back_and_a_newer_one_hides_it_again() {
    let all = feeds::three();
    let site = Site::serve([("/a".to_owned(), ATOM, atom(&all, &[]))]);
    let place = Place::new();
    place.source("alder", &site.url("/a"), "");
    let daemon = place.serve();
    fetch(&place, "alder");
    let raid = id(&place, RAID);
    assert!(answers(&daemon, &raid).contains("ingosi"));

    // Its own entry still stands beside the tombstone.
    site.put("/a", ATOM, &atom(&all, &[("a-1", "2026-03-10T10:00:00Z")]));
    // The daemon may have come before.
    fetch(&place, "alder");
    let status = told(&place, &["status"]);
    assert!(status.contains("were taken back by it") && status.contains(&raid), "{status}");
    let read = answers(&daemon, &raid);
    assert!(!read.contains("ingosi") && !read.contains("a.example/raid"), "{read}");
    assert!(read.contains("withdrawn by its source, under review"), "{read}");
    assert!(read.contains("nicanora") && read.contains("weavers of peace"), "the others stay");
    let held = told(&place, &["held"]);
    assert!(held.contains(&raid[..13]) && held.contains("withdrawn"), "{held}");

    site.put("/a", ATOM, &atom(&all[..], &[]));
    fetch(&place, "alder");
    assert!(!answers(&daemon, &raid).contains("ingosi"), "reading it again does not bring it back");
    told(&place, &["restore", &raid]);
    assert!(answers(&daemon, &raid).contains("ingosi"));
    site.put("/a", ATOM, &atom(&all[1..], &[("a-1", "2026-03-10T10:00:00Z")]));
    fetch(&place, "alder");
    assert!(answers(&daemon, &raid).contains("ingosi"), "the operator has decided on that already");
    site.put("/a", ATOM, &atom(&all[1..], &[("a-1", "2126-03-10T10:00:00Z")]));
    fetch(&place, "alder");
    assert!(!answers(&daemon, &raid).contains("ingosi"), "but not on what is said since");
    told(&place, &["retract", &raid, "--reason", "source"]);
    assert!(!told(&place, &["held"]).contains(&raid[..13]));
    assert_eq!(place.run(&["verify"]).code, Some(0));
}

#[test]
fn a_feed_of_which_nothing_but_tombstones_is_left_is_still_that_feed() {
    let all = feeds::three();
    let site = Site::serve([("/a".to_owned(), ATOM, atom(&all[..1], &[]))]);
    let place = Place::new();
    place.source("alder", &site.url("/a"), "");
    fetch(&place, "alder");
    let raid = id(&place, RAID);
    site.put("/a", ATOM, &atom(&[], &[("a-1", "2026-03-10T10:00:00Z")]));
    let outcome = fetch(&place, "alder");
    assert_eq!(alert(&place, &raid)["state"], "withdrawn", "{outcome}");
}

#[test]
fn an_entry_that_was_changed_after_its_tombstone_is_told() {
    let all = feeds::three();
    let site = Site::serve([("/a".to_owned(), ATOM, atom(&all, &[("a-1", "2026-03-08T10:00:00Z")]))]);
    let place = Place::new();
    place.source("alder", &site.url("/a"), "");
    fetch(&place, "alder");
    assert_eq!(alert(&place, RAID)["state"], "live");
}

#[test]
fn nobody_takes_back_what_another_source_said_under_the_same_id() {
    let all = feeds::three();
    let site = Site::serve([
        ("/a".to_owned(), ATOM, atom(&all, &[])),
        (
            "/b".to_owned(),
            ATOM,
            atom(&[("b-1", "https://b.example/1", "Peru: A road was closed", "By the army, at dawn.")], &[]),
        ),
    ]);
    let place = Place::new();
    place.source("alder", &site.url("/a"), "");
    place.source("birch", &site.url("/b"), "");
    told(&place, &["fetch"]);
    site.put(
        "/b",
        ATOM,
        &atom(
            &[("b-1", "https://b.example/1", "Peru: A road was closed", "By the army, at dawn.")],
            &[("a-1", "2026-03-10T10:00:00Z")],
        ),
    );
    fetch(&place, "birch");
    assert_eq!(alert(&place, RAID)["state"], "live");
}

#[test]
fn what_others_tell_in_their_own_words_stays_and_what_they_only_carry_goes() {
    let all = feeds::three();
    let own = [(
        "c-1",
        "https://c.example/9",
        "Night raid on the Lakeside Assembly: accountant Wafula Ingosi in custody",
        "Cedar spoke to a neighbour who saw officers lead the accountant of the Lakeside Assembly to an unmarked car in Kisumu.",
    )];
    let site = Site::serve([
        ("/a".to_owned(), ATOM, atom(&all, &[])),
        ("/b".to_owned(), ATOM, atom(&all[..1], &[])),
        ("/c".to_owned(), ATOM, atom(&own, &[])),
    ]);
    let place = Place::new();
    for source in ["alder", "birch", "cedar"] {
        place.source(source, &site.url(&format!("/{}", &source[..1])), "");
    }
    for source in ["alder", "birch", "cedar"] {
        fetch(&place, source);
    }
    let (raid, ours) = (id(&place, RAID), id(&place, "https://c.example/9"));
    if raid != ours {
        told(&place, &["merge", RAID, "https://c.example/9"]);
    }
    let daemon = place.serve();
    let kept = id(&place, RAID);
    site.put("/a", ATOM, &atom(&all[1..], &[("a-1", "2026-03-10T10:00:00Z")]));
    fetch(&place, "alder");
    let status = told(&place, &["status"]);
    assert!(status.contains("other organisations report of the same stays"), "{status}");
    let read = answers(&daemon, &kept);
    assert!(read.contains("unmarked car"), "{read}");
    for words in ["four laptops", "raided at night", "a.example/raid", "network alder", "network birch"] {
        let left = read.matches(words).count();
        let elsewhere = read.matches("nicanora").count();
        assert!(left == 0 || words.starts_with("network") && elsewhere > 0, "{words}: {read}");
    }
    let reports = alert(&place, &kept)["reports"].as_array().map(Vec::len);
    assert_eq!(reports, Some(1));
    assert!(status.contains("only what other organisations report of the same is shown"), "{status}");
    told(&place, &["restore", &kept]);
    assert_eq!(place.run(&["status", "--json"]).json()[0]["absent"], serde_json::json!([]), "it was decided");
    assert!(answers(&daemon, &kept).contains("four laptops"));
}

#[test]
fn who_only_carried_it_takes_back_nothing_of_the_others_and_brings_nothing_back() {
    let all = feeds::three();
    let site = Site::serve(["/a", "/b", "/c", "/d"].map(|path| (path.to_owned(), ATOM, atom(&all[..1], &[]))));
    let place = Place::new();
    for source in ["alder", "birch"] {
        place.source(source, &site.url(&format!("/{}", &source[..1])), "");
        fetch(&place, source);
    }
    let raid = id(&place, RAID);
    let shown = || alert(&place, &raid)["reports"].as_array().map(Vec::len);
    assert_eq!(shown(), Some(2));
    site.put("/b", ATOM, &atom(&[], &[("a-1", "2026-03-10T10:00:00Z")]));
    fetch(&place, "birch");
    let left = alert(&place, &raid);
    assert_eq!((&left["state"], &left["reports"][0]["source"]), (&"live".into(), &"alder".into()), "{left}");

    let own = [(
        "c-1",
        "https://c.example/9",
        "Cedar on the raid: accountant of the assembly in custody",
        "Cedar spoke to a neighbour who saw officers lead the accountant to an unmarked car in Kisumu.",
    )];
    site.put("/c", ATOM, &atom(&own, &[]));
    place.source("cedar", &site.url("/c"), "");
    fetch(&place, "cedar");
    told(&place, &["merge", RAID, "https://c.example/9"]);
    site.put("/a", ATOM, &atom(&[], &[("a-1", "2026-03-10T10:00:00Z")]));
    fetch(&place, "alder");
    place.source("dogwood", &site.url("/d"), "");
    fetch(&place, "dogwood");
    let left = alert(&place, &raid);
    assert_eq!((&left["state"], shown()), (&"live".into(), Some(1)), "{left}");
    assert_eq!(left["reports"][0]["source"], "cedar");
    assert_eq!(
        left["hidden"].as_array().map(Vec::len),
        Some(3),
        "what comes with the hidden words is hidden too: {left}"
    );
}

#[test]
fn a_removal_notice_in_the_place_of_an_entry_takes_it_back_and_is_no_news() {
    let mut entries = feeds::three();
    let site = Site::serve([("/a".to_owned(), RSS, feeds::rss(&entries))]);
    let place = Place::new();
    place.source("alder", &site.url("/a"), "");
    fetch(&place, "alder");
    let raid = id(&place, RAID);
    entries[0].2 = "Removed";
    entries[0].3 = "This alert has been removed from our site at the request of the family of Wafula Ingosi.";
    site.put("/a", RSS, &feeds::rss(&entries));
    let outcome = fetch(&place, "alder");
    assert_eq!((&outcome["tally"]["revised"], &outcome["tally"]["new"]), (&0.into(), &0.into()), "{outcome}");
    let gone = alert(&place, &raid);
    assert_eq!((&gone["state"], &gone["retraction"]["because"]), (&"withdrawn".into(), &"source".into()), "{gone}");
    told(&place, &["restore", &raid]);
    entries[1].3 = "She has left the town.";
    site.put("/a", RSS, &feeds::rss(&entries));
    fetch(&place, "alder");
    let back = alert(&place, &raid);
    assert_eq!(back["state"], "live", "the operator has decided");
    assert!(back["reports"][0]["summary"].as_str().is_some_and(|text| text.contains("four laptops")), "{back}");
}

#[test]
fn a_cancelled_alert_is_hidden_and_a_replaced_one_is_not() {
    let cap = |id: &str, message: &str, more: &str| {
        format!(
            "<entry><id>{id}</id><title>Kenya: Flood of arrests at the pier, notice {id}</title><updated>2026-03-09T10:00:00Z</updated>\
             <content type=\"text/xml\"><alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>{id}</identifier>\
             <sender>desk@pier.example</sender><sent>2026-03-09T10:00:00+00:00</sent><status>Actual</status>\
             <msgType>{message}</msgType><scope>Public</scope>{more}<info><event>Arrests</event><headline>Kenya: Arrests at the \
             pier, notice {id}</headline><description>What notice {id} says is told by those who were there.</description></info>\
             </alert></content></entry>"
        )
    };
    let feed = |entries: &[String]| {
        format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>urn:p</id><title>Pier</title>\
             <updated>2026-03-09T10:00:00Z</updated>{}</feed>",
            entries.concat()
        )
    };
    let (one, two) = (cap("pier-1", "Alert", ""), cap("pier-2", "Alert", ""));
    let site = Site::serve([("/p".to_owned(), ATOM, feed(&[one.clone(), two.clone()]))]);
    let place = Place::new();
    place.source("pier", &site.url("/p"), "");
    fetch(&place, "pier");
    let cancel = |message, id: &str| {
        let reference = format!("<references>desk@pier.example,{id},2026-03-09T10:00:00+00:00</references>");
        cap(&format!("{id}-{message}"), message, &reference)
    };
    site.put("/p", ATOM, &feed(&[one, two, cancel("Cancel", "pier-1"), cancel("Update", "pier-2")]));
    fetch(&place, "pier");
    let ran = place.run(&["export"]).json();
    let state = |of: &str| {
        let is = |alert: &&Value| alert.to_string().contains(&format!("\"entry_id\":\"{of}\""));
        ran.iter().find(|alert| is(alert)).map(|alert| alert["state"].clone())
    };
    assert_eq!((state("pier-1"), state("pier-2")), (Some("withdrawn".into()), Some("live".into())), "{ran:?}");
}

#[test]
fn a_source_that_takes_back_too_much_at_once_hides_nothing_until_the_operator_says_so() {
    let many: Vec<[String; 4]> = (0..9)
        .map(|n| {
            let title = format!("Kenya: Notice number {n} of the lakeside assembly");
            [format!("f-{n}"), format!("https://a.example/f/{n}"), title, format!("What number {n} says is told here.")]
        })
        .collect();
    let many: Vec<(&str, &str, &str, &str)> = many.iter().map(|[a, b, c, d]| (&**a, &**b, &**c, &**d)).collect();
    let site = Site::serve([("/a".to_owned(), ATOM, atom(&many, &[]))]);
    let place = Place::new();
    place.source("alder", &site.url("/a"), "");
    fetch(&place, "alder");
    let live = || place.run(&["export"]).json().iter().filter(|alert| alert["state"] == "live").count();
    let gone: Vec<(&str, &str)> = many.iter().map(|(id, ..)| (*id, "2026-03-10T10:00:00Z")).collect();
    site.put("/a", ATOM, &atom(&many[7..], &gone[..7]));
    let outcome = fetch(&place, "alder");
    assert!(outcome["warnings"].to_string().contains("nothing was hidden"), "{outcome}");
    assert_eq!(live(), 9);
    let status = told(&place, &["status"]);
    assert!(status.contains("almenara retract alder --reason source"), "{status}");
    let json = place.run(&["status", "--json"]).json();
    assert_eq!(json[0]["absent"].as_array().map(Vec::len), Some(7), "{json:?}");

    told(&place, &["retract", "alder", "--reason", "source"]);
    assert_eq!(live(), 2);
    assert!(!told(&place, &["status"]).contains("take them back, too many"), "it was decided");
}
