//! Feeds as other networks write them: Atom 1.0 and RSS 2.0, newest first.

use chrono::SecondsFormat;
use quick_xml::escape::escape;

use super::stage::{Published, Site};

/// An Atom feed (RFC 4287).
pub(super) fn atom(site: &Site, entries: &[Published]) -> String {
    let updated = entries.iter().map(|entry| entry.updated).max().unwrap_or_default();
    let own: String = entries.iter().rev().map(atom_entry).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <title>{name}: notices</title>\n<id>tag:{}.example,2025:notices</id>\n<updated>{}</updated>\n\
         <author><name>{name}</name></author>\n<link rel=\"alternate\" href=\"{}\"/>\n{own}</feed>\n",
        site.language,
        site.network,
        updated.to_rfc3339_opts(SecondsFormat::Secs, true),
        escape(site.home.as_str()),
        name = escape(site.name),
    )
}

fn atom_entry(entry: &Published) -> String {
    format!(
        "<entry><id>{}</id><title>{}</title><link rel=\"alternate\" href=\"{}\"/><published>{}</published><updated>{}</updated><summary>{}</summary></entry>\n",
        escape(entry.id.as_deref().unwrap_or_default()),
        escape(&entry.title),
        escape(entry.link.as_str()),
        entry.at.to_rfc3339_opts(SecondsFormat::Secs, true),
        entry.updated.to_rfc3339_opts(SecondsFormat::Secs, true),
        escape(&entry.text),
    )
}

/// An RSS 2.0 feed.
pub(super) fn rss(site: &Site, entries: &[Published]) -> String {
    let own: String = entries.iter().rev().map(rss_entry).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel>\n<title>{name}</title>\n<link>{}</link>\n\
         <description>Comunicados de {name}</description>\n<language>{}</language>\n{own}</channel></rss>\n",
        escape(site.home.as_str()),
        site.language,
        name = escape(site.name),
    )
}

fn rss_entry(entry: &Published) -> String {
    let description = format!("<p>{}</p>", escape(&entry.text));
    format!(
        "<item><title>{}</title><link>{}</link><guid isPermaLink=\"false\">{}</guid><pubDate>{}</pubDate><description>{}</description></item>\n",
        escape(&entry.title),
        escape(entry.link.as_str()),
        escape(entry.id.as_deref().unwrap_or_default()),
        entry.at.to_rfc2822(),
        escape(&description),
    )
}
