//! Pages for people.

use almenara::model::{
    Alert, MediaType, Moment, NetworkId, Outcome, OutcomeKind, Poll, Publish, Source, SourceId, SourceKind, SourceUid,
    Tally, Verdict,
};
use almenara::render::{self, SourceLine};

use super::{sample, text};
use crate::support::alerts::{alert, at, context, join, report, url};

#[test]
fn pages_load_nothing_from_elsewhere_and_run_nothing() {
    let (ctx, alerts) = (context(), sample());
    for page in [
        render::page::index(&ctx, &alerts, &lines(), Some("notice"), chrono::DateTime::UNIX_EPOCH),
        render::page::alert(&ctx, &alerts[0]).expect("a page"),
    ] {
        let text = text(&page);
        for word in
            ["<script", " src=", "@import", "url(", " style=", " onclick", "<iframe", "<form", "rel=\"stylesheet\""]
        {
            assert!(!text.contains(word), "{word}");
        }
        let outward = text.matches("<a href=\"http").count();
        assert_eq!(text.matches("rel=\"noopener noreferrer\"").count(), outward);
        assert!(text.contains("name=\"viewport\""));
        assert_eq!(page.media, MediaType::Html);
    }
}

#[test]
fn the_policy_of_pages_names_the_style_they_carry() {
    use sha2::Digest as _;
    let page = render::page::not_found(&context());
    let style = text(&page).split_once("<style>").and_then(|(_, rest)| rest.split_once("</style>")).expect("a style").0;
    let digest = sha2::Sha256::digest(style);
    let policy = render::page::security_policy();
    let named = policy.split_once("'sha256-").and_then(|(_, rest)| rest.split_once('\'')).expect("a digest").0;
    assert_eq!(decode(named), digest.to_vec());
    assert!(policy.starts_with("default-src 'none'"));
}

/// Base 64, read the slow way.
fn decode(text: &str) -> Vec<u8> {
    let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: Vec<u8> = text
        .chars()
        .filter_map(|c| digits.find(c))
        .flat_map(|digit| (0..6).rev().map(move |bit| (digit >> bit & 1) as u8))
        .collect();
    bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |sum, bit| sum << 1 | bit)).collect()
}

fn lines() -> Vec<SourceLine> {
    let source = |id: &str, address: &str| {
        let mut source = Source::ad_hoc(url(address), SourceKind::Auto);
        source.id = SourceId(id.to_owned());
        source.network = NetworkId(format!("{id}.example"));
        source
    };
    let visited = |source: &Source, kind, message: &str| {
        let mut poll = Poll::never(source.id.clone(), SourceUid::first(&source.id), source.url.clone());
        poll.outcome = Some(Outcome {
            at: at("2026-05-03T12:34:56Z"),
            kind,
            message: message.to_owned(),
            warnings: Vec::new(),
            tally: Tally::default(),
            millis: 5,
            not_before_secs: None,
            urgent: false,
        });
        poll
    };
    let (faro, linterna) = (source("faro", "https://faro.example/"), source("linterna", "https://linterna.example/"));
    let mut off = source("farol", "https://farol.example/");
    off.enabled = false;
    let waiting = Source { publish: Publish::Review, ..source("candil", "https://candil.example/") };
    vec![
        SourceLine::of(&faro, Some(&visited(&faro, OutcomeKind::Unchanged, ""))),
        SourceLine::of(&waiting, Some(&visited(&waiting, OutcomeKind::Ok, ""))),
        SourceLine::of(&linterna, Some(&visited(&linterna, OutcomeKind::Failing, "it <b>broke</b>; try again"))),
        SourceLine::of(&source("vela", "https://vela.example/"), None),
        SourceLine::of(&off, None),
    ]
}

#[test]
fn the_front_page_says_how_each_source_is_and_what_the_operator_has_to_do() {
    let (ctx, alerts) = (context(), sample());
    let page =
        render::page::index(&ctx, &alerts, &lines(), Some("Set [fetch] contact first."), chrono::DateTime::UNIX_EPOCH);
    let text = text(&page);
    for words in [
        "ok, last read 2026-05-03 12:34 UTC",
        "ok, last read 2026-05-03 12:34 UTC; what is new waits for review",
        "it &#60;b&#62;broke&#60;/b&#62;; try again (tried 2026-05-03 12:34 UTC)",
        "not reached yet",
        "switched off",
        "Set [fetch] contact first.",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    for media in ["application/atom+xml", "application/rss+xml", "application/feed+json"] {
        assert!(text.contains(&format!("<link rel=\"alternate\" type=\"{media}\"")), "{media}");
    }
    assert!(text.contains(&format!("<a href=\"alerts/{}\">", alerts[0].id)));
}

#[test]
fn an_alert_page_shows_every_report_its_dates_and_why_it_is_tagged_so() {
    let ctx = context();
    let mut alerts = sample();
    alerts[0].reports[1].published = None;
    alerts[0].reports[2].published = Some(Moment::Minute("2026-05-03T08:30:00-06:00".parse().expect("an instant")));
    let page = render::page::alert(&ctx, &alerts[0]).expect("a page");
    let text = text(&page);
    for words in [
        "Published 2026-05-03, first seen 2026-05-03 12:05 UTC",
        "The source gives no date; first seen 2026-05-03 13:05 UTC",
        "Published 2026-05-03 08:30 -06:00, first seen 2026-05-03 14:05 UTC",
        "inferred from “Amenazan” in the title (urgency-cue)",
        "stated by the source: “es” in the title (language-declared)",
        "Red Faro reported it first",
        "La Linterna &#38; Co carries the same text",
        "Threats on the river",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

#[test]
fn no_page_weighs_more_than_sixty_kilobytes() {
    let ctx = context();
    let long = "السطر الطويل ".repeat(23);
    let mut alerts: Vec<Alert> = (0..200).map(|number| alert(number, "2026-05-03T12:00:00Z")).collect();
    for one in &mut alerts {
        one.reports[0].title.clone_from(&long);
    }
    let mut heavy = alerts[0].clone();
    for number in 0..63 {
        let mut more = report(&format!("more {number}"), "linterna", &long, "2026-05-03T13:00:00Z");
        more.summary = "&".repeat(1000);
        join(&mut heavy, more, Verdict::Echo);
    }
    let many: Vec<SourceLine> = lines().into_iter().cycle().take(500).collect();
    let pages = [
        render::page::index(&ctx, &alerts, &many, None, chrono::DateTime::UNIX_EPOCH),
        render::page::alert(&ctx, &heavy).expect("a page"),
    ];
    for page in pages {
        assert!(page.body.len() < 60_000, "{} bytes", page.body.len());
        assert!(page.body.len() > 40_000, "{} bytes: room is wasted", page.body.len());
        assert!(text(&page).contains("</html>"));
    }
}
