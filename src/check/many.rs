//! Are these applicants on the list? Many at a time, so that the processor waits for their places in the list together.

use crate::check;
use crate::check::Error;
use crate::check::List;
use crate::check::Query;
use crate::check::QueryError;
use crate::check::ahead;
use crate::policy::Verdict;

impl List {
    /// The answers to many applicants, (id, name) each, in their order; each as [`List::check`] gives it.
    ///
    /// Takes sixteen of them at a time, so that on a list larger than the processor's cache it waits for all of them together.
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
        let mut ready: Vec<Result<Query<'a>, QueryError>> = Vec::with_capacity(ahead::AT_ONCE);
        let mut next = 0_usize;
        std::iter::from_fn(move || {
            if next == ready.len() {
                next = 0;
                ready.clear();
                ready.extend(queries.by_ref().take(ahead::AT_ONCE));
                self.read_ahead(&ready);
            }
            let query = ready.get(next)?;
            next = next.saturating_add(1);
            Some(match query {
                Ok(query) => check::check_party(self.index(), self.policy(), self.relief(), query, None),
                Err(error) => Err(error.clone().into()),
            })
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
        if self.index().is_large() {
            ahead::read_all(self.index(), queries.iter().flatten());
        }
    }
}

/// Applicants that a processor takes at a time.
#[cfg(feature = "parallel")]
const SHARE: usize = 1024;
