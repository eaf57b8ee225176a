//! Reports that tell of many things at once: they are of no one's case.

use super::fingerprint;
use super::spelling::bare;
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
/// What reports call themselves in their titles that look back on many things, folded.
const REVIEWS: [&str; 34] = [
    "report",
    "rapport",
    "informe",
    "relatorio",
    "تقرير",
    "analysis",
    "analisis",
    "analyse",
    "analise",
    "index",
    "indice",
    "ranking",
    "classement",
    "overview",
    "review",
    "balance",
    "bilan",
    "balanco",
    "survey",
    "award",
    "awards",
    "prize",
    "premio",
    "premios",
    "prix",
    "جائزه",
    "جوائز",
    "statistics",
    "figures",
    "laporan",
    "отчет",
    "доклад",
    "raporu",
    "odulleri",
];
/// What titles say that count what has happened in a year, folded.
const SO_FAR: [&str; 9] = [
    "so far this year",
    "since the start of the year",
    "since the beginning of the year",
    "en lo que va de",
    "depuis le debut de l'annee",
    "desde o inicio do ano",
    "neste ano",
    "منذ مطلع العام",
    "منذ بدايه العام",
];
/// More persons than this make a list.
const CROWD: usize = 8;

/// True where a report says so in its title, or names more countries or persons than one thing has.
pub(super) fn is_digest(report: &Report) -> bool {
    let title = fold(&report.title);
    let people = report.tags.names.iter().filter(|name| name.kind == NameKind::Person).count();
    DIGESTS.iter().any(|words| title.contains(words)) || report.tags.countries.len() > 2 || people > CROWD
}

/// True where a report's title calls it a report, an index or a prize: it looks back on many things, even where it names one.
pub(super) fn is_review(report: &Report) -> bool {
    let title = fold(&report.title);
    SO_FAR.iter().any(|words| title.contains(words))
        || fingerprint::words(&title).iter().any(|word| REVIEWS.contains(&bare(word)))
}
