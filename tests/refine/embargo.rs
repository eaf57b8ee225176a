//! "Not before": what is marked as embargoed or dated ahead, and what only speaks of embargoes.

use almenara::model::{Basis, Cause, Embargo, Entry, Field, Moment, PublishedFrom, Reason, Text};
use chrono::{DateTime, Utc};

use super::{entry, reported};

fn asked(title: &str, summary: &str) -> Option<Embargo> {
    reported(&entry("/a", title, summary)).embargo
}

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("an instant").to_utc()
}

#[test]
fn a_mark_says_until_when() {
    for (title, until) in [
        ("EMBARGOED until 14 March 2020, 10:00 GMT: Prisons report", "2020-03-14T10:00:00Z"),
        ("Strictly embargoed until 10:00 GMT on 14 March 2020", "2020-03-14T10:00:00Z"),
        ("Embargo: 14 March 2020, 10:00 GMT", "2020-03-14T10:00:00Z"),
        ("Prisons report (under embargo until 14 March 2020)", "2020-03-14T06:00:00Z"),
        ("Prisons report - embargoed until 2020-03-14", "2020-03-14T06:00:00Z"),
        ("Bajo embargo hasta el 14 de marzo de 2020: informe sobre cárceles", "2020-03-14T06:00:00Z"),
        ("EMBARGADO HASTA 14 de marzo de 2020", "2020-03-14T06:00:00Z"),
        ("Sous embargo jusqu'au 14 mars 2020 à 10h00", "2020-03-14T16:00:00Z"),
        ("Sous embargo jusqu’au 14 mars 2020", "2020-03-14T06:00:00Z"),
        ("Sob embargo até 14 de março de 2020", "2020-03-14T06:00:00Z"),
        ("Sperrfrist: 14. März 2020", "2020-03-14T06:00:00Z"),
        ("محظور النشر حتى 14 مارس 2020", "2020-03-14T06:00:00Z"),
        ("Не публиковать до 14 марта 2020", "2020-03-14T06:00:00Z"),
        ("NOT FOR PUBLICATION BEFORE 14 March 2020", "2020-03-14T06:00:00Z"),
        ("[EMBARGOED] Prisons report, 14 March 2020", "2020-03-14T06:00:00Z"),
    ] {
        let wanted = Embargo { cause: Cause::Embargo, until: Some(at(until)) };
        assert_eq!(asked(title, ""), Some(wanted), "{title}");
        assert_eq!(asked("Prisons report", title), Some(wanted), "in the first lines: {title}");
    }
}

#[test]
fn where_title_and_text_name_two_instants_the_later_one_counts() {
    let day = "EMBARGOED until 14 March 2020: Prisons report";
    let hour = "Not for publication before 14 March 2020, 10:00 GMT.";
    let wanted = Some(Embargo { cause: Cause::Embargo, until: Some(at("2020-03-14T10:00:00Z")) });
    assert_eq!(asked(day, hour), wanted, "the day in the title, the hour in the text");
    assert_eq!(asked(hour, day), wanted);
    assert_eq!(asked("EMBARGOED: Prisons report", hour), wanted, "a title without a date");
}

#[test]
fn a_mark_without_a_date_holds_all_the_same() {
    for title in
        ["EMBARGOED until the press conference", "Strictly embargoed. Prisons report", "EMBARGOED: Prisons report"]
    {
        assert_eq!(asked(title, ""), Some(Embargo { cause: Cause::Embargo, until: None }), "{title}");
    }
}

#[test]
fn news_about_embargoes_are_none() {
    for title in [
        "Arms embargo until 31 May 2020 extended to 31 May 2021",
        "South Sudan: UN extends arms embargo until 31 May 2020",
        "Embargo on arms to be lifted",
        "Embargo extended until 31 May 2020",
        "Embargo: how an island survives",
        "Cuba: 60 años bajo embargo",
        "Bienes embargados a la familia del activista",
        "Le pays est sous embargo depuis 1990",
        "Call for release: 14 protesters",
        "Oil embargo",
        "EU-embargo until 31 May 2020",
    ] {
        assert_eq!(asked(title, ""), None, "{title}");
        assert_eq!(asked("Prisons report", title), None, "{title}");
    }
}

#[test]
fn a_date_ahead_holds_and_one_of_another_zone_does_not() {
    let dated = |text: &str| {
        let at = DateTime::parse_from_rfc3339(text).expect("an instant");
        let published = Some(Moment::Second(at));
        let said = Entry { published, published_from: Some(PublishedFrom::Source), ..entry("/a", "Taken", "") };
        reported(&said).embargo
    };
    let now = super::now();
    let ahead = |hours| (now + chrono::TimeDelta::hours(hours)).to_rfc3339();
    assert_eq!(dated(&ahead(-1)), None);
    assert_eq!(dated(&ahead(13)), None);
    assert_eq!(dated(&ahead(24 * 29)), Some(Embargo { cause: Cause::Dated, until: Some(at(&ahead(24 * 29))) }));
    assert_eq!(dated(&ahead(24 * 31)), None, "that is impossible, and clamped");
    let text = Some(Text::Plain("Embargoed until 1 March 2020".to_owned()));
    let both = Entry { published: Some(Moment::Second(now.fixed_offset())), title: text, ..entry("/a", "", "") };
    assert_eq!(reported(&both).embargo.map(|embargo| embargo.cause), Some(Cause::Embargo));
}

#[test]
fn a_date_ahead_that_was_read_out_of_the_words_of_a_list_keeps_nothing_back() {
    let read = |rule: &str, hours: i64| {
        let published = Some(Moment::Second((super::now() + chrono::TimeDelta::hours(hours)).fixed_offset()));
        let reasons = vec![Reason::new("published", rule, "hearing on Friday", Field::Markup, Basis::Inferred)];
        let said =
            Entry { published, published_from: Some(PublishedFrom::Source), reasons, ..entry("/a", "Taken", "") };
        let report = reported(&said);
        (report.embargo.is_some(), report.published.is_some())
    };
    for rule in ["listing-dateline", "listing-date-in-title", "listing-date-inherited"] {
        assert_eq!(read(rule, 72), (false, false), "{rule}");
        assert_eq!(read(rule, 10), (false, true), "{rule}: in another zone it is that day");
    }
    assert_eq!(read("listing-time", 72), (true, true), "what the source states is meant");
}
