//! The machine's own file system.

use std::ffi::OsString;
use std::fs;
use std::fs::TryLockError;
use std::io;
use std::io::Read as _;
use std::io::Write as _;
use std::path::Path;

use crate::disk::Access;
use crate::disk::Disk;
use crate::disk::File;
use crate::disk::Handle;
use crate::disk::Open;

/// The machine's own file system.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct System;

impl Disk for System {
    fn open(&self, path: &Path, how: Open) -> io::Result<Handle> {
        let mut options = fs::File::options();
        match how {
            Open::Folder | Open::Read => options.read(true),
            Open::New(access) => for_whom(&mut options, access).append(true).create_new(true),
            #[cfg(feature = "trail")]
            Open::Append(access) => for_whom(&mut options, access).append(true).create(true),
            #[cfg(feature = "trail")]
            Open::Overwrite => options.write(true),
        };
        options.open(path).map(Handle::new)
    }

    #[cfg(feature = "compile")]
    fn unnamed(&self, folder: &Path) -> io::Result<Handle> {
        tempfile::tempfile_in(folder).map(Handle::new)
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect()
    }

    #[cfg(feature = "trail")]
    fn is_file(&self, path: &Path) -> io::Result<bool> {
        Ok(fs::symlink_metadata(path)?.is_file())
    }

    #[cfg(feature = "trail")]
    fn make_folder(&self, path: &Path, access: Access) -> io::Result<()> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, access.folder_mode());
        #[cfg(not(unix))]
        let _ = access;
        builder.create(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }
}

impl File for fs::File {
    fn read_some(&self, bytes: &mut [u8]) -> io::Result<usize> {
        let mut file = self;
        file.read(bytes)
    }

    fn write_some(&self, bytes: &[u8]) -> io::Result<usize> {
        let mut file = self;
        file.write(bytes)
    }

    #[cfg(feature = "compile")]
    fn rewind(&self) -> io::Result<()> {
        let mut file = self;
        io::Seek::rewind(&mut file)
    }

    #[cfg(feature = "trail")]
    fn cut(&self, length: u64) -> io::Result<()> {
        self.set_len(length)
    }

    fn sync(&self) -> io::Result<()> {
        self.sync_all()
    }

    #[cfg(feature = "trail")]
    fn sync_bytes(&self) -> io::Result<()> {
        self.sync_data()
    }

    fn try_lock(&self) -> Result<(), TryLockError> {
        Self::try_lock(self)
    }

    fn unlock(&self) {
        // Closing alone would not do: a process that this one starts at this moment has a copy of the handle, and with
        // it the lock, until it has begun. An unlock that fails leaves just that.
        let _ = Self::unlock(self);
    }
}

fn for_whom(options: &mut fs::OpenOptions, access: Access) -> &mut fs::OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, access.mode());
    #[cfg(not(unix))]
    let _ = access;
    options
}
