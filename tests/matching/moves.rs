//! What moves `updated`: the table of the README, row by row.

use almenara::matching::{merge, restore, split, withdraw, withdraw_by_source};
use almenara::model::{
    Alert, AlertId, AlertState, Basis, Country, Field, Kind, Name, NameKind, Reason, RegionId, Report, ReportId,
    Urgency, Verdict, urgency_now,
};
use almenara::model::{Because, ChangeKind, Digest, Retraction, Slice};
use almenara::render::{self, Context, FeedInfo, Slot};
use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::{TEXT, Wire, dated, now, own, report};
use crate::support::alerts::context;

const TITLE: &str = "Threats against a farmer";

/// One thing that happens, told as an alert's `updated` and its feed's before and after it.
struct Step {
    what: &'static str,
    alert: [Option<DateTime<Utc>>; 2],
    feed: [DateTime<Utc>; 2],
}

/// A wire whose clock goes on by an hour with everything that happens.
struct Told {
    wire: Wire,
    ctx: Context,
    clock: DateTime<Utc>,
    steps: Vec<Step>,
}

impl Told {
    fn of(reports: impl IntoIterator<Item = Report>) -> Self {
        let mut told = Self { wire: Wire::default(), ctx: context(), clock: now(), steps: Vec::new() };
        for report in reports {
            told.clock += TimeDelta::hours(1);
            told.wire.tell_at(report, told.clock);
        }
        told
    }

    /// Something happens that may concern the first alert.
    fn step(&mut self, what: &'static str, happens: impl FnOnce(&mut Self)) {
        let before = (self.first().map(|alert| alert.updated), self.feed().1);
        self.clock += TimeDelta::hours(1);
        happens(self);
        let after = (self.first().map(|alert| alert.updated), self.feed().1);
        self.steps.push(Step { what, alert: [before.0, after.0], feed: [before.1, after.1] });
    }

    /// A report is told, which must become of it what is expected.
    fn hears(&mut self, what: &'static str, report: Report, expected: Verdict) {
        self.step(what, |told| assert_eq!(told.wire.tell_at(report, told.clock).0, expected, "{what}"));
    }

    fn first(&self) -> Option<&Alert> {
        self.wire.alerts.first()
    }

    /// The feed of the first alert as it is written now, with its tag and its `updated`.
    fn feed(&self) -> (String, DateTime<Utc>) {
        let shown: Vec<Slot> = self
            .first()
            .into_iter()
            .flat_map(|alert| match alert.state {
                AlertState::Live => vec![Slot::of(alert.clone())],
                _ => render::departed(alert, &Slice::default(), alert.updated),
            })
            .collect();
        let feed = render::atom::feed(&self.ctx, &FeedInfo::main(&self.ctx), &shown);
        let read = feed_rs::parser::parse(&feed.body[..]).expect("a feed");
        (feed.etag.clone(), read.updated.expect("every feed has one"))
    }

    fn put(&mut self, changes: Vec<(ChangeKind, Alert)>) {
        for (_, alert) in changes {
            match self.wire.alerts.iter().position(|known| known.id == alert.id) {
                Some(place) => self.wire.alerts[place] = alert,
                None => self.wire.alerts.push(alert),
            }
        }
    }
}

fn first() -> Report {
    dated(own("a", "https://a.example/1", TITLE, TEXT), 2024, 10, 1)
}

/// The same words but for a mark, so that the report is read again without being news.
fn retouched() -> Report {
    Report { title: format!("{TITLE}!"), ..first() }
}

/// A report that names Tamsin Orrock in Honduras.
fn named(mut report: Report, language: &str) -> Report {
    let person = ["tamsin", "orrock"].map(str::to_owned).to_vec();
    report.tags.names = vec![Name { kind: NameKind::Person, words: person, in_title: true }];
    report.tags.countries = Country::new("HND").into_iter().collect();
    report.tags.reasons =
        vec![Reason::new("country:HND", "country-in-title", "Honduras", Field::Title, Basis::Inferred)];
    report.tags.language = Some(language.to_owned());
    report
}

fn other_words() -> Report {
    let text = "Men in cars pursued the well-known grower through the town on Tuesday, her neighbours told us.";
    named(dated(own("b", "https://b.example/x", "Tamsin Orrock pursued", text), 2024, 10, 2), "en")
}

fn spanish() -> Report {
    let text = "Tres hombres siguieron a la agricultora hasta su casa y la amenazaron.";
    named(dated(own("a", "https://a.example/2", "Amenazas contra Tamsin Orrock", text), 2024, 10, 1), "es")
}

/// What nothing connects with the first report but a link.
fn french(versions: &[&str]) -> Report {
    let mut report =
        dated(own("a", "https://a.example/3", "Une nuit de pluie", "Il a plu sur la vallée."), 2024, 11, 9);
    report.tags.language = Some("fr".to_owned());
    report.versions = versions.iter().map(|link| Url::parse(link).expect("an address")).collect();
    report
}

/// What happens in a row of the table; `None` where nobody has told yet.
fn scenario(row: &str) -> Option<Told> {
    let mut told = Told::of([first()]);
    match row {
        "a new alert" => {
            told = Told::of([]);
            told.hears("it is told", first(), Verdict::New);
        }
        "a changed word in title or text, a correction among them, or another address under the same id" => {
            told.hears("title", Report { title: format!("{TITLE} and her son"), ..first() }, Verdict::Revised);
            told.hears("text", Report { summary: "She has left the town.".to_owned(), ..first() }, Verdict::Revised);
            let mut corrected = Report { title: "Correction: nobody threatened a farmer".to_owned(), ..first() };
            corrected.tags.kind = Kind::Correction;
            told.hears("correction", corrected, Verdict::Revised);
            let named = |link| Report {
                entry_id: Some("1".to_owned()),
                id: ReportId(Digest::of("test", &[b"1"])),
                ..dated(own("a", link, TITLE, TEXT), 2024, 10, 1)
            };
            let steps = std::mem::replace(&mut told, Told::of([named("https://a.example/1")])).steps;
            told.hears("address", named("https://a.example/threats"), Verdict::Revised);
            told.steps.extend(steps);
        }
        "a changed country, region, urgency or type" => {
            let mut report = retouched();
            let mut next = |change: fn(&mut Report)| {
                change(&mut report);
                // Another mark at the end, or nothing would be read again.
                report.title.push('!');
                report.clone()
            };
            let country = next(|report| report.tags.countries = Country::new("HND").into_iter().collect());
            let region = next(|report| report.tags.regions = vec![RegionId("americas".to_owned())]);
            let urgency = next(|report| report.tags.urgency = Urgency::Urgent);
            let kind = next(|report| report.tags.kind = Kind::Update);
            for (what, report) in [("country", country), ("region", region), ("urgency", urgency), ("type", kind)] {
                told.hears(what, report, Verdict::Seen);
            }
        }
        "another source carries the same text" => {
            told.hears("under its link", report("b", "https://a.example/1", TITLE, TEXT), Verdict::Echo);
            let copy = dated(own("c", "https://c.example/x", TITLE, TEXT), 2024, 10, 3);
            told.hears("under a link of its own", copy, Verdict::Echo);
        }
        "a second organisation reports it in its own words, in whatever language" => {
            told = Told::of([named(first(), "en")]);
            told.hears("it does", other_words(), Verdict::SameIncident);
            let steps = std::mem::replace(&mut told, Told::of([named(first(), "en")])).steps;
            let translated = Report { link: other_words().link, ..spanish() };
            let (id, source) = (other_words().id, other_words().source);
            let translated = Report {
                id,
                source_uid: other_words().source_uid,
                network: other_words().network,
                source,
                ..translated
            };
            told.hears("in another language", translated, Verdict::SameIncident);
            told.steps.extend(steps);
        }
        "its organisation adds a translation" => {
            told = Told::of([named(first(), "en")]);
            told.hears("it joins", spanish(), Verdict::Translation);
        }
        "two alerts turn out to be one, or an operator makes them one or takes them apart" => {
            let market =
                dated(own("d", "https://d.example/1", "A market was closed", "The old market is closed."), 2024, 10, 1);
            let market_id = AlertId::of(&market.id);
            told = Told::of([first(), market]);
            told.step("an operator makes them one", |told| {
                let [one, other] = [0, 1].map(|place| told.wire.alerts[place].clone());
                told.put(merge(one, other, told.clock));
            });
            told.step("an operator takes them apart", |told| {
                let [one, other] = [0, 1].map(|place| told.wire.alerts[place].clone());
                assert_eq!(other.id, market_id);
                told.put(split(one, other.lead().id, Some(other.clone()), told.clock));
            });
            let steps = std::mem::replace(&mut told, Told::of([first(), french(&[])])).steps;
            told.hears(
                "a page names the other as its other language",
                french(&["https://a.example/1"]),
                Verdict::Translation,
            );
            assert_eq!(told.wire.alerts[1].state, AlertState::Merged);
            told.steps.extend(steps);
        }
        "an alert is taken back, or brought back" => {
            told.step("it is taken back", |told| {
                let retraction = Retraction { because: Because::Error, at: told.clock, confirmed: true, note: None };
                told.put(vec![(ChangeKind::Withdrawn, withdraw(told.wire.alerts[0].clone(), retraction, told.clock))]);
            });
            told.step("it is brought back", |told| {
                let restored = restore(told.wire.alerts[0].clone(), told.clock).expect("something to bring back");
                told.put(vec![(ChangeKind::Revised, restored)]);
            });
        }
        "one of several organisations takes back what it said of it" => {
            told = Told::of([named(first(), "en")]);
            told.hears("another one tells it", other_words(), Verdict::SameIncident);
            told.step("the first takes it back", |told| {
                let alert = told.wire.alerts[0].clone();
                let meant = [alert.reports[0].id];
                told.put(withdraw_by_source(alert, &meant, told.clock).into_iter().collect());
                assert_eq!(told.wire.alerts[0].reports.len(), 1);
            });
        }
        "another organisation's words come to lead, because it owns the link's host" => {
            told = Told::of([report("b", "https://a.example/1", "From the valley", &TEXT[..100])]);
            told.hears("the owner speaks", own("a", "https://a.example/1", TITLE, TEXT), Verdict::Echo);
        }
        "a changed date alone" => told.hears("a week later", dated(first(), 2024, 10, 8), Verdict::Seen),
        "other case, spacing or punctuation, or one letter of an ordinary word (the newest text is served)" => {
            told.hears("case", Report { title: TITLE.to_uppercase(), ..first() }, Verdict::Seen);
            told.hears(
                "spacing and punctuation",
                Report { summary: TEXT.replace(' ', ",  "), ..first() },
                Verdict::Seen,
            );
            let slip = TEXT.replace("shouted", "shoutet");
            told.hears("one letter", Report { summary: slip.clone(), ..first() }, Verdict::Seen);
            assert_eq!(told.first().map(|alert| alert.lead().summary.clone()), Some(slip), "the newest text is served");
        }
        "the source gives every entry another id" => {
            let renamed =
                Report { entry_id: Some("2".to_owned()), id: ReportId(Digest::of("test", &[b"2"])), ..first() };
            told.hears("it does", renamed, Verdict::Seen);
        }
        "a follow-up opens an alert of its own in the same case" => {
            told = Told::of([named(first(), "en")]);
            let mut later = named(
                dated(own("a", "https://a.example/9", "Tamsin Orrock is safe", "She came home."), 2024, 11, 20),
                "en",
            );
            later.tags.kind = Kind::Outcome;
            later.tags.urgency = Urgency::Resolved;
            told.hears("it follows", later, Verdict::FollowUp);
        }
        "an urgency fades, or a deadline passes" => {
            let mut critical = first();
            critical.tags.urgency = Urgency::Critical;
            critical.tags.deadline = critical.published.map(|day| day.day() + TimeDelta::days(3));
            told = Told::of([critical.clone()]);
            told.step("three months later it is read again", |told| {
                told.clock += TimeDelta::days(90);
                let alert = told.first().expect("it is there").clone();
                let by_now = urgency_now(&alert.tags, alert.published, told.clock, false);
                assert_ne!(by_now, alert.tags.urgency, "it has faded");
                told.wire.tell_at(critical, told.clock);
            });
        }
        "a label, a name or the way in which feeds are written changes (bytes and `ETag` change)" => {
            let mut urgent = first();
            urgent.tags.urgency = Urgency::Urgent;
            told = Told::of([urgent]);
            let tag = told.feed().0;
            told.step("a label", |told| {
                told.ctx.labels.urgencies.insert(Urgency::Urgent, "Urgent: within days".to_owned());
            });
            let relabelled = told.feed().0;
            told.step("a name", |told| "Another Wire".clone_into(&mut told.ctx.publisher.name));
            let renamed = told.feed().0;
            assert!(tag != relabelled && relabelled != renamed, "readers who ask for changes are given them");
        }
        _ => return None,
    }
    Some(told)
}

#[test]
fn an_edit_of_the_leading_report_leaves_it_leading_what_others_tell_in_their_own_words() {
    let mut told = Told::of([named(first(), "en")]);
    told.hears("another one tells it", other_words(), Verdict::SameIncident);
    let edited = Report { summary: format!("{TEXT} She is safe for now."), ..named(first(), "en") };
    told.hears("the first adds a sentence", edited, Verdict::Revised);
    let alert = told.first().expect("it is there");
    assert_eq!(alert.reports.len(), 2);
    assert!(alert.lead().summary.ends_with("safe for now.") && !alert.lead().strayed);
}

#[test]
fn every_row_of_the_table_in_the_readme_is_true() {
    let readme = include_str!("../../README.md");
    let table = readme.split("| what happens | `updated` |\n|---|---|\n").nth(1).expect("the table is there");
    let rows: Vec<(&str, &str)> = table
        .lines()
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').rsplit_once('|').expect("two columns"))
        .map(|(what, updated)| (what.trim(), updated.trim()))
        .collect();
    assert!(rows.len() > 10, "{rows:?}");
    for (row, promised) in rows {
        let told = scenario(row).unwrap_or_else(|| panic!("who tests {row:?}?"));
        assert!(!told.steps.is_empty(), "{row}");
        for Step { what, alert: [before, after], feed: [feed_before, feed_after] } in told.steps {
            let moves = match promised {
                "set" => before.is_none() && after.is_some(),
                "moves" => before < after,
                "stays" => before.is_some() && before == after,
                _ => panic!("{row}: what does {promised:?} mean?"),
            };
            assert!(
                moves,
                "{row}, {what}: promised is that `updated` {promised}, but it was {before:?} and is {after:?}"
            );
            let feed_moves = match promised {
                "set" => after == Some(feed_after),
                "moves" => feed_before < feed_after,
                _ => feed_before == feed_after,
            };
            assert!(feed_moves, "{row}, {what}: the feed was {feed_before} and is {feed_after}");
        }
    }
}
