//! Is this entry on the disk yet? Whoever needs it there waits; one of those who wait syncs for all.

use std::sync::PoisonError;
use std::time::Duration;
use std::time::Instant;

use crate::audit::Error;
use crate::sync::Condvar;
use crate::sync::Mutex;
use crate::sync::MutexGuard;

/// Up to where the trail is synced.
#[derive(Debug, Default)]
pub(super) struct Commit {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// How many entries are synced.
    synced: u64,
    /// How many callers wait.
    waiting: usize,
    /// Whether one of them syncs, or gathers others to sync for.
    is_led: bool,
    /// Why a sync failed. It is never tried again: what the disk holds is not known.
    failed: Option<String>,
}

/// For how many, and how long, whoever syncs waits before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gather {
    pub(super) entries: usize,
    pub(super) within: Duration,
}

impl Commit {
    /// Returns when `wanted` entries are synced. `sync` does it, and tells how many are then.
    pub(super) fn wait(
        &self,
        wanted: u64,
        gather: Gather,
        sync: impl Fn() -> std::io::Result<u64>,
    ) -> Result<(), Error> {
        let mut state = self.lock();
        state.waiting = state.waiting.saturating_add(1);
        self.changed.notify_all();
        while state.synced < wanted && state.failed.is_none() {
            if state.is_led {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            } else {
                state.is_led = true;
                drop(self.gather(state, gather));
                let done = sync();
                state = self.lock();
                state.is_led = false;
                state.note(done);
                self.changed.notify_all();
            }
        }
        state.waiting = state.waiting.saturating_sub(1);
        if state.synced >= wanted { Ok(()) } else { Err(state.fault()) }
    }

    /// Waits until so many wait, or so long.
    fn gather<'a>(&'a self, mut state: MutexGuard<'a, State>, gather: Gather) -> MutexGuard<'a, State> {
        let until = Instant::now().checked_add(gather.within);
        while state.waiting < gather.entries {
            let left = until.map_or(Duration::ZERO, |until| until.saturating_duration_since(Instant::now()));
            if left.is_zero() {
                break;
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        state
    }

    /// Takes note of a sync that was done elsewhere.
    pub(super) fn note(&self, done: std::io::Result<u64>) -> Result<(), Error> {
        let mut state = self.lock();
        let failed = done.is_err();
        state.note(done);
        self.changed.notify_all();
        if failed { Err(state.fault()) } else { Ok(()) }
    }

    /// Says that no more can be known of the disk.
    pub(super) fn fail(&self, why: &str) {
        self.lock().failed.get_or_insert_with(|| why.to_owned());
        self.changed.notify_all();
    }

    /// # Errors
    /// [`Error::Poisoned`] where an earlier write or sync failed for good.
    pub(super) fn check(&self) -> Result<(), Error> {
        let state = self.lock();
        if state.failed.is_some() { Err(state.fault()) } else { Ok(()) }
    }

    /// How many entries are synced.
    pub(super) fn synced(&self) -> u64 {
        self.lock().synced
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn note(&mut self, done: std::io::Result<u64>) {
        match done {
            // After a failure no sync counts: one that found nothing to do says nothing of what could not be synced.
            Ok(size) if self.failed.is_none() => self.synced = self.synced.max(size),
            Ok(_) => {}
            Err(error) => drop(self.failed.get_or_insert_with(|| format!("a sync failed: {error}")).len()),
        }
    }

    fn fault(&self) -> Error {
        Error::Poisoned(self.failed.clone().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::time::Duration;

    use super::Commit;
    use super::Gather;

    const ALONE: Gather = Gather { entries: 0, within: Duration::ZERO };

    #[test]
    fn what_is_synced_is_acknowledged_once() {
        let commit = Commit::default();
        commit.wait(3, ALONE, || Ok(5)).unwrap();
        commit.wait(5, ALONE, || panic!("it is synced already")).unwrap();
        assert_eq!(commit.synced(), 5);
    }

    /// Another thread closed a segment that could not be synced: whoever syncs next has no file, and so no error.
    #[test]
    fn after_a_failure_nothing_is_acknowledged_that_was_not_before() {
        let commit = Commit::default();
        commit.note(Ok(4)).unwrap();
        let waits = commit.wait(6, ALONE, || {
            commit.note(Err(io::Error::other("the disk is gone"))).unwrap_err();
            Ok(6)
        });
        assert!(waits.unwrap_err().to_string().contains("the disk is gone"));
        assert_eq!(commit.synced(), 4);
        commit.wait(4, ALONE, || Ok(9)).unwrap();
        commit.wait(5, ALONE, || panic!("a sync that failed is not tried again")).unwrap_err();
        commit.check().unwrap_err();
    }
}
