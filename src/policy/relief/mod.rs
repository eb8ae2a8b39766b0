#![doc = include_str!("RELIEF.md")]

mod entry;
mod fault;
mod line;
mod relieve;

use std::collections::HashMap;
use std::fmt;
use std::io::BufRead;
use std::sync::Arc;

use sha2::Digest as _;
use sha2::Sha256;
use smallvec::SmallVec;

use crate::date::Date;
use crate::id::Id;

pub use entry::Cause;
pub use entry::Deed;
pub use entry::Entry;
pub use entry::ExemptionKind;
pub use entry::Measures;
pub use entry::Whom;
pub use fault::Fault;
pub use fault::ReliefError;
pub use relieve::Applied;

pub(super) use relieve::Relieved;

use fault::Faults;

/// What overrides matches: withdrawals, dispute marks, exemptions, suppressions. Whole and validated, or not there.
#[derive(Clone)]
pub struct Relief {
    entries: Vec<Entry>,
    /// Numbers of the entries about a record, by its id, in the order of the file.
    by_record: HashMap<Box<str>, Numbers>,
    /// Numbers of the entries about a subject, by the lifetime part of the subject's id, in the order of the file.
    by_subject: HashMap<Box<str>, Numbers>,
    digest: [u8; 32],
}

/// Most records and subjects have one entry.
type Numbers = SmallVec<[u32; 1]>;

impl Relief {
    /// Reads a relief file: JSON lines, blank ones passed over.
    ///
    /// Linear in the file; about 350 bytes of memory an entry.
    ///
    /// # Errors
    /// [`ReliefError`] with every line that cannot be taken and why. A file of which one line is bad is refused whole:
    /// what the line was to lift would else go on stopping somebody, and nobody would know.
    pub fn read(mut source: impl BufRead) -> Result<Self, ReliefError> {
        let mut relief = Self::default();
        let (mut digest, mut faults, mut signers) = (Sha256::new(), Faults::default(), Signers::default());
        let (mut bytes, mut number) = (Vec::new(), 0_u64);
        loop {
            bytes.clear();
            if source.read_until(b'\n', &mut bytes)? == 0 {
                break;
            }
            digest.update(&bytes);
            number = number.saturating_add(1);
            match line::read(number, &bytes, &mut signers) {
                Ok(None) => {}
                Ok(Some(entry)) => relief.add(entry),
                Err((field, what)) => faults.note(Fault::new(number, field, &what)),
            }
        }
        relief.digest = digest.finalize().into();
        faults.finish().map_or(Ok(relief), Err)
    }

    /// Whether there is none at all.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Every entry, in the order of the file, lapsed ones included.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// SHA-256 of the file as it was read; zeros where there is none. Stands in every verdict.
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// Whether any entry is about a subject.
    pub(super) fn has_subjects(&self) -> bool {
        !self.by_subject.is_empty()
    }

    /// Entries about the record with this id that are in force on `day`. Whether it is the record meant, its case number or
    /// name tells: [`Entry::means`].
    pub(super) fn of_record(&self, record_id: &str, day: Date) -> impl Iterator<Item = &Entry> {
        self.numbered(self.by_record.get(record_id)).filter(move |entry| entry.is_in_force(day))
    }

    /// Entries about whoever has this id that are in force on `day`.
    pub(super) fn of_subject(&self, id: &Id, day: Date) -> impl Iterator<Item = &Entry> {
        let entries = self.numbered(self.by_subject.get(id.lifetime()));
        let subject = id.subject();
        entries.filter(move |entry| {
            let same = matches!(&entry.whom, Whom::Subject { id, .. } if id.subject() == subject);
            same && entry.is_in_force(day)
        })
    }

    fn numbered<'a>(&'a self, numbers: Option<&'a Numbers>) -> impl Iterator<Item = &'a Entry> {
        let numbers = numbers.map(SmallVec::as_slice).unwrap_or_default();
        numbers.iter().filter_map(|number| self.entries.get(usize::try_from(*number).ok()?))
    }

    fn add(&mut self, entry: Entry) {
        let number = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        let (map, key) = match &entry.whom {
            Whom::Record { id, .. } => (&mut self.by_record, id.clone()),
            Whom::Subject { id, .. } => (&mut self.by_subject, id.lifetime().into()),
        };
        map.entry(key).or_default().push(number);
        self.entries.push(entry);
    }
}

/// No relief.
impl Default for Relief {
    fn default() -> Self {
        Self { entries: Vec::new(), by_record: HashMap::new(), by_subject: HashMap::new(), digest: [0; 32] }
    }
}

impl fmt::Debug for Relief {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Relief").field("entries", &self.entries.len()).finish_non_exhaustive()
    }
}

/// The few who sign many entries, each kept once.
#[derive(Default)]
struct Signers(std::collections::HashSet<Arc<str>>);

impl Signers {
    fn one(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.0.get(name) {
            return Arc::clone(known);
        }
        let name: Arc<str> = name.into();
        self.0.insert(Arc::clone(&name));
        name
    }
}
