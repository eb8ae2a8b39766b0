//! The list as a thing to hold: an opened edition, the policy it is asked under, and the relief that overrides it.

use std::path::Path;
use std::sync::Arc;

use crate::check;
use crate::check::Account;
use crate::check::Applicant;
use crate::check::Idle;
use crate::check::JointAccount;
use crate::check::NearMiss;
use crate::check::Query;
use crate::check::idle;
use crate::check::indistinct;
use crate::check::near_miss;
use crate::index;
use crate::index::Edition;
use crate::index::Evidence;
use crate::index::Index;
use crate::name::Name;
use crate::policy::Audience;
use crate::policy::Explanation;
use crate::policy::JointVerdict;
use crate::policy::Language;
use crate::policy::Match;
use crate::policy::Policy;
use crate::policy::Relief;
use crate::policy::Verdict;
#[cfg(feature = "seal")]
use crate::seal::SealError;
#[cfg(feature = "seal")]
use crate::seal::Sealed;
#[cfg(feature = "seal")]
use crate::seal::Trusted;

/// A compiled list, opened and verified, ready to be asked from any number of threads.
///
/// It owns its bytes: what happens to the file afterwards does not touch it.
/// A clone shares them.
#[derive(Debug, Clone)]
pub struct List {
    index: Arc<Index>,
    policy: Arc<Policy>,
    relief: Arc<Relief>,
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
    /// The file is not sealed by whom it must be.
    #[cfg(feature = "seal")]
    #[error("cannot open {path}: {source}")]
    Unsealed {
        /// The path that was given.
        path: String,
        /// What is wrong with its seal.
        source: SealError,
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

    /// As [`Self::open`], where one of these keys sealed the file: see [`seal`](crate::seal). The seal is looked at first.
    ///
    /// # Errors
    /// [`OpenError`] also where the file is not sealed, or by somebody else.
    #[cfg(feature = "seal")]
    pub fn open_sealed(path: impl AsRef<Path>, by: &Trusted) -> Result<(Self, Sealed), OpenError> {
        let shown = || path.as_ref().display().to_string();
        let (bytes, sealed) =
            by.read(path.as_ref()).map_err(|source| OpenError::Unsealed { path: shown(), source })?;
        let list = Self::from_bytes(bytes).map_err(|source| OpenError::Refused { path: shown(), source })?;
        Ok((list, sealed))
    }

    /// Verifies a list's bytes and opens it.
    ///
    /// # Errors
    /// [`index::Error`] where the bytes are not a whole, undamaged list. Never panics, whatever the bytes.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, index::Error> {
        Ok(Self::from_index(Index::open(bytes)?))
    }

    /// Verifies a mapped file and opens the list in it. See [`index::Mapped::open`] for what has to be promised before.
    ///
    /// # Errors
    /// As [`Self::from_bytes`].
    #[cfg(feature = "mmap")]
    pub fn from_mapped(file: index::Mapped) -> Result<Self, index::Error> {
        Ok(Self::from_index(Index::open_mapped(file)?))
    }

    /// An opened list to ask; among others one with feeds laid over it.
    pub fn from_index(index: impl Into<Arc<Index>>) -> Self {
        Self { index: index.into(), policy: Arc::default(), relief: Arc::default() }
    }

    /// Sets the policy to ask under.
    #[must_use]
    pub fn with_policy(mut self, policy: impl Into<Arc<Policy>>) -> Self {
        self.policy = policy.into();
        self
    }

    /// Sets the relief that overrides matches, in place of any before.
    #[must_use]
    pub fn with_relief(mut self, relief: impl Into<Arc<Relief>>) -> Self {
        self.relief = relief.into();
        self
    }

    /// Another edition, under this one's policy and relief.
    #[must_use]
    pub fn taking(&self, other: Self) -> Self {
        Self { index: other.index, policy: Arc::clone(&self.policy), relief: Arc::clone(&self.relief) }
    }

    /// Is the applicant with this id and name on the list? The answer is as of the edition's own day; see [`Query`]
    /// for another day or a use. Blanks mean "not given".
    ///
    /// # Errors
    /// [`check::Error`] where id or name cannot be read, or the list cannot be searched. Never means "not listed".
    pub fn check(&self, id: &str, name: &str) -> Result<Verdict, check::Error> {
        // A query is large, and would be copied where `?` takes it out of its result.
        match &Query::new(id, name) {
            Ok(query) => self.answer(query),
            Err(error) => Err(error.clone().into()),
        }
    }

    /// The answer to a query.
    ///
    /// # Errors
    /// As [`check::check`].
    pub fn answer(&self, query: &Query<'_>) -> Result<Verdict, check::Error> {
        check::check(&self.index, &self.policy, &self.relief, query)
    }

    /// The answer to a query for this use, as in `travel.air`.
    ///
    /// # Errors
    /// As [`check::check`].
    pub fn check_for(&self, measure: &str, query: &Query<'_>) -> Result<Verdict, check::Error> {
        self.answer(&query.clone().for_use(measure))
    }

    /// The answer about an applicant and the parties beside them, for the use that the applicant's query states.
    ///
    /// # Errors
    /// As [`check::check_together`].
    pub fn answer_together(&self, applicant: &Applicant<'_>) -> Result<JointVerdict, check::Error> {
        check::check_together(&self.index, &self.policy, &self.relief, applicant)
    }

    /// The same for this use.
    ///
    /// # Errors
    /// As [`check::check_together`].
    pub fn check_together(
        &self,
        measure: &str,
        applicant: &Applicant<'_>,
    ) -> Result<JointVerdict, check::Error> {
        self.answer_together(&applicant.clone().for_use(measure))
    }

    /// A verdict of this list in plain sentences. Decompresses the rows it rests on.
    ///
    /// # Errors
    /// [`index::Error`] where a block is damaged, or the verdict is another list's.
    pub fn explain(
        &self,
        verdict: &Verdict,
        audience: Audience,
        language: Language,
    ) -> Result<Explanation, index::Error> {
        Explanation::new(&self.index, verdict, audience, language)
    }

    /// The same for several parties.
    ///
    /// # Errors
    /// As [`Self::explain`].
    pub fn explain_together(
        &self,
        joint: &JointVerdict,
        audience: Audience,
        language: Language,
    ) -> Result<Explanation, index::Error> {
        Explanation::of_parties(&self.index, joint, audience, language)
    }

    /// A verdict of this list as one JSON object, to be serialised. Decompresses the rows it rests on.
    ///
    /// # Errors
    /// As [`Self::explain`].
    pub fn account<'a>(&self, verdict: &'a Verdict) -> Result<Account<'a>, index::Error> {
        Account::new(self, verdict)
    }

    /// The same for several parties.
    ///
    /// # Errors
    /// As [`Self::explain`].
    pub fn account_together<'a>(&self, joint: &'a JointVerdict) -> Result<JointAccount<'a>, index::Error> {
        JointAccount::new(self, joint)
    }

    /// The relief that can change no answer from this list: of records that are not there, of nobody listed, for measures
    /// that are not or admit no such exemption. Goes through every record's number.
    ///
    /// # Errors
    /// Where the list is damaged.
    pub fn idle_relief(&self) -> Result<Vec<Idle>, check::Error> {
        idle::idle(&self.index, &self.policy, &self.relief)
    }

    /// Whether the name is so common that everybody who bears it and of whom nothing else is known is only counted, for this
    /// use. `false` says nothing.
    ///
    /// # Errors
    /// Where the policy does not know the use, or the list is damaged.
    pub(crate) fn is_common(&self, measure: Option<&str>, name: &Name<'_>) -> Result<bool, check::Error> {
        indistinct::is_common(&self.index, &self.policy, measure, name)
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
        found.records.iter().map(|record| self.index.evidence(*record)).collect()
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

    /// The relief that overrides matches.
    pub fn relief(&self) -> &Relief {
        &self.relief
    }
}
