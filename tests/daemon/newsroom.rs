//! What newsrooms hear of a running wire.

use serde_json::Value;

use crate::support::feeds;
use crate::support::program::{Daemon, Place};
use crate::support::site::Site;

const RSS: &str = "application/rss+xml";

fn json(daemon: &Daemon, path: &str) -> Value {
    let (status, body) = daemon.get(path);
    assert_eq!(status, 200, "{path}: {body}");
    serde_json::from_str(&body).unwrap_or_else(|why| panic!("{why}: {body}"))
}

#[test]
fn status_tells_when_everybody_was_asked_and_who_answers_in_which_region() {
    let site = Site::serve([("/feed".to_owned(), RSS, feeds::rss(&feeds::three()))]);
    let place = Place::new();
    place.source("lakeside", &site.url("/feed"), "[sources.defaults]\ncountries = [\"KEN\"]");
    place.source("shore", &site.url("/none"), "publish = \"review\"\n[sources.defaults]\nregion = \"africa\"");
    let daemon = place.serve();
    let told = daemon.until("/status.json", |body| body.contains("\"last_round\":\"2"));
    let status: Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!((&status["sources"], &status["answering"], &status["waiting"]), (&2.into(), &1.into(), &1.into()));
    let region = &status["regions"][0];
    assert_eq!((&region["code"], &region["sources"], &region["answering"]), (&"africa".into(), &2.into(), &1.into()));
    let sources = json(&daemon, "/api/v1/sources");
    assert_eq!((&sources["sources"][0]["answers"], &sources["sources"][1]["answers"]), (&true.into(), &false.into()));
    assert_eq!(daemon.stop().0, Some(0));
}

#[test]
fn a_cursor_outlives_kill_9_but_not_the_return_to_an_earlier_copy() {
    let site = Site::serve([("/feed".to_owned(), RSS, feeds::rss(&feeds::three()))]);
    let place = Place::new();
    place.source("lakeside", &site.url("/feed"), "");
    let daemon = place.serve();
    daemon.until("/api/v1/changes", |body| body.contains("Intibuc"));
    let changes = json(&daemon, "/api/v1/changes");
    let next = changes["next"].as_str().expect("a cursor").to_owned();
    daemon.kill();

    let daemon = place.serve();
    let since = format!("/api/v1/changes?since={next}");
    assert_eq!(json(&daemon, &since)["epoch"], changes["epoch"]);
    assert_eq!(daemon.stop().0, Some(0));

    let data = place.data();
    let copy = data.with_file_name("copy");
    for (from, to) in [(&data, &copy), (&copy, &data)] {
        let copied = std::process::Command::new("cp").args(["-a", "-T"]).args([from, to]).status();
        assert!(copied.expect("cp is there").success());
        if *to == copy {
            std::fs::remove_dir_all(from).expect("removed");
        }
    }
    let daemon = place.serve();
    let (status, body) = daemon.get(&since);
    assert!(status == 410 && body.contains("resync"), "{status} {body}");
    assert_ne!(json(&daemon, "/api/v1/changes")["epoch"], changes["epoch"]);
}
