use std::collections::BTreeMap;

use almenara::model::{Country, Field, Kind, Urgency};
use almenara::refine::Utterance;
use almenara::refine::tag::{Cues, References, urgency_and_kind};

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
        println!("{name:>12}  {}", labels.iter().map(|label| format!("{label:>10}")).collect::<String>());
        for truth in labels {
            let row = labels
                .iter()
                .map(|given| self.0.get(&((*truth).to_owned(), (*given).to_owned())).copied().unwrap_or(0));
            let row: String = row.map(|count| format!("{count:>10}")).collect();
            println!("{truth:>12}  {row}   F1 {:.3}", self.f1(truth).unwrap_or(1.0));
        }
        println!("{name:>12}  macro-F1 {:.3}\n", self.macro_f1(labels));
    }
}

/// Judges a labelled file; prints what went wrong and the confusion tables; returns macro-F1 of urgency and type, and
/// the share of critical texts taken for routine or resolved.
fn measure(file: &'static str) -> (f64, f64, f64) {
    let cues = Cues::builtin();
    let (mut urgencies, mut kinds) = (Confusion::default(), Confusion::default());
    let (mut critical, mut missed) = (0, 0);
    for text in labelled(file) {
        let utterance = Utterance { title: text.title, summary: text.summary, ..Utterance::default() };
        let (urgency, kind, reasons) = urgency_and_kind(&cues, &utterance, Some(text.language));
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
