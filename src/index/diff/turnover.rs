//! Whom has the later list that the earlier one has not, and whom had the earlier one?

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::collections::VecDeque;

use crate::index::Error;
use crate::index::Filed;
use crate::index::Index;
use crate::index::diff::Kind;
use crate::index::walk::Differing;
use crate::index::walk::Walk;
use crate::index::walk::Walked;

/// Gives the subjects that only one of two lists has, each with what happened to it, [`Kind::Added`] or [`Kind::Removed`]: first
/// the listed, then those who answer for organisations. What a subject says counts, and not its records: one who has more of
/// them has neither come nor left, nor has somebody of whom there are two now that nothing tells apart.
///
/// Cost: a walk over the names of both lists, past most of which it goes by comparing bytes; no record is looked at. Where both
/// are one list with feeds laid over it, or one is that without them, only those are looked at of whom a feed changed anything.
pub struct Turnover<'a> {
    lists: [&'a Index; 2],
    pace: Pace<'a>,
    /// What was found and not given yet.
    ready: VecDeque<(Kind, Filed)>,
    /// Those who answer for organisations are being walked.
    is_second: bool,
    has_failed: bool,
}

/// How two lists are gone through.
enum Pace<'a> {
    /// Name by name.
    Names(Box<Differing<'a>>),
    /// Subject by subject; where the lists have one below them only those of it whom a layer hides.
    Subjects(Box<Pair<'a>>, Option<Vec<u32>>),
}

/// Two walks side by side.
struct Pair<'a> {
    walks: [Walk<'a>; 2],
    /// The next of either.
    ahead: [Option<Walked>; 2],
    /// The last one that both have: others that say the same are no news.
    last: Option<Walked>,
}

impl<'a> Turnover<'a> {
    /// Who came and who left from `old` to `new`.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] where a list is damaged in spite of its checksums.
    pub fn new(old: &'a Index, new: &'a Index) -> Result<Self, Error> {
        let lists = [old, new];
        let pace = if old.is_layered() || new.is_layered() {
            let among = hidden(old, new);
            Pace::Subjects(Pair::new(lists, among.as_deref(), false)?, among)
        } else {
            Pace::Names(Box::new(Differing::listed(old, new)?))
        };
        Ok(Self { lists, pace, ready: VecDeque::new(), is_second: false, has_failed: false })
    }

    fn advance(&mut self) -> Result<Option<(Kind, Filed)>, Error> {
        loop {
            if let Some(turned) = self.ready.pop_front() {
                return Ok(Some(turned));
            }
            let is_over = match &mut self.pace {
                Pace::Names(names) => match names.next()? {
                    Some(groups) => {
                        self.ready.extend(turned(groups));
                        false
                    }
                    None => true,
                },
                Pace::Subjects(pair, _) => {
                    let turned = pair.next()?;
                    let is_over = turned.is_none();
                    self.ready.extend(turned);
                    is_over
                }
            };
            if is_over {
                if self.is_second {
                    return Ok(None);
                }
                self.begin_second()?;
            }
        }
    }

    fn begin_second(&mut self) -> Result<(), Error> {
        self.is_second = true;
        let [old, new] = self.lists;
        match &mut self.pace {
            Pace::Names(names) => **names = Differing::responsible(old, new)?,
            Pace::Subjects(pair, among) => *pair = Pair::new(self.lists, among.as_deref(), true)?,
        }
        Ok(())
    }
}

impl Iterator for Turnover<'_> {
    type Item = Result<(Kind, Filed), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_failed {
            return None;
        }
        let next = self.advance();
        self.has_failed = next.is_err();
        next.transpose()
    }
}

impl<'a> Pair<'a> {
    fn new(lists: [&'a Index; 2], among: Option<&[u32]>, is_second: bool) -> Result<Box<Self>, Error> {
        let walk = |index: &'a Index| match (among, is_second) {
            (None, false) => Walk::listed(index),
            (None, true) => Walk::responsible(index),
            (Some(numbers), false) => Walk::listed_among(index, numbers),
            (Some(numbers), true) => Walk::responsible_among(index, numbers),
        };
        let [old, new] = lists;
        let mut walks = [walk(old)?, walk(new)?];
        let [of_old, of_new] = &mut walks;
        let ahead = [of_old.next()?, of_new.next()?];
        Ok(Box::new(Self { walks, ahead, last: None }))
    }

    fn next(&mut self) -> Result<Option<(Kind, Filed)>, Error> {
        loop {
            let order = match &self.ahead {
                [None, None] => return Ok(None),
                [Some(_), None] => Ordering::Less,
                [None, Some(_)] => Ordering::Greater,
                [Some(old), Some(new)] => old.compare(new),
            };
            let ([old, new], [of_old, of_new]) = (&mut self.ahead, &mut self.walks);
            let left = if order.is_le() { std::mem::replace(old, of_old.next()?) } else { None };
            let came = if order.is_ge() { std::mem::replace(new, of_new.next()?) } else { None };
            let (kind, one) = match (left, came) {
                (Some(left), None) => (Kind::Removed, left),
                (None, Some(came)) => (Kind::Added, came),
                (_, both) => {
                    self.last = both;
                    continue;
                }
            };
            if !self.last.as_ref().is_some_and(|last| last.compare(&one).is_eq()) {
                return Ok(Some((kind, one.filed)));
            }
        }
    }
}

/// Who of the bearers of a name is in one list only.
fn turned([old, new]: [Vec<Walked>; 2]) -> impl Iterator<Item = (Kind, Filed)> {
    let is_in = |others: &[Walked], one: &Walked| others.binary_search_by(|other| other.compare(one)).is_ok();
    let left: Vec<bool> = old.iter().map(|one| !is_in(&new, one)).collect();
    let came: Vec<bool> = new.iter().map(|one| !is_in(&old, one)).collect();
    let only = |all: Vec<Walked>, is_only: Vec<bool>, kind: Kind| {
        let pairs = all.into_iter().zip(is_only).filter(|(_, is_only)| *is_only);
        pairs.map(move |(one, _)| (kind, one.filed))
    };
    only(old, left, Kind::Removed).chain(only(new, came, Kind::Added))
}

/// The subjects of the list below both that either hides; `None` where the lists have none in common.
fn hidden(old: &Index, new: &Index) -> Option<Vec<u32>> {
    let below = |index: &Index| index.below().unwrap_or(index).edition().stamp();
    let hidden = [old, new].into_iter().flat_map(Index::hidden).copied();
    (below(old) == below(new)).then(|| hidden.collect::<BTreeSet<u32>>().into_iter().collect())
}
