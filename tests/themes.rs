use std::collections::BTreeSet;

use almenara::model::{Basis, Field, Judging, Kind, OwnCue, Source, SourceKind, Tags, Urgency, lapses, urgency_now};
use almenara::refine::Utterance;
use almenara::refine::tag::{Vocabulary, tag};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use url::Url;

/// A text tagged with what is compiled in, from a source in the given language.
fn tagged(title: &str, summary: &str, language: &str) -> Tags {
    let mut source = Source::ad_hoc(Url::parse("https://wire.example/").unwrap(), SourceKind::Auto);
    source.language = (!language.is_empty()).then(|| language.to_owned());
    tag(&Vocabulary::builtin(), &Utterance { title, summary, ..Utterance::default() }, &source)
}

/// Judges a labelled file; prints what went wrong; returns precision and recall over all themes.
fn measure(file: &'static str) -> (f64, f64) {
    let (mut hits, mut given, mut true_ones) = (0, 0, 0);
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        let [language, themes, title, summary] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("four columns: {line}")
        };
        let truth: BTreeSet<&str> = themes.split(',').filter(|theme| *theme != "-").collect();
        let tags = tagged(title, summary, language);
        let told: BTreeSet<&str> = tags.themes.iter().map(|theme| theme.0.as_str()).collect();
        if truth != told {
            let why: Vec<_> = tags.reasons.iter().filter(|reason| reason.rule == "theme-cue").collect();
            let why = why.iter().map(|reason| format!("{} {:?}", reason.tag, reason.matched)).collect::<Vec<_>>();
            println!("{language}: {truth:?} taken for {told:?}: {title} | {summary}\n    {}", why.join("; "));
        }
        hits += truth.intersection(&told).count();
        given += told.len();
        true_ones += truth.len();
    }
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    println!("precision {:.3}, recall {:.3}", share(hits, given), share(hits, true_ones));
    (share(hits, given), share(hits, true_ones))
}

#[test]
fn labelled_texts_are_about_what_a_reader_says_they_are_about() {
    let (precision, recall) = measure(include_str!("fixtures/themes/texts.tsv"));
    assert!(precision >= 0.95, "precision {precision}");
    assert!(recall >= 0.95, "recall {recall}");
}

#[test]
fn a_second_set_that_met_the_cues_late_is_judged_as_well() {
    let (precision, recall) = measure(include_str!("fixtures/themes/second.tsv"));
    assert!(precision >= 0.90, "precision {precision}");
    assert!(recall >= 0.90, "recall {recall}");
}

#[test]
fn deadlines_to_come_are_found_and_past_events_are_none() {
    let published = NaiveDate::from_ymd_opt(2026, 5, 20).unwrap();
    for (language, title, summary, day) in [
        ("en", "Write to the governor before 12 June", "", Some("2026-06-12")),
        ("en", "Urgent action for Ilse Braun", "Please send appeals by 30 November 2026.", Some("2026-11-30")),
        ("en", "Appeal for Ilse Braun", "Deadline: Friday, 5 June 2026", Some("2026-06-05")),
        ("en", "Execution scheduled for 24 May", "", Some("2026-05-24")),
        ("en", "Families must leave the valley before July 1st", "", Some("2026-07-01")),
        ("en", "Villager due to be executed on 2 June 2026", "", Some("2026-06-02")),
        ("en", "Teacher was last seen before 12 May", "", None),
        ("en", "She had left the town before 12 June 2025", "He must be freed.", None),
        ("en", "Activist arrested on 3 May", "Demand her release.", None),
        ("en", "Elections before 1 June", "", None),
        ("es", "Exigimos que se garantice su vida antes del 12 de junio", "", Some("2026-06-12")),
        ("es", "Escriba a la fiscal", "Envíe cartas antes del 30 de noviembre de 2026.", Some("2026-11-30")),
        ("es", "Fecha límite: 5 de junio de 2026", "", Some("2026-06-05")),
        ("es", "Fue detenido antes del 12 de mayo", "", None),
        ("fr", "Écrivez au ministre avant le 12 juin", "", Some("2026-06-12")),
        ("fr", "Date limite : 30 juin 2026", "", Some("2026-06-30")),
        ("fr", "Il avait disparu avant le 12 mai", "", None),
        ("pt", "Envie cartas ao governador até 12 de junho", "", Some("2026-06-12")),
        ("pt", "Prazo até 30 de junho de 2026", "", Some("2026-06-30")),
        ("ar", "نداء عاجل: يجب الإفراج عنها قبل 12 يونيو", "", Some("2026-06-12")),
        ("ar", "موعد نهائي: 30 يونيو 2026", "", Some("2026-06-30")),
        ("de", "Bitte schreiben Sie bis zum 12. Juni 2026", "", Some("2026-06-12")),
    ] {
        let mut source = Source::ad_hoc(Url::parse("https://wire.example/").unwrap(), SourceKind::Auto);
        source.language = Some(language.to_owned());
        let utterance = Utterance {
            title,
            summary,
            published: Some(published),
            declared_language: Some(language),
            ..Utterance::default()
        };
        let tags = tag(&Vocabulary::builtin(), &utterance, &source);
        assert_eq!(tags.deadline.map(|day| day.to_string()).as_deref(), day, "{title} {summary} {:?}", tags.language);
        assert_eq!(tags.deadline.is_some(), tags.reasons.iter().any(|reason| reason.tag == "deadline"));
    }
}

#[test]
fn a_year_that_is_not_written_follows_from_the_day_of_publication() {
    let published = NaiveDate::from_ymd_opt(2026, 12, 20);
    let utterance = Utterance { title: "Write to the governor before 12 January", published, ..Utterance::default() };
    let source = Source::ad_hoc(Url::parse("https://wire.example/").unwrap(), SourceKind::Auto);
    let tags = tag(&Vocabulary::builtin(), &utterance, &source);
    assert_eq!(tags.deadline, NaiveDate::from_ymd_opt(2027, 1, 12));
}

#[test]
fn urgency_fades_in_views_and_never_in_the_tag() {
    let published: DateTime<Utc> = "2026-05-01T12:00:00Z".parse().unwrap();
    let after = |days| published + TimeDelta::days(days);
    let tags = |urgency, deadline: Option<&str>| Tags {
        urgency,
        deadline: deadline.map(|day| day.parse().unwrap()),
        ..Tags::default()
    };
    let critical = tags(Urgency::Critical, None);
    for (days, by_then) in
        [(0, Urgency::Critical), (13, Urgency::Critical), (14, Urgency::Urgent), (42, Urgency::Elevated)]
    {
        assert_eq!(urgency_now(&critical, published, after(days), false), by_then, "{days}");
    }
    let stated = tags(Urgency::Critical, Some("2026-06-30"));
    assert_eq!(urgency_now(&stated, published, after(40), false), Urgency::Critical);
    assert_eq!(urgency_now(&stated, published, after(63), false), Urgency::Elevated);
    let appeal = tags(Urgency::Urgent, Some("2026-05-10"));
    assert_eq!(urgency_now(&appeal, published, after(9), false), Urgency::Urgent);
    assert_eq!(urgency_now(&appeal, published, after(11), false), Urgency::Elevated);
    assert_eq!(urgency_now(&critical, published, after(1), true), Urgency::Resolved);
    assert_eq!(urgency_now(&tags(Urgency::Routine, None), published, after(900), true), Urgency::Routine);
    assert!(lapses(&tags(Urgency::Elevated, None), published).is_empty());
    assert_eq!(urgency_now(&critical, DateTime::<Utc>::MAX_UTC, DateTime::<Utc>::MAX_UTC, false), Urgency::Elevated);
}

#[test]
fn the_operator_knows_better_and_the_reasons_say_so() {
    let judged = |title: &str, judging: Judging| {
        let mut source = Source::ad_hoc(Url::parse("https://wire.example/").unwrap(), SourceKind::Auto);
        source.language = Some("en".to_owned());
        source.judging = judging;
        tag(&Vocabulary::builtin(), &Utterance { title, ..Utterance::default() }, &source)
    };
    let rule = |tags: &Tags| {
        let tag = format!("urgency:{}", tags.urgency);
        tags.reasons.iter().find(|reason| reason.tag == tag).map(|reason| (reason.rule.clone(), reason.field))
    };
    let floor = || Judging { floor: Some(Urgency::Urgent), ..Judging::default() };
    let raised = judged("Judicial harassment of lawyer Petra Volkova", floor());
    assert_eq!(raised.urgency, Urgency::Urgent);
    assert_eq!(rule(&raised), Some(("source-floor".to_owned(), Field::Config)));
    assert!(raised.rejected.iter().any(|rejected| rejected.tag == "urgency:elevated"), "{:?}", raised.rejected);
    assert_eq!(judged("Lawyer Petra Volkova shot dead", floor()).urgency, Urgency::Critical);
    assert_eq!(judged("Blogger Dina Marok released", floor()).urgency, Urgency::Resolved);
    let ceiling = Judging { ceiling: Some(Urgency::Elevated), ..Judging::default() };
    let capped = judged("Lawyer Petra Volkova shot dead", ceiling);
    assert_eq!(rule(&capped), Some(("source-ceiling".to_owned(), Field::Config)));
    let default = Judging { default: Some(Urgency::Routine), ..Judging::default() };
    let calm = judged("Bread, salt and patience", default);
    assert_eq!((calm.urgency, calm.basis("urgency:routine")), (Urgency::Routine, Some(Basis::Default)));
    let cue = OwnCue { text: "código rojo".to_owned(), urgency: Some(Urgency::Critical), kind: Some(Kind::Alert) };
    let own = judged("CODIGO ROJO in the Tamo valley", Judging { cues: vec![cue], ..Judging::default() });
    assert_eq!((own.urgency, own.kind), (Urgency::Critical, Kind::Alert));
    assert_eq!(rule(&own), Some(("source-cue".to_owned(), Field::Title)));
}

#[test]
fn a_region_of_the_operators_own_stands_beside_that_of_the_wire() {
    let regions = include_str!("../config/vocabularies/regions.toml");
    let own = format!("{regions}\n[mesoamerica]\nlabel = \"Mesoamerica\"\nareas = [\"013\"]\n");
    let vocabulary = Vocabulary::load(&[("regions.toml".to_owned(), own)]).unwrap();
    let source = Source::ad_hoc(Url::parse("https://wire.example/").unwrap(), SourceKind::Auto);
    let tags = tag(&vocabulary, &Utterance { title: "Honduras: Lawyer shot dead", ..Utterance::default() }, &source);
    let regions: Vec<_> = tags.regions.iter().map(|region| region.0.as_str()).collect();
    assert_eq!(regions, ["americas", "mesoamerica"]);
    assert!(tags.basis("region:mesoamerica").is_some());
}
