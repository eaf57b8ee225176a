//! What a document is, told from its first bytes.

use super::markup::{Token, Tokens};

/// How far into a document its kind is looked for: what a server prints before the prolog fits in here.
const LOOK: usize = 64 * 1024;

/// The kinds of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// Atom, RSS, RDF or CAP.
    XmlFeed,
    /// JSON Feed.
    JsonFeed,
    /// JSON that is no feed.
    Json,
    /// A web page.
    Html,
    /// XML that is neither, with the name of its outermost element.
    Xml(String),
    /// No markup at all.
    Text,
}

/// The name of a format that is no text, by its magic number; `None` for what may be text.
pub(super) fn binary(body: &[u8]) -> Option<&'static str> {
    const MAGIC: [(&[u8], &str); 14] = [
        (b"%PDF-", "a PDF file"),
        (b"\x89PNG\r\n", "an image (PNG)"),
        (b"\xFF\xD8\xFF", "an image (JPEG)"),
        (b"GIF87a", "an image (GIF)"),
        (b"GIF89a", "an image (GIF)"),
        (b"RIFF", "an image, sound or film (RIFF)"),
        (b"PK\x03\x04", "a ZIP archive or an office document"),
        (b"\x1F\x8B", "a gzip-compressed file"),
        (b"BZh", "a bzip2-compressed file"),
        (b"7z\xBC\xAF", "a 7z archive"),
        (b"\xD0\xCF\x11\xE0", "an office document"),
        (b"\x7FELF", "a program"),
        (b"ID3", "a sound file (MP3)"),
        (b"OggS", "a sound or film file (Ogg)"),
    ];
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| body.starts_with(magic)) {
        return Some(what);
    }
    if body.get(4..8) == Some(b"ftyp") {
        return Some("a film (MP4)");
    }
    let sample = &body[..body.len().min(1024)];
    let strange = sample.iter().filter(|byte| matches!(byte, 1..=8 | 14..=26 | 28..=31)).count();
    // zeros alone may be UTF-16 or UTF-32
    (strange * 10 > sample.len()).then_some("binary data")
}

/// What a text is.
pub(super) fn shape(text: &str) -> Shape {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{FEFF}');
    if text.starts_with(['{', '[']) {
        let feed = text.starts_with('{') && text.contains("\"items\"");
        return if feed { Shape::JsonFeed } else { Shape::Json };
    }
    let head = &text[..text.floor_char_boundary(LOOK)];
    if head.get(..14).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype html")) {
        return Shape::Html;
    }
    let mut first = None;
    for token in Tokens::new(head) {
        let Token::Open { name, attributes, .. } = token else { continue };
        let local = name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase();
        match local.as_str() {
            "rss" | "rdf" | "feed" | "channel" | "entry" | "item" => return Shape::XmlFeed,
            "alert" if attributes.contains("emergency:cap") || name.starts_with("cap:") => return Shape::XmlFeed,
            "alerts" | "edxldistribution" if head.contains("emergency:cap") => return Shape::XmlFeed,
            "html" | "head" | "body" => return Shape::Html,
            _ => first = first.or(Some(local)),
        }
    }
    match first {
        None => Shape::Text,
        Some(root) if head.trim_start().starts_with("<?xml") => Shape::Xml(root),
        Some(root) if matches!(root.as_str(), "urlset" | "sitemapindex" | "opml" | "svg" | "error") => Shape::Xml(root),
        Some(_) => Shape::Html,
    }
}
