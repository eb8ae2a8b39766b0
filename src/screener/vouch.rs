//! Who vouches for a list or relief? Nobody, unless seals are asked for; then one of the keys that are trusted.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use crate::check::List;
use crate::check::OpenError;
use crate::folder::FolderError;
use crate::folder::ListFolder;
use crate::index::Index;
use crate::policy::Relief;
use crate::policy::ReliefError;
use crate::screener::ReliefFault;
use crate::screener::ReloadError;
use crate::screener::source::Trace;
use crate::screener::source::Traces;
#[cfg(feature = "seal")]
use crate::seal;
#[cfg(feature = "seal")]
use crate::seal::SealError;
#[cfg(feature = "seal")]
use crate::seal::Sealed;
#[cfg(feature = "seal")]
use crate::seal::Trusted;

/// Whose seals are asked for, if anybody's.
#[derive(Debug, Clone, Default)]
pub(super) struct Vouchers {
    #[cfg(feature = "seal")]
    trusted: Option<Trusted>,
}

/// The seal of what was taken up, where one was asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Vouched {
    #[cfg(feature = "seal")]
    at: Option<u64>,
}

impl Vouchers {
    #[cfg(feature = "seal")]
    pub(super) const fn of(trusted: Trusted) -> Self {
        Self { trusted: Some(trusted) }
    }

    pub(super) fn is_demanding(&self) -> bool {
        #[cfg(feature = "seal")]
        return self.trusted.is_some();
        #[cfg(not(feature = "seal"))]
        false
    }

    pub(super) fn open_list(&self, path: &Path) -> Result<(List, Vouched), OpenError> {
        #[cfg(feature = "seal")]
        if let Some(by) = &self.trusted {
            return List::open_sealed(path, by).map(|(list, sealed)| (list, sealed.into()));
        }
        Ok((List::open(path)?, Vouched::default()))
    }

    pub(super) fn open_folder(&self, folder: &ListFolder) -> Result<(Index, Vouched), FolderError> {
        #[cfg(feature = "seal")]
        if let Some(by) = &self.trusted {
            return folder.open_sealed(by).map(|(index, sealed)| (index, sealed.into()));
        }
        Ok((folder.open()?, Vouched::default()))
    }

    pub(super) fn read_relief(&self, path: &Path) -> Result<(Relief, Vouched), ReliefFault> {
        #[cfg(feature = "seal")]
        if let Some(by) = &self.trusted {
            let (bytes, sealed) = by.read(path)?;
            return Ok((Relief::read(bytes.as_slice())?, sealed.into()));
        }
        let file = File::open(path).map_err(ReliefError::from)?;
        Ok((Relief::read(BufReader::new(file))?, Vouched::default()))
    }

    /// Whether rows may be taken that come without a file: nobody can have sealed them.
    #[cfg_attr(not(feature = "seal"), expect(clippy::unused_self, reason = "nobody is asked for seals"))]
    #[cfg_attr(not(feature = "seal"), expect(clippy::unnecessary_wraps, reason = "nothing is refused"))]
    pub(super) fn take_rows(&self) -> Result<(), ReloadError> {
        #[cfg(feature = "seal")]
        if self.trusted.is_some() {
            return Err(SealError::Rows.into());
        }
        Ok(())
    }

    /// A feed's bytes, and nothing of them before they are vouched for.
    #[cfg(feature = "compile")]
    pub(super) fn read_feed(&self, path: &Path) -> Result<Box<dyn std::io::Read>, ReloadError> {
        #[cfg(feature = "seal")]
        if let Some(by) = &self.trusted {
            return Ok(Box::new(std::io::Cursor::new(by.read(path)?.0)));
        }
        let shown = || path.display().to_string();
        let file = File::open(path).map_err(|source| OpenError::Read { path: shown(), source })?;
        Ok(Box::new(file))
    }

    /// Of a file, and of its seal where one is asked for.
    pub(super) fn traces(&self, path: &Path) -> Traces {
        #[cfg(feature = "seal")]
        if self.trusted.is_some() {
            return [Trace::of(path), Trace::of(&seal::beside(path))];
        }
        [Trace::of(path), None]
    }

    pub(super) fn traces_of(&self, path: Option<&Path>) -> Traces {
        path.map(|path| self.traces(path)).unwrap_or_default()
    }
}

#[cfg(feature = "seal")]
impl Vouched {
    /// Whether this was sealed no earlier than what is in force: who can write to a folder, and has no key, could else bring an
    /// old list back. A seal that does not say when counts as older than any that does.
    pub(super) fn follow(&self, before: &Self) -> Result<(), SealError> {
        if self.at >= before.at {
            return Ok(());
        }
        let [found, before] = [self.at, before.at].map(Option::unwrap_or_default);
        Err(SealError::Older { found, before })
    }
}

#[cfg(feature = "seal")]
impl From<Sealed> for Vouched {
    fn from(sealed: Sealed) -> Self {
        Self { at: sealed.at }
    }
}
