//! Where does the next entry go? The segment being written, its place and its link to the entry before.

use std::io;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use crate::audit::Error;
use crate::audit::Hash;
use crate::audit::Moment;
use crate::audit::commit::Commit;
use crate::audit::error::step;
use crate::audit::keys::sync_folder;
use crate::audit::line;
use crate::audit::recover::End;
use crate::audit::segment::Segment;
use crate::audit::tree::Frontier;
use crate::date::Date;
use crate::disk::Access;
use crate::disk::Disk;
use crate::disk::Handle;
use crate::disk::Open as OpenFor;

/// The end of the trail, open for more.
#[derive(Debug)]
pub(super) struct Writer {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    rotate_at: u64,
    segment: Option<Open>,
    tree: Frontier,
    prev: Hash,
}

/// Where the trail ended at a moment.
#[derive(Debug)]
pub(super) struct Mark {
    /// How many entries there were.
    pub(super) size: u64,
    /// The segment being written, and its bytes.
    segment: Option<(PathBuf, u64)>,
}

/// The segment being written.
#[derive(Debug)]
struct Open {
    file: Handle,
    path: PathBuf,
    /// Bytes of its whole entries; the file has no more.
    length: u64,
    /// The day of its entries; `None` where it has none.
    day: Option<Date>,
}

impl Writer {
    /// Goes on where the trail ends, and cuts off what a crash left of an entry.
    pub(super) fn new(
        disk: &Arc<dyn Disk>,
        folder: PathBuf,
        rotate_at: u64,
        end: End,
    ) -> Result<Self, Error> {
        let segment = match end.last {
            None => None,
            Some((segment, length)) => {
                let opened = disk.open(&segment.path, OpenFor::Append(Access::Private));
                let file = opened.map_err(step("open", &segment.path))?;
                let cut = file.cut(length).and_then(|()| file.sync());
                cut.map_err(step("cut the torn end of", &segment.path))?;
                Some(Open { file, path: segment.path, length, day: end.day })
            }
        };
        Ok(Self { disk: Arc::clone(disk), folder, rotate_at, segment, tree: end.tree, prev: end.prev })
    }

    /// Appends the entry of this deed, a JSON object. Its number, and how many entries there are then.
    pub(super) fn append(&mut self, time: Moment, deed: &[u8], commit: &Commit) -> Result<u64, Error> {
        commit.check()?;
        let seq = self.tree.size();
        let (bytes, hash) = line::write(seq, time, self.prev, deed);
        let segment = self.room_for(bytes.len(), time.day(), commit)?;
        if let Err(error) = segment.file.write_all(&bytes) {
            return Err(segment.undo(error, commit));
        }
        segment.length = segment.length.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        self.tree.push(hash);
        self.prev = hash;
        Ok(seq)
    }

    /// Where the trail ends now.
    pub(super) fn mark(&self) -> Mark {
        let segment = self.segment.as_ref().map(|open| (open.path.clone(), open.length));
        Mark { size: self.tree.size(), segment }
    }

    /// Takes what was written since off the disk again, as well as it goes: what stays is adopted by the next writer. This one
    /// must write no more.
    pub(super) fn take_back(&self, mark: &Mark) {
        let Some(open) = &self.segment else { return };
        let before = mark.segment.as_ref().filter(|(path, _)| *path == open.path);
        let _ = open.file.cut(before.map_or(0, |(_, length)| *length)).and_then(|()| open.file.sync());
        if before.is_none() {
            let _ = self.disk.remove(&open.path);
        }
    }

    /// The tree of all entries.
    pub(super) fn tree(&self) -> &Frontier {
        &self.tree
    }

    /// The file that has the last entries; none where it is synced and closed.
    pub(super) fn file(&self) -> Option<Handle> {
        self.segment.as_ref().map(|open| open.file.clone())
    }

    /// Number of the first entry of the segment being written, which is never purged.
    pub(super) fn is_writing(&self, segment: &Segment) -> bool {
        self.segment.as_ref().is_some_and(|open| open.path == segment.path)
    }

    /// Ends the segment being written.
    pub(super) fn rotate(&mut self, commit: &Commit) -> Result<(), Error> {
        if let Some(open) = &self.segment {
            let size = self.tree.size();
            commit.note(open.file.sync_bytes().map(|()| size))?;
            self.segment = None;
        }
        Ok(())
    }

    /// The segment for an entry of this length and day: the one being written, unless it is full or of another day.
    fn room_for(&mut self, bytes: usize, day: Date, commit: &Commit) -> Result<&mut Open, Error> {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let is_full = |open: &Open| open.length > 0 && open.length.saturating_add(bytes) > self.rotate_at;
        if self.segment.as_ref().is_some_and(|open| is_full(open) || open.day != Some(day)) {
            self.rotate(commit)?;
        }
        match &mut self.segment {
            Some(open) => Ok(open),
            none => Ok(none.insert(begin(&*self.disk, &self.folder, self.tree.size(), day)?)),
        }
    }
}

/// Begins a segment. One of the same name can only be an empty one, which a crash left; whatever else stands there is somebody's,
/// and is neither followed nor written to.
fn begin(disk: &dyn Disk, folder: &Path, first: u64, day: Date) -> Result<Open, Error> {
    let Segment { path, .. } = Segment::live(folder, first);
    let is_left = disk.is_file(&path).is_ok_and(|is_file| is_file);
    if is_left && disk.read(&path).map_err(step("read", &path))?.is_empty() {
        disk.remove(&path).map_err(step("remove", &path))?;
    }
    let file = disk.open(&path, OpenFor::New(Access::Private)).map_err(step("make", &path))?;
    sync_folder(disk, folder)?;
    Ok(Open { file, path, length: 0, day: Some(day) })
}

impl Open {
    /// Takes back what was written of an entry. Where that fails nobody knows what the file holds.
    fn undo(&mut self, error: io::Error, commit: &Commit) -> Error {
        if let Err(worse) = self.file.cut(self.length) {
            commit.fail(&format!(
                "{} could be neither written ({error}) nor cut ({worse})",
                self.path.display()
            ));
        }
        step("write", &self.path)(error)
    }
}
