//! Several rows of bytes in one section, told apart by their lengths.
//!
//! In the file: how many parts (u32), zero (u32), the length of each (u64), then the parts, each on a multiple of
//! eight from the section's beginning, zeros between them.

use crate::bytes;
use crate::bytes::Bytes;

/// A section's bytes in pieces, so that none has to be copied before the file is written.
pub(crate) type Section = Vec<Vec<u8>>;

/// The parts of a section, `None` unless there are exactly `N` and they fill it.
pub(super) fn split<const N: usize>(section: &Bytes) -> Option<[Bytes; N]> {
    all(section)?.try_into().ok()
}

/// All parts of a section.
pub(super) fn all(section: &Bytes) -> Option<Vec<Bytes>> {
    let bytes = section.as_ref();
    let count = bytes::u32_at(bytes, 0)?;
    if count > MOST_PARTS {
        return None;
    }
    let mut start = head(usize::try_from(count).ok()?);
    let mut parts = Vec::new();
    for number in 0..usize::try_from(count).ok()? {
        let length = bytes::u64_at(bytes, number.checked_mul(8)?.checked_add(8)?)?;
        parts.push(section.slice(u64::try_from(start).ok()?, length)?);
        start = start.checked_add(usize::try_from(length).ok()?)?.checked_next_multiple_of(8)?;
    }
    (start == bytes.len().next_multiple_of(8)).then_some(parts)
}

/// The section that these parts make, in pieces to be written one behind the other.
pub(super) fn join(parts: Vec<Vec<u8>>) -> Section {
    let mut first = u32::try_from(parts.len()).unwrap_or(u32::MAX).to_le_bytes().to_vec();
    first.extend_from_slice(&[0; 4]);
    for part in &parts {
        first.extend_from_slice(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
    }
    let mut pieces = vec![first];
    for mut part in parts {
        part.resize(part.len().next_multiple_of(8), 0);
        pieces.push(part);
    }
    pieces
}

fn head(count: usize) -> usize {
    count.saturating_mul(8).saturating_add(8)
}

/// More parts than any section has.
const MOST_PARTS: u32 = 64;
