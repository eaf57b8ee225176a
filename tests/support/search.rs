//! Looking for words where none may be left.

use std::path::{Path, PathBuf};

/// The files under a folder in which one of the words stands, with the word.
pub(crate) fn found(folder: &Path, words: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").map_while(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(self::found(&path, words));
        } else if let Ok(bytes) = std::fs::read(&path) {
            let text = String::from_utf8_lossy(&bytes).to_lowercase();
            let met = words.iter().filter(|word| text.contains(&word.to_lowercase()));
            found.extend(met.map(|word| (path.clone(), (*word).to_owned())));
        }
    }
    found
}
