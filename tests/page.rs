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
        assert!(start.elapsed() < Duration::from_mins(1), "{} took {:?}", &html[..40], start.elapsed());
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
    page::parse(&document(&url, html), html, &Source { select, ..Source::ad_hoc(url, SourceKind::Page) })
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

#[test]
fn a_list_of_one_entry_is_a_list() {
    let page = format!(
        "<h1>Alerts</h1><div class='list'><div class='row'><h3><a href='/2026/the-bell-ringer-is-free'>The bell ringer of Orlo is free again</a></h3><span>3 May 2026</span><p>{PROSE}</p></div></div>"
    );
    let entries = titles_and_days(&page);
    assert_eq!(entries, [("The bell ringer of Orlo is free again".to_owned(), "2026-05-03".to_owned())]);
}

#[test]
fn links_in_the_midst_of_one_text_are_no_entries() {
    let paragraph = |nth: u32| {
        format!(
            "<p>{PROSE} As <a href='/notes/{nth}-what-the-millers-of-tarn-said'>the millers of Tarn said in autumn</a>, nobody answered them. {PROSE}</p>"
        )
    };
    let text = (0..8).map(paragraph).collect::<Vec<_>>().concat();
    let page = format!(
        "<html><head><title>What the millers said about the flood</title></head><h1>What the millers said about the flood</h1><div>{text}</div>"
    );
    assert!(matches!(parse("https://a.example/", &page, None), Err(Error::NoListing { .. })));
}

#[test]
fn what_is_related_to_one_text_is_no_list() {
    let text = format!("<p>{PROSE} {PROSE}</p>").repeat(12);
    let related = (0..4)
        .map(|nth| format!("<div class='card'><a href='/2026/0{nth}/the-long-way-home-{nth}'><h4>The long way home of the weavers, part {nth}</h4></a><i>{} May 2026</i></div>", nth + 1))
        .collect::<Vec<_>>().concat();
    let page = format!(
        "<html><head><title>The weavers of Sarn walk home - Lantern</title><meta property='article:published_time' content='2026-05-09'></head><main><h1>The weavers of Sarn walk home</h1>{text}</main><div>{related}</div>"
    );
    assert!(matches!(parse("https://a.example/", &page, None), Err(Error::NoListing { .. })));
}

#[test]
fn an_error_page_under_a_full_menu_is_an_error_page() {
    let menu =
        (0..40).map(|nth| format!("<li><a href='/section-{nth}/'>Section {nth}</a></li>")).collect::<Vec<_>>().concat();
    let latest =
        (0..6).map(|nth| format!("<li><a href='/{nth}-a-letter-to-the-harbour/'>A letter to the harbour master, number {nth}</a> 3 May 2026</li>")).collect::<Vec<_>>().concat();
    let page = |title: &str, class: &str| {
        format!(
            "<html><head><title>{title}</title></head><body class='{class}'><nav><ul>{menu}</ul></nav><ul>{latest}</ul></body></html>"
        )
    };
    for (title, class) in [
        ("Page not found – Lantern Watch", ""),
        ("Lantern Watch | Página no encontrada", ""),
        ("404", ""),
        ("Lantern Watch", "theme error404 wide"),
        ("الصفحة غير موجودة - لانترن", ""),
    ] {
        let got = parse_document("https://a.example/", &page(title, class));
        assert!(matches!(got, Err(Error::Wall { .. })), "{title:?} {class:?}: {got:?}");
    }
    assert!(parse_document("https://a.example/", &page("Found: the page of the missing ledger", "archive")).is_ok());
}

#[test]
fn a_date_in_a_link_text_is_the_date_and_no_part_of_the_title() {
    let list = |link: &dyn Fn(u32, &str) -> String| -> String {
        let names = ["ferry pilot", "choir master", "tile maker", "beekeeper"];
        (1..5)
            .map(|nth| format!("<li><a href='/{nth}.html'>{}</a></li>", link(nth, names[nth as usize - 1])))
            .collect::<Vec<_>>()
            .concat()
    };
    let wanted = |entries: Vec<(String, String)>| {
        assert_eq!(entries.len(), 4, "{entries:?}");
        assert_eq!(entries[0], ("The ferry pilot of Orlo is held".to_owned(), "2026-03-21".to_owned()));
    };
    wanted(titles_and_days(&format!(
        "<ul>{}</ul>",
        list(&|nth, who| format!("2{nth} March 2026: The {who} of Orlo is held"))
    )));
    wanted(titles_and_days(&format!(
        "<ul>{}</ul>",
        list(&|nth, who| format!("The {who} of Orlo is held (2{nth} March 2026)"))
    )));
    let small = list(&|nth, who| format!("The {who} of Orlo is held<small>2{nth} March 2026</small>"));
    wanted(titles_and_days(&format!("<ul>{small}</ul>")));
}

#[test]
fn a_title_of_one_word_before_a_date_is_a_title() {
    let list = (1..5)
        .map(|nth| format!("<li><a href='/boletin-{nth}-marzo'>Boletín – {nth} de marzo de 2026</a></li>"))
        .collect::<Vec<_>>()
        .concat();
    let entries = titles_and_days(&format!("<html lang=es><ul>{list}</ul>"));
    assert_eq!(entries[1], ("Boletín – 2 de marzo de 2026".to_owned(), "2026-03-02".to_owned()));
}

#[test]
fn a_link_that_only_says_pdf_leaves_the_title_to_what_stands_beside_it() {
    let names = ["ferry pilot", "choir master", "tile maker", "beekeeper"];
    let row = |(nth, who): (usize, &&str)| {
        format!(
            "<li><b>The {who} of Orlo is held</b> <i>2{nth} March 2026</i> <a href='/{nth}-en.pdf'>PDF (EN)</a> <a href='/{nth}-es.pdf'>PDF (ES)</a></li>"
        )
    };
    let list = names.iter().enumerate().map(row).collect::<Vec<_>>().concat();
    let entries = titles_and_days(&format!("<ul>{list}</ul>"));
    assert_eq!(entries.len(), 4, "{entries:?}");
    assert_eq!(entries[3], ("The beekeeper of Orlo is held".to_owned(), "2026-03-23".to_owned()));
}

#[test]
fn dates_before_links_that_only_breaks_part_stay_with_their_own() {
    let names = ["ferry pilot", "choir master", "tile maker", "beekeeper"];
    let row =
        |(nth, who): (usize, &&str)| format!("2{nth} March 2026 - <a href='/{nth}.html'>The {who} of Orlo is held</a>");
    let list = names.iter().enumerate().map(row).collect::<Vec<_>>().join("<br>\n");
    let entries = titles_and_days(&format!("<p>{list}</p>"));
    let days: Vec<&str> = entries.iter().map(|(_, day)| day.as_str()).collect();
    assert_eq!(days, ["2026-03-20", "2026-03-21", "2026-03-22", "2026-03-23"]);
}

#[test]
fn what_is_to_come_and_what_is_related_is_left_out_although_made_like_the_list() {
    let row = |nth: u32, day: &str, folder: &str| {
        format!(
            "<div class='row'><h3><a href='/{folder}-{nth}-at-the-old-mill'>Number {nth} of the {folder} at the old mill</a></h3><i>{day}</i><p>{PROSE}</p></div>"
        )
    };
    let list = |folder: &str, month: &str| {
        (1..5).map(|nth| row(nth, &format!("{nth} {month}"), folder)).collect::<Vec<_>>().concat()
    };
    let page = format!(
        "<div><div>{}</div><div><h2>Agenda</h2>{}</div><div><h2>Related posts</h2>{}</div></div>",
        list("story", "May 2026"),
        list("meeting", "October 2026"),
        list("other", "April 2026"),
    );
    let url: url::Url = "https://a.example/".parse().unwrap();
    let document = Document { fetched: "2026-06-01T00:00:00Z".parse().unwrap(), ..document(&url, &page) };
    let entries = page::parse(&document, &page, &Source::ad_hoc(url, SourceKind::Page)).unwrap().entries;
    let links: Vec<&str> = entries.iter().map(|entry| entry.link.as_deref().unwrap()).collect();
    assert_eq!(links.len(), 4, "{links:?}");
    assert!(links.iter().all(|link| link.starts_with("/story-")), "{links:?}");
}

#[test]
fn the_selectors_that_are_offered_take_what_was_found() {
    let mut offered = 0;
    for path in fixtures() {
        let html = read(&path);
        let url: url::Url = "https://any.example/list/".parse().unwrap();
        let source = Source::ad_hoc(url.clone(), SourceKind::Page);
        let Some(select) = page::selectors(&document(&url, &html), &html, &source) else { continue };
        offered += 1;
        let found = parse(url.as_str(), &html, None).unwrap().entries;
        let taken = parse(url.as_str(), &html, Some(select.clone())).unwrap().entries;
        assert!(taken.len() <= found.len() && taken.len() * 10 >= found.len() * 9, "{}: {select:?}", path.display());
        let titles = |entries: &[Entry]| {
            entries
                .iter()
                .filter_map(|entry| entry.title.clone())
                .map(|title| title.raw().to_owned())
                .collect::<std::collections::HashSet<_>>()
        };
        if select.title.is_some() {
            let (found, taken) = (titles(&found), titles(&taken));
            assert!(found.intersection(&taken).count() * 10 >= found.len() * 8, "{}: {select:?}", path.display());
        }
    }
    assert!(offered >= 30, "only {offered}");
}

/// Titles and days of the entries of a page.
fn titles_and_days(html: &str) -> Vec<(String, String)> {
    let entries = parse("https://a.example/", html, None).unwrap().entries;
    let text = |entry: &Entry| entry.title.as_ref().map(|title| title.raw().to_owned()).unwrap_or_default();
    let day = |entry: &Entry| entry.published.map(|moment| moment.to_string()).unwrap_or_default();
    entries.iter().map(|entry| (text(entry), day(entry))).collect()
}

fn document(url: &url::Url, html: &str) -> Document {
    Document {
        url: url.clone(),
        content_type: None,
        body: html.as_bytes().to_vec(),
        validators: almenara::model::Validators::default(),
        fetched: chrono::DateTime::UNIX_EPOCH,
    }
}

fn parse_document(url: &str, html: &str) -> Result<Parsed, Error> {
    let url: url::Url = url.parse().unwrap();
    almenara::refine::parse::parse(&document(&url, html), &Source::ad_hoc(url, SourceKind::Page))
}
