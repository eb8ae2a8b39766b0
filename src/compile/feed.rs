//! Here is a feed: take all its rows, on as many threads as there are to read them.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::mpsc;

use crate::compile::take::Taken;
use crate::date::Date;
use crate::record::ReadError;
use crate::record::Rows;
use crate::record::Unread;

/// Gives `collect` what was taken of a feed's rows, for a list of the day `as_of`, in their order. This thread cuts the feed into rows, `threads` others
/// read them.
pub(super) fn read<R: Read>(
    rows: &mut Rows<R>,
    (source, as_of): (&Arc<str>, Date),
    threads: usize,
    mut collect: impl FnMut(Taken),
) -> Result<(), ReadError> {
    let (jobs, waiting) = mpsc::channel::<(u64, Vec<Unread>)>();
    let (done, taken) = mpsc::channel::<(u64, Taken)>();
    let waiting = Mutex::new(waiting);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (done, waiting) = (done.clone(), &waiting);
            scope.spawn(move || {
                while let Ok((number, batch)) = next(waiting) {
                    if done.send((number, take(source, as_of, batch))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(done);
        let mut queue = Queue { taken, early: BTreeMap::new(), sent: 0, collected: 0 };
        let most = u64::try_from(threads.saturating_mul(3)).unwrap_or(u64::MAX);
        let mut fault = None;
        while let Some(batch) = next_batch(rows, &mut fault) {
            if jobs.send((queue.sent, batch)).is_err() {
                break;
            }
            queue.sent = queue.sent.saturating_add(1);
            while queue.sent.saturating_sub(queue.collected) >= most && queue.collect(&mut collect) {}
        }
        drop(jobs);
        while queue.collect(&mut collect) {}
        fault.map_or(Ok(()), Err)
    })
}

/// Batches come back in any order and are collected in that of the feed.
struct Queue {
    taken: mpsc::Receiver<(u64, Taken)>,
    early: BTreeMap<u64, Taken>,
    sent: u64,
    collected: u64,
}

impl Queue {
    /// Collects the next batch; `false` where there is none.
    fn collect(&mut self, collect: &mut impl FnMut(Taken)) -> bool {
        while self.collected < self.sent {
            if let Some(taken) = self.early.remove(&self.collected) {
                collect(taken);
                self.collected = self.collected.saturating_add(1);
                return true;
            }
            let Ok((number, taken)) = self.taken.recv() else { return false };
            self.early.insert(number, taken);
        }
        false
    }
}

fn next(waiting: &Mutex<mpsc::Receiver<(u64, Vec<Unread>)>>) -> Result<(u64, Vec<Unread>), mpsc::RecvError> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner).recv()
}

/// Rows that are read together; `None` at the end of the feed, or where it cannot be read on.
fn next_batch<R: Read>(rows: &mut Rows<R>, fault: &mut Option<ReadError>) -> Option<Vec<Unread>> {
    let mut batch = Vec::new();
    let mut bytes = 0_usize;
    while bytes < BATCH && fault.is_none() {
        match rows.next_unread() {
            Some(Ok(row)) => {
                bytes = bytes.saturating_add(match &row {
                    Unread::Row(row) => row.text.len(),
                    Unread::Line(line) => line.length(),
                });
                batch.push(row);
            }
            Some(Err(error)) => *fault = Some(error),
            None => break,
        }
    }
    (!batch.is_empty()).then_some(batch)
}

fn take(source: &Arc<str>, as_of: Date, batch: Vec<Unread>) -> Taken {
    let mut taken = Taken::default();
    for row in batch {
        match row {
            Unread::Row(row) => taken.take(source, row.line, row.text, &row.record, as_of),
            Unread::Line(line) => match line.read() {
                Ok(row) => taken.take(source, row.line, row.text, &row.record, as_of),
                Err(several) => {
                    let (rows, envelope) = several.take_apart();
                    rows.into_iter()
                        .for_each(|row| taken.take(source, row.line, row.text, &row.record, as_of));
                    envelope.iter().for_each(|envelope| taken.report.note_envelope(envelope));
                }
            },
        }
    }
    taken
}

/// Bytes of rows that are read together.
const BATCH: usize = 1 << 18;
