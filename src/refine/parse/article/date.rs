//! When an article was published, by what its page says of it: JSON-LD, then `meta`, then properties in the markup,
//! then the address, then what stands beside the heading, then the text. The first that is a possible date counts.

use chrono::{DateTime, Datelike as _, TimeDelta, Utc};
use url::Url;

use super::flat::Flat;
use super::meta::Meta;
use super::{Published, near};
use crate::model::Moment;
use crate::refine::parse::dated::Dates;

/// Names of `meta` elements that tell when a text was published, surest first.
const NAMES: [&str; 38] = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "datepublished",
    "date_published",
    "dcterms.issued",
    "dc.date.issued",
    "dc.date.published",
    "dcterms.date",
    "dc.date",
    "dc:date",
    "dcterms.created",
    "dc.date.created",
    "dc.created",
    "dc:created",
    "dc:date.created",
    "article:created",
    "article_date_original",
    "article.published",
    "originalpublicationdate",
    "original_publish_date",
    "og:original_time",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "citation_publication_date",
    "citation_online_date",
    "publication_date",
    "publicationdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "published_time",
    "pubdate",
    "pub_date",
    "displaydate",
    "date",
];
const MORE_NAMES: [&str; 8] = [
    "datecreated",
    "date.created",
    "created",
    "creation_date",
    "analyticsattributes.articledate",
    "rnews:datepublished",
    "bt:pubdate",
    "article-date",
];
/// No page of an article was published before.
const FIRST_YEAR: i32 = 1990;

/// Where the date of an article can be read.
pub(super) struct Sources<'a> {
    pub(super) stated: Vec<String>,
    pub(super) meta: &'a Meta,
    pub(super) flat: &'a Flat<'a>,
    pub(super) heading: Option<usize>,
    pub(super) address: &'a Url,
    pub(super) main: &'a str,
}

pub(super) fn published(from: &Sources<'_>, dates: &Dates, now: DateTime<Utc>) -> Option<Published> {
    let possible =
        |moment: &Moment| moment.day().year() >= FIRST_YEAR && moment.day() <= (now + TimeDelta::days(2)).date_naive();
    let whole = |written: &str| dates.whole(written).filter(possible);
    let stated = |rule, written: &str| {
        let moment = whole(written)?;
        Some(Published { moment, rule, matched: written.to_owned(), stated: true })
    };
    if let Some(found) = from.stated.iter().find_map(|written| stated("article-json-ld", written)) {
        return Some(found);
    }
    let mut named = from.meta.all(&NAMES).chain(from.meta.all(&MORE_NAMES));
    if let Some(found) = named.find_map(|(_, written)| stated("article-meta", written)) {
        return Some(found);
    }
    if let Some(found) = properties(from.flat).find_map(|written| stated("article-property", &written)) {
        return Some(found);
    }
    if let Some(moment) = dates.of_address(from.address).filter(possible) {
        let matched = from.address.path().to_owned();
        return Some(Published { moment, rule: "article-address", matched, stated: false });
    }
    if let Some((rule, moment, matched)) = near::find(from.flat, from.heading, dates, possible) {
        return Some(Published { moment, rule, matched, stated: false });
    }
    let moment = dates.dateline(from.main).filter(possible)?;
    let matched = from.main.chars().take(60).collect();
    Some(Published { moment, rule: "article-dateline", matched, stated: false })
}

/// Dates in microdata (`itemprop`), RDFa (`property`) and microformats (`dt-published`), outside of what stands beside
/// the article.
fn properties<'a>(flat: &'a Flat<'_>) -> impl Iterator<Item = String> + 'a {
    const PROPERTIES: [&str; 8] = [
        "datepublished",
        "schema:datepublished",
        "dc:date",
        "dc:created",
        "dcterms:created",
        "datecreated",
        "schema:datecreated",
        "content:datepublished",
    ];
    let is_property = |names: &str| {
        names.split_whitespace().any(|name| PROPERTIES.iter().any(|known| name.eq_ignore_ascii_case(known)))
    };
    (0..flat.pieces.len()).filter_map(move |at| {
        let piece = &flat.pieces[at];
        let named = ["itemprop", "property"].iter().filter_map(|name| piece.attr(name)).any(is_property);
        let microformat =
            || piece.attr("class").is_some_and(|class| class.split_whitespace().any(|c| c == "dt-published"));
        if piece.beside || !(named || microformat()) {
            return None;
        }
        let stated = ["content", "datetime", "title"].iter().find_map(|name| piece.attr(name));
        Some(stated.map_or_else(|| flat.text(at, 100), str::to_owned))
    })
}
