//! `status`, `held`, `release` and `hold`.

use serde_json::Value;

use crate::support::feeds;
use crate::support::program::Place;
use crate::support::site::Site;

const RSS: &str = "application/rss+xml";

#[test]
fn a_fresh_wire_has_nothing_to_tell_and_says_so() {
    let place = Place::new();
    place.source("lakeside", "http://127.0.0.1:9/feed", "");
    assert_eq!(place.run(&["held"]).stdout, "nothing is kept back\n");
    let status = place.run(&["status"]);
    assert_eq!(status.code, Some(0));
    assert!(status.stdout.contains("never visited"), "{}", status.stdout);
    assert!(!place.data().exists(), "looking makes no store");
}

#[test]
fn unknown_names_are_refused_with_what_to_do() {
    let place = Place::new();
    place.source("lakeside", "http://127.0.0.1:9/feed", "");
    let release = place.run(&["release", "lakesite"]);
    assert_eq!(release.code, Some(1));
    assert!(release.stderr.contains("almenara held"), "{}", release.stderr);
    let hold = place.run(&["hold", "lakesite"]);
    assert_eq!(hold.code, Some(1));
    assert!(hold.stderr.contains("lakeside"), "{}", hold.stderr);
}

#[test]
fn the_running_daemon_is_asked_and_every_output_has_changed_when_the_command_returns() {
    let site = Site::serve([("/feed".to_owned(), RSS, feeds::rss(&feeds::three()))]);
    let place = Place::new();
    place.source("lakeside", &site.url("/feed"), "publish = \"review\"");
    let daemon = place.serve();
    let mut held: Vec<Value> = Vec::new();
    for _ in 0..400 {
        held = place.run(&["held", "--json"]).json();
        if held.len() == 3 {
            break;
        }
    }
    assert_eq!(held.len(), 3);
    assert!(!daemon.get("/feed.atom").1.contains("raided"));
    let table = place.run(&["held"]).stdout;
    assert!(table.contains("under review") && table.contains("almenara release ALERT"), "{table}");
    let status = place.run(&["status", "--json"]).json().remove(0);
    assert_eq!((&status["publish"], &status["held"]), (&"review".into(), &3.into()), "{status}");
    let released = place.run(&["release", "lakeside"]);
    assert_eq!(released.code, Some(0), "{}", released.stderr);
    assert!(daemon.get("/feed.atom").1.contains("raided"));
    daemon.kill();
    let daemon = place.serve();
    assert!(daemon.get("/feed.atom").1.contains("raided"), "it is remembered");
    assert!(place.run(&["held", "--json"]).json().is_empty());
    assert_eq!(place.run(&["hold", "lakeside"]).code, Some(0));
    drop(daemon);
}

#[test]
fn what_is_taken_out_of_a_text_is_told_by_try() {
    let place = Place::empty();
    let entries =
        [("a-1", "https://a.example/1", "Kenya: Call +254 712 345 678", "Or write to wekesa@assembly.example today.")];
    place.write("feed.xml", &feeds::rss(&entries));
    let ran = place.run(&["try", "--from", "feed.xml", "--base", "https://a.example/feed"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stdout.contains("phone-removed") && ran.stdout.contains("email-removed"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("712 345") && !ran.stdout.contains("wekesa@"), "{}", ran.stdout);
}

#[test]
fn status_tells_what_check_tells_of_a_source_and_each_thing_once() {
    let site = Site::serve([("/feed".to_owned(), RSS, feeds::rss(&feeds::three()))]);
    let place = Place::new();
    let robots = "ignore_robots_because = \"the secretary agreed\"";
    place.source("lakeside", &site.url("/feed"), robots);
    place.source("hilltop", &site.url("/hill"), "");
    site.put("/hill", "text/html", &undated());
    place.run(&["fetch"]);
    let status = place.run(&["status"]).stdout;
    let times = |what: &str| status.matches(what).count();
    assert_eq!(times("because: the secretary agreed"), 1, "{status}");
    assert_eq!(times("none of 3 entries is dated"), 1, "{status}");
    let json = place.run(&["status", "--json"]).json();
    let lakeside = json.iter().find(|line| line["source"] == "lakeside").expect("its line");
    assert!(lakeside["remarks"][0].as_str().is_some_and(|remark| remark.contains("secretary")), "{lakeside}");
    let tried = place.run(&["try", "hilltop"]);
    assert!(tried.code == Some(0) && tried.stderr.contains("none of 3 entries is dated"), "{}", tried.stderr);
}

#[test]
fn what_a_visit_noticed_is_still_told_after_visits_to_which_nothing_has_changed() {
    let deleted = "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:at=\"http://purl.org/atompub/tombstones/1.0\"><id>urn:a</id>\
         <title>Lakeside</title><updated>2026-03-01T00:00:00Z</updated>\
         <at:deleted-entry ref=\"urn:a:9\" when=\"2026-03-01T00:00:00Z\"/><entry><id>urn:a:1</id><title>Kenya: Office raided</title>\
         <updated>2026-03-01T00:00:00Z</updated><summary>They took it all.</summary></entry></feed>";
    let site = Site::serve([("/feed".to_owned(), "application/atom+xml", deleted.to_owned())]);
    let place = Place::new();
    place.source("lakeside", &site.url("/feed"), "");
    place.run(&["fetch"]);
    place.run(&["fetch"]);
    let status = place.run(&["status"]).stdout;
    assert!(status.contains("unchanged") && status.contains("noticed on"), "{status}");
    assert!(status.contains("the feed declares as deleted: urn:a:9"), "{status}");
}

#[test]
fn a_contact_that_is_not_set_is_told_once_for_all_sources() {
    let place = Place::as_shipped();
    let ran = place.run(&["fetch"]);
    assert_eq!((ran.code, ran.stdout.matches("[fetch] contact").count()), (Some(3), 1), "{}", ran.stdout);
}

fn undated() -> String {
    let rows = (1..=3).map(|n| {
        format!(
            "<li><h3><a href=\"/h/{n}\">Kenya: Notice number {n} of the hilltop assembly</a></h3>\
             <p>What notice {n} is about is told here at some length.</p></li>"
        )
    });
    let rows: String = rows.collect();
    format!(
        "<!doctype html><html lang=\"en\"><head><title>Hilltop</title></head><body><main><ul>{rows}</ul></main></body></html>"
    )
}

#[test]
fn what_waited_before_a_source_was_set_to_auto_is_told_until_it_is_released() {
    let site = Site::serve([("/feed".to_owned(), RSS, feeds::rss(&feeds::three()))]);
    let place = Place::new();
    place.source("lakeside", &site.url("/feed"), "publish = \"review\"");
    place.run(&["fetch"]);
    let wait = "3 of its entries wait for you";
    assert!(place.run(&["status"]).stdout.contains(wait));
    place.source("lakeside", &site.url("/feed"), "");
    place.run(&["fetch"]);
    let status = place.run(&["status"]).stdout;
    assert!(status.contains(wait) && status.contains("almenara release lakeside"), "{status}");
    assert!(place.run(&["release", "lakeside"]).stdout.contains("3 entries were released"));
    assert!(!place.run(&["status"]).stdout.contains("wait for you"));
}
