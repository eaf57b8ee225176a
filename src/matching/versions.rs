//! Addresses of language versions: what is left of an address when its language is taken out, so that `/en/node/12` and
//! `/es/node/12` meet.

use url::Url;

use crate::model::{host_of, link_key_within};

/// Languages that addresses name.
const LANGUAGES: [&str; 40] = [
    "am", "ar", "az", "be", "bn", "ca", "cs", "de", "el", "en", "es", "eu", "fa", "fr", "gl", "he", "hi", "hu", "id",
    "it", "ja", "ka", "km", "ko", "my", "nl", "pl", "ps", "pt", "ro", "ru", "so", "sw", "th", "tr", "uk", "ur", "uz",
    "vi", "zh",
];
/// Parameters that hold nothing but the language.
const PARAMETERS: [&str; 6] = ["lang", "language", "hl", "locale", "idioma", "langue"];

/// The host of an address without its language.
pub(super) fn without_language_host(link: &Url) -> &str {
    let host = host_of(link);
    match host.split_once('.') {
        Some((first, rest)) if is_language(first) && rest.contains('.') => rest,
        _ => host,
    }
}

/// An address without its language; `None` where it names none, or where nothing telling is left.
pub(super) fn without_language(link: &Url) -> Option<String> {
    let host = host_of(link);
    let bare = without_language_host(link);
    let mut found = bare != host;
    let within = link_key_within(link);
    let (path, query) = within.split_once('?').unwrap_or((&within, ""));
    let mut kept: Vec<String> = Vec::new();
    for (place, segment) in path.split('/').filter(|segment| !segment.is_empty()).enumerate() {
        if place < 3 && is_language(segment) && !found {
            found = true;
            continue;
        }
        let (stem, ending) = segment.rsplit_once('.').unwrap_or((segment, ""));
        match stem.rsplit_once(['-', '_', '.']) {
            Some((rest, last)) if last.len() == 2 && is_language(last) && !found && !rest.is_empty() => {
                found = true;
                kept.push(format!("{rest}.{ending}"));
            }
            _ => kept.push(segment.to_owned()),
        }
    }
    let parameters: Vec<&str> = query
        .split('&')
        .filter(|pair| {
            let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
            let language = PARAMETERS.contains(&name.as_str());
            found |= language;
            !pair.is_empty() && !language
        })
        .collect();
    let left = format!("{}?{}", kept.join("/"), parameters.join("&"));
    // A section's name is no document: a number or several words must be left.
    let telling = left.bytes().filter(u8::is_ascii_digit).count() > 1
        || kept.last().is_some_and(|last| last.split(['-', '_', '+']).count() > 2);
    (found && telling).then(|| format!("{bare}/{left}"))
}

fn is_language(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let (primary, region) = lower.split_once(['-', '_']).unwrap_or((&lower, ""));
    LANGUAGES.binary_search(&primary).is_ok() && region.len() < 5 && region.bytes().all(|b| b.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(link: &str) -> Option<String> {
        without_language(&Url::parse(link).expect("an address"))
    }

    #[test]
    fn language_versions_meet() {
        for (one, other) in [
            ("https://a.example/en/node/12", "https://a.example/es/node/12"),
            (
                "https://a.example/en/news/attack-on-two-farmers",
                "https://www.a.example/pt-br/news/attack-on-two-farmers",
            ),
            ("https://en.a.example/alert/2025/77", "https://fr.a.example/alert/2025/77"),
            ("https://a.example/alert.php?id=77&lang=en", "https://a.example/alert.php?lang=ar&id=77"),
            ("https://a.example/pdf/mde1312342025en.pdf?lang=en", "https://a.example/pdf/mde1312342025en.pdf?lang=fr"),
            ("https://a.example/files/report-2025-en.pdf", "https://a.example/files/report-2025-fr.pdf"),
        ] {
            assert!(left(one).is_some(), "{one}");
            assert_eq!(left(one), left(other), "{one}");
        }
    }

    #[test]
    fn other_documents_do_not_meet() {
        assert_ne!(left("https://a.example/en/node/12"), left("https://a.example/es/node/13"));
        assert_eq!(left("https://a.example/en/news"), None, "a section");
        assert_eq!(left("https://a.example/node/12"), None, "no language");
        assert_eq!(left("https://a.example/news/attack-on-two-farmers"), None);
    }

    #[test]
    fn languages_are_sorted() {
        assert!(LANGUAGES.is_sorted());
    }
}
