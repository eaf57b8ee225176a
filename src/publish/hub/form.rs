//! What a subscriber asks for (WebSub §5.1), read strictly.

use std::borrow::Cow;

use chrono::TimeDelta;
use url::Url;

use super::contract::Refused;

/// For how long a subscription lasts that does not say.
const LEASE: i64 = 10 * 86_400;
/// The shortest and the longest that is given.
const SHORTEST: i64 = 3600;
const LONGEST: i64 = 30 * 86_400;
/// The longest callback or topic, in bytes.
const MAX_URL: usize = 2048;
/// The longest secret is shorter than this (WebSub §5.1).
const MAX_SECRET: usize = 200;

/// What is asked.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Ask {
    pub(super) wish: Wish,
    pub(super) callback: Url,
    /// As written: it is said back so.
    pub(super) topic: String,
}

/// What for.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Wish {
    Subscribe { lease: TimeDelta, secret: Option<String> },
    Unsubscribe,
}

impl Wish {
    /// The value of `hub.mode`.
    pub(super) fn mode(&self) -> &'static str {
        match self {
            Self::Subscribe { .. } => "subscribe",
            Self::Unsubscribe => "unsubscribe",
        }
    }
}

/// Reads a form.
pub(super) fn read(form: &[u8]) -> Result<Ask, Refused> {
    let pairs: Vec<(Cow<str>, Cow<str>)> = url::form_urlencoded::parse(form).take(64).collect();
    let said = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_ref());
    let bad = |words: &str| Err(Refused::Form(words.to_owned()));
    let wish = match said("hub.mode") {
        Some("subscribe") => {
            Wish::Subscribe { lease: lease(said("hub.lease_seconds"))?, secret: secret(said("hub.secret"))? }
        }
        Some("unsubscribe") => Wish::Unsubscribe,
        Some("publish") => {
            return bad("this hub tells of the feeds of this wire only, and knows by itself when they change");
        }
        _ => return bad("hub.mode is needed: subscribe or unsubscribe"),
    };
    let Some(callback) = said("hub.callback") else { return bad("hub.callback is needed: the address to be told at") };
    let Some(topic) = said("hub.topic") else { return bad("hub.topic is needed: the address of the feed") };
    if topic.len() > MAX_URL {
        return Err(Refused::Topic);
    }
    Ok(Ask { wish, callback: self::callback(callback)?, topic: topic.to_owned() })
}

fn callback(text: &str) -> Result<Url, Refused> {
    let bad = |words: &str| Err(Refused::Callback(words.to_owned()));
    if text.len() > MAX_URL {
        return bad("it is longer than 2048 characters");
    }
    match Url::parse(text) {
        Ok(url) if !matches!(url.scheme(), "http" | "https") => bad("only http and https addresses can be told"),
        Ok(url) if !url.username().is_empty() || url.password().is_some() => bad("it holds a user name or password"),
        Ok(url) if url.fragment().is_some() => bad("it holds a #"),
        Ok(url) => Ok(url),
        Err(error) => bad(&format!("it is no address ({error})")),
    }
}

/// A wish for more or less than is given is met as far as possible (WebSub §5.1); what is no number is a mistake.
fn lease(text: Option<&str>) -> Result<TimeDelta, Refused> {
    let seconds = match text.map(str::trim).filter(|text| !text.is_empty()) {
        None => LEASE,
        Some(text) if !text.bytes().all(|byte| byte.is_ascii_digit()) => {
            return Err(Refused::Form("hub.lease_seconds is no number of seconds".to_owned()));
        }
        // More digits than a number can hold are a long time.
        Some(text) => text.parse().unwrap_or(LONGEST),
    };
    Ok(TimeDelta::seconds(seconds.clamp(SHORTEST, LONGEST)))
}

fn secret(text: Option<&str>) -> Result<Option<String>, Refused> {
    match text.filter(|text| !text.is_empty()) {
        Some(secret) if secret.len() >= MAX_SECRET => {
            Err(Refused::Form("hub.secret must be shorter than 200 bytes".to_owned()))
        }
        secret => Ok(secret.map(str::to_owned)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(more: &str) -> Result<Ask, Refused> {
        read(format!("hub.callback=https%3A%2F%2Freader.example%2Fin%3Fa%3D1&hub.topic=https%3A%2F%2Fwire.example%2Ffeed.atom&{more}").as_bytes())
    }

    #[test]
    fn leases_are_met_as_far_as_they_are_given() {
        let hours = |more: &str| match with(more).map(|ask| ask.wish) {
            Ok(Wish::Subscribe { lease, .. }) => Some(lease.num_hours()),
            _ => None,
        };
        for (asked, given) in [
            ("hub.mode=subscribe", Some(240)),
            ("hub.mode=subscribe&hub.lease_seconds=", Some(240)),
            ("hub.mode=subscribe&hub.lease_seconds=0", Some(1)),
            ("hub.mode=subscribe&hub.lease_seconds=7200", Some(2)),
            ("hub.mode=subscribe&hub.lease_seconds=999999999999999999999999", Some(720)),
            ("hub.mode=subscribe&hub.lease_seconds=-1", None),
            ("hub.mode=subscribe&hub.lease_seconds=soon", None),
        ] {
            assert_eq!(hours(asked), given, "{asked}");
        }
    }

    #[test]
    fn what_is_no_request_of_websub_is_refused_in_words() {
        let long = format!("hub.mode=subscribe&hub.secret={}", "s".repeat(200));
        for more in ["", "hub.mode=dance", "hub.mode=publish", &long] {
            assert!(matches!(with(more), Err(Refused::Form(_))), "{more}");
        }
        assert!(with(&long[..long.len() - 1]).is_ok());
        for callback in ["ftp://a.example/", "reader", "https://me:pw@a.example/", "https://a.example/#here"] {
            let form = format!("hub.mode=subscribe&hub.topic=x&hub.callback={}", callback.replace('#', "%23"));
            assert!(matches!(read(form.as_bytes()), Err(Refused::Callback(_))), "{callback}");
        }
        assert!(read(&[0xff, b'=', b'&', 0]).is_err());
    }
}
