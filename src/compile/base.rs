//! Here is a list: take its rows again, on as many threads as there are to read them.

use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering;
use std::sync::mpsc;

use crate::compile::take::Taken;
use crate::date::Date;
use crate::index;
use crate::index::Index;

/// Gives `collect` what was taken of the rows of a list, for one of the day `as_of`, in no order.
pub(super) fn read(
    base: &Index,
    (source, as_of): (&Arc<str>, Date),
    threads: usize,
    collect: &mut dyn FnMut(Taken),
) -> Result<(), index::Error> {
    if let Some(above) = base.above() {
        read(above, (source, as_of), threads, collect)?;
    }
    let next = AtomicU32::new(0);
    std::thread::scope(|scope| {
        let (done, taken) = mpsc::sync_channel(threads.saturating_mul(2));
        for _ in 0..threads.max(1) {
            let (done, next) = (done.clone(), &next);
            scope.spawn(move || {
                while let Some(batch) = take(base, next, source, as_of).transpose() {
                    let has_failed = batch.is_err();
                    if done.send(batch).is_err() || has_failed {
                        break;
                    }
                }
            });
        }
        drop(done);
        taken.iter().try_for_each(|batch| batch.map(&mut *collect))
    })
}

/// The rows of the next subjects; `None` at the end.
fn take(
    base: &Index,
    next: &AtomicU32,
    source: &Arc<str>,
    as_of: Date,
) -> Result<Option<Taken>, index::Error> {
    let first = next.fetch_add(BATCH, Ordering::Relaxed);
    if first >= base.listed_count() {
        return Ok(None);
    }
    let mut taken = Taken::default();
    base.each_row(first..first.saturating_add(BATCH), |_, row| taken.take_again(source, row, as_of))?;
    Ok(Some(taken))
}

/// Subjects whose rows are read together.
const BATCH: u32 = 512;
