//! Where finished bytes stand.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::model::Representation;

type Places = HashMap<String, Arc<Representation>>;

/// Where the server finds finished bytes, by path (`/`, `/feed.atom`). A clone is another handle to the same shelf.
///
/// The lock is std's: it is held for one look-up or one exchange, never across an await.
#[derive(Clone, Debug, Default)]
pub struct Shelf(Arc<RwLock<Places>>);

impl Shelf {
    /// What stands at a path.
    pub fn get(&self, path: &str) -> Option<Arc<Representation>> {
        // A panic elsewhere cannot leave the map half changed: `put` only inserts finished values.
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }

    /// Everything that stands there, in no order.
    pub(super) fn all(&self) -> Vec<(String, Arc<Representation>)> {
        let places = self.0.read().unwrap_or_else(PoisonError::into_inner);
        places.iter().map(|(path, thing)| (path.clone(), Arc::clone(thing))).collect()
    }

    /// Puts several things in place at once: no reader sees one without the others.
    pub fn put(&self, things: impl IntoIterator<Item = (String, Representation)>) {
        let things: Vec<_> = things.into_iter().map(|(path, thing)| (path, Arc::new(thing))).collect();
        self.0.write().unwrap_or_else(PoisonError::into_inner).extend(things);
    }
}
