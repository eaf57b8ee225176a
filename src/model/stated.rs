//! What the operator says of an alert, whatever its reports say.

use serde::{Deserialize, Serialize};

use super::{Basis, Country, Field, Kind, M49, Reason, RegionId, Tags, Urgency};

/// Tags that an operator gave an alert. They outlast every later reading; what is `None` stays as the reports say.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Stated {
    /// The countries, leading one first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub countries: Option<Vec<Country>>,
    /// The areas above those countries.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub m49: Vec<M49>,
    /// The network regions, leading one first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regions: Option<Vec<RegionId>>,
    /// The urgency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgency: Option<Urgency>,
    /// The type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
}

impl Stated {
    /// True where the operator says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes in what the operator says later.
    pub fn amend(&mut self, later: Self) {
        if later.countries.is_some() {
            self.countries = later.countries;
            self.m49 = later.m49;
        }
        self.regions = later.regions.or(self.regions.take());
        self.urgency = later.urgency.or(self.urgency);
        self.kind = later.kind.or(self.kind);
    }

    /// Puts what the operator says in the place of what the reports say, with its reasons.
    pub fn apply(&self, tags: &mut Tags) {
        if let Some(countries) = &self.countries {
            tags.countries.clone_from(countries);
            tags.m49.clone_from(&self.m49);
            let given = countries.iter().map(|country| format!("country:{country}"));
            say(tags, &["country:", "m49:"], given.chain(self.m49.iter().map(|area| format!("m49:{area}"))));
        }
        if let Some(regions) = &self.regions {
            tags.regions.clone_from(regions);
            say(tags, &["region:"], regions.iter().map(|region| format!("region:{}", region.0)));
        }
        if let Some(urgency) = self.urgency {
            tags.urgency = urgency;
            say(tags, &["urgency:"], [format!("urgency:{urgency}")].into_iter());
        }
        if let Some(kind) = self.kind {
            tags.kind = kind;
            say(tags, &["type:"], [format!("type:{kind}")].into_iter());
        }
    }
}

/// Gives the operator's word as the reason of some tags.
fn say(tags: &mut Tags, instead: &[&str], given: impl Iterator<Item = String>) {
    let concerned = |tag: &str| instead.iter().any(|prefix| tag.starts_with(prefix));
    tags.reasons.retain(|reason| !concerned(&reason.tag));
    tags.rejected.retain(|rejected| !concerned(&rejected.tag));
    let words = "stated by the operator";
    tags.reasons.extend(given.map(|tag| Reason::new(tag, "operator", words, Field::Config, Basis::Stated)));
}
