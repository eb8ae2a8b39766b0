//! The machine's own file system.

use std::ffi::OsString;
use std::fs;
use std::fs::File;
use std::fs::TryLockError;
use std::io;
use std::io::Write as _;
use std::path::Path;

use crate::disk::Access;
use crate::disk::Disk;

/// The machine's own file system.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct System;

impl Disk for System {
    type File = File;
    type Folder = File;
    type Reader = File;

    fn open_folder(&self, path: &Path) -> io::Result<File> {
        File::open(path)
    }

    fn try_lock(&self, folder: &File) -> Result<(), TryLockError> {
        folder.try_lock()
    }

    fn unlock(&self, folder: &File) {
        // Closing alone would not do: a process that this one starts at this moment has a copy of the handle, and with
        // it the lock, until it has begun. An unlock that fails leaves just that.
        let _ = folder.unlock();
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect()
    }

    fn create(&self, path: &Path, access: Access) -> io::Result<File> {
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, access.mode());
        #[cfg(not(unix))]
        let _ = access;
        options.open(path)
    }

    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<usize> {
        file.write(bytes)
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_all()
    }

    fn open(&self, path: &Path) -> io::Result<File> {
        File::open(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn sync_folder(&self, folder: &File) -> io::Result<()> {
        folder.sync_all()
    }
}
