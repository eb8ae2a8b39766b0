//! Which rows still stand? In a feed that corrects itself the latest word on a record counts.

use std::collections::HashMap;
use std::io;

use sha2::Digest as _;
use sha2::Sha256;
use twox_hash::XxHash3_64;

use crate::bytes;
use crate::compile::admit::Admitted;
use crate::compile::sort::Merged;
use crate::compile::sort::Sorted;
use crate::date::Date;
use crate::index::Said;

/// Why a row does not stand.
pub(super) enum Fate {
    /// It says again what the row that stands, or another, says.
    Repeat,
    /// The row of this source, on this line, said something later.
    Superseded { source: u32, line: u64 },
    /// It takes the record back.
    Withdrawn,
}

/// What became of the rows that do not stand, by their places in the order in which they came.
#[derive(Default)]
pub(super) struct Settled {
    pub(super) fates: HashMap<u32, Fate>,
    /// Record numbers under which a plain source published different rows.
    pub(super) shared_numbers: u64,
    /// What the rows that stand do not tell of their records, by record.
    pub(super) past: Vec<Said>,
}

/// Settles the versions of each record. They come by record, and of each in the order in which they came. What was taken
/// back too long before `as_of` is not remembered.
pub(super) fn settle(mut versions: Merged, as_of: Date) -> io::Result<Settled> {
    let mut settled = Settled::default();
    let mut record: Vec<Version> = Vec::new();
    while let Some(version) = versions.next(Version::read)? {
        let version = version.ok_or_else(crate::compile::sort::damaged)?;
        if record.first().is_some_and(|first| first.record != version.record) {
            settled.record(std::mem::take(&mut record), as_of);
        }
        record.push(version);
    }
    settled.record(record, as_of);
    let first = as_of.plus_days(-REMEMBERED).map(|day| day.to_string());
    settled.past.retain(|said| !said.withdrawn || said.time.is_none() || said.time >= first);
    Ok(settled)
}

impl Settled {
    fn record(&mut self, versions: Vec<Version>, as_of: Date) {
        if versions.iter().any(|version| version.is_stated || version.is_settled) {
            self.feed(versions, as_of);
        } else {
            let mut texts: Vec<u64> = versions.iter().map(|version| version.text).collect();
            texts.sort_unstable();
            texts.dedup();
            self.shared_numbers = self.shared_numbers.saturating_add(u64::from(texts.len() > 1));
        }
    }

    /// A feed that corrects itself: the latest version stands, unless it takes the record back.
    fn feed(&mut self, versions: Vec<Version>, as_of: Date) {
        let mut versions = in_time(versions, as_of);
        let Some((time, latest)) = versions.pop() else { return };
        for (_, earlier) in versions {
            let fate = if earlier.text == latest.text {
                Fate::Repeat
            } else {
                Fate::Superseded { source: latest.source, line: latest.line }
            };
            self.fates.insert(earlier.place, fate);
        }
        if latest.is_withdrawn {
            self.fates.insert(latest.place, Fate::Withdrawn);
        }
        let is_told = latest.is_stated && !latest.is_doubted && !latest.is_settled && latest.updated == time;
        if latest.is_withdrawn || !is_told {
            self.past.push(Said { record: latest.record, time, withdrawn: latest.is_withdrawn });
        }
    }
}

/// One row as a version of its record; or what is remembered of a record that was withdrawn.
pub(super) struct Version {
    /// SHA-256, cut short, of what makes two rows versions of one record.
    record: [u8; 16],
    /// Where among all rows it came.
    place: u32,
    text: u64,
    source: u32,
    line: u64,
    /// The row states that it adds, changes, deletes or dates.
    is_stated: bool,
    is_withdrawn: bool,
    /// The row's own time is not believed.
    is_doubted: bool,
    /// It stood in a list that remembers when it was said, or that a feed corrects its record.
    is_settled: bool,
    updated: Option<String>,
}

/// Where a row stood: its source's number, its line, and its place among all rows.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) source: u32,
    pub(super) line: u64,
    pub(super) place: u32,
}

impl Version {
    /// Key and payload of a row's version, to be sorted. `said` is what is known of its record from before.
    pub(super) fn write(row: &Admitted, at: Place, said: Option<&Said>) -> ([u8; 20], Vec<u8>) {
        let time = said.map_or(&row.feed.updated, |said| &said.time);
        let marks = mark(row.feed.is_stated, STATED)
            | mark(row.feed.withdrawn, WITHDRAWN)
            | mark(row.feed.is_doubted && said.is_none(), DOUBTED)
            | mark(said.is_some(), SETTLED);
        let text = XxHash3_64::oneshot(row.row.as_bytes());
        sorted(record(row), at, (text, marks), time.as_deref())
    }

    /// The same of a record that was withdrawn before.
    pub(super) fn write_withdrawn(said: &Said, at: Place) -> ([u8; 20], Vec<u8>) {
        sorted(said.record, at, (0, STATED | WITHDRAWN), said.time.as_deref())
    }

    fn read(sorted: Sorted<'_>) -> Option<Self> {
        let Sorted { key, payload } = sorted;
        let updated = std::str::from_utf8(payload.get(21..)?).ok()?;
        let marks = payload.get(20)?;
        Some(Self {
            record: bytes::array(key, 0)?,
            place: order_of(bytes::array(key, 16)?),
            text: bytes::u64_at(payload, 0)?,
            source: bytes::u32_at(payload, 8)?,
            line: bytes::u64_at(payload, 12)?,
            is_stated: marks & STATED != 0,
            is_withdrawn: marks & WITHDRAWN != 0,
            is_doubted: marks & DOUBTED != 0,
            is_settled: marks & SETTLED != 0,
            updated: Some(updated.to_owned()).filter(|updated| !updated.is_empty()),
        })
    }
}

const fn mark(is_set: bool, mark: u8) -> u8 {
    if is_set { mark } else { 0 }
}

fn sorted(record: [u8; 16], at: Place, (text, marks): (u64, u8), time: Option<&str>) -> ([u8; 20], Vec<u8>) {
    let mut key = [0; 20];
    key.iter_mut().zip(record.into_iter().chain(ordered(at.place))).for_each(|(to, from)| *to = from);
    let mut payload = text.to_le_bytes().to_vec();
    payload.extend_from_slice(&at.source.to_le_bytes());
    payload.extend_from_slice(&at.line.to_le_bytes());
    payload.push(marks);
    payload.extend_from_slice(time.unwrap_or_default().as_bytes());
    (key, payload)
}

/// What makes two rows versions of one record. An official feed's number does; other sources number their rows alike, so
/// that the case must be the same as well, or one source's correction would free another's debtor. Rows without a number
/// are versions of the same only word for word.
pub(super) fn record(row: &Admitted) -> [u8; 16] {
    let within = match (row.record_id.is_empty(), row.feed.official) {
        (true, _) => row.row.as_str(),
        (false, true) => "",
        (false, false) => row.case_number.as_str(),
    };
    let mut hash = Sha256::new();
    hash.update([u8::from(row.feed.official)]);
    hash.update(row.record_id.len().to_le_bytes());
    hash.update(&row.record_id);
    hash.update(within);
    hash.finalize().first_chunk().copied().unwrap_or_default()
}

/// In the order of their times. A row that states none, often a withdrawal, was said when it came: after the latest time
/// before it; and one that states a time that nobody can believe on the edition's day, or after that. Stable for the rest.
fn in_time(versions: Vec<Version>, as_of: Date) -> Vec<(Option<String>, Version)> {
    let mut latest = None;
    let mut timed: Vec<(Option<String>, Version)> = Vec::with_capacity(versions.len());
    for version in versions {
        let came =
            || if version.is_doubted { latest.clone().max(Some(as_of.to_string())) } else { latest.clone() };
        let time = version.updated.clone().or_else(came);
        latest = latest.max(time.clone());
        timed.push((time, version));
    }
    timed.sort_by(|(one, _), (other, _)| one.cmp(other));
    timed
}

/// A number as bytes that compare as it does.
fn ordered(number: u32) -> [u8; 4] {
    let mut bytes = number.to_le_bytes();
    bytes.reverse();
    bytes
}

fn order_of(mut bytes: [u8; 4]) -> u32 {
    bytes.reverse();
    u32::from_le_bytes(bytes)
}

const STATED: u8 = 1;
const WITHDRAWN: u8 = 2;
const DOUBTED: u8 = 4;
const SETTLED: u8 = 8;

/// Days for which a withdrawal is remembered, so that a row that comes late does not bring its record back.
const REMEMBERED: i64 = 400;
