//! Which of an entry's addresses is its link: the page itself, or where a feed names none, what comes nearest to it.

use url::Url;

use super::context::Context;
use super::fields::Fields;
use super::names::Space;
use super::outline::Field;
use super::text::characters;
use crate::model::host_of;
use crate::refine::parse::markup::attribute;

/// Hosts that put themselves between a feed's readers and its links, and name the real link beside it.
const BETWEEN: [&str; 4] =
    ["feedproxy.google.com", "feeds.feedburner.com", "rss.feedsportal.com", "feedproxy.feedly.com"];

/// Relations of a link to the thing itself.
const ALTERNATE: [&str; 2] = ["alternate", "http://www.iana.org/assignments/relation/alternate"];
/// How many other languages of one entry are taken.
const MOST_VERSIONS: usize = 24;

/// The link of an entry, which is in this `language`; relative ones hang on `base`, where the feed sets one.
pub(super) fn link(
    fields: &Fields<'_, '_>,
    context: &Context<'_>,
    base: Option<&Url>,
    language: Option<&str>,
) -> Option<String> {
    let resolve = |link: &str, field: Option<&Field<'_>>| resolved(link, field, context, base);
    let original = || fields.word(Space::Burner, &["origlink"]);
    let mut choices = Choices::default();
    for field in fields.named(Space::Core, &["link", "url"]) {
        let Some(href) = value(field.attributes, "href") else {
            // RSS: the address is the element's text
            if let Some(link) = characters(field.inner) {
                return Some(honest(resolve(&link, Some(field)), original));
            }
            continue;
        };
        if href.is_empty() {
            continue;
        }
        let rel = relation(field);
        let place = match rel.as_str() {
            rel if rel.is_empty() || ALTERNATE.contains(&rel) => {
                let of_language = value(field.attributes, "hreflang").filter(|code| !code.is_empty());
                let other = of_language.is_some_and(|code| language.is_none_or(|own| primary(own) != primary(&code)));
                match (is_page(field), other) {
                    (true, false) => return Some(honest(resolve(&href, Some(field)), original)),
                    (true, true) => &mut choices.other_language,
                    (false, _) => &mut choices.other_type,
                }
            }
            "self" => &mut choices.own,
            _ => continue,
        };
        place.get_or_insert_with(|| resolve(&href, Some(field)));
    }
    // RSS 1.0 names its items by their address; CDF writes it beside the item
    let named = |key| value(fields.0.attributes, key);
    let outside = |field: &Field<'_>| {
        let src = value(field.attributes, "src").filter(|src| !src.is_empty())?;
        Some(resolve(&src, Some(field)))
    };
    choices
        .other_language
        .or(choices.other_type)
        .or_else(original)
        .or_else(|| permalink(fields, |guid, field| resolve(guid, Some(field))))
        .or_else(|| named("rdf:about").filter(|about| is_web(about)))
        .or_else(|| named("href").map(|href| resolve(&href, None)))
        .or_else(|| fields.named(Space::Core, &["content"]).find_map(outside))
        .or(choices.own)
}

/// The entry in other languages: pages that say in which they are.
pub(super) fn versions(
    fields: &Fields<'_, '_>,
    context: &Context<'_>,
    base: Option<&Url>,
    own: Option<&str>,
) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for field in fields.named(Space::Core, &["link"]) {
        let named = value(field.attributes, "hreflang").is_some_and(|code| !code.is_empty());
        if !named || !ALTERNATE.contains(&&*relation(field)) || !is_page(field) || found.len() == MOST_VERSIONS {
            continue;
        }
        let href = value(field.attributes, "href").filter(|href| !href.is_empty());
        let link = href.map(|href| resolved(&href, Some(field), context, base));
        found.extend(link.filter(|link| Some(&**link) != own && !found.contains(link)));
    }
    found
}

fn resolved(link: &str, field: Option<&Field<'_>>, context: &Context<'_>, base: Option<&Url>) -> String {
    let own = field.and_then(|field| context.rebase(field.attributes, base.cloned()));
    let absolute = own.as_ref().or(base).and_then(|base| base.join(link).ok());
    absolute.map_or_else(|| link.to_owned(), Into::into)
}

fn relation(field: &Field<'_>) -> String {
    attribute(field.attributes, "rel").unwrap_or_default().trim().to_ascii_lowercase()
}

fn is_page(field: &Field<'_>) -> bool {
    let kind = attribute(field.attributes, "type").unwrap_or_default().to_ascii_lowercase();
    kind.is_empty() || kind.contains("html")
}

fn primary(language: &str) -> String {
    language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}

/// What is taken where there is no better link.
#[derive(Default)]
struct Choices {
    /// The entry in another language, or in one that the entry does not say is its own.
    other_language: Option<String>,
    /// The entry in another format than HTML.
    other_type: Option<String>,
    /// The entry itself, as XML.
    own: Option<String>,
}

/// The link itself rather than that of a host between.
fn honest(link: String, original: impl FnOnce() -> Option<String>) -> String {
    let between = Url::parse(&link).is_ok_and(|url| BETWEEN.contains(&host_of(&url)));
    let original = if between { original() } else { None };
    original.filter(|original| is_web(original)).unwrap_or(link)
}

/// An id that is an address: RSS 2.0's `guid` is the link unless it says otherwise, and Atom feeds without a link
/// follow the same habit. A relative one is believed only where it says so itself.
fn permalink(fields: &Fields<'_, '_>, resolve: impl Fn(&str, &Field<'_>) -> String) -> Option<String> {
    fields.named(Space::Core, &["guid", "id"]).find_map(|field| {
        let flag = value(field.attributes, "ispermalink").map(|flag| flag.to_ascii_lowercase());
        let guid = characters(field.inner).filter(|_| flag.as_deref() != Some("false"))?;
        if is_web(&guid) {
            return Some(guid);
        }
        let relative = flag.as_deref() == Some("true") && guid.contains('/') && !guid.contains([':', ' ']);
        relative.then(|| resolve(&guid, field))
    })
}

fn value(attributes: &str, key: &str) -> Option<String> {
    attribute(attributes, key).map(|value| value.trim().to_owned())
}

fn is_web(link: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|scheme| link.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}
