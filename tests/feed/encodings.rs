//! Bytes to characters.

use almenara::model::SourceKind;
use encoding_rs::Encoding;

use super::{read_as, rss, titles};

const TITLE: &str = "Señal: «ya basta» — año";

fn feed(encoding: Option<&str>, title: &str) -> String {
    let declaration = encoding.map_or_else(String::new, |name| format!("<?xml version=\"1.0\" encoding=\"{name}\"?>"));
    rss(&format!("<item><title>{title}</title></item>")).replace("<?xml version=\"1.0\"?>", &declaration)
}

fn encoded(encoding: &str, text: &str) -> Vec<u8> {
    Encoding::for_label(encoding.as_bytes()).expect("an encoding").encode(text).0.into_owned()
}

fn title_of(content_type: Option<&str>, body: &[u8]) -> String {
    let parsed = read_as(SourceKind::Feed, content_type, body).expect("a feed");
    titles(&parsed.entries).join("|")
}

#[test]
fn utf_16_and_utf_32_are_read_with_and_without_mark_or_declaration() {
    for declared in [None, Some("utf-16"), Some("utf-8"), Some("iso-8859-1")] {
        let text = feed(declared, TITLE);
        for mark in ["", "\u{FEFF}"] {
            let text = format!("{mark}{text}");
            let wide: Vec<u16> = text.encode_utf16().collect();
            let bodies = [
                wide.iter().flat_map(|unit| unit.to_le_bytes()).collect::<Vec<u8>>(),
                wide.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
                text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(),
                text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect(),
                text.clone().into_bytes(),
            ];
            for (n, body) in bodies.iter().enumerate() {
                assert_eq!(title_of(None, body), TITLE, "{declared:?} {mark:?} {n}");
                assert_eq!(title_of(Some("text/xml; charset=iso-8859-1"), body), TITLE, "{declared:?} {mark:?} {n}");
            }
        }
    }
}

#[test]
fn header_comes_before_declaration_and_declaration_before_guessing() {
    let latin = encoded("windows-1252", &feed(Some("windows-1251"), TITLE));
    assert_eq!(title_of(Some("application/rss+xml; charset=\"windows-1252\""), &latin), TITLE);
    let latin = encoded("windows-1252", &feed(Some("iso-8859-1"), TITLE));
    assert_eq!(title_of(None, &latin), TITLE);
    let cyrillic = "Сигнал: адвокат задержан, требуем освобождения";
    assert_eq!(title_of(None, &encoded("koi8-r", &feed(None, cyrillic))), cyrillic);
    let arabic = "إنذار عاجل: اعتقال محامية في المدينة الساحلية";
    assert_eq!(title_of(None, &encoded("windows-1256", &feed(None, arabic))), arabic);
    let japanese = "緊急：弁護士が拘束されました";
    for name in ["shift_jis", "euc-jp", "iso-2022-jp"] {
        assert_eq!(title_of(None, &encoded(name, &feed(Some(name), japanese))), japanese, "{name}");
    }
    assert_eq!(title_of(None, &encoded("gb18030", &feed(Some("gb2312"), "紧急：律师被拘留"))), "紧急：律师被拘留");
}

#[test]
fn wrong_declarations_do_not_spoil_utf_8() {
    for declared in
        ["iso-8859-1", "windows-1251", "us-ascii", "gb2312", "utf-16", "klingon", "x-user-defined", "hz-gb-2312"]
    {
        assert_eq!(
            title_of(Some(&format!("text/xml; charset={declared}")), feed(Some(declared), TITLE).as_bytes()),
            TITLE
        );
    }
}

#[test]
fn a_bad_byte_in_utf_8_costs_one_character() {
    let mut body = feed(Some("utf-8"), TITLE).into_bytes();
    let at = body.windows(2).position(|pair| pair == b"ya").expect("ya");
    body[at] = 0xE9;
    let parsed = read_as(SourceKind::Feed, None, &body).expect("a feed");
    assert_eq!(titles(&parsed.entries), ["Señal: «éa basta» — año"]);
    assert_eq!(parsed.warnings.len(), 1, "{:?}", parsed.warnings);
}

#[test]
fn mainframe_feeds_are_read() {
    // "<rss><item><title>Hola</title></item></rss>" in code page 037
    let body = [
        0x4C, 0x99, 0xA2, 0xA2, 0x6E, 0x4C, 0x89, 0xA3, 0x85, 0x94, 0x6E, 0x4C, 0xA3, 0x89, 0xA3, 0x93, 0x85, 0x6E,
        0xC8, 0x96, 0x93, 0x81, 0x4C, 0x61, 0xA3, 0x89, 0xA3, 0x93, 0x85, 0x6E, 0x4C, 0x61, 0x89, 0xA3, 0x85, 0x94,
        0x6E, 0x4C, 0x61, 0x99, 0xA2, 0xA2, 0x6E,
    ];
    assert_eq!(title_of(None, &body), "Hola");
}
