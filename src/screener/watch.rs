//! Who looks whether another edition is there, while nobody asks? A thread that polls.
//!
//! Polling, since notices of changes to a file miss renames, folders that are replaced, and network file systems; a look
//! costs one system call a file.

use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::thread;
use std::thread::JoinHandle;
use std::time::Duration;

use crate::index::Stamp;
use crate::screener::ReloadError;
use crate::screener::Screener;

/// What happened to a list or relief that had changed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event {
    /// An edition was taken up.
    Reloaded(Stamp),
    /// Relief with so many entries was taken up.
    ReliefReloaded(usize),
    /// Something was refused, and what was in force stays.
    Refused(ReloadError),
}

/// A thread that keeps a screener current. It ends when this is dropped, and when the screener is.
#[derive(Debug)]
#[must_use = "the watch ends when this is dropped"]
pub struct Watch {
    end: Arc<End>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct End {
    has_come: Mutex<bool>,
    comes: Condvar,
}

impl Watch {
    /// Polls once now, and then `every` so often. The thread holds the screener only while it polls.
    pub(super) fn start(
        desk: &Arc<Screener>,
        every: Duration,
        mut told: impl FnMut(Event) + Send + 'static,
    ) -> std::io::Result<Self> {
        let end = Arc::new(End::default());
        let (desk, ending) = (Arc::downgrade(desk), Arc::clone(&end));
        let thread = thread::Builder::new().name("shixin-watch".to_owned()).spawn(move || {
            while let Some(desk) = desk.upgrade() {
                desk.poll().into_iter().for_each(&mut told);
                drop(desk);
                if ending.wait(every) {
                    break;
                }
            }
        })?;
        Ok(Self { end, thread: Some(thread) })
    }
}

impl End {
    /// Whether it comes within this time.
    fn wait(&self, within: Duration) -> bool {
        let has_come = self.has_come.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.comes.wait_timeout_while(has_come, within, |has_come| !*has_come);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        *self.end.has_come.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.end.comes.notify_all();
        // The thread that ends the watch may be its own, where it held the screener last.
        if let Some(thread) = self.thread.take().filter(|it| it.thread().id() != thread::current().id()) {
            // A panic there is the listener's, and was told by its own thread.
            let _ = thread.join();
        }
    }
}
