//! A visit: robots.txt, turns, conditional request, redirects, in this order.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use tokio::time::Instant;
use url::Url;

use crate::model::{Document, Proxy, Source, Validators, host_of};

use super::body::Bound;
use super::door::{Door, Heard};
use super::error::Error;
use super::guard::{Names, SystemNames, is_local, shown};
use super::landings::Landings;
use super::links::{Links, links};
use super::policy::Policy;
use super::response;
use super::robots::{self, Rules};
use super::rulebook::Rulebook;
use super::turns::{HostPort, Turns};

/// Our name in robots.txt (RFC 9309 §2.2.1).
const TOKEN: &str = "almenara";
const ACCEPTED: &str = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.8, */*;q=0.5";
/// Longest address that is visited; no feed or page has a longer one, and robots.txt is matched against it.
const MAX_URL: usize = 4096;

/// What a visit brought.
#[derive(Clone, Debug)]
pub enum Answer {
    /// A document to be read.
    Fresh {
        /// The document.
        document: Document,
        /// Where the address has moved for good (301, 308); `None` where it has not.
        moved_permanently: Option<Url>,
        /// How long the server promises that nothing changes, at most a day.
        fresh_for: Option<Duration>,
        /// Who tells of changes.
        links: Box<Links>,
    },
    /// The server says that nothing has changed since the validators were given.
    Unchanged {
        /// For the next visit.
        validators: Validators,
        /// Where the address has moved for good (301, 308); `None` where it has not.
        moved_permanently: Option<Url>,
        /// How long the server promises that nothing changes, at most a day.
        fresh_for: Option<Duration>,
    },
}

/// What the operator has settled for a source.
#[derive(Clone, Copy, Default)]
pub(super) struct Terms<'a> {
    proxy: Option<&'a Proxy>,
    /// The host that has agreed to be read whatever its robots.txt says.
    consented: Option<&'a str>,
}

/// The one who fetches: cheap to share behind an `Arc`, to be made once per process, so that turns are kept.
#[derive(Debug)]
pub struct Fetcher {
    policy: Policy,
    clock: fn() -> DateTime<Utc>,
    door: Door,
    turns: Turns,
    rulebook: Rulebook,
    landings: Landings,
}

impl Fetcher {
    /// A fetcher under a policy; `clock` tells the time of day.
    pub fn new(policy: Policy, clock: fn() -> DateTime<Utc>) -> Result<Self, Error> {
        Self::with_names(policy, clock, &(Arc::new(SystemNames) as Arc<dyn Names>))
    }

    /// A fetcher that asks `names` where hosts are. What they answer is checked as the system's answers are.
    pub fn with_names(policy: Policy, clock: fn() -> DateTime<Utc>, names: &Arc<dyn Names>) -> Result<Self, Error> {
        let door = Door::new(&policy, names)?;
        Ok(Self {
            policy,
            clock,
            door,
            turns: Turns::default(),
            rulebook: Rulebook::default(),
            landings: Landings::default(),
        })
    }

    /// What it goes by.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Visits an address: waits for its turn at the host, asks with the validators of the last visit, follows
    /// redirects. Dropping the future ends the visit and gives the turn on.
    pub async fn visit(&self, url: &Url, validators: &Validators) -> Result<Answer, Error> {
        self.visit_under(Terms::default(), url, validators).await
    }

    /// Visits an address of a source as [`Self::visit`] does, under what the operator has settled for that source: through
    /// its proxy, and on its host also where robots.txt asks us not to.
    pub async fn visit_for(&self, source: &Source, url: &Url, validators: &Validators) -> Result<Answer, Error> {
        let consented = source.ignore_robots_because.as_ref().map(|_| host_of(&source.url));
        self.visit_under(Terms { proxy: source.proxy.as_ref(), consented }, url, validators).await
    }

    async fn visit_under(&self, terms: Terms<'_>, url: &Url, validators: &Validators) -> Result<Answer, Error> {
        let start = without_fragment(url);
        let mut at = start.clone();
        let mut moved_permanently = None;
        let mut all_permanent = true;
        let mut left = self.policy.total_timeout;
        for _ in 0..=self.policy.max_redirects {
            self.may_visit(&at, terms)?;
            let rules = self.rules(&at, terms).await?;
            let asked = *validators != Validators::default() && self.landings.may_ask(&start, &at, self.policy.reread);
            let ask = request(asked.then_some(validators));
            let pause = self.policy.gap.max(rules.delay.unwrap_or_default());
            let bound = Bound::Refuse(self.policy.max_body);
            let heard = self.ask(&at, terms, ask, bound, pause, &mut left).await?;
            let now = (self.clock)();
            let fresh_for = response::fresh_for(&heard.head, now);
            match heard.status.as_u16() {
                200 | 203 => {
                    self.landings.landed(&start, &at);
                    let links = Box::new(links(&heard.head, &at));
                    let document = document(at, heard, now);
                    return Ok(Answer::Fresh { document, moved_permanently, fresh_for, links });
                }
                304 if asked => {
                    let validators = validators_after(response::validators(&heard.head), validators);
                    return Ok(Answer::Unchanged { validators, moved_permanently, fresh_for });
                }
                301 | 302 | 303 | 307 | 308 => {
                    let to = next_hop(&at, &heard)?;
                    all_permanent &= matches!(heard.status.as_u16(), 301 | 308);
                    if all_permanent {
                        moved_permanently = Some(to.clone());
                    }
                    at = to;
                }
                status => return Err(refused(&at, status, &heard, now)),
            }
        }
        Err(Error::TooManyRedirects { url: shown(&start), limit: self.policy.max_redirects })
    }

    /// Sends a form to an address in its host's turn, follows nothing, reads no answer; the status code. For asking hubs.
    pub async fn post(&self, url: &Url, form: &[(&str, &str)]) -> Result<u16, Error> {
        let terms = Terms::default();
        self.may_visit(url, terms)?;
        let _turn = self.turns.take(&HostPort::of(url), self.policy.gap).await;
        Ok(self.door.post(url, form, self.policy.total_timeout).await?.as_u16())
    }

    pub(super) fn door(&self) -> &Door {
        &self.door
    }

    /// True for an address of ours that others can reach: not private, unless the operator has said that private ones
    /// are meant.
    pub fn is_reachable(&self, url: &Url) -> bool {
        self.door.check(url, None).is_ok() && (!self.policy.allow_private.is_empty() || !is_local(url))
    }

    pub(super) fn may_visit(&self, url: &Url, terms: Terms<'_>) -> Result<(), Error> {
        if url.as_str().len() > MAX_URL {
            return Err(Error::BadAddress { url: shown(url), why: "it is longer than 4096 characters" });
        }
        self.door.check(url, terms.proxy)
    }

    /// One request in the host's turn. The turn ends when the answer has been read.
    async fn ask(
        &self,
        url: &Url,
        terms: Terms<'_>,
        ask: HeaderMap,
        bound: Bound,
        pause: Duration,
        left: &mut Duration,
    ) -> Result<Heard, Error> {
        let _turn = self.turns.take(&HostPort::of(url), pause).await;
        let begun = Instant::now();
        let heard = self.door.get(url, terms.proxy, ask, bound, *left).await;
        *left = left.saturating_sub(begun.elapsed());
        heard
    }

    /// The rules of the site, where they admit the address. Where the site has agreed to be read all the same, only the
    /// pause that it asks for between two requests is left of them.
    async fn rules(&self, url: &Url, terms: Terms<'_>) -> Result<Arc<Rules>, Error> {
        let rules = self.rulebook.rules(&HostPort::of(url), self.read_rules(url, terms)).await;
        if terms.consented == Some(host_of(url)) {
            return Ok(rules.unwrap_or_default());
        }
        let rules = rules?;
        if rules.allow(url) { Ok(rules) } else { Err(Error::Robots { url: shown(url) }) }
    }

    /// Fetches and reads a robots.txt (RFC 9309 §2.3.1): what is not there forbids nothing, what cannot be had now
    /// forbids everything for now.
    async fn read_rules(&self, url: &Url, terms: Terms<'_>) -> Result<Rules, Error> {
        let Ok(mut at) = url.join("/robots.txt") else { return Ok(Rules::default()) };
        let mut left = self.policy.total_timeout;
        for _ in 0..=self.policy.max_redirects {
            self.may_visit(&at, terms)?;
            let bound = Bound::Cut(robots::MAX_BYTES);
            let heard = self.ask(&at, terms, HeaderMap::new(), bound, self.policy.gap, &mut left).await?;
            match heard.status.as_u16() {
                200 | 203 => return Ok(Rules::read(&heard.body, TOKEN)),
                301 | 302 | 303 | 307 | 308 => at = next_hop(&at, &heard)?,
                status @ (429 | 500..=599) => {
                    let retry_after = response::retry_after(&heard.head, (self.clock)());
                    return Err(Error::RobotsUnreachable { url: shown(&at), status, retry_after });
                }
                _ => break,
            }
        }
        Ok(Rules::default())
    }
}

fn request(validators: Option<&Validators>) -> HeaderMap {
    let mut head = HeaderMap::new();
    head.insert(ACCEPT, HeaderValue::from_static(ACCEPTED));
    if let Some(validators) = validators {
        for (name, value) in [(IF_NONE_MATCH, &validators.etag), (IF_MODIFIED_SINCE, &validators.last_modified)] {
            if let Some(value) = value.as_deref().and_then(|value| HeaderValue::from_str(value).ok()) {
                head.insert(name, value);
            }
        }
    }
    head
}

fn document(url: Url, heard: Heard, fetched: DateTime<Utc>) -> Document {
    Document {
        url,
        content_type: response::content_type(&heard.head),
        validators: response::validators(&heard.head),
        body: heard.body,
        fetched,
    }
}

/// A 304 need not repeat what has not changed (RFC 9110 §15.4.5).
fn validators_after(told: Validators, known: &Validators) -> Validators {
    Validators {
        etag: told.etag.or_else(|| known.etag.clone()),
        last_modified: told.last_modified.or_else(|| known.last_modified.clone()),
    }
}

fn next_hop(from: &Url, heard: &Heard) -> Result<Url, Error> {
    let status = heard.status.as_u16();
    let mut to = response::location(&heard.head, from).ok_or(Error::BadRedirect { url: shown(from), status })?;
    if from.scheme() == "https" && to.scheme() == "http" {
        return Err(Error::Downgrade { url: shown(from), to: shown(&to) });
    }
    if to.origin() != from.origin() {
        // Nobody but the operator makes us send a name and a password; fails only where there is no place for them.
        _ = to.set_username("").and_then(|()| to.set_password(None));
    }
    Ok(to)
}

fn refused(url: &Url, status: u16, heard: &Heard, now: DateTime<Utc>) -> Error {
    Error::Status { url: shown(url), status, retry_after: response::retry_after(&heard.head, now) }
}

fn without_fragment(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    url
}
