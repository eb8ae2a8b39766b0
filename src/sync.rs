//! Which locks, threads and swaps are these? The system's; in a test that is built with `--cfg shuttle` those of a scheduler
//! that tries the orders in which threads can meet.
//!
//! ```text
//! RUSTFLAGS='--cfg shuttle' cargo test --all-features --lib orders
//! ```

#[cfg(not(all(test, shuttle)))]
pub(crate) use arc_swap::ArcSwap;
#[cfg(all(test, shuttle))]
pub(crate) use shuttle::sync::Mutex;
#[cfg(all(test, shuttle))]
pub(crate) use shuttle::sync::MutexGuard;
#[cfg(not(all(test, shuttle)))]
pub(crate) use std::sync::Mutex;
#[cfg(not(all(test, shuttle)))]
pub(crate) use std::sync::MutexGuard;

#[cfg(all(feature = "trail", test, shuttle))]
pub(crate) use shuttle::sync::Condvar;
#[cfg(all(feature = "trail", test, shuttle))]
pub(crate) use shuttle::thread;
#[cfg(all(feature = "trail", not(all(test, shuttle))))]
pub(crate) use std::sync::Condvar;
#[cfg(all(feature = "trail", not(all(test, shuttle))))]
pub(crate) use std::thread;

#[cfg(all(test, shuttle))]
pub(crate) use model::ArcSwap;

#[cfg(all(test, shuttle))]
mod model {
    use std::sync::Arc;

    use shuttle::sync::Mutex;

    /// What the crate `arc-swap` promises, over a lock that the scheduler knows.
    #[derive(Debug)]
    pub(crate) struct ArcSwap<T>(Mutex<Arc<T>>);

    impl<T> ArcSwap<T> {
        pub(crate) fn from_pointee(value: T) -> Self {
            Self(Mutex::new(Arc::new(value)))
        }

        pub(crate) fn load(&self) -> Arc<T> {
            self.load_full()
        }

        pub(crate) fn load_full(&self) -> Arc<T> {
            Arc::clone(&self.0.lock().unwrap())
        }

        pub(crate) fn store(&self, value: Arc<T>) {
            *self.0.lock().unwrap() = value;
        }
    }
}
