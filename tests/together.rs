//! Which of many labelled reports belong together: in other words, other languages, and as steps of one case.

use std::collections::BTreeMap;

use almenara::matching::{Keys, Knowledge, decide};
use almenara::model::{AlertId, Digest, Entry, NetworkId, Source, SourceId, SourceKind, SourceUid, Text};
use almenara::refine::{self, parse::dates, tag::Vocabulary};
use chrono::{DateTime, Utc};
use url::Url;

/// The sets of labelled reports.
pub(crate) const SETS: [&str; 18] = [
    "dev.tsv",
    "first.tsv",
    "second.tsv",
    "third.tsv",
    "fourth.tsv",
    "fifth.tsv",
    "sixth.tsv",
    "seventh.tsv",
    "eighth.tsv",
    "ninth.tsv",
    "tenth.tsv",
    "eleventh.tsv",
    "twelfth.tsv",
    "thirteenth.tsv",
    "fourteenth.tsv",
    "fifteenth.tsv",
    "sixteenth.tsv",
    "seventeenth.tsv",
];

/// A labelled report: which case and which alert it belongs to.
pub(crate) struct Labelled {
    pub(crate) case: String,
    pub(crate) alert: String,
    pub(crate) language: String,
    pub(crate) source: String,
    pub(crate) published: String,
    pub(crate) title: String,
    pub(crate) summary: String,
    place: usize,
}

/// Reads a table of labelled reports: case, alert, source, language, day, title, summary.
pub(crate) fn labelled(name: &str) -> Vec<Labelled> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/matching").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    let rows = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).enumerate();
    rows.map(|(place, line)| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [case, alert, source, language, published, title, rest @ ..] = &fields[..] else {
            panic!("{name}: {line:?} has too few columns")
        };
        let own = |text: &str| text.to_owned();
        Labelled {
            case: own(case),
            alert: own(alert),
            language: own(language),
            source: own(source),
            published: own(published),
            title: own(title),
            summary: own(rest.first().unwrap_or(&"")),
            place,
        }
    })
    .collect()
}

/// What the wire makes of reports in this order: for each the alert and the first alert of its case, as they are in the
/// end.
pub(crate) fn told(rows: &[&Labelled]) -> Vec<(AlertId, AlertId)> {
    let vocabulary = Vocabulary::builtin();
    let mut knowledge = Knowledge::default();
    let mut merged: BTreeMap<AlertId, AlertId> = BTreeMap::new();
    let mut now = DateTime::<Utc>::UNIX_EPOCH;
    let mut alerts = Vec::new();
    for row in rows {
        let url = Url::parse(&format!("https://{}.example/{}/", row.source, row.language)).expect("an address");
        let id = SourceId(format!("{}-{}", row.source, row.language));
        let source = Source {
            network: NetworkId(row.source.clone()),
            language: Some(row.language.clone()),
            ..Source::ad_hoc(url.clone(), SourceKind::Feed)
        };
        let day = dates::parse(&row.published, &dates::Hints::default()).expect("a day");
        now = now.max(day.instant(chrono_tz::Tz::UTC));
        let entry = Entry {
            link: Some(format!("{url}{}", row.place)),
            title: Some(Text::Plain(row.title.clone())),
            summary: Some(Text::Plain(row.summary.clone())),
            published: Some(day),
            ..Entry::default()
        };
        let report = refine::report(
            &entry,
            &source,
            SourceUid(Digest::of("test", &[id.0.as_bytes()])),
            None,
            None,
            &vocabulary,
            now,
        )
        .expect("there is text");
        let keys = Keys::of(&report);
        let decision = decide(&report, &keys, &knowledge);
        knowledge.learn(&decision, &report, &keys);
        merged.extend(decision.merges.iter().map(|younger| (*younger, decision.alert)));
        alerts.push(decision.alert);
    }
    let survivor = |mut alert: AlertId| {
        while let Some(into) = merged.get(&alert) {
            alert = *into;
        }
        alert
    };
    alerts.into_iter().map(|alert| (survivor(alert), knowledge.first_of(survivor(alert)))).collect()
}

/// How well pairs that belong together are told from those that don't.
#[derive(Default, Debug, Clone, Copy)]
pub(crate) struct Pairs {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Pairs {
    fn count(&mut self, belong: bool, told: bool) {
        match (belong, told) {
            (true, true) => self.right += 1,
            (false, true) => self.wrong += 1,
            (true, false) => self.missed += 1,
            (false, false) => {}
        }
    }

    pub(crate) fn precision(self) -> f64 {
        share(self.right, self.wrong)
    }

    pub(crate) fn recall(self) -> f64 {
        share(self.right, self.missed)
    }
}

fn share(of: usize, others: usize) -> f64 {
    if of + others == 0 { 1.0 } else { of as f64 / (of + others) as f64 }
}

/// Pairs of one alert by what they share, and pairs of one case that are not of one alert.
pub(crate) fn confusion(rows: &[&Labelled]) -> (BTreeMap<&'static str, Pairs>, Pairs) {
    let told = told(rows);
    let mut alerts: BTreeMap<&'static str, Pairs> = BTreeMap::new();
    let mut cases = Pairs::default();
    for (place, one) in rows.iter().enumerate() {
        for (other_place, other) in rows.iter().enumerate().skip(place + 1) {
            let group = match (one.language == other.language, one.source == other.source) {
                (true, _) => "other words or copies",
                (false, true) => "language versions",
                (false, false) => "other language, other organisation",
            };
            let same = told[place].0 == told[other_place].0;
            for group in [group, "all"] {
                alerts.entry(group).or_default().count(one.alert == other.alert, same);
            }
            if (same && one.alert != other.alert) || (told[place].1 == told[other_place].1 && one.case != other.case) {
                println!("  wrong: {} | {}", one.title, other.title);
            }
            if one.alert != other.alert && !same {
                cases.count(one.case == other.case, told[place].1 == told[other_place].1);
            }
        }
    }
    (alerts, cases)
}

/// Prints how well a set is told apart and together; the pairs of one alert, and those of one case.
fn measure(name: &str) -> (Pairs, Pairs) {
    let rows = labelled(name);
    let rows: Vec<&Labelled> = rows.iter().collect();
    let (alerts, cases) = confusion(&rows);
    println!("{name}, {} reports:", rows.len());
    for (group, pairs) in &alerts {
        println!("  {group}: precision {:.3}, recall {:.3}, {pairs:?}", pairs.precision(), pairs.recall());
    }
    println!("  cases: precision {:.3}, recall {:.3}, {cases:?}", cases.precision(), cases.recall());
    (alerts["all"], cases)
}

#[test]
fn reports_of_one_thing_are_one_alert_and_steps_of_one_case_are_one_case() {
    let (alerts, cases) = measure("dev.tsv");
    assert!(alerts.precision() >= 0.99 && alerts.recall() >= 0.9, "{alerts:?}");
    assert!(cases.precision() >= 0.99 && cases.recall() >= 0.95, "{cases:?}");
}

/// Written by somebody who had not seen the rules, full of near misses; the rules were mended on it.
#[test]
fn a_year_of_reports_with_near_misses_is_told_apart() {
    let (alerts, cases) = measure("first.tsv");
    assert!(alerts.precision() >= 0.95 && alerts.recall() >= 0.85, "{alerts:?}");
    assert!(cases.precision() >= 0.95 && cases.recall() >= 0.72, "{cases:?}");
}

/// Written by the same; looked at once the rules stood, and again after.
#[test]
fn another_year_of_reports_is_told_apart() {
    let (alerts, cases) = measure("second.tsv");
    assert!(alerts.precision() >= 0.98 && alerts.recall() >= 0.84, "{alerts:?}");
    assert!(cases.precision() >= 0.98 && cases.recall() >= 0.62, "{cases:?}");
}

/// Titles and short texts in five languages, most of them of one organisation and without a name or a code. Labelled before
/// it was first looked at.
#[test]
fn language_versions_without_names_or_codes_are_one_alert() {
    let (alerts, cases) = measure("third.tsv");
    assert!(alerts.precision() >= 0.98 && alerts.recall() >= 0.8, "{alerts:?}");
    assert!(cases.precision() >= 0.98 && cases.recall() >= 0.85, "{cases:?}");
}

/// Five languages again, with namesakes, quick ends of short cases and steps that name a surname alone. Each was labelled before
/// it was first looked at; the rules were mended on it.
#[test]
fn namesakes_and_quick_ends_are_told_apart() {
    for name in ["fifth.tsv", "sixth.tsv", "seventh.tsv"] {
        let (alerts, cases) = measure(name);
        assert!(alerts.precision() >= 0.98 && alerts.recall() >= 0.7, "{name}: {alerts:?}");
        assert!(cases.precision() >= 0.98 && cases.recall() >= 0.65, "{name}: {cases:?}");
    }
}

/// Appeals and statements in the manner of their kind, with steps that name a surname and nothing else: those are left alone.
/// Both were labelled before they were first looked at; a rule or two were mended on each.
#[test]
fn appeals_and_statements_meet_in_five_languages() {
    for (name, least) in [("eighth.tsv", 0.3), ("ninth.tsv", 0.35)] {
        let (alerts, cases) = measure(name);
        assert!(alerts.precision() >= 0.98 && alerts.recall() >= 0.75, "{name}: {alerts:?}");
        assert!(cases.precision() >= 0.98 && cases.recall() >= least, "{name}: {cases:?}");
    }
}

/// Two shootings in one province, two strikes, a brother of somebody known. Labelled before it was first looked at; one rule was
/// mended on it.
#[test]
fn two_killings_in_one_province_are_two_alerts() {
    let (alerts, cases) = measure("tenth.tsv");
    assert!(alerts.precision() >= 0.98 && alerts.recall() >= 0.85, "{alerts:?}");
    assert!(cases.precision() >= 0.98 && cases.recall() >= 0.7, "{cases:?}");
}

/// What a wire of twelve organisations hears in eight months, by another writer. Labelled before it was first looked at; nothing
/// was fitted on it.
#[test]
fn reports_that_nothing_was_fitted_on_are_told_together_and_apart() {
    let (alerts, cases) = measure("seventeenth.tsv");
    assert!(alerts.precision() >= 0.98 && alerts.recall() >= 0.7, "{alerts:?}");
    assert!(cases.precision() >= 0.98 && cases.recall() >= 0.8, "{cases:?}");
}

/// Six sets by as many writers who had seen neither rules nor other sets: documents of one organisation in up to five
/// languages, incidents in the words of several, long cases with relatives and namesakes, syndicated texts and appeals of
/// one template. The weights were fitted on all of them; without the set in question they gave about the same.
#[test]
fn reports_as_others_write_them_are_told_together_and_apart() {
    for (name, [alerts_wrong, alerts_found], [cases_wrong, cases_found]) in [
        ("eleventh.tsv", [0.98, 0.45], [0.98, 0.5]),
        ("twelfth.tsv", [0.98, 0.74], [0.75, 0.74]),
        ("thirteenth.tsv", [0.98, 0.42], [0.96, 0.42]),
        ("fourteenth.tsv", [0.98, 0.88], [0.96, 0.9]),
        ("fifteenth.tsv", [0.98, 0.66], [0.98, 0.58]),
        ("sixteenth.tsv", [0.98, 0.76], [0.96, 0.68]),
    ] {
        let (alerts, cases) = measure(name);
        assert!(alerts.precision() >= alerts_wrong && alerts.recall() >= alerts_found, "{name}: {alerts:?}");
        assert!(cases.precision() >= cases_wrong && cases.recall() >= cases_found, "{name}: {cases:?}");
    }
}

/// One organisation on one kind of act in one country within days, in another language each time, by title alone: next to
/// nothing tells them apart. Labelled before it was first looked at.
#[test]
fn near_misses_in_other_languages_stay_apart() {
    let rows = labelled("fourth.tsv");
    let rows: Vec<&Labelled> = rows.iter().collect();
    let (alerts, cases) = confusion(&rows);
    assert!(alerts["all"].wrong <= 6 && cases.wrong == 0, "{alerts:?}");
}

/// Which reports are one alert, and which alerts one case, whatever their ids.
fn partition(rows: &[&Labelled]) -> Vec<(bool, Vec<usize>)> {
    let mut sets: BTreeMap<(AlertId, bool), Vec<usize>> = BTreeMap::new();
    for (row, (alert, case)) in rows.iter().zip(told(rows)) {
        sets.entry((alert, false)).or_default().push(row.place);
        sets.entry((case, true)).or_default().push(row.place);
    }
    let mut sets: Vec<(bool, Vec<usize>)> = sets.into_iter().map(|((_, case), set)| (case, set)).collect();
    for (_, set) in &mut sets {
        set.sort_unstable();
    }
    sets.sort();
    sets
}

/// But for what competes: where two texts of one organisation in one language are both like a third, whichever comes first
/// keeps it. In the order of their dates that is nearly always the right one.
#[test]
fn the_order_of_arrival_changes_nothing_but_who_is_first_where_two_compete() {
    for name in SETS {
        let rows = labelled(name);
        let straight: Vec<&Labelled> = rows.iter().collect();
        let expected = partition(&straight);
        for step in [7, 13].into_iter().filter(|step| !rows.len().is_multiple_of(*step)) {
            // Every step-th, a full cycle since the step is a prime that does not divide the length.
            let mut shuffled: Vec<&Labelled> = (0..rows.len()).map(|at| &rows[at * step % rows.len()]).collect();
            for order in ["forwards", "backwards"] {
                let others = partition(&shuffled);
                let differ = expected.iter().filter(|set| !others.contains(set)).count();
                let few = if name == "twelfth.tsv" { expected.len() / 8 } else { expected.len() / 25 };
                assert!(differ <= few, "{name}, every {step}th, {order}: {differ} of {} differ", expected.len());
                shuffled.reverse();
            }
        }
    }
}

/// A report of its own: source, title, text.
fn row(place: usize, [source, title, summary]: [&str; 3]) -> Labelled {
    Labelled {
        case: String::new(),
        alert: String::new(),
        language: "en".to_owned(),
        source: source.to_owned(),
        published: "2026-03-09".to_owned(),
        title: title.to_owned(),
        summary: summary.to_owned(),
        place,
    }
}

#[test]
fn two_who_were_arrested_in_one_city_stay_two_whatever_a_third_report_has_in_common_with_both() {
    let selma = [
        "alder",
        "Turkey: Lawyer Selma Kaya arrested in Diyarbakir",
        "Police arrested the lawyer Selma Kaya in Diyarbakir on Monday.",
    ];
    let deniz = [
        "birch",
        "Turkey: Lawyer Deniz Arslan arrested in Diyarbakir",
        "Police arrested the lawyer Deniz Arslan in Diyarbakir on Monday.",
    ];
    let vague = [
        "cedar",
        "Lawyer arrested in Diyarbakir",
        "Police in Turkey arrested a lawyer in Diyarbakir on Monday, colleagues say.",
    ];
    let both = [
        "cedar",
        "Turkey: Two lawyers arrested in Diyarbakir",
        "Police arrested two lawyers in Diyarbakir on Monday; Selma Kaya and Deniz Arslan are held at the station.",
    ];
    for third in [vague, both] {
        let rows = [selma, deniz, third];
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let rows: Vec<Labelled> = order.iter().map(|place| row(*place, rows[*place])).collect();
            let rows: Vec<&Labelled> = rows.iter().collect();
            let alerts: BTreeMap<usize, AlertId> =
                rows.iter().zip(told(&rows)).map(|(row, (alert, _))| (row.place, alert)).collect();
            assert_ne!(alerts[&0], alerts[&1], "{}, {order:?}", third[1]);
        }
    }
}

#[test]
fn a_round_up_makes_no_one_of_what_it_tells() {
    let texts = [
        "Three men without plates on their cars followed Tamsin Orrock from the assembly hall to her house in Valdesombra, Honduras, and \
         shouted that she would not see the next harvest.",
        "For the third week the teachers of Mbale in Uganda have not been paid; the union asks the ministry to answer before the end of \
         the month and to open the schools again.",
        "It rained all night in the valley and the river rose by a metre, says the office that counts the rain in the valley every day.",
    ];
    let all = texts.join(" ");
    let rows = [
        ["alder", "Honduras: Threats against Tamsin Orrock", texts[0]],
        ["birch", "Uganda: Teachers of Mbale walk out", texts[1]],
        ["cedar", "Rain in the valley", texts[2]],
        ["dogwood", "This week: threats, a strike and much rain", &all],
    ];
    for first in 0..4 {
        for backwards in [false, true] {
            let mut rows: Vec<Labelled> =
                (0..4).map(|n| (first + n) % 4).map(|place| row(place, rows[place])).collect();
            if backwards {
                rows.reverse();
            }
            let rows: Vec<&Labelled> = rows.iter().collect();
            let alerts: BTreeMap<usize, AlertId> =
                rows.iter().zip(told(&rows)).map(|(row, (alert, _))| (row.place, alert)).collect();
            let told: std::collections::BTreeSet<AlertId> = (0..3).map(|place| alerts[&place]).collect();
            assert_eq!(told.len(), 3, "{first} {backwards}");
        }
    }
}

/// Invented reports without end, as the bench of matching has them: copies and follow-ups among what is new, many namesakes.
#[path = "../benches/matching/world.rs"]
#[allow(dead_code, reason = "the bench uses the rest")]
pub(crate) mod world;

#[test]
fn a_thousand_reports_fall_into_the_same_alerts_and_cases_in_any_order() {
    let mut world = world::World::new();
    let rows: Vec<Labelled> = (0..1_009)
        .map(|place| {
            let told = world.next();
            Labelled {
                case: String::new(),
                alert: String::new(),
                language: "en".to_owned(),
                source: format!("n{}", world.dice.below(40)),
                published: format!("2024-{:02}-{:02}", 1 + place / 100, 1 + place % 28),
                title: told.title,
                summary: told.text,
                place,
            }
        })
        .collect();
    let straight: Vec<&Labelled> = rows.iter().collect();
    let expected = partition(&straight);
    let alerts = expected.iter().filter(|(case, _)| !case).count();
    assert!((800..1_000).contains(&alerts), "some are copies: {alerts}");
    for step in [1_008, 389] {
        // 1,009 is a prime: every step goes round all of them.
        let shuffled: Vec<&Labelled> = (0..rows.len()).map(|at| &rows[at * step % rows.len()]).collect();
        let differ: Vec<_> = partition(&shuffled).into_iter().filter(|set| !expected.contains(set)).collect();
        let titles: Vec<Vec<&str>> =
            differ.iter().map(|(_, set)| set.iter().map(|place| &*rows[*place].title).collect()).collect();
        assert!(differ.is_empty(), "{} sets differ: {titles:#?}", differ.len());
    }
}

/// What befalls a brother or a lawyer is their story; what they say of somebody is still about that one.
#[test]
fn what_befalls_a_relative_is_a_case_of_its_own() {
    let first = row(
        0,
        ["vigil", "Egypt: Poet Nadim Qandilji arrested in Tanta", "Officers took Nadim Qandilji from his home."],
    );
    for (title, text, is_of_it) in [
        (
            "Egypt: Nadim Qandilji's brother dismissed from his post",
            "Karam Qandilji taught at a school in Tanta.",
            false,
        ),
        ("Egypt: Brother of the poet Nadim Qandilji dismissed", "Karam Qandilji taught at a school in Tanta.", false),
        ("Egypt: Lawyer of Nadim Qandilji barred from travel", "Safaa Bishara was stopped at the airport.", false),
        ("Egypt: Nadim Qandilji's wife fears for his life", "She has not seen him for a month.", true),
        ("Egypt: Poet Nadim Qandilji moved to another prison", "He is on hunger strike.", true),
    ] {
        let mut later = row(1, ["lantern", title, text]);
        later.published = "2026-06-20".to_owned();
        let told = told(&[&first, &later]);
        assert_eq!(told[0].1 == told[1].1, is_of_it, "{title}");
        assert_ne!(told[0].0, told[1].0, "{title}");
    }
}
