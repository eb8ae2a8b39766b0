//! What do the changes come to? Counts of them all, by court, and by ground of listing.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::index::Evidence;
use crate::index::diff::Kind;
use crate::index::diff::RecordChange;

/// How many records and subjects came, left or changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Summary {
    /// Records.
    pub records: Counts,
    /// Listed subjects.
    pub listed: Counts,
    /// Those who answer for listed organisations.
    pub responsible: Counts,
    /// Records by enforcing court, "" where a row names none; one that changed counts for the court it has now.
    pub courts: BTreeMap<String, Counts>,
    /// Records by ground of listing, in the source's words. A record of several grounds counts for each.
    pub grounds: BTreeMap<String, Counts>,
}

/// How many came, left and changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// In the new list only.
    pub added: u64,
    /// In the old list only.
    pub removed: u64,
    /// In both, and not the same.
    pub changed: u64,
}

impl Summary {
    pub(super) fn count(&mut self, change: &RecordChange) {
        self.records.count(change.change);
        let Some(row) = change.after.as_ref().or(change.before.as_ref()) else { return };
        let Evidence { court, grounds, .. } = row;
        self.courts.entry(court.clone().unwrap_or_default()).or_default().count(change.change);
        for ground in grounds {
            self.grounds.entry(ground.clone()).or_default().count(change.change);
        }
    }
}

impl Counts {
    pub(super) fn count(&mut self, kind: Kind) {
        let count = match kind {
            Kind::Added => &mut self.added,
            Kind::Removed => &mut self.removed,
            Kind::Changed => &mut self.changed,
        };
        *count = count.saturating_add(1);
    }
}
