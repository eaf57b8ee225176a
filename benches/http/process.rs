//! The servers that are compared, each a process on core 0, and what it uses.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use super::client::Feed;

/// Clock ticks of `/proc` in a second: 100 on every Linux there is.
const TICKS: f64 = 100.0;

/// A running server; it ends when it is dropped.
pub(crate) struct Server {
    child: Child,
    address: SocketAddr,
    path: &'static str,
    _folder: Option<tempfile::TempDir>,
}

/// Leaves core 0 to the servers.
pub(crate) fn pin_self() {
    let pinned = Command::new("taskset").args(["-a", "-cp", "1", &std::process::id().to_string()]).output();
    if !pinned.is_ok_and(|done| done.status.success()) {
        println!("this machine has no second core, or no taskset: client and server share what there is");
    }
}

fn on_core_0(program: &Path) -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", "0"]).arg(program);
    command
}

impl Server {
    /// `almenara serve` in a folder.
    pub(crate) fn almenara(folder: &Path) -> Self {
        let mut child = on_core_0(Path::new(env!("CARGO_BIN_EXE_almenara")))
            .arg("serve")
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("almenara can be started; taskset is of the package util-linux");
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let address = lines.map_while(Result::ok).find_map(|line| {
            let (_, rest) = line.split_once("http://")?;
            rest.split(['/', ' ']).next()?.parse().ok()
        });
        let address = address.expect("almenara says where it listens");
        await_answer(address);
        Self { child, address, path: "/feed.atom", _folder: None }
    }

    /// nginx with the same bytes in a file, and the same gzipped bytes beside it.
    pub(crate) fn nginx(feed: &Feed) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
        let root = folder.path();
        fs::write(root.join("feed.atom"), &feed.plain).expect("a file");
        fs::write(root.join("feed.atom.gz"), &feed.gzip).expect("a file");
        let settings = format!(
            "user root; worker_processes 1; daemon off; master_process off; pid {0}/pid; error_log {0}/error.log;\n\
             events {{ worker_connections 512; }}\n\
             http {{ access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 1000000000;\n\
             types {{ application/atom+xml atom; }}\n\
             server {{ listen 127.0.0.1:{port}; root {0}; gzip_static on; etag on; }} }}\n",
            root.display()
        );
        fs::write(root.join("nginx.conf"), settings).expect("a file");
        let child = on_core_0(Path::new("nginx"))
            .arg("-p")
            .arg(root)
            .arg("-c")
            .arg(root.join("nginx.conf"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("nginx can be started: install the package nginx-light");
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        await_answer(address);
        Self { child, address, path: "/feed.atom", _folder: Some(folder) }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn path(&self) -> &'static str {
        self.path
    }

    /// CPU seconds used so far, by itself and in the kernel for it.
    pub(crate) fn cpu(&self) -> f64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).expect("a running process");
        let (_, fields) = stat.rsplit_once(')').expect("a name in brackets");
        let fields: Vec<&str> = fields.split_whitespace().collect();
        let ticks: f64 = fields[11..13].iter().map(|field| field.parse::<f64>().expect("a number")).sum();
        ticks / TICKS
    }

    /// A line of `/proc/PID/status`, in megabytes.
    pub(crate) fn memory(&self, line: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("a running process");
        let found = status.lines().find_map(|known| known.strip_prefix(line)?.split_whitespace().nth(1)?.parse().ok());
        found.unwrap_or(0_u64) / 1024
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn await_answer(address: SocketAddr) {
    for _ in 0..1_000 {
        if TcpStream::connect(address).is_ok() {
            return;
        }
        sleep(Duration::from_millis(10));
    }
    panic!("nobody answers at {address}; see whether nginx (package nginx-light) can be started by hand");
}
