//! What is kept back, and what becomes of it.

use almenara::matching::{Keys, Knowledge, Standing, compose, decide, keep_back, release};
use almenara::model::{Alert, AlertId, AlertState, Cause, ChangeKind, Embargo, Report, Verdict};
use chrono::TimeDelta;

use super::{TEXT, now, own, report};

/// What a wire does with one report, in memory.
#[derive(Default)]
struct Desk {
    knowledge: Knowledge,
    alerts: Vec<Alert>,
}

impl Desk {
    fn tell(&mut self, report: Report, review: Option<Cause>) -> Verdict {
        let keys = Keys::of(&report);
        let decision = decide(&report, &keys, &self.knowledge);
        let standing = self.find(decision.alert);
        let (decision, hold) = keep_back(decision, &report, standing.as_ref(), review, now());
        let left = self.knowledge.learn(&decision, &report, &keys);
        let standing = Standing { alert: self.find(decision.alert), ..Standing::default() };
        if let Some((_, mut alert)) = compose(&decision, report, left, standing, true, now()).changes.into_iter().next()
        {
            alert.hold = hold;
            self.put(alert);
        }
        decision.verdict
    }

    fn find(&self, id: AlertId) -> Option<Alert> {
        self.alerts.iter().find(|alert| alert.id == id).cloned()
    }

    fn put(&mut self, alert: Alert) {
        self.knowledge.remember(&alert);
        self.alerts.retain(|known| known.id != alert.id);
        self.alerts.push(alert);
    }

    fn release(&mut self, id: AlertId) -> Vec<ChangeKind> {
        let alert = self.find(id).expect("it is there");
        let hold = alert.held().expect("it is held");
        let released = release(alert, hold, "test", &self.knowledge, |id| self.find(id), now());
        released.keys.iter().for_each(|usage| self.knowledge.recall(usage.key, usage.holder));
        let kinds = released.changes.iter().map(|(kind, _)| *kind).collect();
        released.changes.into_iter().for_each(|(_, alert)| self.put(alert));
        kinds
    }

    fn live(&self) -> usize {
        self.alerts.iter().filter(|alert| alert.state == AlertState::Live).count()
    }
}

#[test]
fn a_held_report_is_found_by_its_own_source_alone() {
    let mut desk = Desk::default();
    let link = "https://a.example/1";
    assert_eq!(desk.tell(own("a", link, "Farmer threatened", TEXT), Some(Cause::Review)), Verdict::Held);
    assert_eq!(desk.tell(own("a", link, "Farmer threatened", TEXT), Some(Cause::Review)), Verdict::Held);
    assert_eq!(desk.alerts.len(), 1, "the same one");
    assert_eq!(desk.tell(report("b", link, "Farmer threatened", TEXT), None), Verdict::New);
    assert_eq!(desk.live(), 1);
}

#[test]
fn a_newer_text_of_what_is_held_takes_its_place_and_stays_held() {
    let mut desk = Desk::default();
    let link = "https://a.example/1";
    desk.tell(own("a", link, "Farmer threatened", TEXT), Some(Cause::Review));
    assert_eq!(desk.tell(own("a", link, "Farmer and son threatened", TEXT), None), Verdict::Held);
    let alert = &desk.alerts[0];
    assert_eq!((alert.state, alert.lead().title.as_str()), (AlertState::Held, "Farmer and son threatened"));
    assert_eq!(alert.held().map(|hold| hold.cause), Some(Cause::Review));
}

#[test]
fn an_echo_under_review_joins_when_it_is_released() {
    let mut desk = Desk::default();
    let link = "https://a.example/1";
    desk.tell(report("b", link, "Farmer threatened", TEXT), None);
    assert_eq!(desk.tell(own("a", link, "Farmer threatened", TEXT), Some(Cause::Review)), Verdict::Held);
    assert_eq!(desk.alerts.iter().map(|alert| alert.reports.len()).collect::<Vec<_>>(), [1, 1]);
    let held = desk.alerts.iter().find(|alert| alert.held().is_some()).expect("one").id;
    assert!(desk.release(held).contains(&ChangeKind::Merged));
    let live: Vec<&Alert> = desk.alerts.iter().filter(|alert| alert.state == AlertState::Live).collect();
    assert_eq!((live.len(), live[0].reports.len()), (1, 2));
    assert!(desk.find(held).is_some_and(|alert| alert.held().is_none() && alert.merged.is_some()));
}

#[test]
fn what_is_released_can_be_joined_by_others() {
    let mut desk = Desk::default();
    let link = "https://a.example/1";
    desk.tell(own("a", link, "Farmer threatened", TEXT), Some(Cause::Review));
    let id = desk.alerts[0].id;
    assert_eq!(desk.release(id), [ChangeKind::New]);
    assert_eq!(desk.tell(report("b", link, "Farmer threatened", TEXT), None), Verdict::Echo);
    assert_eq!(desk.live(), 1);
}

#[test]
fn an_embargo_that_is_taken_back_ends_at_once_and_one_that_moves_moves() {
    let mut desk = Desk::default();
    let embargoed = |days| Report {
        embargo: Some(Embargo { cause: Cause::Embargo, until: Some(now() + TimeDelta::days(days)) }),
        ..own("a", "https://a.example/1", "Farmer threatened", TEXT)
    };
    desk.tell(embargoed(3), None);
    let until = |desk: &Desk| desk.alerts[0].held().and_then(|hold| hold.until);
    assert_eq!(until(&desk), Some(now() + TimeDelta::days(3)));
    desk.tell(embargoed(5), None);
    assert_eq!(until(&desk), Some(now() + TimeDelta::days(5)));
    desk.tell(own("a", "https://a.example/1", "Farmer threatened", TEXT), None);
    assert_eq!(until(&desk), Some(now()));
    assert_eq!(desk.tell(embargoed(-1), None), Verdict::Held, "it is the loop that releases");
}

#[test]
fn a_revision_of_what_is_shown_waits_under_review() {
    let mut desk = Desk::default();
    let link = "https://a.example/1";
    desk.tell(own("a", link, "Farmer threatened", TEXT), None);
    assert_eq!(desk.tell(own("a", link, "Farmer unharmed", TEXT), Some(Cause::Review)), Verdict::Held);
    let alert = &desk.alerts[0];
    assert_eq!((alert.state, alert.lead().title.as_str()), (AlertState::Live, "Farmer threatened"));
}
