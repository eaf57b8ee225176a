//! Reports that name their other languages by their addresses.

use almenara::model::{Country, Report, Verdict};
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
