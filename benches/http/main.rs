//! How fast the current feed leaves the house, beside nginx serving the same bytes as a file: `cargo bench --bench http`.
//!
//! One after the other, `almenara serve` and nginx run on one core and are asked from the other over connections that stay
//! open. What counts is answers per second of the server's own CPU time, which other work on the machine hardly moves.

mod client;
mod process;
mod world;

use std::time::Duration;

use client::{Asked, Load};
use process::Server;
use world::World;

/// How long each measurement lasts; two of each are made, in turns, and the better one counts.
const SPAN: Duration = Duration::from_secs(4);
/// Alerts stored: what is usual, and what a big archive holds.
const STORED: [usize; 2] = [1_000, 100_000];

fn main() {
    process::pin_self();
    for stored in STORED {
        let world = World::with(stored);
        let ours = Server::almenara(world.folder());
        client::settled(ours.address());
        let feed = client::fetch(ours.address(), "/feed.atom");
        let nginx = Server::nginx(&feed);
        println!(
            "\n{stored} alerts stored; the current feed has {} bytes, {} gzipped",
            feed.plain.len(),
            feed.gzip.len()
        );
        println!(
            "{:<8} {:>14} {:>14} {:>8} {:>14} {:>14}",
            "", "almenara /s", "nginx /s", "ratio", "ours /CPU s", "nginx /CPU s"
        );
        for (name, asked) in [("plain", Asked::Plain), ("gzip", Asked::Gzip), ("304", Asked::Unchanged)] {
            let (a, b) = (best(&ours, asked, &feed), best(&nginx, asked, &feed));
            let ratio = a.per_cpu() / b.per_cpu();
            println!(
                "{name:<8} {:>14.0} {:>14.0} {ratio:>8.2} {:>14.0} {:>14.0}",
                a.per_second(),
                b.per_second(),
                a.per_cpu(),
                b.per_cpu()
            );
        }
        println!("memory of almenara: {} MB now, {} MB at most", ours.memory("VmRSS"), ours.memory("VmHWM"));
    }
}

fn best(server: &Server, asked: Asked, feed: &client::Feed) -> Load {
    let tries = (0..2).map(|_| client::load(server, asked, feed, SPAN));
    tries.max_by(|a, b| a.per_cpu().total_cmp(&b.per_cpu())).expect("two tries")
}
