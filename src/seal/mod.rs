//! Who vouches for these bytes? A seal (封签): a detached Ed25519 signature (RFC 8032) beside a list, a relief file, a roster or
//! a policy, in the form of minisign, so that its tools make and verify them too.
#![doc = include_str!("SEAL.md")]

mod error;
mod key;
mod sealer;

pub use error::SealError;
pub use key::Key;
pub use key::KeyId;
pub use key::Trusted;
pub use sealer::Sealer;

pub use crate::disk::Publication;

use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io;
use std::io::Read as _;
use std::path::Path;
use std::path::PathBuf;
use std::str::FromStr;

use base64ct::Base64;
use base64ct::Encoding as _;
use blake2::Blake2b512;
use blake2::Digest as _;

use crate::disk;
use crate::disk::Access;
use crate::disk::Locked;
use crate::disk::System;

/// A seal as it was read: by whom it says it is, and nothing verified yet. See [`Trusted::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    key: KeyId,
    /// Over the BLAKE2b-512 of what is sealed.
    signature: [u8; 64],
    comment: String,
    /// Over the signature and the comment.
    comment_signature: [u8; 64],
}

/// What a seal says, once it is verified.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sealed {
    /// By which key.
    pub key: KeyId,
    /// When, as its signer's clock had it: seconds since 1970; `None` where the comment does not say.
    pub at: Option<u64>,
    /// Its comment, which is sealed with the rest.
    pub comment: String,
}

impl Seal {
    /// Reads the seal that stands beside a file.
    ///
    /// # Errors
    /// [`SealError`]: [`Missing`](SealError::Missing) where there is none.
    pub fn open(file: &Path) -> Result<Self, SealError> {
        let path = beside(file);
        match read_text(&path) {
            Err(SealError::Read { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                Err(SealError::Missing { file: file.to_owned(), seal: path })
            }
            read => read?.parse(),
        }
    }

    /// Puts the seal beside a file, so that at any crash the old seal or the new one is there.
    ///
    /// # Errors
    /// [`SealError`]: the seal that was there is untouched.
    pub fn save(&self, file: &Path) -> Result<Publication, SealError> {
        let path = beside(file);
        let prefix = format!(".{}.", path.file_name().unwrap_or_default().to_string_lossy());
        let folder = Locked::new(&System, disk::folder_of(&path))?;
        folder.sweep(&prefix)?;
        folder.write(&prefix, self.to_string().as_bytes(), Access::Shared)?.put(&path)?;
        Ok(folder.settle())
    }

    /// Which key it says that it is by.
    pub fn key(&self) -> KeyId {
        self.key
    }
}

/// Where the seal of a file stands: beside it, under its name with `.minisig`.
pub fn beside(file: &Path) -> PathBuf {
    let mut name = OsString::from(file.as_os_str());
    name.push(SUFFIX);
    name.into()
}

/// The four lines of minisign.
impl fmt::Display for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = PREHASHED.to_vec();
        first.extend(self.key.bytes());
        first.extend(self.signature);
        writeln!(f, "{UNTRUSTED}shixin seal by key {}", self.key)?;
        writeln!(f, "{}", Base64::encode_string(&first))?;
        writeln!(f, "{TRUSTED}{}", self.comment)?;
        writeln!(f, "{}", Base64::encode_string(&self.comment_signature))
    }
}

impl FromStr for Seal {
    type Err = SealError;

    fn from_str(text: &str) -> Result<Self, SealError> {
        let mut lines = text.lines();
        let [untrusted, first, trusted, last] = std::array::from_fn(|_| lines.next().unwrap_or_default());
        if !untrusted.starts_with(UNTRUSTED) {
            return Err(SealError::Form("its first line is no untrusted comment"));
        }
        let bytes: [u8; 74] = decoded(first).ok_or(SealError::Form("its second line is no signature"))?;
        let (algorithm, rest) = bytes.split_at(2);
        let (key, signature) = rest.split_at(8);
        if algorithm == WHOLE {
            return Err(SealError::Legacy);
        }
        if algorithm != PREHASHED {
            return Err(SealError::Form("it is by an algorithm other than Ed25519"));
        }
        let comment = trusted.strip_prefix(TRUSTED);
        let comment = comment.ok_or(SealError::Form("its third line is no trusted comment"))?;
        let comment_signature = decoded(last);
        let comment_signature =
            comment_signature.ok_or(SealError::Form("its fourth line is no signature of the comment"))?;
        if lines.next().is_some() {
            return Err(SealError::Form("it goes on after its fourth line"));
        }
        let (Ok(key), Ok(signature)) = (key.try_into(), signature.try_into()) else {
            return Err(SealError::Form("its second line is no signature"));
        };
        Ok(Self { key: KeyId::of(key), signature, comment: checked(comment)?.to_owned(), comment_signature })
    }
}

/// What is signed of the bytes that are sealed.
fn prehash(bytes: &[u8]) -> [u8; 64] {
    Blake2b512::digest(bytes).into()
}

/// What is signed of a seal's comment.
fn commented(signature: &[u8; 64], comment: &str) -> Vec<u8> {
    [signature, comment.as_bytes()].concat()
}

/// A comment is one line, of at most as many bytes as minisign reads.
fn checked(comment: &str) -> Result<&str, SealError> {
    let is_fit = comment.len() <= LONGEST_COMMENT && !comment.chars().any(|it| it.is_control() && it != '\t');
    if is_fit { Ok(comment) } else { Err(SealError::Comment) }
}

fn decoded<const N: usize>(text: &str) -> Option<[u8; N]> {
    Base64::decode_vec(text).ok()?.try_into().ok()
}

/// The text of a key or seal, which is short: what is longer is neither.
fn read_text(path: &Path) -> Result<String, SealError> {
    let fault = |source| SealError::Read { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(LONGEST).read_to_end(&mut bytes)).map_err(fault)?;
    String::from_utf8(bytes).map_err(|_| SealError::Form("it is no text"))
}

/// Ends the name of a seal.
const SUFFIX: &str = ".minisig";

/// Begins a line of which nothing is signed.
const UNTRUSTED: &str = "untrusted comment: ";

/// Begins the comment that is signed.
const TRUSTED: &str = "trusted comment: ";

/// Ed25519 over a BLAKE2b-512.
const PREHASHED: &[u8; 2] = b"ED";

/// Ed25519 over the file itself, as minisign signed before its version 0.10.
const WHOLE: &[u8; 2] = b"Ed";

/// Bytes of the longest comment.
const LONGEST_COMMENT: usize = 8 << 10;

/// Bytes of a key or seal that are read.
const LONGEST: u64 = 16 << 10;
