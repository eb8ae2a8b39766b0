//! I run all day: keep me current. A [`Screener`] is the handle that a service holds: it asks the edition in force on
//! today's day, and takes up a new edition without stopping.

use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::RwLock;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use crate::check;
use crate::check::List;
use crate::check::OpenError;
use crate::check::Query;
use crate::date::Date;
use crate::index::Stamp;
use crate::policy::Guard;
use crate::policy::Implausible;
use crate::policy::Policy;
use crate::policy::Verdict;

/// A list file, kept open and current. Shared by any threads.
#[derive(Debug)]
pub struct Screener {
    path: PathBuf,
    policy: Policy,
    guard: Guard,
    list: RwLock<Arc<List>>,
    /// Held for a whole reload: of two at once, the one that read the file first must not have the last word.
    reloading: Mutex<()>,
}

/// Settings for a [`Screener`].
#[derive(Debug, Clone, Default)]
#[must_use = "a builder does nothing until it builds"]
pub struct Builder {
    path: PathBuf,
    policy: Policy,
    guard: Guard,
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
        self.answer(&Query::new(id, name)?.on(today()))
    }

    /// The answer to a query, from the edition in force. A query without a day is asked on today's (Beijing time), so
    /// that an edition that is out of date answers nothing; who wants the edition's own day asks [`Self::list`].
    ///
    /// # Errors
    /// As [`check::check`].
    pub fn answer(&self, query: &Query<'_>) -> Result<Verdict, check::Error> {
        match query.day() {
            Some(_) => self.list().answer(query),
            None => self.list().answer(&query.clone().on(today())),
        }
    }

    /// The edition in force. It stays whole for as long as the caller holds it, whatever is taken up meanwhile.
    pub fn list(&self) -> Arc<List> {
        Arc::clone(&self.list.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Opens the file again and takes up the edition in it. Checks in flight finish on the one they began with.
    ///
    /// # Errors
    /// [`ReloadError`] where the file cannot be opened and verified, or holds an edition that the guard refuses; the one
    /// in force stays.
    pub fn reload(&self) -> Result<Stamp, ReloadError> {
        let _turn = self.reloading.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let fresh = open(&self.path, &self.policy)?;
        let stamp = fresh.edition().stamp();
        let mut list = self.list.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        self.guard.admit(list.edition(), fresh.edition())?;
        *list = Arc::new(fresh);
        Ok(stamp)
    }
}

impl Builder {
    /// The list file.
    pub fn list(mut self, path: impl AsRef<Path>) -> Self {
        self.path = path.as_ref().to_owned();
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

    /// Opens the list.
    ///
    /// # Errors
    /// [`OpenError`] where the file cannot be read or is not a whole, undamaged list.
    pub fn build(self) -> Result<Screener, OpenError> {
        let list = RwLock::new(Arc::new(open(&self.path, &self.policy)?));
        Ok(Screener {
            path: self.path,
            policy: self.policy,
            guard: self.guard,
            list,
            reloading: Mutex::new(()),
        })
    }
}

fn open(path: &Path, policy: &Policy) -> Result<List, OpenError> {
    Ok(List::open(path)?.with_policy(policy.clone()))
}

/// Today in Beijing, by this machine's clock. A clock that cannot be read, or stands outside the calendar, gives the calendar's last day: no
/// edition may be asked then.
pub fn today() -> Date {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_secs()).ok());
    seconds.and_then(Date::from_unix_seconds).unwrap_or(Date::LAST)
}
