//! Are these applicants on the list? Many at a time, so that the processor waits for their places in the list together.

use std::hint::black_box;

use crate::check::Error;
use crate::check::List;
use crate::check::Query;
use crate::check::QueryError;
use crate::index::Probe;
use crate::policy::Verdict;

impl List {
    /// The answers to many applicants, (id, name) each, in their order; each as [`List::check`] gives it.
    ///
    /// Takes sixteen of them at a time. On a list larger than the processor's cache this is twice as fast as asking one by one.
    pub fn check_many<'a>(
        &'a self,
        applicants: impl IntoIterator<Item = (&'a str, &'a str)> + 'a,
    ) -> impl Iterator<Item = Result<Verdict, Error>> + 'a {
        self.answer_many(applicants.into_iter().map(|(id, name)| Query::new(id, name)))
    }

    /// The answers to many queries, in their order; each as [`List::answer`] gives it, and an error for what was no query.
    pub fn answer_many<'a>(
        &'a self,
        queries: impl IntoIterator<Item = Result<Query<'a>, QueryError>> + 'a,
    ) -> impl Iterator<Item = Result<Verdict, Error>> + 'a {
        let mut queries = queries.into_iter();
        let mut ready: Vec<Result<Query<'a>, QueryError>> = Vec::with_capacity(AT_ONCE);
        std::iter::from_fn(move || {
            if ready.is_empty() {
                ready.extend(queries.by_ref().take(AT_ONCE));
                self.read_ahead(&ready);
                ready.reverse();
            }
            let query = ready.pop()?;
            Some(query.map_err(Error::from).and_then(|query| self.answer(&query)))
        })
    }

    /// The answers to many applicants, in their order, on all processors.
    #[cfg(feature = "parallel")]
    pub fn check_all(&self, applicants: &[(&str, &str)]) -> Vec<Result<Verdict, Error>> {
        use rayon::iter::ParallelIterator as _;
        use rayon::slice::ParallelSlice as _;

        let shares = applicants.par_chunks(SHARE);
        shares.flat_map_iter(|share| self.check_many(share.iter().copied())).collect()
    }

    fn read_ahead(&self, queries: &[Result<Query<'_>, QueryError>]) {
        let probe = |query: &Query<'_>| self.index().probe(query.name(), None, query.id());
        let mut probes: smallvec::SmallVec<[Probe<'_>; AT_ONCE]> =
            queries.iter().flatten().map(probe).collect();
        probes.iter_mut().for_each(Probe::read_directories);
        black_box(probes.iter().fold(0, |sum, probe| sum ^ probe.read_buckets()));
    }
}

/// Queries whose places are read ahead together: enough for as many cache misses as a core has under way, and few enough
/// to be still in its first cache when they are answered.
const AT_ONCE: usize = 16;

/// Applicants that a processor takes at a time.
#[cfg(feature = "parallel")]
const SHARE: usize = 1024;
