//! Did the office act on the list? What the trail says of a period: answers by use, department and day; what people decided
//! otherwise; what relief did, and how soon; how old the list was.

mod chart;
mod page;
mod scope;
pub mod text;
mod words;

pub use page::Page;
pub use scope::Scope;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;

use serde::Serialize;

use crate::audit::Deed;
use crate::audit::Entry;
use crate::audit::Error;
use crate::audit::Lifted;
use crate::audit::Moment;
use crate::audit::Recorded;
use crate::audit::State;
use crate::audit::Verification;
use crate::audit::entries;
use crate::audit::interception;
use crate::audit::verify;
use crate::date::Date;

/// What a trail says of a period.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The period and what was asked of the trail.
    pub scope: Scope,
    /// Whether the trail is as it was written.
    pub trail: Standing,
    /// All answers.
    pub total: Count,
    /// By use, most asked first.
    pub by_use: Vec<Line>,
    /// By department, most asking first; "" for none named.
    pub by_department: Vec<Line>,
    /// By day, in order; days without an answer are left out.
    pub by_day: Vec<Line>,
    /// Why no answer was given, most frequent first.
    pub errors: Vec<(String, u64)>,
    /// What people decided otherwise.
    pub overrides: Vec<Overridden>,
    /// What relief did, by kind and cause.
    pub reliefs: Vec<ReliefCount>,
    /// Days between an edition and the answers it gave.
    pub edition_age: Spread,
    /// How many answers an edition of each age gave.
    pub by_edition_age: BTreeMap<i64, u64>,
    /// For each withdrawal the first answer that honoured it, in the order of their delay, the longest first.
    pub withdrawals: Vec<Honoured>,
    /// Hours between the beginning of the day on which a withdrawal was signed and that answer.
    pub withdrawal_hours: Spread,
    /// Uses of the catalogue for which nobody asked.
    pub never_asked: Vec<String>,
    /// How many uses the catalogue has.
    pub uses: u64,
    /// Interceptions by what became of their report.
    pub feedback: BTreeMap<String, u64>,
    /// Answers that were given and not recorded.
    pub unrecorded: u64,
}

/// Whether the trail is as it was written, and how far that is known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Standing {
    /// How many entries it has.
    pub entries: u64,
    /// How many of them were purged.
    pub purged: u64,
    /// How many at the end no checkpoint was signed for.
    pub unsigned: u64,
    /// How many no checkpoint covered when a writer opened the trail, and were signed for then: what a crash left, or somebody's.
    pub adopted: u64,
    /// Whether nothing was found to be other than it was written.
    pub is_whole: bool,
    /// Whether that rests on a key from outside of the trail.
    pub is_trusted: bool,
    /// Whether a checkpoint from outside of the trail fits it: what was written before that is as it was then, whatever the key.
    pub is_anchored: bool,
    /// How many checkpoints fit it.
    pub checkpoints: u64,
    /// What was found.
    pub faults: Vec<String>,
    /// The root of all entries, in hexadecimal.
    pub root: String,
}

/// Answers by outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// All.
    pub checks: u64,
    /// Stopped.
    pub block: u64,
    /// For a person to decide.
    pub refer: u64,
    /// Let pass.
    pub clear: u64,
    /// No answer.
    pub error: u64,
}

/// Answers under one heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The use, the department or the day.
    pub of: String,
    /// Its answers.
    #[serde(flatten)]
    pub count: Count,
}

/// Something that a person decided otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Overridden {
    /// The entry of the override.
    pub seq: u64,
    /// When.
    pub time: Moment,
    /// The entry with the answer.
    pub of: u64,
    /// The use; "" where the answer was purged.
    #[serde(rename = "use")]
    pub measure: String,
    /// What the answer was; "" where it was purged.
    pub from: String,
    /// What was decided.
    pub to: String,
    /// By whom.
    pub by: String,
    /// Who approved.
    pub approved_by: String,
    /// Why.
    pub why: String,
}

/// What one kind of relief did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReliefCount {
    /// `withdrawal`, `exemption` …
    pub kind: String,
    /// Why, where it has a cause.
    pub cause: String,
    /// How many answers it changed.
    pub answers: u64,
    /// Of how many records.
    pub records: u64,
}

/// A withdrawal, and the first answer that honoured it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Honoured {
    /// The source's id of the record.
    pub record: String,
    /// Who signed it off.
    pub signed_by: String,
    /// The day on which it was signed.
    pub dated: Date,
    /// The first answer, of those that are left, that honoured it.
    pub first: Moment,
    /// That answer's entry.
    pub seq: u64,
    /// Hours since that day began, in Beijing: the delay is at most that. None where older answers were purged since, of which
    /// one may have been the first.
    pub hours: Option<f64>,
}

/// How figures spread.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Spread {
    /// How many there are.
    pub count: u64,
    /// The smallest.
    pub least: f64,
    /// The smallest than which half, or more, are no larger.
    pub median: f64,
    /// The smallest than which nine of ten, or more, are no larger.
    pub ninth: f64,
    /// The largest.
    pub most: f64,
}

impl Report {
    /// Goes through a trail twice: to verify it, and to count.
    ///
    /// # Errors
    /// [`Error`] where a file cannot be read, or a line is not as it was written: what cannot be read cannot be counted.
    pub fn read(folder: &Path, scope: Scope) -> Result<Self, Error> {
        let verified = verify(folder, scope.verifier.as_ref(), &scope.checkpoints)?;
        let mut tally = Tally::default();
        entries::read(folder, |entry| {
            tally.take(&scope, entry);
            Ok::<(), Error>(())
        })?;
        Ok(tally.report(scope, &verified))
    }

    /// The share of the catalogue's uses for which nobody asked, 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "a share of some dozens")]
    pub fn share_never_asked(&self) -> f64 {
        if self.uses == 0 { 0.0 } else { self.never_asked.len() as f64 / self.uses as f64 }
    }
}

/// An answer that may be an interception.
struct Stop {
    answered: String,
    /// What a person decided last.
    decided: Option<String>,
    /// The records on which it rests, and what became of each report.
    records: Vec<(String, State)>,
}

/// What is counted while going through the entries.
#[derive(Default)]
struct Tally {
    total: Count,
    uses: BTreeMap<String, Count>,
    departments: BTreeMap<String, Count>,
    days: BTreeMap<String, Count>,
    errors: BTreeMap<String, u64>,
    /// Use and outcome of the answers that stopped or referred, of any time: an override names them.
    answers: BTreeMap<u64, (String, String)>,
    overrides: Vec<Overridden>,
    reliefs: BTreeMap<(String, String), (u64, BTreeSet<String>)>,
    ages: BTreeMap<i64, u64>,
    withdrawals: BTreeMap<(String, Date), Honoured>,
    /// Until when entries were purged, as the trail tells.
    purged_until: Option<Moment>,
    /// Answers of the period that are interceptions, or may become one by what a person decides.
    stops: BTreeMap<u64, Stop>,
    unrecorded: u64,
}

impl Tally {
    fn take(&mut self, scope: &Scope, entry: Entry) {
        let is_within = scope.contains(entry.time.day());
        match entry.deed {
            Deed::Decision(recorded) => {
                self.honour(entry.seq, entry.time, &recorded);
                if recorded.outcome != "clear" {
                    let told = (recorded.measure.to_string(), recorded.outcome.to_string());
                    self.answers.insert(entry.seq, told);
                }
                if is_within {
                    self.count(entry.seq, entry.time, &recorded);
                }
            }
            Deed::Override(it) => {
                if let Some(stop) = self.stops.get_mut(&it.of) {
                    stop.decided = Some(it.outcome.clone());
                }
                if !is_within {
                    return;
                }
                let (measure, from) = self.answers.get(&it.of).cloned().unwrap_or_default();
                let (to, by, approved_by, why) = (it.outcome, it.by, it.approved_by, it.why);
                let (seq, time, of) = (entry.seq, entry.time, it.of);
                self.overrides.push(Overridden { seq, time, of, measure, from, to, by, approved_by, why });
            }
            Deed::Feedback(it) => {
                let records = self.stops.get_mut(&it.of).map(|stop| stop.records.iter_mut());
                let noted = records.into_iter().flatten().filter(|(record, _)| *record == it.record);
                noted.for_each(|(_, state)| *state = it.state);
            }
            Deed::Purge(purge) => self.purged_until = self.purged_until.max(Some(purge.until)),
            Deed::Gap(gap) if is_within => self.unrecorded = self.unrecorded.saturating_add(gap.unrecorded),
            _ => {}
        }
    }

    fn count(&mut self, seq: u64, time: Moment, recorded: &Recorded<'_>) {
        let outcome = &*recorded.outcome;
        self.total.add(outcome);
        for (counts, of) in [
            (&mut self.uses, recorded.measure.to_string()),
            (&mut self.departments, recorded.asker.department.clone()),
            (&mut self.days, time.day().to_string()),
        ] {
            counts.entry(of).or_default().add(outcome);
        }
        if outcome == "error" {
            count_in(&mut self.errors, recorded.ground.to_string());
        }
        if let Some(edition) = recorded.edition {
            count_in(&mut self.ages, time.day().days_since(edition.as_of));
        }
        let answers = recorded.parties.iter().filter_map(|party| party.answer.as_ref());
        for answer in answers {
            let mut seen = BTreeSet::new();
            for lifted in &answer.relief {
                let kind = (lifted.kind.to_string(), lifted.cause.as_deref().unwrap_or_default().to_owned());
                let (answers, records) = self.reliefs.entry(kind.clone()).or_default();
                *answers = answers.saturating_add(u64::from(seen.insert(kind)));
                records.insert(lifted.record.to_string());
            }
        }
        if interception::may_be(recorded) {
            let records = interception::records(recorded);
            let records = records.map(|(_, record)| (record.to_owned(), State::NotReported)).collect();
            self.stops.insert(seq, Stop { answered: outcome.to_owned(), decided: None, records });
        }
    }

    /// The first answer that honoured a withdrawal, whenever that was.
    fn honour(&mut self, seq: u64, time: Moment, recorded: &Recorded<'_>) {
        let answers = recorded.parties.iter().filter_map(|party| party.answer.as_ref());
        let honoured = |it: &&Lifted<'_>| it.kind == "withdrawal" && !it.still_counts;
        for lifted in answers.flat_map(|answer| &answer.relief).filter(honoured) {
            let (record, dated) = (lifted.record.to_string(), lifted.dated);
            self.withdrawals.entry((record.clone(), dated)).or_insert_with(|| Honoured {
                record,
                signed_by: lifted.signed_by.to_string(),
                dated,
                first: time,
                seq,
                hours: Some(time.hours_since(Moment::start_of(dated))),
            });
        }
    }

    fn report(self, scope: Scope, verified: &Verification) -> Report {
        let asked: BTreeSet<&str> = self.uses.keys().map(String::as_str).collect();
        let never_asked: Vec<String> =
            scope.uses.iter().filter(|code| !asked.contains(code.as_str())).cloned().collect();
        let mut withdrawals: Vec<Honoured> =
            self.withdrawals.into_values().filter(|it| scope.contains(it.first.day())).collect();
        for it in &mut withdrawals {
            // What was purged before the day of signing cannot have honoured it.
            let is_first = self.purged_until.is_some_and(|until| until < Moment::start_of(it.dated));
            it.hours = it.hours.filter(|_| verified.purged == 0 || is_first);
        }
        let longest = |it: &Honoured| it.hours.unwrap_or(f64::NEG_INFINITY);
        withdrawals
            .sort_by(|one, other| longest(other).total_cmp(&longest(one)).then(one.seq.cmp(&other.seq)));
        let mut feedback = BTreeMap::new();
        let stops = self.stops.values().filter(|it| interception::is(&it.answered, it.decided.as_deref()));
        for (_, state) in stops.flat_map(|stop| &stop.records) {
            count_in(&mut feedback, state.as_code().to_owned());
        }
        let reliefs = self.reliefs.into_iter().map(|((kind, cause), (answers, records))| {
            let records = u64::try_from(records.len()).unwrap_or(u64::MAX);
            ReliefCount { kind, cause, answers, records }
        });
        Report {
            trail: Standing::new(verified),
            total: self.total,
            by_use: ranked(self.uses),
            by_department: ranked(self.departments),
            by_day: self.days.into_iter().map(|(of, count)| Line { of, count }).collect(),
            errors: most_first(self.errors),
            overrides: self.overrides,
            reliefs: reliefs.collect(),
            edition_age: Spread::of_counts(&self.ages),
            by_edition_age: self.ages,
            withdrawal_hours: Spread::of(withdrawals.iter().filter_map(|it| it.hours).collect()),
            withdrawals,
            uses: u64::try_from(scope.uses.len()).unwrap_or(u64::MAX),
            never_asked,
            feedback,
            unrecorded: self.unrecorded,
            scope,
        }
    }
}

impl Count {
    fn add(&mut self, outcome: &str) {
        self.checks = self.checks.saturating_add(1);
        let one = match outcome {
            "block" => &mut self.block,
            "refer" => &mut self.refer,
            "clear" => &mut self.clear,
            _ => &mut self.error,
        };
        *one = one.saturating_add(1);
    }
}

impl Standing {
    fn new(verified: &Verification) -> Self {
        Self {
            entries: verified.entries,
            purged: verified.purged,
            unsigned: verified.unsigned,
            adopted: verified.adopted.iter().map(|run| run.end.saturating_sub(run.start)).sum(),
            is_whole: verified.is_whole(),
            is_trusted: verified.is_trusted,
            is_anchored: verified.signed_outside.is_some(),
            checkpoints: u64::try_from(verified.checkpoints.len()).unwrap_or(u64::MAX),
            faults: verified.faults.iter().map(ToString::to_string).collect(),
            root: verified.root.to_string(),
        }
    }

    /// What it rests on, as the code of a word.
    const fn rests(&self) -> &'static str {
        match (self.is_trusted, self.is_anchored) {
            (true, _) => "trusted",
            (false, true) => "anchored",
            (false, false) => "untrusted",
        }
    }
}

impl Spread {
    fn of(mut figures: Vec<f64>) -> Self {
        figures.sort_by(f64::total_cmp);
        // The nearest rank, from 0.
        let at = |tenths: usize| {
            let rank = figures.len().saturating_mul(tenths).div_ceil(10).saturating_sub(1);
            figures.get(rank).copied().unwrap_or_default()
        };
        let count = u64::try_from(figures.len()).unwrap_or(u64::MAX);
        Self { count, least: at(0), median: at(5), ninth: at(9), most: at(10) }
    }

    /// Of whole figures, each so many times.
    #[expect(clippy::cast_precision_loss, reason = "days, of which a float holds all")]
    fn of_counts(counts: &BTreeMap<i64, u64>) -> Self {
        let count = counts.values().fold(0_u64, |sum, count| sum.saturating_add(*count));
        let at = |tenths: u64| {
            let wanted = u128::from(count).saturating_mul(tenths.into()).div_ceil(10).saturating_sub(1);
            let mut passed = 0_u128;
            let found = counts.iter().find(|(_, count)| {
                passed = passed.saturating_add(u128::from(**count));
                passed > wanted
            });
            found.map_or(0.0, |(figure, _)| *figure as f64)
        };
        Self { count, least: at(0), median: at(5), ninth: at(9), most: at(10) }
    }
}

fn count_in<K: Ord>(counts: &mut BTreeMap<K, u64>, of: K) {
    let count = counts.entry(of).or_default();
    *count = count.saturating_add(1);
}

fn ranked(counts: BTreeMap<String, Count>) -> Vec<Line> {
    let mut lines: Vec<Line> = counts.into_iter().map(|(of, count)| Line { of, count }).collect();
    lines.sort_by(|one, other| other.count.checks.cmp(&one.count.checks).then_with(|| one.of.cmp(&other.of)));
    lines
}

fn most_first(counts: BTreeMap<String, u64>) -> Vec<(String, u64)> {
    let mut lines: Vec<(String, u64)> = counts.into_iter().collect();
    lines.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    lines
}
