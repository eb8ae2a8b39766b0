//! Who of those that hold something (常备名册: licences, posts) is concerned by what changed in the list? A [`Roster`] keeps
//! standing holders, and rescreening tells of whom the answer is another one than before, in both directions.
#![doc = include_str!("ROSTER.md")]

mod alert;
mod builder;
mod error;
#[cfg(test)]
mod failures;
mod file;
mod holder;
mod leeway;
mod rescreen;
mod standing;

pub use alert::Alert;
pub use alert::AlertKind;
pub use builder::Builder;
pub use error::RosterError;
pub use holder::Holder;
pub use holder::Party;
pub use rescreen::Rescreen;
pub use standing::Standing;

use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use serde::Deserialize;
use serde::Serialize;

use crate::check::Applicant;
use crate::check::List;
use crate::check::Query;
use crate::disk::Publication;
use crate::format::Frame;
use crate::format::Tag;
use crate::index::Drift;
use crate::index::Key;
use crate::index::Keys;
use crate::index::Strings;
use crate::index::Subject;
use crate::policy::JointVerdict;
use crate::policy::Outcome;
use crate::policy::Policy;
use crate::policy::Stated;
use crate::policy::Use;
use crate::policy::Verdict;

use file::FileKind;
use leeway::Leeway;
use standing::Stand;

/// Standing holders, compiled: verified, and indexed by the keys under which a check of each looks. Shared by reference
/// among threads.
pub struct Roster {
    frame: Frame,
    head: Head,
    holders: Strings,
    keys: Keys,
}

/// What a roster says of itself.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    holders: u32,
    /// Beside the holders themselves.
    parties: u64,
    uses: Vec<UseAsked>,
}

/// A use that holders are asked about for, with the conditions that are stated of some.
#[derive(Debug, Serialize, Deserialize)]
struct UseAsked {
    code: String,
    conditions: Vec<String>,
}

impl Roster {
    /// Makes a roster, holder by holder.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Reads the roster in a file and verifies it.
    ///
    /// # Errors
    /// [`RosterError`] where it cannot be read, or is not a whole, undamaged roster.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, RosterError> {
        Self::from_bytes(file::read(path.as_ref())?)
    }

    /// Verifies a roster's bytes.
    ///
    /// # Errors
    /// [`RosterError`] where they are not a whole, undamaged roster. Never panics, whatever the bytes.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, RosterError> {
        let frame = KIND.open(bytes)?;
        let head = serde_json::from_slice(KIND.section(&frame, HEAD)?.as_ref());
        let head: Head = head.map_err(|_| KIND.inconsistent("its head cannot be read"))?;
        let (offsets, holders) = (KIND.section(&frame, OFFSETS)?, KIND.section(&frame, HOLDERS)?);
        let holders = Strings::open(offsets, holders, u64::from(head.holders));
        let holders = holders.ok_or(KIND.inconsistent("it holds another number of holders than it says"))?;
        let keys = Keys::open(&KIND.section(&frame, KEYS)?);
        let keys = keys.map_err(|_| KIND.inconsistent("its keys cannot be read"))?;
        Ok(Self { frame, head, holders, keys })
    }

    /// Writes it to `path`, readable by its owner alone, so that at any crash the old file or the new one is there.
    ///
    /// # Errors
    /// [`RosterError`]: what was there before is untouched.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<Publication, RosterError> {
        file::save(self.frame.as_bytes(), path.as_ref())
    }

    /// How many holders there are.
    pub fn len(&self) -> u32 {
        self.head.holders
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.head.holders == 0
    }

    /// How many parties stand beside holders.
    pub fn parties(&self) -> u64 {
        self.head.parties
    }

    /// SHA-256 of the file from its 65th byte on, in hexadecimal: the roster's identity.
    pub fn digest(&self) -> String {
        self.frame.digest().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The holder with this number.
    ///
    /// # Errors
    /// [`RosterError::Inconsistent`] where there is none, or the roster is damaged in spite of its checksums.
    pub fn holder(&self, number: u32) -> Result<Holder<'_>, RosterError> {
        let measure = |index: usize| self.head.uses.get(index).map(|asked| asked.code.as_str());
        let holder = self.holders.get(u64::from(number)).and_then(|bytes| Holder::take(bytes, measure));
        holder.ok_or(KIND.inconsistent("a holder cannot be read"))
    }

    /// Asks about everybody, and notes who has a match: what the first rescreening begins with. `done` is told how many more
    /// were asked, now and then, from several threads.
    ///
    /// # Errors
    /// [`RosterError`] where the policy does not know a use or condition, or a holder cannot be asked about.
    ///
    /// Cost: a check a holder and party, shared out among the threads.
    pub fn screen(
        &self,
        list: &List,
        threads: usize,
        done: impl Fn(u64) + Sync,
    ) -> Result<Standing, RosterError> {
        self.admit(list.policy())?;
        let empty = Standing::of(self, list);
        let next = AtomicU64::new(0);
        let screen = || {
            let mut standing = empty.clone();
            loop {
                let first = next.fetch_add(SHARE, Ordering::Relaxed);
                let end = first.saturating_add(SHARE).min(u64::from(self.len()));
                if first >= end {
                    return Ok(standing);
                }
                for number in (first..end).filter_map(|number| u32::try_from(number).ok()) {
                    let (_, verdict) = self.ask(list, number)?;
                    standing.set(number, stand(&verdict));
                }
                done(end.saturating_sub(first));
            }
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = (1..threads.max(1)).map(|_| scope.spawn(screen)).collect();
            let mut standing = screen()?;
            for thread in threads {
                let other = thread.join().unwrap_or(Err(KIND.inconsistent("a thread that asks failed")))?;
                standing.join(&other);
            }
            Ok(standing)
        })
    }

    /// Of whom is the answer another one from `new` than from `old`? Each list is asked on its own day, under its own policy
    /// and relief. `standing` is who has a match on `old`: what [`Self::screen`] gave, or the rescreening before.
    ///
    /// Asked are only those who can be concerned: whoever has a match on `old`, and whom a check would find one of the
    /// subjects for that `new` has and `old` has not. The answers are those that asking everybody would give.
    ///
    /// # Errors
    /// [`RosterError`] where the standing is another one's, a policy does not know a use or condition, or the lists cannot be
    /// read.
    ///
    /// Cost: a walk over the subjects of both lists, then a check a concerned holder, and a second one where the first is not
    /// clear, or was not.
    pub fn rescreen<'a>(
        &'a self,
        old: &'a List,
        new: &'a List,
        standing: &Standing,
    ) -> Result<Rescreen<'a>, RosterError> {
        Rescreen::new(self, old, new, standing)
    }

    /// Refuses a policy that cannot answer for a use of these holders, before anybody is asked.
    fn admit(&self, policy: &Policy) -> Result<(), RosterError> {
        for UseAsked { code, conditions } in &self.head.uses {
            let measure = if code.is_empty() { Use::GENERAL } else { policy.measure(code)? };
            Stated::new(&measure, conditions.iter().map(|condition| (condition.as_str(), true)))?;
        }
        Ok(())
    }

    fn ask(&self, list: &List, number: u32) -> Result<(Holder<'_>, JointVerdict), RosterError> {
        let holder = self.holder(number)?;
        let verdict = list.answer_together(&applicant(&holder, number)?);
        Ok((holder, verdict.map_err(|source| RosterError::Check { number, source })?))
    }

    /// Whether each party's name is so common that people of whom nothing else is known are only counted. `false` says nothing.
    fn has_common_names(&self, list: &List, number: u32) -> Result<bool, RosterError> {
        let holder = self.holder(number)?;
        let applicant = applicant(&holder, number)?;
        let measure = applicant.query().measure();
        for query in queries(&applicant) {
            let Some(name) = query.name() else { return Ok(false) };
            let is_common = list.is_common(measure, name);
            if !is_common.map_err(|source| RosterError::Check { number, source })? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// How many times as many people as before, at least, have names that read as those of the parties do. 0 where nothing
    /// can be said.
    fn drifted(&self, drift: &Drift<'_>, number: u32) -> Result<f64, RosterError> {
        let holder = self.holder(number)?;
        let applicant = applicant(&holder, number)?;
        // No leeway is known of an organisation's homophones: where any were met there is none to lose.
        let names = queries(&applicant).filter_map(Query::name).filter(|it| !it.is_worded_as_organisation());
        Ok(names.map(|name| drift.at_least(name)).fold(f64::INFINITY, f64::min))
    }

    /// Whether the subject, if it is there, is a match of any of the parties.
    fn meets(&self, number: u32, subject: &Subject<'_>) -> Result<bool, RosterError> {
        let holder = self.holder(number)?;
        let applicant = applicant(&holder, number)?;
        Ok(queries(&applicant).any(|query| query.meets(subject)))
    }

    /// The holders who are perhaps found under this key: all who are, and now and then one who is not.
    fn found_under(&self, key: &Key) -> Result<impl Iterator<Item = u32> + '_, RosterError> {
        let found = self.keys.get(key.kind(), key.hash());
        let found = found.map_err(|_| KIND.inconsistent("a table of keys contradicts itself"))?;
        let numbers = found.filter_map(|number| u32::try_from(number).ok());
        Ok(numbers.filter(|number| *number < self.len()))
    }
}

fn applicant<'a>(holder: &Holder<'a>, number: u32) -> Result<Applicant<'a>, RosterError> {
    let refused = |source| RosterError::Holder { number, reference: holder.reference.to_owned(), source };
    holder.applicant().map_err(refused)
}

/// What is asked about each party.
fn queries<'s, 'a>(applicant: &'s Applicant<'a>) -> impl Iterator<Item = &'s Query<'a>> {
    let linked = applicant.linked().iter().map(|(_, query)| query);
    std::iter::once(applicant.query()).chain(linked)
}

/// Whether anybody of the list may be any of the parties, whatever policy and relief make of it: also where so many others
/// bear the name that the match is only counted. And whether the answer is clear, and for that alone.
fn stand(verdict: &JointVerdict) -> Stand {
    let is_any = |it: &Verdict| !it.matches().is_empty() || it.indistinct() > 0 || !it.relief().is_empty();
    let is_matched = verdict.verdicts().any(|(_, it)| is_any(it));
    let is_clear = verdict.outcome() == Outcome::Clear;
    let is_common = || verdict.verdicts().all(|(_, it)| !is_any(it) || it.rests_on_common_names());
    Stand {
        is_matched,
        is_clear,
        is_common: is_matched && is_clear && is_common(),
        is_named: verdict.verdicts().any(|(_, it)| it.has_indistinct_by_name()),
        leeway: Leeway::of(verdict.verdicts().map(|(_, it)| it.leeway()).fold(f64::INFINITY, f64::min)),
        told: if is_clear { 0 } else { alert::digest(verdict) },
    }
}

/// Without the holders.
impl std::fmt::Debug for Roster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Roster")
            .field("digest", &self.digest())
            .field("head", &self.head)
            .finish_non_exhaustive()
    }
}

const KIND: FileKind = FileKind {
    magic: *b"\x89SXR\r\n\x1A\n",
    name: "a compiled roster",
    sections: &[HEAD, OFFSETS, HOLDERS, KEYS],
};

const HEAD: Tag = Tag(*b"ROST");
const OFFSETS: Tag = Tag(*b"HOFF");
const HOLDERS: Tag = Tag(*b"HOLD");
const KEYS: Tag = Tag(*b"KEYS");

/// Holders that a thread takes at a time.
const SHARE: u64 = 4096;
