//! What does relief leave of a match?

use std::sync::Arc;

use smallvec::SmallVec;

use crate::date::Date;
use crate::id::Id;
use crate::index::Error;
use crate::index::Evidence;
use crate::index::Index;
use crate::policy::Case;
use crate::policy::Match;
use crate::policy::relief::Cause;
use crate::policy::relief::Deed;
use crate::policy::relief::Entry;
use crate::policy::relief::ExemptionKind;
use crate::policy::relief::Relief;
use crate::policy::relief::Whom;

/// An entry that changed what a record counts for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Applied {
    /// What it did: `suppression`, `withdrawal`, `exemption` or `dispute`.
    pub kind: &'static str,
    /// Why a withdrawn record no longer stands.
    pub cause: Option<Cause>,
    /// On which ground a measure is lifted.
    pub exemption: Option<ExemptionKind>,
    /// The line of the relief file, from 1.
    pub line: u64,
    /// The source's id of the record that it touched.
    pub record_id: String,
    /// The number of that record in the list, for fetching evidence.
    pub record: u32,
    /// Who signed it off.
    pub signed_by: Arc<str>,
    /// When.
    pub dated: Date,
    /// The last day on which it holds.
    pub to: Option<Date>,
    /// The paper it rests on.
    pub document: Option<Box<str>>,
    /// Whether the record still counts, for a person to decide upon.
    pub still_counts: bool,
}

/// What is left of a match.
pub(in crate::policy) enum Relieved {
    /// These records count as before.
    Stands(Match),
    /// These records count, and are disputed.
    Disputed(Match),
    /// None is left.
    Gone,
}

impl Relief {
    /// Applies what is in force to a match, record by record, and notes each application.
    ///
    /// Of the entries in force about one record the first governs: suppression, withdrawal, exemption, dispute; of one
    /// kind the first in the file. Records left undisputed carry the match alone; only where none is are disputed ones
    /// looked at.
    ///
    /// # Errors
    /// Where a row that an entry names cannot be read.
    pub(in crate::policy) fn relieve(
        &self,
        index: &Index,
        case: &Case<'_>,
        mut one: Match,
        notes: &mut Vec<Applied>,
    ) -> Result<Relieved, Error> {
        let (mut standing, mut disputed) = (Vec::new(), Vec::new());
        let (records, ids) = (std::mem::take(&mut one.records), std::mem::take(&mut one.record_ids));
        for (record, record_id) in records.into_iter().zip(ids) {
            match self.governing(index, case, &one, record, &record_id)? {
                None => standing.push((record, record_id)),
                Some((entry, still_counts)) => {
                    notes.push(entry.applied(record, &record_id, still_counts));
                    if still_counts {
                        disputed.push((record, record_id));
                    }
                }
            }
        }
        let is_disputed = standing.is_empty();
        (one.records, one.record_ids) = if is_disputed { disputed } else { standing }.into_iter().unzip();
        Ok(match (one.records.is_empty(), is_disputed) {
            (true, _) => Relieved::Gone,
            (false, true) => Relieved::Disputed(one),
            (false, false) => Relieved::Stands(one),
        })
    }

    /// The entry that governs a record, and whether the record still counts under it.
    fn governing(
        &self,
        index: &Index,
        case: &Case<'_>,
        one: &Match,
        record: u32,
        record_id: &str,
    ) -> Result<Option<(&Entry, bool)>, Error> {
        let of_applicant = case.ids.iter().flat_map(|id| self.of_subject(id, case.day));
        let of_applicant = of_applicant.filter(|entry| entry.admits_name(case.name));
        let mut entries: SmallVec<[&Entry; 4]> =
            self.of_record(record_id, case.day).chain(of_applicant).collect();
        entries.retain(|entry| entry.concerns(case, one));
        if entries.is_empty() && !self.has_subjects() {
            return Ok(None);
        }
        let row = index.evidence(record)?;
        if let Some(listed) = self.has_subjects().then(|| Id::parse(&row.record().id).ok()).flatten() {
            entries.extend(self.of_subject(&listed, case.day).filter(|entry| entry.takes_back(&row)));
        }
        let effects = entries.into_iter().filter_map(|entry| Some((entry, entry.effect(&row)?)));
        Ok(effects.min_by_key(|(entry, still_counts)| (*still_counts, entry.deed.rank(), entry.line)))
    }
}

impl Entry {
    /// Whether it can be about this applicant, this measure and this match at all.
    fn concerns(&self, case: &Case<'_>, one: &Match) -> bool {
        match &self.deed {
            Deed::Suppression { applicant } => case
                .ids
                .iter()
                .any(|id| (id.subject(), id.lifetime()) == (applicant.subject(), applicant.lifetime())),
            Deed::Exemption { kind, measures } => {
                kind.is_for(one.role)
                    && measures.contain(case.measure)
                    && case.measure.exemptions.contains(kind)
            }
            Deed::Withdrawal { .. } | Deed::Dispute => true,
        }
    }

    /// Whether the record still counts; `None` where the entry does not reach it.
    ///
    /// The withdrawal of all of a subject's records reaches those published until it was signed, no later ones; where
    /// a row does not say when it was published, a person looks.
    fn effect(&self, row: &Evidence) -> Option<bool> {
        match (&self.whom, &self.deed) {
            (Whom::Record { .. }, deed) => self.means(row).then_some(*deed == Deed::Dispute),
            (Whom::Subject { .. }, Deed::Withdrawal { .. }) => match row.published {
                Some(published) => (published <= self.dated).then_some(false),
                None => Some(true),
            },
            (Whom::Subject { .. }, deed) => Some(*deed == Deed::Dispute),
        }
    }

    fn applied(&self, record: u32, record_id: &str, still_counts: bool) -> Applied {
        Applied {
            kind: self.deed.as_code(),
            cause: if let Deed::Withdrawal { cause } = self.deed { Some(cause) } else { None },
            exemption: if let Deed::Exemption { kind, .. } = self.deed { Some(kind) } else { None },
            line: self.line,
            record_id: record_id.to_owned(),
            record,
            signed_by: Arc::clone(&self.signed_by),
            dated: self.dated,
            to: self.to,
            document: self.document.clone(),
            still_counts,
        }
    }
}
