//! What stands at the head of a feed for those who poll it. A pass of its own that ends at the first entry: it is
//! bounded whatever follows.

use std::time::Duration;

use url::Url;

use crate::refine::Announced;
use crate::refine::parse::joined;
use crate::refine::parse::markup::{Token, Tokens, attribute};

/// How many pieces of markup are looked at; heads of feeds have some dozens.
const MAX_TOKENS: usize = 2_000;
/// How many hubs of one feed are remembered.
pub(in crate::refine::parse) const MAX_HUBS: usize = 4;
const MINUTE: u64 = 60;
const DAY: u64 = 24 * 60 * MINUTE;
/// Nothing announced is believed to mean more.
const LONGEST: u64 = 366 * DAY;

/// Reads `ttl` (RSS 2.0), `sy:updatePeriod` and `sy:updateFrequency` (RSS 1.0 syndication module), and the links with
/// `rel="hub"` and `rel="self"` (WebSub §4) before the first entry.
pub(super) fn announced(text: &str, base: &Url) -> Announced {
    let mut found = Announced::default();
    let (mut ttl, mut period, mut frequency) = (None, None, None);
    let mut tokens = Tokens::new(text);
    let mut within = "";
    for _ in 0..MAX_TOKENS {
        match tokens.next() {
            None => break,
            Some(Token::Open { name, attributes, empty }) => {
                let name = local(name);
                if ["item", "entry"].iter().any(|entry| name.eq_ignore_ascii_case(entry)) {
                    break;
                }
                if name.eq_ignore_ascii_case("link") {
                    link(attributes, base, &mut found);
                }
                within = if empty { "" } else { name };
            }
            Some(Token::Close { .. }) => within = "",
            Some(Token::Text(said) | Token::Cdata(said)) => {
                let said = said.trim();
                let slot = match within {
                    _ if said.is_empty() => continue,
                    name if name.eq_ignore_ascii_case("ttl") => &mut ttl,
                    name if name.eq_ignore_ascii_case("updatePeriod") => &mut period,
                    name if name.eq_ignore_ascii_case("updateFrequency") => &mut frequency,
                    _ => continue,
                };
                slot.get_or_insert(said);
            }
        }
    }
    let ttl = ttl.and_then(|minutes| minutes.parse::<u64>().ok()).map(|minutes| minutes.saturating_mul(MINUTE));
    let wait = ttl.into_iter().chain(syndication(period, frequency)).max();
    found.refresh = wait.filter(|wait| *wait > 0).map(|wait| Duration::from_secs(wait.min(LONGEST)));
    found
}

/// The module's defaults are daily, and once in a period.
fn syndication(period: Option<&str>, frequency: Option<&str>) -> Option<u64> {
    if period.is_none() && frequency.is_none() {
        return None;
    }
    let period = match period.unwrap_or("daily").to_ascii_lowercase().as_str() {
        "hourly" => 60 * MINUTE,
        "daily" => DAY,
        "weekly" => 7 * DAY,
        "monthly" => 30 * DAY,
        "yearly" => 365 * DAY,
        _ => return None,
    };
    let frequency = frequency.map_or(Some(1), |times| times.parse::<u64>().ok())?;
    period.checked_div(frequency)
}

fn link(attributes: &str, base: &Url, found: &mut Announced) {
    let Some(rel) = attribute(attributes, "rel") else { return };
    let is = |wanted: &str| rel.split_ascii_whitespace().any(|rel| rel.eq_ignore_ascii_case(wanted));
    if !is("hub") && !is("self") {
        return;
    }
    let Some(to) = attribute(attributes, "href").and_then(|href| joined(base, href.trim())) else { return };
    if is("hub") && found.hubs.len() < MAX_HUBS && !found.hubs.contains(&to) {
        found.hubs.push(to);
    } else if is("self") {
        found.own.get_or_insert(to);
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}
