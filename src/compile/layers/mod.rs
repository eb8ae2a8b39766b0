//! Take a feed in the time that the feed takes: what it changes is laid over the list, and the list stays as it is.
//!
//! The rows of a feed are settled with those that stand, as `settle` does it for a whole list. Every subject of whom
//! anything changes leaves the list below, and stands in a small list above it with all that there is of it; the census is
//! corrected name by name. So an answer from both is the answer that the list compiled anew would give, λ included.
//!
//! But for one thing: somebody who answers for several organisations is one subject, and one match, for each run of
//! neighbouring records, and where one of these organisations stands above they are no neighbours. There such a match comes as two with
//! the same records, and counts of people (answering, or too common to be told apart) are that much higher.

mod moved;
mod standing;
mod step;
mod without;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use twox_hash::XxHash3_64;

use crate::compile;
use crate::compile::Compiler;
use crate::compile::Origin;
use crate::compile::Report;
use crate::compile::take::Taken;
use crate::date::Date;
use crate::index;
use crate::index::Edition;
use crate::index::Filed;
use crate::index::Index;
use crate::index::Recount;
use crate::index::Said;
use crate::index::Totals;
use crate::policy::Guard;
use crate::policy::Implausible;
use crate::record::Record;

use standing::Standing;
use step::Step;
use without::Without;

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
        if rows.is_empty() && unlisted > 0 {
            return Err(compile::Error::Useless { feed: "the feed".into(), report: Box::new(report) }.into());
        }
        let fed: Vec<Arc<Standing>> = rows.into_iter().map(Standing::new).collect();
        let mut step = Step::new(self, as_of);
        step.settle(&fed, &mut report)?;
        let (gone, new) = step.moved();
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
        self.guard.admit_delta(self.current.edition(), &edition)?;
        self.guard.admit_moved(self.current.edition().totals.records, gone, new)?;
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
        let mut edition = base.under(as_of, above.map(Index::edition), hidden.iter().copied());
        edition.newest = base.newest.max(above.and_then(|above| above.edition().newest));
        edition.provinces = without::provinces(base, without, above);
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

/// Two records of one hash are told apart when their rows are read.
fn hash(record_id: &str) -> u32 {
    let hash = XxHash3_64::oneshot(record_id.as_bytes());
    u32::try_from(hash >> 32).unwrap_or_default()
}
