//! A little SOCKS5 proxy on loopback (RFC 1928): it leads every name where it is told, as a resolver of its own would,
//! and remembers what it was asked for.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

/// The proxy; lives until dropped.
pub(crate) struct Socks {
    pub(crate) addr: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Socks {
    /// Leads everything to one address, whatever is asked for; refuses with this code where there is one.
    pub(crate) async fn leading_to(to: SocketAddr, refuse: Option<u8>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let addr = listener.local_addr().expect("a bound socket");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let log = Arc::clone(&log);
                tokio::spawn(async move { drop(attend(stream, to, refuse, &log).await) });
            }
        });
        Self { addr, asked, task }
    }

    /// What was asked for, as `name NAME:PORT` or `address ADDRESS:PORT`.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("nobody panics with it").clone()
    }
}

impl Drop for Socks {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn attend(
    mut stream: TcpStream,
    to: SocketAddr,
    refuse: Option<u8>,
    log: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut greeting = [0; 2];
    stream.read_exact(&mut greeting).await?;
    stream.read_exact(&mut vec![0; greeting[1].into()]).await?;
    stream.write_all(&[5, 0]).await?;
    let mut request = [0; 4];
    stream.read_exact(&mut request).await?;
    let mut host = vec![0; if request[3] == 1 { 4 } else { 16 }];
    if request[3] == 3 {
        host = vec![0; stream.read_u8().await?.into()];
    }
    stream.read_exact(&mut host).await?;
    let port = stream.read_u16().await?;
    log.lock().expect("nobody panics with it").push(match request[3] {
        3 => format!("name {}:{port}", String::from_utf8_lossy(&host)),
        _ => format!("address {host:?}:{port}"),
    });
    if let Some(code) = refuse {
        return stream.write_all(&[5, code, 0, 1, 0, 0, 0, 0, 0, 0]).await;
    }
    let mut target = TcpStream::connect(to).await?;
    stream.write_all(&[5, 0, 0, 1, 127, 0, 0, 1, 0, 0]).await?;
    copy_bidirectional(&mut stream, &mut target).await.map(drop)
}
