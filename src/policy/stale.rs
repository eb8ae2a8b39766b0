//! May this edition answer on that day?

use crate::date::Date;

/// How far an edition's answers go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Freshness {
    /// It is in date.
    InDate,
    /// It is too old, and the policy has a person decide on everything meanwhile.
    Degraded,
}

/// The edition may not answer on this day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Stale {
    /// The edition is older than the policy allows.
    #[error(
        "the edition is of {as_of}, {age} days before {day}, and may be asked for {limit} days only: \
         compile a fresh feed, or state the day that is meant"
    )]
    TooOld {
        /// The edition's as-of day.
        as_of: Date,
        /// The day asked about.
        day: Date,
        /// Days between them.
        age: i64,
        /// Days that the policy allows.
        limit: i64,
    },
    /// The day lies before the edition's.
    #[error(
        "the edition is of {as_of}, after the day asked about, {day}: ask an edition of that day or earlier"
    )]
    NotYet {
        /// The edition's as-of day.
        as_of: Date,
        /// The day asked about.
        day: Date,
    },
}

/// Days from the edition's own on: so many in date, so many more in which everything is referred.
pub(super) fn admit(in_date: i64, degraded: i64, as_of: Date, day: Date) -> Result<Freshness, Stale> {
    let age = day.days_since(as_of);
    let limit = in_date.saturating_add(degraded);
    if age < 0 {
        Err(Stale::NotYet { as_of, day })
    } else if age > limit {
        Err(Stale::TooOld { as_of, day, age, limit })
    } else if age > in_date {
        Ok(Freshness::Degraded)
    } else {
        Ok(Freshness::InDate)
    }
}
