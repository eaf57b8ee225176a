//! Names of countries and towns that are rather a person's.

use super::name::Name;
use super::passage::Passage;
use crate::refine::tag::lexicon::What;

/// Whether a name is rather part of a person's. `prepositioned` says that something before it speaks of a place.
pub(super) fn is_person(
    passage: &Passage<'_>,
    names: &[Name<'_>],
    place: usize,
    prepositioned: bool,
    possessive: bool,
) -> bool {
    let (words, name) = (passage.words, &names[place]);
    let beside = |token: usize, gap: usize| {
        passage.hugs(gap)
            && words.is_capital(token)
            && words.folded(token).chars().count() > 1
            && !words.is_all_capitals(token)
    };
    // The first word of a sentence has its capital from there.
    let after_name = name.first > 0 && beside(name.first - 1, name.first) && !passage.opens(name.first - 1);
    let before_name = name.last + 1 < words.tokens.len() && beside(name.last + 1, name.last + 1);
    let doubled = place
        .checked_sub(1)
        .map(|before| &names[before])
        .is_some_and(|before| before.person && before.last + 1 == name.first && passage.hugs(name.first));
    if doubled {
        return true;
    }
    if possessive || name.what == What::Demonym {
        return false;
    }
    // `Chad and Georgia Pell`: what one of a couple is, the other is too.
    let coupled = name.person
        && !prepositioned
        && names.get(place + 1).is_some_and(|next| {
            next.first == name.last + 2
                && next.person
                && passage.lists(name.last, next.first)
                && is_person(passage, names, place + 1, false, false)
        });
    if coupled {
        return true;
    }
    if passage.title_case {
        return name.person && !prepositioned && (before_name || after_name);
    }
    if name.person {
        return before_name || after_name && !prepositioned;
    }
    name.is_place() && !prepositioned && after_name
}
