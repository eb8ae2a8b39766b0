//! Sorted subjects with their rows in, a file's bytes out.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use serde::Serialize;
use smallvec::SmallVec;

use crate::format::Writer;
use crate::id::Pattern;
use crate::id::Subject as Class;
use crate::index::CENSUS;
use crate::index::Defect;
use crate::index::EDITION;
use crate::index::EVIDENCE;
use crate::index::Edition;
use crate::index::FILTER;
use crate::index::KEYS;
use crate::index::Key;
use crate::index::POSTINGS;
use crate::index::RECORDS;
use crate::index::SUBJECTS;
use crate::index::Subject;
use crate::index::blocks::EvidenceWriter;
use crate::index::census::CensusTaker;
use crate::index::lookup::LookupSections;
use crate::index::table::TableWriter;
use crate::name::Name;

/// What was counted on the way: rows read = records + repeats + rejects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Rows that the sources held.
    pub rows: u64,
    /// Rows that are in the list.
    pub records: u64,
    /// Rows that say again what another row says.
    pub repeats: u64,
    /// Rows that are not in the list, each for a stated reason.
    pub rejects: u64,
    /// Names with an identifier, as published, among the records.
    pub subjects: u64,
    /// Subjects that are persons.
    pub persons: u64,
    /// Subjects that are organisations.
    pub organisations: u64,
    /// Subjects without an identifier that can be compared.
    pub without_id: u64,
    /// People who answer for listed organisations, as the rows name them: name, identifier and part, for each run of records.
    #[serde(default)]
    pub responsible: u64,
    /// Records of minors, who must not be listed (法释〔2017〕7号, Article 4), and minors named as answering for an
    /// organisation. They never block.
    #[serde(default)]
    pub minors: u64,
    /// Records of people born after they were published. They never block.
    #[serde(default)]
    pub born_later: u64,
}

/// Takes subjects in order, each with its rows, and lays them out as a file.
#[derive(Default)]
pub struct Builder {
    keys: BTreeMap<Key, Vec<u32>>,
    subjects: Option<TableWriter>,
    records: Option<TableWriter>,
    evidence: EvidenceWriter,
    census: CensusTaker,
    totals: Totals,
}

/// A list that one file cannot hold: more than 2³² bytes of names or of record ids, or a row that cannot be packed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A table's strings together pass 4 GiB.
    #[error(
        "the list has more text than one file can address (4 GiB of names or record ids); split it by court"
    )]
    TooLarge,
    /// Compression or serialisation of a part failed.
    #[error("a part of the list could not be written: {0}")]
    Part(#[from] std::io::Error),
    /// The FST refused its keys.
    #[error("the key index could not be built: {0}")]
    Keys(#[from] fst::Error),
    /// The edition could not be written as JSON.
    #[error("the edition could not be written: {0}")]
    Edition(#[from] serde_json::Error),
}

impl Builder {
    /// Appends a subject and its rows, each the source's record id and the row as published, and says which records they
    /// became. `subject.records` is filled in here.
    ///
    /// # Errors
    /// [`BuildError::TooLarge`] and [`BuildError::Part`].
    pub fn push(&mut self, subject: Subject<'_>, rows: &[(&str, &str)]) -> Result<Range<u32>, BuildError> {
        let records = self.records.get_or_insert_with(TableWriter::new);
        let first = u32::try_from(self.totals.records).map_err(|_| BuildError::TooLarge)?;
        for (record_id, row) in rows {
            records.push(record_id.as_bytes()).ok_or(BuildError::TooLarge)?;
            self.evidence.push(row)?;
            self.totals.records = self.totals.records.saturating_add(1);
        }
        let records = first..u32::try_from(self.totals.records).map_err(|_| BuildError::TooLarge)?;
        let subject = Subject { records: records.clone(), ..subject };
        self.count(&subject, rows.len());
        self.file(&subject)?;
        Ok(records)
    }

    /// Appends one who answers for a listed organisation whose `records` were pushed. After all that are listed.
    ///
    /// # Errors
    /// [`BuildError::TooLarge`].
    pub fn push_responsible(&mut self, subject: &Subject<'_>) -> Result<(), BuildError> {
        self.totals.responsible = self.totals.responsible.saturating_add(1);
        self.count_defect(subject.defect, u64::from(!subject.records.is_empty()));
        self.file(subject)
    }

    /// The file's bytes. Rows, repeats and rejects are `admitted`'s; the rest was counted here.
    ///
    /// # Errors
    /// [`BuildError`], each as it says.
    pub fn finish(self, mut edition: Edition, admitted: Totals) -> Result<Vec<u8>, BuildError> {
        let Totals { rows, repeats, rejects, .. } = admitted;
        edition.totals = Totals { rows, repeats, rejects, ..self.totals };
        let lookup = LookupSections::build(&self.keys)?;
        let table = |writer: Option<TableWriter>| writer.unwrap_or_else(TableWriter::new).finish();
        Ok(Writer::default()
            .must(EDITION, edition.write()?)
            .must(FILTER, lookup.filter)
            .must(KEYS, lookup.keys)
            .must(POSTINGS, lookup.postings)
            .must(SUBJECTS, table(self.subjects))
            .must(RECORDS, table(self.records))
            .must(CENSUS, self.census.finish().write())
            .must(EVIDENCE, self.evidence.finish()?)
            .finish())
    }

    /// Appends the subject's entry and files it under its keys.
    fn file(&mut self, subject: &Subject<'_>) -> Result<(), BuildError> {
        let number = self.totals.subjects.saturating_add(self.totals.responsible).saturating_sub(1);
        let number = u32::try_from(number).map_err(|_| BuildError::TooLarge)?;
        let name = Name::read(subject.name).ok();
        let ids: SmallVec<[Pattern; 2]> = subject.ids().collect();
        for key in Key::of_subject(name.as_ref(), &ids, subject.role) {
            let subjects = self.keys.entry(key).or_default();
            if subjects.last() != Some(&number) {
                subjects.push(number);
            }
        }
        let mut entry = Vec::new();
        subject.write(&mut entry);
        self.subjects.get_or_insert_with(TableWriter::new).push(&entry).ok_or(BuildError::TooLarge)
    }

    fn count_defect(&mut self, defect: Option<Defect>, rows: u64) {
        let totals = &mut self.totals;
        match defect {
            Some(Defect::Minor) => totals.minors = totals.minors.saturating_add(rows),
            Some(Defect::BornLater) => totals.born_later = totals.born_later.saturating_add(rows),
            None => {}
        }
    }

    /// Counts a listed subject.
    fn count(&mut self, subject: &Subject<'_>, rows: usize) {
        let rows = u64::try_from(rows).unwrap_or(u64::MAX);
        let ids: SmallVec<[Pattern; 2]> = subject.ids().collect();
        self.count_defect(subject.defect, rows);
        let totals = &mut self.totals;
        totals.subjects = totals.subjects.saturating_add(1);
        totals.without_id = totals.without_id.saturating_add(u64::from(ids.is_empty()));
        if subject.class == Some(Class::Organisation) {
            totals.organisations = totals.organisations.saturating_add(1);
            self.census.count_organisation();
        } else {
            totals.persons = totals.persons.saturating_add(1);
            self.census.count_person(Name::read(subject.name).ok().as_ref(), &ids);
        }
    }
}
