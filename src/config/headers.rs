//! Broken section headers: mended for a second reading, so that what hangs on them is neither lost nor found wrong.

use std::collections::BTreeMap;

use super::keys::header;
use super::nearest::nearest;

/// What becomes of a broken header.
pub(super) enum Mend {
    /// It was meant like this.
    Write(String),
    /// Nobody can say what was meant.
    LeaveOut,
}

/// What becomes of broken headers, by line from 1.
pub(super) type Mended = BTreeMap<usize, Mend>;

/// The lines that are broken headers, of those that could not be understood. `known` are the keys of the file.
pub(super) fn mend(text: &str, broken: impl Iterator<Item = usize>, known: &[&str]) -> Mended {
    let lines: Vec<&str> = text.lines().collect();
    broken.filter_map(|number| Some((number, mended(lines.get(number.checked_sub(1)?)?, known)?))).collect()
}

/// The text with its headers mended, on the same lines. A section whose header cannot be mended is left out.
pub(super) fn apply(text: &str, mended: &Mended) -> String {
    let mut out = String::with_capacity(text.len());
    let mut left_out = false;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let mend = mended.get(&(index + 1));
        left_out = match mend {
            Some(mend) => matches!(mend, Mend::LeaveOut),
            None => left_out && !line.trim_start().starts_with('['),
        };
        match mend {
            Some(Mend::Write(header)) => out.push_str(header),
            _ if left_out => {}
            _ => out.push_str(line.trim_end_matches('\n')),
        }
        if line.ends_with('\n') {
            out.push('\n');
        }
    }
    out
}

/// `None` where the line is no header, or one that is not to blame.
fn mended(line: &str, known: &[&str]) -> Option<Mend> {
    let line = line.split('#').next().unwrap_or_default().trim();
    let shut = line.ends_with(']') && !line.contains(['=', '"', '\'', ',']);
    if !line.starts_with('[') && !shut {
        return None;
    }
    let name = line.trim_start_matches('[').split(']').next().unwrap_or_default().trim();
    let (first, rest) = name.split_once('.').map_or((name, None), |(first, rest)| (first, Some(rest)));
    let plain = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    let Some(meant) = nearest(first, known.iter().copied()).filter(|_| rest.is_none_or(plain)) else {
        return Some(Mend::LeaveOut);
    };
    let header = header(&rest.map_or_else(|| meant.to_owned(), |rest| format!("{meant}.{rest}")));
    (header != line).then_some(Mend::Write(header))
}
