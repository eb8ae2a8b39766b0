//! The list as a thing to hold: an opened edition and the policy it is asked under.

use std::path::Path;

use crate::check;
use crate::check::NearMiss;
use crate::check::Query;
use crate::check::near_miss;
use crate::index;
use crate::index::Edition;
use crate::index::Evidence;
use crate::index::Index;
use crate::policy::Match;
use crate::policy::Policy;
use crate::policy::Verdict;

/// A compiled list, opened and verified, ready to be asked from any number of threads.
///
/// It owns its bytes: what happens to the file afterwards does not touch it.
#[derive(Debug)]
pub struct List {
    index: Index,
    policy: Policy,
}

/// A list could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The file could not be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The path that was given.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is no list that can be trusted.
    #[error("cannot open {path}: {source}")]
    Refused {
        /// The path that was given.
        path: String,
        /// What is wrong with it.
        source: index::Error,
    },
}

impl List {
    /// Reads the file at `path` into memory, verifies it and opens it.
    ///
    /// # Errors
    /// [`OpenError`] where the file cannot be read or is not a whole, undamaged list.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        let shown = || path.as_ref().display().to_string();
        let bytes = std::fs::read(&path).map_err(|source| OpenError::Read { path: shown(), source })?;
        Self::from_bytes(bytes).map_err(|source| OpenError::Refused { path: shown(), source })
    }

    /// Verifies a list's bytes and opens it.
    ///
    /// # Errors
    /// [`index::Error`] where the bytes are not a whole, undamaged list. Never panics, whatever the bytes.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, index::Error> {
        Ok(Self { index: Index::open(bytes)?, policy: Policy::default() })
    }

    /// Verifies a mapped file and opens the list in it. See [`index::Mapped::open`] for what has to be promised before.
    ///
    /// # Errors
    /// As [`Self::from_bytes`].
    #[cfg(feature = "mmap")]
    pub fn from_mapped(file: index::Mapped) -> Result<Self, index::Error> {
        Ok(Self { index: Index::open_mapped(file)?, policy: Policy::default() })
    }

    /// Sets the policy to ask under.
    #[must_use]
    pub fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Is the applicant with this id and name on the list? The answer is as of the edition's own day; see [`Query`]
    /// for another day or a use. Blanks mean "not given".
    ///
    /// # Errors
    /// [`check::Error`] where id or name cannot be read, or the list cannot be searched. Never means "not listed".
    pub fn check(&self, id: &str, name: &str) -> Result<Verdict, check::Error> {
        self.answer(&Query::new(id, name)?)
    }

    /// The answer to a query.
    ///
    /// # Errors
    /// As [`check::check`].
    pub fn answer(&self, query: &Query<'_>) -> Result<Verdict, check::Error> {
        check::check(&self.index, &self.policy, query)
    }

    /// Why not somebody else? Those of the list who come nearest to the applicant without being a match, at most `limit`,
    /// and what tells them apart: "birth year 1975 ≠ 1957". For a person who asks; nothing of it is in a verdict.
    ///
    /// # Errors
    /// [`check::Error::Damaged`] where the list cannot be read.
    ///
    /// Cost: compares every subject under the query's keys.
    pub fn near_misses(&self, query: &Query<'_>, limit: usize) -> Result<Vec<NearMiss>, check::Error> {
        near_miss::find(&self.index, query, limit)
    }

    /// The published rows behind a match. Decompresses them.
    ///
    /// # Errors
    /// [`index::Error`] where a block is damaged, or the match is another list's.
    pub fn evidence(&self, found: &Match) -> Result<Vec<Evidence>, index::Error> {
        found.records.clone().map(|record| self.index.evidence(record)).collect()
    }

    /// Which state of the list this is.
    pub fn edition(&self) -> &Edition {
        self.index.edition()
    }

    /// The store below, for those who need a piece of it.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The policy it is asked under.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }
}
