//! EBCDIC, the alphabet of mainframes (IBM code pages 037 and 500): some library and government systems still serve it.

/// The characters of bytes 0x40 to 0xFF in code page 037.
const PAGE_037: &str = concat!(
    " \u{a0}âäàáãåçñ¢.<(+|&éêëèíîïìß!$*);¬-/ÂÄÀÁÃÅÇÑ¦,%_>?øÉÊËÈÍÎÏÌ`:#@'=\"Øabcdefghi«»ðýþ±°jklmnopqr",
    "ªºæ¸Æ¤µ~stuvwxyz¡¿ÐÝÞ®^£¥·©§¶¼½¾[]¯¨´×{ABCDEFGHI\u{ad}ôöòóõ}JKLMNOPQR¹ûüùúÿ\\÷STUVWXYZ²ÔÖÒÓÕ0123",
    "456789³ÛÜÙÚ\u{9f}",
);

/// Where code page 500 differs.
const PAGE_500: [(u8, char); 7] =
    [(0x4A, '['), (0x4F, '!'), (0x5A, ']'), (0x5F, '^'), (0xB0, '¢'), (0xBA, '¬'), (0xBB, '|')];

/// Whether a body begins with a `<` or white space and a `<` of EBCDIC, and what follows is of its alphabet.
pub(super) fn looks_like(body: &[u8]) -> bool {
    let start = body.iter().position(|byte| !matches!(byte, 0x40 | 0x25 | 0x15 | 0x0D | 0x05)).unwrap_or(0);
    // `<?xm`, `<rss`, `<fee`, `<!--`
    let starts: [&[u8]; 4] = [b"\x4C\x6F\xA7\x94", b"\x4C\x99\xA2\xA2", b"\x4C\x86\x85\x85", b"\x4C\x5A\x60\x60"];
    starts.iter().any(|mark| body[start..].starts_with(mark))
}

/// The text of a body in EBCDIC.
pub(super) fn decode(body: &[u8]) -> String {
    let page: Vec<char> = PAGE_037.chars().collect();
    let read = |international: bool| -> String {
        let character = |byte: u8| match byte {
            0x05 => '\t',
            0x0D => '\r',
            0x15 | 0x25 => '\n',
            0x00..=0x3F => ' ',
            _ => {
                let other = PAGE_500.iter().find(|(differs, _)| international && *differs == byte);
                other.map_or(page[usize::from(byte) - 0x40], |(_, c)| *c)
            }
        };
        body.iter().map(|byte| character(*byte)).collect()
    };
    let text = read(false);
    let head: String = text.chars().take(200).collect::<String>().to_ascii_lowercase();
    let names = ["500", "cp-be", "cp-ch", "cp_be", "cp_ch"];
    if names.iter().any(|name| head.contains(name)) { read(true) } else { text }
}
