//! Addresses as they are compared.

use std::borrow::Cow;

use url::Url;

/// The longest address that is taken from outside, in bytes.
pub const MAX_LINK: usize = 4096;

/// The form in which addresses are compared across sources: without scheme, `www.` and trailing slash, its query in
/// order, percent-encoding in capitals and only where it is needed (RFC 3986 §6.2.2), and without a fragment unless that is a route within an
/// application. Trackers are the normaliser's to remove; what is given here has none any more.
pub fn link_key(url: &Url) -> String {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}{port}{}", host_of(url), link_key_within(url))
}

/// [`link_key`] without the host, for identity within a source: what stays when a site moves to another domain.
pub fn link_key_within(url: &Url) -> String {
    let mut key = hex_raised(url.path().trim_end_matches('/')).into_owned();
    let mut query: Vec<Cow<'_, str>> =
        url.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()).map(hex_raised).collect();
    query.sort_unstable();
    for (nth, pair) in query.iter().enumerate() {
        key.push(if nth == 0 { '?' } else { '&' });
        key.push_str(pair);
    }
    if let Some(fragment) = url.fragment().filter(|fragment| fragment.starts_with(['!', '/'])) {
        key.push('#');
        key.push_str(fragment);
    }
    key
}

/// The host of an address without `www.`; empty where it has none.
pub fn host_of(url: &Url) -> &str {
    bare_host(url.host_str().unwrap_or_default())
}

/// A host without `www.`, which is taken off once.
pub fn bare_host(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}

/// `%c3` and `%C3` are the same, and so are `%7e` and `~`.
fn hex_raised(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut raised = String::with_capacity(text.len());
    let mut parts = text.split('%');
    raised.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let code = part.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).map(char::from);
        if let Some(plain) = code.filter(|c| c.is_ascii_alphanumeric() || "-._~".contains(*c)) {
            raised.push(plain);
        } else {
            raised.push('%');
            raised.extend(part.chars().take(2).map(|c| c.to_ascii_uppercase()));
        }
        raised.extend(part.chars().skip(2));
    }
    Cow::Owned(raised)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> String {
        link_key(&Url::parse(text).unwrap())
    }

    #[test]
    fn two_ways_to_write_one_address_have_one_key() {
        let plain = key("https://example.org/a/caf%C3%A9?a=1&b=%2F");
        assert_eq!(plain, "example.org/a/caf%C3%A9?a=1&b=%2F");
        for same in [
            "http://example.org/a/caf%c3%a9/?b=%2f&a=1",
            "https://WWW.example.org/a/café?b=%2F&&a=1",
            "https://example.org:443/a/caf%C3%A9?a=1&b=%2F#comments",
            "https://example.org/%61/c%61f%C3%A9?%61=1&b=%2F",
        ] {
            assert_eq!(key(same), plain, "{same}");
        }
    }

    #[test]
    fn what_tells_two_addresses_apart_stays() {
        for other in [
            "https://example.org/A",
            "https://example.org:8443/a",
            "https://example.org/a?b",
            "https://example.org/a#!/b",
            "https://news.example.org/a",
        ] {
            assert_ne!(key(other), key("https://example.org/a"), "{other}");
        }
    }

    #[test]
    fn a_key_within_a_source_knows_no_host() {
        let within = |text: &str| link_key_within(&Url::parse(text).unwrap());
        assert_eq!(within("https://old.example/a/?x=1"), within("http://www.new.example:81/a?x=1"));
        assert_eq!(within("https://old.example/"), "");
    }

    #[test]
    fn www_is_taken_off_once() {
        assert_eq!(bare_host("www.www.example.org"), "www.example.org");
        assert_eq!(bare_host("wwwexample.org"), "wwwexample.org");
        assert_eq!(host_of(&Url::parse("mailto:a@example.org").unwrap()), "");
    }
}
