//! Telling others instead of reading them: subscribers' callbacks and operators' own targets, through the same guarded
//! door. There are no turns: whoever asked to be told is told at once, and the caller bounds how much of it at a time.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::error::Error;
use super::fetcher::{Fetcher, Terms};
use super::guard::shown;

/// How long whoever is told may take, from looking up the name to the head of the answer.
const PATIENCE: Duration = Duration::from_secs(10);

impl Fetcher {
    /// Checks what can be checked of an address before it is resolved.
    ///
    /// # Errors
    /// Where it may not be reached, whatever it resolves to.
    pub fn may_tell(&self, url: &Url) -> Result<(), Error> {
        self.may_visit(url, Terms::default())
    }

    /// Posts bytes under these headers; the status code. Follows no redirect, reads no answer, waits ten seconds.
    ///
    /// # Errors
    /// Where nobody answers in time, or the address may not be reached.
    pub async fn tell(&self, url: &Url, headers: &[(&'static str, String)], body: Bytes) -> Result<u16, Error> {
        self.may_tell(url)?;
        let unfit = |_| Error::BadAddress { url: shown(url), why: "what is to be sent there fits no header" };
        let mut head = HeaderMap::new();
        for (name, value) in headers {
            head.append(HeaderName::from_static(name), HeaderValue::from_str(value).map_err(unfit)?);
        }
        Ok(self.door().tell(url, head, body, PATIENCE).await?.as_u16())
    }

    /// Asks an address: the status code and the first `most` bytes of the answer. Follows no redirect, waits ten seconds.
    ///
    /// # Errors
    /// Where nobody answers in time, or the address may not be reached.
    pub async fn inquire(&self, url: &Url, most: usize) -> Result<(u16, Vec<u8>), Error> {
        self.may_tell(url)?;
        let (status, body) = self.door().inquire(url, most, PATIENCE).await?;
        Ok((status.as_u16(), body))
    }
}
