//! What does a screener need before it can be asked?

use std::path::Path;
use std::path::PathBuf;

#[cfg(feature = "trail")]
use crate::audit;
use crate::check::OpenError;
use crate::folder::FolderError;
use crate::policy::Guard;
use crate::policy::Policy;
use crate::policy::Relief;
use crate::policy::ReliefError;
use crate::screener::Look;
use crate::screener::Notes;
use crate::screener::Screener;
use crate::screener::Seen;
use crate::screener::Vouched;
use crate::screener::Vouchers;
#[cfg(feature = "trail")]
use crate::screener::recording;
use crate::screener::source::Source;
use crate::screener::tally::Tally;
#[cfg(feature = "seal")]
use crate::seal::SealError;
#[cfg(feature = "seal")]
use crate::seal::Trusted;
use crate::sync::ArcSwap;
use crate::sync::Mutex;

/// Settings for a [`Screener`].
#[derive(Debug, Clone, Default)]
#[must_use = "a builder does nothing until it builds"]
pub struct Builder {
    source: Source,
    relief: Option<PathBuf>,
    policy: Policy,
    guard: Guard,
    vouchers: Vouchers,
    #[cfg(feature = "trail")]
    trail: Option<(PathBuf, audit::Options)>,
    #[cfg(feature = "trail")]
    asker: audit::Asker,
}

/// A relief file cannot be taken.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", .path.display())]
pub struct ReliefRefused {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub source: ReliefFault,
}

/// Why a relief file cannot be taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReliefFault {
    /// What it says.
    #[error(transparent)]
    Relief(#[from] ReliefError),
    /// It is not sealed by whom it must be.
    #[cfg(feature = "seal")]
    #[error(transparent)]
    Unsealed(#[from] SealError),
}

/// No screener was built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The list cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The folder cannot be read, or the edition that it names.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The relief cannot be taken.
    #[error(transparent)]
    Relief(#[from] ReliefRefused),
    /// The trail cannot be opened.
    #[cfg(feature = "trail")]
    #[error(transparent)]
    Trail(#[from] audit::Error),
}

impl ReliefFault {
    pub(super) fn is_of_the_system(&self) -> bool {
        match self {
            Self::Relief(error) => matches!(error, ReliefError::Read(_)),
            #[cfg(feature = "seal")]
            Self::Unsealed(error) => error.is_of_the_system(),
        }
    }
}

impl Builder {
    /// The list: a file, or a folder of editions ([`ListFolder`](crate::ListFolder)), of which the one in force is asked.
    pub fn list(mut self, path: impl AsRef<Path>) -> Self {
        self.source = Source::at(path.as_ref());
        self
    }

    /// The relief file, JSON lines: see [`policy::relief`](crate::policy::relief). Default: none.
    pub fn relief(mut self, path: impl AsRef<Path>) -> Self {
        self.relief = Some(path.as_ref().to_owned());
        self
    }

    /// The policy to ask under. Default: [`Policy::default`].
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Sets how much an edition may differ from the one it replaces. Default: [`Guard::default`].
    pub fn guard(mut self, guard: Guard) -> Self {
        self.guard = guard;
        self
    }

    /// Takes list, relief and feeds only where one of these keys sealed them, now and at every reload: see [`seal`](crate::seal).
    /// Default: without a seal.
    #[cfg(feature = "seal")]
    pub fn sealed_by(mut self, keys: impl Into<Trusted>) -> Self {
        self.vouchers = Vouchers::of(keys.into());
        self
    }

    /// Records every answer in the trail in this folder, before it is given: see [`audit`]. An answer that cannot be recorded
    /// is an error. Default: no trail.
    #[cfg(feature = "trail")]
    pub fn trail(self, folder: impl AsRef<Path>) -> Self {
        self.trail_with(folder, audit::Options::default())
    }

    /// The same under other settings: how durable, how much of a question, where the keys are.
    #[cfg(feature = "trail")]
    pub fn trail_with(mut self, folder: impl AsRef<Path>, options: audit::Options) -> Self {
        self.trail = Some((folder.as_ref().to_owned(), options));
        self
    }

    /// Who asks where nobody is named with [`Screener::asked_by`]. Default: nobody.
    #[cfg(feature = "trail")]
    pub fn asker(mut self, asker: audit::Asker) -> Self {
        self.asker = asker;
        self
    }

    /// Opens the list and reads the relief.
    ///
    /// # Errors
    /// [`BuildError`] where a file cannot be read, the one is not a whole, undamaged list, or a line of the other
    /// cannot be taken.
    pub fn build(self) -> Result<Screener, BuildError> {
        // Before they are read: what is changed meanwhile is read again.
        let list_traces = self.source.traces(&self.vouchers);
        let relief_traces = self.vouchers.traces_of(self.relief.as_deref());
        let (list, list_vouched) = self.source.open(&self.vouchers)?;
        let (relief, relief_vouched) = relief(self.relief.as_deref(), &self.vouchers)?;
        let list = list.with_policy(self.policy).with_relief(relief);
        let look = |traces, vouched| Look { traces, vouched, is_to_be_retried: false };
        let seen = Seen {
            list: look(list_traces, list_vouched),
            relief: look(relief_traces, relief_vouched),
            layers: None,
            fed: Vec::new(),
        };
        #[cfg(feature = "trail")]
        let trail = self.trail.map(|(folder, options)| audit::Trail::open(folder, options)).transpose()?;
        Ok(Screener {
            #[cfg(feature = "trail")]
            recorder: trail.map(|trail| recording::Recorder { trail, asker: self.asker }),
            source: self.source,
            relief: self.relief,
            guard: self.guard,
            vouchers: self.vouchers,
            list: ArcSwap::from_pointee(list),
            seen: Mutex::new(seen),
            tally: Tally::default(),
            notes: Mutex::new(Notes::default()),
        })
    }
}

/// The relief in this file; none without a file.
pub(super) fn relief(path: Option<&Path>, by: &Vouchers) -> Result<(Relief, Vouched), ReliefRefused> {
    let Some(path) = path else { return Ok((Relief::default(), Vouched::default())) };
    by.read_relief(path).map_err(|source| ReliefRefused { path: path.to_owned(), source })
}
