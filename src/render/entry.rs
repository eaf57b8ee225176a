//! How an alert looks in every format: the view that Atom, RSS and JSON Feed are written from, so that they agree.

use chrono::{DateTime, Utc};

use super::gone::{Notice, notice};
use super::texts::say;
use super::{Context, Slot, context, schemes, words, xml};
use crate::model::{Alert, AlertId, AlertState, Basis, Moment, Report, Tags, TitleFrom, Verdict};

/// An alert, ready to be written down. Every text is clean; only `content` is markup.
pub(super) struct View<'a> {
    /// `urn:uuid:…`.
    pub(super) id: String,
    pub(super) title: String,
    /// Language of title and excerpt.
    pub(super) lang: Option<&'a str>,
    pub(super) published: DateTime<Utc>,
    pub(super) updated: DateTime<Utc>,
    /// The network whose report leads, and its home page.
    pub(super) author: String,
    pub(super) homepage: Option<&'a str>,
    /// Where the leading report stands; where it has no link, another report's, else our own page.
    pub(super) alternate: String,
    /// What the leading report was read from.
    pub(super) origin: Origin<'a>,
    pub(super) further: Vec<Further<'a>>,
    /// Names of the countries: nothing of where it happened is finer than that.
    pub(super) countries: Vec<String>,
    /// The alert that its case began with, where that is another one.
    pub(super) follows: Option<Ours>,
    /// Alerts that may tell of the same thing.
    pub(super) related: Vec<Ours>,
    pub(super) categories: Vec<Category>,
    pub(super) voices: Vec<Voice<'a>>,
    /// Under which terms the leading network's texts are published.
    pub(super) rights: Option<String>,
    /// HTML: the first line in words, the excerpt, who reports it.
    pub(super) content: String,
    pub(super) alert: &'a Alert,
}

/// The source that the leading report was read from.
pub(super) struct Origin<'a> {
    /// A permanent id made of the source's uid: it survives a new address.
    pub(super) id: String,
    pub(super) url: Option<&'a str>,
    /// The state it was in when the report was first read there.
    pub(super) updated: DateTime<Utc>,
}

/// Another alert of ours.
pub(super) struct Ours {
    /// `urn:uuid:…`.
    pub(super) id: String,
    /// Its page.
    pub(super) href: String,
}

impl Ours {
    fn of(ctx: &Context, id: AlertId) -> Self {
        Self { id: id.urn(), href: ctx.local(&format!("alerts/{id}")) }
    }
}

/// A link to one more source of the same alert.
pub(super) struct Further<'a> {
    /// `alternate` where it is the same in another language, `via` where it carries the same text, `related` where it has
    /// words of its own.
    pub(super) rel: &'static str,
    pub(super) href: String,
    /// The network's name.
    pub(super) title: String,
    pub(super) lang: Option<&'a str>,
}

/// A tag as published.
pub(super) struct Category {
    pub(super) scheme: &'static str,
    pub(super) term: String,
    pub(super) label: String,
    pub(super) basis: Option<Basis>,
}

impl Category {
    /// The tag as reasons name it, for example `country:HND`.
    pub(super) fn tag(&self) -> String {
        let (_, name) = self.scheme.rsplit_once('/').unwrap_or_default();
        format!("{name}:{}", self.term)
    }
}

/// What one source said, and when.
pub(super) struct Voice<'a> {
    pub(super) report: &'a Report,
    pub(super) network: String,
    pub(super) title: String,
    pub(super) lang: Option<&'a str>,
    /// Where it says so: the report's link, else what the source is polled at.
    pub(super) href: Option<String>,
    /// As told; `None` where the source gives no date.
    pub(super) published: Option<Moment>,
    pub(super) first_seen: DateTime<Utc>,
}

/// One entry of a feed.
pub(super) enum Place<'a> {
    /// An alert.
    Shown(Box<View<'a>>),
    /// Word of one that has left.
    Gone(Notice),
}

/// The entries of a feed, in the same order. An alert that may not be shown has none.
pub(super) fn places<'a>(ctx: &'a Context, slots: &'a [Slot]) -> Vec<Place<'a>> {
    let place = |slot: &'a Slot| match slot {
        Slot::Alert { id, alert } => {
            let shown = is_shown(alert).then(|| View { id: id.urn(), ..view(ctx, alert) });
            shown.map(|view| Place::Shown(Box::new(view)))
        }
        Slot::Gone { id, alert, published, updated, how } => {
            Some(Place::Gone(notice(ctx, [*id, *alert], [*published, *updated], how)))
        }
    };
    slots.iter().filter_map(place).collect()
}

/// True unless an alert is kept back, or has nothing to show.
pub(super) fn is_shown(alert: &Alert) -> bool {
    alert.state == AlertState::Live && !alert.reports.is_empty()
}

/// The path of an alert's own page.
pub(super) fn path(alert: &Alert) -> String {
    format!("alerts/{}", alert.id)
}

/// The view of one alert that [`is_shown`].
pub(super) fn view<'a>(ctx: &'a Context, alert: &'a Alert) -> View<'a> {
    let lead = alert.lead();
    let voices: Vec<Voice> = alert.reports.iter().map(|report| voice(ctx, report)).collect();
    let linked = alert.reports.iter().find_map(|report| report.link.as_ref());
    View {
        id: alert.id.urn(),
        title: voices[0].title.clone(),
        lang: voices[0].lang,
        published: words::instant(alert.published),
        updated: words::instant(alert.updated),
        author: voices[0].network.clone(),
        homepage: ctx.directory.homepage(&lead.network).map(url::Url::as_str),
        alternate: linked.map_or_else(|| ctx.local(&path(alert)), |link| link.as_str().to_owned()),
        origin: Origin {
            id: context::urn("almenara:atom-source:v1", &lead.source_uid.0.0),
            url: ctx.directory.sources.get(&lead.source).map(url::Url::as_str),
            updated: words::instant(lead.first_seen),
        },
        further: further(alert, &voices),
        countries: alert
            .tags
            .countries
            .iter()
            .map(|&code| xml::clean(&ctx.labels.country(code)).into_owned())
            .collect(),
        follows: alert.case.filter(|case| *case != alert.id).map(|case| Ours::of(ctx, case)),
        related: alert.related.iter().map(|id| Ours::of(ctx, *id)).collect(),
        categories: categories(ctx, alert),
        rights: ctx.directory.rights.get(&lead.network).map(|rights| xml::clean(rights).into_owned()),
        content: content(ctx, alert, &voices),
        voices,
        alert,
    }
}

fn voice<'a>(ctx: &Context, report: &'a Report) -> Voice<'a> {
    let address = report.link.as_ref().or_else(|| ctx.directory.sources.get(&report.source));
    let address = address.or_else(|| ctx.directory.homepage(&report.network));
    Voice {
        report,
        network: xml::clean(&ctx.directory.name_of(report)).into_owned(),
        title: title(ctx, report),
        lang: words::lang(report.tags.language.as_ref()),
        href: address.map(|url| url.as_str().to_owned()),
        published: report.published,
        first_seen: words::instant(report.first_seen),
    }
}

/// A report's title, clean, with something to click on even where nothing of it was welcome.
pub(super) fn title(ctx: &Context, report: &Report) -> String {
    let is_excerpt = report.title_from == TitleFrom::Summary && ctx.directory.headlines.contains(&report.source);
    if is_excerpt && !report.summary.is_empty() {
        return "…".to_owned();
    }
    let title = xml::clean(&report.title);
    if title.trim().is_empty() { "…".to_owned() } else { title.into_owned() }
}

/// One link for each further report. Only the first report in a language is an alternate: no two may share it (RFC 4287
/// §4.1.2).
fn further<'a>(alert: &Alert, voices: &[Voice<'a>]) -> Vec<Further<'a>> {
    let verdict = |report: &Report, verdict| {
        alert.history.iter().any(|event| event.report == report.id && event.verdict == verdict)
    };
    let mut spoken: Vec<Option<&str>> = voices.first().map(|lead| lead.lang).into_iter().collect();
    let mut links = Vec::new();
    for voice in voices.iter().skip(1) {
        let Some(href) = voice.href.clone() else { continue };
        let alternate = verdict(voice.report, Verdict::Translation)
            && voice.report.link.is_some()
            && voice.lang.is_some()
            && !spoken.contains(&voice.lang);
        if alternate {
            spoken.push(voice.lang);
        }
        let rel = match alternate {
            true => "alternate",
            false if verdict(voice.report, Verdict::Echo) => "via",
            false => "related",
        };
        links.push(Further { rel, href, title: voice.network.clone(), lang: voice.lang });
    }
    links
}

fn categories(ctx: &Context, alert: &Alert) -> Vec<Category> {
    let tags = &alert.tags;
    let mut all = Vec::new();
    let mut add = |scheme, kind: &str, term: &str, label: String| {
        let basis = tags.basis(&format!("{kind}:{term}")).or_else(|| implied(tags, scheme));
        let (term, label) = (xml::clean(term).into_owned(), xml::clean(&label).into_owned());
        if !term.is_empty() {
            all.push(Category { scheme, term, label, basis });
        }
    };
    for &code in &tags.countries {
        add(schemes::COUNTRY, "country", code.as_str(), ctx.labels.country(code));
    }
    for &code in &tags.m49 {
        add(schemes::M49, "m49", &code.to_string(), ctx.labels.m49(code));
    }
    for id in &tags.regions {
        add(schemes::REGION, "region", &id.0, ctx.labels.region(id));
    }
    add(schemes::URGENCY, "urgency", tags.urgency.term(), ctx.labels.urgency(tags.urgency));
    add(schemes::TYPE, "type", tags.kind.term(), ctx.labels.kind(tags.kind));
    for theme in &tags.themes {
        add(schemes::THEME, "theme", &theme.0, ctx.labels.theme(theme));
    }
    if let Some(language) = words::lang(tags.language.as_ref()) {
        add(schemes::LANGUAGE, "language", language, words::language(ctx, language));
    }
    for place in &tags.source_places {
        add(schemes::SOURCE_PLACE, "source-place", place, place.clone());
    }
    for reference in &tags.references {
        add(schemes::REFERENCE, "reference", &reference.code, format!("{} ({})", reference.code, reference.series));
    }
    all
}

/// The basis of a tag that has no reason of its own: areas and regions follow from the country, and a place in the source's
/// words is the source's statement.
fn implied(tags: &Tags, scheme: &str) -> Option<Basis> {
    match scheme {
        schemes::M49 | schemes::REGION => {
            tags.countries.first().and_then(|code| tags.basis(&format!("country:{code}")))
        }
        schemes::SOURCE_PLACE => Some(Basis::Stated),
        _ => None,
    }
}

fn content(ctx: &Context, alert: &Alert, voices: &[Voice]) -> String {
    let (own, texts) = (words::own(ctx), ctx.words());
    let line = xml::escape(&words::first_line(ctx, alert));
    let excerpt = excerpt(ctx, alert.lead());
    let (heading, further) = (xml::escape(&texts.front.sources), xml::escape(&texts.entry.page));
    let sources = sources(ctx, voices).join("</li>\n<li>");
    let page = xml::escape(&ctx.local(&path(alert)));
    format!(
        "<p {own}><strong>{line}</strong></p>\n{excerpt}\
         <div {own}><p>{heading}:</p>\n<ul>\n<li>{sources}</li>\n</ul>\n\
         <p><a href=\"{page}\">{further}</a></p></div>"
    )
}

/// A report's excerpt as HTML that says its language and direction; empty where it has none, or none may leave the house.
pub(super) fn excerpt(ctx: &Context, report: &Report) -> String {
    if ctx.directory.headlines.contains(&report.source) {
        return String::new();
    }
    let lang = words::lang(report.tags.language.as_ref());
    let html = match &report.summary_html {
        Some(html) => xml::clean(html).into_owned(),
        None => paragraphs(&report.summary),
    };
    if html.is_empty() {
        return html;
    }
    let attribute = lang.map(|lang| format!(" lang=\"{lang}\"")).unwrap_or_default();
    format!("<div{attribute} dir=\"{}\">{html}</div>\n", words::direction(lang))
}

fn paragraphs(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| ["<p>", &xml::escape(line), "</p>"].concat()).collect()
}

/// Who reports it, a line for each network: its name, then when and where it said so.
fn sources(ctx: &Context, voices: &[Voice]) -> Vec<String> {
    let mut lines: Vec<(&str, String)> = Vec::new();
    for voice in voices {
        let when = match voice.published {
            Some(moment) => words::told(moment),
            None => say(&ctx.words().entry.seen, &[("day", &voice.first_seen.date_naive().to_string())]),
        };
        match lines.iter_mut().find(|(network, _)| *network == voice.network) {
            Some((_, line)) => line.extend(["; ", &linked(voice, &when)]),
            None => lines.push((&voice.network, format!("{}, {when}", linked(voice, &xml::escape(&voice.network))))),
        }
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

/// Markup as a link to where a voice says so.
fn linked(voice: &Voice, markup: &str) -> String {
    match &voice.href {
        Some(href) => format!("<a href=\"{}\" rel=\"noopener noreferrer\">{markup}</a>", xml::escape(href)),
        None => markup.to_owned(),
    }
}
