//! How do bytes come to stay, so that at any crash the old file or the new one is there?
//!
//! Lock the folder; sweep what a crash left; write beside; sync; read back and compare; rename; sync the folder. Without
//! the last step a power cut undoes the rename; the folder is opened first, so that nothing can fail for want of a
//! handle after the rename. All of it goes through [`Disk`], so that a test can let any step fail.

mod beside;
#[cfg(test)]
pub(crate) mod failing;
mod system;

pub(crate) use beside::Access;
pub(crate) use beside::Locked;
pub(crate) use beside::folder_of;
pub(crate) use system::System;

use std::ffi::OsString;
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
pub(crate) trait Disk {
    /// A file that is being written.
    type File;
    /// An open folder.
    type Folder;
    /// A file that is being read.
    type Reader: io::Read;

    fn open_folder(&self, path: &Path) -> io::Result<Self::Folder>;
    /// The lock goes with the handle, and so with the process.
    fn try_lock(&self, folder: &Self::Folder) -> Result<(), TryLockError>;
    fn unlock(&self, folder: &Self::Folder);
    /// The names in a folder.
    fn names(&self, folder: &Path) -> io::Result<Vec<OsString>>;
    /// A new file; one that is there is an error.
    fn create(&self, path: &Path, access: Access) -> io::Result<Self::File>;
    /// Writes some of the bytes and says how many.
    fn write(&self, file: &mut Self::File, bytes: &[u8]) -> io::Result<usize>;
    fn sync(&self, file: &Self::File) -> io::Result<()>;
    fn open(&self, path: &Path) -> io::Result<Self::Reader>;
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    fn remove(&self, path: &Path) -> io::Result<()>;
    fn sync_folder(&self, folder: &Self::Folder) -> io::Result<()>;
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
