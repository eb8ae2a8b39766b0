//! From a key to the subjects under it: miss filter, FST, postings.
//!
//! `FILT`: the set of key kinds in the list (u32), zero (u32), the filter's blocks. `KEYS`: an `fst` map from key to
//! a number. `POST`: postings. An even number *n* in the map is the one subject *n*/2; an odd one says that postings
//! begin at byte (*n*−1)/2 of `POST`: how many, the first subject, then the distances, all as varints.

use std::collections::BTreeMap;

use fst::Map;
use fst::MapBuilder;
use fst::Streamer as _;
use twox_hash::XxHash3_64;

use crate::bytes;
use crate::bytes::Bytes;
use crate::format::Frame;
use crate::index::Error;
use crate::index::FILTER;
use crate::index::KEYS;
use crate::index::Key;
use crate::index::KeyKind;
use crate::index::POSTINGS;
use crate::index::SubjectId;
use crate::index::filter;
use crate::index::filter::Maybe;

/// The three sections that a probe goes through.
pub(super) struct Lookup {
    kinds: u32,
    filter: Bytes,
    keys: Map<Bytes>,
    postings: Bytes,
    subject_count: u32,
}

impl Lookup {
    pub(super) fn open(frame: &Frame, subject_count: u32) -> Result<Self, Error> {
        let section = frame.section(FILTER)?;
        let length = u64::try_from(section.as_ref().len()).unwrap_or(u64::MAX);
        let kinds = bytes::u32_at(section.as_ref(), 0).ok_or(Error::broken(FILTER, "it is too short"))?;
        let filter =
            section.slice(8, length.saturating_sub(8)).ok_or(Error::broken(FILTER, "it is too short"))?;
        let keys = Map::new(frame.section(KEYS)?).map_err(|_| Error::broken(KEYS, "it is no FST"))?;
        Ok(Self { kinds, filter, keys, postings: frame.section(POSTINGS)?, subject_count })
    }

    pub(super) fn has_kind(&self, kind: KeyKind) -> bool {
        self.kinds & kind.bit() != 0
    }

    pub(super) fn find(&self, key: &Key) -> Result<Postings<'_>, Error> {
        if filter::ask(self.filter.as_ref(), XxHash3_64::oneshot(key.as_bytes())) == Maybe::No {
            return Ok(Postings::none());
        }
        match self.keys.get(key.as_bytes()) {
            Some(value) => self.postings(value),
            None => Ok(Postings::none()),
        }
    }

    /// Every key passes the filter and leads to postings that can be read to the end.
    pub(super) fn verify(&self) -> Result<(), Error> {
        let mut stream = self.keys.stream();
        while let Some((key, value)) = stream.next() {
            if filter::ask(self.filter.as_ref(), XxHash3_64::oneshot(key)) == Maybe::No {
                return Err(Error::broken(FILTER, "it denies a key that is in the list"));
            }
            self.postings(value)?.try_for_each(|subject| subject.map(drop))?;
        }
        Ok(())
    }

    fn postings(&self, value: u64) -> Result<Postings<'_>, Error> {
        let broken = Error::broken(POSTINGS, "a key leads out of bounds");
        if value & 1 == 0 {
            let only =
                u32::try_from(value >> 1).map_err(|_| Error::broken(POSTINGS, "a subject does not exist"))?;
            return Ok(Postings {
                rest: &[],
                only: Some(only),
                left: 1,
                last: None,
                subject_count: self.subject_count,
            });
        }
        let start = usize::try_from(value >> 1).unwrap_or(usize::MAX);
        let Some(mut rest) = self.postings.as_ref().get(start..) else { return Err(broken) };
        let left = bytes::take_varint(&mut rest).ok_or(broken)?;
        Ok(Postings { rest, only: None, left, last: None, subject_count: self.subject_count })
    }
}

/// The subjects under one key, in ascending order. An `Err` item ends it.
#[derive(Debug, Clone)]
pub struct Postings<'a> {
    rest: &'a [u8],
    only: Option<u32>,
    left: u64,
    /// The subject before; the next one must be greater.
    last: Option<u32>,
    subject_count: u32,
}

impl Postings<'_> {
    const fn none() -> Self {
        Self { rest: &[], only: None, left: 0, last: None, subject_count: 0 }
    }

    /// How many subjects are still to come.
    pub fn remaining(&self) -> u64 {
        self.left
    }

    fn read(&mut self) -> Option<SubjectId> {
        let subject = match (self.only, self.last) {
            (Some(only), _) => only,
            (None, last) => {
                let distance = u32::try_from(bytes::take_varint(&mut self.rest)?).ok()?;
                match last {
                    None => distance,
                    Some(last) => last.checked_add(distance).filter(|next| *next > last)?,
                }
            }
        };
        self.last = Some(subject);
        (subject < self.subject_count).then_some(SubjectId(subject))
    }
}

impl Iterator for Postings<'_> {
    type Item = Result<SubjectId, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let subject = self.read();
        if subject.is_none() {
            self.left = 0;
        }
        Some(subject.ok_or(Error::broken(POSTINGS, "a subject does not exist")))
    }
}

/// The three sections' bytes for these keys.
pub(super) struct LookupSections {
    pub(super) filter: Vec<u8>,
    pub(super) keys: Vec<u8>,
    pub(super) postings: Vec<u8>,
}

impl LookupSections {
    /// `subjects` of each key must ascend.
    pub(super) fn build(keys: &BTreeMap<Key, Vec<u32>>) -> Result<Self, fst::Error> {
        let kinds = keys.keys().fold(0, |kinds, key| kinds | key.kind().bit());
        let hashes: Vec<u64> = keys.keys().map(|key| XxHash3_64::oneshot(key.as_bytes())).collect();
        let mut filter = kinds.to_le_bytes().to_vec();
        filter.extend_from_slice(&[0; 4]);
        filter.extend_from_slice(&filter::build(&hashes));
        let mut postings = Vec::new();
        let mut map = MapBuilder::memory();
        for (key, subjects) in keys {
            map.insert(key.as_bytes(), put_postings(&mut postings, subjects))?;
        }
        Ok(Self { filter, keys: map.into_inner()?, postings })
    }
}

fn put_postings(postings: &mut Vec<u8>, subjects: &[u32]) -> u64 {
    if let [only] = subjects {
        return u64::from(*only) << 1;
    }
    let start = u64::try_from(postings.len()).unwrap_or(u64::MAX);
    bytes::put_varint(postings, u64::try_from(subjects.len()).unwrap_or(u64::MAX));
    let mut last = 0;
    for subject in subjects {
        bytes::put_varint(postings, u64::from(subject.saturating_sub(last)));
        last = *subject;
    }
    (start << 1) | 1
}
