//! One error at the door, into which those of all floors convert.

#[cfg(feature = "trail")]
use crate::audit;
use crate::check;
use crate::compile;
use crate::date;
use crate::folder;
use crate::index;
use crate::policy;
#[cfg(feature = "compile")]
use crate::record;
use crate::roster;
use crate::screener;
#[cfg(feature = "seal")]
use crate::seal;

/// Anything that can go wrong between the doors and the ground. The text says what was expected, what was found, and
/// what to do. No variant ever means "not listed".
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A list could not be opened.
    #[error(transparent)]
    Open(#[from] check::OpenError),
    /// A list's bytes are not to be trusted.
    #[error(transparent)]
    Index(#[from] index::Error),
    /// No answer could be given.
    #[error(transparent)]
    Check(#[from] check::Error),
    /// A question could not be read.
    #[error(transparent)]
    Query(#[from] check::QueryError),
    /// No list could be compiled.
    #[error(transparent)]
    Compile(#[from] compile::Error),
    /// A feed could not be read to its end.
    #[cfg(feature = "compile")]
    #[error(transparent)]
    Read(#[from] record::ReadError),
    /// A list could not be published.
    #[cfg(feature = "compile")]
    #[error(transparent)]
    Publish(#[from] compile::PublishError),
    /// A list folder could not be read or written.
    #[error(transparent)]
    Folder(#[from] folder::FolderError),
    /// A roster cannot be read, written or asked.
    #[error(transparent)]
    Roster(#[from] roster::RosterError),
    /// No screener was built.
    #[error(transparent)]
    Build(#[from] screener::BuildError),
    /// Relief cannot be taken.
    #[error(transparent)]
    Relief(#[from] policy::ReliefError),
    /// A policy's figures cannot be.
    #[error(transparent)]
    Policy(#[from] policy::Unsound),
    /// A measure cannot be in a catalogue.
    #[error(transparent)]
    Measure(#[from] policy::Unfit),
    /// A policy or catalogue file cannot be taken.
    #[cfg(feature = "toml")]
    #[error(transparent)]
    PolicyFile(#[from] policy::FileError),
    /// A reload was refused.
    #[error(transparent)]
    Reload(#[from] screener::ReloadError),
    /// An edition may not take another's place.
    #[error(transparent)]
    Implausible(#[from] policy::Implausible),
    /// A trail cannot be opened, written or read.
    #[cfg(feature = "trail")]
    #[error(transparent)]
    Audit(#[from] audit::Error),
    /// A file is not sealed by whom it must be, or a seal or key cannot be read or made.
    #[cfg(feature = "seal")]
    #[error(transparent)]
    Seal(#[from] seal::SealError),
    /// A text is not a day.
    #[error(transparent)]
    Date(#[from] date::Error),
}
