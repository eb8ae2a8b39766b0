//! A disk in memory that remembers what a power cut would leave, for tests.

#![expect(clippy::arithmetic_side_effects, reason = "files of a test are short")]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::TryLockError;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;

#[cfg(feature = "trail")]
use crate::disk::Access;
use crate::disk::Disk;
use crate::disk::File;
use crate::disk::Handle;
use crate::disk::Open;

/// A disk in memory that knows which of its files and names are synced.
#[derive(Debug, Clone, Default)]
pub(crate) struct Model(Arc<Mutex<Names>>);

#[derive(Debug, Default)]
struct Names {
    there: BTreeMap<PathBuf, Contents>,
    synced: BTreeMap<PathBuf, Contents>,
}

/// What a file holds, and what of it is synced.
#[derive(Debug, Clone, Default)]
struct Contents(Arc<Mutex<[Vec<u8>; 2]>>);

impl Model {
    /// What a power cut may leave. Of names: the synced ones, or already those that are there. Of bytes: the synced ones
    /// only, those and half of what was written behind them, or all of them.
    pub(crate) fn after_power_cut(&self) -> Vec<Self> {
        let names = self.0.lock().unwrap();
        let halves = [|_| 0, |unsynced| unsynced / 2, |unsynced| unsynced];
        let images = [&names.synced, &names.there].map(|names| halves.map(|half| Self::left(names, half)));
        images.into_iter().flatten().collect()
    }

    /// The names with so many of the bytes that are not synced.
    fn left(names: &BTreeMap<PathBuf, Contents>, half: fn(usize) -> usize) -> Self {
        let left = |contents: &Contents| {
            let [there, synced] = &*contents.0.lock().unwrap();
            let unsynced = there.strip_prefix(synced.as_slice());
            let bytes = match unsynced {
                Some(unsynced) => [synced, &unsynced[..half(unsynced.len())]].concat(),
                // Cut, or written over: one or the other.
                None if half(2) == 0 => synced.clone(),
                None => there.clone(),
            };
            Contents(Arc::new(Mutex::new([bytes.clone(), bytes])))
        };
        let names: BTreeMap<_, _> = names.iter().map(|(path, it)| (path.clone(), left(it))).collect();
        Self(Arc::new(Mutex::new(Names { there: names.clone(), synced: names })))
    }
}

impl Disk for Model {
    fn open(&self, path: &Path, how: Open) -> io::Result<Handle> {
        let mut names = self.0.lock().unwrap();
        let there = names.there.get(path).cloned();
        let (contents, appends) = match (how, there) {
            (Open::Folder, _) => {
                return Ok(Handle::new(Folder { path: path.to_owned(), names: Arc::clone(&self.0) }));
            }
            (Open::New(_), Some(_)) => return Err(io::ErrorKind::AlreadyExists.into()),
            (Open::New(_), None) => (names.make(path), true),
            #[cfg(feature = "trail")]
            (Open::Append(_), there) => (there.unwrap_or_else(|| names.make(path)), true),
            (_, Some(there)) => (there, false),
            (_, None) => return Err(io::ErrorKind::NotFound.into()),
        };
        Ok(Handle::new(Opened { contents, appends, at: Mutex::default() }))
    }

    #[cfg(feature = "compile")]
    fn unnamed(&self, _: &Path) -> io::Result<Handle> {
        Ok(Handle::new(Opened { contents: Contents::default(), appends: false, at: Mutex::default() }))
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        let names = self.0.lock().unwrap();
        let inside = names.there.keys().filter(|path| path.parent() == Some(folder));
        Ok(inside.filter_map(|path| path.file_name()).map(ToOwned::to_owned).collect())
    }

    #[cfg(feature = "trail")]
    fn is_file(&self, path: &Path) -> io::Result<bool> {
        let is_there = self.0.lock().unwrap().there.contains_key(path);
        if is_there { Ok(true) } else { Err(io::ErrorKind::NotFound.into()) }
    }

    #[cfg(feature = "trail")]
    fn make_folder(&self, _: &Path, _: Access) -> io::Result<()> {
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut names = self.0.lock().unwrap();
        let contents = names.there.remove(from).ok_or(io::ErrorKind::NotFound)?;
        names.there.insert(to.to_owned(), contents);
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut names = self.0.lock().unwrap();
        names.there.remove(path).map(drop).ok_or(io::ErrorKind::NotFound.into())
    }
}

impl Names {
    fn make(&mut self, path: &Path) -> Contents {
        let contents = Contents::default();
        self.there.insert(path.to_owned(), contents.clone());
        contents
    }
}

/// An open file.
#[derive(Debug)]
struct Opened {
    contents: Contents,
    appends: bool,
    at: Mutex<usize>,
}

impl File for Opened {
    fn read_some(&self, bytes: &mut [u8]) -> io::Result<usize> {
        let mut at = self.at.lock().unwrap();
        let [there, _] = &*self.contents.0.lock().unwrap();
        let rest = &there[(*at).min(there.len())..];
        let length = rest.len().min(bytes.len());
        bytes[..length].copy_from_slice(&rest[..length]);
        *at += length;
        Ok(length)
    }

    fn write_some(&self, bytes: &[u8]) -> io::Result<usize> {
        let mut at = self.at.lock().unwrap();
        let [there, _] = &mut *self.contents.0.lock().unwrap();
        if self.appends {
            *at = there.len();
        }
        let end = *at + bytes.len();
        there.resize(there.len().max(end), 0);
        there[*at..end].copy_from_slice(bytes);
        *at = end;
        Ok(bytes.len())
    }

    #[cfg(feature = "compile")]
    fn rewind(&self) -> io::Result<()> {
        *self.at.lock().unwrap() = 0;
        Ok(())
    }

    #[cfg(feature = "trail")]
    fn cut(&self, length: u64) -> io::Result<()> {
        self.contents.0.lock().unwrap()[0].resize(usize::try_from(length).unwrap(), 0);
        Ok(())
    }

    fn sync(&self) -> io::Result<()> {
        let [there, synced] = &mut *self.contents.0.lock().unwrap();
        synced.clone_from(there);
        Ok(())
    }

    #[cfg(feature = "trail")]
    fn sync_bytes(&self) -> io::Result<()> {
        self.sync()
    }

    fn try_lock(&self) -> Result<(), TryLockError> {
        Ok(())
    }

    fn unlock(&self) {}
}

/// An open folder: what is synced are its names, and no other folder's.
#[derive(Debug)]
struct Folder {
    path: PathBuf,
    names: Arc<Mutex<Names>>,
}

impl File for Folder {
    fn read_some(&self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::ErrorKind::IsADirectory.into())
    }

    fn write_some(&self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::IsADirectory.into())
    }

    #[cfg(feature = "compile")]
    fn rewind(&self) -> io::Result<()> {
        Err(io::ErrorKind::IsADirectory.into())
    }

    #[cfg(feature = "trail")]
    fn cut(&self, _: u64) -> io::Result<()> {
        Err(io::ErrorKind::IsADirectory.into())
    }

    fn sync(&self) -> io::Result<()> {
        let mut names = self.names.lock().unwrap();
        let is_inside = |path: &Path| path.parent() == Some(&self.path);
        let inside: Vec<_> = names.there.iter().filter(|(path, _)| is_inside(path)).collect();
        let inside: Vec<_> = inside.into_iter().map(|(path, it)| (path.clone(), it.clone())).collect();
        names.synced.retain(|path, _| !is_inside(path));
        names.synced.extend(inside);
        Ok(())
    }

    #[cfg(feature = "trail")]
    fn sync_bytes(&self) -> io::Result<()> {
        self.sync()
    }

    fn try_lock(&self) -> Result<(), TryLockError> {
        Ok(())
    }

    fn unlock(&self) {}
}
