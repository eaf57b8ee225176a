use std::collections::BTreeSet;

use almenara::cli::practice::{PracticeNetwork, World, start};
use almenara::fetch::{Answer, Fetcher};
use almenara::model::{Document, Validators};
use feed_rs::model::Feed;
use scraper::{Html, Selector};
use url::Url;

use super::{document, fetcher, loopback, noon};

async fn world() -> (World, Fetcher) {
    (start(noon).await.expect("free ports"), fetcher(loopback()))
}

async fn read(fetcher: &Fetcher, url: &Url) -> Document {
    document(fetcher.visit(url, &Validators::default()).await.expect("a document"))
}

async fn feed(fetcher: &Fetcher, network: &PracticeNetwork) -> Feed {
    feed_rs::parser::parse(read(fetcher, &network.url).await.body.as_slice()).expect("a well-formed feed")
}

/// Per entry of a listing page: title, link, date, text.
async fn listing(fetcher: &Fetcher, network: &PracticeNetwork) -> Vec<[String; 4]> {
    let body = String::from_utf8(read(fetcher, &network.url).await.body).expect("UTF-8");
    let select = |text: &str| Selector::parse(text).expect("a selector");
    let page = Html::parse_document(&body);
    let text = |article: scraper::ElementRef, selector: &str| {
        article.select(&select(selector)).next().map(|found| found.text().collect()).unwrap_or_default()
    };
    page.select(&select("article"))
        .map(|article| {
            let link = article.select(&select("h2.entry-title a")).next().and_then(|link| link.attr("href"));
            let [title, date, summary] =
                ["h2.entry-title a", "span.entry-date", "div.entry-summary p"].map(|selector| text(article, selector));
            [title, link.unwrap_or_default().to_owned(), date, summary]
        })
        .collect()
}

/// Every link that stands on the three sites.
async fn links(fetcher: &Fetcher, world: &World) -> BTreeSet<String> {
    let [page, atom, rss] = world.networks() else { panic!("three networks") };
    let mut links: BTreeSet<String> = listing(fetcher, page).await.into_iter().map(|[_, link, ..]| link).collect();
    for network in [atom, rss] {
        links.extend(feed(fetcher, network).await.entries.into_iter().map(|entry| entry.links[0].href.clone()));
    }
    links
}

#[tokio::test]
async fn the_curtain_rises_on_three_networks_with_some_weeks_of_entries() {
    let (world, fetcher) = world().await;
    let [page, atom, rss] = world.networks() else { panic!("three networks") };
    assert!([page, atom, rss].iter().all(|network| network.url.origin() == network.homepage.origin()));
    assert_eq!(BTreeSet::from([page, atom, rss].map(|network| network.url.origin().ascii_serialization())).len(), 3);

    let entries = listing(&fetcher, page).await;
    assert!((5..=8).contains(&entries.len()));
    assert_eq!(entries[0][2], "February 27, 2025", "two days before the first of March");
    assert_eq!(entries.iter().filter(|[_, _, date, _]| date.is_empty()).count(), 1, "the second of a day has no date");
    assert!(entries.iter().all(|[title, link, _, text]| !title.is_empty() && !link.is_empty() && !text.is_empty()));

    let (atom, rss) = (feed(&fetcher, atom).await, feed(&fetcher, rss).await);
    assert!((5..=8).contains(&atom.entries.len()) && (5..=8).contains(&rss.entries.len()));
    assert_eq!(rss.language.as_deref(), Some("es"));
    let carried = entries.iter().find(|[_, link, ..]| atom.entries.iter().any(|entry| entry.links[0].href == *link));
    let [title, link, _, text] = carried.expect("a statement on two sites");
    let echo = atom.entries.iter().find(|entry| entry.links[0].href == *link).expect("found before");
    assert_eq!(echo.title.as_ref().map(|title| &title.content), Some(title));
    assert_eq!(echo.summary.as_ref().map(|summary| &summary.content), Some(text));
    let dates = atom.entries.iter().chain(&rss.entries).map(|entry| entry.published.expect("a date"));
    assert!(dates.into_iter().all(|date| date < noon() && noon() - date < chrono::TimeDelta::days(30)));
}

#[tokio::test]
async fn every_entry_and_every_home_has_a_page() {
    let (world, fetcher) = world().await;
    for link in links(&fetcher, &world).await {
        let page = read(&fetcher, &link.parse().expect("an address")).await;
        assert!(String::from_utf8(page.body).expect("UTF-8").contains("<h1 class=\"entry-title\">"), "{link}");
    }
    for network in world.networks() {
        read(&fetcher, &network.homepage).await;
        assert!(
            fetcher.visit(&network.homepage.join("/none").expect("an address"), &Validators::default()).await.is_err()
        );
    }
}

#[tokio::test]
async fn the_story_is_told_to_its_end_and_each_step_is_seen() {
    let (world, fetcher) = world().await;
    let [page, atom, rss] = world.networks() else { panic!("three networks") };
    let mut told = Vec::new();
    let mut seconds = 0;
    let begun = links(&fetcher, &world).await;
    while let Some(pause) = world.pause() {
        seconds += pause.as_secs();
        let before = [page, atom, rss].map(|network| read(&fetcher, &network.url));
        let before = futures_util::future::join_all(before).await;
        told.push(world.advance().expect("a pause is before a step"));
        let mut changed = 0;
        for (network, before) in [page, atom, rss].into_iter().zip(before) {
            match fetcher.visit(&network.url, &before.validators).await.expect("an answer") {
                Answer::Fresh { .. } => changed += 1,
                Answer::Unchanged { .. } => {}
            }
        }
        assert_eq!(changed, 1, "{}", told.last().expect("told before"));
    }
    assert!(seconds <= 40 && told.len() == 6 && world.advance().is_none());
    let ended = links(&fetcher, &world).await;
    assert!(ended.is_superset(&begun));
    assert_eq!(ended.len(), begun.len() + 3, "one of the four that were added stands under a link of another");
    let entries = listing(&fetcher, page).await;
    assert_eq!(entries[0][2], "March 1, 2025");
    assert!(entries.iter().any(|[title, ..]| title == "This alert has been withdrawn"));
    assert!(!entries.iter().any(|[_, _, _, text]| text.contains("Tzunux")), "nothing of it is left");
}

#[tokio::test]
async fn the_world_can_be_written_down_as_configuration() {
    let (world, _) = world().await;
    for ((path, text), network) in world.config_files().into_iter().zip(world.networks()) {
        assert_eq!(path, format!("networks/{}.toml", network.id));
        let table: toml::Table = text.parse().expect("TOML");
        let source = &table["sources"].as_array().expect("a list")[0];
        assert_eq!(table["name"].as_str(), Some(network.name));
        assert_eq!(source["url"].as_str(), Some(network.url.as_str()));
        assert_eq!(source["every"].as_str(), Some("2s"));
    }
}
