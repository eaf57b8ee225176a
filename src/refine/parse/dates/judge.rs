//! Whether a text *is* a date or merely mentions one, and which, where it holds several.

use super::clock;
use super::day;
use super::names;
use super::tokens::{Letters, Token};
use super::{Hints, MAX_DATE};
use crate::model::Moment;

/// A date found among tokens, from one token to before another.
#[derive(Clone, Copy)]
pub(super) struct Found {
    pub(super) date: Moment,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// How many words that have nothing to do with dates a text may have and still be one.
const MAX_OTHERS: usize = 6;
/// The same for the words right beside the date, where a word in small letters counts twice: names and sections begin
/// with capitals, sentences do not.
const MAX_BESIDE: usize = 3;
/// Dates looked at in one text.
const MAX_DATES: usize = 4;

/// Words that stand beside dates and mean nothing else, folded.
const LABELS: &[&str] = &[
    "posted",
    "published",
    "publish",
    "publication",
    "date",
    "dated",
    "on",
    "at",
    "by",
    "created",
    "issued",
    "released",
    "written",
    "added",
    "submitted",
    "news",
    "time",
    "from",
    "since",
    "min",
    "mins",
    "minutes",
    "read",
    "comments",
    "comment",
    "publie",
    "publiee",
    "mis",
    "mise",
    "ligne",
    "en",
    "le",
    "par",
    "redige",
    "cree",
    "a",
    "publicado",
    "publicada",
    "publicacion",
    "fecha",
    "el",
    "em",
    "as",
    "por",
    "creado",
    "data",
    "publicação",
    "publicacao",
    "postado",
    "postada",
    "pubblicato",
    "pubblicata",
    "il",
    "alle",
    "ore",
    "del",
    "de",
    "dia",
    "dal",
    "veroffentlicht",
    "erstellt",
    "am",
    "vom",
    "um",
    "datum",
    "der",
    "von",
    "uhr",
    "geplaatst",
    "gepubliceerd",
    "op",
    "om",
    "publicat",
    "publicerad",
    "publicerat",
    "den",
    "kl",
    "опубликовано",
    "дата",
    "от",
    "в",
    "г",
    "год",
    "года",
    "року",
    "р",
    "опубліковано",
    "о",
    "tarih",
    "tarihi",
    "yayın",
    "yayin",
    "yayinlanma",
    "saat",
    "tanggal",
    "diterbitkan",
    "pada",
    "pukul",
    "hari",
    "نشر",
    "نشرت",
    "فی",
    "بتاریخ",
    "تاریخ",
    "التاریخ",
    "الساعه",
    "یوم",
    "انتشار",
    "منتشر",
    "شده",
    "در",
    "ساعت",
    "و",
    "ngay",
    "luc",
    "发布",
    "发布时间",
    "时间",
    "日期",
    "發布",
    "日",
    "星期",
    "周",
    "週",
    "于",
    "於",
    "опублікована",
    "ime",
    "hrs",
    "h",
    "the",
    "of",
    "d",
    "m",
    "y",
    "t",
    "utc",
    "gmt",
    "local",
    "objavljeno",
    "opublikowano",
    "dnia",
    "ημερομηνια",
    "published:",
    "ce",
    "ad",
    "تم",
    "النشر",
    "aa",
    "r",
    "updated",
    "first",
    "last",
];

/// Words that say that a date is not the first, folded.
const UPDATES: &[&str] = &[
    "updated",
    "update",
    "modified",
    "revised",
    "edited",
    "actualizado",
    "actualizada",
    "actualizacion",
    "modificado",
    "modificada",
    "modificacion",
    "jour",
    "maj",
    "modifie",
    "modifiee",
    "aktualisiert",
    "geandert",
    "atualizado",
    "atualizada",
    "atualizacao",
    "aggiornato",
    "aggiornata",
    "modificato",
    "actualitzat",
    "обновлено",
    "изменено",
    "оновлено",
    "تحدیث",
    "guncelleme",
    "guncellendi",
    "diperbarui",
    "更新",
    "bijgewerkt",
    "uppdaterad",
];

/// Words between the ends of a span of days, and between days told together.
const SPANS: &[&str] = &[
    "and", "to", "until", "till", "through", "y", "e", "et", "und", "al", "a", "au", "ao", "bis", "i", "до", "по", "и",
    "та", "و", "الی", "الى", "حتی", "تا", "ve", "dan", "sampai", "hingga", "至", "到", "och", "en", "tot", "hasta",
    "ate", "jusqu", "alla", "till",
];

/// True for words that belong to a date without being part of it.
pub(super) fn is_label(word: &str) -> bool {
    LABELS.contains(&word) || UPDATES.contains(&word) || names::is_weekday(word) || names::half(word).is_some()
}

/// The one date that all the tokens together are.
pub(super) fn the_date(tokens: &[Token], hints: &Hints) -> Option<Moment> {
    let mut dates: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < tokens.len() && dates.len() < MAX_DATES {
        match at_token(tokens, at, hints, false) {
            Some(found) => {
                at = found.to;
                dates.push(found);
            }
            None => at += 1,
        }
    }
    if dates.iter().any(|found| found.date.day() != dates[0].date.day()) {
        let is_update = |found: &Found| beside(tokens, found).any(|token| UPDATES.contains(&token.word()));
        let first: Vec<Found> = dates.iter().filter(|found| !is_update(found)).copied().collect();
        if first.is_empty() || first.iter().any(|found| found.date.day() != first[0].date.day()) {
            return None;
        }
        dates = first;
    }
    let best = dates.iter().max_by_key(|found| found.date.precision())?;
    let others = tokens
        .iter()
        .enumerate()
        .filter(|(at, token)| !dates.iter().any(|found| (found.from..found.to).contains(at)) && is_other(token));
    let near: usize = beside(tokens, best)
        .filter(|token| is_other(token))
        .map(|token| 1 + usize::from(token.letters == Letters::Small))
        .sum();
    (others.count() <= MAX_OTHERS && near <= MAX_BESIDE).then_some(best.date)
}

/// The first date in prose.
pub(super) fn first(tokens: &[Token], hints: &Hints) -> Option<Found> {
    (0..tokens.len()).find_map(|at| at_token(tokens, at, hints, true))
}

/// The date at a token, with the time behind or before it.
fn at_token(tokens: &[Token], at: usize, hints: &Hints, strict: bool) -> Option<Found> {
    let day = day::day_at(tokens, at, hints, strict)?;
    if ends_span(tokens, at, hints) || begins_span(tokens, day.to, hints, strict) {
        return None;
    }
    if let Some(clock) = day.clock {
        return Some(Found { date: clock.on(day.date, hints.timezone)?, from: at, to: day.to });
    }
    let behind = connect(tokens, day.to);
    let iso = day.iso && tokens.get(day.to).is_some_and(|next| next.word() == "t" || next.spaced);
    // an impossible time makes the whole impossible
    if let Some(clock) = clock::at(tokens, behind, iso).ok()? {
        return Some(Found { date: clock.on(day.date, hints.timezone)?, from: at, to: clock.to });
    }
    for start in at.saturating_sub(9)..at {
        if let Ok(Some(clock)) = clock::at(tokens, start, false)
            && clock.to <= at
            && leads_to(tokens, clock.to, at)
        {
            return Some(Found { date: clock.on(day.date, hints.timezone)?, from: start, to: day.to });
        }
    }
    Some(Found { date: Moment::Day(day.date), from: at, to: day.to })
}

/// The token behind the marks and words that join a day and its time.
fn connect(tokens: &[Token], from: usize) -> usize {
    from + tokens.iter().skip(from).take(4).take_while(|token| joins(token)).count()
}

fn leads_to(tokens: &[Token], from: usize, to: usize) -> bool {
    to - from <= 4 && tokens[from..to].iter().all(joins)
}

fn joins(token: &Token) -> bool {
    match token.mark() {
        '\0' => {
            matches!(
                token.word(),
                "at" | "t"
                    | "on"
                    | "um"
                    | "a"
                    | "las"
                    | "les"
                    | "as"
                    | "kl"
                    | "в"
                    | "о"
                    | "ore"
                    | "alle"
                    | "om"
                    | "o"
                    | "saat"
                    | "pukul"
                    | "jam"
                    | "الساعه"
                    | "ساعت"
                    | "г"
                    | "luc"
                    | "the"
                    | "y"
                    | "r"
                    | "р"
                    | "klo"
            ) || names::is_weekday(token.word())
        }
        mark => matches!(mark, ',' | '-' | '–' | '|' | '·' | '•' | '@' | '.' | '/' | '(' | ')' | ':' | '~'),
    }
}

/// True where another day follows that makes the date the beginning of a span: `7 May 2019 - 9 May 2019`.
fn begins_span(tokens: &[Token], to: usize, hints: &Hints, strict: bool) -> bool {
    let joined = tokens.get(to).is_some_and(|next| matches!(next.mark(), '-' | '–') || SPANS.contains(&next.word()));
    joined && to + 1 < tokens.len() && day::day_at(tokens, to + 1, hints, strict).is_some()
}

/// True where a day or a month before it makes the date the end of a span: `7-9 May`, `7 y 8 de mayo`.
fn ends_span(tokens: &[Token], at: usize, hints: &Hints) -> bool {
    let mut before = at;
    let mut joined = false;
    while before > 0 && at - before < 3 {
        let token = &tokens[before - 1];
        let mark = token.mark();
        let joins = matches!(mark, '-' | '–' | '&' | ',') || SPANS.contains(&token.word());
        if !joins && !matches!(token.word(), "the" | "el" | "le" | "den" | "o") {
            break;
        }
        joined = joined || joins;
        before -= 1;
    }
    let Some(token) = before.checked_sub(1).map(|last| &tokens[last]).filter(|_| joined) else { return false };
    if let Some((value, digits)) = token.number() {
        let in_a_time = before > 1 && matches!(tokens[before - 2].mark(), ':' | '.');
        let day = digits <= 2 && (1..=31).contains(&value) && !in_a_time;
        // 28 April 2019 to 3 May 2019
        let year = digits == 4 && before > 1 && names::month(tokens, before - 2, hints.language.as_deref()).is_some();
        return day || (year && tokens[before].mark() != ',');
    }
    // 28 April - 3 May 2019
    names::month(tokens, before - 1, hints.language.as_deref()).is_some()
        && before > 1
        && tokens[before.saturating_sub(4)..before - 1].iter().any(|token| token.number().is_some())
}

fn is_other(token: &Token) -> bool {
    token.number().is_some() || !token.word().is_empty() && !is_label(token.word())
}

/// The tokens on either side of a date, up to a line's end or a mark that parts one thing from another.
fn beside<'a>(tokens: &'a [Token], found: &Found) -> impl Iterator<Item = &'a Token> {
    let parts = |token: &Token| {
        matches!(token.mark(), '|' | '•' | '·' | ';' | '»' | '>' | '/' | '[' | ']' | '(' | ')')
            || matches!(token.mark(), '-' | '–') && token.spaced
    };
    let from = (0..found.from).rev().find(|at| tokens[at + 1].line || parts(&tokens[*at])).map_or(0, |at| at + 1);
    let to = (found.to..tokens.len()).find(|at| tokens[*at].line || parts(&tokens[*at])).unwrap_or(tokens.len());
    tokens[from..found.from].iter().chain(&tokens[found.to..to])
}

const _: () = assert!(MAX_DATE < 1024, "the loops above are quadratic in the number of tokens");
