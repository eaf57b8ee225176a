//! What the store knows under exact keys.

use std::collections::{HashMap, HashSet};

use crate::matching::Knowledge;
use crate::model::{Alert, AlertId, Key, KeyHolder};
use crate::store::{self, Store};

/// How many alerts one may have become part of, one after the other.
const MERGES: usize = 8;

/// What the store answered about some reports.
pub(super) struct Recalled {
    pub(super) held: HashSet<Key>,
    pub(super) knowledge: Knowledge,
    pub(super) standing: HashMap<AlertId, Alert>,
}

pub(super) async fn recall(store: &dyn Store, keys: &[Key]) -> Result<Recalled, store::Error> {
    let holders = store.known(keys).await?;
    let mut recalled = Recalled { held: HashSet::new(), knowledge: Knowledge::default(), standing: HashMap::new() };
    let mut merged: HashMap<AlertId, AlertId> = HashMap::new();
    for (key, holder) in keys.iter().zip(holders).filter_map(|(key, holder)| Some((*key, holder?))) {
        recalled.held.insert(key);
        let mut id = holder.alert;
        for _ in 0..MERGES {
            if let Some(into) = merged.get(&id) {
                id = *into;
                continue;
            }
            if recalled.standing.contains_key(&id) {
                break;
            }
            let Some(alert) = store.alert(id).await? else { break };
            if let Some(into) = alert.merged {
                merged.insert(id, into);
            } else {
                recalled.knowledge.remember(&alert);
                recalled.standing.insert(id, alert);
            }
        }
        recalled.knowledge.recall(key, KeyHolder { alert: id, ..holder });
    }
    Ok(recalled)
}
