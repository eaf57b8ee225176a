//! When links are looked at again.

use almenara::model::{Absence, AlertId, Digest, Lack, ReportId, SourceId};
use almenara::schedule::{Link, link_due, longest, turns};
use chrono::{DateTime, TimeDelta, Utc};

fn noon() -> DateTime<Utc> {
    "2026-03-10T12:00:00Z".parse().expect("an instant")
}

fn report(n: u8) -> ReportId {
    ReportId(Digest::of_bytes(&[n]))
}

#[test]
fn a_link_is_looked_at_seven_times_in_ninety_days_however_often_it_is_asked() {
    let mut until = None;
    let mut looks = Vec::new();
    for hour in 0..24 * 200 {
        let now = noon() + TimeDelta::hours(hour);
        if link_due(noon(), until, None, now).is_some() {
            looks.push(hour / 24);
            until = Some(now);
        }
    }
    assert_eq!(looks, [1, 3, 7, 14, 30, 60, 90]);
    assert!(longest() > TimeDelta::days(90));
    // Who was away for a month has one look to make.
    assert!(link_due(noon(), Some(noon() + TimeDelta::days(2)), None, noon() + TimeDelta::days(32)).is_some());
    assert!(link_due(noon(), Some(noon() + TimeDelta::days(31)), None, noon() + TimeDelta::days(32)).is_none());
}

#[test]
fn what_was_not_there_is_looked_at_again_the_next_day_for_a_week() {
    let alert = AlertId::of(&report(1));
    let since = noon() + TimeDelta::days(31);
    let mut absence = Absence { alert, report: report(1), how: Lack::Missing, since, at: since };
    let mut looks = 0;
    for hour in 0..24 * 20 {
        let now = since + TimeDelta::hours(hour);
        if link_due(noon(), Some(since), Some(&absence), now).is_some() {
            (looks, absence.at) = (looks + 1, now);
        }
    }
    assert_eq!(looks, 6);
}

#[test]
fn no_host_is_asked_for_many_at_once_and_who_has_to_wait_comes_next() {
    let link = |n: u8, host: &str| Link {
        alert: AlertId::of(&report(n)),
        report: report(n),
        source: SourceId(host.to_owned()),
        url: format!("https://{host}/p/{n}").parse().expect("an address"),
        due: noon() - TimeDelta::hours(i64::from(n)),
    };
    let links: Vec<Link> = (0..10).map(|n| link(n, "a.example")).chain([link(11, "b.example")]).collect();
    let (taken, until) = turns(links, noon());
    let places: Vec<String> = taken.iter().map(|link| link.url.path().to_owned()).collect();
    assert_eq!(places, ["/p/11", "/p/9", "/p/8", "/p/7"], "longest due first");
    let until = |host: &str| until[&SourceId(host.to_owned())];
    assert_eq!(until("b.example"), noon());
    let next = link(6, "a.example").due;
    assert!(until("a.example") < next && until("a.example") > link(7, "a.example").due);

    let many: Vec<Link> = (0..200).map(|n| link(n, &format!("h{n}.example"))).collect();
    assert_eq!(turns(many, noon()).0.len(), 60);
}
