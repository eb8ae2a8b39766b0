//! Sorted subjects with their rows in, a file's bytes out.

use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;
use serde::Serialize;
use smallvec::SmallVec;

use crate::format::Writer;
use crate::id::Pattern;
use crate::id::Subject as Class;
use crate::index::CENSUS;
use crate::index::Census;
use crate::index::Defect;
use crate::index::EDITION;
use crate::index::EVIDENCE;
use crate::index::Edition;
use crate::index::KEYS;
use crate::index::Key;
use crate::index::KeyKind;
use crate::index::NAMES;
use crate::index::PAST;
use crate::index::RESPONSIBLE;
use crate::index::SIEVES;
use crate::index::SUBJECTS;
use crate::index::Said;
use crate::index::Subject;
use crate::index::census::CensusTaker;
use crate::index::columns::Column;
use crate::index::columns::ColumnsWriter;
use crate::index::keys::KeysWriter;
use crate::index::names::NamesWriter;
use crate::index::parts::Section;
use crate::index::past;
use crate::index::plain;
use crate::index::rows::Language;
use crate::index::rows::Row;
use crate::index::rows::RowsWriter;
use crate::index::sieve::SievesWriter;
use crate::index::sought;
use crate::name::Name;
use crate::record::Role;

/// What was counted on the way: rows read = records + repeats + rejects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Rows that the sources held.
    pub rows: u64,
    /// Rows that are in the list.
    pub records: u64,
    /// Rows that another row speaks for: it says the same, or corrects or withdraws their record, or they came too late.
    pub repeats: u64,
    /// Rows that are not in the list, each for a stated reason. Of an edition: those only that cannot be read or name
    /// nobody; a report counts those here too that were superseded or withdrawn, with the reason for each.
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
    /// Rows that could not be read, by which nobody could be found, or that had lost bytes.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub spoilt: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
const fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// Takes subjects in order, each with its rows, and lays them out as a file.
#[derive(Default)]
pub struct Builder {
    names: NamesWriter,
    /// Of those who answer for organisations.
    responsible: NamesWriter,
    keys: KeysWriter,
    columns: ColumnsWriter,
    rows: RowsBuilder,
    census: CensusTaker,
    /// In place of what the census taker counts.
    census_given: Option<Census>,
    /// People without an id, who may be filed under how their names read once it is known how common those are.
    by_reading: Vec<ByReading>,
    totals: Totals,
    past: Vec<Said>,
}

/// A subject whose name may be too common to be sought by its reading.
struct ByReading {
    name: Box<str>,
    class: Option<Class>,
    number: u32,
}

/// Rows of which the words are not yet known, then their writer.
#[derive(Default)]
struct RowsBuilder {
    sample: Vec<Row>,
    pending: Vec<Row>,
    writer: Option<RowsWriter>,
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
    /// A builder that learns the words of the rows from these, (name, identifier, record id, row) each: a sample that
    /// should not depend on the order of rows. Without one it learns from the first rows that come.
    #[must_use]
    pub fn with_sample<'s>(
        mut self,
        sample: impl Iterator<Item = (&'s str, &'s str, &'s str, &'s str)>,
    ) -> Self {
        self.rows.sample = sample
            .map(|(name, id, record, text)| Row {
                name: name.into(),
                id: id.into(),
                record: record.to_owned(),
                text: text.to_owned(),
            })
            .collect();
        self
    }

    /// The census of a list that this one is a part of, in place of its own.
    #[must_use]
    pub(crate) fn with_census(mut self, census: Option<Census>) -> Self {
        self.census_given = census;
        self
    }

    /// What feeds said of records beside what the rows tell, by record.
    #[must_use]
    pub(crate) fn with_past(mut self, past: Vec<Said>) -> Self {
        self.past = past;
        self
    }

    /// Appends a listed subject and its rows, each the source's record id and the row as published, and says which records
    /// they became. Subjects come in the order of [`Subject::put_order`]; `subject.records` is of no account.
    ///
    /// # Errors
    /// [`BuildError::TooLarge`], [`BuildError::Part`], and [`BuildError::Keys`] where a subject stands before another
    /// that should come later.
    pub fn push(&mut self, subject: Subject<'_>, rows: &[(&str, &str)]) -> Result<Range<u32>, BuildError> {
        let first = u32::try_from(self.totals.records).map_err(|_| BuildError::TooLarge)?;
        let count = u32::try_from(rows.len()).map_err(|_| BuildError::TooLarge)?;
        let records = first..first.checked_add(count).ok_or(BuildError::TooLarge)?;
        self.totals.records = u64::from(records.end);
        let subject = Subject { records: records.clone(), ..subject };
        self.count(&subject, rows.len());
        self.file(&subject)?;
        let (name, id): (Arc<str>, Arc<str>) = (subject.name.into(), subject.id.into());
        for (record, text) in rows {
            let (name, id) = (Arc::clone(&name), Arc::clone(&id));
            self.rows.push(Row { name, id, record: (*record).to_owned(), text: (*text).to_owned() })?;
        }
        Ok(records)
    }

    /// Appends one who answers for a listed organisation whose `records` were pushed: after all that are listed, and in the
    /// order of [`Subject::put_order`] themselves.
    ///
    /// # Errors
    /// As [`Self::push`].
    pub fn push_responsible(&mut self, subject: &Subject<'_>) -> Result<(), BuildError> {
        self.totals.responsible = self.totals.responsible.saturating_add(1);
        self.count_defect(subject.defect, u64::from(!subject.records.is_empty()));
        self.file(subject)
    }

    /// Whether nothing was pushed yet.
    pub fn is_empty(&self) -> bool {
        self.totals.records == 0
    }

    /// The file's bytes. Rows, repeats, rejects and spoilt ones are `admitted`'s; the rest was counted here.
    ///
    /// # Errors
    /// [`BuildError`], each as it says.
    pub fn finish(mut self, mut edition: Edition, admitted: Totals) -> Result<Vec<u8>, BuildError> {
        let Totals { rows, repeats, rejects, spoilt, .. } = admitted;
        edition.totals = Totals { rows, repeats, rejects, spoilt, ..self.totals };
        let subjects = self.totals.subjects.saturating_add(self.totals.responsible);
        let subjects = u32::try_from(subjects).map_err(|_| BuildError::TooLarge)?;
        let census = self.census_given.unwrap_or_else(|| self.census.finish());
        for ByReading { name, class, number } in self.by_reading {
            let name = Name::read(&name).ok();
            let key = name.as_ref().and_then(Key::of_reading);
            let sought =
                |key: &Key| sought::is_sought(key, name.as_ref(), class, &[], &census, edition.population);
            if let Some(key) = key.filter(sought) {
                self.keys.push(&key, number);
            }
        }
        let mut sieves = SievesWriter::default();
        for kind in KeyKind::ALL {
            match kind {
                KeyKind::ResponsibleName => sieves.push(kind, self.responsible.hashes()?),
                kind => sieves.push(kind, self.keys.hashes(kind)),
            }
        }
        let sieves = sieves.finish();
        let keys = match sieves {
            Some(_) => self.keys.finish_sifted(subjects),
            None => self.keys.finish(subjects),
        };
        let writer = Writer::default()
            .must(EDITION, vec![edition.write()?])
            .must(NAMES, self.names.finish()?.ok_or(BuildError::TooLarge)?)
            .must(RESPONSIBLE, self.responsible.finish()?.ok_or(BuildError::TooLarge)?)
            .must(KEYS, keys.ok_or(BuildError::TooLarge)?)
            .must(SUBJECTS, self.columns.finish().ok_or(BuildError::TooLarge)?)
            .must(CENSUS, vec![census.write()])
            .must(EVIDENCE, self.rows.finish()?);
        let writer = match sieves {
            None => writer,
            Some(sieves) => writer.may(SIEVES, sieves),
        };
        let writer = match self.past.as_slice() {
            [] => writer,
            past => writer.may(PAST, vec![past::write(past)]),
        };
        Ok(writer.finish())
    }

    /// Files the subject under its keys.
    fn file(&mut self, subject: &Subject<'_>) -> Result<(), BuildError> {
        let number = self.totals.subjects.saturating_add(self.totals.responsible).saturating_sub(1);
        let number = u32::try_from(number).map_err(|_| BuildError::TooLarge)?;
        let name = Name::read(subject.name).ok();
        let ids: SmallVec<[Pattern; 2]> = subject.ids().collect();
        let folded = name.as_ref().map_or("", Name::loose);
        let is_special = !plain::is_plain(name.as_ref(), &ids);
        let names = if subject.role == Role::Listed { &mut self.names } else { &mut self.responsible };
        names.push(folded, is_special)?;
        for key in other_keys(name.as_ref(), &ids, subject.role) {
            if key.kind() == KeyKind::Reading && ids.is_empty() {
                let (name, class) = (subject.name.into(), subject.class);
                self.by_reading.push(ByReading { name, class, number });
            } else {
                self.keys.push(&key, number);
            }
        }
        let Subject { name: given, id, sex, class, role, defect, .. } = *subject;
        let records = subject.records.clone();
        let is_citizens = plain::is_citizens(id, &ids);
        let column = Column { given, folded, id, sex, class, role, defect, is_special, is_citizens, records };
        self.columns.push(&column).ok_or(BuildError::TooLarge)
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

/// The keys under which a subject is filed beside its own name.
pub(super) fn other_keys(name: Option<&Name<'_>>, ids: &[Pattern], role: Role) -> SmallVec<[Key; 4]> {
    let own = name.map(|name| match role {
        Role::Listed => Key::of_folded(name.loose()),
        _ => Key::of_responsible(name),
    });
    let mut keys: SmallVec<[Key; 4]> = SmallVec::new();
    for key in Key::of_subject(name, ids, role) {
        if own.as_ref() != Some(&key) && !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

impl RowsBuilder {
    fn push(&mut self, row: Row) -> Result<(), BuildError> {
        self.pending.push(row);
        if self.pending.len() >= if self.writer.is_some() { BATCH } else { FIRST_BATCH } {
            self.write()?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Section, BuildError> {
        self.write()?;
        Ok(self.writer.map(RowsWriter::finish).unwrap_or_default())
    }

    /// Says the rows that wait, in the language that the first of them is learnt in.
    fn write(&mut self) -> Result<(), BuildError> {
        let mut writer = match self.writer.take() {
            Some(writer) => writer,
            None => {
                let sample = std::mem::take(&mut self.sample);
                let record_ids: Vec<&str> = self.pending.iter().map(|row| row.record.as_str()).collect();
                let sample = if sample.is_empty() { &self.pending } else { &sample };
                RowsWriter::new(Language::learn(sample, &record_ids).ok_or(BuildError::TooLarge)?)
            }
        };
        for rows in self.pending.chunks(BATCH) {
            writer.push(rows);
        }
        self.pending.clear();
        self.writer = Some(writer);
        Ok(())
    }
}

/// Rows that are said at once, so that several threads have enough to do: a whole number of blocks.
const BATCH: usize = 1 << 14;

/// Rows that are waited for before a language is learnt from them.
const FIRST_BATCH: usize = 1 << 15;
