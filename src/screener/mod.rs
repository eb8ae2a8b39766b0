//! I run all day: keep me current. A [`Screener`] is the handle that a service holds: it asks the edition in force on
//! today's day under the relief in force, and takes up new ones without stopping. Edition, policy and relief are
//! swapped as one: an answer never mixes two states.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let home = tempfile::tempdir()?;
//! # let lists = home.path();
//! # let day = shixin::screener::today();
//! # let mut compiler = shixin::Compiler::new(day);
//! # compiler.push(
//! #     shixin::compile::Origin { source: "example".into(), line: 1 },
//! #     r#"{"id":7,"iname":"张某示","cardNum":"1101051949****002X"}"#,
//! # );
//! # let _ = shixin::ListFolder::at(lists).publish(compiler.finish()?.index(), None, None)?;
//! use std::sync::Arc;
//! use std::time::Duration;
//!
//! // A list file, or a folder of editions, of which the one in force is asked.
//! let desk = Arc::new(shixin::Screener::builder().list(lists).build()?);
//! // Looks every five seconds whether list or relief has changed, and tells what it did.
//! let watch = desk.watch(Duration::from_secs(5), |event| eprintln!("{event:?}"))?;
//! assert_eq!(desk.check("11010519491231002X", "张某示")?.outcome(), shixin::Outcome::Block);
//! assert_eq!((desk.health().answers.block, desk.health().is_in_date), (1, true));
//! # drop(watch);
//! # Ok(())
//! # }
//! ```
//!
//! Between two editions a desk takes feeds ([`Screener::take`]), which are laid over the list in the time that the feed takes.
//!
//! A reload opens and verifies the new list beside the old one, so that for a moment there are two in memory, and the old one
//! stays until the last check that began on it has ended. Checks take no lock: they load a pointer.

#[cfg(feature = "trail")]
mod archive;
mod builder;
mod fed;
mod feeds;
pub mod health;
mod held;
#[cfg(all(test, shuttle))]
mod orders;
#[cfg(feature = "trail")]
mod recording;
mod source;
mod tally;
mod vouch;
mod watch;

#[cfg(feature = "trail")]
pub use archive::Archive;
#[cfg(feature = "trail")]
pub use archive::ReplayError;
#[cfg(feature = "trail")]
pub use archive::Replayed;
pub use builder::BuildError;
pub use builder::Builder;
pub use builder::ReliefFault;
pub use builder::ReliefRefused;
pub use feeds::FeedTaken;
pub use health::Health;
pub use held::Held;
pub(crate) use held::Typed;
#[cfg(feature = "trail")]
pub use recording::Asking;
pub use watch::Event;
pub use watch::Watch;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::PoisonError;
use std::time::Duration;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use crate::check;
use crate::check::Applicant;
use crate::check::List;
use crate::check::OpenError;
use crate::check::Query;
use crate::check::QueryError;
use crate::compile::Layers;
use crate::compile::TakeError;
use crate::date::Date;
use crate::folder::FolderError;
use crate::index::Index;
use crate::index::Stamp;
use crate::policy::Guard;
use crate::policy::Implausible;
use crate::policy::JointVerdict;
use crate::policy::Outcome;
use crate::policy::Use;
use crate::policy::Verdict;
use crate::record::Role;
#[cfg(feature = "seal")]
use crate::seal::SealError;
use crate::sync::ArcSwap;
use crate::sync::Mutex;
use crate::sync::MutexGuard;

use fed::Fed;
use health::Refusal;
use held::By;
use source::Source;
use source::Traces;
use tally::Tally;
use vouch::Vouched;
use vouch::Vouchers;

/// A list, kept open and current. Shared by any threads.
#[derive(Debug)]
pub struct Screener {
    source: Source,
    relief: Option<PathBuf>,
    guard: Guard,
    /// Whose seals are asked for, if anybody's.
    vouchers: Vouchers,
    /// Edition, policy and relief together.
    list: ArcSwap<List>,
    /// Held for a whole reload: of two at once, the one that read its file first must not have the last word.
    seen: Mutex<Seen>,
    tally: Tally,
    /// Held for a moment.
    notes: Mutex<Notes>,
    /// Where every answer is recorded, if anywhere.
    #[cfg(feature = "trail")]
    recorder: Option<recording::Recorder>,
}

/// The files as they were when they were last read.
#[derive(Debug, Default)]
struct Seen {
    list: Look,
    relief: Look,
    /// The feeds over the list in force, if any were taken.
    layers: Option<Layers>,
    /// What those changed that made it of the day that it is of.
    fed: Vec<Fed>,
}

/// How a file was when it was last read.
#[derive(Debug, Default)]
struct Look {
    traces: Traces,
    /// Who vouched for what was taken up last.
    vouched: Vouched,
    /// The machine said no, where another time it may say yes although the file is still the same.
    is_to_be_retried: bool,
}

/// What happened so far.
#[derive(Debug, Default)]
struct Notes {
    /// How often each was taken up: the list, relief, a feed.
    taken: [u64; 3],
    refusals: u64,
    last_reload: Option<u64>,
    last_refusal: Option<Refusal>,
    /// Whether the last try of each was refused.
    is_refusing: [bool; 3],
}

/// A new edition was not taken up; the one in force stays.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReloadError {
    /// The file cannot be opened.
    #[error("the edition in force stays: {0}")]
    Open(#[from] OpenError),
    /// The folder cannot be read, or the edition that it names.
    #[error("the edition in force stays: {0}")]
    Folder(#[from] FolderError),
    /// The file holds an edition that may not take the place of the one in force.
    #[error("the edition in force stays: {0}")]
    Implausible(#[from] Implausible),
    /// The file holds an edition of the same day that has nothing of what a feed said which was taken.
    #[error(
        "the edition in force stays: {turned} subjects came or left by a feed of {as_of}, and the edition of that day that is there has \
         all of them as before: it was compiled without the feed; compile it with all feeds, or allow it in its folder"
    )]
    WithoutFeed {
        /// The day of both.
        as_of: Date,
        /// How many came or left by the feed.
        turned: usize,
    },
    /// The relief file cannot be taken.
    #[error("the relief in force stays: {0}")]
    Relief(#[from] ReliefRefused),
    /// The list was sealed before the one in force, or a feed not by whom it must be.
    #[cfg(feature = "seal")]
    #[error("the edition in force stays: {0}")]
    Seal(#[from] SealError),
    /// A feed cannot be taken, or would make an edition of the list that may not take the place of the one in force.
    #[error("the edition in force stays: {0}")]
    Feed(#[from] TakeError),
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
                let parties = [(Role::Listed, id, name)];
                Err(self.given_up(None, &Typed { measure: "general", day: None, parties: &parties }, error))
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
        let answer = Self::look_up_together(&self.list.load(), measure, applicant);
        self.given_together(None, measure, applicant, answer)
    }

    /// The answer to a query, from the edition in force. A query without a day is asked on today's (Beijing time), so
    /// that an edition that is out of date answers nothing; who wants the edition's own day asks [`Self::list`].
    ///
    /// # Errors
    /// As [`check::check`].
    pub fn answer(&self, query: &Query<'_>) -> Result<Verdict, check::Error> {
        self.given(None, query, Self::look_up(&self.list.load(), query))
    }

    /// The answer, before it is recorded and counted.
    fn look_up(list: &List, query: &Query<'_>) -> Result<Verdict, check::Error> {
        match query.day() {
            Some(_) => list.answer(query),
            None => list.answer(&query.clone().on(today())),
        }
    }

    /// The answer about several parties, before it is recorded and counted.
    fn look_up_together(
        list: &List,
        measure: &str,
        applicant: &Applicant<'_>,
    ) -> Result<JointVerdict, check::Error> {
        match applicant.query().day() {
            Some(_) => list.check_together(measure, applicant),
            None => list.check_together(measure, &applicant.clone().on(today())),
        }
    }

    /// The edition in force, with policy and relief. It stays whole for as long as the caller holds it, whatever is
    /// taken up meanwhile.
    pub fn list(&self) -> Arc<List> {
        self.list.load_full()
    }

    /// Opens the list again and takes up the edition that is there, under the relief in force. Checks in flight finish on
    /// the one they began with.
    ///
    /// Feeds that were taken stay where the list below them is the one that is there; another edition takes the place of list
    /// and feeds together, so it must have been compiled with them: one of an earlier day than the last feed is refused, and one
    /// of its day that has nothing of what a feed of that day said. One of a later day is taken at its word.
    ///
    /// # Errors
    /// [`ReloadError`] where the list cannot be opened and verified, or is an edition that the guard refuses; the one
    /// in force stays.
    pub fn reload(&self) -> Result<Stamp, ReloadError> {
        self.take_list(&mut lock(&self.seen)).0
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
        self.take_relief(&mut lock(&self.seen).relief).0
    }

    /// Looks whether the list or the relief was changed since it was last read, and takes up what was. A file that was refused is
    /// tried again when it changes; where the machine refused to read it, at every look, and told when it says something
    /// new. For who has a clock of their own; [`Self::watch`] polls by itself.
    pub fn poll(&self) -> Vec<Event> {
        let mut seen = lock(&self.seen);
        let mut events = Vec::new();
        if seen.list.differs(&self.source.traces(&self.vouchers)) {
            let (taken, is_news) = self.take_list(&mut seen);
            events.extend(Some(taken.map_or_else(Event::Refused, Event::Reloaded)).filter(|_| is_news));
        }
        let relief = self.relief.as_deref();
        if relief.is_some() && seen.relief.differs(&self.vouchers.traces_of(relief)) {
            let (taken, is_news) = self.take_relief(&mut seen.relief);
            events.extend(Some(taken.map_or_else(Event::Refused, Event::ReliefReloaded)).filter(|_| is_news));
        }
        events
    }

    /// Starts a thread that polls now and every so often, and tells what it did. Five seconds serve well: a look costs a
    /// system call or two.
    ///
    /// # Errors
    /// Where the system has no thread.
    pub fn watch(
        self: &Arc<Self>,
        every: Duration,
        told: impl FnMut(Event) + Send + 'static,
    ) -> io::Result<Watch> {
        Watch::start(self, every, told)
    }

    /// How the desk fares: what is in force, what was refused, what was answered.
    pub fn health(&self) -> Health {
        let list = self.list.load();
        let (edition, today) = (list.edition(), today());
        let notes = lock(&self.notes);
        Health {
            edition: edition.stamp().hex(),
            as_of: edition.as_of,
            age_days: today.days_since(edition.as_of),
            is_in_date: list.policy().admit(&Use::GENERAL, edition.as_of, today).is_ok(),
            records: edition.totals.records,
            relief_entries: u64::try_from(list.relief().entries().len()).unwrap_or(u64::MAX),
            laid: health::Laid::of(list.index()),
            reloads: notes.times(LIST),
            relief_reloads: notes.times(RELIEF),
            feeds: notes.times(FEED),
            refusals: notes.refusals,
            last_reload: notes.last_reload,
            last_refusal: notes.last_refusal.clone(),
            is_refusing: notes.is_refusing.contains(&true),
            is_sealed: self.vouchers.is_demanding(),
            answers: self.tally.answers(),
            errors: self.tally.errors(),
        }
    }

    /// What leaves the desk: the answer, recorded and counted.
    #[cfg_attr(
        not(feature = "trail"),
        expect(unused_variables, reason = "a trail records the query as well")
    )]
    fn given(
        &self,
        by: By<'_>,
        query: &Query<'_>,
        answer: Result<Verdict, check::Error>,
    ) -> Result<Verdict, check::Error> {
        #[cfg(feature = "trail")]
        let answer = self.recorded(by, query, answer);
        self.counted(answer, Verdict::outcome)
    }

    /// The same of several parties.
    #[cfg_attr(
        not(feature = "trail"),
        expect(unused_variables, reason = "a trail records the parties as well")
    )]
    fn given_together(
        &self,
        by: By<'_>,
        measure: &str,
        applicant: &Applicant<'_>,
        answer: Result<JointVerdict, check::Error>,
    ) -> Result<JointVerdict, check::Error> {
        #[cfg(feature = "trail")]
        let answer = self.recorded_together(by, measure, applicant, answer);
        self.counted(answer, JointVerdict::outcome)
    }

    /// The same of a question that cannot be read.
    #[cfg_attr(not(feature = "trail"), expect(unused_variables, reason = "a trail records what was typed"))]
    fn given_up(&self, by: By<'_>, typed: &Typed<'_>, error: QueryError) -> check::Error {
        let error = check::Error::from(error);
        #[cfg(feature = "trail")]
        let error = self.recorded_unread(by, typed, error);
        self.tally.count(Err(&error));
        error
    }

    fn is_recording(&self) -> bool {
        #[cfg(feature = "trail")]
        return self.recorder.is_some();
        #[cfg(not(feature = "trail"))]
        false
    }

    fn counted<T>(
        &self,
        answer: Result<T, check::Error>,
        outcome: impl FnOnce(&T) -> Outcome,
    ) -> Result<T, check::Error> {
        self.tally.count(answer.as_ref().map(outcome));
        answer
    }

    /// Takes up the list that is there, and notes how it went; and whether that is news.
    fn take_list(&self, seen: &mut Seen) -> (Result<Stamp, ReloadError>, bool) {
        // Before it is read: what is changed meanwhile is read again.
        seen.list.traces = self.source.traces(&self.vouchers);
        let taken = self.open_list(seen);
        seen.list.is_to_be_retried = taken.as_ref().is_err_and(ReloadError::is_of_the_system);
        let is_news = lock(&self.notes).note(LIST, taken.as_ref().map(drop));
        (taken, is_news)
    }

    fn take_relief(&self, look: &mut Look) -> (Result<usize, ReloadError>, bool) {
        look.traces = self.vouchers.traces_of(self.relief.as_deref());
        let taken = self.read_relief(&mut look.vouched);
        look.is_to_be_retried = taken.as_ref().is_err_and(ReloadError::is_of_the_system);
        let is_news = lock(&self.notes).note(RELIEF, taken.as_ref().map(drop));
        (taken, is_news)
    }

    fn read_relief(&self, vouched: &mut Vouched) -> Result<usize, ReloadError> {
        let (relief, fresh) = builder::relief(self.relief.as_deref(), &self.vouchers)?;
        #[cfg(feature = "seal")]
        if let (Err(source), Some(path)) = (fresh.follow(vouched), &self.relief) {
            return Err(ReliefRefused { path: path.clone(), source: source.into() }.into());
        }
        *vouched = fresh;
        let entries = relief.entries().len();
        self.list.store(Arc::new(List::clone(&self.list()).with_relief(relief)));
        Ok(entries)
    }

    fn open_list(&self, seen: &mut Seen) -> Result<Stamp, ReloadError> {
        let before = self.list();
        let in_force = before.edition().stamp();
        let below = before.index().below().map_or(in_force, |below| below.edition().stamp());
        if self.source.stamp()? == Some(below) {
            return Ok(in_force);
        }
        let (fresh, by) = self.source.open(&self.vouchers)?;
        let stamp = fresh.edition().stamp();
        #[cfg(feature = "seal")]
        by.follow(&seen.list.vouched)?;
        if seen.layers.is_some() && stamp == below {
            return Ok(in_force);
        }
        if !self.source.is_meant(below, stamp)? {
            self.guard.admit_list(before.index(), fresh.index())?;
            admit_feeds(&seen.fed, fresh.index())?;
        }
        seen.list.vouched = by;
        self.list.store(Arc::new(before.taking(fresh)));
        seen.layers = None;
        seen.fed.clear();
        Ok(stamp)
    }
}

/// Refuses an edition of the day of feeds that were taken, which has nothing of what one of them said.
fn admit_feeds(feeds: &[Fed], fresh: &Index) -> Result<(), ReloadError> {
    let as_of = fresh.edition().as_of;
    for fed in feeds.iter().filter(|fed| fed.is_of(as_of)) {
        if fed.is_missing_in(fresh).map_err(|source| ReloadError::Feed(source.into()))? {
            return Err(ReloadError::WithoutFeed { as_of, turned: fed.count() });
        }
    }
    Ok(())
}

impl Look {
    fn differs(&self, now: &Traces) -> bool {
        self.is_to_be_retried || self.traces != *now
    }
}

impl Notes {
    /// Notes how a try went, and says whether that is news: anything but the same refusal again.
    fn note(&mut self, what: usize, taken: Result<(), &ReloadError>) -> bool {
        let was_refusing = self.is_refusing.get(what).copied().unwrap_or_default();
        if let Some(is_refusing) = self.is_refusing.get_mut(what) {
            *is_refusing = taken.is_err();
        }
        let Err(error) = taken else {
            if let Some(times) = self.taken.get_mut(what) {
                *times = times.saturating_add(1);
            }
            if what == LIST {
                self.last_reload = Some(now());
            }
            return true;
        };
        self.refusals = self.refusals.saturating_add(1);
        let what = WHAT.get(what).copied().unwrap_or_default();
        let refusal = Refusal { at: now(), what, because: error.to_string() };
        let before = self.last_refusal.replace(refusal);
        let is_same = before.is_some_and(|it| it.what == what && Some(it.because) == self.because());
        !(was_refusing && is_same)
    }

    fn times(&self, what: usize) -> u64 {
        self.taken.get(what).copied().unwrap_or_default()
    }

    fn because(&self) -> Option<String> {
        self.last_refusal.as_ref().map(|refusal| refusal.because.clone())
    }
}

impl ReloadError {
    /// Whether the machine said no, where another time it may say yes to the same file.
    fn is_of_the_system(&self) -> bool {
        match self {
            Self::Open(OpenError::Read { .. }) => true,
            Self::Folder(error) => error.is_of_the_system(),
            Self::Relief(refused) => refused.source.is_of_the_system(),
            #[cfg(feature = "seal")]
            Self::Open(OpenError::Unsealed { source, .. }) => source.is_of_the_system(),
            #[cfg(feature = "seal")]
            Self::Seal(error) => error.is_of_the_system(),
            Self::Open(_) | Self::Implausible(_) | Self::WithoutFeed { .. } | Self::Feed(_) => false,
        }
    }
}

/// What a lock holds is whole at any moment, also where a thread panicked that held it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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

/// Seconds since 1970; 0 where the clock cannot be read.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Of what was tried, its place among the notes.
const LIST: usize = 0;
const RELIEF: usize = 1;
const FEED: usize = 2;

/// In words.
const WHAT: [&str; 3] = ["list", "relief", "feed"];
