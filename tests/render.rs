//! Alerts to bytes, read back by others.

mod gone;
mod pages;
mod slices;
mod tongues;

use almenara::model::{Alert, AlertState, Basis, Coding, MediaType, Representation, Tags, Urgency, Verdict};
use almenara::render::page::{self, Beside, Front};
use almenara::render::{self, Context, FeedInfo, Slot, encoded, schemes};
use feed_rs::model::Entry;

use crate::support::alerts::{HOSTILE, alert, at, context, join, of, report, setting, url};
use crate::support::atom_rules;

/// Three alerts: one with two further sources, one with a hostile title and no link, one in Arabic.
fn sample() -> Vec<Alert> {
    let mut first = alert(1, "2026-05-03T12:00:00Z");
    join(
        &mut first,
        report("echo", "linterna", "Amenazan a una defensora del río (1)", "2026-05-03T13:00:00Z"),
        Verdict::Echo,
    );
    join(
        &mut first,
        report("other", "linterna", "Threats on the river", "2026-05-03T14:00:00Z"),
        Verdict::SameIncident,
    );
    let mut hostile = report("hostile", "linterna", HOSTILE, "2026-05-02T12:00:00Z");
    hostile.link = None;
    hostile.tags.source_places = vec![HOSTILE.to_owned()];
    HOSTILE.clone_into(&mut hostile.summary);
    let mut arabic = report("arabic", "faro", "اعتقال مدافعة عن الأرض", "2026-05-01T12:00:00Z");
    arabic.tags.language = Some("ar".to_owned());
    arabic.summary_html = Some("<p>نص <b>قصير</b></p>".to_owned());
    vec![first, of(hostile, "2026-05-02T12:00:00Z"), of(arabic, "2026-05-01T12:00:00Z")]
}

fn slots(alerts: &[Alert]) -> Vec<Slot> {
    alerts.iter().cloned().map(Slot::of).collect()
}

fn atom(ctx: &Context, alerts: &[Alert]) -> Representation {
    render::atom::feed(ctx, &FeedInfo::main(ctx), &slots(alerts))
}

fn all(ctx: &Context, alerts: &[Alert]) -> [Representation; 3] {
    let info = FeedInfo::main(ctx);
    let slots = slots(alerts);
    [atom(ctx, alerts), render::rss::feed(ctx, &info, &slots), render::json_feed::feed(ctx, &info, &slots)]
}

/// The front page of these alerts.
fn front(ctx: &Context, alerts: &[Alert]) -> Representation {
    page::front(&setting(ctx), &Front { alerts, ..Front::default() })
}

fn read(feed: &Representation) -> Vec<Entry> {
    feed_rs::parser::parse(&feed.body[..]).expect("a feed").entries
}

fn text(thing: &Representation) -> &str {
    std::str::from_utf8(&thing.body).expect("UTF-8")
}

fn terms(entry: &Entry) -> Vec<&str> {
    entry.categories.iter().map(|category| category.term.as_str()).collect()
}

fn html(entry: &Entry) -> String {
    let content = entry.content.as_ref().and_then(|content| content.body.clone());
    content.or_else(|| entry.summary.as_ref().map(|text| text.content.clone())).expect("a text")
}

fn links<'a>(entry: &'a Entry, rel: &str) -> Vec<&'a str> {
    entry.links.iter().filter(|link| link.rel.as_deref() == Some(rel)).map(|link| link.href.as_str()).collect()
}

#[test]
fn an_atom_feed_read_back_gives_the_same_alerts() {
    let (ctx, alerts) = (context(), sample());
    let read = read(&atom(&ctx, &alerts));
    assert_eq!(read.len(), alerts.len());
    for (entry, alert) in read.iter().zip(&alerts) {
        assert_eq!(entry.id, alert.id.urn());
        assert_eq!(entry.updated, Some(alert.updated));
        assert_eq!(entry.published, Some(alert.published));
    }
    let entry = &read[0];
    let lead = alerts[0].lead();
    assert_eq!(entry.title.as_ref().expect("a title").content, lead.title);
    assert_eq!(entry.authors[0].name.as_deref(), Some("Red Faro"));
    assert_eq!(links(entry, "alternate"), [lead.link.as_ref().expect("a link").as_str()]);
    assert_eq!(links(entry, "via"), [alerts[0].reports[1].link.as_ref().expect("a link").as_str()]);
    assert_eq!(links(entry, "related"), [alerts[0].reports[2].link.as_ref().expect("a link").as_str()]);
    let expected = [
        (schemes::COUNTRY, "HND", "Honduras"),
        (schemes::M49, "013", "Central America"),
        (schemes::M49, "419", "Latin America and the Caribbean"),
        (schemes::M49, "019", "Americas"),
        (schemes::REGION, "americas", "Americas"),
        (schemes::URGENCY, "critical", "Critical: life at stake now"),
        (schemes::TYPE, "alert", "Alert"),
        (schemes::LANGUAGE, "es", "Spanish"),
        (schemes::SOURCE_PLACE, "Valle del Río", "Valle del Río"),
        (schemes::REFERENCE, "HND 001 / 0526 / OBS 001", "HND 001 / 0526 / OBS 001 (observatory)"),
    ];
    let found = entry.categories.iter().map(|category| {
        let scheme = category.scheme.as_deref().unwrap_or_default();
        (scheme, category.term.as_str(), category.label.as_deref().unwrap_or_default())
    });
    assert_eq!(found.collect::<Vec<_>>(), expected);
}

#[test]
fn a_network_is_named_once_by_its_configured_name_else_as_it_was_called_then_else_by_its_id() {
    let (mut ctx, alerts) = (context(), sample());
    let entry = html(&read(&atom(&ctx, &alerts))[0]);
    assert_eq!(entry.matches("La Linterna &amp; Co</a>").count(), 1, "{entry}");
    let links = alerts[0].reports.iter().filter_map(|report| report.link.as_ref());
    assert!(links.into_iter().all(|link| entry.contains(&format!("href=\"{link}\""))), "{entry}");
    let page = front(&ctx, &alerts[..1]);
    assert_eq!(text(&page).matches("La Linterna &#38; Co").count(), 1, "{}", text(&page));

    ctx.directory = almenara::model::Directory::default();
    let mut alert = alert(7, "2026-05-03T12:00:00Z");
    assert_eq!(ctx.directory.name_of(alert.lead()), "faro.example");
    "The Old Faro".clone_into(&mut alert.reports[0].network_name);
    assert_eq!(ctx.directory.name_of(alert.lead()), "The Old Faro");
    for feed in all(&ctx, std::slice::from_ref(&alert)) {
        assert!(text(&feed).contains("reported by The Old Faro"), "{}", text(&feed));
    }
    assert_eq!(context().directory.name_of(alert.lead()), "Red Faro");
}

#[test]
fn every_atom_feed_is_valid_by_the_rules_of_rfc_4287() {
    let ctx = context();
    atom_rules::assert_valid(&atom(&ctx, &sample()).body);
    atom_rules::assert_valid(&atom(&ctx, &[]).body);
}

#[test]
fn the_rules_bite() {
    let valid = String::from_utf8(atom(&context(), &sample()).body.to_vec()).expect("UTF-8");
    let breaks = [
        ("<title>Practice Wire</title>", "", "title"),
        ("<updated>2026-05-03T12:00:00+00:00</updated>", "<updated>3 May 2026</updated>", "RFC 3339"),
        ("rel=\"self\"", "rel=\"related\"", "links to itself"),
        ("rel=\"via\"", "rel=\"alternate\"", "two alternates"),
        ("Red Faro", "Red & Faro", "well-formed"),
        ("Red Faro", "Red \u{b} Faro", "illegal in XML"),
        ("Red Faro", "Red &#11; Faro", "illegal in XML"),
        ("alm:tag", "oops:tag", "not declared"),
        ("xmlns=\"http://www.w3.org/2005/Atom\"", "xmlns=\"https://www.w3.org/2005/Atom\"", "not atom:feed"),
        ("type=\"html\"", "type=\"xhtml\"", "neither text nor escaped HTML"),
        ("term=\"HND\"", "term=\"\"", "without a term"),
        ("</feed>", "", "well-formed"),
    ];
    for (good, bad, word) in breaks {
        assert!(valid.contains(good), "{good} is not in the feed");
        let found = atom_rules::breaches(valid.replace(good, bad).as_bytes());
        assert!(found.iter().any(|breach| breach.contains(word)), "{bad:?} for {good:?} gave {found:?}");
    }
}

#[test]
fn all_three_formats_say_the_same() {
    let (ctx, alerts) = (context(), sample());
    let [atom, rss, json] = all(&ctx, &alerts).map(|feed| read(&feed));
    for (one, others) in atom.iter().zip(rss.iter().zip(&json)) {
        for other in [others.0, others.1] {
            assert_eq!(other.id, one.id);
            assert_eq!(other.title.as_ref().map(|text| &text.content), one.title.as_ref().map(|text| &text.content));
            assert_eq!(other.published, one.published);
            assert_eq!(terms(other), terms(one));
            assert_eq!(other.links[0].href, one.links[0].href);
            assert_eq!(other.authors[0].name, one.authors[0].name);
            assert_eq!(html(other).trim(), html(one).trim());
        }
    }
    assert_eq!(
        json.iter().map(|entry| entry.updated).collect::<Vec<_>>(),
        atom.iter().map(|entry| entry.updated).collect::<Vec<_>>()
    );
}

#[test]
fn a_hostile_title_stays_text_in_every_output() {
    let (ctx, alerts) = (context(), sample());
    let shown = "]]></title><script>alert(1)</script> \"a' & b\" &amp; &#0;  gnitide ";
    for feed in all(&ctx, &alerts) {
        let title = read(&feed)[1].title.as_ref().expect("a title").content.clone();
        assert_eq!(title.trim(), shown.trim(), "{:?}", feed.media);
        let html = html(&read(&feed)[1]);
        assert!(!html.contains("<script") && html.contains("&lt;script&gt;"), "{html}");
    }
    let pages = [front(&ctx, &alerts), page::alert(&setting(&ctx), &alerts[1], &Beside::default()).expect("a page")];
    for thing in all(&ctx, &alerts).iter().chain(&pages) {
        let text = text(thing);
        // In JSON a title is a string, and nothing reads it as markup.
        assert!(
            thing.media == MediaType::JsonFeed || !text.contains("<script"),
            "{:?} has markup of a title",
            thing.media
        );
        let loose = text.chars().find(|&c| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c));
        assert_eq!(loose, None, "{:?}", thing.media);
    }
}

#[test]
fn no_character_at_all_breaks_an_output() {
    let ctx = context();
    // All of the Basic Multilingual Plane, the surrogates excepted, and the ends of the planes above.
    let planes = (1..=16_u32).flat_map(|plane| [plane << 16, (plane << 16) + 0xFFFE, (plane << 16) + 0xFFFF]);
    let all_characters: String = (0..0x1_0000).chain(planes).filter_map(char::from_u32).collect();
    let mut odd = report("odd", "linterna", &all_characters, "2026-05-03T12:00:00Z");
    odd.summary.clone_from(&all_characters);
    odd.tags.source_places = vec![all_characters.clone()];
    odd.tags.references[0].code.clone_from(&all_characters);
    odd.authors = vec![all_characters.clone()];
    odd.tags.language = Some("x\" onload=\"".to_owned());
    odd.network.0.clone_from(&all_characters);
    odd.link = Some(url("https://linterna.example/?q='\"><script>&amp;]]>#'"));
    let link = odd.link.clone().expect("a link");
    let odd = of(odd, "2026-05-03T12:00:00Z");
    for feed in all(&ctx, std::slice::from_ref(&odd)) {
        if feed.media == MediaType::Atom {
            assert_eq!(atom_rules::breaches(&feed.body), Vec::<String>::new());
        }
        let read = read(&feed);
        assert_eq!(read[0].links[0].href, link.as_str(), "{:?}", feed.media);
        assert!(!html(&read[0]).contains(['\u{fffe}', '\u{b}', '\u{202e}']));
    }
    let page = page::alert(&setting(&ctx), &odd, &Beside::default()).expect("a page");
    assert!(!text(&page).contains("onload=\""));
}

#[test]
fn the_first_line_says_urgency_place_and_who_reports_it() {
    let (ctx, mut alerts) = (context(), sample());
    let first = |alert: &Alert| {
        let entry = read(&atom(&ctx, std::slice::from_ref(alert))).remove(0);
        let html = entry.content.expect("content").body.expect("a body");
        html.lines().next().expect("a line").to_owned()
    };
    let line = "Critical: life at stake now – Honduras, Americas – reported by Red Faro and La Linterna &amp; Co";
    assert_eq!(first(&alerts[0]), format!("<p lang=\"en\" dir=\"ltr\"><strong>{line}</strong></p>"));
    for reason in &mut alerts[0].tags.reasons {
        reason.basis = Basis::Default;
    }
    assert!(
        first(&alerts[0]).contains("– Honduras, Americas (by the source&apos;s default) –"),
        "{}",
        first(&alerts[0])
    );
    alerts[0].tags = Tags::default();
    assert!(first(&alerts[0]).contains("unknown – country not recognised – reported by"), "{}", first(&alerts[0]));
}

#[test]
fn texts_carry_their_language_and_the_right_direction() {
    let alerts = sample();
    let feed = atom(&context(), &alerts);
    assert!(text(&feed).contains("<title xml:lang=\"ar\">اعتقال"));
    let body = read(&feed)[2].content.clone().expect("content").body.expect("a body");
    assert!(body.contains("<div lang=\"ar\" dir=\"rtl\"><p>نص <b>قصير</b></p></div>"), "{body}");
    let page = page::alert(&setting(&context()), &alerts[2], &Beside::default()).expect("a page");
    assert!(text(&page).contains("<h1 lang=\"ar\" dir=\"rtl\">"));
}

#[test]
fn tags_say_their_basis_and_sources_when_they_published() {
    let (ctx, alerts) = (context(), sample());
    let [atom, rss, json] = all(&ctx, &alerts);
    for xml in [&atom, &rss] {
        assert!(
            text(xml).contains("<alm:tag basis=\"inferred\" scheme=\"tag:almenara,2026:scheme/country\" term=\"HND\"")
                || text(xml)
                    .contains("<alm:tag scheme=\"tag:almenara,2026:scheme/country\" term=\"HND\" basis=\"inferred\"")
        );
        assert!(text(xml).contains("firstSeen=\"2026-05-03T13:05:00Z\""));
        assert!(text(xml).contains("published=\"2026-05-03\""));
        assert!(text(xml).contains("name=\"La Linterna &amp; Co\""));
        assert!(!text(xml).contains("name=\"La Linterna &amp;amp; Co"), "an attribute is escaped twice");
    }
    let json: serde_json::Value = serde_json::from_slice(&json.body).expect("JSON");
    let ours = &json["items"][0]["_almenara"];
    assert_eq!(ours["basis"]["country:HND"], "inferred");
    assert_eq!(ours["basis"]["m49:419"], "inferred", "an area without a reason of its own follows the country");
    assert_eq!(ours["labels"]["m49:013"], "Central America");
    assert_eq!(ours["region"], "americas");
    assert_eq!(ours["urgency"], "critical");
    assert_eq!(ours["sources"].as_array().expect("a list").len(), 3);
    assert_eq!(ours["sources"][1]["published"], "2026-05-03");
    assert_eq!(ours["sources"][1]["first_seen"], "2026-05-03T13:05:00Z");
}

#[test]
fn the_same_alerts_give_the_same_bytes() {
    let (ctx, alerts) = (context(), sample());
    assert_eq!(all(&ctx, &alerts), all(&ctx.clone(), &alerts.clone()));
    let changed = {
        let mut alerts = alerts.clone();
        alerts[2].reports[0].title.push('!');
        all(&ctx, &alerts)
    };
    for (one, other) in all(&ctx, &alerts).iter().zip(&changed) {
        assert_ne!(one.etag, other.etag);
    }
}

#[test]
fn gzip_holds_the_same_bytes_and_no_time() {
    let feed = atom(&context(), &sample());
    let gzip = encoded(&feed, Coding::Gzip).expect("smaller");
    assert_eq!(gzip[4..8], [0; 4]);
    let mut plain = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&gzip[..]), &mut plain).expect("gzip");
    assert_eq!(plain, feed.body);
}

#[test]
fn ids_hang_on_no_address_and_no_name() {
    let (here, mut there) = (context(), context());
    there.publisher.base_url = url("https://elsewhere.example/wire");
    there.publisher.name = "Another name".to_owned();
    let id = |ctx: &Context| feed_rs::parser::parse(&atom(ctx, &sample()).body[..]).expect("a feed").id;
    assert_eq!(id(&here), id(&there));
    assert!(id(&here).starts_with("urn:uuid:"));
    assert!(text(&atom(&there, &sample())).contains("href=\"https://elsewhere.example/wire/feed.atom\""));
}

#[test]
fn an_empty_feed_has_a_date_that_is_always_the_same() {
    let ctx = context();
    let empty = atom(&ctx, &[]);
    assert_eq!(feed_rs::parser::parse(&empty.body[..]).expect("a feed").updated, Some(at("2026-01-01T00:00:00Z")));
    assert_eq!(empty, atom(&ctx, &[]));
}

#[test]
fn last_modified_tells_of_a_source_that_joined_though_updated_does_not_move() {
    let ctx = context();
    let mut alerts = vec![alert(1, "2026-05-03T12:00:00Z")];
    let before = atom(&ctx, &alerts).last_modified;
    join(&mut alerts[0], report("late", "linterna", "Lo mismo", "2026-05-09T12:00:00Z"), Verdict::Echo);
    let after = atom(&ctx, &alerts);
    assert!(after.last_modified > before);
    assert_eq!(read(&after)[0].updated, Some(at("2026-05-03T12:00:00Z")));
}

#[test]
fn held_alerts_are_in_no_feed_and_on_no_page() {
    let ctx = context();
    let mut alerts = sample();
    alerts[0].state = AlertState::Held;
    for feed in all(&ctx, &alerts) {
        assert_eq!(read(&feed).len(), 2);
    }
    assert!(!text(&front(&ctx, &alerts)).contains(&alerts[0].id.to_string()));
    assert_eq!(page::alert(&setting(&ctx), &alerts[0], &Beside::default()), None);
}

#[test]
fn a_feed_holds_a_hundred_or_a_week_whichever_is_more_but_never_more_than_five_hundred() {
    let at_minute = |minutes: i64| {
        let mut one = alert(u32::try_from(minutes).expect("small"), "2026-05-03T12:00:00Z");
        one.updated -= chrono::TimeDelta::minutes(minutes);
        one
    };
    let spread = |count: i64, minutes: i64| (0..count).map(|number| at_minute(number * minutes)).collect::<Vec<_>>();
    assert_eq!(render::window(&[]).len(), 0);
    assert_eq!(render::window(&spread(30, 10)).len(), 30);
    assert_eq!(render::window(&spread(150, 1440)).len(), 100);
    assert_eq!(render::window(&spread(250, 60)).len(), 169);
    assert_eq!(render::window(&spread(600, 1)).len(), 500);
}

#[test]
fn an_alert_without_tags_or_dates_is_rendered_like_any_other() {
    let ctx = context();
    let mut bare = alert(1, "2026-05-03T12:00:00Z");
    bare.tags = Tags { urgency: Urgency::Unknown, ..Tags::default() };
    bare.reports[0].tags = Tags::default();
    bare.reports[0].published = None;
    bare.reports[0].summary.clear();
    bare.reports[0].network = almenara::model::NetworkId("gone.example".to_owned());
    bare.reports[0].source = almenara::model::SourceId("gone".to_owned());
    bare.history.clear();
    let feed = atom(&ctx, std::slice::from_ref(&bare));
    atom_rules::assert_valid(&feed.body);
    assert_eq!(read(&feed)[0].authors[0].name.as_deref(), Some("gone.example"));
    assert!(page::alert(&setting(&ctx), &bare, &Beside::default()).is_some());
}
