//! Conditional requests (RFC 9110 §13): does the reader have it already?

use axum::http::HeaderMap;
use axum::http::header::{IF_MODIFIED_SINCE, IF_NONE_MATCH};
use chrono::{DateTime, SubsecRound as _, Utc};

use crate::model::http_date;

/// What a reader already has, by what it asks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Held {
    /// Nothing current: it needs the bytes.
    Nothing,
    /// The representation with this entity tag (without quotes), or, for dates and `*`, whichever would be sent.
    Current(Option<String>),
}

/// Evaluates `If-None-Match`, and where that is absent `If-Modified-Since` (RFC 9110 §13.2.2), against the entity tags
/// under which a representation is known. Tags are compared weakly (§8.8.3.2): some caches weaken ours on the way.
pub(super) fn held(headers: &HeaderMap, tags: &[String], last_modified: DateTime<Utc>) -> Held {
    if headers.contains_key(IF_NONE_MATCH) {
        let lines = headers.get_all(IF_NONE_MATCH).iter().filter_map(|line| line.to_str().ok());
        for tag in lines.flat_map(entity_tags) {
            if tag == "*" {
                return Held::Current(None);
            }
            if let Some(known) = tags.iter().find(|known| tag.trim_matches('"') == **known) {
                return Held::Current(Some(known.clone()));
            }
        }
        return Held::Nothing;
    }
    let since = headers.get(IF_MODIFIED_SINCE).and_then(|value| value.to_str().ok()).and_then(http_date::parse);
    if since.is_some_and(|since| last_modified.trunc_subsecs(0) <= since) { Held::Current(None) } else { Held::Nothing }
}

/// The tags of a list, each in its quotes and without `W/`, or `*`. A comma may stand inside quotes. What follows a
/// mistake is left out.
fn entity_tags(line: &str) -> Vec<&str> {
    let mut tags = Vec::new();
    let mut rest = line.trim_start_matches([' ', '\t', ',']);
    while !rest.is_empty() {
        if rest.starts_with('*') {
            tags.push("*");
            break;
        }
        let opaque = rest.strip_prefix("W/").unwrap_or(rest);
        let Some(end) = opaque.strip_prefix('"').and_then(|inside| inside.find('"')) else { break };
        let (tag, after) = opaque.split_at(end + 2);
        tags.push(tag);
        rest = after.trim_start_matches([' ', '\t', ',']);
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(name: axum::http::HeaderName, value: &str) -> Held {
        let headers = HeaderMap::from_iter([(name, value.parse().expect("a header"))]);
        let modified = DateTime::parse_from_rfc3339("2026-05-02T18:00:00.5Z").expect("a date").to_utc();
        held(&headers, &["abc".to_owned(), "abc-gzip".to_owned()], modified)
    }

    #[test]
    fn entity_tags_are_found_in_lists_and_compared_weakly() {
        for value in [r#""abc""#, r#"W/"abc""#, r#""x", "abc""#, r#" "a,b" ,W/"abc","#] {
            assert_eq!(asked(IF_NONE_MATCH, value), Held::Current(Some("abc".to_owned())), "{value}");
        }
        assert_eq!(asked(IF_NONE_MATCH, r#""abc-gzip""#), Held::Current(Some("abc-gzip".to_owned())));
        assert_eq!(asked(IF_NONE_MATCH, "*"), Held::Current(None));
        for value in ["", "abc", r#""abcd""#, r#""abc"#, r#"w/"abc""#, "x, \"abc\""] {
            assert_eq!(asked(IF_NONE_MATCH, value), Held::Nothing, "{value}");
        }
    }

    #[test]
    fn dates_are_read_in_the_three_forms_of_http() {
        for same in ["Sat, 02 May 2026 18:00:00 GMT", "Saturday, 02-May-26 18:00:00 GMT", "Sat May  2 18:00:00 2026"] {
            assert_eq!(asked(IF_MODIFIED_SINCE, same), Held::Current(None), "{same}");
        }
        for older in ["Sat, 02 May 2026 17:59:59 GMT", "2026-05-02", "", "Mon, 02 May 2026 18:00:00 GMT"] {
            assert_eq!(asked(IF_MODIFIED_SINCE, older), Held::Nothing, "{older}");
        }
    }
}
