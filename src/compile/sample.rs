//! Which rows speak for all? The rows with the least hashes: a sample that does not depend on their order.

use std::collections::BTreeMap;

use twox_hash::XxHash3_64;

/// Some of the rows, with what is known of each.
#[derive(Default)]
pub(super) struct Sample {
    rows: BTreeMap<u64, Sampled>,
    bytes: usize,
}

/// A row of the sample.
pub(super) struct Sampled {
    pub(super) name: String,
    pub(super) id: String,
    pub(super) record: String,
    pub(super) row: String,
}

impl Sample {
    /// Takes the row, and gives up others for it, if its hash is among the least.
    pub(super) fn offer(&mut self, row: &str, sampled: impl FnOnce() -> Sampled) {
        let hash = XxHash3_64::oneshot(row.as_bytes());
        if !self.takes_hash(hash) {
            return;
        }
        self.bytes = self.bytes.saturating_add(row.len());
        if let Some(same) = self.rows.insert(hash, sampled()) {
            self.bytes = self.bytes.saturating_sub(same.row.len());
        }
        while self.rows.len() > MOST_ROWS || self.bytes > MOST_BYTES && self.rows.len() > 1 {
            let Some((_, given_up)) = self.rows.pop_last() else { return };
            self.bytes = self.bytes.saturating_sub(given_up.row.len());
        }
    }

    /// Whether the row would come into the sample.
    pub(super) fn takes(&self, row: &str) -> bool {
        self.takes_hash(XxHash3_64::oneshot(row.as_bytes()))
    }

    fn takes_hash(&self, hash: u64) -> bool {
        let is_full = self.rows.len() >= MOST_ROWS || self.bytes >= MOST_BYTES;
        !is_full || self.rows.last_key_value().is_none_or(|(greatest, _)| hash < *greatest)
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &Sampled> {
        self.rows.values()
    }
}

/// Rows of a sample, and their bytes together: more would teach little.
const MOST_ROWS: usize = 1 << 15;
const MOST_BYTES: usize = 32 << 20;
