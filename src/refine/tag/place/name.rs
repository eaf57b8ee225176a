//! A name where it stands in a text, with what it means there.

use std::borrow::Cow;

use crate::model::Country;
use crate::refine::tag::lexicon::{Found, Sense, What};
use crate::refine::tag::words::Words;

use super::gazetteer::Entry;

/// A name where it stands in a text.
#[derive(Clone, Debug)]
pub(super) struct Name<'a> {
    /// Its first word.
    pub(super) first: usize,
    /// Its last word.
    pub(super) last: usize,
    pub(super) what: What,
    /// The countries meant; of a place of the gazetteer those that it may be in.
    pub(super) countries: Cow<'a, [Country]>,
    /// Also a person's name.
    pub(super) person: bool,
    /// Also another word.
    pub(super) word: bool,
    /// A town where organisations have their seat.
    pub(super) seat: bool,
    /// The letter for *in* was written together with it: Arabic `ب`.
    pub(super) within: bool,
}

impl<'a> Name<'a> {
    /// A name of the lexicon in one of its meanings.
    pub(super) fn of(words: &Words<'_>, found: &Found<'a>, sense: &'a Sense) -> Self {
        Self {
            first: found.first,
            last: found.last,
            what: sense.what,
            countries: Cow::Borrowed(&sense.countries),
            person: found.form.person,
            word: found.form.word,
            seat: found.form.seat,
            within: within(words, found.first, found.prefix),
        }
    }

    /// A place of the gazetteer, of whose first word so many bytes were left aside.
    pub(super) fn listed(words: &Words<'_>, first: usize, last: usize, prefix: usize, entry: Entry) -> Self {
        Self {
            first,
            last,
            what: What::Listed { known: entry.known },
            countries: Cow::Owned(entry.countries),
            person: false,
            word: entry.word,
            seat: false,
            within: within(words, first, prefix),
        }
    }

    /// Whether it is a place rather than a country or its people.
    pub(super) fn is_place(&self) -> bool {
        matches!(self.what, What::Town | What::Place { .. } | What::Listed { .. })
    }
}

fn within(words: &Words<'_>, first: usize, prefix: usize) -> bool {
    words.folded(first).get(..prefix).is_some_and(|prefix| prefix.contains('ب'))
}
