//! What lies in the configuration folder and is not read, though somebody may believe that it is.

use std::path::{Path, PathBuf};

use super::nearest::nearest;
use super::problem::{Problem, Refusal, Spot};

const FOLDERS: [&str; 3] = ["networks", "vocabularies", "texts"];

/// A warning for everything in the folders that nothing reads: a wrong ending, a folder too many, a network put one
/// folder too high.
pub(super) fn strays(dir: &Path) -> Vec<Problem> {
    let above = inside(dir).into_iter().filter_map(|(name, path)| {
        let read = if path.is_dir() {
            FOLDERS.contains(&name.as_str())
        } else {
            ["almenara.toml", "feeds.toml"].contains(&name.as_str())
        };
        (!read).then(|| Spot::file(path.clone()).problem(Refusal::new("is not read", remedy_above(&name, &path))))
    });
    let below = FOLDERS.iter().flat_map(|folder| inside(&dir.join(folder))).filter_map(|(name, path)| {
        // What ends in .toml is read, or refused with reasons.
        stem(&path)
            .is_none()
            .then(|| Spot::file(path.clone()).problem(Refusal::new("is not read", remedy_below(&name, &path))))
    });
    above.chain(below).collect()
}

/// The name of a `.toml` file without that; hidden files are an editor's.
pub(super) fn stem(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy();
    name.strip_suffix(".toml").filter(|stem| !stem.starts_with('.')).map(str::to_owned)
}

/// What is in a folder and looks like configuration, in order.
fn inside(folder: &Path) -> Vec<(String, PathBuf)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<(String, PathBuf)> =
        entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path())).collect();
    found.retain(|(name, _)| !is_quiet(name));
    found.sort();
    found
}

/// What nobody expects to be read: explanations, licences, tables, and what editors leave.
fn is_quiet(name: &str) -> bool {
    ["README", "LICENSE", ".", "#"].iter().any(|start| name.starts_with(start))
        || [".md", ".tsv", ".fst", "~", ".swp"].iter().any(|end| name.ends_with(end))
}

fn remedy_above(name: &str, path: &Path) -> String {
    if path.is_dir() {
        return match nearest(name, FOLDERS) {
            Some(meant) => format!("did you mean the folder {meant}/? Move to there what is in it"),
            None => "move to networks/, vocabularies/ or texts/ what is in it, or remove it".to_owned(),
        };
    }
    if !path.with_file_name("almenara.toml").exists() && nearest(name, ["almenara.toml"]).is_some() {
        return "rename it to almenara.toml".to_owned();
    }
    "move it to networks/ or vocabularies/, its name ending in .toml, or remove it".to_owned()
}

fn remedy_below(name: &str, path: &Path) -> String {
    if path.is_dir() {
        return "folders in this folder are not looked into: move its files up, or remove it".to_owned();
    }
    let lower = name.to_lowercase();
    match lower.find(".toml") {
        Some(end) if end > 0 && name.is_char_boundary(end) => {
            format!("rename it to {}.toml, or remove it", &name[..end])
        }
        _ => "only files whose names end in .toml are read: rename it, or remove it".to_owned(),
    }
}
