//! Which state of the list is this? What the compiler was told and what it counted.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::Serialize;
use sha2::Digest as _;
use sha2::Sha256;

use crate::date::Date;
use crate::index::EDITION;
use crate::index::Error;
use crate::index::Totals;

/// The state of the list that a file holds: source, day, counts, digest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Edition {
    /// The day whose state of the published list this is, in Beijing time, as the operator stated it.
    pub as_of: Date,
    /// Where the rows came from, in the operator's words; may be empty.
    pub source: String,
    /// The newest day of publication among the rows, if any row states one.
    pub newest: Option<Date>,
    /// Living people among whom lookalikes are reckoned.
    pub population: u64,
    /// Registered organisations among which lookalikes are reckoned.
    pub organisations: u64,
    /// Records by province of the court, in the source's words: the hundred of the most.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub provinces: BTreeMap<String, u64>,
    /// What was counted when the list was compiled.
    pub totals: Totals,
    /// Version of the crate that compiled the list.
    pub compiler: String,
    /// SHA-256 of the file from its 65th byte on: the edition's identity. In the file it stands in the header.
    #[serde(skip)]
    digest: [u8; 32],
}

impl Edition {
    /// Provinces that an edition tells of.
    pub(crate) const MOST_PROVINCES: usize = 100;

    /// What a compiler states before the file, and so the digest, exists.
    pub fn new(
        as_of: Date,
        source: String,
        newest: Option<Date>,
        population: u64,
        organisations: u64,
    ) -> Self {
        Self {
            as_of,
            source,
            newest,
            population,
            organisations,
            provinces: BTreeMap::new(),
            totals: Totals::default(),
            compiler: env!("CARGO_PKG_VERSION").to_owned(),
            digest: [0; 32],
        }
    }

    /// The same edition once a layer lies over it, which makes it one of the day `as_of`. Its digest is SHA-256 of the list's
    /// digest, the day, as `2026-11-01`, the layer's digest, and the numbers of the subjects that are hidden (u32,
    /// little-endian).
    pub(crate) fn under(&self, as_of: Date, layer: Option<&Self>, hidden: impl Iterator<Item = u32>) -> Self {
        let mut hash = Sha256::new();
        hash.update(self.digest);
        hash.update(as_of.to_string());
        hash.update(layer.map_or([0; 32], |layer| layer.digest));
        hidden.for_each(|number| hash.update(number.to_le_bytes()));
        Self { as_of, digest: hash.finalize().into(), ..self.clone() }
    }

    /// The edition's identity and day, small enough for every verdict to carry.
    pub fn stamp(&self) -> Stamp {
        Stamp { as_of: self.as_of, digest: self.digest }
    }

    pub(super) fn read(json: &[u8], digest: [u8; 32]) -> Result<Self, Error> {
        let read = serde_json::from_slice(json);
        let mut edition: Self = read.map_err(|_| Error::broken(EDITION, "it cannot be read"))?;
        edition.digest = digest;
        Ok(edition)
    }

    pub(super) fn write(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }
}

/// Which edition gave an answer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    /// The day whose state of the list it is.
    pub as_of: Date,
    /// SHA-256 of the file from its 65th byte on.
    pub digest: [u8; 32],
}

impl Stamp {
    /// The digest in lower-case hexadecimal, 64 characters.
    pub fn hex(&self) -> String {
        self.digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({:.12})", self.as_of, self.hex())
    }
}

impl fmt::Debug for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
