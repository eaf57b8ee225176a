//! Who has subscribed to what: every decision about subscriptions, with the time as an argument.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};

use super::contract::Bounds;
use super::subscription::{Name, Subscription};
use crate::publish::backoff::Failing;

/// All subscriptions.
pub(super) struct Book {
    bounds: Bounds,
    all: BTreeMap<Name, Subscription>,
    /// How many there are at each host.
    hosts: HashMap<String, usize>,
}

impl Book {
    /// A book with what was kept of an earlier one.
    pub(super) fn new(bounds: Bounds, kept: Vec<Subscription>) -> Self {
        let mut book = Self { bounds, all: BTreeMap::new(), hosts: HashMap::new() };
        for subscription in kept {
            book.put(subscription);
        }
        book
    }

    pub(super) fn get(&self, name: &Name) -> Option<&Subscription> {
        self.all.get(name)
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Subscription> {
        self.all.values()
    }

    /// Why one more cannot be taken, where it cannot. Renewing needs no room.
    pub(super) fn full(&self, name: &Name) -> Option<&'static str> {
        if self.all.contains_key(name) {
            None
        } else if self.all.len() >= self.bounds.subscriptions {
            Some("at this hub")
        } else if self.hosts.get(name.host()).is_some_and(|count| *count >= self.bounds.per_host) {
            Some("with callbacks at this host")
        } else {
            None
        }
    }

    /// Takes a subscription that was confirmed, or renews it: what it was sent stays known, what went wrong is over.
    pub(super) fn confirm(&mut self, mut subscription: Subscription) -> &Subscription {
        let name = subscription.name.clone();
        if let Some(known) = self.all.get(&name) {
            subscription.told = known.told.clone().or(subscription.told);
        }
        self.put(subscription);
        &self.all[&name]
    }

    fn put(&mut self, subscription: Subscription) {
        let host = subscription.name.host().to_owned();
        if self.all.insert(subscription.name.clone(), subscription).is_none() {
            *self.hosts.entry(host).or_default() += 1;
        }
    }

    /// Ends a subscription; `None` where there was none.
    pub(super) fn end(&mut self, name: &Name) -> Option<Subscription> {
        let ended = self.all.remove(name)?;
        if let Some(count) = self.hosts.get_mut(name.host()) {
            *count -= 1;
            if *count == 0 {
                self.hosts.remove(name.host());
            }
        }
        Some(ended)
    }

    /// Ends those whose time is over (WebSub §5.3).
    pub(super) fn expire(&mut self, now: DateTime<Utc>) -> Vec<Name> {
        let over = self.all.values().filter(|known| known.until <= now);
        let over: Vec<Name> = over.map(|known| known.name.clone()).collect();
        for name in &over {
            self.end(name);
        }
        over
    }

    /// Every topic that somebody has subscribed to.
    pub(super) fn topics(&self) -> BTreeSet<String> {
        self.all.keys().map(|name| name.topic.clone()).collect()
    }

    /// Those to be told of a change of these topics now; who could not be told before waits for the next try.
    pub(super) fn readers(&self, topics: &BTreeSet<String>) -> Vec<Name> {
        let readers = self.all.values().filter(|known| known.failing.is_none() && topics.contains(&known.name.topic));
        readers.map(|known| known.name.clone()).collect()
    }

    /// Those to be tried again by now.
    pub(super) fn retries(&self, now: DateTime<Utc>) -> Vec<Name> {
        let due = self.all.values().filter(|known| known.failing.is_some_and(|row| row.again <= now));
        due.map(|known| known.name.clone()).collect()
    }

    /// Somebody has what this entity tag names.
    pub(super) fn met(&mut self, name: &Name, etag: String) -> Option<&Subscription> {
        let known = self.all.get_mut(name)?;
        (known.told, known.failing) = (Some(etag), None);
        Some(known)
    }

    /// Somebody could not be told. `Err` where that ended the subscription.
    pub(super) fn missed(&mut self, name: &Name, now: DateTime<Utc>, jitter: u64) -> Option<Result<&Subscription, ()>> {
        let known = self.all.get_mut(name)?;
        known.failing = Failing::after(known.failing, now, jitter);
        if known.failing.is_some() {
            return self.all.get(name).map(Ok);
        }
        self.end(name);
        Some(Err(()))
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn subscription(host: &str, number: u32, until: DateTime<Utc>) -> Subscription {
        let callback = format!("https://{host}.example/{number}").parse().expect("an address");
        let name = Name { callback, topic: "https://wire.example/feed.atom".to_owned() };
        Subscription { asked: name.topic.clone(), name, secret: None, until, told: None, failing: None }
    }

    #[test]
    fn there_is_room_up_to_a_bound_for_each_host_and_in_all_and_renewing_needs_none() {
        let (now, bounds) = (DateTime::UNIX_EPOCH, Bounds { subscriptions: 3, per_host: 2 });
        let mut book = Book::new(bounds, Vec::new());
        for number in 0..2 {
            book.confirm(subscription("a", number, now));
        }
        let name = |host, number| subscription(host, number, now).name;
        assert_eq!(book.full(&name("a", 2)), Some("with callbacks at this host"));
        assert_eq!((book.full(&name("a", 1)), book.full(&name("b", 0))), (None, None));
        book.confirm(subscription("b", 0, now));
        assert_eq!(book.full(&name("c", 0)), Some("at this hub"));
        book.end(&name("a", 0));
        assert_eq!((book.full(&name("a", 2)), book.full(&name("c", 0))), (None, None));
    }

    #[test]
    fn a_lease_ends_unless_it_is_renewed_and_renewing_forgets_what_went_wrong() {
        let (now, hour) = (DateTime::UNIX_EPOCH, TimeDelta::hours(1));
        let mut book =
            Book::new(Bounds::default(), vec![subscription("a", 0, now + hour), subscription("b", 0, now + hour)]);
        let name = subscription("a", 0, now).name;
        book.met(&name, "1".to_owned());
        assert!(matches!(book.missed(&name, now, 0), Some(Ok(_))));
        assert!(book.retries(now).is_empty());
        assert_eq!(book.retries(now + TimeDelta::minutes(1)), std::slice::from_ref(&name));
        let renewed = book.confirm(subscription("a", 0, now + hour * 2));
        assert_eq!((renewed.told.as_deref(), renewed.failing), (Some("1"), None));
        assert_eq!(book.expire(now + hour), [subscription("b", 0, now).name]);
        assert_eq!(book.len(), 1);
        assert_eq!(book.expire(now + hour * 2), [name]);
    }

    #[test]
    fn who_cannot_be_told_for_three_days_is_dropped() {
        let mut now = DateTime::UNIX_EPOCH;
        let mut book = Book::new(Bounds::default(), vec![subscription("a", 0, now + TimeDelta::days(30))]);
        let name = subscription("a", 0, now).name;
        while let Some(Ok(known)) = book.missed(&name, now, 0) {
            now = known.failing.expect("it fails").again;
        }
        assert!(book.get(&name).is_none());
        assert!((72..79).contains(&(now - DateTime::UNIX_EPOCH).num_hours()));
    }
}
