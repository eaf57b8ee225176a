use almenara::fetch::{Error, Fetcher, Policy};
use almenara::model::{OutcomeKind, Validators};
use tokio::net::TcpListener;
use url::Url;

use super::{document, fetcher, loopback, noon, visit};
use crate::support::hostile::{Hostile, reply};

/// A policy as in service: somebody answers for it, and nothing private is allowed.
fn in_service() -> Policy {
    Policy { contact: "mailto:desk@wire.ngo".to_owned(), ..Policy::default() }
}

/// Ways to write an address that ends at loopback.
fn spellings(port: u16) -> Vec<String> {
    [
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "127.0.1",
        "127.255.255.254",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0x7F.0x0.0x0.0x1",
        "0177.0.0.1",
        "0177.1",
        "017700000001",
        "0",
        "0.0.0.0",
        "0x0",
        "[::]",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[::ffff:0:127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[2002:7f00:1::]",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "１２７.0.0.1",
        "%31%32%37.0.0.1",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "public.ngo@127.0.0.1",
        "public.ngo:80@127.0.0.1",
    ]
    .iter()
    .map(|host| format!("http://{host}:{port}/"))
    .chain([
        format!("http:\\\\127.0.0.1:{port}\\"),
        format!("http:127.0.0.1:{port}"),
        format!("http://\t127.0.0.1:{port}/"),
    ])
    .collect()
}

#[tokio::test]
async fn no_spelling_of_loopback_reaches_a_canary() {
    let canary = Hostile::serve(|_| reply(200, &[], b"reached")).await;
    let fetcher = Fetcher::new(in_service(), noon).expect("a fetcher");
    for text in spellings(canary.addr.port()) {
        let Ok(url) = Url::parse(&text) else { continue };
        let error = fetcher.visit(&url, &Validators::default()).await.expect_err(&text);
        // Not every system's resolver knows `localhost.`.
        let unknown = text.contains("localhost.") && matches!(error, Error::Unresolved { .. });
        assert!(unknown || matches!(error, Error::Forbidden { .. }), "{text}: {error}");
        assert!(unknown || error.outcome_kind() == OutcomeKind::Blocked);
    }
    assert_eq!(canary.seen_all().len(), 0);
}

#[tokio::test]
async fn no_redirect_reaches_a_canary_either() {
    let canary = Hostile::serve(|_| reply(200, &[], b"reached")).await;
    let number = |target: &str| target.trim_start_matches("/lure/").parse::<usize>().ok();
    // On an address of its own, the only one that is allowed.
    let listener = TcpListener::bind("127.0.0.2:0").await.expect("a free port");
    let port = listener.local_addr().expect("a bound socket").port();
    let mut targets = spellings(canary.addr.port());
    targets.push(format!("//127.0.0.1:{}/", canary.addr.port()));
    let count = targets.len();
    let lure = Hostile::on(listener, move |seen| {
        let target = number(&seen.target).and_then(|number| targets.get(number));
        target.map_or_else(|| reply(404, &[], b""), |to| reply(302, &[("location", to)], b""))
    });
    let policy = Policy { allow_private: vec!["127.0.0.2".parse().expect("a range")], ..loopback() };
    let fetcher = fetcher(Policy { contact: in_service().contact, ..policy });
    for number in 0..count {
        let url = Url::parse(&format!("http://127.0.0.2:{port}/lure/{number}")).expect("an address");
        let error = fetcher.visit(&url, &Validators::default()).await.expect_err("refused");
        assert_ne!(error.outcome_kind(), OutcomeKind::Ok);
    }
    assert_eq!(canary.seen_all().len(), 0);
    let lures = lure.seen().iter().filter(|seen| number(&seen.target).is_some()).count();
    assert_eq!(lures, count, "every lure was taken up to the redirect");
}

#[tokio::test]
async fn a_robots_txt_does_not_lead_to_a_canary() {
    let canary = Hostile::serve(|_| reply(200, &[], b"reached")).await;
    let to = format!("http://localhost:{}/", canary.addr.port());
    let listener = TcpListener::bind("127.0.0.2:0").await.expect("a free port");
    let url = Url::parse(&format!("http://{}/", listener.local_addr().expect("a bound socket"))).expect("an address");
    let _lure = Hostile::on(listener, move |_| reply(301, &[("location", &to)], b""));
    let policy = Policy { allow_private: vec!["127.0.0.2".parse().expect("a range")], ..loopback() };
    fetcher(policy).visit(&url, &Validators::default()).await.expect_err("refused");
    assert_eq!(canary.seen_all().len(), 0);
}

#[tokio::test]
async fn what_the_operator_allows_is_reached_by_literal_and_by_name() {
    let server = Hostile::serve(|_| reply(200, &[("content-type", "text/html")], b"hello")).await;
    let document = document(visit(&server.url("/a")).await.expect("a document"));
    assert_eq!((document.body.as_slice(), document.fetched), (b"hello".as_slice(), noon()));
    assert_eq!(document.content_type.as_deref(), Some("text/html"));
    let named = Url::parse(&format!("http://localhost:{}/", server.addr.port())).expect("an address");
    visit(&named).await.expect("a document");
}

#[tokio::test]
async fn while_no_contact_is_set_the_public_internet_is_not_touched() {
    for (policy, address) in [
        (loopback(), "http://198.41.0.4/"),
        (Policy::default(), "https://alerts.wire.ngo/feed"),
        (Policy { contact: "https://wire.example.com/contact".to_owned(), ..loopback() }, "http://[2001:500::1]/"),
    ] {
        let url = Url::parse(address).expect("an address");
        let error = fetcher(policy).visit(&url, &Validators::default()).await.expect_err(address);
        assert!(matches!(error, Error::ContactNotSet { .. }), "{error}");
        assert!(error.to_string().contains("set [fetch] contact in almenara.toml"), "{error}");
    }
}

#[test]
fn a_contact_is_set_when_it_leads_to_somebody() {
    for (contact, is_set) in [
        ("mailto:desk@example.org", false),
        ("mailto:desk@wire.example.org", false),
        ("https://example.org/about", false),
        ("desk@EXAMPLE.ORG", false),
        ("", false),
        ("mailto:desk@wire.ngo", true),
        ("https://wire.ngo/contact", true),
        ("desk@myexample.org", true),
        ("https://wire.ngo/?from=example.org", true),
    ] {
        assert_eq!(Policy { contact: contact.to_owned(), ..Policy::default() }.contact_is_set(), is_set, "{contact}");
    }
}

#[test]
fn a_contact_that_cannot_be_sent_is_refused() {
    for contact in ["", "mailto:desk@wire.ngo\r\nX-Evil: 1", "Desk <desk@wire.ngo>", "desk)", "señal@wire.ngo"] {
        let policy = Policy { contact: contact.to_owned(), ..Policy::default() };
        assert!(matches!(Fetcher::new(policy, noon), Err(Error::BadContact { .. })), "{contact}");
    }
}

#[tokio::test]
async fn only_the_web_is_visited() {
    for address in [
        "file:///etc/hostname",
        "gopher://127.0.0.1/",
        "ftp://127.0.0.1/",
        "data:text/plain,x",
        "mailto:desk@wire.ngo",
        "http://127.0.0.1:25/",
        "http://127.0.0.1:6667/",
    ] {
        let error = visit(&Url::parse(address).expect(address)).await.expect_err(address);
        assert!(matches!(error, Error::BadAddress { .. }), "{address}: {error}");
    }
    let endless = Url::parse(&format!("http://127.0.0.1/{}", "a".repeat(5000))).expect("an address");
    assert!(matches!(visit(&endless).await, Err(Error::BadAddress { .. })));
}

#[tokio::test]
async fn redirects_are_followed_five_times_and_no_more() {
    let server = Hostile::without_robots(|seen| {
        let left: u32 = seen.target.trim_start_matches('/').parse().unwrap_or(0);
        if left == 0 { reply(200, &[], b"there") } else { reply(302, &[("location", &format!("/{}", left - 1))], b"") }
    })
    .await;
    assert_eq!(document(visit(&server.url("/5")).await.expect("five are followed")).url, server.url("/0"));
    assert!(matches!(visit(&server.url("/6")).await, Err(Error::TooManyRedirects { .. })));
    assert_eq!(server.seen().len(), 6 + 6);
}

#[tokio::test]
async fn a_permanent_move_is_told_as_far_as_it_is_permanent() {
    use almenara::fetch::Answer;
    let server = Hostile::without_robots(|seen| match seen.target.as_str() {
        "/old" => reply(301, &[("location", "/new")], b""),
        "/new" => reply(308, &[("location", "/newest#top")], b""),
        "/newest" => reply(302, &[("location", "/today")], b""),
        "/broken" => reply(301, &[("location", "http://[")], b""),
        "/nowhere" => reply(302, &[], b""),
        _ => reply(200, &[], b"there"),
    })
    .await;
    let answer = visit(&server.url("/old")).await.expect("a document");
    let Answer::Fresh { moved_permanently, document, .. } = answer else { panic!("fresh") };
    assert_eq!(moved_permanently, Some(server.url("/newest")));
    assert_eq!(document.url, server.url("/today"));
    let answer = visit(&server.url("/newest")).await.expect("a document");
    assert!(matches!(answer, Answer::Fresh { moved_permanently: None, .. }));
    for path in ["/broken", "/nowhere"] {
        assert!(matches!(visit(&server.url(path)).await, Err(Error::BadRedirect { .. })), "{path}");
    }
}

#[tokio::test]
async fn a_password_in_an_address_neither_travels_to_another_host_nor_into_a_message() {
    let other = Hostile::without_robots(|_| reply(500, &[], b"")).await;
    let to = format!("http://u:p@{}/x", other.addr);
    let server = Hostile::without_robots(move |_| reply(302, &[("location", &to)], b"")).await;
    let mut url = server.url("/");
    url.set_password(Some("secret")).expect("an address with a place for it");
    url.set_username("reader").expect("an address with a place for it");
    let error = visit(&url).await.expect_err("status 500").to_string();
    assert!(server.seen()[0].header("authorization").is_some());
    assert_eq!(other.seen()[0].header("authorization"), None);
    assert!(!error.contains("u:p@") && error.contains(&other.url("/x").to_string()), "{error}");
}
