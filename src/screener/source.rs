//! Where do editions come from, and is another one there? A list file, or a folder of editions.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::time::SystemTime;

use crate::check::List;
use crate::check::OpenError;
use crate::folder::Admitted;
use crate::folder::FolderError;
use crate::folder::ListFolder;
use crate::index::Stamp;
use crate::screener::BuildError;
use crate::screener::ReloadError;
use crate::screener::Vouched;
use crate::screener::Vouchers;

/// A list file or a folder of editions; which of them is looked at whenever it is read.
#[derive(Debug, Clone, Default)]
pub(super) struct Source {
    path: PathBuf,
}

/// What tells without reading a file whether it is still the same. Two that are equal may differ where a file is written
/// to in place twice within a tick of the clock; a file that is renamed into its place always differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trace {
    length: u64,
    modified: Option<SystemTime>,
    /// Device, file, and when either was last touched.
    #[cfg(unix)]
    place: (u64, u64, i64, i64),
}

/// Of a file, and of what vouches for it.
pub(super) type Traces = [Option<Trace>; 2];

/// Why there is no list.
pub(super) enum Unopened {
    File(OpenError),
    Folder(FolderError),
}

impl From<Unopened> for BuildError {
    fn from(unopened: Unopened) -> Self {
        match unopened {
            Unopened::File(error) => error.into(),
            Unopened::Folder(error) => error.into(),
        }
    }
}

impl From<Unopened> for ReloadError {
    fn from(unopened: Unopened) -> Self {
        match unopened {
            Unopened::File(error) => error.into(),
            Unopened::Folder(error) => error.into(),
        }
    }
}

impl Source {
    pub(super) fn at(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// Opens the list that is there now.
    pub(super) fn open(&self, by: &Vouchers) -> Result<(List, Vouched), Unopened> {
        match self.folder() {
            Some(folder) => {
                let opened = by.open_folder(&folder).map_err(Unopened::Folder);
                opened.map(|(index, vouched)| (List::from_index(index), vouched))
            }
            None => by.open_list(&self.path).map_err(Unopened::File),
        }
    }

    /// Which edition is there now, where that can be told without opening it.
    pub(super) fn stamp(&self) -> Result<Option<Stamp>, Unopened> {
        let current = self.folder().map(|folder| folder.current()).transpose();
        Ok(current.map_err(Unopened::Folder)?.map(|placed| placed.stamp))
    }

    /// Whether the operator has spoken: in a folder an edition that they allowed past the guard is not refused here, nor one that
    /// they rolled back to. `before` is the stamp that the one in force has in the folder.
    pub(super) fn is_meant(&self, before: Stamp, fresh: Stamp) -> Result<bool, ReloadError> {
        self.folder().map_or(Ok(false), |folder| is_meant(&folder, before, fresh))
    }

    /// Of the file that says which edition is in force, and of what vouches for it, where that is asked for.
    pub(super) fn traces(&self, by: &Vouchers) -> Traces {
        match self.folder() {
            Some(folder) => {
                let register = Trace::of(&folder.register());
                let seal = || Trace::of(&folder.current().ok()?.seal);
                [register, by.is_demanding().then(seal).flatten()]
            }
            None => by.traces(&self.path),
        }
    }

    fn folder(&self) -> Option<ListFolder> {
        self.path.is_dir().then(|| ListFolder::at(&self.path))
    }
}

fn is_meant(folder: &ListFolder, before: Stamp, fresh: Stamp) -> Result<bool, ReloadError> {
    let editions = folder.editions()?;
    let place = |stamp: Stamp| editions.iter().position(|placed| placed.stamp == stamp);
    let admitted = editions.iter().find(|placed| placed.stamp == fresh).map(|placed| placed.admitted);
    let is_rolled_back = place(before).zip(place(fresh)).is_some_and(|(before, fresh)| fresh > before);
    Ok(is_rolled_back || admitted == Some(Admitted::Allowed))
}

impl Trace {
    /// `None` where no file can be seen.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let there = fs::metadata(path).ok()?;
        Some(Self {
            length: there.len(),
            modified: there.modified().ok(),
            #[cfg(unix)]
            place: {
                use std::os::unix::fs::MetadataExt as _;
                (there.dev(), there.ino(), there.ctime(), there.ctime_nsec())
            },
        })
    }
}
