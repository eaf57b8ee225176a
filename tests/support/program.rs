//! The program as a user runs it: a folder with a configuration, commands with their exit codes, a daemon.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How one run of the program ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// Standard output as lines of JSON.
    pub(crate) fn json(&self) -> Vec<serde_json::Value> {
        self.stdout
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|why| panic!("{why}: {line}\n{}", self.stderr)))
            .collect()
    }
}

/// A folder of its own, with a configuration in it, that goes when it is dropped.
pub(crate) struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    /// A wire that listens on a free port and may ask loopback addresses only.
    pub(crate) fn new() -> Self {
        let place = Self::empty();
        place.write(
            "config/almenara.toml",
            "[server]\nlisten = \"127.0.0.1:0\"\nbase_url = \"https://wire.example/\"\n[store]\nurl = \"sled:data\"\n\
             [fetch]\ncontact = \"mailto:desk@example.org\"\ngap = \"0s\"\nallow_private = [\"127.0.0.0/8\"]\n",
        );
        place
    }

    /// A folder with nothing in it.
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The folder of the store.
    pub(crate) fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders can be made");
        std::fs::write(path, text).expect("files can be written");
    }

    /// Copies a folder of the project to the same place in this one.
    pub(crate) fn copy(&self, folder: &str) {
        fn copy(from: &Path, to: &Path) {
            std::fs::create_dir_all(to).expect("folders can be made");
            for entry in std::fs::read_dir(from).expect("a folder").map_while(Result::ok) {
                let target = to.join(entry.file_name());
                if entry.path().is_dir() {
                    copy(&entry.path(), &target);
                } else {
                    std::fs::copy(entry.path(), target).expect("a file");
                }
            }
        }
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &self.path().join(folder));
    }

    /// The configuration as shipped, but on a free port.
    pub(crate) fn as_shipped() -> Self {
        let place = Self::empty();
        place.copy("config");
        let settings = std::fs::read_to_string(place.path().join("config/almenara.toml")).expect("shipped");
        place.write(
            "config/almenara.toml",
            &settings.replace("listen = \"127.0.0.1:8470\"", "listen = \"127.0.0.1:0\""),
        );
        place
    }

    /// Adds a source of a network of its own.
    pub(crate) fn source(&self, id: &str, url: &str, more: &str) {
        let origin = url::Url::parse(url).expect("a valid address").origin().ascii_serialization();
        self.write(
            &format!("config/networks/{id}.example.toml"),
            &format!(
                "name = \"Network {id}\"\nhomepage = \"{origin}/\"\nlanguage = \"en\"\n[[sources]]\nid = \"{id}\"\n\
                 url = \"{url}\"\nevery = \"1s\"\n{more}\n"
            ),
        );
    }

    /// Runs a command in this folder to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, b"")
    }

    /// Runs a command with this standard input.
    pub(crate) fn run_with(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().expect("the program starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        let input = input.to_vec();
        // A program that stops reading early is no fault of the test.
        let feeder = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().expect("the program ends");
        feeder.join().expect("the input was written");
        Ran {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_almenara"));
        command.args(arguments).current_dir(self.path()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.env_remove("ALMENARA_LOG");
        command
    }

    /// Starts `almenara serve` and waits until it says where.
    pub(crate) fn serve(&self) -> Daemon {
        let mut child = self.command(&["serve"]).stdin(Stdio::null()).spawn().expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let address = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let (_, rest) = line.split_once(" on http://")?;
            rest.trim_end_matches('/').parse().ok()
        });
        let Some(address) = address else {
            let mut stderr = String::new();
            drop(child.stderr.take().expect("a pipe").read_to_string(&mut stderr));
            panic!("the daemon did not start: {stderr}");
        };
        // Pipes that nobody reads would stop the daemon.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        let mut log = child.stderr.take().expect("a pipe");
        let log = std::thread::spawn(move || {
            let mut text = String::new();
            drop(log.read_to_string(&mut text));
            text
        });
        Daemon { child, address, log: Some(log) }
    }
}

/// A running daemon; killed when it is dropped.
pub(crate) struct Daemon {
    child: Child,
    pub(crate) address: SocketAddr,
    log: Option<std::thread::JoinHandle<String>>,
}

impl Daemon {
    /// Asks for a path and gives status and body.
    pub(crate) fn get(&self, path: &str) -> (u16, String) {
        get(self.address, path)
    }

    /// Waits until a path's body satisfies a condition; panics after ten seconds.
    pub(crate) fn until(&self, path: &str, holds: impl Fn(&str) -> bool) -> String {
        let start = Instant::now();
        loop {
            let (_, body) = self.get(path);
            if holds(&body) {
                return body;
            }
            assert!(start.elapsed() < Duration::from_secs(20), "{path} never came to hold it: {body}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// `kill -9`.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ends");
    }

    /// SIGTERM; gives the exit code and the log.
    pub(crate) fn stop(mut self) -> (Option<i32>, String) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status().expect("kill is there");
        assert!(sent.success());
        let status = self.child.wait().expect("it ends");
        (status.code(), self.log.take().expect("taken once").join().expect("the log was read"))
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// One plain HTTP/1.1 request.
pub(crate) fn get(address: SocketAddr, path: &str) -> (u16, String) {
    let mut stream = std::net::TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a timeout");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").expect("it reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("it answers");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status line");
    (status, unchunked(head, body))
}

fn unchunked(head: &str, body: &str) -> String {
    if !head.to_ascii_lowercase().contains("transfer-encoding: chunked") {
        return body.to_owned();
    }
    let mut rest = body;
    let mut whole = String::new();
    while let Some((size, after)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size.trim(), 16).unwrap_or(0);
        if size == 0 || after.len() < size {
            break;
        }
        whole.push_str(&after[..size]);
        rest = after[size..].trim_start_matches("\r\n");
    }
    whole
}
