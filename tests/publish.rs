//! The shelf and what stands on it.

mod archives;
mod catalogue;
mod export;
mod slices;

use std::sync::Arc;

use almenara::model::{MediaType, SourceId};
use almenara::publish::{Error, Extras, Publisher, Shelf};
use almenara::render::SourceLine;

use crate::support::alerts::{alert, context, url};
use crate::support::stored::{holding, put};

const PLACES: [(&str, MediaType); 4] = [
    ("/", MediaType::Html),
    ("/feed.atom", MediaType::Atom),
    ("/feed.rss", MediaType::Rss),
    ("/feed.json", MediaType::JsonFeed),
];

fn etags(shelf: &Shelf) -> Vec<String> {
    PLACES.iter().map(|(path, _)| shelf.get(path).expect("it stands there").etag.clone()).collect()
}

fn extras(words: &str) -> Extras {
    let line = SourceLine {
        network: "Red Faro".to_owned(),
        id: SourceId("faro".to_owned()),
        url: url("https://faro.example/"),
        state_words: words.to_owned(),
        well: None,
        visited: None,
        enabled: true,
        waits: false,
        region: None,
    };
    Extras { sources: vec![line], ..Extras::default() }
}

#[tokio::test]
async fn the_first_publication_puts_all_three_feeds_and_the_front_page_in_place_even_without_alerts() {
    let shelf = Shelf::default();
    let store = holding(Vec::new()).await;
    let publisher = Publisher::new(Arc::new(context()), shelf.clone(), store);
    let done = publisher.publish(Extras::default()).await.expect("published");
    assert_eq!((done.head, done.feeds, done.index), (0, true, true));
    for (path, media) in PLACES {
        assert_eq!(shelf.get(path).expect("it stands there").media, media);
    }
    assert!(shelf.get("/feed").is_none());
}

#[tokio::test]
async fn what_stands_there_is_rendered_anew_only_when_something_changed() {
    let store = holding(vec![alert(1, "2026-05-03T12:00:00Z")]).await;
    let shelf = Shelf::default();
    let publisher = Publisher::new(Arc::new(context()), shelf.clone(), Arc::clone(&store));
    publisher.publish(extras("not reached yet")).await.expect("published");
    let first = etags(&shelf);

    let same = publisher.publish(extras("not reached yet")).await.expect("published");
    assert_eq!((same.feeds, same.index), (false, false));

    let polled = publisher.publish(extras("ok")).await.expect("published");
    assert_eq!((polled.feeds, polled.index), (false, true));
    let second = etags(&shelf);
    assert_ne!(second[0], first[0]);
    assert_eq!(second[1..], first[1..]);

    put(&*store, alert(2, "2026-05-04T12:00:00Z")).await;
    let changed = publisher.publish(extras("ok")).await.expect("published");
    assert_eq!((changed.head, changed.feeds, changed.index), (2, true, true));
    for (new, old) in etags(&shelf).iter().zip(&second) {
        assert_ne!(new, old);
    }
}

#[tokio::test]
async fn another_process_publishes_the_same_bytes_from_the_same_store() {
    let store = holding((0..5).map(|number| alert(number, "2026-05-03T12:00:00Z")).collect()).await;
    let mut seen = Vec::new();
    for _ in 0..2 {
        let shelf = Shelf::default();
        let publisher = Publisher::new(Arc::new(context()), shelf.clone(), Arc::clone(&store));
        publisher.publish(Extras::default()).await.expect("published");
        seen.push(etags(&shelf));
    }
    assert_eq!(seen[0], seen[1]);
}

#[tokio::test]
async fn when_the_store_fails_readers_keep_what_they_had() {
    let store = holding(vec![alert(1, "2026-05-03T12:00:00Z")]).await;
    let shelf = Shelf::default();
    let publisher = Publisher::new(Arc::new(context()), shelf.clone(), Arc::clone(&store));
    publisher.publish(Extras::default()).await.expect("published");
    let before = etags(&shelf);
    store.close().await.expect("closed");
    let error = publisher.publish(extras("ok")).await.expect_err("the store is closed");
    assert!(matches!(error, Error::Store(_)), "{error}");
    assert_eq!(etags(&shelf), before);
}
