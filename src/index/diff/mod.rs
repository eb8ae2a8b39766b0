//! What changed between two lists? The subjects, with their records, that came, left or say something else.
//!
//! Both lists are walked once, in the order that both stand in ([`Subject::put_order`](crate::index::Subject)): a
//! subject that both have at the same place with the same records costs a comparison, and nothing is looked up. First
//! the listed, then those who answer for organisations, who change with the records that they share.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let list = |rows: &[&str]| -> Result<shixin::index::Index, Box<dyn std::error::Error>> {
//! #     let mut compiler = shixin::Compiler::new("2026-11-01".parse()?);
//! #     for row in rows { compiler.push(shixin::compile::Origin { source: "test".into(), line: 1 }, row); }
//! #     Ok(shixin::index::Index::open(compiler.finish()?.into_bytes())?)
//! # };
//! use shixin::index::Diff;
//! use shixin::index::diff::Kind;
//!
//! let old = list(&[r#"{"id":1,"iname":"张某示","cardNum":"1101051949****002X"}"#])?;
//! let new = list(&[r#"{"id":2,"iname":"王某例","cardNum":"4405241990****0173"}"#])?;
//! let changes: Vec<_> = Diff::new(&old, &new)?.collect::<Result<_, _>>()?;
//! let told = changes.iter().map(|change| (change.subject.subject().name.to_owned(), change.kind()));
//! assert_eq!(told.collect::<Vec<_>>(), [("张某示".into(), Kind::Removed), ("王某例".into(), Kind::Added)]);
//! # Ok(())
//! # }
//! ```

mod ledger;
mod merge;
mod summary;
mod turnover;

pub use ledger::Ledger;
pub use ledger::RecordChange;
pub use summary::Counts;
pub use summary::Summary;
pub use turnover::Turnover;

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::collections::VecDeque;

use serde::Serialize;

use crate::index::Error;
use crate::index::Filed;
use crate::index::Index;
use crate::index::SubjectId;
use crate::index::diff::merge::Numbered;
use crate::index::walk::Reader;
use crate::index::walk::Walk;
use crate::index::walk::Walked;

/// Goes through what changed from one list to another, in the order of the list.
///
/// Cost: one walk over the subjects and record ids of both lists; rows are decoded too, unless
/// [`by_keys`](Self::by_keys) says not to. Memory grows with the change only.
pub struct Diff<'a> {
    old: Side<'a>,
    new: Side<'a>,
    compares_rows: bool,
    /// Those who answer for organisations are being walked.
    is_second: bool,
    has_failed: bool,
    /// Records of the old list that left or changed, and of the new one that came or changed.
    touched: [BTreeMap<u32, Touched>; 2],
    ready: VecDeque<Change>,
}

/// One subject of which something changed.
#[derive(Debug, Clone)]
pub struct Change {
    /// Who: as the new list has it, as the old one where it is gone. Its record numbers are those of that list.
    pub subject: Filed,
    /// The subject's numbers in the old list. People without an identifier are a subject row by row, and those who answer
    /// for organisations one for each run of records, so that there may be several.
    pub before: Vec<SubjectId>,
    /// The same in the new list.
    pub after: Vec<SubjectId>,
    /// Which of its records came, left or changed.
    pub records: Vec<Touched>,
}

/// A record that came, left or says something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// The source's record id; "" where the row has none.
    pub record_id: String,
    /// Its number in the old list, if it is there.
    pub before: Option<u32>,
    /// Its number in the new list, if it is there.
    pub after: Option<u32>,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// It is in the new list only.
    Added,
    /// It is in the old list only.
    Removed,
    /// It is in both, and says something else.
    Changed,
}

impl Kind {
    /// The word for it in output for machines.
    pub const fn as_code(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }

    const fn of(is_before: bool, is_after: bool) -> Self {
        match (is_before, is_after) {
            (false, _) => Self::Added,
            (true, false) => Self::Removed,
            (true, true) => Self::Changed,
        }
    }
}

impl<'a> Diff<'a> {
    /// What changed from `old` to `new`, down to the rows.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] where a list is damaged in spite of its checksums.
    pub fn new(old: &'a Index, new: &'a Index) -> Result<Self, Error> {
        Ok(Self {
            old: Side::new(old)?,
            new: Side::new(new)?,
            compares_rows: true,
            is_second: false,
            has_failed: false,
            touched: [BTreeMap::new(), BTreeMap::new()],
            ready: VecDeque::new(),
        })
    }

    /// Compares subjects and record ids only, without decoding rows: several times as fast, and blind to a record of which
    /// neither name, identifier, sex nor class changed. No match comes or goes by such a change.
    #[must_use]
    pub fn by_keys(mut self) -> Self {
        self.compares_rows = false;
        self
    }

    /// The next groups of equal subjects, one from each side, or from the one that has it alone; `None` at the end.
    fn step(&mut self) -> Result<Option<()>, Error> {
        let order = match (&self.old.ahead, &self.new.ahead) {
            (None, None) => return Ok(None),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(old), Some(new)) => old.compare(new),
        };
        let before = if order.is_le() { self.old.group()? } else { Vec::new() };
        let after = if order.is_ge() { self.new.group()? } else { Vec::new() };
        let records = if self.is_second {
            self.shared_records(&before, &after)?
        } else {
            self.own_records(&before, &after)?
        };
        if let (false, Some(subject)) = (records.is_empty(), after.last().or(before.last())) {
            let numbers = |group: &[Walked]| group.iter().map(|one| one.id).collect();
            let subject = subject.filed.clone();
            self.ready.push_back(Change {
                subject,
                before: numbers(&before),
                after: numbers(&after),
                records,
            });
        }
        Ok(Some(()))
    }

    /// What changed among the records of a listed subject; noted for those who share them.
    fn own_records(&mut self, before: &[Walked], after: &[Walked]) -> Result<Vec<Touched>, Error> {
        let (left, came) = (self.old.records_of(before)?, self.new.records_of(after)?);
        let Self { old, new, compares_rows, touched: [gone, fresh], .. } = self;
        let rows = compares_rows.then_some(|left: &[Numbered], came: &[Numbered]| {
            Ok([old.rows_of(before, left)?, new.rows_of(after, came)?])
        });
        let touched = merge::merge(&left, &came, rows)?;
        for one in &touched {
            one.before.map(|record| gone.insert(record, one.clone()));
            one.after.map(|record| fresh.insert(record, one.clone()));
        }
        Ok(touched)
    }

    /// What changed among the records that one who answers for organisations shares. Who is in one list only comes or
    /// leaves with all of them.
    fn shared_records(&mut self, before: &[Walked], after: &[Walked]) -> Result<Vec<Touched>, Error> {
        if before.is_empty() || after.is_empty() {
            let (left, came) = (self.old.records_of(before)?, self.new.records_of(after)?);
            let left = left.into_iter().map(|(id, record)| Touched::new(id, Some(record), None));
            let came = came.into_iter().map(|(id, record)| Touched::new(id, None, Some(record)));
            return Ok(left.chain(came).collect());
        }
        let [gone, fresh] = &self.touched;
        let mut records = noted(before, gone);
        for one in noted(after, fresh) {
            if !records.contains(&one) {
                records.push(one);
            }
        }
        Ok(records)
    }

    /// The listed are through: those who answer for organisations come next.
    fn begin_second(&mut self) -> Result<(), Error> {
        self.is_second = true;
        self.old.begin(Walk::responsible(self.old.index)?)?;
        self.new.begin(Walk::responsible(self.new.index)?)
    }

    fn advance(&mut self) -> Result<Option<Change>, Error> {
        loop {
            if let Some(change) = self.ready.pop_front() {
                return Ok(Some(change));
            }
            match (self.step()?, self.is_second) {
                (Some(()), _) => {}
                (None, false) => self.begin_second()?,
                (None, true) => return Ok(None),
            }
        }
    }
}

impl Iterator for Diff<'_> {
    type Item = Result<Change, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_failed {
            return None;
        }
        let next = self.advance();
        self.has_failed = next.is_err();
        next.transpose()
    }
}

impl Change {
    /// What happened to the subject.
    pub const fn kind(&self) -> Kind {
        Kind::of(!self.before.is_empty(), !self.after.is_empty())
    }
}

/// What was noted of the records that these share.
fn noted(group: &[Walked], touched: &BTreeMap<u32, Touched>) -> Vec<Touched> {
    let ranges = group.iter().map(|one| one.filed.records.clone());
    ranges.flat_map(|range| touched.range(range)).map(|(_, one)| one.clone()).collect()
}

impl Touched {
    const fn new(record_id: String, before: Option<u32>, after: Option<u32>) -> Self {
        Self { record_id, before, after }
    }

    /// What happened to the record, as far as this subject goes.
    pub const fn kind(&self) -> Kind {
        Kind::of(self.before.is_some(), self.after.is_some())
    }
}

/// One of the two lists.
struct Side<'a> {
    index: &'a Index,
    walk: Walk<'a>,
    ahead: Option<Walked>,
    reader: Reader<'a>,
}

impl<'a> Side<'a> {
    fn new(index: &'a Index) -> Result<Self, Error> {
        let mut walk = Walk::listed(index)?;
        let ahead = walk.next()?;
        Ok(Self { index, walk, ahead, reader: Reader::new(index) })
    }

    fn begin(&mut self, walk: Walk<'a>) -> Result<(), Error> {
        self.walk = walk;
        self.ahead = self.walk.next()?;
        Ok(())
    }

    /// The next subject and those equal to it.
    fn group(&mut self) -> Result<Vec<Walked>, Error> {
        let mut group: Vec<Walked> = Vec::new();
        while let Some(next) = &self.ahead {
            if group.first().is_some_and(|first| first.compare(next) != Ordering::Equal) {
                break;
            }
            group.extend(self.ahead.take());
            self.ahead = self.walk.next()?;
        }
        Ok(group)
    }

    /// The rows of some records of a group.
    fn rows_of(&mut self, group: &[Walked], records: &[Numbered]) -> Result<Vec<String>, Error> {
        let Some(first) = group.first() else { return Ok(Vec::new()) };
        let subject = first.filed.subject();
        records.iter().map(|(_, record)| self.reader.row(*record, subject.name, subject.id)).collect()
    }

    /// Record id and number of each record, by record id.
    fn records_of(&mut self, group: &[Walked]) -> Result<Vec<Numbered>, Error> {
        let numbers = group.iter().flat_map(|one| one.filed.records.clone());
        numbers.map(|number| Ok((self.reader.record_id(number)?.to_owned(), number))).collect()
    }
}
