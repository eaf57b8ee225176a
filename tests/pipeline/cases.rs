//! Cases whose first alert turns out to be another one.

use crate::support::program::Place;
use crate::support::site::Site;
use serde_json::Value;

use super::{alerts, outcome};

const ATOM: &str = "application/atom+xml";

/// An entry: its language and number, day, title, text, and the numbers of its other languages.
fn entry(id: &str, day: &str, title: &str, text: &str, versions: &[&str]) -> String {
    let language = &id[..2];
    let links: Vec<String> = versions
        .iter()
        .map(|id| format!("<link rel=\"alternate\" hreflang=\"{}\" href=\"/{id}\"/>", &id[..2]))
        .collect();
    let links = links.concat();
    format!(
        "<entry xml:lang=\"{language}\"><id>urn:lakeside:{id}</id><link href=\"/{id}\"/>{links}\
         <title>{title}</title><summary>{text}</summary><updated>{day}T10:00:00Z</updated></entry>"
    )
}

fn feed(entries: &[String]) -> String {
    format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Lakeside</title>{}</feed>", entries.concat())
}

fn of<'a>(alerts: &'a [Value], title: &str) -> &'a Value {
    let titled =
        |alert: &&Value| alert["reports"].as_array().expect("reports").iter().any(|told| told["title"] == title);
    alerts
        .iter()
        .filter(|alert| alert["merged"].is_null())
        .find(titled)
        .unwrap_or_else(|| panic!("{title}: {alerts:#?}"))
}

#[test]
fn a_case_goes_on_where_its_first_alert_goes() {
    let (song, taken, tried) = (
        "A song for the river",
        "Kenia: detienen a Wafula Ingosi Barasa",
        "Kenya: Trial of Wafula Ingosi Barasa opens",
    );
    let first =
        entry("en-1", "2026-03-01", song, "What the choir sang at the landing place, all three verses of it.", &[]);
    let second =
        entry("es-2", "2026-03-02", taken, "El contador fue llevado por doce agentes a un lugar desconocido.", &[]);
    let third =
        entry("en-3", "2026-03-20", tried, "The accountant was brought before a judge for the first time.", &[]);
    let site = Site::serve([("/feed".to_owned(), ATOM, feed(&[first.clone(), second.clone(), third.clone()]))]);
    let place = Place::new();
    place.source("lakeside", &site.url("/feed"), "");
    outcome(&place, "lakeside");
    let before = alerts(&place);
    assert_eq!(of(&before, tried)["case"], of(&before, taken)["id"], "it follows the arrest: {before:#?}");
    assert!(of(&before, song)["case"].is_null());

    // A third language names both: they are one, and the elder keeps its id.
    let both =
        entry("fr-4", "2026-03-02", "Une chanson pour la rivière", "Ce que chantait le chœur.", &["en-1", "es-2"]);
    site.put("/feed", ATOM, &feed(&[first, second, third, both]));
    outcome(&place, "lakeside");
    let after = alerts(&place);
    let survivor = of(&after, song)["id"].clone();
    assert_eq!(survivor, of(&before, song)["id"]);
    assert_eq!(of(&after, taken)["id"], survivor);
    assert_eq!(of(&after, tried)["case"], survivor, "who followed what became part of it follows it");
    let page = place.serve().get(&format!("/case/{}", survivor.as_str().expect("an id"))).1;
    assert!(page.contains("Trial of Wafula"), "{page}");
}
