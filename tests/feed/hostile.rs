//! Feeds that mean harm: depth, floods, bombs.

use std::time::Instant;

use almenara::model::SourceKind;
use almenara::refine::Error;

use super::{entries, item, read, read_as, rss, titles};

const MEDIA: &str = "<rss xmlns:media='http://search.yahoo.com/mrss/'";

#[test]
fn nested_groups_do_not_overflow_the_stack() {
    for depth in [50, 127, 129, 1_200, 200_000] {
        let nest = format!("{}{}", "<media:group>".repeat(depth), "</media:group>".repeat(depth));
        let feed = rss(&format!("{}<item><title>Deep</title>{nest}</item>{}", item(1), item(2))).replace("<rss", MEDIA);
        let parsed = read(feed).expect("a feed");
        assert_eq!(titles(&parsed.entries), ["Alerta 1", "Deep", "Alerta 2"], "depth {depth}");
    }
    let open = rss(&format!("{}<item>{}", item(1), "<media:group>".repeat(100_000))).replace("<rss", MEDIA);
    assert_eq!(read(open).expect("a feed").entries.len(), 2);
    let bare =
        format!("<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'>{}", "<media:group>".repeat(100_000));
    assert!(read(bare).is_err());
    let xhtml = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>x</title><content type='xhtml'>{}</content></entry></feed>",
        "<div>".repeat(50_000)
    );
    assert_eq!(titles(&entries(xhtml)), ["x"]);
}

#[test]
fn groups_hidden_from_a_sloppy_count_do_not_overflow_the_stack() {
    let nest = "<media:group>".repeat(5_000);
    for disguise in [
        format!("<!DOCTYPE rss [<!ENTITY a \"]>\"> ]>{}", rss(&format!("<item>{nest}</item>"))),
        rss(&format!("<item><!-->{nest}<!-- --></item>")),
        rss(&format!("<item><!--->{nest}<!-- --></item>")),
        rss(&format!("<item><a b='>{nest}'/></item>")),
        rss(&format!("<item>{}</item>", "<media:group></x>".repeat(5_000))),
        rss(&format!("<item>{}</item>", "<media:group a='/'>".repeat(5_000))),
        rss(&format!("<item><?x {nest} ?>{nest}</item>")),
        rss(&format!("<item><![CDATA[ </item> <![CDATA[ ]]>{nest}</item>")),
    ] {
        let _ = read(disguise.replace("<rss version", &format!("{MEDIA} version")));
    }
}

#[test]
fn a_flood_of_entries_is_cut_and_told() {
    let parsed = read(rss(&"<item><title>x</title></item>".repeat(60_000))).expect("a feed");
    assert_eq!(parsed.entries.len(), 5_000);
    assert!(parsed.warnings[0].contains("60000") && parsed.warnings[0].contains("55000"), "{:?}", parsed.warnings);
    let items = vec!["{\"id\":\"1\"}"; 20_000].join(",");
    let parsed =
        read(format!("{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{items}]}}")).expect("a feed");
    assert_eq!((parsed.entries.len(), parsed.warnings.len()), (5_000, 1));
    match read(vec![b' '; 16 * 1024 * 1024 + 1]) {
        Err(Error::TooMuch { what, .. }) => assert!(what.contains("16 MB")),
        other => panic!("{other:?}"),
    }
}

#[test]
fn entity_bombs_stay_small() {
    let small = rss(&item(1).replace("Alerta 1", "&c;"));
    let bomb = small.replace("<rss", "<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\"><!ENTITY c \"&b;&b;\"><!ENTITY x SYSTEM \"file:///etc/hostname\">]><rss");
    assert_eq!(titles(&entries(bomb)), ["a".repeat(60)]);
    let large = rss(&item(1).replace("Alerta 1", &"&a;".repeat(1_000_000)));
    let large = large.replace("<rss", &format!("<!DOCTYPE rss [<!ENTITY a \"{}\">]><rss", "a".repeat(4000)));
    assert!(titles(&entries(&large))[0].len() < large.len() + 2 * 1024 * 1024);
}

#[test]
fn no_shape_of_garbage_takes_long() {
    let size = 400_000;
    let fill = |piece: &str| piece.repeat(size / piece.len());
    for piece in [
        "<",
        "<a",
        "<a ",
        "<a b=\"",
        "<!--",
        "<![CDATA[",
        "<![CDATA[</item>",
        "<?",
        "<!",
        "<!D[",
        "</",
        "</a>",
        "<a>",
        "&",
        "&#",
        "&a",
        "<item>",
        "<item",
        "<item/>",
        "<item><item><title>",
        "<a></b>",
        "<br>",
        "<a xmlns:a='b'>",
        "<x a=1 b=2 c=3>",
        "]]>",
        "<title><![CDATA[x]]>",
    ] {
        for feed in [rss(&fill(piece)), rss(&format!("<item><title>{}</title></item>", fill(piece)))] {
            let start = Instant::now();
            let _ = read(feed);
            assert!(start.elapsed().as_secs_f32() < 4.0, "{piece:?} takes {:?}", start.elapsed());
        }
    }
    for piece in ["{", "[", "\"", "\\\"", "{\"items\":[", "{},", "1e9"] {
        let start = Instant::now();
        let _ = read(format!("{{\"items\":[{}", fill(piece)));
        assert!(start.elapsed().as_secs_f32() < 4.0, "{piece:?} takes {:?}", start.elapsed());
    }
}

#[test]
fn what_is_no_text_is_named() {
    for (body, name) in [
        (b"%PDF-1.7\n\x00\x01".as_slice(), "a PDF file"),
        (b"\x89PNG\r\n\x1a\n", "an image (PNG)"),
        (b"\xFF\xD8\xFF\xE0\x00\x10JFIF", "an image (JPEG)"),
        (b"PK\x03\x04\x14\x00", "a ZIP archive or an office document"),
        (b"\x1F\x8B\x08\x00", "a gzip-compressed file"),
        (b"\x7FELF\x02\x01\x01", "a program"),
        (&[1, 2, 3, 4, 5, 6, 7, 0, 1, 2], "binary data"),
    ] {
        for kind in [SourceKind::Feed, SourceKind::Page, SourceKind::Auto] {
            match read_as(kind, Some("application/rss+xml"), body) {
                Err(Error::NotText { what, .. }) => assert_eq!(what, name),
                other => panic!("{name}: {other:?}"),
            }
        }
    }
    for nothing in ["", " \n\t", "\u{FEFF}", "\0\0\0\0"] {
        assert!(matches!(read(nothing), Err(Error::Empty { .. })), "{nothing:?}");
    }
}

#[test]
fn a_base_that_is_too_long_is_passed_over_and_told() {
    let entry = |n: usize| format!("<entry><id>{n}</id><title>Alerta {n}</title><link href=\"{n}\"/></entry>");
    let feed = |base: &str, around: &str| {
        let all: String = (0..2_000).map(entry).collect();
        format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\" {around}>{}</feed>",
            all.replacen("<entry>", &format!("<entry xml:base=\"{base}\">"), 1)
        )
    };
    let long = "a".repeat(1_900_000);
    let start = std::time::Instant::now();
    let parsed = read(feed("b/", &format!("xml:base=\"{}\"", &long[..30_000]))).expect("a feed");
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
    assert!(parsed.warnings.iter().any(|warning| warning.contains("4096")), "{:?}", parsed.warnings);
    assert_eq!(parsed.entries[0].link.as_deref(), Some("https://faro-del-sur.example/feed/b/0"));
    assert!(parsed.entries.iter().all(|entry| entry.link.as_ref().is_some_and(|link| link.len() < 100)));
    assert_eq!(entries(feed(&long, ""))[0].link.as_deref(), Some("0"));
}

#[test]
fn no_message_holds_a_character_that_deceives_or_more_than_a_line_of_the_source() {
    let evil = "Alert\u{9b}31m \u{202e}live\u{2066} \u{200f}";
    let bodies = [
        format!("<html><head><title>{evil}{}</title></head><body><a href=/>x</a> words</body>", "a".repeat(5_000)),
        format!("<html><head><title>503 service {evil}{}</title></head><body>Sorry</body>", "a".repeat(5_000)),
        format!("<?xml version=\"1.0\"?><root\u{9b}\u{202e}{}><a/></root>", "a".repeat(5_000)),
        format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:at=\"http://purl.org/atompub/tombstones/1.0\">\
             <at:deleted-entry ref=\"{evil}{}\"/><entry><title>x</title><id>1</id></entry></feed>",
            "a".repeat(5_000)
        ),
        format!("<?xml version=\"1.0\" encoding=\"{evil}\"?>{}", rss(&item(1))),
        rss(&format!("<item><title>x</title><enclosure length=\"{evil}\"/><bad{evil}></item>")),
    ];
    for body in bodies {
        for kind in [SourceKind::Feed, SourceKind::Auto, SourceKind::Page] {
            let messages = match read_as(kind, None, body.as_bytes()) {
                Ok(parsed) => parsed.warnings,
                Err(error) => vec![error.to_string()],
            };
            for message in messages {
                let deceives = |c: char| {
                    c.is_control()
                        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
                };
                assert!(!message.chars().any(deceives), "{message:?}");
                assert!(message.chars().count() < 600, "{message:?}");
            }
        }
    }
}

#[test]
fn a_long_base_cannot_blow_up_a_text() {
    let base = format!("https://faro-del-sur.example/{}/", "y".repeat(1900));
    let links = "&lt;a href='x'>".repeat(50_000);
    let feed =
        format!("<feed><entry><title>t</title><content type='html' xml:base='{base}'>{links}</content></entry></feed>");
    let content = entries(&feed)[0].content.clone().expect("a text");
    assert!(content.raw().len() < feed.len() + 512 * 1024, "{}", content.raw().len());
}

#[test]
fn json_that_weighs_far_more_than_its_bytes_is_refused_before_it_is_read() {
    let feed = |more: &str| {
        format!(
            "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{{\"id\":\"1\",\"title\":\"Alerta\"}}],\"x\":[{more}0]}}"
        )
    };
    for (heavy, what) in [("{\"a\":0},", "objects"), ("[0],", "objects"), ("0,", "values")] {
        let count = if what == "values" { 2_100_000 } else { 210_000 };
        let told = read(feed(&heavy.repeat(count)));
        assert!(matches!(&told, Err(Error::TooMuch { what: told, .. }) if told.contains(what)), "{heavy} {told:?}");
    }
    let words = format!("\"{}\",", "{[,\\\"".repeat(500_000));
    assert_eq!(read(feed(&words)).expect("words weigh what they weigh").entries.len(), 1);
}
