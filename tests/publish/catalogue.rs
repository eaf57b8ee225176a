//! Which alerts stand in which slice, and which have left it.

use almenara::model::{Alert, AlertId, AlertState, Country, Kind, RegionId, Slice, Urgency, is_resolved, urgency_now};
use almenara::publish::Catalogue;
use almenara::publish::catalogue::{Departed, Month, Period};
use almenara::render::slice::{Key, parse};
use chrono::{Datelike as _, NaiveDate, TimeDelta};

use crate::support::alerts::{alert, at, context, country};

const DAY: &str = "2026-06-01T00:00:00Z";

fn day() -> NaiveDate {
    at(DAY).date_naive()
}

fn slice(query: &str) -> Slice {
    parse(query, &context().terms).expect("a slice")
}

fn of(alerts: &[Alert]) -> Catalogue {
    let mut catalogue = Catalogue::default();
    for alert in alerts {
        catalogue.note(alert);
    }
    catalogue.noted(at(DAY));
    catalogue
}

fn shown(catalogue: &Catalogue, query: &str) -> Vec<AlertId> {
    catalogue.page(&slice(query), None, 500, day()).shown.into_iter().map(|place| place.id).collect()
}

fn left(catalogue: &Catalogue, query: &str) -> Vec<Departed> {
    catalogue.page(&slice(query), None, 500, day()).left
}

/// Forty alerts of two countries and all urgencies, some in another language.
fn many() -> Vec<Alert> {
    (0..40)
        .map(|number| {
            let day = number % 28 + 1;
            let mut alert = alert(number, &format!("2026-05-{day:02}T12:00:00Z"));
            alert.tags.urgency = Urgency::ALL[number as usize % 6];
            alert.tags.countries = vec![country(if number % 3 == 0 { "GTM" } else { "HND" })];
            if number % 4 == 0 {
                alert.reports[0].tags.language = Some("ar".to_owned());
            }
            alert
        })
        .collect()
}

#[test]
fn a_slice_holds_what_its_filter_admits_in_the_order_of_feeds() {
    let alerts = many();
    let catalogue = of(&alerts);
    for query in [
        "",
        "country=GTM",
        "country=GTM,HND",
        "country=GTM&urgency=critical,urgent",
        "lang=ar",
        "lang=fr",
        "m49=013&network=faro.example&source=faro&type=alert",
        "theme=threat",
        &format!("case={}", alerts[3].id),
        "urgency=unknown&lang=es",
    ] {
        let filter = slice(query).filter;
        let mut wanted: Vec<&Alert> = alerts.iter().filter(|alert| filter.admits(&alert.facets())).collect();
        wanted.sort_by(|a, b| b.updated.cmp(&a.updated).then(a.id.cmp(&b.id)));
        assert_eq!(shown(&catalogue, query), wanted.iter().map(|alert| alert.id).collect::<Vec<_>>(), "{query}");
    }
}

#[test]
fn the_order_in_which_alerts_were_learnt_of_does_not_matter() {
    let alerts = many();
    let backwards: Vec<Alert> = alerts.iter().rev().cloned().collect();
    let twice: Vec<Alert> = alerts.iter().chain(&backwards).cloned().collect();
    for query in ["", "country=GTM", "urgency=critical"] {
        let wanted = shown(&of(&alerts), query);
        assert_eq!(shown(&of(&backwards), query), wanted);
        assert_eq!(shown(&of(&twice), query), wanted);
    }
}

#[test]
fn pages_follow_one_another_without_gap_or_repeat() {
    let catalogue = of(&many());
    let wanted = shown(&catalogue, "country=HND");
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = catalogue.page(&slice("country=HND"), after, 7, day());
        found.extend(page.shown.iter().map(|place| place.id));
        after = page.shown.last().copied();
        if !page.more {
            break;
        }
    }
    assert_eq!(found, wanted);
    assert_eq!(found.len(), 26);
}

/// An alert that was moved from Honduras to Guatemala.
fn moved(when: &str) -> Alert {
    let mut alert = alert(1, "2026-05-01T12:00:00Z");
    alert.settle(at("2026-05-01T12:00:00Z"));
    alert.tags.countries = vec![country("GTM")];
    alert.updated = at(when);
    alert.settle(at(when));
    alert
}

#[test]
fn what_is_filed_elsewhere_still_stands_where_it_was_for_thirty_days() {
    let catalogue = of(&[moved("2026-05-20T12:00:00Z")]);
    let id = alert(1, DAY).id;
    assert_eq!(shown(&catalogue, "country=GTM"), [id]);
    assert_eq!(left(&catalogue, "country=GTM"), []);
    assert_eq!(left(&catalogue, "country=HND"), [Departed { id, at: at("2026-05-20T12:00:00Z") }]);
    assert_eq!(left(&catalogue, "region=americas"), [], "it still stands there");
    assert_eq!(left(&catalogue, "country=HND&lang=ar"), [], "it never stood there");

    let mut later = catalogue;
    later.noted(at("2026-06-19T12:00:00Z"));
    assert_eq!(left(&later, "country=HND").len(), 1);
    later.noted(at("2026-06-19T12:00:01Z"));
    assert_eq!(left(&later, "country=HND"), []);
}

#[test]
fn what_is_withdrawn_or_merged_stands_wherever_it_stood_for_ninety_days() {
    for state in [AlertState::Withdrawn, AlertState::Merged, AlertState::Held] {
        let mut gone = moved("2026-05-20T12:00:00Z");
        gone.state = state;
        gone.settle(at("2026-05-21T12:00:00Z"));
        let mut catalogue = of(&[gone.clone()]);
        for query in ["", "country=GTM", "region=americas&urgency=critical"] {
            assert_eq!(shown(&catalogue, query), []);
            assert_eq!(left(&catalogue, query), [Departed { id: gone.id, at: at("2026-05-21T12:00:00Z") }], "{query}");
        }
        assert_eq!(left(&catalogue, "country=HND"), [Departed { id: gone.id, at: at("2026-05-20T12:00:00Z") }]);
        catalogue.noted(at("2026-08-19T12:00:01Z"));
        assert_eq!(left(&catalogue, ""), []);
    }
}

#[test]
fn what_was_never_shown_leaves_no_trace() {
    let mut held = alert(1, "2026-05-01T12:00:00Z");
    held.state = AlertState::Held;
    held.settle(at("2026-05-01T12:00:00Z"));
    let catalogue = of(&[held]);
    assert_eq!((catalogue.len(), left(&catalogue, "").len()), (0, 0));
    assert_eq!(catalogue.archive("2026-05".parse().expect("a time"), &Slice::default()), None);
}

#[test]
fn what_comes_back_stands_where_it_belongs() {
    let mut back = moved("2026-05-20T12:00:00Z");
    let mut catalogue = of(&[back.clone()]);
    back.tags.countries = vec![country("HND")];
    back.settle(at("2026-05-22T12:00:00Z"));
    catalogue.note(&back);
    assert_eq!((shown(&catalogue, "country=HND").len(), left(&catalogue, "country=HND").len()), (1, 0));
    assert_eq!((shown(&catalogue, "country=GTM").len(), left(&catalogue, "country=GTM").len()), (0, 1));
}

#[test]
fn urgencies_are_asked_for_as_given_or_as_they_are_by_now() {
    // Critical for 14 days, urgent until 42 have passed.
    let catalogue =
        of(&[alert(1, "2026-05-30T12:00:00Z"), alert(2, "2026-05-10T12:00:00Z"), alert(3, "2026-04-01T12:00:00Z")]);
    let (fresh, urgent, calm) = (alert(1, DAY).id, alert(2, DAY).id, alert(3, DAY).id);
    assert_eq!(shown(&catalogue, "urgency=critical"), [fresh, urgent, calm]);
    assert_eq!(shown(&catalogue, "urgency=critical&active=1"), [fresh]);
    assert_eq!(shown(&catalogue, "urgency=urgent&active=1"), [urgent]);
    assert_eq!(shown(&catalogue, "urgency=elevated&active=1"), [calm]);
    let faded = left(&catalogue, "urgency=critical&active=1");
    assert_eq!(faded, [Departed { id: urgent, at: at("2026-05-24T12:00:00Z") }], "the other has long been gone");
    assert_eq!(left(&catalogue, "urgency=critical"), []);
}

/// The release of whom an alert is about, in its case.
fn release(of: &Alert, number: u32, when: &str) -> Alert {
    let mut release = alert(number, when);
    release.case = Some(of.id);
    (release.tags.kind, release.tags.urgency) = (Kind::Outcome, Urgency::Resolved);
    release
}

#[test]
fn what_a_later_alert_of_its_case_has_ended_presses_no_more_by_now() {
    let arrest = alert(1, "2026-05-30T12:00:00Z");
    let mut trial = alert(2, "2026-05-30T18:00:00Z");
    (trial.case, trial.tags.urgency) = (Some(arrest.id), Urgency::Elevated);
    let other = alert(3, "2026-05-30T13:00:00Z");
    let mut late = alert(5, "2026-05-31T20:00:00Z");
    late.case = Some(arrest.id);
    let mut free = release(&arrest, 4, "2026-05-31T12:00:00Z");
    free.settle(at("2026-05-31T12:00:00Z"));
    let case = [arrest.clone(), trial.clone(), free.clone(), late.clone()];
    let mut catalogue = of(&[&case[..], std::slice::from_ref(&other)].concat());
    assert_eq!(shown(&catalogue, "urgency=critical"), [late.id, other.id, arrest.id], "as given nothing changes");
    assert_eq!(shown(&catalogue, "urgency=critical&active=1"), [late.id, other.id]);
    assert_eq!(shown(&catalogue, "urgency=elevated&active=1"), []);
    assert_eq!(shown(&catalogue, "urgency=resolved&active=1"), [free.id, trial.id, arrest.id]);
    for alert in &case {
        let by_now = urgency_now(&alert.tags, alert.published, at(DAY), is_resolved(alert, &case));
        let stands = shown(&catalogue, &format!("urgency={by_now}&active=1"));
        assert!(stands.contains(&alert.id), "{} is {by_now}", alert.id);
    }
    let departed = |id| Departed { id, at: at("2026-05-31T12:00:00Z") };
    assert_eq!(left(&catalogue, "urgency=critical&active=1"), [departed(arrest.id)]);
    assert_eq!(left(&catalogue, "urgency=elevated&active=1"), [departed(trial.id)]);
    assert_eq!(left(&catalogue, "urgency=critical,resolved&active=1"), []);
    assert_eq!(catalogue.counts(&slice("urgency=critical&active=1"), day()).total, 2);

    free.state = AlertState::Withdrawn;
    free.settle(at("2026-06-01T00:00:00Z"));
    catalogue.note(&free);
    assert_eq!(shown(&catalogue, "urgency=critical&active=1"), [late.id, other.id, arrest.id], "it is not over");
    assert_eq!(left(&catalogue, "urgency=critical&active=1"), []);
}

#[test]
fn a_month_holds_what_was_first_committed_in_it_whenever_that_was_published() {
    let mut late = alert(1, "2026-03-31T23:58:00Z");
    let early = alert(2, "2026-03-31T23:40:00Z");
    late.updated = at("2026-05-01T00:00:00Z");
    let mut gone = alert(3, "2026-03-02T12:00:00Z");
    gone.settle(at("2026-03-02T12:00:00Z"));
    gone.state = AlertState::Withdrawn;
    gone.settle(at("2026-05-02T12:00:00Z"));
    let catalogue = of(&[late.clone(), early.clone(), gone.clone()]);
    let archive = |period: &str, query| catalogue.archive(period.parse().expect("a time"), &slice(query));
    let march = archive("2026-03", "country=HND").expect("it is over");
    assert_eq!(march.shown.iter().map(|place| place.id).collect::<Vec<_>>(), [early.id]);
    assert_eq!(march.left, [Departed { id: gone.id, at: at("2026-05-02T12:00:00Z") }]);
    assert_eq!((march.older, march.newer), (None, "2026-04".parse().ok()));
    let april = archive("2026-04", "").expect("it is over");
    assert_eq!(april.shown.iter().map(|place| place.id).collect::<Vec<_>>(), [late.id], "seen five minutes later");
    let may = archive("2026-05", "").expect("it is over");
    assert_eq!(may.shown.iter().map(|place| place.id).collect::<Vec<_>>(), [late.id], "it changed in May");
    assert_eq!(may.left, march.left, "and the other one left");
    assert_eq!((may.older, may.newer), ("2026-04".parse().ok(), None));
    for nothing in ["2026-06", "2026-06-01", "2026-02", "2026-02-28"] {
        assert_eq!(archive(nothing, ""), None, "{nothing}");
    }
    for wrong in ["2026-13", "2026-00", "26-03", "2026-3", "2026-03-01", "x", "٢٠٢٦-٠٣"] {
        assert!(wrong.parse::<Month>().is_err(), "{wrong}");
    }
    for wrong in ["2026-13", "2026-02-30", "2026-2-03", "+2026-02-03", "2026-02-03 "] {
        assert!(wrong.parse::<Period>().is_err(), "{wrong}");
    }
}

#[test]
fn pages_are_told_how_many_there_are_of_what_and_when() {
    let alerts = many();
    let catalogue = of(&alerts);
    let counts = catalogue.counts(&slice("country=GTM"), day());
    assert_eq!((counts.total, counts.of(Key::Country, "GTM"), counts.of(Key::Country, "HND")), (14, 14, 0));
    assert_eq!((counts.of(Key::Region, "americas"), counts.of(Key::Network, "faro.example")), (14, 14));
    let urgencies = Urgency::ALL.map(|urgency| counts.of(Key::Urgency, urgency.term()));
    assert_eq!(urgencies, [7, 0, 0, 7, 0, 0], "every third alert in Guatemala, in turn one of six");
    let every = catalogue.counts(&slice("region=americas"), day());
    assert_eq!(catalogue.counts(&Slice::default(), day()), every, "counted all along or just now");
    let until = NaiveDate::from_ymd_opt(2026, 5, 28).expect("a day");
    let days = catalogue.days(&Slice::default(), until, 10);
    let on = |day: u32| alerts.iter().filter(|alert| alert.published.date_naive().day() == day).count() as u32;
    assert_eq!(days, (19..=28).map(on).collect::<Vec<_>>());
}

#[test]
fn forgotten_alerts_are_gone() {
    let alerts = many();
    let mut catalogue = of(&alerts);
    assert_eq!(catalogue.oldest(), shown(&catalogue, "").last().copied());
    catalogue.forget(alerts[5].id);
    assert_eq!(catalogue.len(), 39);
    assert_eq!(catalogue.counts(&Slice::default(), day()), catalogue.counts(&slice("region=americas"), day()));
    assert!(!shown(&catalogue, "").contains(&alerts[5].id));
}

#[test]
fn a_hundred_thousand_alerts_take_little_room() {
    let mut catalogue = Catalogue::default();
    let mut one = alert(0, "2026-05-01T12:00:00Z");
    let started = std::time::Instant::now();
    for number in 0..100_000_u32 {
        let mut bytes = [0; 16];
        bytes[..4].copy_from_slice(&number.to_le_bytes());
        one.id = AlertId(uuid::Uuid::from_bytes(bytes));
        one.updated += TimeDelta::seconds(if number % 2 == 0 { 61 } else { -59 });
        let letter = |n: u32| char::from(b'A' + (n % 26) as u8);
        let code: String = [letter(number), letter(number / 26), 'X'].iter().collect();
        one.tags.countries = vec![Country::new(&code).expect("three letters")];
        one.tags.regions = vec![RegionId(format!("r{}", number % 5))];
        catalogue.note(&one);
    }
    assert_eq!(catalogue.len(), 100_000);
    let page = catalogue.page(&slice("urgency=critical&lang=es"), None, 100, day());
    assert_eq!((page.shown.len(), page.more), (100, true));
    assert!(page.shown.is_sorted_by(|a, b| a.updated >= b.updated));
    // Generous: debug builds of loaded machines; it is quadratic time that must not be.
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}
