//! `almenara add`: what it says of an address, what it proposes, and what it writes.

use super::{HTML, RSS, THREE, bare, feed, listing};
use crate::support::program::{Place, Ran};
use crate::support::site::Site;

const LINK: &str = "<meta property=\"og:site_name\" content=\"Vigía del Valle\">\
                    <link rel=\"alternate\" type=\"application/rss+xml\" href=\"/alertas/feed/\">";

fn add(place: &Place, url: &str) -> Ran {
    place.run(&["add", url, "--write"])
}

#[test]
fn a_page_with_a_feed_of_the_same_list_is_added_as_that_feed() {
    let site = Site::serve([
        ("/alertas/".to_owned(), HTML, listing(LINK, &THREE)),
        ("/alertas/feed/".to_owned(), RSS, feed(&THREE)),
    ]);
    let place = Place::new();
    let shown = place.run(&["add", &site.url("/alertas/")]);
    assert_eq!(shown.code, Some(0), "{}", shown.stderr);
    for words in [
        "is a page with a list of 3 entries",
        "its own feed",
        THREE[0].1,
        "2025-03-20",
        "Nothing was written",
        "timezone",
    ] {
        assert!(shown.stdout.contains(words), "{words}: {}", shown.stdout);
    }
    assert!(!place.path().join("config/networks").exists(), "it only shows");

    let added = add(&place, &site.url("/alertas/"));
    assert_eq!(added.code, Some(0), "{}{}", added.stdout, added.stderr);
    let text = std::fs::read_to_string(place.path().join("config/networks/127.0.0.1.toml")).expect("written");
    for line in [
        "name = \"Vigía del Valle\"",
        "language = \"es\"",
        "kind = \"feed\"",
        &format!("url = \"{}\"", site.url("/alertas/feed/")),
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert_eq!(place.run(&["check"]).code, Some(0));
    let ran = place.run(&["fetch", "--json"]);
    assert_eq!(ran.json()[0]["outcome"]["tally"]["held"], 3, "what is new waits for the operator: {}", ran.stdout);
}

#[test]
fn a_page_without_a_feed_is_added_as_a_page_beside_what_is_there() {
    let site = Site::serve([("/alertas/".to_owned(), HTML, listing("", &THREE))]);
    let place = Place::new();
    let before = format!(
        "# Nuestra nota.\nname = \"Vigía\"   # así se llama\nhomepage = \"{}\"\n[[sources]]\nid = \"vigia-notas\"\nurl = \"{}\"",
        site.url("/"),
        site.url("/notas/")
    );
    place.write("config/networks/vigia.example.toml", &before);
    let added = add(&place, &site.url("/alertas/"));
    assert_eq!(added.code, Some(0), "{}{}", added.stdout, added.stderr);
    let text = std::fs::read_to_string(place.path().join("config/networks/vigia.example.toml")).expect("there");
    assert!(text.starts_with(&before), "{text}");
    assert!(text.contains("id = \"vigia-alertas\"") && text.contains("kind = \"page\""), "{text}");
    assert_eq!(place.run(&["check"]).code, Some(0));
}

#[test]
fn an_address_that_is_read_already_is_refused_in_every_spelling() {
    let site = Site::serve([("/alertas/".to_owned(), HTML, listing("", &THREE))]);
    let place = Place::new();
    place.source("vigia", &site.url("/alertas/"), "");
    for spelling in ["/alertas/", "/alertas", "/alertas/#arriba", "/x/../alertas/"] {
        let ran = add(&place, &site.url(spelling));
        assert_eq!(ran.code, Some(1), "{spelling}");
        assert!(ran.stderr.contains("is read already, as vigia in networks/vigia.example.toml"), "{}", ran.stderr);
    }
    assert_eq!(site.asked(), Vec::<String>::new());
}

#[test]
fn the_feed_of_a_page_that_is_read_already_is_no_second_source() {
    let site = Site::serve([
        ("/alertas/".to_owned(), HTML, listing(LINK, &THREE)),
        ("/alertas/feed/".to_owned(), RSS, feed(&THREE)),
    ]);
    let place = Place::new();
    place.source("vigia", &site.url("/alertas/feed/"), "");
    let ran = add(&place, &site.url("/alertas/"));
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.contains("is read already"), "{}", ran.stderr);
}

#[test]
fn a_feed_is_added_as_itself_and_one_is_guessed_where_the_page_shows_nothing() {
    let site = Site::serve([
        ("/salida.xml".to_owned(), RSS, feed(&THREE)),
        ("/alertas/".to_owned(), HTML, bare("")),
        ("/feed/".to_owned(), RSS, feed(&THREE)),
    ]);
    let place = Place::new();
    let added = add(&place, &site.url("/salida.xml"));
    assert_eq!(added.code, Some(0), "{}{}", added.stdout, added.stderr);
    assert!(added.stdout.contains("is a feed with 3 entries"), "{}", added.stdout);
    site.asked();
    let found = place.run(&["add", &site.url("/alertas/")]);
    assert_eq!(found.code, Some(0), "{}{}", found.stdout, found.stderr);
    assert!(found.stdout.contains("It is the whole site's"), "{}", found.stdout);
    assert!(site.asked().len() <= 12, "guesses are counted");
}

#[test]
fn what_cannot_be_added_is_said_and_nothing_is_written() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let wall = "<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>";
    let login = "<html><head><title>Log in</title></head><body><form><input type=\"password\"></form></body></html>";
    let site = Site::serve([
        ("/muro".to_owned(), HTML, wall.to_owned()),
        ("/entrar".to_owned(), HTML, login.to_owned()),
        ("/nada".to_owned(), HTML, bare("")),
    ]);
    let shut = Site::serve([
        ("/robots.txt".to_owned(), "text/plain", "User-agent: *\nDisallow: /".to_owned()),
        ("/alertas/".to_owned(), HTML, listing("", &THREE)),
    ]);
    for (url, words) in [
        (format!("http://{nobody}/"), "no connection to"),
        (site.url("/muro"), "a Cloudflare challenge"),
        (site.url("/entrar"), "a login page"),
        (site.url("/nada"), "no list of entries was found"),
        (site.url("/fuera"), "status 404"),
        (shut.url("/alertas/"), "robots.txt"),
        ("ftp://a.example/".to_owned(), "begins with https://"),
    ] {
        let place = Place::new();
        let ran = add(&place, &url);
        assert_eq!(ran.code, Some(1), "{url}: {}{}", ran.stdout, ran.stderr);
        assert!(ran.stderr.contains(words), "{url}: {}", ran.stderr);
        assert!(!place.path().join("config/networks").exists(), "{url}");
    }
}
