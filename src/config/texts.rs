//! What pages say: the files of the folder `texts`, each in the place of the one compiled in.

use std::path::Path;
use std::sync::Arc;

use super::file::File;
use super::load::{Found, toml_files};
use super::problem::Problem;
use crate::refine::tag::Vocabulary;
use crate::render::Tongues;

/// Reads the folder, if there is one; what is wrong with a file leaves all of them as compiled in.
pub(super) fn read(folder: &Path, vocabulary: &Vocabulary, found: &mut Found) -> Arc<Tongues> {
    let mut texts = Vec::new();
    for (stem, path) in toml_files(folder, found) {
        match File::read(&path) {
            Ok(file) => texts.push((format!("{stem}.toml"), file.text)),
            Err(problem) => found.errors.push(*problem),
        }
    }
    match Tongues::load(&texts, |language| vocabulary.countries_in(language)) {
        Ok(tongues) => Arc::new(tongues),
        Err(errors) => {
            found.errors.extend(errors.into_iter().map(|error| Problem {
                file: folder.join(error.file),
                line: Some(error.line),
                column: Some(error.column),
                key: String::new(),
                message: error.message,
                remedy: "mend the file, or remove it: what is compiled in is used in its place".to_owned(),
            }));
            Tongues::builtin()
        }
    }
}
