//! Bytes to reports on a thread of their own, with what the document says of itself.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Line;
use crate::model::{Document, Source, SourceKind, SourceUid};
use crate::refine::{self, Reading};

/// What was read, and the title of the document where it is a page.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) reading: Reading,
    pub(super) title: Option<String>,
}

/// Why nothing was read: in words, and as the reader's own error where it is one.
#[derive(Debug)]
pub(super) struct Unread {
    pub(super) message: String,
    pub(super) error: Option<refine::Error>,
}

/// Bytes to reports, off the async workers; a panic in a parser is a source's failure like any other.
pub(super) async fn read(
    line: &Line,
    source: &Source,
    uid: SourceUid,
    document: Document,
    now: DateTime<Utc>,
) -> Result<Read, Unread> {
    let (source_, vocabulary) = (source.clone(), Arc::clone(&line.vocabulary));
    let reading = tokio::task::spawn_blocking(move || {
        let reading = refine::refine(&document, &source_, uid, &vocabulary, now)?;
        let title = (reading.kind == SourceKind::Page).then(|| refine::parse::title(&document)).flatten();
        Ok(Read { reading, title })
    });
    match reading.await {
        Ok(Ok(read)) => Ok(read),
        Ok(Err(error)) => Err(Unread { message: refine::Error::to_string(&error), error: Some(error) }),
        Err(_) => {
            let message = format!("reading {} failed inside the wire; please report this with the page", source.url);
            Err(Unread { message, error: None })
        }
    }
}
