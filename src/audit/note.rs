//! Who signed this text? A signed note (C2SP `signed-note`) with Ed25519 (RFC 8032) keys, in the form that Go's checksum
//! database made common.

use std::fmt;
use std::str::FromStr;

use base64ct::Base64;
use base64ct::Encoding as _;
use ed25519_dalek::Signature;
use ed25519_dalek::Signer as _;
use ed25519_dalek::SigningKey;
use ed25519_dalek::VerifyingKey;
use sha2::Digest as _;
use sha2::Sha256;

/// A name and the secret key that signs under it. Whoever has it can sign in the trail's name.
pub struct Signer {
    name: String,
    key: SigningKey,
}

/// A name and the public key by which its signatures are verified.
#[derive(Clone, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    key: VerifyingKey,
}

/// A key or a note cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoteError {
    /// A name is empty, or has a space or a plus sign in it.
    #[error("{0:?}: the name of a key is not empty and has neither blanks nor plus signs")]
    Name(String),
    /// A text is no key.
    #[error("expected {expected}, as in {example}")]
    Key {
        /// Which kind of key.
        expected: &'static str,
        /// What one looks like.
        example: &'static str,
    },
    /// A text is no signed note.
    #[error("not a signed note: {0}")]
    Form(&'static str),
    /// Nobody who is trusted signed it.
    #[error("the note is not signed by {0}")]
    Unsigned(String),
    /// The signature is not that of this text.
    #[error("the signature of {0} does not fit the text: one of the two was changed")]
    Forged(String),
    /// The system gave no random bytes.
    #[error("no random bytes: {0}")]
    Random(String),
}

impl Signer {
    /// A new key under this name, from the system's random bytes.
    ///
    /// # Errors
    /// [`NoteError::Name`], and [`NoteError::Random`] where the system gives none.
    pub fn generate(name: &str) -> Result<Self, NoteError> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|error| NoteError::Random(error.to_string()))?;
        Self::new(name, &seed)
    }

    /// The key that RFC 8032 derives from these 32 secret bytes.
    ///
    /// # Errors
    /// [`NoteError::Name`].
    pub fn new(name: &str, seed: &[u8; 32]) -> Result<Self, NoteError> {
        Ok(Self { name: checked(name)?, key: SigningKey::from_bytes(seed) })
    }

    /// The secret, as a text to keep: `PRIVATE+KEY+name+id+key`.
    pub fn secret(&self) -> String {
        let id = self.verifier().id();
        format!("PRIVATE+KEY+{}+{}+{}", self.name, hex(id), tagged(self.key.as_bytes()))
    }

    /// The name it signs under.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What verifies its signatures.
    pub fn verifier(&self) -> Verifier {
        Verifier { name: self.name.clone(), key: self.key.verifying_key() }
    }

    /// The text with its signature below it.
    ///
    /// # Errors
    /// [`NoteError::Form`] where the text does not end in a newline or has other control characters.
    pub fn sign(&self, text: &str) -> Result<String, NoteError> {
        check_text(text)?;
        let mut signature = self.verifier().id().to_vec();
        signature.extend(self.key.sign(text.as_bytes()).to_bytes());
        Ok(format!("{text}\n— {} {}\n", self.name, Base64::encode_string(&signature)))
    }
}

impl Verifier {
    /// The name whose signatures it verifies.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text of a note that this key signed. Signatures of others, witnesses among them, are passed over.
    ///
    /// # Errors
    /// [`NoteError`] where it is no note, not signed by this key, signed by it twice, or changed since.
    pub fn open<'a>(&self, note: &'a str) -> Result<&'a str, NoteError> {
        let (text, signatures) = split(note)?;
        let mut own = None;
        for line in signatures.lines() {
            let signature = self.signature(line)?;
            if signature.is_some() && own.is_some() {
                return Err(NoteError::Form("it has two signatures of one key"));
            }
            own = own.or(signature);
        }
        let signature = own.ok_or_else(|| NoteError::Unsigned(self.name.clone()))?;
        let verified = self.key.verify_strict(text.as_bytes(), &Signature::from_bytes(&signature));
        verified.map_err(|_| NoteError::Forged(self.name.clone()))?;
        Ok(text)
    }

    /// The signature on this line, if it is one of this key.
    fn signature(&self, line: &str) -> Result<Option<[u8; 64]>, NoteError> {
        let parts = line.strip_prefix("— ").and_then(|rest| rest.split_once(' '));
        let (name, signature) =
            parts.ok_or(NoteError::Form("a signature line begins with a dash and a name"))?;
        let bytes = Base64::decode_vec(signature).map_err(|_| NoteError::Form("a signature is in base64"))?;
        let (id, signature) =
            bytes.split_first_chunk::<4>().ok_or(NoteError::Form("a signature has a key id"))?;
        if name != self.name || *id != self.id() {
            return Ok(None);
        }
        let signature =
            signature.try_into().map_err(|_| NoteError::Form("an Ed25519 signature has 64 bytes"))?;
        Ok(Some(signature))
    }

    /// The first four bytes of SHA-256 of name, newline, algorithm and key.
    fn id(&self) -> [u8; 4] {
        let digest = Sha256::new()
            .chain_update(&self.name)
            .chain_update([b'\n', ED25519])
            .chain_update(self.key.as_bytes())
            .finalize();
        let digest: [u8; 32] = digest.into();
        let [a, b, c, d, ..] = digest;
        [a, b, c, d]
    }
}

/// As `name+id+key`.
impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{}+{}", self.name, hex(self.id()), tagged(self.key.as_bytes()))
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Says nothing of the secret.
impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("name", &self.name).finish_non_exhaustive()
    }
}

impl FromStr for Signer {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let fault = NoteError::Key { expected: "a signing key", example: "PRIVATE+KEY+name+1a2b3c4d+AQ…" };
        let (name, id, seed) =
            text.strip_prefix("PRIVATE+KEY+").and_then(parts).ok_or_else(|| fault.clone())?;
        let signer = Self::new(name, &seed)?;
        if hex(signer.verifier().id()) == id { Ok(signer) } else { Err(fault) }
    }
}

impl FromStr for Verifier {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let fault = NoteError::Key { expected: "a verifying key", example: "name+1a2b3c4d+AQ…" };
        let (name, id, key) = parts(text).ok_or_else(|| fault.clone())?;
        let key = VerifyingKey::from_bytes(&key).map_err(|_| fault.clone())?;
        let verifier = Self { name: checked(name)?, key };
        if hex(verifier.id()) == id { Ok(verifier) } else { Err(fault) }
    }
}

/// Name, id and key of `name+id+base64`; a base64 text may have plus signs of its own.
fn parts(text: &str) -> Option<(&str, &str, [u8; 32])> {
    let (name, rest) = text.split_once('+')?;
    let (id, key) = rest.split_once('+')?;
    let bytes = Base64::decode_vec(key).ok()?;
    let (algorithm, key) = bytes.split_first()?;
    Some((name, id, key.try_into().ok().filter(|_| *algorithm == ED25519)?))
}

/// Text and signature lines, parted by the last empty line.
fn split(note: &str) -> Result<(&str, &str), NoteError> {
    let at = note.rfind("\n\n").and_then(|at| at.checked_add(1));
    let (text, rest) =
        at.and_then(|at| note.split_at_checked(at)).ok_or(NoteError::Form("it has no empty line"))?;
    check_text(text)?;
    let signatures = rest.strip_prefix('\n').filter(|it| it.ends_with('\n') && it.len() > 1);
    let signatures = signatures.ok_or(NoteError::Form("it does not end in a signature line"))?;
    if note.len() > LONGEST { Err(NoteError::Form("it is too long")) } else { Ok((text, signatures)) }
}

fn check_text(text: &str) -> Result<(), NoteError> {
    if !text.ends_with('\n') {
        return Err(NoteError::Form("its text does not end in a newline"));
    }
    if text.chars().any(|it| it.is_ascii_control() && it != '\n') {
        return Err(NoteError::Form("it has control characters"));
    }
    Ok(())
}

fn checked(name: &str) -> Result<String, NoteError> {
    let is_fit = |it: char| !it.is_whitespace() && !it.is_control() && it != '+';
    if name.is_empty() || !name.chars().all(is_fit) {
        return Err(NoteError::Name(name.to_owned()));
    }
    Ok(name.to_owned())
}

fn tagged(key: &[u8; 32]) -> String {
    let mut bytes = vec![ED25519];
    bytes.extend(key);
    Base64::encode_string(&bytes)
}

fn hex(id: [u8; 4]) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The algorithm's byte in keys and key ids.
const ED25519: u8 = 1;

/// Bytes of the longest note that is read: some hundred witnesses.
const LONGEST: usize = 1 << 20;
