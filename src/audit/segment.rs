//! In which files is a trail? Segments, each named by the number of its first entry; a purged one is a tombstone of
//! hashes.

use std::ffi::OsStr;
use std::path::Path;
use std::path::PathBuf;

use crate::audit::Error;
use crate::audit::Hash;
use crate::audit::anchor;
use crate::audit::error::step;
use crate::audit::line;
use crate::disk::Disk;

/// One file of a trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    /// The number of its first entry.
    pub(super) first: u64,
    pub(super) path: PathBuf,
    /// Whether only hashes are left of it.
    pub(super) is_purged: bool,
}

/// The segments in a folder, in order. Where a segment stands beside its own tombstone, its purge was not ended, and the
/// segment counts.
///
/// # Errors
/// [`Error::Damaged`] where something else than a file has a segment's name: through a link a writer would cut, or lengthen, what
/// it leads to.
pub(super) fn list(disk: &dyn Disk, folder: &Path) -> Result<Vec<Segment>, Error> {
    let mut segments = Vec::new();
    for name in disk.names(folder).map_err(step("list the folder", folder))? {
        let Some(segment) = Segment::named(&name, folder) else { continue };
        if !disk.is_file(&segment.path).map_err(step("look at", &segment.path))? {
            return Err(segment.no_file());
        }
        segments.push(segment);
    }
    segments.sort_by_key(|it: &Segment| (it.first, it.is_purged));
    segments.dedup_by_key(|it| it.first);
    Ok(segments)
}

/// Whether this entry is there and records a decision. Reads its segment.
pub(super) fn is_decision(disk: &dyn Disk, folder: &Path, seq: u64) -> Result<bool, Error> {
    let segments = list(disk, folder)?;
    let Some(segment) = segments.iter().rfind(|it| it.first <= seq && !it.is_purged) else {
        return Ok(false);
    };
    let bytes = segment.read(disk)?;
    let is_it = lines(&bytes).0.filter_map(|text| line::read(text).ok()).find(|line| line.seq == seq);
    Ok(is_it.is_some_and(|line| line.is("decision")))
}

impl Segment {
    /// The live segment that begins with this entry.
    pub(super) fn live(folder: &Path, first: u64) -> Self {
        Self { first, path: folder.join(format!("{PREFIX}{first:012}{LIVE}")), is_purged: false }
    }

    /// The tombstone of the segment that began with this entry.
    pub(super) fn tombstone(folder: &Path, first: u64) -> Self {
        Self { first, path: folder.join(format!("{PREFIX}{first:012}{PURGED}")), is_purged: true }
    }

    pub(super) fn read(&self, disk: &dyn Disk) -> Result<Vec<u8>, Error> {
        disk.read(&self.path).map_err(step("read", &self.path))
    }

    fn no_file(self) -> Error {
        Error::Damaged { path: self.path, at: self.first, what: anchor::NO_FILE.to_owned() }
    }

    /// The file's name, for telling.
    pub(super) fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    fn named(name: &OsStr, folder: &Path) -> Option<Self> {
        let number = name.to_str()?.strip_prefix(PREFIX)?;
        let (digits, is_purged) = match number.strip_suffix(PURGED) {
            Some(digits) => (digits, true),
            None => (number.strip_suffix(LIVE)?, false),
        };
        let first = digits.parse().ok()?;
        let segment = if is_purged { Self::tombstone(folder, first) } else { Self::live(folder, first) };
        (segment.path.file_name() == Some(name)).then_some(segment)
    }
}

/// Lines without their newlines, and what stands behind the last newline.
pub(super) fn lines(bytes: &[u8]) -> (impl Iterator<Item = &[u8]>, &[u8]) {
    let end = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at.saturating_add(1));
    let (whole, rest) = bytes.split_at_checked(end).unwrap_or((bytes, &[]));
    let lines = whole.split_inclusive(|byte| *byte == b'\n');
    (lines.map(|line| line.strip_suffix(b"\n").unwrap_or(line)), rest)
}

/// The line of a tombstone: the number of an entry that was removed, and its hash.
pub(super) fn epitaph(seq: u64, hash: Hash) -> String {
    format!("{{\"purged\":{seq},\"hash\":\"{hash}\"}}\n")
}

/// Reads such a line.
pub(super) fn read_epitaph(line: &[u8]) -> Option<(u64, Hash)> {
    let rest = std::str::from_utf8(line).ok()?.strip_prefix("{\"purged\":")?;
    let (digits, rest) = rest.split_once(',')?;
    let hash = rest.strip_prefix("\"hash\":\"")?.strip_suffix("\"}")?;
    let seq: u64 = digits.parse().ok().filter(|seq: &u64| seq.to_string() == digits)?;
    Some((seq, Hash::read(hash.as_bytes())?))
}

const PREFIX: &str = "trail-";
const LIVE: &str = ".jsonl";
const PURGED: &str = ".purged.jsonl";
