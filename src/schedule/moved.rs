//! What becomes of an address that its server says has moved for good. One answer proves nothing: whoever sits between
//! can give it once. A week of them does, and only within what belongs to one organisation.

use chrono::{DateTime, TimeDelta, Utc};
use url::{Host, Url};

use crate::model::{Moved, Outcome, OutcomeKind, Poll, Source};

/// For how long every visit must say so before the wire goes there by itself.
const WEEK: TimeDelta = TimeDelta::days(7);
/// And how many visits, since a clock may be put forward.
const VISITS: u32 = 5;
/// After so many failures in a row at the new address, the old one is tried again.
const FAILURES: u32 = 3;

/// What to remember of a move after a visit to [`Poll::address`] of `before` that ended with `outcome`; `to` is where the
/// answer said that the address has moved for good.
pub fn moved(source: &Source, before: &Poll, outcome: &Outcome, to: Option<&Url>, now: DateTime<Utc>) -> Option<Moved> {
    let known = before.moved.as_ref().filter(|_| before.url == source.url);
    if !outcome.kind.is_well() && to.is_none() {
        // No answer says nothing about the move; but a new address that does not answer was not one.
        let refused = matches!(outcome.kind, OutcomeKind::Gone | OutcomeKind::Blocked);
        let lost = |known: &&Moved| known.followed && (refused || before.failures + 1 >= FAILURES);
        return known.filter(|known| !lost(known)).cloned();
    }
    let Some(to) = to else { return known.filter(|known| known.followed).cloned() };
    match known {
        Some(known) if known.to == *to && known.since <= now => {
            let visits = known.visits.saturating_add(1);
            let followed = is_theirs(&source.url, to) && visits >= VISITS && now - known.since >= WEEK;
            Some(Moved { visits, followed: known.followed || followed, ..known.clone() })
        }
        _ => Some(Moved { to: to.clone(), since: now, visits: 1, followed: false }),
    }
}

/// What to tell of a move; nothing where there is none.
pub fn moved_words(source: &Source, moved: Option<&Moved>) -> Option<String> {
    let Moved { to, since, followed, .. } = moved?;
    let (from, day) = (&source.url, since.format("%Y-%m-%d"));
    Some(if *followed {
        format!(
            "{from} has moved for good to {to} and is read there (it has said so since {day}); write that into url in the \
             configuration"
        )
    } else if is_theirs(from, to) {
        format!(
            "{from} says it has moved for good to {to} (since {day}); if it still does after seven days, it will be read there; \
             you may also write that into url in the configuration"
        )
    } else {
        format!(
            "{from} says it has moved for good to {to} (since {day}), which may be somebody else's; if it is right, write that \
             into url in the configuration: the wire does not decide it"
        )
    })
}

/// True where an address is within the same registrable domain (by the Public Suffix List) and on the same port, or on
/// its scheme's own: then it takes the same organisation to put something there. Never from `https:` to `http:`.
fn is_theirs(from: &Url, to: &Url) -> bool {
    let port = to.port().is_none() || to.port() == from.port();
    let secure = to.scheme() == "https" || from.scheme() == to.scheme();
    let domain = match (from.host(), to.host()) {
        (Some(Host::Domain(from)), Some(Host::Domain(to))) if from != to => {
            let of = |host: &str| psl::domain_str(host.trim_end_matches('.')).map(str::to_owned);
            of(from).is_some() && of(from) == of(to)
        }
        (from, to) => from == to,
    };
    port && secure && domain
}

#[cfg(test)]
mod tests {
    use super::is_theirs;

    #[test]
    fn an_address_is_theirs_within_one_registrable_domain() {
        for (from, to, theirs) in [
            ("https://wire.ngo/feed", "https://wire.ngo/rss", true),
            ("http://www.wire.ngo/feed", "https://news.wire.ngo/feed", true),
            ("https://wire.ngo/feed", "https://wire.ngo./feed", true),
            ("https://wire.ngo/feed", "http://wire.ngo/feed", false),
            ("https://wire.ngo/feed", "https://wire.ngo:8443/feed", false),
            ("http://wire.ngo:8080/feed", "https://wire.ngo/feed", true),
            ("https://wire.ngo/feed", "https://wire.org/feed", false),
            ("https://a.org.uk/feed", "https://b.org.uk/feed", false),
            ("https://a.github.io/feed", "https://b.github.io/feed", false),
            ("https://a.xn--55qx5d.cn/", "https://b.xn--55qx5d.cn/", false),
            ("https://x.a.xn--55qx5d.cn/", "https://y.a.xn--55qx5d.cn/", true),
            ("http://127.0.0.1:80/", "http://127.0.0.1/x", true),
            ("http://10.0.0.1/", "http://11.0.0.1/", false),
            ("http://localhost/a", "http://localhost/b", true),
            ("http://a.localhost/", "http://b.localhost/", false),
        ] {
            let url = |text: &str| text.parse().expect("an address");
            assert_eq!(is_theirs(&url(from), &url(to)), theirs, "{from} → {to}");
        }
    }
}
