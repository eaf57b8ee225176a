//! Finding an alert by what people have of it: its id, or the link of a report.

use url::Url;

use crate::matching;
use crate::model::{Alert, AlertId};
use crate::store::{self, Store};

/// How many alerts one may have become part of, one after the other.
const MERGES: usize = 8;

/// The alert that an id or a report's link names; one that became part of another leads to that one. `None` where the text is
/// neither, or nothing is kept under it.
///
/// # Errors
/// The store's.
pub async fn find(store: &dyn Store, target: &str) -> Result<Option<Alert>, store::Error> {
    let mut next = target.parse::<AlertId>().ok();
    if next.is_none()
        && let Some(link) = Url::parse(target).ok().filter(Url::has_host)
    {
        let holders = store.known(&matching::link_keys(&link)).await?;
        next = holders.into_iter().flatten().next().map(|holder| holder.alert);
    }
    for _ in 0..MERGES {
        let Some(id) = next else { break };
        match store.alert(id).await? {
            Some(Alert { merged: Some(into), .. }) => next = Some(into),
            found => return Ok(found),
        }
    }
    Ok(None)
}
