//! Listing pages to entries: selectors and detection.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use almenara::model::{Document, Entry, PublishedFrom, Select, Source, SourceKind, Text};
use almenara::refine::parse::page;
use almenara::refine::{Error, Parsed};
use serde_json::{Value, json};

/// Set to 1 to rewrite the expected side of all fixtures; the difference is then for a person to read.
const REWRITE: &str = "UPDATE_GOLDEN";

#[test]
#[expect(clippy::disallowed_methods, reason = "a switch for the person at the terminal, not a setting")]
fn every_fixture_gives_its_entries() {
    let mut wrong = Vec::new();
    for path in fixtures() {
        let twin = path.with_extension("expected.json");
        let expected: Value = serde_json::from_str(&read(&twin)).unwrap();
        let url = expected["url"].as_str().unwrap();
        let got = json_of(url, parse(url, &read(&path), None));
        if std::env::var(REWRITE).is_ok_and(|set| set == "1") {
            std::fs::write(&twin, format!("{got:#}\n")).unwrap();
        } else if got != expected {
            wrong.push(format!("{}:\n got {got:#}\n expected {expected:#}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn there_are_enough_fixtures_and_every_one_has_both_sides() {
    let pages = fixtures();
    assert!(pages.len() >= 25, "only {} fixtures", pages.len());
    for path in pages {
        assert!(path.with_extension("expected.json").exists(), "{} has no expected side", path.display());
    }
}

#[test]
fn the_shortest_of_addresses_are_addresses_of_entries_too() {
    for name in ["", "a", "n"] {
        let entry = |n: usize| {
            format!(
                "<article><h2><a href=\"/{name}{n}\">Kenya: Clerk number {n} of the assembly arrested</a></h2><p>Colleagues say that nobody knows where the clerk is held since that night.</p><time>{n} May 2026</time></article>"
            )
        };
        let list: String = (1..4).map(entry).collect::<Vec<_>>().concat();
        let html =
            format!("<html lang=en><nav><a href=/>Home</a> <a href=/en>English</a></nav><main>{list}</main></html>");
        let parsed = parse("https://any.example/list/", &html, None).expect("a list");
        assert_eq!(parsed.entries.len(), 3, "{name}");
    }
}

#[test]
fn every_entry_says_how_its_fields_were_found() {
    for path in fixtures() {
        let Ok(parsed) = parse("https://any.example/list/", &read(&path), None) else { continue };
        for entry in parsed.entries {
            let reasoned = |tag: &str| entry.reasons.iter().any(|reason| reason.tag == tag && !reason.rule.is_empty());
            assert_eq!(entry.title.is_some(), reasoned("title"), "{}: {entry:#?}", path.display());
            assert_eq!(entry.published.is_some(), reasoned("published"), "{}: {entry:#?}", path.display());
            assert_eq!(entry.link.is_some(), reasoned("link"), "{}: {entry:#?}", path.display());
        }
    }
}

#[test]
fn an_undated_entry_takes_the_date_before_it_and_says_so() {
    let entries = fixture("spanish-date-once-a-day");
    let inherited: Vec<bool> =
        entries.iter().map(|entry| entry.published_from == Some(PublishedFrom::Inherited)).collect();
    assert_eq!(inherited, [false, true, false, false, true, false]);
    assert_eq!(entries[0].published, entries[1].published);
    assert!(entries[1].reasons.iter().any(|reason| reason.rule == "listing-date-inherited"));
}

#[test]
fn a_day_under_a_year_is_read_with_that_year() {
    let entry = |nth: u32, day: &str| {
        format!(
            "<li><span>{day}</span><h3><a href='/case/{nth}-long-enough-slug'>The case of the printer number {nth}</a></h3><p>{PROSE}</p></li>"
        )
    };
    let page = [
        "<h2>January, 2022</h2><ul>".to_owned(),
        entry(3, "2 January"),
        "</ul><h2>December, 2021</h2><ul>".to_owned(),
        entry(2, "29 December"),
        entry(1, "9 December"),
        "</ul>".to_owned(),
    ];
    let entries = parse("https://a.example/", &page.concat(), None).unwrap().entries;
    let days: Vec<String> = entries.iter().map(|entry| entry.published.unwrap().to_string()).collect();
    assert_eq!(days, ["2022-01-02", "2021-12-29", "2021-12-09"]);
}

#[test]
fn words_of_a_category_do_not_hide_its_entries() {
    let entry = |nth: u32| {
        format!(
            "<article class='post type-post hentry category-social-share tag-related'><h2><a href='/{nth}-long-enough-slug'>The social menu of the month {nth}</a></h2><p>{PROSE}</p></article>"
        )
    };
    let page = (1..6).map(entry).collect::<Vec<_>>().concat();
    assert_eq!(parse("https://a.example/", &page, None).unwrap().entries.len(), 5);
}

#[test]
fn an_undated_entry_in_a_list_without_order_stays_undated() {
    let row = |nth: &str, date: &str| {
        let title = format!("<h3><a href='/{nth}-long-enough-slug'>The {nth} story of the week in full</a></h3>");
        format!("<div class='row'>{title}{date}<p>{PROSE}</p></div>")
    };
    let page: String = [
        row("first", "<i>3 May 2024</i>"),
        row("second", "<i>9 May 2024</i>"),
        row("third", ""),
        row("fourth", "<i>1 May 2024</i>"),
    ]
    .concat();
    let entries = parse("https://a.example/", &page, None).unwrap().entries;
    assert_eq!(entries.len(), 4);
    assert_eq!(entries[2].published, None);
    assert_eq!(entries[2].published_from, None);
}

#[test]
fn an_entry_without_title_has_none_rather_than_its_excerpt() {
    let entries = fixture("hr-soup-date-after");
    assert_eq!(entries[0].title, None);
    assert!(entries[0].link.is_some());
    assert!(entries[1..].iter().all(|entry| entry.title.is_some()));
}

#[test]
fn the_excerpt_ends_before_its_read_more_link() {
    let entries = fixture("meta-line-date");
    for entry in entries {
        let summary = entry.summary.expect("each has an excerpt");
        assert!(!summary.raw().contains("Read more"), "{}", summary.raw());
    }
}

#[test]
fn a_base_address_makes_links_absolute() {
    let entries = fixture("base-href");
    assert!(entries[0].link.as_deref().unwrap().starts_with("https://base-camp.example/content/stories/"));
}

#[test]
fn a_page_without_list_is_no_listing() {
    for name in ["article", "about", "empty-category", "script-shell", "sitemap-menus"] {
        let html = read(&folder().join(format!("no-list-{name}.html")));
        let got = parse("https://tarrow-watch.example/alerts/", &html, None);
        assert!(matches!(got, Err(Error::NoListing { .. })), "{name}: {got:#?}");
    }
}

#[test]
fn an_empty_page_is_empty() {
    assert!(matches!(parse("https://a.example/", " \n ", None), Err(Error::Empty { .. })));
}

#[test]
fn the_language_of_the_page_is_kept_as_written() {
    let parsed = parse("https://a.example/", &read(&folder().join("chinese-list.html")), None).unwrap();
    assert_eq!(parsed.language.as_deref(), Some("zh-CN"));
    assert_eq!(parsed.kind, SourceKind::Page);
}

#[test]
fn selectors_take_texts_and_attributes() {
    let select = Select {
        entry: "article".into(),
        title: Some("h2 a".into()),
        link: Some("h2 a @href".into()),
        date: Some("time @datetime".into()),
        summary: Some(".entry-summary p".into()),
        ..Select::default()
    };
    let html = read(&folder().join("wordpress-classic.html"));
    let parsed = parse("https://tarrow-watch.example/alerts/", &html, Some(select)).unwrap();
    let detected = parse("https://tarrow-watch.example/alerts/", &html, None).unwrap();
    assert_eq!(parsed.entries.len(), 8);
    for (selected, detected) in parsed.entries.iter().zip(&detected.entries) {
        assert_eq!(selected.title, detected.title);
        assert_eq!(selected.link, detected.link);
        assert_eq!(selected.published, detected.published);
    }
}

#[test]
fn an_attribute_alone_is_the_entrys_own() {
    let html = "<ul><li data-at='2024-05-01' data-link='/one'>One thing</li><li data-at='2024-05-02' data-link='/two'>Two things</li></ul>";
    let select = Select {
        entry: "li".into(),
        link: Some("@data-link".into()),
        date: Some("@data-at".into()),
        ..Select::default()
    };
    let entries = parse("https://a.example/", html, Some(select)).unwrap().entries;
    let links: Vec<_> = entries.iter().map(|entry| entry.link.as_deref().unwrap()).collect();
    assert_eq!(links, ["/one", "/two"]);
}

#[test]
fn a_selector_that_stops_matching_is_named() {
    let html = read(&folder().join("wordpress-classic.html"));
    for (entry, title, culprit) in [("div.gone", None, "div.gone"), ("article", Some("h2 b.gone"), "h2 b.gone")] {
        let select = Select { entry: entry.into(), title: title.map(str::to_owned), ..Select::default() };
        let got = parse("https://tarrow-watch.example/alerts/", &html, Some(select));
        assert!(matches!(&got, Err(Error::SelectorFindsNothing { selector, .. }) if selector == culprit), "{got:?}");
    }
}

#[test]
fn an_empty_list_is_told_from_a_selector_that_stops_matching() {
    let select = |entry: &str| Select { entry: entry.into(), ..Select::default() };
    let html = "<main><h1>Alerts</h1><ul class='alerts'></ul></main>";
    let parsed = parse("https://a.example/", html, Some(select("ul.alerts > li"))).unwrap();
    assert!(parsed.entries.is_empty());
    assert!(parsed.warnings[0].contains("ul.alerts"), "{:?}", parsed.warnings);
    let gone = parse("https://a.example/", html, Some(select("ol.alerts > li")));
    assert!(matches!(gone, Err(Error::SelectorFindsNothing { .. })));
}

#[test]
fn selectors_are_checked_with_words_that_help() {
    for good in ["article", "h2 a @href", "@href", "div.card:has(time) > a[href^='/news']", "li:nth-child(2n)"] {
        assert_eq!(page::check_selector(good), Ok(()), "{good}");
    }
    for (bad, advice) in [
        ("", "empty"),
        ("h2 a::text", "::text"),
        ("//div[@class='x']", "CSS"),
        ("div[", "CSS"),
        ("a @", "attribute"),
        ("h2 a @hr ef", "attribute"),
        ("p:contains('x')", ":contains"),
    ] {
        let message = page::check_selector(bad).unwrap_err();
        assert!(message.contains(advice), "{bad}: {message}");
    }
}

#[test]
fn what_is_too_deep_too_large_or_too_many_is_refused_in_time() {
    let numbered = |count: u32, text: &str| (0..count).map(|n| text.replace('#', &n.to_string())).collect::<String>();
    let hostile = [
        "<div>".repeat(100_000),
        "<p>".to_owned() + &numbered(20_000, "<font size=#>"),
        "<p>".to_owned() + &numbered(400, "<b id=x#>") + "</p>" + &"<p>x</p>".repeat(100_000),
        "<a ".to_owned() + &numbered(300_000, "a#=1 ") + ">",
        "<table><tr><td>".repeat(50_000),
        "<svg><desc>".repeat(50_000),
        "<i></p>".repeat(400_000),
        "x".repeat(5 << 20),
    ];
    for html in hostile {
        let start = Instant::now();
        let got = parse("https://a.example/", &html, None);
        assert!(matches!(got, Err(Error::TooMuch { .. })), "{}: {got:?}", &html[..40]);
        assert!(start.elapsed() < Duration::from_secs(20), "{} took {:?}", &html[..40], start.elapsed());
    }
}

#[test]
fn old_pages_that_never_close_anything_are_read() {
    let row =
        |n: u32| format!("<p><font size=2><a href='/case/{n}'>Case {n} of the long and hard year</a><br>{PROSE}<li>");
    let page = (0..700).map(row).collect::<Vec<_>>().concat();
    assert!(parse("https://a.example/", &page, None).is_ok());
}

#[test]
fn nothing_makes_it_panic() {
    for path in fixtures() {
        let html = read(&path);
        for cut in (0..html.len()).step_by(997).filter(|cut| html.is_char_boundary(*cut)) {
            let _ = parse("https://a.example/", &html[..cut], None);
            let _ = parse("https://a.example/", &html[cut..], None);
        }
    }
}

const PROSE: &str = "Nobody in the valley remembers a spring in which so many letters were written to one court.";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/page")
}

fn fixtures() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|kind| kind == "html")).collect();
    pages.sort();
    pages
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn fixture(name: &str) -> Vec<Entry> {
    let path = folder().join(format!("{name}.html"));
    let expected: Value = serde_json::from_str(&read(&path.with_extension("expected.json"))).unwrap();
    parse(expected["url"].as_str().unwrap(), &read(&path), None).unwrap().entries
}

fn parse(url: &str, html: &str, select: Option<Select>) -> Result<Parsed, Error> {
    let url: url::Url = url.parse().unwrap();
    let document = Document {
        url: url.clone(),
        content_type: None,
        body: html.as_bytes().to_vec(),
        validators: almenara::model::Validators::default(),
        fetched: chrono::DateTime::UNIX_EPOCH,
    };
    page::parse(&document, html, &Source { select, ..Source::ad_hoc(url, SourceKind::Page) })
}

fn json_of(url: &str, got: Result<Parsed, Error>) -> Value {
    match got {
        Ok(parsed) => json!({
            "url": url,
            "language": parsed.language,
            "entries": parsed.entries.iter().map(json_of_entry).collect::<Vec<_>>(),
        }),
        Err(error) => json!({ "url": url, "error": error.to_string() }),
    }
}

fn json_of_entry(entry: &Entry) -> Value {
    json!({
        "title": entry.title.as_ref().map(Text::raw),
        "link": entry.link,
        "published": entry.published.map(|moment| moment.to_string()),
        "published_from": entry.published_from,
        "summary": entry.summary.as_ref().map(Text::raw),
        "authors": entry.authors,
        "categories": entry.categories,
    })
}

#[test]
fn a_base_that_is_too_long_is_passed_over_and_told() {
    let link = |n: u32| format!("<li><h3><a href='/case/{n}'>Case {n} of the long and hard year</a></h3><p>{PROSE}");
    let page = |base: &str| {
        let links = (0..2_000).map(link).collect::<String>();
        format!("<base href=\"{base}\"><ul>{links}</ul>")
    };
    let start = Instant::now();
    let parsed = parse("https://a.example/", &page(&"a".repeat(1_900_000)), None).unwrap();
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    assert!(parsed.warnings.iter().any(|warning| warning.contains("4096")), "{:?}", parsed.warnings);
    assert!(parsed.entries.len() > 900);
    for entry in parsed.entries {
        assert!(entry.link.unwrap().len() < 100);
    }
    let base = format!("https://a.example/{}/", "b".repeat(4_000));
    assert!(parse("https://a.example/", &page(&base), None).unwrap().warnings.iter().all(|w| !w.contains("base")));
}

#[test]
fn numeric_dates_that_selectors_take_are_read_in_the_order_of_the_list() {
    let row = |date: &str| format!("<li><a href='/{date}'>A case of {date}</a> <i>{date}</i></li>");
    let select = || Select { entry: "li".into(), title: Some("a".into()), date: Some("i".into()), ..Select::default() };
    let dates = |rows: &[&str]| {
        let page = format!("<html lang=en><ul>{}</ul>", rows.iter().map(|date| row(date)).collect::<String>());
        let entries = parse("https://a.example/", &page, Some(select())).unwrap().entries;
        entries.iter().map(|entry| entry.published.map(|moment| moment.to_string())).collect::<Vec<_>>()
    };
    let day = |text: &str| Some(text.to_owned());
    assert_eq!(dates(&["03/04/2021", "23/04/2021"]), [day("2021-04-03"), day("2021-04-23")]);
    assert_eq!(dates(&["03/04/2021", "04/23/2021"]), [day("2021-03-04"), day("2021-04-23")]);
    assert_eq!(dates(&["03/04/2021"]), [None]);
}

#[test]
fn where_the_list_stands_stays_the_same_when_entries_come_and_go() {
    let entry = |nth: u32| {
        format!(
            "<li class='news-row item-{nth}'><h3><a href='/{nth}-long-enough-slug'>The case of printer {nth} goes on</a></h3><p>{PROSE}</p></li>"
        )
    };
    let page = |numbers: std::ops::Range<u32>| {
        let list = numbers.map(entry).collect::<String>();
        format!("<main id='main'><div class='view'><ul class='news'>{list}</ul></div></main>")
    };
    let path = |numbers| parse("https://a.example/", &page(numbers), None).unwrap().path;
    assert_eq!(path(1..9), "main > div.view > ul.news > li.news-row");
    assert_eq!(path(1..9), path(7..12));
    let select = Select { entry: "ul.news > li".into(), ..Select::default() };
    assert_eq!(parse("https://a.example/", &page(1..9), Some(select)).unwrap().path, "ul.news > li");
}
