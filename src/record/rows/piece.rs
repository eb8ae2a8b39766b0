//! One row's text or the wreck of one: what is handed on?

use crate::record::Flaw;
use crate::record::FlawKind;
use crate::record::Record;
use crate::record::rows::Row;
use crate::record::rows::window::is_gap;

impl Row {
    /// Whether there is no record in it; the reason is the record's fatal flaw.
    pub fn is_malformed(&self) -> bool {
        !self.record.is_readable()
    }

    /// A row as read; the text of one that is not readable is shortened.
    pub(super) fn read(line: u64, text: &str, record: Record) -> Self {
        let text = if record.is_readable() { text } else { head(text) };
        Self { line, text: text.to_owned(), record }
    }

    /// A stretch that is no row, of so many bytes in all.
    pub(super) fn malformed(line: u64, text: &str, kind: FlawKind, bytes: u64) -> Self {
        Self::wrecked(line, text, Flaw::new("row", kind, &format!("{bytes} bytes")))
    }

    /// The input's end inside so many brackets; `behind` is what it ends with.
    pub(super) fn cut(line: u64, behind: &str, open: usize) -> Self {
        let found = format!("the end of the input with {open} brackets open");
        Self::wrecked(line, behind, Flaw::new("row", FlawKind::Truncated, &found))
    }

    /// The last line of a text, which ends inside its row.
    pub(super) fn torn(line: u64, text: &str) -> Self {
        let found = format!("the end of the input after {} bytes of the row", text.len());
        Self::wrecked(line, text, Flaw::new("row", FlawKind::Truncated, &found))
    }

    fn wrecked(line: u64, text: &str, flaw: Flaw) -> Self {
        let text = head(text);
        Self { line, text: text.to_owned(), record: Record::flawed(flaw).noting_lost_bytes(text) }
    }

    /// A stretch that is all there and no row.
    pub(super) fn wreck(line: u64, text: &str, kind: FlawKind) -> Self {
        let text = text.trim_end_matches(|c| is_gap(c) || c == ',');
        Self::malformed(line, text, kind, u64::try_from(text.len()).unwrap_or(u64::MAX))
    }
}

/// As much of a malformed row as is kept.
pub(super) fn head(text: &str) -> &str {
    text.get(..text.floor_char_boundary(MALFORMED_TEXT_LIMIT)).unwrap_or(text)
}

/// The longest row that is held in memory, in bytes of UTF-8.
pub const ROW_LIMIT: usize = 1 << 20;

/// How much of a malformed row's text is kept, in bytes of UTF-8.
pub const MALFORMED_TEXT_LIMIT: usize = 64 << 10;

pub(super) const TOO_LONG: FlawKind = FlawKind::TooLong { limit: ROW_LIMIT as u64 };
