//! The line, from a source's bytes to the store.

mod adverts;
mod cases;
mod drift;
mod gone;
mod links;
mod look_again;
mod terms;
mod voices;
mod withdrawn;

use crate::support::feeds;
use crate::support::program::Place;
use crate::support::site::Site;
use serde_json::Value;

const RSS: &str = "application/rss+xml";

fn alerts(place: &Place) -> Vec<Value> {
    let ran = place.run(&["export"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    ran.json()
}

fn outcome(place: &Place, source: &str) -> Value {
    let ran = place.run(&["fetch", source, "--json"]);
    ran.json().remove(0)["outcome"].take()
}

#[test]
fn what_is_found_at_the_first_import_keeps_its_old_place_and_what_comes_later_is_news() {
    let site = Site::serve([("/feed".to_owned(), RSS, feeds::rss(&feeds::three()))]);
    let place = Place::new();
    place.source("lakeside", &site.url("/feed"), "");
    outcome(&place, "lakeside");
    for alert in alerts(&place) {
        assert_eq!(alert["imported"], true);
        assert_eq!(alert["published"], alert["updated"]);
    }
    let mut entries = feeds::three();
    entries.insert(0, ("a-4", "https://a.example/four", "Kenya: The accountant is free", "He came home on Friday."));
    site.put("/feed", RSS, &feeds::rss(&entries));
    assert_eq!(outcome(&place, "lakeside")["tally"]["new"], 1);
    let all = alerts(&place);
    let fresh = all.iter().find(|alert| alert["imported"] == false).expect("the new one");
    assert!(fresh["updated"].as_str() > fresh["published"].as_str(), "late-dated, it comes to the top: {fresh}");
}

#[test]
fn entries_of_one_day_keep_the_order_of_their_source() {
    let entries: Vec<[String; 4]> = (0..12)
        .map(|n| {
            let title = format!("Kenya: Notice number {n} of the lakeside assembly");
            [format!("f-{n}"), format!("https://a.example/f/{n}"), title, format!("What number {n} says is told here.")]
        })
        .collect();
    let entries: Vec<(&str, &str, &str, &str)> = entries.iter().map(|[a, b, c, d]| (&**a, &**b, &**c, &**d)).collect();
    let site = Site::serve([("/feed".to_owned(), RSS, feeds::rss(&entries))]);
    let place = Place::new();
    place.source("lakeside", &site.url("/feed"), "");
    outcome(&place, "lakeside");
    let feed: Value = serde_json::from_str(&place.serve().get("/feed.json").1).expect("valid JSON");
    let titles: Vec<&str> =
        feed["items"].as_array().expect("items").iter().filter_map(|item| item["title"].as_str()).collect();
    let wanted: Vec<&str> = entries.iter().map(|(_, _, title, _)| *title).collect();
    assert_eq!(titles, wanted);
}

#[test]
fn a_case_begins_with_what_happened_first_however_its_source_lists_it() {
    let arrest = (
        "n-1",
        "https://a.example/n/1",
        "Kenya: Wafula Ingosi arrested",
        "Officers took Wafula Ingosi from his office.",
    );
    let release =
        ("n-2", "https://a.example/n/2", "Kenya: Wafula Ingosi released", "Wafula Ingosi is back with his family.");
    for entries in [[arrest, release], [release, arrest]] {
        let feed = feeds::rss(&entries);
        let at = feed.find(release.2).expect("its title");
        let (before, after) = feed.split_at(at);
        let feed = format!("{before}{}", after.replacen("Mon, 09 Mar", "Thu, 12 Mar", 1));
        let site = Site::serve([("/feed".to_owned(), RSS, feed)]);
        let place = Place::new();
        place.source("lakeside", &site.url("/feed"), "");
        outcome(&place, "lakeside");
        let alerts = alerts(&place);
        let of = |title: &str| alerts.iter().find(|alert| alert["reports"][0]["title"] == title).expect("an alert");
        assert_eq!(of(release.2)["case"], of(arrest.2)["id"]);
        assert!(of(arrest.2)["case"].is_null(), "the first alert of a case follows none");
    }
}

#[test]
fn a_revision_keeps_the_id_and_moves_updated() {
    let site = Site::serve([("/feed".to_owned(), RSS, feeds::rss(&feeds::three()))]);
    let place = Place::new();
    place.source("lakeside", &site.url("/feed"), "");
    outcome(&place, "lakeside");
    let before = alerts(&place);
    let mut entries = feeds::three();
    entries[1].3 = "She has left the town; the note is with a lawyer now.";
    site.put("/feed", RSS, &feeds::rss(&entries));
    assert_eq!(outcome(&place, "lakeside")["tally"]["revised"], 1);
    let after = alerts(&place);
    assert_eq!(after.len(), 3);
    let moved: Vec<&Value> = after.iter().filter(|alert| !before.contains(alert)).collect();
    assert_eq!(moved.len(), 1);
    let old = before.iter().find(|alert| alert["id"] == moved[0]["id"]).expect("the same id");
    assert!(moved[0]["updated"].as_str() > old["updated"].as_str());
    assert_eq!(moved[0]["published"], old["published"]);
}

#[test]
fn an_error_page_or_an_emptied_feed_takes_nothing_away() {
    let site = Site::serve([("/feed".to_owned(), RSS, feeds::rss(&feeds::three()))]);
    let place = Place::new();
    place.source("lakeside", &site.url("/feed"), "");
    outcome(&place, "lakeside");
    let before = alerts(&place);
    let login = "<!doctype html><html><head><title>Sign in</title></head><body><form><input type=password></form></body></html>";
    for body in [login, "", "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>x</title></channel></rss>"] {
        site.put("/feed", RSS, body);
        let outcome = outcome(&place, "lakeside");
        assert_eq!(outcome["kind"], "unreadable", "{outcome}");
        assert!(outcome["message"].as_str().is_some_and(|message| message.contains("http")), "{outcome}");
        assert_eq!(alerts(&place), before);
    }
    site.put("/feed", RSS, &feeds::rss(&feeds::three()));
    assert_eq!(outcome(&place, "lakeside")["tally"]["new"], 0, "and nothing is announced anew when it is back");
}

#[test]
fn a_renamed_source_keeps_its_history() {
    let site = Site::serve([("/feed".to_owned(), RSS, feeds::rss(&feeds::three()))]);
    let place = Place::new();
    place.source("lakeside", &site.url("/feed"), "");
    outcome(&place, "lakeside");
    let before = alerts(&place);
    std::fs::remove_file(place.path().join("config/networks/lakeside.example.toml")).expect("it was there");
    place.source("shore", &site.url("/feed"), "formerly = [\"lakeside\"]");
    let mut entries = feeds::three();
    entries[0].3 = "Everything they took was given back.";
    site.put("/feed", RSS, &feeds::rss(&entries));
    let outcome = outcome(&place, "shore");
    assert_eq!((&outcome["tally"]["new"], &outcome["tally"]["revised"]), (&0.into(), &1.into()), "{outcome}");
    let ids = |alerts: &[Value]| {
        let mut ids: Vec<String> = alerts.iter().map(|alert| alert["id"].to_string()).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(&alerts(&place)), ids(&before));
}

#[test]
fn a_source_under_another_id_is_recognised_and_announces_nothing() {
    let site = Site::serve([("/feed".to_owned(), RSS, feeds::rss(&feeds::three()))]);
    let place = Place::new();
    place.source("lakeside", &site.url("/feed"), "");
    outcome(&place, "lakeside");
    let before = alerts(&place).len();
    std::fs::remove_file(place.path().join("config/networks/lakeside.example.toml")).expect("it was there");
    place.source("shore", &site.url("/feed"), "");
    let ran = place.run(&["fetch", "shore", "--json"]);
    assert_eq!(ran.json()[0]["outcome"]["tally"]["new"], 0, "{}", ran.stdout);
    assert_eq!(alerts(&place).len(), before);
    for told in [place.run(&["check"]), place.run(&["fetch", "shore"])] {
        let told = format!("{}{}", told.stdout, told.stderr);
        assert!(told.contains("formerly = [\"lakeside\"]"), "{told}");
    }
}

#[test]
fn ids_that_two_sources_share_by_chance_do_not_meet() {
    let site = Site::serve([]);
    let place = Place::new();
    for (name, title) in [("lakeside", "Kenya: An office was raided"), ("shore", "Peru: A road was closed by the army")]
    {
        let link = format!("https://{name}.example/1");
        let text = format!("What happened at the {name} is told by those who were there that day.");
        site.put(&format!("/{name}"), RSS, &feeds::rss(&[("1", &link, title, &text)]));
        place.source(name, &site.url(&format!("/{name}")), "");
    }
    assert_eq!(place.run(&["fetch"]).code, Some(0));
    assert_eq!(alerts(&place).len(), 2);
}

#[test]
fn a_flood_is_stored_but_does_not_wash_everything_off_the_feed() {
    let site = Site::serve([("/feed".to_owned(), RSS, feeds::rss(&feeds::three()))]);
    let place = Place::new();
    place.source("lakeside", &site.url("/feed"), "");
    outcome(&place, "lakeside");
    let flood: Vec<[String; 4]> = (0..160)
        .map(|n| {
            let title = format!("Kenya: Notice number {n} of the lakeside assembly");
            [format!("f-{n}"), format!("https://a.example/f/{n}"), title, format!("What number {n} says is told here.")]
        })
        .collect();
    let flood: Vec<(&str, &str, &str, &str)> = flood.iter().map(|[a, b, c, d]| (&**a, &**b, &**c, &**d)).collect();
    site.put("/feed", RSS, &feeds::rss(&flood));
    let outcome = outcome(&place, "lakeside");
    assert_eq!(outcome["tally"]["new"], 160);
    assert!(outcome["warnings"].to_string().contains("110 are only stored"), "{outcome}");
    let pushed = alerts(&place).iter().filter(|alert| alert["imported"] == false).count();
    assert_eq!(pushed, 50);
}
