//! What is out of the ordinary with a source, in sentences for the operator.

use super::moved::moved_words;
use crate::model::{Poll, Source};

/// What an operator should know of a source besides how its last visit went: that it is retired, has moved, is read
/// through a proxy, or in spite of its robots.txt. `poll` is what is remembered of it.
pub fn remarks(source: &Source, poll: Option<&Poll>) -> Vec<String> {
    let poll = poll.filter(|poll| poll.url == source.url);
    let retired = poll.filter(|poll| poll.retired).map(|poll| {
        let when = poll.visited.map(|at| format!(" on {}", at.format("%Y-%m-%d"))).unwrap_or_default();
        format!(
            "{} said{when} that it is gone for good (410), so it is not asked any more; look for the new address and configure \
             it, or ask once more with `almenara fetch {}`",
            source.url, source.id
        )
    });
    let moved = poll.and_then(|poll| moved_words(source, poll.moved.as_ref()));
    let robots = source.ignore_robots_because.as_ref().map(|reason| {
        let host = source.url.host_str().unwrap_or_default();
        format!("what the robots.txt of {host} forbids is read all the same, because: {reason}")
    });
    let proxy = source.proxy.as_ref().map(|proxy| format!("it is read through {proxy}"));
    retired.into_iter().chain(moved).chain(robots).chain(proxy).collect()
}
