//! With `follow`, new entries are read on their own pages: for the date, and to be tagged by the whole text.

use super::{FOURTH, HTML, THREE, alerts, listing, outcome, report};
use crate::support::program::Place;
use crate::support::site::Site;

/// A sentence that stands only in the full text of an entry's page, far from its beginning.
const DEEP: &str = "Según la asociación, un grupo armado amenazó de muerte a la portavoz en Tegucigalpa, Honduras.";

fn article(title: &str, canonical: &str) -> String {
    let filler =
        "La asociación de vecinas lleva años pidiendo que se respete el acuerdo sobre el agua del valle. ".repeat(12);
    format!(
        "<!doctype html><html lang=\"es\"><head><title>{title} | Vigía del Valle</title>\
         <meta property=\"article:published_time\" content=\"2025-02-03T10:00:00-06:00\">{canonical}</head><body>\
         <main><article><h1>{title}</h1><p>{filler}</p><p>{filler}</p><p>{DEEP}</p></article></main></body></html>"
    )
}

fn world() -> (Site, Place) {
    let pages = THREE.map(|(link, title, _)| (link.to_owned(), HTML, article(title, "")));
    let site = Site::serve(pages);
    site.put("/alertas/", HTML, &listing("", &THREE));
    let place = Place::new();
    place.source("vigia", &site.url("/alertas/"), "kind = \"page\"\nfollow = true");
    (site, place)
}

#[test]
fn a_followed_entry_is_dated_and_tagged_by_its_page_and_published_as_an_excerpt() {
    let (site, place) = world();
    let first = outcome(&place, "vigia");
    assert_eq!(first["kind"], "ok", "{first}");
    let followed = report(&place, THREE[0].1);
    assert_eq!(followed["published"]["second"], "2025-02-03T10:00:00-06:00");
    assert_eq!(followed["tags"]["countries"], serde_json::json!(["HND"]), "{followed}");
    let summary = followed["summary"].as_str().expect("a summary");
    assert!(summary.starts_with("La asociación de vecinas") && summary.chars().count() <= 280, "{summary}");
    assert!(
        !alerts(&place).iter().any(|alert| alert.to_string().contains("portavoz en")),
        "only the words that tag are kept"
    );
    assert_eq!(site.asked().len(), 4);

    site.put("/alertas/", HTML, &(listing("", &THREE) + "<!-- dos -->"));
    let again = outcome(&place, "vigia");
    assert_eq!((&again["tally"]["seen"], &again["tally"]["revised"]), (&3.into(), &0.into()), "{again}");
    assert_eq!(site.asked(), ["/alertas/"], "nothing is read twice");
    assert_eq!(report(&place, THREE[0].1), followed);

    site.put(FOURTH.0, HTML, &article(FOURTH.1, ""));
    site.put("/alertas/", HTML, &listing("", &[&[FOURTH], &THREE[..]].concat()));
    assert_eq!(outcome(&place, "vigia")["tally"]["new"], 1);
    assert_eq!(site.asked(), ["/alertas/", FOURTH.0]);
}

#[test]
fn an_entry_whose_page_fails_is_stored_and_its_page_is_asked_for_a_few_times_more() {
    let (site, place) = world();
    outcome(&place, "vigia");
    site.put("/alertas/", HTML, &listing("", &[&[FOURTH], &THREE[..]].concat()));
    // A page that only asks to enable JavaScript may be another one the next time.
    site.put(FOURTH.0, HTML, "<html><body><noscript>Please enable JavaScript</noscript></body></html>");
    site.asked();
    let first = outcome(&place, "vigia");
    assert_eq!((&first["kind"], &first["tally"]["new"]), (&"ok".into(), &1.into()), "{first}");
    assert!(first["warnings"].to_string().contains("1 of 1 pages of entries"), "{first}");
    assert_eq!(report(&place, FOURTH.1)["published"], serde_json::Value::Null);
    assert_eq!(site.asked(), ["/alertas/", FOURTH.0]);
    // The listing has not changed, and yet it is asked for again.
    outcome(&place, "vigia");
    assert_eq!(site.asked(), ["/alertas/", FOURTH.0]);
    site.put(FOURTH.0, HTML, &article(FOURTH.1, ""));
    outcome(&place, "vigia");
    assert_eq!(site.asked(), ["/alertas/", FOURTH.0]);
    let report = report(&place, FOURTH.1);
    assert_eq!(report["published"]["second"], "2025-02-03T10:00:00-06:00");
    assert_eq!(report["tags"]["countries"], serde_json::json!(["HND"]));
    outcome(&place, "vigia");
    assert_eq!(site.asked(), ["/alertas/"]);
}

#[test]
fn a_page_that_stays_shut_is_left_alone_in_the_end() {
    let (site, place) = world();
    outcome(&place, "vigia");
    site.put("/alertas/", HTML, &listing("", &[&[FOURTH], &THREE[..]].concat()));
    site.put(FOURTH.0, HTML, "<html><body><noscript>Please enable JavaScript</noscript></body></html>");
    for _ in 0..5 {
        outcome(&place, "vigia");
    }
    let asked = site.asked().iter().filter(|path| *path == FOURTH.0).count();
    assert_eq!(asked, 3);
    assert_eq!(alerts(&place).len(), 4);
}

#[test]
fn at_most_twenty_pages_are_asked_for_at_one_visit() {
    let site = Site::serve([]);
    let entries: Vec<(String, String)> = (0..27)
        .map(|n| (format!("/alertas/caso-{n}"), format!("Aviso del valle número {n}: vecinas bajo amenaza")))
        .collect();
    let list = |entries: &[(String, String)]| {
        let list: Vec<String> = entries
            .iter()
            .map(|(link, title)| format!("<article><h2><a href=\"{link}\">{title}</a></h2></article>"))
            .collect();
        format!("<html lang=\"es\"><body><main><h1>Alertas</h1>{}</main></body></html>", list.concat())
    };
    for (link, title) in &entries {
        site.put(link, HTML, &article(title, ""));
    }
    site.put("/alertas/", HTML, &list(&entries[24..]));
    let place = Place::new();
    place.source("vigia", &site.url("/alertas/"), "kind = \"page\"\nfollow = true");
    outcome(&place, "vigia");
    assert_eq!(site.asked().len(), 4);
    site.put("/alertas/", HTML, &list(&entries));
    assert_eq!(outcome(&place, "vigia")["tally"]["new"], 24);
    assert_eq!(site.asked().len(), 21);
    outcome(&place, "vigia");
    assert_eq!(site.asked().len(), 5, "the rest comes at the next visit");
    let undated = alerts(&place).iter().filter(|alert| alert["reports"][0]["published"].is_null()).count();
    assert_eq!(undated, 0);
}

#[test]
fn the_address_that_a_page_gives_itself_is_taken_within_its_host_only() {
    let site = Site::serve([]);
    let own = "<link rel=\"canonical\" href=\"/alertas/2025/puente-de-valdehondo\">";
    site.put(THREE[0].0, HTML, &article(THREE[0].1, own));
    let foreign = "<link rel=\"canonical\" href=\"https://otra.example/copia\">";
    site.put(THREE[1].0, HTML, &article(THREE[1].1, foreign));
    let home = "<link rel=\"canonical\" href=\"/\">";
    site.put(THREE[2].0, HTML, &article(THREE[2].1, home));
    site.put("/alertas/", HTML, &listing("", &THREE));
    let place = Place::new();
    place.source("vigia", &site.url("/alertas/"), "kind = \"page\"\nfollow = true");
    outcome(&place, "vigia");
    assert_eq!(report(&place, THREE[0].1)["link"], site.url("/alertas/2025/puente-de-valdehondo"));
    assert_eq!(report(&place, THREE[1].1)["link"], site.url(THREE[1].0));
    assert_eq!(report(&place, THREE[2].1)["link"], site.url(THREE[2].0));
    site.put("/alertas/", HTML, &(listing("", &THREE) + "<!-- dos -->"));
    let again = outcome(&place, "vigia");
    assert_eq!((&again["tally"]["seen"], &again["tally"]["new"]), (&3.into(), &0.into()), "{again}");
}
