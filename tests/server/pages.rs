//! Pages over real sockets: views, languages, and what was taken back.

use almenara::model::{AlertState, Because, ChangeKind, Country, Retraction, Urgency};
use almenara::publish::{Extras, Look, Shown};
use almenara::render::page::Address;

use super::api::Newsroom;
use crate::support::alerts::{alert, at, context};

/// Three alerts: one in Honduras, one in Guatemala that is resolved, one that was taken back.
async fn newsroom() -> (Newsroom, [String; 3]) {
    let extras = Extras { day: at("2026-05-06T00:00:00Z").date_naive(), ..Extras::default() };
    let newsroom = Newsroom::open(context(), extras).await;
    let first = alert(1, "2026-05-03T12:00:00Z");
    let mut second = alert(2, "2026-05-04T12:00:00Z");
    second.tags.countries = Country::new("GTM").into_iter().collect();
    second.tags.urgency = Urgency::Resolved;
    let mut gone = alert(3, "2026-05-05T12:00:00Z");
    let ids = [&first, &second, &gone].map(|alert| alert.id.to_string());
    newsroom
        .tell(
            at("2026-05-05T12:00:00Z"),
            [&first, &second, &gone].map(|alert| (ChangeKind::New, alert.clone())).to_vec(),
        )
        .await;
    let retraction =
        Retraction { because: Because::Safety, at: at("2026-05-05T13:00:00Z"), confirmed: true, note: None };
    gone.state = AlertState::Withdrawn;
    gone.retraction = Some(retraction);
    newsroom.tell(at("2026-05-05T13:00:00Z"), vec![(ChangeKind::Withdrawn, gone)]).await;
    (newsroom, ids)
}

fn page(answer: &super::Answer) -> String {
    String::from_utf8(answer.body.clone()).expect("text")
}

#[tokio::test]
async fn a_view_shows_what_its_feed_holds_and_has_one_address() {
    let (newsroom, [first, second, _]) = newsroom().await;
    let wire = &newsroom.wire;
    let answer = wire.get("/country/HND/", &[]).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let text = page(&answer);
    assert!(text.contains(&first) && !text.contains(&second), "{text}");
    assert!(text.contains("http://wire.example/country/HND/feed.atom"), "the feed of the view: {text}");
    assert!(text.contains("href=\"../../country/HND/feed.json\""), "{text}");
    let feed = page(&wire.get("/country/HND/feed.atom", &[]).await);
    assert!(feed.contains(&first) && !feed.contains(&second));

    // As a form sends it.
    let sent = wire.get("/?region=&country=hnd&urgency=&type=&lang=&network=", &[]).await;
    assert_eq!((sent.status, sent.header("location")), (307, Some("country/HND/")));
    let nothing = wire.get("/?region=&country=", &[]).await;
    assert_eq!((nothing.status, nothing.header("location")), (307, Some("./")));
    let etag = answer.header("etag").expect("a tag");
    assert_eq!(wire.get("/country/HND/", &[&format!("If-None-Match: {etag}")]).await.status, 304);

    let empty = page(&wire.get("/urgency/unknown/", &[]).await);
    assert!(empty.contains("No alert matches these filters."), "{empty}");
    for (bad, word) in [("/?country=XYZ", "XYZ"), ("/?nonsense=1", "nonsense"), ("/?before=1", "before")] {
        let answer = wire.get(bad, &[]).await;
        assert_eq!(answer.status, 400, "{bad}");
        assert!(page(&answer).contains(word) && page(&answer).contains("This view does not exist"), "{bad}");
    }
    assert_eq!(wire.get("/fr/?country=XYZ", &[]).await.status, 400);
}

#[tokio::test]
async fn older_alerts_follow_page_by_page() {
    let newsroom = Newsroom::open(context(), Extras::default()).await;
    let many: Vec<_> = (0..130).map(|number| (ChangeKind::New, alert(number, "2026-05-03T12:00:00Z"))).collect();
    newsroom.tell(at("2026-05-05T12:00:00Z"), many.clone()).await;
    let mut seen = std::collections::BTreeSet::new();
    let mut next = Some("/".to_owned());
    let mut pages = 0;
    while let Some(path) = next.take() {
        let text = page(&newsroom.wire.get(&path, &[]).await);
        assert!(text.len() < 60_000, "{path}: {} bytes", text.len());
        seen.extend(
            many.iter().map(|(_, alert)| alert.id.to_string()).filter(|id| text.contains(&format!("alerts/{id}\""))),
        );
        assert_eq!(text.contains("Back to the newest alerts"), pages > 0, "{path}");
        let link = text.split("<a href=\"").find(|rest| rest.contains("rel=\"next\"") && rest.starts_with('?'));
        next = link.and_then(|rest| Some(format!("/{}", rest.split_once('"')?.0.replace("&#38;", "&"))));
        pages += 1;
        assert!(pages < 10);
    }
    assert!(pages > 1);
    assert_eq!(seen.len(), 130, "none is missing");
}

#[tokio::test]
async fn every_page_stands_in_every_language() {
    let (newsroom, [first, ..]) = newsroom().await;
    let wire = &newsroom.wire;
    let folders =
        [("", "en", "ltr"), ("es/", "es", "ltr"), ("fr/", "fr", "ltr"), ("pt/", "pt", "ltr"), ("ar/", "ar", "rtl")];
    for (folder, code, dir) in folders {
        for path in [
            String::new(),
            "country/HND/".to_owned(),
            "?country=HND&urgency=critical".to_owned(),
            "removal".to_owned(),
            format!("alerts/{first}"),
            format!("case/{first}"),
        ] {
            let answer = wire.get(&format!("/{folder}{path}"), &[]).await;
            assert_eq!(answer.status, 200, "/{folder}{path}");
            let text = page(&answer);
            assert!(text.contains(&format!("<html lang=\"{code}\" dir=\"{dir}\">")), "/{folder}{path}");
            let kept_out = path.starts_with("alerts") || path.starts_with("case");
            assert_eq!(answer.header("x-robots-tag"), kept_out.then_some("noindex, noarchive"), "/{folder}{path}");
            assert_eq!(text.contains("noindex, noarchive"), kept_out, "/{folder}{path}");
            let policy = answer.header("content-security-policy").expect("a policy");
            assert!(policy.starts_with("default-src 'none'") && policy.contains("form-action 'self'"));
        }
        assert_eq!(wire.get(&format!("/{folder}nothing"), &[]).await.status, 404, "{folder}");
    }
    assert!(page(&wire.get("/es/nada", &[]).await).contains("No encontrado"));
    assert_eq!(wire.get("/es", &[]).await.header("location"), Some("es/"));
    assert_eq!(wire.get("/en/", &[]).await.status, 404, "English stands at the root");
    let loud = wire.get(&format!("/es/alerts/{}", first.to_uppercase()), &[]).await;
    assert_eq!(loud.header("location"), Some(format!("../../es/alerts/{first}").as_str()));
}

#[tokio::test]
async fn what_was_taken_back_leaves_a_notice_and_nothing_else() {
    let (newsroom, [_, _, gone]) = newsroom().await;
    let wire = &newsroom.wire;
    for (folder, words) in [("", "for somebody&#39;s safety"), ("es/", "por la seguridad de alguien")] {
        let answer = wire.get(&format!("/{folder}alerts/{gone}"), &[]).await;
        assert_eq!((answer.status, answer.header("x-robots-tag")), (410, Some("noindex, noarchive")));
        let text = page(&answer);
        assert!(text.contains(words) && text.contains("2026-05-05"), "{text}");
        assert!(!text.contains(&alert(3, "2026-05-05T12:00:00Z").lead().title), "{text}");
    }
    assert!(!page(&wire.get("/", &[]).await).contains(&gone));
}

#[tokio::test]
async fn programs_find_robots_and_security_at_their_addresses() {
    let (newsroom, _) = newsroom().await;
    for (path, words) in
        [("/robots.txt", "User-agent: *"), ("/.well-known/security.txt", "Expires: 2026-11-02T00:00:00Z")]
    {
        let answer = newsroom.wire.get(path, &[]).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/plain; charset=utf-8")), "{path}");
        assert!(page(&answer).contains(words), "{}", page(&answer));
    }
}

#[tokio::test]
async fn every_page_that_is_listed_is_there_and_can_be_a_plain_file() {
    let (newsroom, [first, second, gone]) = newsroom().await;
    let addresses = newsroom.publisher.addresses().expect("a catalogue");
    let paths: Vec<String> = addresses.iter().map(Address::path).collect();
    for path in ["", "removal", "country/HND/", "country/GTM/", "urgency/critical/", "region/americas/", "lang/es/"] {
        assert!(paths.iter().any(|known| known == path), "{path}: {paths:?}");
    }
    for id in [&first, &second] {
        assert!(paths.contains(&format!("alerts/{id}")) && paths.contains(&format!("case/{id}")), "{paths:?}");
    }
    assert!(!paths.iter().any(|path| path.contains(&gone)), "{paths:?}");
    let places: std::collections::BTreeSet<&String> = paths.iter().collect();
    assert_eq!(places.len(), addresses.len(), "no two pages share an address");
    for address in &addresses {
        for tongue in ["en", "ar"] {
            let shown = newsroom.publisher.show(Look { tongue, files: true }, address).await.expect("it is made");
            let Shown::Page(page) = shown else { panic!("{address:?} {shown:?}") };
            let text = String::from_utf8(page.body.to_vec()).expect("text");
            // A plain file answers no query.
            let links = text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
            let ours = links.filter(|link| !link.contains(':') && !link.starts_with('#'));
            for link in ours {
                assert!(!link.contains('?'), "{address:?}: {link}");
            }
        }
        assert_eq!(newsroom.wire.get(&format!("/fr/{}", address.path()), &[]).await.status, 200, "{address:?}");
    }
}
