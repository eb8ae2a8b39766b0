//! Bytes onto disk so that at any crash the old file or the new one is there.
//!
//! Lock the folder; sweep what a crash left; write beside; sync; read back and verify; rename; sync the folder. Without
//! the last step a power cut undoes the rename; the folder is opened first, so that nothing can fail for want of a
//! handle after the rename.

use std::fs;
use std::fs::File;
use std::fs::TryLockError;
use std::io;
use std::io::Read as _;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;

use tempfile::NamedTempFile;

use crate::index;
use crate::index::Index;

/// How a publication went.
#[derive(Debug)]
#[must_use = "a publication whose durability is unknown may be undone by a power cut"]
pub enum Publication {
    /// The new file is there and stays there.
    Published,
    /// The new file is there, but the folder could not be synced: a power cut may bring the old file back.
    DurabilityUnknown(io::Error),
}

/// Nothing was published; what was there before is untouched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// The path names no file in a folder.
    #[error("cannot publish to {path}: expected the path of a file")]
    NoFileName {
        /// The path that was given.
        path: PathBuf,
    },
    /// A step failed.
    #[error("not published: cannot {step} {path}: {source}")]
    Step {
        /// What was being done.
        step: &'static str,
        /// With which file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Another publication into the same folder is under way.
    #[error("not published: another publication into {folder} is under way; try again when it has ended")]
    Locked {
        /// The folder.
        folder: PathBuf,
    },
    /// What was read back is not what was written.
    #[error("not published: the disk gave back other bytes than were written to {path}")]
    OtherBytes {
        /// The temporary file.
        path: PathBuf,
    },
    /// What was read back does not open.
    #[error("not published: what was read back does not open: {0}")]
    ReadBack(#[from] index::Error),
}

pub(super) fn publish(index: &Index, path: &Path) -> Result<Publication, PublishError> {
    let name = path.file_name().ok_or_else(|| PublishError::NoFileName { path: path.to_owned() })?;
    let folder = folder_of(path);
    let handle = lock(&folder)?;
    let done = replace(index, path, &folder, &format!(".{}.", name.to_string_lossy()), &handle);
    // Closing alone would not do: a process that this one starts at this moment has a copy of the handle, and with it
    // the lock, until it has begun. An unlock that fails leaves just that.
    let _ = handle.unlock();
    done
}

fn replace(
    index: &Index,
    path: &Path,
    folder: &Path,
    prefix: &str,
    handle: &File,
) -> Result<Publication, PublishError> {
    sweep(folder, prefix)?;
    let beside = write_beside(index.as_bytes(), folder, prefix)?;
    verify(index, beside.path())?;
    beside.persist(path).map_err(|error| step("rename onto", path)(error.error))?;
    Ok(match handle.sync_all() {
        Ok(()) => Publication::Published,
        Err(error) => Publication::DurabilityUnknown(error),
    })
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// One publication into a folder at a time. The lock goes with the handle, and so with the process.
fn lock(folder: &Path) -> Result<File, PublishError> {
    let handle = File::open(folder).map_err(step("open the folder", folder))?;
    match handle.try_lock() {
        Ok(()) => Ok(handle),
        Err(TryLockError::WouldBlock) => Err(PublishError::Locked { folder: folder.to_owned() }),
        Err(TryLockError::Error(error)) => Err(step("lock the folder", folder)(error)),
    }
}

/// Removes what an earlier publication of this name left when it was killed. Under the lock none of it is in use.
fn sweep(folder: &Path, prefix: &str) -> Result<(), PublishError> {
    for entry in fs::read_dir(folder).map_err(step("list the folder", folder))? {
        let entry = entry.map_err(step("list the folder", folder))?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let random = name.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(SUFFIX));
        if random.is_some_and(|random| {
            random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
        }) {
            fs::remove_file(entry.path()).map_err(step("remove the stale", &entry.path()))?;
        }
    }
    Ok(())
}

fn write_beside(bytes: &[u8], folder: &Path, prefix: &str) -> Result<NamedTempFile, PublishError> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix).suffix(SUFFIX).rand_bytes(RANDOM);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    let mut beside = builder.tempfile_in(folder).map_err(step("make a file in", folder))?;
    beside.write_all(bytes).map_err(step("write", beside.path()))?;
    beside.as_file().sync_all().map_err(step("sync", beside.path()))?;
    Ok(beside)
}

/// The bytes on disk are those that were compiled, which were opened already, and hold to the last row.
fn verify(index: &Index, path: &Path) -> Result<(), PublishError> {
    let mut file = File::open(path).map_err(step("read back", path))?;
    let mut expected = index.as_bytes();
    let mut read = vec![0; READ_AT_ONCE];
    loop {
        let length = file.read(&mut read).map_err(step("read back", path))?;
        let same = read.get(..length).is_some_and(|read| expected.starts_with(read));
        expected = expected.get(length..).unwrap_or_default();
        if !same || length == 0 && !expected.is_empty() {
            return Err(PublishError::OtherBytes { path: path.to_owned() });
        }
        if length == 0 {
            return Ok(index.verify()?);
        }
    }
}

fn step(step: &'static str, path: &Path) -> impl FnOnce(io::Error) -> PublishError {
    let path = path.to_owned();
    move |source| PublishError::Step { step, path, source }
}

/// Bytes compared at once.
const READ_AT_ONCE: usize = 1 << 20;

/// Ends the name of a file that is being written.
const SUFFIX: &str = ".tmp";

/// Random characters in such a name.
const RANDOM: usize = 8;
