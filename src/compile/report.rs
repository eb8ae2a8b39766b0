//! What became of every row: the numbers add up, and each reject says where it stood and why.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use crate::date::Date;
use crate::index::Totals;
use crate::record::Dialect;
#[cfg(feature = "compile")]
use crate::record::Envelope;
#[cfg(feature = "compile")]
use crate::record::Form;
use crate::record::Record;

/// What was read, kept, folded and rejected. Rows read = records + repeats + rejects.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct Report {
    /// The counts.
    pub totals: Totals,
    /// Rows that are not in the list.
    pub rejects: Vec<Reject>,
    /// The newest day of publication among the records.
    pub newest: Option<Date>,
    /// Forms in which the feeds came, by feed.
    pub forms: BTreeMap<String, String>,
    /// Rows by dialect of their keys.
    pub dialects: BTreeMap<String, u64>,
    /// Flaws of rows by field and kind. A flawed row is in the list all the same, unless it was rejected.
    pub flaws: BTreeMap<String, u64>,
    /// Keys that no dialect knows, and how many rows had them. Their values are kept with the row.
    pub unknown_keys: BTreeMap<String, u64>,
    /// Members of the envelopes around rows that hold no rows, such as a status, and how often each was passed over.
    pub passed_over: BTreeMap<String, u64>,
    /// Record numbers under which a plain source published different rows. All of them are in the list.
    pub shared_numbers: u64,
}

/// Where a row stood.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The feed's name.
    pub source: Arc<str>,
    /// The line on which the row begins, from 1; 0 where there are no lines.
    pub line: u64,
}

/// A row that is not in the list, as it stood, and why.
#[derive(Clone, PartialEq, Eq)]
pub struct Reject {
    /// Where it stood.
    pub origin: Origin,
    /// Why it is not in the list.
    pub reason: RejectReason,
    /// The row as published; of an unreadable one at most its beginning.
    pub row: String,
}

/// Why a row is not in the list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RejectReason {
    /// It is no row.
    #[error("cannot be read as a row: {detail}")]
    Unreadable {
        /// What is wrong.
        detail: String,
    },
    /// It has neither a name nor an id by which anybody could be found.
    #[error("neither name nor id can be read, nobody could be found by it: {detail}")]
    NobodyNamed {
        /// What is wrong with the name.
        detail: String,
    },
    /// The row lists nobody: it takes a record back, that of its number (and, but in official feeds, its case).
    #[error(
        "a withdrawal, which lists nobody; it takes back the record of its number, and in other than official feeds of its case"
    )]
    Withdrawn,
    /// The feed said something later about this record.
    #[error("superseded by a later row of this record ({by})")]
    Superseded {
        /// Where the later row stands.
        by: Origin,
    },
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}", self.source, self.line)
    }
}

impl RejectReason {
    /// Whether it is what the row itself says or does not say, and no other row's doing.
    pub(super) const fn is_of_the_row_itself(&self) -> bool {
        matches!(self, Self::Unreadable { .. } | Self::NobodyNamed { .. })
    }

    /// The word for it in output for machines.
    pub const fn as_code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "unreadable",
            Self::NobodyNamed { .. } => "nobody_named",
            Self::Withdrawn => "withdrawn",
            Self::Superseded { .. } => "superseded",
        }
    }
}

impl Reject {
    /// One line of a reject file: source, line, reason, detail, and the row as published.
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Line<'a> {
            source: &'a str,
            line: u64,
            reason: &'a str,
            detail: String,
            row: &'a str,
        }
        let line = Line {
            source: &self.origin.source,
            line: self.origin.line,
            reason: self.reason.as_code(),
            detail: self.reason.to_string(),
            row: &self.row,
        };
        serde_json::to_string(&line).unwrap_or_default()
    }
}

/// The counts; rejects may be millions, and keys may hold anything.
impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Report")
            .field("totals", &self.totals)
            .field("newest", &self.newest)
            .finish_non_exhaustive()
    }
}

/// Without the row, which may hold a complete id and third parties' text: an error that carries the report is logged by
/// its `Debug`. [`Reject::to_json`] gives the row to whoever asks.
impl fmt::Debug for Reject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reject")
            .field("origin", &self.origin)
            .field("reason", &self.reason)
            .field("row", &format_args!("{} bytes, not shown", self.row.len()))
            .finish()
    }
}

impl Report {
    /// Whether every row read is accounted for.
    pub fn adds_up(&self) -> bool {
        let Totals { rows, records, repeats, rejects, .. } = self.totals;
        records.checked_add(repeats).and_then(|sum| sum.checked_add(rejects)) == Some(rows)
            && u64::try_from(self.rejects.len()) == Ok(rejects)
    }

    pub(super) fn note(&mut self, record: &Record) {
        self.totals.rows = self.totals.rows.saturating_add(1);
        count(&mut self.dialects, dialect(record.dialect), 1);
        for flaw in &record.flaws {
            count(&mut self.flaws, &format!("{} {}", flaw.field, flaw.kind.as_code()), 1);
        }
        for (key, _) in &record.extra {
            count(&mut self.unknown_keys, key, 1);
        }
    }

    /// Notes documents of an identifier's cell that could not be read, beside others that could.
    pub(super) fn note_unread(&mut self, documents: u64) {
        if documents > 0 {
            count(&mut self.flaws, "cardNum unread-document", documents);
        }
    }

    #[cfg(feature = "compile")]
    pub(super) fn note_form(&mut self, source: &str, form: &Form) {
        self.forms.insert(source.to_owned(), form.to_string());
    }

    #[cfg(feature = "compile")]
    pub(super) fn note_envelope(&mut self, envelope: &Envelope) {
        let named = envelope.members();
        for (key, _) in named {
            count(&mut self.passed_over, key, 1);
        }
        let unnamed = envelope.passed().saturating_sub(u64::try_from(named.len()).unwrap_or(u64::MAX));
        if unnamed > 0 {
            count(&mut self.passed_over, "(others)", unnamed);
        }
    }

    pub(super) fn reject(&mut self, reject: Reject) {
        self.totals.rejects = self.totals.rejects.saturating_add(1);
        self.rejects.push(reject);
    }

    pub(super) fn count_repeats(&mut self, repeats: u64) {
        self.totals.repeats = self.totals.repeats.saturating_add(repeats);
    }

    /// Adds the counts of further rows.
    pub(super) fn add(&mut self, other: Self) {
        self.totals.rows = self.totals.rows.saturating_add(other.totals.rows);
        let maps = [
            (&mut self.dialects, other.dialects),
            (&mut self.flaws, other.flaws),
            (&mut self.unknown_keys, other.unknown_keys),
            (&mut self.passed_over, other.passed_over),
        ];
        for (counts, others) in maps {
            others.iter().for_each(|(key, by)| count(counts, key, *by));
        }
    }
}

fn dialect(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Court => "court",
        Dialect::Mirror => "mirror",
        Dialect::Vendor => "vendor",
        Dialect::Renamed => "renamed",
        Dialect::Official => "official",
        Dialect::Unknown => "unknown",
    }
}

/// Counts under `key`, but no more than [`MOST_KEYS`] different ones: a hostile feed must not fill the memory with keys.
fn count(counts: &mut BTreeMap<String, u64>, key: &str, by: u64) {
    if let Some(known) = counts.get_mut(key) {
        *known = known.saturating_add(by);
    } else {
        let key = if counts.len() < MOST_KEYS { key } else { "(others)" };
        let entry = counts.entry(key.to_owned()).or_default();
        *entry = entry.saturating_add(by);
    }
}

const MOST_KEYS: usize = 1000;
