//! A disk that fails at its n-th step, for tests.

#![expect(clippy::arithmetic_side_effects, reason = "steps of a test are few")]

use std::ffi::OsString;
use std::fs::TryLockError;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;

use crate::disk::Access;
use crate::disk::Disk;
use crate::disk::File;
use crate::disk::Handle;
use crate::disk::Open;

/// A disk of which one step fails.
#[derive(Debug, Clone)]
pub(crate) struct Failing<D> {
    pub(crate) inner: D,
    plan: Arc<Plan>,
}

/// In which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// The step says no with this number, and the next ones go on.
    Error(i32),
    /// A write takes half of its bytes, and the next step finds the disk full.
    Short,
    /// From this step on nothing can be written, cut, synced or made; what is there can be read and removed.
    Full,
    /// The process dies: from this step on nothing is done.
    Death,
}

/// Every way of failing.
pub(crate) const HOWS: [How; 6] =
    [How::Error(EIO), How::Error(ENOSPC), How::Error(EINTR), How::Short, How::Full, How::Death];

#[derive(Debug)]
struct Plan {
    at: usize,
    how: How,
    /// Steps so far, and what the failing one was.
    steps: Mutex<(usize, String)>,
}

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Reads,
    Writes,
}

impl<D> Failing<D> {
    pub(crate) fn new(inner: D, at: usize, how: How) -> Self {
        Self { inner, plan: Arc::new(Plan { at, how, steps: Mutex::default() }) }
    }

    /// Whether the step that fails was come to.
    pub(crate) fn has_failed(&self) -> bool {
        self.plan.steps.lock().unwrap().0 > self.plan.at
    }

    /// How it fails, for telling.
    pub(crate) fn what(&self) -> String {
        let Plan { at, how, steps } = &*self.plan;
        format!("{how:?} at step {at}, {}", steps.lock().unwrap().1)
    }
}

impl Plan {
    fn step(&self, kind: Kind, told: impl FnOnce() -> String) -> io::Result<()> {
        // Whoever waits for a disk lets others go on.
        #[cfg(shuttle)]
        shuttle::thread::yield_now();
        let mut steps = self.steps.lock().unwrap();
        let step = steps.0;
        steps.0 += 1;
        if step == self.at {
            steps.1 = told();
        }
        match self.how {
            How::Error(number) if step == self.at => Err(io::Error::from_raw_os_error(number)),
            How::Short if step == self.at + 1 => Err(io::ErrorKind::StorageFull.into()),
            How::Full if step >= self.at && kind == Kind::Writes => Err(io::ErrorKind::StorageFull.into()),
            How::Death if step >= self.at => Err(io::Error::other("the process is dead")),
            _ => Ok(()),
        }
    }

    fn is_short_now(&self) -> bool {
        self.how == How::Short && self.steps.lock().unwrap().0 == self.at
    }
}

impl<D: Disk> Disk for Failing<D> {
    fn open(&self, path: &Path, how: Open) -> io::Result<Handle> {
        let kind = if matches!(how, Open::Folder | Open::Read) { Kind::Reads } else { Kind::Writes };
        self.plan.step(kind, || format!("open {} for {how:?}", path.display()))?;
        Ok(Handle::new(Watched { file: self.inner.open(path, how)?, plan: Arc::clone(&self.plan) }))
    }

    #[cfg(feature = "compile")]
    fn unnamed(&self, folder: &Path) -> io::Result<Handle> {
        self.plan.step(Kind::Writes, || format!("open a file in {}", folder.display()))?;
        Ok(Handle::new(Watched { file: self.inner.unnamed(folder)?, plan: Arc::clone(&self.plan) }))
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        self.plan.step(Kind::Reads, || format!("list {}", folder.display()))?;
        self.inner.names(folder)
    }

    #[cfg(feature = "trail")]
    fn is_file(&self, path: &Path) -> io::Result<bool> {
        self.plan.step(Kind::Reads, || format!("look at {}", path.display()))?;
        self.inner.is_file(path)
    }

    #[cfg(feature = "trail")]
    fn make_folder(&self, path: &Path, access: Access) -> io::Result<()> {
        self.plan.step(Kind::Writes, || format!("make the folder {}", path.display()))?;
        self.inner.make_folder(path, access)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.plan.step(Kind::Writes, || format!("rename onto {}", to.display()))?;
        self.inner.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.plan.step(Kind::Reads, || format!("remove {}", path.display()))?;
        self.inner.remove(path)
    }
}

/// A file of such a disk.
#[derive(Debug)]
struct Watched {
    file: Handle,
    plan: Arc<Plan>,
}

impl Watched {
    fn step(&self, kind: Kind, what: &str) -> io::Result<()> {
        self.plan.step(kind, || format!("{what} {:?}", self.file))
    }
}

impl File for Watched {
    fn read_some(&self, bytes: &mut [u8]) -> io::Result<usize> {
        self.step(Kind::Reads, "read")?;
        self.file.read_some(bytes)
    }

    fn write_some(&self, bytes: &[u8]) -> io::Result<usize> {
        let is_short = self.plan.is_short_now();
        self.step(Kind::Writes, "write")?;
        self.file.write_some(if is_short { &bytes[..bytes.len().div_ceil(2)] } else { bytes })
    }

    #[cfg(feature = "compile")]
    fn rewind(&self) -> io::Result<()> {
        self.step(Kind::Reads, "rewind")?;
        self.file.rewind()
    }

    #[cfg(feature = "trail")]
    fn cut(&self, length: u64) -> io::Result<()> {
        self.step(Kind::Reads, "cut")?;
        self.file.cut(length)
    }

    fn sync(&self) -> io::Result<()> {
        self.step(Kind::Writes, "sync")?;
        self.file.sync()
    }

    #[cfg(feature = "trail")]
    fn sync_bytes(&self) -> io::Result<()> {
        self.step(Kind::Writes, "sync the bytes of")?;
        self.file.sync_bytes()
    }

    fn try_lock(&self) -> Result<(), TryLockError> {
        self.step(Kind::Reads, "lock").map_err(TryLockError::Error)?;
        self.file.try_lock()
    }

    fn unlock(&self) {
        self.file.unlock();
    }
}

const EIO: i32 = 5;
const ENOSPC: i32 = 28;
const EINTR: i32 = 4;
