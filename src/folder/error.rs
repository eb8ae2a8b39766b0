//! Why a list folder cannot be read or written.

use std::io;
use std::path::Path;
use std::path::PathBuf;

use crate::disk::Fault;
use crate::index;
use crate::index::Stamp;
use crate::policy::Implausible;
#[cfg(feature = "seal")]
use crate::seal::SealError;

/// A list folder could not be read, or nothing was changed in it: the edition in force stays.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// There is no such folder.
    #[error(
        "cannot open the list folder {}: {source}; make it first (mkdir), or name the one that editions are published into",
        .folder.display()
    )]
    NoFolder {
        /// The path that was given.
        folder: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Nothing was published into the folder yet.
    #[error("{}: no edition was published here yet; publish one: shixin compile ROWS -o {}", .folder.display(), .folder.display())]
    Empty {
        /// The folder.
        folder: PathBuf,
    },
    /// No editions were published into the folder, and it holds other things.
    #[error(
        "not published: expected an empty folder, or one that editions were published into, found {found:?} in {}; make a \
         folder of their own for editions",
        .folder.display()
    )]
    OtherThings {
        /// The folder.
        folder: PathBuf,
        /// One of the things in it.
        found: String,
    },
    /// The register cannot be trusted.
    #[error(
        "{}: the register of the list folder is damaged: {what}; put an edition that is there in force and the register is \
         made anew: shixin editions rollback FOLDER --to DIGEST",
        .path.display()
    )]
    Register {
        /// The register.
        path: PathBuf,
        /// What does not hold.
        what: &'static str,
    },
    /// A file cannot be read.
    #[error("cannot read {}: {source}", .path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// An edition's file is not to be trusted.
    #[error("cannot open {}: {source}; put another edition in force: shixin editions rollback FOLDER", .path.display())]
    Edition {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: index::Error,
    },
    /// An edition's file holds another one.
    #[error("{}: expected edition {expected}, found {found}: somebody replaced the file; publish the edition anew", .path.display())]
    OtherEdition {
        /// The file.
        path: PathBuf,
        /// The edition that the register names.
        expected: Stamp,
        /// The edition in the file.
        found: Stamp,
    },
    /// An edition is not sealed by whom it must be.
    #[cfg(feature = "seal")]
    #[error("{}: {source}", .path.display())]
    Unsealed {
        /// The edition's file.
        path: PathBuf,
        /// What is wrong with its seal.
        source: SealError,
    },
    /// There is no such edition, or several.
    #[error(
        "{}: expected the beginning of one edition's digest, found {wanted:?}; there are: {}",
        .folder.display(),
        .there.join(", ")
    )]
    NoSuchEdition {
        /// The folder.
        folder: PathBuf,
        /// What was asked for.
        wanted: String,
        /// What could have been.
        there: Vec<String>,
    },
    /// No edition was published before the one in force.
    #[error("{}: no edition was published before the one in force, or none was kept", .folder.display())]
    NothingBefore {
        /// The folder.
        folder: PathBuf,
    },
    /// A layer lies over the list, which is no part of its file.
    #[error(
        "not published: a feed is laid over the list; make one edition of both first (update), and publish that"
    )]
    Layered,
    /// What was to be published is not whole.
    #[error("not published: the edition is not whole: {0}")]
    NotWhole(index::Error),
    /// What was to be published may not take the place of the edition in force.
    #[error("not published, the edition in force stays: {0}")]
    Implausible(#[from] Implausible),
    /// The edition in force cannot be opened, so that nothing can be compared with it.
    #[error(
        "not published: a new edition is compared with the one in force, and that cannot be opened ({source}); allow it if it is meant"
    )]
    Incomparable {
        /// Why it cannot be opened.
        source: Box<FolderError>,
    },
    /// A step of writing failed; the edition in force stays.
    #[error("the edition in force stays: cannot {step} {}: {source}", .path.display())]
    Step {
        /// What was being done.
        step: &'static str,
        /// With which file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Somebody else publishes into the folder.
    #[error("the edition in force stays: {} is being written by another process; try again when it has ended", .folder.display())]
    Locked {
        /// The folder.
        folder: PathBuf,
    },
    /// What was read back is not what was written.
    #[error("the edition in force stays: the disk gave back other bytes than were written to {}", .path.display())]
    OtherBytes {
        /// The temporary file.
        path: PathBuf,
    },
}

impl FolderError {
    /// A folder that cannot be opened is most often not there.
    pub(super) fn opening(fault: Fault, folder: &Path) -> Self {
        match fault {
            Fault::Step { step: "open the folder", source, .. } => Self::no_folder(source, folder),
            other => other.into(),
        }
    }

    pub(super) fn no_folder(source: io::Error, folder: &Path) -> Self {
        Self::NoFolder { folder: folder.to_owned(), source }
    }

    /// Whether a file was not there: it may have been removed since it was looked up.
    pub(super) fn is_of_a_missing_file(&self) -> bool {
        match self {
            Self::Read { source, .. } => source.kind() == io::ErrorKind::NotFound,
            #[cfg(feature = "seal")]
            Self::Unsealed { source: SealError::Read { source, .. }, .. } => {
                source.kind() == io::ErrorKind::NotFound
            }
            #[cfg(feature = "seal")]
            Self::Unsealed { source: SealError::Missing { .. }, .. } => true,
            _ => false,
        }
    }

    /// Whether the machine said no where another time it may say yes.
    pub fn is_of_the_system(&self) -> bool {
        #[cfg(feature = "seal")]
        if let Self::Unsealed { source, .. } = self {
            return source.is_of_the_system();
        }
        matches!(
            self,
            Self::NoFolder { .. }
                | Self::Read { .. }
                | Self::Step { .. }
                | Self::Locked { .. }
                | Self::OtherBytes { .. }
        )
    }
}

impl From<Fault> for FolderError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Step { step, path, source } => Self::Step { step, path, source },
            Fault::Locked { folder } => Self::Locked { folder },
            Fault::OtherBytes { path } => Self::OtherBytes { path },
        }
    }
}
