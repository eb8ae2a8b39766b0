//! What does relief leave of a match?

use std::sync::Arc;

use smallvec::SmallVec;

use crate::date::Date;
use crate::id::Id;
use crate::id::Pattern;
use crate::id::cell;
use crate::index::Error;
use crate::index::Evidence;
use crate::index::Index;
use crate::policy::Case;
use crate::policy::Match;
use crate::policy::Reason;
use crate::policy::Strength;
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
    /// How surely the record is the applicant's.
    pub strength: Strength,
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

impl Applied {
    /// The end of the codes under which it is worded: what was to take a record out and did not has words of its own.
    pub(in crate::policy) fn wording(&self) -> String {
        let is_open = self.still_counts && self.kind != Deed::Dispute.as_code();
        format!("{}{}", self.kind, if is_open { ".open" } else { "" })
    }
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
                    notes.push(entry.applied(record, &record_id, one.strength, still_counts));
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
        let mut entries: SmallVec<[(&Entry, By); 4]> = self
            .of_record(record_id, case.day)
            .chain(of_applicant)
            .map(|entry| (entry, By::Applicant))
            .collect();
        entries.retain(|(entry, _)| entry.concerns(case, one));
        if entries.is_empty() && !self.has_subjects() {
            return Ok(None);
        }
        let row = index.evidence(record)?;
        if self.has_subjects() {
            for listed in cell::read(&row.record().id).ids.iter().filter_map(Pattern::complete) {
                let of_row = self.of_subject(listed, case.day).filter(|entry| !entry.is_exemption());
                entries.extend(of_row.map(|entry| (entry, By::Row)));
            }
        }
        let effects =
            entries.into_iter().filter_map(|(entry, by)| Some((entry, entry.effect(&row, one, by)?)));
        Ok(effects.min_by_key(|(entry, still_counts)| (*still_counts, entry.deed.rank(), entry.line)))
    }
}

/// Whose id led to an entry about a subject.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// The applicant shows it. Of a record that hides its id, or lists another of theirs, that alone takes nothing out.
    Applicant,
    /// The record lists it in full.
    Row,
}

impl Case<'_> {
    /// Whether one of the applicant's documents is this one.
    fn is_shown(&self, document: &Id) -> bool {
        let same = |id: &Id| (id.subject(), id.lifetime()) == (document.subject(), document.lifetime());
        self.ids.iter().any(same)
    }
}

impl Entry {
    /// Whether it can be about this applicant, this measure and this match at all.
    fn concerns(&self, case: &Case<'_>, one: &Match) -> bool {
        match &self.deed {
            Deed::Suppression { applicant } => case.is_shown(applicant),
            Deed::Exemption { kind, measures, holder } => {
                kind.is_for(one.role)
                    && measures.contain(case.measure)
                    && case.measure.exemptions.contains(kind)
                    && holder.as_ref().is_none_or(|holder| case.is_shown(holder))
            }
            // What a person is released from is not what their organisation is listed for.
            Deed::Withdrawal { .. } | Deed::Dispute => !self.is_of_subject() || one.is_of_listed(),
        }
    }

    /// Whether the record still counts; `None` where the entry does not reach it.
    ///
    /// A person looks at what a withdrawal names a subject for and the row may not be about: its id is hidden or another
    /// one, or it does not say when it was published; and at a suppression of whoever shows the very document that is
    /// listed.
    fn effect(&self, row: &Evidence, one: &Match, by: By) -> Option<bool> {
        match (&self.whom, &self.deed) {
            (Whom::Record { .. }, Deed::Suppression { .. }) => {
                self.means(row).then(|| one.reasons.contains(&Reason::IdEqual))
            }
            (Whom::Record { .. }, deed) => self.means(row).then_some(*deed == Deed::Dispute),
            (Whom::Subject { .. }, Deed::Withdrawal { .. }) => {
                self.reaches(row).then_some(by == By::Applicant || row.published.is_none())
            }
            (Whom::Subject { .. }, deed) => self.reaches(row).then_some(*deed == Deed::Dispute),
        }
    }

    fn applied(&self, record: u32, record_id: &str, strength: Strength, still_counts: bool) -> Applied {
        Applied {
            kind: self.deed.as_code(),
            cause: if let Deed::Withdrawal { cause } = self.deed { Some(cause) } else { None },
            exemption: if let Deed::Exemption { kind, .. } = self.deed { Some(kind) } else { None },
            line: self.line,
            record_id: record_id.to_owned(),
            record,
            strength,
            signed_by: Arc::clone(&self.signed_by),
            dated: self.dated,
            to: self.to,
            document: self.document.clone(),
            still_counts,
        }
    }
}
