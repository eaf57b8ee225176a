//! Whose brother, wife or lawyer a title tells of: what happens to them is a story of their own, and no news of the one by
//! whom they are known.

use super::concepts::{self, Language};
use super::fingerprint;
use super::spelling::{bare, is_caseless, without_elisions};
use crate::model::{Name, NameKind, Report};

/// What somebody is to another, folded, in several languages.
const KIN: [&str; 7] = [
    "brother brothers sister sisters wife husband spouse widow widower father mother parents son sons",
    "daughter daughters cousin uncle aunt nephew niece hermano hermana hermanos",
    "hermanas esposa esposo viuda viudo padre madre padres hijo hija hijos hijas primo prima tio tia",
    "sobrino sobrina frere freres soeur soeurs epouse epoux mari veuve pere mere fils fille",
    "cousine oncle neveu irmao irma irmaos marido viuva pai mae filho filha filhos tios sobrinho",
    "sobrinha شقيق شقيقه اشقاء اخ اخت زوجه زوج ارمله والد والده ابنه ابناء عم شقيقي брат брата",
    "сестра сестру жена жену муж мужа отец мать сын сына дочь",
];
/// Who is close to somebody or acts for them, folded: theirs only where it says whose.
const COUNSEL: [&str; 3] = [
    "relatives relative familiares proches اقارب lawyer lawyers attorney colleague colleagues partner",
    "abogado abogada abogados companera pareja",
    "avocat avocate avocats compagne advogado advogada advogados companheira محامي محاميه",
];
/// What stands between them in scripts with capitals.
const OF: [&str; 16] =
    ["of", "to", "for", "de", "del", "du", "des", "d", "da", "do", "dos", "das", "la", "el", "le", "l"];
/// Words between what somebody is and whose they are.
const BETWEEN: usize = 4;

/// Whom a report's title tells of by what they are to somebody; nothing where it tells what they say, which is about that one.
#[derive(Default)]
pub(super) struct Relatives<'a> {
    /// True where it tells of a relative.
    pub(super) told: bool,
    /// The names by which somebody else is known.
    pub(super) named: Vec<&'a Name>,
    /// Its words behind what somebody is to another, in a script without capitals: whose they are.
    pub(super) veiled: Vec<String>,
}

impl<'a> Relatives<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        let words = fingerprint::words(&report.title);
        let own = without_elisions(words.clone());
        if !own.iter().any(|word| is_close(word)) || says(report, &own) {
            return Self::default();
        }
        let titled = report.tags.names.iter().filter(|name| name.in_title && name.kind == NameKind::Person);
        let of_kin = |name: &&Name| places(&own, name).any(|at| is_of_kin(&words, &own, at, at + name.words.len()));
        let close = words.iter().position(|word| is_caseless(word) && is_close(word));
        Self {
            told: own.iter().any(|word| is_kin(word)),
            named: titled.filter(of_kin).collect(),
            veiled: close.map_or(Vec::new(), |at| words.iter().skip(at + 1).take(BETWEEN + 1).cloned().collect()),
        }
    }
}

fn is_kin(word: &str) -> bool {
    is_among(&KIN, word)
}

fn is_close(word: &str) -> bool {
    is_kin(word) || is_among(&COUNSEL, word)
}

/// Without the article: “المحامي فلان” is the lawyer himself, “محامي فلان” another one's.
fn is_among(list: &[&str], word: &str) -> bool {
    let bare = word.strip_prefix(['و', 'ل', 'ب']).unwrap_or(word);
    list.iter().flat_map(|words| words.split(' ')).any(|known| known == bare || known == word)
}

/// True where a title tells what somebody says or asks for, which is about whom they speak of.
fn says(report: &Report, words: &[String]) -> bool {
    let language = Language::of(report.tags.language.as_deref());
    let said = ["call-on", "condemn", "say", "ask", "fear", "concern"].map(concepts::named);
    words.iter().any(|word| language.of_word(word).is_some_and(|concept| said.contains(&Some(concept))))
}

/// Where a name begins.
fn places<'a>(words: &'a [String], name: &'a Name) -> impl Iterator<Item = usize> + 'a {
    let first = name.words.first().map_or("", |word| bare(word));
    let second = name.words.get(1).map_or("", |word| bare(word));
    words.iter().enumerate().filter_map(move |(at, word)| {
        let follows = words.iter().skip(at + 1).take(3).any(|word| bare(word).starts_with(second));
        (bare(word) == first && follows).then_some(at)
    })
}

/// Whether the words around a name say that it is another one's: “brother of the poet X”, “شقيق الشاعر”, “the poet X's
/// brother”.
fn is_of_kin(words: &[String], own: &[String], first: usize, end: usize) -> bool {
    let is = |word: &String| is_close(word);
    let before = &own[first.saturating_sub(BETWEEN + 1)..first];
    let behind = before.iter().rposition(is).is_some_and(|at| {
        let of = before.get(at + 1).is_some_and(|word| OF.contains(&&**word));
        of || is_caseless(&words[first]) || words[first].starts_with("d'") || words[first].starts_with("d’")
    });
    let genitive =
        words[first..words.len().min(end + 1)].iter().rposition(|word| word.ends_with("'s") || word.ends_with("’s"));
    behind || genitive.is_some_and(|at| own.iter().skip(first + at + 1).take(3).any(is))
}
