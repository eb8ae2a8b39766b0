//! Who really leaves and comes by a feed? As many others in their place are no excuse.

use std::collections::BTreeMap;

use crate::compile::layers::standing::Standing;

/// Records that leave and come, by subject. A subject's record that says something new leaves and comes, and does neither:
/// so it is counted where two whole lists are compared.
#[derive(Default)]
pub(super) struct Moved {
    subjects: BTreeMap<Box<[u8]>, i64>,
    /// Of a row that cannot be read any more.
    lost: u64,
}

impl Moved {
    /// A record that stood stands no more; `None` where nobody can say whose it was.
    pub(super) fn leaves(&mut self, row: Option<&Standing>) {
        match row {
            Some(row) => self.count(row, -1),
            None => self.lost = self.lost.saturating_add(1),
        }
    }

    /// A record comes to stand.
    pub(super) fn comes(&mut self, row: &Standing) {
        self.count(row, 1);
    }

    /// Records that are gone, and that are new.
    pub(super) fn counts(&self) -> (u64, u64) {
        let (mut gone, mut new) = (self.lost, 0_u64);
        for net in self.subjects.values() {
            let moved = net.unsigned_abs();
            if *net < 0 {
                gone = gone.saturating_add(moved);
            } else {
                new = new.saturating_add(moved);
            }
        }
        (gone, new)
    }

    fn count(&mut self, row: &Standing, by: i64) {
        let net = self.subjects.entry(row.order().into()).or_default();
        *net = net.saturating_add(by);
    }
}
