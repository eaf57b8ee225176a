//! Alerts of invented networks about invented people, to be rendered, stored and served.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use almenara::model::{
    Alert, AlertId, AlertState, Basis, Country, Digest, Directory, Event, Field, Kind, Labels, M49, Moment, NetworkId,
    PublishedFrom, Publisher, Reason, Reference, RegionId, Report, ReportId, SourceId, SourceUid, Tags, Theme,
    ThemeLabel, TitleFrom, Urgency, Verdict,
};
use almenara::render::api::Health;
use almenara::render::page::Setting;
use almenara::render::slice::Terms;
use almenara::render::{Context, Tongues};
use chrono::{DateTime, NaiveDate, Utc};
use url::Url;

/// Who publishes, who is behind the sources `faro` and `linterna`, and words for a few codes.
pub(crate) fn context() -> Context {
    let network = |id: &str, name: &str| (NetworkId(id.to_owned()), (name.to_owned(), url(&format!("https://{id}/"))));
    let source = |id: &str, address: &str| (SourceId(id.to_owned()), url(address));
    let directory = Directory {
        networks: BTreeMap::from([
            network("faro.example", "Red Faro"),
            network("linterna.example", "La Linterna & Co"),
        ]),
        sources: BTreeMap::from([
            source("faro", "https://faro.example/alertas/"),
            source("linterna", "https://linterna.example/feed?a=1&b=2"),
        ]),
        ..Directory::default()
    };
    let labels = labels();
    let languages = ["ar", "en", "es", "fr", "pt"].map(str::to_owned);
    let terms = Terms::new(&labels, &directory, languages);
    Context {
        publisher: Publisher {
            name: "Practice Wire".to_owned(),
            base_url: url("http://wire.example/"),
            contact: Some("mailto:desk@wire.example".to_owned()),
            policy: None,
        },
        directory,
        labels,
        terms,
        feeds: Vec::new(),
        tongues: Tongues::builtin(),
        tongue: Arc::clone(Tongues::builtin().first()),
        hubs: vec![url("http://wire.example/hub")],
    }
}

/// A page in the context's language, while nothing is known of how the sources are.
pub(crate) fn setting(ctx: &Context) -> Setting<'_> {
    static UNKNOWN: LazyLock<Health> = LazyLock::new(Health::default);
    Setting { ctx, health: &UNKNOWN, files: false }
}

/// The same in another language.
pub(crate) fn speaking(ctx: &Context, code: &str) -> Context {
    ctx.speaking(ctx.tongues.get(code).expect("a language of pages"))
}

/// Words for a few codes.
fn labels() -> Labels {
    Labels {
        countries: BTreeMap::from([(country("HND"), "Honduras".to_owned()), (country("GTM"), "Guatemala".to_owned())]),
        m49: BTreeMap::from([
            (M49(13), "Central America".to_owned()),
            (M49(419), "Latin America and the Caribbean".to_owned()),
            (M49(19), "Americas".to_owned()),
        ]),
        regions: BTreeMap::from([(RegionId("americas".to_owned()), "Americas".to_owned())]),
        urgencies: BTreeMap::from([(Urgency::Critical, "Critical: life at stake now".to_owned())]),
        kinds: BTreeMap::from([(Kind::Alert, "Alert".to_owned())]),
        themes: BTreeMap::from([(
            Theme("threat".to_owned()),
            ThemeLabel { label: "Threat".to_owned(), huridocs: None },
        )]),
    }
}

/// An alert of one report by `faro`, tagged with Honduras by inference, last changed at that instant; every number gives
/// another alert.
pub(crate) fn alert(number: u32, updated: &str) -> Alert {
    let report =
        report(&format!("faro {number}"), "faro", &format!("Amenazan a una defensora del río ({number})"), updated);
    of(report, updated)
}

/// The alert that a report opens.
pub(crate) fn of(report: Report, updated: &str) -> Alert {
    let opened = Event { at: report.first_seen, verdict: Verdict::New, report: report.id, reasons: Vec::new() };
    Alert {
        id: AlertId::of(&report.id),
        tags: report.tags.clone(),
        published: report.published_at,
        updated: at(updated),
        imported: false,
        state: AlertState::Live,
        hold: None,
        merged: None,
        case: None,
        related: Vec::new(),
        retraction: None,
        hidden: Vec::new(),
        stated: almenara::model::Stated::default(),
        voices: 1,
        filed: None,
        former: Vec::new(),
        apart: Vec::new(),
        history: vec![opened],
        reports: vec![report],
    }
}

/// A report under a name of its own, published on the day of an instant and seen five minutes after it.
pub(crate) fn report(name: &str, source: &str, title: &str, published: &str) -> Report {
    let published = at(published);
    let day: NaiveDate = published.date_naive();
    let slug = Digest::of_bytes(name.as_bytes()).short();
    Report {
        id: ReportId(Digest::of_bytes(name.as_bytes())),
        source_uid: SourceUid::first(&SourceId(source.to_owned())),
        source: SourceId(source.to_owned()),
        network: NetworkId(format!("{source}.example")),
        network_name: String::new(),
        own_link: true,
        strayed: false,
        entry_id: None,
        link: Some(url(&format!("https://{source}.example/{slug:016x}"))),
        versions: Vec::new(),
        link_unique: true,
        title: title.to_owned(),
        title_from: TitleFrom::Source,
        summary: "Hombres armados rodearon su casa.\nLa organización pide protección.".to_owned(),
        summary_html: None,
        published: Some(Moment::Day(day)),
        published_from: PublishedFrom::Source,
        updated: None,
        published_at: published,
        first_seen: published + chrono::TimeDelta::minutes(5),
        embargo: None,
        authors: Vec::new(),
        categories: Vec::new(),
        tags: tags(),
        reasons: Vec::new(),
        completion: None,
    }
}

/// Another source joins an alert, with that verdict: in its own words where it tells of the same incident.
pub(crate) fn join(alert: &mut Alert, report: Report, verdict: Verdict) {
    alert.voices += usize::from(verdict == Verdict::SameIncident);
    alert.history.push(Event { at: report.first_seen, verdict, report: report.id, reasons: Vec::new() });
    alert.reports.push(report);
}

/// Honduras, critical, in Spanish, each with its reason.
pub(crate) fn tags() -> Tags {
    let reason = |tag: &str, rule: &str, matched: &str, basis| Reason::new(tag, rule, matched, Field::Title, basis);
    Tags {
        language: Some("es".to_owned()),
        countries: vec![country("HND")],
        m49: vec![M49(13), M49(419), M49(19)],
        regions: vec![RegionId("americas".to_owned())],
        source_places: vec!["Valle del Río".to_owned()],
        urgency: Urgency::Critical,
        kind: Kind::Alert,
        themes: Vec::new(),
        deadline: None,
        references: vec![Reference { series: "observatory".to_owned(), code: "HND 001 / 0526 / OBS 001".to_owned() }],
        reasons: vec![
            reason("language:es", "language-declared", "es", Basis::Stated),
            reason("country:HND", "country-place", "río", Basis::Inferred),
            reason("m49:013", "country-area", "HND", Basis::Inferred),
            reason("region:americas", "country-region", "HND", Basis::Inferred),
            reason("urgency:critical", "urgency-cue", "Amenazan", Basis::Inferred),
            reason("reference:HND 001 / 0526 / OBS 001", "reference-code", "HND 001 / 0526 / OBS 001", Basis::Stated),
        ],
        rejected: Vec::new(),
        names: Vec::new(),
    }
}

/// A title with everything that breaks careless writers: markup, the end of CDATA, quotes, entities, controls that XML
/// forbids, noncharacters, and controls that turn text around.
pub(crate) const HOSTILE: &str = "]]></title><script>alert(1)</script> \"a' & b\" &amp; &#0; \u{0}\u{8}\u{b}\u{1f}\u{85}\u{fffe}\u{ffff}\u{fdd0}\u{1fffe} \u{202e}gnitide\u{2066} \u{e0041}";

/// An instant of RFC 3339.
pub(crate) fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("an instant").to_utc()
}

/// An address.
pub(crate) fn url(text: &str) -> Url {
    text.parse().expect("an address")
}

/// A country.
pub(crate) fn country(code: &str) -> Country {
    Country::new(code).expect("three letters")
}
