//! How does the desk fare? Everything that an exporter of metrics wants to know, in one struct.

use serde::Serialize;

use crate::date::Date;
use crate::index::Index;

/// The state of a [`Screener`](crate::Screener), at one moment. No applicant's data are in it.
///
/// Counters begin at zero with the screener, and only grow. Times are seconds since 1970 by this machine's clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Health {
    /// SHA-256 of the edition in force, in hexadecimal; with feeds over it, that of list and feeds together.
    pub edition: String,
    /// The day whose state of the list it is.
    pub as_of: Date,
    /// How many days ago that was; negative for a day to come.
    pub age_days: i64,
    /// Whether the edition answers today for the general use: once it is too old, every check is an error.
    pub is_in_date: bool,
    /// How many records it has.
    pub records: u64,
    /// How many entries of relief are in force.
    pub relief_entries: u64,
    /// What lies over the list: `None` where no feed was taken since the list was.
    pub laid: Option<Laid>,
    /// How often a list was taken up since the screener was built, the same one again included.
    pub reloads: u64,
    /// How often relief was.
    pub relief_reloads: u64,
    /// How many feeds were taken since the screener was built.
    pub feeds: u64,
    /// How often a list, relief or a feed was refused.
    pub refusals: u64,
    /// When a list was last taken up; `None` since the screener was built.
    pub last_reload: Option<u64>,
    /// The last refusal; `None` if there was none since the screener was built. It stays after a reload that went well:
    /// [`Self::is_refusing`] tells whether it still holds.
    pub last_refusal: Option<Refusal>,
    /// Whether the last try to take up a list, to take up relief, or to take a feed, was refused.
    pub is_refusing: bool,
    /// Whether list, relief and feeds are taken only with a seal.
    pub is_sealed: bool,
    /// Answers that were given, by outcome.
    pub answers: Answers,
    /// Questions that got no answer, by reason.
    pub errors: Errors,
}

/// Feeds over a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Laid {
    /// SHA-256 of the list below, in hexadecimal.
    pub list: String,
    /// The day whose state of the list that one is.
    pub as_of: Date,
    /// How many records stand in the feeds' layer: those of everybody of whom anything changed. When they are many, it is time
    /// to compile.
    pub records: u64,
}

impl Laid {
    pub(super) fn of(index: &Index) -> Option<Self> {
        let below = index.below()?.edition();
        Some(Self { list: below.stamp().hex(), as_of: below.as_of, records: index.records_above() })
    }
}

/// A list or relief that was not taken up, or a feed that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Refusal {
    /// When.
    pub at: u64,
    /// `list`, `relief` or `feed`.
    pub what: &'static str,
    /// Why: what was expected, what was found, where.
    pub because: String,
}

/// How many answers had each outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Answers {
    /// Clear.
    pub clear: u64,
    /// Refer.
    pub refer: u64,
    /// Block.
    pub block: u64,
}

/// How many questions got no answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Errors {
    /// What was asked could not be read, or for a use or condition that the policy does not know.
    pub query: u64,
    /// The edition was out of date.
    pub stale: u64,
    /// The list could not be searched, or the answer not be recorded.
    pub other: u64,
}
