//! Whose turn it is to be told: fair between hosts, bounded for each and in all.

use std::collections::{HashMap, HashSet, VecDeque};

use super::subscription::Name;

/// Those who wait to be told, by the host of their callbacks.
pub(super) struct Queue {
    per_host: usize,
    in_all: usize,
    waiting: HashMap<String, VecDeque<Name>>,
    /// Hosts with somebody waiting; each gets a turn before any gets its second.
    hosts: VecDeque<String>,
    queued: HashSet<Name>,
    busy: HashMap<String, usize>,
    under_way: usize,
}

impl Queue {
    pub(super) fn new(per_host: usize, in_all: usize) -> Self {
        let (waiting, hosts, queued, busy) = Default::default();
        Self { per_host, in_all, waiting, hosts, queued, busy, under_way: 0 }
    }

    /// Puts somebody in line, once.
    pub(super) fn push(&mut self, name: Name) {
        if !self.queued.insert(name.clone()) {
            return;
        }
        let host = name.host().to_owned();
        let line = self.waiting.entry(host.clone()).or_default();
        if line.is_empty() {
            self.hosts.push_back(host);
        }
        line.push_back(name);
    }

    /// Who is next; to be given back with [`Self::done`].
    pub(super) fn take(&mut self) -> Option<Name> {
        if self.under_way >= self.in_all {
            return None;
        }
        for _ in 0..self.hosts.len() {
            let host = self.hosts.pop_front()?;
            if self.busy.get(&host).is_some_and(|busy| *busy >= self.per_host) {
                self.hosts.push_back(host);
                continue;
            }
            let line = self.waiting.get_mut(&host)?;
            let name = line.pop_front();
            if line.is_empty() {
                self.waiting.remove(&host);
            } else {
                self.hosts.push_back(host.clone());
            }
            let name = name?;
            self.queued.remove(&name);
            *self.busy.entry(host).or_default() += 1;
            self.under_way += 1;
            return Some(name);
        }
        None
    }

    /// Somebody takes long: they count for their host only, and keep no one else from being told.
    pub(super) fn slow(&mut self) {
        self.under_way = self.under_way.saturating_sub(1);
    }

    /// Somebody was told, or was not. `slow` where [`Self::slow`] was called for them.
    pub(super) fn done(&mut self, host: &str, slow: bool) {
        if !slow {
            self.slow();
        }
        if let Some(busy) = self.busy.get_mut(host) {
            *busy -= 1;
            if *busy == 0 {
                self.busy.remove(host);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(host: &str, number: usize) -> Name {
        let callback = format!("https://{host}.example/{number}").parse().expect("an address");
        Name { callback, topic: "t".to_owned() }
    }

    #[test]
    fn hosts_take_turns_and_none_takes_more_than_its_share() {
        let mut queue = Queue::new(2, 5);
        (0..10).for_each(|number| queue.push(name("crowd", number)));
        queue.push(name("crowd", 0));
        queue.push(name("lone", 0));
        let mut taken = || std::iter::from_fn(|| queue.take()).map(|name| name.host().to_owned()).collect::<Vec<_>>();
        assert_eq!(taken(), ["crowd.example", "lone.example", "crowd.example"]);
        assert!(taken().is_empty());
        queue.slow();
        assert_eq!(queue.take(), None, "the slow one still counts for its host");
        queue.done("crowd.example", true);
        assert_eq!(queue.take(), Some(name("crowd", 2)));
        for number in 3..10 {
            queue.done("crowd.example", false);
            assert_eq!(queue.take(), Some(name("crowd", number)));
        }
        assert_eq!(queue.take(), None);
    }

    #[test]
    fn there_is_a_bound_in_all() {
        let mut queue = Queue::new(8, 3);
        for host in ["a", "b", "c", "d"] {
            queue.push(name(host, 0));
        }
        assert_eq!(std::iter::from_fn(|| queue.take()).count(), 3);
        queue.done("a.example", false);
        assert_eq!(queue.take(), Some(name("d", 0)));
    }
}
