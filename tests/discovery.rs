//! What stands around a source's page: its feed, the pages of its entries, older pages; and an operator's new address.

/// `almenara add`.
mod add;
/// Older pages at the first import.
mod backfill;
/// A feed beside the page.
mod beside;
/// The pages of new entries.
mod follow;
/// Where a document points.
mod pointers;

use serde_json::Value;

use crate::support::program::Place;

const HTML: &str = "text/html";
const RSS: &str = "application/rss+xml";

/// Words of an invented entry: address, title, what happened.
type Told = (&'static str, &'static str, &'static str);

const THREE: [Told; 3] = [
    (
        "/alertas/puente",
        "Detienen a la presidenta del patronato de Valdehondo",
        "Fue detenida en su casa por la mañana.",
    ),
    (
        "/alertas/molino",
        "Amenazas contra el comité del molino de Sotomera",
        "Dos hombres dejaron una nota en la puerta.",
    ),
    ("/alertas/radio", "Cortan la luz a la radio comunitaria de Brañalta", "La emisora lleva tres días sin señal."),
];
const FOURTH: Told = (
    "/alertas/escuela",
    "Allanan la escuela popular de Peñarriba de noche",
    "Se llevaron los archivos de la asociación.",
);

/// A listing page: linked headings and nothing else, with this in its head.
fn listing(head: &str, entries: &[Told]) -> String {
    let list: Vec<String> = entries
        .iter()
        .map(|(link, title, _)| format!("<article class=\"alerta\"><h2><a href=\"{link}\">{title}</a></h2></article>"))
        .collect();
    format!(
        "<!doctype html><html lang=\"es\"><head><title>Alertas | Vigía del Valle</title>{head}</head><body><nav><a href=\"/\">Inicio</a>\
         <a href=\"/quienes\">Quiénes somos</a></nav><main><h1>Alertas</h1>{}</main>\
         <footer><a href=\"/contacto\">Contacto</a></footer></body></html>",
        list.concat()
    )
}

/// The same with a date in each entry: what shows none is not trusted at a first import.
fn dated(head: &str, entries: &[Told]) -> String {
    listing(head, entries).replace("</h2>", "</h2><time datetime=\"2025-03-04\">4 de marzo de 2025</time>")
}

/// A page that shows its list to nobody without a script.
fn bare(head: &str) -> String {
    let words = "El Vigía del Valle reúne avisos de las comunidades del valle. ".repeat(20);
    format!(
        "<!doctype html><html lang=\"es\"><head><title>Alertas | Vigía del Valle</title>{head}</head><body><main><h1>Alertas</h1>\
         <p>{words}</p><div id=\"app\"></div></main></body></html>"
    )
}

/// An RSS feed of these entries, dated one day apart.
fn feed(entries: &[Told]) -> String {
    let items: Vec<String> = entries
        .iter()
        .enumerate()
        .map(|(n, (link, title, words))| {
            format!(
                "<item><title>{title}</title><link>{link}</link><description>{words}</description>\
                 <pubDate>{} Mar 2025 09:30:00 GMT</pubDate></item>",
                20 - n
            )
        })
        .collect();
    format!(
        "<rss version=\"2.0\"><channel><title>Vigía del Valle</title><link>/</link>{}</channel></rss>",
        items.concat()
    )
}

fn alerts(place: &Place) -> Vec<Value> {
    let ran = place.run(&["export"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    ran.json()
}

fn outcome(place: &Place, source: &str) -> Value {
    let ran = place.run(&["fetch", source, "--json"]);
    ran.json().remove(0)["outcome"].take()
}

/// The leading report of the alert with this title.
fn report(place: &Place, title: &str) -> Value {
    let alerts = alerts(place);
    let found = alerts.into_iter().find(|alert| alert["reports"][0]["title"] == title);
    found.unwrap_or_else(|| panic!("there is no {title:?}"))["reports"][0].take()
}
