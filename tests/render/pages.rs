//! Pages for people.

use std::collections::BTreeMap;

use almenara::model::{
    Alert, AlertState, Because, Filter, MediaType, Moment, NetworkId, Outcome, OutcomeKind, Poll, Publish, RegionId,
    Representation, Retraction, Slice, Source, SourceId, SourceKind, SourceUid, Tally, Urgency, Verdict,
};
use almenara::render::page::{self, Beside, Front};
use almenara::render::slice::Key;
use almenara::render::{Context, SourceLine};

use super::{sample, text};
use crate::support::alerts::{alert, at, context, join, report, setting, speaking, url};

/// A front page with everything that there can be on one.
fn everything(ctx: &Context, alerts: &[Alert], sources: &[SourceLine]) -> Representation {
    let front = Front { alerts, sources, notice: Some("Set [fetch] contact first."), ..counted() };
    page::front(&setting(ctx), &front)
}

/// What is known of a wire of seven alerts, and of countries that fill a list.
fn counted<'a>() -> Front<'a> {
    let letters = || b'A'..=b'Z';
    let code = |(a, b)| format!("{}{}X", char::from(a), char::from(b));
    let countries = letters().flat_map(|a| letters().map(move |b| (a, b))).take(250).map(|pair| (code(pair), 1));
    let countries = countries.chain([("HND".to_owned(), 5), ("GTM".to_owned(), 2)]).collect();
    let pairs = |all: &[(&str, usize)]| all.iter().map(|(term, count)| ((*term).to_owned(), *count)).collect();
    Front {
        terms: BTreeMap::from([
            (Key::Country, countries),
            (Key::Lang, pairs(&[("es", 4), ("ar", 3)])),
            (Key::Network, pairs(&[("faro.example", 6), ("gone.example", 1)])),
        ]),
        total: Some(7),
        regions: Some(pairs(&[("americas", 5), ("africa", 2), ("sahel", 1)])),
        days: (0..90).map(|day| u32::from(day % 10 == 0) * 3).chain([2]).collect(),
        now: at("2026-05-03T00:00:00Z"),
        ..Front::default()
    }
}

#[test]
fn pages_load_nothing_from_elsewhere_and_run_nothing() {
    let (ctx, alerts) = (context(), sample());
    for page in [
        everything(&ctx, &alerts, &lines()),
        page::alert(&setting(&ctx), &alerts[0], &Beside::default()).expect("a page"),
        page::removal(&setting(&ctx)),
    ] {
        let text = text(&page);
        for word in
            ["<script", " src=", "@import", "url(", " style=", " onclick", "<iframe", "<object", "rel=\"stylesheet\""]
        {
            assert!(!text.contains(word), "{word}");
        }
        let outward = text.matches("<a href=\"http").count() + text.matches("<a href=\"mailto:").count();
        assert_eq!(text.matches("rel=\"noopener noreferrer\"").count(), outward);
        assert!(text.contains("name=\"viewport\""));
        assert_eq!(page.media, MediaType::Html);
    }
}

#[test]
fn the_policy_of_pages_names_the_style_they_carry() {
    use sha2::Digest as _;
    let page = page::not_found(&setting(&context()));
    let style = text(&page).split_once("<style>").and_then(|(_, rest)| rest.split_once("</style>")).expect("a style").0;
    let digest = sha2::Sha256::digest(style);
    let policy = page::security_policy();
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
    let page = everything(&ctx, &alerts, &lines());
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
    let page = page::alert(&setting(&ctx), &alerts[0], &Beside::default()).expect("a page");
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
        everything(&ctx, &alerts, &many),
        page::alert(&setting(&ctx), &heavy, &Beside { case: &alerts, related: &alerts[..8] }).expect("a page"),
        page::case(&setting(&ctx), alerts[0].id, &alerts, true).expect("a page"),
    ];
    for page in pages {
        assert!(page.body.len() < 60_000, "{} bytes", page.body.len());
        assert!(page.body.len() > 40_000, "{} bytes: room is wasted", page.body.len());
        assert!(text(&page).contains("</html>"));
    }
}

#[test]
fn a_view_says_what_it_holds_where_its_feed_is_and_how_to_take_each_choice_back() {
    let (ctx, alerts) = (context(), sample());
    let filter = Filter {
        regions: vec![RegionId("americas".to_owned())],
        urgencies: vec![Urgency::Critical, Urgency::Urgent],
        ..Filter::default()
    };
    let slice = Slice { filter, ..Slice::default() };
    let page = page::front(&setting(&ctx), &Front { slice, alerts: &alerts, more: true, ..counted() });
    let text = text(&page);
    for words in [
        "<title>Practice Wire: Americas · Critical, urgent</title>",
        "href=\"feed.atom?region=americas&#38;urgency=critical,urgent\"",
        "http://wire.example/feed.atom?region=americas&#38;urgency=critical,urgent",
        "<a href=\"?urgency=critical,urgent\">Remove: Americas</a>",
        "<a href=\"region/americas/\">Remove: Critical, urgent</a>",
        "<a href=\"./\">Remove all filters</a>",
        "<option value=\"americas\" selected>Americas</option>",
        "<option value=\"critical,urgent\" selected>Critical, urgent</option>",
        "<option value=\"HND\">Honduras</option>",
        "<option value=\"faro.example\">Red Faro</option>",
        "<a href=\"?region=africa&#38;urgency=critical,urgent\">",
        "rel=\"next\">Older alerts</a>",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert!(!text.contains("<option value=\"gone.example\""), "nobody knows its name any more");
    assert!(!text.contains("id=\"sources\""), "sources are told of on the front page only");
    let last = alerts.last().expect("an alert");
    let place = format!("before={}.000000000.{}", last.updated.timestamp(), last.id);
    assert!(text.contains(&place), "{place}");
}

#[test]
fn the_map_and_the_bars_say_the_same_in_words() {
    let (ctx, alerts) = (context(), sample());
    let page = everything(&ctx, &alerts, &[]);
    let text = text(&page);
    let svg = text.split("<svg").nth(1).and_then(|rest| rest.split("</svg>").next()).expect("a map");
    assert!(svg.contains("role=\"img\" aria-label=\"Map of the world"), "{svg}");
    assert_eq!(svg.matches("<path").count(), 5);
    assert!(svg.contains(">5</text>") && svg.contains(">2</text>") && svg.contains(">0</text>"), "{svg}");
    assert!(text.contains("<a href=\"region/americas/\">Americas</a>: 5"), "{text}");
    assert!(text.contains("<a href=\"region/sahel/\">sahel</a>: 1"), "a region without a shape is in the list");
    assert!(text.contains("aria-label=\"In all: 29. Most on one day: 3. On the last day: 2.\""), "{text}");
    assert!(text.contains("<figcaption"), "for eyes too");
}

#[test]
fn an_alert_page_tells_its_case_in_order_what_may_be_the_same_and_other_languages() {
    let ctx = context();
    let mut alerts = sample();
    alerts[2].reports[0].tags.language = Some("en".to_owned());
    let mut arabic = report("ar", "linterna", "تهديد مدافعة", "2026-05-03T15:00:00Z");
    arabic.tags.language = Some("ar".to_owned());
    join(&mut alerts[0], arabic, Verdict::Translation);
    let mut later = alert(5, "2026-05-09T12:00:00Z");
    later.case = Some(alerts[0].id);
    let mut held = alert(6, "2026-05-10T12:00:00Z");
    held.state = AlertState::Held;
    let case = [later.clone(), alerts[0].clone(), held.clone()];
    let related = [alerts[2].clone(), held.clone()];
    let page = page::alert(&setting(&ctx), &later, &Beside { case: &case, related: &related }).expect("a page");
    let text = text(&page);
    let order = [
        "The case</h2>".to_owned(),
        format!("<a href=\"../alerts/{}\">", alerts[0].id),
        "(this alert)".to_owned(),
        "May be the same</h2>".to_owned(),
        format!("<a href=\"../alerts/{}\">", alerts[2].id),
        "Reports</h2>".to_owned(),
    ];
    let places: Vec<usize> =
        order.iter().map(|words| text.find(words).unwrap_or_else(|| panic!("{words}\n{text}"))).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(!text.contains(&held.id.to_string()), "what is held is on no page");
    assert!(text.contains(&format!("href=\"../case/{}\"", alerts[0].id)), "{text}");

    let first = page::alert(&setting(&ctx), &alerts[0], &Beside::default()).expect("a page");
    let first = super::text(&first);
    assert!(
        first.contains("In other languages</h2>") && first.contains("<li>Arabic: <bdi lang=\"ar\" dir=\"rtl\">"),
        "{first}"
    );
    assert!(first.contains("Organisations that report it in words of their own: 2."), "{first}");
    assert!(!first.contains("The case</h2>"), "a case of one is no thread");
}

#[test]
fn of_what_was_taken_back_only_that_is_said() {
    let ctx = context();
    let mut alert = sample().remove(0);
    assert_eq!(page::gone(&setting(&ctx), &alert), None);
    alert.state = AlertState::Withdrawn;
    let at = at("2026-05-08T10:00:00Z");
    for (because, confirmed, words) in [
        (Because::Safety, true, "for somebody&#39;s safety"),
        (Because::Error, true, "it was wrong"),
        (Because::Source, true, "its source has taken it back"),
        (Because::Source, false, "The publisher is looking at it"),
    ] {
        alert.retraction = Some(Retraction { because, at, confirmed, note: Some("Please <b>stop</b>.".to_owned()) });
        let page = page::gone(&setting(&ctx), &alert).expect("a page");
        let text = text(&page);
        assert!(text.contains(words) && text.contains("2026-05-08"), "{text}");
        assert!(text.contains("Please &#60;b&#62;stop&#60;/b&#62;."), "{text}");
        assert!(text.contains("noindex, noarchive"));
        for report in &alert.reports {
            assert!(!text.contains(&report.title) && !text.contains("faro.example"), "{text}");
        }
    }
    assert_eq!(page::alert(&setting(&ctx), &alert, &Beside::default()), None);
}

#[test]
fn every_page_names_the_publisher_and_how_to_ask_for_removal() {
    let (mut ctx, alerts) = (context(), sample());
    ctx.publisher.policy = Some(url("https://wire.example/policy"));
    for code in ["en", "es", "fr", "pt", "ar"] {
        let ctx = speaking(&ctx, code);
        let set = setting(&ctx);
        let pages = [
            page::front(&set, &Front { alerts: &alerts, ..counted() }),
            page::alert(&set, &alerts[0], &Beside::default()).expect("a page"),
            page::case(&set, alerts[0].id, &alerts[..1], false).expect("a page"),
            page::removal(&set),
            page::not_found(&set),
            page::error(&set),
        ];
        for page in pages {
            let (_, foot) = text(&page).split_once("<footer>").expect("a foot");
            assert!(foot.contains("Practice Wire") && foot.contains("removal\">"), "{code}: {foot}");
            assert!(
                foot.contains("<a href=\"mailto:desk@wire.example\"") && foot.contains("https://wire.example/policy")
            );
        }
        assert!(text(&page::removal(&set)).contains("<bdi>desk@wire.example</bdi></a>"));
        assert!(!text(&page::removal(&set)).contains("noindex"));
    }
    ctx.publisher.contact = None;
    assert!(text(&page::removal(&setting(&ctx))).contains("has not given an address yet"));
}

#[test]
fn programs_find_whom_to_write_to_and_what_to_leave_alone() {
    let mut ctx = context();
    let day = at("2026-05-03T00:00:00Z").date_naive();
    let said = page::security(&ctx, day).expect("there is a contact");
    assert_eq!(
        text(&said),
        "Contact: mailto:desk@wire.example\nExpires: 2026-10-30T00:00:00Z\nPreferred-Languages: en, es, fr, pt, ar\n"
    );
    assert_eq!(said.media, MediaType::Plain);
    ctx.publisher.base_url = url("https://wire.example/");
    ctx.publisher.policy = Some(url("https://wire.example/policy"));
    let said = page::security(&ctx, day).expect("there is a contact");
    assert!(
        text(&said).ends_with(
            "Canonical: https://wire.example/.well-known/security.txt\nPolicy: https://wire.example/policy\n"
        )
    );
    ctx.publisher.contact = None;
    assert_eq!(page::security(&ctx, day), None);
    let robots = page::robots(&ctx);
    assert!(text(&robots).starts_with("User-agent: *\nDisallow: /api/\n"));
    assert!(text(&robots).contains("Disallow: /es/?\n") && !text(&robots).contains("/alerts"));
}

#[test]
fn every_feed_names_the_publisher_and_how_to_ask_for_removal() {
    let (ctx, alerts) = (context(), sample());
    for feed in super::all(&ctx, &alerts) {
        let text = text(&feed);
        assert!(text.contains("Practice Wire") && text.contains("http://wire.example/removal"), "{:?}", feed.media);
    }
}
