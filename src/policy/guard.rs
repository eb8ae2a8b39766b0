//! May this edition take the place of that one? A truncated feed must not set people free, nor a broken one block them.

use std::collections::BTreeMap;

use crate::date::Date;
use crate::index;
use crate::index::Diff;
use crate::index::Edition;
use crate::index::Index;
use crate::index::diff::Kind;
use crate::record::Role;

/// How much an edition may differ from the one it replaces. Shares are of the earlier edition's records.
///
/// Each refusal names the setting that would let the edition pass.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Guard {
    /// The largest share of records that may be gone. Default 0.2: in 2024 a third of the list left within the year,
    /// some 0.1 % a day.
    pub most_gone: f64,
    /// The largest share of records that may be new. Default 0.5.
    pub most_new: f64,
    /// The largest share of the new edition's rows that may be spoilt. Default 0.1.
    pub most_spoilt: f64,
    /// How many days a delta may carry an edition on, where [`Self::admit_delta`] is asked. Default 7: whoever was listed or
    /// withdrawn on a day that no delta tells of is missing, and the day would say that they are not.
    pub most_days: u16,
    /// Whether an edition of an earlier day may replace a later one. Default no.
    pub allow_older: bool,
    /// Whether all persons, all organisations or all records of a province may be gone, or those of a province come that
    /// there were none of. Default no.
    pub allow_other_parts: bool,
    /// Whether an edition may replace one that names another source. Default no; one that names none may.
    pub allow_other_source: bool,
}

/// An edition that may not take the other's place, with the figures.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Implausible {
    /// Too many records are gone.
    #[error(
        "the edition in force has {before} records and the new one {after}: {percent:.0} % fewer, where at most \
         {limit:.0} % are expected to leave; a truncated feed would set people free. Allow it if it is meant \
         (`most_gone`)"
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
         {limit:.0} % are expected to come; a broken feed would block people. Allow it if it is meant (`most_new`)"
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
    /// Too many of those listed have left, however many came in their place.
    #[error(
        "{gone} of the {before} records of the edition in force are gone from the new one: {percent:.0} %, where at most \
         {limit:.0} % are expected to leave; a feed of others would set people free. Allow it if it is meant (`most_gone`)"
    )]
    Left {
        /// Records of the edition in force.
        before: u64,
        /// How many of them are gone.
        gone: u64,
        /// How many per cent that is.
        percent: f64,
        /// How many it may be.
        limit: f64,
    },
    /// Too many of those listed were not before, however many left.
    #[error(
        "{new} records are new beside the {before} of the edition in force: {percent:.0} %, where at most {limit:.0} % are \
         expected to come; a feed of others would block people. Allow it if it is meant (`most_new`)"
    )]
    Came {
        /// Records of the edition in force.
        before: u64,
        /// How many are new.
        new: u64,
        /// How many per cent of them that is.
        percent: f64,
        /// How many it may be.
        limit: f64,
    },
    /// Who left and who came cannot be counted.
    #[error("the new edition cannot be compared with the one in force: {what}; verify both of them")]
    Uncounted {
        /// What is wrong with one of the lists.
        what: String,
    },
    /// One class of subjects has vanished.
    #[error(
        "the edition in force lists {before} {class} and the new one none at all: a part of the feed is missing. Allow \
         it if it is meant (`allow_other_parts`)"
    )]
    ClassGone {
        /// Persons or organisations.
        class: &'static str,
        /// How many there were.
        before: u64,
    },
    /// All records of one province have vanished.
    #[error(
        "the edition in force has {before} records of {province} and the new one none at all: a part of the feed is \
         missing. Allow it if it is meant (`allow_other_parts`)"
    )]
    ProvinceGone {
        /// The courts' province, as the rows name it.
        province: String,
        /// How many records there were.
        before: u64,
    },
    /// There are records of a province that there were none of.
    #[error(
        "the edition in force has no records of {province} and the new one {after}: a feed of another province would \
         block its people. Allow it if it is meant (`allow_other_parts`)"
    )]
    ProvinceCame {
        /// The courts' province, as the rows name it.
        province: String,
        /// How many records there are.
        after: u64,
    },
    /// Too many of the rows are spoilt.
    #[error(
        "{spoilt} of the new edition's {rows} rows cannot be read, name nobody or have lost bytes: {percent:.0} %, where \
         at most {limit:.0} % may; whoever they name would be set free. Allow it if it is meant (`most_spoilt`)"
    )]
    Spoilt {
        /// Such rows.
        spoilt: u64,
        /// All rows.
        rows: u64,
        /// The share in per cent.
        percent: f64,
        /// The largest allowed.
        limit: f64,
    },
    /// The new edition is of an earlier day.
    #[error(
        "the edition in force is of {before} and the new one of {after}, an earlier day. Allow it if it is meant \
         (`allow_older`)"
    )]
    Older {
        /// As-of day of the edition in force.
        before: Date,
        /// As-of day of the new one.
        after: Date,
    },
    /// A delta over an edition of a day long before: what came and left between them is missing.
    #[error(
        "the edition that is updated is of {before} and the new one of {after}, {days} days later, where a delta may carry it on \
         by {limit} days at most; whoever was listed or withdrawn between them is missing, and would pass as settled. Take the \
         days between first, or the whole list as a snapshot, or allow it if the delta holds all of them (`most_days`)"
    )]
    Gap {
        /// As-of day of the edition that is updated.
        before: Date,
        /// As-of day of the new one.
        after: Date,
        /// Days from the one to the other.
        days: i64,
        /// By how many it may be carried on.
        limit: u16,
    },
    /// The new edition comes from somewhere else.
    #[error(
        "the edition in force comes from “{before}” and the new one from “{after}”. Allow it if it is meant \
         (`allow_other_source`)"
    )]
    OtherSource {
        /// Source of the edition in force.
        before: String,
        /// Source of the new one.
        after: String,
    },
}

impl Default for Guard {
    fn default() -> Self {
        Self {
            most_gone: 0.2,
            most_new: 0.5,
            most_spoilt: 0.1,
            most_days: 7,
            allow_older: false,
            allow_other_parts: false,
            allow_other_source: false,
        }
    }
}

impl Guard {
    /// A guard that lets everything pass.
    pub const fn open() -> Self {
        Self {
            most_gone: f64::INFINITY,
            most_new: f64::INFINITY,
            most_spoilt: f64::INFINITY,
            most_days: u16::MAX,
            allow_older: true,
            allow_other_parts: true,
            allow_other_source: true,
        }
    }

    /// Whether `after` may take the place of `before`. Editions of fewer than a hundred records are too small for
    /// shares to mean anything; only their day and source are looked at. Sizes are compared and nobody is looked up: where
    /// both lists are at hand, [`Self::admit_list`] sees more.
    ///
    /// # Errors
    /// [`Implausible`] with the figures where it may not.
    pub fn admit(&self, before: &Edition, after: &Edition) -> Result<(), Implausible> {
        self.admit_origin(before, after)?;
        self.admit_rows(after)?;
        if before.totals.records < FEWEST {
            return Ok(());
        }
        self.admit_size(before.totals.records, after.totals.records)?;
        if self.allow_other_parts {
            return Ok(());
        }
        admit_class("persons", before.totals.persons, after.totals.persons)?;
        admit_class("organisations", before.totals.organisations, after.totals.organisations)?;
        admit_provinces(&before.provinces, &after.provinces)
    }

    /// As [`Self::admit`], where `after` was made of `before` and a delta: the days between them must be few too, however few
    /// the records. A snapshot tells the whole list, and needs only [`Self::admit`].
    ///
    /// # Errors
    /// [`Implausible`] with the figures where it may not.
    pub fn admit_delta(&self, before: &Edition, after: &Edition) -> Result<(), Implausible> {
        self.admit(before, after)?;
        let (days, limit) = (after.as_of.days_since(before.as_of), self.most_days);
        if limit == u16::MAX || days <= i64::from(limit) {
            return Ok(());
        }
        Err(Implausible::Gap { before: before.as_of, after: after.as_of, days, limit })
    }

    /// As [`Self::admit`], and counts who really left and who came: as many others in their place are no excuse.
    ///
    /// # Errors
    /// [`Implausible`] with the figures where it may not.
    ///
    /// Cost: one walk over the subjects and record ids of both lists.
    pub fn admit_list(&self, before: &Index, after: &Index) -> Result<(), Implausible> {
        self.admit(before.edition(), after.edition())?;
        self.admit_change(before, after)
    }

    /// Whether few enough records left and came. Those of a subject that both lists have count by their number: a source may
    /// give them other record ids, which sets nobody free.
    ///
    /// # Errors
    /// [`Implausible`] with the figures where too many did.
    pub fn admit_change(&self, before: &Index, after: &Index) -> Result<(), Implausible> {
        let records = before.edition().totals.records;
        if records < FEWEST || (self.most_gone.is_infinite() && self.most_new.is_infinite()) {
            return Ok(());
        }
        let counted = moved(before, after);
        let (gone, new) = counted.map_err(|error| Implausible::Uncounted { what: error.to_string() })?;
        self.admit_moved(records, gone, new)
    }

    /// As [`Self::admit_change`] for who counted already: of `records` listed so many are `gone`, and so many are `new`.
    pub(crate) fn admit_moved(&self, records: u64, gone: u64, new: u64) -> Result<(), Implausible> {
        if records < FEWEST {
            return Ok(());
        }
        let (left, came) = (share(gone, records), share(new, records));
        if left > self.most_gone {
            let (percent, limit) = (left * 100.0, self.most_gone * 100.0);
            return Err(Implausible::Left { before: records, gone, percent, limit });
        }
        if came > self.most_new {
            let (percent, limit) = (came * 100.0, self.most_new * 100.0);
            return Err(Implausible::Came { before: records, new, percent, limit });
        }
        Ok(())
    }

    fn admit_origin(&self, before: &Edition, after: &Edition) -> Result<(), Implausible> {
        if after.as_of < before.as_of && !self.allow_older {
            return Err(Implausible::Older { before: before.as_of, after: after.as_of });
        }
        let (one, other) = (&before.source, &after.source);
        let is_other = !one.is_empty() && !other.is_empty() && one != other;
        if is_other && !self.allow_other_source {
            return Err(Implausible::OtherSource { before: one.clone(), after: other.clone() });
        }
        Ok(())
    }

    fn admit_rows(&self, after: &Edition) -> Result<(), Implausible> {
        let (rows, spoilt) = (after.totals.rows, after.totals.spoilt);
        let share = share(spoilt, rows.max(1));
        if rows < FEWEST || share <= self.most_spoilt {
            return Ok(());
        }
        Err(Implausible::Spoilt { spoilt, rows, percent: share * 100.0, limit: self.most_spoilt * 100.0 })
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
}

/// Records of the listed that left, and that came.
fn moved(before: &Index, after: &Index) -> Result<(u64, u64), index::Error> {
    let (mut gone, mut new) = (0_u64, 0_u64);
    for change in Diff::new(before, after)?.by_keys() {
        let change = change?;
        if change.subject.subject().role != Role::Listed {
            // Those who answer for organisations come after all of them, and share their records.
            break;
        }
        let of = |kind| change.records.iter().filter(|record| record.kind() == kind).count();
        let (left, came) = (of(Kind::Removed), of(Kind::Added));
        gone = gone.saturating_add(u64::try_from(left.saturating_sub(came)).unwrap_or(u64::MAX));
        new = new.saturating_add(u64::try_from(came.saturating_sub(left)).unwrap_or(u64::MAX));
    }
    Ok((gone, new))
}

fn admit_class(class: &'static str, before: u64, after: u64) -> Result<(), Implausible> {
    if before > 0 && after == 0 { Err(Implausible::ClassGone { class, before }) } else { Ok(()) }
}

/// Where both editions tell their provinces: one of an earlier version of the crate tells none.
fn admit_provinces(before: &BTreeMap<String, u64>, after: &BTreeMap<String, u64>) -> Result<(), Implausible> {
    if before.is_empty() || after.is_empty() {
        return Ok(());
    }
    if let Some((province, before)) = missing(before, after) {
        return Err(Implausible::ProvinceGone { province, before });
    }
    if let Some((province, after)) = missing(after, before) {
        return Err(Implausible::ProvinceCame { province, after });
    }
    Ok(())
}

/// The province of the most records that the other edition has none of, unless they are so few that chance explains it, or
/// the other one does not tell all.
fn missing(of: &BTreeMap<String, u64>, in_: &BTreeMap<String, u64>) -> Option<(String, u64)> {
    if in_.len() >= Edition::MOST_PROVINCES {
        return None;
    }
    let missing = of.iter().filter(|(province, records)| **records >= PART && !in_.contains_key(*province));
    missing.max_by_key(|(_, records)| **records).map(|(province, records)| (province.clone(), *records))
}

#[expect(clippy::cast_precision_loss, clippy::as_conversions, reason = "a share needs no 53rd bit")]
fn share(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}

/// Below this many records a share says nothing.
const FEWEST: u64 = 100;

/// Records of a province that do not come or go together: at a thousandth a day, not in a lifetime. Fewer may be a misspelling.
const PART: u64 = 20;
