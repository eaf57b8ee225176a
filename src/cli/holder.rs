//! Who has the store: this command, or a daemon that is then asked. Another command that has it just now is waited for.

use std::time::Duration;

use tokio::net::UnixStream;

use crate::config::Config;
use crate::daemon::{Wire, control};
use crate::pipeline;
use crate::store::{Error, Opened};

/// How often it is looked again whether the store is free, and how many times: a minute in all.
const TRY_EVERY: Duration = Duration::from_millis(250);
const TRIES: u32 = 240;

/// Who has the store.
pub(super) enum Holder<T> {
    /// This process, which has opened it.
    Mine(T),
    /// A running daemon, which can be asked.
    Theirs {
        /// The way to it.
        daemon: UnixStream,
        /// What a process says that needs the store for itself.
        busy: Error,
    },
}

/// Opens the store alone.
pub(super) async fn store(config: &Config) -> anyhow::Result<Holder<Opened>> {
    hold(async || Ok(pipeline::open(&config.store_url, &config.root).await?)).await
}

/// Opens the store as part of a wire.
pub(super) async fn wire(config: &Config) -> anyhow::Result<Holder<Wire>> {
    hold(async || Wire::open(config.clone()).await).await
}

/// Tries to open until it succeeds, a daemon answers, or a minute has passed.
async fn hold<T>(open: impl AsyncFn() -> anyhow::Result<T>) -> anyhow::Result<Holder<T>> {
    let mut tries = 0;
    loop {
        let busy = match open().await {
            Ok(opened) => return Ok(Holder::Mine(opened)),
            Err(error) => error.downcast::<Error>()?,
        };
        let Error::Busy { holder, control, .. } = &busy else { return Err(busy.into()) };
        // A daemon that does not answer is just starting or stopping.
        if let Some(socket) = control
            && let Ok(daemon) = control::reach(socket).await
        {
            return Ok(Holder::Theirs { daemon, busy });
        }
        if tries == TRIES {
            return Err(busy.into());
        }
        if tries == 0 {
            eprintln!("waiting for {holder}, which uses the store");
        }
        tries += 1;
        tokio::time::sleep(TRY_EVERY).await;
    }
}
