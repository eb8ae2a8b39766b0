//! The subjects under one key, in order.

use std::ops::Range;

use smallvec::SmallVec;

use crate::index::SubjectId;

/// Subjects that are no neighbours, in ascending order.
pub(super) type Others = SmallVec<[u32; 4]>;

/// The subjects under one key, in ascending order.
#[derive(Debug, Clone)]
pub struct Postings {
    bearers: Range<u32>,
    /// None of them is among the bearers.
    others: Others,
    next: usize,
}

impl Postings {
    pub(super) fn new(bearers: Range<u32>, others: Others) -> Self {
        Self { bearers, others, next: 0 }
    }

    /// How many subjects are still to come.
    pub fn remaining(&self) -> u64 {
        let others = self.others.len().saturating_sub(self.next);
        u64::try_from(self.bearers.len().saturating_add(others)).unwrap_or(u64::MAX)
    }
}

impl Iterator for Postings {
    type Item = SubjectId;

    fn next(&mut self) -> Option<SubjectId> {
        match self.others.get(self.next) {
            Some(other) if self.bearers.is_empty() || *other < self.bearers.start => {
                self.next = self.next.saturating_add(1);
                Some(SubjectId(*other))
            }
            _ => self.bearers.next().map(SubjectId),
        }
    }
}
