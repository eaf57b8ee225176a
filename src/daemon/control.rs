//! How commands reach a running daemon: a Unix socket (mode 0600, in a folder of mode 0700) whose address stands in the
//! store's folder. One request, a line of JSON; answers, a line each, until `done` or `error`.

use std::future::Future;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinSet;

use super::{Visit, Wire};
use crate::model::{Poll, Source, SourceId};
use crate::store::{self, Verification};

/// Longest request taken.
const REQUEST_BYTES: u64 = 1 << 20;

/// What a command asks of the daemon.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Request {
    /// Visit these sources now, or all that are enabled.
    Fetch {
        /// Their ids; empty for all.
        sources: Vec<SourceId>,
    },
    /// Check every invariant of the store.
    Verify,
    /// Write out every alert.
    Export,
    /// Tell what is remembered of each source.
    Polls,
}

/// One line of the daemon's answer.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// How one visit went.
    Visit(Visit),
    /// One line of an export.
    Line(String),
    /// What is remembered of one source.
    Poll(Box<Poll>),
    /// What a check found.
    Verified {
        /// Batches looked at.
        batches: u64,
        /// Alerts looked at.
        alerts: u64,
        /// Highest sequence number.
        head: u64,
        /// Bodies purged on purpose.
        purged: u64,
        /// Things to know.
        notes: Vec<String>,
        /// What is wrong.
        faults: Vec<String>,
    },
    /// All is done and every output has changed.
    Done,
    /// It could not be done.
    Error(String),
}

impl From<Verification> for Answer {
    fn from(found: Verification) -> Self {
        let Verification { batches, alerts, head, purged, notes, faults } = found;
        Self::Verified { batches, alerts, head, purged, notes, faults }
    }
}

/// A bound control socket; its folder goes when it is dropped.
pub struct Socket {
    listener: UnixListener,
    _folder: tempfile::TempDir,
}

/// Binds a socket in the runtime folder (or the temporary one, for the length of its path) and writes its address into
/// the store's folder.
///
/// # Errors
/// When no socket can be made there.
pub fn bind(store: &Path) -> anyhow::Result<Socket> {
    let place = runtime_folder();
    let folder = tempfile::Builder::new()
        .prefix("almenara-")
        .permissions(std::fs::Permissions::from_mode(0o700))
        .tempdir_in(&place)
        .with_context(|| format!("cannot make a folder for the control socket in {}", place.display()))?;
    let path = folder.path().join("control");
    let listener =
        UnixListener::bind(&path).with_context(|| format!("cannot make the control socket {}", path.display()))?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    store::announce_control(store, &path)?;
    Ok(Socket { listener, _folder: folder })
}

#[expect(clippy::disallowed_methods, reason = "the runtime folder is the system's to name")]
fn runtime_folder() -> PathBuf {
    std::env::var_os("XDG_RUNTIME_DIR")
        .map(PathBuf::from)
        .filter(|path| path.is_dir() && path.as_os_str().len() < 60)
        .unwrap_or_else(std::env::temp_dir)
}

/// Answers commands until `stop`; those under way are finished.
pub async fn run(socket: Socket, wire: Arc<Wire>, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    let mut talks = JoinSet::new();
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = socket.listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    let wire = Arc::clone(&wire);
                    talks.spawn(async move {
                        if let Err(error) = talk(stream, &wire).await {
                            tracing::warn!(error = %format!("{error:#}"), "a command was not answered");
                        }
                    });
                }
            }
            Some(_) = talks.join_next() => {}
        }
    }
    while talks.join_next().await.is_some() {}
}

async fn talk(stream: UnixStream, wire: &Arc<Wire>) -> anyhow::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut request = String::new();
    BufReader::new(reader.take(REQUEST_BYTES)).read_line(&mut request).await?;
    let (answers, mut inbox) = tokio::sync::mpsc::channel(64);
    let work = async {
        let answer = match serde_json::from_str(&request) {
            Ok(request) => answer(wire, request, &answers).await,
            Err(error) => Err(anyhow::anyhow!(
                "the daemon does not know this command ({error}); is it of another version? Restart it"
            )),
        };
        let last = answer.map_or_else(|error| Answer::Error(format!("{error:#}")), |()| Answer::Done);
        // The other side may have gone: then nobody waits for the answer.
        let _ = answers.send(last).await;
        drop(answers);
    };
    let write = async {
        while let Some(answer) = inbox.recv().await {
            let mut line = serde_json::to_vec(&answer)?;
            line.push(b'\n');
            writer.write_all(&line).await?;
        }
        anyhow::Ok(())
    };
    let ((), written) = tokio::join!(work, write);
    written
}

type Answers = tokio::sync::mpsc::Sender<Answer>;

async fn answer(wire: &Arc<Wire>, request: Request, answers: &Answers) -> anyhow::Result<()> {
    match request {
        Request::Fetch { sources } => fetch(wire, &sources, answers).await,
        Request::Verify => {
            answers.send(wire.store().verify().await?.into()).await?;
            Ok(())
        }
        Request::Polls => {
            for poll in wire.polls().into_values() {
                answers.send(Answer::Poll(Box::new(poll))).await?;
            }
            Ok(())
        }
        Request::Export => {
            let mut line = |line: &str| {
                let answer = Answer::Line(line.to_owned());
                // The export waits for a slow reader: a few lines are under way, never all.
                let sent = tokio::task::block_in_place(|| answers.blocking_send(answer).is_ok());
                if sent { Ok(()) } else { Err(io::Error::from(io::ErrorKind::BrokenPipe)) }
            };
            wire.store().export(&mut line).await?;
            Ok(())
        }
    }
}

/// Visits the sources named, or all that are enabled, at once; each answer is told as it comes.
///
/// # Errors
/// When a name is unknown, or the store fails.
pub async fn fetch(wire: &Arc<Wire>, names: &[SourceId], answers: &Answers) -> anyhow::Result<()> {
    let mut visits = JoinSet::new();
    for source in chosen(wire, names)? {
        let wire = Arc::clone(wire);
        visits.spawn(async move { wire.visit(&source, std::future::pending()).await });
    }
    while let Some(visit) = visits.join_next().await {
        if let Some(visit) = visit?? {
            answers.send(Answer::Visit(visit)).await?;
        }
    }
    Ok(())
}

/// The sources that a list of names means.
///
/// # Errors
/// When a name is unknown; the message lists what there is.
pub fn chosen(wire: &Wire, names: &[SourceId]) -> anyhow::Result<Vec<Source>> {
    if names.is_empty() {
        return Ok(wire.config().sources().filter(|source| source.enabled).cloned().collect());
    }
    names
        .iter()
        .map(|name| {
            if let Some(source) = wire.source(name) {
                return Ok(source.clone());
            }
            let known: Vec<String> = wire.config().sources().map(|source| source.id.to_string()).collect();
            bail!("there is no source \"{name}\"; configured are: {}", known.join(", "))
        })
        .collect()
}

/// Asks a running daemon; `each` is given every answer before `Done`.
///
/// # Errors
/// When the daemon cannot be reached or answers with an error.
pub async fn ask(
    socket: &Path,
    request: &Request,
    mut each: impl FnMut(Answer) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut stream = UnixStream::connect(socket).await.with_context(|| {
        format!(
            "the daemon that holds the store does not answer at {}; if it has just stopped, try again",
            socket.display()
        )
    })?;
    let mut line = serde_json::to_vec(request)?;
    line.push(b'\n');
    stream.write_all(&line).await?;
    let mut lines = BufReader::new(stream).lines();
    while let Some(line) = lines.next_line().await? {
        match serde_json::from_str(&line)? {
            Answer::Done => return Ok(()),
            Answer::Error(message) => bail!(message),
            answer => each(answer)?,
        }
    }
    bail!("the daemon stopped before it had finished; start it and try again")
}
