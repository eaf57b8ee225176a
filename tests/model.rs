//! What the nouns say of themselves.

use almenara::model::{Basis, Field, Kind, OutcomeKind, Urgency, Verdict, http_date};
use serde::Serialize;

fn agree<T: Serialize + Copy>(values: &[T], term: fn(T) -> &'static str) {
    for &value in values {
        assert_eq!(serde_json::to_value(value).expect("a string"), term(value));
    }
}

#[test]
fn a_term_is_what_is_written_down() {
    agree(&Urgency::ALL, Urgency::term);
    agree(&Kind::ALL, Kind::term);
    agree(&[Basis::Stated, Basis::Inferred, Basis::Default], Basis::term);
    use Field::{Category, Config, Content, Date, Id, Link, Markup, Summary, Title};
    agree(&[Title, Summary, Content, Link, Category, Date, Id, Markup, Config], Field::term);
    use OutcomeKind::{Blocked, Failing, Gone, Ok, Unchanged, Unreadable};
    agree(&[Ok, Unchanged, Blocked, Gone, Failing, Unreadable], OutcomeKind::term);
    use Verdict::{Echo, FollowUp, Held, New, Revised, SameIncident, Seen, Translation};
    agree(&[New, Revised, Echo, Translation, SameIncident, FollowUp, Seen, Held], Verdict::term);
}

#[test]
fn a_date_of_http_is_read_in_three_forms_and_written_in_one() {
    let written = "Sat, 02 May 2026 18:00:00 GMT";
    let at = http_date::parse(written).expect("a date");
    assert_eq!(http_date::write(at), written);
    for same in ["Saturday, 02-May-26 18:00:00 GMT", "Sat May  2 18:00:00 2026", " Sat, 02 May 2026 18:00:00 GMT"] {
        assert_eq!(http_date::parse(same), Some(at), "{same}");
    }
    for none in ["", "2026-05-02T18:00:00Z", "Mon, 02 May 2026 18:00:00 GMT", "Sat, 02 May 2026 18:00:00 CET"] {
        assert_eq!(http_date::parse(none), None, "{none}");
    }
}

#[test]
fn an_alert_remembers_what_it_was_filed_under_and_until_when() {
    use almenara::model::{AlertState, Filter, Former, Urgency};
    use chrono::TimeDelta;

    let mut alert = crate::support::alerts::alert(1, "2026-05-02T10:00:00Z");
    let at = alert.updated;
    alert.settle(at);
    assert_eq!((alert.filed.as_ref(), alert.former.len()), (Some(&alert.facets()), 0));
    let before = alert.facets();
    alert.tags.urgency = if before.urgency == Urgency::Critical { Urgency::Resolved } else { Urgency::Critical };
    alert.settle(at + TimeDelta::hours(1));
    assert_eq!(alert.former, [Former { facets: before.clone(), until: at + TimeDelta::hours(1) }]);
    let followed = Filter { urgencies: vec![before.urgency], ..Filter::default() };
    assert!(followed.admits(&alert.former[0].facets) && !followed.admits(&alert.facets()));

    alert.state = AlertState::Withdrawn;
    alert.settle(at + TimeDelta::hours(2));
    assert_eq!((&alert.filed, alert.former.len()), (&None, 2));
    alert.state = AlertState::Live;
    alert.settle(at + TimeDelta::days(365));
    assert_eq!(alert.former.len(), 2, "nothing was left, so nothing is forgotten");
    alert.tags.urgency = before.urgency;
    alert.settle(at + TimeDelta::days(366));
    assert_eq!(alert.former.len(), 1, "what lies too far back is forgotten");
}

/// A step of a case: a day of May 2026, what type of message it is and how pressing it was.
fn step(day: u32, kind: Kind, urgency: Urgency) -> almenara::model::Alert {
    let mut alert = crate::support::alerts::alert(day, &format!("2026-05-{day:02}T12:00:00Z"));
    (alert.tags.kind, alert.tags.urgency) = (kind, urgency);
    alert
}

#[test]
fn a_case_is_open_until_a_good_end_is_told_and_again_when_something_more_happens() {
    use almenara::model::{AlertState, case_state, is_resolved};
    let at = |day| crate::support::alerts::at(&format!("2026-05-{day:02}T18:00:00Z"));
    let state = |case: &[almenara::model::Alert], day| {
        let state = case_state(case, at(day));
        assert_eq!(state.open, state.closed_by.is_none());
        let mut turned = case.to_vec();
        turned.reverse();
        assert_eq!(case_state(&turned, at(day)), state, "in whatever order they come");
        (state.closed_by, state.urgency)
    };
    let arrest = step(2, Kind::Alert, Urgency::Critical);
    let trial = step(4, Kind::Update, Urgency::Elevated);
    let release = step(6, Kind::Outcome, Urgency::Resolved);
    let mut case = vec![arrest.clone(), trial];
    assert_eq!(state(&[], 6), (None, Urgency::Unknown));
    assert_eq!(state(&case, 6), (None, Urgency::Critical));
    assert_eq!(state(&case, 24), (None, Urgency::Urgent), "it fades as its alerts do");
    case.push(release.clone());
    assert_eq!(state(&case, 6), (Some(release.id), Urgency::Resolved));
    assert!(case[..2].iter().all(|alert| is_resolved(alert, &case)) && !is_resolved(&release, &case));

    // Nothing that only speaks of it opens it again.
    for (kind, urgency) in
        [(Kind::Correction, Urgency::Routine), (Kind::Statement, Urgency::Urgent), (Kind::News, Urgency::Routine)]
    {
        let mut case = case.clone();
        case.push(step(7, kind, urgency));
        assert_eq!(state(&case, 8).0, Some(release.id), "{kind}");
    }
    // A report of the arrest that comes to the wire late does not either.
    let mut late = case.clone();
    late.push(step(3, Kind::Alert, Urgency::Critical));
    assert_eq!(state(&late, 8).0, Some(release.id));

    let mut again = case.clone();
    again.push(step(9, Kind::Update, Urgency::Elevated));
    assert_eq!(state(&again, 9), (None, Urgency::Elevated), "what was before the release presses no more");
    again.push(step(10, Kind::Alert, Urgency::Critical));
    assert_eq!(state(&again, 10), (None, Urgency::Critical));
    let stop = step(12, Kind::Outcome, Urgency::Resolved);
    again.push(stop.clone());
    assert_eq!(state(&again, 12).0, Some(stop.id));

    // A release that was taken back, or is kept back, has ended nothing.
    for hidden in [AlertState::Withdrawn, AlertState::Held, AlertState::Merged] {
        case[2].state = hidden;
        assert_eq!(state(&case, 6), (None, Urgency::Critical));
    }
    // A sentence is an outcome, but no good one.
    assert_eq!(state(&[arrest, step(5, Kind::Outcome, Urgency::Elevated)], 6), (None, Urgency::Critical));
}
