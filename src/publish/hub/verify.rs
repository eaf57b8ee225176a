//! Asking a callback whether a subscription was meant (WebSub §5.3), and telling it that there is none (§5.2).

use url::Url;

use super::form::{Ask, Wish};
use crate::publish::outgoing::nonce;
use crate::publish::{Deliver, Unsaid};

/// The longest answer that is looked at; a challenge has 64 characters.
const ANSWER: usize = 512;

/// Whether whoever listens at the callback confirms what was asked in its name.
pub(super) async fn confirms(deliver: &dyn Deliver, ask: &Ask) -> Result<(), Unsaid> {
    let challenge = nonce().ok_or_else(|| Unsaid("this system has no random numbers to give".to_owned()))?;
    let mut said = vec![("hub.mode", ask.wish.mode()), ("hub.topic", &ask.topic), ("hub.challenge", &challenge)];
    let lease = match &ask.wish {
        Wish::Subscribe { lease, .. } => Some(lease.num_seconds().to_string()),
        Wish::Unsubscribe => None,
    };
    said.extend(lease.as_deref().map(|lease| ("hub.lease_seconds", lease)));
    let (status, answer) = deliver.ask(&with(&ask.callback, &said), ANSWER).await?;
    match status {
        // Programs that write lines end them.
        200..=299 if answer.trim_ascii() == challenge.as_bytes() => Ok(()),
        200..=299 => Err(Unsaid("it does not say the challenge back".to_owned())),
        status => Err(Unsaid(format!("it answers {status}"))),
    }
}

/// Tells a callback that its subscription is denied.
pub(super) async fn deny(deliver: &dyn Deliver, callback: &Url, topic: &str, reason: &str) {
    let said = [("hub.mode", "denied"), ("hub.topic", topic), ("hub.reason", reason)];
    // Whether anybody hears it changes nothing.
    let _ = deliver.ask(&with(callback, &said), ANSWER).await;
}

/// The callback with more in its query: what stands there already stays (WebSub §5.3).
fn with(callback: &Url, said: &[(&str, &str)]) -> Url {
    let mut url = callback.clone();
    url.query_pairs_mut().extend_pairs(said);
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_callback_stays() {
        let callback: Url = "https://reader.example/in?key=a%20b&x".parse().expect("an address");
        let asked = with(&callback, &[("hub.mode", "denied"), ("hub.topic", "https://wire.example/?a=1&b=2")]);
        assert_eq!(
            asked.as_str(),
            "https://reader.example/in?key=a%20b&x&hub.mode=denied&hub.topic=https%3A%2F%2Fwire.example%2F%3Fa%3D1%26b%3D2"
        );
    }
}
