//! A listing page of 200 kB: finding its entries may take twice the time in which `scraper` parses it, no more.

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use almenara::model::{Document, Source, SourceKind, Validators};
use almenara::refine::parse;

/// How long the page is at least, in bytes.
const BYTES: usize = 200_000;
/// How often each is measured; the quickest counts, the others were disturbed.
const ROUNDS: usize = 40;

fn main() {
    let html = page();
    let url: url::Url = "https://lantern-watch.example/alerts/".parse().expect("an address");
    let document = Document {
        url: url.clone(),
        content_type: Some("text/html; charset=utf-8".to_owned()),
        body: html.clone().into_bytes(),
        validators: Validators::default(),
        fetched: chrono::DateTime::UNIX_EPOCH,
    };
    let source = Source::ad_hoc(url, SourceKind::Page);
    let entries = parse::parse(&document, &source).expect("a list").entries.len();
    let (mut tree, mut list) = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        tree = tree.min(took(|| drop(black_box(scraper::Html::parse_document(&html)))));
        list = list.min(took(|| drop(black_box(parse::parse(&document, &source)))));
    }
    let ratio = list.as_secs_f64() / tree.as_secs_f64();
    println!(
        "{} bytes, {entries} entries: scraper parses in {tree:?}, the list is read in {list:?}, {ratio:.2} times",
        html.len()
    );
}

fn took(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// A page as content systems print them: menus, entries with picture, title, date, author, category and excerpt, a margin.
fn page() -> String {
    let mut html =
        String::from("<!DOCTYPE html><html lang=\"en\"><head><title>Alerts</title></head><body class=\"archive\">");
    html += "<nav class=\"main-navigation\"><ul class=\"menu\">";
    for nth in 0..40 {
        let _ =
            write!(html, "<li class=\"menu-item menu-item-{nth}\"><a href=\"/section-{nth}/\">Section {nth}</a></li>");
    }
    html += "</ul></nav><div id=\"content\" class=\"site-content\"><main id=\"main\" class=\"site-main\">";
    let mut nth = 0;
    while html.len() < BYTES {
        nth += 1;
        let (day, link) =
            (1 + nth % 28, format!("/2026/05/{:02}/ferry-pilot-number-{nth}-is-held-again/", 1 + nth % 28));
        let _ = write!(
            html,
            "<article id=\"post-{nth}\" class=\"post-{nth} post type-post status-publish hentry category-alerts\">
<a class=\"post-thumbnail\" href=\"{link}\" aria-hidden=\"true\"><img src=\"/images/{nth}.jpg\" alt=\"\" class=\"wp-post-image\"></a>
<header class=\"entry-header\"><h2 class=\"entry-title\"><a href=\"{link}\" rel=\"bookmark\">Ferry pilot number {nth} is held again after the hearing</a></h2>
<div class=\"entry-meta\"><span class=\"posted-on\"><time class=\"entry-date published\" datetime=\"2026-05-{day:02}T09:00:00+00:00\">{day} May 2026</time></span>
<span class=\"byline\"><a href=\"/author/desk/\">The desk</a></span> <a href=\"/category/alerts/\" rel=\"category tag\">Alerts</a></div></header>
<div class=\"entry-summary\"><p>Colleagues waited at the landing until the last boat had gone. Nobody of the harbour office would say where pilot {nth} is, or which court will hear the case in the morning.</p>
<p><a class=\"more-link\" href=\"{link}\">Read more</a></p></div></article>\n"
        );
    }
    html += "</main><aside id=\"secondary\" class=\"widget-area\"><h3>Most read</h3><ul>";
    for nth in 0..10 {
        let _ = write!(
            html,
            "<li><a href=\"/2025/01/01/an-older-story-number-{nth}/\">An older story of the harbour, number {nth}</a></li>"
        );
    }
    html + "</ul></aside></div></body></html>"
}
