//! The door in, against a real and hostile server.

/// Bodies that are too large, too small, cut off or packed in a strange way.
mod bodies;
/// Ranges of addresses as operators write them.
mod cidr;
/// Where the guard stands: literals, names, redirects.
mod guard;
/// What hostile answers cost the real program.
mod memory;
/// Turns, gaps, robots.txt, conditional requests, Retry-After.
mod polite;
/// The practice world, visited as the wire visits the real one.
mod practice;
/// Through Tor and other proxies; and past a robots.txt, with consent.
mod proxy;
/// Every block of addresses that is not the public internet's.
mod registries;
/// Servers that are slow, silent or rude.
mod slow;

/// Every way to be led to this machine.
mod ssrf;

use std::time::Duration;

use almenara::fetch::{Answer, Error, Fetcher, Policy};
use almenara::model::Validators;
use chrono::{DateTime, Utc};

/// A policy under which loopback may be read, with short pauses.
fn loopback() -> Policy {
    Policy {
        allow_private: vec!["127.0.0.0/8".parse().expect("a range")],
        gap: Duration::from_millis(1),
        ..Policy::default()
    }
}

/// The clock of these tests stands still.
fn noon() -> DateTime<Utc> {
    "2025-03-01T12:00:00Z".parse().expect("an instant")
}

fn fetcher(policy: Policy) -> Fetcher {
    Fetcher::new(policy, noon).expect("a fetcher")
}

async fn visit(url: &url::Url) -> Result<Answer, Error> {
    fetcher(loopback()).visit(url, &Validators::default()).await
}

/// The document of an answer that must be fresh.
fn document(answer: Answer) -> almenara::model::Document {
    match answer {
        Answer::Fresh { document, .. } => document,
        Answer::Unchanged { .. } => panic!("the answer should have been fresh"),
    }
}
