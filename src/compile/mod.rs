//! Make a list of these rows: published rows in, one verified file out, every row accounted for.
//!
//! To update a list, its own rows are taken first (`base`). The way down: each row is read ([`crate::record`]) and admitted or rejected (`admit`), on several threads (`feed`);
//! rows are sorted, with spill files where memory is bounded (`sort`); feeds' corrections and withdrawals are settled
//! (`settle`); subjects are laid out (`lay`); the file is opened as any reader would open it; then, with the feature
//! `compile`, published atomically (`publish`).

mod admit;
mod base;
mod defect;
mod documents;
#[cfg(test)]
#[cfg(feature = "compile")]
mod failures;
#[cfg(feature = "compile")]
mod feed;
mod lay;
mod layers;
mod provinces;
#[cfg(feature = "compile")]
mod publish;
mod report;
mod responsible;
mod sample;
mod settle;
mod sort;
#[cfg(feature = "compile")]
mod spill;
mod take;

#[cfg(feature = "compile")]
pub use crate::disk::Publication;
pub use layers::Layers;
pub use layers::TakeError;
#[cfg(feature = "compile")]
pub use publish::PublishError;
pub use report::Origin;
pub use report::Reject;
pub use report::RejectReason;
pub use report::Report;

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::sync::Arc;

use crate::date::Date;
#[cfg(feature = "compile")]
use crate::disk::Disk;
#[cfg(feature = "compile")]
use crate::disk::System;
use crate::index;
use crate::index::BuildError;
use crate::index::Census;
use crate::index::Edition;
use crate::index::Index;
use crate::index::Said;
use crate::index::Totals;
#[cfg(feature = "compile")]
use crate::record::ReadError;
use crate::record::Record;
#[cfg(feature = "compile")]
use crate::record::Rows;

use provinces::Provinces;
use sample::Sample;
use sample::Sampled;
use settle::Place;
use settle::Version;
use sort::Sorter;
use take::Ready;
use take::Taken;

/// Takes published rows and makes a list of them. Holds all of them in memory until it is done, unless it may spill.
///
/// The same rows, in whatever order, with the same settings make the same bytes; only a feed's corrections of one
/// record that carry no time, or the same time, are taken in the order in which they come.
pub struct Compiler {
    as_of: Date,
    source: String,
    population: u64,
    organisations: u64,
    most_rejects: f64,
    /// Rows that were rejected as they came, or have lost bytes.
    spoilt: u64,
    /// A feed that ended inside a row or the container of its rows.
    cut: Option<Arc<str>>,
    /// A list's rows were taken, and what comes is a delta to them.
    is_update: bool,
    /// Rows of the list itself that were rejected when they were taken again.
    rejected_again: u64,
    /// A feed of an update of which no row could be used.
    useless: Option<Arc<str>>,
    allow_cut: bool,
    /// By subject.
    rows: Sorter,
    /// By record.
    versions: Sorter,
    /// Those who answer for organisations, by what sorts them; filled while rows are laid out.
    panel: Sorter,
    sample: Sample,
    provinces: Provinces,
    sources: Vec<Arc<str>>,
    /// What the list that is updated counted, and how many of its rows were taken.
    carried: Totals,
    /// What is known of its records beside their rows.
    said: HashMap<[u8; 16], Said>,
    /// Of the list that this one will be a part of.
    census: Option<Census>,
    /// Rows admitted so far.
    places: u32,
    /// Threads that read rows.
    threads: usize,
    /// Rows could not be kept.
    fault: Option<io::Error>,
    report: Report,
}

/// A list that was compiled, opened again and found whole.
pub struct Compiled {
    index: Index,
    report: Report,
}

/// No list could be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The rows do not fit into one file.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// Rows could not be kept while they were sorted: a full disk, most often.
    #[error("the rows could not be sorted, nothing was published: {0}")]
    Spill(io::Error),
    /// What was written does not open: a fault of this crate, and nothing is published.
    #[error("the list that was just compiled does not open, nothing was published: {0}")]
    ReadBack(#[from] index::Error),
    /// Too many rows are spoilt: the feed is broken, and its list would clear whom it should stop.
    #[error(
        "{spoilt} of {} rows cannot be read, name nobody or have lost bytes, more than {limit:.0} %: a list of the \
         rest would clear whom it should stop; see the rejects for why, and allow more if it is meant",
        .report.totals.rows
    )]
    MostlyRejects {
        /// Rows that cannot be read, by which nobody could be found, or that hold bytes which are no text.
        spoilt: u64,
        /// The largest share allowed, in per cent.
        limit: f64,
        /// What became of every row.
        report: Box<Report>,
    },
    /// A feed ended inside a row, or the array or envelope that holds its rows: the rest is missing, and would be cleared.
    #[error(
        "{feed} ends inside a row, or the array or envelope that holds its rows, so that some are missing, and whoever they name \
         would be cleared: fetch it again, or allow it if it is meant"
    )]
    Cut {
        /// Its name.
        feed: Arc<str>,
        /// What became of every row.
        report: Box<Report>,
    },
    /// No row of a delta could be used: it is no feed, and the day must not move on for it.
    #[error(
        "no row of {feed} can be read and names somebody: it is no delta, and the list would only seem to be of a later day; see \
         the rejects for why, and allow more if it is meant"
    )]
    Useless {
        /// The feed's name.
        feed: Arc<str>,
        /// What became of every row.
        report: Box<Report>,
    },
    /// Fewer people or organisations than the list itself has: lookalikes reckoned among them would block everybody.
    #[error(
        "the population is set to {population} people and {organisations} organisations, and the list alone has {persons} \
         and {listed_organisations}: state how many live, and are registered, in the whole country"
    )]
    Population {
        /// People as set.
        population: u64,
        /// Organisations as set.
        organisations: u64,
        /// Persons in the list.
        persons: u64,
        /// Organisations in the list.
        listed_organisations: u64,
    },
    /// No row was admitted: an empty list would clear everybody.
    #[error(
        "none of {} rows stands in the list, and an empty list would clear everybody: see the rejects for why",
        .report.totals.rows
    )]
    Empty {
        /// What became of every row.
        report: Box<Report>,
    },
}

impl Error {
    /// What became of every row, where it was the rows that no list could be made of.
    pub fn report(&self) -> Option<&Report> {
        match self {
            Self::MostlyRejects { report, .. }
            | Self::Cut { report, .. }
            | Self::Useless { report, .. }
            | Self::Empty { report } => Some(report),
            Self::Build(_) | Self::Spill(_) | Self::ReadBack(_) | Self::Population { .. } => None,
        }
    }
}

impl Compiler {
    /// A compiler of the state of the list on the day `as_of` (Beijing time).
    pub fn new(as_of: Date) -> Self {
        Self {
            as_of,
            source: String::new(),
            population: POPULATION,
            organisations: ORGANISATIONS,
            most_rejects: MOST_REJECTS,
            spoilt: 0,
            cut: None,
            is_update: false,
            rejected_again: 0,
            useless: None,
            allow_cut: false,
            rows: Sorter::default(),
            versions: Sorter::default(),
            panel: Sorter::default(),
            sample: Sample::default(),
            provinces: Provinces::default(),
            sources: Vec::new(),
            carried: Totals::default(),
            said: HashMap::new(),
            census: None,
            places: 0,
            threads: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            fault: None,
            report: Report::default(),
        }
    }

    /// Says where the rows come from; kept in the edition. Default: nothing.
    #[must_use]
    pub fn source(mut self, source: impl Into<String>) -> Self {
        self.source = source.into();
        self
    }

    /// Sets how many living people lookalikes are reckoned among. Default 1 410 000 000 (mainland China, end of 2023).
    #[must_use]
    pub fn population(mut self, people: u64) -> Self {
        self.population = people;
        self
    }

    /// Sets how many registered organisations lookalikes are reckoned among. Default 180 000 000.
    #[must_use]
    pub fn organisations(mut self, organisations: u64) -> Self {
        self.organisations = organisations;
        self
    }

    /// Sets the largest share of rows that may be unreadable or have lost bytes, from 0 to 1, of a hundred rows or more. Default 0.1; what a
    /// feed withdraws or corrects does not count, nor do the rows of a list that is updated. Below 1, a feed of an update must
    /// have a row that can be used, however few there are.
    #[must_use]
    pub fn most_rejects(mut self, share: f64) -> Self {
        self.most_rejects = share;
        self
    }

    /// Says whether a feed may end inside a row, or the array or envelope that it is in. Default no. A feed of lines that ends
    /// between two of them cannot be told from a whole one.
    #[must_use]
    pub fn allow_cut(mut self, allow: bool) -> Self {
        self.allow_cut = allow;
        self
    }

    /// Bounds the memory in which rows wait to be sorted: beyond `bytes` of them (64 KiB at least) they are spilled into files in `folder`,
    /// which have no name and vanish with the process, and take as much room as the rows. Without it nothing is spilled.
    #[cfg(feature = "compile")]
    #[must_use]
    pub fn spill_into(self, folder: &std::path::Path, bytes: usize) -> Self {
        self.spill_onto(&(Arc::new(System) as Arc<dyn Disk>), folder, bytes)
    }

    #[cfg(feature = "compile")]
    fn spill_onto(mut self, disk: &Arc<dyn Disk>, folder: &std::path::Path, bytes: usize) -> Self {
        self.rows = Sorter::spilling(disk, folder, bytes.saturating_mul(7) / 8);
        self.versions = Sorter::spilling(disk, folder, bytes / 8);
        self.panel = Sorter::spilling(disk, folder, bytes / 8);
        self
    }

    /// Sets on how many threads rows are read. Default: as many as there are processors. The result is the same.
    #[cfg(feature = "compile")]
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads.max(1);
        self
    }

    /// A compiler of what the list of this edition becomes by the day `as_of`: with its source and populations. The list's
    /// rows are taken by [`take_list`](Self::take_list), then what is new.
    pub fn after(edition: &Edition, as_of: Date) -> Self {
        let Edition { source, population, organisations, .. } = edition;
        Self::new(as_of).source(source.clone()).population(*population).organisations(*organisations)
    }

    /// Takes all rows of a list, to which the rows that are pushed or read afterwards are a delta: they add records, and those
    /// of an official feed, or that state an update time, a validity or a delete flag, correct or withdraw those of their number. What
    /// was withdrawn before is remembered for 400 days: a row that comes late does not bring it back.
    ///
    /// The list that is made is the same, byte for byte, as if everything that the list was ever compiled and updated from had
    /// been compiled at once with what comes afterwards.
    ///
    /// # Errors
    /// [`index::Error`] where the list is damaged in spite of its checksums; no list must be made then.
    ///
    /// Cost: every row of the list is decoded and read again.
    pub fn take_list(&mut self, base: &Index) -> Result<(), index::Error> {
        let name: Arc<str> = format!("the list of {}", base.edition().as_of).into();
        let source = self.source_number(&name);
        let rejected_before = self.report.totals.rejects;
        self.is_update = true;
        self.said = base.past().filter(|said| !said.withdrawn).map(|said| (said.record, said)).collect();
        let Totals { rows, records, rejects, spoilt, .. } = base.edition().totals;
        self.carried = Totals { rows, records, rejects, spoilt, ..Totals::default() };
        let (as_of, threads) = (self.as_of, self.threads);
        base::read(base, (&name, as_of), threads, &mut |taken| {
            self.collect_knowing(source, taken, true);
        })?;
        let again = self.report.totals.rejects.saturating_sub(rejected_before);
        self.rejected_again = self.rejected_again.saturating_add(again);
        for said in base.past().filter(|said| said.withdrawn) {
            if let Err(fault) = self.keep_withdrawn(&said, source) {
                self.fault.get_or_insert(fault);
            }
        }
        Ok(())
    }

    fn keep_withdrawn(&mut self, said: &Said, source: u32) -> io::Result<()> {
        let place = self.next_place()?;
        let (version, payload) = Version::write_withdrawn(said, Place { source, line: 0, place });
        self.versions.push(&version, &[&payload])
    }

    /// Takes one published row, a JSON object. `origin` tells a reject where it stood.
    pub fn push(&mut self, origin: Origin, row: &str) {
        let mut taken = Taken::default();
        taken.take(&origin.source, origin.line, row.to_owned(), &Record::read(row), self.as_of);
        let source = self.source_number(&origin.source);
        self.collect(source, taken);
    }

    /// Takes all rows of a feed, in whatever of the known forms it is. `name` stands in rejects and report.
    ///
    /// # Errors
    /// [`ReadError`] where the stream itself cannot be read to its end; a list of half a feed must not be made.
    #[cfg(feature = "compile")]
    pub fn read(&mut self, name: &str, feed: impl std::io::Read) -> Result<(), ReadError> {
        let name: Arc<str> = name.into();
        let mut rows = Rows::new(feed)?;
        let mut cut = false;
        let source = self.source_number(&name);
        let (threads, before) = (self.threads, self.report.totals);
        feed::read(&mut rows, (&name, self.as_of), threads, |taken| {
            cut |= taken.is_cut;
            self.collect(source, taken);
        })?;
        if cut {
            self.cut = Some(Arc::clone(&name));
        }
        let Totals { rows: read, rejects, .. } = self.report.totals;
        let read = read.saturating_sub(before.rows);
        if read > 0 && rejects.saturating_sub(before.rejects) >= read {
            self.useless.get_or_insert_with(|| Arc::clone(&name));
        }
        self.report.note_form(&name, &rows.form());
        if let Some(envelope) = rows.envelope() {
            self.report.note_envelope(envelope);
        }
        Ok(())
    }

    /// Settles, sorts and lays out what was taken, and opens the result as any reader would.
    ///
    /// # Errors
    /// [`Error`], each as it says; there is no list then.
    pub fn finish(self) -> Result<Compiled, Error> {
        self.finish_with(|_, _| {})
    }

    /// As [`Self::finish`], and tells `progress` how many rows of how many were laid out so far.
    ///
    /// # Errors
    /// As [`Self::finish`].
    pub fn finish_with(mut self, mut progress: impl FnMut(u64, u64)) -> Result<Compiled, Error> {
        self.refuse_broken_feeds()?;
        if let Some(fault) = self.fault {
            return Err(Error::Spill(fault));
        }
        let mut settled = settle::settle(self.versions.merge()?, self.as_of)?;
        self.report.shared_numbers = settled.shared_numbers;
        self.report.totals.rows = self.report.totals.rows.saturating_add(self.carried.records);
        let (mut rows, of) = (self.rows.merge()?, u64::from(self.places));
        if !settled.fates.is_empty() {
            self.sample = lay::sample(&mut rows, &settled)?;
        }
        let past = std::mem::take(&mut settled.past);
        let known = lay::Known { settled: &settled, sample: &self.sample, sources: &self.sources };
        let report = &mut self.report;
        let provinces = &mut self.provinces;
        let progress = |number| progress(number, of);
        let (builder, newest) = lay::lay(rows, self.panel, &known, (report, provinces), progress)?;
        self.report.totals.spoilt = self.spoilt;
        let totals = totals(&self.report, &self.carried);
        if builder.is_empty() {
            return Err(Error::Empty { report: Box::new(self.report) });
        }
        let mut edition = Edition::new(self.as_of, self.source, newest, self.population, self.organisations);
        edition.provinces = self.provinces.finish();
        let index = Index::open(builder.with_past(past).with_census(self.census).finish(edition, totals)?)?;
        refuse_small_population(index.edition())?;
        let Totals { rows, repeats, rejects, spoilt, .. } = self.report.totals;
        self.report.totals = Totals { rows, repeats, rejects, spoilt, ..index.edition().totals };
        self.report.newest = newest;
        Ok(Compiled { index, report: self.report })
    }

    /// Before anything is settled: what is known to be missing or spoilt must not become a list.
    fn refuse_broken_feeds(&mut self) -> Result<(), Error> {
        if let Some(feed) = self.cut.take().filter(|_| !self.allow_cut) {
            return Err(Error::Cut { feed, report: Box::new(std::mem::take(&mut self.report)) });
        }
        if self.is_update && self.most_rejects < 1.0 {
            let Totals { rows, rejects, .. } = self.report.totals;
            let is_useless = rows > 0 && rejects.saturating_sub(self.rejected_again) >= rows;
            let all = || is_useless.then(|| Arc::from("the feed"));
            if let Some(feed) = self.useless.take().or_else(all) {
                return Err(Error::Useless { feed, report: Box::new(std::mem::take(&mut self.report)) });
            }
        }
        refuse_rejects(&self.report, self.spoilt, self.most_rejects)
    }

    fn source_number(&mut self, source: &Arc<str>) -> u32 {
        let known = self.sources.iter().rposition(|known| known == source);
        let number = known.unwrap_or_else(|| {
            self.sources.push(Arc::clone(source));
            self.sources.len().saturating_sub(1)
        });
        u32::try_from(number).unwrap_or(u32::MAX)
    }

    /// Keeps what was taken, to be sorted.
    fn collect(&mut self, source: u32, taken: Taken) {
        self.collect_knowing(source, taken, false);
    }

    /// The same; of rows that stood in a list it `is_known` what was said of their records.
    fn collect_knowing(&mut self, source: u32, taken: Taken, is_known: bool) {
        self.spoilt = self.spoilt.saturating_add(taken.spoilt);
        self.report.add(taken.report);
        taken.rejects.into_iter().for_each(|reject| self.report.reject(reject));
        for ready in taken.rows {
            if let Err(error) = self.keep(source, &ready, is_known) {
                self.fault.get_or_insert(error);
            }
        }
    }

    fn keep(&mut self, source: u32, ready: &Ready, is_known: bool) -> io::Result<()> {
        let Ready { row, key, order } = ready;
        let place = self.next_place()?;
        let said = if is_known && !self.said.is_empty() { self.said.get(&settle::record(row)) } else { None };
        let (version, payload) = Version::write(row, Place { source, line: row.line, place }, said);
        self.versions.push(&version, &[&payload])?;
        let province = self.provinces.number_of(row.province.as_deref());
        let tail = lay::tail(row, [place, source, *order, province]);
        self.rows.push(key, &[row.row.as_bytes(), &lay::panel(row), &tail])?;
        self.sample.offer(&row.row, || Sampled {
            name: row.name.clone(),
            id: row.id.clone(),
            record: row.record_id.clone(),
            row: row.row.clone(),
        });
        Ok(())
    }

    fn next_place(&mut self) -> io::Result<u32> {
        let place = self.places;
        self.places =
            place.checked_add(1).ok_or_else(|| io::Error::other("more rows than a list can hold"))?;
        Ok(place)
    }
}

/// Of a hundred rows or more no larger share may be spoilt.
fn refuse_rejects(report: &Report, spoilt: u64, most: f64) -> Result<(), Error> {
    #[expect(clippy::cast_precision_loss, clippy::as_conversions, reason = "a share needs no 53rd bit")]
    let is_too_much = |rows: u64| spoilt as f64 > most * rows as f64;
    let rows = report.totals.rows;
    if rows >= FEWEST_ROWS && report.totals.rejects < rows && is_too_much(rows) {
        let limit = most * 100.0;
        return Err(Error::MostlyRejects { spoilt, limit, report: Box::new(report.clone()) });
    }
    Ok(())
}

/// What the edition tells of all rows that ever came: the list's that is updated, and these. The same whatever came with
/// which update.
fn totals(report: &Report, carried: &Totals) -> Totals {
    let Totals { rows, repeats, rejects, spoilt, .. } = report.totals;
    let records = rows.saturating_sub(repeats).saturating_sub(rejects);
    let rows = carried.rows.saturating_add(rows).saturating_sub(carried.records);
    let unlisted = report.rejects.iter().filter(|reject| reject.reason.is_of_the_row_itself()).count();
    let rejects = carried.rejects.saturating_add(u64::try_from(unlisted).unwrap_or(u64::MAX));
    let repeats = rows.saturating_sub(records).saturating_sub(rejects);
    Totals { rows, repeats, rejects, spoilt: carried.spoilt.saturating_add(spoilt), ..Totals::default() }
}

/// Whoever is listed lives among the population.
fn refuse_small_population(edition: &Edition) -> Result<(), Error> {
    let Edition { population, organisations, .. } = *edition;
    let Totals { persons, responsible, organisations: listed_organisations, .. } = edition.totals;
    let persons = persons.saturating_add(responsible).max(1);
    if population >= persons && organisations >= listed_organisations.max(1) {
        return Ok(());
    }
    Err(Error::Population { population, organisations, persons, listed_organisations })
}

impl Compiled {
    /// What became of every row.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Which state of the list this is.
    pub fn edition(&self) -> &Edition {
        self.index.edition()
    }

    /// The list, opened, to publish into a [`ListFolder`](crate::ListFolder).
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The file's bytes.
    pub fn as_bytes(&self) -> &[u8] {
        self.index.as_bytes()
    }

    /// The file's bytes, to open with [`crate::List::from_bytes`].
    pub fn into_bytes(self) -> Vec<u8> {
        self.index.into_bytes()
    }

    /// Writes the list to `path` so that at any crash the old file or the new one is there, never half of one.
    ///
    /// # Errors
    /// [`PublishError`]: nothing was published, and what was there before is untouched.
    #[cfg(feature = "compile")]
    pub fn publish(&self, path: &std::path::Path) -> Result<Publication, PublishError> {
        publish::publish(&System, &self.index, path)
    }
}

/// Without the rows, which hold complete ids and third parties' text.
impl fmt::Debug for Compiler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Compiler");
        out.field("as_of", &self.as_of).field("source", &self.source);
        out.field("admitted", &self.places).field("totals", &self.report.totals).finish_non_exhaustive()
    }
}

/// Without the bytes, which hold the rows.
impl fmt::Debug for Compiled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Compiled");
        out.field("edition", self.edition()).field("report", &self.report).finish_non_exhaustive()
    }
}

/// Mainland China at the end of 2023: 1 409.67 million (National Bureau of Statistics).
const POPULATION: u64 = 1_410_000_000;

/// Of fewer rows a share says nothing.
const FEWEST_ROWS: u64 = 100;

/// One row in ten: mirrors drop some, a feed in another form drops nearly all.
const MOST_REJECTS: f64 = 0.1;

/// Registered market entities, sole proprietors included, at the end of 2023: about 180 million (State Administration for
/// Market Regulation).
const ORGANISATIONS: u64 = 180_000_000;
