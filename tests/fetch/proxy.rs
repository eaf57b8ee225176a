use almenara::fetch::{Answer, Error, Fetcher, Policy};
use almenara::model::{OutcomeKind, Proxy, Source, SourceKind, Validators};
use url::Url;

use super::{document, fetcher, loopback, noon};
use crate::support::hostile::{Hostile, Seen, reply};
use crate::support::socks::Socks;

const NONE: Validators = Validators { etag: None, last_modified: None };

/// A policy as in service: loopback is not allowed, so that whatever arrives there came through the proxy.
fn in_service() -> Fetcher {
    fetcher(Policy { allow_private: Vec::new(), ..reachable() })
}

fn reachable() -> Policy {
    Policy { contact: "mailto:desk@wire.ngo".to_owned(), ..loopback() }
}

fn source(url: &str, proxy: Option<&str>) -> Source {
    let proxy = proxy.map(|text| Proxy::parse(text).expect("a proxy"));
    Source { proxy, ..Source::ad_hoc(url.parse().expect("an address"), SourceKind::Auto) }
}

async fn ask(fetcher: &Fetcher, source: &Source) -> Result<Answer, Error> {
    fetcher.visit_for(source, &source.url, &NONE).await
}

#[tokio::test]
async fn a_source_behind_tor_is_reached_by_the_name_that_the_proxy_looks_up() {
    let server = Hostile::serve(|seen: &Seen| match seen.target.as_str() {
        "/robots.txt" => reply(404, &[], b""),
        "/moved" => reply(302, &[("location", "http://elsewhere.ngo/there")], b""),
        _ => reply(200, &[], b"there"),
    })
    .await;
    let socks = Socks::leading_to(server.addr, None).await;
    let proxy = format!("socks5h://{}", socks.addr);
    let fetcher = in_service();
    for (url, name) in [
        ("http://faro.ngo/alerts", "name faro.ngo:80"),
        ("http://farofarofarofarofarofarofarofarofarofarofarofarofarofaro.onion/", "onion:80"),
        ("http://faro.ngo:8080/moved", "name elsewhere.ngo:80"),
    ] {
        let answer = ask(&fetcher, &source(url, Some(&proxy))).await.expect(url);
        assert_eq!(document(answer).body, b"there");
        assert!(socks.asked().last().is_some_and(|asked| asked.ends_with(name)), "{:?}", socks.asked());
    }
    assert!(socks.asked().iter().all(|asked| asked.starts_with("name ")), "nothing was looked up here");
    assert!(server.seen_all().iter().any(|seen| seen.target == "/robots.txt"), "and robots.txt was asked there too");
}

#[tokio::test]
async fn a_proxy_over_http_is_handed_the_name_too() {
    let proxy = Hostile::serve(|seen: &Seen| match seen.target.as_str() {
        "http://faro.ngo/alerts" => reply(200, &[], b"there"),
        _ => reply(404, &[], b""),
    })
    .await;
    let source = source("http://faro.ngo/alerts", Some(&format!("http://localhost:{}", proxy.addr.port())));
    assert_eq!(document(ask(&in_service(), &source).await.expect("a document")).body, b"there");
    let targets: Vec<_> = proxy.seen_all().into_iter().map(|seen| seen.target).collect();
    assert_eq!(targets, ["http://faro.ngo/robots.txt", "http://faro.ngo/alerts"]);
    let secure = Source { url: "https://faro.ngo/alerts".parse().expect("an address"), ..source };
    let error = ask(&in_service(), &secure).await.expect_err("it makes no tunnels");
    assert!(matches!(error, Error::Proxy { .. }), "{error}");
    assert!(proxy.seen_all().last().is_some_and(|seen| seen.head.starts_with("CONNECT faro.ngo:443 ")));
}

#[tokio::test]
async fn a_proxy_is_not_asked_for_what_lies_on_its_own_network() {
    let canary = Hostile::serve(|_| reply(200, &[], b"reached")).await;
    let socks = Socks::leading_to(canary.addr, None).await;
    let proxy = format!("socks5h://{}", socks.addr);
    for url in [
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://169.254.169.254/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://a.localhost/",
        "http://printer.local/",
        "http://metadata.google.internal/",
        "http://router/",
        "http://router.lan./",
        "http://nas.home.arpa/",
    ] {
        let error = ask(&in_service(), &source(url, Some(&proxy))).await.expect_err(url);
        assert!(matches!(error, Error::Forbidden { .. } | Error::NotPublic { .. }), "{url}: {error}");
        assert_eq!(error.outcome_kind(), OutcomeKind::Blocked);
    }
    assert_eq!((socks.asked().len(), canary.seen_all().len()), (0, 0));
    let unnamed = fetcher(Policy { contact: "mailto:desk@example.org".to_owned(), ..loopback() });
    let error = ask(&unnamed, &source("http://faro.ngo/", Some(&proxy))).await.expect_err("nobody stands for it");
    assert!(matches!(error, Error::ContactNotSet { .. }), "{error}");
}

#[tokio::test]
async fn an_onion_address_is_never_looked_up_but_by_tor() {
    let server = Hostile::serve(|seen: &Seen| match seen.target.as_str() {
        "/robots.txt" => reply(404, &[], b""),
        _ => reply(302, &[("location", "http://faro.onion/")], b""),
    })
    .await;
    let onion = "http://news.farofaro.ONION./alerts";
    let http = format!("http://{}", server.addr);
    for source in [source(onion, None), source(onion, Some(&http)), source(server.url("/").as_str(), None)] {
        let error = ask(&fetcher(reachable()), &source).await.expect_err("no Tor");
        assert!(matches!(error, Error::Onion { .. }), "{error}");
        assert!(error.to_string().contains("socks5h://127.0.0.1:9050"), "{error}");
    }
}

#[tokio::test]
async fn a_proxy_that_is_down_or_refuses_is_told_from_the_site() {
    let closed = Hostile::serve(|_| Vec::new()).await.addr;
    tokio::task::yield_now().await;
    let unwilling = Socks::leading_to(closed, Some(4)).await.addr;
    for proxy in [closed, unwilling] {
        let source = source("http://faro.ngo/alerts", Some(&format!("socks5h://reader:secret@{proxy}")));
        let error = ask(&in_service(), &source).await.expect_err("no way");
        assert!(matches!(error, Error::Proxy { .. }), "{error}");
        assert_eq!(error.outcome_kind(), OutcomeKind::Failing);
        let words = format!("{error} {source:?}");
        assert!(words.contains(&proxy.to_string()) && !words.contains("secret"), "{words}");
    }
}

#[tokio::test]
async fn a_robots_txt_is_passed_over_only_with_consent_and_only_on_the_host_that_gave_it() {
    let robots = b"User-agent: *\nDisallow: /\nCrawl-delay: 0.2\n";
    let listener = tokio::net::TcpListener::bind("127.0.0.2:0").await.expect("a free port");
    let other = Hostile::on(listener, move |_| reply(200, &[], robots));
    let to = other.url("/there").to_string();
    let server = Hostile::serve(move |seen: &Seen| match seen.target.as_str() {
        "/robots.txt" => reply(200, &[], robots),
        "/away" => reply(302, &[("location", &to)], b""),
        _ => reply(200, &[], b"there"),
    })
    .await;
    let fetcher = Fetcher::new(loopback(), noon).expect("a fetcher");
    let visit = async |path: &str, because: Option<&str>| {
        let ignore_robots_because = because.map(str::to_owned);
        let source = Source { ignore_robots_because, ..source(server.url(path).as_str(), None) };
        ask(&fetcher, &source).await
    };
    assert!(matches!(visit("/alerts", None).await, Err(Error::Robots { .. })));
    let because = Some("the secretary agreed by letter of 3 May 2024");
    visit("/alerts", because).await.expect("with consent");
    visit("/alerts", because).await.expect("with consent");
    assert!(matches!(visit("/away", because).await, Err(Error::Robots { .. })), "the other host gave none");
    assert_eq!(other.seen().len(), 0);
    let seen = server.seen_all();
    let targets: Vec<_> = seen.iter().map(|seen| seen.target.as_str()).collect();
    assert_eq!(targets, ["/robots.txt", "/alerts", "/alerts", "/away"]);
    let pause = seen[2].begun - seen[1].ended.expect("answered");
    assert!(pause >= std::time::Duration::from_millis(195), "the pause it asks for is kept: {pause:?}");
}

#[test]
fn what_is_no_proxy_is_refused_with_what_to_write() {
    for (text, hint) in [
        ("socks5://127.0.0.1:9050", "write socks5h://"),
        ("socks5h://127.0.0.1", "socks5h://127.0.0.1:9050"),
        ("127.0.0.1:9050", "socks5h://127.0.0.1:9050"),
        ("ftp://127.0.0.1:21", "socks5h://127.0.0.1:9050"),
        ("http://127.0.0.1:8118/path", "socks5h://127.0.0.1:9050"),
        ("", "socks5h://127.0.0.1:9050"),
    ] {
        let (_, remedy) = Proxy::parse(text).expect_err(text);
        assert!(remedy.contains(hint), "{text}: {remedy}");
    }
    for text in
        ["socks5h://[::1]:9050", "http://proxy.lan", "https://proxy.example:8443/", "socks5h://u:p@127.0.0.1:9050"]
    {
        let proxy = Proxy::parse(text).expect(text);
        assert!(!proxy.to_string().contains("u:p") && !format!("{proxy:?}").contains("u:p"));
    }
    let onion = |text: &str| almenara::model::is_onion(&Url::parse(text).expect("an address"));
    assert!(onion("http://a.ONION./") && !onion("http://onion.example/") && onion("https://b.a.onion:8080/x"));
}
