//! Where does this trail end, and is it ours to go on with? Read from the last checkpoint on; what a crash left of an
//! entry is told apart from what somebody did.

use std::path::Path;

use sha2::Digest as _;
use sha2::Sha256;

use crate::audit::Checkpoint;
use crate::audit::Deed;
use crate::audit::Error;
use crate::audit::Hash;
use crate::audit::Moment;
use crate::audit::anchor;
use crate::audit::entry::Torn;
use crate::audit::keys::Keys;
use crate::audit::line;
use crate::audit::note::Verifier;
use crate::audit::segment;
use crate::audit::segment::Segment;
use crate::audit::tree::Frontier;
use crate::date::Date;
use crate::disk::Disk;

/// The end of a trail.
#[derive(Debug, Default)]
pub(super) struct End {
    /// The tree of all entries.
    pub(super) tree: Frontier,
    /// The hash of the last entry; zeros where there is none.
    pub(super) prev: Hash,
    /// The last segment, and the bytes of its whole entries.
    pub(super) last: Option<(Segment, u64)>,
    /// The day of the last entry.
    pub(super) day: Option<Date>,
    /// What a crash left behind them.
    pub(super) torn: Option<Torn>,
    /// How many entries a checkpoint was signed for.
    pub(super) signed: u64,
    /// First entries of what was purged by entries that no checkpoint was signed for.
    unsigned_purges: Vec<u64>,
}

/// Finds the end.
///
/// # Errors
/// [`Error::Damaged`], [`Error::CutOff`], [`Error::OtherTrail`] where what is there is not what was written.
pub(super) fn end(disk: &dyn Disk, folder: &Path, keys: &Keys, verifier: &Verifier) -> Result<End, Error> {
    let own = anchor::checkpoint(disk, folder, verifier)?;
    let kept = anchor::checkpoint(disk, keys.folder(), verifier)?;
    let tree = match &own {
        Some(own) => anchor::frontier(disk, folder, own.size)?.filter(|tree| tree.root() == own.root),
        None => None,
    };
    // Where it is not there, or another, the whole trail is read.
    let tree = tree.unwrap_or_default();
    let anchors: Vec<Checkpoint> = own.into_iter().chain(kept).collect();
    let mut scan = Scan {
        disk,
        base: tree.size(),
        keys,
        anchors: &anchors,
        next: 0,
        prev: None,
        end: End { tree, ..End::default() },
    };
    let segments = segment::list(disk, folder)?;
    let last_known = scan.base.saturating_sub(1);
    let start = segments.iter().rposition(|it| it.first <= last_known).unwrap_or(0);
    scan.next = segments.get(start).filter(|it| it.first <= last_known).map_or(0, |it| it.first);
    for (number, segment) in segments.iter().enumerate().skip(start) {
        let is_last = number.saturating_add(1) == segments.len();
        scan.take(segment, is_last)?;
    }
    scan.tombstones(&segments)?;
    scan.finish()
}

struct Scan<'a> {
    disk: &'a dyn Disk,
    /// Entries that the tree held from the start.
    base: u64,
    keys: &'a Keys,
    anchors: &'a [Checkpoint],
    /// The number of the next entry.
    next: u64,
    /// The hash of the one before it, where that was seen.
    prev: Option<Hash>,
    end: End,
}

impl Scan<'_> {
    fn take(&mut self, segment: &Segment, is_last: bool) -> Result<(), Error> {
        // Its name says so even where nothing stands in it.
        if segment.first != self.next {
            return Err(self.damaged(segment, "a segment begins here that is named for another entry"));
        }
        let bytes = segment.read(self.disk)?;
        let (lines, rest) = segment::lines(&bytes);
        let mut whole = 0_u64;
        for line in lines {
            let taken = if segment.is_purged { self.epitaph(line) } else { self.line(line) };
            match taken {
                Ok(hash) => self.push(hash)?,
                Err(_) if is_last && self.is_torn(&bytes, whole) => break,
                Err(what) => return Err(self.damaged(segment, what)),
            }
            whole = whole.saturating_add(length(line)).saturating_add(1);
        }
        if !rest.is_empty() && (!is_last || segment.is_purged) {
            return Err(self.damaged(segment, "its file ends within it"));
        }
        if is_last && !segment.is_purged {
            self.end.torn = torn(&bytes, whole);
            self.end.last = Some((segment.clone(), whole));
        }
        Ok(())
    }

    /// The hash of the next entry, if this line is it.
    fn line(&mut self, line: &[u8]) -> Result<Hash, &'static str> {
        let line = line::read(line).map_err(|_| "its bytes are not those that were written")?;
        if line.seq != self.next {
            return Err("another entry stands in its place");
        }
        let is_linked = match self.prev {
            Some(prev) => line.prev == prev,
            None => line.seq != 0 || line.prev == Hash::default(),
        };
        if self.next >= self.signed() {
            // A crash leaves half an entry, or a whole one of this crate; what no version of it writes is somebody's.
            let entry =
                line.entry().ok_or("it is no entry that was ever written, and no checkpoint covers it")?;
            if let Deed::Purge(purge) = entry.deed {
                self.end.unsigned_purges.push(purge.first);
            }
        }
        self.end.day = line.time.parse::<Moment>().ok().map(Moment::day);
        if is_linked { Ok(line.hash) } else { Err("it is not linked to the entry before it") }
    }

    fn epitaph(&self, line: &[u8]) -> Result<Hash, &'static str> {
        let (seq, hash) = segment::read_epitaph(line).ok_or("its tombstone cannot be read")?;
        if seq != self.next {
            return Err("another tombstone stands in its place");
        }
        // Entries are signed for before they are purged.
        if seq < self.signed() { Ok(hash) } else { Err("its tombstone stands where nothing was signed yet") }
    }

    /// A purge is signed before anything is removed. Where only an entry that nobody signed tells of one, somebody else
    /// removed it.
    fn tombstones(&self, segments: &[Segment]) -> Result<(), Error> {
        let mut purged = segments.iter().filter(|it| it.is_purged);
        match purged.find(|it| self.end.unsigned_purges.contains(&it.first)) {
            None => Ok(()),
            Some(segment) => Err(Error::Damaged {
                path: segment.path.clone(),
                at: segment.first,
                what: "its tombstone is covered by no purge that was signed".to_owned(),
            }),
        }
    }

    fn push(&mut self, hash: Hash) -> Result<(), Error> {
        if self.next >= self.base {
            self.end.tree.push(hash);
            let root = self.end.tree.root();
            let size = self.end.tree.size();
            if self.anchors.iter().any(|it| it.size == size && it.root != root) {
                return Err(Error::OtherTrail(self.keys.folder().to_owned()));
            }
        }
        self.next = self.next.saturating_add(1);
        (self.prev, self.end.prev) = (Some(hash), hash);
        Ok(())
    }

    /// Whether the bytes from here on are what a crash left: nothing among them has the frame of an entry, and no
    /// checkpoint was signed for what stood there.
    fn is_torn(&self, bytes: &[u8], from: u64) -> bool {
        let rest = usize::try_from(from).ok().and_then(|from| bytes.get(from..)).unwrap_or_default();
        let framed = |line: &[u8]| !matches!(line::read(line), Err(line::Unfit::Unreadable));
        self.next >= self.signed() && !segment::lines(rest).0.any(framed)
    }

    fn finish(mut self) -> Result<End, Error> {
        self.end.signed = self.signed();
        let found = self.end.tree.size();
        if found < self.end.signed || self.next != found {
            return Err(Error::CutOff { found: found.min(self.next), signed: self.end.signed });
        }
        Ok(self.end)
    }

    fn signed(&self) -> u64 {
        self.anchors.iter().map(|it| it.size).max().unwrap_or(0)
    }

    fn damaged(&self, segment: &Segment, what: &str) -> Error {
        Error::Damaged { path: segment.path.clone(), at: self.next, what: what.to_owned() }
    }
}

/// What stands behind the whole entries.
pub(super) fn torn(bytes: &[u8], whole: u64) -> Option<Torn> {
    let rest = bytes.get(usize::try_from(whole).ok()?..).filter(|rest| !rest.is_empty())?;
    Some(Torn { bytes: length(rest), digest: Hash(Sha256::digest(rest).into()) })
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
