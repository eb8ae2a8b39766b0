//! How far had the trail come, and what was in it? A checkpoint (C2SP `tlog-checkpoint`): origin, size and root, signed.

use std::fmt;

use base64ct::Base64;
use base64ct::Encoding as _;

use crate::audit::Hash;
use crate::audit::note::NoteError;
use crate::audit::note::Signer;
use crate::audit::note::Verifier;

/// What a trail's signer said that the trail held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which trail: the name of its signer.
    pub origin: String,
    /// How many entries.
    pub size: u64,
    /// The root of their tree.
    pub root: Hash,
}

impl Checkpoint {
    /// Reads a note that this key signed.
    ///
    /// # Errors
    /// [`NoteError`] where it is not signed by the key, is no checkpoint, or is another trail's.
    pub fn open(note: &str, verifier: &Verifier) -> Result<Self, NoteError> {
        let text = verifier.open(note)?;
        let checkpoint = Self::read(text).ok_or(NoteError::Form("its text is no checkpoint"))?;
        if checkpoint.origin == verifier.name() {
            Ok(checkpoint)
        } else {
            Err(NoteError::Form("it is another trail's checkpoint"))
        }
    }

    /// The checkpoint as a note, signed.
    ///
    /// # Errors
    /// [`NoteError::Form`] where the origin cannot stand in a note.
    pub fn sign(&self, signer: &Signer) -> Result<String, NoteError> {
        signer.sign(&self.to_string())
    }

    /// The size that a note says it is for, before anybody has verified it.
    pub(super) fn size_of(note: &str) -> Option<u64> {
        note.lines().nth(1)?.parse().ok()
    }

    /// Origin, size, root; extension lines are passed over.
    fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let number: u64 = size.parse().ok()?;
        let root: [u8; 32] = Base64::decode_vec(root).ok()?.try_into().ok()?;
        let is_canonical = number.to_string() == size && !origin.is_empty() && lines.all(|it| !it.is_empty());
        is_canonical.then(|| Self { origin: origin.to_owned(), size: number, root: Hash(root) })
    }
}

/// The note's text.
impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, Base64::encode_string(&self.root.0))
    }
}
