//! Rosters and standings as files: framed and checksummed as lists are, and readable by their owner alone.

use std::io;
use std::path::Path;

use crate::bytes::Bytes;
use crate::disk::Access;
use crate::disk::Disk;
use crate::disk::Locked;
use crate::disk::Publication;
use crate::disk::System;
use crate::disk::folder_of;
use crate::format;
use crate::format::Frame;
use crate::format::Tag;
use crate::roster::RosterError;

/// A kind of file.
pub(super) struct FileKind {
    pub(super) magic: [u8; 8],
    /// In the manner of "a compiled roster".
    pub(super) name: &'static str,
    pub(super) sections: &'static [Tag],
}

impl FileKind {
    /// Verifies the bytes, as those of a list are.
    pub(super) fn open(&self, bytes: Vec<u8>) -> Result<Frame, RosterError> {
        let frame = Frame::open_as(Bytes::from(bytes), self.magic).and_then(|frame| {
            frame.require_known(self.sections)?;
            Ok(frame)
        });
        frame.map_err(|source| match source {
            format::Error::NotAList => RosterError::OtherFile { expected: self.name },
            source => RosterError::Damaged { what: self.name, source },
        })
    }

    pub(super) fn section(&self, frame: &Frame, tag: Tag) -> Result<Bytes, RosterError> {
        frame.section(tag).map_err(|source| RosterError::Damaged { what: self.name, source })
    }

    pub(super) fn inconsistent(&self, because: &'static str) -> RosterError {
        RosterError::Inconsistent { what: self.name, because }
    }
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>, RosterError> {
    System.read(path).map_err(|source| RosterError::Read { path: path.to_owned(), source })
}

/// Writes a file that its owner alone may read, so that at any crash the old file or the new one is there.
pub(super) fn save(bytes: &[u8], path: &Path) -> Result<Publication, RosterError> {
    save_on(&System, bytes, path)
}

pub(super) fn save_on<D: Disk>(disk: &D, bytes: &[u8], path: &Path) -> Result<Publication, RosterError> {
    let name = path.file_name().ok_or_else(|| RosterError::Step {
        step: "write",
        path: path.to_owned(),
        source: io::ErrorKind::InvalidFilename.into(),
    })?;
    let prefix = format!(".{}.", name.to_string_lossy());
    let folder = Locked::new(disk, folder_of(path))?;
    folder.sweep(&prefix)?;
    folder.write(&prefix, bytes, Access::Private)?.put(path)?;
    Ok(folder.settle())
}
