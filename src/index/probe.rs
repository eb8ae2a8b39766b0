//! What will a look-up read? Reading it ahead, for many at a time, lets the processor wait for all of it at once.

use smallvec::SmallVec;

use crate::index::buckets::Buckets;

/// The places that a check will look at first.
#[derive(Default)]
pub struct Probe<'a> {
    places: SmallVec<[Place<'a>; 7]>,
}

/// A hash in a table.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) table: &'a Buckets,
    pub(super) hash: u64,
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
    #[inline]
    pub(super) fn push(&mut self, place: Option<Place<'a>>) {
        if let Some(place) = place {
            self.places.push(place);
        }
    }

    /// Reads where the buckets lie.
    #[inline]
    pub fn read_directories(&mut self) {
        for place in &mut self.places {
            place.bounds = place.table.read_directory(place.hash);
        }
    }

    /// Reads the buckets. The number is of no account, but whoever drops it may find that nothing was read.
    #[inline]
    pub fn read_buckets(&self) -> u64 {
        self.places.iter().fold(0, |sum, place| sum ^ place.table.read_bucket(place.bounds))
    }
}
