//! Reports that name their other languages by their addresses.

use almenara::model::{AlertState, Country, Report, Verdict};
use url::Url;

use super::{Wire, dated, own};

fn told(language: &str, link: &str, title: &str, text: &str, versions: &[&str]) -> Report {
    let source = format!("lantern-{language}");
    let mut report = dated(own(&source, link, title, text), 2024, 5, 1);
    report.network = almenara::model::NetworkId("lantern".to_owned());
    report.tags.language = Some(language.to_owned());
    report.versions = versions.iter().map(|link| Url::parse(link).expect("an address")).collect();
    report
}

const ENGLISH: (&str, &str) =
    ("The river is not for sale", "What the assembly said, in its own words, on the third evening.");
const SPANISH: (&str, &str) = ("Nadie vende lo que canta", "Palabras de la tercera noche, junto al agua.");

#[test]
fn a_version_is_met_where_either_names_the_other_whichever_comes_first() {
    let (en, es) = ("https://lantern.example/statements/river", "https://es.lantern.example/declaraciones/canto");
    for (english_names, spanish_names) in [(true, false), (false, true), (true, true)] {
        for spanish_first in [false, true] {
            let names = |named: bool, link: &'static str| if named { vec![link] } else { Vec::new() };
            let english = told("en", en, ENGLISH.0, ENGLISH.1, &names(english_names, es));
            // A year later, and with nothing else in common.
            let spanish = dated(told("es", es, SPANISH.0, SPANISH.1, &names(spanish_names, en)), 2025, 6, 1);
            let (first, second) = if spanish_first { (spanish, english) } else { (english, spanish) };
            let mut wire = Wire::default();
            assert_eq!(wire.tell(first).0, Verdict::New);
            assert_eq!(wire.tell(second).0, Verdict::Translation, "{english_names} {spanish_names} {spanish_first}");
            assert_eq!(wire.alerts.len(), 1);
        }
    }
}

#[test]
fn the_address_of_another_organisation_is_nobodys_version() {
    let en = "https://lantern.example/statements/river";
    let mut wire = Wire::default();
    wire.tell(told("en", en, ENGLISH.0, ENGLISH.1, &[]));
    let mut stranger = told("es", "https://b.example/canto", SPANISH.0, SPANISH.1, &[en]);
    stranger.network = almenara::model::NetworkId("b".to_owned());
    stranger.tags.countries = vec![Country::new("KEN").expect("a country")];
    assert_eq!(wire.tell(stranger).0, Verdict::New);
}

#[test]
fn what_everybody_names_as_its_other_language_joins_nothing() {
    // A switch that leads home wherever there is no translation.
    let home = "https://lantern.example/es/";
    let mut wire = Wire::default();
    wire.tell(told("en", "https://lantern.example/en/1", ENGLISH.0, ENGLISH.1, &[home]));
    let other = told("fr", "https://lantern.example/fr/2", "La nuit des lampes", "Ce que le chœur a chanté.", &[home]);
    assert_eq!(wire.tell(other).0, Verdict::New);
}

/// What nothing connects but links: English, Spanish, French.
const PAGES: [(&str, &str, &str, &str); 3] = [
    ("en", "https://lantern.example/en/1", ENGLISH.0, ENGLISH.1),
    ("es", "https://es.lantern.example/dos", SPANISH.0, SPANISH.1),
    ("fr", "https://lantern.example/trois", "La nuit des lampes", "Ce que le chœur a chanté."),
];
/// Which pages each names, by their numbers, so that all three are one.
const LINKS: [[&[usize]; 3]; 4] =
    [[&[1, 2], &[0, 2], &[0, 1]], [&[], &[0], &[0]], [&[1], &[2], &[]], [&[1, 2], &[], &[]]];
const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

fn page(n: usize, named: &[usize]) -> Report {
    let (language, link, title, text) = PAGES[n];
    let named: Vec<&str> = named.iter().map(|n| PAGES[*n].1).collect();
    dated(told(language, link, title, text, &named), 2024, 5, 1 + n as u32 * 40 % 28)
}

fn live(wire: &Wire) -> Vec<usize> {
    wire.alerts.iter().filter(|alert| alert.state == AlertState::Live).map(|alert| alert.reports.len()).collect()
}

#[test]
fn three_languages_are_one_whoever_names_whom_and_whichever_comes_first() {
    for links in LINKS {
        for order in ORDERS {
            let mut wire = Wire::default();
            for n in order {
                wire.tell(page(n, links[n]));
            }
            assert_eq!(live(&wire), [3], "{links:?} {order:?}");
        }
    }
}

#[test]
fn they_are_one_as_well_when_their_links_come_late_in_whatever_order() {
    for links in LINKS {
        for first in ORDERS {
            for late in ORDERS {
                let mut wire = Wire::default();
                for n in first {
                    assert_eq!(wire.tell(page(n, &[])).0, Verdict::New);
                }
                let eldest = wire.alerts[0].id;
                for n in late {
                    wire.tell(page(n, links[n]));
                }
                assert_eq!(live(&wire), [3], "{links:?} {first:?} {late:?}");
                let standing: Vec<_> = wire.alerts.iter().filter(|alert| alert.merged.is_none()).collect();
                assert_eq!(standing[0].id, eldest, "{links:?} {first:?} {late:?}");
                let before = wire.alerts.clone();
                for n in late {
                    assert_eq!(wire.tell(page(n, links[n])), (Verdict::Seen, None));
                }
                assert_eq!(wire.alerts, before);
            }
        }
    }
}

#[test]
fn a_revised_page_that_names_its_other_language_is_revised_and_joins() {
    let mut wire = Wire::default();
    wire.tell(page(0, &[]));
    wire.tell(page(1, &[]));
    let revised = Report { title: "The river was never for sale".to_owned(), ..page(1, &[0]) };
    assert_eq!(wire.tell(revised).0, Verdict::Revised);
    assert_eq!(live(&wire), [2]);
    assert!(wire.alerts[0].reports.iter().any(|report| report.title == "The river was never for sale"));
}

#[test]
fn an_edit_of_one_version_leaves_it_where_it_stands() {
    let mut wire = Wire::default();
    wire.tell(page(0, &[1]));
    wire.tell(page(1, &[0]));
    let title = "The river is not and never was for sale";
    wire.tell(Report { title: title.to_owned(), ..page(0, &[1]) });
    assert_eq!(wire.alerts[0].lead().title, title);
    assert!(wire.alerts[0].reports.iter().all(|report| !report.strayed));
}
