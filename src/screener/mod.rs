//! I run all day: keep me current. A [`Screener`] is the handle that a service holds: it asks the edition in force on
//! today's day under the relief in force, and takes up new ones without stopping. Edition, policy and relief are
//! swapped as one: an answer never mixes two states.

#[cfg(feature = "trail")]
mod archive;
#[cfg(feature = "trail")]
mod recording;

#[cfg(feature = "trail")]
pub use archive::Archive;
#[cfg(feature = "trail")]
pub use archive::ReplayError;
#[cfg(feature = "trail")]
pub use archive::Replayed;
#[cfg(feature = "trail")]
pub use recording::Asking;

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::RwLock;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

#[cfg(feature = "trail")]
use crate::audit;
use crate::check;
use crate::check::Applicant;
use crate::check::List;
use crate::check::OpenError;
use crate::check::Query;
use crate::date::Date;
use crate::index::Stamp;
use crate::policy::Guard;
use crate::policy::Implausible;
use crate::policy::JointVerdict;
use crate::policy::Policy;
use crate::policy::Relief;
use crate::policy::ReliefError;
use crate::policy::Verdict;

/// A list file, kept open and current. Shared by any threads.
#[derive(Debug)]
pub struct Screener {
    path: PathBuf,
    relief: Option<PathBuf>,
    guard: Guard,
    /// Edition, policy and relief together.
    list: RwLock<Arc<List>>,
    /// Held for a whole reload: of two at once, the one that read its file first must not have the last word.
    reloading: Mutex<()>,
    /// Where every answer is recorded, if anywhere.
    #[cfg(feature = "trail")]
    recorder: Option<recording::Recorder>,
}

/// Settings for a [`Screener`].
#[derive(Debug, Clone, Default)]
#[must_use = "a builder does nothing until it builds"]
pub struct Builder {
    path: PathBuf,
    relief: Option<PathBuf>,
    policy: Policy,
    guard: Guard,
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
    pub source: ReliefError,
}

/// No screener was built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The list cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The relief cannot be taken.
    #[error(transparent)]
    Relief(#[from] ReliefRefused),
    /// The trail cannot be opened.
    #[cfg(feature = "trail")]
    #[error(transparent)]
    Trail(#[from] audit::Error),
}

/// A new edition was not taken up; the one in force stays.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReloadError {
    /// The file cannot be opened.
    #[error("the edition in force stays: {0}")]
    Open(#[from] OpenError),
    /// The file holds an edition that may not take the place of the one in force.
    #[error("the edition in force stays: {0}")]
    Implausible(#[from] Implausible),
    /// The relief file cannot be taken.
    #[error("the relief in force stays: {0}")]
    Relief(#[from] ReliefRefused),
}

impl Screener {
    /// Settings to build a screener from.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Is the applicant on the list today (Beijing time)? Blanks mean "not given".
    ///
    /// # Errors
    /// As [`check::check`]: among others, an edition that is out of date answers nothing.
    pub fn check(&self, id: &str, name: &str) -> Result<Verdict, check::Error> {
        match Query::new(id, name) {
            Ok(query) => self.answer(&query),
            Err(error) => {
                let error = check::Error::from(error);
                #[cfg(feature = "trail")]
                let error = self.recorded_unread(None, "general", (id, name), error);
                Err(error)
            }
        }
    }

    /// The answer to a query for this use, as in `travel.air`, on today's day unless the query states another.
    ///
    /// # Errors
    /// As [`check::check`].
    pub fn check_for(&self, measure: &str, query: &Query<'_>) -> Result<Verdict, check::Error> {
        self.answer(&query.clone().for_use(measure))
    }

    /// The answer about an applicant and the parties beside them for this use, on today's day unless the applicant's
    /// query states another.
    ///
    /// # Errors
    /// As [`check::check_together`].
    pub fn check_together(
        &self,
        measure: &str,
        applicant: &Applicant<'_>,
    ) -> Result<JointVerdict, check::Error> {
        let answer = self.look_up_together(measure, applicant);
        #[cfg(feature = "trail")]
        let answer = self.recorded_together(None, measure, applicant, answer);
        answer
    }

    /// The answer to a query, from the edition in force. A query without a day is asked on today's (Beijing time), so
    /// that an edition that is out of date answers nothing; who wants the edition's own day asks [`Self::list`].
    ///
    /// # Errors
    /// As [`check::check`].
    pub fn answer(&self, query: &Query<'_>) -> Result<Verdict, check::Error> {
        let answer = self.look_up(query);
        #[cfg(feature = "trail")]
        let answer = self.recorded(None, query, answer);
        answer
    }

    /// The answer, before it is recorded.
    fn look_up(&self, query: &Query<'_>) -> Result<Verdict, check::Error> {
        match query.day() {
            Some(_) => self.list().answer(query),
            None => self.list().answer(&query.clone().on(today())),
        }
    }

    /// The answer about several parties, before it is recorded.
    fn look_up_together(
        &self,
        measure: &str,
        applicant: &Applicant<'_>,
    ) -> Result<JointVerdict, check::Error> {
        match applicant.query().day() {
            Some(_) => self.list().check_together(measure, applicant),
            None => self.list().check_together(measure, &applicant.clone().on(today())),
        }
    }

    /// The edition in force, with policy and relief. It stays whole for as long as the caller holds it, whatever is
    /// taken up meanwhile.
    pub fn list(&self) -> Arc<List> {
        Arc::clone(&self.list.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Opens the list file again and takes up the edition in it, under the relief in force. Checks in flight finish on
    /// the one they began with.
    ///
    /// # Errors
    /// [`ReloadError`] where the file cannot be opened and verified, or holds an edition that the guard refuses; the one
    /// in force stays.
    pub fn reload(&self) -> Result<Stamp, ReloadError> {
        let _turn = self.reloading.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let fresh = List::open(&self.path)?;
        let stamp = fresh.edition().stamp();
        let before = self.list();
        self.guard.admit(before.edition(), fresh.edition())?;
        self.swap(before.taking(fresh));
        Ok(stamp)
    }

    /// Reads the relief file again and takes it up, for the edition in force. How many entries it has; those that can do
    /// nothing are told by [`List::idle_relief`]. Without a relief file there is nothing to do.
    ///
    /// Write the file beside its place and rename it: a file that is being written is read as far as it goes.
    ///
    /// # Errors
    /// [`ReloadError::Relief`] where the file cannot be read, or one of its lines cannot be taken; the relief in force
    /// stays.
    pub fn reload_relief(&self) -> Result<usize, ReloadError> {
        let _turn = self.reloading.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let relief = relief(self.relief.as_deref())?;
        let entries = relief.entries().len();
        self.swap(List::clone(&self.list()).with_relief(relief));
        Ok(entries)
    }

    /// Puts another state in force; the lock is held for a pointer's exchange only.
    fn swap(&self, list: List) {
        *self.list.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(list);
    }
}

impl Builder {
    /// The list file.
    pub fn list(mut self, path: impl AsRef<Path>) -> Self {
        self.path = path.as_ref().to_owned();
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
        let list =
            List::open(&self.path)?.with_policy(self.policy).with_relief(relief(self.relief.as_deref())?);
        #[cfg(feature = "trail")]
        let trail = self.trail.map(|(folder, options)| audit::Trail::open(folder, options)).transpose()?;
        Ok(Screener {
            #[cfg(feature = "trail")]
            recorder: trail.map(|trail| recording::Recorder { trail, asker: self.asker }),
            path: self.path,
            relief: self.relief,
            guard: self.guard,
            list: RwLock::new(Arc::new(list)),
            reloading: Mutex::new(()),
        })
    }
}

/// The relief in this file; none without a file.
fn relief(path: Option<&Path>) -> Result<Relief, ReliefRefused> {
    let Some(path) = path else { return Ok(Relief::default()) };
    let read =
        File::open(path).map_err(ReliefError::from).and_then(|file| Relief::read(BufReader::new(file)));
    read.map_err(|source| ReliefRefused { path: path.to_owned(), source })
}

/// Today in Beijing, by this machine's clock. A clock that cannot be read, or stands outside the calendar, gives the
/// calendar's last day: no edition may be asked then.
pub fn today() -> Date {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_secs()).ok());
    seconds.and_then(Date::from_unix_seconds).unwrap_or(Date::LAST)
}
