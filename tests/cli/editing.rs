//! `merge`, `split` and `audit`, and what `explain` says of it.

use serde_json::Value;

use crate::support::feeds;
use crate::support::program::{Daemon, Place};
use crate::support::site::Site;

const RSS: &str = "application/rss+xml";
const STRIKE: (&str, &str, &str, &str) = (
    "b-1",
    "https://b.example/school",
    "Teachers of Mbale walk out",
    "For the third week the teachers of Mbale in Uganda have not been paid; the union asks the ministry to answer.",
);

/// Two sources that report one thing in words that nothing connects for sure.
fn world() -> (Site, Place) {
    let site = Site::serve([
        ("/a".to_owned(), RSS, feeds::rss(&feeds::three())),
        ("/b".to_owned(), RSS, feeds::rss(&[("b-9", "https://b.example/rain", "Rains", "It rained in Kisumu.")])),
    ]);
    let place = Place::new();
    place.source("alder", &site.url("/a"), "");
    place.source("birch", &site.url("/b"), "");
    assert_eq!(place.run(&["fetch"]).code, Some(0));
    (site, place)
}

fn alert(place: &Place, target: &str) -> Value {
    let ran = place.run(&["explain", target, "--json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    ran.json().remove(0)
}

fn told(place: &Place, arguments: &[&str]) -> String {
    let ran = place.run(arguments);
    assert_eq!(ran.code, Some(0), "{arguments:?}: {}", ran.stderr);
    ran.stdout
}

/// How many alerts its feed shows, without word of those that have left.
fn entries(daemon: &Daemon) -> usize {
    let feed = daemon.get("/feed.atom").1;
    feed.matches("<entry>").count() - feed.matches("<alm:gone ").count()
}

#[test]
fn what_an_operator_merges_stays_one_and_what_is_split_stays_two() {
    let (site, place) = world();
    let (raid, rain) = ("https://a.example/raid", "https://b.example/rain");
    let (before, younger) = (alert(&place, raid), alert(&place, rain));
    let merged = told(&place, &["merge", rain, raid]);
    let (one, two) = (before["id"].as_str().expect("an id"), younger["id"].as_str().expect("an id"));
    let together = alert(&place, rain);
    let survivor = together["id"].as_str().expect("an id");
    assert!(merged.contains("is now part of") && [one, two].contains(&survivor), "{merged}");
    assert_eq!(together["reports"].as_array().map(Vec::len), Some(2));
    assert!(together["updated"].as_str() > before["updated"].as_str(), "a merge is news");
    assert_eq!(alert(&place, one)["id"], together["id"], "whoever knows the other id is led there");
    assert!(told(&place, &["merge", one, two]).contains("nothing was to be done"));

    // Told again, changed, and after a restart it is still one.
    let more = [("b-9", rain, "Rains", "It rained in Kisumu, all night long.")];
    site.put("/b", RSS, &feeds::rss(&more));
    assert_eq!(place.run(&["fetch"]).code, Some(0));
    assert_eq!(alert(&place, rain)["id"], together["id"]);

    let daemon = place.serve();
    assert_eq!(entries(&daemon), 3);
    let gone = if survivor == one { rain } else { raid };
    let split = told(&place, &["split", gone]);
    assert!(split.contains("is an alert of its own") && split.contains("almenara merge"), "{split}");
    assert_eq!(entries(&daemon), 4, "the running daemon did it, and its feeds have changed");
    assert_eq!((&alert(&place, raid)["id"], &alert(&place, rain)["id"]), (&before["id"], &younger["id"]));
    assert_eq!(alert(&place, raid)["published"], before["published"]);
    assert_eq!(alert(&place, rain)["published"], younger["published"]);
    drop(daemon);

    // The very same text from both would be one alert for anybody else.
    let text = feeds::three()[0].3;
    site.put("/b", RSS, &feeds::rss(&[("b-9", rain, feeds::three()[0].2, text)]));
    assert_eq!(place.run(&["fetch"]).code, Some(0));
    assert_eq!(alert(&place, rain)["id"], younger["id"], "what an operator took apart is never put together again");
}

#[test]
fn a_merge_can_be_undone_by_the_id_of_a_report() {
    let (site, place) = world();
    site.put("/b", RSS, &feeds::rss(&[STRIKE]));
    assert_eq!(place.run(&["fetch"]).code, Some(0));
    let own = alert(&place, STRIKE.1);
    let report = own["reports"][0]["id"].as_str().expect("an id").to_owned();
    told(&place, &["merge", STRIKE.1, "https://a.example/threat"]);
    let shown = told(&place, &["explain", STRIKE.1]);
    assert!(shown.contains(&report) && shown.contains("merged-by-operator"), "{shown}");
    assert!(told(&place, &["split", &report]).contains("is an alert of its own"));
    assert_eq!(alert(&place, STRIKE.1)["reports"].as_array().map(Vec::len), Some(1));
}

#[test]
fn each_of_several_merges_is_undone_exactly_by_whichever_report_is_named() {
    let (_site, place) = world();
    let [raid, threat, rain] = ["https://a.example/raid", "https://a.example/threat", "https://b.example/rain"];
    let what = |link: &str| {
        let alert = alert(&place, link);
        let reports: Vec<Value> =
            alert["reports"].as_array().expect("reports").iter().map(|r| r["id"].clone()).collect();
        (alert["id"].clone(), alert["published"].clone(), alert["history"][0].clone(), reports)
    };
    let before = [raid, threat, rain].map(what);
    // One after the other, so that one of them is part of what became part of another.
    told(&place, &["merge", rain, threat]);
    told(&place, &["merge", raid, threat]);
    let together = what(rain);
    assert_eq!(together.3.len(), 3);
    // By the report that opened the alert which survives, then by whichever of the two is left in it.
    let opened = [raid, threat, rain].into_iter().zip(&before).find(|(_, (id, ..))| *id == together.0).expect("one").0;
    told(&place, &["split", opened]);
    let left = [raid, threat, rain]
        .into_iter()
        .find(|link| alert(&place, link)["reports"].as_array().is_some_and(|all| all.len() > 1));
    told(&place, &["split", left.expect("two are one still")]);
    assert_eq!([raid, threat, rain].map(what), before);
    assert_eq!(place.run(&["verify"]).code, Some(0));
}

#[test]
fn what_may_be_the_same_is_offered_with_its_score_and_the_rule() {
    let (site, place) = world();
    let threat = "Three men without plates on their cars followed Tamsin Orrock from the assembly hall to her house in \
                  Valdesombra, Honduras, and shouted that she would not see the next harvest.";
    let both = format!("{threat} {}", STRIKE.3);
    let round_up = ("c-1", "https://c.example/week", "This week: threats and a strike", &*both);
    site.put("/a", RSS, &feeds::rss(&[("a-9", "https://a.example/men", "Threats against Tamsin Orrock", threat)]));
    site.put("/b", RSS, &feeds::rss(&[STRIKE]));
    assert_eq!(place.run(&["fetch"]).code, Some(0));
    site.put("/c", RSS, &feeds::rss(&[round_up]));
    place.source("cedar", &site.url("/c"), "");
    assert_eq!(place.run(&["fetch"]).code, Some(0));
    let told = told(&place, &["explain", round_up.1]);
    for link in ["https://a.example/men", STRIKE.1] {
        let id = alert(&place, link)["id"].as_str().expect("an id").to_owned();
        let line = told.lines().find(|line| line.contains("perhaps the same") && line.contains(&id));
        assert!(line.is_some_and(|line| line.contains("same-passage, 1.00 of 1")), "{told}");
    }
}

#[test]
fn what_cannot_be_merged_or_split_is_refused_with_what_to_do() {
    let (_site, place) = world();
    let refused = |arguments: &[&str], word: &str| {
        let ran = place.run(arguments);
        assert_eq!(ran.code, Some(1), "{arguments:?}");
        assert!(ran.stderr.contains(word), "{arguments:?}: {}", ran.stderr);
    };
    refused(&["merge", "https://a.example/raid", "https://a.example/nowhere"], "no alert is kept for");
    refused(&["split", "https://a.example/raid"], "the only report");
    refused(&["split", "https://a.example/nowhere"], "almenara explain");
    refused(&["split", &"0".repeat(64)], "no report is kept for");
    assert_eq!(told(&place, &["audit"]), "no operator has done anything yet\n");
}

#[test]
fn what_an_operator_did_is_kept_without_names() {
    let (_site, place) = world();
    told(&place, &["hold", "alder"]);
    told(&place, &["release", "alder"]);
    told(&place, &["merge", "https://a.example/raid", "https://b.example/rain"]);
    told(&place, &["split", "https://b.example/rain"]);
    let acts = place.run(&["audit", "--json"]).json();
    let verbs: Vec<&str> = acts.iter().filter_map(|act| act["verb"].as_str()).collect();
    assert_eq!(verbs, ["hold", "release", "merge", "split"]);
    assert_eq!(acts[0]["source"], "alder");
    assert_eq!(acts[2]["alerts"].as_array().map(Vec::len), Some(2));
    let daemon = place.serve();
    let table = told(&place, &["audit"]);
    assert!(table.contains("source alder") && table.lines().count() == 5, "{table}");
    assert!(!table.contains("example"), "no link, no title: {table}");
    drop(daemon);
    assert_eq!(place.run(&["verify"]).code, Some(0));
}
