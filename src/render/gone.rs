//! What an entry says that takes the place of one that has left: what happened, and nothing of what stood there.

use chrono::{DateTime, TimeDelta, Utc};

use super::slice::Key;
use super::{Context, Gone, words, xml};
use crate::model::{AlertId, Because, Retraction};

/// Such an entry, ready to be written down. Every text is clean; only `content` is markup.
pub(super) struct Notice {
    /// `urn:uuid:…`.
    pub(super) id: String,
    pub(super) title: String,
    pub(super) published: DateTime<Utc>,
    pub(super) updated: DateTime<Utc>,
    /// A page of ours: the survivor's where it became one with another.
    pub(super) link: String,
    /// HTML.
    pub(super) content: String,
    /// What happened, in one word.
    pub(super) how: &'static str,
    /// The id of the alert that it became one with.
    pub(super) into: Option<String>,
    /// True where readers should let go of their copy altogether.
    pub(super) deleted: bool,
}

impl Notice {
    /// `when` of RFC 6721: later than the entry's `updated`, so that whoever knows both deletes, and whoever knows only
    /// entries overwrites.
    pub(super) fn when(&self) -> String {
        words::rfc3339(self.updated + TimeDelta::seconds(1))
    }

    /// The attributes of `alm:gone`.
    pub(super) fn attributes(&self) -> Vec<(&'static str, String)> {
        let into = self.into.clone().map(|into| ("into", into));
        [("how", self.how.to_owned())].into_iter().chain(into).collect()
    }
}

/// The entry for what has left.
pub(super) fn notice(
    ctx: &Context,
    [id, alert]: [AlertId; 2],
    [published, updated]: [DateTime<Utc>; 2],
    how: &Gone,
) -> Notice {
    let seen = match how {
        Gone::Merged { into } => *into,
        Gone::Withdrawn(_) | Gone::Held | Gone::Left(_) => alert,
    };
    let link = ctx.address(&format!("alerts/{seen}"));
    let (title, text, further) = said(how);
    let further = further.map(|words| format!(" <a href=\"{}\">{words}</a>.", xml::escape(&link)));
    Notice {
        id: id.urn(),
        content: format!("<p lang=\"en\" dir=\"ltr\">{}{}</p>", xml::escape(&text), further.unwrap_or_default()),
        title,
        published: words::instant(published),
        updated: words::instant(updated),
        link,
        how: match how {
            Gone::Withdrawn(_) => "withdrawn",
            Gone::Merged { .. } => "merged",
            Gone::Held => "held",
            Gone::Left(_) => "left",
        },
        into: if let Gone::Merged { into } = how { Some(into.urn()) } else { None },
        deleted: matches!(how, Gone::Withdrawn(_) | Gone::Merged { .. }),
    }
}

/// The title, what happened, and what a link behind it leads to.
fn said(how: &Gone) -> (String, String, Option<&'static str>) {
    match how {
        Gone::Withdrawn(Some(retraction)) => {
            let (title, text) = withdrawn(retraction);
            (title.to_owned(), text, None)
        }
        Gone::Withdrawn(None) => ("Withdrawn".to_owned(), "This alert was withdrawn.".to_owned(), None),
        Gone::Merged { .. } => (
            "Merged into another alert".to_owned(),
            "This alert and another one tell of the same and have become one.".to_owned(),
            Some("It goes on there"),
        ),
        Gone::Held => (
            "Kept back for review".to_owned(),
            "This alert is kept back while its publisher looks at it.".to_owned(),
            None,
        ),
        Gone::Left(keys) => {
            let changes: Vec<String> = keys.iter().map(|key| changed(*key).to_owned()).collect();
            let mut title = words::listed(&changes);
            title.get_mut(..1).map(str::make_ascii_uppercase);
            let text = format!("{title}: this alert is no longer filed here.");
            (format!("{title}: no longer filed here"), text, Some("It still stands on its page"))
        }
    }
}

fn withdrawn(retraction: &Retraction) -> (&'static str, String) {
    let day = retraction.at.date_naive();
    let note = retraction.note.as_deref().map(|note| format!(" {}", xml::clean(note).trim())).unwrap_or_default();
    let text = match (retraction.because, retraction.confirmed) {
        (Because::Source, false) => {
            return (
                "Withdrawn by its source, under review",
                format!("Its source has taken this back on {day}.{note}"),
            );
        }
        (Because::Source, true) => format!("This alert was withdrawn on {day}: its source has taken it back."),
        (Because::Error, _) => format!("This alert was withdrawn on {day}: it was wrong."),
        (Because::Safety, _) => format!(
            "This alert was withdrawn on {day} for somebody's safety. Whoever has kept a copy is asked to delete it."
        ),
    };
    ("Withdrawn", format!("{text}{note}"))
}

fn changed(key: Key) -> &'static str {
    match key {
        Key::Region => "region corrected",
        Key::Country => "country corrected",
        Key::M49 => "area corrected",
        Key::Urgency | Key::Active => "urgency changed",
        Key::Type => "type changed",
        Key::Theme => "theme corrected",
        Key::Lang | Key::Prefer | Key::Versions => "language corrected",
        Key::Network => "network changed",
        Key::Source => "source changed",
        Key::Case => "case corrected",
    }
}
