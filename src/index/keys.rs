//! Which subjects are filed under this key? One table for each kind of key, so that rare kinds stay in the cache.
//!
//! The first part says which kinds there are (u32, one bit each; zero, u32); then a table of [`Buckets`] for each, in the
//! order of their bits, from the XXH3-64 of a key to the number of a subject. The names of subjects themselves are
//! elsewhere; under names here are aliases.

use crate::bytes;
use crate::bytes::Bytes;
use crate::index::Error;
use crate::index::KEYS;
use crate::index::Key;
use crate::index::KeyKind;
use crate::index::buckets::Buckets;
use crate::index::buckets::BucketsWriter;
use crate::index::buckets::Candidates;
use crate::index::parts;
use crate::index::parts::Section;

/// The tables of a list where they lie in the file.
#[derive(Clone)]
pub(crate) struct Keys {
    tables: [Option<Buckets>; KeyKind::ALL.len()],
}

impl Keys {
    pub(crate) fn open(section: &Bytes) -> Result<Self, Error> {
        let read = || {
            let parts = parts::all(section)?;
            let (head, tables) = parts.split_first()?;
            let kinds = bytes::u32_at(head.as_ref(), 0)?;
            let mut rest = tables.iter();
            let mut tables = [const { None }; KeyKind::ALL.len()];
            for (table, kind) in tables.iter_mut().zip(KeyKind::ALL) {
                if kinds & kind.bit() != 0 {
                    *table = Some(Buckets::open(rest.next()?.clone())?);
                }
            }
            let is_known = kinds & !KeyKind::ALL.iter().fold(0, |all, kind| all | kind.bit()) == 0;
            (rest.next().is_none()
                && is_known
                && head.as_ref().len() == 8
                && bytes::u32_at(head.as_ref(), 4) == Some(0))
            .then_some(Self { tables })
        };
        read().ok_or(Error::broken(KEYS, "its tables cannot be read"))
    }

    #[inline]
    pub(super) fn has_kind(&self, kind: KeyKind) -> bool {
        self.table(kind).is_some()
    }

    /// The subjects that may be filed under a key of this kind and hash, among them all that are.
    #[inline]
    pub(crate) fn get(&self, kind: KeyKind, hash: u64) -> Result<Candidates<'_>, Error> {
        match self.table(kind) {
            None => Ok(Candidates::NONE),
            Some(table) => table.get(hash).ok_or(Error::broken(KEYS, "a table contradicts itself")),
        }
    }

    /// How many keys of how many subjects there are.
    pub(super) fn count(&self) -> u64 {
        self.tables.iter().flatten().map(|table| u64::from(table.count())).sum()
    }

    #[inline]
    fn table(&self, kind: KeyKind) -> Option<&Buckets> {
        self.tables.get(kind.place())?.as_ref()
    }
}

/// Collects the keys of subjects.
#[derive(Default)]
pub(crate) struct KeysWriter {
    tables: [BucketsWriter; KeyKind::ALL.len()],
    kinds: u32,
}

impl KeysWriter {
    pub(crate) fn push(&mut self, key: &Key, subject: u32) {
        let kind = key.kind();
        self.kinds |= kind.bit();
        if let Some(table) = self.tables.get_mut(kind.place()) {
            table.push(key.hash(), subject);
        }
    }

    /// The hashes of the keys of a kind.
    pub(super) fn hashes(&self, kind: KeyKind) -> impl ExactSizeIterator<Item = u64> {
        let table = self.tables.get(kind.place()).unwrap_or(&EMPTY);
        table.hashes()
    }

    /// The section; `None` beyond 2³² keys of a kind.
    pub(crate) fn finish(self, subject_count: u32) -> Option<Section> {
        self.finish_with(subject_count, TAG_BITS)
    }

    /// The same where sieves stand before the tables.
    pub(super) fn finish_sifted(self, subject_count: u32) -> Option<Section> {
        self.finish_with(subject_count, SIFTED_TAG_BITS)
    }

    fn finish_with(self, subject_count: u32, tag_bits: u32) -> Option<Section> {
        let mut head = self.kinds.to_le_bytes().to_vec();
        head.extend_from_slice(&[0; 4]);
        let mut all = vec![head];
        for (table, kind) in self.tables.into_iter().zip(KeyKind::ALL) {
            if self.kinds & kind.bit() != 0 {
                all.push(table.finish(subject_count, tag_bits)?);
            }
        }
        Some(parts::join(all))
    }
}

/// A table without keys.
static EMPTY: BucketsWriter = BucketsWriter::new();

/// Bits of a key's hash kept beside a subject: with twelve to a bucket, an absent key has a candidate once in 85 times, which
/// costs a look at a subject's identifier.
const TAG_BITS: u32 = 10;

/// The same where a sieve lets only one absent key in fifty come so far.
const SIFTED_TAG_BITS: u32 = 6;
