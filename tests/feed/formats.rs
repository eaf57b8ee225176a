//! Every format, field by field.

use almenara::model::{Moment, PublishedFrom, SourceKind, Withdrawal};

use super::{entries, html, item, plain, read, read_as, rss};

fn fixture(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/fixtures/feed/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).expect("a fixture")
}

#[test]
fn rss_2_gives_each_field_its_place() {
    let parsed = read(fixture("rss2.xml")).expect("a feed");
    assert_eq!(parsed.kind, SourceKind::Feed);
    assert_eq!(parsed.language.as_deref(), Some("es-HN"));
    assert_eq!(parsed.warnings, Vec::<String>::new());
    let [first, second, third] = parsed.entries.as_slice() else { panic!("three entries") };
    assert_eq!(first.id.as_deref(), Some("https://faro-del-sur.example/?p=101"));
    assert_eq!(first.link.as_deref(), Some("https://faro-del-sur.example/2024/05/alerta-rio/"));
    assert_eq!(first.title, plain("Alerta: amenazas a defensoras del río"));
    assert_eq!(first.summary, html("<p>Dos defensoras recibieron amenazas &#8230;</p>"));
    assert_eq!(first.content, html("<p>Dos defensoras recibieron amenazas & fueron seguidas.</p>"));
    assert_eq!(first.authors, ["Mesa de alertas"]);
    assert_eq!(first.categories, ["Honduras", "Agua & territorio"]);
    assert_eq!(first.published.map(|moment| moment.day().to_string()).as_deref(), Some("2024-05-17"));
    assert_eq!(first.published_from, Some(PublishedFrom::Source));
    assert_eq!(first.updated, None);
    assert_eq!(first.language.as_deref(), Some("es-HN"));
    assert_eq!(
        second.link.as_deref(),
        Some("https://faro-del-sur.example/102"),
        "a guid that is a permalink is the link"
    );
    assert_eq!(second.authors, ["Oficina de turno"]);
    assert_eq!(second.language.as_deref(), Some("en"), "an entry's own language counts");
    assert_eq!(third.id.as_deref(), Some("faro-103"));
    assert_eq!(third.link, None, "a guid that is no permalink is no link");
    assert_eq!(third.summary, html("Texto con <b>marcas</b> sin escapar y más texto."));
}

#[test]
fn atom_1_gives_each_field_its_place() {
    let parsed = read(fixture("atom1.xml")).expect("a feed");
    assert_eq!(parsed.language.as_deref(), Some("en"));
    assert_eq!(parsed.warnings, ["the feed declares as deleted: urn:lantern:9"]);
    let [first, second, third] = parsed.entries.as_slice() else { panic!("three entries") };
    assert_eq!(first.id.as_deref(), Some("urn:lantern:1"));
    assert_eq!(first.link.as_deref(), Some("https://lantern.example/en/1"), "the web page, not itself as a feed");
    assert_eq!(first.title, html("Urgent: <em>lawyer</em> detained"));
    assert_eq!(first.summary, plain("A lawyer was detained <yesterday>."));
    assert_eq!(first.content, html("<p>A <strong>lawyer</strong> was detained &amp; questioned.</p>"));
    let day = |moment: Option<Moment>| moment.map(|moment| moment.to_string());
    assert_eq!(day(first.published).as_deref(), Some("2024-03-01T08:00:00+03:00"));
    assert_eq!(day(first.updated).as_deref(), Some("2024-03-02T09:30:00Z"));
    assert_eq!(first.authors, ["Night desk"]);
    assert_eq!(first.categories, ["Arrests", "law"]);
    assert_eq!(second.language.as_deref(), Some("fr"));
    assert_eq!(second.link.as_deref(), Some("https://archive.lantern.example/2024/fr/2"), "xml:base changes the base");
    assert_eq!(second.authors, ["Lantern Watch"], "an entry inherits the feed's author");
    assert_eq!(day(second.published), day(second.updated), "what has only an update date was published then");
    assert_eq!(third.title, plain("Relative"));
    assert_eq!(third.link.as_deref(), Some("/en/3"), "a link stays as written where nothing changes the base");
}

#[test]
fn rss_1_and_rdf_items_are_named_by_their_address() {
    let entries = entries(fixture("rss1.rdf"));
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[0].id.as_deref(), Some("https://faro-del-sur.example/rdf/1"));
    assert_eq!(entries[0].published.map(|moment| moment.day().to_string()).as_deref(), Some("2023-11-05"));
    assert_eq!(entries[0].authors, ["Redacción"]);
    assert_eq!(entries[0].categories, ["Desalojo"]);
    assert_eq!(entries[0].language.as_deref(), Some("es"));
    assert_eq!(entries[1].link.as_deref(), Some("https://faro-del-sur.example/rdf/2"), "an item without link is kept");
}

#[test]
fn atom_03_rss_11_and_versionless_rss_are_read() {
    let atom03 = entries(
        r#"<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title mode="escaped" type="text/html">&lt;b&gt;Fire&lt;/b&gt;</title>
        <link rel="alternate" type="text/html" href="https://x.example/a"/><id>tag:x</id><issued>2004-02-03T04:05:06Z</issued>
        <modified>2004-02-04T04:05:06Z</modified></entry></feed>"#,
    );
    assert_eq!(atom03[0].title, html("<b>Fire</b>"));
    assert_eq!(atom03[0].published.map(|moment| moment.to_string()).as_deref(), Some("2004-02-03T04:05:06Z"));
    assert_eq!(atom03[0].updated.map(|moment| moment.to_string()).as_deref(), Some("2004-02-04T04:05:06Z"));
    let rss11 = entries(
        r#"<Channel xmlns="http://purl.org/net/rss1.1#" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about="https://x.example/">
        <title>x</title><items rdf:parseType="Collection"><item rdf:about="https://x.example/1"><title>One</title><link>https://x.example/1</link></item></items></Channel>"#,
    );
    assert_eq!((rss11.len(), rss11[0].title.clone()), (1, plain("One")));
    for version in [
        "",
        " version=\"0.90\"",
        " version=\"0.91\"",
        " version=\"0.94\"",
        " version=\"2\"",
        " version=\"2.01\"",
        " version='π'",
    ] {
        let feed = format!(
            "<rss{version}><channel><item><title>Uno</title><link>https://x.example/1</link></item></channel></rss>"
        );
        assert_eq!(entries(&feed)[0].link.as_deref(), Some("https://x.example/1"), "version{version}");
    }
    let https = r#"<feed xmlns="https://www.w3.org/2005/Atom"><entry><title>Uno</title></entry></feed>"#;
    assert_eq!(entries(https).len(), 1, "a namespace written with https is meant");
    let prefixed = r#"<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:id>1</a:id></a:entry></a:feed>"#;
    assert_eq!(entries(prefixed)[0].id.as_deref(), Some("1"));
    let cdf =
        "<channel><item href='https://x.example/1' lastmod='2004-04-07T04:05Z'><title>Uno</title></item></channel>";
    assert_eq!(entries(cdf)[0].link.as_deref(), Some("https://x.example/1"));
    assert_eq!(entries(cdf)[0].published.map(|moment| moment.day().to_string()).as_deref(), Some("2004-04-07"));
    let lone = r#"<entry xmlns="http://www.w3.org/2005/Atom"><title>Alone</title><id>urn:1</id></entry>"#;
    assert_eq!(entries(lone)[0].title, plain("Alone"));
}

#[test]
fn json_feed_is_read_whatever_its_items_lack() {
    let parsed = read(fixture("feed.json")).expect("a feed");
    assert_eq!(parsed.language.as_deref(), Some("en-GB"));
    let [first, second, third] = parsed.entries.as_slice() else { panic!("three entries") };
    assert_eq!((first.id.as_deref(), first.title.clone()), (Some("a-1"), plain("Eviction in Puerto Claro")));
    assert_eq!(first.content, html("<p>Forty families.</p>"));
    assert_eq!(
        (first.authors.as_slice(), first.categories.as_slice()),
        (["Ada's desk".to_owned()].as_slice(), ["land".to_owned()].as_slice())
    );
    assert_eq!(second.id.as_deref(), Some("42"), "a number is an id");
    assert_eq!((second.title.clone(), second.content.clone()), (None, plain("No title here.")));
    assert_eq!(second.authors, ["Lantern Watch"]);
    assert_eq!((third.id.clone(), third.language.as_deref()), (None, Some("pt")));
    assert_eq!(third.link.as_deref(), Some("https://elsewhere.example/3"));
}

#[test]
fn a_json_feed_loses_only_what_is_broken_and_says_so() {
    let feed = |items: &str, end: &str| {
        format!("\u{FEFF}{{\"version\":\"https://jsonfeed.org/version/1\",\"title\":\"t\",\"items\":[{items}{end}")
    };
    let whole =
        read(feed(r#"{"id":"1","url":"https://x.example/1"},{"id":"2","n":1e99999},{"id":}"#, "]}")).expect("a feed");
    assert_eq!(whole.entries.len(), 1);
    assert!(whole.warnings.iter().any(|warning| warning.contains("2 of 3")), "{:?}", whole.warnings);
    let cut = read(feed(r#"{"id":"1"},{"id":"2","title":"[{\"}"#, "")).expect("a feed");
    assert_eq!((cut.entries.len(), cut.warnings.len()), (1, 1), "{:?}", cut.warnings);
    assert!(read(feed(r#"{"id":"#, "")).is_err(), "nothing complete is an error");
    let deep = format!("{{\"items\":[{}", "[".repeat(200_000));
    assert!(read(deep).is_err());
}

#[test]
fn a_cap_alert_is_an_entry() {
    let parsed = read(fixture("alert.cap")).expect("an alert");
    let [alert] = parsed.entries.as_slice() else { panic!("one entry") };
    assert_eq!(alert.id.as_deref(), Some("farol-2024-0007"));
    assert_eq!(alert.title, plain("Flood warning for the Río Seco settlements"));
    assert_eq!(alert.summary, plain("Water is rising & roads are closed."));
    assert_eq!(alert.link.as_deref(), Some("https://farol.example/alerts/7"));
    assert_eq!(alert.published.map(|moment| moment.to_string()).as_deref(), Some("2024-06-24T14:57:00-07:00"));
    assert_eq!(alert.language.as_deref(), Some("en-US"));
    let wrapped = String::from_utf8(fixture("alert.cap"))
        .expect("UTF-8")
        .replace("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "");
    let several = format!("<alerts xmlns:cap=\"urn:oasis:names:tc:emergency:cap:1.2\">{wrapped}{wrapped}</alerts>");
    assert_eq!(entries(several).len(), 2);
    let feed = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>urn:7</id><title>Flood</title><content type='text/xml'>{wrapped}</content></entry></feed>"
    );
    let [entry] = &entries(feed)[..] else { panic!("one entry") };
    assert_eq!((entry.id.as_deref(), entry.title.clone()), (Some("urn:7"), plain("Flood")));
    assert_eq!(entry.summary, plain("Water is rising & roads are closed."));
    assert_eq!(entry.link.as_deref(), Some("https://farol.example/alerts/7"));
}

#[test]
fn titles_are_plain_or_html_as_they_are_meant() {
    let title = |inside: &str| entries(rss(&format!("<item><title>{inside}</title></item>")))[0].title.clone();
    assert_eq!(title("AT&amp;T"), plain("AT&T"));
    assert_eq!(title("Fish &amp;amp; chips"), html("Fish &amp; chips"));
    assert_eq!(title("2 &lt; 3 and 4 &gt; 3"), plain("2 < 3 and 4 > 3"));
    assert_eq!(title("&lt;i&gt;Now&lt;/i&gt;"), html("<i>Now</i>"));
    assert_eq!(title("<![CDATA[<i>Now</i> & then]]>"), html("<i>Now</i> & then"));
    assert_eq!(title("One <![CDATA[& two]]> three"), plain("One & two three"));
    assert_eq!(title("  spaced\n "), plain("spaced"));
    assert_eq!(title(""), None);
    let atom = |attributes: &str, inside: &str| {
        let feed = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title{attributes}>{inside}</title></entry></feed>"
        );
        entries(feed)[0].title.clone()
    };
    assert_eq!(atom("", "&lt;b&gt; is a tag"), plain("<b> is a tag"));
    assert_eq!(atom(" type='text'", "a &amp;amp; b"), plain("a &amp; b"));
    assert_eq!(atom(" type='html'", "a &amp;amp; b"), html("a &amp; b"));
    let div = "<div xmlns='http://www.w3.org/1999/xhtml'>a &lt; <b>b</b></div>";
    assert_eq!(atom(" type='xhtml'", div), html("a &lt; <b>b</b>"));
    let prefixed = "<h:div xmlns:h='http://www.w3.org/1999/xhtml'>a &lt; <h:b>b</h:b></h:div>";
    assert_eq!(atom(" type='xhtml'", prefixed), html("a &lt; <b>b</b>"));
}

#[test]
fn no_entry_gets_an_id_that_it_does_not_have_and_two_readings_are_equal() {
    for body in [
        rss(
            "<item><title>No id</title><description>Text only</description></item><item><link>https://x.example/</link></item>",
        ),
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>No id</title></entry><entry/></feed>".to_owned(),
        r#"{"version":"https://jsonfeed.org/version/1.1","items":[{"title":"No id"},{}]}"#.to_owned(),
    ] {
        let first = read(&body).expect("a feed");
        assert_eq!(first.entries.len(), 2, "{body}");
        assert!(first.entries.iter().all(|entry| entry.id.is_none()), "{:?}", first.entries);
        assert_eq!(first, read(&body).expect("a feed"));
    }
}

#[test]
fn an_empty_feed_is_a_feed_and_media_types_decide_nothing() {
    assert_eq!(entries(rss("")).len(), 0);
    assert_eq!(entries("<feed xmlns='http://www.w3.org/2005/Atom'/>").len(), 0);
    let body = rss("<item><title>Uno</title></item>");
    for content_type in ["text/html", "application/json", "image/png", "", "nonsense"] {
        for kind in [SourceKind::Feed, SourceKind::Auto] {
            assert_eq!(read_as(kind, Some(content_type), body.as_bytes()).expect("a feed").entries.len(), 1);
        }
    }
}

#[test]
fn numeric_and_relative_dates_are_read_with_the_help_of_the_whole_feed() {
    let dates = |written: &[&str]| {
        let items: String = written
            .iter()
            .map(|date| item(1).replace("</item>", &format!("<pubDate>{date}</pubDate></item>")))
            .collect();
        let feed = rss(&format!("<language>en</language>{items}"));
        entries(feed).iter().map(|entry| entry.published.map(|moment| moment.to_string())).collect::<Vec<_>>()
    };
    let day = |text: &str| Some(text.to_owned());
    assert_eq!(dates(&["03/04/2021"]), [None], "nothing tells which part is the day");
    assert_eq!(dates(&["03/04/2021", "23/04/2021"]), [day("2021-04-03"), day("2021-04-23")]);
    assert_eq!(dates(&["03/04/2021", "04/23/2021"]), [day("2021-03-04"), day("2021-04-23")]);
    assert_eq!(dates(&["2 days ago"]), [day("1969-12-30")]);
    let english = rss(&format!(
        "<language>en-GB</language>{}",
        item(1).replace("</item>", "<pubDate>03/04/2021</pubDate></item>")
    ));
    assert_eq!(entries(english)[0].published.map(|moment| moment.to_string()), day("2021-04-03"));
    let json = ["03/04/2021", "23/04/2021"].map(|date| format!("{{\"id\":\"{date}\",\"date_published\":\"{date}\"}}"));
    let json = format!("{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{}]}}", json.join(","));
    assert_eq!(entries(json)[0].published.map(|moment| moment.to_string()), day("2021-04-03"));
}

#[test]
fn only_real_cap_alerts_are_entries_and_what_they_take_back_is_told() {
    let alert = |id: &str, status: &str, kind: &str, references: &str| {
        format!(
            "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><identifier>{id}</identifier><status>{status}</status>\
             <msgType>{kind}</msgType><references>{references}</references>\
             <info><headline>Flood {id}</headline></info></alert>"
        )
    };
    let old = "desk@farol.example,f-0,2024-06-24T14:57:00-07:00 desk@farol.example,f-00,2024-06-23T14:57:00-07:00";
    let alerts = [
        alert("f-1", "Actual", "Alert", ""),
        alert("f-2", "Exercise", "Alert", ""),
        alert("f-3", "test", "Cancel", old),
        alert("f-4", "Draft", "Alert", ""),
        alert("f-5", "Actual", "Cancel", "desk@farol.example,f-x,2024-06-24T14:57:00-07:00"),
        alert("f-6", "Actual", "Update", old),
        alert("f-7", "Actual", "Ack", ""),
    ];
    let parsed = read(format!("<alerts>{}</alerts>", alerts.concat())).expect("alerts");
    let ids: Vec<_> = parsed.entries.iter().filter_map(|entry| entry.id.as_deref()).collect();
    assert_eq!(ids, ["f-1", "f-6"]);
    let taken_back: Vec<_> = parsed.withdrawn.iter().map(|entry| (entry.id.as_str(), entry.how)).collect();
    let expected = [("f-x", Withdrawal::Cancelled), ("f-0", Withdrawal::Superseded), ("f-00", Withdrawal::Superseded)];
    assert_eq!(taken_back, expected);
    for word in ["exercise", "test", "draft", "ack", "f-x", "f-00"] {
        assert!(parsed.warnings.iter().any(|warning| warning.contains(word)), "{word}: {:?}", parsed.warnings);
    }

    let alone = read(alert("f-2", "Exercise", "Alert", "")).expect("a rehearsal is no broken feed");
    assert_eq!((alone.entries.len(), alone.warnings.len()), (0, 1), "{:?}", alone.warnings);
    let wrapped = |inner: &str| {
        format!(
            "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:cap='urn:oasis:names:tc:emergency:cap:1.2'>\
             <entry><id>u</id><title>Flood</title>{inner}</entry></feed>"
        )
    };
    let beside = |status| {
        wrapped(&format!(
            "<cap:status>{status}</cap:status><cap:event>Flood</cap:event><cap:sent>2024-06-24T14:57:00-07:00</cap:sent>"
        ))
    };
    let [real] = &entries(beside("Actual"))[..] else { panic!("one entry") };
    assert_eq!(real.categories, ["Flood"]);
    assert_eq!(real.published.map(|moment| moment.to_string()).as_deref(), Some("2024-06-24T14:57:00-07:00"));
    assert_eq!(entries(beside("Exercise")).len(), 0);
    assert_eq!(entries(wrapped(&format!("<content>{}</content>", alert("c", "Test", "Alert", "")))).len(), 0);
}

#[test]
fn tombstones_are_told_as_withdrawn() {
    let parsed = read(fixture("atom1.xml")).expect("a feed");
    let [withdrawn] = parsed.withdrawn.as_slice() else { panic!("one tombstone") };
    assert_eq!((withdrawn.id.as_str(), withdrawn.how), ("urn:lantern:9", Withdrawal::Deleted));
}

#[test]
fn an_entry_without_a_plain_link_gets_the_nearest() {
    let link = |inner: &str| {
        let feed = format!("<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>t</title>{inner}</entry></feed>");
        entries(feed)[0].link.clone().unwrap_or_default()
    };
    let item = |inner: &str| entries(rss(&format!("<item>{inner}</item>")))[0].link.clone().unwrap_or_default();
    let src = "<content type='text/html' src='https://lantern.example/1.html'/>";
    assert_eq!(link(src), "https://lantern.example/1.html");
    assert_eq!(link(&format!("<link rel='related' href='https://elsewhere.example/'/>{src}")), link(src));
    assert_eq!(link("<link rel='edit' href='https://lantern.example/edit'/>"), "");
    assert_eq!(item("<guid isPermaLink='true'>/alertas/1</guid>"), "/alertas/1");
    assert_eq!(item("<guid>alertas/1</guid>"), "");
    let original = "<feedburner:origLink>https://faro-del-sur.example/1</feedburner:origLink>";
    let between = "<link>http://feedproxy.google.com/~r/faro/~3/x/</link>";
    assert_eq!(item(&format!("{between}{original}")), "https://faro-del-sur.example/1");
    assert_eq!(
        item(&format!("<link>https://faro-del-sur.example/uno</link>{original}")),
        "https://faro-del-sur.example/uno",
        "the entry's own link is believed"
    );
}

#[test]
fn links_inside_a_text_hang_on_the_base_that_the_feed_gives() {
    let content = |attributes: &str, inner: &str| {
        let feed = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom' {attributes}><entry><title>t</title>{inner}</entry></feed>"
        );
        entries(feed)[0].content.as_ref().map_or_else(String::new, |text| text.raw().to_owned())
    };
    let escaped = "<content type='html'>&lt;a href='b?c=1&amp;amp;d=2'>x&lt;/a> &lt;a href=\"#top\">y&lt;/a></content>";
    assert_eq!(
        content("xml:base='https://lantern.example/a/'", escaped),
        "<a href='https://lantern.example/a/b?c=1&amp;d=2'>x</a> <a href=\"#top\">y</a>"
    );
    assert_eq!(content("", escaped), "<a href='b?c=1&amp;d=2'>x</a> <a href=\"#top\">y</a>");
    let nested = "<content type='xhtml'><div xml:base='https://lantern.example/a/'><p xml:base='b/'><a href='1'>x</a></p>\
                  <a href='2'>y</a><a href='https://elsewhere.example/'>z</a></div></content>";
    assert_eq!(
        content("", nested),
        "<p xml:base='b/'><a href='https://lantern.example/a/b/1'>x</a></p><a href='https://lantern.example/a/2'>y</a>\
         <a href='https://elsewhere.example/'>z</a>"
    );
}

#[test]
fn entities_that_a_feed_declares_are_read() {
    let feed = |declared: &str, title: &str| {
        format!("<!DOCTYPE rss [ {declared} ]><rss><channel><item><title>{title}</title></item></channel></rss>")
    };
    let title = |declared: &str, title: &str| {
        entries(feed(declared, title))[0].title.as_ref().map_or_else(String::new, |text| text.raw().to_owned())
    };
    let desk = "<!ENTITY desk \"Mesa &amp; turno\"> <!ENTITY whole '&desk; de Puerto Claro'>";
    assert_eq!(title(desk, "&whole;: alerta"), "Mesa & turno de Puerto Claro: alerta");
    assert_eq!(title(desk, "<![CDATA[&desk;]]>"), "&desk;");
    assert_eq!(title("<!ENTITY file SYSTEM 'file:///etc/passwd'>", "&file;!"), "&file;!");
    let laugh = |n: usize| format!("<!ENTITY l{n} '{}'>", format!("&l{};", n - 1).repeat(10));
    let laughs = (1..40).map(laugh).collect::<Vec<_>>().concat();
    let bomb = feed(&format!("<!ENTITY l0 'jajaja'>{laughs}"), &"&l3;&l39;".repeat(100_000));
    assert_eq!(entries(&bomb).len(), 1);
}

#[test]
fn json_feeds_are_read_with_their_oddities() {
    let feed = r#"{"items":[
        {"id":7,"title":"Uno","date_published":1715950800,"author":"Mesa","tags":"tierra"},
        {"id":"x","attachments":[{"url":"https://faro-del-sur.example/2.pdf"}],"authors":["Turno",{"name":"Turno"}],
         "date_published":1715950800123,"tags":["a",3,null]}]}"#;
    let [first, second] = &entries(feed)[..] else { panic!("two entries") };
    assert_eq!(
        (first.id.as_deref(), first.authors[0].as_str(), first.categories[0].as_str()),
        (Some("7"), "Mesa", "tierra")
    );
    assert_eq!(first.published.map(|moment| moment.to_string()).as_deref(), Some("2024-05-17T13:00:00Z"));
    assert_eq!(second.published, first.published);
    assert_eq!(second.link.as_deref(), Some("https://faro-del-sur.example/2.pdf"));
    assert_eq!((second.authors.as_slice(), second.categories.len()), (["Turno".to_owned()].as_slice(), 2));
}

#[test]
fn an_entry_names_its_other_languages_and_leads_to_its_own() {
    let feed = r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://lantern.example/"><title>L</title><entry xml:lang="en">
        <id>urn:lantern:1</id><title>Weavers evicted</title>
        <link rel="alternate" hreflang="es" href="/es/tejedoras"/><link rel="alternate" hreflang="en-GB" href="/en/weavers"/>
        <link rel="alternate" hreflang="ar" type="text/html" href="/ar/1"/><link rel="alternate" hreflang="ar" href="/ar/1"/>
        <link rel="alternate" hreflang="fr" type="application/atom+xml" href="/fr.atom"/><link rel="enclosure" hreflang="pt" href="/pt.pdf"/>
        </entry></feed>"#;
    let parsed = read(feed.as_bytes()).expect("a feed");
    let [entry] = parsed.entries.as_slice() else { panic!("one entry") };
    assert_eq!(entry.link.as_deref(), Some("https://lantern.example/en/weavers"));
    assert_eq!(entry.versions, ["https://lantern.example/es/tejedoras", "https://lantern.example/ar/1"]);

    let feed = r#"<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>L</title><item><title>Weavers evicted</title>
        <atom:link rel="alternate" hreflang="es" href="https://lantern.example/es/tejedoras"/>
        <link>https://lantern.example/en/weavers</link></item></channel></rss>"#;
    let parsed = read(feed.as_bytes()).expect("a feed");
    assert_eq!(parsed.entries[0].link.as_deref(), Some("https://lantern.example/en/weavers"));
    assert_eq!(parsed.entries[0].versions, ["https://lantern.example/es/tejedoras"]);
}
