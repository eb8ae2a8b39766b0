//! Whose seals are taken? Public keys, and the set of those that are trusted.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use base64ct::Base64;
use base64ct::Encoding as _;
use ed25519_dalek::Signature;
use ed25519_dalek::VerifyingKey;

use crate::seal;
use crate::seal::Seal;
use crate::seal::SealError;
use crate::seal::Sealed;
use crate::seal::UNTRUSTED;

/// A public key, by which one signer's seals are verified.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    id: KeyId,
    key: VerifyingKey,
}

/// Names a key among others: drawn with it, and not derived from it. It proves nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 8]);

/// The keys whose seals are taken: one or, while one takes over from another, several. Never none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trusted {
    first: Key,
    others: Vec<Key>,
}

impl Trusted {
    /// Another key whose seals are taken as well.
    #[must_use]
    pub fn or(mut self, key: Key) -> Self {
        self.others.push(key);
        self
    }

    /// Whether one of the keys sealed these bytes, and what the seal says.
    ///
    /// # Errors
    /// [`SealError`] where the seal is by somebody else, or not of these bytes.
    ///
    /// Cost: one pass over the bytes, about a second a gigabyte, and two verifications.
    pub fn verify(&self, bytes: &[u8], seal: &Seal) -> Result<Sealed, SealError> {
        let mut found = self.keys().filter(|key| key.id == seal.key).peekable();
        if found.peek().is_none() {
            let trusted = self.keys().map(|key| key.id).collect();
            return Err(SealError::OtherKey { found: seal.key, trusted });
        }
        // Ids are drawn: two keys may bear the same.
        let hash = seal::prehash(bytes);
        let mut refused = SealError::Forged(seal.key);
        for key in found {
            match key.verify(&hash, seal) {
                Err(error) => refused = error,
                sealed => return sealed,
            }
        }
        Err(refused)
    }

    /// Reads a file and the seal beside it, and gives the bytes that were verified.
    ///
    /// # Errors
    /// [`SealError`] where one of the two is missing or cannot be read, or the file is not sealed by one of the keys.
    pub fn read(&self, file: &Path) -> Result<(Vec<u8>, Sealed), SealError> {
        let fault = |source| SealError::Read { path: file.to_owned(), source };
        // The short one first: without it the long one is not read at all.
        std::fs::metadata(file).map_err(fault)?;
        let seal = Seal::open(file)?;
        let bytes = std::fs::read(file).map_err(fault)?;
        let sealed = self.verify(&bytes, &seal)?;
        Ok((bytes, sealed))
    }

    /// The keys.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.first).chain(&self.others)
    }
}

impl From<Key> for Trusted {
    fn from(first: Key) -> Self {
        Self { first, others: Vec::new() }
    }
}

impl Key {
    /// Reads the public key in a file.
    ///
    /// # Errors
    /// [`SealError`] where it cannot be read or is no public key.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, SealError> {
        seal::read_text(path.as_ref())?.parse()
    }

    pub(super) const fn new(id: KeyId, key: VerifyingKey) -> Self {
        Self { id, key }
    }

    /// By which seals name it.
    pub fn id(&self) -> KeyId {
        self.id
    }

    fn verify(&self, hash: &[u8; 64], seal: &Seal) -> Result<Sealed, SealError> {
        let of_bytes = self.key.verify_strict(hash, &Signature::from_bytes(&seal.signature));
        of_bytes.map_err(|_| SealError::Forged(self.id))?;
        let commented = seal::commented(&seal.signature, &seal.comment);
        let of_comment = self.key.verify_strict(&commented, &Signature::from_bytes(&seal.comment_signature));
        of_comment.map_err(|_| SealError::ForgedComment(self.id))?;
        let at = seal.comment.split('\t').find_map(|field| field.strip_prefix(TIMESTAMP)?.parse().ok());
        Ok(Sealed { key: self.id, at, comment: seal.comment.clone() })
    }
}

/// The two lines of a file like `minisign.pub`.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [ED25519.as_slice(), &self.id.0, self.key.as_bytes()].concat();
        writeln!(f, "{UNTRUSTED}minisign public key {}", self.id)?;
        writeln!(f, "{}", Base64::encode_string(&bytes))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Key").field(&self.id).finish()
    }
}

impl FromStr for Key {
    type Err = SealError;

    fn from_str(text: &str) -> Result<Self, SealError> {
        let mut lines = text.lines().filter(|line| !line.starts_with(UNTRUSTED));
        let (Some(line), None) = (lines.next(), lines.next()) else {
            return Err(SealError::Key("it has another number of lines"));
        };
        let bytes: [u8; 42] =
            seal::decoded(line.trim()).ok_or(SealError::Key("its line is not 42 bytes in base64"))?;
        let (algorithm, rest) = bytes.split_at(2);
        let (id, key) = rest.split_at(8);
        if algorithm != ED25519 {
            return Err(SealError::Key("it is for an algorithm other than Ed25519"));
        }
        let (Ok(id), Ok(key)) = (id.try_into(), VerifyingKey::try_from(key)) else {
            return Err(SealError::Key("it is no point of Ed25519's curve"));
        };
        if key.is_weak() {
            return Err(SealError::Key("it is one for which seals can be made without a secret"));
        }
        Ok(Self::new(KeyId(id), key))
    }
}

impl KeyId {
    pub(super) const fn of(bytes: [u8; 8]) -> Self {
        Self(bytes)
    }

    pub(super) const fn bytes(self) -> [u8; 8] {
        self.0
    }
}

/// As minisign writes it: sixteen hexadecimal digits.
impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016X}", u64::from_le_bytes(self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Begins a key.
pub(super) const ED25519: &[u8; 2] = b"Ed";

/// Begins the field of a comment that says when.
pub(super) const TIMESTAMP: &str = "timestamp:";
