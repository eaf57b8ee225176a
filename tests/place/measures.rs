//! Titles and whole reports that were frozen before the rules were tuned, and the gazetteer they are read with.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use almenara::model::Country;
use almenara::refine::Utterance;
use almenara::refine::tag::{Entry, Gazetteer, folded};

use super::{codes, tags, titled};

#[derive(Default)]
struct Count {
    all: usize,
    right: usize,
    wrong: usize,
    among: usize,
    given: usize,
}

/// Counts the lines of a file (language, countries meant, title, text) and prints the table and every fault.
fn measure(file: &str) -> BTreeMap<&str, Count> {
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    let mut faults = String::new();
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t');
        let mut next = || fields.next().unwrap_or_default();
        let (language, meant, title, content) = (next(), next(), next(), next());
        let meant = meant.split(',').next().filter(|code| *code != "-");
        let found = tags(&Utterance { title, content, ..Utterance::default() });
        let (first, given) = (codes(&found).first().copied(), codes(&found));
        if first != meant {
            writeln!(faults, "{title}\n    meant {meant:?}, found {given:?}").unwrap();
        }
        for key in [language, "all"] {
            let count = counts.entry(key).or_default();
            count.all += 1;
            count.right += usize::from(first == meant);
            count.wrong += usize::from(first != meant && first.is_some());
            count.among += usize::from(meant.is_none_or(|meant| given.contains(&meant)));
            count.given += given.len();
        }
    }
    println!("{faults}language right wrong among given of");
    for (language, Count { all, right, wrong, among, given }) in &counts {
        println!("{language:8} {right:5} {wrong:5} {among:5} {given:5} {all:3}");
    }
    counts
}

#[test]
fn titles_of_agencies_and_experts_lead_to_their_country() {
    for (language, Count { all, right, wrong, .. }) in measure(include_str!("../fixtures/place/titles-unseen.tsv")) {
        assert!(right * 100 >= all * 93 && wrong * 100 <= all * 6, "{language}: {right} right, {wrong} wrong of {all}");
    }
}

#[test]
fn whole_reports_lead_to_the_place_and_give_few_others() {
    let counts = measure(include_str!("../fixtures/place/articles.tsv"));
    let Count { all, right, among, given, .. } = &counts["all"];
    assert!(right * 100 >= all * 88, "{right} of {all} lead to the right country");
    assert!(among * 100 >= all * 95, "{among} of {all} give the right country");
    assert!(given * 10 <= all * 14, "{given} countries given for {all} reports");
}

#[test]
fn towns_and_provinces_are_found_where_something_says_that_they_are_places() {
    for (country, title) in [
        ("VEN", "Detienen a sindicalista en Ciudad Guayana"),
        ("CMR", "Un journaliste retrouvé mort à Bafoussam"),
        ("PHL", "Farm worker shot dead in Tagum"),
        ("RUS", "В Казани задержали активистку"),
        ("SYR", "اعتقال ناشطة في السويداء"),
        ("COL", "Líder comunal asesinado en Armenia, Quindío"),
        ("USA", "Reporter shot in Columbus, Ohio"),
        ("JOR", "عمّان: الأمن يفض اعتصاماً"),
    ] {
        assert_eq!(codes(&titled(title)), [country], "{title}");
    }
}

#[test]
fn names_of_towns_are_no_places_where_nothing_says_so() {
    for title in [
        "Reading between the lines of a verdict",
        "Mobile phones for monitors",
        "Victoria, our colleague, turns seventy",
        "Split decision at the board",
        "Libertad y Progreso: dos poemas",
        "Police must wear name tags",
        "Liberté, égalité, sororité",
        "Rosario Benavente dirige la escuela",
        "Union negotiators meet again",
    ] {
        assert!(codes(&titled(title)).is_empty(), "{title}: {:?}", titled(title).reasons);
    }
}

#[test]
fn a_name_of_towns_in_several_countries_waits_for_another_word() {
    assert!(codes(&titled("Abogada amenazada en Córdoba")).is_empty());
    let content = "La abogada fue amenazada en Córdoba. La policía argentina abrió una causa.";
    let found = tags(&Utterance { title: "Abogada amenazada", content, ..Utterance::default() });
    assert_eq!(codes(&found), ["ARG"]);
}

#[test]
fn exile_and_solidarity_are_not_where_it_happened() {
    let content = "Agents arrested a union secretary in Moundou and took him to N'Djamena. Several of his colleagues have \
                   fled to Cameroon and Gabon. A federation from Belgium protested.";
    assert_eq!(codes(&tags(&Utterance { title: "Unionist held", content, ..Utterance::default() })), ["TCD"]);
}

#[test]
fn a_region_is_tagged_where_no_country_is_named() {
    for (region, title) in [
        ("americas", "MESOAMERICA / Defenders call for protection"),
        ("middle-east-north-africa", "Middle East and North Africa: Shrinking space"),
        ("africa", "[Statement] Sahel: Civilians pay the price"),
        ("asia-pacific", "آسيا: تراجع الحريات"),
    ] {
        let found = titled(title);
        assert!(found.countries.is_empty(), "{title}");
        assert_eq!(found.regions.iter().map(|region| region.0.as_str()).collect::<Vec<_>>(), [region], "{title}");
        assert!(found.basis(&format!("region:{region}")).is_some(), "{title}");
    }
    assert_eq!(codes(&titled("MESOAMERICA / Honduras: Radio raided")), ["HND"]);
}

#[test]
fn a_document_number_tells_its_country() {
    let summary = "Index: AMR 37/6674/2024";
    let found = tags(&Utterance { title: "Radio raided", summary, ..Utterance::default() });
    assert_eq!(codes(&found), ["HND"]);
    let reason = found.reasons.iter().find(|reason| reason.tag == "country:HND").unwrap();
    assert_eq!(reason.rule, "reference-code");
    let summary = "Index: ACT 30/7270/2024";
    assert!(codes(&tags(&Utterance { title: "Radio raided", summary, ..Utterance::default() })).is_empty());
}

#[test]
fn the_gazetteer_is_wide_and_what_is_packed_is_found_again() {
    assert!(Gazetteer::default().len() > 100_000, "{}", Gazetteer::default().len());
    let entry = |country: &str| Entry { countries: vec![Country::new(country).unwrap()], known: true, word: false };
    let sorted = [(folded("Villa Ávila"), entry("HND")), (folded("Zêzere"), entry("PRT"))];
    assert!(!Gazetteer::pack(sorted.clone()).unwrap().is_empty());
    assert!(Gazetteer::pack(sorted.into_iter().rev()).is_err(), "unsorted entries are refused");
}
