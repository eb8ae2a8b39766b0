//! What is past its term, and what stays of it? A purged segment leaves the hashes of its entries, so that every proof
//! still holds, and an entry that says who had it done and by which rule.

use std::collections::BTreeSet;
use std::path::Path;

use crate::audit::Deed;
use crate::audit::Error;
use crate::audit::Keys;
use crate::audit::Moment;
use crate::audit::Purge;
use crate::audit::anchor;
use crate::audit::error::step;
use crate::audit::keys::sync_folder;
use crate::audit::line;
use crate::audit::segment;
use crate::audit::segment::Segment;
use crate::audit::tree::Frontier;
use crate::audit::writer::Writer;
use crate::date::Date;
use crate::disk::Disk;
use crate::disk::folder_of;

/// What a purge removed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Purged {
    /// How many entries.
    pub entries: u64,
    /// In how many segments.
    pub segments: u64,
    /// Ids of the keys that were dropped since no entry needs them any more.
    pub keys: Vec<String>,
}

/// Who had it done, and why, is told.
pub(super) fn check(by: &str, why: &str) -> Result<(), Error> {
    if by.trim().is_empty() || why.trim().is_empty() {
        return Err(Error::Refused("say who has it done, and by which rule".to_owned()));
    }
    Ok(())
}

/// The segments all of whose entries were written before `day`, but for the one being written.
pub(super) fn past(
    disk: &dyn Disk,
    folder: &Path,
    before: Date,
    writer: &Writer,
) -> Result<Vec<Segment>, Error> {
    let end = Moment::start_of(before);
    let mut past = Vec::new();
    for segment in segment::list(disk, folder)? {
        if !segment.is_purged && !writer.is_writing(&segment) && written_before(disk, &segment, end)? {
            past.push(segment);
        }
    }
    Ok(past)
}

/// Puts down the tombstone of a segment. The segment is still there, and still counts.
pub(super) fn bury(
    disk: &dyn Disk,
    folder: &Path,
    segment: &Segment,
    (by, why): (&str, &str),
) -> Result<Purge, Error> {
    let bytes = segment.read(disk)?;
    let (mut tree, mut epitaphs, mut until) = (Frontier::default(), String::new(), Moment::default());
    for text in segment::lines(&bytes).0 {
        let line = intact(segment, text)?;
        epitaphs.push_str(&segment::epitaph(line.seq, line.hash));
        tree.push(line.hash);
        until = line.time.parse().unwrap_or(until);
    }
    anchor::replace(disk, &Segment::tombstone(folder, segment.first).path, &epitaphs)?;
    sync_folder(disk, folder)?;
    let (by, why) = (by.to_owned(), why.to_owned());
    Ok(Purge { first: segment.first, entries: tree.size(), root: tree.root(), until, by, why })
}

/// Removes a segment that was buried.
pub(super) fn remove(disk: &dyn Disk, segment: &Segment) -> Result<(), Error> {
    disk.remove(&segment.path).map_err(step("remove", &segment.path))?;
    sync_folder(disk, folder_of(&segment.path))
}

/// Ids of the keys of earlier months than `now` that no entry names any more.
pub(super) fn unused(disk: &dyn Disk, folder: &Path, keys: &Keys, now: String) -> Result<Vec<String>, Error> {
    let mut ids: BTreeSet<String> = keys.ids()?.into_iter().filter(|id| !id.starts_with(&now)).collect();
    for segment in segment::list(disk, folder)? {
        if ids.is_empty() {
            break;
        }
        if !segment.is_purged {
            keep_unnamed(disk, &segment, &mut ids)?;
        }
    }
    Ok(ids.into_iter().collect())
}

/// Takes out of `ids` those that an entry of this segment names.
fn keep_unnamed(disk: &dyn Disk, segment: &Segment, ids: &mut BTreeSet<String>) -> Result<(), Error> {
    let bytes = segment.read(disk)?;
    for text in segment::lines(&bytes).0 {
        let line = intact(segment, text)?;
        if line.is("decision")
            && let Some(Deed::Decision(recorded)) = line.entry().map(|entry| entry.deed)
        {
            ids.remove(&*recorded.key);
        }
    }
    Ok(())
}

fn written_before(disk: &dyn Disk, segment: &Segment, end: Moment) -> Result<bool, Error> {
    let bytes = segment.read(disk)?;
    for text in segment::lines(&bytes).0 {
        // A time that cannot be read is not known to be past.
        if intact(segment, text)?.time.parse::<Moment>().ok().is_none_or(|time| time >= end) {
            return Ok(false);
        }
    }
    Ok(!bytes.is_empty())
}

/// Nothing is removed that is not what was written: a purge must not bury a forgery.
fn intact<'a>(segment: &Segment, line: &'a [u8]) -> Result<line::Line<'a>, Error> {
    line::read(line).map_err(|_| Error::Damaged {
        path: segment.path.clone(),
        at: segment.first,
        what: "in this segment a line is not as it was written".to_owned(),
    })
}
