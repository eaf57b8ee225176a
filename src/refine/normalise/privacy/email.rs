//! E-mail addresses, also those written so that programs should not find them: `name@host.org`,
//! `name [at] host [dot] org`, `name at host dot org`.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// What stands between name and host.
static AT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)[@＠]| [@＠] |\s?[\[({<]\s?(?:at|@|ät|arroba|chez)\s?[\])}>]\s?| (?:at|arroba) ")
        .expect("a valid pattern")
});
/// What stands between the parts of a host.
static DOT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:\.|\s?[\[({<]\s?(?:dot|\.|punto|ponto|point|punkt)\s?[\])}>]\s?| (?:dot|punto|ponto) )")
        .expect("a valid pattern")
});
/// The longest name and the longest part of a host, in characters.
const LONGEST: usize = 64;

/// Where they stand.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in AT.find_iter(text) {
        let start = name(&text[..at.start()]);
        let spelled = at.as_str().trim().starts_with(char::is_alphabetic);
        if start < at.start()
            && let Some(length) = host(&text[at.end()..], spelled)
        {
            let start = text[..start].strip_suffix("mailto:").map_or(start, str::len);
            found.push(start..at.end() + length);
        }
    }
    found
}

/// Where the name begins that a text ends in.
fn name(text: &str) -> usize {
    let named = |c: &char| c.is_alphanumeric() || "_.+%-".contains(*c);
    let length: usize = text.chars().rev().take(LONGEST).take_while(named).map(char::len_utf8).sum();
    let begun = text[text.len() - length..].trim_start_matches(['.', '-', '+', '%']);
    text.len() - begun.len()
}

/// Length of the host that a text begins with: labels up to one that can be a top-level domain. Where `at` was `spelled`
/// out, so are the dots.
fn host(text: &str, spelled: bool) -> Option<usize> {
    let mut length = label(text);
    let mut whole = None;
    while length > 0
        && let Some(dot) = DOT.find(&text[length..]).filter(|dot| !spelled || dot.as_str() != ".")
    {
        let start = length + dot.end();
        let part = &text[start..start + label(&text[start..])];
        if part.is_empty() {
            break;
        }
        length = start + part.len();
        if part.chars().count() >= 2 && part.chars().all(char::is_alphabetic) {
            whole = Some(length);
        }
    }
    whole
}

fn label(text: &str) -> usize {
    let part = |c: &char| c.is_alphanumeric() || *c == '-';
    text.chars().take(LONGEST).take_while(part).map(char::len_utf8).sum()
}
