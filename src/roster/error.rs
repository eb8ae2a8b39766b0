//! Why a roster cannot be read, written or asked.

use std::io;
use std::path::PathBuf;

use crate::check;
use crate::check::QueryError;
use crate::disk::Fault;
use crate::format;
use crate::index;
use crate::policy::UnknownCondition;
use crate::policy::UnknownUse;

/// A roster or standing file cannot be used, or not every holder can be asked. Never means that nobody is listed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RosterError {
    /// A file cannot be read.
    #[error("cannot read {}: {source}", .path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file is of another kind.
    #[error("expected {expected}, found another kind of file")]
    OtherFile {
        /// What was expected.
        expected: &'static str,
    },
    /// A file's bytes are not to be trusted.
    #[error("{what} is damaged: {source}; make it anew")]
    Damaged {
        /// Which kind of file.
        what: &'static str,
        /// What is wrong.
        source: format::Error,
    },
    /// A file's checksums hold and its contents contradict one another.
    #[error("{what} contradicts itself: {because}; make it anew")]
    Inconsistent {
        /// Which kind of file.
        what: &'static str,
        /// What does not hold.
        because: &'static str,
    },
    /// More holders than a roster can number, or more than 4 GiB of them.
    #[error("more holders than one roster holds (4 GiB, or 4 000 million): divide them")]
    TooLarge,
    /// A holder's part is that of the one who holds, where it must be another.
    #[error(
        "a party beside a holder has a part other than `listed`: legal_representative, person_in_charge …"
    )]
    NoPart,
    /// A holder cannot be asked about.
    #[error("holder number {number}, {reference}: {source}")]
    Holder {
        /// Its number, from 0.
        number: u32,
        /// Its reference.
        reference: String,
        /// What cannot be read.
        source: QueryError,
    },
    /// The policy does not know what holders are asked about for.
    #[error("holders are asked about for a use that the policy does not have: {0}")]
    Use(#[from] UnknownUse),
    /// The policy does not know what was stated of holders.
    #[error("of holders a condition is stated that their use does not have: {0}")]
    Condition(#[from] UnknownCondition),
    /// No answer could be given about a holder.
    #[error("holder number {number}: {source}")]
    Check {
        /// Its number, from 0.
        number: u32,
        /// Why.
        source: check::Error,
    },
    /// What changed between two lists cannot be read.
    #[error("the lists cannot be compared: {0}")]
    Diff(#[from] index::Error),
    /// A standing is another roster's, another edition's, or of another release.
    #[error("the standing is of {found}, expected {expected}: screen everybody once to have one that fits")]
    OtherStanding {
        /// What was expected.
        expected: String,
        /// What was found.
        found: String,
    },
    /// A step of writing failed; what was there before is untouched.
    #[error("not written: cannot {step} {}: {source}", .path.display())]
    Step {
        /// What was being done.
        step: &'static str,
        /// With which file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Another process writes into the folder.
    #[error("not written: another process writes into {}; try again when it has ended", .folder.display())]
    Locked {
        /// The folder.
        folder: PathBuf,
    },
    /// What was read back is not what was written.
    #[error("not written: the disk gave back other bytes than were written to {}", .path.display())]
    OtherBytes {
        /// The temporary file.
        path: PathBuf,
    },
}

impl RosterError {
    /// Whether the machine said no where another time it may say yes.
    pub fn is_of_the_system(&self) -> bool {
        matches!(self, Self::Read { .. } | Self::Step { .. } | Self::Locked { .. } | Self::OtherBytes { .. })
    }
}

impl From<Fault> for RosterError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Step { step, path, source } => Self::Step { step, path, source },
            Fault::Locked { folder } => Self::Locked { folder },
            Fault::OtherBytes { path } => Self::OtherBytes { path },
        }
    }
}
