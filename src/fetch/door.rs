//! One request through the one guarded client: no redirect, no decompression, no cookie behind our back, and no proxy but
//! the one that a source names.

use std::collections::HashMap;
use std::error::Error as StdError;
use std::io;
use std::sync::{Arc, Mutex, Once, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Client, ClientBuilder, RequestBuilder, Response, StatusCode, redirect};
use url::Url;

use super::body::{Body, Bound, Fault};
use super::error::Error;
use super::guard::{Guard, GuardedNames, Names, ProxyName, Refusal, shown};
use super::policy::Policy;
use super::response;
use crate::model::Proxy;

/// Most header lines of an answer, and their bytes over HTTP/2 (HTTP/1 is bounded to 400 kB by hyper).
const MAX_HEADERS: usize = 100;
const MAX_HEADER_BYTES: u32 = 64 << 10;

/// How many idle connections are kept to a host where many listen, and how long: there are many such hosts, and few files
/// that may be open.
const LISTENERS: usize = 8;
const LULL: Duration = Duration::from_secs(1);

/// The door.
#[derive(Debug)]
pub(super) struct Door {
    policy: Policy,
    user_agent: String,
    client: Client,
    /// The same with room for several connections to one host, for what is told to many who listen there.
    telling: Client,
    /// One client for each proxy, made when it is first needed.
    behind: Mutex<HashMap<Proxy, Client>>,
    guard: Arc<Guard>,
    /// True where this machine knows no certificate authority.
    rootless: bool,
}

/// An answer: its head, and its body where that is the document asked for (200, 203), else nothing.
#[derive(Debug)]
pub(super) struct Heard {
    pub(super) status: StatusCode,
    pub(super) head: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Door {
    pub(super) fn new(policy: &Policy, names: &Arc<dyn Names>) -> Result<Self, Error> {
        // reqwest panics without a provider; another part of the process may have set one.
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| _ = rustls::crypto::ring::default_provider().install_default());

        let guard = Arc::new(Guard::new(policy));
        let user_agent = policy.user_agent()?;
        let builder = || builder(policy, &user_agent).dns_resolver(GuardedNames(Arc::clone(&guard), Arc::clone(names)));
        // Without the system's authorities the library refuses to start, which would stop the wire from reading plain
        // http: too. With none at all, https: fails when it is used, and says so.
        let (client, rootless) = match builder().build() {
            Ok(client) => (client, false),
            Err(_) => match builder().tls_certs_only([]).build() {
                Ok(client) => (client, true),
                Err(error) => return Err(Error::Client { why: last_cause(&error) }),
            },
        };
        let several = builder().pool_max_idle_per_host(LISTENERS).pool_idle_timeout(LULL);
        let several = if rootless { several.tls_certs_only([]) } else { several };
        let telling = several.build().map_err(|error| Error::Client { why: last_cause(&error) })?;
        let behind = Mutex::default();
        Ok(Self { policy: policy.clone(), user_agent, client, telling, behind, guard, rootless })
    }

    /// Checks what can be checked of an address before it is resolved.
    pub(super) fn check(&self, url: &Url, proxy: Option<&Proxy>) -> Result<(), Error> {
        self.guard.url(url, proxy)
    }

    /// Asks once, and reads the answer to its end; at most for `time`.
    pub(super) async fn get(
        &self,
        url: &Url,
        proxy: Option<&Proxy>,
        ask: HeaderMap,
        bound: Bound,
        time: Duration,
    ) -> Result<Heard, Error> {
        self.check(url, proxy)?;
        tokio::time::timeout(time, self.exchange(url, proxy, ask, bound))
            .await
            .unwrap_or_else(|_| Err(Error::Timeout { url: shown(url) }))
    }

    /// The client that goes through this proxy.
    fn client(&self, proxy: Option<&Proxy>) -> Result<Client, Error> {
        let Some(proxy) = proxy else { return Ok(self.client.clone()) };
        // Never held across an await. There are no more of them than an operator writes down.
        let mut behind = self.behind.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = behind.get(proxy) {
            return Ok(client.clone());
        }
        let failed = |error: reqwest::Error| Error::Client { why: last_cause(&error) };
        let through = reqwest::Proxy::all(proxy.url().as_str()).map_err(failed)?;
        let mut builder = builder(&self.policy, &self.user_agent).dns_resolver(ProxyName(proxy.clone())).proxy(through);
        if self.rootless {
            builder = builder.tls_certs_only([]);
        }
        let client = builder.build().map_err(failed)?;
        behind.insert(proxy.clone(), client.clone());
        Ok(client)
    }

    async fn exchange(&self, url: &Url, proxy: Option<&Proxy>, ask: HeaderMap, bound: Bound) -> Result<Heard, Error> {
        let told = |error: reqwest::Error| self.translate(url, proxy, &error);
        let mut answer = self.client(proxy)?.get(url.clone()).headers(ask).send().await.map_err(told)?;
        // Behind a proxy it is the proxy that answers.
        if let (Some(peer), None) = (answer.remote_addr(), proxy) {
            self.guard.address(peer.ip()).map_err(|refusal| refusal.at(url))?;
        }
        let status = answer.status();
        let head = std::mem::take(answer.headers_mut());
        if !matches!(status.as_u16(), 200 | 203) {
            return Ok(Heard { status, head, body: Vec::new() });
        }
        let fault = |fault| match fault {
            Fault::TooLarge => Error::TooLarge { url: shown(url), limit: bound.bytes() },
            Fault::Encoding(encoding) => Error::Encoding { url: shown(url), encoding },
            Fault::Broken(why) => Error::Broken { url: shown(url), why },
        };
        if answer.content_length().is_some_and(|length| length > bound.bytes() as u64)
            && bound == Bound::Refuse(bound.bytes())
        {
            return Err(fault(Fault::TooLarge));
        }
        let mut body = Body::new(response::content_encoding(&head).as_deref(), bound).map_err(fault)?;
        while let Some(piece) = answer.chunk().await.map_err(told)? {
            if !body.push(&piece).map_err(fault)? {
                break;
            }
            // Unpacking is work: others on this thread, and the time that runs out, get their turn between two pieces.
            tokio::task::yield_now().await;
        }
        Ok(Heard { status, head, body: body.finish().map_err(fault)? })
    }

    /// Sends a form; the status of the answer, of which nothing is read. At most for `time`.
    pub(super) async fn post(&self, url: &Url, form: &[(&str, &str)], time: Duration) -> Result<StatusCode, Error> {
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request =
            self.client.post(url.clone()).header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form);
        Self::within(url, time, async { Ok(self.send(url, request).await?.status()) }).await
    }

    /// Tells something to whoever listens at an address; the status of the answer, of which nothing is read. At most for
    /// `time`.
    pub(super) async fn tell(
        &self,
        url: &Url,
        headers: HeaderMap,
        body: Bytes,
        time: Duration,
    ) -> Result<StatusCode, Error> {
        self.check(url, None)?;
        let request = self.telling.post(url.clone()).headers(headers).body(body);
        Self::within(url, time, async { Ok(self.send(url, request).await?.status()) }).await
    }

    /// Asks something of whoever listens at an address: the status, and the first `most` bytes of any answer. At most for
    /// `time`.
    pub(super) async fn inquire(&self, url: &Url, most: usize, time: Duration) -> Result<(StatusCode, Vec<u8>), Error> {
        self.check(url, None)?;
        let request = self.telling.get(url.clone()).header(ACCEPT_ENCODING, "identity");
        let exchange = async {
            let mut answer = self.send(url, request).await?;
            let mut body = Vec::new();
            while let Some(piece) = answer.chunk().await.map_err(|error| self.translate(url, None, &error))? {
                body.extend_from_slice(&piece[..piece.len().min(most - body.len())]);
                if body.len() >= most {
                    break;
                }
            }
            Ok((answer.status(), body))
        };
        Self::within(url, time, exchange).await
    }

    async fn send(&self, url: &Url, request: RequestBuilder) -> Result<Response, Error> {
        let answer = request.send().await.map_err(|error| self.translate(url, None, &error))?;
        if let Some(peer) = answer.remote_addr() {
            self.guard.address(peer.ip()).map_err(|refusal| refusal.at(url))?;
        }
        Ok(answer)
    }

    async fn within<T>(
        url: &Url,
        time: Duration,
        exchange: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        tokio::time::timeout(time, exchange).await.unwrap_or_else(|_| Err(Error::Timeout { url: shown(url) }))
    }

    fn translate(&self, url: &Url, proxy: Option<&Proxy>, error: &reqwest::Error) -> Error {
        let at = shown(url);
        if let Some(refusal) = causes(error).find_map(|cause| find::<Refusal>(cause)) {
            return refusal.at(url);
        }
        if error.is_timeout() {
            return Error::Timeout { url: at };
        }
        if causes(error).any(|cause| find::<rustls::Error>(cause).is_some()) {
            let why = if self.rootless {
                "this machine knows no certificate authorities; install its package ca-certificates".to_owned()
            } else {
                last_cause(error)
            };
            return Error::Insecure { url: at, why };
        }
        let why = last_cause(error);
        if let (Some(proxy), true) = (proxy, error.is_dns() || error.is_connect()) {
            Error::Proxy { url: at, proxy: proxy.to_string(), why }
        } else if error.is_dns() {
            Error::Unresolved { url: at, why }
        } else if error.is_connect() {
            Error::Unreachable { url: at, why }
        } else {
            Error::Broken { url: at, why }
        }
    }
}

fn builder(policy: &Policy, user_agent: &str) -> ClientBuilder {
    let mut always = HeaderMap::new();
    always.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip, br"));
    Client::builder()
        .user_agent(user_agent)
        .default_headers(always)
        .no_proxy()
        .redirect(redirect::Policy::none())
        .referer(false)
        .no_gzip()
        .no_brotli()
        .no_deflate()
        .connect_timeout(policy.connect_timeout)
        .read_timeout(policy.read_timeout)
        .pool_max_idle_per_host(1)
        .pool_idle_timeout(Duration::from_secs(30))
        .http1_max_headers(MAX_HEADERS)
        .http1_ignore_invalid_headers_in_responses(true)
        .http2_max_header_list_size(MAX_HEADER_BYTES)
}

fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error| (*error).source())
}

/// The cause itself, or what I/O errors are made of: their `source` skips it.
fn find<'a, E: StdError + 'static>(cause: &'a (dyn StdError + 'static)) -> Option<&'a E> {
    cause.downcast_ref::<E>().or_else(|| find(cause.downcast_ref::<io::Error>()?.get_ref()?))
}

/// The innermost cause in words, on one line and not endless: a server may have put its own words in.
fn last_cause(error: &(dyn StdError + 'static)) -> String {
    let words = causes(error).last().map(ToString::to_string).unwrap_or_default();
    words.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect()
}
