//! What pages say: the files of the folder `texts`, each in the place of the one compiled in.

use std::path::Path;
use std::sync::Arc;

use super::load::{Found, of_builtin, texts_in};
use crate::refine::tag::Vocabulary;
use crate::render::{TextError, Tongues};

/// Reads the folder, if there is one; what is wrong with a file leaves all of them as compiled in.
pub(super) fn read(folder: &Path, vocabulary: &Vocabulary, found: &mut Found) -> Arc<Tongues> {
    let texts = texts_in(folder, found);
    match Tongues::load(&texts, |language| vocabulary.countries_in(language)) {
        Ok(tongues) => Arc::new(tongues),
        Err(errors) => {
            let at = |error: TextError| of_builtin(folder.join(error.file), error.line, error.column, error.message);
            found.errors.extend(errors.into_iter().map(at));
            Tongues::builtin()
        }
    }
}
