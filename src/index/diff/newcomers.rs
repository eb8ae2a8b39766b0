//! Whom has the later list that the earlier one has not?

use std::cmp::Ordering;

use crate::index::Error;
use crate::index::Filed;
use crate::index::Index;
use crate::index::walk::Walk;
use crate::index::walk::Walked;

/// Gives the subjects of one list that another has not: first the listed, then those who answer for organisations. What a
/// subject says counts, and not its records: one who has more of them is no newcomer.
///
/// Cost: a walk over the subjects of both lists; no record is looked at. Memory is bounded.
pub struct Newcomers<'a> {
    lists: [&'a Index; 2],
    old: Walk<'a>,
    new: Walk<'a>,
    /// The next of the old list.
    ahead: Option<Walked>,
    /// Those who answer for organisations are being walked.
    is_second: bool,
    has_failed: bool,
}

impl<'a> Newcomers<'a> {
    /// Whom `new` has and `old` has not.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] where a list is damaged in spite of its checksums.
    pub fn new(old: &'a Index, new: &'a Index) -> Result<Self, Error> {
        let mut walk = Walk::listed(old)?;
        let ahead = walk.next()?;
        let lists = [old, new];
        Ok(Self { lists, old: walk, new: Walk::listed(new)?, ahead, is_second: false, has_failed: false })
    }

    fn advance(&mut self) -> Result<Option<Filed>, Error> {
        loop {
            let Some(new) = self.new.next()? else {
                if self.is_second {
                    return Ok(None);
                }
                self.begin_second()?;
                continue;
            };
            if !self.is_in_old(&new)? {
                return Ok(Some(new.filed));
            }
        }
    }

    /// Whether the old list has it, too; the old list's walk goes up to there.
    fn is_in_old(&mut self, new: &Walked) -> Result<bool, Error> {
        while let Some(old) = &self.ahead {
            match old.compare(new) {
                Ordering::Less => self.ahead = self.old.next()?,
                order => return Ok(order == Ordering::Equal),
            }
        }
        Ok(false)
    }

    fn begin_second(&mut self) -> Result<(), Error> {
        let [old, new] = self.lists;
        self.is_second = true;
        (self.old, self.new) = (Walk::responsible(old)?, Walk::responsible(new)?);
        self.ahead = self.old.next()?;
        Ok(())
    }
}

impl Iterator for Newcomers<'_> {
    type Item = Result<Filed, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_failed {
            return None;
        }
        let next = self.advance();
        self.has_failed = next.is_err();
        next.transpose()
    }
}
