//! Who seals? A secret key, kept where lists are made and nowhere else.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use base64ct::Base64;
use base64ct::Encoding as _;
use blake2::Blake2b;
use blake2::Digest as _;
use blake2::digest::consts::U32;
use ed25519_dalek::Signer as _;
use ed25519_dalek::SigningKey;

use crate::seal;
use crate::seal::Key;
use crate::seal::KeyId;
use crate::seal::Seal;
use crate::seal::SealError;
use crate::seal::UNTRUSTED;
use crate::seal::key::ED25519;
use crate::seal::key::TIMESTAMP;

/// A secret key that seals. Whoever has it can seal any list: keep it off the machines that check.
pub struct Sealer {
    id: KeyId,
    key: SigningKey,
}

impl Sealer {
    /// A new key, from the system's random bytes.
    ///
    /// # Errors
    /// [`SealError::Random`] where the system gives none.
    pub fn generate() -> Result<Self, SealError> {
        let (mut id, mut seed) = ([0; 8], [0; 32]);
        let filled = getrandom::fill(&mut id).and_then(|()| getrandom::fill(&mut seed));
        filled.map_err(|error| SealError::Random(error.to_string()))?;
        Ok(Self { id: KeyId::of(id), key: SigningKey::from_bytes(&seed) })
    }

    /// Reads the secret key in a file.
    ///
    /// # Errors
    /// [`SealError`] where it cannot be read, is no secret key, or is under a password.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, SealError> {
        seal::read_text(path.as_ref())?.parse()
    }

    /// Seals these bytes at this time, seconds since 1970. `about` is sealed as well, and stands in the comment: fields divided
    /// by tabs.
    ///
    /// # Errors
    /// [`SealError::Comment`] where `about` is no line.
    pub fn seal(&self, bytes: &[u8], at: u64, about: &str) -> Result<Seal, SealError> {
        let mut comment = format!("{TIMESTAMP}{at}");
        if !about.is_empty() {
            comment.extend(["\t", about]);
        }
        seal::checked(&comment)?;
        let signature = self.key.sign(&seal::prehash(bytes)).to_bytes();
        let comment_signature = self.key.sign(&seal::commented(&signature, &comment)).to_bytes();
        Ok(Seal { key: self.id, signature, comment, comment_signature })
    }

    /// The key by which its seals are verified: to be handed out.
    pub fn key(&self) -> Key {
        Key::new(self.id, self.key.verifying_key())
    }

    /// The secret, as the two lines of a file that minisign reads: to be kept.
    pub fn secret(&self) -> String {
        let pair = self.key.to_keypair_bytes();
        let bytes =
            [ED25519.as_slice(), NO_PASSWORD, BLAKE2, &[0; 48], &self.id.bytes(), &pair, &self.checksum()];
        format!("{UNTRUSTED}minisign secret key {}\n{}\n", self.id, Base64::encode_string(&bytes.concat()))
    }

    fn checksum(&self) -> [u8; 32] {
        let digest = Blake2b::<U32>::new().chain_update(ED25519).chain_update(self.id.bytes());
        digest.chain_update(self.key.to_keypair_bytes()).finalize().into()
    }
}

/// Says nothing of the secret.
impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealer").field("id", &self.id).finish_non_exhaustive()
    }
}

impl FromStr for Sealer {
    type Err = SealError;

    fn from_str(text: &str) -> Result<Self, SealError> {
        let mut lines = text.lines().filter(|line| !line.starts_with(UNTRUSTED));
        let (Some(line), None) = (lines.next(), lines.next()) else {
            return Err(SealError::Secret("it has another number of lines"));
        };
        let bytes: [u8; 158] =
            seal::decoded(line.trim()).ok_or(SealError::Secret("its line is not 158 bytes in base64"))?;
        let (algorithms, rest) = bytes.split_at(6);
        let (_, rest) = rest.split_at(48); // of a password: salt and limits
        let (id, rest) = rest.split_at(8);
        let (pair, checksum) = rest.split_at(64);
        match algorithms.split_at(2) {
            (b"Ed", [0, 0, b'B', b'2']) => {}
            (b"Ed", [b'S', b'c', ..]) => return Err(SealError::Encrypted),
            _ => return Err(SealError::Secret("it is for other algorithms than Ed25519 and BLAKE2b")),
        }
        let (Ok(id), Ok(pair)) = (id.try_into(), <&[u8; 64]>::try_from(pair)) else {
            return Err(SealError::Secret("its line is not 158 bytes in base64"));
        };
        let key = SigningKey::from_keypair_bytes(pair);
        let key = key.map_err(|_| SealError::Secret("its halves are of two keys: it was damaged"))?;
        let sealer = Self { id: KeyId::of(id), key };
        // minisign leaves it out of a key under no password; that the halves fit is seen above.
        if checksum != [0; 32] && checksum != sealer.checksum() {
            return Err(SealError::Secret("its checksum differs: it was damaged"));
        }
        Ok(sealer)
    }
}

/// How a key under no password says so.
const NO_PASSWORD: &[u8] = &[0, 0];

/// The algorithm of a key's checksum.
const BLAKE2: &[u8] = b"B2";
