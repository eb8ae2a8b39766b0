//! What happened to each record? One whose subject was corrected leaves one subject and comes to another, and is the same.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde::Serialize;

use crate::index::Error;
use crate::index::Evidence;
use crate::index::Index;
use crate::index::diff::Change;
use crate::index::diff::Counts;
use crate::index::diff::Kind;
use crate::index::diff::Summary;
use crate::index::diff::Touched;
use crate::record::Dialect;
use crate::record::Role;
use crate::record::folded_case;

/// Changes by record, of the listed only: those who answer for organisations change with their records.
///
/// Memory grows with the change.
#[derive(Debug, Default)]
pub struct Ledger {
    records: Vec<Touched>,
    listed: Counts,
    responsible: Counts,
}

/// A record with what both lists publish about it. Serialised, it has neither complete ids nor third parties' text.
#[derive(Debug, Clone, Serialize)]
pub struct RecordChange {
    /// What happened.
    pub change: Kind,
    /// The source's record id; "" where the row has none.
    pub record: String,
    /// What the old list has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Evidence>,
    /// What the new list has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Evidence>,
}

impl Ledger {
    /// Takes a subject's change.
    pub fn take(&mut self, change: &Change) {
        if change.subject.subject().role == Role::Listed {
            self.listed.count(change.kind());
            self.records.extend(change.records.iter().cloned());
        } else {
            self.responsible.count(change.kind());
        }
    }

    /// The records, in the order of the list, each with what was published about it before and after; and what they come to.
    /// A record that left one subject and came to another, in the same case or an official feed, has changed. `tell` gets
    /// each.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] where a list is damaged in spite of its checksums; what `tell` fails with.
    pub fn tell<E: From<Error>>(
        self,
        old: &Index,
        new: &Index,
        mut tell: impl FnMut(&RecordChange) -> Result<(), E>,
    ) -> Result<Summary, E> {
        let mut summary =
            Summary { listed: self.listed, responsible: self.responsible, ..Summary::default() };
        for touched in paired(self.records, old, new)? {
            let change = RecordChange::read(&touched, old, new)?;
            summary.count(&change);
            tell(&change)?;
        }
        Ok(summary)
    }
}

/// The records, those that only went from one subject to another as one.
fn paired(mut records: Vec<Touched>, old: &Index, new: &Index) -> Result<Vec<Touched>, Error> {
    let mut came: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for one in records.iter().filter(|one| one.kind() == Kind::Added && !one.record_id.is_empty()) {
        came.entry(one.record_id.clone()).or_default().extend(one.after);
    }
    let mut arrived = BTreeSet::new();
    for one in &mut records {
        let (Some(before), None) = (one.before, one.after) else { continue };
        let Some(others) = came.get_mut(&one.record_id) else { continue };
        let left = old.evidence(before)?;
        for (at, other) in others.iter().enumerate() {
            if is_same_record(&left, &new.evidence(*other)?) {
                one.after = Some(others.swap_remove(at));
                arrived.extend(one.after);
                break;
            }
        }
    }
    records.retain(|one| one.before.is_some() || one.after.is_none_or(|record| !arrived.contains(&record)));
    Ok(records)
}

/// Whether two rows of one number are about one record: sources number their rows alike, so that the case must be the same,
/// but in an official feed.
fn is_same_record(before: &Evidence, after: &Evidence) -> bool {
    let case = |row: &Evidence| row.case_number.as_deref().map(folded_case).unwrap_or_default();
    let is_official = |row: &Evidence| row.record().dialect == Dialect::Official;
    case(before) == case(after) || is_official(before) && is_official(after)
}

impl RecordChange {
    fn read(touched: &Touched, old: &Index, new: &Index) -> Result<Self, Error> {
        let before = touched.before.map(|record| old.evidence(record)).transpose()?;
        let after = touched.after.map(|record| new.evidence(record)).transpose()?;
        Ok(Self { change: touched.kind(), record: touched.record_id.clone(), before, after })
    }
}
