//! A folder held for writing, and files written beside the place that they are for.

use std::fs::TryLockError;
use std::hash::BuildHasher as _;
use std::hash::Hasher as _;
use std::hash::RandomState;
use std::io;
use std::io::Read as _;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;

use crate::disk::Disk;
use crate::disk::Fault;
use crate::disk::Handle;
use crate::disk::Open;
use crate::disk::Publication;

/// A folder into which nobody else writes meanwhile.
pub(crate) struct Locked<'d, D: Disk> {
    disk: &'d D,
    path: PathBuf,
    handle: Handle,
}

/// A whole, synced file that is not yet in its place; removed unless it is put there.
pub(crate) struct Beside<'l, D: Disk> {
    folder: &'l Locked<'l, D>,
    path: PathBuf,
    is_put: bool,
}

/// Who may read a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Everybody, as far as the umask allows: services run under other accounts.
    Shared,
    /// Its owner alone.
    Private,
}

impl<'d, D: Disk> Locked<'d, D> {
    /// Opens the folder and locks it.
    ///
    /// # Errors
    /// Where it cannot be opened, or somebody else holds it.
    pub(crate) fn new(disk: &'d D, path: &Path) -> Result<Self, Fault> {
        let handle = disk.open(path, Open::Folder).map_err(Fault::step("open the folder", path))?;
        match handle.try_lock() {
            Ok(()) => Ok(Self { disk, path: path.to_owned(), handle }),
            Err(TryLockError::WouldBlock) => Err(Fault::Locked { folder: path.to_owned() }),
            Err(TryLockError::Error(error)) => Err(Fault::step("lock the folder", path)(error)),
        }
    }

    /// Its names.
    pub(crate) fn names(&self) -> Result<Vec<String>, Fault> {
        let names = self.disk.names(&self.path).map_err(Fault::step("list the folder", &self.path))?;
        Ok(names.iter().map(|name| name.to_string_lossy().into_owned()).collect())
    }

    /// Removes what an earlier writer with this prefix left when it was killed. Under the lock none of it is in use.
    pub(crate) fn sweep(&self, prefix: &str) -> Result<(), Fault> {
        for name in self.names()?.iter().filter(|name| is_temporary(name, prefix)) {
            let path = self.path.join(name);
            self.disk.remove(&path).map_err(Fault::step("remove the stale", &path))?;
        }
        Ok(())
    }

    /// Writes a file beside the place that it is for, syncs it and compares what can be read back. On a full disk nothing
    /// is left of it.
    pub(crate) fn write(&self, prefix: &str, bytes: &[u8], access: Access) -> Result<Beside<'_, D>, Fault> {
        let (path, mut file) = self.create(prefix, access)?;
        let beside = Beside { folder: self, path, is_put: false };
        file.write_all(bytes).map_err(Fault::step("write", &beside.path))?;
        file.sync().map_err(Fault::step("sync", &beside.path))?;
        beside.compare(bytes)?;
        Ok(beside)
    }

    /// Removes a file; one that is not there is removed.
    pub(crate) fn remove(&self, name: &str) -> Result<(), Fault> {
        let path = self.path.join(name);
        match self.disk.remove(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Fault::step("remove", &path)(error)),
            _ => Ok(()),
        }
    }

    /// Makes what was put here survive a power cut.
    ///
    /// # Errors
    /// What the system says. A sync that failed is not tried again: the next one may say yes to bytes that are lost.
    pub(crate) fn sync(&self) -> Result<(), Fault> {
        self.handle.sync().map_err(Fault::step("sync the folder", &self.path))
    }

    /// As [`Self::sync`], after what cannot be taken back.
    pub(crate) fn settle(&self) -> Publication {
        match self.handle.sync() {
            Ok(()) => Publication::Published,
            Err(error) => Publication::DurabilityUnknown(error),
        }
    }

    fn create(&self, prefix: &str, access: Access) -> Result<(PathBuf, Handle), Fault> {
        let mut left = TRIES;
        loop {
            let path = self.path.join(format!("{prefix}{}{SUFFIX}", random()));
            left = left.saturating_sub(1);
            match self.disk.open(&path, Open::New(access)) {
                Ok(file) => return Ok((path, file)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && left > 0 => {}
                Err(error) => return Err(Fault::step("make a file in", &self.path)(error)),
            }
        }
    }
}

impl<D: Disk> Drop for Locked<'_, D> {
    fn drop(&mut self) {
        self.handle.unlock();
    }
}

impl<D: Disk> Beside<'_, D> {
    /// Puts the file in its place, over what is there.
    pub(crate) fn put(mut self, path: &Path) -> Result<(), Fault> {
        self.folder.disk.rename(&self.path, path).map_err(Fault::step("rename onto", path))?;
        self.is_put = true;
        Ok(())
    }

    fn compare(&self, bytes: &[u8]) -> Result<(), Fault> {
        let path = &self.path;
        let mut file = self.folder.disk.open(path, Open::Read).map_err(Fault::step("read back", path))?;
        let mut expected = bytes;
        let mut read = vec![0; READ_AT_ONCE];
        loop {
            let length = match file.read(&mut read) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read.map_err(Fault::step("read back", path))?,
            };
            let same = read.get(..length).is_some_and(|read| expected.starts_with(read));
            expected = expected.get(length..).unwrap_or_default();
            if !same || length == 0 && !expected.is_empty() {
                return Err(Fault::OtherBytes { path: path.clone() });
            }
            if length == 0 {
                return Ok(());
            }
        }
    }
}

/// What cannot be removed is swept by the next writer.
impl<D: Disk> Drop for Beside<'_, D> {
    fn drop(&mut self) {
        if !self.is_put {
            let _ = self.folder.disk.remove(&self.path);
        }
    }
}

impl Access {
    /// The file mode, before the umask.
    #[cfg(unix)]
    pub(crate) const fn mode(self) -> u32 {
        match self {
            Self::Shared => 0o644,
            Self::Private => 0o600,
        }
    }

    /// The mode of a folder, before the umask.
    #[cfg(all(unix, feature = "trail"))]
    pub(crate) const fn folder_mode(self) -> u32 {
        match self {
            Self::Shared => 0o777,
            Self::Private => 0o700,
        }
    }
}

/// The folder in which a file stands.
pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn is_temporary(name: &str, prefix: &str) -> bool {
    let random = name.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(SUFFIX));
    random.is_some_and(|random| {
        random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// Letters and digits that no other process has just drawn.
fn random() -> String {
    let mut number = RandomState::new().build_hasher().finish();
    let mut draw = || {
        let digit = u32::try_from(number % 36).unwrap_or_default();
        number /= 36;
        char::from_digit(digit, 36).unwrap_or('0')
    };
    (0..RANDOM).map(|_| draw()).collect()
}

/// Bytes compared at once.
const READ_AT_ONCE: usize = 1 << 20;

/// Ends the name of a file that is being written.
const SUFFIX: &str = ".tmp";

/// Random characters in such a name.
const RANDOM: usize = 8;

/// Names tried before it is said that there is none.
const TRIES: u32 = 8;
