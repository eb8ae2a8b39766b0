//! Who of a roster has any match on an edition? What one rescreening leaves for the next.

use std::path::Path;

use serde::Deserialize;
use serde::Serialize;

use crate::disk::Publication;
use crate::format::Tag;
use crate::format::Writer;
use crate::index::Stamp;
use crate::roster::Roster;
use crate::roster::RosterError;
use crate::roster::file;
use crate::roster::file::FileKind;

/// The holders of one roster who have a match on one edition, however weak. It depends on neither policy nor relief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    head: Head,
    /// One bit a holder.
    matched: Vec<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    /// Digest of the roster.
    roster: String,
    /// Digest of the edition.
    edition: String,
    holders: u32,
    /// The release whose rules matched.
    compiler: String,
}

impl Standing {
    /// Nobody matched yet.
    pub(super) fn of(roster: &Roster, edition: Stamp) -> Self {
        let holders = roster.len();
        let head = Head {
            roster: roster.digest(),
            edition: edition.hex(),
            holders,
            compiler: env!("CARGO_PKG_VERSION").to_owned(),
        };
        Self { head, matched: vec![0; words(holders)] }
    }

    /// Reads the standing in a file.
    ///
    /// # Errors
    /// [`RosterError`] where it cannot be read or is damaged.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, RosterError> {
        Self::from_bytes(file::read(path.as_ref())?)
    }

    /// Verifies a standing's bytes.
    ///
    /// # Errors
    /// [`RosterError`] where they are damaged.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, RosterError> {
        let frame = KIND.open(bytes)?;
        let head = serde_json::from_slice(KIND.section(&frame, HEAD)?.as_ref());
        let head: Head = head.map_err(|_| KIND.inconsistent("its head cannot be read"))?;
        let bits = KIND.section(&frame, BITS)?;
        let (chunks, rest) = bits.as_ref().as_chunks::<8>();
        let matched: Vec<u64> = chunks.iter().map(|word| u64::from_le_bytes(*word)).collect();
        if matched.len() != words(head.holders) || !rest.is_empty() {
            return Err(KIND.inconsistent("it is of another number of holders"));
        }
        Ok(Self { head, matched })
    }

    /// The file's bytes.
    ///
    /// # Errors
    /// [`RosterError::TooLarge`], in theory.
    pub fn to_bytes(&self) -> Result<Vec<u8>, RosterError> {
        let head = serde_json::to_vec(&self.head).map_err(|_| RosterError::TooLarge)?;
        let bits = self.matched.iter().flat_map(|word| word.to_le_bytes()).collect();
        Ok(Writer::default().must(HEAD, vec![head]).must(BITS, vec![bits]).finish_as(KIND.magic))
    }

    /// Writes it to `path`, readable by its owner alone, so that at any crash the old file or the new one is there.
    ///
    /// # Errors
    /// [`RosterError`]: what was there before is untouched.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<Publication, RosterError> {
        file::save(&self.to_bytes()?, path.as_ref())
    }

    /// How many holders have a match.
    pub fn matched(&self) -> u64 {
        self.matched.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// Their numbers, ascending.
    pub fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.head.holders).filter(|number| self.has(*number))
    }

    /// Whether it is of this roster, this edition, and this release's rules.
    pub(super) fn fits(&self, roster: &Roster, edition: Stamp) -> Result<(), RosterError> {
        let expected = Self::of(roster, edition).head;
        if self.head == expected {
            return Ok(());
        }
        let told = |head: &Head| {
            format!("roster {:.12}, edition {:.12}, release {}", head.roster, head.edition, head.compiler)
        };
        Err(RosterError::OtherStanding { expected: told(&expected), found: told(&self.head) })
    }

    pub(super) fn has(&self, number: u32) -> bool {
        let (word, bit) = place(number);
        self.matched.get(word).is_some_and(|word| word & bit != 0)
    }

    pub(super) fn set(&mut self, number: u32, is_matched: bool) {
        let (word, bit) = place(number);
        if let Some(word) = self.matched.get_mut(word) {
            *word = if is_matched { *word | bit } else { *word & !bit };
        }
    }

    /// The same holders, of another edition.
    pub(super) fn moved_to(&self, edition: Stamp) -> Self {
        let head = Head { edition: edition.hex(), ..self.head.clone() };
        Self { head, matched: self.matched.clone() }
    }

    /// Takes in those of another thread.
    pub(super) fn join(&mut self, other: &Self) {
        for (word, other) in self.matched.iter_mut().zip(&other.matched) {
            *word |= other;
        }
    }
}

fn place(number: u32) -> (usize, u64) {
    (usize::try_from(number / 64).unwrap_or(usize::MAX), 1 << (number % 64))
}

fn words(holders: u32) -> usize {
    usize::try_from(holders.div_ceil(64)).unwrap_or(usize::MAX)
}

const KIND: FileKind =
    FileKind { magic: *b"\x89SXS\r\n\x1A\n", name: "a standing of a roster", sections: &[HEAD, BITS] };

const HEAD: Tag = Tag(*b"STAN");
const BITS: Tag = Tag(*b"BITS");
