//! The page of one entry: date, language, address, description, main text.

use std::time::{Duration, Instant};

use almenara::model::{Document, Source, SourceKind, Validators};
use almenara::refine::Error;
use almenara::refine::parse::article::{self, Article};
use url::Url;

const ADDRESS: &str = "https://vigia.example/alertas/puente";

fn read_at(address: &str, html: &str) -> Result<Article, Error> {
    let url = Url::parse(address).expect("an address");
    let document = Document {
        url: url.clone(),
        content_type: Some("text/html; charset=utf-8".to_owned()),
        body: html.as_bytes().to_vec(),
        validators: Validators::default(),
        fetched: "2026-04-02T12:00:00Z".parse().expect("a time"),
    };
    article::read(&document, &Source::ad_hoc(url, SourceKind::Page))
}

fn read(html: &str) -> Article {
    read_at(ADDRESS, html).expect("it can be read")
}

/// A page with this in its head and around its heading.
fn page(head: &str, below: &str) -> String {
    let words =
        "La asociación de vecinas lleva años pidiendo que se respete el acuerdo sobre el agua del valle. ".repeat(9);
    format!(
        "<!doctype html><html lang=\"es\"><head><title>Detienen a la presidenta del patronato | Vigía</title>{head}</head>\
         <body><nav><a href=\"/\">Inicio</a> 01/01/2019</nav><main><article><h1>Detienen a la presidenta del patronato</h1>\
         {below}<p>{words}</p><p>{words}</p></article></main>\
         <aside class=\"sidebar\"><time datetime=\"2020-01-01\">1 de enero de 2020</time></aside>\
         <footer>© 2017 · actualizado el 3 de mayo de 2021</footer></body></html>"
    )
}

/// The day found, and the rule that found it.
fn dated(html: &str) -> (String, &'static str) {
    dated_at(ADDRESS, html)
}

fn dated_at(address: &str, html: &str) -> (String, &'static str) {
    let published = read_at(address, html).expect("it can be read").published;
    published.map_or((String::new(), ""), |found| (found.moment.day().to_string(), found.rule))
}

#[test]
fn a_date_is_found_wherever_pages_keep_it() {
    let table = [
        (
            r#"<script type="application/ld+json">{"@graph":[{"@type":"WebPage","datePublished":"2024-01-01"},{"@type":"NewsArticle","datePublished":"2025-03-04T10:00:00Z","dateModified":"2025-03-09"}]}</script>"#,
            "",
            "article-json-ld",
        ),
        (r#"<meta property="article:published_time" content="2025-03-04T08:00:00-06:00">"#, "", "article-meta"),
        (r#"<meta name="DC.date.issued" content="2025-03-04">"#, "", "article-meta"),
        (r#"<meta itemprop="datePublished" content="2025-03-04">"#, "", "article-meta"),
        ("", r#"<span itemprop="datePublished" content="2025-03-04">hace un año</span>"#, "article-property"),
        (
            "",
            r#"<div property="dc:date dc:created" content="2025-03-04T10:00:00-06:00">martes</div>"#,
            "article-property",
        ),
        ("", r#"<time class="dt-published" datetime="2025-03-04">martes</time>"#, "article-property"),
        ("", r#"<time datetime="2025-03-04T11:30">martes</time>"#, "article-time"),
        ("", r#"<p class="entry-meta">Por la redacción | 4 de marzo de 2025 | Noticias</p>"#, "article-named-date"),
        ("", r#"<div class="fecha">4 de marzo de 2025</div>"#, "article-named-date"),
        ("", "<p><em>Publicado: 4 de marzo de 2025</em></p>", "article-text"),
        ("", "<p>Valdehondo, 4 de marzo de 2025 – Fue detenida en su casa.</p>", "article-text"),
    ];
    for (head, below, rule) in table {
        assert_eq!(dated(&page(head, below)), ("2025-03-04".to_owned(), rule), "{head}{below}");
    }
}

#[test]
fn what_a_page_states_goes_before_what_stands_on_it() {
    let head = r#"<meta property="article:published_time" content="2025-03-04">"#;
    let json = r#"<script type="application/ld+json">{"@type":"Article","datePublished":"2025-03-05"}</script>"#;
    let below = r#"<time datetime="2025-03-06">6 de marzo de 2025</time>"#;
    assert_eq!(dated(&page(&format!("{head}{json}"), below)).0, "2025-03-05");
    assert_eq!(dated(&page(head, below)).0, "2025-03-04");
    assert_eq!(dated(&page("", below)).0, "2025-03-06");
    assert_eq!(
        dated_at("https://vigia.example/2025/03/07/puente", &page("", below)),
        ("2025-03-07".to_owned(), "article-address")
    );
}

#[test]
fn what_is_said_of_other_pages_is_not_said_of_this_one() {
    let related = r#"<script type="application/ld+json">[{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","url":"https://vigia.example/otra","datePublished":"2023-01-01"}]},
        {"@type":"NewsArticle","url":"https://vigia.example/alertas/puente","datePublished":"2025-03-04"}]</script>"#;
    assert_eq!(dated(&page(related, "")).0, "2025-03-04");
    let comments = "<section class=\"comments\"><time datetime=\"2025-06-01\">1 de junio de 2025</time></section>";
    assert_eq!(dated(&page("", comments)).0, "", "neither menu nor sidebar nor footer nor comments date an article");
}

#[test]
fn when_a_text_was_changed_is_not_when_it_was_published() {
    let meta = r#"<meta property="article:modified_time" content="2025-05-05">"#;
    let below =
        "<p class=\"updated\">Actualizado: 5 de mayo de 2025</p><p class=\"date\">Publicado: 4 de marzo de 2025</p>";
    assert_eq!(dated(&page(meta, below)).0, "2025-03-04");
    // Stated to be the change, shown to be the publication.
    let time = r#"<time datetime="2025-05-05T10:00:00Z">Publicado el 4 de marzo de 2025</time>"#;
    assert_eq!(dated(&page("", time)).0, "2025-03-04");
}

#[test]
fn impossible_dates_are_passed_over() {
    for impossible in ["0001-01-01", "1970-01-01T00:00:00Z", "2031-01-01", "{{date}}", "2025-02-31"] {
        let head = format!("<meta property=\"article:published_time\" content=\"{impossible}\">");
        let below = "<time datetime=\"2025-03-04\">4 de marzo de 2025</time>";
        assert_eq!(dated(&page(&head, below)).0, "2025-03-04", "{impossible}");
    }
}

#[test]
fn a_short_note_below_the_text_may_hold_the_date() {
    let note = "<p>Texto.</p><footer class=\"entry-footer\">Publicado el <time datetime=\"2025-03-04\">4 de marzo</time></footer>";
    assert_eq!(dated(&page("", note)).0, "2025-03-04");
}

#[test]
fn language_address_description_and_text_are_read() {
    let head = "<link rel=\"canonical\" href=\"/alertas/2025/puente?utm_source=x\">\
                <meta name=\"description\" content=\"La presidenta fue detenida en su casa &amp; llevada a la capital.\">";
    let article = read(&page(head, "<p>Fue detenida en su casa.</p>"));
    assert_eq!(article.language.as_deref(), Some("es"));
    assert_eq!(article.canonical.expect("it names itself").as_str(), "https://vigia.example/alertas/2025/puente");
    assert_eq!(article.description.as_deref(), Some("La presidenta fue detenida en su casa & llevada a la capital."));
    assert!(article.text.contains("Fue detenida en su casa.") && article.text.contains("acuerdo sobre el agua"));
    assert!(!article.text.contains("Inicio") && !article.text.contains("© 2017"), "{}", article.text);
}

#[test]
fn a_page_is_believed_about_its_address_on_its_own_host_only() {
    for (written, believed) in [
        ("https://www.vigia.example/alertas/puente-2", true),
        ("//vigia.example/alertas/puente-3", true),
        ("https://otra.example/alertas/puente", false),
        ("https://vigia.example:8443/alertas/puente", false),
        ("http://vigia.example/alertas/puente", false),
        ("https://vigia.example/", false),
        ("javascript:alert(1)", false),
        ("", false),
    ] {
        let article = read(&page(&format!("<link rel=\"canonical\" href=\"{written}\">"), ""));
        assert_eq!(article.canonical.is_some(), believed, "{written}: {:?}", article.canonical);
    }
}

#[test]
fn walls_files_and_nothing_are_no_articles() {
    let wall = "<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>";
    assert!(matches!(read_at(ADDRESS, wall), Err(Error::Wall { .. })));
    assert!(matches!(read_at(ADDRESS, "%PDF-1.7 and so on"), Err(Error::NotText { .. })));
    assert!(matches!(read_at(ADDRESS, "  \n "), Err(Error::Empty { .. })));
}

#[test]
fn hostile_pages_are_read_or_refused_in_time() {
    let deep = |depth: usize, inner: &str| format!("{}{inner}{}", "<div>".repeat(depth), "</div>".repeat(depth));
    let words = "Una frase cualquiera, con coma, y otra más. ".repeat(4);
    let json = "[".repeat(100_000);
    let pages = [
        deep(100_000, "x"),
        deep(500, &words),
        deep(110, &format!("<p>{words}</p>").repeat(2_000)),
        format!("<p>{words}</p>").repeat(12_000),
        format!("<span class=\"date\">{words}</span>").repeat(12_000),
        "<time>3/4/2025</time>".repeat(20_000),
        format!("<p {}>{words}</p>", "a='1' ".repeat(30_000)),
        format!("<script type=\"application/ld+json\">{json}</script><p>{words}</p>"),
        format!("<table>{}</table>", "<tr><td><table>".repeat(3_000)),
        "<h1>x".repeat(30_000),
        format!("<meta name=\"date\" content=\"{}\">", "9".repeat(1 << 20)),
        "<a href='x'>".repeat(40_000),
        "<b><i>".repeat(200).repeat(30),
    ];
    for (number, body) in pages.iter().enumerate() {
        let begun = Instant::now();
        drop(read_at(ADDRESS, &format!("<html><body>{body}</body></html>")));
        let took = begun.elapsed();
        eprintln!("{number}: {took:?}");
        // Measured in a debug build beside other tests.
        assert!(took < Duration::from_secs(20), "page {number} took {took:?}");
    }
}

#[test]
fn a_page_names_its_other_languages() {
    let head = r#"<link rel="alternate" hreflang="es" href="/alertas/puente"><link rel="alternate" hreflang="en" href="/en/alerts/bridge">
        <link rel="alternate" hreflang="x-default" href="/"><link rel="stylesheet" hreflang="fr" href="/fr.css">
        <link rel="alternate" hreflang="pt" type="application/rss+xml" href="/pt/feed/">"#;
    let found = read(&page(
        head,
        r#"<p><a hreflang="ar" lang="ar" href="https://ar.vigia.example/7?utm_source=page">عربي</a></p>"#,
    ));
    let found: Vec<&str> = found.versions.iter().map(Url::as_str).collect();
    assert_eq!(found, ["https://vigia.example/en/alerts/bridge", "https://ar.vigia.example/7"]);
}
