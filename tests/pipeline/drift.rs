//! A source that no longer looks like itself.

use serde_json::Value;

use super::{RSS, alerts, outcome};
use crate::support::feeds;
use crate::support::program::Place;
use crate::support::site::Site;

/// A feed of so many entries from a number on; dated or not.
fn feed(from: usize, count: usize, dated: bool) -> String {
    let entries: Vec<[String; 4]> = (from..from + count)
        .map(|n| {
            let title = format!("Kenya: Notice number {n} of the lakeside assembly");
            [format!("f-{n}"), format!("https://a.example/f/{n}"), title, format!("What number {n} says is told here.")]
        })
        .collect();
    let entries: Vec<(&str, &str, &str, &str)> = entries.iter().map(|[a, b, c, d]| (&**a, &**b, &**c, &**d)).collect();
    let rss = feeds::rss(&entries);
    if dated { rss } else { rss.replace("<pubDate>Mon, 09 Mar 2026 10:00:00 +0000</pubDate>", "") }
}

/// A place whose source was read three times with twelve dated entries.
fn usual() -> (Site, Place) {
    let site = Site::serve([("/feed".to_owned(), RSS, String::new())]);
    let place = Place::new();
    place.source("lakeside", &site.url("/feed"), "");
    for from in [2, 1, 0] {
        site.put("/feed", RSS, &feed(from, 12, true));
        outcome(&place, "lakeside");
    }
    (site, place)
}

fn status(place: &Place) -> Value {
    place.run(&["status", "--json"]).json().remove(0)
}

#[test]
fn a_list_that_vanished_keeps_last_good_and_says_so_once() {
    let (site, place) = usual();
    let before = alerts(&place);
    site.put("/feed", RSS, &feed(0, 0, true));
    let first = outcome(&place, "lakeside");
    assert_eq!(first["kind"], "unreadable");
    let told = "list-vanished: 0 entries where 12 were usual";
    assert!(first["message"].as_str().is_some_and(|message| message.starts_with(told)), "{first}");
    assert!(first["warnings"].to_string().contains(told), "raised: {first}");
    assert_eq!(status(&place)["drift"]["condition"], "list-vanished");
    let second = outcome(&place, "lakeside");
    assert_eq!(second["warnings"].as_array().map_or(0, Vec::len), 0, "not raised again: {second}");
    assert_eq!(alerts(&place), before);
    let shown = place.run(&["status"]).stdout;
    assert!(shown.contains(told) && shown.contains("almenara release lakeside"), "{shown}");
    site.put("/feed", RSS, &feed(0, 12, true));
    let back = outcome(&place, "lakeside");
    assert!(back["warnings"].to_string().contains("list-vanished is over"), "{back}");
    assert_eq!(status(&place)["drift"], Value::Null);
}

#[test]
fn a_shorter_list_of_known_entries_is_taken_with_its_news() {
    let (site, place) = usual();
    site.put("/feed", RSS, &feed(12, 4, true));
    let outcome = outcome(&place, "lakeside");
    assert_eq!((&outcome["kind"], &outcome["tally"]["new"]), (&"ok".into(), &2.into()), "{outcome}");
    assert!(outcome["warnings"].to_string().contains("list-shrank: 4 entries where 12 were usual"), "{outcome}");
    assert_eq!(status(&place)["drift"]["found"], 4);
    let page = place.serve().get("/").1;
    assert!(page.contains("list-shrank: 4 entries where 12 were usual"), "{page}");
}

#[test]
fn a_shorter_list_of_strangers_waits_for_the_operator() {
    let (site, place) = usual();
    site.put("/feed", RSS, &feed(100, 4, true));
    assert_eq!(outcome(&place, "lakeside")["tally"]["held"], 4);
    let held = place.run(&["held", "--json"]).json();
    assert!(held.len() == 4 && held.iter().all(|alert| alert["cause"] == "drift"), "{held:?}");
    let said = place.run(&["release", "lakeside"]).stdout;
    assert!(
        said.contains("4 entries were released") && said.contains("list-shrank is taken for how it looks"),
        "{said}"
    );
    site.put("/feed", RSS, &feed(99, 4, true));
    let next = outcome(&place, "lakeside");
    assert_eq!(next["tally"]["new"], 1, "{next}");
    assert_eq!(status(&place)["drift"], Value::Null);
}

#[test]
fn lost_dates_are_told_and_known_entries_keep_theirs() {
    let (site, place) = usual();
    site.put("/feed", RSS, &feed(0, 13, false));
    let outcome = outcome(&place, "lakeside");
    assert!(outcome["warnings"].to_string().contains("dates-lost: 0 of 13"), "{outcome}");
    let known = alerts(&place).iter().filter(|alert| !alert["reports"][0]["published"].is_null()).count();
    assert_eq!(known, 14, "{outcome}");
}

#[test]
fn another_page_takes_nothing_and_the_operator_can_say_that_it_is_right() {
    let (site, place) = usual();
    let before = alerts(&place);
    let page = "<!doctype html><html lang=\"en\"><head><title>Sign in</title></head><body><form><input type=password></form></body></html>";
    site.put("/feed", RSS, page);
    let walled = outcome(&place, "lakeside");
    assert!(walled["warnings"].to_string().contains("another-page: "), "{walled}");
    let spanish = feed(200, 12, true).replace("<channel>", "<channel><language>es</language>");
    let english = feed(0, 12, true).replace("<channel>", "<channel><language>en</language>");
    site.put("/feed", RSS, &english);
    outcome(&place, "lakeside");
    site.put("/feed", RSS, &spanish);
    let other = outcome(&place, "lakeside");
    assert_eq!(other["kind"], "unreadable", "{other}");
    assert!(other["message"].as_str().is_some_and(|message| message.contains("language is es where en")), "{other}");
    assert_eq!(alerts(&place).len(), before.len());
    place.run(&["release", "lakeside"]);
    assert_eq!(outcome(&place, "lakeside")["tally"]["new"], 12);
}
