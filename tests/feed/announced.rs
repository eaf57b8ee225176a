//! What a feed says to those who poll it.

use super::{item, read, rss};

fn refresh(head: &str) -> Option<u64> {
    let parsed = read(rss(&format!("{head}{}", item(1)))).expect("a feed");
    parsed.announced.refresh.map(|wait| wait.as_secs())
}

#[test]
fn a_feed_says_how_often_it_changes_in_two_ways_and_the_longer_counts() {
    for (head, seconds) in [
        ("<ttl>90</ttl>", Some(5400)),
        ("<ttl> <![CDATA[60]]> </ttl>", Some(3600)),
        ("<ttl>0</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>99999999999999999</ttl>", Some(366 * 86_400)),
        ("<sy:updatePeriod>\n hourly </sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", Some(1800)),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><ttl>15</ttl>", Some(3600)),
        ("<sy:updateFrequency>4</sy:updateFrequency>", Some(21_600)),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", None),
        ("<sy:updatePeriod>sometimes</sy:updatePeriod>", None),
        ("<!-- <ttl>90</ttl> -->", None),
        ("", None),
    ] {
        assert_eq!(refresh(head), seconds, "{head}");
    }
}

#[test]
fn what_stands_in_an_entry_is_not_the_feeds() {
    let inside = "<item><title>Alerta</title><ttl>90</ttl><link rel=\"hub\" href=\"https://hub.example/\"/></item>";
    let announced = read(rss(inside)).expect("a feed").announced;
    assert_eq!((announced.refresh, announced.hubs.len()), (None, 0));
}

#[test]
fn hubs_and_the_feeds_own_address_are_read_wherever_a_format_puts_them() {
    let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><link rel=\"self\" href=\"/feed/atom\"/>\
                <link rel=\"HUB\" href=\"https://hub.example/\"/><link rel=\"hub\" href=\"https://hub.example/\"/>\
                <link rel=\"hub\" href=\"//other.example/push?a=1&amp;b=2\"/><title>Faro</title></feed>";
    let in_rss = rss("<atom:link href=\"https://faro-del-sur.example/feed/atom\" rel=\"self\"></atom:link>\
                      <atom10:link rel=\"hub\" href=\"https://hub.example/\"/>\
                      <atom:link rel=\"hub\" href=\"https://other.example/push?a=1&amp;b=2\"/>");
    let json = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Faro\",\"feed_url\":\"/feed/atom\",\
                \"hubs\":[{\"type\":\"WebSub\",\"url\":\"https://hub.example/\"},{\"type\":\"rssCloud\",\"url\":\"x:\"},\
                {\"type\":\"websub\",\"url\":\"https://other.example/push?a=1&b=2\"}],\"items\":[]}";
    for feed in [atom, &in_rss, json] {
        let announced = read(feed).expect("a feed").announced;
        let hubs: Vec<&str> = announced.hubs.iter().map(url::Url::as_str).collect();
        assert_eq!(hubs, ["https://hub.example/", "https://other.example/push?a=1&b=2"], "{feed}");
        assert_eq!(announced.own.as_ref().map(url::Url::as_str), Some("https://faro-del-sur.example/feed/atom"));
    }
}

#[test]
fn many_hubs_are_as_good_as_a_few() {
    let hubs: Vec<_> = (0..100).map(|n| format!("<atom:link rel=\"hub\" href=\"https://hub{n}.example/\"/>")).collect();
    assert_eq!(read(rss(&hubs.concat())).expect("a feed").announced.hubs.len(), 4);
}
