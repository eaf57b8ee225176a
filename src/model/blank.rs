//! What is left of reports and alerts that are taken back: when, from whom and where, but nothing that anybody said.

use super::{Alert, Report, Tags, TitleFrom};

impl Report {
    /// The title of a report that says nothing any more.
    pub const BLANK: &str = "Withdrawn";

    /// The same report without anything that it said: no text, name, link or id. Who said it, when, and the tags that feeds are
    /// chosen by stay, so that every feed it stood in can be told.
    #[must_use]
    pub fn blank(&self) -> Self {
        Self {
            entry_id: None,
            link: None,
            versions: Vec::new(),
            link_unique: false,
            title: Self::BLANK.to_owned(),
            title_from: TitleFrom::Source,
            summary: String::new(),
            summary_html: None,
            embargo: None,
            authors: Vec::new(),
            categories: Vec::new(),
            completion: None,
            tags: self.tags.blank(),
            reasons: Vec::new(),
            ..self.clone()
        }
    }
}

impl Tags {
    /// The same tags without any words of the report's.
    #[must_use]
    pub fn blank(&self) -> Self {
        const KEPT: [&str; 7] = ["language:", "country:", "m49:", "region:", "urgency:", "type:", "theme:"];
        let mut tags = Self {
            source_places: Vec::new(),
            deadline: None,
            references: Vec::new(),
            names: Vec::new(),
            rejected: Vec::new(),
            ..self.clone()
        };
        tags.reasons.retain(|reason| KEPT.iter().any(|kept| reason.tag.starts_with(kept)));
        tags.reasons.iter_mut().for_each(|reason| reason.matched.clear());
        tags
    }
}

impl Alert {
    /// Leaves nothing of what its reports said, for good: also not in what was kept from readers, nor in its history.
    pub fn erase(&mut self) {
        for report in &mut self.reports {
            *report = report.blank();
        }
        self.hidden.clear();
        self.tags = self.tags.blank();
        self.history.iter_mut().for_each(|event| event.reasons.clear());
    }
}
