//! What has left a feed, and what an alert says of others.

use almenara::model::{AlertState, Because, Former, Representation, Retraction, Slice, Verdict};
use almenara::render::slice::{Key, parse};
use almenara::render::{self, FeedInfo, Gone, Slot, departed, version_id, versions};
use feed_rs::model::Entry;

use crate::support::alerts::{alert, at, context, country, join, report};
use crate::support::{atom_rules, json_rules, rss_rules};

const LEFT: &str = "2026-05-09T10:00:00.25Z";

fn all(slots: &[Slot]) -> [Representation; 3] {
    let (ctx, info) = (context(), FeedInfo::main(&context()));
    let all = [
        render::atom::feed(&ctx, &info, slots),
        render::rss::feed(&ctx, &info, slots),
        render::json_feed::feed(&ctx, &info, slots),
    ];
    atom_rules::assert_valid(&all[0].body);
    rss_rules::assert_valid(&all[1].body);
    json_rules::assert_valid(&all[2].body);
    all
}

fn text(thing: &Representation) -> &str {
    std::str::from_utf8(&thing.body).expect("UTF-8")
}

fn read(thing: &Representation) -> Vec<Entry> {
    feed_rs::parser::parse(&thing.body[..]).expect("a feed").entries
}

fn title(entry: &Entry) -> &str {
    &entry.title.as_ref().expect("a title").content
}

fn retracted(because: Because, confirmed: bool, note: Option<&str>) -> almenara::model::Alert {
    let mut alert = alert(1, "2026-05-03T12:00:00Z");
    alert.settle(at("2026-05-03T12:00:00Z"));
    alert.state = AlertState::Withdrawn;
    alert.retraction = Some(Retraction { because, at: at(LEFT), confirmed, note: note.map(str::to_owned) });
    alert.settle(at(LEFT));
    alert
}

#[test]
fn what_was_withdrawn_overwrites_itself_in_every_format_and_says_nothing_of_what_it_said() {
    let alert = retracted(Because::Safety, true, Some("Ask us <why>.\u{202e}"));
    let slots = departed(&alert, &Slice::default(), at(LEFT));
    for feed in all(&slots) {
        let entries = read(&feed);
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].id, alert.id.urn());
        assert_eq!(title(&entries[0]), "Withdrawn");
        assert_eq!(entries[0].published, Some(alert.published));
        let text = text(&feed);
        assert!(text.contains("2026-05-09T10:00:01"), "later than anything it said before: {text}");
        assert!(text.contains("safety") && text.contains("lt;why"), "{text}");
        for old in ["Amenazan", "Hombres", "faro", "HND", "critical"] {
            assert!(!text.contains(old), "{old} in {text}");
        }
    }
}

#[test]
fn readers_that_know_deleted_entries_delete_and_others_overwrite() {
    let alert = retracted(Because::Error, true, None);
    let [atom, ..] = all(&departed(&alert, &Slice::default(), at(LEFT)));
    let text = text(&atom);
    let deleted = format!("<at:deleted-entry ref=\"{}\" when=\"2026-05-09T10:00:02Z\">", alert.id.urn());
    assert!(text.contains(&deleted) || text.contains(&deleted.replace("ref", "when")), "{text}");
    assert!(text.contains("<at:comment>Withdrawn</at:comment>"), "{text}");
    assert!(text.contains("it was wrong"), "{text}");
}

#[test]
fn what_only_its_source_has_taken_back_is_under_review() {
    let alert = retracted(Because::Source, false, None);
    for feed in all(&departed(&alert, &Slice::default(), at(LEFT))) {
        assert_eq!(title(&read(&feed)[0]), "Withdrawn by its source, under review");
    }
}

#[test]
fn what_was_merged_leads_to_where_it_goes_on() {
    let (mut gone, survivor) = (alert(1, "2026-05-03T12:00:00Z"), alert(2, "2026-05-02T12:00:00Z"));
    gone.state = AlertState::Merged;
    gone.merged = Some(survivor.id);
    let page = format!("http://wire.example/alerts/{}", survivor.id);
    let feeds = all(&departed(&gone, &Slice::default(), at(LEFT)));
    for feed in &feeds {
        let entries = read(feed);
        assert_eq!(title(&entries[0]), "Merged into another alert");
        assert_eq!(entries[0].links[0].href, page);
        assert!(text(feed).contains(&survivor.id.urn()), "{}", text(feed));
    }
    assert!(text(&feeds[0]).contains("at:deleted-entry"));
}

#[test]
fn what_is_filed_elsewhere_says_why_and_where_it_stands() {
    let terms = context().terms;
    let mut alert = alert(1, "2026-05-03T12:00:00Z");
    alert.settle(at("2026-05-03T12:00:00Z"));
    alert.tags.countries = vec![country("GTM")];
    alert.settle(at(LEFT));
    let slice = parse("country=HND&urgency=critical", &terms).expect("a slice");
    let slots = departed(&alert, &slice, at(LEFT));
    assert!(matches!(&slots[0], Slot::Gone { how: Gone::Left(keys), .. } if *keys == [Key::Country]), "{slots:?}");
    for feed in all(&slots) {
        let entries = read(&feed);
        assert_eq!(title(&entries[0]), "Country corrected: no longer filed here");
        assert_eq!(entries[0].links[0].href, format!("http://wire.example/alerts/{}", alert.id));
        assert!(!text(&feed).contains("deleted-entry"), "it is shown elsewhere");
    }
    alert.state = AlertState::Held;
    for feed in all(&departed(&alert, &slice, at(LEFT))) {
        assert_eq!(title(&read(&feed)[0]), "Kept back for review");
    }
}

#[test]
fn each_language_version_that_stood_there_is_overwritten() {
    let mut alert = alert(1, "2026-05-03T12:00:00Z");
    let mut english = report("en", "linterna", "A defender is threatened", "2026-05-03T13:00:00Z");
    english.tags.language = Some("en".to_owned());
    join(&mut alert, english, Verdict::Translation);
    let slice = parse("versions=all", &context().terms).expect("a slice");
    let stood: Vec<_> = versions(&alert.clone().into(), &slice).iter().map(Slot::id).collect();
    alert.former = vec![Former { facets: alert.facets(), until: at(LEFT) }];
    alert.state = AlertState::Withdrawn;
    let mut gone: Vec<_> = departed(&alert, &slice, at(LEFT)).iter().map(Slot::id).collect();
    gone.reverse();
    assert_eq!(gone, stood);
    assert_eq!(stood[0], version_id(alert.id, Some("es")));
}

#[test]
fn a_version_leads_to_the_page_of_its_alert() {
    let alert = alert(1, "2026-05-03T12:00:00Z");
    let slice = parse("versions=all", &context().terms).expect("a slice");
    for feed in all(&versions(&alert.clone().into(), &slice)) {
        assert_eq!(read(&feed)[0].id, version_id(alert.id, Some("es")).urn());
        assert!(text(&feed).contains(&format!("http://wire.example/alerts/{}", alert.id)), "{}", text(&feed));
    }
}

#[test]
fn an_alert_names_what_it_follows_what_is_related_where_and_how_many_tell_of_it() {
    let mut alert = alert(1, "2026-05-03T12:00:00Z");
    let (first, other) = (
        crate::support::alerts::alert(2, "2026-05-01T12:00:00Z").id,
        crate::support::alerts::alert(3, "2026-05-01T12:00:00Z").id,
    );
    alert.case = Some(first);
    alert.related = vec![other];
    join(&mut alert, report("a", "linterna", "Amenazan a una defensora", "2026-05-03T13:00:00Z"), Verdict::Echo);
    join(&mut alert, report("b", "farol", "Threats on the river", "2026-05-03T13:00:00Z"), Verdict::SameIncident);
    let [atom, rss, json] = all(&[Slot::of(alert.clone())]);
    for feed in [&atom, &rss] {
        let text = text(feed);
        for wanted in [
            "<georss:featureName>Honduras</georss:featureName>",
            "<thr:in-reply-to ",
            "<alm:case ",
            "<alm:related ",
            "<alm:voices organisations=\"2\"/>",
        ] {
            assert!(
                text.contains(wanted) || text.contains(&wanted.replace("/>", "></alm:voices>")),
                "{wanted}: {text}"
            );
        }
        assert_eq!(text.matches(&first.urn()).count(), 2, "{text}");
        assert_eq!(text.matches(&other.urn()).count(), 1, "{text}");
    }
    let json: serde_json::Value = serde_json::from_slice(&json.body).expect("JSON");
    let ours = &json["items"][0]["_almenara"];
    assert_eq!(ours["organisations"], 2);
    assert_eq!(ours["case"]["id"], first.urn());
    assert_eq!(ours["related"][0]["id"], other.urn());
}

#[test]
fn a_translation_is_an_alternate_of_its_language_and_the_first_and_last_alternate_are_the_entrys_own() {
    let mut alert = alert(1, "2026-05-03T12:00:00Z");
    for (name, source) in [("en", "linterna"), ("en2", "farol")] {
        let mut english = report(name, source, "A defender is threatened", "2026-05-03T13:00:00Z");
        english.tags.language = Some("en".to_owned());
        join(&mut alert, english, Verdict::Translation);
    }
    let lead = alert.lead().link.clone().expect("a link");
    let [atom, rss, _] = all(&[Slot::of(alert.clone())]);
    let entry = read(&atom).remove(0);
    let alternates: Vec<_> = entry.links.iter().filter(|link| link.rel.as_deref() == Some("alternate")).collect();
    let of: Vec<Option<&str>> = alternates.iter().map(|link| link.href_lang.as_deref()).collect();
    assert_eq!(of, [Some("es"), Some("en"), None]);
    assert_eq!(alternates[0].href, lead.as_str());
    assert_eq!(alternates[2].href, lead.as_str());
    assert_eq!(read(&rss)[0].links[0].href, lead.as_str());
    assert!(!text(&rss).contains("rel=\"alternate\""), "readers of RSS would take it for the entry's own link");
}

#[test]
fn every_feed_names_its_hub_its_style_and_its_first_page() {
    let [atom, rss, json] = all(&[Slot::of(alert(1, "2026-05-03T12:00:00Z"))]);
    for feed in [&atom, &rss] {
        let text = text(feed);
        let style = "<?xml-stylesheet type=\"text/css\" href=\"feed.css\"?>";
        let behind = text.split_once("?>").expect("a declaration").1;
        assert!(behind.trim_start().starts_with(style), "{text}");
        assert!(text.contains("href=\"http://wire.example/hub\"") && text.contains("rel=\"hub\""), "{text}");
        assert!(text.contains("rel=\"first\""), "{text}");
    }
    let json: serde_json::Value = serde_json::from_slice(&json.body).expect("JSON");
    assert_eq!(json["hubs"][0], serde_json::json!({"type": "WebSub", "url": "http://wire.example/hub"}));
}

#[test]
fn an_archive_says_so_and_names_the_current_feed_and_its_neighbours() {
    let ctx = context();
    let info = FeedInfo {
        query: "country=HND".to_owned(),
        archive: Some("2026-05".to_owned()),
        prev_archive: Some("2026-04".to_owned()),
        next_archive: Some("2026-07".to_owned()),
        ..FeedInfo::main(&ctx)
    };
    let slots = [Slot::of(alert(1, "2026-05-03T12:00:00Z"))];
    let current = FeedInfo { archive: None, next_archive: None, ..info.clone() };
    assert_eq!(info.urn(), current.urn(), "one feed in many documents");
    let archive = render::atom::feed(&ctx, &info, &slots);
    atom_rules::assert_valid(&archive.body);
    rss_rules::assert_valid(&render::rss::feed(&ctx, &info, &slots).body);
    json_rules::assert_valid(&render::json_feed::feed(&ctx, &info, &slots).body);
    let feed = feed_rs::parser::parse(&archive.body[..]).expect("a feed");
    let links: Vec<(String, String)> = feed.links.into_iter().filter_map(|link| Some((link.rel?, link.href))).collect();
    for (rel, href) in [
        ("self", "archive/2026-05/feed.atom?country=HND"),
        ("current", "feed.atom?country=HND"),
        ("prev-archive", "archive/2026-04/feed.atom?country=HND"),
        ("next-archive", "archive/2026-07/feed.atom?country=HND"),
    ] {
        assert!(links.contains(&(rel.to_owned(), format!("http://wire.example/{href}"))), "{rel}: {links:?}");
    }
    assert!(text(&archive).contains("<fh:archive>"));
    assert!(text(&archive).contains("href=\"../../feed.css\"?>"), "wherever the wire stands");
}
