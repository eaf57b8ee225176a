//! Which alert a report belongs to, and why.

mod moves;
mod notices;
mod repeated;
mod taking_back;
mod terms;
mod versions;
mod voices;

use almenara::matching::{Keys, Knowledge, Standing, compose, decide, unite};
use almenara::model::{
    Alert, AlertId, AlertState, Basis, ChangeKind, Country, Digest, Field, Moment, NetworkId, PublishedFrom, Reason,
    RegionId, Report, ReportId, SourceId, SourceUid, Tags, TitleFrom, Urgency, Verdict,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;
use url::Url;

const TEXT: &str = "Three men without plates on their cars followed Tamsin Orrock from the assembly hall to her house \
                    in Valdesombra and shouted that she would not see the next harvest.";

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

/// A report of a source: its link, title and text; everything else plain.
fn report(source: &str, link: &str, title: &str, summary: &str) -> Report {
    let uid = SourceUid::first(&SourceId(source.to_owned()));
    let link = (!link.is_empty()).then(|| Url::parse(link).expect("a valid link"));
    let identity = link.as_ref().map_or_else(|| format!("{title}{summary}"), ToString::to_string);
    Report {
        id: ReportId(Digest::of("test", &[&uid.0.0, identity.as_bytes()])),
        source_uid: uid,
        source: SourceId(source.to_owned()),
        network: NetworkId(source.to_owned()),
        network_name: String::new(),
        own_link: false,
        strayed: false,
        entry_id: None,
        link,
        versions: Vec::new(),
        link_unique: true,
        title: title.to_owned(),
        title_from: TitleFrom::Source,
        summary: summary.to_owned(),
        summary_html: None,
        published: None,
        published_from: PublishedFrom::FirstSeen,
        updated: None,
        published_at: now(),
        first_seen: now(),
        embargo: None,
        authors: Vec::new(),
        categories: Vec::new(),
        tags: Tags::default(),
        reasons: Vec::new(),
        completion: None,
    }
}

fn dated(mut report: Report, year: i32, month: u32, day: u32) -> Report {
    report.published = NaiveDate::from_ymd_opt(year, month, day).map(Moment::Day);
    report.published_from = PublishedFrom::Source;
    report
}

/// The same by a source that owns the host of its link.
fn own(source: &str, link: &str, title: &str, summary: &str) -> Report {
    Report { own_link: true, ..report(source, link, title, summary) }
}

/// A wire in memory: what the pipeline does, without the store.
#[derive(Default)]
struct Wire {
    knowledge: Knowledge,
    alerts: Vec<Alert>,
}

impl Wire {
    fn tell(&mut self, report: Report) -> (Verdict, Option<ChangeKind>) {
        self.tell_at(report, now())
    }

    fn tell_at(&mut self, report: Report, now: DateTime<Utc>) -> (Verdict, Option<ChangeKind>) {
        let keys = Keys::of(&report);
        let decision = decide(&report, &keys, &self.knowledge);
        let decision = unite(decision, &report, &keys, &self.knowledge, |id| {
            self.alerts.iter().all(|alert| alert.id != *id || alert.state == AlertState::Live)
        });
        let left = self.knowledge.learn(&decision, &report, &keys);
        let place = self.alerts.iter().position(|alert| alert.id == decision.alert);
        let standing = place.map(|place| self.alerts[place].clone());
        let named = |ids: &[AlertId]| {
            ids.iter().filter_map(|id| self.alerts.iter().find(|alert| alert.id == *id).cloned()).collect()
        };
        let standing = Standing { alert: standing, merges: named(&decision.merges), cases: named(&decision.cases) };
        let changes = compose(&decision, report, left, standing, true, now).changes;
        let kind = changes.first().map(|(kind, _)| *kind);
        for (_, alert) in changes {
            match self.alerts.iter().position(|known| known.id == alert.id) {
                Some(place) => self.alerts[place] = alert,
                None => self.alerts.push(alert),
            }
        }
        (decision.verdict, kind)
    }
}

#[test]
fn the_same_report_again_is_seen_and_writes_nothing() {
    let mut wire = Wire::default();
    let first = report("a", "https://a.example/1", "Threats against a farmer", TEXT);
    assert_eq!(wire.tell(first.clone()), (Verdict::New, Some(ChangeKind::New)));
    assert_eq!(wire.tell(first.clone()), (Verdict::Seen, None));
    assert_eq!(wire.tell(dated(first, 2024, 3, 1)), (Verdict::Seen, None), "a changed date alone is no revision");
}

#[test]
fn a_changed_text_is_a_revision_of_the_same_alert() {
    let mut wire = Wire::default();
    wire.tell(report("a", "https://a.example/1", "Threats against a farmer", TEXT));
    let before = wire.alerts[0].clone();
    let told = wire.tell(report("a", "https://a.example/1", "Threats against a farmer", "She has left the town."));
    assert_eq!(told, (Verdict::Revised, Some(ChangeKind::Revised)));
    assert_eq!(wire.alerts.len(), 1);
    assert_eq!(wire.alerts[0].id, before.id);
    assert!(wire.alerts[0].updated > before.updated);
    assert_eq!(wire.alerts[0].lead().summary, "She has left the town.");
}

#[test]
fn other_punctuation_is_served_but_is_no_news() {
    let mut wire = Wire::default();
    wire.tell(report("a", "https://a.example/1", "Threats against a farmer", TEXT));
    let before = wire.alerts[0].updated;
    let told = wire.tell(report("a", "https://a.example/1", "THREATS against a farmer!", TEXT));
    assert_eq!(told, (Verdict::Seen, Some(ChangeKind::Joined)));
    assert_eq!(wire.alerts[0].updated, before);
    assert_eq!(wire.alerts[0].lead().title, "THREATS against a farmer!");
}

#[test]
fn another_order_of_a_query_is_no_revision_but_another_vowel_is() {
    let mut wire = Wire::default();
    let told = |link: &str, text: &str| {
        let mut told = report("a", link, "Threats against a farmer", text);
        told.entry_id = Some("1".to_owned());
        told.id = ReportId(Digest::of("test", &[b"1"]));
        told
    };
    wire.tell(told("https://a.example/n?a=1&b=2", "वकील को मारा"));
    assert_eq!(wire.tell(told("https://a.example/n?b=2&a=1", "वकील को मारा")).0, Verdict::Seen);
    assert_eq!(wire.tell(told("https://a.example/n?b=2&a=1", "वकील को मरा")).0, Verdict::Revised);
}

#[test]
fn a_source_that_changes_every_id_announces_nothing_anew() {
    let mut wire = Wire::default();
    for round in 0..3 {
        for entry in 0..20 {
            let link = format!("https://a.example/{entry}");
            let text = format!("{TEXT} It is the {entry}th time.");
            let mut told = report("a", &link, &format!("Case {entry} of the valley"), &text);
            told.entry_id = Some(format!("{round}-{entry}"));
            told.id = ReportId(Digest::of("test", &[format!("{round}-{entry}").as_bytes()]));
            let (verdict, _) = wire.tell(told);
            assert_eq!(verdict, if round == 0 { Verdict::New } else { Verdict::Seen });
        }
    }
    assert_eq!(wire.alerts.len(), 20);
}

#[test]
fn another_source_with_the_same_link_and_text_is_an_echo() {
    let mut wire = Wire::default();
    wire.tell(own("a", "https://a.example/1", "Threats against a farmer", TEXT));
    let excerpt: String = TEXT.chars().take(90).collect();
    assert_eq!(
        wire.tell(report("b", "http://www.a.example/1/", "Alert from the valley", &format!("{excerpt} […]"))),
        (Verdict::Echo, Some(ChangeKind::Joined))
    );
    assert_eq!(wire.alerts.len(), 1);
    assert_eq!(wire.alerts[0].reports.len(), 2);
    assert_eq!(wire.alerts[0].lead().source.0, "a");
}

#[test]
fn the_same_words_under_another_link_are_an_echo() {
    let mut wire = Wire::default();
    wire.tell(dated(report("a", "https://a.example/1", "Threats against a farmer", TEXT), 2024, 3, 1));
    let copy = dated(report("b", "https://b.example/x", "Threats against a farmer", TEXT), 2024, 3, 4);
    assert_eq!(wire.tell(copy).0, Verdict::Echo);
}

#[test]
fn a_statement_repeated_every_year_is_new_every_year() {
    let mut wire = Wire::default();
    for year in 2020..2024 {
        let link = format!("https://a.example/{year}");
        let told = dated(report("a", &link, "On the day of the disappeared we repeat our demand", TEXT), year, 8, 30);
        assert_eq!(wire.tell(told).0, Verdict::New);
    }
}

#[test]
fn thirty_alerts_with_one_title_stay_thirty() {
    let mut wire = Wire::default();
    for entry in 0..30 {
        let told = report("a", &format!("https://a.example/{entry}"), "Urgent action", "");
        assert_eq!(wire.tell(told).0, Verdict::New);
    }
    assert_eq!(wire.alerts.len(), 30);
}

#[test]
fn nobody_puts_other_words_under_anothers_link() {
    let mut wire = Wire::default();
    wire.tell(own("a", "https://a.example/1", "Threats against a farmer", TEXT));
    let before = wire.alerts[0].clone();
    let lie =
        report("z", "https://a.example/1", "All is quiet in the valley", "Nothing happened there, say officials.");
    assert_eq!(wire.tell(lie.clone()).0, Verdict::Held);
    assert_eq!(wire.tell(lie).0, Verdict::Seen, "held once, not at every visit");
    assert_eq!(wire.alerts[0], before, "the alert is untouched");
    assert_eq!(wire.alerts[1].state, AlertState::Held);
}

#[test]
fn the_issuing_organisation_leads_even_when_it_comes_second() {
    let mut wire = Wire::default();
    wire.tell(report("b", "https://a.example/1", "Threats against a farmer", TEXT));
    wire.tell(own("a", "https://a.example/1", "Threats against a farmer", TEXT));
    assert_eq!(wire.alerts[0].lead().source.0, "a");
    assert_eq!(wire.alerts[0].reports[1].source.0, "b");
}

#[test]
fn a_changed_urgency_moves_updated_even_when_an_echo_brings_it() {
    let mut wire = Wire::default();
    wire.tell(report("a", "https://a.example/1", "Threats against a farmer", TEXT));
    let mut echo = report("b", "https://a.example/1", "Threats against a farmer", TEXT);
    echo.tags.urgency = Urgency::Urgent;
    assert_eq!(wire.tell(echo), (Verdict::Echo, Some(ChangeKind::Revised)));
    assert_eq!(wire.alerts[0].tags.urgency, Urgency::Urgent);
}

#[test]
fn a_notice_that_names_no_place_keeps_the_place_of_what_it_takes_back() {
    let mut wire = Wire::default();
    let mut first = report("a", "https://a.example/1", "Threats against a farmer", TEXT);
    let region = RegionId("americas".to_owned());
    first.tags.countries = Country::new("HND").into_iter().collect();
    first.tags.regions = vec![region.clone()];
    first.tags.reasons =
        vec![Reason::new("country:HND", "country-in-title", "Honduras", Field::Title, Basis::Inferred)];
    wire.tell(first);
    wire.tell(report("a", "https://a.example/1", "Withdrawn", "At the wish of the family this text was taken down."));
    let tags = &wire.alerts[0].tags;
    assert_eq!((tags.countries.len(), &tags.regions), (1, &vec![region]));
    assert_eq!(tags.basis("country:HND"), Some(Basis::Inferred), "and the reason goes with it");
}

#[test]
fn naming_an_address_first_takes_nothing_from_its_owner() {
    let mut wire = Wire::default();
    for entry in 0..70 {
        let mut copy = report("z", "https://a.example/1", "Something vague", &format!("{TEXT} Copy number {entry}."));
        copy.entry_id = Some(entry.to_string());
        copy.id = ReportId(Digest::of("test", &[format!("z{entry}").as_bytes()]));
        wire.tell(copy);
    }
    let urgent =
        "Tamsin Orrock was taken from the bus at the bridge this morning; nobody says where she is being held.";
    let (verdict, change) =
        wire.tell(own("a", "https://a.example/1", "URGENT: Tamsin Orrock taken from a bus", urgent));
    assert_eq!((verdict, change), (Verdict::New, Some(ChangeKind::New)));
    let alert = wire.alerts.last().expect("the owner's alert");
    assert_eq!((alert.lead().source.0.as_str(), alert.state), ("a", AlertState::Live));
    let corrected = own("a", "https://a.example/1", "Correction: Tamsin Orrock is free", "She is at home since noon.");
    assert_eq!(wire.tell(corrected).0, Verdict::Revised);
    let stranger = report("y", "https://a.example/1", "All is quiet", "Nothing happened at the bridge, say officials.");
    assert_eq!(wire.tell(stranger).0, Verdict::Held, "once the owner has spoken nobody else puts words there");
}

#[test]
fn a_held_report_takes_nothing_with_it() {
    let mut wire = Wire::default();
    wire.tell(own("c", "https://c.example/1", "A road was closed", "The army closed the northern road on Monday."));
    assert_eq!(wire.tell(report("z", "https://c.example/1", "Threats against a farmer", TEXT)).0, Verdict::Held);
    assert_eq!(wire.tell(own("a", "https://a.example/1", "Threats against a farmer", TEXT)).0, Verdict::New);
    assert_eq!(wire.alerts.last().map(|alert| alert.state), Some(AlertState::Live));
}

#[test]
fn who_copied_first_does_not_speak_for_the_one_who_was_copied() {
    let mut wire = Wire::default();
    wire.tell(own("z", "https://z.example/copy", "Threats against a farmer", TEXT));
    assert_eq!(wire.tell(own("a", "https://a.example/1", "Threats against a farmer", TEXT)).0, Verdict::Echo);
    let mut lie =
        own("z", "https://z.example/copy", "Retracted: the report was false", "Nothing of it is true, we are told.");
    lie.tags.urgency = Urgency::Routine;
    wire.tell(lie);
    assert_eq!(wire.alerts.len(), 1);
    assert_eq!(wire.alerts[0].lead().source.0, "a");
    assert_eq!(wire.alerts[0].tags.urgency, Urgency::Unknown, "the tags are the leader's");
    wire.tell(own("z", "https://z.example/copy", "Threats against a farmer", TEXT));
    assert!(wire.alerts[0].reports.iter().all(|report| !report.strayed), "whoever says the same again has come back");
}

#[test]
fn many_copies_of_one_source_leave_room_for_others() {
    let mut wire = Wire::default();
    for entry in 0..70 {
        wire.tell(own("z", &format!("https://z.example/{entry}"), "Threats against a farmer", TEXT));
    }
    assert_eq!(wire.alerts[0].reports.len(), Alert::MAX_PER_SOURCE);
    wire.tell(own("a", "https://a.example/1", "Threats against a farmer", TEXT));
    let told = wire.tell(own(
        "a",
        "https://a.example/1",
        "Correction: the farmer is safe",
        "He was at a fair in the capital.",
    ));
    assert_eq!(told, (Verdict::Revised, Some(ChangeKind::Revised)));
}

#[test]
fn a_few_shared_words_do_not_open_anothers_alert() {
    let mut wire = Wire::default();
    wire.tell(own("a", "https://a.example/1", "Threats against a farmer", TEXT));
    let excerpt: String = TEXT.chars().take(24).collect();
    assert_eq!(wire.tell(report("z", "https://a.example/1", "She admits everything", &excerpt)).0, Verdict::Held);
    assert_eq!(
        wire.tell(report(
            "y",
            "https://a.example/1",
            "Threats against a farmer",
            "Buy pills at the corner shop today."
        ))
        .0,
        Verdict::Held
    );
    assert_eq!(wire.tell(report("x", "https://a.example/1", "Threats against a farmer", TEXT)).0, Verdict::Echo);
    let before = wire.alerts[0].clone();
    assert_eq!(wire.tell(report("x", "https://a.example/1", "Buy pills", "Buy pills here.")).0, Verdict::Held);
    assert_eq!(wire.alerts[0], before, "what was let in as a copy cannot become something else");
}

#[test]
fn two_strangers_under_one_address_are_two_alerts() {
    let mut wire = Wire::default();
    wire.tell(report(
        "z",
        "https://platform.example/77",
        "Something else",
        "A market was opened in the old town on Sunday.",
    ));
    assert_eq!(wire.tell(report("a", "https://platform.example/77", "Threats against a farmer", TEXT)).0, Verdict::New);
}

#[test]
fn when_the_owner_takes_the_lead_with_other_words_readers_are_told() {
    let mut wire = Wire::default();
    wire.tell(report("b", "https://a.example/1", "From the valley", &TEXT[..100]));
    let before = wire.alerts[0].updated;
    let told = wire.tell(own("a", "https://a.example/1", "Threats against a farmer", TEXT));
    assert_eq!(told, (Verdict::Echo, Some(ChangeKind::Revised)));
    assert!(wire.alerts[0].updated > before);
}

#[test]
fn ids_hold_no_date_and_no_host() {
    let told = report("a", "https://a.example/1", "Threats against a farmer", TEXT);
    let id = almenara::model::AlertId::of(&told.id);
    assert_eq!(id, almenara::model::AlertId::of(&dated(told, 2024, 3, 1).id));
    assert!(id.urn().starts_with("urn:uuid:"));
    assert_eq!(id.urn().parse::<almenara::model::AlertId>().ok(), Some(id));
    assert_eq!(id.0.get_version_num(), 8);
}

proptest! {
    /// Echoes of a few statements over several sources give the same alerts in whatever order they arrive.
    #[test]
    fn order_of_arrival_does_not_change_what_belongs_together(order in Just((0..24usize).collect::<Vec<_>>()).prop_shuffle()) {
        let mut wire = Wire::default();
        for place in order {
            let (statement, source) = (place % 6, place / 6);
            let text = format!("{TEXT} Statement number {statement} of the valley assembly of {}.", statement * 7919);
            wire.tell(report(&format!("s{source}"), &format!("https://a.example/{statement}"), &format!("Statement {statement} of the assembly"), &text));
        }
        prop_assert_eq!(wire.alerts.len(), 6);
        prop_assert!(wire.alerts.iter().all(|alert| alert.reports.len() == 4));
    }
}

#[test]
fn nobody_moves_to_anothers_address_with_other_words() {
    let mut wire = Wire::default();
    wire.tell(own("a", "https://a.example/1", "Threats against a farmer", TEXT));
    let told = |link: &str| {
        let mut told = report("b", link, "The weather", "It rained all night, and the river rose by a metre.");
        told.entry_id = Some("1".to_owned());
        told.id = ReportId(Digest::of("test", &[b"b1"]));
        told
    };
    assert_eq!(wire.tell(told("https://b.example/1")).0, Verdict::New);
    assert_eq!(wire.tell(told("https://a.example/1")), (Verdict::Held, None));
    assert_eq!(wire.alerts[1].lead().link, Url::parse("https://b.example/1").ok());
}

#[test]
fn a_joint_statement_is_one_alert_each_year_however_many_years_there_were() {
    let mut wire = Wire::default();
    for year in 2012..2024 {
        for source in ["a", "b", "c"] {
            let link = format!("https://{source}.example/{year}");
            wire.tell(dated(
                report(source, &link, "On the day of the disappeared we repeat our demand", TEXT),
                year,
                8,
                30,
            ));
        }
    }
    assert_eq!(wire.alerts.iter().map(|alert| alert.reports.len()).collect::<Vec<_>>(), [3; 12]);
}
