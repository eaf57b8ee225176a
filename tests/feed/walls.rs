//! Pages where a feed or a listing was expected.

use almenara::model::SourceKind;
use almenara::refine::Error;

use super::{read_as, rss};

fn page(title: &str, body: &str) -> String {
    format!("<!DOCTYPE html><html lang=\"en\"><head><title>{title}</title></head><body>{body}</body></html>")
}

/// A page with content: a menu, a search, a log-in form, and text enough.
fn ordinary(title: &str, extra: &str) -> String {
    let menu = "<a href=\"/section\">Section</a>".repeat(12);
    let text = "The lantern network reports on what happened in the valley this week. ".repeat(20);
    page(
        title,
        &format!(
            "<nav>{menu}</nav><form><input type=\"password\" name=\"p\"></form><article><p>{text}</p>{extra}</article>"
        ),
    )
}

#[test]
fn walls_are_known_by_name_for_feeds_and_pages() {
    for (name, body) in [
        (
            "Cloudflare",
            page(
                "Just a moment...",
                "<script>window._cf_chl_opt={};</script><noscript>Enable JavaScript and cookies to continue</noscript>",
            ),
        ),
        ("Cloudflare", page("Un momento…", "<script>(function(){window._cf_chl_opt = {cvId: '3'};}());</script>")),
        (
            "Cloudflare",
            page(
                "Attention Required! | Cloudflare",
                "<div id=\"cf-error-details\"><h1>Sorry, you have been blocked</h1></div>",
            ),
        ),
        (
            "DataDome",
            page(
                "lantern.example",
                "<p>Please enable JS</p><script src=\"https://ct.captcha-delivery.com/c.js\"></script>",
            ),
        ),
        ("Vercel", page("Vercel Security Checkpoint", "<p>We're verifying your browser</p>")),
        (
            "Imperva",
            page(
                "",
                "<iframe src=\"/_Incapsula_Resource?SWUDNSAI=31\">Request unsuccessful. Incapsula incident ID: 1-2</iframe>",
            ),
        ),
        ("captcha", page("One more step", "<form><div class=\"g-recaptcha\" data-sitekey=\"x\"></div></form>")),
        (
            "JavaScript",
            page(
                "Lantern",
                "<div id=\"root\"></div><noscript>You need to enable JavaScript to run this app.</noscript>",
            ),
        ),
        ("JavaScript", page("Faro", "<noscript>Por favor, habilite JavaScript para continuar.</noscript>")),
        (
            "login",
            page(
                "Log in ‹ Lantern",
                "<form action=\"/wp-login.php\"><input name=\"u\"><input type='password' name=\"p\"></form>",
            ),
        ),
        ("login", page("Iniciar sesión", "<form><input type=password></form>")),
        (
            "maintenance",
            page("Maintenance", "<p>Briefly unavailable for scheduled maintenance. Check back in a minute.</p>"),
        ),
        ("error page", page("404 Not Found", "<h1>Not Found</h1><p>nginx</p>")),
    ] {
        for kind in [SourceKind::Feed, SourceKind::Page, SourceKind::Auto] {
            match read_as(kind, Some("text/html"), body.as_bytes()) {
                Err(Error::Wall { what, .. }) => assert!(what.contains(name), "{what} is not {name}"),
                other => panic!("{name}: {other:?}"),
            }
        }
    }
}

#[test]
fn ordinary_pages_that_mention_such_words_are_no_walls() {
    for body in [
        ordinary(
            "Captcha and human verification: a report",
            "<p>Enable JavaScript to see the map. Access denied to observers.</p>",
        ),
        ordinary(
            "Lantern",
            "<script src=\"/cdn-cgi/challenge-platform/scripts/jsd/main.js\"></script><div class=\"cf-turnstile\"></div>",
        ),
        ordinary("Log in", "<p>Journalists cannot log in.</p>"),
        ordinary("Lantern", "<noscript>Please enable JavaScript</noscript><div class=\"g-recaptcha\"></div>"),
        page("Alerts", "<ul><li><a href=\"/1\">Lawyer detained</a></li><li><a href=\"/2\">Village burnt</a></li></ul>"),
    ] {
        for kind in [SourceKind::Page, SourceKind::Auto, SourceKind::Feed] {
            let answer = read_as(kind, None, body.as_bytes());
            assert!(!matches!(answer, Err(Error::Wall { .. })), "{answer:?}");
        }
    }
}

#[test]
fn a_page_at_a_feeds_address_is_called_by_its_title() {
    match read_as(SourceKind::Feed, Some("application/rss+xml"), ordinary("Alerts &amp; news", "").as_bytes()) {
        Err(Error::NotAFeed { what, .. }) => assert_eq!(what, "titled \"Alerts & news\""),
        other => panic!("{other:?}"),
    }
    match read_as(SourceKind::Feed, None, b"<?xml version=\"1.0\"?><urlset><url><loc>x</loc></url></urlset>") {
        Err(Error::BrokenFeed { why, seen: 0, .. }) => assert!(why.contains("<urlset>"), "{why}"),
        other => panic!("{other:?}"),
    }
    assert!(matches!(
        read_as(SourceKind::Feed, None, b"{\"error\": \"no such thing\"}"),
        Err(Error::BrokenFeed { .. })
    ));
    assert!(matches!(read_as(SourceKind::Feed, None, b"Not here any more."), Err(Error::NotAFeed { .. })));
}

#[test]
fn auto_reads_a_feed_as_feed_and_the_rest_as_page() {
    let parsed = read_as(SourceKind::Auto, Some("text/html"), rss("<item><title>One</title></item>").as_bytes())
        .expect("a feed");
    assert_eq!(parsed.kind, SourceKind::Feed);
    let about_feeds = ordinary("How to subscribe", "<pre>&lt;rss&gt;</pre><!-- <rss> --><script>'<feed>'</script>");
    let answer = read_as(SourceKind::Auto, None, about_feeds.as_bytes());
    assert!(!matches!(answer, Err(Error::BrokenFeed { .. } | Error::NotAFeed { .. })), "{answer:?}");
}

#[test]
fn an_error_page_under_the_name_of_the_site_is_told_by_its_heading() {
    let links =
        "<p>Read our <a href=\"/privacy\">privacy policy in full</a> or <a href=\"/terms\">the terms of use</a>.</p>";
    for heading in ["We will be back soon", "Page not found", "Página no encontrada", "Page introuvable"] {
        let body = page("Lantern Circle", &format!("<h1>{heading}</h1>{links}"));
        let refused = read_as(SourceKind::Page, None, body.as_bytes());
        assert!(matches!(refused, Err(Error::Wall { .. })), "{heading}: {refused:?}");
    }
}
