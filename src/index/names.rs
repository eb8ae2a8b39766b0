//! Who bears this name? Subjects stand in the order of their folded names, so that the bearers of one are neighbours.
//!
//! Three parts. An `fst` map from each folded name to its first bearer: the names themselves, in order, and the way
//! back from a subject to its name. [`Buckets`] from the name's hash to twice the first bearer, plus one where a
//! bearer is *special*: the way in, two cache lines long where the FST's is a dozen. A bitmap of the first bearers.
//!
//! Special bearers stand before the others of their name. The others are *plain*: their id shows what decides between
//! them and any citizen, and their name folds to nothing but itself; a citizen whose id says otherwise than theirs
//! need not be compared with them one by one.

use std::ops::Range;

use fst::MapBuilder;

use crate::bytes::Bytes;
use crate::index::Error;
use crate::index::Key;
use crate::index::NAMES;
use crate::index::automaton::Automaton;
use crate::index::automaton::Stream;
use crate::index::bits;
use crate::index::buckets::Buckets;
use crate::index::buckets::BucketsWriter;
use crate::index::hash::hash;
use crate::index::loose::Loose;
use crate::index::parts;
use crate::index::parts::Section;
use crate::index::probe::Place;

/// The names of a list where they lie in the file.
#[derive(Clone)]
pub(super) struct Names {
    map: Automaton,
    index: Buckets,
    starts: Bytes,
    subject_count: u32,
}

/// The subjects that bear one folded name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearers {
    /// Their numbers.
    pub(super) subjects: Range<u32>,
    /// Whether any of them, the first then, is special.
    pub(super) has_special: bool,
}

pub(super) use crate::index::automaton::Text;

impl Names {
    pub(super) fn open(section: &Bytes, subject_count: u32) -> Result<Self, Error> {
        let [map, index, starts] = parts::split(section).ok_or(broken("its parts do not fit its length"))?;
        let map = Automaton::open(map).ok_or(broken("it holds no FST"))?;
        let index = Buckets::open(index).ok_or(broken("its index does not fit its length"))?;
        let needed = bits::bitmap_length(u64::from(subject_count));
        if needed != Some(starts.as_ref().len()) || usize::try_from(index.count()) != Ok(map.len()) {
            return Err(broken("its parts are not of as many names and subjects"));
        }
        Ok(Self { map, index, starts, subject_count })
    }

    /// The bearers of a folded name. A name that nobody bears is taken for one that somebody does once in three hundred million times; a
    /// name that somebody bears is always found.
    #[inline]
    pub(super) fn bearers(&self, loose: Loose<'_>) -> Result<Option<Bearers>, Error> {
        let mut found = self.index.get(loose.hash()).ok_or(broken("its index contradicts itself"))?;
        let Some(first) = found.next() else { return Ok(None) };
        match found.next() {
            None => self.group(first).map(Some),
            Some(_) => self.exact_bearers(loose.as_str()),
        }
    }

    /// Where a folded name is looked up.
    #[inline]
    pub(super) fn probe(&self, loose: Loose<'_>) -> Place<'_> {
        Place::new(&self.index, loose.hash())
    }

    /// The bearers of a folded name, by the name itself.
    pub(super) fn exact_bearers(&self, loose: &str) -> Result<Option<Bearers>, Error> {
        let Some(first) = self.map.get(loose.as_bytes())? else { return Ok(None) };
        let mut found =
            self.index.get(hash(loose.as_bytes())).ok_or(broken("its index contradicts itself"))?;
        let entry = found.find(|entry| entry >> 1 == first);
        self.group(entry.ok_or(broken("its index does not hold a name of its FST"))?).map(Some)
    }

    /// The bearers of the name that a key says, as `key_of` a name makes it; `start` is what the key shows of it.
    pub(super) fn bearers_of_key(
        &self,
        start: &[u8],
        key: &Key,
        key_of: impl Fn(&str) -> Key,
    ) -> Result<Option<Bearers>, Error> {
        let mut names = self.map.stream_from(start);
        while let Some((name, _)) = names.next()? {
            let Some(name) = std::str::from_utf8(name).ok().filter(|name| name.as_bytes().starts_with(start))
            else {
                break;
            };
            if key_of(name) == *key {
                return self.exact_bearers(name);
            }
            if name.len() == start.len() && key.as_bytes().len() == start.len().saturating_add(1) {
                break;
            }
        }
        Ok(None)
    }

    /// The subjects whose name cannot be read.
    pub(super) fn nameless(&self) -> Range<u32> {
        let first = bits::next_set(self.starts.as_ref(), 0, u64::from(self.subject_count));
        0..u32::try_from(first).unwrap_or(self.subject_count)
    }

    /// The subjects from `first`, a first bearer, up to the next one. Where that is far, the FST knows it, so that a name that
    /// everybody bears takes no longer than another.
    fn bearers_from(&self, first: u32) -> Result<Range<u32>, Error> {
        let count = u64::from(self.subject_count);
        let from = u64::from(first).saturating_add(1);
        let near = from.saturating_add(NEAR).min(count);
        let mut next = bits::next_set(self.starts.as_ref(), from, near);
        if next == near && near < count {
            next = self.map.number_after(u64::from(first))?.unwrap_or(count);
        }
        Ok(first..u32::try_from(next).unwrap_or(self.subject_count).clamp(first, self.subject_count))
    }

    /// The subjects who bear the name that this one bears.
    pub(super) fn bearers_with(&self, subject: u32) -> Result<Range<u32>, Error> {
        let Some((_, first)) = self.map.key_up_to(u64::from(subject))? else { return Ok(self.nameless()) };
        self.bearers_from(u32::try_from(first).map_err(|_| broken("a name's first bearer does not exist"))?)
    }

    /// The folded name of a subject; `None` where it cannot be read. However many bear it, they are not looked at.
    pub(super) fn of(&self, subject: u32) -> Result<Option<Text>, Error> {
        Ok(self.map.key_up_to(u64::from(subject))?.map(|(name, _)| name))
    }

    /// Each folded name with its first bearer, in order.
    pub(super) fn stream(&self) -> Stream<'_> {
        self.map.stream()
    }

    /// Every name's bearers begin where the FST, the index and the bitmap say they do.
    pub(super) fn verify(&self) -> Result<(), Error> {
        let mut stream = self.map.stream();
        let mut names = 0_u32;
        while let Some((name, first)) = stream.next()? {
            let found = std::str::from_utf8(name).map_err(|_| broken("a name is no text"))?;
            let bearers = self.exact_bearers(found)?.ok_or(broken("a name is not found"))?;
            if u64::from(bearers.subjects.start) != first
                || bits::is_set(self.starts.as_ref(), first) != Some(true)
            {
                return Err(broken("a name's first bearer is not where it is said to be"));
            }
            names = names.saturating_add(1);
        }
        if names == self.index.count() { Ok(()) } else { Err(broken("it holds other names than its index")) }
    }

    fn group(&self, entry: u64) -> Result<Bearers, Error> {
        let first = u32::try_from(entry >> 1).unwrap_or(u32::MAX);
        if first >= self.subject_count {
            return Err(broken("a name's first bearer does not exist"));
        }
        Ok(Bearers { subjects: self.bearers_from(first)?, has_special: entry & 1 == 1 })
    }
}

impl Bearers {
    /// Their numbers.
    pub fn range(&self) -> Range<u32> {
        self.subjects.clone()
    }

    /// How many they are.
    pub fn count(&self) -> u32 {
        self.subjects.end.saturating_sub(self.subjects.start)
    }
}

/// Bearers of a name who are looked through for its last one: some cache lines.
const NEAR: u64 = 4_096;

fn broken(what: &'static str) -> Error {
    Error::broken(NAMES, what)
}

/// Takes subjects in order and notes where each name begins.
pub(super) struct NamesWriter {
    map: MapBuilder<Vec<u8>>,
    index: BucketsWriter,
    starts: bits::BitmapWriter,
    /// The name of the subject before, its first bearer, and whether that one is special.
    current: Option<(String, u32, bool)>,
    next: u32,
}

impl Default for NamesWriter {
    fn default() -> Self {
        Self {
            map: MapBuilder::memory(),
            index: BucketsWriter::default(),
            starts: bits::BitmapWriter::default(),
            current: None,
            next: 0,
        }
    }
}

impl NamesWriter {
    /// Appends a subject. Names ascend; `""` is no name and stands first; specials stand before the others of a name.
    pub(super) fn push(&mut self, loose: &str, is_special: bool) -> Result<(), fst::Error> {
        let continues = self.current.as_ref().is_some_and(|(name, _, _)| name == loose);
        if !continues {
            self.close_name()?;
            self.current = Some((loose.to_owned(), self.next, is_special));
        }
        self.starts.push(!continues);
        self.next = self.next.saturating_add(1);
        Ok(())
    }

    /// The hashes of the names.
    pub(super) fn hashes(&mut self) -> Result<impl ExactSizeIterator<Item = u64>, fst::Error> {
        self.close_name()?;
        Ok(self.index.hashes())
    }

    /// The section; `None` beyond 2³² names.
    pub(super) fn finish(mut self) -> Result<Option<Section>, fst::Error> {
        self.close_name()?;
        let greatest = self.next.saturating_mul(2).saturating_add(1);
        let Some(index) = self.index.finish(greatest, TAG_BITS) else { return Ok(None) };
        Ok(Some(parts::join(vec![self.map.into_inner()?, index, self.starts.finish()])))
    }

    fn close_name(&mut self) -> Result<(), fst::Error> {
        let Some((name, first, is_special)) = self.current.take().filter(|(name, _, _)| !name.is_empty())
        else {
            return Ok(());
        };
        self.map.insert(&name, u64::from(first))?;
        let entry = first.saturating_mul(2).saturating_add(u32::from(is_special));
        self.index.push(hash(name.as_bytes()), entry);
        Ok(())
    }
}

/// Bits of a name's hash kept beside it: with twelve to a bucket, a name that nobody bears is taken for another once in
/// three hundred million times. Only counts can suffer: a match is made of nobody whose name was not read.
const TAG_BITS: u32 = 32;
