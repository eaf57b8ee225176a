//! With `backfill`, older pages are read once, at the first import, and what they hold is history.

use super::{FOURTH, HTML, THREE, Told, alerts, dated, outcome};
use crate::support::program::Place;
use crate::support::site::Site;

const OLDER: [Told; 3] = [
    ("/alertas/fuente", "Clausuran la fuente comunal de Aldeavieja", "Sin aviso."),
    ("/alertas/feria", "Retienen a dos vendedoras en la feria de Montehondo", "Durante horas."),
    ("/alertas/ermita", "Pintan amenazas en la ermita de Robledillo", "De madrugada."),
];
const OLDEST: [Told; 3] = [
    ("/alertas/vado", "Multan a los barqueros del vado de Ribarroya", "Por protestar."),
    ("/alertas/horno", "Cierran el horno de pan de la cooperativa", "Con candado."),
    ("/alertas/cerro", "Vigilan a las guardas del cerro de Valtierra", "Desde un coche."),
];

fn next(path: &str) -> String {
    format!("<link rel=\"next\" href=\"{path}\">")
}

fn site() -> Site {
    let page = |path: &str, body| (path.to_owned(), HTML, body);
    Site::serve([
        page("/alertas/", dated(&next("/alertas/page/2/"), &THREE)),
        page("/alertas/page/2/", dated(&next("/alertas/page/3/"), &[&THREE[2..], &OLDER[..]].concat())),
        page("/alertas/page/3/", dated(&next("/alertas/page/4/"), &OLDEST)),
    ])
}

#[test]
fn older_pages_are_read_once_and_what_they_hold_is_history() {
    let site = site();
    let place = Place::new();
    place.source("vigia", &site.url("/alertas/"), "kind = \"page\"\nbackfill = 2");
    let first = outcome(&place, "vigia");
    assert_eq!((&first["kind"], &first["tally"]["new"]), (&"ok".into(), &9.into()), "{first}");
    assert_eq!(site.asked(), ["/alertas/", "/alertas/page/2/", "/alertas/page/3/"]);
    assert!(alerts(&place).iter().all(|alert| alert["imported"] == true && alert["published"] == alert["updated"]));
    site.put("/alertas/", HTML, &dated(&next("/alertas/page/2/"), &[&[FOURTH], &THREE[..]].concat()));
    let second = outcome(&place, "vigia");
    assert_eq!((&second["tally"]["new"], &second["tally"]["seen"]), (&1.into(), &3.into()), "{second}");
    assert_eq!(site.asked(), ["/alertas/"]);
}

#[test]
fn numbered_pages_are_older_ones_and_the_entry_after_this_one_is_none() {
    let numbered = |number: u32| format!("<a class=\"siguiente\" href=\"/alertas/?paged={number}\">Más antiguas</a>");
    let page =
        |number, entries: &[Told]| dated("", entries).replace("</main>", &format!("{}</main>", numbered(number)));
    let site = Site::serve([
        ("/alertas/".to_owned(), HTML, page(2, &THREE)),
        ("/alertas/?paged=2".to_owned(), HTML, page(3, &OLDER)),
        ("/avisos/".to_owned(), HTML, dated(&next("/alertas/puente"), &OLDEST)),
    ]);
    let place = Place::new();
    place.source("vigia", &site.url("/alertas/"), "kind = \"page\"\nbackfill = 1");
    assert_eq!(outcome(&place, "vigia")["tally"]["new"], 6);
    assert_eq!(site.asked(), ["/alertas/", "/alertas/?paged=2"]);
    place.source("otra", &site.url("/avisos/"), "kind = \"page\"\nbackfill = 9");
    outcome(&place, "otra");
    assert_eq!(site.asked(), ["/avisos/"]);
}

#[test]
fn without_being_told_to_no_older_page_is_read() {
    let site = site();
    let place = Place::new();
    place.source("vigia", &site.url("/alertas/"), "kind = \"page\"");
    outcome(&place, "vigia");
    assert_eq!(site.asked(), ["/alertas/"]);
}

#[test]
fn an_older_page_that_fails_costs_nothing_but_itself_and_circles_end() {
    let site = site();
    site.take("/alertas/page/3/");
    let place = Place::new();
    place.source("vigia", &site.url("/alertas/"), "kind = \"page\"\nbackfill = 9");
    let first = outcome(&place, "vigia");
    assert_eq!((&first["kind"], &first["tally"]["new"]), (&"ok".into(), &6.into()), "{first}");
    assert!(first["warnings"].to_string().contains("older pages were read no further"), "{first}");

    let site = self::site();
    site.put("/alertas/page/3/", HTML, &dated(&next("/alertas/"), &OLDEST));
    let place = Place::new();
    place.source("vigia", &site.url("/alertas/"), "kind = \"page\"\nbackfill = 50");
    outcome(&place, "vigia");
    assert_eq!(site.asked().len(), 3);
}

#[test]
fn a_feed_names_the_document_before_it() {
    let entry = |n: u32| {
        format!(
            "<entry><id>urn:n:{n}</id><title>Aviso {n} de la red del valle</title><link href=\"/n/{n}\"/>\
             <updated>2025-01-{n:02}T00:00:00Z</updated><summary>Lo que dice el aviso {n}.</summary></entry>"
        )
    };
    let feed = |link: &str, entries: &[u32]| {
        let entries: String = entries.iter().map(|n| entry(*n)).collect();
        format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>urn:f</id><title>Red</title><updated>2025-01-09T00:00:00Z</updated>{link}{entries}</feed>"
        )
    };
    let before = "<link rel=\"prev-archive\" href=\"/2024.atom\"/>";
    let site = Site::serve([
        ("/feed.atom".to_owned(), "application/atom+xml", feed(before, &[9, 8])),
        ("/2024.atom".to_owned(), "application/atom+xml", feed("", &[8, 7, 6])),
    ]);
    let place = Place::new();
    place.source("red", &site.url("/feed.atom"), "backfill = 5");
    let first = outcome(&place, "red");
    assert_eq!(first["tally"]["new"], 4, "{first}");
}
