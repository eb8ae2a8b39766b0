//! Take a feed in the time that the feed takes: what it changes is laid over the list, and the list stays as it is.
//!
//! The rows of a feed are settled with those that stand, as `settle` does it for a whole list. Every subject of whom
//! anything changes leaves the list below, and stands in a small list above it with all that there is of it; the census is
//! corrected name by name. So an answer from both is the answer that the list compiled anew would give.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::sync::Arc;

use twox_hash::XxHash3_64;

use crate::compile;
use crate::compile::Compiler;
use crate::compile::Origin;
use crate::compile::Reject;
use crate::compile::RejectReason;
use crate::compile::Report;
use crate::compile::admit;
use crate::compile::admit::Admitted;
use crate::compile::settle;
use crate::compile::settle::Fate;
use crate::compile::settle::Place;
use crate::compile::settle::Settled;
use crate::compile::settle::Version;
use crate::compile::sort::Sorter;
use crate::compile::take::Ready;
use crate::compile::take::Taken;
use crate::date::Date;
use crate::id::Subject as Class;
use crate::index;
use crate::index::Defect;
use crate::index::Edition;
use crate::index::Filed;
use crate::index::Index;
use crate::index::Recount;
use crate::index::Said;
use crate::index::SubjectId;
use crate::index::Totals;
use crate::name::Name;
use crate::policy::Guard;
use crate::policy::Implausible;
use crate::record::Record;

/// A list, and the feeds that were taken since it was compiled.
///
/// Made once for a list, at the cost of a walk over its subjects and record ids; then a feed costs what it changes, and what the
/// feeds before it changed. Now and then a list is compiled out of both ([`Compiler::take_list`] takes
/// [`index`](Self::index)), and the layers begin anew over that.
pub struct Layers {
    base: Index,
    /// The list with all that was taken.
    current: Index,
    guard: Guard,
    /// Records of the list by their ids' hashes.
    numbers: Vec<(u32, u32)>,
    recount: Recount,
    /// What was said of records beside what their rows tell.
    said: BTreeMap<[u8; 16], Said>,
    /// Rows that stand above.
    rows: Vec<Arc<Standing>>,
    /// Subjects of the list, listed or answering, who stand above or nowhere.
    hidden: BTreeSet<u32>,
    /// What the list counted of those.
    without: Without,
    /// Names of which bearers came or left.
    names: BTreeSet<String>,
    /// Rows taken, those that could not be listed, and those spoilt.
    taken: Totals,
}

/// A row that stands above the list.
struct Standing {
    ready: Ready,
    record: [u8; 16],
}

/// Counts of subjects that are hidden.
#[derive(Clone, Default)]
struct Without {
    totals: Totals,
    provinces: BTreeMap<String, u64>,
}

/// A feed was not taken; everything stays as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TakeError {
    /// The list is damaged.
    #[error("the feed was not taken: {0}")]
    Damaged(#[from] index::Error),
    /// The feed is broken, or nothing would be left.
    #[error("the feed was not taken: {0}")]
    Compile(#[from] compile::Error),
    /// What the feed would make of the list is implausible.
    #[error("the feed was not taken: {0}")]
    Implausible(#[from] Implausible),
    /// The feed cannot be read to its end.
    #[cfg(feature = "compile")]
    #[error("the feed was not taken: {0}")]
    Read(#[from] crate::record::ReadError),
}

impl Layers {
    /// Begins over a list, which is not layered itself.
    ///
    /// # Errors
    /// [`index::Error`] where the list is damaged in spite of its checksums.
    pub fn over(base: &Index) -> Result<Self, index::Error> {
        let mut numbers = Vec::new();
        base.each_record_id(|record, id| numbers.push((hash(id), record)))?;
        numbers.sort_unstable();
        Ok(Self {
            base: base.clone(),
            current: base.clone(),
            guard: Guard::default(),
            numbers,
            recount: Recount::of(base)?,
            said: base.past().map(|said| (said.record, said)).collect(),
            rows: Vec::new(),
            hidden: BTreeSet::new(),
            without: Without::default(),
            names: BTreeSet::new(),
            taken: Totals::default(),
        })
    }

    /// Sets how much one feed may change. Default: [`Guard::default`].
    #[must_use]
    pub fn guard(mut self, guard: Guard) -> Self {
        self.guard = guard;
        self
    }

    /// The list with all that was taken: to ask, or to compile a list out of. A clone of it costs little.
    pub fn index(&self) -> &Index {
        &self.current
    }

    /// How many rows stand above the list: when they are many, it is time to compile.
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// Takes the rows of a delta, after which the list is of the day `as_of`: what [`Compiler::take_list`] says of a delta
    /// holds here.
    ///
    /// # Errors
    /// [`TakeError`]; nothing was taken then.
    pub fn take<'r>(
        &mut self,
        as_of: Date,
        rows: impl IntoIterator<Item = (Origin, &'r str)>,
    ) -> Result<Report, TakeError> {
        let mut taken = Taken::default();
        for (origin, row) in rows {
            taken.take(&origin.source, origin.line, row.to_owned(), &Record::read(row), as_of);
        }
        self.take_all(as_of, taken)
    }

    /// Takes all rows of a feed, in whatever of the known forms it is. `name` stands in the report.
    ///
    /// # Errors
    /// [`TakeError`]; nothing was taken then.
    #[cfg(feature = "compile")]
    pub fn read(&mut self, as_of: Date, name: &str, feed: impl std::io::Read) -> Result<Report, TakeError> {
        let name: Arc<str> = name.into();
        let mut rows = crate::record::Rows::new(feed)?;
        let mut all = Taken::default();
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        compile::feed::read(&mut rows, (&name, as_of), threads, |taken| all.append(taken))?;
        if all.is_cut {
            return Err(compile::Error::Cut { feed: name, report: Box::new(all.report) }.into());
        }
        self.take_all(as_of, all)
    }

    fn take_all(&mut self, as_of: Date, taken: Taken) -> Result<Report, TakeError> {
        compile::refuse_rejects(&taken.report, taken.spoilt, compile::MOST_REJECTS)?;
        let Taken { rows, rejects, mut report, spoilt, .. } = taken;
        let unlisted = u64::try_from(rejects.len()).unwrap_or(u64::MAX);
        rejects.into_iter().for_each(|reject| report.reject(reject));
        let fed: Vec<Arc<Standing>> = rows.into_iter().map(Standing::new).collect();
        let mut step = Step::new(self, as_of);
        step.settle(&fed, &mut report)?;
        step.pull()?;
        let counts = Totals {
            rows: self.taken.rows.saturating_add(report.totals.rows),
            rejects: self.taken.rejects.saturating_add(unlisted),
            spoilt: self.taken.spoilt.saturating_add(spoilt),
            ..Totals::default()
        };
        let Step { said, rows, hidden, without, names, .. } = step;
        let above = self.compile(as_of, &rows)?;
        let edition = self.edition(as_of, above.as_ref(), (&without, &counts), &hidden);
        self.guard.admit(self.current.edition(), &edition)?;
        let remembered = merged(&self.said, &said);
        let past: Vec<Said> = remembered.cloned().collect();
        let hides: Vec<u32> = hidden.iter().copied().collect();
        let census = self.current.census().clone();
        let next = self.base.under(above.clone(), hides.clone(), (census, edition.clone(), &past))?;
        let census = self.recounted(&next, &names)?;
        self.current = self.base.under(above, hides, (census, edition, &past))?;
        (self.rows, self.hidden, self.without, self.taken) = (rows, hidden, without, counts);
        for (record, said) in said {
            match said {
                Some(said) => drop(self.said.insert(record, said)),
                None => drop(self.said.remove(&record)),
            }
        }
        self.names.extend(names);
        report.newest = self.current.edition().newest;
        Ok(report)
    }

    /// The rows that stand above, as a list; `None` where none does.
    fn compile(&self, as_of: Date, rows: &[Arc<Standing>]) -> Result<Option<Index>, compile::Error> {
        if rows.is_empty() {
            return Ok(None);
        }
        let mut compiler = Compiler::after(self.base.edition(), as_of);
        compiler.census = Some(self.current.census().clone());
        let source = compiler.source_number(&Arc::from("a layer"));
        for row in rows {
            compiler.report.totals.rows = compiler.report.totals.rows.saturating_add(1);
            compiler.keep(source, &row.ready, false)?;
        }
        Ok(Some(compiler.finish()?.index))
    }

    /// The edition of the list and what stands above it together.
    fn edition(
        &self,
        as_of: Date,
        above: Option<&Index>,
        (without, taken): (&Without, &Totals),
        hidden: &BTreeSet<u32>,
    ) -> Edition {
        let base = self.base.edition();
        let mut edition = base.under(above.map(Index::edition), hidden.iter().copied());
        edition.as_of = as_of;
        edition.newest = base.newest.max(above.and_then(|above| above.edition().newest));
        edition.provinces = provinces(base, without, above);
        let over = above.map(|above| above.edition().totals).unwrap_or_default();
        let total = |part: fn(&Totals) -> u64| {
            part(&base.totals).saturating_sub(part(&without.totals)).saturating_add(part(&over))
        };
        let records = total(|it| it.records);
        let rows = base.totals.rows.saturating_add(taken.rows);
        let rejects = base.totals.rejects.saturating_add(taken.rejects);
        edition.totals = Totals {
            rows,
            records,
            repeats: rows.saturating_sub(records).saturating_sub(rejects),
            rejects,
            subjects: total(|it| it.subjects),
            persons: total(|it| it.persons),
            organisations: total(|it| it.organisations),
            without_id: total(|it| it.without_id),
            responsible: total(|it| it.responsible),
            minors: total(|it| it.minors),
            born_later: total(|it| it.born_later),
            spoilt: base.totals.spoilt.saturating_add(taken.spoilt),
        };
        edition
    }

    /// The census once the bearers of these names are those of `next`.
    fn recounted(&mut self, next: &Index, names: &BTreeSet<String>) -> Result<index::Census, index::Error> {
        let of = |index: &Index, name: &str| -> Result<Vec<Filed>, index::Error> {
            Ok(index.named(name)?.into_iter().map(|(_, filed)| filed).collect())
        };
        let mut changed = Vec::new();
        for name in names {
            changed.push((of(&self.current, name)?, of(next, name)?));
        }
        changed.iter().for_each(|(before, after)| self.recount.replace(before, after));
        if let Some(census) = self.recount.census() {
            return Ok(census);
        }
        // So much was taken off that the samples no longer hold.
        self.recount = Recount::of(&self.base)?;
        for name in self.names.union(names) {
            self.recount.replace(&of(&self.base, name)?, &of(next, name)?);
        }
        Ok(self.recount.census().unwrap_or_else(|| self.current.census().clone()))
    }
}

/// Without the rows, which hold complete ids and third parties' text.
impl std::fmt::Debug for Layers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = f.debug_struct("Layers");
        out.field("edition", self.current.edition()).field("rows", &self.rows.len()).finish_non_exhaustive()
    }
}

/// What a feed does, before it is done.
struct Step<'a> {
    layers: &'a Layers,
    as_of: Date,
    /// What is to be remembered of the records that the feed speaks of; `None` where their rows tell it.
    said: BTreeMap<[u8; 16], Option<Said>>,
    rows: Vec<Arc<Standing>>,
    hidden: BTreeSet<u32>,
    without: Without,
    names: BTreeSet<String>,
    /// Listed subjects of the list that have to be pulled up.
    touched: Vec<SubjectId>,
    /// Records of the list that no longer stand.
    gone: BTreeSet<u32>,
}

/// Where a version comes from.
enum From {
    Below(u32),
    Above(usize),
    Fed(usize),
    Past,
}

impl<'a> Step<'a> {
    fn new(layers: &'a Layers, as_of: Date) -> Self {
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
        }
    }

    /// Settles the rows of a feed with those that stand: which of them come, which others go.
    fn settle(&mut self, fed: &[Arc<Standing>], report: &mut Report) -> Result<(), TakeError> {
        let (settled, versions) = self.settled(fed)?;
        let records: BTreeSet<[u8; 16]> = fed.iter().map(|row| row.record).collect();
        self.said.extend(records.into_iter().map(|record| (record, None)));
        self.said.extend(settled.past.iter().map(|said| (said.record, Some(said.clone()))));
        let (mut left, mut come) = (BTreeSet::new(), Vec::new());
        let mut texts: BTreeSet<([u8; 16], String)> = BTreeSet::new();
        for (place, (from, record, text)) in (0_u32..).zip(versions) {
            match (from, settled.fates.get(&place)) {
                (From::Below(record), Some(_)) => drop(self.gone.insert(record)),
                (From::Above(at), Some(_)) => drop(left.insert(at)),
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
        self.touched.extend(self.layers.base.equal(row.order(), &loose, &row.ready.row.id)?);
        self.names.insert(loose);
        self.rows.push(row);
        Ok(())
    }

    /// Pulls up everybody whom the changes touch: the subjects themselves; who answers for them, since they share their
    /// records; and other organisations whose records those share.
    fn pull(&mut self) -> Result<(), index::Error> {
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

impl Standing {
    fn new(ready: Ready) -> Arc<Self> {
        let record = settle::record(&ready.row);
        Arc::new(Self { ready, record })
    }

    fn of(row: Admitted) -> Arc<Self> {
        Self::new(Ready::of(row))
    }

    /// What sorts the subject.
    fn order(&self) -> &[u8] {
        let length = usize::try_from(self.ready.order).unwrap_or(usize::MAX);
        self.ready.key.get(..length).unwrap_or_default()
    }

    fn loose(&self) -> String {
        loose_of(&self.ready.row.name)
    }
}

impl Without {
    fn count(&mut self, filed: &Filed) {
        let subject = filed.subject();
        let records = u64::try_from(subject.records.len()).unwrap_or(u64::MAX);
        let totals = &mut self.totals;
        let add = |count: &mut u64, by: u64| *count = count.saturating_add(by);
        let is_listed = subject.role == crate::record::Role::Listed;
        let flagged = if is_listed { records } else { 1 };
        match subject.defect {
            Some(Defect::Minor) => add(&mut totals.minors, flagged),
            Some(Defect::BornLater) => add(&mut totals.born_later, flagged),
            None => {}
        }
        if !is_listed {
            return add(&mut totals.responsible, 1);
        }
        add(&mut totals.records, records);
        add(&mut totals.subjects, 1);
        add(&mut totals.without_id, u64::from(subject.ids().next().is_none()));
        match subject.class {
            Some(Class::Organisation) => add(&mut totals.organisations, 1),
            _ => add(&mut totals.persons, 1),
        }
    }

    fn count_province(&mut self, province: Option<&str>) {
        if let Some(province) = province {
            let records = self.provinces.entry(province.to_owned()).or_default();
            *records = records.saturating_add(1);
        }
    }
}

/// Records by province of the list and what stands above it.
fn provinces(base: &Edition, without: &Without, above: Option<&Index>) -> BTreeMap<String, u64> {
    let mut provinces = base.provinces.clone();
    for (province, records) in &without.provinces {
        if let Some(there) = provinces.get_mut(province) {
            *there = there.saturating_sub(*records);
        }
    }
    for (province, records) in above.into_iter().flat_map(|above| &above.edition().provinces) {
        let there = provinces.entry(province.clone()).or_default();
        *there = there.saturating_add(*records);
    }
    provinces.retain(|_, records| *records > 0);
    provinces
}

/// What is remembered once some of it has changed, by record.
fn merged<'s>(
    said: &'s BTreeMap<[u8; 16], Said>,
    changes: &'s BTreeMap<[u8; 16], Option<Said>>,
) -> impl Iterator<Item = &'s Said> {
    let unchanged = said.iter().filter(|(record, _)| !changes.contains_key(*record));
    let mut all: Vec<(&[u8; 16], &Said)> = unchanged.collect();
    all.extend(changes.iter().filter_map(|(record, said)| Some((record, said.as_ref()?))));
    all.sort_unstable_by_key(|(record, _)| **record);
    all.into_iter().map(|(_, said)| said)
}

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

/// A name as it is filed; "" where it cannot be read.
fn loose_of(name: &str) -> String {
    Name::read(name).map_or_else(|_| String::new(), |name| name.loose().to_owned())
}

/// Two records of one hash are told apart when their rows are read.
fn hash(record_id: &str) -> u32 {
    let hash = XxHash3_64::oneshot(record_id.as_bytes());
    u32::try_from(hash >> 32).unwrap_or_default()
}

/// Source of the rows that stand already.
const BELOW: u32 = 0;

/// Source of the feed's, whose lines are their places in it.
const FED: u32 = 1;
