//! `publish --to`: the wire as plain files, without a daemon, through one, and kept by one.

use crate::support::feeds;
use crate::support::program::Place;
use crate::support::search::found;
use crate::support::site::Site;

const RSS: &str = "application/rss+xml";
const RAID: &str = "https://a.example/raid";
const WORDS: [&str; 3] = ["lakeside", "wafula", "four laptops"];

#[test]
fn what_is_published_stands_in_a_folder_and_what_is_taken_back_leaves_it_at_once() {
    let site = Site::serve([("/a".to_owned(), RSS, feeds::rss(&feeds::three()))]);
    let place = Place::new();
    place.source("alder", &site.url("/a"), "");
    assert_eq!(place.run(&["fetch"]).code, Some(0));
    let nowhere = place.run(&["publish"]);
    assert!(nowhere.code == Some(1) && nowhere.stderr.contains("publish --to DIR"), "{}", nowhere.stderr);

    let out = place.path().join("out");
    let to = out.to_str().expect("UTF-8");
    let first = place.run(&["publish", "--to", to]);
    assert_eq!(first.code, Some(0), "{}", first.stderr);
    for name in
        ["index.html", "es/index.html", "ar/removal/index.html", "feed.atom", "feed.json", "opml", "status.json"]
    {
        assert!(out.join(name).is_file(), "{name}");
    }
    assert!(!found(&out, &WORDS).is_empty());

    // A folder that the daemon keeps by itself, beside one that is asked for.
    let settings = std::fs::read_to_string(place.path().join("config/almenara.toml")).expect("settings");
    place.write("config/almenara.toml", &format!("{settings}\n[export]\nto = \"kept\"\n"));
    let daemon = place.serve();
    let again = place.run(&["publish", "--to", to]);
    assert_eq!(again.code, Some(0), "{}", again.stderr);
    let kept = place.path().join("kept");
    daemon.until("/feed.atom", |_| kept.join("index.html").is_file());
    let said = place.run(&["retract", RAID, "--reason", "safety"]);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert_eq!(found(&kept, &WORDS), [], "it is gone when the command returns");
    assert_eq!(place.run(&["publish", "--to", to]).code, Some(0));
    assert_eq!(found(&out, &WORDS), []);
}

#[test]
fn a_folder_that_holds_anything_else_is_refused_and_left_alone() {
    let place = Place::new();
    place.write("mine/notes.txt", "mine");
    let mine = place.path().join("mine");
    let refused = place.run(&["publish", "--to", mine.to_str().expect("UTF-8")]);
    assert_eq!(refused.code, Some(1), "{}", refused.stdout);
    assert!(refused.stderr.contains("mine"), "{}", refused.stderr);
    assert_eq!(std::fs::read_dir(&mine).expect("a folder").count(), 1);
}
