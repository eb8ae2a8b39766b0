//! May this edition take the place of that one? A truncated feed must not set people free, nor a broken one block them.

use crate::date::Date;
use crate::index::Edition;

/// How much an edition may differ from the one it replaces. Shares are of the earlier edition's records.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Guard {
    /// The largest share of records that may be gone. Default 0.2: in 2024 a third of the list left within the year,
    /// some 0.1 % a day.
    pub most_gone: f64,
    /// The largest share of records that may be new. Default 0.5.
    pub most_new: f64,
    /// Whether an edition of an earlier day may replace a later one. Default no.
    pub allow_older: bool,
}

/// An edition that may not take the other's place, with the figures.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Implausible {
    /// Too many records are gone.
    #[error(
        "the edition in force has {before} records and the new one {after}: {percent:.0} % fewer, where at most \
         {limit:.0} % are expected to leave; a truncated feed would set people free. Allow it if it is meant"
    )]
    Shrunk {
        /// Records of the edition in force.
        before: u64,
        /// Records of the new one.
        after: u64,
        /// By how many per cent it shrinks.
        percent: f64,
        /// By how many it may.
        limit: f64,
    },
    /// Too many records are new.
    #[error(
        "the edition in force has {before} records and the new one {after}: {percent:.0} % more, where at most \
         {limit:.0} % are expected to come; a broken feed would block people. Allow it if it is meant"
    )]
    Grown {
        /// Records of the edition in force.
        before: u64,
        /// Records of the new one.
        after: u64,
        /// By how many per cent it grows.
        percent: f64,
        /// By how many it may.
        limit: f64,
    },
    /// One class of subjects has vanished.
    #[error(
        "the edition in force lists {before} {class} and the new one none at all: a part of the feed is missing. Allow \
         it if it is meant"
    )]
    ClassGone {
        /// Persons or organisations.
        class: &'static str,
        /// How many there were.
        before: u64,
    },
    /// The new edition is of an earlier day.
    #[error(
        "the edition in force is of {before} and the new one of {after}, an earlier day. Allow it if it is meant"
    )]
    Older {
        /// As-of day of the edition in force.
        before: Date,
        /// As-of day of the new one.
        after: Date,
    },
}

impl Default for Guard {
    fn default() -> Self {
        Self { most_gone: 0.2, most_new: 0.5, allow_older: false }
    }
}

impl Guard {
    /// A guard that lets everything pass.
    pub const fn open() -> Self {
        Self { most_gone: f64::INFINITY, most_new: f64::INFINITY, allow_older: true }
    }

    /// Whether `after` may take the place of `before`. Editions of fewer than a hundred records are too small for
    /// shares to mean anything; only their day is looked at.
    ///
    /// # Errors
    /// [`Implausible`] with the figures where it may not.
    pub fn admit(&self, before: &Edition, after: &Edition) -> Result<(), Implausible> {
        if after.as_of < before.as_of && !self.allow_older {
            return Err(Implausible::Older { before: before.as_of, after: after.as_of });
        }
        if before.totals.records < FEWEST {
            return Ok(());
        }
        self.admit_size(before.totals.records, after.totals.records)?;
        self.admit_class("persons", before.totals.persons, after.totals.persons)?;
        self.admit_class("organisations", before.totals.organisations, after.totals.organisations)
    }

    fn admit_size(&self, before: u64, after: u64) -> Result<(), Implausible> {
        let gone = share(before.saturating_sub(after), before);
        let new = share(after.saturating_sub(before), before);
        if gone > self.most_gone {
            let (percent, limit) = (gone * 100.0, self.most_gone * 100.0);
            return Err(Implausible::Shrunk { before, after, percent, limit });
        }
        if new > self.most_new {
            let (percent, limit) = (new * 100.0, self.most_new * 100.0);
            return Err(Implausible::Grown { before, after, percent, limit });
        }
        Ok(())
    }

    fn admit_class(&self, class: &'static str, before: u64, after: u64) -> Result<(), Implausible> {
        let vanished = before > 0 && after == 0 && self.most_gone.is_finite();
        if vanished { Err(Implausible::ClassGone { class, before }) } else { Ok(()) }
    }
}

#[expect(clippy::cast_precision_loss, clippy::as_conversions, reason = "a share needs no 53rd bit")]
fn share(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}

/// Below this many records a share says nothing.
const FEWEST: u64 = 100;
