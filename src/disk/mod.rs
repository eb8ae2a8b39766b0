//! How do bytes come to stay, so that at any crash the old file or the new one is there?
//!
//! Lock the folder; sweep what a crash left; write beside; sync; read back and compare; rename; sync the folder. Without
//! the last step a power cut undoes the rename; the folder is opened first, so that nothing can fail for want of a
//! handle after the rename. All work with files that the library writes goes through [`Disk`], so that a test can let any
//! step fail.

mod beside;
#[cfg(test)]
pub(crate) mod failing;
mod handle;
#[cfg(test)]
pub(crate) mod model;
mod system;

pub(crate) use beside::Access;
pub(crate) use beside::Locked;
pub(crate) use beside::folder_of;
pub(crate) use handle::Handle;
pub(crate) use system::System;

use std::ffi::OsString;
use std::fmt;
use std::fs::TryLockError;
use std::io;
use std::path::Path;
use std::path::PathBuf;

/// How a publication went, where it went at all.
#[derive(Debug)]
#[must_use = "a publication whose durability is unknown may be undone by a power cut"]
pub enum Publication {
    /// The new file is there and stays there.
    Published,
    /// The new file is there, but the folder could not be synced: a power cut may bring the old file back.
    DurabilityUnknown(io::Error),
}

/// What the file system does for us. The machine's own is [`System`].
pub(crate) trait Disk: fmt::Debug + Send + Sync {
    fn open(&self, path: &Path, how: Open) -> io::Result<Handle>;
    /// A file without a name, to be written and read again, which goes with its handle.
    #[cfg(feature = "compile")]
    fn unnamed(&self, folder: &Path) -> io::Result<Handle>;
    /// The names in a folder.
    fn names(&self, folder: &Path) -> io::Result<Vec<OsString>>;
    /// Whether a name is a file's, and not a link's, a folder's or a device's.
    #[cfg(feature = "trail")]
    fn is_file(&self, path: &Path) -> io::Result<bool>;
    /// Makes a folder and those above it, where they are not there.
    #[cfg(feature = "trail")]
    fn make_folder(&self, path: &Path, access: Access) -> io::Result<()>;
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// All bytes of a file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        io::Read::read_to_end(&mut self.open(path, Open::Read)?, &mut bytes)?;
        Ok(bytes)
    }

    /// Makes what was done to the names in a folder last.
    #[cfg(feature = "trail")]
    fn sync_names(&self, folder: &Path) -> io::Result<()> {
        self.open(folder, Open::Folder)?.sync()
    }
}

/// What a file is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Open {
    /// A folder, to lock it and to sync its names.
    Folder,
    Read,
    /// A new file, to write behind what is in it, also where its end was cut off meanwhile; one that is there is an error.
    New(Access),
    /// To write behind what is there; made where it is not.
    #[cfg(feature = "trail")]
    Append(Access),
    /// To write over what is there.
    #[cfg(feature = "trail")]
    Overwrite,
}

/// A file or folder that is open. Shared by reference: one thread may sync what another writes.
pub(crate) trait File: fmt::Debug + Send + Sync {
    /// Reads some bytes and says how many.
    fn read_some(&self, bytes: &mut [u8]) -> io::Result<usize>;
    /// Writes some of the bytes and says how many.
    fn write_some(&self, bytes: &[u8]) -> io::Result<usize>;
    /// Goes back to the first byte.
    #[cfg(feature = "compile")]
    fn rewind(&self) -> io::Result<()>;
    /// Leaves the first `length` bytes.
    #[cfg(feature = "trail")]
    fn cut(&self, length: u64) -> io::Result<()>;
    fn sync(&self) -> io::Result<()>;
    /// As [`Self::sync`], but for what is not needed to read the bytes again.
    #[cfg(feature = "trail")]
    fn sync_bytes(&self) -> io::Result<()>;
    /// The lock goes with the handle, and so with the process.
    fn try_lock(&self) -> Result<(), TryLockError>;
    fn unlock(&self);
}

/// Why nothing was put in place.
#[derive(Debug)]
pub(crate) enum Fault {
    /// A step failed.
    Step {
        /// What was being done.
        step: &'static str,
        /// With which file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Somebody else writes into the folder.
    Locked {
        /// The folder.
        folder: PathBuf,
    },
    /// What was read back is not what was written.
    OtherBytes {
        /// The file.
        path: PathBuf,
    },
}

impl Fault {
    fn step(step: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Step { step, path, source }
    }
}
