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
