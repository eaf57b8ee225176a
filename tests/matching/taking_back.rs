//! Taking back, undoing it, and what belongs to what was taken back.

use almenara::matching::{
    Decision, Keys, Knowledge, Standing, compose, decide, keep_back, release, restore, withdraw, withdraw_by_source,
};
use almenara::model::{
    Alert, AlertState, Because, Cause, ChangeKind, Hold, Report, Retraction, Stated, Urgency, Verdict,
};

use super::{TEXT, now, report};

const OTHER: &str =
    "The assembly of Valdesombra says that Tamsin Orrock was followed home by three men last night and threatened.";

fn opened(report: Report) -> Alert {
    let keys = Keys::of(&report);
    let mut knowledge = Knowledge::default();
    let decision = decide(&report, &keys, &knowledge);
    let left = knowledge.learn(&decision, &report, &keys);
    compose(&decision, report, left, Standing::default(), true, now()).changes.remove(0).1
}

/// An alert of two organisations, the one that is to take it back first.
fn shared() -> Alert {
    let mut first = report("alder", "https://alder.example/1", "Tamsin Orrock threatened", TEXT);
    first.own_link = true;
    first.tags.urgency = Urgency::Urgent;
    let mut alert = opened(first);
    alert.reports.push(report("birch", "https://birch.example/1", "Threats in Valdesombra", OTHER));
    alert
}

fn retraction(because: Because) -> Retraction {
    Retraction { because, at: now(), confirmed: true, note: None }
}

/// What becomes of a report when an alert stands under the keys that it left when it was told first.
fn told(first: &Alert, alert: &Alert, report: &Report) -> (Decision, Option<Cause>, Vec<(ChangeKind, Alert)>) {
    let mut knowledge = Knowledge::default();
    for known in &first.reports {
        for key in Keys::of(known).asked() {
            knowledge.recall(key, almenara::model::KeyHolder { alert: alert.id, report: known.id });
        }
    }
    knowledge.remember(alert);
    let keys = Keys::of(report);
    let (decision, hold) = keep_back(decide(report, &keys, &knowledge), report, Some(alert), None, now());
    let left = knowledge.learn(&decision, report, &keys);
    let standing = Standing { alert: (decision.alert == alert.id).then(|| alert.clone()), ..Standing::default() };
    let composed = compose(&decision, report.clone(), left, standing, true, now());
    assert!(!composed.keys.is_empty(), "it is found again");
    (decision, hold.map(|hold| hold.cause), composed.changes)
}

#[test]
fn a_source_takes_back_what_it_said_and_others_go_on_saying_theirs() {
    let alert = shared();
    let [first, second] = [alert.reports[0].id, alert.reports[1].id];
    let (kind, mine) = withdraw_by_source(alert.clone(), &[first], now()).expect("it said something");
    assert_eq!((kind, mine.state, mine.lead().id), (ChangeKind::Revised, AlertState::Live, second));
    assert_eq!((mine.hidden.len(), mine.tags.urgency), (1, Urgency::Unknown));
    assert!(mine.updated > alert.updated);
    assert_eq!(withdraw_by_source(mine.clone(), &[first], now()), None, "once is enough");
    // Read again it stays hidden, and its newer text is kept aside.
    let mut again = alert.reports[0].clone();
    let (decision, _, changes) = told(&alert, &mine, &again);
    assert_eq!((decision.verdict, changes.len()), (Verdict::Seen, 0));
    "Tamsin Orrock has left the town and is safe, says the assembly; nobody has been arrested."
        .clone_into(&mut again.summary);
    let (decision, _, changes) = told(&alert, &mine, &again);
    assert_eq!((decision.verdict, changes[0].0), (Verdict::Revised, ChangeKind::Joined));
    assert_eq!((changes[0].1.reports.len(), &changes[0].1.hidden[0].summary), (1, &again.summary));

    let back = restore(mine, now()).expect("something to bring back");
    assert_eq!((&back.reports, &back.tags.urgency, back.hidden.len()), (&alert.reports, &Urgency::Urgent, 0));
    let (kind, none) = withdraw_by_source(alert.clone(), &[first, second], now()).expect("they said something");
    assert_eq!((kind, none.state), (ChangeKind::Withdrawn, AlertState::Withdrawn));
    assert_eq!(none.waits().map(|hold| hold.cause), Some(Cause::Withdrawn));
    assert!(none.reports.iter().all(|report| report.title == Report::BLANK && report.summary.is_empty()));
    assert_eq!(restore(none, now()).map(|back| (back.reports, back.state)), Some((alert.reports, AlertState::Live)));
}

#[test]
fn copies_of_what_was_taken_back_are_left_alone_and_others_own_words_wait() {
    let first = shared();
    let alert = withdraw(first.clone(), retraction(Because::Error), now());
    let copy = report("cedar", "https://cedar.example/1", "Tamsin Orrock threatened", TEXT);
    let (decision, hold, changes) = told(&first, &alert, &copy);
    assert_eq!((decision.verdict, hold, changes), (Verdict::Seen, None, Vec::new()));
    let standing = Decision { verdict: Verdict::SameIncident, alert: alert.id, ..decision };
    let (held, hold) = keep_back(standing, &copy, Some(&alert), None, now());
    assert_eq!((held.verdict, hold.map(|hold| hold.cause)), (Verdict::Held, Some(Cause::TakenBack)));
    assert_ne!(held.alert, alert.id);
}

#[test]
fn what_was_taken_back_for_safety_leaves_no_word_and_lets_nothing_of_it_in() {
    let alert = shared();
    let gone = withdraw(alert.clone(), retraction(Because::Safety), now());
    let json = serde_json::to_string(&gone).expect("it serialises");
    for word in ["Tamsin", "Orrock", "Valdesombra", "alder.example/1", "three men"] {
        assert!(!json.to_lowercase().contains(&word.to_lowercase()), "{word}: {json}");
    }
    assert_eq!((gone.tags.urgency, gone.facets().networks), (Urgency::Urgent, alert.facets().networks));
    assert_eq!(restore(gone.clone(), now()), None);
    let mut again = alert.reports[0].clone();
    "Other words, the same entry.".clone_into(&mut again.summary);
    let copy = report("cedar", "https://cedar.example/1", "Tamsin Orrock threatened", TEXT);
    for told_again in [alert.reports[0].clone(), again, copy] {
        let (decision, hold, changes) = told(&alert, &gone, &told_again);
        assert_eq!((decision.verdict, hold, changes), (Verdict::Seen, None, Vec::new()), "{}", told_again.source);
    }
}

#[test]
fn what_the_operator_says_comes_before_what_reports_say() {
    let mut alert = shared();
    alert.stated = Stated { urgency: Some(Urgency::Resolved), ..Stated::default() };
    let mut again = alert.reports[0].clone();
    "Tamsin Orrock has left the town and is safe, says the assembly; nobody has been arrested."
        .clone_into(&mut again.summary);
    again.tags.urgency = Urgency::Critical;
    let (_, _, changes) = told(&alert, &alert, &again);
    assert_eq!(changes[0].1.tags.urgency, Urgency::Resolved);
    assert!(changes[0].1.tags.reasons.iter().any(|reason| reason.rule == "operator"));
}

#[test]
fn what_waits_for_its_time_does_not_bring_back_what_was_taken_back_meanwhile() {
    let alert = shared();
    let gone = withdraw(alert.clone(), retraction(Because::Safety), now());
    let mut knowledge = Knowledge::default();
    for key in Keys::of(&alert.reports[0]).asked() {
        knowledge.recall(key, almenara::model::KeyHolder { alert: gone.id, report: alert.reports[0].id });
    }
    knowledge.remember(&gone);
    let mut held = opened(report("cedar", "https://cedar.example/1", "Tamsin Orrock threatened", TEXT));
    held.state = AlertState::Held;
    let hold = Hold { cause: Cause::Embargo, since: now(), until: Some(now()) };
    held.hold = Some(hold);
    let released = release(held, hold, "embargo-over", &knowledge, |_| None, now());
    let (kind, waits) = &released.changes[0];
    assert_eq!((*kind, waits.held().map(|hold| hold.cause)), (ChangeKind::Joined, Some(Cause::TakenBack)));
    assert!(released.keys.is_empty());
}

#[test]
fn a_copy_goes_with_what_it_copies_and_takes_nothing_of_that_along() {
    let later = |mut report: Report, hours: i64| {
        report.first_seen += chrono::TimeDelta::hours(hours);
        report
    };
    let own = |source: &str| {
        let mut report = report(source, &format!("https://{source}.example/1"), "Tamsin Orrock threatened", TEXT);
        report.own_link = true;
        report
    };
    let mut alert = opened(own("alder"));
    alert.reports.push(later(own("birch"), 2));
    alert.reports.push(later(report("cedar", "https://alder.example/1", "Tamsin Orrock threatened", TEXT), -2));
    let [first, second, third] = [alert.reports[0].id, alert.reports[1].id, alert.reports[2].id];
    let gone = |report| {
        withdraw_by_source(alert.clone(), &[report], now()).map(|(_, alert)| (alert.state, alert.hidden.len()))
    };
    assert_eq!(gone(first), Some((AlertState::Withdrawn, 3)), "the others say nothing of their own");
    assert_eq!(gone(third), Some((AlertState::Live, 1)), "who cites another's link has copied it, however early");
    assert_eq!(gone(second), Some((AlertState::Live, 2)), "and nothing goes with a copy but its own copies");
    // A copy that was met first is dated later than what it copies.
    let mut early = alert.clone();
    early.reports[1] = later(own("birch"), -1);
    for (report, day) in early.reports.iter_mut().zip(["2024-10-01T08:00:00Z", "2024-10-01T09:00:00Z"]) {
        report.published_at = day.parse().expect("an instant");
        report.published = Some(almenara::model::Moment::Second(day.parse().expect("an instant")));
    }
    let (_, left) = withdraw_by_source(early, &[second], now()).expect("it said something");
    assert!(left.reports.iter().any(|report| report.id == first), "{left:?}");
}
