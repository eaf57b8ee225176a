//! Opening the store for the line.

use std::path::Path;

use crate::matching;
use crate::store::{self, Opened};

/// Opens the store at an address, as [`store::open`] does; what was stored before voices were counted is counted as it is
/// read.
///
/// # Errors
/// The store's.
pub async fn open(url: &str, root: &Path) -> Result<Opened, store::Error> {
    store::open_with(url, root, matching::count_voices).await
}
