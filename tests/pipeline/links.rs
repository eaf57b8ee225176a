//! Pages that are given the link to their other language only after the wire has read them.

use crate::support::program::Place;
use crate::support::site::Site;
use serde_json::Value;

use super::{alerts, outcome};

const ATOM: &str = "application/atom+xml";
const LANTERN: &str = "https://lantern.example";

/// What nothing but links connects: id, title, text.
const ENGLISH: [&str; 3] = ["en-1", "The river is not for sale", "What the assembly said on the third evening."];
const SPANISH: [&str; 3] = ["es-2", "Nadie vende lo que canta", "Palabras de la noche, junto al agua."];
const FRENCH: [&str; 3] = ["fr-3", "Une lampe pour chaque maison", "Le chœur a chanté sous la pluie."];

fn entry(host: &str, [id, title, text]: [&str; 3], versions: &[&str]) -> String {
    let links: Vec<String> = versions
        .iter()
        .map(|link| format!("<link rel=\"alternate\" hreflang=\"x\" type=\"text/html\" href=\"{link}\"/>"))
        .collect();
    let day = 1 + id[3..].parse::<u32>().expect("a number") % 9;
    format!(
        "<entry xml:lang=\"{}\"><id>urn:{host}:{id}</id><link href=\"{host}/{id}\"/>{}<title>{title}</title>\
         <summary>{text}</summary><published>2026-03-0{day}T10:00:00Z</published></entry>",
        &id[..2],
        links.concat(),
    )
}

fn feed(entries: &[String]) -> String {
    format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Lantern</title>{}</feed>", entries.concat())
}

fn lantern(id: &str) -> String {
    format!("{LANTERN}/{id}")
}

/// An organisation with a site of its own, whose feed is read here.
fn network(place: &Place, name: &str, homepage: &str, sources: &[(&str, String)]) {
    let sources: Vec<String> = sources
        .iter()
        .map(|(id, url)| format!("[[sources]]\nid = \"{id}\"\nurl = \"{url}\"\nevery = \"1s\"\n"))
        .collect();
    let text = format!("name = \"{name}\"\nhomepage = \"{homepage}/\"\n{}", sources.concat());
    place.write(&format!("config/networks/{name}.example.toml"), &text);
}

/// A wire that has read these entries of one feed.
fn wire(entries: &[String]) -> (Site, Place) {
    let site = Site::serve([("/feed".to_owned(), ATOM, feed(entries))]);
    let place = Place::new();
    network(&place, "lantern", LANTERN, &[("lantern", site.url("/feed"))]);
    outcome(&place, "lantern");
    (site, place)
}

fn of<'a>(alerts: &'a [Value], title: &str) -> &'a Value {
    let titled =
        |alert: &&Value| alert["reports"].as_array().is_some_and(|all| all.iter().any(|r| r["title"] == title));
    alerts
        .iter()
        .filter(|alert| alert["state"] == "live")
        .find(titled)
        .unwrap_or_else(|| panic!("{title}: {alerts:#?}"))
}

fn live(alerts: &[Value]) -> usize {
    alerts.iter().filter(|alert| alert["state"] == "live").count()
}

#[test]
fn links_that_come_late_make_one_alert_of_two_whichever_side_has_them() {
    for (english_names, spanish_names) in [(true, false), (false, true), (true, true)] {
        let (site, place) = wire(&[entry(LANTERN, ENGLISH, &[]), entry(LANTERN, SPANISH, &[])]);
        let before = alerts(&place);
        assert_eq!(live(&before), 2);
        let (en, es) = (lantern("en-1"), lantern("es-2"));
        let names = |named: bool, link| if named { vec![link] } else { Vec::new() };
        let english = entry(LANTERN, ENGLISH, &names(english_names, &*es));
        let spanish = entry(LANTERN, SPANISH, &names(spanish_names, &*en));
        site.put("/feed", ATOM, &feed(&[english.clone(), spanish.clone()]));
        let told = outcome(&place, "lantern");
        assert_eq!((&told["tally"]["echoes"], &told["tally"]["new"]), (&1.into(), &0.into()), "{told}");
        let after = alerts(&place);
        assert_eq!(live(&after), 1, "{after:#?}");
        let (elder, younger, one) = (of(&before, ENGLISH[1]), of(&before, SPANISH[1]), of(&after, ENGLISH[1]));
        assert_eq!(one["id"], elder["id"], "the one that came first keeps its id");
        assert_eq!(of(&after, SPANISH[1])["id"], one["id"]);
        assert_eq!(one["published"], elder["published"]);
        assert!(one["updated"].as_str() > elder["updated"].as_str(), "it is news that they are one");
        let gone = after.iter().find(|alert| alert["id"] == younger["id"]).expect("it is kept");
        assert_eq!((&gone["state"], &gone["merged"]), (&"merged".into(), &one["id"]));
        let explained = place.run(&["explain", &es]).stdout;
        assert!(
            explained.contains("translation by lantern") && explained.contains("named-as-other-language"),
            "{explained}"
        );

        let atom = place.serve().get("/feed.atom").1;
        let version = atom.split("<link ").find(|link| link.contains(&*es)).expect("it is linked");
        assert!(version.contains("alternate") && version.contains("hreflang=\"es\""), "{atom}");

        // Read again, with something else changed: nothing happens twice.
        site.put("/feed", ATOM, &feed(&[english, spanish, entry(LANTERN, FRENCH, &[])]));
        outcome(&place, "lantern");
        let again = alerts(&place);
        assert!(after.iter().all(|alert| again.contains(alert)), "{again:#?}");
    }
}

#[test]
fn three_languages_in_three_feeds_become_one_in_whatever_order_they_are_read() {
    let [en, es, fr] = [ENGLISH, SPANISH, FRENCH];
    for order in [["fr", "en", "es"], ["es", "fr", "en"]] {
        let path = |language: &str| format!("/{language}");
        let pages = [en, es, fr].map(|told| (path(&told[0][..2]), ATOM, feed(&[entry(LANTERN, told, &[])])));
        let site = Site::serve(pages);
        let place = Place::new();
        let sources = ["en", "es", "fr"].map(|language| (language, site.url(&path(language))));
        network(&place, "lantern", LANTERN, &sources);
        for language in order {
            outcome(&place, language);
        }
        let before = alerts(&place);
        assert_eq!(live(&before), 3);
        // The translations lead to the original, which leads nowhere.
        for told in [es, fr] {
            site.put(&path(&told[0][..2]), ATOM, &feed(&[entry(LANTERN, told, &[&lantern(en[0])])]));
        }
        for language in order {
            outcome(&place, language);
        }
        let after = alerts(&place);
        assert_eq!(live(&after), 1, "{after:#?}");
        let first = if order[0] == "fr" { fr } else { es };
        assert_eq!(
            after.iter().find(|alert| alert["state"] == "live").map(|one| &one["id"]),
            Some(&of(&before, first[1])["id"])
        );
        let text = place.serve().get("/feed.json?lang=fr").1;
        assert!(text.contains(fr[1]), "{text}");
        assert_eq!(place.run(&["verify"]).code, Some(0));
    }
}

#[test]
fn what_an_operator_took_apart_stays_apart_also_where_either_becomes_part_of_another() {
    let [en, es, fr] = [ENGLISH, SPANISH, FRENCH].map(|told| lantern(told[0]));
    // French came first: whatever it is one with becomes part of it.
    let early = [FRENCH[0], FRENCH[1], FRENCH[2]];
    let (site, place) = wire(&[entry(LANTERN, early, &[])]);
    site.put(
        "/feed",
        ATOM,
        &feed(&[entry(LANTERN, early, &[]), entry(LANTERN, ENGLISH, &[&es]), entry(LANTERN, SPANISH, &[])]),
    );
    outcome(&place, "lantern");
    assert_eq!(live(&alerts(&place)), 2);
    assert_eq!(place.run(&["split", &es]).code, Some(0));
    let apart = alerts(&place);
    assert_eq!(live(&apart), 3);

    let told = [entry(LANTERN, early, &[&en]), entry(LANTERN, ENGLISH, &[&es]), entry(LANTERN, SPANISH, &[&en])];
    site.put("/feed", ATOM, &feed(&told));
    outcome(&place, "lantern");
    let joined = alerts(&place);
    assert_eq!(live(&joined), 2, "{joined:#?}");
    assert_eq!(of(&joined, ENGLISH[1])["id"], of(&apart, FRENCH[1])["id"]);
    assert_eq!(of(&joined, SPANISH[1])["id"], of(&apart, SPANISH[1])["id"]);

    // Now all of them name all of them, and the Spanish text is another one.
    let changed = [SPANISH[0], SPANISH[1], "Otras palabras de otra noche, lejos del agua."];
    let told = [
        entry(LANTERN, early, &[&en, &es]),
        entry(LANTERN, ENGLISH, &[&es, &fr]),
        entry(LANTERN, changed, &[&en, &fr]),
    ];
    site.put("/feed", ATOM, &feed(&told));
    assert_eq!(outcome(&place, "lantern")["tally"]["revised"], 1);
    let still = alerts(&place);
    assert_eq!(live(&still), 2, "{still:#?}");
    assert_eq!(of(&still, SPANISH[1])["reports"][0]["summary"], changed[2], "it is still found under its own id");
    assert_eq!(of(&still, SPANISH[1])["id"], of(&apart, SPANISH[1])["id"]);
}

#[test]
fn nobody_else_can_name_a_page_its_other_language() {
    let (site, place) = wire(&[entry(LANTERN, ENGLISH, &[]), entry(LANTERN, SPANISH, &[])]);
    let stranger = "https://stranger.example";
    let page = "https://stranger.example/fr-3";
    // On a page of its own, and in the name of a page of the other.
    let foreign = |english: &str| {
        let posing = ["fr-4", "Une voix qui n'est pas la leur", "Ce que personne n'a dit ce soir-là."];
        feed(&[entry(stranger, FRENCH, &[english]), entry(LANTERN, posing, &[english])])
    };
    site.put("/foreign", ATOM, &feed(&[entry(stranger, FRENCH, &[])]));
    network(&place, "stranger", stranger, &[("stranger", site.url("/foreign"))]);
    outcome(&place, "stranger");
    site.put("/foreign", ATOM, &foreign(&lantern("en-1")));
    outcome(&place, "stranger");
    let (posed, es) = (lantern("fr-4"), lantern("es-2"));
    site.put("/feed", ATOM, &feed(&[entry(LANTERN, ENGLISH, &[page, &posed]), entry(LANTERN, SPANISH, &[])]));
    outcome(&place, "lantern");
    let all = alerts(&place);
    assert_eq!(live(&all), 4, "{all:#?}");
    assert_eq!(of(&all, ENGLISH[1])["reports"].as_array().map(Vec::len), Some(1));
    site.put("/feed", ATOM, &feed(&[entry(LANTERN, ENGLISH, &[page, &posed, &es]), entry(LANTERN, SPANISH, &[])]));
    outcome(&place, "lantern");
    assert_eq!(live(&alerts(&place)), 3, "while its own page becomes one with it");
}

#[test]
fn thirty_pages_that_name_one_page_stay_thirty() {
    let told: Vec<[String; 3]> = (10..40)
        .map(|n| {
            let words = ["harvest", "bridge", "market", "school", "well", "orchard"];
            let word = words[n % 6];
            [
                format!("en-{n}"),
                format!("Number {n} of the {word} assembly"),
                format!("What was said of the {word} on evening {n}."),
            ]
        })
        .collect();
    let es = lantern("es-2");
    let entries = |versions: &[&str]| -> Vec<String> {
        let english = told.iter().map(|[id, title, text]| entry(LANTERN, [id, title, text], versions));
        english.chain([entry(LANTERN, SPANISH, &[])]).collect()
    };
    let (site, place) = wire(&entries(&[]));
    let before = live(&alerts(&place));
    site.put("/feed", ATOM, &feed(&entries(&[&es])));
    outcome(&place, "lantern");
    assert_eq!(live(&alerts(&place)), before - 1, "no two of them are the English of one Spanish page");
}

#[test]
fn a_feed_in_six_languages_is_heard_in_each() {
    let languages = ["en", "es", "fr", "pt", "ar", "ru"];
    let told: Vec<[String; 3]> = languages
        .iter()
        .enumerate()
        .map(|(n, language)| {
            [format!("{language}-{}", n + 1), format!("Title {language} alone"), format!("Words {language}")]
        })
        .collect();
    let all: Vec<String> = told.iter().map(|[id, _, _]| lantern(id)).collect();
    let entries: Vec<String> = told
        .iter()
        .zip(&all)
        .map(|([id, title, text], own)| {
            let others: Vec<&str> = all.iter().filter(|link| *link != own).map(String::as_str).collect();
            entry(LANTERN, [id, title, text], &others)
        })
        .collect();
    let (_site, place) = wire(&entries);
    let alerts = alerts(&place);
    assert_eq!(live(&alerts), 1, "{alerts:#?}");
    assert_eq!(alerts[0]["reports"].as_array().map(Vec::len), Some(6), "{alerts:#?}");
}
