//! What there are pages of, and where each stands below the folder of its language.

use super::super::slice::{self, BadQuery, Key, Terms};
use crate::model::{AlertId, Cursor, Slice};

/// Says in an address that a view goes on behind a place.
const BEFORE: &str = "before";

/// What a page shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Address {
    /// What stands in a slice, from its beginning or behind a place.
    View(Box<Slice>, Option<Cursor>),
    /// One alert.
    Alert(AlertId),
    /// The case that began with an alert.
    Case(AlertId),
    /// How to ask for a correction or removal.
    Removal,
}

/// Why an address is none of a page.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoPage {
    /// Nothing of the kind stands anywhere.
    #[error("there is no page at this address")]
    Unknown,
    /// It asks for what nobody can mean.
    #[error(transparent)]
    Query(#[from] BadQuery),
    /// It goes on behind no place.
    #[error("`before` is not a place in this view")]
    Place,
}

impl Address {
    /// The front page.
    pub fn front() -> Self {
        Self::View(Box::default(), None)
    }

    /// The page of a slice: a case has one of its own.
    pub fn view(slice: Slice) -> Self {
        match slice.filter.cases.as_slice() {
            [case] if slice::place(&slice).1.is_empty() => Self::Case(*case),
            _ => Self::View(Box::new(slice), None),
        }
    }

    /// What a path below the folder of a language and the query behind it mean, in whatever order or case they are written.
    ///
    /// # Errors
    /// When there is no such page.
    pub fn of(path: &str, query: &str, terms: &Terms) -> Result<Self, NoPage> {
        let parts: Vec<&str> = path.strip_prefix('/').unwrap_or_default().split('/').collect();
        let id = |text: &str| text.parse().map_err(|_| NoPage::Unknown);
        let asked = match parts.as_slice() {
            ["removal"] => return Ok(Self::Removal),
            ["alerts", alert] => return Ok(Self::Alert(id(alert)?)),
            ["case", case] => return Ok(Self::Case(id(case)?)),
            [""] => query.to_owned(),
            [key, term] | [key, term, ""] if Key::named(key).is_some_and(Key::filters) => {
                format!("{key}={}&{query}", term.replace('&', "%26"))
            }
            _ => return Err(NoPage::Unknown),
        };
        let (slice, beside) = slice::parse_beside(&asked, terms, &[BEFORE])?;
        let place = beside.iter().map(|(_, place)| place.as_str()).rfind(|place| !place.is_empty());
        let before: Option<Cursor> = place.map(|place| place.parse().map_err(|()| NoPage::Place)).transpose()?;
        Ok(match Self::view(slice) {
            Self::View(slice, _) => Self::View(slice, before),
            other => other,
        })
    }

    /// Its one address: `country/HND/`, `?country=HND&urgency=critical`, `alerts/…`; empty for the front page.
    pub fn path(&self) -> String {
        match self {
            Self::View(slice, before) => {
                let (stem, query) = slice::place(slice);
                let folder = stem.strip_prefix('/').and_then(|stem| stem.strip_suffix("feed")).unwrap_or_default();
                let before = before.iter().map(|place| format!("{BEFORE}={place}"));
                let query: Vec<String> =
                    Some(query).filter(|query| !query.is_empty()).into_iter().chain(before).collect();
                let question = if query.is_empty() { "" } else { "?" };
                format!("{folder}{question}{}", query.join("&"))
            }
            Self::Alert(id) => format!("alerts/{id}"),
            Self::Case(id) => format!("case/{id}"),
            Self::Removal => "removal".to_owned(),
        }
    }

    /// The way there from a page that is `up` away from the folder of its language.
    pub(super) fn link(&self, up: &str) -> String {
        // A page itself is `./`.
        Some(format!("{up}{}", self.path())).filter(|link| !link.is_empty()).unwrap_or_else(|| "./".to_owned())
    }
}
