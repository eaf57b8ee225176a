//! The nouns of the wire: plain data, no behaviour beyond what a value can say of itself.
//!
//! Types follow the direction of travel: what they said ([`Document`], [`Entry`]), what we say ([`Report`],
//! [`Alert`]), what became of it ([`Verdict`]), what to write ([`Batch`], [`Change`]), what readers get
//! ([`Representation`]). Nothing in here imports another room, reads a clock or touches the outside.

mod act;
mod alert;
mod batch;
mod blank;
mod case;
mod country;
mod digest;
mod document;
mod drift;
mod entry;
mod facets;
mod fade;
mod feed;
mod fold;
mod hold;
pub mod http_date;
mod language;
mod layout;
mod link;
mod looks;
mod moment;
mod name;
mod network;
mod poll;
mod protection;
mod proxy;
mod reason;
mod report;
mod representation;
mod retraction;
mod slice;
mod stated;
mod tags;
mod verdict;

pub use act::{Act, Verb};
pub use alert::{Alert, AlertId, AlertState, Apart, Event};
pub use batch::{Batch, Change, ChangeKind, Key, KeyHolder, KeyKind, KeyUse, Seq};
pub use case::{CaseState, case_state, is_resolved};
pub use country::{Country, M49, RegionId};
pub use digest::Digest;
pub use document::{Document, Validators};
pub use drift::{Condition, Drift, Habit, Sight};
pub use entry::{Entry, Text, Withdrawal, Withdrawn};
pub use facets::{Facets, Former};
pub use fade::{lapses, urgency_now};
pub use feed::{Cursor, Directory, Filter, Labels, Publisher, ThemeLabel};
pub use fold::{fold, fold_char, is_folded_away};
pub use hold::{Cause, Embargo, Hold, Review};
pub use language::primary_subtag;
pub use layout::Layout;
pub use link::{MAX_LINK, bare_host, host_of, link_key, link_key_within};
pub use looks::{Absence, Lack, Looks};
pub use moment::{DayOrder, Moment, Precision, PublishedFrom};
pub use name::{Name, NameKind};
pub use network::{
    Defaults, Judging, Network, NetworkId, OwnCue, Publish, Select, Source, SourceId, SourceKind, SourceUid,
};
pub use poll::{Beside, Hub, Moved, Noticed, Outcome, OutcomeKind, Poll, Rhythm, Surroundings, Tally};
pub use protection::Protection;
pub use proxy::{Proxy, is_onion};
pub use reason::{Basis, Field, Reason, Rejected};
pub use report::{Completion, Report, ReportId, TitleFrom};
pub use representation::{Coding, Encodings, MediaType, Representation};
pub use retraction::{Because, Retraction};
pub use slice::{NamedFeed, Slice};
pub use stated::Stated;
pub use tags::{Equivalents, Kind, Reference, Tags, Theme, Urgency};
pub use verdict::Verdict;
