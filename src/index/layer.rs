//! What lies over a list? Subjects that came or changed since it was compiled, and which of its own they hide.
//!
//! A layer is a small list of its own, opened in memory. Its subjects and records have the numbers behind the list's; a
//! subject of the list of whom anything changed is hidden, and stands in the layer with all records that it has now. So
//! every subject is in one place with all that there is of it, and census and edition are those of both together.

use std::ops::Range;
use std::sync::Arc;

use crate::index::Bearers;
use crate::index::Census;
use crate::index::Edition;
use crate::index::Error;
use crate::index::Filed;
use crate::index::Index;
use crate::index::Loose;
use crate::index::PAST;
use crate::index::Said;
use crate::index::SubjectId;
use crate::index::names::Names;
use crate::index::past;
use crate::index::past::Past;

/// A layer over a list.
pub(super) struct Layer {
    /// The list without it.
    below: Index,
    /// Who is there instead; `None` where everybody only left.
    index: Option<Index>,
    /// Subjects of the list below, ascending.
    hidden: Vec<u32>,
}

impl Layer {
    /// Goes through both lists.
    pub(super) fn verify(&self) -> Result<(), Error> {
        self.below.verify()?;
        self.index.as_ref().map_or(Ok(()), Index::verify)
    }
}

impl Index {
    /// This list, which has none yet, with a layer over it. Shares the bytes.
    pub(crate) fn under(
        &self,
        layer: Option<Self>,
        hidden: Vec<u32>,
        (census, edition, past): (Census, Edition, &[Said]),
    ) -> Result<Self, Error> {
        let past = Past::open(Some(past::write(past).into()));
        Ok(Self {
            census,
            edition,
            past: past.ok_or(Error::broken(PAST, "it ends inside an entry"))?,
            layer: Some(Arc::new(Layer { below: self.clone(), index: layer, hidden })),
            ..self.clone()
        })
    }

    /// Whether a layer lies over the list, so that its bytes are not all there is.
    pub fn is_layered(&self) -> bool {
        self.layer.is_some()
    }

    /// The list that the layer lies over; `None` where there is no layer.
    pub fn below(&self) -> Option<&Self> {
        self.layer.as_ref().map(|layer| &layer.below)
    }

    /// How many records stand in the layer over the list.
    pub fn records_above(&self) -> u64 {
        self.above().map_or(0, |above| above.edition.totals.records)
    }

    /// Who bears the name in the layer over the list, as [`Self::bearers`] says it of the list below.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] where the list is damaged in spite of its checksums.
    #[inline]
    pub fn bearers_above<'n>(&self, loose: impl Into<Loose<'n>>) -> Result<Option<Bearers>, Error> {
        let Some(above) = self.above() else { return Ok(None) };
        Ok(above.names.bearers(loose.into())?.map(|bearers| self.raised(bearers)))
    }

    /// Who answers for an organisation under this name in the layer over the list, as [`Self::responsible`] says it of
    /// the list below.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] where the list is damaged in spite of its checksums.
    #[inline]
    pub fn responsible_above<'n>(&self, loose: impl Into<Loose<'n>>) -> Result<Option<Bearers>, Error> {
        let Some(above) = self.above() else { return Ok(None) };
        Ok(above.responsible(loose)?.map(|bearers| self.raised(bearers)))
    }

    /// Whether the layer over the list hides this subject: it is not there.
    #[inline]
    pub fn is_hidden(&self, subject: SubjectId) -> bool {
        self.layer.as_ref().is_some_and(|layer| layer.hidden.binary_search(&subject.0).is_ok())
    }

    /// The subjects of the list below that the layer hides, ascending.
    pub(super) fn hidden(&self) -> &[u32] {
        self.layer.as_ref().map_or(&[], |layer| &layer.hidden)
    }

    /// How many of these bearers are there, and not hidden.
    pub fn there(&self, bearers: &Bearers) -> u32 {
        bearers.count().saturating_sub(self.hidden_among(&bearers.subjects))
    }

    /// How many of these subjects the layer hides.
    pub fn hidden_among(&self, subjects: &Range<u32>) -> u32 {
        let Some(layer) = &self.layer else { return 0 };
        let before = |number: u32| layer.hidden.partition_point(|hidden| *hidden < number);
        let count = before(subjects.end).saturating_sub(before(subjects.start));
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// The numbers of all records that are there.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] where the list is damaged in spite of its checksums.
    pub fn records(&self) -> impl Iterator<Item = Result<u32, Error>> + '_ {
        let own = 0..self.columns.listed_count();
        let above = self.above().map_or(0, |above| above.columns.listed_count());
        let base = self.columns.subject_count();
        let subjects = own.chain(base..base.saturating_add(above)).map(SubjectId);
        let there = subjects.filter(|subject| !self.is_hidden(*subject));
        there.flat_map(|subject| {
            let (records, fault) = match self.records_of(subject) {
                Ok(records) => (records, None),
                Err(fault) => (0..0, Some(Err(fault))),
            };
            records.map(Ok).chain(fault)
        })
    }

    /// The listed subjects whose own name folds to `loose`, or cannot be read for "", in the order of the list.
    pub(crate) fn named(&self, loose: &str) -> Result<Vec<(SubjectId, Filed)>, Error> {
        let own = bearing(&self.names, loose)?;
        let above = self.above().map(|above| bearing(&above.names, loose)).transpose()?;
        let base = self.columns.subject_count();
        let above = above.map_or(0..0, |range| raise(&range, base));
        let numbers = own.chain(above).map(SubjectId).filter(|subject| !self.is_hidden(*subject));
        let mut found: Vec<(Vec<u8>, SubjectId, Filed)> = Vec::new();
        for subject in numbers {
            let (mut order, filed) = (Vec::new(), self.subject(subject)?);
            filed.subject().put_order(&mut order);
            found.push((order, subject, filed));
        }
        found.sort_by(|one, other| one.0.cmp(&other.0).then(one.1.cmp(&other.1)));
        Ok(found.into_iter().map(|(_, subject, filed)| (subject, filed)).collect())
    }

    /// Those who answer for organisations and whose own name folds to `loose`, of the list below.
    pub(crate) fn answering(&self, loose: &str) -> Result<impl Iterator<Item = SubjectId>, Error> {
        let range = bearing(&self.responsible, loose)?;
        Ok(raise(&range, self.columns.listed_count()).map(SubjectId))
    }

    /// Whose record it is.
    pub(crate) fn owner(&self, record: u32) -> Result<SubjectId, Error> {
        self.columns.subject_of(record).map(SubjectId)
    }

    /// The listed subjects of the list itself that are in every respect the one whose order this is, and whose name folds to
    /// `loose`.
    pub(crate) fn equal(&self, order: &[u8], loose: &str, id: &str) -> Result<Vec<SubjectId>, Error> {
        let mut equal = Vec::new();
        for number in bearing(&self.names, loose)? {
            if self.columns.id(number)?.as_slice() != id.as_bytes() {
                continue;
            }
            let mut own = Vec::new();
            self.subject(SubjectId(number))?.subject().put_order(&mut own);
            if own == order {
                equal.push(SubjectId(number));
            }
        }
        Ok(equal)
    }

    /// The layer that lies over the list, as a list of its own.
    pub(crate) fn above(&self) -> Option<&Self> {
        self.layer.as_ref()?.index.as_ref()
    }

    /// The layer, and the number there, of a subject that is not the list's own.
    #[inline]
    pub(super) fn lifted(&self, subject: SubjectId) -> Option<(&Self, SubjectId)> {
        let number = subject.0.checked_sub(self.columns.subject_count())?;
        Some((self.above()?, SubjectId(number)))
    }

    /// The layer, and the number there, of a record that is not the list's own.
    #[inline]
    pub(super) fn lifted_record(&self, record: u32) -> Option<(&Self, u32)> {
        let number = record.checked_sub(self.columns.record_count())?;
        Some((self.above()?, number))
    }

    /// A subject of the layer by its number here.
    pub(super) fn raised_subject(&self, subject: SubjectId) -> SubjectId {
        SubjectId(subject.0.saturating_add(self.columns.subject_count()))
    }

    /// Subjects of the layer by their numbers here.
    pub(super) fn raised_subjects(&self, subjects: &Range<u32>) -> Range<u32> {
        raise(subjects, self.columns.subject_count())
    }

    /// A subject of the layer by the records' numbers here.
    pub(super) fn raised_filed(&self, mut filed: Filed) -> Filed {
        filed.records = raise(&filed.records, self.columns.record_count());
        filed
    }

    /// The bearers by their numbers in the layer.
    pub(super) fn lowered(&self, bearers: &Bearers) -> Option<(&Self, Bearers)> {
        let count = self.columns.subject_count();
        let start = bearers.subjects.start.checked_sub(count)?;
        let subjects = start..bearers.subjects.end.checked_sub(count)?;
        Some((self.above()?, Bearers { subjects, ..bearers.clone() }))
    }

    fn raised(&self, bearers: Bearers) -> Bearers {
        Bearers { subjects: raise(&bearers.subjects, self.columns.subject_count()), ..bearers }
    }

    fn records_of(&self, subject: SubjectId) -> Result<Range<u32>, Error> {
        match self.lifted(subject) {
            None => self.columns.records(subject.0),
            Some((above, number)) => {
                Ok(raise(&above.columns.records(number.0)?, self.columns.record_count()))
            }
        }
    }
}

fn raise(range: &Range<u32>, by: u32) -> Range<u32> {
    range.start.saturating_add(by)..range.end.saturating_add(by)
}

fn bearing(names: &Names, loose: &str) -> Result<Range<u32>, Error> {
    if loose.is_empty() {
        return Ok(names.nameless());
    }
    Ok(names.exact_bearers(loose)?.map_or(0..0, |bearers| bearers.subjects))
}
