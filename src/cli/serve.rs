//! `almenara serve`: the main job.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use tokio::net::TcpListener;

use super::holder::{self, Holder};
use super::{configured, interrupted};
use crate::daemon;

pub(super) async fn run(dir: &Path) -> anyhow::Result<ExitCode> {
    let stop = interrupted()?;
    let config = configured(dir)?;
    let listen = config.server.listen;
    // Asked for first: a store that is opened and closed again for a taken address helps nobody.
    let listener = TcpListener::bind(listen).await.with_context(|| {
        format!(
            "cannot listen on {listen}; is another program there? Change [server] listen in {}",
            dir.join("almenara.toml").display()
        )
    })?;
    let mut stop = std::pin::pin!(stop);
    let held = tokio::select! {
        held = holder::wire(&config) => held?,
        () = &mut stop => return Ok(ExitCode::SUCCESS),
    };
    let wire = match held {
        Holder::Mine(wire) => Arc::new(wire),
        Holder::Theirs { busy, .. } => return Err(busy.into()),
    };
    for note in wire.notes() {
        tracing::warn!("{note}");
    }
    println!("Almenara serves {} on http://{}/", wire.config().server.base_url, listener.local_addr()?);
    if !wire.config().fetch.contact_is_set() && wire.config().fetch.allow_private.is_empty() {
        println!(
            "It reads nothing from the net yet: set [fetch] contact in {} to an address of yours, then start it again.",
            dir.join("almenara.toml").display()
        );
    }
    daemon::serve(wire, listener, stop).await?;
    Ok(ExitCode::SUCCESS)
}
