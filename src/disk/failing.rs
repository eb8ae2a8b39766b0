//! Disks that fail when they are told to, for tests: one that fails at its n-th step, and one that remembers what a power
//! cut would leave.

#![expect(clippy::arithmetic_side_effects, reason = "steps of a test are few")]

use std::cell::Cell;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::TryLockError;
use std::io;
use std::io::Cursor;
use std::path::Path;
use std::path::PathBuf;
use std::rc::Rc;

use crate::disk::Access;
use crate::disk::Disk;

/// A disk of which one step fails.
pub(crate) struct Failing<D> {
    pub(crate) inner: D,
    at: usize,
    how: How,
    steps: Cell<usize>,
}

/// In which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// The step says no with this number, and the next ones go on.
    Error(i32),
    /// A write takes half of its bytes, and the next one finds the disk full.
    Short,
    /// The process dies: from this step on nothing is done.
    Death,
}

impl<D> Failing<D> {
    pub(crate) fn new(inner: D, at: usize, how: How) -> Self {
        Self { inner, at, how, steps: Cell::new(0) }
    }

    /// Whether the step that fails was come to.
    pub(crate) fn has_failed(&self) -> bool {
        self.steps.get() > self.at
    }

    fn step(&self) -> io::Result<()> {
        let step = self.steps.replace(self.steps.get() + 1);
        match self.how {
            How::Error(number) if step == self.at => Err(io::Error::from_raw_os_error(number)),
            How::Short if step == self.at + 1 => Err(io::ErrorKind::StorageFull.into()),
            How::Death if step >= self.at => Err(io::Error::other("the process is dead")),
            _ => Ok(()),
        }
    }
}

impl<D: Disk> Disk for Failing<D> {
    type File = D::File;
    type Folder = D::Folder;
    type Reader = D::Reader;

    fn open_folder(&self, path: &Path) -> io::Result<D::Folder> {
        self.step()?;
        self.inner.open_folder(path)
    }

    fn try_lock(&self, folder: &D::Folder) -> Result<(), TryLockError> {
        self.step().map_err(TryLockError::Error)?;
        self.inner.try_lock(folder)
    }

    fn unlock(&self, folder: &D::Folder) {
        self.inner.unlock(folder);
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        self.step()?;
        self.inner.names(folder)
    }

    fn create(&self, path: &Path, access: Access) -> io::Result<D::File> {
        self.step()?;
        self.inner.create(path, access)
    }

    fn write(&self, file: &mut D::File, bytes: &[u8]) -> io::Result<usize> {
        let is_short = self.how == How::Short && self.steps.get() == self.at;
        self.step()?;
        let written = if is_short { &bytes[..bytes.len().div_ceil(2)] } else { bytes };
        self.inner.write(file, written)
    }

    fn sync(&self, file: &D::File) -> io::Result<()> {
        self.step()?;
        self.inner.sync(file)
    }

    fn open(&self, path: &Path) -> io::Result<D::Reader> {
        self.step()?;
        self.inner.open(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        self.inner.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        self.inner.remove(path)
    }

    fn sync_folder(&self, folder: &D::Folder) -> io::Result<()> {
        self.step()?;
        self.inner.sync_folder(folder)
    }
}

/// A disk in memory that knows which of its files and names are synced.
#[derive(Default)]
pub(crate) struct Model {
    names: RefCell<BTreeMap<PathBuf, Contents>>,
    synced_names: RefCell<BTreeMap<PathBuf, Contents>>,
}

/// What a file holds, and what of it is synced.
#[derive(Clone, Default)]
pub(crate) struct Contents(Rc<RefCell<[Vec<u8>; 2]>>);

impl Model {
    /// What a power cut may leave: of names the synced ones, or already those that are there; of bytes the synced ones only.
    pub(crate) fn after_power_cut(&self) -> [Self; 2] {
        let synced = |names: &BTreeMap<PathBuf, Contents>| {
            let left = |contents: &Contents| {
                let [_, synced] = &*contents.0.borrow();
                Contents(Rc::new(RefCell::new([synced.clone(), synced.clone()])))
            };
            let names: BTreeMap<_, _> =
                names.iter().map(|(path, contents)| (path.clone(), left(contents))).collect();
            Self { names: RefCell::new(names.clone()), synced_names: RefCell::new(names) }
        };
        [synced(&self.synced_names.borrow()), synced(&self.names.borrow())]
    }

    fn found(&self, path: &Path) -> io::Result<Contents> {
        self.names.borrow().get(path).cloned().ok_or(io::ErrorKind::NotFound.into())
    }
}

impl Disk for Model {
    type File = Contents;
    type Folder = ();
    type Reader = Cursor<Vec<u8>>;

    fn open_folder(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn try_lock(&self, (): &()) -> Result<(), TryLockError> {
        Ok(())
    }

    fn unlock(&self, (): &()) {}

    fn names(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        let names = self.names.borrow();
        let inside = names.keys().filter(|path| path.parent() == Some(folder));
        Ok(inside.filter_map(|path| path.file_name()).map(ToOwned::to_owned).collect())
    }

    fn create(&self, path: &Path, _: Access) -> io::Result<Contents> {
        if self.names.borrow().contains_key(path) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let contents = Contents::default();
        self.names.borrow_mut().insert(path.to_owned(), contents.clone());
        Ok(contents)
    }

    fn write(&self, file: &mut Contents, bytes: &[u8]) -> io::Result<usize> {
        file.0.borrow_mut()[0].extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn sync(&self, file: &Contents) -> io::Result<()> {
        let [written, synced] = &mut *file.0.borrow_mut();
        synced.clone_from(written);
        Ok(())
    }

    fn open(&self, path: &Path) -> io::Result<Cursor<Vec<u8>>> {
        Ok(Cursor::new(self.found(path)?.0.borrow()[0].clone()))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let contents = self.found(from)?;
        self.names.borrow_mut().remove(from);
        self.names.borrow_mut().insert(to.to_owned(), contents);
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.names.borrow_mut().remove(path).map(drop).ok_or(io::ErrorKind::NotFound.into())
    }

    fn sync_folder(&self, (): &()) -> io::Result<()> {
        self.synced_names.replace(self.names.borrow().clone());
        Ok(())
    }
}
