//! How fast feeds are read: the wire's own reading, with fences and repair, beside `feed-rs` alone on the same well-formed
//! feeds, and what normalising the entries costs on top. Run with `cargo bench --bench parse`; `--bench parse -- 0.7`
//! fails where the wire reads at less than that share of feed-rs's speed.

#![allow(clippy::format_collect, clippy::write_with_newline, reason = "feeds are made once, to be read")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use almenara::model::{Document, Source, SourceKind, Text, Validators};
use almenara::refine::normalise::{links, text};
use almenara::refine::parse::parse;
use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

/// How long each reader is measured on each feed.
const MEASURED: Duration = Duration::from_millis(1_500);

fn main() -> ExitCode {
    let wanted = std::env::args().skip(1).find_map(|argument| argument.parse::<f64>().ok());
    println!("{:<14}{:>9}{:>12}{:>12}{:>8}{:>13}", "feed", "kB", "feed-rs µs", "wire µs", "speed", "normalise µs");
    let mut slowest = f64::INFINITY;
    for count in [20, 500] {
        for (name, body) in
            [("RSS 2.0", rss(count)), ("Atom", atom(count)), ("RDF", rdf(count)), ("JSON Feed", json(count))]
        {
            let share = row(&format!("{name} × {count}"), body, count);
            slowest = slowest.min(share);
        }
    }
    if wanted.is_some_and(|wanted| slowest < wanted) {
        eprintln!("the slowest is read at {slowest:.2} of feed-rs's speed");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Measures one feed; the wire's speed as a share of feed-rs's.
fn row(name: &str, body: String, count: usize) -> f64 {
    let url = Url::parse("https://faro.example/feed").expect("an address");
    let source = Source::ad_hoc(url.clone(), SourceKind::Feed);
    let document = Document {
        url,
        content_type: None,
        body: body.into_bytes(),
        validators: Validators::default(),
        fetched: DateTime::from_timestamp(1_800_000_000, 0).unwrap_or_default(),
    };
    let parsed = parse(&document, &source).expect("a feed");
    assert_eq!((parsed.entries.len(), parsed.warnings.len()), (count, 0), "{:?}", parsed.warnings);

    let mut theirs = || black_box(feed_rs::parser::parse(document.body.as_slice()).expect("a feed").entries.len());
    let mut ours = || black_box(parse(&document, &source).expect("a feed").entries.len());
    let [theirs, ours] = fastest([&mut theirs, &mut ours]);
    let mut normalise = || {
        let excerpt = |text: &Option<Text>| text.as_ref().map(|text| text::excerpt(text, Some(&document.url)));
        let entries = parsed.entries.iter().map(|entry| {
            black_box(entry.link.as_ref().map(|link| links::resolve(link, Some(&document.url))));
            black_box(entry.title.as_ref().map(text::title));
            black_box((excerpt(&entry.summary), excerpt(&entry.content)));
        });
        entries.count()
    };
    let [normalise] = fastest([&mut normalise]);
    let (micros, share) = (|time: Duration| time.as_secs_f64() * 1e6, theirs.as_secs_f64() / ours.as_secs_f64());
    println!(
        "{name:<14}{:>9.1}{:>12.1}{:>12.1}{share:>8.2}{:>13.1}",
        document.body.len() as f64 / 1000.0,
        micros(theirs),
        micros(ours),
        micros(normalise)
    );
    share
}

/// The fastest run of each, taken in turns so that what disturbs the machine disturbs all alike.
fn fastest<const N: usize>(mut runs: [&mut dyn FnMut() -> usize; N]) -> [Duration; N] {
    let mut best = [Duration::MAX; N];
    let begun = Instant::now();
    while begun.elapsed() < MEASURED * N as u32 {
        for (run, best) in runs.iter_mut().zip(&mut best) {
            let start = Instant::now();
            black_box(run());
            *best = (*best).min(start.elapsed());
        }
    }
    best
}

/// One invented entry.
struct Said {
    title: String,
    link: String,
    summary: String,
    content: String,
    when: DateTime<Utc>,
    category: &'static str,
}

/// Invented entries, each a little different.
fn said(count: usize) -> impl Iterator<Item = Said> {
    const WHAT: [&str; 5] = ["Amenazas contra", "Eviction of", "Détention de", "Absuelven a", "Surveillance of"];
    const WHO: [&str; 4] = ["la cooperativa «El Faro»", "the Río Seco families", "l’équipe du phare", "dos defensoras"];
    const WHERE: [&str; 3] = ["Puerto Claro", "Vallehondo", "the lantern islands"];
    let first = DateTime::from_timestamp(1_700_000_000, 0).unwrap_or_default();
    (0..count).map(move |n| {
        let (what, who, place) = (WHAT[n % 5], WHO[n % 4], WHERE[n % 3]);
        let title = format!("{what} {who} ({n})");
        let link = format!("https://faro.example/2024/{:02}/alerta-{n}/", n % 12 + 1);
        let summary = format!("{what} {who} in {place} was reported on the {n}th day of the watch & the desk asks for answers. […]");
        let mut content = String::new();
        for paragraph in 0..6 {
            let _ = write!(
                content,
                "<p class=\"body\">{what} {who}: the keepers of {place} saw <a href=\"{link}#p{paragraph}\">what came up the \
                 road</a> before dawn &#8211; “nobody told us”, said one of them. <em>La mesa de {place}</em> pide que se \
                 investigue &amp; que cesen las presiones.</p>\n"
            );
        }
        let when = first + TimeDelta::minutes(37 * n as i64);
        Said { title, link, summary, content, when, category: ["land", "journalists", "water"][n % 3] }
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn rss(count: usize) -> String {
    let items: String = said(count)
        .enumerate()
        .map(|(n, said)| {
            let Said { title, link, summary, content, when, category } = said;
            format!(
                "<item>\n<title>{title}</title>\n<link>{link}</link>\n<dc:creator><![CDATA[Mesa de alertas]]></dc:creator>\n\
                 <pubDate>{}</pubDate>\n<category><![CDATA[{category}]]></category>\n\
                 <guid isPermaLink=\"false\">https://faro.example/?p={n}</guid>\n<description><![CDATA[{summary}]]></description>\n\
                 <content:encoded><![CDATA[{content}]]></content:encoded>\n</item>\n",
                when.to_rfc2822(),
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel>\n<title>Faro</title>\n<link>https://faro.example/</link>\n\
         <description>Alertas</description>\n<language>es</language>\n{items}</channel>\n</rss>\n"
    )
}

fn atom(count: usize) -> String {
    let entries: String = said(count)
        .enumerate()
        .map(|(n, said)| {
            let Said { title, link, summary, content, when, category } = said;
            let when = when.to_rfc3339();
            format!(
                "<entry>\n<id>urn:faro:{n}</id>\n<title type=\"html\">{title}</title>\n<link rel=\"alternate\" type=\"text/html\" \
                 href=\"{link}\"/>\n<published>{when}</published>\n<updated>{when}</updated>\n<author><name>Mesa</name></author>\n\
                 <category term=\"{category}\"/>\n<summary type=\"html\">{}</summary>\n<content type=\"html\">{}</content>\n</entry>\n",
                escaped(&summary),
                escaped(&content)
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"es\">\n<id>urn:faro</id>\n\
         <title>Faro</title>\n<updated>2024-01-01T00:00:00Z</updated>\n{entries}</feed>\n"
    )
}

fn rdf(count: usize) -> String {
    let items: String = said(count)
        .map(|said| {
            let Said { title, link, summary, when, .. } = said;
            format!(
                "<item rdf:about=\"{link}\">\n<title>{title}</title>\n<link>{link}</link>\n<description>{}</description>\n\
                 <dc:date>{}</dc:date>\n<dc:creator>Mesa</dc:creator>\n</item>\n",
                escaped(&summary),
                when.to_rfc3339()
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\"?>\n<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" \
         xmlns=\"http://purl.org/rss/1.0/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel \
         rdf:about=\"https://faro.example/\">\n<title>Faro</title>\n<link>https://faro.example/</link>\n\
         <description>Alertas</description>\n</channel>\n{items}</rdf:RDF>\n"
    )
}

fn json(count: usize) -> String {
    let items: Vec<serde_json::Value> = said(count)
        .enumerate()
        .map(|(n, said)| {
            let Said { title, link, summary, content, when, category } = said;
            serde_json::json!({
                "id": format!("faro-{n}"), "url": link, "title": title, "summary": summary, "content_html": content,
                "date_published": when.to_rfc3339(), "tags": [category], "authors": [{"name": "Mesa"}],
            })
        })
        .collect();
    let feed = serde_json::json!({
        "version": "https://jsonfeed.org/version/1.1", "title": "Faro", "home_page_url": "https://faro.example/", "items": items,
    });
    feed.to_string()
}
