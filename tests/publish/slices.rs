//! Every feed there can be, from one store.

use std::sync::Arc;

use almenara::model::{Alert, AlertState, Kind, NamedFeed, Representation, Urgency, Verdict};
use almenara::publish::{Answer, Catalogue, Extras, Publisher, Shelf};
use almenara::render::Context;
use almenara::render::slice::parse;
use almenara::store::Store;

use crate::support::alerts::{alert, at, context, country, join, report};
use crate::support::stored::{holding, put};

/// A publisher that has published a store, with a feed by name.
struct Press {
    store: Arc<dyn Store>,
    publisher: Publisher,
}

fn named() -> Context {
    let mut ctx = context();
    let slice = parse("country=HND&urgency=critical", &ctx.terms).expect("a slice");
    ctx.feeds = vec![NamedFeed { name: "now".to_owned(), title: "Now".to_owned(), slice }];
    ctx
}

async fn press(alerts: Vec<Alert>) -> Press {
    over(holding(alerts).await).await
}

async fn over(store: Arc<dyn Store>) -> Press {
    let publisher = Publisher::new(Arc::new(named()), Shelf::default(), Arc::clone(&store));
    let press = Press { store, publisher };
    press.publish().await;
    press
}

impl Press {
    async fn publish(&self) {
        let day = at("2026-05-20T00:00:00Z").date_naive();
        self.publisher.publish(Extras { day, ..Extras::default() }).await.expect("published");
    }

    async fn get(&self, address: &str) -> Arc<Representation> {
        self.ask(address).await.unwrap_or_else(|answer| panic!("{address}: {answer}"))
    }

    async fn ask(&self, address: &str) -> Result<Arc<Representation>, Answer> {
        let (path, query) = address.split_once('?').map_or((address, None), |(path, query)| (path, Some(query)));
        self.publisher.get(path, query).await
    }

    /// The titles of a feed's entries, in order, by a reader of feeds that knows nothing of us.
    async fn titles(&self, address: &str) -> Vec<String> {
        let feed = feed_rs::parser::parse(&self.get(address).await.body[..]).expect("a feed");
        feed.entries.into_iter().map(|entry| entry.title.expect("a title").content).collect()
    }
}

fn in_guatemala(number: u32, updated: &str) -> Alert {
    let mut alert = alert(number, updated);
    alert.tags.countries = vec![country("GTM")];
    alert
}

#[tokio::test]
async fn every_facet_and_combination_is_a_feed_in_all_formats() {
    let press = press(vec![alert(1, "2026-05-03T12:00:00Z"), in_guatemala(2, "2026-05-04T12:00:00Z")]).await;
    let (first, second) = (alert(1, "2026-05-03T12:00:00Z"), alert(2, "2026-05-03T12:00:00Z"));
    let (first, second) = (first.lead().title.as_str(), second.lead().title.as_str());
    for (stem, query, wanted) in [
        ("/feed", "", vec![second, first]),
        ("/feed", "?country=HND", vec![first]),
        ("/country/HND/feed", "", vec![first]),
        ("/country/gtm/feed", "", vec![second]),
        ("/region/americas/feed", "", vec![second, first]),
        ("/urgency/critical/feed", "", vec![second, first]),
        ("/lang/es/feed", "", vec![second, first]),
        ("/lang/ar/feed", "", vec![]),
        ("/network/faro.example/feed", "", vec![second, first]),
        ("/network/linterna.example/feed", "?lang=es", vec![]),
        ("/feed", "?country=HND,GTM&urgency=critical,urgent&lang=es", vec![second, first]),
        ("/feeds/now", "", vec![first]),
    ] {
        for ending in [".atom", ".rss", ".json"] {
            assert_eq!(press.titles(&format!("{stem}{ending}{query}")).await, wanted, "{stem}{ending}{query}");
        }
    }
}

#[tokio::test]
async fn a_slice_asked_for_in_another_order_is_the_same_thing_and_names_its_one_address() {
    let press = press(vec![alert(1, "2026-05-03T12:00:00Z")]).await;
    let one = press.get("/feed.atom?country=HND&lang=es").await;
    let other = press.get("/feed.atom?LANG=ES&country=hnd,HND&network=").await;
    assert!(Arc::ptr_eq(&one, &other), "made once");
    let text = String::from_utf8(one.body.to_vec()).expect("UTF-8");
    assert!(text.contains("href=\"http://wire.example/feed.atom?country=HND&amp;lang=es\""), "{text}");
    let plain = press.get("/feed.atom?country=hnd").await;
    assert!(String::from_utf8_lossy(&plain.body).contains("href=\"http://wire.example/country/HND/feed.atom\""));
    assert_ne!(one.etag, press.get("/feed.atom").await.etag);
}

#[tokio::test]
async fn what_means_nothing_is_refused_in_words() {
    let press = press(Vec::new()).await;
    for (address, words) in [
        ("/region/atlantis/feed.atom", "allowed values: americas"),
        ("/feed.atom?countries=HND", "allowed keys: region, country"),
        ("/feed.atom?before=yesterday", "before"),
        ("/feeds/now.atom?lang=es", "by name"),
    ] {
        let answer = press.ask(address).await.expect_err(address);
        assert!(answer.to_string().contains(words), "{address}: {answer}");
        assert!(!matches!(answer, Answer::NoFeed), "{address}");
    }
    for address in
        ["/feeds/other.atom", "/feed.txt", "/active/1/feed.atom", "/region/feed.atom", "/x/y/feed.atom", "/feed"]
    {
        assert!(matches!(press.ask(address).await, Err(Answer::NoFeed)), "{address}");
    }
}

#[tokio::test]
async fn what_is_stored_can_be_asked_for_though_nothing_configured_knows_it_any_more() {
    let press = press(Vec::new()).await;
    assert!(press.ask("/network/gone.example/feed.atom").await.is_err());
    let mut alert = alert(1, "2026-05-03T12:00:00Z");
    alert.reports[0].network.0 = "gone.example".to_owned();
    alert.reports[0].tags.language = Some("quc".to_owned());
    put(&*press.store, alert.clone()).await;
    press.publish().await;
    for address in ["/network/gone.example/feed.atom", "/feed.json?lang=quc"] {
        assert_eq!(press.titles(address).await, [alert.lead().title.as_str()], "{address}");
    }
}

#[tokio::test]
async fn a_change_is_seen_in_every_feed_it_touches_and_in_no_other() {
    let press = press(vec![alert(1, "2026-05-03T12:00:00Z")]).await;
    let addresses = ["/country/HND/feed.atom", "/feed.json?lang=es&type=alert", "/feeds/now.rss", "/feed.atom"];
    let mut before = Vec::new();
    for address in addresses {
        before.push(press.get(address).await);
    }
    let apart = press.get("/country/GTM/feed.atom?lang=es").await;
    put(&*press.store, alert(2, "2026-05-04T12:00:00Z")).await;
    for (address, old) in addresses.iter().zip(&before) {
        assert_eq!(press.get(address).await.etag, old.etag, "{address} before it was published");
    }
    press.publish().await;
    for (address, old) in addresses.iter().zip(&before) {
        assert_ne!(press.get(address).await.etag, old.etag, "{address}");
        assert_eq!(press.titles(address).await.len(), 2, "{address}");
    }
    assert!(Arc::ptr_eq(&press.get("/country/GTM/feed.atom?lang=es").await, &apart));
}

#[tokio::test]
async fn what_has_left_a_slice_is_let_go_of() {
    let mut gone = alert(1, "2026-05-03T12:00:00Z");
    gone.settle(at("2026-05-03T12:00:00Z"));
    let press = press(vec![gone.clone()]).await;
    let title = gone.lead().title.clone();
    assert_eq!(press.titles("/country/HND/feed.atom").await, [title.as_str()]);
    gone.tags.countries = vec![country("GTM")];
    gone.updated = at("2026-05-04T12:00:00Z");
    gone.settle(gone.updated);
    put(&*press.store, gone.clone()).await;
    press.publish().await;
    assert!(!press.titles("/country/HND/feed.atom").await.contains(&title));
    assert_eq!(press.titles("/country/GTM/feed.atom").await, [title.as_str()]);
    gone.state = AlertState::Withdrawn;
    gone.settle(at("2026-05-05T12:00:00Z"));
    put(&*press.store, gone).await;
    press.publish().await;
    for address in ["/country/GTM/feed.atom", "/feed.rss", "/feeds/now.json", "/region/americas/feed.json"] {
        assert!(!press.titles(address).await.contains(&title), "{address}");
    }
}

#[tokio::test]
async fn the_same_store_gives_the_same_bytes_however_it_was_come_to() {
    let store = holding((0..30).map(|number| alert(number, "2026-05-03T12:00:00Z")).collect()).await;
    let grown = over(Arc::clone(&store)).await;
    for number in 30..60 {
        put(&*store, in_guatemala(number, "2026-05-04T12:00:00Z")).await;
        grown.publish().await;
    }
    let fresh = over(store).await;
    for address in [
        "/feed.atom",
        "/feed.rss?country=GTM",
        "/lang/es/feed.json",
        "/feeds/now.atom",
        "/feed.atom?urgency=critical&active=1",
    ] {
        assert_eq!(grown.get(address).await, fresh.get(address).await, "{address}");
    }
}

#[tokio::test]
async fn a_slice_of_urgencies_by_now_changes_with_the_day() {
    let press = press(vec![alert(1, "2026-05-10T12:00:00Z")]).await;
    let address = "/feed.atom?urgency=critical&active=1";
    let title = alert(1, "2026-05-10T12:00:00Z").lead().title.clone();
    assert!(press.titles(address).await.contains(&title));
    let day = at("2026-05-25T00:00:00Z").date_naive();
    press.publisher.publish(Extras { day, ..Extras::default() }).await.expect("published");
    assert!(!press.titles(address).await.contains(&title));
    assert!(press.titles("/feed.atom?urgency=urgent&active=1").await.contains(&title));
    assert!(press.titles("/urgency/critical/feed.atom").await.contains(&title), "filed as given");
}

#[tokio::test]
async fn a_slice_of_urgencies_by_now_changes_with_the_good_end_of_a_case_wherever_that_is_filed() {
    let arrest = alert(1, "2026-05-10T12:00:00Z");
    let store = holding(vec![arrest.clone()]).await;
    let press = over(Arc::clone(&store)).await;
    let title = arrest.lead().title.clone();
    let address = "/feed.atom?urgency=critical&country=HND&type=alert&active=1";
    assert!(press.titles(address).await.contains(&title));
    let mut free = in_guatemala(2, "2026-05-11T12:00:00Z");
    free.case = Some(arrest.id);
    (free.tags.kind, free.tags.urgency) = (Kind::Outcome, Urgency::Resolved);
    free.settle(at("2026-05-11T12:00:00Z"));
    put(&*store, free.clone()).await;
    press.publish().await;
    assert!(!press.titles(address).await.contains(&title));
    assert!(press.titles("/feed.atom?urgency=resolved&type=alert&active=1").await.contains(&title));
    free.state = AlertState::Held;
    free.settle(at("2026-05-12T12:00:00Z"));
    put(&*store, free).await;
    press.publish().await;
    assert!(press.titles(address).await.contains(&title), "the end is taken back");
}

#[tokio::test]
async fn a_long_feed_goes_on_page_by_page_in_every_format() {
    // Two years of them: only the first hundred stand in the current feed.
    let at = |number: u32| {
        format!("{}-{:02}-{:02}T12:00:00Z", 2024 + number / 144, number % 144 / 12 + 1, number % 12 * 2 + 1)
    };
    let press = press((0..250).map(|number| alert(number, &at(number))).collect()).await;
    assert_eq!(press.publisher.ask(Catalogue::len), Some(250));
    for (start, first, next) in [
        ("/country/HND/feed.json", "", "\"next_url\":\""),
        ("/feed.atom?lang=es&type=alert", "rel=\"first\"", "rel=\"next\""),
        ("/feed.rss", "rel=\"first\"", "rel=\"next\""),
        ("/feeds/now.atom", "rel=\"first\"", "rel=\"next\""),
    ] {
        let (mut address, mut titles) = (start.to_owned(), Vec::new());
        let mut ids = std::collections::BTreeSet::new();
        loop {
            titles.extend(press.titles(&address).await);
            let body = String::from_utf8(press.get(&address).await.body.to_vec()).expect("UTF-8");
            assert!(body.contains(first), "{address}");
            ids.insert(feed_rs::parser::parse(body.as_bytes()).expect("a feed").id);
            let Some(place) = body.find(next) else { break };
            let (before, after) = body.split_at(place);
            let element = format!(
                "{}{}",
                &before[before.rfind('<').unwrap_or(place)..],
                &after[..after.find(['>', ',']).unwrap_or_default()]
            );
            let href = element.split("http://wire.example").nth(1).and_then(|rest| rest.split('"').next());
            address = href.expect("an address").replace("&amp;", "&");
        }
        let wanted: Vec<String> =
            (0..250).rev().map(|number| alert(number, &at(number)).lead().title.clone()).collect();
        assert_eq!(titles, wanted, "{start}");
        if start.contains("atom") {
            assert_eq!(ids.len(), 1, "one feed, however many pages");
        }
    }
}

/// An alert that a report in Spanish leads, with versions in English and Arabic.
fn translated() -> Alert {
    let mut alert = alert(1, "2026-05-03T12:00:00Z");
    for (language, title) in [("en", "A river defender is threatened"), ("ar", "تهديد مدافعة عن النهر")]
    {
        let mut version = report(language, "linterna", title, "2026-05-03T13:00:00Z");
        version.tags.language = Some(language.to_owned());
        join(&mut alert, version, Verdict::Translation);
    }
    alert
}

#[tokio::test]
async fn an_alert_is_shown_once_in_the_first_language_asked_for_that_it_exists_in() {
    let press = press(vec![translated(), alert(2, "2026-05-02T12:00:00Z")]).await;
    let (spanish, other) = (translated().lead().title.clone(), alert(2, "2026-05-02T12:00:00Z").lead().title.clone());
    let english = "A river defender is threatened".to_owned();
    let ids = |body: &[u8]| -> Vec<String> {
        feed_rs::parser::parse(body).expect("a feed").entries.into_iter().map(|entry| entry.id).collect()
    };
    for (query, wanted) in [
        ("", vec![spanish.clone(), other.clone()]),
        ("?prefer=en,es", vec![english.clone(), other.clone()]),
        ("?prefer=fr,en", vec![english.clone(), other.clone()]),
        ("?prefer=fr", vec![spanish.clone(), other.clone()]),
        ("?lang=en", vec![english.clone()]),
        ("?lang=en&prefer=es", vec![spanish.clone()]),
    ] {
        for ending in [".atom", ".rss", ".json"] {
            let address = format!("/feed{ending}{query}");
            assert_eq!(press.titles(&address).await, wanted, "{address}");
            assert_eq!(ids(&press.get(&address).await.body)[0], translated().id.urn(), "{address}");
        }
    }
}

#[tokio::test]
async fn language_versions_have_ids_of_their_own_where_that_is_asked_for() {
    let press = press(vec![translated(), alert(2, "2026-05-02T12:00:00Z")]).await;
    let versions = |body: &[u8]| -> Vec<(String, String)> {
        let feed = feed_rs::parser::parse(body).expect("a feed");
        feed.entries.into_iter().map(|entry| (entry.id, entry.title.expect("a title").content)).collect()
    };
    for ending in [".atom", ".rss", ".json"] {
        let all = versions(&press.get(&format!("/feed{ending}?versions=all")).await.body);
        assert_eq!(all.len(), 4);
        let ids: std::collections::BTreeSet<&String> = all.iter().map(|(id, _)| id).collect();
        assert_eq!(ids.len(), 4);
        assert!(!ids.contains(&translated().id.urn()));
        assert!(all.iter().any(|(_, title)| title == "تهديد مدافعة عن النهر"));
        let english = versions(&press.get(&format!("/feed{ending}?versions=all&lang=en")).await.body);
        assert_eq!(english.len(), 1);
        assert!(all.contains(&english[0]), "the same id everywhere");
    }
}

#[tokio::test]
async fn who_has_strayed_from_an_alert_speaks_for_it_in_no_language() {
    let mut alert = translated();
    let title = "They made it all up";
    let mut strayed = report("fr", "faro", title, "2026-05-03T13:00:00Z");
    strayed.tags.language = Some("fr".to_owned());
    strayed.strayed = true;
    join(&mut alert, strayed, Verdict::Echo);
    let press = press(vec![alert]).await;
    for query in ["?lang=fr", "?prefer=fr", "?versions=all", "?versions=all&lang=fr"] {
        let feed = &press.get(&format!("/feed.atom{query}")).await.body;
        let feed = feed_rs::parser::parse(&feed[..]).expect("a feed");
        assert!(
            feed.entries.iter().all(|entry| entry.title.as_ref().is_none_or(|told| told.content != title)),
            "{query}"
        );
    }
}

#[tokio::test]
async fn whoever_listens_is_told_what_a_publication_has_changed() {
    let press = press(vec![alert(1, "2026-05-03T12:00:00Z")]).await;
    let mut news = press.publisher.news();
    put(&*press.store, in_guatemala(2, "2026-05-04T12:00:00Z")).await;
    press.publish().await;
    let told = news.try_recv().expect("told");
    assert_eq!((told.head, told.changes.len()), (2, 1));
    for (address, touched) in [
        ("/country/GTM/feed.atom", true),
        ("/feed.rss", true),
        ("/country/HND/feed.atom", false),
        ("/feeds/now.atom", false),
    ] {
        assert_eq!(press.publisher.topic(address, None).expect("a feed").touched_by(&told), touched, "{address}");
    }
    press.publish().await;
    assert!(news.try_recv().is_err(), "nothing has changed");
}

#[tokio::test]
async fn a_flood_of_different_questions_takes_no_more_than_its_room() {
    let mut alerts: Vec<Alert> = (0..100).map(|number| alert(number, "2026-05-03T12:00:00Z")).collect();
    for (number, alert) in alerts.iter_mut().enumerate() {
        alert.tags.urgency = Urgency::ALL[number % 6];
        alert.reports[0].summary = "x".repeat(1_000);
    }
    let press = press(alerts).await;
    let mut bytes = 0;
    let some = |bits: usize, terms: &[&str]| {
        let chosen = terms.iter().enumerate().filter(|(place, _)| bits >> place & 1 == 1);
        chosen.map(|(_, term)| *term).collect::<Vec<_>>().join(",")
    };
    for number in 0..512 {
        let urgencies = some(number, &Urgency::ALL.map(Urgency::term));
        let kinds = some(number >> 6, &["news", "update", "outcome"]);
        let query = format!("urgency={urgencies}&type=alert,{kinds}&lang=es");
        bytes += press.get(&format!("/feed.json?{query}")).await.body.len();
    }
    assert!(bytes > 64 << 20, "{bytes}");
    assert!(press.publisher.kept() < 80 << 20, "{}", press.publisher.kept());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_crowd_of_different_questions_is_answered_or_told_to_come_again() {
    let press = Arc::new(press((0..100).map(|number| alert(number, "2026-05-03T12:00:00Z")).collect()).await);
    let mut asked = tokio::task::JoinSet::new();
    for number in 0..300_u32 {
        let press = Arc::clone(&press);
        asked.spawn(async move {
            let kinds = ["alert", "update", "outcome", "statement", "news"];
            let chosen = kinds.iter().enumerate().filter(|(place, _)| number >> place & 1 == 1).map(|(_, kind)| *kind);
            let query = format!(
                "type=alert,{}&prefer={}",
                chosen.collect::<Vec<_>>().join(","),
                ["es", "en", "ar"][number as usize % 3]
            );
            press.ask(&format!("/feed.{}?{query}", ["atom", "rss", "json"][number as usize / 3 % 3])).await
        });
    }
    let mut made = 0;
    while let Some(answer) = asked.join_next().await {
        match answer.expect("no panic") {
            Ok(_) => made += 1,
            Err(answer) => assert!(matches!(answer, Answer::Busy), "{answer}"),
        }
    }
    assert!(made >= 64, "{made}");
    assert_eq!(press.titles("/feed.atom?type=alert&prefer=es").await.len(), 100, "and then as ever");
}

#[tokio::test]
async fn when_the_store_fails_what_was_asked_for_before_is_still_handed_out() {
    let press = press(vec![alert(1, "2026-05-03T12:00:00Z")]).await;
    let before = press.get("/country/HND/feed.atom").await;
    press.store.close().await.expect("closed");
    assert!(Arc::ptr_eq(&press.get("/country/HND/feed.atom").await, &before));
    assert_eq!(press.titles("/feed.json?lang=es&type=alert").await.len(), 1, "alerts of current feeds are in memory");
}

#[tokio::test]
async fn lists_of_feeds_and_sources_are_there_for_other_readers() {
    let press = press(vec![alert(1, "2026-05-03T12:00:00Z")]).await;
    let opml = String::from_utf8(press.get("/opml").await.body.to_vec()).expect("UTF-8");
    for address in
        ["feed.atom", "feeds/now.atom", "country/HND/feed.atom", "lang/es/feed.atom", "network/faro.example/feed.atom"]
    {
        assert!(opml.contains(&format!("xmlUrl=\"http://wire.example/{address}\"")), "{address} in {opml}");
    }
    assert!(!opml.contains("country/GTM"), "nothing is filed there");
    assert!(String::from_utf8_lossy(&press.get("/sources.opml").await.body).contains("<opml version=\"2.0\">"));
}

#[tokio::test]
async fn a_large_store_is_looked_through_beside_the_main_feed() {
    let store = holding((0..5_000).map(|number| alert(number, "2026-05-03T12:00:00Z")).collect()).await;
    let press = over(store).await;
    assert_eq!(press.titles("/feed.atom").await.len(), 500);
    assert!(matches!(press.ask("/country/HND/feed.atom").await, Err(Answer::NotYet)));
    assert!(press.publisher.catch_up().await.expect("caught up"));
    press.publish().await;
    assert_eq!(press.titles("/country/HND/feed.atom").await.len(), 500);
}
