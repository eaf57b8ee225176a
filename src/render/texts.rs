//! What pages say, as data: one file of texts for each language, all with the same keys and the same places to fill in.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// What is wrong in a file of texts, and where.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct TextError {
    /// Name of the file, for example `es.toml`.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// What is wrong and what to write.
    pub message: String,
}

/// One section of a file for each name, with a text for each key.
macro_rules! sections {
    ($($name:ident { $($key:ident)* })*) => { $(
        #[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $name { $(pub(super) $key: String,)* }
    )* };
}

sections! {
    Frame { skip languages publisher contact policy removal rights round no_round answering region several }
    Front {
        lead feed subscribe address alerts count none none_here older newest sources no_sources unlisted map map_alt days
        days_alt
    }
    Filters {
        heading region country urgency kind language network m49 theme source case prefer versions active all show remove
        clear bad
    }
    List { comma and more }
    Place { unknown default }
    Sources { off never well waits ill }
    Alerts {
        reported was deadline fades resolved published seen changed imported organisations reports languages no_title dated inherited
        impossible undated source authors terms tags history case this whole related related_why left
    }
    Verdicts { new revised echo translation same_incident follow_up seen held somebody }
    Reasons { nothing stated inferred default title summary content link category date id markup config }
    Tagged { place reference }
    Cases { open closed lead closed_by follow timeline }
    Entry { about people seen page }
    Left {
        merged merged_text merged_link held held_text moved moved_text moved_link region country area urgency kind theme
        language network source case
    }
    Gone { title review source_review source error safety plain }
    Messages { home missing missing_text fault fault_text busy busy_text }
    Removal {
        title what ask how_heading how contact_none safety_heading safety error_heading error name_heading name copies_heading
        copies
    }
}

/// Everything that pages say in one language.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    /// What the language calls itself.
    pub(super) name: String,
    /// `ltr` or `rtl`.
    pub(super) dir: String,
    pub(super) frame: Frame,
    pub(super) front: Front,
    pub(super) filter: Filters,
    pub(super) list: List,
    pub(super) place: Place,
    pub(super) source: Sources,
    pub(super) alert: Alerts,
    pub(super) verdict: Verdicts,
    pub(super) reason: Reasons,
    pub(super) tag: Tagged,
    pub(super) case: Cases,
    pub(super) entry: Entry,
    pub(super) left: Left,
    pub(super) gone: Gone,
    pub(super) message: Messages,
    pub(super) removal: Removal,
    /// Short names of regions, for the map.
    pub(super) map: BTreeMap<String, String>,
    /// Names of languages by primary subtag.
    pub(super) language: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) labels: LabelTexts,
}

/// Words for codes; what is missing is shown in English.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LabelTexts {
    pub(super) region: BTreeMap<String, String>,
    pub(super) urgency: BTreeMap<String, String>,
    #[serde(rename = "type")]
    pub(super) kind: BTreeMap<String, String>,
    pub(super) theme: BTreeMap<String, String>,
    pub(super) m49: BTreeMap<String, String>,
    pub(super) country: BTreeMap<String, String>,
}

/// Reads a file of texts, and holds its braces against those of the English one.
///
/// # Errors
/// The first thing that is wrong with it.
pub(super) fn read(file: &str, text: &str, english: &str) -> Result<Words, TextError> {
    let fault = |at: usize, message: String| {
        let before = text.get(..at).unwrap_or(text);
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        TextError {
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[start..].chars().count() + 1,
            message,
        }
    };
    let words: Words = toml::from_str(text)
        .map_err(|error| fault(error.span().map_or(0, |span| span.start), error.message().to_owned()))?;
    if !["ltr", "rtl"].contains(&words.dir.as_str()) {
        return Err(fault(0, "dir is the direction of writing: write \"ltr\" or \"rtl\"".to_owned()));
    }
    let (own, wanted) = (braces(text), braces(english));
    for (key, names) in &own {
        let known = wanted.get(key).filter(|known| *known != names);
        if let Some(known) = known {
            let last = key.rsplit('.').next().unwrap_or_default();
            let at = text.find(&format!("\n{last} = ")).map_or(0, |at| at + 1);
            let listed = known.iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join(" ");
            let listed = if listed.is_empty() { "nothing in braces".to_owned() } else { listed };
            return Err(fault(at, format!("{key} has other braces than the English text: write {listed}")));
        }
    }
    Ok(words)
}

/// What is to be filled in, by key.
fn braces(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    fn walk(prefix: &str, table: &toml::Table, found: &mut BTreeMap<String, BTreeSet<String>>) {
        for (key, value) in table {
            let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
            match value {
                toml::Value::Table(table) => walk(&path, table, found),
                toml::Value::String(text) => _ = found.insert(path, names(text)),
                _ => {}
            }
        }
    }
    let mut found = BTreeMap::new();
    walk("", &text.parse().unwrap_or_default(), &mut found);
    found
}

fn names(text: &str) -> BTreeSet<String> {
    text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect()
}

/// A text with its braces filled in.
pub(super) fn say(text: &str, values: &[(&str, &str)]) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        said.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            said.push('{');
            rest = after;
            continue;
        };
        said.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
        rest = behind;
    }
    said.push_str(rest);
    said
}
