//! Reports that tell of many things at once: they are of no one's case.

use crate::model::{NameKind, Report, fold};

/// Titles of reports that tell of many things at once.
const DIGESTS: [&str; 22] = [
    "this week",
    "this month",
    "weekly",
    "monthly",
    "round-up",
    "roundup",
    "digest",
    "newsletter",
    "bulletin",
    "in brief",
    "esta semana",
    "semanal",
    "boletin",
    "resumen",
    "cette semaine",
    "hebdo",
    "en bref",
    "boletim",
    "resumo",
    "الاسبوع",
    "نشره",
    "дайджест",
];
/// More persons than this make a list.
const CROWD: usize = 8;

/// True where a report says so in its title, or names more countries or persons than one thing has.
pub(super) fn is_digest(report: &Report) -> bool {
    let title = fold(&report.title);
    let people = report.tags.names.iter().filter(|name| name.kind == NameKind::Person).count();
    DIGESTS.iter().any(|words| title.contains(words)) || report.tags.countries.len() > 2 || people > CROWD
}
