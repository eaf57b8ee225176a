//! What waits, and how it is let go: review, headlines, embargoes, doubtful first readings.

use std::fmt::Write as _;

use almenara::daemon::now;
use chrono::{SubsecRound as _, TimeDelta, Utc};
use serde_json::Value;

use super::{RSS, alerts, outcome};
use crate::support::feeds;
use crate::support::program::Place;
use crate::support::site::Site;

fn place_with(entries: &[(&str, &str, &str, &str)], more: &str) -> (Site, Place) {
    let site = Site::serve([("/feed".to_owned(), RSS, feeds::rss(entries))]);
    let place = Place::new();
    place.source("lakeside", &site.url("/feed"), more);
    (site, place)
}

fn held(place: &Place) -> Vec<Value> {
    let ran = place.run(&["held", "--json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    ran.json()
}

fn told(place: &Place, arguments: &[&str]) -> String {
    let ran = place.run(arguments);
    assert_eq!(ran.code, Some(0), "{arguments:?}: {}{}", ran.stdout, ran.stderr);
    ran.stdout
}

fn shown(place: &Place) -> Vec<String> {
    let feed: Value = serde_json::from_str(&place.serve().get("/feed.json").1).expect("valid JSON");
    let titles = feed["items"].as_array().expect("items").iter();
    titles.filter_map(|item| item["title"].as_str().map(str::to_owned)).collect()
}

#[test]
fn under_review_nothing_new_is_shown_before_it_is_released() {
    let (site, place) = place_with(&feeds::three(), "publish = \"review\"");
    assert_eq!(outcome(&place, "lakeside")["tally"]["held"], 3);
    assert!(shown(&place).is_empty());
    let waiting = held(&place);
    assert_eq!(waiting.len(), 3);
    assert_eq!((&waiting[0]["cause"], &waiting[0]["source"]), (&"review".into(), &"lakeside".into()));
    // a visit later nothing has changed
    assert_eq!(outcome(&place, "lakeside")["kind"], "unchanged");
    let said = told(&place, &["release", "lakeside"]);
    assert!(said.contains("3 entries were released") && said.contains("stays under review"), "{said}");
    assert_eq!(shown(&place).len(), 3);
    assert!(held(&place).is_empty());
    let again = told(&place, &["release", "lakeside"]);
    assert!(!again.contains("released\n"), "{again}");

    let mut entries = feeds::three();
    entries[0].3 = "They took everything; later some of it came back.";
    entries.insert(0, ("a-4", "https://a.example/four", "Kenya: The accountant is free", "He came home on Friday."));
    site.put("/feed", RSS, &feeds::rss(&entries));
    let outcome = outcome(&place, "lakeside");
    assert_eq!(outcome["tally"]["held"], 2, "{outcome}");
    assert!(outcome["warnings"].to_string().contains("1 published entries were changed"), "{outcome}");
    assert_eq!(shown(&place).len(), 3);
    let texts = alerts(&place).iter().map(|alert| alert["reports"][0]["summary"].to_string()).collect::<String>();
    assert!(!texts.contains("came back"), "what is shown keeps its last good words");
    assert_eq!(place.run(&["verify"]).code, Some(0));
}

#[test]
fn a_source_put_under_review_by_hand_is_released_for_good() {
    let (site, place) = place_with(&feeds::three(), "");
    outcome(&place, "lakeside");
    assert!(told(&place, &["hold", "lakeside"]).contains("under review from now on"));
    assert!(told(&place, &["hold", "lakeside"]).contains("already"));
    let mut entries = feeds::three();
    entries[0].3 = "They took everything; later some of it came back.";
    entries.insert(0, ("a-4", "https://a.example/four", "Kenya: The accountant is free", "He came home on Friday."));
    site.put("/feed", RSS, &feeds::rss(&entries));
    assert_eq!(outcome(&place, "lakeside")["tally"]["held"], 2);
    let said = told(&place, &["release", "lakeside"]);
    assert!(said.contains("1 entry was released") && said.contains("published at once"), "{said}");
    assert!(shown(&place).iter().any(|title| title.contains("accountant is free")));
    assert_eq!(outcome(&place, "lakeside")["tally"]["revised"], 1, "what waited is read again");
    entries.insert(0, ("a-5", "https://a.example/five", "Kenya: The office is open again", "All of it is back."));
    site.put("/feed", RSS, &feeds::rss(&entries));
    assert_eq!(outcome(&place, "lakeside")["tally"]["new"], 1);
    assert!(told(&place, &["release", "lakeside"]).contains("nothing was to be done"));
}

#[test]
fn a_released_alert_keeps_its_id_and_becomes_news_and_a_second_visit_undoes_nothing() {
    let (site, place) = place_with(&feeds::three(), "");
    outcome(&place, "lakeside");
    told(&place, &["hold", "lakeside"]);
    let mut entries = feeds::three();
    entries.insert(0, ("a-4", "https://a.example/four", "Kenya: The accountant is free", "He came home on Friday."));
    site.put("/feed", RSS, &feeds::rss(&entries));
    outcome(&place, "lakeside");
    let waiting = held(&place).remove(0);
    let id = waiting["alert"].as_str().expect("an id").to_owned();
    let before = now();
    assert!(told(&place, &["release", &id[..13]]).contains("released: Kenya: The accountant is free"));
    assert!(told(&place, &["release", &id]).contains("not kept back"), "a second time is no fault");
    let all = alerts(&place);
    let alert = all.iter().find(|alert| alert["id"] == id.as_str()).expect("the same id");
    let updated: chrono::DateTime<Utc> = alert["updated"].as_str().expect("an instant").parse().expect("RFC 3339");
    assert!(alert["state"] == "live" && updated >= before, "{alert}");
    entries[0].3 = "He came home on Friday, thin but well.";
    site.put("/feed", RSS, &feeds::rss(&entries));
    outcome(&place, "lakeside");
    let live = alerts(&place).iter().filter(|alert| alert["state"] == "live").count();
    assert_eq!(live, 4);
    assert_eq!(place.run(&["verify"]).code, Some(0));
}

#[test]
fn what_was_held_joins_whoever_said_the_same_meanwhile() {
    let (site, place) = place_with(&feeds::three(), "publish = \"review\"");
    outcome(&place, "lakeside");
    site.put("/copy", RSS, &feeds::rss(&feeds::three()));
    place.source("shore", &site.url("/copy"), "");
    assert_eq!(outcome(&place, "shore")["tally"]["new"], 3, "one source's terms keep nothing from another's readers");
    told(&place, &["release", "lakeside"]);
    let live: Vec<Value> = alerts(&place).into_iter().filter(|alert| alert["state"] == "live").collect();
    assert_eq!(live.len(), 3);
    assert!(live.iter().all(|alert| alert["reports"].as_array().is_some_and(|reports| reports.len() == 2)), "{live:?}");
    assert!(held(&place).is_empty());
    // what the source says next is said in the alert that it has joined
    let mut entries = feeds::three();
    entries[1].3 = "She has left the town; the note is with a lawyer now.";
    site.put("/feed", RSS, &feeds::rss(&entries));
    place.source("lakeside", &site.url("/feed"), "");
    outcome(&place, "lakeside");
    let live = alerts(&place).into_iter().filter(|alert| alert["state"] == "live").count();
    assert_eq!(live, 3);
    assert_eq!(place.run(&["verify"]).code, Some(0));
}

#[test]
fn of_a_headline_source_no_excerpt_leaves_the_house() {
    let mut entries = feeds::three();
    entries.push((
        "a-4",
        "https://a.example/the-silent-mill",
        "",
        "Nobody at the mill had a word for what was done there.",
    ));
    let (_site, place) = place_with(&entries, "publish = \"headline\"");
    outcome(&place, "lakeside");
    let daemon = place.serve();
    for path in ["/feed.atom", "/feed.rss", "/feed.json", "/"] {
        let body = daemon.get(path).1;
        assert!(body.contains("Lakeside Assembly raided") && body.contains("a.example/raid"), "{path}");
        for words in ["four laptops", "two bullets", "Nobody at the mill"] {
            assert!(!body.contains(words), "{path} holds {words}");
        }
    }
    drop(daemon);
    let tagged = alerts(&place);
    assert!(
        tagged.iter().any(|alert| alert["tags"]["urgency"] == "critical"),
        "tags come from all that was read: {tagged:?}"
    );
}

#[test]
fn terms_that_change_announce_nothing() {
    let (site, place) = place_with(&feeds::three(), "");
    outcome(&place, "lakeside");
    let before: Vec<Value> = alerts(&place).iter().map(|alert| alert["updated"].clone()).collect();
    place.source("lakeside", &site.url("/feed"), "publish = \"headline\"");
    outcome(&place, "lakeside");
    let after: Vec<Value> = alerts(&place).iter().map(|alert| alert["updated"].clone()).collect();
    assert_eq!(before.len(), after.len());
    assert!(after.iter().all(|updated| before.contains(updated)), "{before:?} {after:?}");
    let daemon = place.serve();
    assert!(!daemon.get("/feed.atom").1.contains("two bullets"));
}

#[test]
fn rights_stand_with_every_entry_and_consent_nowhere() {
    let (_site, place) = place_with(&feeds::three(), "");
    let text = std::fs::read_to_string(place.path().join("config/networks/lakeside.example.toml")).expect("written");
    let terms = "rights = \"© Lakeside Assembly <all of it>\"\nconsent = \"Wekesa agreed by letter\"\n";
    place.write("config/networks/lakeside.example.toml", &format!("{terms}{text}"));
    outcome(&place, "lakeside");
    let page = alerts(&place)[0]["id"].as_str().map(|id| format!("/alerts/{id}")).expect("an id");
    let daemon = place.serve();
    for path in ["/feed.atom", "/feed.rss", "/feed.json", &page] {
        let body = daemon.get(path).1;
        assert!(
            body.contains("© Lakeside Assembly") && !body.contains("<all of it>") || path == "/feed.json",
            "{path}: {body}"
        );
        assert!(!body.contains("Wekesa"), "{path}");
    }
    let json: Value = serde_json::from_str(&daemon.get("/feed.json").1).expect("JSON");
    assert_eq!(json["items"][0]["_almenara"]["rights"], "© Lakeside Assembly <all of it>");
    let atom = daemon.get("/feed.atom").1;
    assert_eq!(atom.matches("<rights").count(), 3);
    drop(daemon);
    for command in ["check", "status"] {
        assert!(told(&place, &[command]).contains("consent: Wekesa agreed"), "{command}");
    }
}

#[test]
fn an_embargo_is_kept_and_ends_by_itself() {
    let soon = (now() + TimeDelta::seconds(4)).trunc_subsecs(0);
    let title = format!("EMBARGOED until {}: Kenya: The report on the raid", soon.format("%Y-%m-%dT%H:%M:%SZ"));
    let later = format!("Embargoed until {}: Peru: The other report", (soon + TimeDelta::days(9)).format("%-d %B %Y"));
    let entries = [
        ("e-1", "https://a.example/e1", title.as_str(), "What the report says of the raid is told here in full."),
        ("e-2", "https://a.example/e2", later.as_str(), "What the other report says is told here in full as well."),
    ];
    let (_site, place) = place_with(&entries, "");
    let daemon = place.serve();
    let feed = daemon.until("/feed.json", |body| body.contains("The report on the raid"));
    assert!(now() >= soon, "not before");
    assert!(!feed.contains("The other report"));
    assert_eq!(daemon.stop().0, Some(0));
    let waiting = held(&place);
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0]["cause"], "embargo");
    let said = told(&place, &["release", "lakeside"]);
    assert!(said.contains("still kept back until"), "{said}");
    assert!(shown(&place).iter().all(|title| !title.contains("The other report")));
    told(&place, &["release", waiting[0]["alert"].as_str().expect("an id")]);
    assert_eq!(shown(&place).len(), 2);
}

#[test]
fn an_embargo_that_ended_while_nothing_ran_is_over_at_the_next_start() {
    let soon = now() + TimeDelta::seconds(3);
    let title = format!("EMBARGOED until {}: Kenya: The report", soon.format("%Y-%m-%dT%H:%M:%SZ"));
    let entries = [("e-1", "https://a.example/e1", title.as_str(), "What the report says is told here in full.")];
    let (_site, place) = place_with(&entries, "enabled = true");
    assert_eq!(outcome(&place, "lakeside")["tally"]["held"], 1);
    while now() < soon {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert_eq!(shown(&place).len(), 1, "at once, before any visit");
    assert_eq!(alerts(&place)[0]["imported"], false, "it is news");
}

#[test]
fn a_date_ahead_waits_and_an_impossible_one_does_not() {
    let item = |id: &str, days: i64| {
        let date = (now() + TimeDelta::days(days)).to_rfc2822();
        format!(
            "<item><guid>{id}</guid><link>https://a.example/{id}</link><title>Kenya: Notice {id} of the assembly</title>\
             <description>What notice {id} says.</description><pubDate>{date}</pubDate></item>"
        )
    };
    let rss = |days: i64| {
        let items = [item("ahead", days), item("never", 400), item("past", -2)].concat();
        format!("<rss version=\"2.0\"><channel><title>x</title>{items}</channel></rss>")
    };
    let site = Site::serve([("/feed".to_owned(), RSS, rss(10))]);
    let place = Place::new();
    place.source("lakeside", &site.url("/feed"), "");
    assert_eq!(outcome(&place, "lakeside")["tally"]["held"], 1);
    assert_eq!(held(&place)[0]["cause"], "dated");
    assert_eq!(shown(&place).len(), 2);
    // the source changes its mind
    site.put("/feed", RSS, &rss(-1));
    outcome(&place, "lakeside");
    assert_eq!(shown(&place).len(), 3);
    assert!(held(&place).is_empty());
}

fn list(rows: &[(String, Option<&str>)]) -> String {
    let mut page = "<!doctype html><html lang=\"en\"><head><title>Alerts - Lakeside</title></head><body><main><ul class=\"alerts\">".to_owned();
    for (title, date) in rows {
        let link = title.to_lowercase().replace([' ', ':'], "-");
        let time = date.map(|date| format!("<time datetime=\"{date}\">{date}</time>")).unwrap_or_default();
        write!(page, "<li><h3><a href=\"/alerts/{link}\">{title}</a></h3>{time}<p>What {title} is about is told at length below.</p></li>")
            .expect("strings take everything");
    }
    page + "</ul></main></body></html>"
}

#[test]
fn an_ambiguous_first_reading_waits_for_the_operator_and_a_clear_one_does_not() {
    let undated: Vec<_> =
        (0..6).map(|n| (format!("Kenya: Notice number {n} of the lakeside assembly"), None)).collect();
    let dated: Vec<_> =
        (0..6).map(|n| (format!("Peru: Notice number {n} of the mountain assembly"), Some("2026-03-09"))).collect();
    let site = Site::serve([
        ("/undated/".to_owned(), "text/html", list(&undated)),
        ("/dated/".to_owned(), "text/html", list(&dated)),
    ]);
    let place = Place::new();
    place.source("undated", &site.url("/undated/"), "");
    place.source("dated", &site.url("/dated/"), "");
    let first = outcome(&place, "undated");
    assert_eq!(first["tally"]["held"], 6, "{first}");
    assert!(first["warnings"].to_string().contains("almenara release undated"), "{first}");
    assert_eq!(outcome(&place, "dated")["tally"]["new"], 6);
    assert_eq!(shown(&place).len(), 6);
    let status = told(&place, &["status"]);
    assert!(status.contains("none of 6 entries is dated") && status.contains("almenara release undated"), "{status}");
    told(&place, &["release", "undated"]);
    assert_eq!(shown(&place).len(), 12);
    let mut more = undated.clone();
    more.insert(0, ("Kenya: Notice number 7 of the lakeside assembly".to_owned(), None));
    site.put("/undated/", "text/html", &list(&more));
    assert_eq!(outcome(&place, "undated")["tally"]["new"], 1, "from then on it is like any other");
}

#[test]
fn another_word_under_a_link_of_somebody_else_is_listed_and_can_be_released() {
    let site = Site::serve([("/owner".to_owned(), RSS, String::new())]);
    let place = Place::new();
    let link = site.url("/raid");
    let said =
        [("o-1", link.as_str(), "Kenya: Office raided at night", "Twelve officers broke the door and took it all.")];
    site.put("/owner", RSS, &feeds::rss(&said));
    place.source("owner", &site.url("/owner"), "");
    outcome(&place, "owner");
    let stranger = Site::serve([]);
    let other =
        [("s-1", link.as_str(), "Nothing happened at all", "Everybody went home and slept well, officials say.")];
    stranger.put("/feed", RSS, &feeds::rss(&other));
    place.source("stranger", &stranger.url("/feed").replace("127.0.0.1", "localhost"), "");
    let first = outcome(&place, "stranger");
    assert_eq!(first["tally"]["held"], 1, "{first}");
    let waiting = held(&place);
    assert_eq!((waiting.len(), &waiting[0]["cause"]), (1, &"takeover".into()));
    let said = told(&place, &["release", "stranger"]);
    assert!(said.contains("still kept back"), "{said}");
    told(&place, &["release", waiting[0]["alert"].as_str().expect("an id")]);
    assert_eq!(shown(&place).len(), 2);
}

fn two_lists() -> String {
    let alerts = (1..=3).map(|n| {
        format!("<p><b><a href=\"/a/{n}\">Kenya: Reporter number {n} arrested at the lake</a></b> {n} March 2026</p>")
    });
    let campaigns = (1..=5).map(|n| {
        format!(
            "<li><h3><a href=\"/c/{n}\">Our campaign number {n} for the freedom of the lakeside assembly</a></h3>\
             <p>Why campaign {n} matters to all of us is told here at length, with many words.</p></li>"
        )
    });
    format!(
        "<!doctype html><html lang=\"en\"><head><title>Lakeside</title></head><body><main><ul class=\"campaigns\">{}</ul>\
         <div id=\"alerts\">{}</div></main></body></html>",
        campaigns.collect::<String>(),
        alerts.collect::<String>()
    )
}

#[test]
fn the_way_out_of_a_doubtful_first_reading_publishes_nothing_of_it_and_announces_no_history() {
    let site = Site::serve([("/alerts/".to_owned(), "text/html", two_lists())]);
    let place = Place::new();
    place.source("lakeside", &site.url("/alerts/"), "");
    assert_eq!(outcome(&place, "lakeside")["tally"]["held"], 5, "the wrong list was taken");
    let select = "[sources.select]\nentry = \"#alerts p\"\ntitle = \"a\"\nlink = \"a @href\"\n";
    place.source("lakeside", &site.url("/alerts/"), select);
    let second = outcome(&place, "lakeside");
    assert_eq!((&second["kind"], &second["tally"]["held"]), (&"ok".into(), &3.into()), "{second}");
    let listed = told(&place, &["held"]);
    assert!(!listed.contains("campaign number") && listed.contains("Besides, 5 entries stay out"), "{listed}");
    assert_eq!(place.run(&["status", "--json"]).json()[0]["held"], 3);
    told(&place, &["release", "lakeside"]);
    let titles = shown(&place);
    assert!(titles.len() == 3 && titles.iter().all(|title| title.contains("arrested")), "{titles:?}");
    let all = alerts(&place);
    let live: Vec<_> = all.iter().filter(|alert| alert["state"] == "live").collect();
    assert!(live.iter().all(|alert| alert["imported"] == true), "it is history: {live:?}");
    assert_eq!(place.run(&["verify"]).code, Some(0));
}

#[test]
fn what_a_doubtful_source_lists_again_waits_to_be_released_with_it() {
    let site = Site::serve([("/alerts/".to_owned(), "text/html", two_lists())]);
    let place = Place::new();
    let url = site.url("/alerts/");
    place.source("lakeside", &url, "");
    outcome(&place, "lakeside");
    place.source("lakeside", &url, "[sources.select]\nentry = \"#alerts p\"\ntitle = \"a\"\nlink = \"a @href\"\n");
    outcome(&place, "lakeside");
    // it was the other list after all
    place.source("lakeside", &url, "[sources.select]\nentry = \".campaigns li\"\ntitle = \"a\"\nlink = \"a @href\"\n");
    outcome(&place, "lakeside");
    told(&place, &["release", "lakeside"]);
    let titles = shown(&place);
    assert!(titles.len() == 5 && titles.iter().all(|title| title.contains("campaign")), "{titles:?}");
}

#[test]
fn other_selectors_are_no_other_page() {
    let site = Site::serve([("/alerts/".to_owned(), "text/html", two_lists())]);
    let place = Place::new();
    let url = site.url("/alerts/");
    place.source("lakeside", &url, "[sources.select]\nentry = \".campaigns li\"\ntitle = \"a\"\nlink = \"a @href\"\n");
    assert_eq!(outcome(&place, "lakeside")["tally"]["new"], 5);
    place.source("lakeside", &url, "[sources.select]\nentry = \"#alerts p\"\ntitle = \"a\"\nlink = \"a @href\"\n");
    let second = outcome(&place, "lakeside");
    assert_eq!((&second["kind"], &second["tally"]["new"]), (&"ok".into(), &3.into()), "{second}");
}

#[test]
fn one_alert_that_waits_can_be_set_aside_and_no_release_of_its_source_or_newer_text_brings_it_back() {
    let (site, place) = place_with(&feeds::three(), "publish = \"review\"");
    outcome(&place, "lakeside");
    let id = held(&place)[0]["alert"].as_str().expect("an id").to_owned();
    let title = held(&place)[0]["title"].as_str().expect("a title").to_owned();
    assert!(told(&place, &["hold", &id[..13]]).contains("set aside: "));
    let mut entries = feeds::three();
    for entry in &mut entries {
        entry.3 = "All of it was told again, with other words than those of the day before.";
    }
    site.put("/feed", RSS, &feeds::rss(&entries));
    outcome(&place, "lakeside");
    assert_eq!(place.run(&["status", "--json"]).json()[0]["held"], 2);
    assert!(told(&place, &["release", "lakeside"]).contains("2 entries were released"));
    assert!(shown(&place).len() == 2 && !shown(&place).contains(&title), "{title}");
    assert!(
        told(
            &place,
            &[
                "hold",
                alerts(&place).iter().find(|alert| alert["state"] == "live").expect("one")["id"]
                    .as_str()
                    .expect("an id")
            ]
        )
        .contains("kept back: ")
    );
    assert!(told(&place, &["release", &id]).contains("released: "), "a second thought");
    assert!(shown(&place).contains(&title));
    assert_eq!(place.run(&["verify"]).code, Some(0));
}
