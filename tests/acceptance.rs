//! The listing this project was born from, in three renderings, and an invented one of the same anatomy: what each must
//! give as a file, over HTTP, and all three at once.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::atom_rules;
use crate::support::program::Place;
use crate::support::site::Site;

/// A listing in three renderings with what each must give.
struct Listing {
    pages: PathBuf,
    expected: Value,
}

const RENDERINGS: [&str; 3] = ["wordpress.html", "rows.html", "soup.html"];

impl Listing {
    /// The invented one, always there.
    fn ours() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/seed");
        Self { expected: read(&folder.join("expected.json")), pages: folder }
    }

    /// The one the project was born from, where its folder is there: named by `ALMENARA_ACCEPTANCE`, else a sibling.
    #[expect(clippy::disallowed_methods, reason = "where the listing lies is told by the environment")]
    fn seed() -> Option<Self> {
        let named = std::env::var_os("ALMENARA_ACCEPTANCE").map(PathBuf::from);
        let folder =
            named.clone().unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/acceptance"));
        let expected = folder.join("seed.expected.json");
        if named.is_none() && !expected.exists() {
            eprintln!("{} is not there; only the invented listing is tested", folder.display());
            return None;
        }
        Some(Self { expected: read(&expected), pages: folder.join("pages") })
    }

    fn all() -> Vec<Self> {
        std::iter::once(Self::ours()).chain(Self::seed()).collect()
    }

    fn entries(&self) -> &[Value] {
        self.expected["entries"].as_array().expect("entries")
    }
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    serde_json::from_str(&text).expect("valid JSON")
}

/// Holds one printed report against what is expected; where a list of alternatives stands, any member will do.
fn holds(report: &Value, expected: &Value, base: &str, context: &str) {
    let link = url::Url::parse(base).and_then(|base| base.join(expected["link"].as_str().expect("a link")));
    assert_eq!(report["link"].as_str(), Some(link.expect("a valid link").as_str()), "{context}");
    for field in ["title_from", "published", "region", "language", "countries", "m49"] {
        assert_eq!(report[field], expected[field], "{context}: {field} of {report}");
    }
    if expected["title"].is_string() {
        assert_eq!(report["title"], expected["title"], "{context}");
    } else {
        let (title, summary) = (report["title"].as_str().expect("a title"), report["summary"].as_str().unwrap_or(""));
        let start: String = title.chars().take(20).collect();
        assert!(summary.starts_with(&start), "{context}: {title:?} is not made from {summary:?}");
    }
    for field in ["urgency", "type"] {
        let any = expected[field].as_array().expect("alternatives");
        assert!(
            any.contains(&report[field]),
            "{context}: {field} is {}, expected one of {any:?}: {report}",
            report[field]
        );
    }
    for tag in ["urgency", "type", "language", "region", "country", "m49"] {
        let reasons = report["reasons"].as_array().expect("reasons");
        let told = reasons.iter().any(|reason| {
            reason["tag"].as_str().is_some_and(|name| name.starts_with(&format!("{tag}:")))
                && ["rule", "matched", "field"].iter().all(|part| reason[part].is_string())
        });
        assert!(told, "{context}: no reason for {tag} in {report}");
    }
}

#[test]
fn every_rendering_gives_the_five_entries_in_order_without_selectors() {
    let place = Place::empty();
    for listing in Listing::all() {
        for page in RENDERINGS {
            let file = listing.pages.join(page);
            let base = listing.expected["base"].as_str().expect("a base");
            let ran = place.run(&["try", "--from", file.to_str().expect("UTF-8"), "--base", base, "--json"]);
            assert_eq!(ran.code, Some(0), "{page}: {}", ran.stderr);
            let reports = ran.json();
            assert_eq!(reports.len(), listing.entries().len(), "{page}: {}", ran.stdout);
            for (report, expected) in reports.iter().zip(listing.entries()) {
                holds(report, expected, base, page);
            }
        }
    }
}

#[test]
fn three_renderings_at_once_are_five_alerts_with_three_sources_each() {
    for listing in Listing::all() {
        let site = Site::serve(
            RENDERINGS.iter().map(|page| (format!("/{page}"), "text/html", read_text(&listing.pages.join(page)))),
        );
        let place = Place::new();
        for page in RENDERINGS {
            let id = page.trim_end_matches(".html");
            place.source(id, &site.url(&format!("/{page}")), "");
        }
        let ran = place.run(&["fetch", "--json"]);
        assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
        let daemon = place.serve();
        let (status, atom) = daemon.get("/feed.atom");
        assert_eq!(status, 200);
        atom_rules::assert_valid(atom.as_bytes());
        let feed = feed_rs::parser::parse(atom.as_bytes()).expect("feed-rs reads it");
        assert_eq!(feed.entries.len(), listing.entries().len());
        for (entry, expected) in feed.entries.iter().zip(listing.entries()) {
            let link = site.url(expected["link"].as_str().expect("a link"));
            assert_eq!(entry.links.iter().filter(|l| l.rel.as_deref() == Some("alternate")).count(), 1);
            assert!(entry.links.iter().any(|l| l.href == link), "{link} in {:?}", entry.links);
            if let Some(title) = expected["title"].as_str() {
                assert_eq!(entry.title.as_ref().map(|text| text.content.as_str()), Some(title));
            }
            let countries: Vec<_> = expected["countries"].as_array().expect("countries").iter().collect();
            for country in countries {
                let term = country.as_str().expect("a code");
                assert!(entry.categories.iter().any(|category| category.term == term), "{term} on {link}");
            }
            let day = entry.published.expect("a date").date_naive().to_string();
            assert_eq!(Some(day.as_str()), expected["published"].as_str());
            assert_eq!(entry.published, entry.updated, "an imported entry keeps its old place");
        }
        let (_, json) = daemon.get("/feed.json");
        let json: Value = serde_json::from_str(&json).expect("valid JSON");
        for item in json["items"].as_array().expect("items") {
            assert_eq!(item["_almenara"]["sources"].as_array().map(Vec::len), Some(3), "{item}");
        }
        let (code, log) = daemon.stop();
        assert_eq!(code, Some(0), "{log}");
    }
}

fn read_text(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a page")
}
