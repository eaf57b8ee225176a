//! A real subscriber on loopback: remembers what it is asked and told, and answers as it is made to.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use hmac::{Hmac, KeyInit as _, Mac as _};

/// One request as it was heard.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Heard {
    /// A value of the query.
    pub(crate) fn said(&self, name: &str) -> Option<String> {
        let (_, query) = self.target.split_once('?')?;
        url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

type Log = Arc<Mutex<Vec<Heard>>>;

/// The subscriber; it goes when it is dropped.
pub(crate) struct Subscriber {
    pub(crate) address: SocketAddr,
    heard: Log,
    task: tokio::task::JoinHandle<()>,
}

impl Subscriber {
    /// Answers each request with a status and a body; `None` never answers.
    pub(crate) async fn serve(answer: impl Fn(&Heard) -> Option<(u16, String)> + Send + Sync + 'static) -> Self {
        Self::at("127.0.0.1:0", answer).await
    }

    /// The same at an address of this machine.
    pub(crate) async fn at(
        address: &str,
        answer: impl Fn(&Heard) -> Option<(u16, String)> + Send + Sync + 'static,
    ) -> Self {
        let listener = tokio::net::TcpListener::bind(address).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (heard, answer) = (Log::default(), Arc::new(answer));
        let log = Arc::clone(&heard);
        let app = Router::new().fallback(move |request: Request| {
            let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
            async move { hear(request, &log, &*answer).await }
        });
        let task = tokio::spawn(async move { axum_serve(listener, app).await });
        Self { address, heard, task }
    }

    /// Confirms whatever is asked, and takes whatever is told with this status.
    pub(crate) async fn willing(status: u16) -> Self {
        Self::serve(move |heard| Some(confirm(heard).unwrap_or((status, String::new())))).await
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What was posted there.
    pub(crate) fn told(&self) -> Vec<Heard> {
        self.heard().into_iter().filter(|heard| heard.method == "POST").collect()
    }

    /// All that was asked and told.
    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().expect("no panic holds it").clone()
    }
}

impl Drop for Subscriber {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What confirms a subscription.
pub(crate) fn confirm(heard: &Heard) -> Option<(u16, String)> {
    (heard.method == "GET").then(|| (200, heard.said("hub.challenge").unwrap_or_default()))
}

/// The signature that a body must have.
pub(crate) fn signature(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).expect("any key will do");
    mac.update(body);
    let digits: Vec<String> = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256={}", digits.concat())
}

/// Waits for something that has to become true.
pub(crate) async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(20), "{what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn hear(request: Request, log: &Log, answer: &impl Fn(&Heard) -> Option<(u16, String)>) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, 64 << 20).await.unwrap_or_default().to_vec();
    let text = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
        (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let heard = Heard {
        method: head.method.to_string(),
        target: head.uri.to_string(),
        headers: head.headers.iter().map(text).collect(),
        body,
    };
    log.lock().expect("no panic holds it").push(heard.clone());
    match answer(&heard) {
        Some((status, body)) => (StatusCode::from_u16(status).expect("a status"), Body::from(body)).into_response(),
        None => std::future::pending().await,
    }
}

async fn axum_serve(listener: tokio::net::TcpListener, app: Router) {
    use hyper_util::rt::{TokioExecutor, TokioIo};
    use hyper_util::server::conn::auto::Builder;
    use hyper_util::service::TowerToHyperService;

    while let Ok((socket, _)) = listener.accept().await {
        let service = TowerToHyperService::new(app.clone());
        tokio::spawn(async move {
            drop(Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(socket), service).await);
        });
    }
}
