//! Who is due, and when to come again.

use std::collections::BTreeMap;
use std::time::Duration;

use almenara::model::{Outcome, OutcomeKind, Poll, Source, SourceId, SourceKind, SourceUid, Tally};
use almenara::schedule::{due, next_due, next_visit};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

/// The middle of all random bits: no jitter.
const STILL: u64 = u64::MAX / 2;
const MINUTE: u64 = 60;
const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

fn noon() -> DateTime<Utc> {
    "2025-03-01T12:00:00Z".parse().expect("an instant")
}

fn after(seconds: i64) -> DateTime<Utc> {
    noon() + TimeDelta::seconds(seconds)
}

/// Usually every 30 minutes, between 15 minutes and a day.
fn source(id: &str) -> Source {
    let url = format!("https://{id}.wire.ngo/alerts").parse().expect("an address");
    Source { id: SourceId(id.to_owned()), ..Source::ad_hoc(url, SourceKind::Auto) }
}

fn outcome(kind: OutcomeKind) -> Outcome {
    Outcome {
        at: noon(),
        kind,
        message: String::new(),
        warnings: Vec::new(),
        tally: Tally::default(),
        millis: 0,
        not_before_secs: None,
    }
}

fn news() -> Outcome {
    Outcome { tally: Tally { new: 2, ..Tally::default() }, ..outcome(OutcomeKind::Ok) }
}

fn never(source: &Source) -> Poll {
    Poll::never(source.id.clone(), SourceUid::first(&source.id), source.url.clone())
}

/// A source read before, whose last interval was this long and is just over.
fn waited(source: &Source, seconds: u64) -> Poll {
    Poll {
        visited: Some(after(-(seconds as i64))),
        due: Some(noon()),
        imported: true,
        outcome: Some(outcome(OutcomeKind::Unchanged)),
        ..never(source)
    }
}

fn wait_with(source: &Source, before: &Poll, outcome: &Outcome, jitter: u64) -> u64 {
    (next_visit(source, before, outcome, noon(), jitter) - noon()).num_seconds() as u64
}

fn wait(before: &Poll, outcome: &Outcome) -> u64 {
    wait_with(&source("a"), before, outcome, STILL)
}

fn polls(list: Vec<Poll>) -> BTreeMap<SourceId, Poll> {
    list.into_iter().map(|poll| (poll.source.clone(), poll)).collect()
}

fn due_ids(sources: &[Source], known: Vec<Poll>) -> Vec<String> {
    due(sources, &polls(known), noon()).into_iter().map(|source| source.id.0.clone()).collect()
}

fn planned(source: &Source, due_in: i64) -> Poll {
    Poll { due: Some(after(due_in)), ..waited(source, HOUR) }
}

#[test]
fn a_source_never_visited_is_due_at_once_and_before_all_others() {
    let sources = [source("old"), source("new"), source("newer")];
    assert_eq!(due_ids(&sources, vec![planned(&sources[0], -DAY.cast_signed())]), ["new", "newer", "old"]);
    assert_eq!(due_ids(&sources[1..2], vec![never(&sources[1])]), ["new"]);
}

#[test]
fn the_longest_overdue_comes_first_and_the_future_waits() {
    let sources = [source("a"), source("b"), source("c"), source("d")];
    let known =
        vec![planned(&sources[0], 0), planned(&sources[1], -60), planned(&sources[2], 1), planned(&sources[3], -5)];
    assert_eq!(due_ids(&sources, known), ["b", "d", "a"]);
}

#[test]
fn a_source_that_is_switched_off_is_never_due() {
    let sources = [Source { enabled: false, ..source("a") }];
    assert_eq!(due_ids(&sources, Vec::new()), Vec::<String>::new());
    assert_eq!(next_due(&sources, &BTreeMap::new(), noon()), None);
}

#[test]
fn the_next_due_is_the_earliest_and_now_for_the_unvisited() {
    let sources = [source("a"), source("b")];
    let known = polls(vec![planned(&sources[0], 90), planned(&sources[1], 30)]);
    assert_eq!(next_due(&sources, &known, noon()), Some(after(30)));
    assert_eq!(next_due(&[source("c")], &known, noon()), Some(noon()));
}

#[test]
fn a_renamed_source_keeps_its_turn() {
    let renamed = Source { formerly: vec![SourceId("old".to_owned())], url: source("old").url, ..source("new") };
    assert_eq!(due_ids(&[renamed], vec![planned(&source("old"), 60)]), Vec::<String>::new());
}

#[test]
fn a_source_with_a_new_address_does_not_wait_out_the_old_ones_penalty() {
    let moved = Source { url: "https://elsewhere.ngo/".parse().expect("an address"), ..source("a") };
    let blocked = Poll { due: Some(after(DAY.cast_signed())), ..waited(&source("a"), 16 * MINUTE) };
    assert_eq!(due_ids(std::slice::from_ref(&moved), vec![blocked.clone()]), ["a"]);
    let just_now = Poll { visited: Some(after(-60)), ..blocked };
    assert_eq!(due_ids(&[moved], vec![just_now]), Vec::<String>::new(), "but never sooner than every_min");
}

#[test]
fn a_clock_that_was_put_back_stops_no_source() {
    let sources = [source("a"), source("b")];
    let from_the_future = Poll { visited: Some(after(7200)), due: Some(after(9000)), ..never(&sources[0]) };
    let in_ten_years = Poll { visited: Some(after(-60)), due: Some(after(315_000_000)), ..never(&sources[1]) };
    assert_eq!(due_ids(&sources, vec![from_the_future, in_ten_years]), ["a", "b"]);
    let slewed = Poll { visited: Some(after(1)), due: Some(after(1800)), ..never(&sources[0]) };
    assert_eq!(due_ids(&sources[..1], vec![slewed]), Vec::<String>::new(), "a second is no jump");
}

#[test]
fn the_first_visit_finds_history_and_teaches_nothing() {
    assert_eq!(wait(&never(&source("a")), &news()), 30 * MINUTE);
}

#[test]
fn news_halves_the_interval_down_to_the_shortest() {
    let source = source("a");
    assert_eq!(wait(&waited(&source, 30 * MINUTE), &news()), 15 * MINUTE);
    assert_eq!(wait(&waited(&source, 20 * HOUR), &news()), 15 * MINUTE, "from the usual interval, however long it was");
    assert_eq!(wait(&waited(&source, 15 * MINUTE), &news()), 15 * MINUTE);
    let revised = Outcome { tally: Tally { revised: 1, ..Tally::default() }, ..outcome(OutcomeKind::Ok) };
    assert_eq!(wait(&waited(&source, 30 * MINUTE), &revised), 15 * MINUTE);
    let seen = Outcome { tally: Tally { seen: 20, ..Tally::default() }, ..outcome(OutcomeKind::Ok) };
    assert!(wait(&waited(&source, 30 * MINUTE), &seen) >= 30 * MINUTE);
}

#[test]
fn without_news_the_interval_returns_to_the_usual_one_soon_and_grows_slowly() {
    let source = source("a");
    let mut seconds = 15 * MINUTE;
    let mut elapsed = 0;
    let mut at_usual = None;
    while elapsed < 30 * DAY {
        let next = wait(&waited(&source, seconds), &outcome(OutcomeKind::Unchanged));
        assert!(next >= seconds && next <= DAY);
        elapsed += next;
        seconds = next;
        if seconds >= 30 * MINUTE {
            at_usual.get_or_insert(elapsed);
        }
        if elapsed < DAY {
            assert!(seconds <= HOUR, "a day without news is no reason to come every {seconds} s");
        }
    }
    assert!(at_usual.is_some_and(|at| at < 2 * HOUR));
    assert!((8 * HOUR..=DAY).contains(&seconds), "after a silent month every {seconds} s");
}

#[test]
fn failures_double_the_wait_up_to_a_day_and_never_end() {
    let source = source("a");
    for kind in [OutcomeKind::Failing, OutcomeKind::Unreadable] {
        let waits: Vec<_> =
            (0..8).map(|failures| wait(&Poll { failures, ..waited(&source, HOUR) }, &outcome(kind)) / MINUTE).collect();
        assert_eq!(waits, [30, 60, 120, 240, 480, 960, 1440, 1440]);
        assert_eq!(wait(&Poll { failures: u32::MAX, ..waited(&source, HOUR) }, &outcome(kind)), DAY);
    }
}

#[test]
fn after_a_failure_the_usual_interval_holds_again() {
    let before = Poll { outcome: Some(outcome(OutcomeKind::Failing)), ..waited(&source("a"), 16 * HOUR) };
    assert_eq!(wait(&before, &outcome(OutcomeKind::Unchanged)), 30 * MINUTE * 102 / 100);
}

#[test]
fn the_blocked_and_the_gone_are_knocked_at_once_a_day() {
    for kind in [OutcomeKind::Blocked, OutcomeKind::Gone] {
        assert_eq!(wait(&waited(&source("a"), HOUR), &outcome(kind)), DAY);
    }
}

#[test]
fn what_the_server_asks_is_honoured_up_to_a_day() {
    let asking = |kind, seconds| Outcome { not_before_secs: Some(seconds), ..outcome(kind) };
    let before = waited(&source("a"), 30 * MINUTE);
    assert_eq!(wait(&before, &asking(OutcomeKind::Failing, 5 * HOUR)), 5 * HOUR);
    assert_eq!(wait(&before, &asking(OutcomeKind::Failing, 60)), 30 * MINUTE, "never sooner than we would");
    assert_eq!(wait(&before, &asking(OutcomeKind::Failing, u64::MAX)), DAY);
    assert_eq!(wait(&before, &asking(OutcomeKind::Unchanged, 2 * HOUR)), 2 * HOUR);
    let eager = Source { every_max: Duration::from_secs(HOUR), ..source("a") };
    let wait = |kind| wait_with(&eager, &before, &asking(kind, 10 * HOUR), STILL);
    assert_eq!(wait(OutcomeKind::Ok), HOUR, "a promise that nothing changes is advice");
    assert_eq!(wait(OutcomeKind::Failing), 10 * HOUR, "a request to stay away is not");
    assert_eq!(
        wait_with(&eager, &before, &asking(OutcomeKind::Failing, 10 * HOUR), 0),
        10 * HOUR,
        "jitter shortens it not"
    );
}

#[test]
fn an_interval_the_server_imposed_is_not_learnt() {
    let imposed = Outcome { not_before_secs: Some(20 * HOUR), ..outcome(OutcomeKind::Ok) };
    let before = Poll { outcome: Some(imposed), ..waited(&source("a"), 20 * HOUR) };
    assert_eq!(wait(&before, &outcome(OutcomeKind::Unchanged)), 30 * MINUTE * 102 / 100);
}

#[test]
fn jitter_spreads_by_a_tenth_to_either_side() {
    let (source, unchanged) = (source("a"), outcome(OutcomeKind::Blocked));
    let before = waited(&source, HOUR);
    assert_eq!(wait_with(&source, &before, &unchanged, 0), DAY * 9 / 10);
    assert_eq!(wait_with(&source, &before, &unchanged, u64::MAX), DAY * 11 / 10);
}

fn kinds() -> impl Strategy<Value = OutcomeKind> {
    use OutcomeKind::{Blocked, Failing, Gone, Ok, Unchanged, Unreadable};
    proptest::sample::select(vec![Ok, Unchanged, Blocked, Gone, Failing, Unreadable])
}

proptest! {
    #[test]
    fn no_visit_ever_comes_too_soon_nor_beyond_what_is_believed(
        kind in kinds(),
        (every, every_min, every_max) in (0..=u64::MAX, 0..=u64::MAX, 0..=u64::MAX).prop_map(|(a, b, c)| (a >> (a % 64), b >> (b % 64), c >> (c % 64))),
        (visited, planned) in (any::<i32>(), any::<i32>()),
        (failures, new, asked, jitter) in (any::<u32>(), any::<u32>(), any::<Option<u64>>(), any::<u64>()),
    ) {
        let [every, every_min, every_max] = [every, every_min, every_max].map(Duration::from_secs);
        let source = Source { every, every_min, every_max, ..source("a") };
        let before = Poll {
            visited: Some(after(visited.into())),
            due: Some(after(planned.into())),
            failures,
            imported: true,
            outcome: Some(outcome(OutcomeKind::Ok)),
            ..never(&source)
        };
        let outcome = Outcome { tally: Tally { new, ..Tally::default() }, not_before_secs: asked, ..outcome(kind) };
        let next = next_visit(&source, &before, &outcome, noon(), jitter);
        if let Ok(shortest) = TimeDelta::from_std(every.min(every_min)) {
            let earliest = noon().checked_add_signed(shortest).unwrap_or(DateTime::<Utc>::MAX_UTC);
            prop_assert!(next >= earliest, "{next} is before {earliest}");
        }
        // What was planned is not mistaken for a clock gone wrong.
        let planned = Poll { visited: Some(noon()), due: Some(next), ..before };
        let is_due = !due([&source], &polls(vec![planned]), noon()).is_empty();
        prop_assert_eq!(is_due, next <= noon());
    }
}
