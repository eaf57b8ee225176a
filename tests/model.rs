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
