//! The operator's selectors, and what helps them: lists, regular expressions, forms and orders of dates.

use almenara::model::{DayOrder, Document, Entry, Select, Source, SourceKind, Text, Validators};
use almenara::refine::parse::parse;
use almenara::refine::{Error, Parsed};

fn read(html: &str, change: impl FnOnce(&mut Source)) -> Result<Parsed, Error> {
    let url: url::Url = "https://vigia.example/alerts/".parse().unwrap();
    let document = Document {
        url: url.clone(),
        content_type: None,
        body: html.as_bytes().to_vec(),
        validators: Validators::default(),
        fetched: "2024-05-20T12:00:00Z".parse().unwrap(),
    };
    let mut source = Source::ad_hoc(url, SourceKind::Auto);
    change(&mut source);
    parse(&document, &source)
}

fn selected(html: &str, select: Select) -> Result<Parsed, Error> {
    read(html, |source| source.select = Some(select))
}

fn select(fields: &[(&str, &str)]) -> Select {
    let mut select = Select { entry: "li".to_owned(), ..Select::default() };
    for (key, value) in fields {
        if *key == "entry" {
            (*value).clone_into(&mut select.entry);
            continue;
        }
        let value = Some((*value).to_owned());
        match *key {
            "list" => select.list = value,
            "title" => select.title = value,
            "title_regex" => select.title_regex = value,
            "link_regex" => select.link_regex = value,
            "link" => select.link = value,
            "date" => select.date = value,
            "date_regex" => select.date_regex = value,
            "date_format" => select.date_format = value,
            "summary" => select.summary = value,
            "author" => select.author = value,
            "author_regex" => select.author_regex = value,
            "categories" => select.categories = value,
            "image" => select.image = value,
            other => panic!("{other}"),
        }
    }
    select
}

fn titles(parsed: &Parsed) -> Vec<&str> {
    parsed.entries.iter().map(|entry| entry.title.as_ref().map_or("none", Text::raw)).collect()
}

fn days(entries: &[Entry]) -> Vec<String> {
    entries.iter().map(|entry| entry.published.map_or("none".to_owned(), |moment| moment.to_string())).collect()
}

const CARD: &str = "<ul class='news'><li><img src='/a.png' alt='A candle before the court'><a href='/one?from=list'>Alert: \
    The office was<br>searched</a> <p class='meta'>Posted on 03/04/2024 by Ada Example and team</p><b class='by'>By Ada \
    Example</b><b class='by'>By Bo Example</b><i>Land</i><i>Water</i></li></ul>";

#[test]
fn every_field_has_its_selector_and_may_be_cut() {
    let parsed = selected(
        CARD,
        select(&[
            ("title", "a"),
            ("title_regex", "^Alert: (.+)$"),
            ("link", "a @href"),
            ("link_regex", r"^[^?]+"),
            ("date", ".meta"),
            ("date_regex", r"on ([0-9/]+) by"),
            ("date_format", "%d/%m/%Y"),
            ("author", ".by"),
            ("author_regex", "^By (.+)$"),
            ("categories", "i"),
        ]),
    )
    .unwrap();
    let entry = &parsed.entries[0];
    assert_eq!(titles(&parsed), ["The office was searched"]);
    assert_eq!(entry.link.as_deref(), Some("/one"));
    assert_eq!(days(&parsed.entries), ["2024-04-03"]);
    assert_eq!(entry.authors, ["Ada Example", "Bo Example"]);
    assert_eq!(entry.categories, ["Land", "Water"]);
    assert!(parsed.warnings.is_empty(), "{:?}", parsed.warnings);
}

#[test]
fn a_picture_without_a_title_gives_its_description() {
    let parsed = selected(CARD, select(&[("image", "img")])).unwrap();
    assert_eq!(titles(&parsed), ["A candle before the court"]);
    assert_eq!(titles(&selected(CARD, select(&[("image", "img"), ("title", "i")])).unwrap()), ["Land"]);
}

#[test]
fn an_expression_that_does_not_match_leaves_the_field_out_and_is_told() {
    let rows = "<ul><li><a href='/1'>Alert: one</a><p>x</p></li><li><a href='/2'>Two</a></li><li><a href='/3'>Three</a></li></ul>";
    let parsed = selected(rows, select(&[("title", "a"), ("title_regex", "^Alert: (.+)$")])).unwrap();
    assert_eq!(titles(&parsed), ["one", "none", "none"]);
    assert!(parsed.warnings[0].contains("title = \"a\" finds something in 1 of 3 entries"), "{:?}", parsed.warnings);
    let gone = selected(rows, select(&[("title", "a"), ("title_regex", "^Case (.+)$")])).unwrap_err();
    let told = gone.to_string();
    assert!(told.contains("the selector title = \"a\" finds nothing in any of the 3 entries of"), "{told}");
}

#[test]
fn an_empty_list_is_told_from_a_changed_page() {
    let list = || select(&[("list", "ul.news"), ("entry", "li.alert")]);
    let empty = selected("<h1>Alerts</h1><ul class='news'><li>Nothing today</li></ul>", list()).unwrap();
    assert!(empty.entries.is_empty() && empty.warnings[0].contains("ul.news"), "{:?}", empty.warnings);
    let key = |html: &str| match selected(html, list()).unwrap_err() {
        Error::SelectorFindsNothing { key, entries: 0, .. } => key,
        other => panic!("{other:?}"),
    };
    assert_eq!(key("<h1>Alerts</h1><ul class='news'><li class='card'><a href='/1'>One</a></li></ul>"), "entry");
    assert_eq!(key("<h1>Alerts</h1><ul class='alerts'><li class='card'><a href='/1'>One</a></li></ul>"), "list");
    let elsewhere = "<ul class='news'></ul><ul class='menu'><li class='alert'><a href='/1'>Home</a></li></ul>";
    assert!(selected(elsewhere, list()).unwrap().entries.is_empty(), "what is outside the list is not of it");
}

#[test]
fn a_field_that_vanishes_is_an_error_or_a_warning_with_numbers() {
    let rows = "<ul><li><a href='/1'>One</a><time>7 May 2024</time></li><li><a href='/2'>Two</a></li><li><a href='/3'>Three</a></li></ul>";
    let parsed = selected(rows, select(&[("title", "a"), ("date", "time"), ("summary", "p")])).unwrap();
    assert_eq!(days(&parsed.entries), ["2024-05-07", "none", "none"]);
    assert!(parsed.warnings.iter().any(|told| told.contains("date = \"time\" finds something in 1 of 3")));
    assert!(parsed.warnings.iter().any(|told| told.contains("summary = \"p\" finds something in 0 of 3")));
    match selected(rows, select(&[("title", "a"), ("date", "b")])).unwrap_err() {
        Error::SelectorFindsNothing { key: "date", entries: 3, .. } => {}
        other => panic!("{other:?}"),
    }
    let alone = selected("<ul><li><a href='/1'>One</a></li></ul>", select(&[("title", "a"), ("date", "b")])).unwrap();
    assert_eq!(alone.warnings.len(), 1, "one entry alone may have no date: {:?}", alone.warnings);
}

#[test]
fn dates_that_are_found_and_not_read_are_counted() {
    let rows = "<ul><li><a href='/1'>One</a><i>03/04/2024</i></li><li><a href='/2'>Two</a><i>7 May 2024</i></li></ul>";
    let parsed = selected(rows, select(&[("title", "a"), ("date", "i")])).unwrap();
    assert_eq!(days(&parsed.entries), ["none", "2024-05-07"]);
    assert!(parsed.warnings[0].contains("1 of 2 dates could not be read, such as \"03/04/2024\"; say date_order"));
    let parsed = selected(rows, select(&[("title", "a"), ("date", "i"), ("date_format", "%d/%m/%Y")])).unwrap();
    assert_eq!(days(&parsed.entries), ["2024-04-03", "none"]);
    assert!(parsed.warnings[0].contains("such as \"7 May 2024\"; they are not as date_format says"));
}

#[test]
fn a_date_in_pieces_and_a_date_in_a_word_are_read() {
    let rows = "<ul><li><a href='/1'>One</a><i><b>7</b><b>May</b><b>2024</b></i></li><li><a href='/2'>Two</a><i>yesterday</i></li></ul>";
    let parsed = selected(rows, select(&[("title", "a"), ("date", "i")])).unwrap();
    assert_eq!(days(&parsed.entries), ["2024-05-07", "2024-05-19"]);
}

#[test]
fn the_order_of_a_date_is_the_sources_then_the_pages_then_the_languages() {
    let page = |language: &str, dates: [&str; 2]| {
        let row = |date: &str| format!("<li><a href='/{date}'>One</a><i>{date}</i></li>");
        format!("<html lang='{language}'><ul>{}</ul>", dates.map(row).concat())
    };
    let first = |html: &str, order: Option<DayOrder>| {
        let parsed = read(html, |source| {
            source.date_order = order;
            source.select = Some(select(&[("title", "a"), ("date", "i")]));
        });
        days(&parsed.unwrap().entries)[0].clone()
    };
    let (month, day) = (Some(DayOrder::MonthFirst), Some(DayOrder::DayFirst));
    assert_eq!(first(&page("es", ["03/04/2024", "05/04/2024"]), None), "2024-04-03", "the language");
    assert_eq!(first(&page("es", ["03/04/2024", "04/25/2024"]), None), "2024-03-04", "the page against the language");
    assert_eq!(first(&page("es", ["03/04/2024", "25/04/2024"]), month), "2024-03-04", "the source against both");
    assert_eq!(first(&page("en", ["03/04/2024", "05/04/2024"]), None), "none");
    assert_eq!(first(&page("en", ["03/04/2024", "05/04/2024"]), day), "2024-04-03");
    assert_eq!(first(&page("en", ["24/04/03", "24/04/05"]), Some(DayOrder::YearFirst)), "2024-04-03");

    let rss = "<rss version='2.0'><channel><title>x</title><item><title>One</title><pubDate>03/04/2024</pubDate></item></channel></rss>";
    let json = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"x\",\"items\":[{\"id\":\"1\",\"title\":\"One\",\"date_published\":\"03/04/2024\"}]}";
    for feed in [rss, json] {
        let dates = |order| days(&read(feed, |source| source.date_order = order).unwrap().entries);
        assert_eq!(dates(None), ["none"]);
        assert_eq!(dates(day), ["2024-04-03"]);
        assert_eq!(dates(month), ["2024-03-04"]);
    }
}

#[test]
fn hostile_selectors_and_pages_cost_little() {
    let start = std::time::Instant::now();
    let rows =
        format!("<ul class=news>{}</ul>", "<li><a href='/1'>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!</a></li>".repeat(3_000));
    let parsed =
        selected(&rows, select(&[("list", "ul"), ("title", "a"), ("title_regex", "(a*)*b|(a+)+!"), ("date", "a")]));
    assert!(parsed.is_ok());
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
