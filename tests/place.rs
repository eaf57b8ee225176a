//! Countries, areas and regions of a text.

use std::collections::BTreeMap;

use almenara::model::{Basis, Country, Field, RegionId, Source, SourceKind, Tags};
use almenara::refine::Utterance;
use almenara::refine::tag::{Vocabulary, tag};

fn source() -> Source {
    Source::ad_hoc("https://example.org/alerts/".parse().unwrap(), SourceKind::Auto)
}

fn tags(utterance: &Utterance<'_>) -> Tags {
    tag(&Vocabulary::builtin(), utterance, &source())
}

fn codes(tags: &Tags) -> Vec<&str> {
    tags.countries.iter().map(Country::as_str).collect()
}

struct Title {
    language: &'static str,
    countries: Vec<&'static str>,
    title: &'static str,
    summary: &'static str,
}

fn titles() -> Vec<Title> {
    let lines = include_str!("fixtures/place/titles.tsv").lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let mut fields = line.split('\t');
            let mut next = || fields.next().unwrap_or_default();
            let (language, countries, title, summary) = (next(), next(), next(), next());
            let countries = countries.split(',').filter(|code| *code != "-").collect();
            Title { language, countries, title, summary }
        })
        .collect()
}

#[derive(Default)]
struct Count {
    right: u32,
    wrong: u32,
    missed: u32,
    language: u32,
}

#[test]
fn countries_of_the_frozen_titles_are_found_and_none_is_invented() {
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    let mut faults = String::new();
    for Title { language, countries, title, summary } in titles() {
        let found = tags(&Utterance { title, summary, ..Utterance::default() });
        let count = counts.entry(language).or_default();
        let first = codes(&found).first().copied();
        match (first, countries.first().copied()) {
            (found, meant) if found == meant => count.right += 1,
            (None, Some(_)) => count.missed += 1,
            _ => count.wrong += 1,
        }
        let exact = codes(&found) == countries;
        let spoken = found.language.as_deref() == Some(language);
        count.language += u32::from(spoken);
        if !exact || !spoken {
            faults += &format!(
                "{title}\n    meant {countries:?} {language}, found {:?} {:?}\n",
                codes(&found),
                found.language
            );
        }
    }
    println!("language right wrong missed language-right\n{faults}");
    for (language, Count { right, wrong, missed, language: spoken }) in &counts {
        println!("{language:8} {right:5} {wrong:5} {missed:6} {spoken:5}");
    }
    for (language, Count { right, wrong, missed, .. }) in counts {
        let all = right + wrong + missed;
        assert!(right * 100 >= all * 97 && wrong * 100 <= all, "{language}: {right} right, {wrong} wrong of {all}");
    }
}
