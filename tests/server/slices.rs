//! Slices over real sockets.

use almenara::server::Limits;

use super::wire;

#[tokio::test]
async fn a_slice_is_handed_out_like_any_feed_and_tells_its_one_address() {
    let wire = wire(Limits::default()).await;
    let answer = wire.get("/feed.atom?LANG=es&country=hnd", &[]).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/atom+xml; charset=utf-8")));
    assert_eq!(answer.header("content-location"), Some("http://wire.example/feed.atom?country=HND&lang=es"));
    for name in ["etag", "last-modified", "vary", "cache-control", "access-control-allow-origin"] {
        assert!(answer.header(name).is_some(), "{name}");
    }
    let canonical = wire.get("/feed.atom?country=HND&lang=es", &[]).await;
    assert_eq!((canonical.header("content-location"), &canonical.body), (None, &answer.body));
    assert_eq!(canonical.header("etag"), answer.header("etag"));
    let etag = answer.header("etag").expect("a tag");
    assert_eq!(wire.get("/feed.atom?country=HND&lang=es", &[&format!("If-None-Match: {etag}")]).await.status, 304);
    let head = wire.ask("HEAD", "/country/HND/feed.rss", &[]).await;
    assert_eq!((head.status, head.body.len(), head.header("content-location")), (200, 0, None));
    assert_eq!(wire.ask("OPTIONS", "/lang/es/feed.json", &[]).await.header("access-control-allow-origin"), Some("*"));
    assert_eq!(wire.ask("DELETE", "/lang/es/feed.json", &[]).await.status, 405);
}

#[tokio::test]
async fn what_nobody_knows_is_answered_with_what_may_be_asked() {
    let wire = wire(Limits::default()).await;
    for path in
        ["/feed.atom?region=atlantis", "/region/atlantis/feed.json", "/feed.rss?what=ever", "/feed.atom?before=x"]
    {
        let answer = wire.get(path, &[]).await;
        assert_eq!((answer.status, answer.header("content-type")), (400, Some("text/plain; charset=utf-8")), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    let body = wire.get("/feed.atom?region=%3Cscript%3E", &[]).await.body;
    assert!(String::from_utf8_lossy(&body).contains("allowed values: americas"));
    assert_eq!(wire.get("/feed.atom?lang=ar", &[]).await.status, 200, "known, though nothing in it is stored");
    assert_eq!(wire.get("/planet/earth/feed.atom", &[]).await.status, 404);
}

#[tokio::test]
async fn brotli_is_handed_out_to_who_knows_it_under_a_tag_of_its_own() {
    let wire = wire(Limits::default()).await;
    let plain = wire.get("/feed.atom", &[]).await;
    let answer = wire.get("/feed.atom", &["Accept-Encoding: gzip, deflate, br"]).await;
    assert_eq!(answer.header("content-encoding"), Some("br"));
    let mut unpacked = Vec::new();
    brotli::BrotliDecompress(&mut &answer.body[..], &mut unpacked).expect("brotli");
    assert_eq!(unpacked, plain.body);
    let tag = answer.header("etag").expect("a tag").to_owned();
    assert!(tag.ends_with("-br\""));
    let again = wire.get("/feed.atom", &["Accept-Encoding: br", &format!("If-None-Match: {tag}")]).await;
    assert_eq!((again.status, again.header("etag")), (304, Some(tag.as_str())));
}

#[tokio::test]
async fn a_browser_is_handed_a_feed_as_xml_that_it_shows_with_its_style() {
    let wire = wire(Limits::default()).await;
    let browser = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    for path in ["/feed.atom", "/country/HND/feed.rss"] {
        let plain = wire.get(path, &[]).await;
        let shown = wire.get(path, &[browser]).await;
        assert_eq!(shown.header("content-type"), Some("application/xml; charset=utf-8"), "{path}");
        assert_eq!(shown.body, plain.body);
        assert!(shown.header("content-security-policy").expect("a policy").contains("style-src 'self'"));
        let (one, other) = (plain.header("etag").expect("a tag"), shown.header("etag").expect("a tag"));
        assert_ne!(one, other, "another type is another representation");
        assert_eq!(wire.get(path, &[browser, &format!("If-None-Match: {other}")]).await.status, 304);
        assert_eq!(wire.get(path, &[&format!("If-None-Match: {other}")]).await.status, 200);
        let reader = wire.get(path, &["Accept: application/atom+xml, application/rss+xml, text/html;q=0.1"]).await;
        assert_eq!(reader.header("content-type"), plain.header("content-type"));
    }
    let json = wire.get("/feed.json", &[browser]).await;
    assert_eq!(json.header("content-type"), Some("application/feed+json; charset=utf-8"));
    let style = wire.get("/feed.css", &[]).await;
    assert_eq!((style.status, style.header("content-type")), (200, Some("text/css; charset=utf-8")));
}

#[tokio::test]
async fn archives_are_not_for_search_engines() {
    let wire = wire(Limits::default()).await;
    let archive = wire.get("/archive/2026-05-03/feed.atom", &[]).await;
    assert_eq!((archive.status, archive.header("x-robots-tag")), (200, Some("noindex, noarchive")));
    assert_eq!(wire.get("/archive/2020-01/feed.atom", &[]).await.status, 404);
    assert_eq!(wire.get("/archive/2020-01/planet/earth/feed.atom", &[]).await.status, 404);
    assert_eq!(wire.get("/feed.atom", &[]).await.header("x-robots-tag"), None);
}
