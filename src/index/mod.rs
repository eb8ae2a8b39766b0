//! Here is a key: give me the records, and how common what it says is.
//!
//! An [`Index`] is an opened, verified list. A record and a query both yield [`Key`]s through the same functions;
//! equal keys make candidates. The miss filter answers the common case, nothing, from one cache line; the FST maps a
//! key to its postings; postings name *subjects* (one name with one identifier); a subject has one or more records,
//! whose published rows are the evidence, decoded only when asked for.

mod blocks;
mod build;
mod census;
mod edition;
mod evidence;
mod filter;
mod key;
mod lookup;
mod subject;
mod table;

pub use build::BuildError;
pub use build::Builder;
pub use build::Totals;
pub use census::Census;
pub use edition::Edition;
pub use edition::Stamp;
pub use evidence::Evidence;
pub use key::Key;
pub use key::KeyKind;
pub use lookup::Postings;
pub use subject::Defect;
pub use subject::Subject;
pub use subject::SubjectId;

use crate::bytes::Bytes;
use crate::format;
use crate::format::Frame;
use crate::format::Tag;
use crate::record::Role;

use blocks::EvidenceBlocks;
use lookup::Lookup;
use table::Table;

/// An opened list: every byte verified, nothing left to build. Owns its bytes; cheap to share by reference among
/// threads.
pub struct Index {
    frame: Frame,
    edition: Edition,
    lookup: Lookup,
    subjects: Table,
    records: Table,
    evidence: EvidenceBlocks,
    census: Census,
}

/// Why a list cannot be opened, or an opened one cannot be read on. Never means "not listed".
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file's frame does not hold: another kind of file, a torn copy, a flipped bit.
    #[error(transparent)]
    Format(#[from] format::Error),
    /// Checksums hold and the contents contradict one another: a file that no honest compiler wrote.
    #[error("section {section} contradicts itself: {what}; do not use this file, compile the list anew")]
    Inconsistent {
        /// Which section.
        section: Tag,
        /// What does not hold.
        what: &'static str,
    },
}

impl Index {
    /// Verifies `bytes` and opens the list in them.
    ///
    /// # Errors
    /// [`Error`] where anything at all is wrong with the bytes; nothing of them is used then.
    ///
    /// Cost: one pass over the bytes at hashing speed, then nothing that grows with the list but its edition and census.
    pub fn open(bytes: Vec<u8>) -> Result<Self, Error> {
        let frame = Frame::open(Bytes::from(bytes))?;
        frame.require_known(&SECTIONS)?;
        let edition = Edition::read(frame.section(EDITION)?.as_ref(), frame.digest())?;
        let subjects = Table::open(frame.section(SUBJECTS)?, SUBJECTS)?;
        let records = Table::open(frame.section(RECORDS)?, RECORDS)?;
        let this = Self {
            lookup: Lookup::open(&frame, subjects.count())?,
            evidence: EvidenceBlocks::open(frame.section(EVIDENCE)?, records.count())?,
            census: Census::read(frame.section(CENSUS)?.as_ref())?,
            edition,
            subjects,
            records,
            frame,
        };
        this.check_counts()?;
        Ok(this)
    }

    /// Which state of the list this is.
    pub fn edition(&self) -> &Edition {
        &self.edition
    }

    /// How common names, regions and birth years are among the listed.
    pub fn census(&self) -> &Census {
        &self.census
    }

    /// Whether any key of this kind is in the list; a probe for a kind that is not there can be left out.
    pub fn has_kind(&self, kind: KeyKind) -> bool {
        self.lookup.has_kind(kind)
    }

    /// The subjects under `key`, in ascending order. Allocates nothing.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] where the postings are damaged in spite of their checksum.
    pub fn find(&self, key: &Key) -> Result<Postings<'_>, Error> {
        self.lookup.find(key)
    }

    /// The subject `id`.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] for a number that no postings of this list gave.
    pub fn subject(&self, id: SubjectId) -> Result<Subject<'_>, Error> {
        let entry = self.subjects.get(id.0).ok_or(Error::broken(SUBJECTS, "an entry is out of bounds"))?;
        let subject = Subject::read(entry).ok_or(Error::broken(SUBJECTS, "an entry cannot be read"))?;
        if subject.records.end > self.records.count() {
            return Err(Error::broken(SUBJECTS, "an entry names a record that does not exist"));
        }
        Ok(subject)
    }

    /// The source's record id of record number `record` ("" where the row had none).
    ///
    /// # Errors
    /// [`Error::Inconsistent`] for a number that no subject of this list gave.
    pub fn record_id(&self, record: u32) -> Result<&str, Error> {
        let entry = self.records.get(record).and_then(|entry| std::str::from_utf8(entry).ok());
        entry.ok_or(Error::broken(RECORDS, "an entry cannot be read"))
    }

    /// The published row of record number `record`. Decompresses one block.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] for a number that no subject of this list gave, or a block that does not decompress.
    pub fn evidence(&self, record: u32) -> Result<Evidence, Error> {
        self.evidence.get(record)
    }

    /// Tag and length in bytes of each section, in file order.
    pub fn section_lengths(&self) -> impl Iterator<Item = (Tag, u64)> + '_ {
        self.frame.lengths()
    }

    /// Goes through everything there is, as an auditor would: the digest, every subject, every posting, every row.
    ///
    /// # Errors
    /// The first thing that does not hold.
    ///
    /// Cost: decodes the whole list once.
    pub fn verify(&self) -> Result<(), Error> {
        self.frame.verify_digest()?;
        self.lookup.verify()?;
        let mut next = 0;
        for number in 0..self.subjects.count() {
            let subject = self.subject(SubjectId(number))?;
            let is_listed = subject.role == Role::Listed;
            if subject.records.is_empty() || is_listed && subject.records.start != next {
                return Err(Error::broken(SUBJECTS, "records are not shared out one after another"));
            }
            if is_listed {
                next = subject.records.end;
            }
        }
        if next != self.records.count() {
            return Err(Error::broken(RECORDS, "a record belongs to no subject"));
        }
        (0..next).try_for_each(|record| self.record_id(record).map(drop))?;
        self.evidence.verify()
    }

    fn check_counts(&self) -> Result<(), Error> {
        let totals = self.edition.totals;
        if totals.records != u64::from(self.records.count())
            || totals.subjects.checked_add(totals.responsible) != Some(u64::from(self.subjects.count()))
        {
            return Err(Error::broken(EDITION, "its counts are not those of the tables"));
        }
        Ok(())
    }
}

impl Error {
    fn broken(section: Tag, what: &'static str) -> Self {
        Self::Inconsistent { section, what }
    }
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("edition", &self.edition).finish_non_exhaustive()
    }
}

const EDITION: Tag = Tag(*b"EDIT");
const FILTER: Tag = Tag(*b"FILT");
const KEYS: Tag = Tag(*b"KEYS");
const POSTINGS: Tag = Tag(*b"POST");
const SUBJECTS: Tag = Tag(*b"SUBJ");
const RECORDS: Tag = Tag(*b"RECS");
const EVIDENCE: Tag = Tag(*b"EVID");
const CENSUS: Tag = Tag(*b"CENS");
const SECTIONS: [Tag; 8] = [EDITION, FILTER, KEYS, POSTINGS, SUBJECTS, RECORDS, EVIDENCE, CENSUS];
