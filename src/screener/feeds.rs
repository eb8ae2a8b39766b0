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
use crate::screener::fed::Fed;
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
    /// Where seals are asked for, rows that come without a file are refused: see `take_feed_file` (feature `seal`).
    ///
    /// # Errors
    /// [`ReloadError::Feed`] where the feed cannot be read, or changes more than the guard lets it; `ReloadError::Seal` where seals
    /// are asked for. Nothing is taken of it then; the refusal is in [`Screener::health`].
    ///
    /// Cost: a walk over the subjects and record ids of the list for its first feed; then what the feeds change.
    pub fn take<'r>(
        &self,
        as_of: Date,
        rows: impl IntoIterator<Item = (Origin, &'r str)>,
    ) -> Result<FeedTaken, ReloadError> {
        self.lay(self.vouchers.take_rows().and_then(|()| self.lay_over(|layers| layers.take(as_of, rows))))
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
        self.lay(
            self.vouchers.take_rows().and_then(|()| self.lay_over(|layers| layers.read(as_of, name, feed))),
        )
    }

    /// The same of the feed in this file: the door for feeds where seals are asked for, since there it is taken only with the
    /// seal of a trusted key beside it. A late feed may have been sealed before one that was taken: what a row says gives way
    /// to what was said later, not a feed to another.
    ///
    /// # Errors
    /// As [`Self::take`]; `ReloadError::Seal` where the file is not sealed by whom it must be.
    #[cfg(feature = "compile")]
    pub fn take_feed_file(
        &self,
        as_of: Date,
        path: impl AsRef<std::path::Path>,
    ) -> Result<FeedTaken, ReloadError> {
        let path = path.as_ref();
        let name = path.display().to_string();
        self.lay(
            self.vouchers
                .read_feed(path)
                .and_then(|feed| self.lay_over(|layers| layers.read(as_of, &name, feed))),
        )
    }

    /// Notes how it went.
    fn lay(&self, taken: Result<FeedTaken, ReloadError>) -> Result<FeedTaken, ReloadError> {
        lock(&self.notes).note(FEED, taken.as_ref().map(drop));
        taken
    }

    fn lay_over(
        &self,
        take: impl FnOnce(&mut Layers) -> Result<Report, TakeError>,
    ) -> Result<FeedTaken, ReloadError> {
        let mut seen = lock(&self.seen);
        let before = self.list();
        let layers = match &mut seen.layers {
            Some(layers) => layers,
            none => {
                let layers = Layers::over(before.index()).map_err(TakeError::from)?;
                none.insert(layers.guard(self.guard.clone()))
            }
        };
        let report = take(layers)?;
        let list = before.taking(List::from_index(layers.index().clone()));
        let fed = Fed::between(before.index(), list.index()).map_err(TakeError::from)?;
        seen.fed.retain(|earlier| earlier.is_of(list.edition().as_of));
        seen.fed.push(fed);
        let edition = list.edition().stamp();
        self.list.store(Arc::new(list));
        Ok(FeedTaken { edition, report })
    }
}
