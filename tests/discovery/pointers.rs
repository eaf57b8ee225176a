//! Where a document points, by what is written in it.

use almenara::model::{Document, Validators};
use almenara::refine::parse::{Pointers, pointers};
use url::Url;

fn of(address: &str, body: &str) -> Pointers {
    pointers(&Document {
        url: Url::parse(address).expect("an address"),
        content_type: None,
        body: body.as_bytes().to_vec(),
        validators: Validators::default(),
        fetched: "2026-04-02T12:00:00Z".parse().expect("a time"),
    })
}

#[test]
fn a_feed_is_the_pages_own_where_it_lies_below_it_or_answers_the_same_question() {
    for (page, feed, own) in [
        ("https://v.example/alertas/", "/alertas/feed/", true),
        ("https://v.example/alertas", "/alertas/rss.xml", true),
        ("https://v.example/alertas/", "https://www.v.example/alertas/feed", true),
        ("https://v.example/alertas/", "/feed/", false),
        ("https://v.example/alertas/", "/alertas-viejas/feed/", false),
        ("https://v.example/", "/feed/", true),
        ("https://v.example/", "https://feeds.example/v", false),
        ("https://v.example/lista?tema=7", "/lista?tema=7&type=rss", true),
        ("https://v.example/lista?tema=7", "/lista?tema=8&type=rss", false),
    ] {
        let head =
            format!("<html><head><link rel='alternate feed' type='application/rss+xml' href='{feed}'></head></html>");
        let found = of(page, &head).feeds;
        assert_eq!(found.iter().map(|feed| feed.own).collect::<Vec<_>>(), [own], "{page} {feed}");
    }
}

#[test]
fn what_is_no_feed_of_entries_is_left_out() {
    let page = r#"<html lang="es"><head><base href="https://v.example/es/">
        <link rel="alternate" type="application/rss+xml" title="V &raquo; Feed de los comentarios" href="a/">
        <link rel="alternate" type="application/rss+xml" href="comments/feed/">
        <link rel="alternate" type="application/atom+xml" hreflang="fr-FR" href="fr.atom">
        <link rel="alternate" type="application/json+oembed" href="oembed">
        <link rel="alternate" hreflang="en" href="/en/">
        <link rel="stylesheet" type="application/rss+xml" href="style">
        <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
        <script>document.write('<link rel="alternate" type="application/rss+xml" href="script.rss">')</script>
        <!-- <link rel="alternate" type="application/rss+xml" href="remark.rss"> -->
        <link rel="ALTERNATE" type="Application/RSS+XML" title="Avisos" href="avisos.rss">
        <a href="https://otra.example/feed/">Otra red</a></html>"#;
    let found = of("https://v.example/es/avisos", page).feeds;
    let urls: Vec<&str> = found.iter().map(|feed| feed.url.as_str()).collect();
    assert_eq!(urls, ["https://v.example/es/avisos.rss"]);
}

#[test]
fn an_older_page_is_another_number_of_the_same_list() {
    for (page, link, older) in [
        ("https://v.example/a/", "<link rel=next href=/a/page/2/>", true),
        ("https://v.example/a/page/2/", "<a rel='next' href='/a/page/3/'>", true),
        ("https://v.example/a/", "<a href='/a/page/2/'>2</a>", true),
        ("https://v.example/a/page/2/", "<a href='/a/'>1</a><a href='/a/page/4/'>4</a>", false),
        ("https://v.example/a?paged=2", "<a href='?paged=3'>", true),
        ("https://v.example/a", "<link rel=next href='?page=1'>", true),
        ("https://v.example/a/uno", "<link rel=next href=/a/dos>", false),
        ("https://v.example/a/", "<link rel=next href=/a/>", false),
        ("https://v.example/a/", "<link rel=next href=https://otra.example/a/page/2/>", false),
        ("https://v.example/a/", "<a href='/b/page/2/'>2</a>", false),
    ] {
        let found = of(page, &format!("<html><body>{link}</body></html>")).older;
        assert_eq!(found.is_some(), older, "{page} {link}: {found:?}");
    }
}

#[test]
fn a_flood_of_pointers_is_bounded() {
    let link =
        |n: u32| format!("<link rel=alternate type=application/rss+xml title='{}' href='/f/{n}'>", "x".repeat(900));
    let page: String = (0..9_000).map(link).collect();
    let found = of("https://v.example/", &format!("<html>{page}"));
    assert!(found.feeds.len() <= 16 && found.feeds.iter().all(|feed| feed.title.len() <= 300));
    assert_eq!(of("https://v.example/", "%PDF-1.4"), Pointers::default());
    assert_eq!(of("https://v.example/", "[[[[[[["), Pointers::default());
}
