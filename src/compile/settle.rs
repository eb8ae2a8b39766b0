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
}

/// Settles the versions of each record. They come by record, and of each in the order in which they came.
pub(super) fn settle(mut versions: Merged) -> io::Result<Settled> {
    let mut settled = Settled::default();
    let mut record: Vec<Version> = Vec::new();
    while let Some(version) = versions.next(Version::read)? {
        let version = version.ok_or_else(crate::compile::sort::damaged)?;
        if record.first().is_some_and(|first| first.record != version.record) {
            settled.record(std::mem::take(&mut record));
        }
        record.push(version);
    }
    settled.record(record);
    Ok(settled)
}

impl Settled {
    fn record(&mut self, versions: Vec<Version>) {
        if versions.iter().any(|version| version.is_stated) {
            self.feed(versions);
        } else {
            let mut texts: Vec<u64> = versions.iter().map(|version| version.text).collect();
            texts.sort_unstable();
            texts.dedup();
            self.shared_numbers = self.shared_numbers.saturating_add(u64::from(texts.len() > 1));
        }
    }

    /// A feed that corrects itself: the latest version stands, unless it takes the record back.
    fn feed(&mut self, versions: Vec<Version>) {
        let mut versions = in_time(versions);
        let Some(latest) = versions.pop() else { return };
        for earlier in versions {
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
    }
}

/// One row as a version of its record.
pub(super) struct Version {
    /// SHA-256, cut short, of what makes two rows versions of one record.
    record: [u8; 16],
    /// Where among all rows it came.
    place: u32,
    text: u64,
    source: u32,
    line: u64,
    is_stated: bool,
    is_withdrawn: bool,
    updated: Option<String>,
}

impl Version {
    /// Key and payload of a row's version, to be sorted.
    pub(super) fn write(row: &Admitted, source: u32, place: u32) -> ([u8; 20], Vec<u8>) {
        let mut key = [0; 20];
        let place = ordered(place);
        key.iter_mut().zip(record(row).into_iter().chain(place)).for_each(|(to, from)| *to = from);
        let mut payload = XxHash3_64::oneshot(row.row.as_bytes()).to_le_bytes().to_vec();
        payload.extend_from_slice(&source.to_le_bytes());
        payload.extend_from_slice(&row.line.to_le_bytes());
        payload.push(u8::from(row.feed.is_stated));
        payload.push(u8::from(row.feed.withdrawn));
        payload.extend_from_slice(row.feed.updated.as_deref().unwrap_or_default().as_bytes());
        (key, payload)
    }

    fn read(sorted: Sorted<'_>) -> Option<Self> {
        let Sorted { key, payload } = sorted;
        let updated = std::str::from_utf8(payload.get(22..)?).ok()?;
        Some(Self {
            record: bytes::array(key, 0)?,
            place: order_of(bytes::array(key, 16)?),
            text: bytes::u64_at(payload, 0)?,
            source: bytes::u32_at(payload, 8)?,
            line: bytes::u64_at(payload, 12)?,
            is_stated: payload.get(20) == Some(&1),
            is_withdrawn: payload.get(21) == Some(&1),
            updated: Some(updated.to_owned()).filter(|updated| !updated.is_empty()),
        })
    }
}

/// What makes two rows versions of one record. An official feed's number does; other sources number their rows alike, so
/// that the case must be the same as well, or one source's correction would free another's debtor. Rows without a number
/// are versions of the same only word for word.
fn record(row: &Admitted) -> [u8; 16] {
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
/// before it. Stable for the rest.
fn in_time(versions: Vec<Version>) -> Vec<Version> {
    let mut latest = None;
    let mut timed: Vec<(Option<String>, Version)> = Vec::with_capacity(versions.len());
    for version in versions {
        let time = version.updated.clone().or_else(|| latest.clone());
        latest = latest.max(time.clone());
        timed.push((time, version));
    }
    timed.sort_by(|(one, _), (other, _)| one.cmp(other));
    timed.into_iter().map(|(_, version)| version).collect()
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
