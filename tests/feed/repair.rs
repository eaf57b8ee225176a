//! What feeds do wrong, one after another: nothing is lost without a word.

use almenara::refine::Error;
use proptest::prelude::*;

use super::{entries, html, item, plain, read, rss, titles};

#[test]
fn stray_ampersands_and_undeclared_entities_mean_what_they_look_like() {
    let parsed = read(rss("<item><title>AT&T & Co</title><link>https://x.example/?a=1&b=2&copy=3</link></item>\
         <item><title>Caf&eacute; &nbsp;&mdash; &unknown; &amp; &#233;&#x2014;&#150;</title></item>"))
    .expect("a feed");
    assert_eq!(titles(&parsed.entries)[0], "AT&T & Co");
    assert_eq!(parsed.entries[0].link.as_deref(), Some("https://x.example/?a=1&b=2&copy=3"));
    assert_eq!(titles(&parsed.entries)[1], "Café \u{a0}— &unknown; & é—–");
    assert_eq!(parsed.warnings.len(), 1, "{:?}", parsed.warnings);
}

#[test]
fn control_characters_and_impossible_references_disappear() {
    let feed = rss("<item><title>One\u{0}\u{8}\u{FFFE}&#0;&#x8;&#xD800;&#x110000;&#99999999999; two</title></item>");
    assert_eq!(titles(&entries(feed)), ["One&#99999999999; two"]);
}

#[test]
fn junk_before_the_prolog_and_a_second_declaration_are_passed_over() {
    let body = rss(&item(1));
    for junk in [
        "\n\n  ",
        "\u{FEFF}\n",
        "<br />\n<b>Warning</b>: Cannot modify header in <b>/srv/x.php</b><br />\n",
        "Notice: x\n",
        "<!-- cached --> ",
    ] {
        assert_eq!(titles(&entries(format!("{junk}{body}"))), ["Alerta 1"], "{junk:?}");
    }
    let twice = format!("<?xml version=\"1.0\" encoding=\"utf-16\"?>{body}");
    assert_eq!(titles(&entries(twice)), ["Alerta 1"]);
    let inside = body.replace("<channel>", "<?xml version=\"1.0\" encoding=\"utf-16\"?><channel>");
    assert_eq!(titles(&entries(inside)), ["Alerta 1"]);
    let after = format!("{body}<script>alert(1)</script><!-- served in 3 ms");
    assert_eq!(titles(&entries(after)), ["Alerta 1"]);
}

#[test]
fn missing_and_crossed_end_tags_cost_no_entry() {
    let unclosed = rss(
        "<item><title>One</title><description>a<br>b<img src='x'>c<p>d</description><item><title>Two<link>https://x.example/2</link></item>",
    );
    let read_entries = entries(unclosed);
    assert_eq!(read_entries.len(), 2);
    assert_eq!(read_entries[0].summary, html("a<br>b<img src='x'>c<p>d"));
    let crossed = rss("<item><title>One</b></title><b><i>x</b></i></item><item><title>Two</title></channelx></item>");
    assert_eq!(titles(&entries(crossed)), ["One", "Two"]);
    let never_closed = "<rss version='2.0'><channel><item><title>One</title></item><item><title>Two</title></item>";
    let parsed = read(never_closed).expect("a feed");
    assert_eq!(titles(&parsed.entries), ["One", "Two"]);
    assert!(parsed.warnings[0].contains("ends before the feed does"), "{:?}", parsed.warnings);
    let attributes = rss("<item checked class=a title='a > b' other='x><title>One</title></item>");
    assert_eq!(titles(&entries(attributes)), ["One"]);
    let cases =
        "<RSS><Channel><Item><Title>One</title><pubdate>Thu, 16 May 2024 08:00:00 GMT</pubDate></ITEM></channel></rss>";
    assert_eq!(entries(cases)[0].published.map(|moment| moment.day().to_string()).as_deref(), Some("2024-05-16"));
}

#[test]
fn a_cdata_section_without_end_does_not_swallow_the_entries_after_it() {
    let feed = rss("<item><title>One</title><description><![CDATA[<p>first</p></description></item>\
                    <item><title>Two</title><description><![CDATA[<p>second</p>]]></description></item>");
    let read_entries = entries(feed);
    assert_eq!(titles(&read_entries), ["One", "Two"]);
    assert_eq!(read_entries[0].summary, html("<p>first</p>"));
    let scripted = rss(
        "<item><title>One</title><description><![CDATA[<p>a</p><script>//<![CDATA[\nx\n//]]]]><![CDATA[></script>b]]></description></item>",
    );
    assert_eq!(entries(scripted)[0].summary, html("<p>a</p><script>//<![CDATA[\nx\n//]]></script>b"));
}

#[test]
fn entries_that_stand_where_nobody_reads_them_are_told() {
    let parsed = read(rss(&format!("{}<!-- {} -->", item(1), item(2)))).expect("a feed");
    assert_eq!(parsed.entries.len(), 1);
    assert!(parsed.warnings.iter().any(|warning| warning.starts_with("1 of 2 entries")), "{:?}", parsed.warnings);
    match read(rss(&format!("<!-- {} -->", item(2)))) {
        Err(Error::BrokenFeed { seen: 1, .. }) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn authors_and_durations_that_make_feed_rs_panic_are_read() {
    for (field, name) in [
        ("<author>Amnistía Inventada “foo@bar.example</author>", "Amnistía Inventada “foo@bar.example"),
        ("<dc:creator>Centro de Derechos\u{a0}foo@bar.example</dc:creator>", "Centro de Derechos"),
        ("<dc:creator>foo@bar.example،مركز الفنار</dc:creator>", "مركز الفنار"),
        ("<author>张三（zhang@example.com）</author>", "张三"),
        ("<itunes:duration>99999999999999999999999</itunes:duration>", ""),
        ("<itunes:duration>١٢:٣٤:٥٦</itunes:duration>", ""),
        ("<itunes:duration>9999999999999999999:00:00</itunes:duration>", ""),
    ] {
        let feed = rss(&format!("<item><title>One</title>{field}</item>{}", item(2)))
            .replace("<rss", "<rss xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'");
        let read_entries = entries(feed);
        assert_eq!(titles(&read_entries), ["One", "Alerta 2"], "{field}");
        let expected = name.trim_end_matches("“foo@bar.example").trim();
        assert_eq!(read_entries[0].authors.first().map_or("", String::as_str), expected, "{field}");
    }
    let editor =
        rss(&item(1)).replace("<channel>", "<channel><managingEditor>人权观察（foo@bar.example）</managingEditor>");
    assert_eq!(titles(&entries(editor)), ["Alerta 1"]);
}

#[test]
fn what_makes_feed_rs_refuse_a_whole_feed_costs_nothing() {
    for broken in [
        "<item xml:base='http://[bad'><title>One</title><link>https://x.example/1</link></item>",
        "<item><title>One</title><description type='application/octet-stream'>&#1;</description></item>",
        "<item><title>One</title><zz:thing>undeclared</zz:thing></item>",
    ] {
        assert_eq!(titles(&entries(rss(broken))), ["One"], "{broken}");
    }
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title type='wiki'>One</title><content type='image/png'></content></entry></feed>";
    assert_eq!(entries(atom)[0].title, plain("One"));
}

/// Complete entries of a feed that was cut here.
fn complete(text: &str, end: &str) -> usize {
    // the last letter of the end tag's name says that the entry is complete
    text.matches(&end[..end.len() - 1]).count()
}

fn check_cut(text: &str, end: &str, total: usize) {
    let complete = complete(text, end);
    match read(text) {
        Ok(parsed) => {
            assert!(!parsed.entries.is_empty(), "an empty reading of {text:?}");
            assert!(parsed.entries.len() >= complete, "{} of {complete} in {text:?}", parsed.entries.len());
            assert!(parsed.entries.len() == total || !parsed.warnings.is_empty(), "no warning for {text:?}");
        }
        Err(error) => assert_eq!(complete, 0, "{error} for {text:?}"),
    }
}

#[test]
fn a_feed_cut_at_any_byte_gives_its_complete_entries_and_a_warning_or_an_error() {
    let feed = rss(&format!(
        "{}<item><title>Dos é</title><description><![CDATA[<p>x</p>]]></description></item>{}",
        item(1),
        item(3)
    ));
    let atom = "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><title>t</title>\
        <entry><id>1</id><title>One</title><link href='https://x.example/1'/></entry>\
        <entry><id>2</id><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a<b>c</b></div></content></entry></feed>";
    let json = "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":\"1\",\"title\":\"a \\\" b\"},{\"id\":\"2\",\"tags\":[\"x\"]}]}";
    for cut in (0..feed.len()).filter(|cut| feed.is_char_boundary(*cut)) {
        check_cut(&feed[..cut], "</item>", 3);
    }
    for cut in 0..atom.len() {
        check_cut(&atom[..cut], "</entry>", 2);
    }
    for cut in 0..json.len() {
        match read(&json[..cut]) {
            Ok(parsed) => {
                assert!(
                    !parsed.entries.is_empty() && !parsed.warnings.is_empty(),
                    "{:?} for {:?}",
                    parsed,
                    &json[..cut]
                );
            }
            Err(_) => assert!(!json[..cut].contains("},"), "{:?}", &json[..cut]),
        }
    }
    // in the middle of a character as well
    for cut in 0..feed.len() {
        let _ = read(&feed.as_bytes()[..cut]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_damage_makes_the_reading_fail_badly(
        pieces in proptest::collection::vec(prop::sample::select(vec![
            "<item>", "</item>", "<title>", "</title>", "<entry>", "</entry>", "<![CDATA[", "]]>", "<!--", "-->", "<?xml ?>", "<?", "?>",
            "<", ">", "&", "&amp;", "&#x", ";", "\"", "'", "=", "<media:group>", "<a href='", "<content type='xhtml'>", "</content>",
            "<!DOCTYPE x [", "]>", "text", "é", "\u{0}", "<br>", "</channel>", "</rss>", "<channel>", "<link href='x'/>", " ",
        ]), 0..60),
        atom in any::<bool>(),
    ) {
        let inside = pieces.concat();
        let feed = if atom {
            format!("<feed xmlns='http://www.w3.org/2005/Atom'>{inside}</feed>")
        } else {
            rss(&inside)
        };
        if let Ok(parsed) = read(&feed) {
            let begun = feed.matches("<item>").count() + feed.matches("<entry>").count();
            prop_assert!(parsed.entries.len() >= begun || !parsed.warnings.is_empty(), "{} of {begun}: {feed:?}", parsed.entries.len());
            prop_assert!(parsed.entries.iter().all(|entry| entry.id.is_none()));
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), head in prop::sample::select(vec!["", "<rss>", "{\"items\":[", "\u{FEFF}<feed>"])) {
        let _ = read([head.as_bytes(), &bytes].concat());
    }
}
