//! A whole document to reports.

mod drift;
mod embargo;
mod removal;

use almenara::model::{
    Basis, Entry, Field, Moment, PublishedFrom, Reason, Report, ReportId, Source, SourceKind, SourceUid, Text,
    TitleFrom,
};
use almenara::refine::tag::Vocabulary;
use almenara::refine::{Announced, Parsed, Reading, reading, report};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use url::Url;

fn source() -> Source {
    Source { timezone: Tz::America__Tegucigalpa, ..Source::ad_hoc(base(), SourceKind::Auto) }
}

fn base() -> Url {
    Url::parse("https://www.example.org/alerts/").unwrap()
}

fn now() -> DateTime<Utc> {
    "2019-05-08T09:00:00Z".parse().unwrap()
}

fn uid() -> SourceUid {
    SourceUid::first(&source().id)
}

fn day(text: &str) -> Moment {
    Moment::Day(text.parse::<NaiveDate>().unwrap())
}

fn entry(link: &str, title: &str, summary: &str) -> Entry {
    let text = |text: &str| (!text.is_empty()).then(|| Text::Html(text.to_owned()));
    Entry {
        link: (!link.is_empty()).then(|| link.to_owned()),
        title: text(title),
        summary: text(summary),
        ..Entry::default()
    }
}

fn with_id(id: &str, entry: Entry) -> Entry {
    Entry { id: Some(id.to_owned()), ..entry }
}

fn reported(entry: &Entry) -> Report {
    report(entry, &source(), uid(), Some(&base()), Some("en"), &Vocabulary::default(), now()).unwrap()
}

fn read(entries: Vec<Entry>) -> Reading {
    let parsed = Parsed {
        kind: SourceKind::Page,
        entries,
        path: "ul > li".to_owned(),
        language: Some("en".to_owned()),
        withdrawn: Vec::new(),
        warnings: Vec::new(),
        announced: Announced::default(),
    };
    reading(parsed, &base(), &source(), uid(), &Vocabulary::default(), now())
}

fn ids(reading: &Reading) -> Vec<ReportId> {
    reading.reports.iter().map(|report| report.id).collect()
}

#[test]
fn a_report_keeps_the_name_of_its_network_and_the_categories_of_its_source() {
    let mut categories = vec!["<b>Land</b> rights".to_owned(), String::new(), "long ".repeat(22)];
    categories.extend((0..60).map(|number| format!("Theme {number}")));
    let entry = Entry { categories, ..entry("/1", "Threats against a weaver", "") };
    let source = Source { network_name: "Red Faro".to_owned(), ..source() };
    let report = report(&entry, &source, uid(), Some(&base()), None, &Vocabulary::default(), now()).unwrap();
    assert_eq!(report.network_name, "Red Faro");
    assert_eq!(report.categories.len(), 32);
    assert_eq!(report.categories[1], "Theme 0", "{:?}", report.categories);
}

#[test]
fn an_entry_becomes_a_report_with_its_parts_made_safe() {
    let report = reported(&Entry {
        published: Some(day("2019-05-07")),
        published_from: Some(PublishedFrom::Inherited),
        authors: vec!["desk@example.org (Example Desk)".into(), "a@example.org".into(), "Example Desk".into()],
        ..with_id(
            " tag:example.org,2019:7\n",
            entry(
                "two?utm_source=x",
                "<b>Two</b> defenders taken",
                "<p>On <i>Sunday</i> two were taken.</p><script>x</script>",
            ),
        )
    });
    assert_eq!(report.entry_id.as_deref(), Some("tag:example.org,2019:7"));
    assert_eq!(report.link.as_ref().map(Url::as_str), Some("https://www.example.org/alerts/two"));
    assert_eq!((report.title.as_str(), report.title_from), ("Two defenders taken", TitleFrom::Source));
    assert_eq!(report.summary, "On Sunday two were taken.");
    assert_eq!(report.summary_html.as_deref(), Some("<p>On <i>Sunday</i> two were taken.</p>"));
    assert_eq!((report.published, report.published_from), (Some(day("2019-05-07")), PublishedFrom::Inherited));
    assert_eq!(report.published_at.to_rfc3339(), "2019-05-07T18:00:00+00:00", "noon in Honduras");
    assert_eq!(report.first_seen, now());
    assert_eq!(report.authors, ["Example Desk"]);
    assert!(report.own_link && report.link_unique);
}

#[test]
fn a_missing_title_is_made_and_says_so() {
    for bare in [
        entry("/a", "", "Two were taken on Sunday. More follows."),
        entry("/a", "(no title)", "Two were taken on Sunday. More follows."),
    ] {
        let report = reported(&bare);
        assert_eq!((report.title.as_str(), report.title_from), ("Two were taken on Sunday", TitleFrom::Summary));
        assert!(report.reasons.iter().any(|reason| reason.tag == "title" && reason.rule == "title-from-summary"));
    }
    let report = reported(&entry("/2019/two-defenders-taken/", "", ""));
    assert_eq!(report.title, "two defenders taken");
    assert!(report.reasons.iter().any(|reason| reason.rule == "title-from-link"));
}

#[test]
fn the_content_stands_in_for_a_missing_summary() {
    let report = reported(&Entry {
        content: Some(Text::Html(format!("<p>{}</p>", "They were taken. ".repeat(200)))),
        ..entry("/a", "Taken", "<img src=x>")
    });
    assert!(report.summary.starts_with("They were taken.") && report.summary.ends_with('…'), "{}", report.summary);
    assert!(report.summary.chars().count() <= 1000);
}

#[test]
fn a_link_that_is_none_is_refused_with_a_reason() {
    let report = reported(&entry("\u{a0}javascript:alert(1)", "Taken", ""));
    assert_eq!(report.link, None);
    assert!(report.reasons.iter().any(|reason| reason.rule == "link-refused"));
    assert!(!reported(&entry("https://other.example/a", "Taken", "")).own_link);
    assert!(reported(&entry("https://es.example.org/a", "Taken", "")).own_link);
}

#[test]
fn an_impossible_date_is_none_and_is_not_forgotten() {
    for (written, kept) in [
        ("1970-01-01", false),
        ("1989-12-31", false),
        ("1990-01-02", true),
        ("2019-05-08", true),
        ("2019-05-09", true),
        ("2019-06-06", true),
        ("2019-06-09", false),
        ("2099-01-01", false),
    ] {
        let report = reported(&Entry { published: Some(day(written)), ..entry("/a", "Taken", "") });
        assert_eq!(report.published.is_some(), kept, "{written}");
        assert!(report.published_at <= now(), "{written}");
        if !kept {
            assert_eq!((report.published_from, report.published_at), (PublishedFrom::FirstSeen, now()));
            assert!(report.reasons.iter().any(|reason| reason.rule == "date-impossible" && reason.matched == written));
        }
    }
    assert_eq!(reported(&entry("/a", "Taken", "")).published_from, PublishedFrom::FirstSeen);
}

#[test]
fn identity_hangs_on_id_then_link_then_words_and_never_on_a_date_or_a_host_of_ones_own() {
    let id = |entry: &Entry| reported(entry).id;
    let one = with_id("7", entry("/a", "Taken", "Text"));
    assert_eq!(id(&one), id(&with_id("7", entry("/b", "Other", "Words"))));
    assert_ne!(id(&one), id(&with_id("8", entry("/a", "Taken", "Text"))));
    assert_eq!(id(&entry("/a", "Taken", "Text")), id(&entry("/a/?utm_source=x#more-7", "Other", "Words")));
    assert_ne!(
        id(&entry("7", "Taken", "Text")),
        id(&with_id("https://www.example.org/alerts/7", entry("7", "Taken", "Text")))
    );
    let dated = Entry { published: Some(day("2019-05-07")), ..entry("", "Taken", "Text") };
    assert_eq!(id(&entry("", "Taken", "Text")), id(&dated));
    assert_ne!(id(&entry("", "Taken", "Text")), id(&entry("", "Taken", "Other")));

    let moved = Source { hosts: vec!["example.org".into(), "new.example".into()], ..source() };
    let at = |link: &str| {
        let entry = entry(link, "Taken", "Text");
        report(&entry, &moved, uid(), Some(&base()), None, &Vocabulary::default(), now()).unwrap().id
    };
    assert_eq!(at("https://www.example.org/alerts/a"), at("https://new.example/alerts/a/"));
    assert_ne!(at("https://foreign.example/alerts/a"), at("https://new.example/alerts/a/"));

    let other = SourceUid::first(&almenara::model::SourceId("other".into()));
    let elsewhere = report(&one, &source(), other, Some(&base()), None, &Vocabulary::default(), now()).unwrap();
    assert_ne!(elsewhere.id, id(&one), "ids count only within their source");
    let later = report(&one, &source(), uid(), None, None, &Vocabulary::default(), now() + TimeDelta::days(9)).unwrap();
    assert_eq!(later.id, id(&one), "and not on the time of reading");
}

#[test]
fn an_id_on_entries_with_different_links_is_no_id() {
    let reading = read(vec![
        with_id("news", entry("/a", "One", "First text")),
        with_id("news", entry("/b", "Two", "Second text")),
        with_id("3", entry("/c", "Three", "Third text")),
    ]);
    assert_eq!(
        reading.reports.iter().map(|report| report.entry_id.as_deref()).collect::<Vec<_>>(),
        [None, None, Some("3")]
    );
    assert_ne!(reading.reports[0].id, reading.reports[1].id);
    assert_eq!(reading.warnings.len(), 1, "{:?}", reading.warnings);
}

#[test]
fn a_link_on_entries_with_different_words_tells_nothing_apart() {
    let reading = read(vec![
        entry("/alerts/", "One", "First text"),
        entry("/alerts/#two", "Two", "Second text"),
        entry("/c", "Three", "Third text"),
    ]);
    assert_eq!(reading.reports.iter().map(|report| report.link_unique).collect::<Vec<_>>(), [false, false, true]);
    let ids = ids(&reading);
    assert_ne!(ids[0], ids[1]);
    assert_eq!(ids[0], ids_of_alone(), "and the words stand in for it");

    fn ids_of_alone() -> ReportId {
        reported(&entry("", "One", "First text")).id
    }
}

#[test]
fn an_entry_that_stands_there_twice_is_given_once_and_an_empty_one_not_at_all() {
    let reading = read(vec![
        entry("/a", "One", "First text"),
        entry("/a/?utm_campaign=x", "<b>One</b>", "First text"),
        Entry::default(),
        entry("", "", "<img src=x>"),
        entry("/b", "Two", ""),
    ]);
    let titles: Vec<&str> = reading.reports.iter().map(|report| report.title.as_str()).collect();
    assert_eq!(titles, ["One", "Two"]);
    assert!(reading.reports[0].link_unique);
    assert_eq!(reading.warnings.len(), 2, "{:?}", reading.warnings);
}

#[test]
fn whatever_was_refined_once_stays_as_it_is() {
    let first = reported(&entry(
        "/a?utm_source=x",
        "Two &amp;amp; three",
        "<p>One</p><ul><li>Two <b>bold</b></li></ul> Read more »",
    ));
    let second = reported(&Entry {
        link: first.link.as_ref().map(Url::to_string),
        title: Some(Text::Plain(first.title.clone())),
        summary: Some(Text::Html(first.summary_html.clone().unwrap())),
        ..Entry::default()
    });
    assert_eq!(
        (&first.id, &first.title, &first.summary, &first.summary_html),
        (&second.id, &second.title, &second.summary, &second.summary_html)
    );
}

#[test]
fn ids_and_reasons_hold_no_character_that_deceives() {
    let reason = Reason::new("title", "listing-heading", "One\u{202e}\u{9b} two", Field::Title, Basis::Stated);
    let told =
        reported(&Entry { reasons: vec![reason], ..with_id(" tag:x\u{9b}\u{202e}1 ", entry("/a", "One two", "")) });
    assert_eq!(told.entry_id.as_deref(), Some("tag:x1"));
    assert_eq!(told.reasons[0].matched, "One two");
}

#[test]
fn a_reading_tells_in_numbers_what_the_list_looked_like() {
    let bare = Entry { link: Some("/2".to_owned()), ..Entry::default() };
    let dated = Entry { published: Some(day("2026-03-02")), ..entry("/1", "Threats against a weaver", "") };
    let layout = read(vec![dated.clone(), dated, bare]).layout;
    assert_eq!(layout.path, "ul > li");
    assert_eq!([layout.entries, layout.titled, layout.linked, layout.dated], [3, 2, 3, 2], "{layout:?}");
}

#[test]
fn a_document_with_more_text_than_can_be_read_at_once_is_tagged_by_titles_in_the_end() {
    let words = "The council met again. ".repeat(860);
    let told = |entries: usize| {
        let entry = |n: usize| Entry {
            content: Some(Text::Plain(format!("Entry {n}. {words}"))),
            ..entry(&format!("/alerts/{n}"), &format!("Alert {n}"), "")
        };
        read((0..entries).map(entry).collect())
    };
    let (some, many) = (told(90), told(120));
    assert_eq!((some.reports.len(), many.reports.len()), (90, 120), "nothing is left out");
    assert!(some.warnings.is_empty(), "{:?}", some.warnings);
    assert_eq!(many.warnings.len(), 1);
    assert!(many.warnings[0].contains("by their titles alone"), "{:?}", many.warnings);
    assert!(many.reports[119].summary.starts_with("Entry 119. The council met again."), "what is shown stays");
}

#[test]
fn other_languages_are_believed_on_hosts_of_its_own_alone() {
    let versions = ["/es/1", "https://elsewhere.example/alert", "https://www.example.org/es/1", "javascript:alert(1)"];
    let versions = versions.map(str::to_owned).to_vec();
    let told =
        Entry { versions: versions.clone(), ..entry("https://www.example.org/en/1", "Threats against a weaver", "") };
    let own: Vec<String> = reported(&told).versions.iter().map(ToString::to_string).collect();
    assert_eq!(own, ["https://www.example.org/es/1"]);
    let cited = Entry { versions, ..entry("https://elsewhere.example/1", "Threats against a weaver", "") };
    assert_eq!(reported(&cited).versions, []);
}
