//! A feed beside the page completes the page's list and never makes one of its own.

use almenara::discover;
use almenara::fetch::{Fetcher, Policy};
use almenara::model::{Beside, Digest, Document, Source, SourceKind, Surroundings, Validators};
use chrono::{DateTime, TimeDelta};

use super::{FOURTH, HTML, RSS, THREE, alerts, bare, dated, feed, listing, outcome, report};
use crate::support::hostile::{Hostile, reply};
use crate::support::program::Place;
use crate::support::site::Site;

const LINK: &str = "<link rel=\"alternate\" type=\"application/rss+xml\" title=\"Avisos\" href=\"/feed/\">";

fn page(path: &str, body: String) -> (String, &'static str, String) {
    (path.to_owned(), HTML, body)
}

fn rss(path: &str, body: String) -> (String, &'static str, String) {
    (path.to_owned(), RSS, body)
}

/// The three entries, and three of other sections.
fn whole_site() -> String {
    let others = [
        ("/galeria/uno", "Galería del mercado de otoño", "Fotos del mercado."),
        ("/agenda/dos", "Taller de radio para jóvenes", "Los sábados por la tarde."),
        ("/agenda/tres", "Asamblea anual de la red", "En la casa del pueblo."),
    ];
    feed(&[&THREE[..], &others[..]].concat())
}

#[test]
fn a_page_takes_dates_and_excerpts_from_the_feed_it_links_to_and_no_entries() {
    let site = Site::serve([page("/alertas/", listing(LINK, &THREE)), rss("/feed/", whole_site())]);
    let place = Place::new();
    place.source("vigia", &site.url("/alertas/"), "");
    let outcome = outcome(&place, "vigia");
    assert_eq!(outcome["kind"], "ok", "{outcome}");
    assert_eq!(alerts(&place).len(), 3, "what the page does not list is no alert");
    for (day, (_, title, words)) in [20, 19, 18].into_iter().zip(THREE) {
        let report = report(&place, title);
        assert_eq!(report["summary"], words);
        assert_eq!(report["published"]["second"], format!("2025-03-{day}T09:30:00Z"));
        let reasons = report["reasons"].as_array().expect("reasons");
        assert!(reasons.iter().any(|reason| reason["rule"] == "feed-beside"), "{report}");
    }
    assert_eq!(site.asked(), ["/alertas/", "/feed/"]);
}

#[test]
fn a_feed_that_is_gone_for_once_or_for_good_changes_nothing_that_was_told() {
    let site = Site::serve([page("/alertas/", listing(LINK, &THREE)), rss("/feed/", whole_site())]);
    let place = Place::new();
    place.source("vigia", &site.url("/alertas/"), "");
    outcome(&place, "vigia");
    site.take("/feed/");
    for extra in ["<!-- dos -->", "<!-- tres -->", "<!-- cuatro -->"] {
        site.put("/alertas/", HTML, &(listing(LINK, &THREE) + extra));
        let outcome = outcome(&place, "vigia");
        assert_eq!((&outcome["tally"]["seen"], &outcome["tally"]["revised"]), (&3.into(), &0.into()), "{outcome}");
    }
    let kept = report(&place, THREE[1].1);
    assert_eq!((&kept["summary"], kept["published"].is_object()), (&THREE[1].2.into(), true), "{kept}");
    site.asked();
    site.put("/alertas/", HTML, &(listing(LINK, &THREE) + "<!-- cinco -->"));
    outcome(&place, "vigia");
    assert_eq!(site.asked(), ["/alertas/"], "that it is gone is remembered");
}

#[test]
fn an_entry_that_has_left_the_feed_keeps_what_the_feed_told() {
    let site = Site::serve([page("/alertas/", listing(LINK, &THREE)), rss("/feed/", feed(&THREE))]);
    let place = Place::new();
    place.source("vigia", &site.url("/alertas/"), "");
    outcome(&place, "vigia");
    let now = [&[FOURTH], &THREE[..]].concat();
    site.put("/alertas/", HTML, &listing(LINK, &now));
    site.put("/feed/", RSS, &feed(&[FOURTH]));
    let outcome = outcome(&place, "vigia");
    assert_eq!((&outcome["tally"]["new"], &outcome["tally"]["seen"]), (&1.into(), &3.into()), "{outcome}");
    assert_eq!(report(&place, FOURTH.1)["summary"], FOURTH.2);
    assert_eq!(report(&place, THREE[2].1)["summary"], THREE[2].2);
}

#[test]
fn a_dry_run_shows_what_the_feed_beside_the_page_adds() {
    let site = Site::serve([page("/alertas/", listing(LINK, &THREE)), rss("/feed/", whole_site())]);
    let place = Place::new();
    let shown = place.run(&["try", &site.url("/alertas/"), "--json"]).json();
    assert_eq!(shown.len(), 3);
    assert_eq!((&shown[0]["summary"], &shown[0]["published"]), (&THREE[0].2.into(), &"2025-03-20T09:30:00Z".into()));
}

#[test]
fn of_several_feeds_the_one_with_the_pages_entries_is_taken() {
    let head = "<link rel=\"alternate\" type=\"application/rss+xml\" title=\"Comentarios\" href=\"/comments/feed/\">\
                <link rel=\"alternate\" type=\"application/rss+xml\" hreflang=\"en\" href=\"/en/feed/\">\
                <link rel=\"alternate\" type=\"application/rss+xml\" title=\"Galería\" href=\"/galeria/feed/\">\
                <link rel=\"alternate\" type=\"application/rss+xml\" title=\"Todo\" href=\"/feed/\">";
    let gallery = [("/galeria/uno", "Galería del mercado de otoño", "Fotos del mercado.")];
    let site = Site::serve([
        page("/alertas/", listing(head, &THREE)),
        rss("/galeria/feed/", feed(&gallery)),
        rss("/feed/", feed(&THREE)),
        rss("/comments/feed/", feed(&THREE)),
        rss("/en/feed/", feed(&THREE)),
    ]);
    let place = Place::new();
    place.source("vigia", &site.url("/alertas/"), "");
    outcome(&place, "vigia");
    assert_eq!(report(&place, THREE[0].1)["summary"], THREE[0].2);
    assert_eq!(site.asked(), ["/alertas/", "/galeria/feed/", "/feed/"]);
    site.put("/alertas/", HTML, &(listing(head, &THREE) + "<!-- otra vez -->"));
    outcome(&place, "vigia");
    assert_eq!(site.asked(), ["/alertas/", "/feed/"], "which one it is, is remembered");
}

#[test]
fn a_page_that_says_everything_asks_for_no_feed() {
    let list: Vec<String> = THREE
        .iter()
        .map(|(link, title, words)| {
            format!("<article><h2><a href=\"{link}\">{title}</a></h2><time datetime=\"2025-03-04\">4 de marzo de 2025</time><p>{words} {words}</p></article>")
        })
        .collect();
    let body = format!(
        "<html lang=\"es\"><head>{LINK}</head><body><main><h1>Alertas</h1>{}</main></body></html>",
        list.concat()
    );
    let site = Site::serve([page("/alertas/", body), rss("/feed/", feed(&THREE))]);
    let place = Place::new();
    place.source("vigia", &site.url("/alertas/"), "");
    assert_eq!(outcome(&place, "vigia")["kind"], "ok");
    assert_eq!(site.asked(), ["/alertas/"]);
}

#[test]
fn what_wordpress_answers_completes_a_page_without_a_feed() {
    let head = "<link rel=\"https://api.w.org/\" href=\"/wp-json/\">\
                <link rel=\"alternate\" title=\"JSON\" type=\"application/json\" href=\"/wp-json/wp/v2/categories/7\">";
    let site = Site::serve([page("/alertas/", listing(head, &THREE))]);
    let posts: Vec<serde_json::Value> = THREE
        .iter()
        .map(|(link, title, words)| {
            serde_json::json!({"date": "2025-03-04T03:15:00", "date_gmt": "2025-03-04T09:15:00", "link": site.url(link),
                "title": {"rendered": title}, "excerpt": {"rendered": format!("<p>{words}</p>")}})
        })
        .collect();
    let answer = serde_json::to_string(&posts).expect("JSON");
    site.put("/wp-json/wp/v2/posts?categories=7&per_page=30", "application/json", &answer);
    let place = Place::new();
    place.source("vigia", &site.url("/alertas/"), "");
    outcome(&place, "vigia");
    let report = report(&place, THREE[2].1);
    assert_eq!(report["summary"], THREE[2].2);
    assert_eq!(report["published"]["second"], "2025-03-04T09:15:00Z");
}

#[test]
fn the_feed_of_a_section_is_read_in_place_of_a_page_that_shows_no_list() {
    let own = "<link rel=\"alternate\" type=\"application/rss+xml\" href=\"/feed/\">\
               <link rel=\"alternate\" type=\"application/rss+xml\" href=\"/alertas/feed/\">";
    let site =
        Site::serve([page("/alertas/", bare(own)), rss("/feed/", whole_site()), rss("/alertas/feed/", feed(&THREE))]);
    let place = Place::new();
    place.source("vigia", &site.url("/alertas/"), "kind = \"page\"");
    let first = outcome(&place, "vigia");
    assert_eq!((&first["kind"], &first["tally"]["new"]), (&"ok".into(), &3.into()), "{first}");
    assert_eq!(site.asked(), ["/alertas/", "/alertas/feed/"]);
    site.put("/alertas/feed/", RSS, &feed(&[&[FOURTH], &THREE[..]].concat()));
    assert_eq!(outcome(&place, "vigia")["tally"]["new"], 1);
    assert_eq!(site.asked(), ["/alertas/feed/"]);
    // The feed goes, and the page has its list again.
    site.take("/alertas/feed/");
    site.put("/alertas/", HTML, &listing("", &[&[FOURTH], &THREE[..]].concat()));
    assert_eq!(outcome(&place, "vigia")["kind"], "failing", "only what stood in its place is gone");
    let last = outcome(&place, "vigia");
    assert_eq!((&last["kind"], &last["tally"]["new"]), (&"ok".into(), &0.into()), "{last}");
    assert_eq!(alerts(&place).len(), 4);
}

#[test]
fn the_feed_of_the_whole_site_never_stands_for_a_section() {
    let site = Site::serve([page("/alertas/", bare(LINK)), rss("/feed/", whole_site())]);
    let place = Place::new();
    place.source("vigia", &site.url("/alertas/"), "");
    assert_eq!(outcome(&place, "vigia")["kind"], "unreadable");
    assert_eq!(alerts(&place).len(), 0);
    let asked = site.asked();
    assert!((2..=8).contains(&asked.len()), "{asked:?}");
    assert!(asked.iter().all(|path| path.starts_with("/alertas/")), "{asked:?}");
    site.put("/alertas/", HTML, &(bare(LINK) + "<!-- dos -->"));
    assert_eq!(outcome(&place, "vigia")["kind"], "unreadable");
    assert_eq!(site.asked(), ["/alertas/"], "that there is none is remembered");
}

#[test]
fn a_feed_at_a_usual_address_is_found_where_the_page_shows_nothing() {
    let site = Site::serve([page("/alertas/", bare("")), rss("/alertas/rss", feed(&THREE))]);
    let place = Place::new();
    place.source("vigia", &site.url("/alertas/"), "");
    let outcome = outcome(&place, "vigia");
    assert_eq!((&outcome["kind"], &outcome["tally"]["new"]), (&"ok".into(), &3.into()), "{outcome}");
}

#[test]
fn a_feed_that_the_page_only_shows_to_its_readers_is_found_too() {
    let body = listing("", &THREE).replace("<footer>", "<footer><a href=\"/spip.php?page=backend\">RSS</a>");
    let site = Site::serve([page("/alertas/", body), rss("/spip.php?page=backend", feed(&THREE))]);
    let place = Place::new();
    place.source("vigia", &site.url("/alertas/"), "");
    outcome(&place, "vigia");
    assert_eq!(report(&place, THREE[0].1)["summary"], THREE[0].2);
}

#[test]
fn settings_that_were_changed_have_it_looked_for_again() {
    let site = Site::serve([page("/alertas/", dated(LINK, &THREE))]);
    let place = Place::new();
    place.source("vigia", &site.url("/alertas/"), "");
    outcome(&place, "vigia");
    assert_eq!(site.asked(), ["/alertas/", "/feed/"]);
    site.put("/feed/", RSS, &feed(&THREE));
    place.source("vigia", &site.url("/alertas/"), "language = \"es\"");
    outcome(&place, "vigia");
    assert_eq!(site.asked(), ["/alertas/", "/feed/"]);
    assert_eq!(report(&place, THREE[0].1)["summary"], THREE[0].2);
}

#[test]
fn a_feed_that_the_page_links_to_no_longer_is_not_asked_any_more() {
    let site = Site::serve([page("/alertas/", listing(LINK, &THREE)), rss("/feed/", whole_site())]);
    let place = Place::new();
    place.source("vigia", &site.url("/alertas/"), "");
    outcome(&place, "vigia");
    site.asked();
    // Somebody was in the house for an hour, and was shown out.
    site.put("/feed/", RSS, &feed(&[(FOURTH.0, FOURTH.1, "No ha pasado nada, todo es mentira.")]));
    site.put("/alertas/", HTML, &listing("", &[&[FOURTH], &THREE[..]].concat()));
    assert_eq!(outcome(&place, "vigia")["tally"]["new"], 1);
    assert_eq!(report(&place, FOURTH.1)["summary"], "");
    assert_eq!(site.asked(), ["/alertas/"]);
}

#[tokio::test]
async fn a_page_whose_feed_stands_in_its_place_is_asked_again_after_two_weeks() {
    let now = DateTime::from_timestamp(1_800_000_000, 0).expect("a time");
    let (fetcher, config) =
        (Fetcher::new(Policy::default(), || DateTime::UNIX_EPOCH).expect("a fetcher"), Digest::of_bytes(b""));
    let address: url::Url = "https://faro.example/alertas/feed/".parse().expect("an address");
    let source = Source::ad_hoc("https://faro.example/alertas/".parse().expect("an address"), SourceKind::Page);
    for (days, kept) in [(1, true), (13, true), (14, false), (400, false)] {
        let document = Document {
            url: address.clone(),
            content_type: None,
            body: feed(&THREE).into_bytes(),
            validators: Validators::default(),
            fetched: now,
        };
        let at = now - TimeDelta::days(days);
        let known = Surroundings { at, config, beside: Beside::Instead(address.clone()) };
        let (listing, remembered) =
            discover::listing(&fetcher, &source, document, true, Some(&known), config, now).await;
        assert_eq!(listing.expect("a list").parsed.entries.len(), 3);
        assert_eq!(remembered.is_some(), kept, "after {days} days");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_the_feed_in_the_pages_place_has_moved_is_not_told_of_the_page() {
    let own = "<link rel=\"alternate\" type=\"application/rss+xml\" href=\"/alertas/feed/\">";
    let page = bare(own);
    let server = Hostile::without_robots(move |seen| match seen.target.as_str() {
        "/alertas/" => reply(200, &[("content-type", HTML)], page.as_bytes()),
        "/alertas/feed/" => reply(301, &[("location", "/alertas/rss/")], b""),
        _ => reply(200, &[("content-type", RSS)], feed(&THREE).as_bytes()),
    })
    .await;
    let place = Place::new();
    place.source("vigia", server.url("/alertas/").as_str(), "kind = \"page\"");
    for _ in 0..2 {
        let told = outcome(&place, "vigia");
        assert_eq!(told["kind"].as_str().map(|kind| kind == "ok" || kind == "unchanged"), Some(true), "{told}");
        let warnings = told["warnings"].to_string();
        assert!(!warnings.contains("moved"), "{told}");
    }
}
