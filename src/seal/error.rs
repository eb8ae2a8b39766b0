//! Why is a file not sealed, or no key a key?

use std::io;
use std::path::PathBuf;

use crate::disk::Fault;
use crate::seal::KeyId;

/// A file is not sealed by whom it must be, or a seal or key cannot be read or made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// A file cannot be read.
    #[error("cannot read {}: {source}", .path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// There is no seal.
    #[error(
        "{} is not sealed: expected its seal in {}; who has the key seals it: shixin seal {} --key KEY",
        .file.display(), .seal.display(), .file.display()
    )]
    Missing {
        /// What is to be sealed.
        file: PathBuf,
        /// Where its seal was sought.
        seal: PathBuf,
    },
    /// Rows came without a file, where seals are asked for.
    #[error("rows that come without a file have no seal: expected a feed in a file with its seal beside it")]
    Rows,
    /// A text is no seal.
    #[error("not a seal: {0}; expected the four lines of a minisign signature")]
    Form(&'static str),
    /// A seal of minisign's earlier kind.
    #[error(
        "the seal is of the kind that minisign made before 0.10, over the file itself; seal the file anew"
    )]
    Legacy,
    /// A text is no public key.
    #[error("not a public key for seals: {0}; expected two lines as in minisign.pub, or the second of them")]
    Key(&'static str),
    /// A text is no secret key.
    #[error(
        "not a secret key for seals: {0}; expected two lines as `shixin keygen` or `minisign -G -W` make them"
    )]
    Secret(&'static str),
    /// A secret key is under a password.
    #[error(
        "the secret key is under a password, which only minisign asks for: seal with `minisign -S -s KEY -m FILE`, or take a key \
         without one (shixin keygen, minisign -G -W)"
    )]
    Encrypted,
    /// The seal is by somebody else.
    #[error("the seal is by key {found}, which is not trusted here; trusted: {}", listed(.trusted))]
    OtherKey {
        /// Whose seal it says it is.
        found: KeyId,
        /// Whose are taken.
        trusted: Vec<KeyId>,
    },
    /// The seal is not of these bytes.
    #[error(
        "the seal by key {0} is not of this file: one of the two was changed, or replaced without the other"
    )]
    Forged(KeyId),
    /// The seal's comment is not the one that was signed.
    #[error("the comment of the seal by key {0} was changed")]
    ForgedComment(KeyId),
    /// The seal is older than the one of what is in force.
    #[error(
        "sealed at {found}, before what is in force, which was sealed at {before} (seconds since 1970): an old file was brought \
         back; if it is meant, seal it anew"
    )]
    Older {
        /// When what is there was sealed.
        found: u64,
        /// When what is in force was.
        before: u64,
    },
    /// A comment cannot stand in a seal.
    #[error("a seal's comment is one line of at most 8192 bytes, without control characters but tabs")]
    Comment,
    /// The system gave no random bytes.
    #[error("no random bytes: {0}")]
    Random(String),
    /// A step of writing failed; what was there is untouched.
    #[error("the seal was not put in place: cannot {step} {}: {source}", .path.display())]
    Step {
        /// What was being done.
        step: &'static str,
        /// With which file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Somebody else writes into the folder.
    #[error("the seal was not put in place: {} is being written by another process; try again when it has ended", .folder.display())]
    Locked {
        /// The folder.
        folder: PathBuf,
    },
    /// What was read back is not what was written.
    #[error("the seal was not put in place: the disk gave back other bytes than were written to {}", .path.display())]
    OtherBytes {
        /// The temporary file.
        path: PathBuf,
    },
}

impl SealError {
    /// Whether the machine said no, where another time it may say yes to the same files.
    pub fn is_of_the_system(&self) -> bool {
        matches!(
            self,
            Self::Read { .. }
                | Self::Random(_)
                | Self::Step { .. }
                | Self::Locked { .. }
                | Self::OtherBytes { .. }
        )
    }
}

impl From<Fault> for SealError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Step { step, path, source } => Self::Step { step, path, source },
            Fault::Locked { folder } => Self::Locked { folder },
            Fault::OtherBytes { path } => Self::OtherBytes { path },
        }
    }
}

fn listed(keys: &[KeyId]) -> String {
    keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
