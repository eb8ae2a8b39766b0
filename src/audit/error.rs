//! What went wrong with a trail?

use std::io;
use std::path::Path;
use std::path::PathBuf;

use crate::audit::note::NoteError;

/// A trail cannot be opened, written, read or purged. An answer that could not be recorded is no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The system refused a step.
    #[error("cannot {step} {}: {source}", .path.display())]
    Step {
        /// What was being done.
        step: &'static str,
        /// With which file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Somebody else is writing this trail.
    #[error("{} is being written by another process, or by another trail of this one: a trail has one writer", .0.display())]
    Locked(PathBuf),
    /// This process is a child of the one that opened the trail.
    #[error(
        "{} was opened before this process was forked off: a trail has one writer, and it is the parent; open the trail, or the \
         screener that records in it, after the fork, one a process",
        .0.display()
    )]
    Forked(PathBuf),
    /// What is there is not what was written.
    #[error(
        "{}: entry {at}: {what}; nothing is added to a trail that was tampered with or damaged: see `shixin audit verify`",
        .path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The number of the first entry that is not as it was written.
        at: u64,
        /// What is wrong with it.
        what: String,
    },
    /// Fewer entries are there than its own checkpoint says.
    #[error(
        "the trail has {found} entries, and a checkpoint of {signed} was signed: entries were cut off its end, or the keys \
         are another trail's"
    )]
    CutOff {
        /// Entries that are there.
        found: u64,
        /// Entries that were.
        signed: u64,
    },
    /// The keys signed for another trail.
    #[error(
        "the entries are not those that the last checkpoint in {} was signed for: they were rewritten, or the keys are \
         another trail's",
        .0.display()
    )]
    OtherTrail(PathBuf),
    /// An earlier write or sync failed in a way that leaves open what is on the disk.
    #[error("the trail takes no more entries since an earlier failure ({0}): open it anew")]
    Poisoned(String),
    /// A month's key.
    #[error("the key {id}: {problem}")]
    Key {
        /// Which one.
        id: String,
        /// What is wrong.
        problem: &'static str,
    },
    /// A signing key, or what it signed.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// An entry cannot be written as JSON.
    #[error("an entry cannot be written: {0}")]
    Json(#[from] serde_json::Error),
    /// What was asked for cannot be done.
    #[error("{0}")]
    Refused(String),
}

/// The error of a step with a file.
pub(super) fn step(step: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Step { step, path, source }
}
