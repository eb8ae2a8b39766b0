//! May the file stay where it lies? One of the two rooms with `unsafe` in them.

use std::fs::File;
use std::io;
use std::path::Path;

use memmap2::Mmap;

use crate::bytes::Bytes;

/// A file that is mapped into memory instead of read: what is asked for is read when it is asked for, and processes that
/// map the same file share it.
pub struct Mapped(pub(super) Bytes);

impl Mapped {
    /// Maps the file at `path`, read-only.
    ///
    /// # Errors
    /// Where the file cannot be opened or mapped.
    ///
    /// # Safety
    /// While the map is there, nobody may change the file or cut it shorter: its bytes are verified once, when the list is
    /// opened. A file that is replaced by renaming another onto its name, as `publish` does, is safe, and so is one that is
    /// removed, as by `prune`: the map keeps the old one.
    ///
    /// A file that is cut shorter kills the process (`SIGBUS`) when it next looks there; one that is written over gives other
    /// answers, which may be wrong ones. `tests/faults/map.rs` shows both. Where others may write, open the list in memory.
    #[expect(unsafe_code, reason = "a map is only as sound as the promise that nobody writes to its file")]
    pub unsafe fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        let file = File::open(path)?;
        // SAFETY: the caller promises that the file is neither changed nor cut while it is mapped.
        let map = unsafe { Mmap::map(&file) }?;
        Ok(Self(Bytes::from(map)))
    }
}
