//! Pages of cases over real sockets.

use almenara::model::{ChangeKind, Kind, Urgency};
use almenara::publish::Extras;

use super::api::Newsroom;
use crate::support::alerts::{alert, context};

#[tokio::test]
async fn a_case_has_a_page_in_the_order_of_events_that_every_alert_of_it_leads_to() {
    let newsroom = Newsroom::open(context(), Extras::default()).await;
    let wire = &newsroom.wire;
    let first = alert(1, "2026-05-03T12:00:00Z");
    newsroom.tell(first.updated, vec![(ChangeKind::New, first.clone())]).await;
    let mut released = alert(3, "2026-06-01T12:00:00Z");
    released.case = Some(first.id);
    released.related = vec![alert(4, "2026-06-01T12:00:00Z").id];
    released.tags.urgency = Urgency::Resolved;
    released.tags.kind = Kind::Outcome;
    let path = format!("/case/{}", first.id);
    let page = |answer: super::Answer| String::from_utf8(answer.body).expect("text");
    let before = page(wire.get(&path, &[]).await);
    assert!(before.contains("Case, open") && before.contains("</b> · 1<"), "{before}");

    newsroom.tell(released.updated, vec![(ChangeKind::New, released.clone())]).await;
    let alike = alert(4, "2026-06-01T12:00:00Z");
    newsroom.tell(alike.updated, vec![(ChangeKind::New, alike)]).await;
    let answer = wire.get(&path, &[]).await;
    assert_eq!((answer.status, answer.header("x-robots-tag")), (200, Some("noindex, noarchive")));
    let text = page(answer);
    assert!(text.contains("Case, closed") && text.contains("</b> · 2<"), "{text}");
    assert!(text.contains(&format!("href=\"../case/{}/feed.atom\"", first.id)), "its feed: {text}");
    assert!(text.contains(&format!("<a href=\"../alerts/{}\">What closed it</a>", released.id)), "{text}");
    let rows = text.split_once("Timeline").expect("a timeline").1;
    let row = |id| rows.find(&format!("../alerts/{id}"));
    assert!(row(first.id).is_some() && row(first.id) < row(released.id), "what came first stands first: {text}");

    let later = page(wire.get(&format!("/alerts/{}", released.id), &[]).await);
    assert!(later.contains(&format!("href=\"../case/{}\"", first.id)) && later.contains("May be the same"), "{later}");
    assert!(later.contains("Organisations that report it in words of their own: 1."), "{later}");
    let led = wire.get(&format!("/case/{}", released.id), &[]).await;
    assert_eq!(led.header("location"), Some(format!("..{path}").as_str()));
    assert_eq!(wire.get(&format!("/case/{}", alert(9, "2026-06-01T12:00:00Z").id), &[]).await.status, 404);
    assert_eq!(wire.get("/case/nothing", &[]).await.status, 404);
}
