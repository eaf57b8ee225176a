//! What publishing is handed, what it answers, and what can go wrong.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};

use crate::model::Seq;
use crate::render::SourceLine;
use crate::render::slice::BadQuery;
use crate::store;

/// What the front page shows besides the alerts.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Extras {
    /// How each source is, in the order to be listed.
    pub sources: Vec<SourceLine>,
    /// What the operator has to do first, for example set a contact; shown to every reader.
    pub notice: Option<String>,
    /// When the wire last completed a round: up to when every source was visited as often as it was due.
    pub round: Option<DateTime<Utc>>,
    /// The day on which it is shown: urgencies fade from one day to the next.
    pub day: NaiveDate,
}

/// What publishing did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Published {
    /// The change up to which what stands on the shelf is current.
    pub head: Seq,
    /// True where the feeds were rendered anew.
    pub feeds: bool,
    /// True where the front page was rendered anew.
    pub index: bool,
}

/// What can go wrong in publishing. What stood on the shelf before still stands.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The store could not be read.
    #[error("the feeds were not renewed, readers still get the former ones: {0}")]
    Store(#[from] store::Error),
    /// Rendering broke down: a fault of the program.
    #[error(
        "the feeds were not renewed, readers still get the former ones: rendering broke down; please report this with the line above it in the log"
    )]
    Render,
    /// What is remembered of subscribers or targets cannot be read or written.
    #[error(
        "the list of subscribers cannot be kept: {0}; let the user that runs almenara read and write the store's folder, and see that its disk has room"
    )]
    Subscriptions(std::io::Error),
    /// Files can only be written once all that is stored was looked through.
    #[error("the wire is still looking through what it holds; try again in a minute")]
    Unlisted,
    /// A folder to be written to has something in it that is not ours.
    #[error(
        "the folder {} is not empty and nothing says that almenara has written it; name an empty or a new folder, so that nothing of yours is lost",
        path.display()
    )]
    NotOurs {
        /// The folder.
        path: PathBuf,
    },
    /// Another process writes to the folder.
    #[error("another almenara writes to the folder {} just now; wait until it has finished, or stop it", path.display())]
    Taken {
        /// The folder.
        path: PathBuf,
    },
    /// The list of what we wrote cannot be understood.
    #[error(
        "{} cannot be read, so nobody knows which files there are almenara's; empty the folder and try again",
        path.display()
    )]
    List {
        /// The list.
        path: PathBuf,
    },
    /// No room, no rights, a failing disk.
    #[error(
        "cannot {action} {}: {cause}; let the user that runs almenara write there, and see that its disk has room",
        path.display()
    )]
    Folder {
        /// What was tried, for example `write`.
        action: &'static str,
        /// Which file.
        path: PathBuf,
        /// What the system said; part of the message, so not told again as what is behind it.
        cause: std::io::Error,
    },
}

/// Why there is nothing to hand out. Fit for readers.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Answer {
    /// No feed stands there.
    #[error("there is no feed at this address")]
    NoFeed,
    /// What is asked for means nothing.
    #[error(transparent)]
    Bad(#[from] BadQuery),
    /// Nothing is archived of that time.
    #[error("there is no archive of that time; the current feed links to the newest one there is")]
    NoArchive,
    /// `before` names no place.
    #[error("before names no place in a feed; take the address of the next page as it stands in the page before it")]
    BadPlace,
    /// A feed by name is asked for with filters.
    #[error("a feed by name holds what it holds; write the keys behind /feed in its place")]
    Named,
    /// The catalogue is still being made.
    #[error("the wire is still looking through what it holds; please ask again in a few seconds")]
    NotYet,
    /// Too much is asked for at once.
    #[error("too many feeds are asked for at once; please ask again in a few seconds")]
    Busy,
    /// The store could not be read, or rendering broke down.
    #[error("this feed could not be made just now; please ask again in a minute")]
    Failed(#[source] Error),
}
