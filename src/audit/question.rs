//! Who was asked about? A question's canonical bytes, their keyed digest, and the same sealed for who may read them.

use base64ct::Base64;
use base64ct::Encoding as _;
use chacha20poly1305::KeyInit as _;
use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::XNonce;
use chacha20poly1305::aead::Aead as _;
use chacha20poly1305::aead::Payload;
use serde::Deserialize;
use serde::Serialize;

use crate::audit::Error;
use crate::audit::Hash;
use crate::audit::decision::Party;
use crate::audit::keys;
use crate::audit::keys::PeriodKey;
use crate::id::Id;
use crate::name::Name;

/// Documents and name of somebody asked about. Personal data: it stands in a trail only where the trail was told to keep
/// it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Their documents, as they were read.
    pub ids: Vec<String>,
    /// Their name; "" for none.
    pub name: String,
}

/// How much of a question a trail keeps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Keep {
    /// A keyed digest only. A replay needs the applicants from whoever has them.
    #[default]
    Digest,
    /// Beside the digest the question itself, encrypted under the month's key: a replay needs the keys.
    Sealed,
    /// Beside the digest the question itself, for everyone who can read the trail.
    Plain,
}

/// The bytes that are digested and sealed: the JSON array of the documents and the name, without blanks.
pub(super) fn canonical(party: &Party<'_>) -> Result<Vec<u8>, Error> {
    let ids: Vec<&str> = party.ids.iter().map(AsRef::as_ref).collect();
    Ok(serde_json::to_vec(&(ids, &*party.name))?)
}

/// The keyed digest of a question, as entries of that key's month have it.
pub(super) fn digest(canonical: &[u8], key: &PeriodKey) -> Hash {
    key.digest(canonical)
}

/// The question encrypted: base64 of a random nonce and the ciphertext.
pub(super) fn seal(canonical: &[u8], key: &PeriodKey) -> Result<String, Error> {
    let mut nonce = [0; NONCE];
    keys::fill(&mut nonce)?;
    let payload = Payload { msg: canonical, aad: PURPOSE };
    let sealed = XChaCha20Poly1305::new(key.seal().into()).encrypt(&XNonce::from(nonce), payload);
    let sealed = sealed.map_err(|_| Error::Key { id: key.id().to_string(), problem: "it cannot seal" })?;
    Ok(Base64::encode_string(&[&nonce[..], &sealed].concat()))
}

impl Question {
    /// A question by the documents and the name that could be read.
    pub fn new<'a>(ids: impl IntoIterator<Item = &'a Id>, name: Option<&Name<'_>>) -> Self {
        let ids = ids.into_iter().map(|id| id.as_str().to_owned());
        Self { ids: ids.collect(), name: name.map_or("", Name::given).to_owned() }
    }

    /// Opens what was sealed under this key; `None` where it was not, or was changed.
    pub fn unseal(sealed: &str, key: &PeriodKey) -> Option<Self> {
        let bytes = Base64::decode_vec(sealed).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg: sealed, aad: PURPOSE };
        let opened =
            XChaCha20Poly1305::new(key.seal().into()).decrypt(&XNonce::from(*nonce), payload).ok()?;
        let (ids, name) = serde_json::from_slice(&opened).ok()?;
        Some(Self { ids, name })
    }

    /// The keyed digest that an entry about this question has.
    ///
    /// # Errors
    /// [`Error::Json`] never happens: texts can be written.
    pub fn digest(&self, key: &PeriodKey) -> Result<Hash, Error> {
        Ok(key.digest(&serde_json::to_vec(&(&self.ids, &self.name))?))
    }
}

/// Tells nothing of whom it is about.
impl std::fmt::Debug for Question {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Question").field("ids", &self.ids.len()).finish_non_exhaustive()
    }
}

/// Bytes of a nonce: long enough to be drawn at random for every entry.
const NONCE: usize = 24;

/// What is sealed, so that a ciphertext cannot pass for another kind.
const PURPOSE: &[u8] = b"shixin trail 1 question";
