//! What came since the list was compiled? Feeds, laid over it while everybody asks on.

use std::sync::Arc;

use crate::check::List;
use crate::compile::Layers;
use crate::compile::Origin;
use crate::compile::Report;
use crate::compile::TakeError;
use crate::date::Date;
use crate::index::Stamp;
use crate::screener::FEED;
use crate::screener::ReloadError;
use crate::screener::Screener;
use crate::screener::Seen;
use crate::screener::lock;

/// A feed that was taken.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct FeedTaken {
    /// The edition that it made: of the list and all feeds over it. Verdicts name this one from now on.
    pub edition: Stamp,
    /// What became of its rows.
    pub report: Report,
}

impl Screener {
    /// Takes the rows of a delta over the list in force, after which that is of the day `as_of`: as
    /// [`Layers::take`](crate::compile::Layers::take) does it, under this screener's guard. Checks in flight finish on what they
    /// began with; those that begin afterwards are answered by list and feeds together.
    ///
    /// The feeds are in memory only. Keep them: whoever opens the list again must take them again, answers are replayed from
    /// list and feeds, and now and then a list is compiled out of them, for which [`Screener::reload`] lays them down.
    /// Seals are asked of lists and relief; whose rows a feed has, the caller answers for.
    ///
    /// # Errors
    /// [`ReloadError::Feed`] where the feed cannot be read, or changes more than the guard lets it. Nothing is taken of it
    /// then; the refusal is in [`Screener::health`].
    ///
    /// Cost: a walk over the subjects and record ids of the list for its first feed; then what the feeds change.
    pub fn take<'r>(
        &self,
        as_of: Date,
        rows: impl IntoIterator<Item = (Origin, &'r str)>,
    ) -> Result<FeedTaken, ReloadError> {
        self.lay(|layers| layers.take(as_of, rows))
    }

    /// The same of a feed in whatever of the known forms. `name` stands in the report.
    ///
    /// # Errors
    /// As [`Self::take`].
    #[cfg(feature = "compile")]
    pub fn take_feed(
        &self,
        as_of: Date,
        name: &str,
        feed: impl std::io::Read,
    ) -> Result<FeedTaken, ReloadError> {
        self.lay(|layers| layers.read(as_of, name, feed))
    }

    fn lay(
        &self,
        take: impl FnOnce(&mut Layers) -> Result<Report, TakeError>,
    ) -> Result<FeedTaken, ReloadError> {
        let taken = self.lay_over(&mut lock(&self.seen), take).map_err(ReloadError::Feed);
        lock(&self.notes).note(FEED, taken.as_ref().map(drop));
        taken
    }

    fn lay_over(
        &self,
        seen: &mut Seen,
        take: impl FnOnce(&mut Layers) -> Result<Report, TakeError>,
    ) -> Result<FeedTaken, TakeError> {
        let before = self.list();
        let layers = match &mut seen.layers {
            Some(layers) => layers,
            none => none.insert(Layers::over(before.index())?.guard(self.guard.clone())),
        };
        let report = take(layers)?;
        let list = before.taking(List::from_index(layers.index().clone()));
        let edition = list.edition().stamp();
        self.list.store(Arc::new(list));
        Ok(FeedTaken { edition, report })
    }
}
