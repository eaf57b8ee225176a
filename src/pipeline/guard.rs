//! Names that must not be published: looked for in every report before anything is decided, and taken out.

use std::collections::HashMap;

use super::Line;
use crate::matching::{self, Blots};
use crate::model::{Alert, AlertId, Cause, Digest, Protection, Report, Verdict};
use crate::store;

/// What is to be done about the names in one report.
#[derive(Default)]
pub(super) struct Named {
    known: Vec<(Digest, Protection)>,
    /// Taken out already: what is done in this alert, besides what is done everywhere.
    within: Option<AlertId>,
}

/// Looks for protected names in reports, in their order. Costs nothing where nobody is protected.
pub(super) async fn named(line: &Line, reports: &[Report]) -> Result<Vec<Named>, store::Error> {
    let mut named = Vec::with_capacity(reports.len());
    if !line.store.is_protecting().await? {
        named.resize_with(reports.len(), Named::default);
        return Ok(named);
    }
    for report in reports {
        let names = matching::names(report);
        let known = line.store.protections(&names).await?;
        let known = known.into_iter().map(|(place, protection)| (names[place], protection)).collect();
        named.push(Named { known, within: None });
    }
    Ok(named)
}

impl Named {
    /// True where somebody is named who is protected everywhere.
    pub(super) fn is_protected(&self) -> bool {
        self.known.iter().any(|(_, protection)| protection.alert.is_none() && !protection.part)
    }

    /// Takes out what is not to be said in this alert, and what is not to be said anywhere.
    pub(super) fn censor(&mut self, report: &mut Report, within: Option<AlertId>) {
        self.within = within;
        let asked =
            self.known.iter().filter(|(_, protection)| protection.alert.is_none() || protection.alert == within);
        let blots = Blots::of(asked.map(|(name, protection)| (*name, protection)));
        if !blots.is_empty() {
            matching::censor_report(report, &blots);
        }
    }

    /// The same once it is decided where the report goes, where that was not known before.
    pub(super) fn censor_again(&mut self, report: &mut Report, within: AlertId) {
        if !self.known.is_empty() && self.within != Some(within) {
            self.censor(report, Some(within));
        }
    }

    /// Why a report has to wait: it names somebody who is protected. What is shown with initials already, and is told anew, is
    /// shown with them.
    pub(super) fn cause(&self, verdict: Verdict, standing: Option<&Alert>) -> Option<Cause> {
        let names = || self.known.iter().filter(|(_, protection)| protection.alert.is_none() && !protection.part);
        let by_initials = standing.is_some() && names().all(|(_, protection)| protection.initials.is_some());
        let may = verdict == Verdict::Revised && by_initials;
        (self.is_protected() && !may).then_some(Cause::Protected)
    }
}

/// What protections of some names come to in one list, the last one of a name counting.
pub(super) fn list(names: &[(Digest, Protection)]) -> Blots {
    let distinct: HashMap<(Digest, bool), &Protection> =
        names.iter().map(|(name, protection)| ((*name, protection.part), protection)).collect();
    Blots::of(distinct.into_iter().map(|((name, _), protection)| (name, protection)))
}
