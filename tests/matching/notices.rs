//! Corrections and withdrawals under links of their own: alerts of that type that follow what they name.

use std::collections::BTreeMap;

use almenara::model::{Basis, Field, Kind, Reason, Verdict};
use serde_json::json;

use super::{Wire, own};
use crate::support::program::Place;
use crate::together::{Labelled, labelled, told};

/// The labelled notices and what they name, addresses filled in as [`told`] gives them.
fn notices() -> Vec<Labelled> {
    let mut rows = labelled("notices.tsv");
    let mut links = BTreeMap::new();
    for (place, row) in rows.iter().enumerate() {
        let link = format!("https://{}.example/{}/{place}", row.source, row.language);
        links.entry(format!("@{} ", row.alert)).or_insert(format!("{link} "));
    }
    for row in &mut rows {
        row.summary = links.iter().fold(row.summary.clone(), |text, (name, link)| text.replace(name, link));
    }
    rows
}

#[test]
fn a_notice_follows_what_it_names_in_whatever_order_they_come() {
    let rows = notices();
    let mut order: Vec<usize> = (0..rows.len()).collect();
    for turn in ["first to last", "last to first"] {
        let found = told(&order.iter().map(|&place| &rows[place]).collect::<Vec<_>>());
        for (&one, (alert, case)) in order.iter().zip(&found) {
            for (&other, (other_alert, other_case)) in order.iter().zip(&found) {
                let (one, other) = (&rows[one], &rows[other]);
                let titles = format!("told from {turn}: {:?} and {:?}", one.title, other.title);
                assert_eq!(alert == other_alert, one.alert == other.alert, "one alert? {titles}");
                assert_eq!(case == other_case, one.case == other.case, "one case? {titles}");
            }
        }
        order.reverse();
    }
}

#[test]
fn a_notice_is_of_the_type_that_it_says() {
    let rows = notices();
    let said = rows.iter().map(|row| {
        let entry = json!({ "title": row.title, "summary": row.summary, "language": row.language });
        format!("{entry}\n")
    });
    let ran = Place::empty().run_with(&["replay"], said.collect::<String>().as_bytes());
    let tagged = ran.json();
    assert_eq!(tagged.len(), rows.len(), "{}", ran.stderr);
    for (row, tagged) in rows.iter().zip(&tagged) {
        if let Some((_, kind)) = row.alert.split_once(' ') {
            assert_eq!(tagged["type"], kind, "{}", row.title);
        }
    }
}

#[test]
fn a_link_in_the_text_names_what_its_own_organisation_says_there() {
    let mut wire = Wire::default();
    wire.tell(own("a", "https://a.example/n?id=1&part=2", "A road was closed", "The northern road is closed."));
    let notice = |source: &str| {
        let mut notice = own(source, &format!("https://{source}.example/note"), "Correction", "It was another road.");
        let link = "https://www.a.example/n?part=2&amp;id=1";
        notice.summary_html = Some(format!("<p>It was <a href=\"{link}\" rel=\"noopener\">another</a> road.</p>"));
        notice.tags.kind = Kind::Correction;
        notice.tags.reasons =
            vec![Reason::new("type:correction", "type-label", "Correction", Field::Title, Basis::Inferred)];
        notice
    };
    assert_eq!(wire.tell(notice("z")).0, Verdict::New, "a stranger corrects nobody");
    assert_eq!(wire.tell(notice("a")).0, Verdict::FollowUp);
    assert_eq!(wire.alerts[2].case, Some(wire.alerts[0].id));
}
