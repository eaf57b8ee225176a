//! Who is due, and when to come again.

mod recheck;

use std::collections::BTreeMap;
use std::time::Duration;

use almenara::model::{Moved, Outcome, OutcomeKind, Poll, Rhythm, Source, SourceId, SourceKind, SourceUid, Tally};
use almenara::schedule::{due, last_round, moved, moved_words, next_due, plan};
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
        urgent: false,
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
        rhythm: Rhythm { news: Some(after(-(seconds as i64))), ..Rhythm::default() },
        outcome: Some(outcome(OutcomeKind::Unchanged)),
        ..never(source)
    }
}

fn wait_with(source: &Source, before: &Poll, outcome: &Outcome, jitter: u64) -> u64 {
    (plan(source, before, outcome, None, noon(), jitter).due - noon()).num_seconds() as u64
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
fn right_after_news_the_next_visit_comes_sooner() {
    let source = source("a");
    let rhythm = |silent: i64| Rhythm { news: Some(after(-silent)), gap_secs: Some(3 * DAY), eager: 0 };
    let before = |silent| Poll { rhythm: rhythm(silent), ..waited(&source, 30 * MINUTE) };
    assert_eq!(wait(&before(40 * HOUR.cast_signed()), &news()), 15 * MINUTE, "news come in company");
    let revised = Outcome { tally: Tally { revised: 1, ..Tally::default() }, ..outcome(OutcomeKind::Ok) };
    assert_eq!(wait(&before(40 * HOUR.cast_signed()), &revised), 15 * MINUTE);
    let seen = Outcome { tally: Tally { seen: 20, ..Tally::default() }, ..outcome(OutcomeKind::Ok) };
    let quarter = wait(&before(15 * 60), &seen);
    assert!((22 * MINUTE..24 * MINUTE).contains(&quarter), "{quarter}");
    assert!((30 * MINUTE..32 * MINUTE).contains(&wait(&before(HOUR.cast_signed()), &seen)));
}

/// Visits a source that has news at these seconds; how often it was visited, and the mean time news waited, in seconds.
fn simulate(source: &Source, end: u64, news_at: impl Fn(u64) -> u64) -> (u64, u64) {
    let start = noon();
    let mut poll = Poll { imported: true, ..never(source) };
    let (mut now, mut visits, mut told, mut waited) = (0, 0, 0, 0);
    while now < end {
        let mut found = 0;
        while news_at(told + found) <= now {
            waited += now - news_at(told + found);
            found += 1;
        }
        told += found;
        let tally = Tally { new: found as u32, ..Tally::default() };
        let kind = if found > 0 { OutcomeKind::Ok } else { OutcomeKind::Unchanged };
        let at = start + TimeDelta::seconds(now as i64);
        let plan = plan(source, &poll, &Outcome { tally, ..outcome(kind) }, None, at, STILL);
        poll.rhythm = plan.rhythm;
        (poll.visited, poll.due) = (Some(at), Some(plan.due));
        visits += 1;
        now = (plan.due - start).num_seconds() as u64;
    }
    (visits, waited / told.max(1))
}

#[test]
fn the_interval_follows_the_habit_of_the_source() {
    let source = Source { every_min: Duration::from_mins(5), ..source("a") };
    let (busy, waited) = simulate(&source, 30 * DAY, |n| n * 40 * MINUTE + 7);
    assert!((90..=160).contains(&(busy / 30)), "news every 40 minutes: {} visits a day", busy / 30);
    assert!(waited < 10 * MINUTE, "{waited}");
    let (weekly, waited) = simulate(&source, 70 * DAY, |n| n * 7 * DAY + 7);
    assert!((8..=40).contains(&(weekly / 70)), "news every week: {} visits a day", weekly / 70);
    assert!(waited < 4 * HOUR, "{waited}");
    let (silent, _) = simulate(&source, 365 * DAY, |_| u64::MAX);
    assert!((365..=2000).contains(&silent), "no news for a year: {silent} visits");
}

#[test]
fn without_news_the_interval_grows_slowly_with_the_silence() {
    let source = source("a");
    let silent = |seconds: u64| {
        let rhythm = Rhythm { news: Some(after(-(seconds as i64))), gap_secs: Some(DAY), eager: 0 };
        wait(&Poll { rhythm, ..waited(&source, HOUR) }, &outcome(OutcomeKind::Unchanged))
    };
    assert!(silent(DAY) <= HOUR, "a day without news is no reason to come more rarely than every hour");
    assert!((8 * HOUR..=DAY).contains(&silent(30 * DAY)), "after a silent month every {} s", silent(30 * DAY));
    assert_eq!(silent(3000 * DAY), DAY);
}

#[test]
fn after_something_urgent_some_visits_come_as_soon_as_the_operator_allows() {
    let source = Source { every_min: Duration::from_mins(2), ..source("a") };
    let urgent = Outcome { urgent: true, ..news() };
    let first = plan(&source, &waited(&source, HOUR), &urgent, None, noon(), STILL);
    assert_eq!(first.due, after(120));
    let mut poll = Poll { rhythm: first.rhythm, ..waited(&source, 2 * MINUTE) };
    let mut soon = 1;
    loop {
        let next = plan(&source, &poll, &outcome(OutcomeKind::Unchanged), Some(Duration::from_hours(2)), noon(), STILL);
        poll.rhythm = next.rhythm;
        if next.due > after(120) {
            assert_eq!(next.due, after(7200), "then what the feed asks for counts again");
            break;
        }
        soon += 1;
    }
    assert_eq!(soon, 8);
    let asked = Outcome { not_before_secs: Some(HOUR), ..urgent };
    let next = plan(&source, &waited(&source, HOUR), &asked, None, noon(), STILL);
    assert_eq!(next.due, after(3600), "what the server promises of this very answer holds all the same");
}

#[test]
fn what_a_feed_asks_for_holds_within_what_the_operator_allows() {
    let before = waited(&source("a"), 30 * MINUTE);
    let ask = |hours, kind| {
        let plan = plan(&source("a"), &before, &outcome(kind), Some(Duration::from_hours(hours)), noon(), STILL);
        (plan.due - noon()).num_seconds() as u64
    };
    assert_eq!(ask(3, OutcomeKind::Ok), 3 * HOUR);
    assert_eq!(ask(3, OutcomeKind::Unchanged), 3 * HOUR);
    assert_eq!(ask(24 * 30, OutcomeKind::Ok), DAY);
    assert_eq!(ask(3, OutcomeKind::Failing), 30 * MINUTE, "a failure is tried again as if it had said nothing");
}

#[test]
fn a_source_that_is_gone_for_good_is_left_alone_until_its_settings_change() {
    let here = source("a");
    let retired = Poll { retired: true, ..planned(&here, -60) };
    assert_eq!(due_ids(std::slice::from_ref(&here), vec![retired.clone()]), Vec::<String>::new());
    assert_eq!(next_due([&here], &polls(vec![retired.clone()]), noon()), None);
    let elsewhere = Source { url: "https://elsewhere.ngo/".parse().expect("an address"), ..source("a") };
    assert_eq!(due_ids(&[elsewhere], vec![retired]), ["a"]);
}

#[test]
fn failures_double_the_wait_up_to_a_day_and_never_end() {
    let source = source("a");
    for kind in [OutcomeKind::Failing, OutcomeKind::Unreadable, OutcomeKind::Gone] {
        let waits: Vec<_> =
            (0..8).map(|failures| wait(&Poll { failures, ..waited(&source, HOUR) }, &outcome(kind)) / MINUTE).collect();
        assert_eq!(waits, [30, 60, 120, 240, 480, 960, 1440, 1440]);
        assert_eq!(wait(&Poll { failures: u32::MAX, ..waited(&source, HOUR) }, &outcome(kind)), DAY);
    }
}

#[test]
fn a_failure_teaches_nothing() {
    let rhythm = Rhythm { news: Some(after(-7200)), gap_secs: Some(HOUR), eager: 3 };
    for kind in [OutcomeKind::Failing, OutcomeKind::Unreadable, OutcomeKind::Gone, OutcomeKind::Blocked] {
        let before = Poll { rhythm, ..waited(&source("a"), HOUR) };
        assert_eq!(plan(&source("a"), &before, &outcome(kind), None, noon(), STILL).rhythm, rhythm);
    }
}

#[test]
fn the_blocked_are_knocked_at_once_a_day() {
    assert_eq!(wait(&waited(&source("a"), HOUR), &outcome(OutcomeKind::Blocked)), DAY);
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

/// What is remembered of a move after visits at these hours that ended so.
fn after_visits(source: &Source, visits: &[(i64, OutcomeKind, Option<&str>)]) -> Option<Moved> {
    let mut poll = Poll { imported: true, ..never(source) };
    for (hour, kind, to) in visits {
        let to = to.map(|to| to.parse().expect("an address"));
        poll.moved = moved(source, &poll, &outcome(*kind), to.as_ref(), after(hour * 3600));
        poll.failures = if kind.is_well() { 0 } else { poll.failures + 1 };
    }
    poll.moved
}

#[test]
fn an_address_that_says_for_a_week_that_it_has_moved_is_followed_within_its_domain() {
    use OutcomeKind::{Failing, Gone, Ok, Unchanged};
    let source = source("a");
    let there = Some("https://news.wire.ngo/alerts");
    let week: Vec<_> = [0, 30, 60, 100, 140, 168].map(|hour| (hour, Ok, there)).to_vec();
    let followed = after_visits(&source, &week).expect("a move");
    assert!(followed.followed && followed.since == noon());
    let poll = Poll { moved: Some(followed.clone()), ..never(&source) };
    assert_eq!(poll.address(&source).as_str(), "https://news.wire.ngo/alerts");
    assert!(moved_words(&source, poll.moved.as_ref()).is_some_and(|words| words.contains("is read there")));
    let renamed = Source { url: "https://other.ngo/".parse().expect("an address"), ..source.clone() };
    assert_eq!(poll.address(&renamed), &renamed.url, "another address in the configuration is what counts");

    let not_followed: [&[_]; 5] = [
        &week[..5],
        &[(0, Ok, there), (400, Ok, there)],
        &[&week[..4], &[(150, Ok, Some("https://x.wire.ngo/")), (168, Ok, there), (170, Unchanged, there)]].concat(),
        &[&week[..4], &[(150, Ok, None), (168, Ok, there)]].concat(),
        &week.iter().map(|(hour, kind, _)| (*hour, *kind, Some("https://wire.org/alerts"))).collect::<Vec<_>>(),
    ];
    for visits in not_followed {
        let moved = after_visits(&source, visits).expect("a move");
        assert!(!moved.followed, "{visits:?}");
        let poll = Poll { moved: Some(moved), ..never(&source) };
        assert_eq!(poll.address(&source), &source.url);
    }
    let between: Vec<_> = week.iter().flat_map(|visit| [(visit.0, Failing, None), *visit]).collect();
    assert!(after_visits(&source, &between).expect("a move").followed, "a visit without an answer says nothing");

    let then = |more: &[(i64, OutcomeKind, Option<&str>)]| after_visits(&source, &[&week[..], more].concat());
    assert!(then(&[(200, Ok, None), (220, Failing, None), (230, Failing, None)]).is_some_and(|moved| moved.followed));
    assert_eq!(then(&[(200, Failing, None), (210, Failing, None), (220, Failing, None)]), None, "back to the old one");
    assert_eq!(then(&[(200, Gone, None)]), None);
    let on = then(&[(200, Ok, Some("https://z.wire.ngo/"))]).expect("a move");
    assert!(!on.followed && on.to.as_str() == "https://z.wire.ngo/", "a second move starts over");
}

#[test]
fn a_move_to_somebody_elses_domain_is_the_operators_to_decide() {
    let source = source("a");
    let away: Vec<_> = (0..40).map(|day| (day * 24, OutcomeKind::Ok, Some("https://wire.org/alerts"))).collect();
    let moved = after_visits(&source, &away);
    assert!(moved.as_ref().is_some_and(|moved| !moved.followed && moved.visits == 40));
    let words = moved_words(&source, moved.as_ref()).expect("words");
    assert!(words.contains("somebody else's") && words.contains("2025-03-01"), "{words}");
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
        (news, gap_secs, eager, urgent) in (any::<Option<i32>>(), any::<Option<u64>>(), any::<u32>(), any::<bool>()),
    ) {
        let [every, every_min, every_max] = [every, every_min, every_max].map(Duration::from_secs);
        let source = Source { every, every_min, every_max, ..source("a") };
        let before = Poll {
            visited: Some(after(visited.into())),
            due: Some(after(planned.into())),
            failures,
            rhythm: Rhythm { news: news.map(|news| after(news.into())), gap_secs, eager },
            imported: true,
            outcome: Some(outcome(OutcomeKind::Ok)),
            ..never(&source)
        };
        let outcome = Outcome { tally: Tally { new, ..Tally::default() }, not_before_secs: asked, urgent, ..outcome(kind) };
        let refresh = asked.map(Duration::from_secs);
        let next = plan(&source, &before, &outcome, refresh, noon(), jitter).due;
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

#[test]
fn a_round_is_complete_while_everybody_is_asked_in_time() {
    let sources = [source("a"), source("b")];
    let poll = |source: &Source, visited: i64, due: i64| {
        let poll = Poll { visited: Some(after(visited)), due: Some(after(due)), ..never(source) };
        (source.id.clone(), poll)
    };
    let round = |polls: &[(SourceId, Poll)]| last_round(&sources, &polls.iter().cloned().collect(), noon());
    assert_eq!(round(&[]), None);
    assert_eq!(round(&[poll(&sources[0], -60, 1800)]), None, "one was never asked");
    assert_eq!(round(&[poll(&sources[0], -60, 1800), poll(&sources[1], -7200, 600)]), Some(after(-60)));
    let in_hand = [poll(&sources[0], -60, 1800), poll(&sources[1], -7200, -30)];
    assert_eq!(round(&in_hand), Some(after(-60)), "a visit takes a while");
    let stuck = [poll(&sources[0], -60, 1800), poll(&sources[1], -7200, -3600)];
    assert_eq!(round(&stuck), Some(after(-3600)), "one should have been asked an hour ago");
    let standing = [poll(&sources[0], -90_000, -88_200), poll(&sources[1], -89_000, -87_000)];
    assert_eq!(round(&standing), Some(after(-89_000)), "nobody was asked for a day");

    let mut gone = poll(&sources[1], -90_000, -80_000);
    gone.1.retired = true;
    assert_eq!(round(&[poll(&sources[0], -60, 1800), gone]), Some(after(-60)));
    let off = [source("a"), Source { enabled: false, ..source("b") }];
    let polls = BTreeMap::from([poll(&off[0], -60, 1800)]);
    assert_eq!(last_round(&off, &polls, noon()), Some(after(-60)));
}
