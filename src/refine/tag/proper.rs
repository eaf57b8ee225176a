//! Proper names in title and text: whom, which body and which place a report speaks of. Matching compares them, so that
//! the same thing is recognised in other words and other languages.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::lexicon::{Lexicon, What};
use super::place::Texts;
use super::rows::{File, Rows};
use super::words::Words;
use crate::model::{Name, NameKind, fold};

/// How many names of one report are kept.
const MOST: usize = 40;
/// How many words a person's name has at most; more in a row is a headline.
const LONGEST: usize = 6;
/// How many words behind a role can be a name, in scripts without capitals.
const BEHIND_ROLE: usize = 3;

/// Words behind which a place stands, and nobody's name.
const LOCATIVES: [&str; 5] = ["in", "near", "en", "em", "dans"];

/// `proper.toml`, folded.
#[derive(Clone, Debug, Default)]
pub(super) struct Proper {
    particles: HashSet<String>,
    bodies: HashSet<String>,
    /// Words of all languages that begin with a capital and are no names.
    common: HashSet<String>,
    roles: HashSet<String>,
    places: HashSet<String>,
    speech: HashSet<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Raw {
    particles: Vec<String>,
    bodies: Vec<String>,
    common: Rows<Vec<String>>,
    roles: Rows<Vec<String>>,
    places: Vec<String>,
    speech: Vec<String>,
}

impl Proper {
    /// Reads `proper.toml`.
    pub(super) fn read(file: &mut File<'_>) -> Self {
        let raw: Raw = file.read();
        let set = |words: Vec<String>| words.iter().map(|word| fold(word)).collect();
        let all = |rows: Rows<Vec<String>>| set(rows.0.into_iter().flat_map(|(_, words)| words).collect());
        Self {
            particles: set(raw.particles),
            bodies: set(raw.bodies),
            common: all(raw.common),
            roles: all(raw.roles),
            places: set(raw.places),
            speech: set(raw.speech),
        }
    }

    /// The proper names of a report in order, each once, at most 40.
    pub(super) fn names(&self, lexicon: &Lexicon, texts: &Texts<'_>) -> Vec<Name> {
        let texts = [&texts.title, &texts.summary];
        let mut small = HashMap::new();
        for words in texts {
            for (at, word) in words.all_folded().enumerate() {
                let (capital, all) = small.entry(word).or_insert((0, 0));
                *capital += usize::from(words.is_capital(at));
                *all += 1;
            }
        }
        let is_common =
            |word: &str| self.common.contains(word) || small.get(word).is_some_and(|(capital, all)| capital < all);
        let mut names: Vec<Name> = Vec::new();
        for (place, words) in texts.into_iter().enumerate() {
            let mut push = |mut name: Name| {
                name.in_title = place == 0;
                let known =
                    names.iter().any(|known| known.words == name.words && (known.kind == name.kind || known.in_title));
                if names.len() < MOST && !known {
                    names.push(name);
                }
            };
            Self::places(lexicon, words, &mut push);
            self.capitalised(words, lexicon, &is_common, &mut push);
            self.behind_roles(words, &mut push);
        }
        names
    }

    fn places(lexicon: &Lexicon, words: &Words<'_>, push: &mut impl FnMut(Name)) {
        let town = |what: What| matches!(what, What::Town | What::Place { .. });
        for found in lexicon.find(words, |_, _| true) {
            if found.form.senses.iter().any(|sense| town(sense.what)) && !found.form.word {
                let of = (found.first..=found.last).map(|token| words.folded(token).to_owned());
                push(Name { kind: NameKind::Place, words: of.collect(), in_title: false });
            }
        }
    }

    /// Runs of capitalised words.
    fn capitalised(
        &self,
        words: &Words<'_>,
        lexicon: &Lexicon,
        is_common: &impl Fn(&str) -> bool,
        push: &mut impl FnMut(Name),
    ) {
        let headline = is_headline(words);
        let mut geographic = vec![false; words.tokens.len()];
        for found in lexicon.find(words, |_, sense| !matches!(sense.what, What::Nothing)) {
            if !found.form.person {
                geographic[found.first..=found.last].fill(true);
            }
        }
        let opens = |at: usize| at == 0 || words.tokens[at].sentence != words.tokens[at - 1].sentence;
        // A word that is common elsewhere belongs to a name only inside one that is no person's.
        let plain = |at: usize| {
            let word = words.folded(at);
            is_common(word) && !self.particles.contains(word)
        };
        let named = |at: usize| {
            words.is_capital(at) && !geographic[at] && words.folded(at).chars().count() > 1 && !(headline && plain(at))
        };
        let mut at = 0;
        while at < words.tokens.len() {
            if !named(at) {
                at += 1;
                continue;
            }
            let mut run = vec![at];
            let mut next = at + 1;
            while next < words.tokens.len() && run.len() < LONGEST {
                let joined = |place: usize| {
                    words
                        .gap(place)
                        .chars()
                        .all(|c| matches!(c, ' ' | '\u{a0}' | '-' | '‐' | '\'' | '’' | '.' | '“' | '”' | '"'))
                        && !opens(place)
                };
                let particle = self.particles.contains(words.folded(next));
                if joined(next) && named(next) {
                    run.push(next);
                    next += 1;
                } else if particle
                    && joined(next)
                    && next + 1 < words.tokens.len()
                    && joined(next + 1)
                    && (named(next + 1)
                        || self.particles.contains(words.folded(next + 1))
                            && next + 2 < words.tokens.len()
                            && joined(next + 2)
                            && named(next + 2))
                {
                    next += 1;
                } else {
                    break;
                }
            }
            at = next.max(at + 1);
            let body = run.iter().any(|place| self.bodies.contains(words.folded(*place)));
            let first = run.iter().position(|place| !plain(*place)).unwrap_or(run.len());
            let last = run.iter().rposition(|place| !plain(*place)).map_or(first, |last| last + 1);
            let run = &run[first..last.max(first)];
            // `Víctimas de Desapariciones Forzadas`: what hangs on another capitalised word by a small one is no person.
            let hangs = run.first().is_some_and(|first| {
                *first > 1
                    && self.particles.contains(words.folded(*first - 1))
                    && !words.is_capital(*first - 1)
                    && words.is_capital(*first - 2)
                    && words.tokens[*first - 2].sentence == words.tokens[*first].sentence
                    && words.gap(*first).trim().is_empty()
                    && words.gap(*first - 1).trim().is_empty()
            });
            let body = body || hangs || run.iter().any(|place| plain(*place));
            let spoken: Vec<String> = run
                .iter()
                .map(|place| words.folded(*place).to_owned())
                .filter(|word| !self.particles.contains(word))
                .collect();
            // A single capital at the beginning of a sentence says nothing.
            let begins = run.first().is_some_and(|first| opens(*first)) && !headline;
            if spoken.is_empty() || spoken.len() == 1 && begins {
                continue;
            }
            let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
            let near = |place: usize, set: &HashSet<String>| {
                words.tokens.get(place).is_some_and(|token| token.sentence == words.tokens[*first].sentence)
                    && set.contains(words.folded(place))
            };
            // `the village of Aguas Mansas`, `Aguas Mansas village`
            let before = (1..=3).take_while(|back| {
                *back == 1
                    || *back <= *first && self.particles.contains(words.folded(*first + 1 - back))
                    || *back <= *first && words.folded(*first + 1 - back) == "of"
            });
            let mut located = before.filter(|back| *back <= *first).any(|back| near(*first - back, &self.places));
            located |= words.is_capital(*first) && run.len() > 1 && near(*first, &self.places);
            located |= near(last + 1, &self.places) && !words.is_capital(last + 1);
            // Where something happened closes its phrase; `in the So-and-so case` goes on.
            let closes = words.tokens.get(last + 1).is_none_or(|next| {
                next.sentence != words.tokens[*last].sentence || !words.gap(last + 1).trim().is_empty()
            });
            located |= run.len() > 1
                && closes
                && *first > 0
                && words.tokens[*first - 1].sentence == words.tokens[*first].sentence
                && words.gap(*first).trim().is_empty()
                && LOCATIVES.contains(&words.folded(*first - 1));
            let quoted = (1..=2).any(|step| near(last + step, &self.speech))
                || (1..=4).any(|step| step <= *first && near(*first - step, &self.speech));
            let kind = match spoken.len() {
                _ if located => NameKind::Place,
                _ if body => NameKind::Body,
                2.. if quoted => NameKind::Speaker,
                1 => NameKind::Word,
                _ => NameKind::Person,
            };
            push(Name { kind, words: spoken, in_title: false });
        }
    }

    /// Whether a word says what somebody is, also behind what Arabic writes before it: `للباحثة`, `والصحفي`.
    fn is_role(&self, word: &str) -> bool {
        let joined = word.strip_prefix("لل").map(|rest| format!("ال{rest}"));
        let rest = word.strip_prefix(['و', 'ب', 'ف']).or(joined.as_deref());
        self.roles.contains(word) || rest.is_some_and(|rest| self.roles.contains(rest))
    }

    /// The words behind a role, in scripts without capitals.
    fn behind_roles(&self, words: &Words<'_>, push: &mut impl FnMut(Name)) {
        let mut at = 0;
        while at < words.tokens.len() {
            let role = |place: usize| self.is_role(words.folded(place));
            if !role(at) {
                at += 1;
                continue;
            }
            while at < words.tokens.len() && role(at) {
                at += 1;
            }
            let behind = (at..words.tokens.len().min(at + BEHIND_ROLE))
                .take_while(|place| words.gap(*place).trim().is_empty() && !role(*place))
                .take_while(|place| !self.common.contains(words.folded(*place)))
                // An age, not a name.
                .take_while(|place| !words.folded(*place).starts_with(|c: char| c.is_ascii_digit()));
            let name: Vec<String> = behind.map(|place| words.folded(place).to_owned()).collect();
            if name.len() > 1 {
                push(Name { kind: NameKind::Person, words: name, in_title: false });
            }
        }
    }
}

/// Most long words have a capital, so that capitals tell nothing.
fn is_headline(words: &Words<'_>) -> bool {
    let long: Vec<usize> =
        (1..words.tokens.len().min(60)).filter(|place| words.folded(*place).chars().count() > 3).collect();
    let capital = long.iter().filter(|place| words.is_capital(**place)).count();
    long.len() > 3 && capital * 10 >= long.len() * 7
}
