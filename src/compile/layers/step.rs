//! What does a feed do to a list, before it is done? Which rows come to stand above, who is hidden for it.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::sync::Arc;

use crate::compile;
use crate::compile::Origin;
use crate::compile::Reject;
use crate::compile::RejectReason;
use crate::compile::Report;
use crate::compile::admit;
use crate::compile::admit::Admitted;
use crate::compile::layers::Layers;
use crate::compile::layers::TakeError;
use crate::compile::layers::hash;
use crate::compile::layers::moved::Moved;
use crate::compile::layers::standing::Standing;
use crate::compile::layers::standing::loose_of;
use crate::compile::layers::without::Without;
use crate::compile::settle;
use crate::compile::settle::Fate;
use crate::compile::settle::Place;
use crate::compile::settle::Settled;
use crate::compile::settle::Version;
use crate::compile::sort::Sorter;
use crate::date::Date;
use crate::index;
use crate::index::Said;
use crate::index::SubjectId;
use crate::record::Record;

/// What a feed does, before it is done.
pub(super) struct Step<'a> {
    layers: &'a Layers,
    as_of: Date,
    /// What is to be remembered of the records that the feed speaks of; `None` where their rows tell it.
    pub(super) said: BTreeMap<[u8; 16], Option<Said>>,
    pub(super) rows: Vec<Arc<Standing>>,
    pub(super) hidden: BTreeSet<u32>,
    pub(super) without: Without,
    pub(super) names: BTreeSet<String>,
    /// Listed subjects of the list that have to be pulled up.
    touched: Vec<SubjectId>,
    /// Records of the list that no longer stand.
    gone: BTreeSet<u32>,
    moved: Moved,
}

/// Where a version comes from.
enum From {
    Below(u32),
    Above(usize),
    Fed(usize),
    Past,
}

impl<'a> Step<'a> {
    pub(super) fn new(layers: &'a Layers, as_of: Date) -> Self {
        Self {
            layers,
            as_of,
            said: BTreeMap::new(),
            rows: layers.rows.clone(),
            hidden: layers.hidden.clone(),
            without: layers.without.clone(),
            names: BTreeSet::new(),
            touched: Vec::new(),
            gone: BTreeSet::new(),
            moved: Moved::default(),
        }
    }

    /// How many records the feed takes off, and how many it brings.
    pub(super) fn moved(&self) -> (u64, u64) {
        self.moved.counts()
    }

    /// Settles the rows of a feed with those that stand: which of them come, which others go.
    pub(super) fn settle(&mut self, fed: &[Arc<Standing>], report: &mut Report) -> Result<(), TakeError> {
        let (settled, versions) = self.settled(fed)?;
        let records: BTreeSet<[u8; 16]> = fed.iter().map(|row| row.record).collect();
        self.said.extend(records.into_iter().map(|record| (record, None)));
        self.said.extend(settled.past.iter().map(|said| (said.record, Some(said.clone()))));
        let (mut left, mut come) = (BTreeSet::new(), Vec::new());
        let mut texts: BTreeSet<([u8; 16], String)> = BTreeSet::new();
        for (place, (from, record, text)) in (0_u32..).zip(versions) {
            match (from, settled.fates.get(&place)) {
                (From::Below(record), Some(_)) => {
                    self.moved.leaves(self.admitted(text).map(Standing::of).as_deref());
                    self.gone.insert(record);
                }
                (From::Above(at), Some(_)) => {
                    self.moved.leaves(self.rows.get(at).map(Arc::as_ref));
                    left.insert(at);
                }
                (From::Fed(at), fate) => {
                    let Some(row) = fed.get(at) else { continue };
                    match fate {
                        Some(fate) => reject(report, row, fate, fed),
                        None if texts.insert((record, text)) => come.push(Arc::clone(row)),
                        None => report.count_repeats(1),
                    }
                }
                (From::Below(_) | From::Above(_), None) => drop(texts.insert((record, text))),
                (From::Past, _) => {}
            }
        }
        for at in left.iter().rev() {
            self.names.insert(self.rows.swap_remove(*at).loose());
        }
        for record in &self.gone {
            self.touched.push(self.layers.base.owner(*record)?);
        }
        come.into_iter().try_for_each(|row| self.arrive(row))?;
        let totals = &mut report.totals;
        totals.records = totals.rows.saturating_sub(totals.repeats).saturating_sub(totals.rejects);
        Ok(())
    }

    /// The fates of all versions of the records that the feed speaks of, and where each version comes from.
    fn settled(&self, fed: &[Arc<Standing>]) -> Result<(Settled, Vec<Known>), TakeError> {
        let mut versions = Sorter::default();
        let mut known: Vec<Known> = Vec::new();
        let mut place = |from: Known, (key, payload): ([u8; 20], Vec<u8>)| {
            known.push(from);
            versions.push(&key, &[&payload]).map_err(compile::Error::from)
        };
        let mut number = 0_u32;
        let mut at = |source: u32, line: u64| {
            let at = Place { source, line, place: number };
            number = number.saturating_add(1);
            at
        };
        let mut above: HashMap<[u8; 16], Vec<usize>> = HashMap::new();
        for (number, row) in self.rows.iter().enumerate() {
            above.entry(row.record).or_default().push(number);
        }
        let mut met = BTreeSet::new();
        for row in fed.iter().filter(|row| met.insert(row.record)) {
            let said = self.layers.said.get(&row.record);
            if let Some(said) = said.filter(|said| said.withdrawn) {
                place((From::Past, row.record, String::new()), Version::write_withdrawn(said, at(BELOW, 0)))?;
            }
            let said = said.filter(|said| !said.withdrawn);
            for (record, admitted) in self.below(row)? {
                let version = Version::write(&admitted, at(BELOW, 0), said);
                place((From::Below(record), row.record, admitted.row), version)?;
            }
            for number in above.get(&row.record).into_iter().flatten() {
                let Some(standing) = self.rows.get(*number) else { continue };
                let version = Version::write(&standing.ready.row, at(BELOW, 0), said);
                place((From::Above(*number), row.record, standing.ready.row.row.clone()), version)?;
            }
        }
        for (number, row) in fed.iter().enumerate() {
            let admitted = &row.ready.row;
            let line = u64::try_from(number).unwrap_or(u64::MAX);
            let version = Version::write(admitted, at(FED, line), None);
            place((From::Fed(number), row.record, admitted.row.clone()), version)?;
        }
        let merged = versions.merge().map_err(compile::Error::from)?;
        Ok((settle::settle(merged, self.as_of).map_err(compile::Error::from)?, known))
    }

    /// The rows of the list that are versions of the same record, and do not stand above already.
    fn below(&self, row: &Standing) -> Result<Vec<(u32, Admitted)>, index::Error> {
        let base = &self.layers.base;
        let records: Vec<u32> = if row.ready.row.record_id.is_empty() {
            let equal = base.equal(row.order(), &row.loose(), &row.ready.row.id)?;
            let subjects = equal.into_iter().map(|subject| base.subject(subject));
            let records = subjects.map(|filed| Ok(filed?.subject().records));
            records.collect::<Result<Vec<_>, index::Error>>()?.into_iter().flatten().collect()
        } else {
            let hash = hash(&row.ready.row.record_id);
            let numbers = &self.layers.numbers;
            let first = numbers.partition_point(|(other, _)| *other < hash);
            let same = numbers.iter().skip(first).take_while(|(other, _)| *other == hash);
            same.map(|(_, record)| *record).collect()
        };
        let mut found = Vec::new();
        for record in records {
            if self.hidden.contains(&base.owner(record)?.number()) {
                continue;
            }
            if let Some(admitted) = self.admitted(base.row(record)?)
                && settle::record(&admitted) == row.record
            {
                found.push((record, admitted));
            }
        }
        Ok(found)
    }

    /// A row that stood in the list, read again.
    fn admitted(&self, row: String) -> Option<Admitted> {
        let record = Record::read(&row);
        let origin = Origin { source: Arc::from("the list"), line: 0 };
        admit::admit(origin, row, &record, self.as_of).ok()
    }

    /// A row comes to stand above, and whoever in the list is the same subject with it.
    fn arrive(&mut self, row: Arc<Standing>) -> Result<(), index::Error> {
        let loose = row.loose();
        self.moved.comes(&row);
        self.touched.extend(self.layers.base.equal(row.order(), &loose, &row.ready.row.id)?);
        self.names.insert(loose);
        self.rows.push(row);
        Ok(())
    }

    /// Pulls up everybody whom the changes touch: the subjects themselves; who answers for them, since they share their
    /// records; and other organisations whose records those share.
    pub(super) fn pull(&mut self) -> Result<(), index::Error> {
        while let Some(subject) = self.touched.pop() {
            if self.hidden.insert(subject.number()) {
                self.pull_one(subject)?;
            }
        }
        Ok(())
    }

    fn pull_one(&mut self, subject: SubjectId) -> Result<(), index::Error> {
        let base = &self.layers.base;
        let filed = base.subject(subject)?;
        let told = filed.subject();
        self.without.count(&filed);
        self.names.insert(loose_of(told.name));
        let mut answering: BTreeSet<String> = BTreeSet::new();
        for record in told.records.clone() {
            // A row that cannot be admitted any more is not listed any more; the list below was made by another version.
            let Some(row) = self.admitted(base.row(record)?) else { continue };
            self.without.count_province(row.province.as_deref());
            answering.extend(row.responsible.iter().map(|one| loose_of(one.subject().name)));
            if !self.gone.contains(&record) {
                self.rows.push(Standing::of(row));
            }
        }
        for name in answering {
            for one in base.answering(&name)? {
                let shared = base.subject(one)?;
                let records = shared.subject().records;
                let overlaps = records.start < told.records.end && told.records.start < records.end;
                if overlaps && self.hidden.insert(one.number()) {
                    self.without.count(&shared);
                    for record in records {
                        self.touched.push(base.owner(record)?);
                    }
                }
            }
        }
        Ok(())
    }
}

/// A version of a record: where it comes from, of which record, and the row.
type Known = (From, [u8; 16], String);

/// Notes why a row of the feed does not stand.
fn reject(report: &mut Report, row: &Standing, fate: &Fate, fed: &[Arc<Standing>]) {
    let origin_of =
        |row: &Standing| Origin { source: Arc::clone(&row.ready.row.source), line: row.ready.row.line };
    let reason = match fate {
        Fate::Repeat => return report.count_repeats(1),
        Fate::Withdrawn => RejectReason::Withdrawn,
        Fate::Superseded { source, line } => {
            let later = usize::try_from(*line).ok().filter(|_| *source == FED).and_then(|at| fed.get(at));
            let below = || Origin { source: Arc::from("the list"), line: 0 };
            RejectReason::Superseded { by: later.map_or_else(below, |later| origin_of(later)) }
        }
    };
    report.reject(Reject { origin: origin_of(row), reason, row: row.ready.row.row.clone() });
}

/// Source of the rows that stand already.
const BELOW: u32 = 0;

/// Source of the feed's, whose lines are their places in it.
const FED: u32 = 1;
