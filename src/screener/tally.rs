//! How many answers of each kind were given? Counted where many threads ask at once.

use std::cell::Cell;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use crate::check::Error;
use crate::policy::Outcome;
use crate::screener::health::Answers;
use crate::screener::health::Errors;

/// Counters, of which a thread touches one cache line that few others touch.
#[derive(Debug, Default)]
pub(super) struct Tally {
    shards: [Shard; SHARDS],
}

/// One line of counters: of two neighbours that a processor fetches together, both.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Shard {
    counts: [AtomicU64; KINDS],
}

impl Tally {
    /// Counts an answer: one relaxed increment.
    pub(super) fn count(&self, answer: Result<Outcome, &Error>) {
        let kind = match answer {
            Ok(Outcome::Clear) => 0,
            Ok(Outcome::Refer) => 1,
            Ok(Outcome::Block) => 2,
            Err(Error::Query(_) | Error::Use(_) | Error::Condition(_)) => 3,
            Err(Error::Stale(_)) => 4,
            Err(_) => 5,
        };
        let shard = SHARD.with(Cell::get);
        if let Some(count) = self.shards.get(shard).and_then(|shard| shard.counts.get(kind)) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) fn answers(&self) -> Answers {
        Answers { clear: self.sum(0), refer: self.sum(1), block: self.sum(2) }
    }

    pub(super) fn errors(&self) -> Errors {
        Errors { query: self.sum(3), stale: self.sum(4), other: self.sum(5) }
    }

    fn sum(&self, kind: usize) -> u64 {
        let counts = self.shards.iter().filter_map(|shard| shard.counts.get(kind));
        counts.fold(0, |sum, count| sum.wrapping_add(count.load(Ordering::Relaxed)))
    }
}

thread_local! {
    /// Which shard is this thread's: they take turns.
    static SHARD: Cell<usize> = Cell::new(NEXT.fetch_add(1, Ordering::Relaxed) % SHARDS);
}

static NEXT: AtomicUsize = AtomicUsize::new(0);

/// Two kilobytes of counters for a screener: as many lines as services commonly have threads that ask at once.
const SHARDS: usize = 16;

/// Three outcomes, three kinds of errors.
const KINDS: usize = 6;
