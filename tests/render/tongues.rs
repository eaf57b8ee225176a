//! The languages that pages are written in.

use std::collections::{BTreeMap, BTreeSet};

use almenara::refine::tag::Vocabulary;
use almenara::render::Tongues;
use almenara::render::page::{self, Beside, Front, Setting};

use super::{sample, text};
use crate::support::alerts::{context, setting, speaking};

const CODES: [&str; 5] = ["en", "es", "fr", "pt", "ar"];

fn file(code: &str) -> String {
    let path = format!("{}/config/texts/{code}.toml", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|why| panic!("{path}: {why}"))
}

fn table(code: &str) -> toml::Table {
    file(code).parse().unwrap_or_else(|why| panic!("{code}: {why}"))
}

/// Every text by its keys.
fn flat(table: &toml::Table, prefix: &str) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (key, value) in table {
        match value {
            toml::Value::Table(inner) => all.extend(flat(inner, &format!("{prefix}{key}."))),
            value => _ = all.insert(format!("{prefix}{key}"), value.as_str().expect("a text").to_owned()),
        }
    }
    all
}

fn braces(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn every_language_has_every_text_with_the_same_places_to_fill_in() {
    let english = flat(&table("en"), "");
    assert!(english.len() > 150);
    for code in CODES {
        let own = flat(&table(code), "");
        let keys = |all: &BTreeMap<String, String>| -> BTreeSet<String> {
            all.keys().filter(|key| !key.starts_with("labels.")).cloned().collect()
        };
        assert_eq!(keys(&own), keys(&english), "{code}");
        for (key, text) in &own {
            assert!(!text.trim().is_empty(), "{code}: {key} is empty");
            if let Some(english) = english.get(key) {
                assert_eq!(braces(text), braces(english), "{code}: {key}");
            }
        }
        let same =
            own.iter().filter(|(key, text)| english.get(*key) == Some(text) && text.len() > 20).collect::<Vec<_>>();
        assert!(code == "en" || same.is_empty(), "{code}: not translated: {same:?}");
    }
}

#[test]
fn every_code_that_the_wire_prints_has_a_label_in_every_language() {
    let labels = Vocabulary::builtin().labels();
    for code in &CODES[1..] {
        let table = table(code);
        let keys = |section: &str| -> BTreeSet<String> {
            let section = table["labels"].get(section).and_then(toml::Value::as_table);
            section.unwrap_or_else(|| panic!("{code}: no labels.{section:?}")).keys().cloned().collect()
        };
        let all = |terms: Vec<String>| terms.into_iter().collect::<BTreeSet<String>>();
        assert_eq!(keys("region"), all(labels.regions.keys().map(ToString::to_string).collect()), "{code}");
        assert_eq!(keys("urgency"), all(labels.urgencies.keys().map(ToString::to_string).collect()), "{code}");
        assert_eq!(keys("type"), all(labels.kinds.keys().map(ToString::to_string).collect()), "{code}");
        assert_eq!(keys("theme"), all(labels.themes.keys().map(|theme| theme.0.clone()).collect()), "{code}");
        assert_eq!(keys("m49"), all(labels.m49.keys().map(ToString::to_string).collect()), "{code}");
        let countries = Vocabulary::builtin().countries_in(code);
        let missing: Vec<_> = labels.countries.keys().filter(|country| !countries.contains_key(country)).collect();
        assert_eq!(missing, Vec::<&almenara::model::Country>::new(), "{code}");
    }
}

#[test]
fn a_file_of_ones_own_takes_the_place_of_the_one_compiled_in_and_mistakes_are_told() {
    let names = |_: &str| BTreeMap::new();
    let load = |name: &str, text: String| Tongues::load(&[(name.to_owned(), text)], names);
    let own = file("es").replace("Alertas por región", "Por región");
    let mut ctx = context();
    ctx.tongues = load("es.toml", own).expect("it loads").into();
    let front = Front { regions: Some(BTreeMap::new()), ..Front::default() };
    assert!(text(&page::front(&setting(&speaking(&ctx, "es")), &front)).contains(">Por región</h2>"));

    let faults = [
        ("es.toml", file("es").replace("{day}", "{date}"), "other braces"),
        ("es.toml", file("es").replace("none_here =", "nobody_here ="), "nobody_here"),
        ("es.toml", file("es").replace("dir = \"ltr\"", "dir = \"left\""), "direction of writing"),
        ("xx.toml", file("es"), "en, es, fr, pt, ar"),
        ("fr.toml", "name = ".to_owned(), ""),
    ];
    for (name, text, words) in faults {
        let errors = load(name, text).expect_err(words);
        assert_eq!(errors[0].file, name);
        assert!(errors[0].line >= 1 && errors[0].message.contains(words), "{errors:?}");
    }
    let errors =
        load("pt.toml", file("pt").replace("Máximo num dia: {most}", "Máximo num dia")).expect_err("a brace is gone");
    let line = file("pt").lines().position(|line| line.starts_with("days_alt")).expect("a line") + 1;
    assert_eq!(errors[0].line, line, "{errors:?}");
}

#[test]
fn each_page_exists_in_each_language_at_an_address_that_the_others_lead_to() {
    let (ctx, alerts) = (context(), sample());
    for code in CODES {
        let ctx = speaking(&ctx, code);
        let set = setting(&ctx);
        let dir = if code == "ar" { "rtl" } else { "ltr" };
        let folder = if code == "en" { String::new() } else { format!("{code}/") };
        let page = page::alert(&set, &alerts[0], &Beside::default()).expect("a page");
        let html = text(&page);
        assert!(html.contains(&format!("<html lang=\"{code}\" dir=\"{dir}\">")), "{code}");
        let root = if code == "en" { "../" } else { "../../" };
        for other in CODES {
            let other_folder = if other == "en" { String::new() } else { format!("{other}/") };
            let link = format!("hreflang=\"{other}\" href=\"{root}{other_folder}alerts/{}\"", alerts[0].id);
            assert!(html.contains(&link), "{code}: {link}\n{html}");
        }
        assert!(html.contains("href=\"../feed.atom\""), "{code}: feeds speak the language of the page");
        assert!(html.contains("href=\"../removal\""), "{code}");
        let front = text(&page::front(&set, &Front { alerts: &alerts, ..Front::default() })).to_owned();
        let up = if code == "en" { "" } else { "../" };
        assert!(front.contains(&format!("hreflang=\"fr\" href=\"{up}fr/\"")), "{code}: {front}");
        assert!(front.contains("href=\"feed.json\""), "{code}");
        let files = page::front(&Setting { files: true, ..set }, &Front { alerts: &alerts, ..Front::default() });
        let files = text(&files);
        assert!(files.contains(&format!("href=\"{up}fr/\"")) && !files.contains("<form"), "{code}");
        assert!(files.contains(&format!("<a href=\"alerts/{}\">", alerts[0].id)), "{code}");
        assert!(files.contains(&format!("href=\"{up}feed.json\"")), "{code}: plain files of feeds stand at the root");
        let feed = text(&super::atom(&ctx, &alerts)).to_owned();
        let removal = format!("http://wire.example/{folder}removal");
        assert!(feed.contains(&removal) && feed.contains(&format!("xml:lang=\"{code}\"")), "{code}: {feed}");
        assert_eq!(feed.contains("label=\"Alert\""), code == "en", "{code}: labels are translated");
        assert!(
            front.contains(&format!("<a href=\"alerts/{}\">", alerts[0].id)),
            "{code}: relative to its folder {folder}"
        );
        assert!(!front.contains("{}") && !front.contains("{count}"), "{code}");
    }
    let (spanish, rest) = ctx.tongues.split("/es/alerts/1");
    assert_eq!((spanish.code(), rest), ("es", "/alerts/1"));
    for (path, rest) in [("/", "/"), ("/es", "/es"), ("/en/", "/en/"), ("/esperanto/x", "/esperanto/x"), ("", "")] {
        let (tongue, left) = ctx.tongues.split(path);
        assert_eq!((tongue.code(), left), ("en", rest), "{path}");
    }
    assert_eq!(ctx.tongues.split("/ar/").1, "/");
}

#[test]
fn what_a_source_says_keeps_its_own_language_and_direction_on_every_page() {
    let (ctx, alerts) = (context(), sample());
    let spanish_on_arabic =
        page::alert(&setting(&speaking(&ctx, "ar")), &alerts[0], &Beside::default()).expect("a page");
    assert!(text(&spanish_on_arabic).contains("<h1 lang=\"es\" dir=\"auto\">"));
    let arabic_on_french =
        page::alert(&setting(&speaking(&ctx, "fr")), &alerts[2], &Beside::default()).expect("a page");
    assert!(text(&arabic_on_french).contains("<h1 lang=\"ar\" dir=\"rtl\">"));
    assert!(text(&arabic_on_french).contains("Étiquettes, et pourquoi</h2>"));
}
