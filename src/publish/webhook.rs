//! Operators' own targets: each is told of every change that concerns it, one by one and in order, signed, until it has
//! taken it; after a restart it goes on where it was.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;
use url::Url;

use super::backoff::Failing;
use super::outgoing::signature;
use super::{Bulletin, Deliver, Error, Message, Notice};
use crate::model::{Digest, Filter, Seq};
use crate::render::{Context, told};

/// Its name in the store's folder.
const FILE: &str = "webhooks.json";
/// How many changes are read at a time.
const NEWS: usize = 64;

/// Somebody whom the operator wants to be told.
#[derive(Clone)]
pub struct Target {
    /// Where.
    pub url: Url,
    /// What what is told is signed with.
    pub secret: String,
    /// What concerns it.
    pub filter: Filter,
}

/// What telling targets needs.
pub struct Parts {
    /// Where changes are read.
    pub bulletin: Arc<Bulletin>,
    /// The way out.
    pub deliver: Arc<dyn Deliver>,
    /// For writing down what changed.
    pub ctx: Arc<Context>,
    /// What time it is.
    pub clock: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    /// Where it is remembered what was told; nowhere without one.
    pub folder: Option<PathBuf>,
}

/// What each target was told last, in which history.
#[derive(Default, Serialize, Deserialize)]
struct Memory {
    epoch: String,
    told: BTreeMap<Digest, Seq>,
}

/// Tells all targets until `stop`. A target that is new begins with what comes next.
///
/// # Errors
/// When what was remembered cannot be read, or the store's.
pub async fn run(targets: Vec<Target>, parts: Parts, stop: impl Future<Output = ()>) -> Result<(), Error> {
    let memory = Mutex::new(remembered(parts.folder.as_deref()).map_err(Error::Subscriptions)?);
    let parts = Arc::new((parts, memory));
    let mut telling = JoinSet::new();
    for target in targets {
        let parts = Arc::clone(&parts);
        telling.spawn(async move {
            if let Err(error) = attend(&target, &parts.0, &parts.1).await {
                tracing::error!(
                    host = target.url.host_str(),
                    "a webhook is not told any more: {error}; restart almenara"
                );
            }
        });
    }
    stop.await;
    telling.shutdown().await;
    Ok(())
}

async fn attend(target: &Target, parts: &Parts, memory: &Mutex<Memory>) -> Result<(), Error> {
    let bulletin = &parts.bulletin;
    let mut head = bulletin.watch();
    let known = *head.borrow_and_update();
    let mut since = begin(target, known, bulletin.epoch(), memory);
    loop {
        for news in bulletin.after(since, NEWS).await? {
            if news.concerns(&target.filter) && !tell(target, &news, parts).await? {
                return Ok(());
            }
            since = news.seq;
            remember(target, since, bulletin.epoch(), parts, memory).await;
        }
        if bulletin.head() <= since && head.changed().await.is_err() {
            return Ok(());
        }
    }
}

/// Where to go on: behind what was told last, if that was of this history.
fn begin(target: &Target, head: Seq, epoch: &str, memory: &Mutex<Memory>) -> Seq {
    let memory = memory.lock().unwrap_or_else(PoisonError::into_inner);
    let known = memory.told.get(&name(target)).filter(|seq| memory.epoch == epoch && **seq <= head);
    known.copied().unwrap_or(head)
}

fn name(target: &Target) -> Digest {
    Digest::of("almenara:webhook:v1", &[target.url.as_str().as_bytes()])
}

/// Tells of one change until it is taken, each time by what is known by then. False where nobody wants to hear of any
/// more (410).
async fn tell(target: &Target, news: &Notice, parts: &Parts) -> Result<bool, Error> {
    let bulletin = &parts.bulletin;
    let (epoch, host) = (bulletin.epoch(), target.url.host_str());
    let mut failing = None;
    loop {
        // What was taken back meanwhile is not said any more.
        let now = bulletin.after(news.seq - 1, 1).await?;
        let Some(news) = now.first().filter(|now| now.seq == news.seq && now.concerns(&target.filter)) else {
            return Ok(true);
        };
        let why = match parts.deliver.post(&target.url, message(target, news, epoch, &parts.ctx)).await {
            Ok(200..=299) => return Ok(true),
            Ok(410) => {
                tracing::warn!(host, "a webhook wants to hear no more (410); it is left alone until the next start");
                return Ok(false);
            }
            Ok(status) => format!("it answers {status}"),
            Err(why) => why.to_string(),
        };
        let now = (parts.clock)();
        let Some(row) = Failing::after(failing, now, getrandom::u64().unwrap_or(0)) else {
            tracing::error!(host, seq = news.seq, "a webhook took no word of a change for three days: {why}");
            return Ok(true);
        };
        if failing.is_none() {
            tracing::warn!(host, "a webhook could not be told and is tried again: {why}");
        }
        failing = Some(row);
        tokio::time::sleep((row.again - now).to_std().unwrap_or(Duration::ZERO)).await;
    }
}

fn message(target: &Target, news: &Notice, epoch: &str, ctx: &Context) -> Message {
    let change = format!("{epoch}:{}", news.seq);
    let body = Bytes::from(told(ctx, &change, news.kind, news.id, news.alert.as_deref(), news.into));
    // The same at every try, so that a target knows what it has taken already.
    let delivery = Digest::of("almenara:delivery:v1", &[change.as_bytes(), target.url.as_str().as_bytes()]);
    let headers = vec![
        ("content-type", "application/json".to_owned()),
        ("x-almenara-delivery", delivery.to_string()[..32].to_owned()),
        ("x-almenara-event", news.word().to_owned()),
        ("x-almenara-signature", signature(&target.secret, &body)),
    ];
    Message { headers, body }
}

fn remembered(folder: Option<&Path>) -> io::Result<Memory> {
    let Some(folder) = folder else { return Ok(Memory::default()) };
    match fs::read(folder.join(FILE)) {
        // What is damaged is as good as nothing: targets begin anew with what comes next.
        Ok(text) => Ok(serde_json::from_slice(&text).unwrap_or_default()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Memory::default()),
        Err(error) => Err(error),
    }
}

async fn remember(target: &Target, seq: Seq, epoch: &str, parts: &Parts, memory: &Mutex<Memory>) {
    let text = {
        let mut memory = memory.lock().unwrap_or_else(PoisonError::into_inner);
        if memory.epoch != epoch {
            *memory = Memory { epoch: epoch.to_owned(), ..Memory::default() };
        }
        memory.told.insert(name(target), seq);
        serde_json::to_vec(&*memory).expect("digests and numbers serialise")
    };
    let Some(folder) = parts.folder.clone() else { return };
    let file = format!("{FILE}.{}", name(target));
    let kept = tokio::task::spawn_blocking(move || replace(&folder, &file, &text)).await;
    if let Err(error) = kept.map_err(io::Error::other).and_then(|kept| kept) {
        tracing::error!("what webhooks were told could not be kept: {error}; make room on the store's disk");
    }
}

/// Puts the memory in place at once; each target writes a file of its own before, so that none disturbs another.
fn replace(folder: &Path, unfinished: &str, text: &[u8]) -> io::Result<()> {
    let unfinished = folder.join(unfinished);
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    file.write_all(text)?;
    file.sync_all()?;
    fs::rename(&unfinished, folder.join(FILE))
}
