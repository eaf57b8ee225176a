//! How many organisations report an alert in their own words.

use almenara::matching::{count_voices, merge, restore, split, withdraw, withdraw_by_source};
use almenara::model::{
    Alert, Basis, Because, ChangeKind, Country, Field, Kind, Name, NameKind, Reason, Report, ReportId, Retraction,
    Urgency, Verdict,
};
use chrono::TimeDelta;

use super::{TEXT, Wire, dated, now, own, report};

const TITLE: &str = "Honduras: threats against the farmer Tamsin Orrock";
const OTHER: &str = "Men in cars pursued the well-known grower through the town on Tuesday, her neighbours told us, \
                     and none of the three patrols that passed them stopped.";
const SPANISH: &str =
    "Tres hombres siguieron a la agricultora desde el salón de la asamblea hasta su casa y la amenazaron.";

/// A report on a page of its organisation's that names Tamsin Orrock in Honduras.
fn told(source: &str, page: &str, language: &str, day: u32, title: &str, text: &str) -> Report {
    let link = format!("https://{source}.example/{page}");
    let mut report = dated(own(source, &link, title, text), 2024, 10, day);
    let words = ["tamsin", "orrock"].map(str::to_owned).to_vec();
    report.tags.names = vec![Name { kind: NameKind::Person, words, in_title: true }];
    report.tags.countries = Country::new("HND").into_iter().collect();
    report.tags.language = Some(language.to_owned());
    report.published_at = now() - TimeDelta::days(40 - i64::from(day));
    report
}

fn first() -> Report {
    told("a", "1", "en", 1, TITLE, TEXT)
}

/// The same text on another organisation's page.
fn copy(source: &str) -> Report {
    told(source, "copy", "en", 2, TITLE, TEXT)
}

/// Another organisation's own words.
fn in_own_words(source: &str) -> Report {
    told(source, "own", "en", 2, "Tamsin Orrock pursued through Valdesombra", OTHER)
}

fn spanish(source: &str, day: u32) -> Report {
    told(source, "es", "es", day, "Amenazas contra Tamsin Orrock", SPANISH)
}

/// A wire whose clock goes on by an hour with every report.
#[derive(Default)]
struct Told {
    wire: Wire,
    hours: i64,
}

impl Told {
    fn of(reports: impl IntoIterator<Item = Report>) -> Self {
        let mut told = Self::default();
        for report in reports {
            told.hear(report);
        }
        told
    }

    /// What becomes of a report, and whether `updated` of the first alert moves with it.
    fn hear(&mut self, mut report: Report) -> (Verdict, bool) {
        self.hours += 1;
        let at = now() + TimeDelta::hours(self.hours);
        report.first_seen = at;
        let before = self.wire.alerts.first().map(|alert| alert.updated);
        let (verdict, _) = self.wire.tell_at(report, at);
        (verdict, before != Some(self.alert().updated))
    }

    fn alert(&self) -> &Alert {
        &self.wire.alerts[0]
    }

    fn voices(&self) -> usize {
        assert_eq!(self.wire.alerts.len(), 1, "{:#?}", self.wire.alerts);
        self.alert().voices
    }

    /// Something is done to the first alert.
    fn becomes(&mut self, changes: Vec<(ChangeKind, Alert)>) {
        for (_, alert) in changes {
            match self.wire.alerts.iter_mut().find(|known| known.id == alert.id) {
                Some(known) => *known = alert,
                None => self.wire.alerts.push(alert),
            }
        }
    }
}

#[test]
fn copies_add_no_voice_and_the_first_second_voice_moves_updated() {
    let mut told = Told::of([first()]);
    assert_eq!(told.voices(), 1);
    assert_eq!((told.hear(copy("b")), told.voices()), ((Verdict::Echo, false), 1));
    assert_eq!((told.hear(in_own_words("c")), told.voices()), ((Verdict::SameIncident, true), 2));
    assert_eq!(
        (told.hear(told_copy_of_c()), told.voices()),
        ((Verdict::Echo, false), 2),
        "nor those of the second one"
    );
    assert_eq!((told.hear(spanish("e", 2)), told.voices()), ((Verdict::SameIncident, false), 3), "the second moved it");
}

/// What copies the words of [`in_own_words`].
fn told_copy_of_c() -> Report {
    told("d", "copy", "en", 3, "Tamsin Orrock pursued through Valdesombra", OTHER)
}

#[test]
fn an_echo_by_its_title_with_another_excerpt_is_a_copy_too() {
    let mut told = Told::of([first()]);
    let excerpt = "The statement of seven organisations asks the ministry of the interior for guards at her house.";
    let echo = told.hear(self::told("b", "copy", "en", 2, TITLE, excerpt));
    assert_eq!((echo, told.voices()), ((Verdict::Echo, false), 1));
}

#[test]
fn one_organisation_has_one_voice_in_however_many_languages() {
    let mut told = Told::of([first()]);
    assert_eq!((told.hear(spanish("a", 1)), told.voices()), ((Verdict::Translation, false), 1));
    let copied = told.hear(Report { network: copy("b").network, ..spanish("b", 2) });
    assert_eq!((copied, told.voices()), ((Verdict::Echo, false), 1), "a copy of the translation is a copy");
}

#[test]
fn another_organisation_speaks_for_itself_in_another_language() {
    let mut told = Told::of([first()]);
    assert_eq!((told.hear(spanish("b", 2)), told.voices()), ((Verdict::SameIncident, true), 2));
}

#[test]
fn who_translates_what_it_has_copied_corroborates_nothing_in_whatever_order_it_comes() {
    for reports in [[first(), copy("b"), spanish("b", 2)], [spanish("b", 2), first(), copy("b")]] {
        let mut told = Told::of(reports);
        assert_eq!(told.voices(), 1);
        assert_eq!((told.hear(in_own_words("c")).1, told.voices()), (true, 2));
    }
}

#[test]
fn whatever_the_order_of_arrival_the_count_is_the_same() {
    let reports = [first(), copy("b"), in_own_words("c"), spanish("a", 1), told_copy_of_c(), spanish("e", 2)];
    for turn in 0..reports.len() {
        let mut turned = reports.to_vec();
        turned.rotate_left(turn);
        assert_eq!(Told::of(turned.clone()).voices(), Told::of(reports.clone()).voices(), "from {turn} on");
        turned.reverse();
        assert_eq!(Told::of(turned).voices(), Told::of(reports.clone()).voices(), "back from {turn}");
    }
}

#[test]
fn the_count_follows_a_merge_and_a_split() {
    let market = |source: &str| {
        dated(
            own(source, &format!("https://{source}.example/m"), "A market was closed", "The old market is closed."),
            2024,
            10,
            1,
        )
    };
    let mut told = Told::of([first(), copy("b"), market("d")]);
    assert_eq!(told.wire.alerts.iter().map(|alert| alert.voices).collect::<Vec<_>>(), [1, 1]);
    let [one, other] = [0, 1].map(|place| told.wire.alerts[place].clone());
    told.becomes(merge(one, other, now()));
    assert_eq!(told.alert().voices, 2);
    let [one, other] = [0, 1].map(|place| told.wire.alerts[place].clone());
    let copied = one.reports.iter().find(|report| report.source.0 == "b").map(|report| report.id).expect("it is there");
    told.becomes(split(one, other.lead().id, Some(other.clone()), now()));
    assert_eq!(told.wire.alerts.iter().map(|alert| alert.voices).collect::<Vec<_>>(), [1, 1]);
    let one = told.alert().clone();
    told.becomes(split(one, copied, None, now()));
    assert_eq!(told.wire.alerts[2].voices, 1, "an alert of its own again speaks for itself");
}

#[test]
fn two_alerts_that_turn_out_to_be_one_have_the_voices_of_both() {
    let second = "The notary of Valdesombra asked the assembly for the list of all who had signed against the dam.";
    let mut other = dated(own("b", "https://b.example/y", "The list of the signers", second), 2024, 10, 1);
    other.published_at = first().published_at;
    let mut told = Told::of([first(), other]);
    assert_eq!(told.wire.alerts.len(), 2);
    let both = format!("{TEXT} {second}");
    let (_, moved) = told.hear(self::told("c", "z", "en", 2, "Two things from the valley", &both));
    assert_eq!((told.alert().reports.len(), told.alert().voices, moved), (3, 2, true), "the third only carries both");
}

#[test]
fn the_count_follows_what_one_organisation_takes_back_and_what_is_brought_back() {
    let mut told = Told::of([first(), in_own_words("c"), copy("b")]);
    assert_eq!(told.voices(), 2);
    let meant: Vec<ReportId> = told.alert().reports.iter().filter(|r| r.source.0 == "c").map(|r| r.id).collect();
    let alert = told.alert().clone();
    told.becomes(withdraw_by_source(alert, &meant, now()).into_iter().collect());
    assert_eq!((told.voices(), told.alert().hidden.len()), (1, 1));
    let alert = told.alert().clone();
    told.becomes(restore(alert, now()).map(|alert| (ChangeKind::Revised, alert)).into_iter().collect());
    assert_eq!(told.voices(), 2);
    let alert = told.alert().clone();
    let retraction = Retraction { because: Because::Error, at: now(), confirmed: true, note: None };
    told.becomes(vec![(ChangeKind::Withdrawn, withdraw(alert, retraction, now()))]);
    let alert = told.alert().clone();
    told.becomes(vec![(ChangeKind::Revised, restore(alert, now()).expect("it was taken back"))]);
    assert_eq!(told.voices(), 2);
}

#[test]
fn an_echo_that_becomes_words_of_its_own_speaks_and_one_that_becomes_something_else_does_not() {
    let mut told = Told::of([first(), copy("b")]);
    let revised = Report { title: "Tamsin Orrock pursued".to_owned(), summary: OTHER.to_owned(), ..copy("b") };
    assert_eq!((told.hear(revised), told.voices()), ((Verdict::Revised, true), 2));
    assert_eq!(told.alert().lead().source.0, "a", "and does not lead for that");
    told.hear(copy("b"));
    assert_eq!(told.voices(), 1, "what says the same again is a copy again");

    let mut spam = Report {
        title: "The best games of the season".to_owned(),
        summary: "Win every evening, with no risk at all, at the tables of the golden palm.".to_owned(),
        ..copy("b")
    };
    (spam.tags.names, spam.tags.countries) = (Vec::new(), Vec::new());
    assert_eq!((told.hear(spam).0, told.voices()), (Verdict::Revised, 1));
    let mut denied =
        Report { title: format!("Correction: {TITLE}"), summary: "Nothing of it is true.".to_owned(), ..copy("b") };
    denied.tags.kind = Kind::Correction;
    denied.tags.reasons =
        vec![Reason::new("type:correction", "urgency-correction", "Correction", Field::Title, Basis::Inferred)];
    told.hear(denied);
    assert_eq!(told.voices(), 1, "who takes it back does not bear it out");
}

#[test]
fn who_revises_words_of_its_own_keeps_its_voice_and_the_lead() {
    let mut told = Told::of([first(), in_own_words("c")]);
    let longer = Report { summary: format!("{OTHER} She has left the town with her son."), ..in_own_words("c") };
    assert_eq!((told.hear(longer).0, told.voices()), (Verdict::Revised, 2));
    let longer = Report { summary: format!("{TEXT} The police have opened no case."), ..first() };
    assert_eq!((told.hear(longer), told.voices()), ((Verdict::Revised, true), 2));
    assert_eq!(told.alert().lead().source.0, "a");
    let mut taken = Report {
        title: "The best games of the season".to_owned(),
        summary: "Win every evening, with no risk at all, at the tables of the golden palm.".to_owned(),
        ..first()
    };
    (taken.tags.names, taken.tags.countries, taken.tags.urgency) = (Vec::new(), Vec::new(), Urgency::Routine);
    told.hear(taken);
    assert_eq!(
        (told.voices(), told.alert().lead().source.0.as_str()),
        (1, "c"),
        "but not by telling of something else"
    );
}

#[test]
fn an_alert_that_was_stored_before_voices_were_counted_is_counted_when_it_is_read() {
    let told = Told::of([first(), copy("b"), in_own_words("c")]);
    let mut json = serde_json::to_value(told.alert()).expect("JSON");
    json.as_object_mut().expect("an object").remove("voices");
    let mut read: Alert = serde_json::from_value(json).expect("an older alert");
    assert_eq!(read.voices, 0);
    count_voices(&mut read);
    assert_eq!(&read, told.alert());
    let mut single = Alert { voices: 0, ..Told::of([report("a", "", TITLE, "")]).alert().clone() };
    count_voices(&mut single);
    assert_eq!(single.voices, 1);
}
