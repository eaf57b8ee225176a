//! Phone numbers: by an international prefix, by a word beside them, or by a shape that nothing else has.

use std::ops::Range;

use super::words::{is_and, is_between, is_label, is_no_phone};
use crate::model::fold;

/// The most and fewest digits of a phone number anywhere (E.164); fewer with a word beside it.
const MOST: usize = 15;
const FEWEST: usize = 8;
const FEWEST_LABELLED: usize = 6;
/// How many bytes before a number are looked at for a word.
const BEFORE: usize = 48;

/// A run of groups of digits with what parts them.
struct Run {
    range: Range<usize>,
    plus: bool,
    bracket: bool,
    groups: Vec<String>,
    parts: String,
}

/// Where they stand.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for run in runs(text) {
        let follows = found.last().is_some_and(|last| {
            let between = fold(text.get(last.end..run.range.start).unwrap_or_default());
            let between = between.trim_matches(|c: char| c.is_whitespace() || "/,;|·-–().[]:".contains(c));
            between.is_empty() || is_and(between) || is_label(between)
        });
        if is_phone(text, &run, follows) {
            found.push(with_link(text, run.range));
        }
    }
    found
}

/// `wa.me/50412345678`: the address with its number.
fn with_link(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text[..range.start].rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let word = text.get(start..range.start).unwrap_or_default().trim_start_matches(['(', '[', '<']);
    let is_link = ["wa.me/", "whatsapp.com/", "tel:", "sms:"].iter().any(|mark| word.contains(mark));
    if is_link { range.start - word.len()..range.end } else { range }
}

fn is_phone(text: &str, run: &Run, follows: bool) -> bool {
    let digits: usize = run.groups.iter().map(String::len).sum();
    let before = &text[text.floor_char_boundary(run.range.start.saturating_sub(BEFORE))..run.range.start];
    let after = &text[run.range.end..];
    // several phones in a row, with nothing but hyphens between
    let several = digits > MOST && digits <= 4 * MOST && labelled(&fold(before));
    if several {
        return true;
    }
    if digits > MOST || run.groups.len() > 8 || is_date(&run.groups) || is_decimal(run) || is_amount(run, before, after)
    {
        return false;
    }
    let linked =
        ["wa.me/", "whatsapp.com/send?phone=", "tel:", "tel:+", "sms:"].iter().any(|mark| before.ends_with(mark));
    // glued to a word or an address: a code, a path, a handle
    let glued = before.chars().next_back().is_some_and(|c| c.is_alphanumeric() || "/=&?_#%@".contains(c))
        || after
            .chars()
            .next()
            .is_some_and(|c| c.is_alphanumeric() || "%=_@€$£".contains(c) || after.starts_with("://"));
    if linked {
        return digits >= FEWEST_LABELLED;
    }
    if glued && !run.plus {
        return false;
    }
    if run.plus {
        return digits >= FEWEST && !run.groups[0].starts_with('0');
    }
    let words = fold(before);
    if labelled(&words) || (follows && !last_word(&words).is_some_and(is_no_phone)) {
        return digits >= FEWEST_LABELLED && !run.groups.iter().all(|group| group.len() == 1);
    }
    if last_word(&words).is_some_and(is_no_phone) || words.trim_end().ends_with(['#', 'º', '°', '№']) {
        return false;
    }
    shaped(run, digits)
}

/// Shapes that only phone numbers have.
fn shaped(run: &Run, digits: usize) -> bool {
    let lengths: Vec<usize> = run.groups.iter().map(String::len).collect();
    let first = run.groups[0].as_str();
    let slashed = run.parts.contains('/');
    match first.strip_prefix("00") {
        // 00 504 9988 7766
        Some(rest) if digits >= 11 && !slashed && !rest.starts_with('0') => return true,
        _ => {}
    }
    if run.bracket {
        // (021) 5551-2345, (55) 1234 5678
        return (8..=12).contains(&digits) && (2..=5).contains(&lengths[0]) && lengths.len() >= 2 && !slashed;
    }
    let trunk = first.len() > 1 && first.starts_with('0') && !first.starts_with("00");
    // 0712 345 678, 06 12 34 56 78, 08012345678
    let national = trunk
        && (9..=12).contains(&digits)
        && !slashed
        && (lengths.len() >= 3 || lengths == [digits] && digits >= 10 || lengths.len() == 2 && lengths[1] >= 6);
    // 202-555-0143
    let american = (lengths == [3, 3, 4] || lengths == [1, 3, 3, 4] && first == "1")
        && (run.parts.chars().all(|c| c == '-') || run.parts.chars().all(|c| c == '.'));
    national || american
}

/// True where the words before a number end in one that says that it is a phone's.
fn labelled(before: &str) -> bool {
    let bare = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    // a sentence has ended since, or a list has begun
    if before[bare.len()..].contains(['!', '?', ';', '\n']) {
        return false;
    }
    let words: Vec<&str> = bare.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    // "Tel. Redaktion: 123 456": one word more, where a colon says that it belongs to the label
    let mut strange = usize::from(before[bare.len()..].contains(':'));
    let mut passed = 0;
    for word in words.iter().rev() {
        if is_label(word) || in_chinese(word) {
            return true;
        }
        if !is_between(word) {
            if strange == 0 {
                return false;
            }
            strange -= 1;
        }
        passed += 1;
        if passed > 3 {
            return false;
        }
    }
    false
}

/// Scripts that do not part words: the word stands at the end of what is glued to it.
fn in_chinese(word: &str) -> bool {
    ["电话", "電話", "手机", "手機", "传真", "전화", "โทร"].iter().any(|label| word.ends_with(label))
}

fn last_word(before: &str) -> Option<&str> {
    let bare = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    bare.rsplit(|c: char| !c.is_alphanumeric()).next().filter(|word| !word.is_empty())
}

fn number(group: &str) -> u32 {
    group.parse().unwrap_or(u32::MAX)
}

fn is_year(group: &str) -> bool {
    group.len() == 4 && (1900..2100).contains(&number(group))
}

/// 2024-03-14, 14.03.2024, 2019-2024, 14 03 24 10.
fn is_date(groups: &[String]) -> bool {
    let within = |group: &str, most: u32| group.len() <= 2 && (1..=most).contains(&number(group));
    match groups {
        [one] => one.len() == 8 && is_year(&one[..4]) && within(&one[4..6], 12) && within(&one[6..], 31),
        [a, b] => is_year(a) && (is_year(b) || b.len() <= 2) || is_year(b) && a.len() <= 2,
        [_, _, _, ..] => {
            let written = |three: &[String]| {
                is_year(&three[0]) && within(&three[1], 12) && within(&three[2], 31)
                    || is_year(&three[2]) && within(&three[0], 31) && within(&three[1], 31)
            };
            groups.windows(3).any(written) || groups.iter().filter(|group| is_year(group)).count() >= 2
        }
        [] => true,
    }
}

/// 14.072312, 14.0723 -87.1921: a measure, or coordinates.
fn is_decimal(run: &Run) -> bool {
    let pair = run.groups.len() == 4 && run.parts.matches('.').count() == 2 && !run.parts[1..].starts_with('.');
    pair && run.groups[0].len() <= 3 && run.groups[2].len() <= 3
        || run.groups.len() == 2 && run.parts == "." && run.groups[0].len() <= 3 && run.groups[1].len() != 3
}

/// 1 200 000, 12.500.000, $ 450-500: money or people.
fn is_amount(run: &Run, before: &str, after: &str) -> bool {
    let thousands = run.groups.len() > 1
        && run.groups[0].len() <= 3
        && run.groups[1..].iter().all(|group| group.len() == 3)
        && run.groups[1..].iter().any(|group| group == "000");
    let sign = |c: char| "$€£¥₦₹%".contains(c);
    thousands
        || before.trim_end().ends_with(sign)
        || after.trim_start().starts_with(sign)
        || run.groups.len() == 1 && run.groups[0].ends_with("0000")
}

/// All runs of digits, with single signs between their groups. Digits of every script count as what they are.
fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let mut at = 0;
    while at < characters.len() {
        if digit(characters[at].1).is_none() {
            at += 1;
            continue;
        }
        let mut start = at;
        let is = |place: Option<usize>, wanted: &[char]| {
            place.and_then(|place| characters.get(place)).is_some_and(|(_, c)| wanted.contains(c))
        };
        let bracket = is(start.checked_sub(1), &['(']);
        start -= usize::from(bracket);
        let plus = is(start.checked_sub(1), &['+', '＋']) || bracket && is(start.checked_sub(2), &['+']);
        start -= usize::from(is(start.checked_sub(1), &['+', '＋']));
        let (mut groups, mut parts) = (vec![String::new()], String::new());
        let mut end = at;
        while let Some(value) = characters.get(end).and_then(|(_, c)| digit(*c)) {
            groups.last_mut().expect("never empty").push(value);
            end += 1;
            let mut next = end;
            while next - end < 3 && characters.get(next).is_some_and(|(_, c)| parts_groups(*c)) {
                next += 1;
            }
            let opens = characters.get(next).is_some_and(|(_, c)| digit(*c).is_some());
            let sign = characters[end..next].iter().map(|(_, c)| *c).find(|c| !c.is_whitespace()).unwrap_or(' ');
            // a slash between spaces parts two phones
            if next > end && opens && !(sign == '/' && next - end > 1) {
                parts.push(sign);
                groups.push(String::new());
                end = next;
            }
        }
        let byte = |place: usize| characters.get(place).map_or(text.len(), |(byte, _)| *byte);
        runs.push(Run {
            range: byte(start)..byte(end),
            plus,
            bracket: bracket && parts.starts_with(')'),
            groups,
            parts,
        });
        at = end;
    }
    runs
}

fn parts_groups(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '-' | '‑' | '–' | '.' | '(' | ')' | '/')
}

/// A decimal digit of any script that numbers phones, as ASCII.
fn digit(c: char) -> Option<char> {
    const ZEROS: &[u32] = &[0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xbe6, 0xe50, 0x1040, 0x17e0, 0xff10];
    let value = u32::from(c);
    let zero = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&value))?;
    char::from_digit(value - zero, 10)
}
