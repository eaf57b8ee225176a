//! The `Link` header (RFC 8288), as far as WebSub needs it.

use reqwest::header::{HeaderMap, LINK};
use url::Url;

/// How many headers, and how many links in all, are looked at.
const MANY: usize = 16;
/// How many hubs are remembered.
const MAX_HUBS: usize = 4;

/// What an answer links to, for those who want to be told of changes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Links {
    /// Hubs that tell of changes (WebSub §4).
    pub hubs: Vec<Url>,
    /// The address that the document calls its own: the topic to name to a hub.
    pub own: Option<Url>,
}

/// The links with `rel="hub"` and `rel="self"`; relative ones are resolved against `base`.
pub(super) fn links(head: &HeaderMap, base: &Url) -> Links {
    let mut found = Links::default();
    let values = head.get_all(LINK).iter().filter_map(|value| value.to_str().ok()).take(MANY);
    for link in values.flat_map(|value| value.split('<').skip(1)).take(MANY) {
        let Some((target, parameters)) = link.split_once('>') else { continue };
        let Some(to) = (target.len() <= 2048).then(|| base.join(target.trim()).ok()).flatten() else { continue };
        let rel = parameters.split([';', ',']).find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("rel").then(|| value.trim().trim_matches('"').to_ascii_lowercase())
        });
        let rel = rel.unwrap_or_default();
        let is = |wanted: &str| rel.split_ascii_whitespace().any(|word| word == wanted);
        if is("hub") && found.hubs.len() < MAX_HUBS && !found.hubs.contains(&to) {
            found.hubs.push(to);
        } else if is("self") {
            found.own.get_or_insert(to);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hubs_and_the_own_address_are_found_in_one_header_or_in_several() {
        let base: Url = "https://wire.ngo/feed".parse().expect("an address");
        let of = |values: &[&'static str]| {
            let mut head = HeaderMap::new();
            for value in values {
                head.append(LINK, reqwest::header::HeaderValue::from_static(value));
            }
            let links = links(&head, &base);
            (links.hubs.iter().map(Url::to_string).collect::<Vec<_>>(), links.own.map(|own| own.to_string()))
        };
        let own = Some("https://wire.ngo/feed/atom".to_owned());
        let hubs = vec!["https://hub.ngo/".to_owned()];
        assert_eq!(of(&["<https://hub.ngo/>; rel=hub, </feed/atom>; rel=\"self\""]), (hubs.clone(), own.clone()));
        assert_eq!(of(&["<https://hub.ngo/>; type=x; REL=\"Hub next\"", "</feed/atom>;rel=self"]), (hubs.clone(), own));
        assert_eq!(of(&["<https://hub.ngo/>;rel=hub", "<https://hub.ngo/>;rel=hub", "<https://b.ngo/>"]), (hubs, None));
        assert_eq!(of(&["https://hub.ngo/; rel=hub", "<http://[>; rel=hub", "<", ">", "rel=hub"]), (Vec::new(), None));
    }
}
