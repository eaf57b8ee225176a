//! What an entry says that takes the place of one that has left: what happened, and nothing of what stood there.

use chrono::{DateTime, TimeDelta, Utc};

use super::slice::Key;
use super::texts::say;
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
    let link = ctx.local(&format!("alerts/{seen}"));
    let (title, text, further) = said(ctx, how);
    let further = further.map(|words| format!(" <a href=\"{}\">{}</a>.", xml::escape(&link), xml::escape(words)));
    Notice {
        id: id.urn(),
        content: format!("<p {}>{}{}</p>", words::own(ctx), xml::escape(&text), further.unwrap_or_default()),
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
fn said<'a>(ctx: &'a Context, how: &Gone) -> (String, String, Option<&'a str>) {
    let texts = &ctx.words().left;
    match how {
        Gone::Withdrawn(retraction) => {
            let (title, text) = withdrawn(ctx, retraction.as_ref());
            (title.to_owned(), text, None)
        }
        Gone::Merged { .. } => (texts.merged.clone(), texts.merged_text.clone(), Some(&texts.merged_link)),
        Gone::Held => (texts.held.clone(), texts.held_text.clone(), None),
        Gone::Left(keys) => {
            let changes: Vec<String> = keys.iter().map(|key| changed(ctx, *key).to_owned()).collect();
            let changes = words::capital(&words::listed(ctx, &changes));
            let told = |text: &str| say(text, &[("changes", &changes)]);
            (told(&texts.moved), told(&texts.moved_text), Some(&texts.moved_link))
        }
    }
}

/// What is said of an alert that was taken back: in a word, and what happened, with the operator's own sentence.
pub(super) fn withdrawn<'a>(ctx: &'a Context, retraction: Option<&Retraction>) -> (&'a str, String) {
    let texts = &ctx.words().gone;
    let Some(retraction) = retraction else { return (&texts.title, texts.plain.clone()) };
    let (title, text) = match (retraction.because, retraction.confirmed) {
        (Because::Source, false) => (&texts.review, &texts.source_review),
        (Because::Source, true) => (&texts.title, &texts.source),
        (Because::Error, _) => (&texts.title, &texts.error),
        (Because::Safety, _) => (&texts.title, &texts.safety),
    };
    let note = retraction.note.as_deref().map(|note| format!(" {}", xml::clean(note).trim())).unwrap_or_default();
    (title, say(text, &[("day", &retraction.at.date_naive().to_string())]) + &note)
}

fn changed(ctx: &Context, key: Key) -> &str {
    let texts = &ctx.words().left;
    match key {
        Key::Region => &texts.region,
        Key::Country => &texts.country,
        Key::M49 => &texts.area,
        Key::Urgency | Key::Active => &texts.urgency,
        Key::Type => &texts.kind,
        Key::Theme => &texts.theme,
        Key::Lang | Key::Prefer | Key::Versions => &texts.language,
        Key::Network => &texts.network,
        Key::Source => &texts.source,
        Key::Case => &texts.case,
    }
}
