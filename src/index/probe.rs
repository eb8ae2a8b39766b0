//! What will a look-up read? Reading it ahead, for many at a time, lets the processor wait for all of it at once.

use crate::index::buckets::Buckets;

/// The places that a check will look at first: the bucket of the name, and a word of each sieve.
#[derive(Default)]
pub struct Probe<'a> {
    name: Option<Place<'a>>,
    /// What the words of the sieves were; of no account but that they were read.
    sifted: u64,
}

/// A hash in a table.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    table: &'a Buckets,
    hash: u64,
    /// Where its bucket begins and ends, once that was read.
    bounds: u64,
}

impl<'a> Place<'a> {
    #[inline]
    pub(super) fn new(table: &'a Buckets, hash: u64) -> Self {
        Self { table, hash, bounds: 0 }
    }
}

impl<'a> Probe<'a> {
    /// Will look for a name there.
    #[inline]
    pub(super) fn name(&mut self, place: Place<'a>) {
        self.name = Some(place);
    }

    /// A word of a sieve that was read.
    #[inline]
    pub(super) fn sift(&mut self, word: u64) {
        self.sifted ^= word;
    }

    /// Reads where the bucket lies.
    #[inline]
    pub fn read_directories(&mut self) {
        if let Some(place) = &mut self.name {
            place.bounds = place.table.read_directory(place.hash);
        }
    }

    /// Reads the bucket. The number is of no account, but whoever drops it may find that nothing was read.
    #[inline]
    pub fn read_buckets(&self) -> u64 {
        self.name.map_or(self.sifted, |place| self.sifted ^ place.table.read_bucket(place.bounds))
    }
}
