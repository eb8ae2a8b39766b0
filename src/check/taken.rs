//! Which subjects are done with? Few as a rule, and looked through; where a key is shared by all, found in a tree.

use std::collections::BTreeSet;
use std::ops::Range;

use smallvec::SmallVec;

use crate::index::SubjectId;

/// Subjects that were taken in, each once.
#[derive(Default)]
pub(super) struct Taken {
    few: SmallVec<[SubjectId; 8]>,
    /// All of them, once they are more than [`FEW`].
    many: BTreeSet<SubjectId>,
}

impl Taken {
    pub(super) fn contains(&self, id: SubjectId) -> bool {
        if self.many.is_empty() { self.few.contains(&id) } else { self.many.contains(&id) }
    }

    pub(super) fn push(&mut self, id: SubjectId) {
        if self.many.is_empty() && self.few.len() < FEW {
            return self.few.push(id);
        }
        self.many.extend(self.few.drain(..));
        self.many.insert(id);
    }

    /// How many of them have numbers in this range.
    pub(super) fn count_within(&self, numbers: &Range<u32>) -> usize {
        self.few.iter().chain(&self.many).filter(|one| one.is_within(numbers)).count()
    }
}

/// As many are looked through one by one.
const FEW: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_are_found_alike() {
        for count in [0, 1, 31, 32, 33, 34, 200] {
            let mut taken = Taken::default();
            SubjectId::all(0..count).for_each(|id| taken.push(id));
            assert!(SubjectId::all(0..count).all(|id| taken.contains(id)), "{count}");
            assert!(!SubjectId::all(count..count + 5).any(|id| taken.contains(id)), "{count}");
            assert_eq!(taken.count_within(&(1..40)), (1..40.min(count)).len(), "{count}");
        }
    }
}
