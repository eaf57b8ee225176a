//! What single addresses answer.

use almenara::model::{AlertState, Because, ChangeKind, Retraction, Urgency};
use almenara::publish::Extras;

use super::{Newsroom, json, list};
use crate::support::alerts::{alert, at, context};

#[tokio::test]
async fn alerts_are_found_by_what_they_are_filed_under_page_by_page() {
    let newsroom = Newsroom::open(context(), Extras::default()).await;
    for n in 0..7 {
        let mut alert = alert(n, &format!("2026-05-0{}T00:00:00Z", n + 1));
        alert.tags.urgency = if n % 2 == 0 { Urgency::Critical } else { Urgency::Routine };
        newsroom.tell(alert.updated, vec![(ChangeKind::New, alert)]).await;
    }
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = newsroom.json(&format!("/api/v1/alerts?urgency=critical&COUNTRY=hnd&limit=3{cursor}")).await;
        seen.extend(list(&page, "alerts").iter().map(|alert| alert["versioncreated"].as_str().map(str::to_owned)));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
        assert_eq!(page["more"], true);
    }
    let days = [7, 5, 3, 1].map(|day| Some(format!("2026-05-0{day}T00:00:00Z")));
    assert_eq!(seen, days);
    let next = newsroom.json("/api/v1/alerts?limit=2").await["next"].as_str().expect("a cursor").to_owned();
    let of_another = format!("{}{}", "f".repeat(16), &next[16..]);
    assert_eq!(newsroom.wire.get(&format!("/api/v1/alerts?cursor={of_another}"), &[]).await.status, 410);
    for (query, allowed) in [
        ("region=atlantis", "americas"),
        ("what=ever", "region"),
        ("prefer=es", "cursor"),
        ("limit=9999", "1 to 500"),
        ("cursor=x", ""),
    ] {
        let answer = newsroom.wire.get(&format!("/api/v1/alerts?{query}"), &[]).await;
        assert_eq!((answer.status, answer.header("content-type")), (400, Some("application/problem+json")), "{query}");
        let problem = json(&answer);
        assert!(allowed.is_empty() || list(&problem, "allowed").iter().any(|value| value == allowed), "{problem}");
        assert_eq!(problem["head"], 7);
    }
}

#[tokio::test]
async fn what_is_not_shown_says_nothing_of_what_it_was_about() {
    let newsroom = Newsroom::open(context(), Extras::default()).await;
    let day = at("2026-05-03T12:00:00Z");
    let live = alert(1, "2026-05-03T12:00:00Z");
    let mut held = alert(2, "2026-05-03T12:00:00Z");
    held.state = AlertState::Held;
    let mut gone = alert(3, "2026-05-03T12:00:00Z");
    gone.state = AlertState::Withdrawn;
    let note = Some("Taken back at the family's wish.".to_owned());
    gone.retraction = Some(Retraction { because: Because::Safety, at: day, confirmed: true, note });
    let mut merged = alert(4, "2026-05-03T12:00:00Z");
    (merged.state, merged.merged) = (AlertState::Merged, Some(live.id));
    let all = [&live, &held, &gone, &merged].map(|alert| (ChangeKind::New, alert.clone()));
    newsroom.tell(day, all.to_vec()).await;

    let ask = async |id: &dyn std::fmt::Display| newsroom.wire.get(&format!("/api/v1/alerts/{id}"), &[]).await;
    let found = ask(&live.id).await;
    assert_eq!((found.status, json(&found)["alert"]["headline"].as_str()), (200, Some(live.lead().title.as_str())));
    assert_eq!(ask(&live.id.urn()).await.status, 200);
    let etag = found.header("etag").expect("a tag");
    let path = format!("/api/v1/alerts/{}", live.id);
    assert_eq!(newsroom.wire.get(&path, &[&format!("If-None-Match: {etag}")]).await.status, 304);

    let notices = [(held.id, 404, "withheld"), (gone.id, 410, "canceled"), (merged.id, 307, "canceled")];
    for (id, status, pubstatus) in notices {
        let answer = ask(&id).await;
        assert_eq!(answer.status, status);
        assert_eq!(json(&answer)["alert"]["pubstatus"], pubstatus);
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        for word in ["Amenazan", "Honduras", "HND", "faro", "casa"] {
            assert!(!text.contains(word), "{word} stands in {text}");
        }
    }
    assert_eq!(json(&ask(&gone.id).await)["alert"]["because"], "safety");
    let merged = ask(&merged.id).await;
    assert_eq!(merged.header("location"), Some(format!("http://wire.example/api/v1/alerts/{}", live.id).as_str()));
    assert_eq!(json(&merged)["alert"]["merged_into"], live.id.urn());
    for id in ["0", "00000000-0000-8000-8000-000000000000"] {
        assert_eq!(ask(&id).await.status, 404, "{id}");
    }
    let changes = newsroom.json("/api/v1/changes").await;
    let withheld = &list(&changes, "changes")[1]["alert"];
    assert_eq!(withheld.as_object().expect("an object").len(), 2, "{withheld}");
}

#[tokio::test]
async fn a_case_is_told_from_its_beginning() {
    let newsroom = Newsroom::open(context(), Extras::default()).await;
    let first = alert(1, "2026-05-01T00:00:00Z");
    let mut later = alert(2, "2026-05-09T00:00:00Z");
    later.case = Some(first.id);
    let day = later.updated;
    newsroom.tell(day, vec![(ChangeKind::New, later.clone()), (ChangeKind::New, first.clone())]).await;
    let case = newsroom.json(&format!("/api/v1/cases/{}", first.id)).await;
    let told: Vec<_> = list(&case, "alerts").iter().map(|alert| alert["uri"].as_str().expect("an id")).collect();
    assert_eq!(told, [first.id.urn(), later.id.urn()]);
    let elsewhere = newsroom.wire.get(&format!("/api/v1/cases/{}", later.id), &[]).await;
    assert_eq!(elsewhere.status, 307);
    assert_eq!(elsewhere.header("location"), Some(format!("http://wire.example/api/v1/cases/{}", first.id).as_str()));
}

#[tokio::test]
async fn every_answer_may_be_read_by_programs_of_other_origins_and_is_in_no_archive() {
    let newsroom = Newsroom::open(context(), Extras::default()).await;
    for path in [
        "/api/v1/changes",
        "/api/v1/alerts",
        "/api/v1/status",
        "/api/v1/sources",
        "/api/v1/openapi.json",
        "/api/v1/x",
        "/api",
    ] {
        let answer = newsroom.wire.get(path, &[]).await;
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{path}");
        assert_eq!(answer.header("x-robots-tag"), Some("noindex, noarchive"), "{path}");
        assert!(answer.header("content-type").is_some_and(|found| found.contains("json")), "{path}");
        assert!(answer.header("cache-control").is_some() && answer.header("last-modified").is_none(), "{path}");
    }
    let preflight = newsroom.wire.ask("OPTIONS", "/api/v1/changes", &[]).await;
    assert!(preflight.header("access-control-allow-headers").is_some_and(|names| names.contains("If-None-Match")));
    let packed = newsroom.wire.get("/api/v1/openapi.json", &["Accept-Encoding: gzip"]).await;
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert_eq!(newsroom.wire.get("/status.json", &[]).await.body, newsroom.wire.get("/api/v1/status", &[]).await.body);
}
