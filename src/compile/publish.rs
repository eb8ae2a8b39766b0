//! A compiled list onto disk so that at any crash the old file or the new one is there.

use std::io;
use std::path::Path;
use std::path::PathBuf;

use crate::disk::Access;
use crate::disk::Disk;
use crate::disk::Fault;
use crate::disk::Locked;
use crate::disk::Publication;
use crate::disk::folder_of;
use crate::index;
use crate::index::Index;

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

/// The bytes on disk are those that were compiled, which were opened already, and hold to the last row.
pub(super) fn publish<D: Disk>(disk: &D, index: &Index, path: &Path) -> Result<Publication, PublishError> {
    let name = path.file_name().ok_or_else(|| PublishError::NoFileName { path: path.to_owned() })?;
    let prefix = format!(".{}.", name.to_string_lossy());
    let folder = Locked::new(disk, folder_of(path))?;
    folder.sweep(&prefix)?;
    let beside = folder.write(&prefix, index.as_bytes(), Access::Shared)?;
    index.verify()?;
    beside.put(path)?;
    Ok(folder.settle())
}

impl From<Fault> for PublishError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Step { step, path, source } => Self::Step { step, path, source },
            Fault::Locked { folder } => Self::Locked { folder },
            Fault::OtherBytes { path } => Self::OtherBytes { path },
        }
    }
}
