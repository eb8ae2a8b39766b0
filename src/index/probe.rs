//! What will a look-up read? Reading it ahead, for many at a time, lets the processor wait for all of it at once.

use crate::index::buckets::Buckets;

/// The places that a check will look at first.
pub struct Probe<'a> {
    places: [Option<Place<'a>>; 2],
}

/// A hash in a table, and the bounds of its bucket once they are known.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) table: &'a Buckets,
    pub(super) hash: u64,
}

impl<'a> Probe<'a> {
    pub(super) fn new(places: [Option<Place<'a>>; 2]) -> Self {
        Self { places }
    }

    /// Reads where the buckets lie. The number is of no account, but whoever drops it may find that nothing was read.
    #[inline]
    pub fn read_directories(&self) -> u64 {
        self.places.iter().flatten().fold(0, |sum, place| sum ^ place.table.read_directory(place.hash))
    }

    /// Reads the buckets.
    #[inline]
    pub fn read_buckets(&self) -> u64 {
        self.places.iter().flatten().fold(0, |sum, place| sum ^ place.table.read_bucket(place.hash))
    }
}
