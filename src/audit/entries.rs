//! What stands in this trail? Its entries, one after another, as they can be read.

use std::path::Path;

use crate::audit::Entry;
use crate::audit::Error;
use crate::audit::Hash;
use crate::audit::line;
use crate::audit::segment;
use crate::audit::segment::Segment;
use crate::disk::System;

/// Goes through the entries that are there, purged ones left out, in order; each must be the next one, written behind the one
/// before it. What a crash left at the end is passed over, and a deed that this version cannot read is
/// [`Deed::Unknown`](crate::audit::Deed::Unknown). Whether the trail is as it was written, to its end, tells
/// [`verify`](crate::audit::verify) only.
///
/// # Errors
/// [`Error::Step`] where a file cannot be read, [`Error::Damaged`] where a line is not what was written or not in its place, and whatever
/// `each` returns.
pub fn read<E: From<Error>>(folder: &Path, mut each: impl FnMut(Entry) -> Result<(), E>) -> Result<(), E> {
    let (mut next, mut prev) = (0_u64, Hash::default());
    for segment in &segment::list(&System, folder)? {
        if segment.first != next {
            return Err(misplaced(segment, next).into());
        }
        let bytes = segment.read(&System)?;
        for text in segment::lines(&bytes).0 {
            let (seq, hash) = if segment.is_purged {
                segment::read_epitaph(text).ok_or_else(|| damaged(segment, next))?
            } else {
                let entry = entry(segment, next, text)?;
                if entry.seq == next && entry.prev != prev {
                    return Err(misplaced(segment, next).into());
                }
                let (seq, hash) = (entry.seq, entry.hash);
                if seq == next {
                    each(entry)?;
                }
                (seq, hash)
            };
            if seq != next {
                return Err(misplaced(segment, next).into());
            }
            (next, prev) = (next.saturating_add(1), hash);
        }
    }
    Ok(())
}

/// Goes through the hashes of all entries, purged ones included, in order: the leaves of the trail's tree.
///
/// # Errors
/// As [`read`].
pub fn leaves<E: From<Error>>(folder: &Path, mut each: impl FnMut(Hash) -> Result<(), E>) -> Result<(), E> {
    let mut next = 0_u64;
    for segment in segment::list(&System, folder)? {
        let bytes = segment.read(&System)?;
        for text in segment::lines(&bytes).0 {
            let hash = if segment.is_purged {
                segment::read_epitaph(text).map(|(_, hash)| hash)
            } else {
                line::read(text).ok().map(|line| line.hash)
            };
            each(hash.ok_or_else(|| damaged(&segment, next))?)?;
            next = next.saturating_add(1);
        }
    }
    Ok(())
}

fn entry(segment: &Segment, next: u64, text: &[u8]) -> Result<Entry, Error> {
    let line = line::read(text).map_err(|_| damaged(segment, next))?;
    line.any().ok_or_else(|| damaged(segment, next))
}

fn misplaced(segment: &Segment, at: u64) -> Error {
    let what =
        "another entry stands in its place, or one that was not written behind the one before it".to_owned();
    Error::Damaged { path: segment.path.clone(), at, what }
}

fn damaged(segment: &Segment, at: u64) -> Error {
    let what = "its line is not as it was written".to_owned();
    Error::Damaged { path: segment.path.clone(), at, what }
}
