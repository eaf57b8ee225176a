//! Pages as a classic blog theme writes them: a menu, a list of entries, a sidebar, and a date once per day.

use chrono::{DateTime, NaiveDate, Utc};
use quick_xml::escape::escape;

use super::stage::{Published, Site};

/// The listing, newest first.
pub(super) fn listing(site: &Site, entries: &[Published]) -> String {
    let mut printed: Option<NaiveDate> = None;
    let articles: String = entries
        .iter()
        .rev()
        .enumerate()
        .map(|(place, entry)| {
            let day = entry.at.date_naive();
            let date = if printed == Some(day) { String::new() } else { date(entry.at) };
            printed = Some(day);
            article(entries.len() - place, entry, &date)
        })
        .collect();
    let pages = "<nav class=\"navigation pagination\"><span class=\"page-numbers current\">1</span> <a class=\"page-numbers\" href=\"/alerts/page/2/\">2</a> <a class=\"next page-numbers\" href=\"/alerts/page/2/\">Older</a></nav>";
    page(site, "Alerts", &format!("<h1 class=\"page-title\">Alerts</h1>\n{articles}{pages}\n"))
}

/// The page of one entry.
pub(super) fn single(site: &Site, entry: &Published) -> String {
    let title = escape(&entry.title);
    let body = format!(
        "<article class=\"post hentry\"><h1 class=\"entry-title\">{title}</h1>\n{}<div class=\"entry-content\"><p>{}</p></div></article>\n",
        date(entry.at),
        escape(&entry.text)
    );
    page(site, &title, &body)
}

/// The front page: a word of welcome and where to read.
pub(super) fn home(site: &Site) -> String {
    let body = format!(
        "<p>{} is a network of the practice world. Nobody in it exists.</p><p><a href=\"{}\">What we publish</a></p>\n",
        escape(site.name),
        site.listing
    );
    page(site, "Home", &body)
}

fn article(number: usize, entry: &Published, date: &str) -> String {
    let (link, title) = (escape(entry.link.as_str()), escape(&entry.title));
    format!(
        "<article id=\"post-{number}\" class=\"post-{number} post type-post status-publish hentry category-alerts\">\n\
         <header class=\"entry-header\"><h2 class=\"entry-title\"><a href=\"{link}\" rel=\"bookmark\">{title}</a></h2>\n\
         {date}</header>\n<div class=\"entry-summary\"><p>{}</p></div>\n</article>\n",
        escape(&entry.text)
    )
}

fn date(at: DateTime<Utc>) -> String {
    format!("<div class=\"entry-meta\"><span class=\"entry-date\">{}</span></div>\n", at.format("%B %-d, %Y"))
}

fn page(site: &Site, title: &str, main: &str) -> String {
    let name = escape(site.name);
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"><title>{title} – {name}</title></head>\n<body class=\"archive\">\n\
         <header class=\"site-header\"><p class=\"site-title\"><a href=\"/\">{name}</a></p>\n\
         <nav class=\"main-navigation\"><ul class=\"menu\"><li><a href=\"/\">Home</a></li><li><a href=\"{}\">Alerts</a></li><li><a href=\"/about/\">About us</a></li><li><a href=\"/contact/\">Contact</a></li></ul></nav></header>\n\
         <div id=\"content\" class=\"site-content\"><main id=\"main\">\n{main}</main>\n\
         <aside class=\"widget-area\"><section class=\"widget\"><h3 class=\"widget-title\">Topics</h3><ul><li><a href=\"/topic/land/\">Land</a></li><li><a href=\"/topic/water/\">Water</a></li><li><a href=\"/topic/press/\">Press</a></li><li><a href=\"/topic/unions/\">Unions</a></li></ul></section></aside></div>\n\
         <footer class=\"site-footer\"><p>{name}, an invented network</p></footer>\n</body>\n</html>\n",
        site.language, site.listing
    )
}
