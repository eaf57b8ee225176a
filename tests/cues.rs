use std::collections::BTreeMap;

use almenara::model::{Field, Kind, Source, SourceKind, Tags, Urgency};
use almenara::refine::Utterance;
use almenara::refine::tag::{Vocabulary, tag};
use url::Url;

/// A text tagged with what is compiled in, from a source in the given language.
fn tagged(utterance: &Utterance<'_>, language: &str) -> Tags {
    let mut source = Source::ad_hoc(Url::parse("https://wire.example/").unwrap(), SourceKind::Auto);
    source.language = (!language.is_empty()).then(|| language.to_owned());
    tag(&Vocabulary::builtin(), utterance, &source)
}

/// One labelled text.
struct Labelled {
    language: &'static str,
    urgency: &'static str,
    kind: &'static str,
    title: &'static str,
    summary: &'static str,
}

fn labelled(file: &'static str) -> Vec<Labelled> {
    let line = |line: &'static str| {
        let [language, urgency, kind, title, summary] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("five columns: {line}")
        };
        Labelled { language, urgency, kind, title, summary }
    };
    file.lines().filter(|line| !line.starts_with('#')).map(line).collect()
}

/// How often each label was taken for each.
#[derive(Default)]
struct Confusion(BTreeMap<(String, String), usize>);

impl Confusion {
    fn add(&mut self, truth: &str, given: &str) {
        *self.0.entry((truth.to_owned(), given.to_owned())).or_default() += 1;
    }

    fn f1(&self, label: &str) -> Option<f64> {
        let sum = |keep: &dyn Fn(&str, &str) -> bool| -> usize {
            self.0.iter().filter(|((truth, given), _)| keep(truth, given)).map(|(_, count)| count).sum()
        };
        let hits = sum(&|truth, given| truth == label && given == label);
        let truths = sum(&|truth, _| truth == label);
        let givens = sum(&|_, given| given == label);
        (truths > 0).then(|| 2.0 * hits as f64 / (truths + givens) as f64)
    }

    fn macro_f1(&self, labels: &[&str]) -> f64 {
        let values: Vec<f64> = labels.iter().filter_map(|label| self.f1(label)).collect();
        values.iter().sum::<f64>() / values.len() as f64
    }

    fn print(&self, name: &str, labels: &[&str]) {
        println!("{name:>12}  {}", labels.iter().map(|label| format!("{label:>10}")).collect::<Vec<_>>().concat());
        for truth in labels {
            let row = labels
                .iter()
                .map(|given| self.0.get(&((*truth).to_owned(), (*given).to_owned())).copied().unwrap_or(0));
            let row = row.map(|count| format!("{count:>10}")).collect::<Vec<_>>().concat();
            println!("{truth:>12}  {row}   F1 {:.3}", self.f1(truth).unwrap_or(1.0));
        }
        println!("{name:>12}  macro-F1 {:.3}\n", self.macro_f1(labels));
    }
}

/// Judges a labelled file; prints what went wrong and the confusion tables; returns macro-F1 of urgency and type, and
/// the share of critical texts taken for routine or resolved.
fn measure(file: &'static str) -> (f64, f64, f64) {
    let (mut urgencies, mut kinds) = (Confusion::default(), Confusion::default());
    let (mut critical, mut missed) = (0, 0);
    for text in labelled(file) {
        let utterance = Utterance { title: text.title, summary: text.summary, ..Utterance::default() };
        let Tags { urgency, kind, reasons, .. } = tagged(&utterance, text.language);
        if urgency.term() != text.urgency || kind.term() != text.kind {
            let why: Vec<String> =
                reasons.iter().map(|reason| format!("{} {} {:?}", reason.tag, reason.rule, reason.matched)).collect();
            println!(
                "{} {}/{} taken for {urgency}/{kind}: {} | {}\n    {}",
                text.language,
                text.urgency,
                text.kind,
                text.title,
                text.summary,
                why.join("; ")
            );
        }
        urgencies.add(text.urgency, urgency.term());
        kinds.add(text.kind, kind.term());
        if text.urgency == "critical" {
            critical += 1;
            missed += usize::from(matches!(urgency, Urgency::Routine | Urgency::Resolved));
        }
    }
    let (urgency_labels, kind_labels) = (Urgency::ALL.map(Urgency::term), Kind::ALL.map(Kind::term));
    urgencies.print("urgency", &urgency_labels);
    kinds.print("type", &kind_labels);
    (
        urgencies.macro_f1(&urgency_labels),
        kinds.macro_f1(&kind_labels),
        f64::from(missed as u32) / f64::from(critical.max(1)),
    )
}

#[test]
fn labelled_texts_in_five_languages_are_judged_as_a_reader_would() {
    let (urgency, kind, missed) = measure(include_str!("fixtures/cues/texts.tsv"));
    assert!(urgency >= 0.97 && kind >= 0.97, "urgency {urgency:.3}, type {kind:.3}");
    assert!(missed <= 0.01, "critical taken for routine or resolved: {missed:.3}");
}

#[test]
fn texts_that_no_cue_was_written_for_are_judged_well_too() {
    let (urgency, kind, missed) = measure(include_str!("fixtures/cues/second.tsv"));
    assert!(urgency >= 0.9 && kind >= 0.9, "urgency {urgency:.3}, type {kind:.3}");
    assert!(missed <= 0.01, "critical taken for routine or resolved: {missed:.3}");
}

#[test]
fn texts_of_a_third_set_are_judged_well() {
    let (urgency, kind, missed) = measure(include_str!("fixtures/cues/third.tsv"));
    assert!(urgency >= 0.9 && kind >= 0.9, "urgency {urgency:.3}, type {kind:.3}");
    assert!(missed <= 0.01, "critical taken for routine or resolved: {missed:.3}");
}

#[test]
fn texts_in_the_manner_of_lists_of_alerts_are_judged_well() {
    let (urgency, kind, missed) = measure(include_str!("fixtures/cues/texts-fourth.tsv"));
    assert!(urgency >= 0.9 && kind >= 0.9, "urgency {urgency:.3}, type {kind:.3}");
    assert!(missed <= 0.01, "critical taken for routine or resolved: {missed:.3}");
}

#[test]
fn texts_written_from_the_notes_on_the_field_are_judged_well() {
    let (urgency, kind, missed) = measure(include_str!("fixtures/cues/texts-fifth.tsv"));
    assert!(urgency >= 0.9 && kind >= 0.9, "urgency {urgency:.3}, type {kind:.3}");
    assert!(missed <= 0.01, "critical taken for routine or resolved: {missed:.3}");
}

#[test]
fn texts_in_other_manners_of_writing_are_judged_well() {
    let (urgency, kind, missed) = measure(include_str!("fixtures/cues/texts-sixth.tsv"));
    assert!(urgency >= 0.9 && kind >= 0.9, "urgency {urgency:.3}, type {kind:.3}");
    assert!(missed <= 0.01, "critical taken for routine or resolved: {missed:.3}");
}

#[test]
fn texts_in_a_plain_manner_are_judged_well() {
    let (urgency, kind, missed) = measure(include_str!("fixtures/cues/texts-seventh.tsv"));
    assert!(urgency >= 0.9 && kind >= 0.9, "urgency {urgency:.3}, type {kind:.3}");
    assert!(missed <= 0.01, "critical taken for routine or resolved: {missed:.3}");
}

#[test]
fn plain_texts_with_the_usual_traps_are_judged_well() {
    let (urgency, kind, missed) = measure(include_str!("fixtures/cues/texts-eighth.tsv"));
    assert!(urgency >= 0.9 && kind >= 0.9, "urgency {urgency:.3}, type {kind:.3}");
    assert!(missed <= 0.01, "critical taken for routine or resolved: {missed:.3}");
}

#[test]
fn the_wordings_of_one_thing_are_all_known_in_twelve_languages() {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for line in include_str!("fixtures/cues/phrases.tsv").lines().filter(|line| !line.starts_with('#')) {
        let [language, urgency, title] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("three columns: {line}")
        };
        let Tags { urgency: given, reasons, .. } = tagged(&Utterance { title, ..Utterance::default() }, language);
        let (all, right) = counts.entry(language).or_default();
        *all += 1;
        *right += usize::from(given.term() == urgency);
        if given.term() != urgency {
            let why = reasons.iter().find(|reason| reason.tag.starts_with("urgency:"));
            println!("{language} {urgency} taken for {given}: {title} | {why:?}");
        }
    }
    println!("{counts:?}");
    for (language, (all, right)) in counts {
        assert!(right * 100 >= all * 95, "{language}: {right} of {all}");
    }
}

#[test]
fn no_prize_release_or_trial_hides_a_killing() {
    let mut wrong = Vec::new();
    for line in include_str!("fixtures/cues/traps.tsv").lines().filter(|line| !line.starts_with('#')) {
        let [language, urgency, title] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("three columns: {line}")
        };
        let Tags { urgency: given, reasons, rejected, .. } =
            tagged(&Utterance { title, ..Utterance::default() }, language);
        if given.term() != urgency {
            let why = reasons.iter().find(|reason| reason.tag.starts_with("urgency:"));
            wrong.push(format!("{urgency} taken for {given}: {title} | {why:?} {rejected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn judge(title: &str, summary: &str, language: &str) -> (Urgency, Kind) {
    let utterance = Utterance { title, summary, ..Utterance::default() };
    let tags = tagged(&utterance, language);
    (tags.urgency, tags.kind)
}

#[test]
fn a_text_without_a_title_is_judged_by_its_first_sentence() {
    let summary = "On Monday morning Ayo Pereda, a community leader, was subjected to an attempt on her life in Monte Alto. She \
                   was with other leaders when armed men burst in […]";
    assert_eq!(judge("", summary, "en"), (Urgency::Critical, Kind::Alert));
}

#[test]
fn praise_is_routine_even_where_the_prize_is_for_courage_under_threat() {
    let summary = "The prize honours a woman who has survived threats and prison.";
    let (urgency, kind) = judge("We congratulate Ama Roa, winner of the Lantern Award", summary, "en");
    assert_eq!((urgency, kind), (Urgency::Routine, Kind::News));
}

#[test]
fn a_demand_is_no_release() {
    for (title, language) in [
        ("We demand her release!", "en"),
        ("Call for the immediate and unconditional release of Tomo Reza", "en"),
        ("Exigimos la liberación de las tres defensoras", "es"),
        ("Nous demandons la libération de Paul Ndi", "fr"),
        ("Exigimos que libertem os presos", "pt"),
        ("نطالب بالإفراج عن سمير", "ar"),
    ] {
        assert_eq!(judge(title, "", language).0, Urgency::Urgent, "{title}");
    }
}

/// The urgency of a title published on a day.
fn on(day: &str, title: &str, language: &str) -> Urgency {
    let utterance = Utterance { title, published: Some(day.parse().unwrap()), ..Utterance::default() };
    tagged(&utterance, language).urgency
}

#[test]
fn a_year_is_past_only_when_it_was_over_as_the_text_was_published() {
    for (language, now, before) in [
        ("en", "River defender killed in 2026", "River defender killed in 2019"),
        ("en", "Reporter shot dead on 12 March 2026", "Reporter shot dead on 12 March 2019"),
        ("en", "Reporter shot dead on March 12, 2026", "Reporter shot dead on March 12, 2019"),
        ("es", "Defensora asesinada en 2026", "Defensora asesinada en 2019"),
        ("es", "Defensora asesinada el 12 de marzo de 2026", "Defensora asesinada el 12 de marzo de 2019"),
        ("fr", "Journaliste assassiné en 2026", "Journaliste assassiné en 2019"),
        ("fr", "Journaliste assassiné le 12 mars 2026", "Journaliste assassiné le 12 mars 2019"),
        ("pt", "Cacique assassinado em 2026", "Cacique assassinado em 2019"),
        ("pt", "Cacique assassinado em 12 de março de 2026", "Cacique assassinado em 12 de março de 2019"),
        ("ar", "مقتل صحفي في 2026", "مقتل صحفي في 2019"),
        ("ar", "مقتل صحفي في 12 مارس 2026", "مقتل صحفي في 12 مارس 2019"),
    ] {
        assert_eq!(on("2026-04-02", now, language), Urgency::Critical, "{now}");
        assert_ne!(on("2026-04-02", before, language), Urgency::Critical, "{before}");
        assert_ne!(on("2028-04-02", now, language), Urgency::Critical, "{now}, two years later");
    }
}

#[test]
fn days_of_the_same_season_are_no_past() {
    for (language, title) in [
        ("en", "River defender killed yesterday"),
        ("en", "River defender killed last week in Monte Alto"),
        ("en", "River defender killed on 12 December"),
        ("en", "River defender killed on 12 December 2025"),
        ("es", "Defensora asesinada ayer"),
        ("es", "Defensora asesinada la semana pasada"),
        ("es", "Defensora asesinada el 12 de diciembre"),
        ("es", "Defensora asesinada el 12 de diciembre de 2025"),
        ("fr", "Journaliste assassiné hier"),
        ("fr", "Journaliste assassiné la semaine dernière"),
        ("fr", "Journaliste assassiné le 12 décembre 2025"),
        ("pt", "Cacique assassinado ontem"),
        ("pt", "Cacique assassinado na semana passada"),
        ("pt", "Cacique assassinado em 12 de dezembro de 2025"),
        ("ar", "مقتل صحفي أمس"),
        ("ar", "مقتل صحفي الأسبوع الماضي"),
        ("ar", "مقتل صحفي في 12 ديسمبر 2025"),
    ] {
        assert_eq!(on("2026-01-08", title, language), Urgency::Critical, "{title}");
    }
}

#[test]
fn figures_of_a_year_are_no_alarm_in_that_year() {
    for (language, title) in [
        ("en", "67 journalists killed in 2026"),
        ("es", "67 periodistas asesinados en 2026"),
        ("fr", "67 journalistes tués en 2026"),
        ("pt", "67 jornalistas mortos em 2026"),
        ("ar", "مقتل 67 صحفيا في 2026"),
    ] {
        assert_eq!(on("2026-12-20", title, language), Urgency::Routine, "{title}");
    }
}

#[test]
fn a_refused_release_is_no_release() {
    for title in [
        "Court refuses to release trade unionist",
        "Teacher still not released after a year",
        "Judge denies release of poet",
    ] {
        assert_eq!(judge(title, "", "en").0, Urgency::Urgent, "{title}");
    }
}

#[test]
fn background_sentences_do_not_make_a_statement_critical() {
    let summary = "We greet the new law. Our work goes on. In recent years dozens were killed and tortured.";
    assert_eq!(judge("[STATEMENT] On the adoption of the law", summary, "en").0, Urgency::Routine);
}

#[test]
fn a_label_without_content_is_urgent_wherever_it_stands() {
    let categories = ["Urgent Actions".to_owned()];
    for utterance in [
        Utterance { title: "[Urgent Alert] For the women of Ixil Bajo", ..Utterance::default() },
        Utterance { title: "URGENT ACTION For the women of Ixil Bajo", ..Utterance::default() },
        Utterance { title: "🚨 For the women of Ixil Bajo", ..Utterance::default() },
        Utterance { title: "For the women of Ixil Bajo #UrgentAction", ..Utterance::default() },
        Utterance { title: "For the women of Ixil Bajo", categories: &categories, ..Utterance::default() },
        Utterance {
            title: "For the women of Ixil Bajo",
            link: "https://example.org/en/2024/02/whrd-alert-ixil/",
            ..Utterance::default()
        },
    ] {
        let tags = tagged(&utterance, "en");
        assert_eq!((tags.urgency, tags.kind), (Urgency::Urgent, Kind::Alert), "{utterance:?}");
        assert!(tags.reasons.iter().any(|reason| reason.tag == "urgency:urgent" && !reason.matched.is_empty()));
    }
}

#[test]
fn every_tag_has_a_reason_with_the_words_as_they_stand() {
    let title = "Périodiste Ána Cóbi ABDUCTED by armed men";
    let utterance = Utterance { title, ..Utterance::default() };
    let Tags { urgency, kind, reasons, .. } = tagged(&utterance, "en");
    assert_eq!(urgency, Urgency::Critical);
    for tag in [format!("urgency:{urgency}"), format!("type:{kind}")] {
        assert!(reasons.iter().any(|reason| reason.tag == tag), "{tag}");
    }
    assert!(reasons.iter().any(|reason| title.contains(&reason.matched) && reason.field == Field::Title));
    let tags = tagged(&Utterance::default(), "");
    assert_eq!(tags.urgency, Urgency::Unknown);
    assert!(["urgency:unknown", "type:news"].iter().all(|tag| tags.reasons.iter().any(|reason| reason.tag == *tag)));
}

#[test]
fn what_was_not_followed_is_told_with_why() {
    for (title, language, tag, rule, matched) in [
        ("Prize for murdered journalist", "en", "urgency:critical", "cap", "murdered"),
        ("We demand her release!", "en", "urgency:resolved", "demand", "demand her release"),
        ("Court refuses to release trade unionist", "en", "urgency:resolved", "negation", "release"),
        ("Secuestrado hace un mes, liberado el pescador Teo Lampa", "es", "urgency:critical", "ended", "Secuestrado"),
    ] {
        let rejected = tagged(&Utterance { title, ..Utterance::default() }, language).rejected;
        let told =
            rejected.iter().any(|other| other.tag == tag && other.rule == rule && other.matched.ends_with(matched));
        assert!(told && rejected.iter().all(|other| !other.why.is_empty()), "{title}: {rejected:?}");
    }
    let endless = "We demand her release! ".repeat(100);
    let rejected = tagged(&Utterance { summary: &endless, ..Utterance::default() }, "en").rejected;
    assert!(rejected.len() <= Tags::MOST_REJECTED);
}

#[test]
fn words_that_look_like_cues_are_none() {
    for title in [
        "Workshop: the Convention against Torture",
        "Deadline for submissions extended",
        "Skills for free expression",
        "Press release guidelines for members",
    ] {
        let (urgency, _) = judge(title, "", "en");
        assert!(matches!(urgency, Urgency::Routine | Urgency::Unknown), "{title}: {urgency}");
    }
}

fn codes(text: &str) -> Vec<(String, String)> {
    let tags = tagged(&Utterance { summary: text, ..Utterance::default() }, "en");
    tags.references.into_iter().map(|reference| (reference.series, reference.code)).collect()
}

#[test]
fn reference_codes_are_found_in_their_normal_form() {
    for (text, series, code) in [
        ("Appeal COL 003/0521/OBS 056.2", "observatory", "COL 003 / 0521 / OBS 056.2"),
        ("see AL TUN 4/2026", "un-communication", "TUN 4/2026"),
        ("AMR 37/6674/2017", "amnesty-index", "AMR 37/6674/2017"),
        ("AMR3766742017ENGLISH.pdf", "amnesty-index", "AMR 37/6674/2017"),
        ("First UA: 54/19", "amnesty-ua", "UA 54/19"),
        ("EX 5/03", "amnesty-ua", "EX 5/03"),
        ("Update #2 zu RAN 09/12", "pen-ran", "RAN 09/2012"),
        ("RAN 05/2018", "pen-ran", "RAN 05/2018"),
        ("ahrc-uac-012-2014", "ahrc", "AHRC-UAC-012-2014"),
        ("PM 449-22", "iachr", "MC-449-22"),
    ] {
        assert_eq!(codes(text), [(series.to_owned(), code.to_owned())], "{text}");
    }
}

#[test]
fn what_looks_like_a_reference_code_is_none() {
    for text in ["XYZ 4/2026", "on 12/05/2021", "MC 5", "BUA 12/14", "OBS 060", "ASA 1/2"] {
        assert!(codes(text).is_empty(), "{text}: {:?}", codes(text));
    }
}

#[test]
fn codes_in_addresses_are_read_and_a_list_of_codes_is_bounded() {
    let link = "https://example.org/RelCom?code=TUN+4%2F2026";
    let tags = tagged(&Utterance { link, ..Utterance::default() }, "en");
    assert_eq!(tags.references[0].code, "TUN 4/2026");
    assert!(tags.reasons.iter().any(|reason| reason.rule == "reference-code" && reason.field == Field::Link));
    assert_eq!(tags.countries[0].as_str(), "TUN");
    let many = (1..200).map(|number| format!("UA {number}/14")).collect::<Vec<_>>().join(", ");
    assert_eq!(codes(&many).len(), 20);
}

#[test]
fn a_vocabulary_with_a_mistake_says_which_cue() {
    let errors = |name: &str, text: &str| {
        let errors = Vocabulary::load(&[(name.to_owned(), text.to_owned())]).unwrap_err();
        errors.iter().map(ToString::to_string).collect::<String>()
    };
    let mistake = |cue: &str| errors("urgency.toml", &format!("[cues.critical]\nen = [\"killed\", \"{cue}\"]\n"));
    assert!(mistake("re-arrested").starts_with("urgency.toml:2:17: "), "{}", mistake("re-arrested"));
    assert!(mistake("~ killed").contains("must begin and end with a word"));
    assert!(errors("type.toml", "[cues.grave]\nen = [\"killed\"]\n").starts_with("type.toml:1:"));
    let series = "[[series]]\nid = \"x\"\nregex = \"(\"\ncode = \"\"\n";
    assert!(errors("references.toml", series).starts_with("references.toml:3:"));
}

#[test]
fn no_text_makes_judging_fail() {
    let long = "killed released must not [urgent] ".repeat(600);
    for title in
        ["", "#", "[[[[", "🚨🚨", "\u{202e}\u{200f}", "É\u{301}\u{301}", "نن", long.as_str(), "ال", "#الـ", "ß: ſ"]
    {
        let categories = [title.to_owned()];
        let utterance = Utterance {
            title,
            summary: title,
            content: title,
            link: title,
            id: title,
            categories: &categories,
            ..Utterance::default()
        };
        assert!(!tagged(&utterance, "").reasons.is_empty());
    }
}

#[test]
fn the_folder_of_a_list_labels_none_of_its_entries() {
    for (link, labelled) in [
        ("https://n.example/alerts/our-spring-walk", false),
        ("https://n.example/alert/7", false),
        ("https://n.example/2024/02/alert/", false),
        ("https://n.example/en/urgent-actions/our-spring-walk", true),
        ("https://n.example/en/2024/02/urgent-alert-ixil-valley", true),
    ] {
        let tags = tagged(&Utterance { title: "Our walk in spring", link, ..Utterance::default() }, "en");
        assert_eq!(tags.urgency == Urgency::Urgent, labelled, "{link}: {:?}", tags.reasons);
    }
}

/// How many short titles are taken for the language they are in, of how many, from a source of the language that
/// `source` makes of it.
fn languages_told(source: fn(&'static str) -> &'static str) -> (usize, usize) {
    let (mut all, mut right) = (0, 0);
    for line in include_str!("fixtures/cues/short-titles.tsv").lines().filter(|line| !line.starts_with('#')) {
        let (language, title) = line.split_once('\t').unwrap();
        let given = tagged(&Utterance { title, ..Utterance::default() }, source(language)).language;
        all += 1;
        if given.as_deref() == Some(language) {
            right += 1;
        } else {
            println!("{language} taken for {given:?}: {title}");
        }
    }
    (right, all)
}

#[test]
fn short_titles_are_known_by_their_own_words() {
    let (right, all) = languages_told(|_| "");
    assert!(right * 100 >= all * 95, "{right} of {all}");
}

#[test]
fn short_titles_fall_back_on_the_language_of_their_source_and_say_so() {
    let (right, all) = languages_told(|language| language);
    assert!(right * 100 >= all * 97, "{right} of {all}");
    let tags = tagged(&Utterance { title: "Kofi Adu", ..Utterance::default() }, "pt");
    assert_eq!(tags.language.as_deref(), Some("pt"));
    assert!(tags.reasons.iter().any(|reason| reason.tag == "language:pt" && reason.rule == "source-default"));
}

#[test]
fn titles_in_another_language_than_their_source_are_told_by_their_words() {
    for (title, source, language) in [
        ("Los jueces condenan a dos maestras en la capital", "en", "es"),
        ("Les autorités doivent libérer la journaliste", "en", "fr"),
        ("Two teachers sentenced in the capital", "es", "en"),
        ("Duas professoras são condenadas na capital", "es", "pt"),
        ("Правозахисницю досі утримують у в'язниці", "ru", "uk"),
    ] {
        let given = tagged(&Utterance { title, ..Utterance::default() }, source).language;
        assert_eq!(given.as_deref(), Some(language), "{title}");
    }
}
