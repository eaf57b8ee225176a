//! Packs the lines that `tools/gazetteer.py` writes into `config/vocabularies/gazetteer.fst`, as that script says.

use std::collections::BTreeMap;
use std::io::{Read, Write};

use almenara::refine::tag::{Entry, Gazetteer, folded};

/// A further country keeps a name open when its place has this share of the largest one's size.
const SHARE: u32 = 15;
/// A name of places in more countries than this tells nothing.
const MOST: usize = 3;

fn main() -> std::io::Result<()> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let mut names: BTreeMap<String, Vec<(u32, &str, &str)>> = BTreeMap::new();
    for line in text.lines() {
        let mut fields = line.split('\t');
        let mut next = || fields.next().unwrap_or_default();
        let (spelling, country, size, marks) = (next(), next(), next(), next());
        let size = size.parse().unwrap_or(0);
        names.entry(folded(spelling)).or_default().push((size, country, marks));
    }
    let entries = names.into_iter().filter_map(|(name, places)| Some((name, entry(places)?)));
    let packed = Gazetteer::pack(entries).map_err(std::io::Error::other)?;
    std::io::stdout().write_all(&packed)
}

fn entry(mut places: Vec<(u32, &str, &str)>) -> Option<Entry> {
    places.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let largest = places.first()?.0;
    let mut countries = Vec::new();
    for (_, country, _) in places.iter().filter(|(size, ..)| size.saturating_mul(SHARE) >= largest) {
        if !countries.contains(country) {
            countries.push(*country);
        }
    }
    if countries.len() > MOST {
        return None;
    }
    let word = places.iter().any(|(.., marks)| marks.contains('w'));
    let known = largest >= 100_000 || places.iter().any(|(.., marks)| marks.contains('p'));
    Some(Entry { countries: countries.into_iter().filter_map(almenara::model::Country::new).collect(), known, word })
}
