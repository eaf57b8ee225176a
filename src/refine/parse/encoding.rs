//! Bytes to characters: byte order mark, then what the bytes themselves prove, then what header and declaration
//! claim, then a guess. A claim that the bytes contradict is passed over, and said so.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

use super::ebcdic;

/// A document as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decoded {
    /// The characters; no byte order mark.
    pub(crate) text: String,
    /// Name of the encoding, as in the WHATWG Encoding Standard (UTF-32 and mixtures by their usual names).
    pub(crate) encoding: &'static str,
    /// What did not fit.
    pub(crate) warnings: Vec<String>,
}

/// Decodes a body. Never fails: what cannot be decoded becomes U+FFFD and a warning.
pub(crate) fn decode(body: &[u8], content_type: Option<&str>) -> Decoded {
    if let Some(decoded) = wide(body) {
        return decoded;
    }
    if ebcdic::looks_like(body) {
        return Decoded { text: ebcdic::decode(body), encoding: "IBM037", warnings: Vec::new() };
    }
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    // ISO-2022-JP is made of ASCII bytes, so it would pass for UTF-8, but for its escapes
    let utf8 = std::str::from_utf8(body).ok();
    if let Some(text) = utf8.filter(|text| !text.contains('\u{1B}')) {
        return Decoded { text: text.to_owned(), encoding: UTF_8.name(), warnings: Vec::new() };
    }
    let mut warnings = Vec::new();
    let declared: Vec<&'static Encoding> = [content_type.and_then(charset), declaration(body), meta(body)]
        .into_iter()
        .flatten()
        .filter_map(|label| known(&label, &mut warnings))
        .collect();
    if let Some(text) = utf8.filter(|_| !declared.contains(&ISO_2022_JP)) {
        return Decoded { text: text.to_owned(), encoding: UTF_8.name(), warnings };
    }
    // Every single-byte encoding decodes everything: UTF-8 with a few bad bytes must be recognised before them
    let doubt = if declared.iter().all(|encoding| *encoding == UTF_8) { 1 } else { 8 };
    if let Some(text) = mended_utf8(body, doubt) {
        warnings.push("the text is UTF-8 with some bytes that are not; those were read as Windows-1252".to_owned());
        return Decoded { text, encoding: UTF_8.name(), warnings };
    }
    let candidates = declared.iter().copied().filter(|encoding| *encoding != UTF_8).chain(std::iter::once(guess(body)));
    let mut first = None;
    for encoding in candidates {
        let (text, broken) = encoding.decode_without_bom_handling(body);
        if !broken {
            return Decoded { text: text.into_owned(), encoding: encoding.name(), warnings };
        }
        first.get_or_insert((text, encoding));
    }
    let (text, encoding) = first.unwrap_or_else(|| (WINDOWS_1252.decode_without_bom_handling(body).0, WINDOWS_1252));
    warnings.push(format!("some bytes could not be read as {}", encoding.name()));
    Decoded { text: text.into_owned(), encoding: encoding.name(), warnings }
}

/// UTF-16 and UTF-32, by mark or by the zeros that Western markup is full of.
fn wide(body: &[u8]) -> Option<Decoded> {
    let head = &body[..body.len().min(4)];
    let (encoding, width, little, skip) = match head {
        [0xFF, 0xFE, 0, 0] => ("UTF-32LE", 4, true, 4),
        [0, 0, 0xFE, 0xFF] => ("UTF-32BE", 4, false, 4),
        [0xFF, 0xFE, ..] => ("UTF-16LE", 2, true, 2),
        [0xFE, 0xFF, ..] => ("UTF-16BE", 2, false, 2),
        _ => {
            let sample = &body[..body.len().min(512)];
            let share = |of: usize, place: usize| {
                let zeros = sample.iter().skip(place).step_by(of).filter(|byte| **byte == 0).count();
                zeros * of * 100 / sample.len().max(1)
            };
            match sample.len() {
                8.. if share(4, 1) > 90 && share(4, 2) > 90 && share(4, 0) < 10 => ("UTF-32LE", 4, true, 0),
                8.. if share(4, 1) > 90 && share(4, 2) > 90 && share(4, 3) < 10 => ("UTF-32BE", 4, false, 0),
                4.. if share(2, 1) > 30 && share(2, 0) < 12 => ("UTF-16LE", 2, true, 0),
                4.. if share(2, 0) > 30 && share(2, 1) < 12 => ("UTF-16BE", 2, false, 0),
                _ => return None,
            }
        }
    };
    let body = &body[skip..];
    let (text, broken) = if width == 2 {
        let decoder = if little { UTF_16LE } else { UTF_16BE };
        let (text, broken) = decoder.decode_without_bom_handling(body);
        (text.into_owned(), broken)
    } else {
        utf32(body, little)
    };
    let warnings = if broken { vec![format!("some characters could not be read as {encoding}")] } else { Vec::new() };
    Some(Decoded { text, encoding, warnings })
}

fn utf32(body: &[u8], little: bool) -> (String, bool) {
    let mut broken = !body.len().is_multiple_of(4);
    let text = body
        .chunks_exact(4)
        .map(|unit| {
            let unit: [u8; 4] = unit.try_into().unwrap_or_default();
            let code = if little { u32::from_le_bytes(unit) } else { u32::from_be_bytes(unit) };
            char::from_u32(code).unwrap_or_else(|| {
                broken = true;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    (text, broken)
}

/// The `charset` parameter of a media type (RFC 9110 §8.3.1).
fn charset(content_type: &str) -> Option<String> {
    value_after(content_type, "charset")
}

/// The `encoding` of an XML declaration (XML 1.0 §4.3.3).
fn declaration(body: &[u8]) -> Option<String> {
    let head = ascii(&body[..body.len().min(1024)]);
    let start = head.find("<?xml")?;
    let declaration = &head[start..];
    value_after(&declaration[..declaration.find("?>").unwrap_or(declaration.len())], "encoding")
}

/// The charset that an HTML page states in a `meta` element.
fn meta(body: &[u8]) -> Option<String> {
    let head = ascii(&body[..body.len().min(4096)]);
    head.match_indices("<meta").find_map(|(at, _)| {
        let tag = &head[at..];
        value_after(&tag[..tag.find('>').unwrap_or(tag.len())], "charset")
    })
}

/// The word after `name =`, quoted or not.
fn value_after(text: &str, name: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let rest = lower[lower.find(name)? + name.len()..].trim_start().strip_prefix('=')?;
    let rest = rest.trim_start().trim_start_matches(['"', '\'']);
    let end = rest.find(['"', '\'', ';', '>', '?', ' ', '\t', '\r', '\n']).unwrap_or(rest.len());
    (end > 0).then(|| rest[..end].to_owned())
}

fn ascii(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| if byte.is_ascii() { char::from(byte.to_ascii_lowercase()) } else { '\u{FFFD}' }).collect()
}

/// Names that are used, but not in the WHATWG Encoding Standard.
const ALIASES: [(&str, &str); 14] = [
    ("cp874", "windows-874"),
    ("cp932", "shift_jis"),
    ("cp936", "gbk"),
    ("cp949", "euc-kr"),
    ("cp950", "big5"),
    ("mac-cyrillic", "x-mac-cyrillic"),
    ("maccyrillic", "x-mac-cyrillic"),
    ("macroman", "macintosh"),
    ("ms-ansi", "windows-1252"),
    ("ms-arab", "windows-1256"),
    ("ms-cyrl", "windows-1251"),
    ("ms-ee", "windows-1250"),
    ("ms-greek", "windows-1253"),
    ("ms-turk", "windows-1254"),
];

/// The encoding of a label; `None` for unknown labels and for those that the first bytes already exclude.
fn known(label: &str, warnings: &mut Vec<String>) -> Option<&'static Encoding> {
    let alias = label.replace('_', "-");
    let alias = ALIASES.iter().find(|(name, _)| *name == alias).map_or(alias.as_str(), |(_, known)| known);
    let found = Encoding::for_label(label.as_bytes()).or_else(|| Encoding::for_label(alias.as_bytes()));
    let Some(encoding) = found else {
        let label: String = label.chars().take(40).collect();
        warnings
            .push(format!("it declares an encoding that the wire does not know, {label:?}; it was guessed instead"));
        return None;
    };
    let excluded = [UTF_16LE, UTF_16BE, REPLACEMENT, X_USER_DEFINED];
    (!excluded.contains(&encoding)).then_some(encoding)
}

/// UTF-8 whose bad bytes are Windows-1252; `None` unless there are more than `doubt` good characters beyond ASCII to
/// each bad byte.
fn mended_utf8(body: &[u8], doubt: usize) -> Option<String> {
    let mut text = String::with_capacity(body.len() + body.len() / 16);
    let (mut good, mut bad) = (0, 0);
    for chunk in body.utf8_chunks() {
        good += chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count();
        bad += chunk.invalid().len();
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    (good > doubt * bad).then_some(text)
}

fn guess(body: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(&body[..body.len().min(1024 * 1024)], true);
    detector.guess(None, Utf8Detection::Deny)
}
