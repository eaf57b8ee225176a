//! How commands reach a running daemon: a Unix socket (mode 0600, in a folder of mode 0700) whose address stands in the
//! store's folder. One request, a line of JSON; answers, a line each, until `done` or `error`.

use std::future::Future;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::{Decision, HeldAlert, Visit, Wire};
use crate::model::{Act, Poll, Source, SourceId};
use crate::pipeline;
use crate::store::{self, Verification};

/// Longest request taken.
const REQUEST_BYTES: u64 = 1 << 20;
/// How long a command may take to say what it wants.
const REQUEST_WAIT: Duration = Duration::from_secs(5);
/// How long a command may leave one line of an answer unread.
const ANSWER_WAIT: Duration = Duration::from_secs(30);
/// How long commands under way may go on once the daemon is told to stop.
const DRAIN: Duration = Duration::from_secs(10);
/// Commands answered at a time; others wait to be let in.
const TALKS: usize = 32;
/// Answers that may wait for whoever asked.
const WAITING: usize = 64;

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
    /// Write out one alert.
    Alert {
        /// Its id, or the link of a report.
        target: String,
    },
    /// Tell what is remembered of each source.
    Polls,
    /// Tell what is kept back.
    Held,
    /// Do what the operator has decided.
    Decide {
        /// What.
        decision: Decision,
    },
    /// Tell what operators did.
    Acts,
    /// Write what is published as plain files.
    Publish {
        /// The folder.
        to: PathBuf,
        /// Whether it is asked for again and again: then the answer waits a while for something new.
        watching: bool,
    },
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
    /// One alert that is kept back.
    Held(Box<HeldAlert>),
    /// What an operator did.
    Act(Act),
    /// What was done, in a sentence.
    Told(String),
    /// What a check found.
    Verified(Verification),
    /// All is done and every output has changed.
    Done,
    /// It could not be done.
    Error(String),
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
        .prefix(store::CONTROL_FOLDER)
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

/// Answers commands until `stop`; those under way then have a while to be finished.
pub async fn run(socket: Socket, wire: Arc<Wire>, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    // Of each command two tasks: one works, one writes, so that neither can keep the other from ending.
    let mut talks = JoinSet::new();
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = socket.listener.accept(), if talks.len() < 2 * TALKS => match accepted {
                Ok((stream, _)) => {
                    let (reader, writer) = stream.into_split();
                    let (answers, inbox) = mpsc::channel(WAITING);
                    talks.spawn(write(writer, inbox));
                    talks.spawn(talk(reader, Arc::clone(&wire), answers));
                }
                // Most likely too many files are open: a moment later some may be closed.
                Err(error) => {
                    tracing::warn!(%error, "a command could not be let in");
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
            },
            Some(_) = talks.join_next() => {}
        }
    }
    if timeout(DRAIN, async { while talks.join_next().await.is_some() {} }).await.is_err() {
        tracing::warn!("a command was still under way and is not finished");
        talks.shutdown().await;
    }
}

/// Reads what a command wants and does it; what it answers goes to the writer.
async fn talk(reader: OwnedReadHalf, wire: Arc<Wire>, answers: Answers) {
    let mut request = String::new();
    let mut reader = BufReader::new(reader.take(REQUEST_BYTES));
    // Who says nothing in time, or leaves, gets no answer.
    let Ok(Ok(1..)) = timeout(REQUEST_WAIT, reader.read_line(&mut request)).await else { return };
    let answer = match serde_json::from_str(&request) {
        Ok(request) => answer(&wire, request, &answers).await,
        Err(error) => Err(anyhow::anyhow!(
            "the daemon does not know this command ({error}); is it of another version? Restart it"
        )),
    };
    let last = answer.map_or_else(|error| Answer::Error(format!("{error:#}")), |()| Answer::Done);
    // The other side may have gone: then nobody waits for the answer.
    let _ = answers.send(last).await;
}

/// Writes answers until there are no more. When it ends early the inbox goes with it, and whoever sends hears of it.
async fn write(mut writer: OwnedWriteHalf, mut inbox: mpsc::Receiver<Answer>) {
    while let Some(answer) = inbox.recv().await {
        let mut line = serde_json::to_vec(&answer).expect("answers serialise");
        line.push(b'\n');
        match timeout(ANSWER_WAIT, writer.write_all(&line)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return tracing::debug!(%error, "a command left before its answer was complete"),
            Err(_) => return tracing::warn!("a command stopped reading its answer and is not answered further"),
        }
    }
}

type Answers = mpsc::Sender<Answer>;

async fn answer(wire: &Arc<Wire>, request: Request, answers: &Answers) -> anyhow::Result<()> {
    match request {
        Request::Fetch { sources } => fetch(wire, &sources, answers).await,
        Request::Verify => {
            answers.send(Answer::Verified(wire.store().verify().await?)).await?;
            Ok(())
        }
        Request::Alert { target } => {
            if let Some(alert) = pipeline::find(wire.store().as_ref(), &target).await? {
                answers.send(Answer::Line(serde_json::to_string(&alert)?)).await?;
            }
            Ok(())
        }
        Request::Polls => {
            for poll in wire.polls().into_values() {
                answers.send(Answer::Poll(Box::new(poll))).await?;
            }
            Ok(())
        }
        Request::Held => {
            for held in wire.held().await? {
                answers.send(Answer::Held(Box::new(held))).await?;
            }
            Ok(())
        }
        Request::Decide { decision } => tell(wire.decide(&decision).await?, answers).await,
        Request::Acts => {
            for act in wire.store().acts().await? {
                answers.send(Answer::Act(act)).await?;
            }
            Ok(())
        }
        Request::Publish { to, watching } => tell(wire.export(&to, watching).await?, answers).await,
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

async fn tell(sentences: Vec<String>, answers: &Answers) -> anyhow::Result<()> {
    for sentence in sentences {
        answers.send(Answer::Told(sentence)).await?;
    }
    Ok(())
}

/// Visits the sources named, or all that are enabled, at once; each answer is told as it comes. Visits are finished even
/// where nobody listens any more.
///
/// # Errors
/// When a name is unknown, or the store fails.
pub async fn fetch(wire: &Arc<Wire>, names: &[SourceId], answers: &Answers) -> anyhow::Result<()> {
    let mut visits = JoinSet::new();
    for source in chosen(wire, names)? {
        let wire = Arc::clone(wire);
        visits.spawn(async move { Box::pin(wire.visit(&source, std::future::pending())).await });
    }
    while let Some(visit) = visits.join_next().await {
        if let Some(visit) = visit?? {
            let _ = answers.send(Answer::Visit(visit)).await;
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

/// Reaches the daemon that answers at a control socket.
///
/// # Errors
/// When nobody answers there: a daemon that has been killed, or is just starting or stopping.
pub async fn reach(socket: &Path) -> io::Result<UnixStream> {
    UnixStream::connect(socket).await
}

/// Asks a running daemon; `each` is given every answer before `Done`.
///
/// # Errors
/// When the daemon goes away or answers with an error.
pub async fn ask(
    mut daemon: UnixStream,
    request: &Request,
    mut each: impl FnMut(Answer) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut line = serde_json::to_vec(request)?;
    line.push(b'\n');
    daemon.write_all(&line).await.context("the daemon that holds the store does not listen; try again")?;
    let mut lines = BufReader::new(daemon).lines();
    while let Some(line) = lines.next_line().await? {
        match serde_json::from_str(&line)? {
            Answer::Done => return Ok(()),
            Answer::Error(message) => bail!(message),
            answer => each(answer)?,
        }
    }
    bail!("the daemon stopped before it had finished; start it and try again")
}
