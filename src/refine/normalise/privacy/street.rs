//! Street addresses with a house number, in the order that English, Spanish, French, Portuguese and German write them.
//! A street alone is a place where things happen, and stays.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// One pattern for each order; the first group is the address.
static ADDRESSES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let end = r"(?:$|[,.;:)\]\n–—]| (?:in|near|opposite|apt|flat|floor|en|à|em)\b)";
    let capital = r"\p{Lu}[\p{L}'’.\-]*";
    let particle = r"(?:de|del|de la|de las|de los|da|do|das|dos|du|des|la|las|los|el|e|y|et|d['’]|l['’])";
    let roman = format!(r"(?:(?:{particle}\s?)*{capital})(?:\s(?:{particle}\s?)*{capital})*");
    let marked = r"\s?,?\s?(?:#|[Nn][oº°]\.?|[Nn]úm(?:ero|\.)?|[Nn]úmero|[Nn]\.[º°]?)\s?\d{1,5}(?:\s?-\s?\d{1,4})?\b";
    let spanish = r"(?:[Cc]alle|CALLE|C/|[Aa]venida|[Aa]v(?:da|e)?\.|[Cc]arrera|[Cc](?:ra|rr|r|l|lle)\.?|[Jj]irón|[Jj]r\.|[Pp]asaje|[Pp]aseo|[Dd]iagonal|[Tt]ransversal|[Cc]alzada|[Cc]allejón|[Rr]ua|RUA|[Tt]ravessa|[Aa]lameda|[Rr]odovia|[Pp]raça|[Ee]strada)";
    [
        // 12 Fleet Street, | 12b Upper Well Road.
        format!(r"\b(\d{{1,5}}[A-Za-z]?,? (?:{capital} ){{1,3}}(?:Street|Road|Avenue|Lane|Boulevard|Crescent|Terrace)){end}"),
        format!(r"\b(\d{{1,5}}[A-Za-z]?,? (?:{capital} ){{1,3}}(?:St|Rd|Ave|Ln|Blvd)\.?)(?:$|[,;)])"),
        // Calle 19 # 4-88 | Avenida Reforma No. 222 | Rua das Flores, nº 12
        format!(r"\b({spanish} (?:\d{{1,3}}\s?[A-Za-z]?\b|{roman}){marked})"),
        // Avenida Reforma 222, | Rua das Flores, 12
        format!(r"\b({spanish} {roman},? \d{{1,4}}[A-Za-z]?){end}"),
        // 14 bis, rue de la Paix
        format!(r"\b(\d{{1,4}}(?: ?(?:bis|ter))?,? (?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Bb]d\.?|[Cc]hemin|[Ii]mpasse|[Aa]llée|[Qq]uai) {roman})"),
        // Lindenstraße 12a, | Am Alten Markt is no address without a number
        format!(r"\b(\p{{Lu}}[\p{{L}}\-]*(?:straße|strasse|str\.|gasse|allee|weg|platz|ufer|damm) \d{{1,3}}\s?[a-z]?){end}"),
        format!(r"\b((?:\p{{Lu}}[\p{{L}}\-]+ )(?:Straße|Strasse|Str\.|Gasse|Allee|Weg|Platz|Ufer|Damm) \d{{1,3}}\s?[a-z]?){end}"),
    ]
    .iter()
    .map(|pattern| Regex::new(pattern).expect("a valid pattern"))
    .collect()
});

/// Where they stand.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    let found = ADDRESSES.iter().flat_map(|pattern| pattern.captures_iter(text));
    found.filter_map(|found| found.get(1)).filter(|found| !ends_in_a_year(found.as_str())).map(|f| f.range()).collect()
}

/// `Avenida Reforma 2024`: what happened there in that year.
fn ends_in_a_year(address: &str) -> bool {
    let number = address.rsplit([' ', ',']).next().unwrap_or_default();
    number.len() == 4 && number.parse().is_ok_and(|year: u32| (1900..2100).contains(&year))
        || address
            .split([' ', ','])
            .next()
            .and_then(|first| first.parse().ok())
            .is_some_and(|year: u32| (1900..2100).contains(&year))
}
