//! How often a callback's host may be asked whether a subscription was meant, so that nobody makes this hub a weapon.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

/// How often in a minute.
const USUAL: usize = 60;
/// How often where the last ten were in vain.
const MISTRUSTED: usize = 1;
const IN_VAIN: u32 = 10;
const MINUTE: Duration = Duration::from_mins(1);
/// A host that was not asked for so long is forgotten.
const FORGOTTEN: Duration = Duration::from_hours(1);
/// How many hosts are remembered.
const HOSTS: usize = 4096;

/// What is remembered of each host and port.
#[derive(Default)]
pub(super) struct Gate {
    hosts: HashMap<String, Host>,
}

#[derive(Default)]
struct Host {
    /// When it was asked, within the last minute.
    asked: VecDeque<Instant>,
    last: Option<Instant>,
    in_vain: u32,
}

impl Gate {
    /// Whether a host may be asked now; if so, that counts.
    pub(super) fn pass(&mut self, host: &str, now: Instant) -> bool {
        if self.hosts.len() >= HOSTS && !self.hosts.contains_key(host) {
            self.hosts.retain(|_, host| host.last.is_some_and(|last| now.duration_since(last) < FORGOTTEN));
            if self.hosts.len() >= HOSTS {
                return false;
            }
        }
        let host = self.hosts.entry(host.to_owned()).or_default();
        while host.asked.front().is_some_and(|asked| now.duration_since(*asked) >= MINUTE) {
            host.asked.pop_front();
        }
        let allowed = if host.in_vain >= IN_VAIN { MISTRUSTED } else { USUAL };
        if host.asked.len() >= allowed {
            return false;
        }
        host.asked.push_back(now);
        host.last = Some(now);
        true
    }

    /// Takes note of whether a host confirmed.
    pub(super) fn confirmed(&mut self, host: &str, yes: bool) {
        if let Some(host) = self.hosts.get_mut(host) {
            host.in_vain = if yes { 0 } else { host.in_vain.saturating_add(1) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_asked_sixty_times_a_minute_and_once_where_it_never_confirms() {
        let (mut gate, begun) = (Gate::default(), Instant::now());
        let passes =
            |gate: &mut Gate, at: u64| (0..100).filter(|_| gate.pass("a:443", begun + Duration::from_secs(at))).count();
        assert_eq!(passes(&mut gate, 0), 60);
        assert_eq!(passes(&mut gate, 59), 0);
        assert!(gate.pass("b:443", begun), "another host is another matter");
        assert_eq!(passes(&mut gate, 60), 60);
        (0..10).for_each(|_| gate.confirmed("a:443", false));
        assert_eq!(passes(&mut gate, 121), 1);
        gate.confirmed("a:443", true);
        assert_eq!(passes(&mut gate, 122), 59);
    }

    #[test]
    fn a_flood_of_hosts_takes_no_memory_without_bound() {
        let (mut gate, now) = (Gate::default(), Instant::now());
        let passed = (0..2 * HOSTS).filter(|number| gate.pass(&format!("h{number}:80"), now)).count();
        assert_eq!((passed, gate.hosts.len()), (HOSTS, HOSTS));
        assert!(gate.pass("late:80", now + FORGOTTEN));
        assert_eq!(gate.hosts.len(), 1);
    }
}
