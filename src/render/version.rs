//! Which of its languages an alert is shown in.

use std::sync::Arc;

use super::Slot;
use crate::model::{Alert, AlertId, Digest, Report, Slice};

/// An alert as a slice shows it: once, led by its first report in the first of the languages asked for that it has one in;
/// or once for each of its languages, each under an id of its own.
pub fn versions(alert: &Arc<Alert>, slice: &Slice) -> Vec<Slot> {
    if !slice.versions {
        let wanted = if slice.prefer.is_empty() { &slice.filter.languages } else { &slice.prefer };
        return vec![Slot::of(led_by(alert, wanted))];
    }
    let mut languages: Vec<Option<&String>> = Vec::new();
    for language in alert.speaking().map(language) {
        let wanted = &slice.filter.languages;
        let asked = wanted.is_empty() || language.is_some_and(|language| wanted.contains(language));
        if asked && !languages.contains(&language) {
            languages.push(language);
        }
    }
    languages.into_iter().map(|language| version(alert, language)).collect()
}

/// The id of an alert's version in a language.
pub fn version_id(alert: AlertId, language: Option<&str>) -> AlertId {
    let digest = Digest::of("almenara:version:v1", &[alert.0.as_bytes(), language.unwrap_or_default().as_bytes()]);
    let bytes: [u8; 16] = digest.0[..16].try_into().expect("a digest has 32 bytes");
    AlertId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

fn language(report: &Report) -> Option<&String> {
    report.tags.language.as_ref()
}

fn led_by(alert: &Arc<Alert>, wanted: &[String]) -> Arc<Alert> {
    let place = |wanted: &String| {
        let found = alert.speaking().find(|report| language(report) == Some(wanted))?;
        alert.reports.iter().position(|report| report.id == found.id)
    };
    match wanted.iter().find_map(place) {
        None | Some(0) => Arc::clone(alert),
        Some(place) => {
            let mut shown = Alert::clone(alert);
            shown.reports[..=place].rotate_right(1);
            shown.tags.language = language(shown.lead()).cloned();
            Arc::new(shown)
        }
    }
}

fn version(alert: &Alert, wanted: Option<&String>) -> Slot {
    let reports = alert.speaking().filter(|report| language(report) == wanted).cloned().collect();
    let mut shown = Alert { reports, ..alert.clone() };
    shown.tags.language = wanted.cloned();
    Slot::Alert { id: version_id(alert.id, wanted.map(String::as_str)), alert: Arc::new(shown) }
}
