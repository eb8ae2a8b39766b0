//! In what order do these come? More records than memory holds, sorted with the help of spill files.
//!
//! Records are collected up to a budget, sorted, and spilled as a *run*; at the end the runs are merged. Spill files have
//! no name from the moment they are made, so that the system takes them back however the process ends.

use std::cmp::Ordering;
use std::io;
#[cfg(feature = "compile")]
use std::path::Path;
#[cfg(feature = "compile")]
use std::sync::Arc;

#[cfg(feature = "compile")]
use crate::compile::spill::Runs;
#[cfg(feature = "compile")]
use crate::compile::spill::Spill;
#[cfg(feature = "compile")]
use crate::disk::Disk;

/// Collects records of a key and a payload.
#[derive(Default)]
pub(super) struct Sorter {
    arena: Arena,
    /// Bytes of the arena at which it is spilled.
    limit: Option<usize>,
    #[cfg(feature = "compile")]
    spill: Option<Spill>,
}

/// Records in memory, one behind the other.
#[derive(Default)]
pub(super) struct Arena {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
}

/// The beginning of a record's key, to compare by; where the record lies.
#[derive(Clone, Copy)]
struct Entry {
    prefix: [u64; 2],
    at: usize,
}

/// A record as it lies in memory and in a spill file: the lengths of key and payload (u32 each), key, payload.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Sorted<'a> {
    pub(super) key: &'a [u8],
    pub(super) payload: &'a [u8],
}

impl Sorter {
    /// A sorter that spills into unnamed files in `folder` whenever it holds more than `memory` bytes.
    #[cfg(feature = "compile")]
    pub(super) fn spilling(disk: &Arc<dyn Disk>, folder: &Path, memory: usize) -> Self {
        // One arena is filled while the one before is sorted and written.
        let limit = (memory / 2).clamp(1 << 16, 3 << 30);
        Self { arena: Arena::default(), limit: Some(limit), spill: Some(Spill::new(disk, folder)) }
    }

    pub(super) fn push(&mut self, key: &[u8], payload: &[&[u8]]) -> io::Result<()> {
        self.arena.push(key, payload);
        if self.limit.is_some_and(|limit| self.arena.footprint() >= limit) {
            self.spill_arena()?;
        }
        Ok(())
    }

    /// All records, in order of key and payload.
    pub(super) fn merge(mut self) -> io::Result<Merged> {
        #[cfg(feature = "compile")]
        if self.spill.as_ref().is_some_and(Spill::is_used) {
            self.spill_arena()?;
        }
        self.arena.sort();
        Ok(Merged {
            arena: self.arena,
            next: 0,
            #[cfg(feature = "compile")]
            runs: self.spill.map(Spill::finish).transpose()?.unwrap_or_default(),
        })
    }

    #[cfg(feature = "compile")]
    fn spill_arena(&mut self) -> io::Result<()> {
        match &mut self.spill {
            Some(spill) => spill.take(std::mem::take(&mut self.arena)),
            None => Ok(()),
        }
    }

    #[cfg(not(feature = "compile"))]
    #[expect(
        clippy::unnecessary_wraps,
        clippy::unused_self,
        reason = "has a body with the feature `compile`"
    )]
    fn spill_arena(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Arena {
    fn push(&mut self, key: &[u8], payload: &[&[u8]]) {
        let at = self.bytes.len();
        let length = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX).to_le_bytes();
        self.bytes.extend_from_slice(&length(key.len()));
        self.bytes.extend_from_slice(&length(payload.iter().map(|part| part.len()).sum()));
        self.bytes.extend_from_slice(key);
        payload.iter().for_each(|part| self.bytes.extend_from_slice(part));
        self.entries.push(Entry { prefix: prefix(key), at });
    }

    fn footprint(&self) -> usize {
        self.bytes.len().saturating_add(self.entries.len().saturating_mul(size_of::<Entry>()))
    }

    pub(super) fn sort(&mut self) {
        let bytes = &self.bytes;
        let record = |entry: &Entry| Sorted::read(bytes.get(entry.at..).unwrap_or_default());
        self.entries.sort_unstable_by(|one, other| {
            one.prefix.cmp(&other.prefix).then_with(|| record(one).cmp(&record(other)))
        });
    }

    /// Each record as it lies, in the order of the entries.
    #[cfg(feature = "compile")]
    pub(super) fn records(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.entries.len()).filter_map(|number| self.record(number))
    }

    fn record(&self, number: usize) -> Option<&[u8]> {
        let rest = self.bytes.get(self.entries.get(number)?.at..)?;
        rest.get(..Sorted::length(rest)?)
    }
}

impl<'a> Sorted<'a> {
    pub(super) fn read(record: &'a [u8]) -> Option<Self> {
        let (key, payload) = Self::lengths(record)?;
        let (key, rest) = record.get(HEAD..)?.split_at_checked(key)?;
        Some(Self { key, payload: rest.get(..payload)? })
    }

    /// Bytes of the record that `record` begins with.
    fn length(record: &[u8]) -> Option<usize> {
        let (key, payload) = Self::lengths(record)?;
        key.checked_add(payload)?.checked_add(HEAD)
    }

    pub(super) fn lengths(record: &[u8]) -> Option<(usize, usize)> {
        let length = |at| usize::try_from(crate::bytes::u32_at(record, at)?).ok();
        Some((length(0)?, length(4)?))
    }
}

impl Ord for Sorted<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let parts = |one: &Self| one.payload.split_at(one.payload.len().saturating_sub(TAIL));
        let ((body, tail), (other_body, other_tail)) = (parts(self), parts(other));
        self.key.cmp(other.key).then_with(|| body.cmp(other_body)).then_with(|| tail.cmp(other_tail))
    }
}

impl PartialOrd for Sorted<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Records in order: those of one arena, or those of many runs.
pub(super) struct Merged {
    arena: Arena,
    next: usize,
    #[cfg(feature = "compile")]
    runs: Runs,
}

impl Merged {
    /// Gives the next record to `take`; `None` at the end.
    pub(super) fn next<T>(&mut self, take: impl FnOnce(Sorted<'_>) -> T) -> io::Result<Option<T>> {
        if let Some(record) = self.arena.record(self.next) {
            self.next = self.next.saturating_add(1);
            return Sorted::read(record).map(|record| Some(take(record))).ok_or_else(damaged);
        }
        #[cfg(feature = "compile")]
        return self.runs.next(take);
        #[cfg(not(feature = "compile"))]
        Ok(None)
    }
}

impl Merged {
    /// Begins again with the first record.
    pub(super) fn rewind(&mut self) -> io::Result<()> {
        self.next = 0;
        #[cfg(feature = "compile")]
        self.runs.rewind()?;
        Ok(())
    }
}

/// The first sixteen bytes of a key as numbers that compare as the bytes do.
pub(super) fn prefix(key: &[u8]) -> [u64; 2] {
    let word = |from: usize| {
        key.iter()
            .skip(from)
            .take(8)
            .chain(std::iter::repeat(&0))
            .take(8)
            .fold(0_u64, |word, byte| word << 8 | u64::from(*byte))
    };
    [word(0), word(8)]
}

pub(super) fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a spill file does not hold what was written to it")
}

/// The last bytes of a payload are compared after all that stands before them.
pub(super) const TAIL: usize = 32;

/// Bytes of the two lengths.
pub(super) const HEAD: usize = 8;
