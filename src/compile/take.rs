//! What is to be kept of these rows? Read, admitted and made ready to be sorted, on several threads.

use std::sync::Arc;

use crate::compile::Origin;
use crate::compile::Reject;
use crate::compile::Report;
use crate::compile::admit;
use crate::compile::admit::Admitted;
use crate::compile::lay;
use crate::date::Date;
use crate::record::FlawKind;
use crate::record::Record;

/// Some rows of one feed, read and judged.
#[derive(Default)]
pub(super) struct Taken {
    /// In the order in which they came, but for the rejects.
    pub(super) rows: Vec<Ready>,
    pub(super) rejects: Vec<Reject>,
    /// Counts of these rows only.
    pub(super) report: Report,
    pub(super) spoilt: u64,
    /// Whether the feed ended inside one of them.
    pub(super) is_cut: bool,
}

/// A row that is ready to be sorted.
pub(super) struct Ready {
    pub(super) row: Admitted,
    /// What sorts it.
    pub(super) key: Vec<u8>,
    /// How much of that sorts its subject.
    pub(super) order: u32,
}

impl Taken {
    /// Takes a row that stood in a list, for one of the day `as_of`. It was counted when it came.
    pub(super) fn take_again(&mut self, source: &Arc<str>, text: String, as_of: Date) {
        let record = Record::read(&text);
        match admit::admit(Origin { source: Arc::clone(source), line: 0 }, text, &record, as_of) {
            Ok(row) => self.keep(row),
            Err(reject) => self.rejects.push(*reject),
        }
    }

    /// Takes one row of a list of the day `as_of`.
    pub(super) fn take(&mut self, source: &Arc<str>, line: u64, text: String, record: &Record, as_of: Date) {
        self.report.note(record);
        let mut spoilt = record.flaws.iter().any(|flaw| flaw.kind == FlawKind::LostBytes);
        self.is_cut |= record.flaws.iter().any(|flaw| flaw.kind == FlawKind::Truncated);
        match admit::admit(Origin { source: Arc::clone(source), line }, text, record, as_of) {
            Ok(row) => {
                self.report.note_unread(row.unread);
                self.keep(row);
            }
            Err(reject) => {
                spoilt = true;
                self.rejects.push(*reject);
            }
        }
        self.spoilt = self.spoilt.saturating_add(u64::from(spoilt));
    }

    /// Adds what was taken of further rows.
    #[cfg(feature = "compile")]
    pub(super) fn append(&mut self, other: Self) {
        self.rows.extend(other.rows);
        self.rejects.extend(other.rejects);
        self.report.add(other.report);
        self.spoilt = self.spoilt.saturating_add(other.spoilt);
        self.is_cut |= other.is_cut;
    }

    fn keep(&mut self, row: Admitted) {
        self.rows.push(Ready::of(row));
    }
}

impl Ready {
    pub(super) fn of(row: Admitted) -> Self {
        let mut key = Vec::with_capacity(96);
        let order = lay::put_order(&row, &mut key);
        Self { row, key, order }
    }
}
