//! Which editions are here, which one is in force, and how does another one come to be? A [`ListFolder`] (名单目录) holds
//! compiled lists by digest, and a file, `current`, that says which of them is in force.
#![doc = include_str!("FOLDER.md")]

mod error;
#[cfg(test)]
mod failures;
mod register;

pub use error::FolderError;
pub use register::Admitted;

pub use crate::disk::Publication;

use std::io;
use std::path::Path;
use std::path::PathBuf;

use crate::disk::Access;
use crate::disk::Disk;
use crate::disk::Locked;
use crate::disk::Open;
use crate::disk::System;
use crate::index::Index;
use crate::index::Stamp;
use crate::policy::Guard;
#[cfg(feature = "seal")]
use crate::seal::Seal;
#[cfg(feature = "seal")]
use crate::seal::Sealed;
#[cfg(feature = "seal")]
use crate::seal::Trusted;

use register::Entry;
use register::Register;

/// A folder of editions. Holds no file open, and reads anew whenever it is asked.
#[derive(Debug, Clone)]
pub struct ListFolder {
    path: PathBuf,
}

/// An edition in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Placed {
    /// Which edition it is.
    pub stamp: Stamp,
    /// How it came to be there.
    pub admitted: Admitted,
    /// Whether it is the one in force.
    pub is_current: bool,
    /// Its file.
    pub path: PathBuf,
    /// Where its rejected rows are, if there were any.
    pub rejects: PathBuf,
    /// Where its seal is, if it has one: see `seal`.
    pub seal: PathBuf,
}

impl ListFolder {
    /// The folder at `path`, which is not looked at yet.
    pub fn at(path: impl AsRef<Path>) -> Self {
        Self { path: path.as_ref().to_owned() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file that says which edition is in force: it changes whenever that does.
    pub fn register(&self) -> PathBuf {
        self.path.join(register::NAME)
    }

    /// The editions, the one published last first. None where nothing was published yet.
    ///
    /// # Errors
    /// [`FolderError`] where the folder is not there, or its register is damaged.
    pub fn editions(&self) -> Result<Vec<Placed>, FolderError> {
        let register = self.read_register(&System)?;
        let placed = |entry: &Entry| self.placed(entry, register.is_current(entry));
        Ok(register.entries().iter().map(placed).collect())
    }

    /// The edition in force.
    ///
    /// # Errors
    /// [`FolderError`] where the folder is not there, is empty, or its register is damaged.
    pub fn current(&self) -> Result<Placed, FolderError> {
        self.current_on(&System)
    }

    /// Opens the edition in force and verifies it.
    ///
    /// # Errors
    /// [`FolderError`] where there is none, or its file is not the whole, undamaged edition that the register names.
    pub fn open(&self) -> Result<Index, FolderError> {
        self.open_on(&System)
    }

    /// Puts an edition into the folder and in force, with its rejected rows (JSON lines) beside it. The rejects are there
    /// before the edition is in force; the edition before it is kept.
    ///
    /// `guard` says how much it may differ from the edition in force; `None` lets everything pass, and is remembered as the
    /// operator's word for whoever reads the folder ([`Admitted::Allowed`]).
    ///
    /// # Errors
    /// [`FolderError`]: the edition in force stays.
    pub fn publish(
        &self,
        index: &Index,
        rejects: Option<&[u8]>,
        guard: Option<&Guard>,
    ) -> Result<Publication, FolderError> {
        self.publish_on(&System, index, rejects, guard)
    }

    /// Opens the edition in force, where one of these keys sealed it.
    ///
    /// # Errors
    /// As [`Self::open`], and [`FolderError::Unsealed`] where it is not sealed, or by somebody else.
    #[cfg(feature = "seal")]
    pub fn open_sealed(&self, by: &Trusted) -> Result<(Index, Sealed), FolderError> {
        self.current_with(&System, |placed| open_sealed(placed, by))
    }

    /// As [`Self::publish`], with the edition's seal, which is beside it before the edition is in force: nobody ever finds the one
    /// without the other.
    ///
    /// # Errors
    /// As there, and [`FolderError::Unsealed`] where none of these keys sealed this edition.
    #[cfg(feature = "seal")]
    pub fn publish_sealed(
        &self,
        index: &Index,
        (seal, by): (&Seal, &Trusted),
        rejects: Option<&[u8]>,
        guard: Option<&Guard>,
    ) -> Result<Publication, FolderError> {
        by.verify(index.as_bytes(), seal)
            .map_err(|source| FolderError::Unsealed { path: self.path.clone(), source })?;
        self.publish_with(&System, index, (Some(seal.to_string().as_bytes()), rejects), guard)
    }

    /// Puts an earlier edition in force again: the one published before the one in force, or the one whose digest begins
    /// with `to`. Nothing is removed, so that the way forward is the same command.
    ///
    /// With `to`, a damaged register is made anew from the editions that are there.
    ///
    /// # Errors
    /// [`FolderError`] where there is no such edition or it is not whole; the edition in force stays.
    pub fn roll_back(&self, to: Option<&str>) -> Result<Publication, FolderError> {
        self.roll_back_on(&System, to)
    }

    /// Removes all editions but the `keep` published last and the one in force, and what crashes left; says which.
    ///
    /// # Errors
    /// [`FolderError`] where the register is damaged, or a file cannot be removed: what is left is removed the next time.
    pub fn prune(&self, keep: usize) -> Result<Vec<Stamp>, FolderError> {
        self.prune_on(&System, keep)
    }

    fn current_on<D: Disk>(&self, disk: &D) -> Result<Placed, FolderError> {
        let register = self.read_register(disk)?;
        let entry = register.current().ok_or_else(|| FolderError::Empty { folder: self.path.clone() })?;
        Ok(self.placed(entry, true))
    }

    fn open_on<D: Disk>(&self, disk: &D) -> Result<Index, FolderError> {
        self.current_with(disk, |placed| open(disk, placed))
    }

    /// What comes of opening the edition in force.
    fn current_with<D: Disk, T>(
        &self,
        disk: &D,
        open: impl Fn(&Placed) -> Result<T, FolderError>,
    ) -> Result<T, FolderError> {
        let mut current = self.current_on(disk)?;
        loop {
            match open(&current) {
                // Another edition was published, and this one removed, since it was looked up.
                Err(error) if error.is_of_a_missing_file() => {
                    let now = self.current_on(disk)?;
                    if now == current {
                        return Err(error);
                    }
                    current = now;
                }
                done => return done,
            }
        }
    }

    fn publish_on<D: Disk>(
        &self,
        disk: &D,
        index: &Index,
        rejects: Option<&[u8]>,
        guard: Option<&Guard>,
    ) -> Result<Publication, FolderError> {
        self.publish_with(disk, index, (None, rejects), guard)
    }

    fn publish_with<D: Disk>(
        &self,
        disk: &D,
        index: &Index,
        (seal, rejects): (Option<&[u8]>, Option<&[u8]>),
        guard: Option<&Guard>,
    ) -> Result<Publication, FolderError> {
        if index.has_layer() {
            return Err(FolderError::Layered);
        }
        let locked = self.lock(disk)?;
        let mut register = self.read_register(disk)?;
        if register.entries().is_empty() {
            self.refuse_other_things(&locked)?;
        }
        if let Some(guard) = guard {
            self.admit(disk, &register, index, guard)?;
        }
        index.verify().map_err(FolderError::NotWhole)?;
        let admitted = if guard.is_some() { Admitted::Guarded } else { Admitted::Allowed };
        let entry = Entry { stamp: index.edition().stamp(), admitted };
        let name = entry.file_name();
        locked.write(PREFIX, index.as_bytes(), Access::Shared)?.put(&self.path.join(&name))?;
        if let Some(seal) = seal {
            let place = self.path.join(entry.seal_name());
            locked.write(PREFIX, seal, Access::Shared)?.put(&place)?;
        }
        match rejects.filter(|rejects| !rejects.is_empty()) {
            Some(rejects) => {
                let place = self.path.join(entry.rejects_name());
                locked.write(PREFIX, rejects, Access::Private)?.put(&place)?;
            }
            None => locked.remove(&entry.rejects_name())?,
        }
        // What the register names must be there after a power cut, before the register names it.
        locked.sync()?;
        register.publish(entry);
        self.write_register(&locked, &register)
    }

    fn roll_back_on<D: Disk>(&self, disk: &D, to: Option<&str>) -> Result<Publication, FolderError> {
        let locked = self.lock(disk)?;
        let mut register = match (self.read_register(disk), to) {
            (Err(FolderError::Register { .. }), Some(_)) => self.found(disk, &locked)?,
            (read, _) => read?,
        };
        let entry = register.choose(to, &self.path)?;
        // An edition that cannot be opened would leave every service with the one that it has, and new ones with none.
        open(disk, &self.placed(&entry, true))?;
        register.put_in_force(&entry);
        self.write_register(&locked, &register)
    }

    fn prune_on<D: Disk>(&self, disk: &D, keep: usize) -> Result<Vec<Stamp>, FolderError> {
        let locked = self.lock(disk)?;
        let mut register = self.read_register(disk)?;
        let leaving = register.prune(keep);
        if !leaving.is_empty() {
            // The register first: a crash leaves files that nothing names, and the next pruning removes.
            if let Publication::DurabilityUnknown(source) = self.write_register(&locked, &register)? {
                return Err(FolderError::Step { step: "sync the folder", path: self.path.clone(), source });
            }
        }
        let of_entry = |entry: &Entry| [entry.file_name(), entry.seal_name(), entry.rejects_name()];
        let named: Vec<String> = register.entries().iter().flat_map(of_entry).collect();
        for name in locked.names()?.iter().filter(|name| register::is_ours(name) && !named.contains(name)) {
            locked.remove(name)?;
        }
        Ok(leaving.iter().map(|entry| entry.stamp).collect())
    }

    /// Holds the folder, and clears away what a crash left of files that were being written.
    fn lock<'d, D: Disk>(&self, disk: &'d D) -> Result<Locked<'d, D>, FolderError> {
        let locked =
            Locked::new(disk, &self.path).map_err(|fault| FolderError::opening(fault, &self.path))?;
        locked.sweep(PREFIX)?;
        Ok(locked)
    }

    /// The first edition does not go where somebody keeps something else: a mistyped path would make a list folder of a home.
    fn refuse_other_things<D: Disk>(&self, locked: &Locked<'_, D>) -> Result<(), FolderError> {
        let names = locked.names()?;
        match names.into_iter().find(|name| !register::is_ours(name) && !name.starts_with('.')) {
            Some(found) => Err(FolderError::OtherThings { folder: self.path.clone(), found }),
            None => Ok(()),
        }
    }

    /// Whether the edition may take the place of the one in force.
    fn admit<D: Disk>(
        &self,
        disk: &D,
        register: &Register,
        index: &Index,
        guard: &Guard,
    ) -> Result<(), FolderError> {
        let Some(current) = register.current() else { return Ok(()) };
        let there = open(disk, &self.placed(current, true))
            .map_err(|source| FolderError::Incomparable { source: Box::new(source) })?;
        Ok(guard.admit_list(&there, index)?)
    }

    fn read_register<D: Disk>(&self, disk: &D) -> Result<Register, FolderError> {
        let path = self.register();
        let text = match disk.read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                disk.open(&self.path, Open::Folder)
                    .map_err(|source| FolderError::no_folder(source, &self.path))?;
                return Ok(Register::default());
            }
            Err(source) => return Err(FolderError::Read { path, source }),
        };
        Register::read(&text).map_err(|what| FolderError::Register { path, what })
    }

    fn write_register<D: Disk>(
        &self,
        locked: &Locked<'_, D>,
        register: &Register,
    ) -> Result<Publication, FolderError> {
        let beside = locked.write(PREFIX, register.to_text().as_bytes(), Access::Shared)?;
        beside.put(&self.register())?;
        Ok(locked.settle())
    }

    /// A register of the editions that are there and whole, in the order of their days.
    fn found<D: Disk>(&self, disk: &D, locked: &Locked<'_, D>) -> Result<Register, FolderError> {
        let mut entries: Vec<Entry> = Vec::new();
        for name in locked.names()?.iter().filter(|name| register::is_edition(name)) {
            let path = self.path.join(name);
            let read = disk.read(&path).map_err(|source| FolderError::Read { path, source })?;
            if let Ok(index) = Index::open(read) {
                let entry = Entry { stamp: index.edition().stamp(), admitted: Admitted::Guarded };
                entries.extend((entry.file_name() == *name).then_some(entry));
            }
        }
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.stamp));
        Ok(Register::of(entries))
    }

    fn placed(&self, entry: &Entry, is_current: bool) -> Placed {
        Placed {
            stamp: entry.stamp,
            admitted: entry.admitted,
            is_current,
            path: self.path.join(entry.file_name()),
            rejects: self.path.join(entry.rejects_name()),
            seal: self.path.join(entry.seal_name()),
        }
    }
}

/// Opens an edition's file, which must be the edition that its name says.
fn open<D: Disk>(disk: &D, placed: &Placed) -> Result<Index, FolderError> {
    let path = &placed.path;
    let bytes = disk.read(path).map_err(|source| FolderError::Read { path: path.clone(), source })?;
    verified(bytes, placed)
}

/// The same of a file that one of these keys sealed.
#[cfg(feature = "seal")]
fn open_sealed(placed: &Placed, by: &Trusted) -> Result<(Index, Sealed), FolderError> {
    let path = &placed.path;
    let read = by.read(path);
    let (bytes, sealed) = read.map_err(|source| FolderError::Unsealed { path: path.clone(), source })?;
    Ok((verified(bytes, placed)?, sealed))
}

fn verified(bytes: Vec<u8>, placed: &Placed) -> Result<Index, FolderError> {
    let path = &placed.path;
    let index = Index::open(bytes);
    let index = index.map_err(|source| FolderError::Edition { path: path.clone(), source })?;
    let found = index.edition().stamp();
    if found == placed.stamp {
        Ok(index)
    } else {
        Err(FolderError::OtherEdition { path: path.clone(), expected: placed.stamp, found })
    }
}

/// Begins the name of a file that is being written.
const PREFIX: &str = ".shixin.";
