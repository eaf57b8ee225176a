//! Confusion tables: what pairs of labelled reports are, and what was made of them.

use std::collections::BTreeMap;

#[path = "../../tests/together.rs"]
#[allow(dead_code, reason = "tests use the rest")]
pub(crate) mod together;

use together::{Labelled, SETS, labelled, told};

const MADE: [&str; 3] = ["one alert", "one case", "apart"];

/// Prints one table for each set: rows are what two reports are to each other, columns what was made of them.
pub(crate) fn print() {
    for name in SETS {
        let rows = labelled(name);
        let rows: Vec<&Labelled> = rows.iter().collect();
        let told = told(&rows);
        let mut table: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
        for (place, one) in rows.iter().enumerate() {
            for (other_place, other) in rows.iter().enumerate().skip(place + 1) {
                let (a, b) = (&told[place], &told[other_place]);
                let made = if a.0 == b.0 { 0 } else { usize::from(a.1 != b.1) + 1 };
                table.entry(relation(one, other)).or_default()[made] += 1;
            }
        }
        println!("\n{name}: {} reports, pairs of them", rows.len());
        println!("  {:<44} {:>9} {:>9} {:>9}", "they are", MADE[0], MADE[1], MADE[2]);
        for (relation, made) in &table {
            println!("  {relation:<44} {:>9} {:>9} {:>9}", made[0], made[1], made[2]);
        }
        let sum = |prefix: &str, made: usize| -> usize {
            table.iter().filter(|(relation, _)| relation.starts_with(prefix)).map(|(_, row)| row[made]).sum()
        };
        let alerts = (sum("1", 0), sum("2", 0) + sum("3", 0), sum("1", 1) + sum("1", 2));
        let cases = (sum("2", 1), sum("3", 1), sum("2", 2));
        for (name, (right, wrong, missed)) in [("one alert", alerts), ("one case", cases)] {
            println!("  {name}: precision {:.3}, recall {:.3}", share(right, wrong), share(right, missed));
        }
    }
}

/// What two reports are to each other; the numbers only sort.
fn relation(one: &Labelled, other: &Labelled) -> &'static str {
    let copy = || words(&one.summary).intersection(&words(&other.summary)).count() * 2 > words(&other.summary).len();
    match (one.alert == other.alert, one.case == other.case) {
        (true, _) if one.language != other.language && one.source == other.source => "1 one alert, language versions",
        (true, _) if one.language != other.language => "1 one alert, other language and organisation",
        (true, _) if copy() => "1 one alert, the same text",
        (true, _) => "1 one alert, other words",
        (false, true) => "2 one case, another step",
        (false, false) => "3 nothing",
    }
}

fn words(text: &str) -> std::collections::BTreeSet<String> {
    text.split_whitespace().map(str::to_lowercase).collect()
}

fn share(of: usize, others: usize) -> f64 {
    if of + others == 0 { 1.0 } else { of as f64 / (of + others) as f64 }
}
