//! Holds `src/` against the plan of the house: which room may import which, what pure rooms may not name, and how
//! large a file may grow. Each rule is shown to bite on a sentence that breaks it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Room → rooms it may import (itself is always allowed).
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("schedule", &["model"]),
    ("refine", &["model"]),
    ("matching", &["model"]),
    ("render", &["model"]),
    ("fetch", &["model"]),
    ("store", &["model"]),
    ("discover", &["model", "fetch", "refine"]),
    ("publish", &["model", "render", "store"]),
    ("config", &["model", "refine", "matching", "render", "fetch"]),
    ("pipeline", &["model", "schedule", "fetch", "discover", "refine", "matching", "store", "publish"]),
    ("server", &["model", "render", "publish", "store"]),
    ("daemon", &["model", "schedule", "fetch", "store", "publish", "render", "pipeline", "config", "server"]),
    (
        "cli",
        &[
            "model", "schedule", "config", "daemon", "pipeline", "fetch", "discover", "refine", "matching", "store",
            "render",
        ],
    ),
    ("lib", &[]),
    ("main", &["cli"]),
];

/// Rooms that decide and may not do.
const PURE: &[&str] = &["model", "schedule", "refine", "matching", "render"];

/// What a pure room may not name.
const IMPURE: &[&str] = &[
    "async fn",
    "async move",
    ".await",
    "tokio::",
    "reqwest",
    "axum",
    "std::fs",
    "std::net",
    "std::env",
    "thread::sleep",
    "Utc::now",
    "Local::now",
    "Instant::now",
    "SystemTime",
    "getrandom",
];

/// The longest a file may be, flat lists (named here) excepted.
const LINES: usize = 400;

#[test]
fn rooms_import_only_what_the_plan_allows() {
    let faults: Vec<String> = sources().iter().flat_map(|(path, text)| forbidden_imports(path, text)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn pure_rooms_stay_pure() {
    let faults: Vec<String> = sources().iter().flat_map(|(path, text)| impurities(path, text)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn only_the_daemon_has_a_clock() {
    for (path, text) in sources() {
        if path.ends_with("daemon/clock.rs") {
            continue;
        }
        for word in ["Utc::now()", "Local::now()", "SystemTime::now()"] {
            assert!(!code(&text).contains(word), "{} asks the clock; take `now` as an argument", path.display());
        }
    }
}

#[test]
fn no_file_outgrows_its_room() {
    for (path, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= LINES, "{} has {lines} lines; is there a second room inside?", path.display());
    }
}

#[test]
fn nothing_unfinished_leaves_the_house() {
    for (path, text) in sources() {
        for word in ["todo!", "unimplemented!", "dbg!", "FIXME", "TODO", "#[ignore"] {
            assert!(!text.contains(word), "{} holds {word}", path.display());
        }
    }
}

#[test]
fn every_file_says_what_it_is() {
    for (path, text) in sources() {
        assert!(text.starts_with("//!"), "{} has no header", path.display());
    }
}

#[test]
fn the_rules_bite() {
    let breaks = |room: &str, line: &str| forbidden_imports(Path::new(&format!("src/{room}/x.rs")), line).len();
    assert_eq!(breaks("model", "use crate::store::Store;"), 1);
    assert_eq!(breaks("render", "fn f() { crate::publish::go() }"), 1);
    assert_eq!(breaks("refine", "use crate::{model::Entry, fetch::Fetcher};"), 1);
    assert_eq!(breaks("refine", "use crate::refine::tag; // crate::store"), 0);
    assert_eq!(breaks("cli", "use crate::Thing;"), 1);
    assert_eq!(breaks("refine", "use super::super::store::Store;"), 1);
    assert_eq!(breaks("refine", "use super::store::Store;"), 0, "that is refine's own");
    assert_eq!(breaks("refine", "const A: &str = \"https://a.example/\"; fn f() { crate::store::go() }"), 1);
    assert_eq!(
        breaks("refine", "const A: &str = r#\"\"//\"#; const B: char = '\"'; fn f() { crate::store::go() } // '"),
        1
    );
    assert_eq!(breaks("refine", "/* crate::store /* nested */ crate::store */ fn f<'a>() {}"), 0);
    let at = |path: &str, line: &str| forbidden_imports(Path::new(path), line).len();
    assert_eq!(at("src/schedule.rs", "use super::store::Store;"), 1);
    assert_eq!(at("src/refine/mod.rs", "fn f() { super::store::open() }"), 1);
    assert_eq!(at("src/schedule.rs", "use super::{model::Poll, store::Store};"), 1);
    assert_eq!(
        at("src/refine/tag/place.rs", "pub(super) use super::super::{Parsed, fetch::Fetcher};"),
        0,
        "refine's own"
    );
    assert_eq!(at("src/refine/tag/place/head.rs", "use super::super::super::super::store;"), 1);
    let impure = |line: &str| impurities(Path::new("src/matching/x.rs"), line).len();
    assert_eq!(impure("pub async fn f() {}"), 1);
    assert_eq!(impure("let now = Utc::now();"), 1);
    assert_eq!(impure("// an async fn is not allowed here"), 0);
    assert_eq!(impure("use std::{fs, net};"), 2);
    assert_eq!(impure("pub use std::{\n    collections::{BTreeMap, BTreeSet},\n    fs::{self, File},\n};"), 1);
    assert_eq!(impure("let scheme = \"https://\"; let now = Utc::now();"), 1);
    assert_eq!(impure("use std::thread; fn f() { thread::sleep(LONG) }"), 1);
}

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders = vec![root.join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("src can be read") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).expect("UTF-8");
                found.push((path.strip_prefix(root).expect("below the root").to_path_buf(), text));
            }
        }
    }
    assert!(found.len() > 20, "the sources were not found");
    found
}

/// The room a file belongs to: the folder or file right below `src/`.
fn room(path: &Path) -> String {
    let below = path.strip_prefix("src").expect("below src").components().next().expect("a name");
    below.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

/// A text without its comments. String literals stay: nothing in this house quotes the words that are looked for.
fn code(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (length, kept) = match c {
            '/' if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), false),
            '/' if rest.starts_with("/*") => (block_comment(rest), false),
            '"' => (1 + quoted(&rest[1..], '"'), true),
            // Anything else is a lifetime.
            '\'' if rest[1..].starts_with('\\') || rest.chars().nth(2) == Some('\'') => {
                (1 + quoted(&rest[1..], '\''), true)
            }
            'r' if !code.ends_with(|c: char| c != 'b' && (c.is_alphanumeric() || c == '_')) => (raw_string(rest), true),
            c => (c.len_utf8(), true),
        };
        if kept {
            code.push_str(&rest[..length]);
        }
        rest = &rest[length..];
    }
    code
}

/// Length of a block comment, nested ones included.
fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        let mark = text.as_bytes().get(at..at + 2).unwrap_or_default();
        match mark {
            b"/*" => depth += 1,
            b"*/" => depth -= 1,
            _ => {}
        }
        at += if mark == b"/*" || mark == b"*/" { 2 } else { 1 };
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// Length of what stands before and with the closing quote.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Length of a raw string, or of the letter where there is none.
fn raw_string(text: &str) -> usize {
    let hashes = text[1..].len() - text[1..].trim_start_matches('#').len();
    let Some(inside) = text[1 + hashes..].strip_prefix('"') else { return 1 };
    let end = format!("\"{}", "#".repeat(hashes));
    inside.find(&end).map_or(text.len(), |at| 2 + hashes + at + end.len())
}

/// Code with every `super::` written out from the crate's root. Unit tests are left out: their `super` is the file.
fn absolute(path: &Path, code: &str) -> String {
    let code = code.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let below = path.strip_prefix("src").expect("below src").with_extension("");
    let mut module: Vec<String> = below.iter().map(|name| name.to_string_lossy().into_owned()).collect();
    module.retain(|name| !["mod", "lib", "main"].contains(&name.as_str()));
    let mut written = String::new();
    let mut rest = code;
    while let Some(at) = rest.find("super::") {
        written.push_str(&rest[..at]);
        let after = rest[at..].trim_start_matches("super::");
        let ups = (rest.len() - at - after.len()) / "super::".len();
        if rest[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            written.push_str(&rest[at..rest.len() - after.len()]);
        } else {
            written.push_str("crate::");
            module[..module.len().saturating_sub(ups)].iter().for_each(|name| written.extend([name, "::"]));
        }
        rest = after;
    }
    written + rest
}

/// Every path that the `use` declarations name, groups written out.
fn used(code: &str) -> Vec<String> {
    let declarations = code.split(';').filter_map(|statement| statement.rsplit_once("use ").map(|(_, tree)| tree));
    declarations.flat_map(|tree| leaves("", tree.trim())).collect()
}

fn leaves(prefix: &str, tree: &str) -> Vec<String> {
    let Some((stem, group)) = tree.split_once('{') else { return vec![format!("{prefix}{tree}")] };
    let prefix = format!("{prefix}{stem}");
    let mut depth = 0;
    let branches = group.trim_end().trim_end_matches('}').split(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    });
    let branches: Vec<&str> = branches.map(str::trim).filter(|branch| !branch.is_empty()).collect();
    branches.into_iter().flat_map(|branch| leaves(&prefix, branch)).collect()
}

fn forbidden_imports(path: &Path, text: &str) -> Vec<String> {
    let room = room(path);
    let allowed = MAY_IMPORT.iter().find(|(name, _)| *name == room);
    let Some((_, allowed)) = allowed else { return vec![format!("{}: the plan knows no room {room}", path.display())] };
    let fault = |other: &String| {
        (*other != room && !allowed.contains(&other.as_str()))
            .then(|| format!("{}: {room} may not import {other}", path.display()))
    };
    let code = code(text);
    imported(&format!("{code}\n{}", absolute(path, &code))).iter().filter_map(fault).collect()
}

/// Every first name after `crate::`, also inside braces.
fn imported(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut first = true;
            let mut name = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        names.insert(std::mem::take(&mut name));
                        first = true;
                    }
                    ':' if depth == 0 => first = false,
                    c if first && depth == 0 && (c.is_alphanumeric() || c == '_') => name.push(c),
                    _ => {}
                }
            }
            names.insert(name);
        } else {
            names.insert(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn impurities(path: &Path, text: &str) -> Vec<String> {
    if !PURE.contains(&room(path).as_str()) {
        return Vec::new();
    }
    let code = code(text);
    let code = format!("{}\n{}", used(&code).join("\n"), code);
    let found = IMPURE.iter().filter(|word| code.contains(**word));
    found.map(|word| format!("{}: a pure room may not name `{word}`", path.display())).collect()
}
